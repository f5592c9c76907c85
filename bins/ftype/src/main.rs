//! Says what a file is.

mod cli;
mod examine;
mod pattern;
mod report;
mod run;
mod template;

fn main() -> std::process::ExitCode {
    shared::run::main::<cli::Cli>("ftype", run::run)
}
