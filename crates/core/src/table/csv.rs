//! Rule 11: a table as text, from the CSV files that spreadsheets save.
//!
//! The cells are parted by commas, tabs or semicolons, whichever the first line with any has most of, or by what a line
//! `sep=` says. What a cell means, [`table`](crate::table) says; what a file's bytes mean, `encoding.rs`.

use std::io::Read;

use super::{csv_error::CsvError, rows::Rows, text::TextTable};
use crate::base::hidden::is_hidden;

/// A table from the text of a CSV file, or of a spreadsheet's clipboard (rule 11).
///
/// A byte order mark does not count, nor do characters that nobody sees around a cell; `="440203001"` is the text in it.
/// Rows with nothing in them are left out, and so are columns without a name and with nothing in
/// them: spreadsheets save both where nobody has written. A row may be shorter than the headings, as Excel leaves out
/// the ends of rows. The headings are the first row that has the columns that a table of stations, workers or hires
/// needs, or else the first row; what is above them, and rows that sum up or sign, is [left out](TextTable::left_out).
/// `lines` still counts the rows.
///
/// # Errors
/// Nothing but blanks, a quote that is not closed, and rows that go on beyond the headings.
///
/// ```
/// use shuangbai::table::read_csv_text;
/// let table = read_csv_text("编码;名称\n\n440203001;\"西河镇\n社工站\"\n;\n")?;
/// assert_eq!(table.names, ["编码", "名称"]);
/// assert_eq!(table.columns[1].iter().collect::<Vec<_>>(), ["西河镇\n社工站"]);
/// assert_eq!(table.lines, [3]);
///
/// let table = read_csv_text("某县社工站一览,,\n编码,名称,村居数\n440203001,西河镇\n合计,,3\n")?;
/// assert_eq!((&table.names[0][..], table.lines, table.left_out.len()), ("编码", vec![3], 2));
///
/// let error = read_csv_text("code,name\n440203001,Xihe,3\n").unwrap_err();
/// assert_eq!(error.to_string(), "row 2 has a cell beyond the 2 headings of row 1");
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
pub fn read_csv_text(text: &str) -> Result<TextTable, CsvError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(CsvError::empty());
    }
    let (told, text) = match separator_line(text) {
        Some((separator, rest)) => (Some(separator), rest),
        None => (None, text),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(told.unwrap_or_else(|| separator(text)))
        .from_reader(text.as_bytes().chain(END.as_bytes()));
    let mut record = csv::StringRecord::new();
    let mut rows = Rows::default();
    let mut row = usize::from(told.is_some());
    while reader.read_record(&mut record).map_err(|error| CsvError::unread(row + 1, &error))? {
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        row += 1 + blank_lines(text, start);
        if reader.position().byte() as usize == text.len() + END.len() {
            return if record == [END.trim_start()][..] {
                rows.table().map(|(table, _)| table)
            } else {
                Err(CsvError::open(row))
            };
        }
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            rows.add(row, || record.iter().map(cell));
        }
    }
    rows.table().map(|(table, _)| table)
}

/// A last record of our own: what is in a cell with it stands behind a quote that is not closed.
const END: &str = "\n\0";

/// A cell without hidden characters around it, and without what makes a spreadsheet take it for text.
fn cell(cell: &str) -> &str {
    let cell = cell.trim_matches(is_hidden);
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

/// How many lines with nothing are skipped before the record that is looked for from `start` on.
fn blank_lines(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let mut rest = text.get(start..).unwrap_or_default();
    if before.ends_with('\r') {
        // The second half of the line's end.
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut lines = 0;
    while let Some(after) = ["\r\n", "\n", "\r"].iter().find_map(|end| rest.strip_prefix(end)) {
        (rest, lines) = (after, lines + 1);
    }
    lines
}

/// What a first line like `sep=;` says, by which Excel knows how to part cells, and the text after it.
fn separator_line(text: &str) -> Option<(u8, &str)> {
    let line = text.split(['\r', '\n']).next()?;
    let (name, separator) = line.trim_matches('"').split_once('=')?;
    let [separator] = *separator.as_bytes() else { return None };
    let rest = text.get(line.len()..)?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
    name.eq_ignore_ascii_case("sep").then_some((separator, rest))
}

/// What parts the cells: what the first line with any of them has most of, outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| !quoted && *separator == byte) {
            *count += 1;
        }
        if !quoted && matches!(byte, b'\r' | b'\n') && counts.iter().any(|(_, count)| *count > 0) {
            break;
        }
    }
    // The first of the most.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}
