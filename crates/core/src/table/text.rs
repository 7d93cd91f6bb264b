//! Rule 11: a table of texts, by column.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::names::TableKind;
use crate::base::json;
#[cfg(feature = "csv")]
use crate::faults::findings::shown;

/// A table of texts, as a file has them (rule 11); see
/// [`read_csv_text`](crate::table::read_csv_text), and for reading it [`PlanReader`](crate::table::PlanReader).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTable {
    /// The names of the columns, from the first row.
    pub names: Vec<String>,
    /// A column for each name.
    pub columns: Vec<TextColumn>,
    /// The row of the spreadsheet that each cell of a column stands in; the header is row 1.
    pub lines: Vec<usize>,
    /// The rows of the file that are none of the table's.
    pub left_out: Vec<LeftOut>,
}

/// What the name of a sum ends with.
pub(super) const SUMS: [&str; 3] = ["合计", "小计", "总计"];

/// Why a row of a file is none of the table's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Aside {
    /// Above the headings: a title, a unit.
    Above,
    /// It sums up others: 合计.
    Total,
    /// Who filled the table in, or how: 填表人, 说明.
    Note,
}

/// A row of a file that is none of its table's; see [`read_csv_text`](crate::table::read_csv_text).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// The row of the spreadsheet.
    pub line: usize,
    /// What it begins with.
    pub text: String,
    /// Why it is none.
    pub why: Aside,
}

impl LeftOut {
    #[cfg(feature = "csv")]
    pub(super) fn new<'c>(line: usize, why: Aside, mut cells: impl Iterator<Item = &'c str>) -> LeftOut {
        let text = cells.find(|cell| !cell.trim().is_empty()).unwrap_or_default();
        LeftOut { line, text: shown(text.trim()), why }
    }
}

/// A table as somebody sees it who says which column is which; see [`TextTable::preview`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Preview<'t> {
    /// The names of the columns, as the file has them.
    pub names: &'t [String],
    /// For each the field that it is, by a name that a column can have, or none.
    pub fields: Vec<Option<String>>,
    /// The first five rows.
    pub rows: Vec<Vec<&'t str>>,
    /// How many rows there are.
    pub count: usize,
    /// The rows of the file that are none of the table's.
    pub left_out: &'t [LeftOut],
}

impl TextTable {
    /// Puts cells right, by their row of the spreadsheet and the name of their column; without a new text the whole row
    /// is left out. The others keep their numbers, and what names no cell changes nothing.
    ///
    /// ```
    /// use shuangbai::table::{TextColumn, TextTable};
    ///
    /// let names = vec!["编码".to_owned(), "村居数".to_owned()];
    /// let columns = vec![
    ///     TextColumn::from_iter(["440203001", "440203002", "合计"]),
    ///     TextColumn::from_iter(["五", "8", "13"]),
    /// ];
    /// let mut table = TextTable { names, columns, lines: vec![2, 3, 5], ..TextTable::default() };
    /// table.put_right([(2, "村居数", Some("5")), (5, "编码", None)]);
    /// assert_eq!((table.columns[1].cell(0), table.lines), ("5", vec![2, 3]));
    /// ```
    pub fn put_right<'e>(&mut self, edits: impl IntoIterator<Item = (usize, &'e str, Option<&'e str>)>) {
        let (mut cells, mut out) = (HashMap::new(), HashSet::new());
        for (row, column, cell) in edits {
            match cell {
                Some(cell) => drop(cells.insert((row, column.trim()), cell)),
                None => drop(out.insert(row)),
            }
        }
        if cells.is_empty() && out.is_empty() {
            return;
        }
        for (name, column) in self.names.iter().zip(&mut self.columns) {
            let rows = self.lines.iter().zip(column.iter()).filter(|(row, _)| !out.contains(row));
            let put = rows.map(|(&row, cell)| cells.get(&(row, name.trim())).copied().unwrap_or(cell));
            *column = put.collect::<TextColumn>();
        }
        self.lines.retain(|row| !out.contains(row));
    }

    /// The columns and first rows, whatever stands in them.
    ///
    /// ```
    /// use shuangbai::table::{TableKind, read_csv_text};
    /// let table = read_csv_text("社工站,考核2021,备注\n440203001,合格,\n")?;
    /// let preview = table.preview(TableKind::Workers);
    /// assert_eq!(preview.fields, [Some("station".into()), Some("appraisal_2021".into()), None]);
    /// assert_eq!((preview.rows, preview.count), (vec![vec!["440203001", "合格", ""]], 1));
    /// # Ok::<(), shuangbai::table::CsvError>(())
    /// ```
    pub fn preview(&self, kind: TableKind) -> Preview<'_> {
        let row = |row| self.columns.iter().map(|column| column.cell(row)).collect();
        Preview {
            names: &self.names,
            fields: self.names.iter().map(|name| kind.column_of(name)).collect(),
            rows: (0..self.lines.len().min(5)).map(row).collect(),
            count: self.lines.len(),
            left_out: &self.left_out,
        }
    }
}

impl Preview<'_> {
    /// `{"names", "fields", "rows", "count", "left_out": [{"line", "text", "why"}]}`.
    pub fn to_json(&self) -> String {
        json::written(self)
    }
}

/// The cells of a column as one text, and where each ends, as Arrow's LargeUtf8 has it.
///
/// ```
/// let table = shuangbai::table::read_csv_text("编码,名称\n440203001,西河镇\n")?;
/// assert_eq!((&table.columns[1].text[..], &table.columns[1].offsets[..]), ("西河镇", &[0, 9][..]));
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextColumn {
    /// All cells, one after the other.
    pub text: String,
    /// 0, and then the end of each cell in `text`, in bytes.
    pub offsets: Vec<i64>,
}

impl TextColumn {
    /// The cells, row by row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.offsets.len().saturating_sub(1)).map(|row| self.cell(row))
    }

    /// The cell of a row, counted from 0; blank where there is none.
    pub fn cell(&self, row: usize) -> &str {
        match self.offsets.get(row..).unwrap_or_default() {
            [start, end, ..] => self.text.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => "",
        }
    }

    /// One more cell.
    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.offsets.push(self.text.len() as i64);
    }
}

impl Default for TextColumn {
    fn default() -> TextColumn {
        TextColumn { text: String::new(), offsets: vec![0] }
    }
}

impl<T: AsRef<str>> FromIterator<T> for TextColumn {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> TextColumn {
        let mut column = TextColumn::default();
        cells.into_iter().for_each(|cell| column.push(cell.as_ref()));
        column
    }
}
