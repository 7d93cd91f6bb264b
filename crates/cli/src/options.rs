//! What the options say that a plan is made of, read but not yet a plan.

use clap::ArgMatches;
use indexmap::IndexMap;
use serde_json::{Value as Json, json, value::RawValue};

use crate::{
    console::Console,
    files,
    stop::{Answer, wrong},
};

/// The tables of a plan, by their lists, as the options name them; stations come first, workers last.
pub(crate) const TABLES: [&str; 5] = ["stations", "hires", "moves", "absences", "workers"];

/// What a plan is made of.
#[derive(Default)]
pub(crate) struct Options {
    /// The path of a plan, or `-`.
    pub(crate) plan: Option<String>,
    /// The files of tables, by list.
    pub(crate) tables: Vec<(&'static str, String)>,
    /// A city or county whose towns are the stations.
    pub(crate) towns: Option<String>,
    /// New names of columns, or none for those that are left out.
    pub(crate) columns: IndexMap<String, Option<String>>,
    pub(crate) unknown: String,
    pub(crate) pay_unit: String,
    pub(crate) grades: IndexMap<String, Option<String>>,
    pub(crate) encoding: Option<String>,
    pub(crate) programme: Option<Box<RawValue>>,
    pub(crate) years: Option<(u16, u16)>,
    pub(crate) by: Option<String>,
    pub(crate) regions: Option<Box<RawValue>>,
    pub(crate) assume: IndexMap<String, Json>,
    /// Merge patches on the programme, one after the other.
    pub(crate) reforms: Vec<Box<RawValue>>,
}

/// The value of an option; nothing where a command has no such option.
pub(crate) fn text(given: &ArgMatches, name: &str) -> Option<String> {
    given.try_get_one::<String>(name).ok().flatten().cloned()
}

/// The values of an option that can be repeated.
pub(crate) fn texts(given: &ArgMatches, name: &str) -> Vec<String> {
    given.try_get_many::<String>(name).ok().flatten().into_iter().flatten().cloned().collect()
}

impl Options {
    pub(crate) fn read(given: &ArgMatches, console: &mut Console<'_>) -> Answer<Options> {
        let tables = TABLES.into_iter().filter_map(|list| Some((list, text(given, list)?))).collect();
        let years = text(given, "years").map(|text| years("--years", &text)).transpose()?;
        let columns = once("--column", pairs(given, "column")?, none_if_empty)?;
        let grades = once("--grade", pairs(given, "grade")?, none_if_empty)?;
        let assume = once("--assume", pairs(given, "assume")?, |key, value| {
            // The year of `from` is the one number among the assumptions.
            if key == "from" { number(&value) } else { json!(value) }
        })?;
        let set = changes(pairs(given, "set")?)?;
        let mut json = |name: &str| text(given, name).map(|path| files::json(&path, console)).transpose();
        let regions = json("regions")?;
        let programme = match text(given, "programme") {
            Some(path) if files::ending(&path) == "json" => Some(files::json(&path, console)?),
            Some(id) => serde_json::value::to_raw_value(&id).ok(),
            None => None,
        };
        let paths = texts(given, "reform");
        let reforms = paths.iter().map(|path| files::json(path, console)).collect::<Answer<Vec<_>>>()?;
        Ok(Options {
            plan: text(given, "plan"),
            tables,
            towns: text(given, "towns"),
            columns,
            unknown: text(given, "unknown").unwrap_or_else(|| "error".to_owned()),
            pay_unit: text(given, "pay-unit").unwrap_or_else(|| "yuan".to_owned()),
            grades,
            encoding: text(given, "encoding"),
            programme,
            years,
            by: text(given, "by"),
            regions,
            assume,
            reforms: reforms.into_iter().chain(set).collect(),
        })
    }

    /// A plan in a file, and nothing else.
    pub(crate) fn of_path(path: String) -> Options {
        Options {
            plan: Some(path),
            unknown: "error".to_owned(),
            pay_unit: "yuan".to_owned(),
            ..Options::default()
        }
    }

