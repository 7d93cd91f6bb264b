//! What knows nothing of the field: JSON as it is written, exact numbers, threads.

pub(crate) mod exact;
pub(crate) mod json;
pub(crate) mod lanes;
pub(crate) mod numbered;
pub(crate) mod patch;
pub(crate) mod threads;
