//! Rule 11: which column of a table is which field, by its name in English or Chinese.

use crate::{
    faults::{
        error::ErrorKind,
        findings::{Findings, shown},
        place::Place,
    },
    plan::people::{Hire, Station, Worker},
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
}

/// A column's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Code,
    Name,
    Tier,
    Villages,
    Opens,
    Id,
    Station,
    Post,
    Hired,
    Left,
    Pay,
    PayYear,
    Appraisal(Year),
    Count,
    Month,
}

/// Which field of a record a column is.
type Named = (&'static str, Field);

const STATIONS: &[Named] = &[
    ("code", Field::Code),
    ("name", Field::Name),
    ("tier", Field::Tier),
    ("villages", Field::Villages),
    ("opens", Field::Opens),
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

/// What stands before the year of a column of grades.
const GRADES: [&str; 2] = ["appraisal_", "考核"];

impl TableKind {
    /// All of them; stations come first.
    pub const ALL: [TableKind; 3] = [TableKind::Stations, TableKind::Workers, TableKind::Hires];

    /// The name of the plan's list.
    pub fn list(self) -> &'static str {
        match self {
            TableKind::Stations => "stations",
            TableKind::Workers => "workers",
            TableKind::Hires => "hires",
        }
    }

    /// The fields that have one column each.
    fn named(self) -> &'static [Named] {
        match self {
            TableKind::Stations => STATIONS,
            TableKind::Workers => WORKERS,
            TableKind::Hires => HIRES,
        }
    }

    /// The fields of a row, as they are declared.
    fn declared(self) -> &'static [given::Field] {
        match self {
            TableKind::Stations => Station::FIELDS,
            TableKind::Workers => Worker::FIELDS,
            TableKind::Hires => Hire::FIELDS,
        }
    }

    /// The fields that have one column each, with what they are called, in the order in which they are declared.
    pub(crate) fn fields(self) -> impl Iterator<Item = (Field, &'static given::Field)> {
        let column = move |declared: &'static given::Field| {
            let named = self.named().iter().find(|(name, _)| *name == declared.name);
            named.map(|(_, field)| (*field, declared))
        };
        self.declared().iter().filter_map(column)
    }

    /// Whether every table has a column for the field. Whoever has no id is called by the row's number.
    pub(crate) fn needs(self, field: Field) -> bool {
        let always = |declared: &given::Field| matches!(declared.given, Given::Always);
        field != Field::Id && self.fields().any(|(other, declared)| other == field && always(declared))
    }

    /// The field that a column of this name is; notes at its first row why it is none.
    pub(crate) fn field(self, findings: &mut Findings, row: Place<'_>, name: &str) -> Option<Field> {
        let name = cleaned(name);
        let is_called = |declared: &given::Field| [declared.name, declared.zh].contains(&name);
        if let Some((field, _)) = self.fields().find(|(_, declared)| is_called(declared)) {
            return Some(field);
        }
        let bare = || (name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit())).then_some(name);
        match GRADES.iter().find_map(|before| name.strip_prefix(before)).or_else(bare) {
            Some(year) if self == TableKind::Workers => {
                grade_year(findings, row.key("appraisals").key(year), year).map(Field::Appraisal)
            }
            _ => {
                self.unknown(findings, row, name);
                None
            }
        }
    }

    fn unknown(self, findings: &mut Findings, row: Place<'_>, name: &str) {
        // In the language of the name; a space says nothing of it.
        let [english, chinese] = GRADES;
        let (names, grades): (Vec<&str>, _) = match name.is_ascii() {
            true => (self.fields().map(|(_, declared)| declared.name).collect(), english),
            false => (self.fields().map(|(_, declared)| declared.zh).collect(), chinese),
        };
        // Grades have a column for each year: the one that the name may mean, or any.
        let end = name.get(name.len().saturating_sub(4)..).filter(|end| end.parse::<u16>().is_ok());
        let grades = format!("{grades}{}", end.unwrap_or("2021"));
        let of_workers = self == TableKind::Workers;
        let names: Vec<&str> = names.into_iter().chain(of_workers.then_some(grades.as_str())).collect();
        let (each_zh, each_en) =
            if of_workers { ("（每年一列）", " (one for each year)") } else { ("", "") };
        let texts = (
            format!("没有名为“{}”的列，可用：{}{each_zh}", shown(name), names.join("、")),
            format!("no column `{}` here, there are {}{each_en}", shown(name), names.join(", ")),
        );
        let near = findings.nearest(name, names.iter().copied());
        findings.add_near(ErrorKind::UnknownField, row.key(name), texts, near);
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
            let field = self.field(&mut Findings::default(), Place::Root, name);
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
        let [before, _] = GRADES;
        let (field, _) = self.columns([name]).pop()?;
        Some(field.strip_prefix("appraisals/").map(|year| format!("{before}{year}")).unwrap_or(field))
    }
}

impl Field {
    /// The place of this field in a row of a table.
    pub(crate) fn at<T>(self, table: TableKind, row: Place<'_>, then: impl FnOnce(Place<'_>) -> T) -> T {
        match self {
            Field::Appraisal(year) => then(row.key("appraisals").key(&year.to_string())),
            _ => {
                let named = table.named().iter().find(|(_, field)| *field == self);
                then(row.key(named.map_or("", |(name, _)| name)))
            }
        }
    }
}

/// A column's name without what does not count around it.
pub(crate) fn cleaned(name: &str) -> &str {
    name.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}')
}
