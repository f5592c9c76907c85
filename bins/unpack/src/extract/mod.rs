//! Extraction: plan -> policy -> stage -> publish. The only code that writes what an archive holds.

mod contents;
mod dir;
mod inner;
mod landing;
mod links;
mod notice;
mod publish;
mod stage;
mod target;
mod umask;

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

pub use notice::{NotRead, Notice};
pub use publish::Existing;
pub use umask::Umask;

use crate::entry::{Body, Entry, Kind};
use crate::error::{Error, Result};
use crate::format::Archive;
use crate::formats::{Container, stem};
use crate::judge::{policy_for, reasons};
use crate::policy::{Lies, Policy, Reason, Refusal, SafePath, Verdict, plain_name};
use crate::select::Select;
use contents::Contents;
use dir::Dir;
use landing::{Landing, Published};
use stage::{Attributes, Stage};
use target::MadeDirs;

/// How and where to extract.
pub struct Options {
    /// The directory of `-o`; the current one when `None`.
    pub dest: Option<PathBuf>,
    /// Entries go straight there, without a directory of the archive's own.
    pub here: bool,
    /// What happens to what is already there.
    pub existing: Existing,
    /// Leading components to drop.
    pub strip: usize,
    /// Which entries.
    pub select: Select,
    /// Leave unsafe entries out instead of refusing the archive.
    pub skip_unsafe: bool,
    /// How many levels of archives in the archive are extracted too.
    pub recursive: u8,
    /// Hash what is written.
    pub hash: bool,
    /// Give files the owners that are stored, by their numbers.
    pub same_owner: bool,
    /// Keep what can be read of damaged files, as `name.broken`, and all that is whole.
    pub keep_broken: bool,
    /// Keep a record of every entry.
    pub records: bool,
    /// The umask, for entries without a mode.
    pub umask: Umask,
}

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
    /// The path created.
    pub path: Option<PathBuf>,
    /// The directory that the `written` paths of the records lie in.
    pub base: Option<PathBuf>,
}

