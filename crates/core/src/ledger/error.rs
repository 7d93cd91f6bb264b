//! Why what comes from outside is no ledger.

use std::fmt;

use super::ledger::MergeError;
use crate::{faults::error::Errors, values::words::Post};

/// Where a figure of a ledger stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerPlace {
    /// The station's code.
    pub station: String,
    /// The post, where the figure is of people.
    pub post: Option<Post>,
    /// The fiscal year.
    pub year: u16,
    /// The first and last month of the year's part, where the figure is of one.
    pub months: Option<(u8, u8)>,
    /// Its name, as the column of a [table](crate::Ledger) has it.
    pub figure: String,
}

impl fmt::Display for LedgerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LedgerPlace { station, post, year, months, figure } = self;
        write!(f, "`{figure}` of the station `{station}`")?;
        post.map_or(Ok(()), |post| write!(f, ", post `{post}`"))?;
        write!(f, ", year {year}")?;
        months.map_or(Ok(()), |(first, last)| write!(f, ", months {first} to {last}"))
    }
}

/// Why what comes from outside, as JSON or as tables, is no ledger.
///
/// A ledger is taken only when it could be one of the library's: its leaves are all there, each once; the amounts of
/// each keep to rules 5 and 6, its counts to people who can be; costs and norm are those of a station.
///
/// ```
/// use shuangbai::{Hire, Ledger, Plan, Post, Station};
/// let plan = Plan::builder("guangdong-2021", 2021, 2021)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 4, "2021-07")?)
///     .build()?;
/// let ledger = serde_json::to_string(&plan.check()?.ledger()?)?;
/// assert!(serde_json::from_str::<Ledger>(&ledger).is_ok());
/// // Twenty-four months on the payroll, by their hexadecimal digits.
/// let error = serde_json::from_str::<Ledger>(&ledger.replace("\"18\"", "\"180\"")).unwrap_err();
/// assert_eq!(error.to_string(), "`worker_months` of the station `440203001`, post `service`, year 2021 are 384: \
///     twelve for each of those there in the year are 48");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// No row has a plan.
    #[error("no row has a `plan`: it stands in the first row of each station")]
    NoPlan,
    /// What stands in a table's `plan` is none that a ledger rests on.
    #[error("`plan`: {0}")]
    Plan(String),
    /// The rules that a ledger rests on are none.
    #[error("the rules that the ledger rests on are none: {0}")]
    Rules(#[from] Errors),
    /// Tables are of ledgers that don't [merge](crate::Ledger::merge).
    #[error("{0}")]
    Merge(#[from] MergeError),
    /// A column of a table is not there.
    #[error("there is no column `{0}`")]
    NoColumn(String),
    /// A column of a table is there twice.
    #[error("the column `{0}` is there twice")]
    ColumnTwice(String),
    /// A column is none that a table of this plan's ledger has.
    #[error("the column `{0}` is none of this plan's ledger")]
    OtherColumn(String),
    /// A column is of another type.
    #[error("the column `{column}` is of the type {found}; it must be of {allowed}")]
    ColumnType {
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// The types that it may have.
        allowed: &'static str,
    },
    /// A row of a table has no value where there must be one.
    #[error("row {row} (from 0): `{column}` is null where a value must be")]
    Null {
        /// The row among those of all batches, from 0.
        row: usize,
        /// The column.
        column: String,
    },
    /// A row of a table has a value where there must be none.
    #[error("row {row} (from 0): `{column}` has a value, `{found}`, where none may be")]
    NotNull {
        /// The row among those of all batches, from 0.
        row: usize,
        /// The column.
        column: String,
        /// The value.
        found: String,
    },
    /// A row's value is not what the column may have.
    #[error("row {row} (from 0): `{column}` is `{found}`; it must be {allowed}")]
    Value {
        /// The row among those of all batches, from 0.
        row: usize,
        /// The column.
        column: String,
        /// The value, its beginning when it is long.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// A row of a table is there twice.
    #[error("row {row} (from 0) is there a second time: {}, year {year}, months {first} to {last}", leaf(station, *post))]
    RowTwice {
        /// The later row among those of all batches, from 0.
        row: usize,
        /// The station's code.
        station: String,
        /// The post; none for what does not rest on people.
        post: Option<Post>,
        /// The fiscal year.
        year: u16,
        /// The first month of its part.
        first: u8,
        /// The last one.
        last: u8,
    },
    /// Not all parts of the horizon are there of a station or one of its posts.
    #[error("a row is missing: {}, year {year}, months {first} to {last}", leaf(station, *post))]
    RowMissing {
        /// The station's code.
        station: String,
        /// The post; none for what does not rest on people.
        post: Option<Post>,
        /// The fiscal year.
        year: u16,
        /// The first month of its part.
        first: u8,
        /// The last one.
        last: u8,
    },
    /// A list of figures has not as many as the horizon's years and parts ask for.
    #[error("`{list}` of {} has {found} figures; there must be {allowed}", leaf(station, *post))]
    Length {
        /// The station's code.
        station: String,
        /// The post; none for what does not rest on people.
        post: Option<Post>,
        /// The list.
        list: &'static str,
        /// How many figures it has.
        found: usize,
        /// How many it must have.
        allowed: usize,
    },
    /// There is no station.
    #[error("the ledger has no station")]
    Empty,
    /// A station is there twice.
    #[error("the station `{0}` is there twice")]
    StationTwice(String),
    /// A station's post is there twice.
    #[error("the post `{post}` of the station `{station}` is there twice")]
    PostTwice {
        /// The station's code.
        station: String,
        /// The post.
        post: Post,
    },
    /// A post of a station of which nothing else is there: it would be in no row.
    #[error("the post `{post}` is there of the station `{station}`, and the station itself is missing")]
    NoStation {
        /// The station's code.
        station: String,
        /// The post.
        post: Post,
    },
    /// A post that the station says it has is missing.
    #[error("the post `{post}` of the station `{station}` is missing: it is among the station's `posts`")]
    NoPost {
        /// The station's code.
        station: String,
        /// The post.
        post: Post,
    },
    /// A post that the station does not say it has.
    #[error("the post `{post}` of the station `{station}` is not among the station's `posts`")]
    OtherPost {
        /// The station's code.
        station: String,
        /// The post.
        post: Post,
    },
    /// A name of what is no region.
    #[error("a name is given to `{0}`, which is no region code of two, four, six or nine digits")]
    Name(String),
    /// An amount that is never below nothing is.
    #[error("{at} is {found}; it must not be negative")]
    Negative {
        /// The figure.
        at: Box<LedgerPlace>,
        /// The amount.
        found: String,
    },
    /// Rule 5's identity does not hold.
    #[error(
        "{at}: `pay` and `surplus` come to {found}, `subsidy` and `top_up` to {allowed}; they must be equal (rule 5)"
    )]
    Identity {
        /// The figure.
        at: Box<LedgerPlace>,
        /// What pay and surplus come to.
        found: String,
        /// What subsidy and top-up come to.
        allowed: String,
    },
    /// The payers' shares are not the subsidy.
    #[error("{at} is {allowed}, and its shares come to {found}; they must be equal (rule 6)")]
    Shares {
        /// The subsidy.
        at: Box<LedgerPlace>,
        /// What the shares come to.
        found: String,
        /// The subsidy.
        allowed: String,
    },
    /// The bearers' top-ups are not the top-up.
    #[error(
        "{at} is {allowed}, and what each payer bears of it comes to {found}; they must be equal (rule 5)"
    )]
    TopUps {
        /// The top-up.
        at: Box<LedgerPlace>,
        /// What bearers bear in all.
        found: String,
        /// The top-up.
        allowed: String,
    },
    /// The payers' shares of a cost are not its amount.
    #[error("{at} is {allowed}, and its shares come to {found}; they must be equal (rule 6)")]
    CostShares {
        /// The cost's amount.
        at: Box<LedgerPlace>,
        /// What the shares come to.
        found: String,
        /// The amount.
        allowed: String,
    },
    /// A raise costs more, or saves more, than it can.
    #[error("{at} is {found}; with those raised in the year it lies between {least} and {most}")]
    RaiseCost {
        /// The figure.
        at: Box<LedgerPlace>,
        /// The amount.
        found: String,
        /// The least that it may be.
        least: String,
        /// The most.
        most: String,
    },
    /// An amount of a year in which nobody is on the payroll.
    #[error("{at} is {found} in a year in which nobody is on the payroll; it must be 0.00")]
    Nobody {
        /// The figure.
        at: Box<LedgerPlace>,
        /// The amount.
        found: String,
    },
    /// A count is beyond what a plan can have.
    #[error("{at} is {found}; no plan has more than {most}")]
    Beyond {
        /// The count.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// The most that it may be.
        most: String,
    },
    /// A count is a fraction of a person where chances leave none.
    #[error("{at} is {found}; by the chances assumed until then it is {allowed}")]
    Fraction {
        /// The count.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// What it may be.
        allowed: String,
    },
    /// A count of people is more than the months that they were there.
    #[error("{at} is {found}, more than the {most} months on the payroll in the year")]
    MoreThanMonths {
        /// The count.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// The months on the payroll.
        most: String,
    },
    /// There are more months than those on the payroll have.
    #[error("{at} are {found}: twelve for each of those there in the year are {most}")]
    MoreMonths {
        /// The months.
        at: Box<LedgerPlace>,
        /// How many.
        found: String,
        /// The most that there may be.
        most: String,
    },
    /// A count of people is more than there are in the year: those of the December before and those hired, of
    /// whom each is there in December or has left.
    #[error("{at} is {found}, more than the {most} people there can be")]
    MorePeople {
        /// The count.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// The people there can be.
        most: String,
    },
    /// Those of the December before and those hired are more than those who are there in December or have left.
    #[error(
        "{at} is {found}, fewer than the {least} that the year before and the year's hires and leavers leave"
    )]
    Lost {
        /// The headcount.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// The least that it may be.
        least: String,
    },
    /// A norm in a year in whose December none is in force.
    #[error("the station `{station}` has a norm for {year}, in whose December none is in force")]
    NoNormYet {
        /// The station's code.
        station: String,
        /// The year.
        year: u16,
    },
    /// No norm of a station that is open before and after.
    #[error(
        "the station `{station}` has no norm for {year}, though it has one for an earlier and a later year"
    )]
    NormMissing {
        /// The station's code.
        station: String,
        /// The year.
        year: u16,
    },
    /// A station counts as other than one.
    #[error("{at} is {found}; a station is 1")]
    Stations {
        /// The figure.
        at: Box<LedgerPlace>,
        /// What it is.
        found: u64,
    },
    /// Posts are required that the norm does not ask for.
    #[error("{at} is {found}; the norm asks for {allowed} (rule 7)")]
    Required {
        /// The figure.
        at: Box<LedgerPlace>,
        /// What it is.
        found: u64,
        /// What is allowed.
        allowed: String,
    },
    /// Posts held, missing or too many are others than headcounts and norm make.
    #[error("{at} is {found}; by the station's headcounts and the norm it is {allowed} (rule 7)")]
    Norm {
        /// The figure.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// What it must be.
        allowed: String,
    },
    /// A cost is other than that of a station, whenever it opens.
    #[error(
        "{at} is {found}; of a station with such costs and norm, which opens {opens}, it is {allowed} (rule 6)"
    )]
    Cost {
        /// The figure.
        at: Box<LedgerPlace>,
        /// What it is.
        found: String,
        /// The month in which the nearest station opens.
        opens: String,
        /// What it then must be.
        allowed: String,
    },
}

/// A station, or one of its posts, in words.
fn leaf(station: &str, post: Option<Post>) -> String {
    match post {
        Some(post) => format!("the station `{station}`, post `{post}`"),
        None => format!("the station `{station}` without a post"),
    }
}
