//! `--recursive`: archives in the archive, each into a directory of its own beside it.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::stage::{Attributes, Stage};
use super::{Done, Job, NotRead, Notice, is_damage};
use crate::error::{Error, Result};
use crate::format::{Archive, Options};
use crate::formats::stem;
use crate::judge::policy_for;
use crate::policy::{Refusal, SafePath, Verdict};
use crate::source::Source;

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
        let source = Source::of_file(Path::new(OsStr::from_bytes(name)), stage.open(path)?)?;
        if source.head.is_empty() {
            return Ok(());
        }
        let options = Options {
            format: None,
            ..opening.clone()
        };
        let mut archive = match Archive::open(source, options) {
            Err(Error::Unsupported(_)) => return Ok(()),
            opened => opened?,
        };
        if !archive.holds_entries()? {
            return Ok(());
        }
        let stem = stem(&String::from_utf8_lossy(name), false);
        let Some(dir) = self.policy.claim_dir(parent, stem.as_bytes()) else {
            return Err(Error::Exists(vec![
                Path::new(OsStr::from_bytes(path.as_bytes())).into(),
            ]));
        };
        stage.add_dir(&dir, Attributes::default())?;
        let mut policy = policy_for(&archive, 0);
        let plan: Option<Vec<Verdict>> = archive
            .index()
            .map(|all| all.iter().map(|entry| policy.judge(entry)).collect());
        let mut plan = plan.map(Vec::into_iter);
        let mut refused: Vec<Refusal> = Vec::new();
        let records = self.outcome.records.len();
        let mut index = 0;
        let done = archive.each(&mut |entry, body| {
            let verdict = match &mut plan {
                Some(plan) => plan.next().unwrap_or(Verdict::Nothing),
                None => policy.judge(entry),
            };
            let verdict = moved(verdict, &dir);
            let below = [dir.as_bytes(), b"/", &entry.name].concat();
            let mut entry = entry.clone();
            entry.decoded(below);
            self.outcome.entries += 1;
            let mut done = Done::default();
            if let Verdict::Refuse(reasons) = &verdict {
                refused.push(Refusal {
                    index,
                    name: entry.name.clone(),
                    reasons: reasons.clone(),
                });
            } else if refused.is_empty() || self.options.skip_unsafe {
                done = self.put_or_leave(&entry, &verdict, body, stage)?;
            }
            self.record(&entry, Some(&verdict), done);
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
        refused.extend(policy.finish().into_iter().map(|r| Refusal {
            name: [dir.as_bytes(), b"/", &r.name].concat(),
            ..r
        }));
        refused.sort_by_key(|r| r.index);
        if !refused.is_empty() && !self.options.skip_unsafe {
            return Err(Error::Unsafe(refused));
        }
        self.refused.extend(refused);
        // Where links lead is judged once more at the end, with those of the inner archives in mind.
        self.policy.absorb(policy, &dir);
        done
    }
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
        Verdict::LinkTo(path, to) => match (path.below(dir), to.below(dir)) {
            (Ok(path), Ok(to)) => Verdict::LinkTo(path, to),
            (Err(why), _) | (_, Err(why)) => Verdict::Refuse(why),
        },
        other => other,
    }
}
