//! Rules 16 to 21: what is asked of plans beside their forecast.

pub(crate) mod ask;
pub(crate) mod canonical;
pub(crate) mod causes;
pub(crate) mod compare;
pub(crate) mod figure;
pub(crate) mod payslips;
pub(crate) mod places;
pub(crate) mod printed;
pub(crate) mod record;
pub(crate) mod seek;
pub(crate) mod usual;
pub(crate) mod why;
