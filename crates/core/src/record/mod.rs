//! Rules 11, 12 and 15: how the values and objects of a plan are declared, read and written.

pub(crate) mod declare;
pub(crate) mod fields;
pub(crate) mod given;
pub(crate) mod holds;
pub(crate) mod read;
#[cfg(feature = "schema")]
pub(crate) mod shape;
