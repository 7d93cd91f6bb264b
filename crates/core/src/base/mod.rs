//! What knows nothing of the field: JSON as it is written, exact numbers, texts, threads.

pub(crate) mod exact;
pub(crate) mod hidden;
pub(crate) mod json;
pub(crate) mod lanes;
pub(crate) mod numbered;
pub(crate) mod patch;
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) mod text;
pub(crate) mod threads;
