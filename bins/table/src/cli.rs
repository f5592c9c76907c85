//! The command line: every flag and its help text.

use clap::Parser;

/// Print tables.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
