//! Ledgers (rules 3 to 10): exact figures that merge, and how they travel.

use pyo3::prelude::*;

use crate::{
    capsule::batches,
    error::{Columns, plan_error, unanswered, value_error},
    forecast::Forecast,
    run::guarded,
    table::Table,
};

/// A ledger; see `shuangbai.Ledger`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Ledger(shuangbai::Ledger);

impl Ledger {
    pub(crate) fn new(ledger: shuangbai::Ledger) -> Ledger {
        Ledger(ledger)
    }
}

#[pymethods]
impl Ledger {
    /// The ledger that `to_json` wrote.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Ledger> {
        guarded(|| py.detach(|| serde_json::from_str(text)).map(Ledger).map_err(value_error))
    }

    /// The ledger of a table that `to_arrow` made, or of the rows of several.
    #[staticmethod]
    fn from_arrow(table: &Bound<'_, PyAny>) -> PyResult<Ledger> {
        guarded(|| {
            let (py, batches) = (table.py(), batches(table)?.without_index().map_err(value_error)?);
            let batches = py.detach(|| batches.collect::<Result<Vec<_>, _>>());
            let batches = batches.map_err(|unread| unread.value_error(py))?;
            py.detach(|| shuangbai::Ledger::from_arrow(batches)).map(Ledger).map_err(value_error)
        })
    }

    /// The ledger of all parts of a plan.
    #[staticmethod]
    fn merge(py: Python<'_>, ledgers: Vec<PyRef<'_, Ledger>>) -> PyResult<Ledger> {
        let ledgers: Vec<shuangbai::Ledger> = ledgers.iter().map(|ledger| ledger.0.clone()).collect();
        guarded(|| {
            let merged = py.detach(|| {
                let mut ledgers = ledgers.into_iter();
                let first = ledgers.next().ok_or_else(|| "there is no ledger to merge".to_owned())?;
                ledgers.try_fold(first, shuangbai::Ledger::merge).map_err(|error| error.to_string())
            });
            merged.map(Ledger).map_err(value_error)
        })
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guarded(|| py.detach(|| serde_json::to_string(&self.0)).map_err(value_error))
    }

    fn to_arrow(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(|| py.detach(|| self.0.to_arrow()).map(Table::from).map_err(value_error))
    }

    /// The codes of its stations.
    #[getter]
    fn stations(&self) -> Vec<&str> {
        self.0.stations().collect()
    }

    /// The norm by kind of post.
    fn posts(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(|| {
            let posts =
                py.detach(|| self.0.norm_by_post()).map_err(|why| unanswered(py, &why, &Columns::new()))?;
            shuangbai::arrow::posts(&posts).map(Table::from).map_err(value_error)
        })
    }

    fn forecast(&self, py: Python<'_>) -> PyResult<Forecast> {
        guarded(|| {
            let forecast = py.detach(|| self.0.forecast());
            Forecast::new(forecast.map_err(|errors| plan_error(py, &errors, &Columns::new()))?)
        })
    }
}
