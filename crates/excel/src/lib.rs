//! Excel in, Excel out: the officials' own workbook, with formulas that an auditor can follow.
//!
//! It knows no rule: figures and words come from the core, and tables are read by the core's reader.

mod address;
mod error;
mod language;
mod page;
mod result;
mod style;
mod terms;

pub use error::{BookError, BookErrorKind, WriteError};
pub use language::{Language, Unit};
pub use result::{WriteOptions, write_forecast};
