//! The rules, one file each: numbers in, numbers out.

pub(crate) mod allot;
pub(crate) mod apportion;
pub(crate) mod contract;
pub(crate) mod cost;
pub(crate) mod expected;
pub(crate) mod fund;
pub(crate) mod made;
pub(crate) mod norm;
pub(crate) mod notice;
pub(crate) mod pay;
pub(crate) mod sharing;
pub(crate) mod span;
pub(crate) mod split;
pub(crate) mod subsidy;
pub(crate) mod terms;
