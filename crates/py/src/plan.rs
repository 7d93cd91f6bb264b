//! The plan (rule 11): read from JSON or from tables, checked, forecast.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    num::NonZeroUsize,
    sync::Arc,
};

use arrow_array::{ArrayRef, Int32Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyDict,
};
use shuangbai::{
    By, Errors, Model, Roster, Unanswered, Watch, Word,
    arrow::{PlanReader, TableKind, Workers, columns},
    table::{Batch, LeftOut, TableOptions, Whereabouts},
};

use crate::{
    capsule::{Batches, Unread, batches, is_index, no_text},
    error::{Columns, plan_error, table_error, unanswered, value_error},
    explanations::Explanations,
    forecast::Forecast,
    ledger::Ledger,
    payslips::Payslips,
    run::{guarded, run},
    sheet::{Asked, SheetMonths},
    table::Table,
};

/// A checked plan; see `shuangbai.Plan`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Plan {
    pub(crate) model: Model,
    /// With the workers that came as JSON.
    plan: shuangbai::Plan,
    /// Those that came in a table, as they came.
    people: Option<Workers>,
    columns: Arc<Columns>,
}

impl Plan {
    /// A plan whose workers are its own.
    pub(crate) fn of(plan: shuangbai::Plan) -> Result<Plan, Errors> {
        Ok(Plan { model: plan.check()?, plan, people: None, columns: Arc::default() })
    }

    /// The plan with all of its workers.
    pub(crate) fn whole(&self) -> Result<Cow<'_, shuangbai::Plan>, Errors> {
        let Some(people) = &self.people else { return Ok(Cow::Borrowed(&self.plan)) };
        let people = people.roster()?;
        let roster = Roster { id: &people.ids(), ..people.as_roster() };
        Ok(Cow::Owned(self.plan.clone().with_workers(&roster)?))
    }
}

/// Rows that are read at a time; between them somebody looks at the watch.
const STEP: usize = 1 << 16;

