//! Detect and convert text encodings.

mod cli;

fn main() {}
