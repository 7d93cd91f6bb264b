//! Plans from tables of text (rule 11): the core's table door, with errors placed as the author of a
//! table counts, by table, row and column.
//!
//! Bytes that are no table are thrown as `{"table", "line", "zh", "en"}`, of which the package's
//! `bare.js` makes a `TableError`.

use std::collections::HashMap;

use serde::Serialize;
use shuangbai::{
    Error, ErrorKind, Errors, Plan, Roster,
    table::{CsvError, PlanReader, TableKind, TextTable, read_csv},
};
use wasm_bindgen::prelude::*;

use crate::{Answer, Calculator};

/// The tables, in the order in which they are read.
const KINDS: [(&str, TableKind); 3] =
    [("stations", TableKind::Stations), ("workers", TableKind::Workers), ("hires", TableKind::Hires)];

/// The plan of an outline and tables, written out, when reading and meaning find nothing wrong.
///
/// `columns` is a JSON list of three objects, which rename the columns of the three tables; null leaves a
/// column out.
#[wasm_bindgen]
pub fn tables(
    outline: &str,
    stations: Option<Vec<u8>>,
    workers: Option<Vec<u8>>,
    hires: Option<Vec<u8>>,
    columns: &str,
) -> Answer {
    let (plan, sources) = read(outline, [stations, workers, hires], columns)?;
    plan.check().map(|_| plan.to_json()).map_err(|errors| sources.errors(&errors))
}

#[wasm_bindgen]
impl Calculator {
    /// A calculator of the plan of an outline and tables, as [`tables`] has them.
    pub fn of_tables(
        outline: &str,
        stations: Option<Vec<u8>>,
        workers: Option<Vec<u8>>,
        hires: Option<Vec<u8>>,
        columns: &str,
    ) -> Result<Calculator, String> {
        let (plan, mut sources) = read(outline, [stations, workers, hires], columns)?;
        let kept = shuangbai::Calculator::new(plan).map_err(|errors| sources.errors(&errors))?;
        sources.0.iter_mut().for_each(|source| source.table.columns.clear());
        Ok(Calculator { kept, sources })
    }
}

/// A table's names of columns, the field that each is, its first rows, and how many there are; `kind` is
/// its place among stations, workers and hires.
#[wasm_bindgen]
pub fn preview(table: &[u8], kind: usize) -> Answer {
    #[derive(Serialize)]
    struct Preview<'t> {
        names: &'t [String],
        fields: Vec<Option<String>>,
        rows: Vec<Vec<&'t str>>,
        count: usize,
    }
    let (list, kind) = KINDS[kind];
    let table = read_csv(table).map_err(|error| no_table(list, &error))?;
    // As a column of the field can be called.
    let field = |name: &String| {
        Some(kind.columns([&name[..]]).pop()?.0.replace('/', "_").replace("appraisals", "appraisal"))
    };
    let row = |row| table.columns.iter().map(|column| column.cell(row)).collect();
    Ok(json(&Preview {
        names: &table.names,
        fields: table.names.iter().map(field).collect(),
        rows: (0..table.lines.len().min(5)).map(row).collect(),
        count: table.lines.len(),
    }))
}

fn read(outline: &str, tables: [Option<Vec<u8>>; 3], columns: &str) -> Result<(Plan, Sources), String> {
    let columns: [HashMap<String, Option<String>>; 3] = serde_json::from_str(columns).unwrap_or_default();
    let mut reader = PlanReader::new(outline);
    let mut sources = Sources::default();
    for (((list, kind), bytes), columns) in KINDS.into_iter().zip(tables).zip(&columns) {
        let Some(bytes) = bytes else { continue };
        let table = read_csv(&bytes).map_err(|error| no_table(list, &error))?;
        let source = Source::new(list, kind, table, columns);
        match kind {
            TableKind::Stations => reader.stations(&source.table),
            TableKind::Workers => reader.workers(&source.table),
            TableKind::Hires => reader.hires(&source.table),
        }
        sources.0.push(source);
    }
    let whole = reader
        .finish()
        .and_then(|(plan, people)| plan.with_workers(&Roster { id: &people.ids(), ..people.as_roster() }));
    match whole {
        Ok(plan) => Ok((plan, sources)),
        Err(errors) => Err(sources.errors(&errors)),
    }
}

fn no_table(table: &str, CsvError { line, zh, en }: &CsvError) -> String {
    #[derive(Serialize)]
    struct NoTable<'e> {
        table: &'e str,
        line: usize,
        zh: &'e str,
        en: &'e str,
    }
    json(&NoTable { table, line: *line, zh, en })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The tables that a plan came in.
