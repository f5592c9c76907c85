//! `--recursive`: archives in the archive, each into a directory of its own beside it.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::stage::{Attributes, Stage};
use super::{Done, Job, NotRead, Notice, is_damage};
use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::format::{Archive, Options, disks};
use crate::formats::stem;
use crate::policy::{Policy, Reason, Refusal, SafePath, Verdict, plain_name};
use crate::sniff::{Sniffed, sniff};
use crate::source::Source;
use crate::volumes::{first_piece, is_volume};

impl Job<'_> {
    /// Extracts what is an archive among the files written so far, and what is in those, some levels deep. All
    /// share the limits of the outermost one.
    pub(super) fn extract_inner(&mut self, opening: &Options, stage: &mut Stage) -> Result<()> {
        opening.meter.go_within();
        for _ in 0..self.options.recursive {
            for path in std::mem::take(&mut self.written) {
                match self.one_inner(opening, &path, stage) {
                    // It is there itself, and so is what could be read of it.
                    Err(error) if self.options.keep_broken && is_damage(&error) => {
                        let why = NotRead::of(&error).unwrap_or_else(|| NotRead::Damaged(error.to_string()));
                        let notice = Notice::NotRead(path.as_bytes().to_vec(), why);
                        self.outcome.notices.push(notice);
                    }
                    done => done.map_err(|e| e.within(path.as_bytes()))?,
                }
            }
        }
        Ok(())
    }

    fn one_inner(&mut self, opening: &Options, path: &SafePath, stage: &mut Stage) -> Result<()> {
        let (parent, name) = path.parent_and_name();
        let file_name = String::from_utf8_lossy(name);
        let source = Source::of_file(Path::new(OsStr::from_bytes(name)), stage.open(path)?)?;
        if source.head.is_empty() {
            return Ok(());
        }
        // One of several volumes, which stay together. The first begins as an archive.
        if is_volume(&file_name) || is_piece(stage, parent, &file_name) {
            self.left_packed(
                &source.head,
                false,
                path,
                "one of several volumes (unpack it where it is now)",
            );
            return Ok(());
        }
        let options = Options {
            format: None,
            ..opening.clone()
        };
        let head = source.head.clone();
        let is_last_part = source
            .as_file()
            .is_some_and(|(file, size)| disks(file, size).is_some_and(|disk| disk > 0));
        let mut archive = match Archive::open(source, options) {
            Err(Error::Unsupported(why)) => {
                self.left_packed(&head, is_last_part, path, &why);
                return Ok(());
            }
            opened => opened?,
        };
        let holds_entries = match archive.holds_entries() {
            // A compressed file, which is not unpacked here, may be damaged.
            Err(Error::Corrupt(_)) if archive.format().container.is_none() => false,
            holds => holds?,
        };
        if !holds_entries {
            return Ok(());
        }
        let stem = stem(&file_name, false);
        let Some(dir) = self.policy.claim_dir(parent, stem.as_bytes()) else {
            return Err(Error::Exists(vec![
                Path::new(OsStr::from_bytes(path.as_bytes())).into(),
            ]));
        };
        stage.add_dir(&dir, Attributes::default())?;
        let mut policy = self.options.policy_for(&archive, 0);
        let plan: Option<Vec<Option<Verdict>>> = archive.index().map(|all| {
            let judge = |entry| self.judge_inner(&mut policy, entry, &dir);
            all.iter().map(judge).collect()
        });
        let mut plan = plan.map(Vec::into_iter);
        let mut refused: Vec<Refusal> = Vec::new();
        let records = self.outcome.records.len();
        let mut index = 0;
        let done = archive.each(&mut |entry, body| {
            let verdict = match &mut plan {
                Some(plan) => plan.next().flatten(),
                None => self.judge_inner(&mut policy, entry, &dir),
            };
            let mut entry = entry.clone();
            entry.decoded(below(&dir, &entry.name));
            self.outcome.entries += 1;
            let mut done = Done::default();
            match &verdict {
                Some(Verdict::Refuse(reasons)) => refused.push(Refusal {
                    index,
                    name: entry.name.clone(),
                    reasons: reasons.clone(),
                }),
                Some(verdict) if refused.is_empty() || self.options.skip_unsafe => {
                    done = self.put_or_leave(&entry, verdict, body, stage)?;
                }
                _ => {}
            }
            self.record(&entry, verdict.as_ref(), done);
            index += 1;
            Ok(ControlFlow::Continue(()))
        });
        if let Err(error) = &done
            && !(self.options.keep_broken && is_damage(error))
        {
            return done;
        }
        if done.is_err() {
            self.mark_unverified(&archive, records);
        }
        self.unverified.clear();
        for link in policy.finish() {
            // From further up it may seem to stay within the tree.
            policy.forget(&link.name);
            refused.push(Refusal {
                name: below(&dir, &link.name),
                ..link
            });
        }
        refused.sort_by_key(|r| r.index);
        if !refused.is_empty() && !self.options.skip_unsafe {
            return Err(Error::Unsafe(refused));
        }
        self.refused.extend(refused);
        // Where links lead is judged once more at the end, with those of the inner archives in mind.
        self.policy.absorb(policy, &dir);
        done
    }

    /// Says why a file that is an archive, or begins as one, stays as it is.
    fn left_packed(&mut self, head: &[u8], is_archive: bool, path: &SafePath, why: &str) {
        if is_archive || matches!(sniff(head), Sniffed::Container(_) | Sniffed::Codec(_)) {
            let notice = Notice::LeftPacked(path.as_bytes().to_vec(), why.to_owned());
            self.outcome.notices.push(notice);
        }
    }

    /// The verdict on an entry of an archive that lies in `dir`, `None` when it is excluded.
    fn judge_inner(&mut self, policy: &mut Policy, entry: &Entry, dir: &SafePath) -> Option<Verdict> {
        let place = |name: &[u8]| plain_name(&below(dir, name));
        let path = place(&entry.name);
        let is_file = matches!(entry.kind, Kind::File | Kind::HardLink);
        if self.options.select.excludes(&path) {
            if is_file {
                self.unselected.insert(path);
            }
            return None;
        }
        if let (Kind::HardLink, Some(target)) = (entry.kind, &entry.link)
            && self.unselected.contains(&place(target))
        {
            self.unselected.insert(path);
            return Some(Verdict::Skip(Reason::TargetLeftOut));
        }
        Some(moved(policy.judge(entry), dir))
    }
}

