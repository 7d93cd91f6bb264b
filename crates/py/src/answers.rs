//! Answers as people read them: the words of the command line.

use pyo3::{exceptions::PyValueError, prelude::*, types::PyTuple};
use shuangbai_cli::{Shown, Words};

use crate::run::guarded;

fn words(lang: &str, unit: &str) -> PyResult<Words> {
    Words::new(lang, unit)
        .ok_or_else(|| PyValueError::new_err(format!("no such language or unit: {lang}, {unit}")))
}

/// A table in parts, as Python's `Shown` takes them, with those that follow it.
fn parts<'py>(py: Python<'py>, shown: Shown) -> PyResult<Bound<'py, PyTuple>> {
    let Shown { title, header, numeric, rows, totals, notes, below } = shown;
    let below = below.into_iter().map(|shown| parts(py, shown)).collect::<PyResult<Vec<_>>>()?;
    (title, header, numeric, rows, totals, notes, below).into_pyobject(py)
}

/// Only our own Python writes what is read here.
fn read(shown: serde_json::Result<Shown>) -> PyResult<Shown> {
    shown.map_err(|error| PyValueError::new_err(error.to_string()))
}

/// What a figure of some years and a region is called.
#[pyfunction]
pub(crate) fn told_figure(
    name: &str,
    years: Option<(u16, u16)>,
    region: &str,
    lang: &str,
) -> PyResult<String> {
    guarded(|| Ok(words(lang, "元")?.figure(name, years, region)))
}

/// A printed change with its sign, without its unit.
#[pyfunction]
pub(crate) fn told_change(printed: &str, unit: &str) -> PyResult<String> {
    guarded(|| Ok(words("zh", unit)?.change(printed)))
}

/// What a cause does to a figure, in a sentence.
#[pyfunction]
pub(crate) fn told_cause(cause: &str, effect: &str, unit: &str, lang: &str) -> PyResult<String> {
    guarded(|| Ok(words(lang, unit)?.cause(cause, effect)))
}

/// The answer why a figure differs, as a table in parts.
#[pyfunction]
pub(crate) fn told_difference<'py>(
    py: Python<'py>,
    answer: &str,
    figure: &str,
    unit: &str,
    lang: &str,
) -> PyResult<Bound<'py, PyTuple>> {
    guarded(|| parts(py, read(words(lang, unit)?.compared(answer, figure))?))
}

/// The answer how far a value can go, with what was asked, as a table in parts.
#[pyfunction]
pub(crate) fn told_limit<'py>(py: Python<'py>, answered: &str, lang: &str) -> PyResult<Bound<'py, PyTuple>> {
    guarded(|| parts(py, read(words(lang, "元")?.sought(answered))?))
}
