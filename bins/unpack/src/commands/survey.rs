//! What `list` and `check` share: the headers of each archive, judged.

use std::path::{Path, PathBuf};

use shared::input::InputArgs;
use shared::output::Out;
use shared::progress::ProgressArg;
use shared::run::{Problem, Reporter};
use unpack::error::Error;
use unpack::format::Archive;
use unpack::judge::{self, Judged};

use super::session::Session;
use crate::bar::Bar;

/// Reads the headers of each archive and hands them to `show`; `contents` as in [`judge::judge`].
pub(super) fn survey(
    session: &mut Session,
    args: &InputArgs,
    progress: ProgressArg,
    contents: bool,
    out: &mut Out,
    reporter: &mut Reporter,
    mut show: impl FnMut(
        &Session,
        &mut Out,
        &mut Reporter,
        &Path,
        Option<&Archive>,
        Vec<Judged>,
        Result<(), Error>,
    ) -> Result<(), Problem>,
) -> Result<(), Problem> {
    for input in args.inputs()? {
        let path: PathBuf = match input {
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        if session.has_read(&path) {
            continue;
        }
        let mut archive = session.open(&path);
        let (judged, done) = match &mut archive {
            Ok(archive) => {
                let _bar = Bar::watch(archive, progress);
                judge::judge(archive, contents)
            }
            Err(_) => (Vec::new(), Ok(())),
        };
        session.die_if_interrupted();
        let (archive, done) = match archive {
            Ok(archive) => (Some(archive), done),
            Err(error) => (None, Err(error)),
        };
        show(session, out, reporter, &path, archive.as_ref(), judged, done)?;
    }
    out.finish()
}
