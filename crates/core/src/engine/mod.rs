//! From a model to its ledger: everybody's years, added up and rounded at the leaf. Behind one function,
//! [`run::ledger`]; and what everybody earns month by month, behind [`payroll::Payroll`].

mod accounts;
mod adder;
mod alike;
mod arrivals;
mod books;
pub(crate) mod cases;
mod figures;
mod fill;
mod flow;
mod gather;
mod group;
mod held;
pub(crate) mod life;
mod movers;
pub(crate) mod payroll;
mod population;
mod presence;
pub(crate) mod problems;
mod refills;
mod regions;
mod room;
pub(crate) mod run;
mod states;
mod sums;
mod tally;
mod turn;
