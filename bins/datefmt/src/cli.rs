//! The command line: every flag and its help text.

use clap::Parser;

/// Dates and times from one format into another.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
