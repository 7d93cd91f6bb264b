//! Where the command line reads and prints, and how far a long calculation is.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read, Write},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use shuangbai::{Unanswered, Watch};

use crate::{
    lang::Lang,
    services::Services,
    shown::Shown,
    stop::{Answer, Stop, Told},
};

/// Where something is printed.
pub struct Stream<'c> {
    /// What takes it.
    pub to: &'c mut dyn Write,
    /// The columns of the terminal that it is, if it is one.
    pub terminal: Option<usize>,
}

/// Where the files are that options name.
#[derive(Clone, Copy)]
pub enum Files<'c> {
    /// Those of the system.
    System,
    /// What somebody else sent, by name: nothing else is read, and nothing written.
    Given {
        /// What came.
        files: &'c BTreeMap<String, Vec<u8>>,
        /// So many bytes a table may have when it is unpacked.
        room: usize,
    },
}

impl Files<'_> {
    pub(crate) fn read(self, path: &str) -> io::Result<Vec<u8>> {
        match self {
            Files::System => fs::read(path),
            Files::Given { files, .. } => files.get(path).cloned().ok_or(io::ErrorKind::NotFound.into()),
        }
    }

    /// How long a table may be when it is unpacked; without end for somebody's own.
    pub(crate) fn room(self) -> Option<usize> {
        match self {
            Files::System => None,
            Files::Given { room, .. } => Some(room),
        }
    }

    pub(crate) fn create(self, path: &str) -> io::Result<fs::File> {
        match self {
            Files::System => fs::File::create(path),
            Files::Given { .. } => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

/// What surrounds the command line: a process's own streams, or whatever stands for them.
pub struct Console<'c> {
    /// Standard input.
    pub input: &'c mut dyn Read,
    /// Whether somebody would have to type what is read from it.
    pub input_is_terminal: bool,
    /// Standard output: what was asked for, and nothing else.
    pub out: Stream<'c>,
    /// Standard error: errors, hints, the progress bar.
    pub err: Stream<'c>,
    /// Where files are read and written.
    pub files: Files<'c>,
    /// What runs until it is told to end; nothing where somebody else's process runs the command line.
    pub services: Option<&'c dyn Services>,
    /// Asked when the input is read, and twenty times a second while something is calculated: whether to go on.
    pub going: &'c dyn Fn() -> bool,
}

/// How often progress is told and Ctrl-C is looked for.
const MOMENT: Duration = Duration::from_millis(50);

impl Console<'_> {
    /// Writes to standard output.
    pub(crate) fn print(&mut self, data: &[u8]) -> Answer {
        self.out.to.write_all(data).map_err(|error| Stop::of_output(&error))
    }

    /// A sentence on a line of standard output.
    pub(crate) fn say(&mut self, line: &str) -> Answer {
        self.print(format!("{line}\n").as_bytes())
    }

    /// A sentence on a line of standard error.
    pub(crate) fn tell(&mut self, line: &str) -> Answer {
        writeln!(self.err.to, "{line}").map_err(|error| Stop::of_output(&error))
    }

    /// A table on standard output: on a terminal as it fits, elsewhere as wide as it is or as `COLUMNS` says.
    pub(crate) fn show(&mut self, shown: &Shown) -> Answer {
        let text = fitting(shown, &self.out);
        self.print(text.as_bytes())
    }

    /// The same on standard error.
    pub(crate) fn show_error(&mut self, shown: &Shown) -> Answer {
        let text = fitting(shown, &self.err);
        self.err.to.write_all(text.as_bytes()).map_err(|error| Stop::of_output(&error))
    }

    /// All of standard input.
    pub(crate) fn read(&mut self) -> Answer<Vec<u8>> {
        let mut data = Vec::new();
        self.input.read_to_end(&mut data).map_err(|error| Stop::of_output(&error))?;
        if (self.going)() { Ok(data) } else { Err(Stop::Interrupted) }
    }

    /// Runs a calculation on a thread of its own. This one shows on standard error how far it is, if that is a terminal,
    /// and stops it when it should not go on.
    pub(crate) fn watched<T: Send>(
        &self,
        title: &str,
        calculate: impl FnOnce(&Arc<Watch>) -> Result<T, Unanswered> + Send,
    ) -> Answer<Result<T, shuangbai::Errors>> {
        let watch = Arc::new(Watch::new());
        let bar = if self.err.terminal.is_some() { bar(title) } else { ProgressBar::hidden() };
        let (ended, ending) = mpsc::channel::<()>();
        let answer = thread::scope(|scope| {
            let its_watch = Arc::clone(&watch);
            let calculation = scope.spawn(move || {
                // Dropped at the end, even of a panic: that is what the other end waits for.
                let _ended = ended;
                calculate(&its_watch)
            });
            while ending.recv_timeout(MOMENT) == Err(mpsc::RecvTimeoutError::Timeout) {
                let (done, total) = watch.progress();
                bar.set_length(total);
                bar.set_position(done);
                if !(self.going)() {
                    watch.stop();
                }
            }
            calculation.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        bar.finish_and_clear();
        match answer {
            Ok(answer) => Ok(Ok(answer)),
            Err(Unanswered::Wrong(errors)) => Ok(Err(errors)),
            Err(Unanswered::Stopped) => Err(Stop::Interrupted),
        }
    }
}

fn bar(title: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(title.to_owned());
    bar
}

fn fitting(shown: &Shown, stream: &Stream<'_>) -> String {
    let asked = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|width| *width > 0);
    shown.text(stream.terminal.or_else(asked), stream.terminal.is_some())
}

/// How a sentence begins that is no part of the answer.
pub(crate) fn hint(lang: Lang, place: &str, text: &str) -> String {
    lang.of(format!("提示：{place}：{text}"), format!("Hint: {place}: {text}"))
}

impl Told {
    /// A file's name before it.
    pub(crate) fn in_file(&self, name: &str) -> Told {
        Told::new(format!("{name}: {}", self.zh), format!("{name}: {}", self.en))
    }
}
