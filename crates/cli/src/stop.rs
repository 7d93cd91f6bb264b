//! How the command line ends before its end: a user's mistake is one sentence in Chinese or English.

use std::{io, path::Path};

use crate::{faulty::Faulty, lang::Lang};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Told {
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Told {
        Told { zh: zh.into(), en: en.into() }
    }

    pub(crate) fn of(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

/// Why nothing more is done.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A wrong option, or a file that can't be read or written.
    Wrong(Told),
    /// The plan has errors (rule 15).
    Faulty(Faulty),
    /// The answer is said, and is not good: errors, or a plan that is not that of a record (rule 21).
    Said,
    /// Ctrl-C.
    Interrupted,
    /// Whoever reads what is printed has read enough: no error.
    ReaderLeft,
    /// A fault of our own.
    Fault(String),
}

/// What a step comes to.
pub(crate) type Answer<T = ()> = Result<T, Stop>;

/// A wrong option or file, in both languages.
pub(crate) fn wrong<T>(zh: impl Into<String>, en: impl Into<String>) -> Answer<T> {
    Err(Stop::Wrong(Told::new(zh, en)))
}

impl Stop {
    /// A file that can't be read or written.
    pub(crate) fn of_file(path: &Path, error: &io::Error) -> Stop {
        let told = of_system(error);
        let path = path.display();
        Stop::Wrong(Told::new(format!("{path}: {}", told.zh), format!("{path}: {}", told.en)))
    }

    /// What is printed can't be.
    pub(crate) fn of_output(error: &io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::ReaderLeft,
            _ => Stop::Wrong(of_system(error)),
        }
    }

    /// The exit status: 0, 1 for a plan with errors or another than that of a record, 2 for a wrong option or file, 130 after
    /// Ctrl-C, 70 for a fault of ours.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Stop::ReaderLeft => 0,
            Stop::Faulty(_) | Stop::Said => 1,
            Stop::Wrong(_) => 2,
            Stop::Fault(_) => 70,
            Stop::Interrupted => 130,
        }
    }
}

/// What the system says of a file.
fn of_system(error: &io::Error) -> Told {
    let said = error.to_string();
    // Its number says nothing to people.
    let en = said.split(" (os error").next().unwrap_or_default();
    let zh = match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::IsADirectory => "是文件夹，不是文件",
        io::ErrorKind::StorageFull => "磁盘已满",
        _ => en,
    };
    Told::new(zh, en)
}
