//! The plan (rule 11): read from JSON or from tables, checked, forecast.

use std::{collections::HashMap, num::NonZeroUsize, sync::Arc};

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchOptions};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyDict,
};
use shuangbai::{
    By, Errors, Model, Roster, RosterBuf, Watch, Word,
    arrow::{PlanReader, TableKind, columns},
};

use crate::{
    capsule::{Batches, batches},
    error::{Columns, plan_error, value_error},
    forecast::Forecast,
    ledger::Ledger,
    run::run,
};

/// A checked plan; see `shuangbai.Plan`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Plan {
    pub(crate) model: Model,
    /// With the workers that came as JSON.
    plan: shuangbai::Plan,
    /// Those that came in a table.
    people: Arc<RosterBuf>,
    columns: Arc<Columns>,
}

/// Rows between two looks at the watch.
const STEP: usize = 1 << 16;

#[pymethods]
impl Plan {
    /// A plan from its JSON text.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Plan> {
        let read = py.detach(|| {
            let plan = shuangbai::Plan::from_json(text)?;
            Ok(Plan { model: plan.check()?, plan, people: Arc::default(), columns: Arc::default() })
        });
        read.map_err(|errors: Errors| plan_error(py, &errors, &Columns::new()))
    }

    /// A plan from an outline in JSON and tables of `stations`, `workers` and `hires`, whose columns
    /// are renamed, or left out where the new name is `None`.
    #[staticmethod]
    #[pyo3(signature = (outline, tables, columns, threads, progress=None))]
    fn read(
        py: Python<'_>,
        outline: &str,
        tables: &Bound<'_, PyDict>,
        columns: HashMap<String, Option<String>>,
        threads: NonZeroUsize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Plan> {
        let mut given = Vec::new();
        for (name, kind) in KINDS {
            let Some(table) = tables.get_item(name)? else { continue };
            let mut batches = batches(&table)?;
            // Some engines have one open stream at a time: all but the workers' is read to its end.
            if kind != TableKind::Workers {
                batches = py.detach(|| drained(batches)).map_err(value_error)?;
            }
            given.push((name, kind, Given::new(batches, &columns)?));
        }
        let names = given.iter().map(|(name, kind, given)| ((*name).to_owned(), given.names(*kind)));
        let columns: Columns = names.collect();
        match run(py, progress.as_ref(), |watch| read(outline, given, threads, &watch))? {
            Ok((model, plan, people)) => {
                Ok(Plan { model, plan, people: Arc::new(people), columns: Arc::new(columns) })
            }
            Err(Unread::Errors(errors)) => Err(plan_error(py, &errors, &columns)),
            Err(Unread::Arrow(error)) => Err(value_error(error)),
        }
    }

    /// The plan as compact JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let written = py.detach(|| {
            let roster = Roster { id: &self.people.ids(), ..self.people.as_roster() };
            Ok(self.plan.clone().with_workers(&roster)?.to_json())
        });
        written.map_err(|errors: Errors| plan_error(py, &errors, &Columns::new()))
    }

    /// The programme's id.
    #[getter]
    fn id(&self) -> &str {
        self.plan.programme().id()
    }

    /// The programme as JSON.
    #[getter]
    fn programme(&self) -> String {
        self.plan.programme().to_json()
    }

    #[getter]
    fn horizon(&self) -> (u16, u16) {
        let horizon = self.plan.horizon();
        (horizon.first.number(), horizon.last.number())
    }

    /// The codes of the stations.
    #[getter]
    fn stations(&self) -> Vec<String> {
        self.plan.station_codes().map(String::from).collect()
    }

    /// How many workers are listed.
    #[getter]
    fn workers(&self) -> usize {
        self.plan.listed_workers() + self.people.as_roster().len()
    }

    #[pyo3(signature = (by, threads, progress=None))]
    fn forecast(
        &self,
        py: Python<'_>,
        by: Option<&str>,
        threads: NonZeroUsize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Forecast> {
        let mut model = self.model.clone().on_threads(threads);
        if let Some(word) = by {
            let by = By::from_word(word).ok_or_else(|| {
                PyValueError::new_err(format!("by {word:?}: province, city, county or station"))
            })?;
            model = model.by(by);
        }
        let forecast = run(py, progress.as_ref(), |watch| model.watched(watch).forecast())?;
        Forecast::new(forecast.map_err(|errors| plan_error(py, &errors, &self.columns))?)
    }

    #[pyo3(signature = (threads, progress=None))]
    fn ledger(&self, py: Python<'_>, threads: NonZeroUsize, progress: Option<Py<PyAny>>) -> PyResult<Ledger> {
        let model = self.model.clone().on_threads(threads);
        let ledger = run(py, progress.as_ref(), |watch| model.watched(watch).ledger())?;
        ledger.map(Ledger::new).map_err(|errors| plan_error(py, &errors, &self.columns))
    }

    /// The plan under a programme changed by a merge patch.
    fn reformed(&self, py: Python<'_>, reform: &str) -> PyResult<Plan> {
        let model = py.detach(|| self.model.reformed(reform));
        let model = model.map_err(|errors| plan_error(py, &errors, &self.columns))?;
        let plan = self.plan.clone().with_programme(model.plan().programme().clone());
        let (people, columns) = (Arc::clone(&self.people), Arc::clone(&self.columns));
        Ok(Plan { model, plan, people, columns })
    }
}

