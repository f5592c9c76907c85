//! Says what a file is.

mod cli;
mod examine;
mod report;
mod run;

fn main() -> std::process::ExitCode {
    shared::run::main::<cli::Cli>("ftype", run::run)
}
