//! `unpack extract`: everything into the target, or nothing.

use shared::input::Input;
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use unpack::extract::{Existing, Options, Outcome, Umask};
use unpack::select::Select;

use super::session::Session;
use crate::bar::Bar;
use crate::cli::Extract;
use crate::report::{self, Summary};

pub(super) fn extract(args: &Extract, reporter: &mut Reporter) -> Result<(), Problem> {
    let session = Session::new(&args.reading, args.inputs.reads_stdin())?;
    let mut session = session.keep_broken(args.keep_broken);
    if args.inputs.has_stdin() && args.output.is_none() {
        return Err(needs_output());
    }
    let select = Select::new(&args.include, &args.exclude).map_err(Problem::usage)?;
    let existing = match (args.force, args.skip, args.rename) {
        (true, ..) => Existing::Force,
        (_, true, _) => Existing::Skip,
        (.., true) => Existing::Rename,
        _ => Existing::Refuse,
    };
    let options = Options {
        dest: args.output.clone(),
        here: args.here,
        existing,
        strip: args.strip,
        select,
        skip_unsafe: args.skip_unsafe,
        recursive: args.recursive,
        same_owner: args.same_owner,
        keep_broken: args.keep_broken,
        hash: args.manifest,
        records: args.json || args.verbose,
        umask: Umask::take(),
    };
    let mut out = Out::stdout();
    for input in args.inputs.inputs()? {
        let path = match input {
            Ok(Input::Stdin) if args.output.is_none() => return Err(needs_output()),
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        if session.has_read(&path) {
            continue;
        }
        // What is done is told before a signal ends the run.
        if session.is_interrupted() {
            out.finish()?;
            session.die_if_interrupted();
        }
        let mut outcome = Outcome::default();
        let mut archive = session.open_contents(&path);
        let result = match &mut archive {
            Ok(archive) => {
                let _bar = Bar::watch(archive, args.reading.progress);
                unpack::extract::extract(archive, &options, &mut outcome)
            }
            Err(_) => Ok(()),
        };
        // A signal that came when all was in its place is too late for this archive.
        if archive.is_err() || result.is_err() {
            session.die_if_interrupted();
        }
        let (archive, result) = match archive {
            Ok(archive) => (Some(archive), result),
            Err(error) => (None, Err(error)),
        };
        if let (Some(_), Some(archive), false) = (&outcome.path, &archive, args.reading.quiet) {
            report::guess(reporter, &path, archive);
        }
        for notice in &outcome.notices {
            session.warn(reporter, report::notice(&path, notice));
        }
        if args.verbose {
            for path in outcome.written() {
                reporter.warn(None, &path.to_string_lossy());
            }
        }
        let said = outcome.notices.iter().map(report::said);
        let worst = said.reduce(|a, b| if b.0 > a.0 { b } else { a });
        let status = worst.as_ref().map_or(Status::DONE, |(status, _)| *status);
        if args.json {
            report::extracted(&mut out, &path, &outcome)?;
            let summary = Summary::of(&path, archive.as_ref(), &result, status)
                .counts(outcome.entries, outcome.files, outcome.bytes)
                .dest(outcome.path.as_deref())
                .worst(worst);
            out.json(&summary)?;
        } else if let (Some(path), false) = (&outcome.path, args.reading.quiet) {
            out.line(&shared::display::visible_path(path))?;
        }
        if let Err(error) = result {
            report::failure(reporter, &path, &error);
        }
    }
    out.finish()
}

fn needs_output() -> Problem {
    Problem::usage("no FILE, or - for standard input, needs -o DIR to say where the files go")
}
