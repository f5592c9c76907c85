//! HTML from strangers made safe.

mod cli;

fn main() {}
