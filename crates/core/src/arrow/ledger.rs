//! Ledgers as tables, so that a cluster engine can work stations out apart and put them together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use arrow_array::{
    Array, BooleanArray, Int32Array, RecordBatch, StringArray, builder::StringDictionaryBuilder,
    cast::AsArray, types::Int32Type,
};
use arrow_schema::{ArrowError, DataType};
use num_bigint::BigUint;

use super::{fits::columns_fit, write::Columns};
use crate::{
    base::json,
    faults::findings::shown,
    ledger::{
        account::{Account, Costs, NormSum, Norms, Site},
        audit::Gathered,
        columns::{Adds, COUNTS, Figure, NORM},
        error::LedgerError,
        frame::{Frame, Part},
        ledger::Ledger,
        written::plan_of_text,
    },
    table::{
        arrow::{cells, exact_texts, kind, written},
        known::{Cell, Known},
        values::{Found, Kind},
    },
    values::{
        code::Code,
        fen::Fen,
        month::Months,
        words::{Post, Word},
        written::{Flaw, Written},
    },
};

impl Ledger {
    /// The ledger as a table, which [`from_arrow`](Ledger::from_arrow) reads.
    ///
    /// It has a row for each station, post that somebody holds, and part of a year; and one without a
    /// post for each station and part, with what does not rest on people.
    ///
    /// - `station`, `post`, `year`, and the part's `first` and `last` month (1 to 12): `utf8`, `int32`.
    /// - `plan`, `posts` and `name`, in the first row of a station without a post: what the ledger rests on, as
    ///   JSON (in a dictionary), the posts of which there are rows, with commas between them (`""` without any), and
    ///   the station's name, if it has one.
    /// - In rows with a post, yuan as `decimal128(18, 2)`: `pay`, `subsidy`, `top_up`, `surplus`,
    ///   `raise_cost`, `share_province`, … for each payer, `top_up_by_local`, … for each that bears
    ///   top-ups.
    /// - In those of a year's first part: the counts of rule 14, `headcount` and so on, unrounded: `binary`
    ///   numerators, the highest byte first, of what the plan makes the year's denominator; and `moving`, whether
    ///   somebody is employed who moves or is away.
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
    /// # use shuangbai::{Hire, Ledger, LedgerError, Plan, Post, Station};
    /// let part = |code: &str| {
    ///     let station = Station::new(code)?.villages(3)?;
    ///     let hire = Hire::new(code, Post::Service, 4, "2021-07")?;
    ///     let plan = Plan::builder("guangdong-2021", 2021, 2022).station(station).hire(hire).build()?;
    ///     Ok::<_, Box<dyn std::error::Error>>(plan.check()?.ledger()?)
    /// };
    /// let (one, other) = (part("440203001")?, part("440224001")?);
    /// let tables = [other.to_arrow()?, one.to_arrow()?];
    /// assert_eq!(Ledger::from_arrow(tables.clone())?, one.merge(other)?);
    /// let twice = Ledger::from_arrow([&tables[0], &tables[0]].map(Clone::clone));
    /// assert!(matches!(twice, Err(LedgerError::RowTwice { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_arrow(&self) -> Result<RecordBatch, ArrowError> {
        let frame = &self.frame;
        let rows = self.rows();
        let opening = |row: &Row<'_>| row.part.place == 0 && row.site.is_some();
        let mut columns = Columns::default();
        columns.text("station", rows.iter().map(|row| row.station));
        let mut numbers = |name, of: fn(&Part) -> i32| {
            columns.push(name, false, Int32Array::from_iter_values(rows.iter().map(|row| of(&row.part))));
        };
        numbers("year", |part| part.year.number().into());
        numbers("first", |part| part.months.first.into());
        numbers("last", |part| part.months.last.into());
        let posts: StringArray = rows.iter().map(|row| row.post.map(Post::word)).collect();
        columns.push("post", true, posts);
        let text = self.plan_text();
        let mut plans = StringDictionaryBuilder::<Int32Type>::new();
        plans.extend(rows.iter().map(|row| opening(row).then_some(&text)));
        columns.push("plan", true, plans.finish());
        let posts = |row: &Row<'_>| self.posts(row.station).map(Post::word).collect::<Vec<_>>();
        let posts = rows.iter().map(|row| opening(row).then(|| posts(row).join(POSTS_BETWEEN)));
        columns.push("posts", true, posts.collect::<StringArray>());
        let name = |row: &Row<'_>| self.names.get(row.station).filter(|_| opening(row));
        columns.push("name", true, rows.iter().map(name).collect::<StringArray>());
        for (at, name) in frame.money_names().into_iter().enumerate() {
            columns.money(
                name,
                rows.iter().map(|row| fen(row.account?.money[frame.money(row.part.place).start + at])),
            )?;
        }
        for (at, name) in count_names().enumerate() {
            let counts = rows.iter().map(|row| Some(row.account?.counts.at(row.begins()? * COUNTS + at)));
            columns.numbers(name, counts);
        }
        for (at, name) in frame.cost_names().into_iter().enumerate() {
            columns.money(
                name,
                rows.iter().map(|row| fen(row.site?.costs.amounts[frame.cost(row.part.place, 0).start + at])),
            )?;
        }
        for (at, name) in frame.hours_names().into_iter().enumerate() {
            let hours = |row: &Row<'_>| Some(row.site?.costs.hours[frame.hours(row.begins()?, at)]);
            columns.whole(name, rows.iter().map(hours))?;
        }
        let under = rows.iter().map(|row| Some(row.site?.costs.under[row.begins()?]));
        columns.push("under_cost", true, under.collect::<BooleanArray>());
        let norms: Vec<_> = rows.iter().map(|row| row.site?.norm[row.begins()?].as_ref()).collect();
        let norms = || norms.iter().copied();
        let ([stations, required], [held, short, over]) = (NORM_NAMES, NORM_NUMBERS);
        columns.whole(stations, norms().map(|norm| Some(norm?.stations)))?;
        columns.whole(required, norms().map(|norm| Some(norm?.required)))?;
        columns.numbers(held, norms().map(|norm| Some(norm?.held.clone())));
        columns.numbers(short, norms().map(|norm| Some(norm?.short.clone())));
        columns.numbers(over, norms().map(|norm| Some(norm?.over.clone())));
        let moving = |row: &Row<'_>| Some(row.account?.moving.contains(&row.begins()?));
        columns.push("moving", true, rows.iter().map(moving).collect::<BooleanArray>());
        columns.nullable_from(KEYS.len());
        columns.batch()
    }

    /// The ledger of tables that [`to_arrow`](Ledger::to_arrow) made: the merged one, where they are of
    /// ledgers that [merge](Ledger::merge).
    ///
    /// Rows and columns may stand in any order and any batches. Text may be of any type of text or in a
    /// dictionary, whole numbers and decimals of any width, binary of any type; whole numbers may be floats too, as pandas
    /// has them.
    ///
    /// # Errors
    /// When the tables are of different plans, a row is there twice or missing, or something else in them is not as
    /// [`to_arrow`](Ledger::to_arrow) has it; and when they hold what no ledger of the library does.
    pub fn from_arrow(batches: impl IntoIterator<Item = RecordBatch>) -> Result<Ledger, LedgerError> {
        let batches: Vec<RecordBatch> = batches.into_iter().collect();
        let mut known = BTreeSet::new();
        let mut ledger: Option<Ledger> = None;
        for batch in &batches {
            let plans = Source { batch, first: 0 }.texts("plan", "what a ledger rests on", Ok)?.cells;
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
        let mut reader = Reader::new(ledger);
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
        (self.part.months.first == Months::YEAR.first).then_some(self.part.of)
    }
}

