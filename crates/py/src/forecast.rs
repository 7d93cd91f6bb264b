//! The forecast (rule 14): JSON text and tables.

use pyo3::prelude::*;
use shuangbai::arrow::Tables;

use crate::{error::value_error, run::guarded, table::Table};

/// A forecast; see `shuangbai.Forecast`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Forecast {
    pub(crate) forecast: shuangbai::Forecast,
    tables: Tables,
}

impl Forecast {
    pub(crate) fn new(forecast: shuangbai::Forecast) -> PyResult<Forecast> {
        // Never for one that the library made; some are read from text.
        let tables = forecast.to_arrow().map_err(value_error)?;
        Ok(Forecast { forecast, tables })
    }
}

#[pymethods]
impl Forecast {
    /// The forecast that `to_json` wrote.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Forecast> {
        guarded(|| Forecast::new(serde_json::from_str(text).map_err(value_error)?))
    }

    /// The programme's id.
    #[getter]
    fn programme(&self) -> &str {
        &self.forecast.programme
    }

    #[getter]
    fn rows(&self) -> Table {
        self.tables.rows.clone().into()
    }

    #[getter]
    fn totals(&self) -> Table {
        self.tables.totals.clone().into()
    }

    #[getter]
    fn norm(&self) -> Table {
        self.tables.norm.clone().into()
    }

    #[getter]
    fn funds(&self) -> Table {
        self.tables.funds.clone().into()
    }

    #[getter]
    fn ratios(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(|| py.detach(|| self.forecast.ratios_to_arrow()).map(Table::from).map_err(value_error))
    }

    /// The hints: code, place, Chinese, English, places of the first rows.
    fn unlikely(&self) -> Vec<(&'static str, &str, &str, &str, &[usize])> {
        let hints = self.forecast.unlikely.iter();
        hints
            .map(|hint| (hint.code.code(), &hint.at[..], &hint.zh[..], &hint.en[..], &hint.rows[..]))
            .collect()
    }

    #[getter]
    fn notices(&self) -> Table {
        self.tables.notices.clone().into()
    }

    /// Whether it has the figures and notices of another; hints tell how its people came.
    fn is_same(&self, other: &Forecast) -> bool {
        let (one, other) = (&self.forecast, &other.forecast);
        one.programme == other.programme
            && one.notices == other.notices
            && one.rows == other.rows
            && one.totals == other.totals
            && one.norm == other.norm
            && one.funds == other.funds
    }

    /// The forecast as compact JSON, byte for byte the core's.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guarded(|| Ok(py.detach(|| self.forecast.to_json())))
    }
}
