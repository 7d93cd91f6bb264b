//! Many forecasts at once, in one table.

use std::num::NonZeroUsize;

use pyo3::prelude::*;
use shuangbai::{Forecast, Model, Row, arrow::tidy};

use crate::{
    error::{Columns, unanswered, value_error},
    plan::Plan,
    run::{guarded, run},
    table::Table,
};

/// The forecasts of plans, or of the only one under many reforms, as one table with their names.
#[pyfunction]
#[pyo3(signature = (plans, reforms, names, rows, threads, progress=None))]
pub(crate) fn sweep(
    py: Python<'_>,
    plans: Vec<PyRef<'_, Plan>>,
    reforms: Option<Vec<String>>,
    names: Vec<String>,
    rows: bool,
    threads: NonZeroUsize,
    progress: Option<Py<PyAny>>,
) -> PyResult<Table> {
    guarded(|| {
        let models: Vec<Model> = plans.iter().map(|plan| plan.model.clone().on_threads(threads)).collect();
        let answers = run(py, progress.as_ref(), |watch| {
            let models: Vec<Model> = models.into_iter().map(|model| model.watched(watch.clone())).collect();
            match &reforms {
                Some(reforms) => models.iter().flat_map(|model| model.sweep(reforms)).collect(),
                None => shuangbai::forecasts(&models, threads),
            }
        })?;
        let mut forecasts = Vec::with_capacity(answers.len());
        for (place, answer) in answers.into_iter().enumerate() {
            forecasts.push(answer.map_err(|why| {
                let error = unanswered(py, &why, &Columns::new());
                match error.value(py).setattr("_place", place) {
                    Ok(()) => error,
                    Err(other) => other,
                }
            })?);
        }
        py.detach(|| together(&names, &forecasts, rows))
    })
}

/// Forecasts that were worked out elsewhere as one table with their names.
#[pyfunction]
pub(crate) fn tidied(
    py: Python<'_>,
    forecasts: Vec<PyRef<'_, crate::forecast::Forecast>>,
    names: Vec<String>,
    rows: bool,
) -> PyResult<Table> {
    guarded(|| {
        let forecasts: Vec<Forecast> = forecasts.iter().map(|one| one.forecast.clone()).collect();
        py.detach(|| together(&names, &forecasts, rows))
    })
}

fn together(names: &[String], forecasts: &[Forecast], rows: bool) -> PyResult<Table> {
    let table: fn(&Forecast) -> &[Row] =
        if rows { |forecast| &forecast.rows } else { |forecast| &forecast.totals };
    tidy(names.iter().map(String::as_str).zip(forecasts), table).map(Table::from).map_err(value_error)
}
