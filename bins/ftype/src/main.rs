//! What a file is, by its content.

mod cli;

fn main() {}
