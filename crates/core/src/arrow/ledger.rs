//! Ledgers as tables, so that a cluster engine can work stations out apart and put them together.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

use arrow_array::{
    Array, BinaryArray, BooleanArray, Int32Array, RecordBatch, StringArray, builder::StringDictionaryBuilder,
    cast::AsArray, types::Int32Type,
};
use arrow_schema::{ArrowError, DataType};
use num_bigint::BigUint;

use super::write::{Columns, before_payer};
use crate::{
    base::json,
    ledger::{
        account::{Account, NormSum, Site},
        columns::{Adds, COUNTS, Figure},
        frame::{Frame, Part},
        ledger::{Ledger, MergeError},
    },
    table::{
        arrow::{cells, exact_texts, kind},
        known::{Cell, Known},
        values::{Found, Kind},
    },
    values::{
        code::Code,
        fen::Fen,
        words::{Post, Word},
        written::{Flaw, Written},
    },
};

/// Why tables are no ledger; see [`Ledger::from_arrow`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// No row has a plan.
    #[error("no row has a `plan`: it stands in the first row of each station")]
    NoPlan,
    /// What stands in `plan` is none that a ledger rests on.
    #[error("`plan`: {0}")]
    Plan(String),
    /// The tables are of different plans, or a station stands in two.
    #[error("{0}")]
    Merge(#[from] MergeError),
    /// A column is not there, there twice, of another type, or none of this plan's ledger.
    #[error("the column `{0}` is not there, there twice, of another type, or none of this plan's ledger")]
    Column(String),
    /// A row's value is not what it should be, or null where it must not be, or not null where it must.
    #[error("row {row} (from 0): `{column}` has no such value there")]
    Value {
        /// The row among those of all batches, from 0.
        row: usize,
        /// The column.
        column: String,
    },
    /// Not all rows of a station are there.
    #[error("rows of the station `{0}` are missing")]
    Missing(String),
}

