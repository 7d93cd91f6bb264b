//! Rule 11: rows of cells that become a table: its headings found, sums and notes left out.

use super::{
    csv_error::CsvError,
    headings::{are_headings, aside, headings},
    text::{Aside, LeftOut, TextColumn, TextTable},
};
use crate::base::hidden::is_hidden;

/// The table of a spreadsheet's rows, each with its number there, from 1, as
/// [`read_csv_text`](crate::table::read_csv_text) makes one of a file's; and the row of its headings. Rows with nothing in
/// them are left out.
///
/// # Errors
/// No rows, and rows that go on beyond the headings.
///
/// ```
/// use shuangbai::table::read_rows;
/// let rows = [(2, vec!["某县社工站一览", ""]), (3, vec!["编码", "村居数"]), (7, vec!["440203001", "3"])];
/// let (table, headings) = read_rows(rows.iter().map(|(row, cells)| (*row, &cells[..])))?;
/// assert_eq!((&table.names[..], table.lines, headings), (&["编码".to_owned(), "村居数".to_owned()][..], vec![7], 3));
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
pub fn read_rows<'r, S: AsRef<str> + 'r>(
    rows: impl IntoIterator<Item = (usize, &'r [S])>,
) -> Result<(TextTable, usize), CsvError> {
    let mut table = Rows::default();
    for (row, cells) in rows {
        let cells = || cells.iter().map(|cell| cell.as_ref().trim_matches(is_hidden));
        if cells().any(|cell| !cell.trim().is_empty()) {
            table.add(row, cells);
        }
    }
    match table.table()? {
        (table, 0) if table.names.is_empty() => Err(CsvError::empty()),
        read => Ok(read),
    }
}

/// So many rows may be above the headings.
const MOST_ABOVE: usize = 30;

/// Rows on their way into a table.
#[derive(Default)]
pub(super) struct Rows {
    /// While nobody knows which of them are the headings.
    first: Vec<(usize, Vec<String>)>,
    headings: usize,
    table: TextTable,
    /// Rows with something beyond the headings.
    beyond: Vec<usize>,
}

impl Rows {
    /// One more row, by its number in the spreadsheet; the cells may be asked for more than once.
    pub(super) fn add<'c, C: Iterator<Item = &'c str>>(&mut self, row: usize, cells: impl Fn() -> C) {
        if self.headings > 0 {
            return self.push(row, cells);
        }
        let cells: Vec<String> = cells().map(str::to_owned).collect();
        let known = are_headings(&cells);
        self.first.push((row, cells));
        if known || self.first.len() > MOST_ABOVE {
            self.settle();
        }
    }

    /// Finds the headings among the first rows.
    fn settle(&mut self) {
        let first = std::mem::take(&mut self.first);
        let place = headings(first.iter().map(|(_, cells)| &cells[..]));
        for (at, (row, cells)) in first.into_iter().enumerate() {
            if at < place {
                self.table.left_out.push(LeftOut::new(row, Aside::Above, cells.iter().map(String::as_str)));
            } else if at == place {
                self.headings = row;
                self.table.columns = vec![TextColumn::default(); cells.len()];
                self.table.names = cells;
            } else {
                self.push(row, || cells.iter().map(String::as_str));
            }
        }
    }

    fn push<'c, C: Iterator<Item = &'c str>>(&mut self, row: usize, cells: impl Fn() -> C) {
        if let Some(why) = aside(cells()) {
            return self.table.left_out.push(LeftOut::new(row, why, cells()));
        }
        let mut given = cells();
        // Excel leaves out what is blank at the end of a row.
        self.table.columns.iter_mut().for_each(|column| column.push(given.next().unwrap_or_default()));
        self.table.lines.push(row);
        if given.any(|cell| !cell.trim().is_empty()) {
            self.beyond.push(row);
        }
    }

    /// The table, and the row of its headings.
    pub(super) fn table(mut self) -> Result<(TextTable, usize), CsvError> {
        if self.headings == 0 && !self.first.is_empty() {
            self.settle();
        }
        if !self.beyond.is_empty() {
            return Err(CsvError::beyond(&self.beyond, self.table.names.len(), self.headings));
        }
        Ok((self.table.without_blanks(), self.headings))
    }
}

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
