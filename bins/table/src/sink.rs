//! Where tables go: standard output, a file that appears when all is well, a pager, or memory.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use shared::atomic::{AtomicFile, Existing};
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};

use table::write::RecordWriter;

use crate::bar::Bar;
use crate::cli::{OutputFlags, When};

/// Where tables go, and what writes them there as records.
pub(crate) struct Output {
    pub(crate) sink: Sink,
    /// Data of all inputs is one document.
    pub(crate) records: Option<Box<dyn RecordWriter>>,
}

/// Where bytes go.
pub(crate) enum Sink {
    /// Standard output, and the bar that gives way to it on a terminal.
    Stdout(Out, Option<Bar>),
    /// A file, and its path for messages.
    File(BufWriter<Box<AtomicFile>>, std::path::PathBuf),
    /// A pager's standard input.
    Pager(Child),
    /// Memory.
    Memory(Vec<u8>),
}

impl Sink {
    /// What the flags ask for.
    pub(crate) fn new(flags: &OutputFlags, bar: &Bar) -> Result<Self, Problem> {
        if flags.check.is_some() || flags.update.is_some() {
            return Ok(Self::Memory(Vec::new()));
        }
        let Some(path) = &flags.output else {
            let terminal = io::stdout().is_terminal();
            if (flags.pager == When::Always || flags.pager == When::Auto && terminal)
                && let Some(pager) = pager()
            {
                bar.disable();
                return Ok(Self::Pager(pager));
            }
            widen_pipe();
            return Ok(Self::Stdout(Out::stdout(), terminal.then(|| bar.clone())));
        };
        let existing = if flags.force {
            Existing::Replace
        } else {
            Existing::Refuse
        };
        match AtomicFile::create(path, existing) {
            Ok(file) => Ok(Self::File(BufWriter::new(Box::new(file)), path.clone())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Problem::input(
                path,
                "exists already and is left alone (--force replaces it)",
            )),
            Err(error) => Err(Problem::io(path, &error)),
        }
    }

    /// What a failed write means here; `input` is what was being read.
    pub(crate) fn problem(&self, error: io::Error, input: &Path) -> Problem {
        match (error.kind(), self) {
            // Reading, or data that the format cannot hold.
            (io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput, _) => {
                Problem::input(input, shared::run::plain_words(&error))
            }
            (_, Self::File(_, path)) => Problem::io(path, &error),
            _ => Problem::output(error),
        }
    }

    /// Hands everything on. A file appears only when every input could be printed.
    pub(crate) fn finish(self, reporter: &Reporter) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Stdout(mut out, _) => out.finish()?,
            Self::File(file, path) if reporter.status() <= Status::NO => {
                let whole = file.into_inner().map_err(io::IntoInnerError::into_error);
                whole
                    .and_then(|file| file.commit())
                    .map_err(|error| Problem::io(path, &error))?;
            }
            Self::File(..) => {}
            Self::Pager(mut child) => {
                drop(child.stdin.take());
                let _ = child.wait();
            }
            Self::Memory(bytes) => return Ok(bytes),
        }
        Ok(Vec::new())
    }
}

/// `$PAGER`, or less, which prints what fits on the screen and ends.
fn pager() -> Option<Child> {
    let command = std::env::var("PAGER")
        .ok()
        .filter(|pager| !pager.trim().is_empty());
    let mut command = match &command {
        Some(words) => {
            let mut words = words.split_whitespace();
            let mut command = Command::new(words.next()?);
            command.args(words);
            command
        }
        None => {
            let mut command = Command::new("less");
            command.args(["-F", "-R", "-S", "-X"]);
            command
        }
    };
    command.stdin(Stdio::piped()).spawn().ok()
}

/// A larger pipe wakes both ends less often. It is only faster so; where it is not allowed nothing is lost.
#[cfg(target_os = "linux")]
fn widen_pipe() {
    let _ = rustix::pipe::fcntl_setpipe_size(rustix::stdio::stdout(), 1 << 20);
}

#[cfg(not(target_os = "linux"))]
fn widen_pipe() {}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out, bar) => {
                if let Some(bar) = bar {
                    bar.clear();
                }
                out.write(bytes)
            }
            Self::File(file, _) => file.write(bytes),
            Self::Pager(child) => match &mut child.stdin {
                Some(stdin) => stdin.write(bytes),
                None => Ok(bytes.len()),
            },
            Self::Memory(memory) => memory.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out, _) => out.flush(),
            Self::File(file, _) => file.flush(),
            Self::Pager(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
            Self::Memory(_) => Ok(()),
        }
    }
}
