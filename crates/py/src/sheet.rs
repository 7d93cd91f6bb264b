//! The pay sheet (rule 20), month by month.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use arrow_schema::ArrowError;
use pyo3::prelude::*;
use shuangbai::{Code, Flaw, Month, NotWritten, Unanswered, Watch, arrow::SheetTables};

use crate::{
    error::{Columns, table_error, unanswered, value_error},
    run::{guarded, internal_error, said},
    table::Table,
};

/// What is asked of a plan.
pub(crate) struct Asked {
    pub(crate) first: Month,
    pub(crate) last: Month,
    pub(crate) stations: Vec<Code>,
}

impl Asked {
    /// The months and stations that these texts are.
    pub(crate) fn read(
        py: Python<'_>,
        first: &str,
        last: &str,
        stations: &[String],
        columns: &Columns,
    ) -> PyResult<Asked> {
        let month = |place: &str, text: &str| month_of(py, &format!("/sheet/{place}"), text, columns);
        let codes = stations.iter().enumerate();
        let code = |(at, text): (usize, &String)| {
            text.parse().map_err(|why| not_written(py, &format!("/sheet/stations/{at}"), &why, columns))
        };
        let (first, last) = (month("first", first)?, month("last", last)?);
        Ok(Asked { first, last, stations: codes.map(code).collect::<PyResult<_>>()? })
    }
}

/// The month that a text is; what is wrong with it stands at a place.
pub(crate) fn month_of(py: Python<'_>, at: &str, text: &str, columns: &Columns) -> PyResult<Month> {
    text.parse().map_err(|why| not_written(py, at, &why, columns))
}

fn not_written(py: Python<'_>, at: &str, why: &NotWritten, columns: &Columns) -> PyErr {
    let code = if why.flaw == Flaw::Range { "range" } else { "format" };
    table_error(py, code, at, &why.zh(), &why.to_string(), columns)
}

type Answer = Result<Result<SheetTables, ArrowError>, Unanswered>;

/// The months of a pay sheet, each worked out while the one before it is used: an iterator of their tables `sheet`, `calls`
/// and `totals`.
#[pyclass(module = "shuangbai._native")]
pub(crate) struct SheetMonths {
    months: Mutex<Receiver<Answer>>,
    work: Option<JoinHandle<()>>,
    watch: Arc<Watch>,
    columns: Arc<Columns>,
}

/// How often Ctrl-C is looked for.
const MOMENT: Duration = Duration::from_millis(50);

impl SheetMonths {
    pub(crate) fn new(plan: shuangbai::Plan, asked: Asked, columns: Arc<Columns>) -> SheetMonths {
        // The next month waits until somebody takes it.
        let (send, months) = sync_channel::<Answer>(1);
        let watch = Arc::new(Watch::new());
        let its_watch = Arc::clone(&watch);
        let work = thread::spawn(move || {
            let Asked { first, last, stations } = asked;
            let stop = Arc::clone(&its_watch);
            let shown = plan.sheet_by_month(first, last, &stations, its_watch, |month| {
                if send.send(Ok(month.to_arrow())).is_err() {
                    stop.stop(); // nobody is there any more
                }
            });
            if let Err(why) = shown {
                let _ = send.send(Err(why));
            }
        });
        SheetMonths { months: Mutex::new(months), work: Some(work), watch, columns }
    }
}

#[pymethods]
impl SheetMonths {
    fn __iter__(itself: PyRef<'_, Self>) -> PyRef<'_, Self> {
        itself
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<(Table, Table, Table)>> {
        guarded(|| {
            let answer = loop {
                let next = py.detach(|| {
                    self.months.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(MOMENT)
                });
                py.check_signals()?;
                match next {
                    Ok(answer) => break answer,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => {
                        let ended = self.work.take().map_or(Ok(()), JoinHandle::join);
                        return ended.map(|()| None).map_err(|panic| internal_error(&said(panic.as_ref())));
                    }
                }
            };
            let tables = answer.map_err(|why| unanswered(py, &why, &self.columns))?;
            let SheetTables { sheet, calls, totals, .. } = tables.map_err(value_error)?;
            Ok(Some((sheet.into(), calls.into(), totals.into())))
        })
    }
}

impl Drop for SheetMonths {
    fn drop(&mut self) {
        self.watch.stop();
    }
}
