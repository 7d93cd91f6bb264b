//! Why somebody is paid so in a month (rules 17 and 20).

use std::sync::Arc;

use pyo3::prelude::*;
use shuangbai::Errors;

use crate::{
    error::{Columns, plan_error},
    run::guarded,
    sheet::month_of,
};

/// Payslips of a plan; see `shuangbai.Sheet.explain`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Payslips {
    payslips: shuangbai::Payslips,
    columns: Arc<Columns>,
}

impl Payslips {
    pub(crate) fn new(plan: shuangbai::Plan, columns: Arc<Columns>) -> Result<Payslips, Errors> {
        Ok(Payslips { payslips: plan.payslips()?, columns })
    }
}

#[pymethods]
impl Payslips {
    /// The explanation of a figure of a worker's month, or of that of whom a row is at, as JSON.
    fn explain(&self, py: Python<'_>, who: &str, month: &str, figure: &str, fold: usize) -> PyResult<String> {
        guarded(|| {
            let month = month_of(py, "/month", month, &self.columns)?;
            let told = py.detach(|| self.payslips.explain(who, month, figure, fold));
            told.map_err(|errors| plan_error(py, &errors, &self.columns))
        })
    }
}
