//! What keeps a workbook from being read, and where.

use rust_xlsxwriter::XlsxError;
use serde::Serialize;

/// Why a workbook, or a cell of it, can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BookError {
    /// Which kind.
    pub code: BookErrorKind,
    /// Where, as a formula names it: `人员!F17`, or the sheet alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The kind of a [`BookError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BookErrorKind {
    /// No workbook: text, a picture, nothing at all.
    NoWorkbook,
    /// It needs a password.
    Encrypted,
    /// Cut off or damaged.
    Damaged,
    /// Larger than is read.
    TooLarge,
    /// Without a sheet that is a table of stations.
    NoTable,
    /// Several sheets seem to be one table.
    Ambiguous,
    /// A cell shows an error, such as `#N/A`.
    ErrorCell,
    /// A table's rows can't be told apart from what is beside them.
    Table,
    /// A parameter is none.
    Parameter,
}

impl BookError {
    pub(crate) fn new(code: BookErrorKind, cell: Option<String>, (zh, en): (String, String)) -> BookError {
        BookError { code, cell, zh, en }
    }
}

impl std::fmt::Display for BookError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.cell {
            Some(cell) => write!(f, "{cell}: {}", self.en),
            None => f.write_str(&self.en),
        }
    }
}

impl std::error::Error for BookError {}

/// A workbook can't be written: more rows than one has room for, or what it was to be made of is nothing that it can say.
#[derive(Debug)]
pub struct WriteError(pub(crate) XlsxError);

impl WriteError {
    pub(crate) fn of(why: &str) -> WriteError {
        WriteError(XlsxError::ParameterError(why.to_owned()))
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the workbook can't be written: {}", self.0)
    }
}

impl std::error::Error for WriteError {}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> WriteError {
        WriteError(error)
    }
}
