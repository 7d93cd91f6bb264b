//! Plans from tables of text (rule 11), with errors placed as the author of a table counts.
//!
//! Text that is no table is thrown as `{"table", "line", "zh", "en"}`, of which the package's `bare.js` makes a
//! `TableError`; it makes text of bytes too, by the browser's own encodings.

use serde::Serialize;
use shuangbai::{
    Hint, Plan,
    table::{CsvError, Encoding, Sheets, TableKind, TableOptions, TextTable, read_csv_text},
};
use wasm_bindgen::prelude::*;

use crate::{Answer, Calculator};

/// The plan of an outline and tables, written out, when reading and meaning find nothing wrong.
///
/// `columns` has three texts for each renamed column: its table, its name, and the new name behind a `=`, or
/// nothing for one that is left out. (As JSON they would need a reader of floats, 10 kB.) `options` is the JSON of
/// [`TableOptions`]. `edits` has four texts for each cell that is put right: its table, its row, its column, and what it
/// is to be behind a `=`, or nothing for a row that is left out.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, reason = "JavaScript hands each table over by itself")]
pub fn tables(
    outline: &str,
    stations: Option<String>,
    workers: Option<String>,
    hires: Option<String>,
    moves: Option<String>,
    absences: Option<String>,
    columns: Vec<String>,
    options: &str,
    edits: Vec<String>,
) -> Answer {
    let given = [stations, workers, hires, moves, absences];
    let (plan, sheets, _) = read(outline, given, &columns, options, &edits)?;
    plan.check().map(|_| plan.to_json()).map_err(|errors| sheets.locate(&errors, None).to_json())
}

#[wasm_bindgen]
impl Calculator {
    /// A calculator of the plan of an outline and tables, as [`tables`] has them.
    #[allow(clippy::too_many_arguments, reason = "JavaScript hands each table over by itself")]
    pub fn of_tables(
        outline: &str,
        stations: Option<String>,
        workers: Option<String>,
        hires: Option<String>,
        moves: Option<String>,
        absences: Option<String>,
        columns: Vec<String>,
        options: &str,
        edits: Vec<String>,
    ) -> Result<Calculator, String> {
        let given = [stations, workers, hires, moves, absences];
        let (plan, mut sheets, hints) = read(outline, given, &columns, options, &edits)?;
        let kept = shuangbai::Calculator::told(plan, hints);
        let kept = kept.map_err(|errors| sheets.locate(&errors, None).to_json())?;
        sheets.forget_cells();
        Ok(Calculator { kept, explained: None, sheets })
    }

    /// The rows of the table that a list came in, as a spreadsheet counts them, of these places in it.
    pub fn rows(&self, list: &str, places: Vec<usize>) -> Vec<usize> {
        self.sheets.rows(list, places)
    }
}

/// A table's columns, first rows, and how many there are; `kind` is its place in [`TableKind::ALL`].
#[wasm_bindgen]
pub fn preview(table: &str, kind: usize) -> Answer {
    let kind = TableKind::ALL[kind];
    Ok(table_of(kind, table)?.preview(kind).to_json())
}

/// The encoding of a table's bytes and the length of their mark, `utf-8 3`; `kind` is its place in [`TableKind::ALL`].
#[wasm_bindgen]
pub fn encoding(kind: usize, bytes: &[u8]) -> Answer {
    let told = Encoding::of(bytes).map_err(|error| no_table(TableKind::ALL[kind], &error))?;
    Ok(format!("{} {}", told.0.name(), told.1))
}

/// The text of the error of a table's bytes that are no text; see [`CsvError::no_text`].
#[wasm_bindgen]
pub fn no_text(kind: usize, line: usize, encoding: &str) -> String {
    no_table(TableKind::ALL[kind], &CsvError::no_text(line, encoding))
}

fn read<'e>(
    outline: &str,
    tables: [Option<String>; TableKind::ALL.len()],
    columns: &[String],
    options: &str,
    edits: &'e [String],
) -> Result<(Plan, Sheets, Vec<Hint>), String> {
    let mut sheets = Sheets::default();
    sheets.set_options(TableOptions::from_json(options).map_err(|errors| errors.to_json())?);
    for (kind, text) in TableKind::ALL.into_iter().zip(tables) {
        let Some(text) = text else { continue };
        let of_kind = columns.as_chunks::<3>().0.iter().filter(|[table, ..]| table == kind.list());
        let renamed: Vec<_> = of_kind.map(|[_, old, new]| (&old[..], new.strip_prefix('='))).collect();
        let mut table = table_of(kind, &text)?;
        let of_kind = edits.as_chunks::<4>().0.iter().filter(|[table, ..]| table == kind.list());
        // Without a number it is no row of the table.
        let edit = |[_, row, column, cell]: &'e [String; 4]| {
            Some((row.parse().ok()?, &column[..], cell.strip_prefix('=')))
        };
        table.put_right(of_kind.filter_map(edit));
        sheets.add(kind, table, &renamed);
    }
    let read = sheets.plan_told(outline);
    let (plan, hints) = read.map_err(|errors| sheets.locate(&errors, None).to_json())?;
    Ok((plan, sheets, hints))
}

fn table_of(kind: TableKind, text: &str) -> Result<TextTable, String> {
    read_csv_text(text).map_err(|error| no_table(kind, &error))
}

fn no_table(kind: TableKind, CsvError { line, zh, en, .. }: &CsvError) -> String {
    #[derive(Serialize)]
    struct NoTable<'e> {
        table: &'e str,
        line: usize,
        zh: &'e str,
        en: &'e str,
    }
    serde_json::to_string(&NoTable { table: kind.list(), line: *line, zh, en }).unwrap_or_default()
}