impl Outcome {
    /// Takes note of where everything is.
    fn landed(&mut self, published: Published) {
        let Published { path, base, merged } = published;
        for record in &mut self.records {
            let other = record
                .written
                .as_ref()
                .and_then(|p| merged.landed.get(p.as_bytes()));
            if let Some(other) = other {
                if other.is_none() {
                    record.skipped = Some("exists");
                }
                let other = other
                    .as_ref()
                    .and_then(|name| SafePath::of_name(name, false, false).ok());
                record.written = other.flatten();
            }
        }
        self.notices.extend(merged.kept.into_iter().map(Notice::Kept));
        // The only top entry may have been left out.
        self.path = path.filter(|path| path.symlink_metadata().is_ok());
        self.base = Some(base);
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

/// Extracts an archive: all of it, or nothing.
///
/// What became of each entry is added to `outcome`, also when the extraction fails.
///
/// # Errors
/// Anything that keeps the archive from being extracted. Then nothing is left on the disk.
pub fn extract(archive: &mut Archive, options: &Options, outcome: &mut Outcome) -> Result<()> {
    let stop = archive.meter().stop().clone();
    let done = planned(archive, options, outcome);
    stop.disarm();
    done
}

fn planned(archive: &mut Archive, options: &Options, outcome: &mut Outcome) -> Result<()> {
    let mut job = Job {
        options,
        policy: policy_for(archive, options.strip),
        refused: Vec::new(),
        names: Vec::new(),
        written: Vec::new(),
        unselected: HashSet::new(),
        broken: HashSet::new(),
        selected: false,
        recorded: HashMap::new(),
        has_kept: false,
        unverified: Vec::new(),
        outcome,
    };
    let plan = job.plan(archive)?;
    let file_name = archive
        .path()
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .filter(|name| name != "-");
    // Standard input has no name. A single stream of it is called so too.
    let file_name = file_name.unwrap_or_else(|| "data.in".to_owned());
    // From here on there is something to clean up.
    archive.meter().stop().arm();
    // Dropped last: the directories made for the target go after the stage in them.
    let mut made = MadeDirs::default();
    let landing = Landing::find(options, &stem(&file_name, false), &mut made)?;
    if plan.is_some() {
        landing.must_be_free(&job.policy, options)?;
    }
    let mut stage = Stage::new(
        Dir::open(&landing.stage_in)?,
        landing.name.as_bytes(),
        options.umask,
    )?;
    let damage = job.fill(archive, plan, &mut stage)?;
    job.outcome.notices.extend(Notice::remarks(archive.meter()));
    let (policy, outcome, has_kept) = (job.policy, job.outcome, job.has_kept);
    // Where nothing could be read there is nothing to keep.
    let unread = damage.is_some() || outcome.notices.iter().any(|n| matches!(n, Notice::NotRead(..)));
    if unread && !has_kept {
        return damage.map_or(Ok(()), Err);
    }
    let published = landing.publish(&mut stage, &policy, options, archive.meter().stop())?;
    outcome.landed(published);
    made.keep();
    damage.map_or(Ok(()), Err)
}

/// What was done with an entry.
#[derive(Default)]
struct Done {
    written: Option<SafePath>,
    sha256: Option<String>,
    skipped: Option<&'static str>,
}

impl Done {
    fn written(path: &SafePath) -> Self {
        Self {
            written: Some(path.clone()),
            ..Self::default()
        }
    }

    fn skipped(why: &'static str) -> Self {
        Self {
            skipped: Some(why),
            ..Self::default()
        }
    }
}

/// One extraction under way.
struct Job<'a> {
    options: &'a Options,
    policy: Policy,
    /// Refused by the policy.
    refused: Vec<Refusal>,
    /// Names of the entries judged so far, by the policy's count.
    names: Vec<Vec<u8>>,
    /// Files that may be archives themselves; kept only with `recursive`.
    written: Vec<SafePath>,
    /// Files that the user did not ask for.
    unselected: HashSet<Vec<u8>>,
    /// Files that are not whole.
    broken: HashSet<SafePath>,
    /// Something is left by what the user selected.
    selected: bool,
    /// The record of what lies under each path.
    recorded: HashMap<Vec<u8>, usize>,
    /// More than directories was written.
    has_kept: bool,
    /// Names of the files of a compressed stream whose checksum was not reached yet; only with `keep_broken`.
    unverified: Vec<Vec<u8>>,
    outcome: &'a mut Outcome,
}

impl Job<'_> {
    /// Judges all entries of an index before the first byte is written; `None` for formats without one.
    fn plan(&mut self, archive: &Archive) -> Result<Option<Vec<Option<Verdict>>>> {
        let Some(entries) = archive.index() else {
            return Ok(None);
        };
        let plan: Vec<Option<Verdict>> = entries.iter().map(|e| self.judge(e)).collect();
        self.refused.extend(self.policy.finish());
        if !self.refused.is_empty() && !self.options.skip_unsafe {
            for (entry, verdict) in entries.iter().zip(&plan) {
                self.record(entry, verdict.as_ref(), Done::default());
            }
            return Err(self.refusal());
        }
        if !self.options.keep_broken
            && let Some((entry, _)) = entries
                .iter()
                .zip(&plan)
                .find(|(_, v)| **v == Some(Verdict::Locked))
        {
            return Err(locked(archive).within(entry.path().as_bytes()));
        }
        self.must_select(entries.is_empty())?;
        Ok(Some(plan))
    }

    /// Whatever the user selected must be there.
    fn must_select(&self, nothing_there: bool) -> Result<()> {
        let Options { select, strip, .. } = self.options;
        if self.selected || nothing_there || (select.wants_all() && *strip == 0) {
            Ok(())
        } else {
            Err(Error::NothingSelected)
        }
    }

