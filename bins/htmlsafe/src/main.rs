//! HTML from strangers made safe by an allowlist.

mod cli;
mod policy_file;
mod rows;
mod run;
mod source;

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::run::main::<cli::Cli>("htmlsafe", run::run)
}
