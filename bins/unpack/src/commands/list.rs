//! `unpack list`: names, a table, a tree.

use shared::output::Out;
use shared::run::{Problem, Reporter};
use unpack::format::Archive;
use unpack::judge::{Fate, Judged};
use unpack::marks::Mark;

use super::session::Session;
use super::survey::survey;
use crate::cli::List;
use crate::report::{self, Summary};

pub(super) fn list(args: &List, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, args.inputs.reads_stdin())?;
    let mut out = Out::stdout();
    survey(
        &mut session,
        &args.inputs,
        args.reading.progress,
        false,
        &mut out,
        reporter,
        |session, out, reporter, path, archive, judged, result| {
            let status = session.remark(reporter, path, archive);
            if args.json {
                let mut rows = report::Rows::of(path);
                for one in &judged {
                    out.json(&rows.judged(one))?;
                }
                out.json(&Summary::of(path, archive, &result, status).judged(&judged))?;
            } else if args.long {
                let encoding = archive.and_then(Archive::encoding);
                out.bytes(report::table(&judged, encoding).as_bytes())?;
            } else {
                if args.tree {
                    out.bytes(report::tree(&judged).as_bytes())?;
                } else {
                    for one in &judged {
                        out.line(&shared::display::visible(&one.entry.path()))?;
                    }
                }
                session.mark(reporter, path, refused(&judged), |_| true);
            }
            if let Err(error) = result {
                report::failure(reporter, path, &error);
            }
            Ok(())
        },
    )
}

/// The table and the rows have place for marks; names alone have not.
fn refused(judged: &[Judged]) -> Vec<Mark> {
    let refused = judged.iter().filter(|one| one.fate == Fate::Refused);
    let mark = |one: &Judged| Mark {
        name: one.entry.name.clone(),
        reasons: one.reasons.clone(),
    };
    refused.map(mark).collect()
}
