//! People in columns (rule 11): how millions of them arrive, without a JSON step.

use super::people::Away;
use crate::values::{
    fen::Amount,
    month::{Month, Year},
    words::{Grade, Post},
};
#[cfg(any(feature = "arrow", feature = "csv"))]
use std::{fmt, sync::Arc};

/// Workers as columns of one length, borrowed from the caller (rule 11).
///
/// Person by row: the station as its index in the plan's stations, counted from 0, the post, the
/// month of hire, and if there is any the month of leaving, the annual pay, its year, and grades.
/// A column that may be left out is an empty slice; one shorter than `station` is an error
/// `missing` at its first missing row. Without ids nobody is looked for twice.
///
/// ```
/// use shuangbai::{Plan, Post, Roster, Station};
/// let plan = Plan::builder("guangdong-2021", 2021, 2021)
///     .station(Station::new("440203001")?.villages(3)?)
///     .build()?;
/// let roster = Roster {
///     station: &[0, 0],
///     post: &[Post::Service, Post::Administrative],
///     hired: &["2021-08".parse()?, "2021-10".parse()?],
///     ..Roster::default()
/// };
/// let forecast = plan.check_with(&roster)?.forecast()?;
/// assert_eq!(forecast.totals[0].pay.to_string(), "33333.33"); // five and three months of 50,000
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Roster<'a> {
    /// The ids, or nothing.
    pub id: &'a [&'a str],
    /// The station's index in the plan, from 0.
    pub station: &'a [u32],
    /// The kind of post.
    pub post: &'a [Post],
    /// The month of hire.
    pub hired: &'a [Month],
    /// The last month on the payroll; may be left out.
    pub left: &'a [Option<Month>],
    /// The annual pay; entry pay where there is none; may be left out.
    pub pay: &'a [Option<Amount>],
    /// The year of the pay; the year of hire where there is none; may be left out.
    pub pay_year: &'a [Option<Year>],
    /// The grades of some years, a column each; may be left out. Of a year that has several columns the first counts.
    pub appraisals: Vec<(Year, &'a [Option<Grade>])>,
    /// The months in which grades of these years became known (rule 20), where they were not always; may be left out.
    pub decided: Vec<(Year, &'a [Option<Month>])>,
    /// The grades that held until then, of whoever has such a month; `fail` where there is none (rule 20); may be left out.
    pub provisional: Vec<(Year, &'a [Option<Grade>])>,
    /// Where some rows' workers move, and when they are away (rule 8): each row once, in their order.
    pub itineraries: &'a [Itinerary],
}

/// Where the worker in a row moves, and when away (rule 8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Itinerary {
    /// The row, from 0.
    pub row: usize,
    /// The moves, in their order.
    pub moves: Vec<Moved>,
    /// The absences, in their order.
    pub away: Vec<Away>,
}

/// A move from a month on (rule 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The first month at the station.
    pub from: Month,
    /// The station's index in the plan, from 0.
    pub station: u32,
    /// The kind of post; the one until then where there is none.
    pub post: Option<Post>,
}

impl Roster<'_> {
    /// How many workers there are.
    pub fn len(&self) -> usize {
        self.station.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.station.is_empty()
    }
}

/// One worker on the way into a [`RosterBuf`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The station's index in the plan, from 0.
    pub station: u32,
    /// The kind of post.
    pub post: Post,
    /// The month of hire.
    pub hired: Month,
    /// The last month on the payroll.
    pub left: Option<Month>,
    /// The annual pay; entry pay where there is none.
    pub pay: Option<Amount>,
    /// The year of the pay; the year of hire where there is none.
    pub pay_year: Option<Year>,
    /// The grades given.
    pub appraisals: Vec<(Year, Grade)>,
}

/// Workers as columns of one's own, gathered from an iterator of [`Person`]s.
///
/// ```
/// use shuangbai::{Post, RosterBuf, Person};
/// let hired = "2021-08".parse().unwrap();
/// let row = Person { station: 0, post: Post::Service, hired, left: None, pay: None, pay_year: None, appraisals: vec![] };
/// let roster: RosterBuf = std::iter::repeat_n(row, 3).collect();
/// assert_eq!(roster.as_roster().len(), 3);
/// ```
#[derive(Clone, Debug, Default)]
pub struct RosterBuf {
    pub(crate) station: Vec<u32>,
    pub(crate) post: Vec<Post>,
    pub(crate) hired: Vec<Month>,
    pub(crate) left: Vec<Option<Month>>,
    pub(crate) pay: Vec<Option<Amount>>,
    pub(crate) pay_year: Vec<Option<Year>>,
    pub(crate) appraisals: Vec<(Year, Vec<Option<Grade>>)>,
    pub(crate) decided: Vec<(Year, Vec<Option<Month>>)>,
    pub(crate) provisional: Vec<(Year, Vec<Option<Grade>>)>,
    pub(crate) itineraries: Vec<Itinerary>,
    /// The columns of ids, where the rows come from tables.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) ids: Vec<Arc<dyn Ids>>,
}

/// A column of ids, kept where it came from.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) trait Ids: fmt::Debug + Send + Sync {
    /// By row; nothing where a row has none.
    fn ids(&self) -> Vec<Option<&str>>;
}

impl RosterBuf {
    /// The columns.
    pub fn as_roster(&self) -> Roster<'_> {
        Roster {
            id: &[],
            station: &self.station,
            post: &self.post,
            hired: &self.hired,
            left: &self.left,
            pay: &self.pay,
            pay_year: &self.pay_year,
            appraisals: borrowed(&self.appraisals),
            decided: borrowed(&self.decided),
            provisional: borrowed(&self.provisional),
            itineraries: &self.itineraries,
        }
    }
}

/// A column each year.
fn borrowed<T>(columns: &[(Year, Vec<T>)]) -> Vec<(Year, &[T])> {
    columns.iter().map(|(year, column)| (*year, &column[..])).collect()
}

impl Extend<Person> for RosterBuf {
    fn extend<I: IntoIterator<Item = Person>>(&mut self, rows: I) {
        for row in rows {
            for (year, grade) in row.appraisals {
                let column = match self.appraisals.iter().position(|(other, _)| *other == year) {
                    Some(column) => column,
                    None => {
                        self.appraisals.push((year, Vec::new()));
                        self.appraisals.len() - 1
                    }
                };
                let column = &mut self.appraisals[column].1;
                column.resize(self.station.len(), None);
                column.push(Some(grade));
            }
            self.station.push(row.station);
            self.post.push(row.post);
            self.hired.push(row.hired);
            self.left.push(row.left);
            self.pay.push(row.pay);
            self.pay_year.push(row.pay_year);
        }
        // A year's column ends where its last grade stands; the rest have none.
        for (_, column) in &mut self.appraisals {
            column.resize(self.station.len(), None);
        }
    }
}

impl FromIterator<Person> for RosterBuf {
    fn from_iter<I: IntoIterator<Item = Person>>(rows: I) -> RosterBuf {
        let mut roster = RosterBuf::default();
        roster.extend(rows);
        roster
    }
}

/// What a column that may be left out has in a row.
pub(crate) fn at_row<T: Copy>(column: &[Option<T>], row: usize) -> Option<T> {
    column.get(row).copied().flatten()
}
