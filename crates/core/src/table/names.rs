//! Rule 11: which column of a table is which field, by its name in English or Chinese.

use super::options::PayUnit;
use crate::{
    base::text::comparable,
    faults::{
        error::{Error, ErrorKind},
        findings::{Findings, shown, shown_names},
        place::Place,
    },
    plan::{
        also::{MONTHLY, also},
        people::{Away, Hire, Move, Station, Worker},
    },
    record::{
        declare::Declared,
        given::{self, Given},
        read::grade_year,
    },
    values::month::Year,
};

/// The lists of a plan that tables can bring (rule 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// `stations` (社工站).
    Stations,
    /// `workers` (社工).
    Workers,
    /// `hires` (rule 8).
    Hires,
    /// `moves` (调动) of the workers (rule 8), a row each.
    Moves,
    /// `absences` (离岗) of the workers (rule 8), a row each.
    Absences,
}

/// A column's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Code,
    Name,
    Tier,
    Villages,
    Opens,
    Closes,
    Id,
    Station,
    Post,
    Hired,
    Left,
    Pay,
    PayYear,
    Appraisal(Year),
    /// The month in which the grade of a year became known.
    Decided(Year),
    /// The grade that held until then.
    Provisional(Year),
    Count,
    Month,
    From,
    To,
}

/// Which field of a record a column is.
type Named = (&'static str, Field);

const STATIONS: &[Named] = &[
    ("code", Field::Code),
    ("name", Field::Name),
    ("tier", Field::Tier),
    ("villages", Field::Villages),
    ("opens", Field::Opens),
    ("closes", Field::Closes),
];

/// Grades have a column for each year besides.
const WORKERS: &[Named] = &[
    ("id", Field::Id),
    ("station", Field::Station),
    ("post", Field::Post),
    ("hired", Field::Hired),
    ("left", Field::Left),
    ("pay", Field::Pay),
    ("pay_year", Field::PayYear),
];

const HIRES: &[Named] = &[
    ("station", Field::Station),
    ("post", Field::Post),
    ("count", Field::Count),
    ("month", Field::Month),
    ("pay", Field::Pay),
];

/// Whose it is stands before them.
const MOVES: &[Named] =
    &[("id", Field::Id), ("from", Field::From), ("station", Field::Station), ("post", Field::Post)];

const ABSENCES: &[Named] = &[("id", Field::Id), ("from", Field::From), ("to", Field::To)];

/// What the name of a column begins with that says where somebody moved from.
const FROM_WHERE: [&str; 4] = ["原", "旧", "调出", "old"];

/// Units that may stand behind a heading in parentheses; none says nothing of an amount.
const UNITS: &[(&str, Scale)] = &[
    ("元", Scale { unit: Some(PayUnit::Yuan), months: 1 }),
    ("元/年", Scale { unit: Some(PayUnit::Yuan), months: 1 }),
    ("元/人/年", Scale { unit: Some(PayUnit::Yuan), months: 1 }),
    ("万元", Scale { unit: Some(PayUnit::Wan), months: 1 }),
    ("万元/年", Scale { unit: Some(PayUnit::Wan), months: 1 }),
    ("元/月", Scale { unit: Some(PayUnit::Yuan), months: 12 }),
    ("yuan", Scale { unit: Some(PayUnit::Yuan), months: 1 }),
    ("人", Scale::PLAIN),
    ("个", Scale::PLAIN),
    ("年月", Scale::PLAIN),
];

/// In what a column of amounts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    /// As its heading says.
    pub(crate) unit: Option<PayUnit>,
    /// How many of them make a year's.
    pub(crate) months: u8,
}

impl Scale {
    pub(crate) const PLAIN: Scale = Scale { unit: None, months: 1 };
}

/// What a heading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) field: Field,
    pub(crate) scale: Scale,
    /// Whether it is the field's own name, which goes before any other.
    pub(crate) own: bool,
}

/// What stands around the year in a column's name.
type Around = &'static [(&'static str, &'static [&'static str])];

const GRADES: Around = &[
    ("appraisal_", &[""]),
    ("考核", &[""]),
    ("年度考核", &[""]),
    (
        "",
        &[
            "",
            "年考核",
            "年度考核",
            "年考核结果",
            "年度考核结果",
            "年考核等次",
            "年度考核等次",
            "年考核等级",
            "年度考核等级",
        ],
    ),
];

/// Of the months in which grades became known.
const DECIDED: Around = &[
    ("decided_", &[""]),
    ("考核公布", &[""]),
    ("年度考核公布", &[""]),
    (
        "",
        &[
            "年考核公布",
            "年度考核公布",
            "年考核公布月份",
            "年度考核公布月份",
            "年考核公布时间",
            "年度考核公布时间",
            "年考核公布日期",
            "年度考核公布日期",
        ],
    ),
];

