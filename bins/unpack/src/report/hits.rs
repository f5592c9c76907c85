//! What a search finds: lines, names or counts.

use std::path::Path;

use shared::display::visible;
use shared::output::Out;
use shared::run::Problem;
use unpack::search::Found;

use crate::cli::Search;

/// Prints the lines that a search finds in one archive, or counts them.
pub(crate) struct Hits<'a> {
    args: &'a Search,
    /// The archive and a colon, when there are several.
    front: &'a str,
    archive: &'a Path,
    /// The member last met, and how many of its lines match.
    last: Option<(String, u64)>,
}

#[derive(serde::Serialize)]
struct HitRow<'a> {
    archive: std::borrow::Cow<'a, str>,
    path: &'a str,
    line: u64,
    text: &'a str,
}

impl<'a> Hits<'a> {
    pub(crate) fn new(args: &'a Search, front: &'a str, archive: &'a Path) -> Self {
        Self {
            args,
            front,
            archive,
            last: None,
        }
    }

    pub(crate) fn add(&mut self, out: &mut Out, found: &Found<'_>) -> Result<(), Problem> {
        if self.args.json {
            return out.json(&HitRow {
                archive: self.archive.to_string_lossy(),
                path: found.member,
                line: found.line,
                text: found.text,
            });
        }
        if !self.args.count && !self.args.files_with_matches {
            let (member, text) = (visible(found.member), visible(found.text));
            return out.line(&format!("{}{member}:{}:{text}", self.front, found.line));
        }
        match &mut self.last {
            Some((member, count)) if member == found.member => *count += 1,
            _ => {
                self.finish(out)?;
                self.last = Some((found.member.to_owned(), 1));
            }
        }
        Ok(())
    }

    /// Prints what is known of the member last met.
    pub(crate) fn finish(&mut self, out: &mut Out) -> Result<(), Problem> {
        match self.last.take() {
            Some((member, count)) if self.args.count => {
                out.line(&format!("{}{}:{count}", self.front, visible(&member)))
            }
            Some((member, _)) => out.line(&format!("{}{}", self.front, visible(&member))),
            None => Ok(()),
        }
    }
}
