//! Extraction: plan -> policy -> stage -> publish. The only code that writes what an archive holds.

mod contents;
mod dir;
mod inner;
mod links;
mod publish;
mod stage;
mod target;
mod umask;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use publish::Existing;
pub use umask::Umask;

use crate::entry::{Body, Entry, Kind};
use crate::error::{Error, Result};
use crate::format::Archive;
use crate::formats::stem;
use crate::judge::{policy_for, reasons};
use crate::limits::Meter;
use crate::policy::{Lies, Policy, Reason, Refusal, SafePath, Verdict, plain_name};
use crate::select::Select;
use contents::Contents;
use dir::{Dir, Found};
use publish::Merged;
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

/// Something that was not as wished, but no failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// An entry was left out by the policy.
    LeftOut(Vec<u8>, Vec<Reason>),
    /// An earlier entry of the same path and other contents was replaced, as in tar.
    Replaced(Vec<u8>),
    /// A file was kept because it was already there.
    Kept(PathBuf),
    /// A file is not whole; what there is of it was kept under another name.
    Broken(Vec<u8>, String),
    /// A member could not be read for want of a password, of the right one, or of its method; the others were kept.
    NotRead(Vec<u8>, NotRead),
    /// A directory of a zip archive had contents, which no directory can hold.
    DirectoryData(Vec<u8>),
    /// Bytes that belong to nothing follow the archive.
    Trailing,
    /// The archive's name promises a tar or cpio, and it holds none: it was taken as one compressed file.
    Misnamed,
    /// What was encrypted is so no more.
    Decrypted,
}

impl Notice {
    /// What is to be said of an archive as a whole, once it was read.
    #[must_use]
    pub fn remarks(meter: &Meter) -> Vec<Self> {
        let trailing = meter.trailing().then_some(Self::Trailing);
        let misnamed = meter.misnamed().then_some(Self::Misnamed);
        trailing.into_iter().chain(misnamed).collect()
    }
}

/// Why a member could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// There is no password, or it does not open the member.
    Password(String),
    /// Its method is not known.
    Unsupported(String),
    /// It is an archive in the archive, and damaged.
    Damaged(String),
}

