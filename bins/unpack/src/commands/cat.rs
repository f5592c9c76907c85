//! `unpack cat`: members to standard output.

use shared::output::Out;
use shared::run::{Problem, Reporter};
use unpack::error::Error;

use super::session::Session;
use crate::cli::Cat;
use crate::report;

pub(super) fn cat(args: &Cat, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let mut out = Out::stdout();
    let mut archive = match session.open_contents(&args.file) {
        Ok(archive) => archive,
        Err(error) => {
            report::failure(reporter, &args.file, &error);
            return Ok(());
        }
    };
    // A stream has to pass by once for each member.
    if let Err(error) = archive.keep() {
        report::failure(reporter, &args.file, &error);
        return Ok(());
    }
    for member in &args.members {
        let mut broken = None;
        let result = archive.read_named(member.trim_end_matches('/'), &mut |chunk| {
            out.bytes(chunk).map_err(|problem| {
                broken = Some(problem);
                Error::Interrupted
            })
        });
        session.die_if_interrupted();
        if let Some(problem) = broken {
            return Err(problem);
        }
        if let Err(error) = result {
            report::failure(reporter, &args.file, &error);
        }
    }
    out.finish()
}
