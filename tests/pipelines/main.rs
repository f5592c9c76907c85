//! The tools together, and the promises of README, `--help` and `completions/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod completions;
mod help;
mod readme;
mod shell;
mod together;

const TOOLS: [&str; 8] = [
    "totp", "ftype", "charset", "unpack", "datefmt", "htmlsafe", "fillin", "table",
];
