//! The command line: every flag and its help text.

use clap::Parser;

/// One-time passwords in the shell.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {}