/// Whether it is one of the pieces `NAME.001`, `NAME.002`, ... that lie there.
fn is_piece(stage: &mut Stage, parent: &[u8], file_name: &str) -> bool {
    let separator: &[u8] = if parent.is_empty() { b"" } else { b"/" };
    let is_there = |name: &str| {
        let path = SafePath::of_name(&[parent, separator, name.as_bytes()].concat(), false, false);
        matches!(path, Ok(Some(path)) if stage.open(&path).is_ok())
    };
    first_piece(file_name, is_there).is_some()
}

/// The same name below `dir`.
fn below(dir: &SafePath, name: &[u8]) -> Vec<u8> {
    [dir.as_bytes(), b"/", name].concat()
}

/// The verdict for the same entry below `dir`.
fn moved(verdict: Verdict, dir: &SafePath) -> Verdict {
    let placed = |path: SafePath, verdict: fn(SafePath) -> Verdict| match path.below(dir) {
        Ok(path) => verdict(path),
        Err(why) => Verdict::Refuse(why),
    };
    match verdict {
        Verdict::Place(path) => placed(path, Verdict::Place),
        Verdict::Replace(path) => placed(path, Verdict::Replace),
        Verdict::Again(path) => placed(path, Verdict::Again),
        Verdict::LinkTo(path, to) => match (path.below(dir), to.below(dir)) {
            (Ok(path), Ok(to)) => Verdict::LinkTo(path, to),
            (Err(why), _) | (_, Err(why)) => Verdict::Refuse(why),
        },
        other => other,
    }
}