/// Of the grades that held until then.
const PROVISIONAL: Around = &[
    ("provisional_", &[""]),
    ("考核暂定", &[""]),
    ("年度考核暂定", &[""]),
    ("暂定等次", &[""]),
    ("", &["年考核暂定", "年度考核暂定", "年考核暂定等次", "年度考核暂定等次", "年暂定等次", "年度暂定等次"]),
];

/// A field that has a column of its own for each year.
struct Yearly {
    /// As the grade's record has it.
    name: &'static str,
    field: fn(Year) -> Field,
    around: Around,
    /// By what the name of such a column is known that is not quite right.
    tells: &'static [&'static str],
}

impl Yearly {
    /// What stands before the year in a column's own name, in English or Chinese.
    fn before(&self, english: bool) -> &'static str {
        self.around[usize::from(!english)].0
    }
}

/// What there is of a grade, which comes first.
const YEARLY: [Yearly; 3] = [
    Yearly {
        name: "grade", field: Field::Appraisal, around: GRADES, tells: &["appraisal", "考核", "等次"]
    },
    Yearly { name: "decided", field: Field::Decided, around: DECIDED, tells: &["decided", "公布"] },
    Yearly {
        name: "provisional",
        field: Field::Provisional,
        around: PROVISIONAL,
        tells: &["provisional", "暂定"],
    },
];

/// The year of a column's name, where it is called so.
fn year_in(name: &str, around: Around) -> Option<Year> {
    let year = around.iter().find_map(|(before, after)| {
        let rest = name.strip_prefix(before)?;
        let (year, behind) = rest.split_at_checked(4)?;
        let digits = year.bytes().all(|byte| byte.is_ascii_digit());
        year.parse::<u16>().ok().filter(|_| digits && after.contains(&behind))
    })?;
    Year::try_from(year).ok()
}

impl TableKind {
    /// All of them; stations come first.
    pub const ALL: [TableKind; 5] =
        [TableKind::Stations, TableKind::Workers, TableKind::Hires, TableKind::Moves, TableKind::Absences];