/// The columns that have a value in every row.
const KEYS: [&str; 4] = ["station", "year", "first", "last"];

/// The counts, in the order of an account's.
fn count_names() -> impl Iterator<Item = &'static str> {
    Figure::that_add(Adds::Count).map(|figure| figure.column().name)
}

/// The columns of a norm that are whole numbers.
const NORM_NAMES: [&str; 2] = [NORM[0].name, NORM[1].name];

/// Those that are numerators.
const NORM_NUMBERS: [&str; 3] = [NORM[2].name, NORM[3].name, NORM[4].name];

/// What stands between the posts of a station.
const POSTS_BETWEEN: &str = ",";

/// An amount of a leaf or station, which fits 64 bits.
fn fen(amount: i128) -> Option<Fen> {
    i64::try_from(amount).ok().map(Fen)
}

/// A batch; `first` is its first row among those of all.
struct Source<'b> {
    batch: &'b RecordBatch,
    first: usize,
}

impl<'b> Source<'b> {
    /// A column as `read` takes its array; `None` where it is of another type than one of `types`.
    fn one<T>(
        &self,
        name: &str,
        [types, allowed]: [&'static str; 2],
        read: impl Fn(&'b dyn Array) -> Option<Vec<Cell<T>>>,
    ) -> Result<Named<'b, T>, LedgerError> {
        let array = self.batch.column_by_name(name);
        let array = array.ok_or_else(|| LedgerError::NoColumn(name.to_owned()))?.as_ref();
        let cells = read(array).ok_or_else(|| LedgerError::ColumnType {
            column: name.to_owned(),
            found: shown(&array.data_type().to_string()),
            allowed: types,
        })?;
        Ok(Named { name: name.to_owned(), array, first: self.first, allowed, cells })
    }

    /// A column of text; what `read` makes of each.
    fn texts<T>(
        &self,
        name: &str,
        allowed: &'static str,
        read: impl Fn(&'b str) -> Result<T, Flaw>,
    ) -> Result<Named<'b, T>, LedgerError> {
        let texts = |array| {
            let texts = exact_texts(array)?.into_iter();
            Some(texts.map(|text| text.map(&read).transpose()).collect())
        };
        self.one(name, ["text", allowed], texts)
    }

    fn whole(&self, name: &str) -> Result<Named<'b, u32>, LedgerError> {
        let whole = |found: Found<'_>| match found {
            Found::Whole(number) => u32::try_from(number).map_err(|_| Flaw::Range),
            _ => Err(Flaw::Format),
        };
        // pandas makes floats of whole numbers that are not in every row.
        let of_kind =
            |array| of_kind(array, Kind::Whole, whole).or_else(|| of_kind(array, Kind::Float, whole));
        self.one(name, ["whole numbers", "a whole number from 0 to 4294967295"], of_kind)
    }

    fn money(&self, name: &str) -> Result<Named<'b, i64>, LedgerError> {
        let of_kind = |array| {
            of_kind(array, Kind::Decimal, |found| match found {
                Found::Fen(fen) => fen,
                _ => Err(Flaw::Format),
            })
        };
        self.one(name, ["decimals", "yuan with at most two decimals that fit 64-bit fen"], of_kind)
    }

    fn flags(&self, name: &str) -> Result<Named<'b, bool>, LedgerError> {
        let flags = |array: &'b dyn Array| match array.data_type() {
            DataType::Boolean => Some(array.as_boolean().iter().map(Ok).collect()),
            DataType::Null => Some(vec![Ok(None); array.len()]),
            _ => None,
        };
        self.one(name, ["booleans", "true or false"], flags)
    }

    /// Numerators.
    fn numbers(&self, name: &str) -> Result<Named<'b, &'b [u8]>, LedgerError> {
        let allowed = "a numerator: bytes, the highest first, at least one and no zeros before them";
        let number = |bytes: Option<&'b [u8]>| match bytes {
            Some([] | [0, _, ..]) => Err(Flaw::Format),
            bytes => Ok(bytes),
        };
        let numbers = |array: &'b dyn Array| match array.data_type() {
            DataType::Binary => Some(array.as_binary::<i32>().iter().map(number).collect()),
            DataType::LargeBinary => Some(array.as_binary::<i64>().iter().map(number).collect()),
            DataType::BinaryView => Some(array.as_binary_view().iter().map(number).collect()),
            DataType::Null => Some(vec![Ok(None); array.len()]),
            _ => None,
        };
        self.one(name, ["binary", allowed], numbers)
    }
}

