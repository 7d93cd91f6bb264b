//! Rule 11: a table as text, from the CSV files that spreadsheets save.
//!
//! The cells are parted by commas, tabs or semicolons, whichever the header has most of. What a cell means,
//! [`table`](crate::table) says; what a file's bytes mean, `encoding.rs`.

use std::io::Read;

use crate::{table::text::TextColumn, table::text::TextTable};

/// Why bytes are no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
pub struct CsvError {
    /// The row of the spreadsheet; for bytes that are no text, the line of the file.
    pub line: usize,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// A table from the text of a CSV file, or of a spreadsheet's clipboard (rule 11).
///
/// A byte order mark does not count. Rows with nothing in them are left out, and so are columns without a name and with nothing in
/// them: spreadsheets save both where nobody has written. `lines` still counts the rows.
///
/// # Errors
/// A quote that is not closed, and a row with another number of cells than the header.
///
/// ```
/// let table = shuangbai::table::read_csv_text("编码;名称\n\n440203001;\"西河镇\n社工站\"\n;\n")?;
/// assert_eq!(table.names, ["编码", "名称"]);
/// assert_eq!(table.columns[1].iter().collect::<Vec<_>>(), ["西河镇\n社工站"]);
/// assert_eq!(table.lines, [3]);
///
/// let error = shuangbai::table::read_csv_text("code,name\n440203001\n").unwrap_err();
/// assert_eq!(error.to_string(), "row 2 has 1 cell, the header has 2");
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
pub fn read_csv_text(text: &str) -> Result<TextTable, CsvError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes().chain(END.as_bytes()));
    let mut record = csv::StringRecord::new();
    let mut table = TextTable::default();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|error| unread(row + 1, &error))? {
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        row += 1 + blank_lines(text, start);
        if reader.position().byte() as usize == text.len() + END.len() {
            return if record == [END.trim_start()][..] {
                Ok(table.without_blanks())
            } else {
                Err(open(row))
            };
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.names.is_empty() {
            table.names = record.iter().map(str::to_owned).collect();
            table.columns = vec![TextColumn::default(); record.len()];
            continue;
        }
        if record.len() != table.names.len() {
            return Err(ragged(row, record.len(), table.names.len()));
        }
        for (column, cell) in table.columns.iter_mut().zip(&record) {
            column.push(cell);
        }
        table.lines.push(row);
    }
    Ok(table.without_blanks())
}

/// A last record of our own: what is in a cell with it stands behind a quote that is not closed.
const END: &str = "\n\0";

impl TextTable {
    /// Without columns that have neither a name nor anything in them.
    fn without_blanks(mut self) -> TextTable {
        let blank = |text: &str| text.trim().is_empty();
        let columns = self.names.into_iter().zip(self.columns);
        (self.names, self.columns) =
            columns.filter(|(name, column)| !(blank(name) && blank(&column.text))).unzip();
        self
    }
}

impl CsvError {
    /// The error of bytes that are no text by the encoding that they seem to have. `line` is the first with such
    /// bytes, counted from 1.
    ///
    /// ```
    /// use shuangbai::table::CsvError;
    /// assert_eq!(CsvError::no_text(3, "UTF-8").zh, "第 3 行有按 UTF-8 无法解读的字节；请存为 UTF-8");
    /// ```
    pub fn no_text(line: usize, encoding: &str) -> CsvError {
        CsvError {
            line,
            zh: format!("第 {line} 行有按 {encoding} 无法解读的字节；请存为 UTF-8"),
            en: format!("line {line} has bytes that are no {encoding}; save the file as UTF-8"),
        }
    }
}

fn unread(row: usize, error: &csv::Error) -> CsvError {
    CsvError {
        line: row,
        zh: format!("第 {row} 行无法读取：{error}"),
        en: format!("row {row} can't be read: {error}"),
    }
}

fn open(row: usize) -> CsvError {
    CsvError {
        line: row,
        zh: format!("第 {row} 行有一个引号没有配对"),
        en: format!("row {row} has a quote that is not closed"),
    }
}

fn ragged(row: usize, cells: usize, names: usize) -> CsvError {
    let s = if cells == 1 { "" } else { "s" };
    CsvError {
        line: row,
        zh: format!("第 {row} 行有 {cells} 格，表头有 {names} 格"),
        en: format!("row {row} has {cells} cell{s}, the header has {names}"),
    }
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

/// What parts the cells: what the header has most of, outside quotes.
fn separator(text: &str) -> u8 {
    let header = text.trim_start_matches(['\r', '\n']);
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in header.bytes().take_while(|byte| !matches!(byte, b'\r' | b'\n')) {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| !quoted && *separator == byte) {
            *count += 1;
        }
    }
    // The first of the most.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}
