//! `unpack cat`: members to standard output.

use shared::output::Out;
use shared::run::{Problem, Reporter};
use unpack::error::Error;
use unpack::marks::Marks;
use unpack::policy::plain_name;

use super::session::{Session, is_stdin};
use crate::cli::Cat;
use crate::report;

pub(super) fn cat(args: &Cat, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, is_stdin(&args.file))?;
    let mut out = Out::stdout();
    let mut archive = match session.open_contents(&args.file) {
        Ok(archive) => archive,
        Err(error) => {
            report::failure(reporter, &args.file, &error);
            return Ok(());
        }
    };
    let mut marks = Marks::of(&archive, false);
    // A stream has to pass by once for each member, and once for all names.
    let members = archive
        .keep()
        .and_then(|()| archive.members(&mut |entry| marks.note(entry, None)))
        .and_then(|members| Ok((members, marks.finish(&mut archive)?)));
    session.die_if_interrupted();
    let (members, marks) = match members {
        Ok(both) => both,
        Err(error) => {
            report::failure(reporter, &args.file, &error);
            return Ok(());
        }
    };
    session.mark(reporter, &args.file, marks, |name| {
        let name = plain_name(name);
        args.members
            .iter()
            .any(|member| plain_name(member.as_bytes()) == name)
    });
    for member in &args.members {
        let mut broken = None;
        let result = archive.read_named(&members, member.trim_end_matches('/'), &mut |chunk| {
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
