//! A checked plan, ready to calculate: names are indices, entries timelines, people packed columns.

pub(crate) mod blocks;
pub(crate) mod crowd;
pub(crate) mod model;
pub(crate) mod person;
pub(crate) mod problem;
pub(crate) mod rulebook;
pub(crate) mod scale;