/// The rows of a column of a kind, or of nothing; `None` of another one.
fn of_kind<'b, T: Copy>(
    array: &'b dyn Array,
    wanted: Kind,
    mut read: impl FnMut(Found<'b>) -> Result<T, Flaw>,
) -> Option<Vec<Cell<T>>> {
    if ![Some(wanted), Some(Kind::Nothing)].contains(&kind(array.data_type())) {
        return None;
    }
    let mut found = Vec::with_capacity(array.len());
    cells(array, &mut Known::default(), &mut read, &mut found);
    Some(found)
}

/// Columns of one kind, one for each of some names.
fn each<T>(
    names: impl IntoIterator<Item = impl AsRef<str>>,
    read: impl Fn(&str) -> Result<T, LedgerError>,
) -> Result<Vec<T>, LedgerError> {
    names.into_iter().map(|name| read(name.as_ref())).collect()
}

/// The rows of a column, with its name and what they may be.
struct Named<'b, T> {
    name: String,
    array: &'b dyn Array,
    first: usize,
    allowed: &'static str,
    cells: Vec<Cell<T>>,
}

impl<T: Copy> Named<'_, T> {
    /// A row's value as an error shows it.
    fn found(&self, row: usize) -> String {
        const LONGEST: usize = 20;
        let hexadecimal = |bytes: &[u8]| {
            let digits = bytes.iter().take(LONGEST).map(|byte| format!("{byte:02x}"));
            digits.chain((bytes.len() > LONGEST).then(|| "…".to_owned())).collect()
        };
        match self.array.data_type() {
            DataType::Boolean => self.array.as_boolean().value(row).to_string(),
            DataType::Binary => hexadecimal(self.array.as_binary::<i32>().value(row)),
            DataType::LargeBinary => hexadecimal(self.array.as_binary::<i64>().value(row)),
            DataType::BinaryView => hexadecimal(self.array.as_binary_view().value(row)),
            _ => shown(&written(self.array, row)),
        }
    }

    /// That a row's value is not one of those that it may be.
    fn wrong(&self, row: usize, allowed: impl Into<String>) -> LedgerError {
        let (found, column) = (self.found(row), self.name.clone());
        LedgerError::Value { row: self.first + row, column, found, allowed: allowed.into() }
    }

    fn maybe(&self, row: usize) -> Result<Option<T>, LedgerError> {
        self.cells[row].map_err(|_| self.wrong(row, self.allowed))
    }

    fn value(&self, row: usize) -> Result<T, LedgerError> {
        let null = || LedgerError::Null { row: self.first + row, column: self.name.clone() };
        self.maybe(row)?.ok_or_else(null)
    }

    /// The value where there must be one; where there must be none it is null.
    fn only_if(&self, there: bool, row: usize) -> Result<Option<T>, LedgerError> {
        if there { self.value(row).map(Some) } else { self.none_unless(false, row) }
    }

    /// The value where there may be one; elsewhere it is null.
    fn none_unless(&self, allowed: bool, row: usize) -> Result<Option<T>, LedgerError> {
        match self.maybe(row)? {
            Some(_) if !allowed => {
                let (column, found) = (self.name.clone(), self.found(row));
                Err(LedgerError::NotNull { row: self.first + row, column, found })
            }
            value => Ok(value),
        }
    }
}

