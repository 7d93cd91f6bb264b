//! Exact figures per station, post and part of a year; they add up.

pub(crate) mod account;
pub(crate) mod columns;
pub(crate) mod frame;
pub(crate) mod ledger;
pub(crate) mod written;
