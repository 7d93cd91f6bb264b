//! The round of meaning (rule 15): what a plan of the right shape refers to.

pub(crate) mod listed;
pub(crate) mod plan;
pub(crate) mod plausible;
pub(crate) mod programme;
pub(crate) mod rows;
pub(crate) mod texts;
