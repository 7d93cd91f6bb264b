//! Workbooks as their authors have them: sheets of cells, and which of them are a plan's tables.

pub(crate) mod cells;
pub(crate) mod headings;
pub(crate) mod look;
pub(crate) mod open;
pub(crate) mod package;
pub(crate) mod parameters;
pub(crate) mod plan;
