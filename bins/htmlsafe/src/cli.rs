//! The command line: every flag and its help text.

use clap::Parser;

/// HTML from strangers made safe.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