#[pymethods]
impl Plan {
    /// A plan from its JSON text.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Plan> {
        guarded(|| {
            let read = py.detach(|| Plan::of(shuangbai::Plan::from_json(text)?));
            read.map_err(|errors: Errors| plan_error(py, &errors, &Columns::new()))
        })
    }

    /// A plan from an outline in JSON and tables of `stations`, `workers`, `hires`, `moves` and `absences`, whose columns
    /// are renamed, or left out where the new name is `None`.
    #[staticmethod]
    #[pyo3(signature = (outline, tables, columns, options, threads, progress=None))]
    fn read(
        py: Python<'_>,
        outline: &str,
        tables: &Bound<'_, PyDict>,
        columns: HashMap<String, Option<String>>,
        options: &str,
        threads: NonZeroUsize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Plan> {
        guarded(|| {
            let options = TableOptions::from_json(options)
                .map_err(|errors| plan_error(py, &errors, &Columns::new()))?;
            let (mut given, mut names, mut headings) = (Vec::new(), Columns::new(), BTreeSet::new());
            for (list, kind) in KINDS {
                let Some(table) = tables.get_item(list)? else { continue };
                let left_out = table.cast::<Table>().map(|table| table.get().left_out.clone());
                let batches = batches(&table)?;
                headings.extend(batches.schema.fields().iter().map(|field| field.name().clone()));
                let mut table = Given::new(batches, &columns)?;
                table.left_out = left_out.unwrap_or_default();
                names.insert(list.to_owned(), table.names(kind));
                // Some engines have one open stream at a time: all but the workers' is read to its end.
                if kind != TableKind::Workers {
                    let drained = py.detach(|| table.batches.drained());
                    table.batches = drained.map_err(|unread| unread_table(py, list, &unread, &names))?;
                }
                given.push((list, kind, table));
            }
            if let Some(unknown) = columns.keys().filter(|name| !headings.contains(*name)).min() {
                let all: Vec<&str> = headings.iter().map(String::as_str).collect();
                return Err(value_error(format!(
                    "没有一张表有列“{unknown}” (no table has a column `{unknown}`; there are {})",
                    all.join(", ")
                )));
            }
            match run(py, progress.as_ref(), |watch| read(outline, options, given, threads, &watch))? {
                Ok((model, plan, people)) => {
                    Ok(Plan { model, plan, people: Some(people), columns: Arc::new(names) })
                }
                Err(Unplanned::Unanswered(why)) => Err(unanswered(py, &why, &names)),
                Err(Unplanned::Unread(list, unread)) => Err(unread_table(py, list, &unread, &names)),
            }
        })
    }

    /// The plan as compact JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guarded(|| {
            let written = py.detach(|| Ok(self.whole()?.to_json()));
            written.map_err(|errors: Errors| plan_error(py, &errors, &Columns::new()))
        })
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
        self.plan.listed_workers() + self.people.as_ref().map_or(0, Workers::len)
    }

    /// What is assumed, as JSON.
    #[getter]
    fn assumptions(&self) -> PyResult<String> {
        guarded(|| serde_json::to_string(&self.plan.assumptions()).map_err(value_error))
    }

    /// The word of what it has a row a year for.
    #[getter]
    fn by(&self) -> &'static str {
        self.plan.by().word()
    }

    #[pyo3(signature = (by, threads, progress=None))]
    fn forecast(
        &self,
        py: Python<'_>,
        by: Option<&str>,
        threads: NonZeroUsize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Forecast> {
        guarded(|| {
            let model = self.model_by(by, threads)?;
            let forecast = run(py, progress.as_ref(), |watch| model.watched(watch).forecast())?;
            Forecast::new(forecast.map_err(|why| unanswered(py, &why, &self.columns))?)
        })
    }

    /// The same plan with a row a year for each of these regions.
    fn by_region(&self, by: &str) -> PyResult<Plan> {
        guarded(|| {
            let by = region(by)?;
            let (model, plan) = (self.model.clone().by(by), self.plan.clone().by_region(by));
            Ok(Plan { model, plan, people: self.people.clone(), columns: Arc::clone(&self.columns) })
        })
    }

    #[pyo3(signature = (by, threads, progress=None))]
    fn ledger(
        &self,
        py: Python<'_>,
        by: Option<&str>,
        threads: NonZeroUsize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Ledger> {
        guarded(|| {
            let model = self.model_by(by, threads)?;
            let ledger = run(py, progress.as_ref(), |watch| model.watched(watch).ledger())?;
            ledger.map(Ledger::new).map_err(|why| unanswered(py, &why, &self.columns))
        })
    }

    /// The pay sheet of the months from `first` through `last`, of some stations, or of all where none is named.
    fn sheet(&self, py: Python<'_>, first: &str, last: &str, stations: Vec<String>) -> PyResult<SheetMonths> {
        guarded(|| {
            let asked = Asked::read(py, first, last, &stations, &self.columns)?;
            let whole = py.detach(|| self.whole());
            let whole = whole.map_err(|errors: Errors| plan_error(py, &errors, &self.columns))?;
            Ok(SheetMonths::new(whole.into_owned(), asked, Arc::clone(&self.columns)))
        })
    }

    /// Why the figures of its forecast are so.
    fn explanations(&self, py: Python<'_>) -> PyResult<Explanations> {
        guarded(|| {
            let kept = py.detach(|| {
                self.whole().and_then(|plan| Explanations::new(plan.into_owned(), Arc::clone(&self.columns)))
            });
            kept.map_err(|errors: Errors| plan_error(py, &errors, &self.columns))
        })
    }

    /// Why the figures of its pay sheets are so.
    fn payslips(&self, py: Python<'_>) -> PyResult<Payslips> {
        guarded(|| {
            let payslips = py.detach(|| {
                self.whole().and_then(|plan| Payslips::new(plan.into_owned(), Arc::clone(&self.columns)))
            });
            payslips.map_err(|errors: Errors| plan_error(py, &errors, &self.columns))
        })
    }

    /// What funds pay month by month.
    fn burn_down(&self, py: Python<'_>) -> PyResult<Table> {
        guarded(|| {
            let burnt = py.detach(|| self.whole().and_then(|plan| plan.burn_down()));
            let burnt = burnt.map_err(|errors: Errors| plan_error(py, &errors, &self.columns))?;
            Ok(shuangbai::arrow::burn_down(&burnt).map_err(value_error)?.into())
        })
    }

    /// The names of the stations, by code, where they have one.
    #[getter]
    fn station_names(&self) -> HashMap<String, String> {
        let named = self.plan.station_codes().zip(self.plan.station_names());
        named.filter_map(|(code, name)| Some((code.into(), name?.to_owned()))).collect()
    }

    /// By row of a table of `workers`, `moves` or `absences`, the place of its station among the plan's and its id, as far
    /// as they can be told.
    fn whereabouts(
        &self,
        py: Python<'_>,
        list: &str,
        table: &Bound<'_, PyAny>,
        columns: HashMap<String, Option<String>>,
        options: &str,
    ) -> PyResult<Table> {
        guarded(|| {
            let options = TableOptions::from_json(options)
                .map_err(|errors| plan_error(py, &errors, &Columns::new()))?;
            let kind = KINDS.iter().find(|(name, _)| *name == list);
            let (_, kind) = kind.ok_or_else(|| value_error(format!("no table of a plan: {list}")))?;
            let given = Given::new(batches(table)?, &columns)?;
            let found = py.detach(|| {
                let mut found = Whereabouts::default();
                for batch in given.batches {
                    let batch = with_schema(&batch?, &given.schema)?;
                    let Whereabouts { stations, ids } = self.plan.whereabouts(*kind, options.clone(), &batch);
                    found.stations.extend(stations);
                    found.ids.extend(ids);
                }
                Ok(found)
            });
            let Whereabouts { stations, ids } = found.map_err(|unread: Unread| unread.value_error(py))?;
            // Of fewer than 2^31 stations.
            let stations = stations.into_iter().map(|place| place.map(u32::cast_signed));
            let (stations, ids) = (stations.collect::<Int32Array>(), StringArray::from(ids));
            let columns: [(&str, ArrayRef); 2] = [("station", Arc::new(stations)), ("id", Arc::new(ids))];
            Ok(RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
                .map_err(value_error)?
                .into())
        })
    }

    /// The plan under a programme changed by a merge patch.
    fn reformed(&self, py: Python<'_>, reform: &str) -> PyResult<Plan> {
        guarded(|| {
            let model = py.detach(|| self.model.reformed(reform));
            let model = model.map_err(|errors| plan_error(py, &errors, &self.columns))?;
            let plan = self.plan.clone().with_programme(model.plan().programme().clone());
            let (people, columns) = (self.people.clone(), Arc::clone(&self.columns));
            Ok(Plan { model, plan, people, columns })
        })
    }
}

impl Plan {
    /// Its model, for other regions than its own if they are asked for.
    fn model_by(&self, by: Option<&str>, threads: NonZeroUsize) -> PyResult<Model> {
        let model = self.model.clone().on_threads(threads);
        Ok(match by {
            Some(word) => model.by(region(word)?),
            None => model,
        })
    }
}

/// What a forecast has a row a year for.
fn region(word: &str) -> PyResult<By> {
    By::from_word(word).ok_or_else(|| {
        PyValueError::new_err(format!(
            "by {word:?}: province, city, county or station (分列应为省、市、县或站)"
        ))
    })
}

/// The tables of a plan; stations come first, workers last.
const KINDS: [(&str, TableKind); 5] = [
    ("stations", TableKind::Stations),
    ("hires", TableKind::Hires),
    ("moves", TableKind::Moves),
    ("absences", TableKind::Absences),
    ("workers", TableKind::Workers),
];

/// A table that somebody gave, and its columns by the names that the core knows.
struct Given {
    /// Of the columns that are used.
    batches: Batches,
    schema: SchemaRef,
    /// The author's own names of these.
    names: Vec<String>,
    /// The rows of its file that are none of the table's.
    left_out: Vec<LeftOut>,
}

impl Given {
    fn new(batches: Batches, columns: &HashMap<String, Option<String>>) -> PyResult<Given> {
        let mut used = Vec::new();
        for (place, field) in batches.schema.fields().iter().enumerate() {
            let name = columns.get(field.name()).map_or(Some(field.name()), Option::as_ref);
            if let Some(name) = name.filter(|_| !is_index(field.name())) {
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
        let places: Vec<usize> = used.iter().map(|(place, ..)| *place).collect();
        Ok(Given {
            batches: batches.only(&places).map_err(value_error)?,
            schema: Arc::new(schema),
            names: used.into_iter().map(|(.., name)| name).collect(),
            left_out: Vec::new(),
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

/// Why tables are no plan.
enum Unplanned {
    Unanswered(Unanswered),
    /// Of a list of the plan.
    Unread(&'static str, Unread),
}

/// A table that can't be read as `shuangbai.PlanError` where it has a row and a column, else as `ValueError`.
fn unread_table(py: Python<'_>, list: &str, unread: &Unread, names: &Columns) -> PyErr {
    let Unread::Text { column, row, bytes } = unread else { return unread.value_error(py) };
    let fields = names.get(list).into_iter().flatten();
    let field = fields.filter(|(_, own)| *own == column).map(|(field, _)| field.clone()).next();
    // What is no field is named as a key is in a JSON pointer.
    let field = field.unwrap_or_else(|| column.replace('~', "~0").replace('/', "~1"));
    let (zh, en) = no_text(py, bytes);
    table_error(py, "format", &format!("/{list}/{row}/{field}"), &zh, &en, names)
}

/// A batch whose columns have the names of a schema.
fn with_schema(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), batch.columns().to_vec(), &options)
}

fn read(
    outline: &str,
    options: TableOptions,
    tables: Vec<(&'static str, TableKind, Given)>,
    threads: NonZeroUsize,
    watch: &Arc<Watch>,
) -> Result<(Model, shuangbai::Plan, Workers), Unplanned> {
    let mut reader = PlanReader::new(outline).options(options);
    for (list, kind, given) in tables {
        // A table without rows has columns all the same, and a file more than its table.
        let empty = RecordBatch::new_empty(Arc::clone(&given.schema));
        reader.add(kind, Batch::from(&empty).beside(&given.left_out));
        for batch in given.batches {
            let batch = batch.map_err(|unread| Unplanned::Unread(list, unread))?;
            let batch = with_schema(&batch, &given.schema);
            let batch = batch.map_err(|error| Unplanned::Unread(list, error.into()))?;
            for first in (0..batch.num_rows()).step_by(STEP) {
                if watch.is_stopped() {
                    return Err(Unplanned::Unanswered(Unanswered::Stopped));
                }
                reader.add(kind, &batch.slice(first, STEP.min(batch.num_rows() - first)));
            }
        }
    }
    let (plan, model, people) = reader.check(threads, Arc::clone(watch)).map_err(Unplanned::Unanswered)?;
    Ok((model, plan, people))
}