    /// These without the reforms, and the reforms.
    pub(crate) fn without_reforms(mut self) -> (Options, Vec<Box<RawValue>>) {
        let reforms = std::mem::take(&mut self.reforms);
        (self, reforms)
    }

    /// How tables are read, as the core takes it.
    pub(crate) fn of_tables(&self) -> Json {
        json!({"unknown": self.unknown, "pay_unit": self.pay_unit, "grades": self.grades})
    }

    /// Whether there is an option that only tables or a workbook have.
    pub(crate) fn is_of_tables(&self) -> bool {
        let told = (&self.unknown[..], &self.pay_unit[..]) != ("error", "yuan") || self.encoding.is_some();
        let maps = self.columns.len() + self.grades.len() + self.assume.len() + self.tables.len();
        told || maps > 0 || self.programme.is_some() || self.years.is_some() || self.regions.is_some()
    }
}

/// `2021-2030`, or one year.
pub(crate) fn years(option: &str, text: &str) -> Answer<(u16, u16)> {
    let year = |text: &str| {
        let written = text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_digit());
        written.then(|| text.parse().ok()).flatten()
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (year(first), year(last)) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => wrong(
            format!("{option} 应写成 2021-2030，不是 {text}"),
            format!("{option} is written 2021-2030, not {text}"),
        ),
    }
}

/// The pairs of an option that is written `KEY=VALUE`.
fn pairs(given: &ArgMatches, name: &str) -> Answer<Vec<(String, String)>> {
    let pair = |text: String| match text.rsplit_once('=') {
        Some((key, value)) => Ok((key.trim().to_owned(), value.trim().to_owned())),
        None => wrong(format!("{text} 缺等号，应写成 KEY=VALUE"), format!("{text} is not written KEY=VALUE")),
    };
    texts(given, name).into_iter().map(pair).collect()
}

fn none_if_empty(_: &str, value: String) -> Option<String> {
    Some(value).filter(|value| !value.is_empty())
}

/// What is given by key; the later of two would hide the earlier.
fn once<T>(
    option: &str,
    pairs: Vec<(String, String)>,
    read: impl Fn(&str, String) -> T,
) -> Answer<IndexMap<String, T>> {
    let mut found = IndexMap::new();
    for (key, value) in pairs {
        let value = read(&key, value);
        if let Some((twice, _)) = found.insert_full(key.clone(), value).1.map(|old| (key, old)) {
            return wrong(
                format!("{option} 两次给了 {twice}"),
                format!("{option} is given twice for {twice}"),
            );
        }
    }
    Ok(found)
}

/// A whole number as JSON has it, and anything else as text.
pub(crate) fn number(text: &str) -> Json {
    let written = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse::<u64>().ok().filter(|_| written).map_or_else(|| json!(text), |number| json!(number))
}

/// `raise.rate=0.03` as the reform `{"raise": {"rate": "0.03"}}` (rule 11): the amendment of a list, or a field of the
/// programme; without a value the list or field is taken away. Several make one.
fn changes(pairs: Vec<(String, String)>) -> Answer<Option<Box<RawValue>>> {
    let mut patch = json!({});
    for (key, value) in &pairs {
        let mut place = &mut patch;
        for part in key.split('.') {
            if place.is_null() {
                *place = json!({});
            }
            match place {
                Json::Object(fields) if !part.is_empty() => {
                    place = fields.entry(part.to_owned()).or_insert(Json::Null);
                }
                _ => {
                    return wrong(
                        format!("--set {key}={value}：应写成 raise.rate=0.03，同一处只能给一次"),
                        format!("--set {key}={value}: written raise.rate=0.03, each place once"),
                    );
                }
            }
        }
        if !place.is_null() {
            return wrong(format!("--set 两次给了 {key}"), format!("--set is given twice for {key}"));
        }
        *place = if value.is_empty() { Json::Null } else { number(value) };
    }
    Ok((!pairs.is_empty()).then(|| serde_json::value::to_raw_value(&patch).ok()).flatten())
}
