//! `unpack formats`: what is read, and what reads the others.

use shared::output::Out;
use shared::run::Problem;
use unpack::formats::FORMATS;

use crate::cli::Formats;
use crate::report;

pub(super) fn formats(args: &Formats) -> Result<(), Problem> {
    let mut out = Out::stdout();
    if args.json {
        for row in FORMATS {
            out.json(&report::FormatRow::new(row))?;
        }
    } else {
        out.bytes(report::formats_table().as_bytes())?;
    }
    out.finish()
}
