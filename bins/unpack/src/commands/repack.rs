//! `unpack repack`: the same files in another format.

use shared::run::{Problem, Reporter};

use super::session::{Session, is_stdin};
use crate::bar::Bar;
use crate::cli::Repack;
use crate::report;

pub(super) fn repack(args: &Repack, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, is_stdin(&args.input))?;
    let mut notices = Vec::new();
    // The suffix is judged first: nothing is read when the result could not be written.
    let result = unpack::repack::format_for(&args.output)
        .map_err(|error| report::failure(reporter, &args.output, &error))
        .map(|_| {
            session.open_contents(&args.input).and_then(|mut archive| {
                let _bar = Bar::watch(&archive, args.reading.progress);
                unpack::repack::repack(&mut archive, &args.output, &mut notices)
            })
        });
    // A signal that came when all was in its place is too late.
    if !matches!(result, Ok(Ok(()))) {
        session.die_if_interrupted();
    }
    for notice in &notices {
        session.warn(reporter, report::notice(&args.input, notice));
    }
    if let Ok(Err(error)) = result {
        report::failure(reporter, &args.input, &error);
    }
    Ok(())
}
