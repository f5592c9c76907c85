//! The command line: every flag and its help text.

use clap::Parser;

/// Extract any archive, safely.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