impl Ledger {
    /// The ledger as a table, which [`from_arrow`](Ledger::from_arrow) reads.
    ///
    /// It has a row for each station, post that somebody holds, and part of a year; and one without a
    /// post for each station and part, with what does not rest on people.
    ///
    /// - `station`, `post`, `year`, and the part's `first` and `last` month (1 to 12): `utf8`, `int32`.
    /// - `plan` and `name`, in the first row of a station without a post: what the ledger rests on, as
    ///   JSON (in a dictionary), and the station's name, if it has one.
    /// - In rows with a post, yuan as `decimal128(19, 2)`: `pay`, `subsidy`, `top_up`, `surplus`,
    ///   `raise_cost`, `share_province`, … for each payer, `top_up_by_local`, … for each that bears
    ///   top-ups.
    /// - In those of a year's first part: the counts of rule 14, `headcount` and so on, unrounded: `binary`
    ///   numerators, the highest byte first, of what the plan makes the year's denominator.
    /// - In rows without a post: `cost_督导_amount`, `cost_督导_share_province`, … for each cost.
    /// - In those of a year's first part: `cost_督导_hours` (`int64`), `under_cost` (whether an open
    ///   station was under a cost entry), and where a norm is in force and the station open in December
    ///   `stations`, `required` (`int64`), `held`, `short`, `over` (numerators like the counts).
    ///
    /// Everything else is null. Amounts add up in any engine; rows, norm and funds are the library's
    /// to work out, from the ledger read again.
    ///
    /// # Errors
    /// Never for a ledger that the library made.
    ///
    /// ```
    /// # use shuangbai::{Hire, Ledger, Plan, Post, Station, arrow::LedgerError};
    /// let part = |code: &str| {
    ///     let station = Station::new(code)?.villages(3)?;
    ///     let hire = Hire::new(code, Post::Service, 4, "2021-07")?;
    ///     let plan = Plan::builder("guangdong-2021", 2021, 2022).station(station).hire(hire).build()?;
    ///     Ok::<_, Box<dyn std::error::Error>>(plan.check()?.ledger()?)
    /// };
    /// let (one, other) = (part("440203001")?, part("440224001")?);
    /// let tables = [other.to_arrow()?, one.to_arrow()?];
    /// assert_eq!(Ledger::from_arrow(tables.clone())?, one.merge(other)?);
    /// assert!(matches!(Ledger::from_arrow([&tables[0], &tables[0]].map(Clone::clone)), Err(LedgerError::Merge(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_arrow(&self) -> Result<RecordBatch, ArrowError> {
        let frame = &self.frame;
        let rows = self.rows();
        let opening = |row: &Row<'_>| row.part.place == 0 && row.site.is_some();
        let mut columns = Columns::default();
        columns.text("station", rows.iter().map(|row| row.station));
        columns.push(
            "year",
            false,
            Int32Array::from_iter_values(rows.iter().map(|row| row.part.year.number().into())),
        );
        columns.push(
            "first",
            false,
            Int32Array::from_iter_values(rows.iter().map(|row| row.part.months.first.into())),
        );
        columns.push(
            "last",
            false,
            Int32Array::from_iter_values(rows.iter().map(|row| row.part.months.last.into())),
        );
        let posts: StringArray = rows.iter().map(|row| row.post.map(Post::word)).collect();
        columns.push("post", true, posts);
        let text = self.plan_text();
        let mut plans = StringDictionaryBuilder::<Int32Type>::new();
        plans.extend(rows.iter().map(|row| opening(row).then_some(&text)));
        columns.push("plan", true, plans.finish());
        let name = |row: &Row<'_>| self.names.get(row.station).filter(|_| opening(row));
        columns.push("name", true, rows.iter().map(name).collect::<StringArray>());
        for (at, name) in money_names(frame).into_iter().enumerate() {
            columns.money(
                name,
                rows.iter().map(|row| fen(row.account?.money[frame.money(row.part.place).start + at])),
            )?;
        }
        for (at, name) in count_names().enumerate() {
            let counts = rows.iter().map(|row| row.account?.counts.get(row.begins()? * COUNTS + at));
            columns.numbers(name, counts);
        }
        for (at, name) in cost_names(frame).into_iter().enumerate() {
            columns.money(
                name,
                rows.iter().map(|row| fen(row.site?.costs[frame.cost(row.part.place, 0).start + at])),
            )?;
        }
        for (at, name) in hours_names(frame).into_iter().enumerate() {
            let hours = |row: &Row<'_>| Some(row.site?.hours[frame.hours(row.begins()?, at)]);
            columns.whole(name, rows.iter().map(hours))?;
        }
        let under = rows.iter().map(|row| Some(row.site?.under_cost[row.begins()?]));
        columns.push("under_cost", true, under.collect::<BooleanArray>());
        let norms: Vec<_> = rows.iter().map(|row| row.site?.norm[row.begins()?].as_ref()).collect();
        let norms = || norms.iter().copied();
        columns.whole("stations", norms().map(|norm| Some(norm?.stations)))?;
        columns.whole("required", norms().map(|norm| Some(norm?.required)))?;
        columns.numbers("held", norms().map(|norm| Some(&norm?.held)));
        columns.numbers("short", norms().map(|norm| Some(&norm?.short)));
        columns.numbers("over", norms().map(|norm| Some(&norm?.over)));
        columns.nullable_from(KEYS.len());
        columns.batch()
    }

    /// The ledger of tables that [`to_arrow`](Ledger::to_arrow) made: the merged one, where they are of
    /// ledgers that [merge](Ledger::merge).
    ///
    /// Rows and columns may stand in any order and any batches. Text may be of any type of text or in a
    /// dictionary, whole numbers and decimals of any width, binary of any type.
    ///
    /// # Errors
    /// When the tables are of different plans, a row is there twice or missing, or something else in
    /// them is not as [`to_arrow`](Ledger::to_arrow) has it.
    pub fn from_arrow(batches: impl IntoIterator<Item = RecordBatch>) -> Result<Ledger, LedgerError> {
        let batches: Vec<RecordBatch> = batches.into_iter().collect();
        let mut known = BTreeSet::new();
        let mut ledger: Option<Ledger> = None;
        for batch in &batches {
            let plans = Source { batch, first: 0 }.texts("plan", Ok)?;
            for plan in plans.into_iter().filter_map(|plan| plan.ok().flatten()) {
                if known.insert(plan) {
                    let read = plan_of_text(plan)?;
                    ledger = Some(match ledger {
                        Some(ledger) => ledger.merge(read)?,
                        None => read,
                    });
                }
            }
        }
        let ledger = ledger.ok_or(LedgerError::NoPlan)?;
        let mut reader = Reader { ledger, seen: BTreeMap::new() };
        let mut first = 0;
        for batch in &batches {
            reader.add(&Source { batch, first })?;
            first += batch.num_rows();
        }
        reader.close()
    }

    /// What the ledger rests on, as JSON: a ledger without stations, but with the names of regions.
    fn plan_text(&self) -> String {
        let names = self.names.iter().filter(|(code, _)| !self.sites.contains_key(*code));
        let names = names.map(|(code, name)| (code.clone(), name.clone())).collect();
        let empty =
            Ledger { frame: self.frame.clone(), accounts: BTreeMap::new(), sites: BTreeMap::new(), names };
        json::written(&empty)
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let parts: Vec<Part> = self.frame.all_parts().collect();
        let mut rows = Vec::new();
        let mut put = |station, post, account, site| {
            rows.extend(parts.iter().map(|part| Row { station, post, account, site, part: *part }));
        };
        for (station, site) in &self.sites {
            put(station, None, None, Some(site));
        }
        for ((station, post), account) in &self.accounts {
            put(station, *post, Some(account), None);
        }
        rows
    }
}