impl NotRead {
    /// What keeps one member from being read, and no other.
    fn of(error: &Error) -> Option<Self> {
        match error.cause() {
            Error::NoPassword | Error::WrongPassword => Some(Self::Password(error.cause().to_string())),
            Error::Unsupported(what) => Some(Self::Unsupported(what.clone())),
            _ => None,
        }
    }
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
    /// It was left out because something is there.
    pub kept: bool,
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
                record.kept = other.is_none();
                record.sha256 = record.sha256.take().filter(|_| !record.kept);
                let other = other
                    .as_ref()
                    .and_then(|name| SafePath::of_name(name, false, false).ok());
                record.written = other.flatten();
            }
        }
        self.notices.extend(merged.kept.into_iter().map(Notice::Kept));
        (self.path, self.base) = (path, Some(base));
    }

    /// The paths of all recorded entries that were written.
    pub fn written(&self) -> impl Iterator<Item = PathBuf> {
        let base = self.base.clone().unwrap_or_default();
        let safe = self.records.iter().filter_map(|r| r.written.as_ref());
        safe.map(move |path| base.join(OsStr::from_bytes(path.as_bytes())))
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
    let (policy, outcome) = (job.policy, job.outcome);
    let published = landing.publish(&mut stage, &policy, options)?;
    outcome.landed(published);
    made.keep();
    damage.map_or(Ok(()), Err)
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
                self.record(entry, verdict.as_ref(), None);
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

    fn record(&mut self, entry: &Entry, verdict: Option<&Verdict>, sha256: Option<String>) {
        if !self.options.records {
            return;
        }
        let written = match verdict {
            Some(Verdict::Place(path) | Verdict::Replace(path) | Verdict::LinkTo(path, _)) => {
                Some(path.clone())
            }
            _ => None,
        };
        let reasons = verdict.map(reasons).unwrap_or_default();
        self.outcome.records.push(Record {
            entry: entry.clone(),
            reasons,
            written,
            kept: false,
            sha256,
        });
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
            let mut sha256 = None;
            if let (Some(verdict), true) = (&verdict, writing) {
                sha256 = self.put_or_leave(entry, verdict, body, stage)?;
            }
            // What brings nothing to the disk may be damaged all the same.
            if indexed && writing && !entry.encrypted {
                self.check_idle(entry, verdict.as_ref(), body)?;
            }
            self.record(entry, verdict.as_ref(), sha256);
            Ok(ControlFlow::Continue(()))
        });
        let damage = match done {
            Err(error) if self.options.keep_broken && is_damage(&error) => Some(error),
            done => {
                done?;
                None
            }
        };
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
        stage.finish(&|path, target| {
            policy.lies(path) == Some(Lies::Link(target)) && !bad.contains_key(path)
        })?;
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
    fn leave_unread(&mut self, entry: &Entry, verdict: &Verdict, error: &Error) -> bool {
        let Some(why) = NotRead::of(error) else {
            return false;
        };
        if let Verdict::Place(path) | Verdict::Replace(path) = verdict {
            self.broken.insert(path.clone());
        }
        self.outcome
            .notices
            .push(Notice::NotRead(entry.name.clone(), why));
        true
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
    ) -> Result<Option<String>> {
        match self.put(entry, verdict, body, stage) {
            Err(error) if self.options.keep_broken && self.leave_unread(entry, verdict, &error) => Ok(None),
            done => done,
        }
    }

    fn put(
        &mut self,
        entry: &Entry,
        verdict: &Verdict,
        body: &mut dyn Body,
        stage: &mut Stage,
    ) -> Result<Option<String>> {
        let attributes = Attributes {
            mode: entry.mode,
            mtime: entry.mtime,
            owner: entry.owner.filter(|_| self.options.same_owner),
        };
        match (verdict, entry.kind) {
            (Verdict::Place(path), Kind::Dir) => stage.add_dir(path, attributes)?,
            (Verdict::Place(path), Kind::Link) => {
                stage.add_link(path, entry.link.as_deref().unwrap_or_default(), attributes)?;
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
                        stage.set_aside(path)?;
                        self.broken.insert(path.clone());
                        let notice = Notice::Broken(entry.name.clone(), why.clone());
                        self.outcome.notices.push(notice);
                        return Ok(None);
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
                return Ok(hash.map(|h| hex(&h.finalize())));
            }
            (Verdict::LinkTo(path, to), _) if self.broken.contains(to) => {
                self.broken.insert(path.clone());
                let left_out = Notice::LeftOut(entry.name.clone(), vec![Reason::TargetLeftOut]);
                self.outcome.notices.push(left_out);
            }
            (Verdict::LinkTo(path, to), _) => {
                if !stage.add_hard_link(path, to)? {
                    self.outcome.notices.push(Notice::Replaced(entry.name.clone()));
                }
            }
            (Verdict::Skip(reason), _) => {
                self.outcome
                    .notices
                    .push(Notice::LeftOut(entry.name.clone(), vec![*reason]));
            }
            (Verdict::Locked, _) => return Err(Error::NoPassword),
            (Verdict::Nothing | Verdict::Refuse(_), _) => {}
        }
        Ok(None)
    }
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

/// Where everything is now.
struct Published {
    /// The path created; `None` when the only top entry was left out.
    path: Option<PathBuf>,
    /// The directory that entries lie in.
    base: PathBuf,
    merged: Merged,
}

impl Published {
    /// All of it in a directory.
    fn whole(path: &Path) -> Self {
        Self {
            path: Some(path.to_owned()),
            base: path.to_owned(),
            merged: Merged::default(),
        }
    }
}

/// Where an archive's files land.
struct Landing {
    /// The directory that the stage is made in.
    stage_in: PathBuf,
    /// What the stage is called after, and becomes, unless its contents are moved.
    name: std::ffi::OsString,
    how: How,
}

