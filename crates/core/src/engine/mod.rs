//! From a model to its ledger: everybody's years, added up and rounded at the leaf. Behind one function,
//! [`run::ledger`].

mod accounts;
mod adder;
mod books;
mod figures;
mod fill;
mod group;
mod life;
mod population;
mod problems;
pub(crate) mod run;
mod tally;
