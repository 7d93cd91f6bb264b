//! Why the figures of a forecast are so (rule 17).

use std::sync::Arc;

use pyo3::prelude::*;
use shuangbai::Errors;

use crate::{
    error::{Columns, plan_error},
    run::guarded,
};

/// A plan's forecast, kept to be explained; see `shuangbai.Forecast.explain`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Explanations {
    kept: shuangbai::Explanations,
    columns: Arc<Columns>,
}

impl Explanations {
    pub(crate) fn new(plan: shuangbai::Plan, columns: Arc<Columns>) -> Result<Explanations, Errors> {
        Ok(Explanations { kept: plan.explanations()?, columns })
    }
}

#[pymethods]
impl Explanations {
    /// The explanation of a figure, or of a part of it, as JSON.
    fn explain(&self, py: Python<'_>, at: &str, fold: usize, open: Vec<usize>) -> PyResult<String> {
        guarded(|| {
            let told = py.detach(|| self.kept.explain(at, fold, &open));
            told.map_err(|errors| plan_error(py, &errors, &self.columns))
        })
    }
}
