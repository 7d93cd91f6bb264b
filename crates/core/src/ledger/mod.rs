//! Exact figures per station, post and part of a year; they add up.

pub(crate) mod account;
pub(crate) mod asked;
pub(crate) mod audit;
pub(crate) mod columns;
pub(crate) mod error;
pub(crate) mod frame;
pub(crate) mod ledger;
mod told;
pub(crate) mod upkeep;
pub(crate) mod written;