/// A row of the table: a part of a year, of an account or of a site.
struct Row<'l> {
    station: &'l str,
    post: Option<Post>,
    account: Option<&'l Account>,
    site: Option<&'l Site>,
    part: Part,
}

impl Row<'_> {
    /// The year's place, where the year begins with this part.
    fn begins(&self) -> Option<usize> {
        self.part.begins.then_some(self.part.of)
    }
}

/// The columns that have a value in every row.
const KEYS: [&str; 4] = ["station", "year", "first", "last"];

/// The counts, in the order of an account's.
fn count_names() -> impl Iterator<Item = &'static str> {
    Figure::that_add(Adds::Count).map(|figure| figure.column().name)
}

const NORM_NAMES: [&str; 2] = ["stations", "required"];

const NORM_NUMBERS: [&str; 3] = ["held", "short", "over"];

/// The columns of an account's money, in its order.
fn money_names(frame: &Frame) -> Vec<String> {
    let all = Figure::that_add(Adds::Money).map(|figure| figure.column().name.to_owned());
    let payers = &frame.payers.0;
    let shares = payers.iter().map(|payer| format!("{}{payer}", before_payer(Figure::Shares)));
    let bearers = frame.bearers.iter().map(|bearer| &payers[*bearer]);
    let top_ups = bearers.map(|payer| format!("{}{payer}", before_payer(Figure::TopUps)));
    all.chain(shares).chain(top_ups).collect()
}

/// The columns of a site's costs, in its order.
fn cost_names(frame: &Frame) -> Vec<String> {
    let shares = |cost: &str| -> Vec<String> {
        frame.payers.0.iter().map(|payer| format!("cost_{cost}_share_{payer}")).collect()
    };
    let of_cost = |cost: &String| iter::once(format!("cost_{cost}_amount")).chain(shares(cost));
    frame.costs.iter().flat_map(of_cost).collect()
}

fn hours_names(frame: &Frame) -> Vec<String> {
    frame.costs.iter().map(|cost| format!("cost_{cost}_hours")).collect()
}

