//! The run wrapper that all tools share: parse the arguments, run, report every problem, exit with the
//! highest status met.

mod generate;
mod problem;
mod usage;

use std::process::ExitCode;

use clap::Parser;

pub use problem::{Place, Problem, Status, plain_words};

use crate::display::{visible, visible_path};

/// Runs a tool: parses the process's arguments as `C`, hands them to `body` and turns what happened into the exit
/// status. `--generate SHELL` as the only argument prints completions or the man page instead.
///
/// `body` reports the problems of single inputs to the [`Reporter`] and goes on; what it returns as an error ends
/// the run.
pub fn main<C: Parser>(
    tool: &'static str,
    body: impl FnOnce(C, &mut Reporter) -> Result<(), Problem>,
) -> ExitCode {
    main_hiding(tool, Vec::new(), body)
}

/// As [`main`], and no message repeats one of `hidden`, which are arguments that may be secrets.
pub fn main_hiding<C: Parser>(
    tool: &'static str,
    hidden: Vec<String>,
    body: impl FnOnce(C, &mut Reporter) -> Result<(), Problem>,
) -> ExitCode {
    main_of(tool, std::env::args_os(), hidden, body)
}

/// As [`main_hiding`], with these arguments; the first is the program's name.
pub fn main_of<C: Parser>(
    tool: &'static str,
    given: impl Iterator<Item = std::ffi::OsString>,
    hidden: Vec<String>,
    body: impl FnOnce(C, &mut Reporter) -> Result<(), Problem>,
) -> ExitCode {
    let mut reporter = Reporter::new(tool);
    reporter.hidden = hidden;
    match generate::requested(std::env::args_os().skip(1)) {
        Some(kind) => {
            if let Err(problem) = generate::print(&mut C::command(), tool, &kind) {
                reporter.report(problem);
            }
        }
        None => match C::try_parse_from(given) {
            Ok(arguments) => {
                if let Err(problem) = body(arguments, &mut reporter) {
                    reporter.report(problem);
                }
            }
            Err(error) => usage::show(&error, &mut reporter),
        },
    }
    reporter.exit_code()
}

/// Prints problems to stderr, one escaped line each, and remembers the highest status.
#[derive(Debug)]
pub struct Reporter {
    tool: &'static str,
    status: Status,
    quiet: bool,
    /// What no message may repeat.
    hidden: Vec<String>,
}

impl Reporter {
    /// A reporter whose lines begin with `tool: `.
    pub fn new(tool: &'static str) -> Self {
        Self {
            tool,
            status: Status::DONE,
            quiet: false,
            hidden: Vec::new(),
        }
    }

    /// With `true`, problems still count but no line is printed.
    pub fn set_quiet(&mut self, quiet: bool) {
        self.quiet = quiet;
    }

    /// Prints the problem and raises the status to its status.
    pub fn report(&mut self, problem: Problem) {
        self.raise(problem.status());
        if !problem.is_silent() {
            self.print(problem.place(), problem.message());
        }
    }

    /// Prints a line that leaves the status alone.
    pub fn warn(&mut self, place: Option<&Place>, message: &str) {
        self.print(place, message);
    }

    /// Raises the status to `status`, if it is higher than what was met before.
    pub fn raise(&mut self, status: Status) {
        self.status = self.status.max(status);
    }

    /// The highest status met.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The exit status of the process.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.status.code())
    }

    fn print(&self, place: Option<&Place>, message: &str) {
        if self.quiet {
            return;
        }
        let mut line = format!("{}: ", self.tool);
        if let Some(place) = place {
            line.push_str(&visible_path(&place.path));
            for number in [place.line, place.col].into_iter().flatten() {
                line.push_str(&format!(":{number}"));
            }
            line.push_str(": ");
        }
        let mut message = message.to_owned();
        for word in &self.hidden {
            message = message
                .replace(&format!("'{word}'"), "(not shown)")
                .replace(word, "(not shown)");
        }
        line.push_str(&visible(&message));
        line.push('\n');
        write_stderr(&line);
    }
}

/// A closed or full stderr is nothing to fail for: there is nobody left to tell.
fn write_stderr(text: &str) {
    use std::io::Write;
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
