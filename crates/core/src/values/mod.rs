//! Rules 0, 1 and 3: the values of the field. A wrong one can't be written down.

pub(crate) mod code;
pub(crate) mod fen;
pub(crate) mod leaf;
pub(crate) mod month;
pub(crate) mod quantity;
pub(crate) mod whole;
pub(crate) mod words;
pub(crate) mod written;