/// An amount of a leaf or station, which fits 64 bits.
fn fen(amount: i128) -> Option<Fen> {
    i64::try_from(amount).ok().map(Fen)
}

/// What a ledger rests on, from its text.
fn plan_of_text(text: &str) -> Result<Ledger, LedgerError> {
    let ledger: Ledger = serde_json::from_str(text).map_err(|error| LedgerError::Plan(error.to_string()))?;
    if let Some(station) = ledger.stations().next() {
        return Err(LedgerError::Plan(format!("has the station `{station}`")));
    }
    Ok(ledger)
}

/// A batch; `first` is its first row among those of all.
struct Source<'b> {
    batch: &'b RecordBatch,
    first: usize,
}

impl<'b> Source<'b> {
    fn column(&self, name: &str) -> Result<&'b dyn Array, LedgerError> {
        let array = self.batch.column_by_name(name);
        Ok(array.ok_or_else(|| LedgerError::Column(name.to_owned()))?.as_ref())
    }

    /// The rows of a column of a kind.
    fn cells<T: Copy>(
        &self,
        name: &str,
        wanted: Kind,
        mut read: impl FnMut(Found<'b>) -> Result<T, Flaw>,
    ) -> Result<Vec<Cell<T>>, LedgerError> {
        let array = self.column(name)?;
        if ![Some(wanted), Some(Kind::Nothing)].contains(&kind(array.data_type())) {
            return Err(LedgerError::Column(name.to_owned()));
        }
        let mut found = Vec::with_capacity(array.len());
        cells(array, &mut Known::default(), &mut read, &mut found);
        Ok(found)
    }

    /// The rows of a column of text; what `read` makes of each.
    fn texts<T>(
        &self,
        name: &str,
        read: impl Fn(&'b str) -> Result<T, Flaw>,
    ) -> Result<Vec<Cell<T>>, LedgerError> {
        let texts = exact_texts(self.column(name)?).ok_or_else(|| LedgerError::Column(name.to_owned()))?;
        Ok(texts.into_iter().map(|text| text.map(&read).transpose()).collect())
    }

    fn whole(&self, name: &str) -> Result<Vec<Cell<u32>>, LedgerError> {
        self.cells(name, Kind::Whole, |found| match found {
            Found::Whole(number) => u32::try_from(number).map_err(|_| Flaw::Range),
            _ => Err(Flaw::Format),
        })
    }

    fn money(&self, name: &str) -> Result<Vec<Cell<i64>>, LedgerError> {
        self.cells(name, Kind::Decimal, |found| match found {
            Found::Fen(fen) => fen,
            _ => Err(Flaw::Format),
        })
    }

    fn flags(&self, name: &str) -> Result<Vec<Cell<bool>>, LedgerError> {
        let array = self.column(name)?;
        match array.data_type() {
            DataType::Boolean => Ok(array.as_boolean().iter().map(Ok).collect()),
            DataType::Null => Ok(vec![Ok(None); array.len()]),
            _ => Err(LedgerError::Column(name.to_owned())),
        }
    }

    fn numbers(&self, name: &str) -> Result<Vec<Cell<&'b [u8]>>, LedgerError> {
        let array = self.column(name)?;
        match array.data_type() {
            DataType::Binary => Ok(array.as_binary::<i32>().iter().map(Ok).collect()),
            DataType::LargeBinary => Ok(array.as_binary::<i64>().iter().map(Ok).collect()),
            DataType::BinaryView => Ok(array.as_binary_view().iter().map(Ok).collect()),
            DataType::Null => Ok(vec![Ok(None); array.len()]),
            _ => Err(LedgerError::Column(name.to_owned())),
        }
    }

    /// Columns of one kind, each with its name.
    fn all<T>(
        &self,
        names: impl IntoIterator<Item = impl Into<String>>,
        read: impl Fn(&Self, &str) -> Result<Vec<Cell<T>>, LedgerError>,
    ) -> Result<Vec<Named<T>>, LedgerError> {
        let one = |name: String| Ok(Named { cells: read(self, &name)?, first: self.first, name });
        names.into_iter().map(Into::into).map(one).collect()
    }

    fn one<T>(
        &self,
        name: &str,
        read: impl Fn(&Self, &str) -> Result<Vec<Cell<T>>, LedgerError>,
    ) -> Result<Named<T>, LedgerError> {
        Ok(Named { cells: read(self, name)?, first: self.first, name: name.to_owned() })
    }
}

