//! Fill in $name templates.

mod cli;

fn main() {}
