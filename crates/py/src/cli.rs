//! The command line: the very code of the program `shuangbai`, on Python's own streams.

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    mem,
    sync::{Mutex, PoisonError},
};

use pyo3::{
    exceptions::{PyBrokenPipeError, PyKeyboardInterrupt},
    prelude::*,
    types::PyBytes,
};
use shuangbai_cli::{Console, Files, Shown, Stream};

use crate::run::guarded;

/// Does what the arguments say, and gives the exit status.
#[pyfunction]
pub(crate) fn cli(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    guarded(|| {
        let (input_is_terminal, _) = terminal(py, "stdin")?;
        let (out, err) = (terminal(py, "stdout")?.1, terminal(py, "stderr")?.1);
        let raised = Raised::default();
        let status = py.detach(|| {
            let going = || {
                raised.keep(Python::attach(|py| py.check_signals()));
                raised.nothing()
            };
            let mut input = Input { data: None, raised: &raised };
            let [mut to_out, mut to_err] =
                ["stdout", "stderr"].map(|name| Output { name, data: Vec::new(), raised: &raised });
            let mut console = Console {
                input: &mut input,
                input_is_terminal,
                out: Stream { to: &mut to_out, terminal: out },
                err: Stream { to: &mut to_err, terminal: err },
                files: Files::System,
                services: None,
                going: &going,
            };
            let status = shuangbai_cli::run(&arguments, &mut console);
            let _ = to_err.flush(); // nobody is left to be told
            status
        });
        match raised.0.into_inner().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(status),
            Some(error) if error.is_instance_of::<PyKeyboardInterrupt>(py) => Ok(INTERRUPTED),
            Some(error) => Err(error),
        }
    })
}

/// The exit status after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// The first exception that Python's streams or signals raised: it ends the command.
#[derive(Default)]
struct Raised(Mutex<Option<PyErr>>);

impl Raised {
    /// Keeps what was raised; a reader that has left is no exception of ours.
    fn keep<T>(&self, answer: PyResult<T>) -> Option<T> {
        let error = match answer {
            Ok(answer) => return Some(answer),
            Err(error) => error,
        };
        if !Python::attach(|py| error.is_instance_of::<PyBrokenPipeError>(py)) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
        None
    }

    fn nothing(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

/// A table for people as text, as wide as it is or at most so wide.
#[pyfunction]
#[pyo3(signature = (title, header, numeric, rows, notes, width=None))]
pub(crate) fn table_text(
    title: String,
    header: Vec<String>,
    numeric: Vec<bool>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
    width: Option<usize>,
) -> PyResult<String> {
    guarded(|| {
        let shown = Shown { title, header, numeric, rows, notes, ..Shown::default() };
        Ok(shown.text(width, false))
    })
}

/// One of Python's streams, if there is one: programs without a window have none.
fn stream<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let stream = py.import("sys")?.getattr(name)?;
    Ok(if stream.is_none() { None } else { Some(stream) })
}

/// Whether a stream is a terminal, and how many columns it has.
fn terminal(py: Python<'_>, name: &str) -> PyResult<(bool, Option<usize>)> {
    let Some(stream) = stream(py, name)? else { return Ok((false, None)) };
    if !stream.call_method0("isatty")?.is_truthy()? {
        return Ok((false, None));
    }
    let size = py.import("shutil")?.call_method0("get_terminal_size")?;
    Ok((true, Some(size.getattr("columns")?.extract()?)))
}

/// Python's `sys.stdin`, read at once.
struct Input<'r> {
    data: Option<io::Cursor<Vec<u8>>>,
    raised: &'r Raised,
}

impl Read for Input<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let data = self.data.get_or_insert_with(|| {
            let read = Python::attach(|py| {
                let Some(stream) = stream(py, "stdin")? else { return Ok(Vec::new()) };
                match stream.getattr("buffer") {
                    Ok(bytes) => bytes.call_method0("read")?.extract(),
                    Err(_) => stream.call_method0("read")?.extract::<String>().map(String::into_bytes),
                }
            });
            io::Cursor::new(self.raised.keep(read).unwrap_or_default())
        });
        data.read(to)
    }
}

/// Python's `sys.stdout` or `sys.stderr`, written at once: a notebook's takes no bytes.
struct Output<'r> {
    name: &'static str,
    data: Vec<u8>,
    raised: &'r Raised,
}

impl Write for Output<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.data.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let data = mem::take(&mut self.data);
        let written = Python::attach(|py| {
            let Some(stream) = stream(py, self.name)? else { return Ok(()) };
            match stream.getattr("buffer") {
                Ok(bytes) => bytes.call_method1("write", (PyBytes::new(py, &data),))?,
                Err(_) => stream.call_method1("write", (String::from_utf8_lossy(&data),))?,
            };
            stream.call_method0("flush").map(|_| ())
        });
        // Whatever it is, nobody reads on.
        self.raised.keep(written).ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}
