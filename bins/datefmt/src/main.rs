//! Dates and times from one format into another.

mod cli;
mod commands;
mod decoded;
mod rows;

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::run::main::<cli::Cli>("datefmt", commands::run)
}
