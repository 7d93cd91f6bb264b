//! What a caller comes in by.

pub(crate) mod allot;
pub(crate) mod calculator;
pub(crate) mod json;
pub(crate) mod ledger;
pub(crate) mod model;
pub(crate) mod page;
pub(crate) mod plan;
pub(crate) mod programme;
#[cfg(any(feature = "arrow", feature = "csv"))]
mod reader;
pub(crate) mod terms;
