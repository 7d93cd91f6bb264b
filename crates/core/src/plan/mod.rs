//! Rules 11 and 12: what people write down, typed: the programme and the plan.

pub(crate) mod also;
pub(crate) mod assumptions;
pub(crate) mod builder;
pub(crate) mod entries;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod presets;
pub(crate) mod programme;
pub(crate) mod resets;
pub(crate) mod roster;
pub(crate) mod timeline;
