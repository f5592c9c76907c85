//! The command line: every flag and its help text.

use clap::Parser;

/// What a file is, by its content.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
