//! Extraction: plan -> policy -> stage -> publish. The only code that writes what an archive holds.

mod across;
mod contents;
mod dir;
mod inner;
mod landing;
mod links;
mod notice;
mod plan;
mod publish;
mod record;
mod stage;
mod target;
mod umask;
mod write;

use std::collections::{HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

pub use notice::{NotRead, Notice};
pub use publish::Existing;
pub use record::{Outcome, Record};
pub use umask::Umask;

use crate::error::{Error, Result};
use crate::format::Archive;
use crate::formats::stem;
use crate::judge::policy_for;
use crate::policy::{Policy, Refusal, SafePath};
use crate::select::Select;
use dir::Dir;
use landing::Landing;
use record::Done;
use stage::Stage;
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

impl Options {
    /// The policy for an archive, or one in it.
    fn policy_for(&self, archive: &Archive, strip: usize) -> Policy {
        let policy = policy_for(archive, strip);
        match self.existing {
            Existing::Rename => policy.keeping_all(),
            _ => policy,
        }
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
        policy: options.policy_for(archive, options.strip),
        refused: Vec::new(),
        judged: 0,
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
    let file_name = archive.file_name();
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
    let unowned = Some(job.outcome.unowned).filter(|n| *n > 0);
    job.outcome.notices.extend(unowned.map(Notice::Unowned));
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

/// One extraction under way.
struct Job<'a> {
    options: &'a Options,
    policy: Policy,
    /// Refused by the policy.
    refused: Vec<Refusal>,
    /// How many entries the policy has judged.
    judged: usize,
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
