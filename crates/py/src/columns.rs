//! Lists of Python objects as Arrow columns: rows that somebody wrote down, not tables of millions.

#![expect(
    clippy::disallowed_types,
    reason = "what somebody wrote as a float is handed on as one, and no money"
)]

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, NullArray, StringArray};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBool, PyDate, PyFloat, PyInt, PyList, PyString},
};

/// A value that a table may have.
enum Cell {
    Whole(i64),
    /// Only for what is no money; the core refuses it there.
    Float(f64),
    Text(String),
}

/// A list as a column: whole numbers where all are, floats where all are numbers, else text.
pub(crate) fn column(name: &str, values: &Bound<'_, PyList>) -> PyResult<ArrayRef> {
    let cells = values.iter().enumerate().map(|(row, value)| cell(name, row, &value));
    let cells = cells.collect::<PyResult<Vec<_>>>()?;
    let there = || cells.iter().flatten();
    if there().next().is_none() {
        return Ok(Arc::new(NullArray::new(cells.len())));
    }
    if there().all(|cell| matches!(cell, Cell::Whole(_))) {
        let whole =
            |cell: &Option<Cell>| if let Some(Cell::Whole(number)) = cell { Some(*number) } else { None };
        return Ok(Arc::new(cells.iter().map(whole).collect::<Int64Array>()));
    }
    if let Some(row) = cells.iter().position(|cell| matches!(cell, Some(Cell::Float(_)))) {
        let number = |cell: &Option<Cell>| match cell {
            Some(Cell::Whole(number)) => Ok(Some(*number as f64)),
            Some(Cell::Float(number)) => Ok(Some(*number)),
            Some(Cell::Text(_)) => Err(PyTypeError::new_err(format!(
                "column {name}, row {row}: a float among text; write amounts as Decimal, int or text"
            ))),
            None => Ok(None),
        };
        return Ok(Arc::new(cells.iter().map(number).collect::<PyResult<Float64Array>>()?));
    }
    let text = |cell| match cell {
        Some(Cell::Whole(number)) => Some(number.to_string()),
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    };
    Ok(Arc::new(cells.into_iter().map(text).collect::<StringArray>()))
}

/// What a Python object is; nothing for `None`, NaN, NaT and pandas' NA.
fn cell(name: &str, row: usize, value: &Bound<'_, PyAny>) -> PyResult<Option<Cell>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(Cell::Text(text.to_string())));
    }
    let class = value.get_type().name()?.to_string();
    if class == "NAType" || class == "NaTType" {
        return Ok(None);
    }
    if value.is_instance_of::<PyBool>() {
        return Err(refused(name, row, &class));
    }
    if value.is_instance_of::<PyInt>() || value.hasattr("__index__")? {
        return match value.extract() {
            Ok(number) => Ok(Some(Cell::Whole(number))),
            Err(_) => Ok(Some(Cell::Text(value.str()?.to_string()))),
        };
    }
    if value.is_instance_of::<PyFloat>() {
        let number: f64 = value.extract()?;
        return Ok((!number.is_nan()).then_some(Cell::Float(number)));
    }
    if value.is_instance_of::<PyDate>() {
        return Ok(Some(Cell::Text(value.call_method0("isoformat")?.extract()?)));
    }
    if value.is_instance(&value.py().import("decimal")?.getattr("Decimal")?)? {
        return Ok(Some(Cell::Text(without_zeros(value.call_method1("__format__", ("f",))?.extract()?))));
    }
    Err(refused(name, row, &class))
}

/// A decimal without the zeros that follow its second decimal: `1.500` is the amount 1.50.
fn without_zeros(mut decimal: String) -> String {
    if let Some(point) = decimal.find('.') {
        let digits = decimal.trim_end_matches('0').len();
        decimal.truncate(digits.max(decimal.len().min(point + 3)));
    }
    decimal
}

fn refused(name: &str, row: usize, class: &str) -> PyErr {
    PyTypeError::new_err(format!(
        "column {name}, row {row}: {class} is no value of a table; text, int, Decimal and dates are"
    ))
}
