//! The writing: each entry into the stage, as its verdict says.

use std::collections::HashSet;
use std::io::{ErrorKind, Read};
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::contents::Contents;
use super::record::{Done, holds_data};
use super::stage::{Attributes, Finished, Stage};
use super::{Job, NotRead, Notice, is_damage};
use crate::entry::{Body, Entry, Kind};
use crate::error::{Error, Result};
use crate::format::Archive;
use crate::policy::{Lies, Reason, Refusal, SafePath, Verdict};

impl Job<'_> {
    /// Writes everything into the stage. Returns the damage that ended it early, when what came before is kept.
    pub(super) fn fill(
        &mut self,
        archive: &mut Archive,
        plan: Option<Vec<Option<Verdict>>>,
        stage: &mut Stage,
    ) -> Result<Option<Error>> {
        let indexed = plan.is_some();
        let mut plan = plan.map(Vec::into_iter);
        let done = archive.each(&mut |entry, body| {
            let verdict = match &mut plan {
                Some(plan) => plan.next().flatten(),
                None => self.judge(entry),
            };
            self.outcome.entries += 1;
            // Once something was refused the rest is only judged, so that every offender is named.
            let writing = self.refused.is_empty() || self.options.skip_unsafe;
            let mut done = Done::default();
            if let (Some(verdict), true) = (&verdict, writing) {
                done = self.put_or_leave(entry, verdict, body, stage)?;
            }
            // What brings nothing to the disk may be damaged all the same.
            if indexed && writing && !entry.encrypted {
                self.check_idle(entry, verdict.as_ref(), body)?;
            }
            self.record(entry, verdict.as_ref(), done);
            Ok(ControlFlow::Continue(()))
        });
        let damage = match done {
            Err(error) if self.options.keep_broken && is_damage(&error) => Some(error),
            done => {
                done?;
                None
            }
        };
        if damage.is_some() {
            self.mark_unverified(archive, 0);
        }
        self.unverified.clear();
        if !indexed {
            self.refuse_links();
        }
        if !self.refused.is_empty() && !self.options.skip_unsafe {
            return Err(self.refusal());
        }
        if damage.is_none() {
            self.must_select(self.outcome.entries == 0)?;
        }
        self.extract_inner(archive.options(), stage)?;
        let bad = self.policy.bad_links(|path| stage.has_made(path));
        // Only what was judged is made.
        let policy = &self.policy;
        let Finished { unmade, broken } = stage.finish(&|path, target| {
            policy.lies(path) == Some(Lies::Link(target)) && !bad.contains_key(path)
        })?;
        self.record_unmade(&unmade, &bad);
        self.outcome.moved(&broken);
        for link in bad.keys() {
            self.policy.forget(link);
        }
        let known: HashSet<&[u8]> = self.refused.iter().map(|r| r.name.as_slice()).collect();
        let more = bad
            .into_iter()
            .filter(|(path, _)| !known.contains(path.as_slice()));
        let more: Vec<Notice> = more.map(|(path, why)| Notice::LeftOut(path, vec![why])).collect();
        self.outcome.notices.extend(more);
        self.refused.sort_by_key(|r| r.index);
        let left_out = self.refused.drain(..).map(|r| Notice::LeftOut(r.name, r.reasons));
        self.outcome.notices.extend(left_out);
        Ok(damage)
    }

    /// Notes that a member could not be read, where that is all that is wrong.
    fn leave_unread(&mut self, entry: &Entry, verdict: &Verdict, error: &Error) -> Option<NotRead> {
        let why = NotRead::of(error)?;
        if let Verdict::Place(path) | Verdict::Replace(path) = verdict {
            self.broken.insert(path.clone());
        }
        self.outcome
            .notices
            .push(Notice::NotRead(entry.name.clone(), why.clone()));
        Some(why)
    }

    /// Decodes what an entry of an index holds though nothing of it is written: a directory, the same file again.
    fn check_idle(&mut self, entry: &Entry, verdict: Option<&Verdict>, body: &mut dyn Body) -> Result<()> {
        let idle = match verdict {
            Some(Verdict::Place(_)) => entry.kind == Kind::Dir,
            Some(Verdict::Nothing) => matches!(entry.kind, Kind::Dir | Kind::File),
            _ => false,
        };
        let mut bytes = 0;
        if idle {
            body.drain(&mut |chunk| {
                bytes += chunk.len();
                Ok(())
            })?;
        }
        if bytes > 0 && entry.kind == Kind::Dir {
            self.outcome
                .notices
                .push(Notice::DirectoryData(entry.name.clone()));
        }
        Ok(())
    }

    /// As [`Job::put`]; with `keep_broken` what cannot be read for a reason of its own is left out.
    pub(super) fn put_or_leave(
        &mut self,
        entry: &Entry,
        verdict: &Verdict,
        body: &mut dyn Body,
        stage: &mut Stage,
    ) -> Result<Done> {
        match self.put(entry, verdict, body, stage) {
            Err(error) if self.options.keep_broken => match self.leave_unread(entry, verdict, &error) {
                Some(why) => Ok(Done::skipped(why.name())),
                None => Err(error),
            },
            Ok(done) => {
                self.has_kept |= done.written.is_some() && entry.kind != Kind::Dir;
                if self.options.keep_broken
                    && done.written.is_some()
                    && done.skipped.is_none()
                    && holds_data(entry)
                {
                    self.unverified.push(entry.name.clone());
                }
                Ok(done)
            }
            error => error,
        }
    }

    fn put(
        &mut self,
        entry: &Entry,
        verdict: &Verdict,
        body: &mut dyn Body,
        stage: &mut Stage,
    ) -> Result<Done> {
        let is_placed = matches!(verdict, Verdict::Place(_) | Verdict::Replace(_));
        if self.options.same_owner && is_placed && entry.owner.is_none() {
            self.outcome.unowned += 1;
        }
        let attributes = Attributes {
            mode: entry.mode,
            mtime: entry.mtime,
            owner: entry.owner.filter(|_| self.options.same_owner),
        };
        match (verdict, entry.kind) {
            (Verdict::Place(path), Kind::Dir) => {
                stage.add_dir(path, attributes)?;
                return Ok(Done::written(path));
            }
            (Verdict::Place(path), Kind::Link) => {
                stage.add_link(path, entry.link.as_deref().unwrap_or_default(), attributes)?;
                return Ok(Done::written(path));
            }
            (Verdict::Place(path) | Verdict::Replace(path), _) => {
                let replaces = matches!(verdict, Verdict::Replace(_));
                return self.put_file(entry, path, replaces, attributes, body, stage);
            }
            (Verdict::LinkTo(path, to), _) if self.broken.contains(to) => {
                self.broken.insert(path.clone());
                let left_out = Notice::LeftOut(entry.name.clone(), vec![Reason::TargetLeftOut]);
                self.outcome.notices.push(left_out);
                return Ok(Done::skipped(Reason::TargetLeftOut.name()));
            }
            (Verdict::LinkTo(path, to), _) => {
                if !stage.add_hard_link(path, to)? {
                    self.outcome.notices.push(Notice::Replaced(entry.name.clone()));
                }
                return Ok(Done::written(path));
            }
            (Verdict::Again(path), _) => return self.compare(entry, path, body, stage),
            (Verdict::Skip(reason), _) => {
                self.outcome
                    .notices
                    .push(Notice::LeftOut(entry.name.clone(), vec![*reason]));
            }
            (Verdict::Locked, _) => {
                // Its decoder knows whether there is no password, or a wrong one.
                body.drain(&mut |_| Ok(()))?;
                return Err(Error::NoPassword);
            }
            (Verdict::Nothing | Verdict::Refuse(_), _) => {}
        }
        Ok(Done::default())
    }

    /// Holds what claims to be the same file again against what was written: checksums can be made to agree.
    fn compare(
        &mut self,
        entry: &Entry,
        path: &SafePath,
        body: &mut dyn Body,
        stage: &mut Stage,
    ) -> Result<Done> {
        let mut known = match self.broken.contains(path) {
            true => None,
            false => Some(stage.open(path)?),
        };
        let (mut differs, mut bytes) = (false, Vec::new());
        body.drain(&mut |chunk| {
            if let Some(file) = known.as_mut().filter(|_| !differs) {
                bytes.resize(chunk.len(), 0);
                match file.read_exact(&mut bytes) {
                    Err(e) if e.kind() != ErrorKind::UnexpectedEof => {
                        return Err(Error::io("cannot read back what was written", e));
                    }
                    done => differs = done.is_err() || bytes != chunk,
                }
            }
            Ok(())
        })?;
        if !differs {
            return Ok(Done::skipped("same"));
        }
        let refusal = Refusal {
            index: usize::try_from(self.outcome.entries).unwrap_or(usize::MAX),
            name: entry.name.clone(),
            reasons: vec![Reason::Duplicate],
        };
        if !self.options.skip_unsafe {
            return Err(Error::Unsafe(vec![refusal]));
        }
        self.refused.push(refusal);
        Ok(Done::skipped(Reason::Duplicate.name()))
    }

    /// Writes a file; with `keep_broken` one that is damaged is set aside.
    fn put_file(
        &mut self,
        entry: &Entry,
        path: &SafePath,
        replaces: bool,
        attributes: Attributes,
        body: &mut dyn Body,
        stage: &mut Stage,
    ) -> Result<Done> {
        let mut hash = self.options.hash.then(Sha256::new);
        let mut written = 0;
        let fill = |file: &mut std::fs::File| {
            let mut contents = Contents::new(file, entry.size, entry.sparse);
            let done = body.drain(&mut |chunk| {
                written += chunk.len() as u64;
                if let Some(hash) = &mut hash {
                    hash.update(chunk);
                }
                contents.write(chunk)
            });
            done.and(contents.end())
        };
        let done = if replaces {
            stage.replace_file(path, attributes, fill)
        } else {
            stage.add_file(path, attributes, fill).map(|()| true)
        };
        match done {
            Err(error) if self.options.keep_broken => {
                let Error::Corrupt(why) = error.cause() else {
                    // What a wrong password makes of it is noise.
                    stage.discard(path)?;
                    return Err(error);
                };
                stage.set_aside(path)?;
                self.broken.insert(path.clone());
                self.outcome.notices.push(Notice::Broken {
                    entry: entry.name.clone(),
                    why: why.clone(),
                    kept: Some(path.as_bytes().to_vec()),
                });
                return Ok(Done {
                    written: Some(path.clone()),
                    ..Done::skipped("broken")
                });
            }
            Ok(false) => self.outcome.notices.push(Notice::Replaced(entry.name.clone())),
            done => {
                done?;
            }
        }
        if self.options.recursive > 0 && !replaces {
            self.written.push(path.clone());
        }
        self.outcome.files += 1;
        self.outcome.bytes += written;
        Ok(Done {
            sha256: hash.map(|h| hex(&h.finalize())),
            ..Done::written(path)
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