    /// The verdict on an entry, `None` when it is not selected.
    fn judge(&mut self, entry: &Entry) -> Option<Verdict> {
        if !self.selected(entry) {
            return None;
        }
        if let (Kind::HardLink, Some(target)) = (entry.kind, &entry.link)
            && self.unselected.contains(&plain_name(target))
        {
            self.unselected.insert(plain_name(&entry.name));
            self.selected = true;
            return Some(Verdict::Skip(Reason::TargetLeftOut));
        }
        let verdict = self.policy.judge(entry);
        if let Verdict::Refuse(reasons) = &verdict {
            let refusal = Refusal {
                index: self.names.len(),
                name: entry.name.clone(),
                reasons: reasons.clone(),
            };
            self.refused.push(refusal);
        }
        self.selected |= verdict != Verdict::Nothing;
        self.names.push(entry.name.clone());
        Some(verdict)
    }

    /// Whether the user wants it. Files that are not wanted are remembered: hard links to them lead nowhere.
    fn selected(&mut self, entry: &Entry) -> bool {
        let wanted = self.options.select.wants(&entry.name);
        if !wanted && matches!(entry.kind, Kind::File | Kind::HardLink) {
            self.unselected.insert(plain_name(&entry.name));
        }
        wanted
    }

    fn refusal(&mut self) -> Error {
        self.refused.sort_by_key(|r| r.index);
        Error::Unsafe(std::mem::take(&mut self.refused))
    }

    fn record(&mut self, entry: &Entry, verdict: Option<&Verdict>, done: Done) {
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
    fn mark_unverified(&mut self, archive: &Archive, from: usize) {
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
    fn record_unmade(&mut self, unmade: &HashSet<(Vec<u8>, Vec<u8>)>, bad: &HashMap<Vec<u8>, Reason>) {
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

    /// Writes everything into the stage. Returns the damage that ended it early, when what came before is kept.
    fn fill(
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
            self.refused.extend(self.policy.finish());
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
        let unmade = stage.finish(&|path, target| {
            policy.lies(path) == Some(Lies::Link(target)) && !bad.contains_key(path)
        })?;
        self.record_unmade(&unmade, &bad);
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
    fn put_or_leave(
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
                let replaces = matches!(verdict, Verdict::Replace(_));
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
                        let aside = stage.set_aside(path)?;
                        self.broken.insert(path.clone());
                        let notice = Notice::Broken(entry.name.clone(), why.clone());
                        self.outcome.notices.push(notice);
                        let written =
                            aside.and_then(|name| SafePath::of_name(&name, false, false).ok().flatten());
                        return Ok(Done {
                            written,
                            ..Done::skipped("broken")
                        });
                    }
                    Ok(false) => self.outcome.notices.push(Notice::Replaced(entry.name.clone())),
                    done => {
                        done?;
                    }
                }
                if self.options.recursive > 0 && !matches!(verdict, Verdict::Replace(_)) {
                    self.written.push(path.clone());
                }
                self.outcome.files += 1;
                self.outcome.bytes += written;
                return Ok(Done {
                    sha256: hash.map(|h| hex(&h.finalize())),
                    ..Done::written(path)
                });
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
            (Verdict::Skip(reason), _) => {
                self.outcome
                    .notices
                    .push(Notice::LeftOut(entry.name.clone(), vec![*reason]));
            }
            (Verdict::Locked, _) => return Err(Error::NoPassword),
            (Verdict::Nothing | Verdict::Refuse(_), _) => {}
        }
        Ok(Done::default())
    }
}

/// Whether it is a file that damage could change.
fn holds_data(entry: &Entry) -> bool {
    entry.kind == Kind::File && entry.size != Some(0)
}

/// Why the target of an encrypted link is not known.
#[must_use]
pub fn locked(archive: &Archive) -> Error {
    if archive.options().password.is_some() {
        Error::WrongPassword
    } else {
        Error::NoPassword
    }
}

/// Whether an archive ends here, and what came before it may be whole all the same.
fn is_damage(error: &Error) -> bool {
    matches!(error.cause(), Error::Corrupt(_)) || NotRead::of(error).is_some()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
