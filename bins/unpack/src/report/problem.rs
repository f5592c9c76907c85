//! One line for each problem, with the status that it means.

use std::path::Path;

use shared::run::{Problem, Reporter, Status};
use unpack::entry::Entry;
use unpack::error::Error;
use unpack::extract::{NotRead, Notice};
use unpack::format::Archive;
use unpack::marks::Mark;
use unpack::names::Encoding;
use unpack::policy::{Reason, Severity};
use unpack::volumes;

use super::{name, words};

/// The exit status that an error means.
pub(crate) fn status_of(error: &Error) -> Status {
    match error.cause() {
        Error::Corrupt(_)
        | Error::Io { .. }
        | Error::Exists(_)
        | Error::InTheWay(_)
        | Error::NoDirectory(_)
        | Error::NoMember(_)
        | Error::NothingSelected
        | Error::Interrupted => Status::INPUT,
        Error::LinkInTheWay(_) | Error::Strict(_) => Status::of_tool(4),
        Error::Unsafe(all) => {
            let worst = all.iter().flat_map(|r| &r.reasons).map(|r| r.severity()).max();
            match worst {
                Some(Severity::Limit) => Status::of_tool(5),
                Some(Severity::Unwritable) => Status::INPUT,
                _ => Status::of_tool(4),
            }
        }
        Error::Limit(_) => Status::of_tool(5),
        Error::NoPassword | Error::WrongPassword | Error::PasswordOrDamage(_) => Status::of_tool(6),
        Error::Unsupported(_) => Status::of_tool(7),
        // A cause lies within nothing.
        Error::Within { .. } => Status::INPUT,
    }
}

/// Reports an archive that failed; of an unsafe one every offender.
pub(crate) fn failure(reporter: &mut Reporter, path: &Path, error: &Error) {
    let status = status_of(error);
    if let Error::Unsafe(all) = error.cause() {
        for refusal in all {
            let message = format!("{}: {}", name(&refusal.name), words(&refusal.reasons));
            reporter.report(Problem::new(status, message).at(path));
        }
    }
    let message = match volumes::advice(path, error) {
        Some(advice) => format!("{error} ({advice})"),
        None => error.to_string(),
    };
    reporter.report(Problem::new(status, message).at(path));
}

/// Says how names were read, where that was an uncertain guess. It is no fault, and changes no status.
pub(crate) fn guess(reporter: &mut Reporter, path: &Path, archive: &Archive) {
    if let Some(Encoding {
        name, certain: false, ..
    }) = archive.encoding()
    {
        let path = shared::display::visible_path(path);
        reporter.warn(
            None,
            &format!("{path}: names read as {name}, a guess (--encoding overrides)"),
        );
    }
}

/// Says what extraction would refuse or replace; the verb that only reads is none the worse for it.
pub(crate) fn mark(reporter: &mut Reporter, path: &Path, mark: &Mark) {
    let path = shared::display::visible_path(path);
    let why = match mark.reasons.as_slice() {
        [] => "twice in the archive, with other contents (extract takes the later one)".to_owned(),
        reasons => format!("{} (extract refuses it)", words(reasons)),
    };
    reporter.warn(None, &format!("{path}: {}: {why}", name(&mark.name)));
}

/// Something that was not as wished, as a problem of status 1; of status 3 when something is broken.
pub(crate) fn notice(path: &Path, notice: &Notice) -> Problem {
    let (status, message) = said(notice);
    Problem::new(status, message).at(path)
}

/// The status of a notice, and its words.
pub(crate) fn said(notice: &Notice) -> (Status, String) {
    let mut status = Status::NO;
    let message = match notice {
        Notice::Broken { entry, why, kept } => {
            status = Status::INPUT;
            let entry = name(entry);
            match kept {
                Some(kept) => format!("{entry}: {why}; what there is of it is in {}", name(kept)),
                None => format!("{entry}: {why}; what there is of it could not be kept"),
            }
        }
        Notice::Unverified(entry) => {
            status = Status::INPUT;
            format!(
                "{}: kept, but may be damaged: no checksum vouches for it",
                name(entry)
            )
        }
        Notice::LeftOut(entry, reasons) => format!("{}: left out: {}", name(entry), words(reasons)),
        Notice::Replaced(entry) => format!("{}: twice in the archive, the later one was taken", name(entry)),
        Notice::Kept(path) => format!("{}: already there, kept", path.display()),
        Notice::DirectoryData(entry) => {
            format!(
                "{}: a directory with contents of its own, which were left out",
                name(entry)
            )
        }
        Notice::NotRead(entry, why) => {
            let (code, why) = match why {
                NotRead::Password(why) => (6, why),
                NotRead::Unsupported(why) => (7, why),
                NotRead::Damaged(why) => (3, why),
            };
            status = Status::of_tool(code);
            match code {
                3 => format!("{}: {why}; extracted as far as it can be read", name(entry)),
                _ => format!("{}: left out: {why}", name(entry)),
            }
        }
        Notice::Trailing => "bytes that belong to nothing follow the archive".to_owned(),
        Notice::Misnamed => {
            "its name promises another archive inside, and there is none: taken as one compressed file"
                .to_owned()
        }
        Notice::Decrypted => "what was encrypted is not so in the new archive".to_owned(),
        Notice::Unowned(1) => "an entry has no owner that could be given to it".to_owned(),
        Notice::Unowned(n) => format!("{n} entries have no owner that could be given to them"),
        Notice::LeftPacked(entry, why) => format!("{}: left packed: {why}", name(entry)),
    };
    (status, message)
}

/// A name that is fine here but not everywhere, as a problem of status 1.
pub(crate) fn not_portable(path: &Path, entry: &Entry, reason: Reason) -> Problem {
    Problem::new(Status::NO, format!("{}: {reason}", entry.path())).at(path)
}