    /// The name of the plan's list, or of that of all workers' moves or absences.
    pub fn list(self) -> &'static str {
        match self {
            TableKind::Stations => "stations",
            TableKind::Workers => "workers",
            TableKind::Hires => "hires",
            TableKind::Moves => "moves",
            TableKind::Absences => "absences",
        }
    }

    /// The fields that have one column each.
    fn named(self) -> &'static [Named] {
        match self {
            TableKind::Stations => STATIONS,
            TableKind::Workers => WORKERS,
            TableKind::Hires => HIRES,
            TableKind::Moves => MOVES,
            TableKind::Absences => ABSENCES,
        }
    }

    /// The fields of a row, as they are declared: a worker's id stands before the worker's moves and absences.
    fn declared(self) -> impl Iterator<Item = &'static given::Field> {
        let (of_worker, fields) = match self {
            TableKind::Stations => (false, Station::FIELDS),
            TableKind::Workers => (false, Worker::FIELDS),
            TableKind::Hires => (false, Hire::FIELDS),
            TableKind::Moves => (true, Move::FIELDS),
            TableKind::Absences => (true, Away::FIELDS),
        };
        let id = Worker::FIELDS.iter().find(|field| of_worker && field.name == "id");
        id.into_iter().chain(fields)
    }

    /// The fields that have one column each, with what they are called, in the order in which they are declared.
    pub(crate) fn fields(self) -> impl Iterator<Item = (Field, &'static given::Field)> {
        let column = move |declared: &'static given::Field| {
            let named = self.named().iter().find(|(name, _)| *name == declared.name);
            named.map(|(_, field)| (*field, declared))
        };
        self.declared().filter_map(column)
    }

    /// Whether every table has a column for the field. Whoever has no id is called by the row's number, but is not found by
    /// another table.
    pub(crate) fn needs(self, field: Field) -> bool {
        let always = |declared: &given::Field| matches!(declared.given, Given::Always);
        (field, self) != (Field::Id, TableKind::Workers)
            && self.fields().any(|(other, declared)| other == field && always(declared))
    }

    /// What a heading is, if it is a field's. White space, line breaks and hidden characters in it don't count, nor does a
    /// unit in parentheses behind it, but for what it says of amounts.
    pub(crate) fn heading(self, name: &str) -> Option<Heading> {
        let name = key(name);
        let (bare, unit) = unit(&name);
        [(&name[..], Scale::PLAIN)].into_iter().chain(unit.map(|unit| (bare, unit))).find_map(
            |(name, scale)| {
                let is_called = |(field, declared): (Field, &given::Field)| {
                    let own = declared.name == name || declared.zh == name;
                    let also = also(self.list(), declared.name).any(|other| other == name);
                    let monthly = field == Field::Pay && MONTHLY.contains(&name);
                    let months = if monthly { 12 } else { scale.months };
                    (own || also).then_some(Heading { field, scale: Scale { months, ..scale }, own })
                };
                self.fields().find_map(is_called).or_else(|| self.yearly(name))
            },
        )
    }

    /// What of a year's grade has a column of its own for each year (rule 11): the field of the grade, and what stands before
    /// the year in the column's name, in English and Chinese.
    ///
    /// ```
    /// let yearly: Vec<_> = shuangbai::table::TableKind::Workers.yearly_columns().collect();
    /// assert_eq!(yearly[1], ("decided", "decided_", "考核公布"));
    /// ```
    pub fn yearly_columns(self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        let of_workers = YEARLY.iter().filter(move |_| self == TableKind::Workers);
        of_workers.map(|of| (of.name, of.before(true), of.before(false)))
    }

    /// What of a year's grades a column has.
    fn yearly(self, name: &str) -> Option<Heading> {
        let mut fields = YEARLY.iter().filter(|_| self == TableKind::Workers);
        let field = fields.find_map(|of| year_in(name, of.around).map(of.field))?;
        Some(Heading { field, scale: Scale::PLAIN, own: true })
    }

    /// Notes a column of what there is of grades, of a year that there is none of, if it is one.
    pub(crate) fn wrong_year(self, findings: &mut Findings, row: Place<'_>, name: &str) -> bool {
        let key = key(name);
        let bare = (key.len() == 4).then_some(&key[..]);
        let digits = |year: &&str| !year.is_empty() && year.bytes().all(|byte| byte.is_ascii_digit());
        let names = YEARLY.iter().flat_map(|of| [of.before(true), of.before(false)]);
        let named = names.filter_map(|before| key.strip_prefix(before)).find(digits);
        let year = named.or(bare.filter(digits));
        let Some(year) = year.filter(|_| self == TableKind::Workers) else { return false };
        let mut found = Findings::default();
        grade_year(&mut found, row.key("appraisals").key(year), year);
        let errors = found.close().err().into_iter().flatten();
        errors.map(|error| findings.add_told(Error { whole_column: true, ..error })).count() > 0
    }

    /// The column that a heading which is none may mean, in the language of the heading: one whose name is part of it, or that
    /// it is a part of, or the nearest.
    pub(crate) fn near(self, findings: &mut Findings, name: &str) -> Option<String> {
        let key = key(name);
        let key = unit(&key).0;
        // Where somebody moved from is no field, and least of all where to.
        if self == TableKind::Moves && FROM_WHERE.iter().any(|from| key.starts_with(from)) {
            return None;
        }
        let english = key.is_ascii();
        let shown = |declared: &'static given::Field| if english { declared.name } else { declared.zh };
        let names = self.fields().flat_map(|(_, declared)| {
            let also = also(self.list(), declared.name).map(move |name| (name, shown(declared)));
            also.chain([(shown(declared), shown(declared))])
        });
        let names: Vec<(&str, &str)> = names.filter(|(name, _)| name.is_ascii() == english).collect();
        // Grades have a column for each year: the one that the name may mean.
        let [grades, others @ ..] = &YEARLY;
        let is_told = |of: &&Yearly| of.tells.iter().any(|word| key.contains(word));
        let of = others.iter().find(is_told).unwrap_or(grades);
        let before = of.before(english);
        let digits = |at: &usize| {
            key.get(*at..at + 4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let year = (0..key.len()).find(digits).and_then(|at| key.get(at..at + 4));
        if self == TableKind::Workers && is_told(&of) {
            return Some(format!("{before}{}", year.unwrap_or("2021")));
        }
        let least = if english { 4 } else { 6 }; // bytes: two Chinese letters
        let part = names.iter().filter(|(name, _)| {
            let (long, short) = if name.len() > key.len() { (*name, key) } else { (key, *name) };
            short.len() >= least && long.contains(short)
        });
        let part = part.max_by_key(|(name, _)| name.len()).map(|(_, shown)| (*shown).to_owned());
        part.or_else(|| {
            let grades = year.filter(|_| self == TableKind::Workers).map(|year| format!("{before}{year}"));
            let all = names.iter().map(|(name, _)| *name).chain(grades.as_deref());
            let near = findings.nearest(key, all)?;
            let shown = names.iter().find(|(name, _)| *name == near).map_or(near, |(_, shown)| *shown);
            Some(shown.to_owned())
        })
    }

    /// Notes columns that are no field, each at its first row, once: the first of them says what there is.
    pub(crate) fn unknown(self, findings: &mut Findings, row: Place<'_>, unknown: &[String]) {
        // In the language of the name.
        let english = unknown.iter().all(|name| name.is_ascii());
        let (grades, each_zh, each_en) = match (self, english) {
            (TableKind::Workers, true) => {
                (&["appraisal_2021", "decided_2021", "provisional_2021"][..], "", " (one for each year)")
            }
            (TableKind::Workers, false) => {
                (&["考核2021", "考核公布2021", "考核暂定2021"][..], "（每年一列）", " (one for each year)")
            }
            _ => (&[][..], "", ""),
        };
        let names = self.fields().map(|(_, declared)| if english { declared.name } else { declared.zh });
        let names: Vec<&str> = names.chain(grades.iter().copied()).collect();
        for (place, name) in unknown.iter().enumerate() {
            let (mut zh, mut en) = match name.is_empty() {
                true => {
                    ("有一列有内容而没有表头".to_owned(), "a column has cells, but no heading".to_owned())
                }
                false => {
                    (format!("没有名为“{}”的列", shown(name)), format!("no column `{}` here", shown(name)))
                }
            };
            if place == 0 {
                zh += &format!("，可用：{}{each_zh}", names.join("、"));
                en += &format!(", there are {}{each_en}", names.join(", "));
                if unknown.len() > 1 {
                    zh += &format!(
                        "；不认识的共 {} 列：{}",
                        unknown.len(),
                        shown_names(unknown.iter().map(String::as_str)).0
                    );
                    en += &format!(
                        "; {} are not known: {}",
                        unknown.len(),
                        shown_names(unknown.iter().map(String::as_str)).1
                    );
                }
                zh += "；不需要的列可以略去（unknown = leave）";
                en += "; what is not needed can be left out (unknown = leave)";
            }
            let near = self.near(findings, name);
            findings.add_column(ErrorKind::UnknownField, row.key(name), (zh, en), near.as_deref());
        }
    }

    /// Which columns of these names are fields: the field's pointer below the row and the column's own
    /// name, the first of each.
    ///
    /// ```
    /// let columns = shuangbai::table::TableKind::Workers.columns(["社工站", "备注", "2021"]);
    /// assert_eq!(columns, [("station".into(), "社工站".into()), ("appraisals/2021".into(), "2021".into())]);
    /// ```
    pub fn columns<'n>(self, names: impl IntoIterator<Item = &'n str>) -> Vec<(String, String)> {
        let mut columns: Vec<(String, String)> = Vec::new();
        for name in names {
            let field = self.heading(name).map(|heading| heading.field);
            let at = field.map(|field| field.at(self, Place::Root, |place| place.to_string()));
            if let Some(at) = at.map(|at| at.trim_start_matches('/').to_owned())
                && columns.iter().all(|(other, _)| *other != at)
            {
                columns.push((at, name.to_owned()));
            }
        }
        columns
    }
}

