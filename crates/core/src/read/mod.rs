//! The round of reading (rule 15): JSON to a plan, or all that is wrong with its shape.

pub(crate) mod change;
pub(crate) mod plan;
pub(crate) mod programme;
pub(crate) mod reform;
pub(crate) mod text;
