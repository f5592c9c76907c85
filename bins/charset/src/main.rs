//! Detect and convert text encodings.

mod cli;
mod commands;

use std::process::ExitCode;

use cli::{Cli, Command};

fn main() -> ExitCode {
    shared::run::main("charset", |cli: Cli, reporter| match &cli.command {
        None => commands::detect::run(&cli.detect, reporter),
        Some(Command::Detect(args)) => commands::detect::run(args, reporter),
        Some(Command::To(args)) => commands::to::run(args, reporter),
        Some(Command::Lint(args)) => commands::lint::run(args, reporter),
        Some(Command::List(args)) => commands::list::run(args),
    })
}