impl TableKind {
    /// The field that a column of this name is, by a name that a column can have: `appraisal_2021`.
    pub(crate) fn column_of(self, name: &str) -> Option<String> {
        let key = key(name);
        let yearly = YEARLY.iter().filter(|_| self == TableKind::Workers);
        let mut yearly =
            yearly.filter_map(|of| Some(format!("{}{}", of.before(true), year_in(&key, of.around)?)));
        yearly.next().or_else(|| self.columns([name]).pop().map(|(field, _)| field))
    }
}

impl Field {
    /// The place of this field in a row of a table.
    pub(crate) fn at<T>(self, table: TableKind, row: Place<'_>, then: impl FnOnce(Place<'_>) -> T) -> T {
        match self {
            Field::Appraisal(year) => then(row.key("appraisals").key(&year.to_string())),
            Field::Decided(year) => then(row.key("appraisals").key(&year.to_string()).key("decided")),
            Field::Provisional(year) => then(row.key("appraisals").key(&year.to_string()).key("provisional")),
            _ => {
                let named = table.named().iter().find(|(_, field)| *field == self);
                then(row.key(named.map_or("", |(name, _)| name)))
            }
        }
    }
}

/// A heading as headings are compared: without white space and hidden characters, in small letters.
fn key(name: &str) -> String {
    let name = comparable(name);
    if name.is_ascii() {
        return name.to_ascii_lowercase().replace([' ', '-', '\n', '\r'], "_");
    }
    name.chars().filter(|char| !char.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A heading without the unit in parentheses behind it, and what that says.
fn unit(name: &str) -> (&str, Option<Scale>) {
    let split = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let unit = split.and_then(|(bare, unit)| {
        let (_, scale) = UNITS.iter().find(|(other, _)| *other == unit)?;
        Some((bare.trim_end_matches('_'), *scale))
    });
    unit.map_or((name, None), |(bare, scale)| (bare, Some(scale)))
}
