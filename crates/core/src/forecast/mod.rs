//! Rule 14: a ledger's figures as rows.

pub(crate) mod forecast;
pub(crate) mod posts;
pub(crate) mod ratios;
pub(crate) mod regions;
pub(crate) mod rows;
