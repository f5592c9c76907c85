//! The record of what became of each entry.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::landing::Published;
use super::{Job, Notice};
use crate::entry::{Entry, Kind};
use crate::format::Archive;
use crate::formats::Container;
use crate::judge::reasons;
use crate::policy::{Reason, SafePath, Verdict};

/// What became of an entry.
#[derive(Debug, Clone)]
pub struct Record {
    /// The entry.
    pub entry: Entry,
    /// Why it is refused or left out.
    pub reasons: Vec<Reason>,
    /// The path it was written to, from the directory that was extracted to.
    pub written: Option<SafePath>,
    /// Why it does not lie under a name of its own, where the policy had no reason: `exists`, `replaced`, `broken`,
    /// `unverified` (it lies there, but nothing vouches for it), `password`, `unsupported` or `damaged`.
    pub skipped: Option<&'static str>,
    /// SHA-256 of what was written, lower-case hex.
    pub sha256: Option<String>,
}

/// What came of an extraction, whether it succeeded or not.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Records, when asked for; up to the point of failure.
    pub records: Vec<Record>,
    /// What was not as wished.
    pub notices: Vec<Notice>,
    /// Entries met.
    pub entries: u64,
    /// Regular files written.
    pub files: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Entries without an owner that could be given to them, where owners were asked for.
    pub unowned: u64,
    /// The path created.
    pub path: Option<PathBuf>,
    /// The directory that the `written` paths of the records lie in.
    pub base: Option<PathBuf>,
}

impl Outcome {
    /// Takes note of where everything is.
    pub(super) fn landed(&mut self, published: Published) {
        let Published { path, base, merged } = published;
        for record in &mut self.records {
            let written = record.written.as_ref().map(SafePath::as_bytes);
            if written.is_some_and(|path| merged.landed.get(path) == Some(&None)) {
                record.skipped = Some("exists");
            }
        }
        self.moved(&merged.landed);
        self.notices.extend(merged.kept.into_iter().map(Notice::Kept));
        // The only top entry may have been left out.
        self.path = path.filter(|path| path.symlink_metadata().is_ok());
        self.base = Some(base);
    }

    /// Takes note of the paths that some have now, or that they are nowhere.
    pub(super) fn moved(&mut self, places: &HashMap<Vec<u8>, Option<Vec<u8>>>) {
        for record in &mut self.records {
            let written = record.written.as_ref();
            if let Some(place) = written.and_then(|path| places.get(path.as_bytes())) {
                let place = place
                    .as_ref()
                    .and_then(|name| SafePath::of_name(name, false, false).ok());
                record.written = place.flatten();
            }
        }
        for notice in &mut self.notices {
            if let Notice::Broken { kept, .. } = notice
                && let Some(place) = kept.as_ref().and_then(|path| places.get(path))
            {
                kept.clone_from(place);
            }
        }
    }

    /// The paths of all recorded entries that were written; none before all is published.
    pub fn written(&self) -> impl Iterator<Item = PathBuf> {
        let records = self
            .base
            .iter()
            .flat_map(|base| self.records.iter().map(move |r| (base, r)));
        records.filter_map(|(base, r)| Some(base.join(OsStr::from_bytes(r.written.as_ref()?.as_bytes()))))
    }
}

/// What was done with an entry.
#[derive(Default)]
pub(super) struct Done {
    pub(super) written: Option<SafePath>,
    pub(super) sha256: Option<String>,
    pub(super) skipped: Option<&'static str>,
}

impl Done {
    pub(super) fn written(path: &SafePath) -> Self {
        Self {
            written: Some(path.clone()),
            ..Self::default()
        }
    }

    pub(super) fn skipped(why: &'static str) -> Self {
        Self {
            skipped: Some(why),
            ..Self::default()
        }
    }
}

impl Job<'_> {
    pub(super) fn record(&mut self, entry: &Entry, verdict: Option<&Verdict>, done: Done) {
        if !self.options.records {
            return;
        }
        let records = &mut self.outcome.records;
        if let Some(path) = done.written.as_ref().filter(|_| entry.kind != Kind::Dir) {
            let before = self.recorded.insert(path.as_bytes().to_vec(), records.len());
            if let Some(replaced) = before.and_then(|at| records.get_mut(at)) {
                (replaced.written, replaced.skipped) = (None, Some("replaced"));
            }
        }
        records.push(Record {
            entry: entry.clone(),
            reasons: verdict.map(reasons).unwrap_or_default(),
            written: done.written,
            skipped: done.skipped,
            sha256: done.sha256,
        });
    }

    /// Tells of what a damaged stream held, in records from this one on: the checksums of compressed streams lie behind
    /// what they cover, and a tar in one has none of its own.
    pub(super) fn mark_unverified(&mut self, archive: &Archive, from: usize) {
        let names = std::mem::take(&mut self.unverified);
        let format = archive.format();
        let packed =
            format.codec.is_some() || matches!(format.container, Some(Container::Deb | Container::Rpm));
        if archive.is_indexed() || !packed {
            return;
        }
        self.outcome
            .notices
            .extend(names.into_iter().map(Notice::Unverified));
        for record in self.outcome.records.iter_mut().skip(from) {
            if record.written.is_some() && record.skipped.is_none() && holds_data(&record.entry) {
                (record.sha256, record.skipped) = (None, Some("unverified"));
            }
        }
    }

    /// Takes note of links that were left out in the end, and why.
    pub(super) fn record_unmade(
        &mut self,
        unmade: &HashSet<(Vec<u8>, Vec<u8>)>,
        bad: &HashMap<Vec<u8>, Reason>,
    ) {
        for record in &mut self.outcome.records {
            let Some(path) = record
                .written
                .as_ref()
                .filter(|_| record.entry.kind == Kind::Link)
            else {
                continue;
            };
            let link = record.entry.link.clone().unwrap_or_default();
            if unmade.contains(&(path.as_bytes().to_vec(), link)) {
                let late = self.refused.iter().find(|r| r.name == record.entry.name);
                let known = late.map(|r| r.reasons.clone());
                let found = || bad.get(path.as_bytes()).copied().into_iter().collect();
                record.reasons = known.unwrap_or_else(found);
                record.written = None;
            }
        }
    }
}

/// Whether it is a file that damage could change.
pub(super) fn holds_data(entry: &Entry) -> bool {
    entry.kind == Kind::File && entry.size != Some(0)
}
