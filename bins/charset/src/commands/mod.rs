//! The subcommands: inputs in, engine, report out.

pub(crate) mod detect;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod to;

use shared::charset::Encoding;
use shared::run::Problem;

fn encoding_named(name: &str) -> Result<Encoding, Problem> {
    Encoding::for_label(name)
        .ok_or_else(|| Problem::usage(format!("'{name}' is no encoding known here; see charset list")))
}
