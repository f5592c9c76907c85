//! What clap has to say, in the form that all tools keep: help and version on stdout, an error as one line.

use clap::error::ErrorKind;

use super::{Problem, Reporter, write_stderr};

/// Shows help or version (status 0), or reports the error (status 2).
pub(super) fn show(error: &clap::Error, reporter: &mut Reporter) {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            if let Err(failed) = print(error) {
                reporter.report(Problem::output(failed));
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            write_stderr(&error.render().to_string());
            reporter.raise(super::Status::USAGE);
        }
        _ => reporter.report(Problem::usage(format!(
            "{}; see {} --help",
            one_line(error),
            reporter.tool
        ))),
    }
}

fn print(error: &clap::Error) -> std::io::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(error.render().to_string().as_bytes())?;
    out.flush()
}

/// The message and its hints without the usage text behind them.
fn one_line(error: &clap::Error) -> String {
    let rendered = error.render().to_string();
    let mut line = String::new();
    for part in rendered
        .lines()
        .take_while(|part| !part.starts_with("Usage:"))
        .map(str::trim)
    {
        if part.is_empty() || part.starts_with("For more information") {
            continue;
        }
        match part.strip_prefix("tip: ") {
            Some(tip) => line.push_str(&format!(" ({tip})")),
            None => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(part.strip_prefix("error: ").unwrap_or(part));
            }
        }
    }
    line
}
