//! The command line: every flag and its help text.

use clap::Parser;

/// Detect and convert text encodings.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
