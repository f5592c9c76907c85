//! `unpack diff`: where two archives differ.

use std::path::Path;

use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use unpack::marks::Marks;

use super::session::{Session, is_stdin};
use crate::bar::Bar;
use crate::cli::Diff;
use crate::report;

pub(super) fn diff(args: &Diff, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, is_stdin(&args.a) || is_stdin(&args.b))?;
    let mut out = Out::stdout();
    let mut tree = |path: &Path| {
        let tree = session.open_contents(path).and_then(|mut archive| {
            let _bar = Bar::watch(&archive, args.reading.progress);
            let mut marks = Marks::of(&archive, true);
            let tree = unpack::diff::tree(&mut archive, &mut marks)?;
            Ok((tree, marks.finish(&mut archive)?))
        });
        session.die_if_interrupted();
        match tree {
            Ok((tree, marks)) => {
                session.mark(reporter, path, marks, |_| true);
                Some(tree)
            }
            Err(error) => {
                report::failure(reporter, path, &error);
                None
            }
        }
    };
    let (Some(a), Some(b)) = (tree(&args.a), tree(&args.b)) else {
        return Ok(());
    };
    let all = unpack::diff::differences(&a, &b);
    for one in &all {
        if args.json {
            out.json(&report::DiffRow::new(one))?;
        } else {
            out.line(&format!(
                "{} {}",
                one.change.name(),
                shared::display::visible_bytes(&one.path)
            ))?;
        }
    }
    if !all.is_empty() {
        reporter.raise(Status::NO);
    }
    out.finish()
}