/// The rows of a column, with its name.
struct Named<T> {
    name: String,
    first: usize,
    cells: Vec<Cell<T>>,
}

impl<T: Copy> Named<T> {
    fn wrong(&self, row: usize) -> LedgerError {
        LedgerError::Value { row: self.first + row, column: self.name.clone() }
    }

    fn maybe(&self, row: usize) -> Result<Option<T>, LedgerError> {
        self.cells[row].map_err(|_| self.wrong(row))
    }

    fn value(&self, row: usize) -> Result<T, LedgerError> {
        self.maybe(row)?.ok_or_else(|| self.wrong(row))
    }

    /// The value where there must be one, and null where there must be none.
    fn only_if(&self, there: bool, row: usize) -> Result<Option<T>, LedgerError> {
        let value = self.maybe(row)?;
        if value.is_some() == there { Ok(value) } else { Err(self.wrong(row)) }
    }
}

/// A ledger on its way, and which rows are there: for each station and post, the parts.
struct Reader {
    ledger: Ledger,
    seen: BTreeMap<(Code, Option<Post>), Vec<bool>>,
}

impl Reader {
    fn add(&mut self, source: &Source<'_>) -> Result<(), LedgerError> {
        let frame = &self.ledger.frame;
        columns_fit(frame, source.batch)?;
        let stations = source.one("station", |it, name| it.texts(name, Code::of_text))?;
        let posts = source
            .one("post", |it, name| it.texts(name, |word| Post::from_word(word).ok_or(Flaw::Format)))?;
        let names = source.one("name", |it, name| it.texts(name, Ok))?;
        let [years, firsts, lasts] = ["year", "first", "last"].map(|name| source.one(name, Source::whole));
        let (years, firsts, lasts) = (years?, firsts?, lasts?);
        let money = source.all(money_names(frame), Source::money)?;
        let counts = source.all(count_names(), Source::numbers)?;
        let costs = source.all(cost_names(frame), Source::money)?;
        let hours = source.all(hours_names(frame), Source::whole)?;
        let under_cost = source.one("under_cost", Source::flags)?;
        let posts_of_norm = source.all(NORM_NAMES, Source::whole)?;
        let numbers_of_norm = source.all(NORM_NUMBERS, Source::numbers)?;
        let all: usize = frame.parts.iter().map(Vec::len).sum();
        // Rows without a post have no account, and those with one no site: nothing is put into these.
        let (mut no_account, mut no_site) = (frame.account(), frame.site());
        for row in 0..source.batch.num_rows() {
            let (station, post) = (stations.value(row)?, posts.maybe(row)?);
            let year = years.value(row)?;
            let place = frame.years().position(|other| u32::from(other.number()) == year);
            let place = place.ok_or_else(|| years.wrong(row))?;
            let months = (firsts.value(row)?, lasts.value(row)?);
            let mut parts =
                frame.parts[place].iter().map(|months| (u32::from(months.first), u32::from(months.last)));
            let of_year = parts.position(|other| other == months).ok_or_else(|| firsts.wrong(row))?;
            let part = frame.part_places(place).start + of_year;
            let seen = self.seen.entry((station, post)).or_insert_with(|| vec![false; all]);
            if std::mem::replace(&mut seen[part], true) {
                return Err(MergeError::SameStation(station.to_string()).into());
            }
            let (of_account, of_site) = (post.is_some(), post.is_none());
            let begins = of_year == 0;
            let code = station.as_str().to_owned();
            if let Some(name) = names.maybe(row)? {
                self.ledger.names.insert(code.clone(), name.to_owned());
            }
            let (accounts, sites) = (&mut self.ledger.accounts, &mut self.ledger.sites);
            let (account, site) = if of_account {
                (accounts.entry((code, post)).or_insert_with(|| frame.account()), &mut no_site)
            } else {
                (&mut no_account, sites.entry(code).or_insert_with(|| frame.site()))
            };
            fill(&mut account.money[part * money.len()..], &money, of_account, row, |fen: i64| {
                Some(fen.into())
            })?;
            let number = |bytes: &[u8]| number(bytes, &frame.denominators[place]);
            fill(&mut account.counts[place * COUNTS..], &counts, of_account && begins, row, number)?;
            fill(&mut site.costs[part * costs.len()..], &costs, of_site, row, |fen: i64| Some(fen.into()))?;
            fill(&mut site.hours[place * hours.len()..], &hours, of_site && begins, row, |hours: u32| {
                Some(hours.into())
            })?;
            if let Some(under) = under_cost.only_if(of_site && begins, row)? {
                site.under_cost[place] = under;
            }
            let norm = of_site && begins && posts_of_norm[0].maybe(row)?.is_some();
            let mut posts = [0; NORM_NAMES.len()];
            fill(&mut posts, &posts_of_norm, norm, row, |posts: u32| Some(posts.into()))?;
            let mut numbers: [BigUint; NORM_NUMBERS.len()] = Default::default();
            fill(&mut numbers, &numbers_of_norm, norm, row, number)?;
            if norm {
                let ([stations, required], [held, short, over]) = (posts, numbers);
                site.norm[place] = Some(NormSum { stations, required, held, short, over });
            }
        }
        Ok(())
    }

