//! What stands in the rows of a table's columns: text, or what `arrow.rs` reads.

use std::ops::Range;

#[cfg(feature = "arrow")]
use arrow_array::{Array, ArrayRef, RecordBatch};

#[cfg(feature = "arrow")]
use super::arrow;
use super::{
    known::{Cell, Known},
    text::{LeftOut, TextColumn, TextTable},
    values::{Found, Kind},
};
use crate::values::written::Flaw;

/// Rows of a table, for a [`PlanReader`](super::PlanReader): of a [`TextTable`] or, with the feature
/// `arrow`, of a record batch.
#[derive(Clone, Debug)]
pub struct Batch<'b> {
    pub(crate) rows: usize,
    pub(crate) columns: Vec<(&'b str, Cells<'b>)>,
    /// The rows of its file that are none of the table's.
    pub(crate) left_out: &'b [LeftOut],
}

impl<'b> From<&'b TextTable> for Batch<'b> {
    fn from(table: &'b TextTable) -> Batch<'b> {
        let rows = table.lines.len();
        let cells = |column| Cells::Text(column, rows);
        let columns = table.names.iter().map(String::as_str).zip(table.columns.iter().map(cells));
        Batch { rows, columns: columns.collect(), left_out: &table.left_out }
    }
}

#[cfg(feature = "arrow")]
impl<'b> From<&'b RecordBatch> for Batch<'b> {
    fn from(batch: &'b RecordBatch) -> Batch<'b> {
        let names = batch.schema_ref().fields().iter().map(|field| field.name().as_str());
        let columns = names.zip(batch.columns().iter().map(Cells::Arrow));
        Batch { rows: batch.num_rows(), columns: columns.collect(), left_out: &[] }
    }
}

impl<'b> Batch<'b> {
    /// With what a file has besides, where the rows came from one in another form.
    #[must_use]
    pub fn beside(self, left_out: &'b [LeftOut]) -> Batch<'b> {
        Batch { left_out, ..self }
    }
}

impl Batch<'_> {
    /// Whether no column is of text, so that nothing is copied to keep it.
    pub(crate) fn is_arrow(&self) -> bool {
        self.columns.iter().all(|(_, cells)| !matches!(cells, Cells::Text(..)))
    }

    pub(crate) fn keep(&self) -> KeptBatch {
        let columns = self.columns.iter().map(|(name, cells)| ((*name).to_owned(), cells.keep()));
        KeptBatch { rows: self.rows, columns: columns.collect(), left_out: self.left_out.to_vec() }
    }
}

/// A batch for later.
#[derive(Debug)]
pub(crate) struct KeptBatch {
    pub(crate) rows: usize,
    columns: Vec<(String, Kept)>,
    left_out: Vec<LeftOut>,
}

impl KeptBatch {
    /// Some of its rows.
    pub(crate) fn slice(&self, rows: Range<usize>) -> KeptBatch {
        let columns = self.columns.iter().map(|(name, kept)| (name.clone(), kept.slice(&rows)));
        KeptBatch { rows: rows.len(), columns: columns.collect(), left_out: Vec::new() }
    }

    pub(crate) fn as_batch(&self) -> Batch<'_> {
        let columns = self.columns.iter().map(|(name, kept)| (&name[..], kept.cells()));
        Batch { rows: self.rows, columns: columns.collect(), left_out: &self.left_out }
    }
}

/// The cells of a column.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cells<'b> {
    /// With so many rows; those beyond the column are blank.
    Text(&'b TextColumn, usize),
    #[cfg(feature = "arrow")]
    Arrow(&'b ArrayRef),
}

/// A column for later.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    Text(TextColumn, usize),
    #[cfg(feature = "arrow")]
    Arrow(ArrayRef),
}

impl Kept {
    fn slice(&self, rows: &Range<usize>) -> Kept {
        match self {
            Kept::Text(column, _) => {
                Kept::Text(rows.clone().map(|row| column.cell(row)).collect(), rows.len())
            }
            #[cfg(feature = "arrow")]
            Kept::Arrow(array) => Kept::Arrow(array.slice(rows.start, rows.len())),
        }
    }

    pub(crate) fn cells(&self) -> Cells<'_> {
        match self {
            Kept::Text(column, rows) => Cells::Text(column, *rows),
            #[cfg(feature = "arrow")]
            Kept::Arrow(array) => Cells::Arrow(array),
        }
    }
}

impl<'b> Cells<'b> {
    pub(crate) fn len(self) -> usize {
        match self {
            Cells::Text(_, rows) => rows,
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => array.len(),
        }
    }

    pub(crate) fn kind(self) -> Option<Kind> {
        match self {
            Cells::Text(..) => Some(Kind::Text),
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => arrow::kind(array.data_type()),
        }
    }

    /// The type, as an error names it.
    pub(crate) fn type_name(self) -> String {
        match self {
            Cells::Text(..) => "text".to_owned(),
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => array.data_type().to_string(),
        }
    }

    /// Whether all rows are null, or a float that is not a number.
    pub(crate) fn is_empty(self) -> bool {
        match self {
            Cells::Text(column, _) => column.text.trim().is_empty(),
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => arrow::is_empty(array.as_ref()),
        }
    }

    /// The texts of all rows of a column of text; nothing for a null and a blank one.
    pub(crate) fn texts(self) -> Vec<Option<&'b str>> {
        match self {
            Cells::Text(column, rows) => {
                let text = |row| Some(column.cell(row)).filter(|text| !text.trim().is_empty());
                (0..rows).map(text).collect()
            }
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => arrow::texts(array.as_ref()),
        }
    }

    /// Reads some rows.
    pub(crate) fn read<T: Copy>(
        self,
        rows: Range<usize>,
        #[cfg_attr(not(feature = "arrow"), expect(unused_variables, reason = "text has no dictionaries"))]
        known: &mut Known<T>,
        read: &mut impl FnMut(Found<'_>) -> Result<T, Flaw>,
        cells: &mut Vec<Cell<T>>,
    ) {
        match self {
            Cells::Text(column, _) => {
                cells.extend(rows.map(|row| Found::text(column.cell(row)).map(&mut *read).transpose()));
            }
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => {
                arrow::cells(array.slice(rows.start, rows.len()).as_ref(), known, read, cells);
            }
        }
    }

    /// What a row holds that is no null.
    pub(crate) fn found(self, row: usize, then: &mut impl FnMut(Found<'_>)) {
        match self {
            Cells::Text(column, _) => Found::text(column.cell(row)).into_iter().for_each(then),
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => arrow::found(array, row, then),
        }
    }

    /// A row's value as an error shows it.
    pub(crate) fn written(self, row: usize) -> String {
        match self {
            Cells::Text(column, _) => column.cell(row).trim().to_owned(),
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => arrow::written(array, row),
        }
    }

    pub(crate) fn keep(self) -> Kept {
        match self {
            Cells::Text(column, rows) => Kept::Text(column.clone(), rows),
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => Kept::Arrow(array.clone()),
        }
    }
}