#[derive(Default)]
pub(crate) struct Sources(Vec<Source>);

struct Source {
    list: &'static str,
    /// Renamed as the core knows columns.
    table: TextTable,
    /// The author's own names of the columns.
    names: Vec<String>,
    /// Which column is which field, by its pointer below the row.
    fields: Vec<(String, usize)>,
}

/// An error as it is thrown.
#[derive(Serialize)]
struct Located<'e> {
    code: ErrorKind,
    at: &'e str,
    zh: &'e str,
    en: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'e str>,
}

impl Sources {
    /// `{"errors": [...]}`, those in tables with the place that their author knows.
    pub(crate) fn errors(&self, errors: &Errors) -> String {
        self.errors_but(errors, "")
    }

    /// The same with the list that may come from elsewhere left as it is.
    pub(crate) fn errors_but(&self, errors: &Errors, elsewhere: &str) -> String {
        #[derive(Serialize)]
        struct Answer<'e> {
            errors: Vec<Located<'e>>,
        }
        // Of a list that the outline has too nobody knows which row is meant.
        let twice = |list: &str| {
            let is_twice = |error: &Error| {
                error.code == ErrorKind::Duplicate && error.at.strip_prefix('/') == Some(list)
            };
            list == elsewhere || errors.iter().any(is_twice)
        };
        let sources: Vec<&Source> = self.0.iter().filter(|source| !twice(source.list)).collect();
        json(&Answer { errors: errors.iter().map(|error| located(error, &sources)).collect() })
    }
}

fn located<'e>(error: &'e Error, sources: &[&'e Source]) -> Located<'e> {
    let Error { code, at, zh, en, nearest } = error;
    let mut located = Located {
        code: *code,
        at,
        zh,
        en,
        table: None,
        row: None,
        column: None,
        value: None,
        nearest: nearest.as_deref(),
    };
    let mut parts = at.splitn(4, '/').skip(1);
    let Some(list) = parts.next() else { return located };
    let Some(source) = sources.iter().find(|source| source.list == list) else { return located };
    located.table = Some(source.list);
    let Some(row) = parts.next().and_then(|row| row.parse::<usize>().ok()) else { return located };
    let field = parts.next().unwrap_or_default();
    // Of columns that are one field the first is read.
    let place = source.fields.iter().find(|(other, _)| other == field).map(|(_, place)| *place);
    // What concerns a whole column stands at its first row; its author sees it in the header.
    let is_whole = match code {
        ErrorKind::UnknownField | ErrorKind::Type => true,
        ErrorKind::Missing | ErrorKind::Format | ErrorKind::Range => place.is_none(),
        ErrorKind::Duplicate => row == 0,
        _ => false,
    };
    if is_whole {
        let place = place.or_else(|| source.no_field(field));
        located.row = Some(1);
        located.column = place.map(|place| &source.names[place][..]);
    } else {
        located.row = source.table.lines.get(row).copied();
        located.column = place.map(|place| &source.names[place][..]);
        located.value =
            place.and_then(|place| source.table.columns.get(place)).map(|column| column.cell(row));
    }
    located
}

impl Source {
    fn new(
        list: &'static str,
        kind: TableKind,
        mut table: TextTable,
        columns: &HashMap<String, Option<String>>,
    ) -> Source {
        let (mut names, mut renamed, mut cells) = (Vec::new(), Vec::new(), Vec::new());
        for (name, column) in table.names.into_iter().zip(table.columns) {
            let new = columns.get(&name).or_else(|| columns.get(name.trim()));
            let Some(new) = new.map_or(Some(&name), Option::as_ref) else { continue };
            renamed.push(new.clone());
            names.push(name);
            cells.push(column);
        }
        (table.names, table.columns) = (renamed, cells);
        let mut fields: Vec<(String, usize)> = Vec::new();
        for (place, name) in table.names.iter().enumerate() {
            let field = kind.columns([&name[..]]).pop().map(|(field, _)| field);
            fields.extend(field.map(|field| (field, place)));
        }
        Source { list, table, names, fields }
    }

    /// The column that is no field, by its name as a pointer has it.
    fn no_field(&self, field: &str) -> Option<usize> {
        let name = field.replace("~1", "/").replace("~0", "~");
        // Of a grade the pointer has the year.
        let is_meant = |other: &String| match name.strip_prefix("appraisals/") {
            Some(year) => other.trim().ends_with(year),
            None => other.trim() == name,
        };
        self.table.names.iter().position(is_meant)
    }
}