    /// The ledger, when all rows of its stations are there.
    fn close(self) -> Result<Ledger, LedgerError> {
        for ((station, _), seen) in &self.seen {
            if seen.contains(&false) || !self.ledger.sites.contains_key(station.as_str()) {
                return Err(LedgerError::Missing(station.to_string()));
            }
        }
        Ok(self.ledger)
    }
}

/// Takes a row of columns into a stretch of figures; where there must be none they are all null.
fn fill<T: Copy, F>(
    figures: &mut [F],
    columns: &[Named<T>],
    there: bool,
    row: usize,
    read: impl Fn(T) -> Option<F>,
) -> Result<(), LedgerError> {
    for (at, column) in columns.iter().enumerate() {
        if let Some(value) = column.only_if(there, row)? {
            figures[at] = read(value).ok_or_else(|| column.wrong(row))?;
        }
    }
    Ok(())
}

/// A numerator, of what is below 2^64.
fn number(bytes: &[u8], denominator: &BigUint) -> Option<BigUint> {
    let number = BigUint::from_bytes_be(bytes);
    (number.bits() <= denominator.bits() + 63).then_some(number)
}

/// A batch has the columns of this frame, each once, and no others.
fn columns_fit(frame: &Frame, batch: &RecordBatch) -> Result<(), LedgerError> {
    let names = [&KEYS[..], &["post", "plan", "name"], &["under_cost"], &NORM_NAMES, &NORM_NUMBERS];
    let mut names: BTreeSet<String> = names.concat().into_iter().map(str::to_owned).collect();
    names.extend(count_names().map(str::to_owned));
    names.extend(money_names(frame));
    names.extend(cost_names(frame));
    names.extend(hours_names(frame));
    for field in batch.schema().fields() {
        if !names.remove(field.name()) {
            return Err(LedgerError::Column(field.name().clone()));
        }
    }
    names.pop_first().map_or(Ok(()), |name| Err(LedgerError::Column(name)))
}

impl Columns {
    /// A column of numerators, the highest byte first.
    fn numbers<'n>(&mut self, name: &str, numbers: impl Iterator<Item = Option<&'n BigUint>>) {
        self.push(name, true, numbers.map(|number| Some(number?.to_bytes_be())).collect::<BinaryArray>());
    }
}
