//! `unpack check`: what extract would refuse or leave out.

use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use unpack::error::Error;
use unpack::extract::{self, Notice};
use unpack::judge::{self, Fate, Judged};
use unpack::policy::Refusal;

use super::session::Session;
use super::survey::survey;
use crate::cli::Check;
use crate::report::{self, Summary};

pub(super) fn check(args: &Check, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading, args.inputs.reads_stdin())?;
    let mut out = Out::stdout();
    survey(
        &mut session,
        &args.inputs,
        args.reading.progress,
        true,
        &mut out,
        reporter,
        |session, out, reporter, path, archive, mut judged, mut result| {
            if result.is_err() {
                // Extraction ends there too, and says nothing of what came before.
                judged.clear();
            }
            let (mut status, refused) = verdicts(&judged);
            if let (Ok(()), Some(archive)) = (&result, archive) {
                let name = |i: usize| judged.get(i).map(|one| one.entry.path().as_bytes().to_vec());
                let name = |i| name(i).unwrap_or_default();
                result = judge::claims(&judged, archive).and_then(|()| archive.check_decoders(&name));
                if let Some(one) = judged.iter().find(|one| one.fate == Fate::Locked) {
                    result = Err(extract::locked(archive).within(one.entry.path().as_bytes()));
                }
            }
            if let (Ok(()), Some(archive), true) = (&result, archive, refused.is_empty())
                && archive.options().password.is_none()
                && let Some(one) = judge::encrypted(&judged)
            {
                result = Err(Error::NoPassword.within(one.entry.path().as_bytes()));
            }
            if !refused.is_empty() {
                if let Err(limit) = result {
                    status = status.max(report::status_of(&limit));
                    report::failure(reporter, path, &limit);
                }
                result = Err(Error::Unsafe(refused));
            }
            status = status.max(session.remark(reporter, path, archive));
            for one in judged.iter().filter(|one| one.replaces || one.has_data) {
                status = status.max(Status::NO);
                let name = one.entry.name.clone();
                let notice = if one.replaces {
                    Notice::Replaced(name)
                } else {
                    Notice::DirectoryData(name)
                };
                session.warn(reporter, report::notice(path, &notice));
            }
            for one in judged.iter().filter(|one| one.fate == Fate::LeftOut) {
                let left_out = Notice::LeftOut(one.entry.name.clone(), one.reasons.clone());
                session.warn(reporter, report::notice(path, &left_out));
            }
            if !args.reading.portable {
                for (one, reason) in judge::not_portable(&judged) {
                    status = status.max(Status::NO);
                    session.warn(reporter, report::not_portable(path, &one.entry, reason));
                }
            }
            if args.json {
                let mut rows = report::Rows::of(path);
                for one in &judged {
                    out.json(&rows.judged(one))?;
                }
                out.json(&Summary::of(path, archive, &result, status).judged(&judged))?;
            }
            if let Err(error) = result {
                report::failure(reporter, path, &error);
            }
            Ok(())
        },
    )
}

/// The status of a dry run, and what would be refused.
fn verdicts(judged: &[Judged]) -> (Status, Vec<Refusal>) {
    let mut status = Status::DONE;
    let mut refused = Vec::new();
    for (index, one) in judged.iter().enumerate() {
        match one.fate {
            Fate::Refused => refused.push(Refusal {
                index,
                name: one.entry.name.clone(),
                reasons: one.reasons.clone(),
            }),
            Fate::LeftOut => status = status.max(Status::NO),
            Fate::Accepted | Fate::Locked => {}
        }
    }
    (status, refused)
}
