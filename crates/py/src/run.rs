//! Long calculations: off the GIL, with progress, and ended by Ctrl-C.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use pyo3::prelude::*;
use shuangbai::Watch;

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
            let result = calculation.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            look(&watch)?;
            Ok(result)
        })
    })
}
