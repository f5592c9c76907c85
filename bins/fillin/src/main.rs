//! Fill in templates.

mod cli;
mod commands;
mod data;
mod report;

fn main() -> std::process::ExitCode {
    shared::run::main::<cli::Cli>("fillin", commands::run)
}
