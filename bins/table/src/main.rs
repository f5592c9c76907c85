//! Print tables.

mod arguments;
mod bar;
mod cli;
mod format_out;
mod look;
mod print;
mod reading;
mod run;
mod sink;
mod stream;

fn main() -> std::process::ExitCode {
    shared::run::main_of::<cli::Cli>("table", arguments::all(), Vec::new(), run::run)
}
