//! What went wrong, where, and with which exit status.

use std::io;
use std::path::{Path, PathBuf};

/// An exit status; the highest of a run applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Status(u8);

impl Status {
    /// 0: done, or the answer is yes.
    pub const DONE: Self = Self(0);
    /// 1: the answer is no, or there are findings.
    pub const NO: Self = Self(1);
    /// 2: a usage or configuration error; nothing was done.
    pub const USAGE: Self = Self(2);
    /// 3: an input could not be read, is malformed, or could not be written; the others were done.
    pub const INPUT: Self = Self(3);

    /// A status from 4 up, whose meaning only one tool knows.
    pub const fn of_tool(code: u8) -> Self {
        Self(code)
    }

    /// The number that the process exits with.
    pub const fn code(self) -> u8 {
        self.0
    }
}

/// A place in an input. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The input's path; `-` is stdin.
    pub path: PathBuf,
    /// The line, where there is one.
    pub line: Option<u64>,
    /// The column, where there is one.
    pub col: Option<u64>,
}

impl Place {
    /// An input as a whole.
    pub fn of(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            line: None,
            col: None,
        }
    }
}

/// One thing that went wrong, as one line on stderr tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: Status,
    place: Option<Place>,
    message: String,
    silent: bool,
    fatal: bool,
}

impl Problem {
    /// A problem with a status of its own and no place.
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        Self {
            status,
            place: None,
            message: message.into(),
            silent: false,
            fatal: false,
        }
    }

    /// Wrong arguments or configuration (status 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Status::USAGE, message)
    }

    /// An input that is malformed or otherwise unusable (status 3).
    pub fn input(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self::new(Status::INPUT, message).at(path)
    }

    /// An input or a file that could not be read or written (status 3).
    pub fn io(path: impl Into<PathBuf>, error: &io::Error) -> Self {
        Self::input(path, plain_words(error))
    }

    /// A failed write to stdout: a closed pipe ends the run quietly, anything else is status 3.
    pub fn output(error: io::Error) -> Self {
        let problem = if error.kind() == io::ErrorKind::BrokenPipe {
            Self {
                silent: true,
                ..Self::new(Status::DONE, "")
            }
        } else {
            Self::new(Status::INPUT, format!("standard output: {}", plain_words(&error)))
        };
        Self {
            fatal: true,
            ..problem
        }
    }

    /// The same problem at a path.
    pub fn at(self, path: impl Into<PathBuf>) -> Self {
        Self {
            place: Some(Place::of(path)),
            ..self
        }
    }

    /// The same problem at a line of a path, from 1.
    pub fn at_line(self, path: impl Into<PathBuf>, line: u64) -> Self {
        Self {
            place: Some(Place {
                path: path.into(),
                line: Some(line),
                col: None,
            }),
            ..self
        }
    }

    /// The same problem at a line and column of a path, both from 1.
    pub fn at_line_col(self, path: impl Into<PathBuf>, line: u64, col: u64) -> Self {
        Self {
            place: Some(Place {
                path: path.into(),
                line: Some(line),
                col: Some(col),
            }),
            ..self
        }
    }

    /// The same problem with another status.
    pub fn with_status(self, status: Status) -> Self {
        Self { status, ..self }
    }

    /// The status that it raises the run to.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Where it is, if at a place.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// The path of its place.
    pub fn path(&self) -> Option<&Path> {
        self.place.as_ref().map(|place| place.path.as_path())
    }

    /// What is wrong, not escaped.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// True for a failed write to stdout: going on with other inputs makes no sense.
    pub fn is_fatal(&self) -> bool {
        self.fatal
    }

    /// True for a closed stdout, which nobody needs to be told of.
    pub fn is_silent(&self) -> bool {
        self.silent
    }
}

/// The system's words without Rust's ` (os error N)`.
pub fn plain_words(error: &io::Error) -> String {
    let words = error.to_string();
    match words.rfind(" (os error ") {
        Some(end) => words.get(..end).unwrap_or(&words).to_owned(),
        None => words,
    }
}
