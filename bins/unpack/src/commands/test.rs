//! `unpack test`: decode and check every byte.

use shared::output::Out;
use shared::run::{Problem, Reporter};
use unpack::format::Totals;
use unpack::marks::Marks;

use super::session::Session;
use super::threads;
use crate::bar::Bar;
use crate::cli::Test;
use crate::report::{self, Summary};

pub(super) fn test(args: &Test, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, args.inputs.reads_stdin())?;
    let threads = threads(args.jobs);
    let mut out = Out::stdout();
    for input in args.inputs.inputs()? {
        let path = match input {
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        if session.has_read(&path) {
            continue;
        }
        let mut archive = session.open_contents(&path);
        let mut totals = Totals::default();
        let result = match &mut archive {
            Ok(archive) => {
                let _bar = Bar::watch(archive, args.reading.progress);
                let mut marks = Marks::of(archive, !archive.is_kept());
                archive
                    .verify(threads, &mut marks, &mut totals)
                    .and_then(|()| marks.finish(archive))
            }
            Err(_) => Ok(Vec::new()),
        };
        session.die_if_interrupted();
        let (archive, result) = match archive {
            Ok(archive) => (Some(archive), result),
            Err(error) => (None, Err(error)),
        };
        let status = session.remark(reporter, &path, archive.as_ref());
        let result = result.map(|marks| session.mark(reporter, &path, marks, |_| true));
        if args.json {
            let summary = Summary::of(&path, archive.as_ref(), &result, status);
            out.json(&summary.counts(totals.entries, totals.files, totals.bytes))?;
        }
        if let Err(error) = result {
            report::failure(reporter, &path, &error);
        }
    }
    out.finish()
}