enum How {
    /// The whole stage becomes a new directory: `--here` with a target that is not there.
    NewTarget(PathBuf),
    /// What is in the stage goes into a directory that is there.
    Into(PathBuf),
    /// One top entry as it is, several in a directory of the archive's own.
    Smart(PathBuf),
}

impl Landing {
    fn find(options: &Options, stem: &str, made: &mut MadeDirs) -> Result<Self> {
        let dest = options.dest.as_deref();
        let here = dest.unwrap_or(Path::new("."));
        let mode = options.umask.dir(None);
        if !options.here {
            made.make(here, mode)?;
            let base = dest.map(Path::to_owned).unwrap_or_default();
            return Ok(Self {
                stage_in: here.to_owned(),
                name: stem.into(),
                how: How::Smart(base),
            });
        }
        match here.metadata() {
            Ok(meta) if meta.is_dir() => {
                let name = here.file_name().unwrap_or(stem.as_ref()).to_owned();
                Ok(Self {
                    stage_in: here.to_owned(),
                    name,
                    how: How::Into(here.to_owned()),
                })
            }
            Ok(_) => Err(Error::NoDirectory(here.to_owned())),
            Err(e) if here.symlink_metadata().is_ok() => {
                Err(Error::io(format!("cannot open {}", here.display()), e))
            }
            Err(e) => {
                let (Some(name), Some(parent)) = (here.file_name(), here.parent()) else {
                    return Err(Error::io(format!("cannot open {}", here.display()), e));
                };
                let stage_in = if parent.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    parent
                };
                made.make(stage_in, mode)?;
                let how = How::NewTarget(here.to_owned());
                Ok(Self {
                    stage_in: stage_in.to_owned(),
                    name: name.to_owned(),
                    how,
                })
            }
        }
    }

    /// Nothing may be where the only top entry or the directory of the archive's own is to go. With the whole index known
    /// that is found before the first byte is written.
    fn must_be_free(&self, policy: &Policy, options: &Options) -> Result<()> {
        let How::Smart(base) = &self.how else {
            return Ok(());
        };
        let name = policy.single_top().unwrap_or(self.name.as_bytes());
        let dir = Dir::open(&self.stage_in)?;
        if options.existing == Existing::Refuse && dir.find(name)? != Found::Nothing {
            return Err(Error::Exists(vec![base.join(OsStr::from_bytes(name))]));
        }
        Ok(())
    }

    /// Publishes everything that is staged.
    fn publish(&self, stage: &mut Stage, policy: &Policy, options: &Options) -> Result<Published> {
        let mode = options.umask.dir(None);
        self.must_be_free(policy, options)?;
        match &self.how {
            How::NewTarget(target) => {
                stage.publish_as(self.name.as_bytes(), mode)?;
                Ok(Published::whole(target))
            }
            How::Into(target) => {
                links::must_stay(stage.parent(), policy, options.existing)?;
                let merged = publish::merge(stage.root(), stage.parent(), options.existing)?;
                Ok(Published {
                    merged,
                    ..Published::whole(target)
                })
            }
            How::Smart(base) => match policy.single_top() {
                Some(top) => {
                    if stage.parent().find(top)? != Found::Nothing {
                        links::must_stay(stage.parent(), policy, options.existing)?;
                    }
                    let merged = publish::merge(stage.root(), stage.parent(), options.existing)?;
                    let landed = match merged.landed.get(top) {
                        Some(other) => other.as_deref(),
                        None => Some(top),
                    };
                    Ok(Published {
                        path: landed.map(|name| base.join(OsStr::from_bytes(name))),
                        base: base.clone(),
                        merged,
                    })
                }
                None => {
                    let path = base.join(&self.name);
                    let name = self.name.as_bytes();
                    if options.existing == Existing::Refuse || stage.parent().find(name)? == Found::Nothing {
                        stage.publish_as(name, mode)?;
                        return Ok(Published::whole(&path));
                    }
                    let there = stage.parent().enter(name)?;
                    links::must_stay(&there, policy, options.existing)?;
                    let merged = publish::merge(stage.root(), &there, options.existing)?;
                    Ok(Published {
                        merged,
                        ..Published::whole(&path)
                    })
                }
            },
        }
    }
}
