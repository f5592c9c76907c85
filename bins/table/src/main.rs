//! Print tables.

mod cli;

fn main() {}
