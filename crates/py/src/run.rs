//! How Python's calls are run: long ones off the GIL, with progress, and ended by Ctrl-C; none ends in a panic.

use std::{
    any::Any,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use pyo3::{exceptions::PyRuntimeError, prelude::*};
use shuangbai::Watch;

/// Runs what Python called. A panic is a fault of ours; it becomes `shuangbai.InternalError`, since pyo3's own
/// exception for it is one that `except Exception` does not catch.
pub(crate) fn guarded<T>(call: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    panic::catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|panic| Err(internal_error(&said(panic.as_ref()))))
}

/// `shuangbai.InternalError`: a fault of ours.
pub(crate) fn internal_error(what: &str) -> PyErr {
    let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
    Python::attach(|py| {
        let class = py.import("shuangbai.errors").and_then(|errors| errors.getattr("InternalError"));
        match class.and_then(|class| class.call1((what, place))) {
            Ok(error) => PyErr::from_value(error),
            // The package is damaged itself.
            Err(_) => PyRuntimeError::new_err(what.to_owned()),
        }
    })
}

/// What a panic says.
pub(crate) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
}

/// Where the last panic was.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// From now on a panic of this module says nothing on the terminal: the exception that it becomes tells all.
pub(crate) fn quiet_panics() {
    panic::set_hook(Box::new(|panic| {
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = panic.location().map(ToString::to_string);
    }));
}

/// How often progress is told and Ctrl-C is looked for.
const MOMENT: Duration = Duration::from_millis(50);

/// Runs a calculation on a thread of its own, without the GIL. This thread tells `progress` how far it
/// is, as `progress(done, total)`, and looks for signals; an exception in either stops the calculation
/// and comes out unchanged.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    calculate: impl FnOnce(Arc<Watch>) -> T + Send,
) -> PyResult<T> {
    let watch = Arc::new(Watch::new());
    let look = |watch: &Watch| {
        Python::attach(|py| {
            py.check_signals()?;
            progress.map_or(Ok(()), |progress| progress.call1(py, watch.progress()).map(|_| ()))
        })
    };
    py.detach(|| {
        let (ended, ending) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let its_watch = Arc::clone(&watch);
            let calculation = scope.spawn(move || {
                // Dropped at the end, even of a panic: that is what the other end waits for.
                let _ended = ended;
                calculate(its_watch)
            });
            while ending.recv_timeout(MOMENT) == Err(mpsc::RecvTimeoutError::Timeout) {
                if let Err(error) = look(&watch) {
                    watch.stop();
                    return Err(error);
                }
            }
            let result = calculation.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
            look(&watch)?;
            Ok(result)
        })
    })
}
