//! What `datefmt` promises, run as a user runs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod convert;
mod errors;
mod formats;
mod zones;

use harness::{Ran, Run, tool};

fn datefmt(arguments: &[&str]) -> Run {
    tool("datefmt").args(arguments)
}

/// Runs it on one value, given as an argument.
fn convert(arguments: &[&str]) -> String {
    let ran: Ran = datefmt(arguments).run();
    ran.status(0).stderr_empty();
    ran.stdout_text()
}
