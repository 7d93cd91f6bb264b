//! Errors of the core as Python's exceptions.

use std::collections::HashMap;

use pyo3::{exceptions::PyValueError, prelude::*};
use shuangbai::{ErrorKind, Errors, Unanswered};

use crate::run::internal_error;

/// By table and field, the author's own name of the column.
pub(crate) type Columns = HashMap<String, HashMap<String, String>>;

/// `shuangbai.PlanError` with the errors that a round found (rule 15); a fault of the library's own is
/// `shuangbai.InternalError`.
pub(crate) fn plan_error(py: Python<'_>, errors: &Errors, columns: &Columns) -> PyErr {
    if let Some(fault) = errors.iter().find(|error| error.code == ErrorKind::Fault) {
        return internal_error(&fault.en);
    }
    let rows = errors.iter().map(|error| {
        let nearest = error.nearest.as_deref();
        let other = error.other.as_deref();
        (error.code.code(), &error.at[..], &error.zh[..], &error.en[..], nearest, error.whole_column, other)
    });
    raised(py, rows.collect(), errors.more(), columns)
}

/// The exception of a calculation without an answer. One that was stopped has none to tell: whoever stopped it
/// has raised one.
pub(crate) fn unanswered(py: Python<'_>, why: &Unanswered, columns: &Columns) -> PyErr {
    match why {
        Unanswered::Wrong(errors) => plan_error(py, errors, columns),
        Unanswered::Stopped => internal_error(&why.to_string()),
    }
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
    raised(py, vec![(code, at, zh, en, None, false, None)], 0, columns)
}

/// An error as Python takes it: code, place, Chinese, English, nearest, whether it is of a whole column, another place.
type Row<'e> = (&'e str, &'e str, &'e str, &'e str, Option<&'e str>, bool, Option<&'e str>);

fn raised(py: Python<'_>, rows: Vec<Row<'_>>, more: u64, columns: &Columns) -> PyErr {
    let raise = || {
        let class = py.import("shuangbai.errors")?.getattr("PlanError")?;
        class.call_method1("_of", (rows, more, columns)).map(PyErr::from_value)
    };
    raise().unwrap_or_else(|error| error)
}

/// `ValueError` with the text of an error.
pub(crate) fn value_error(error: impl ToString) -> PyErr {
    PyValueError::new_err(error.to_string())
}
