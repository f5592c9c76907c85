//! Dates and times from one format into another.

mod cli;

fn main() {}
