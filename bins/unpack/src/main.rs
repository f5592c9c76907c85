//! Extract any archive, safely.

mod bar;
mod cli;
mod commands;
mod prompt;
mod report;

use std::process::ExitCode;

use shared::run::{Problem, Reporter};

fn main() -> ExitCode {
    // Before anything else sees them: a message about an unknown flag would repeat the password.
    if commands::password_in(std::env::args_os().skip(1)) {
        let mut reporter = Reporter::new("unpack");
        reporter.report(Problem::usage(
            "a password is never taken from the command line, where others can see it \
             (--password-file, --password-stdin or UNPACK_PASSWORD)",
        ));
        return reporter.exit_code();
    }
    shared::run::main("unpack", commands::run)
}
