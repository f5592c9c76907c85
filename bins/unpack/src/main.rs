//! Extract any archive, safely.

mod cli;

fn main() {}
