//! What `htmlsafe` promises, run as a user runs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod check;
mod modes;
mod policy;
mod safety;

use harness::{Run, tool};

fn htmlsafe(arguments: &[&str]) -> Run {
    tool("htmlsafe").args(arguments)
}

fn clean(arguments: &[&str], input: &str) -> String {
    let ran = htmlsafe(arguments).stdin(input).run();
    ran.status(0).stderr_empty();
    ran.stdout_text()
}
