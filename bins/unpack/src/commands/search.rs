//! `unpack search`: the lines of members that match.

use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use unpack::error::Error;
use unpack::marks::Marks;
use unpack::search::Pattern;
use unpack::select::Select;

use super::session::Session;
use super::threads;
use crate::bar::Bar;
use crate::cli::Search;
use crate::report;

pub(super) fn search(args: &Search, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, args.inputs.reads_stdin())?;
    let pattern = Pattern::new(&args.regex, args.ignore_case)
        .map_err(|e| Problem::usage(format!("{}: {e}", args.regex)))?;
    let select = Select::new(&args.include, &[]).map_err(Problem::usage)?;
    let inputs: Vec<_> = args.inputs.inputs()?.collect();
    let several = inputs.len() > 1;
    let mut out = Out::stdout();
    let mut any = false;
    for input in inputs {
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
        let front = if several {
            format!("{}:", shared::display::visible_path(&path))
        } else {
            String::new()
        };
        let mut hits = report::Hits::new(args, &front, &path);
        let mut broken = None;
        let result = session.open_contents(&path).and_then(|mut archive| {
            let _bar = Bar::watch(&archive, args.reading.progress);
            let mut marks = Marks::of(&archive, false);
            let done = unpack::search::search(
                &mut archive,
                &pattern,
                &select,
                threads(args.jobs),
                &mut marks,
                &mut |found| {
                    any = true;
                    hits.add(&mut out, &found).map_err(|problem| {
                        broken = Some(problem);
                        Error::Interrupted
                    })
                },
            );
            done.and_then(|()| marks.finish(&mut archive))
        });
        session.die_if_interrupted();
        if let Some(problem) = broken {
            return Err(problem);
        }
        hits.finish(&mut out)?;
        match result {
            Ok(marks) => session.mark(reporter, &path, marks, |name| select.wants(name)),
            Err(error) => report::failure(reporter, &path, &error),
        }
    }
    if !any {
        reporter.raise(Status::NO);
    }
    out.finish()
}