/// An account on its way.
struct Posts {
    money: Vec<i128>,
    counts: Vec<BigUint>,
    moving: BTreeSet<usize>,
}

/// A site on its way.
struct Station {
    /// Those that it says it has.
    posts: Vec<Post>,
    costs: Costs,
    norm: Norms,
}

/// A ledger on its way, and which rows are there: for each station and post, the parts.
struct Reader {
    frame: Frame,
    names: BTreeMap<String, String>,
    accounts: BTreeMap<(Code, Post), Posts>,
    sites: BTreeMap<Code, Station>,
    seen: BTreeMap<(Code, Option<Post>), Vec<bool>>,
}

impl Reader {
    /// Of what the tables' plans are together.
    fn new(Ledger { frame, names, .. }: Ledger) -> Reader {
        let (accounts, sites, seen) = Default::default();
        Reader { frame, names, accounts, sites, seen }
    }

    fn add(&mut self, source: &Source<'_>) -> Result<(), LedgerError> {
        let frame = &self.frame;
        columns_fit(&names_of(frame), source.batch)?;
        let stations = source.texts("station", "a station's code of nine digits", Code::of_text)?;
        let post = |word| Post::from_word(word).ok_or(Flaw::Format);
        let posts = source.texts("post", "`administrative` or `service`", post)?;
        let plans = source.texts("plan", "what a ledger rests on", Ok)?;
        let all_posts = source.texts("posts", "posts with commas between them", Ok)?;
        let names = source.texts("name", "a name", Ok)?;
        let [years, firsts, lasts] = ["year", "first", "last"].map(|name| source.whole(name));
        let (years, firsts, lasts) = (years?, firsts?, lasts?);
        let money = each(frame.money_names(), |name| source.money(name))?;
        let counts = each(count_names(), |name| source.numbers(name))?;
        let moving = source.flags("moving")?;
        let costs = each(frame.cost_names(), |name| source.money(name))?;
        let hours = each(frame.hours_names(), |name| source.whole(name))?;
        let under_cost = source.flags("under_cost")?;
        let posts_of_norm = each(NORM_NAMES, |name| source.whole(name))?;
        let numbers_of_norm = each(NORM_NUMBERS, |name| source.numbers(name))?;
        let all = frame.part_count();
        // Rows without a post have no account, and those with one no site: nothing is put into these.
        let nobody = || Posts {
            money: vec![0; all * frame.money_width()],
            counts: vec![BigUint::ZERO; frame.parts.len() * COUNTS],
            moving: BTreeSet::new(),
        };
        let nothing = || Station { posts: Vec::new(), costs: frame.no_costs(), norm: Norms::default() };
        let (mut no_account, mut no_site) = (nobody(), nothing());
        for row in 0..source.batch.num_rows() {
            let (station, post) = (stations.value(row)?, posts.maybe(row)?);
            let year = years.value(row)?;
            let place = frame.years().position(|other| u32::from(other.number()) == year);
            let horizon = || format!("a year from {} through {}", frame.horizon.first, frame.horizon.last);
            let place = place.ok_or_else(|| years.wrong(row, horizon()))?;
            let months = (firsts.value(row)?, lasts.value(row)?);
            let parts = &frame.parts[place];
            let of_year = parts.iter().position(|part| (part.first.into(), part.last.into()) == months);
            let Some(of_year) = of_year else {
                let begins = parts.iter().any(|part| u32::from(part.first) == months.0);
                let part = |part: &Months| format!("{} to {}", part.first, part.last);
                let parts = parts.iter().map(part).collect::<Vec<_>>().join(", ");
                let allowed = format!("that of a part of {year}, whose months are {parts}");
                return Err(if begins { lasts.wrong(row, allowed) } else { firsts.wrong(row, allowed) });
            };
            let part = frame.part_places(place).start + of_year;
            let seen = self.seen.entry((station, post)).or_insert_with(|| vec![false; all]);
            if std::mem::replace(&mut seen[part], true) {
                let Months { first, last } = parts[of_year];
                let (row, station, year) = (source.first + row, station.to_string(), year as u16);
                return Err(LedgerError::RowTwice { row, station, post, year, first, last });
            }
            let (of_account, of_site) = (post.is_some(), post.is_none());
            let (begins, opening) = (of_year == 0, of_site && part == 0);
            plans.only_if(opening, row)?;
            if let Some(name) = names.none_unless(opening, row)? {
                // It goes before one that the plan's `regions` give the station.
                self.names.insert(station.to_string(), name.to_owned());
            }
            let said = all_posts.only_if(opening, row)?.map_or(Ok(Vec::new()), posts_of);
            let said = said.map_err(|_| all_posts.wrong(row, all_posts.allowed))?;
            let (account, site) = match post {
                Some(post) => {
                    let account = self.accounts.entry((station, post));
                    (account.or_insert_with(nobody), &mut no_site)
                }
                None => {
                    let site = self.sites.entry(station).or_insert_with(nothing);
                    site.posts.extend(said);
                    (&mut no_account, site)
                }
            };
            let fen = |fen: i64| i128::from(fen);
            fill(&mut account.money[part * money.len()..], &money, of_account, row, fen)?;
            let counted = of_account && begins;
            fill(&mut account.counts[place * COUNTS..], &counts, counted, row, BigUint::from_bytes_be)?;
            account.moving.extend(moving.only_if(counted, row)?.filter(|moving| *moving).map(|_| place));
            fill(&mut site.costs.amounts[part * costs.len()..], &costs, of_site, row, fen)?;
            fill(&mut site.costs.hours[place * hours.len()..], &hours, of_site && begins, row, u64::from)?;
            if let Some(under) = under_cost.only_if(of_site && begins, row)? {
                site.costs.under[place] = under;
            }
            let norm = of_site && begins && posts_of_norm[0].maybe(row)?.is_some();
            let mut posts = [0; NORM_NAMES.len()];
            fill(&mut posts, &posts_of_norm, norm, row, u64::from)?;
            let mut numbers: [BigUint; NORM_NUMBERS.len()] = Default::default();
            fill(&mut numbers, &numbers_of_norm, norm, row, BigUint::from_bytes_be)?;
            if norm {
                let ([stations, required], [held, short, over]) = (posts, numbers);
                site.norm[place] = Some(NormSum { stations, required, held, short, over });
            }
        }
        Ok(())
    }

