//! Print tables.

mod cli;
mod run;

fn main() -> std::process::ExitCode {
    shared::run::main::<cli::Cli>("table", run::run)
}
