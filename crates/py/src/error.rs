//! Errors of the core as Python's exceptions.

use std::collections::HashMap;

use pyo3::{exceptions::PyValueError, prelude::*};
use shuangbai::Errors;

/// By table and field, the author's own name of the column.
pub(crate) type Columns = HashMap<String, HashMap<String, String>>;

/// `shuangbai.PlanError` with the errors that a round found (rule 15).
pub(crate) fn plan_error(py: Python<'_>, errors: &Errors, columns: &Columns) -> PyErr {
    let raise = || {
        let rows = errors.iter().map(|error| {
            (
                error.code.code(),
                error.at.as_str(),
                error.zh.as_str(),
                error.en.as_str(),
                error.nearest.as_deref(),
            )
        });
        let class = py.import("shuangbai.errors")?.getattr("PlanError")?;
        class.call_method1("_of", (rows.collect::<Vec<_>>(), columns)).map(PyErr::from_value)
    };
    raise().unwrap_or_else(|error| error)
}

/// `ValueError` with the text of an error.
pub(crate) fn value_error(error: impl ToString) -> PyErr {
    PyValueError::new_err(error.to_string())
}
