//! Rule 17: why a figure of a forecast is so: a tree of what it was made of, down to what stands in the plan.
//!
//! The sums down to the leaves are the ledger's (`sums.rs`, `site.rs`, `funds.rs`), and are unfolded only where somebody
//! looks. At a leaf people are walked as the engine walks them, by the same functions of the rules, with numbers that
//! keep how they came about (`told.rs`) in place of whole fen (`people.rs`).

pub(crate) mod base;
pub(crate) mod figure;
mod funds;
pub(crate) mod month;
pub(crate) mod people;
pub(crate) mod show;
mod site;
pub(crate) mod sums;
mod texts;
pub(crate) mod told;
mod value;
