//! What is in a workbook, for somebody who is asked about it before a plan is made.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::plan::{BookNote, CellError, Looked, Matched, ReadErrors, ReadOptions, Rows, look};
use crate::address::{letters, quoted};

#[derive(Serialize)]
struct Seen {
    outline: Map<String, Json>,
    sheets: Vec<SeenSheet>,
    tables: Map<String, Json>,
    notes: Vec<BookNote>,
    errors: Vec<CellError>,
}

#[derive(Serialize)]
struct SeenSheet {
    name: String,
    kind: Option<&'static str>,
}

#[derive(Serialize)]
struct SeenTable {
    sheet: String,
    /// What the names of its cells begin with: `人员!`.
    at: String,
    /// With the sheet's own numbers of rows.
    csv: String,
    columns: Vec<SeenColumn>,
}

#[derive(Serialize)]
struct SeenColumn {
    name: String,
    letter: String,
}

/// What is in a workbook, as JSON: the `outline` of a plan that it says, its `sheets` and which tables they were taken for,
/// the `tables` as CSV with the rows of their sheets, `notes`, and `errors` of cells. Nothing of it is checked as a plan.
///
/// # Errors
/// When it can't be opened, as by [`read_plan`](crate::read_plan).
///
/// ```
/// use shuangbai_excel::{Language, ReadOptions, read_workbook, template};
/// let book = template(Language::Zh, r#"{"stations": [{"code": "440203001", "villages": 3}]}"#)?;
/// let seen: serde_json::Value = serde_json::from_str(&read_workbook(&book, &ReadOptions::default())?)?;
/// assert_eq!(seen["tables"]["stations"]["sheet"], "站点");
/// assert_eq!(seen["tables"]["stations"]["csv"].as_str().unwrap().lines().nth(2), Some("440203001,,,3"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_workbook(bytes: &[u8], options: &ReadOptions) -> Result<String, ReadErrors> {
    let Looked { outline, tables, notes, errors, sheets } = look(bytes, options, csv)?;
    let tables = tables.into_iter().map(|(matched, _, csv)| {
        let list = matched.kind.list().to_owned();
        (list, serde_json::to_value(seen(matched, csv)).unwrap_or_default())
    });
    let seen = Seen {
        outline,
        tables: tables.collect(),
        sheets: sheets
            .into_iter()
            .map(|(name, kind)| SeenSheet { name, kind: kind.map(|kind| kind.list()) })
            .collect(),
        notes,
        errors: errors.into_iter().map(CellError::from).collect(),
    };
    Ok(serde_json::to_string(&seen).unwrap_or_default())
}

fn seen(matched: Matched, csv: String) -> SeenTable {
    let named = matched.names.iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
    let columns = named.map(|(place, name)| SeenColumn { name: in_one_line(name), letter: letters(place) });
    let at = format!("{}!", quoted(&matched.sheet));
    SeenTable { columns: columns.collect(), csv, at, sheet: matched.sheet }
}

/// A row is a line.
fn in_one_line(cell: &str) -> String {
    cell.replace(['\r', '\n'], " ")
}

/// Rows as CSV, each in the line of its number.
fn csv(rows: Rows) -> String {
    let (mut csv, mut next) = (String::new(), 1);
    for (row, cells) in &rows {
        (next..*row).for_each(|_| csv.push('\n'));
        next = row + 1;
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                csv.push(',');
            }
            match cell.contains([',', '"', '\n', '\r', ';', '\t']) {
                true => csv.extend(["\"", &in_one_line(cell).replace('"', "\"\""), "\""]),
                false => csv.push_str(cell),
            }
        }
        csv.push('\n');
    }
    csv
}
