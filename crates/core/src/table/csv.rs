//! Rule 11: a table as text, from the CSV files that spreadsheets save.
//!
//! The bytes are UTF-8, UTF-16 with a byte order mark, or else GB18030, in which Excel in China saves; the
//! cells are parted by commas, tabs or semicolons, whichever the header has most of. What a cell means,
//! [`table`](crate::table) says.

use std::{borrow::Cow, io::Read};

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::text::{TextColumn, TextTable};

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

/// A table from the bytes of a CSV file (rule 11).
///
/// Rows with nothing in them are left out, and so are columns without a name and with nothing in
/// them: spreadsheets save both where nobody has written. `lines` still counts the rows.
///
/// # Errors
/// Bytes that are no text, a quote that is not closed, and a row with another number of cells than the
/// header.
///
/// ```
/// let table = shuangbai::table::read_csv("编码;名称\n\n440203001;\"西河镇\n社工站\"\n;\n".as_bytes())?;
/// assert_eq!(table.names, ["编码", "名称"]);
/// assert_eq!(table.columns[1].iter().collect::<Vec<_>>(), ["西河镇\n社工站"]);
/// assert_eq!(table.lines, [3]);
///
/// let error = shuangbai::table::read_csv(b"code,name\n440203001\n").unwrap_err();
/// assert_eq!(error.to_string(), "row 2 has 1 cell, the header has 2");
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
pub fn read_csv(bytes: &[u8]) -> Result<TextTable, CsvError> {
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes().chain(END.as_bytes()));
    let mut record = csv::StringRecord::new();
    let mut table = TextTable::default();
    let mut row = 0;
    // The text is in memory, so that nothing can go wrong here but that it ends.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        row += 1 + blank_lines(&text, start);
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

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, CsvError> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(marked) => marked,
        None if str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        None => (GB18030, 0),
    };
    let bytes = bytes.get(mark..).unwrap_or_default();
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
        let mut text = String::with_capacity(room);
        let _ = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
        let line = 1 + text.bytes().filter(|byte| *byte == b'\n').count();
        let name = encoding.name();
        CsvError {
            line,
            zh: format!("第 {line} 行有按 {name} 无法解读的字节；请存为 UTF-8"),
            en: format!("line {line} has bytes that are no {name}; save the file as UTF-8"),
        }
    })
}