/// The tables of a plan; stations come first.
const KINDS: [(&str, TableKind); 3] =
    [("stations", TableKind::Stations), ("hires", TableKind::Hires), ("workers", TableKind::Workers)];

/// A table that somebody gave, and its columns by the names that the core knows.
struct Given {
    batches: Batches,
    schema: SchemaRef,
    /// The places of the columns that are used.
    columns: Vec<usize>,
    /// The author's own names of these.
    names: Vec<String>,
}

impl Given {
    fn new(batches: Batches, columns: &HashMap<String, Option<String>>) -> PyResult<Given> {
        let schema = batches.schema();
        let mut used = Vec::new();
        for (place, field) in schema.fields().iter().enumerate() {
            // What pandas keeps its index in.
            let hidden = field.name().starts_with("__index_level_");
            let name = columns.get(field.name()).map_or(Some(field.name()), Option::as_ref);
            if let Some(name) = name.filter(|_| !hidden) {
                used.push((place, Field::new(name, field.data_type().clone(), true), field.name().clone()));
            }
            if field.metadata().get("ARROW:extension:name").is_some_and(|name| name == "pandas.period") {
                return Err(PyTypeError::new_err(format!(
                    "column {}: pandas periods are no months here; use .astype(str)",
                    field.name()
                )));
            }
        }
        let schema = Schema::new(used.iter().map(|(_, field, _)| field.clone()).collect::<Vec<_>>());
        Ok(Given {
            batches,
            schema: Arc::new(schema),
            columns: used.iter().map(|(place, ..)| *place).collect(),
            names: used.into_iter().map(|(.., name)| name).collect(),
        })
    }

    /// By field, the author's own name of the column.
    fn names(&self, kind: TableKind) -> HashMap<String, String> {
        let own = |name: &str| self.schema.index_of(name).ok().map(|place| self.names[place].clone());
        columns(kind, &self.schema)
            .into_iter()
            .filter_map(|(field, name)| Some((field, own(&name)?)))
            .collect()
    }
}

/// The batches of a stream, all of them here.
fn drained(batches: Batches) -> Result<Batches, ArrowError> {
    let schema = batches.schema();
    let batches = batches.collect::<Result<Vec<_>, _>>()?;
    Ok(Box::new(RecordBatchIterator::new(batches.into_iter().map(Ok), schema)))
}

/// Why a plan could not be read.
enum Unread {
    Errors(Errors),
    Arrow(ArrowError),
}

impl From<Errors> for Unread {
    fn from(errors: Errors) -> Unread {
        Unread::Errors(errors)
    }
}

impl From<ArrowError> for Unread {
    fn from(error: ArrowError) -> Unread {
        Unread::Arrow(error)
    }
}

fn read(
    outline: &str,
    tables: Vec<(&str, TableKind, Given)>,
    threads: NonZeroUsize,
    watch: &Arc<Watch>,
) -> Result<(Model, shuangbai::Plan, RosterBuf), Unread> {
    let mut reader = PlanReader::new(outline);
    for (_, kind, given) in tables {
        let mut add = |batch: &RecordBatch| reader.add(kind, batch);
        // A table without rows has columns all the same.
        add(&RecordBatch::new_empty(Arc::clone(&given.schema)));
        for batch in given.batches {
            let batch = batch?;
            let columns = given.columns.iter().map(|place| Arc::clone(batch.column(*place))).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            let batch = RecordBatch::try_new_with_options(Arc::clone(&given.schema), columns, &options)?;
            for first in (0..batch.num_rows()).step_by(STEP) {
                if watch.is_stopped() {
                    return Err(Unread::Arrow(ArrowError::ComputeError("stopped".into())));
                }
                add(&batch.slice(first, STEP.min(batch.num_rows() - first)));
            }
        }
    }
    let (plan, people) = reader.finish()?;
    let model = plan.check_watched(&people.as_roster(), threads, Arc::clone(watch))?;
    Ok((model, plan, people))
}
