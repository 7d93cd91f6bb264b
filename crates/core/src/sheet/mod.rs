//! Rule 20: the pay sheet, month by month, and what decisions that come late bring.

pub(crate) mod ask;
pub(crate) mod columns;
pub(crate) mod figures;
pub(crate) mod funds;
pub(crate) mod known;
pub(crate) mod month;
pub(crate) mod rows;
pub(crate) mod seats;
pub(crate) mod totals;
pub(crate) mod work;
