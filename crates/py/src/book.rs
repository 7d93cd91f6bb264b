//! Workbooks: plans read from them, templates, forecasts and pay sheets written.

use pyo3::{prelude::*, types::PyBytes};
use shuangbai_excel::{Language, Mark, ReadErrors, ReadOptions, Unit, WriteOptions, read_plan};

use crate::{error::value_error, forecast::Forecast, plan::Plan, run::guarded};

/// `shuangbai.PlanError` with what is wrong with a workbook, by sheet and cell.
fn book_error(py: Python<'_>, errors: &ReadErrors) -> PyErr {
    let raise = || {
        let class = py.import("shuangbai.errors")?.getattr("PlanError")?;
        class.call_method1("_of_book", (errors.to_json(),)).map(PyErr::from_value)
    };
    raise().unwrap_or_else(|error| error)
}

fn options(language: &str, unit: &str) -> PyResult<WriteOptions> {
    let language = Language::from_name(language).ok_or_else(|| value_error("lang: zh, en"))?;
    let unit = Unit::from_name(unit).ok_or_else(|| value_error("unit: 元, 万元, yuan, wan"))?;
    Ok(WriteOptions { language, unit })
}

/// The plan of a workbook, what is to be told of it, and where its tables are, both as JSON.
#[pyfunction]
pub(crate) fn read_book(py: Python<'_>, bytes: &[u8], options: &str) -> PyResult<(Plan, String, String)> {
    guarded(|| {
        let read = py.detach(|| {
            let options = ReadOptions::from_json(options)?;
            let read = read_plan(bytes, &options)?;
            let told = serde_json::to_string(&(&read.notes, &read.hints)).unwrap_or_default();
            let places = read.places_json();
            let plan = Plan::of(read.plan.clone()).map_err(|errors| read.locate(&errors))?;
            Ok((plan, told, places))
        });
        read.map_err(|errors: ReadErrors| book_error(py, &errors))
    })
}

/// A workbook to fill in, with what of a plan is known.
#[pyfunction]
pub(crate) fn template<'py>(py: Python<'py>, language: &str, outline: &str) -> PyResult<Bound<'py, PyBytes>> {
    guarded(|| {
        let language = options(language, "yuan")?.language;
        let book = py.detach(|| shuangbai_excel::template(language, outline)).map_err(value_error)?;
        Ok(PyBytes::new(py, &book))
    })
}

/// What is written of a plan with all of its workers, in a language and a unit.
fn written<'py>(
    py: Python<'py>,
    plan: &Plan,
    language: &str,
    unit: &str,
    write: impl FnOnce(&shuangbai::Plan, WriteOptions) -> Result<Vec<u8>, String> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let options = options(language, unit)?;
    let book = py.detach(|| {
        let plan = plan.whole().map_err(|errors| errors.to_string())?;
        write(&plan, options)
    });
    Ok(PyBytes::new(py, &book.map_err(value_error)?))
}

/// A forecast of a plan as a workbook.
#[pyfunction]
pub(crate) fn forecast_book<'py>(
    py: Python<'py>,
    plan: &Plan,
    forecast: &Forecast,
    language: &str,
    unit: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    guarded(|| {
        written(py, plan, language, unit, |plan, options| {
            shuangbai_excel::write_forecast(plan, &forecast.forecast, options)
                .map_err(|error| error.to_string())
        })
    })
}

/// A plan's pay sheet, as its JSON (rule 20), as a workbook.
#[pyfunction]
pub(crate) fn sheet_book<'py>(
    py: Python<'py>,
    plan: &Plan,
    sheet: &str,
    language: &str,
    unit: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    guarded(|| {
        written(py, plan, language, unit, |plan, options| {
            let sheet = serde_json::from_str(sheet).map_err(|error| error.to_string())?;
            shuangbai_excel::write_sheet(plan, &sheet, options).map_err(|error| error.to_string())
        })
    })
}

/// A workbook with cells coloured and commented: pairs of a cell (`人员!F17`) and a comment.
#[pyfunction]
pub(crate) fn mark_book<'py>(
    py: Python<'py>,
    bytes: &[u8],
    marks: Vec<(String, String)>,
) -> PyResult<Bound<'py, PyBytes>> {
    guarded(|| {
        let marks: Vec<Mark> = marks.into_iter().map(|(cell, text)| Mark { cell, text }).collect();
        let book = py.detach(|| shuangbai_excel::mark_errors(bytes, &marks)).map_err(value_error)?;
        Ok(PyBytes::new(py, &book))
    })
}
