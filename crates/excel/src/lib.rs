#![doc = include_str!("../README.md")]
#![expect(
    clippy::disallowed_types,
    reason = "cells hold doubles and widths are such; an amount of more digits than they keep is written as text"
)]

mod address;
mod book;
mod columns;
mod error;
mod language;
mod layout;
mod mark;
mod page;
mod pay;
mod payers;
mod result;
mod style;
mod template;
mod terms;

pub use book::look::read_workbook;
pub use book::plan::{BookNote, CellError, ReadBook, ReadErrors, ReadOptions, read_plan};
pub use error::{BookError, BookErrorKind, WriteError};
pub use language::{Language, Unit};
pub use mark::{Mark, MarkError, mark_errors};
pub use pay::write_sheet;
pub use result::{WriteOptions, write_forecast, write_forecast_with};
pub use template::template;