    /// The ledger, when all rows of its stations are there.
    fn close(self) -> Result<Ledger, LedgerError> {
        let Reader { frame, names, accounts, sites, seen } = self;
        for ((station, post), seen) in seen {
            if let Some((part, _)) = frame.all_parts().zip(seen).find(|(_, seen)| !seen) {
                let (station, year) = (station.to_string(), part.year.number());
                let Months { first, last } = part.months;
                return Err(LedgerError::RowMissing { station, post, year, first, last });
            }
        }
        let mut gathered = Gathered::new(frame, names);
        for ((station, post), Posts { money, counts, moving }) in accounts {
            gathered.account(
                station,
                post,
                Account { money, counts: counts.into_iter().collect(), moving },
            )?;
        }
        for (station, Station { posts, costs, norm }) in sites {
            gathered.site(station, posts, Site { costs: Arc::new(costs), norm })?;
        }
        gathered.close()
    }
}

/// The posts that a station says it has.
fn posts_of(text: &str) -> Result<Vec<Post>, Flaw> {
    let words = text.split(POSTS_BETWEEN).filter(|_| !text.is_empty());
    words.map(|word| Post::from_word(word).ok_or(Flaw::Format)).collect()
}

/// Takes a row of columns into a stretch of figures; where there must be none they are all null.
fn fill<T: Copy, F>(
    figures: &mut [F],
    columns: &[Named<'_, T>],
    there: bool,
    row: usize,
    read: impl Fn(T) -> F,
) -> Result<(), LedgerError> {
    for (at, column) in columns.iter().enumerate() {
        if let Some(value) = column.only_if(there, row)? {
            figures[at] = read(value);
        }
    }
    Ok(())
}

/// The columns of a frame's table.
fn names_of(frame: &Frame) -> BTreeSet<String> {
    let given = ["post", "plan", "posts", "name", "moving", "under_cost"];
    let names = KEYS.into_iter().chain(given).chain(NORM_NAMES).chain(NORM_NUMBERS).chain(count_names());
    let mut names: BTreeSet<String> = names.map(str::to_owned).collect();
    names.extend(frame.money_names());
    names.extend(frame.cost_names());
    names.extend(frame.hours_names());
    names
}
