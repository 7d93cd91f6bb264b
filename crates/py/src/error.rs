//! Errors of the core as Python's exceptions.

use std::collections::HashMap;

use pyo3::{exceptions::PyValueError, prelude::*};
use shuangbai::Errors;

/// By table and field, the author's own name of the column.
pub(crate) type Columns = HashMap<String, HashMap<String, String>>;

/// `shuangbai.PlanError` with the errors that a round found (rule 15).
pub(crate) fn plan_error(py: Python<'_>, errors: &Errors, columns: &Columns) -> PyErr {
    let rows = errors.iter().map(|error| {
        (error.code.code(), error.at.as_str(), error.zh.as_str(), error.en.as_str(), error.nearest.as_deref())
    });
    raised(py, rows.collect(), columns)
}

/// `shuangbai.PlanError` with one error, of a table that the core can't be given.
pub(crate) fn table_error(
    py: Python<'_>,
    code: &str,
    at: &str,
    zh: &str,
    en: &str,
    columns: &Columns,
) -> PyErr {
    raised(py, vec![(code, at, zh, en, None)], columns)
}

fn raised(py: Python<'_>, rows: Vec<(&str, &str, &str, &str, Option<&str>)>, columns: &Columns) -> PyErr {
    let raise = || {
        let class = py.import("shuangbai.errors")?.getattr("PlanError")?;
        class.call_method1("_of", (rows, columns)).map(PyErr::from_value)
    };
    raise().unwrap_or_else(|error| error)
}

/// `ValueError` with the text of an error.
pub(crate) fn value_error(error: impl ToString) -> PyErr {
    PyValueError::new_err(error.to_string())
}
