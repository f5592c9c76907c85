//! One-time passwords in the shell.

mod cli;

fn main() {}
