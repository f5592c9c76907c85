//! The command line: every flag and its help text.

use clap::Parser;

/// Fill in $name templates.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
