//! Cells as text, as people see them: numbers with the digits that a spreadsheet shows, dates as days.

use calamine::{DataType, ExcelDateTime};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    /// An error such as `#N/A`.
    Error(String),
}

/// A sheet of cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    /// Rows with something in them, with their numbers from 1: each as long as its last cell.
    pub(crate) rows: Vec<(usize, Vec<String>)>,
    /// Cells with errors: row from 1, column from 0.
    pub(crate) errors: Vec<(usize, usize, String)>,
    /// Cells whose formula has no result.
    pub(crate) without_result: Vec<(usize, usize)>,
    /// Merged cells: rows from 1, columns from 0.
    pub(crate) merged: Vec<Merged>,
    pub(crate) hidden_rows: Vec<usize>,
}

/// Cells that are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) rows: (usize, usize),
    pub(crate) columns: (usize, usize),
}

impl Grid {
    /// The text of a cell, row from 1 and column from 0.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        let at = self.rows.binary_search_by_key(&row, |(number, _)| *number);
        let cells = at.ok().and_then(|at| self.rows.get(at));
        cells.and_then(|(_, cells)| cells.get(column)).map_or("", String::as_str)
    }
}

impl Cell {
    pub(crate) fn of(data: &impl DataType) -> Option<Cell> {
        if let Some(error) = data.get_error() {
            return Some(Cell::Error(error.to_string()));
        }
        let text = data.get_string().map(unescaped);
        let text = text.or_else(|| data.get_int().map(|number| number.to_string()));
        let text = text.or_else(|| data.get_float().map(of_number));
        let text =
            text.or_else(|| data.get_bool().map(|flag| if flag { "TRUE" } else { "FALSE" }.to_owned()));
        let text = text.or_else(|| data.get_datetime().map(|day| of_day(&day)));
        let text = text.or_else(|| data.get_datetime_iso().or(data.get_duration_iso()).map(day_of_iso));
        text.map(Cell::Text)
    }
}

/// A number with at most fifteen digits, as spreadsheets show and keep it: 0.30000000000000004 is 0.3.
fn of_number(number: f64) -> String {
    const MOST: f64 = 1e15;
    if number.fract() == 0.0 && number.abs() < MOST {
        return (number as i64).to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    match rounded.fract() == 0.0 && rounded.abs() < MOST {
        true => (rounded as i64).to_string(),
        false => rounded.to_string(),
    }
}

/// A day as it is written everywhere; its time does not matter for a month. Days of 1900 and of 1904 are told apart by
/// the workbook itself.
fn of_day(day: &ExcelDateTime) -> String {
    if day.is_duration() {
        return of_number(day.as_f64());
    }
    let (year, month, day, ..) = day.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

fn day_of_iso(text: &str) -> String {
    match text.split_once('T') {
        Some((day, _)) if day.len() == 10 => day.to_owned(),
        _ => text.to_owned(),
    }
}

/// Line breaks as others write them.
fn unescaped(text: &str) -> String {
    if text.contains("_x000D_") {
        text.replace("_x000D_\n", "\n").replace("_x000D_", "\n")
    } else {
        text.to_owned()
    }
}
