//! Every entry of an archive with the policy's verdict on it: what list, check and extraction go by.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::entry::{Entry, Kind};
use crate::error::{Error, Limit, Result};
use crate::format::Archive;
use crate::formats::Container;
use crate::limits::{Limits, RATIO_FROM};
use crate::policy::{Policy, Portable, Reason, Rules, SafePath, Verdict};

/// An entry and what the policy says to it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The entry.
    pub entry: Entry,
    /// What would happen to it.
    pub fate: Fate,
    /// Why it is refused or left out; empty for a safe entry.
    pub reasons: Vec<Reason>,
    /// It takes the place of an earlier entry of the same path, which has other contents.
    pub replaces: bool,
    /// It is a directory with contents, which no directory can hold.
    pub has_data: bool,
}

/// What would happen to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is extracted, or brings nothing new.
    Accepted,
    /// It is left out, with a warning.
    LeftOut,
    /// It is encrypted, and cannot be judged.
    Locked,
    /// The archive is refused for it.
    Refused,
}

/// The policy for an archive.
#[must_use]
pub fn policy_for(archive: &Archive, strip: usize) -> Policy {
    let backslash = archive.index().is_some_and(backslash_separates);
    Policy::new(Rules {
        strip,
        last_wins: archive.last_wins(),
        backslash,
        portable: archive.options().portable,
    })
}

/// Whether a backslash is a separator in names made on FAT or NTFS: none has a slash.
pub(crate) fn backslash_separates<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> bool {
    entries.into_iter().all(|e| !e.raw_name().contains(&b'/'))
}

/// Judges every entry, and writes nothing. An index is handed over: the archive cannot be read after this. `contents`
/// tells whether members of a stream that replace others are decoded, to see whether that is a loss.
///
/// Returns the entries up to the end or to what keeps the archive from being read: damage, limits.
pub fn judge(archive: &mut Archive, contents: bool) -> (Vec<Judged>, Result<()>) {
    let mut policy = policy_for(archive, 0);
    let mut all = Vec::new();
    let mut done = Ok(());
    if let Some(entries) = archive.take_index() {
        policy.reserve(entries.len());
        all = entries
            .into_iter()
            .map(|entry| {
                let verdict = policy.judge(&entry);
                judged(&verdict, entry)
            })
            .collect();
    } else {
        done = judge_stream(archive, contents, &mut policy, &mut all);
    }
    for refusal in policy.finish() {
        if let Some(one) = all.get_mut(refusal.index) {
            one.fate = Fate::Refused;
            one.reasons = refusal.reasons;
        }
    }
    (all, done)
}

fn judge_stream(
    archive: &mut Archive,
    contents: bool,
    policy: &mut Policy,
    all: &mut Vec<Judged>,
) -> Result<()> {
    if contents {
        archive.keep()?;
    }
    let meter = Arc::clone(archive.meter());
    let mut twice = Twice::default();
    archive.each(&mut |entry, _| {
        let verdict = policy.judge(entry);
        if contents {
            twice.note(entry, &verdict);
            // As extraction does before it reads any of it.
            if let (Kind::File, Some(size)) = (entry.kind, entry.size) {
                meter.claim(size)?;
            }
        }
        all.push(Judged {
            has_data: false,
            ..judged(&verdict, entry.clone())
        });
        Ok(ControlFlow::Continue(()))
    })?;
    for (index, _) in twice.losses(archive)? {
        if let Some(one) = all.get_mut(index) {
            one.replaces = true;
        }
    }
    Ok(())
}

/// Holds what the entries claim to unpack to against the limits, as extraction would do with what comes out.
///
/// # Errors
/// [`Error::Limit`].
pub fn claims(all: &[Judged], archive: &Archive) -> Result<()> {
    let Limits { size: max, ratio, .. } = archive.meter().limits;
    let (mut out, mut packed) = (0_u64, Some(0_u64));
    let bomb = |out: u64, packed: u64| out > RATIO_FROM && out > ratio.saturating_mul(packed);
    // In other formats several pieces may make up a member.
    let tells =
        |entry: &Entry| archive.format().container == Some(Container::Zip) || entry.method == Some("zisofs");
    for entry in all.iter().map(|one| &one.entry).filter(|e| e.kind == Kind::File) {
        if tells(entry) && is_impossible(entry) {
            let error = Error::corrupt("damaged data: its two sizes cannot both be right");
            return Err(error.within(entry.path().as_bytes()));
        }
        out = out.saturating_add(entry.size.unwrap_or(0));
        packed = packed.and_then(|sum| sum.checked_add(entry.packed?));
        if out > max {
            return Err(Error::Limit(Limit::Size(max)));
        }
        // What is not packed member by member is judged as a whole below; holes of sparse files are no bomb.
        if packed.is_some_and(|packed| bomb(out, packed)) {
            return Err(Error::Limit(Limit::Ratio(ratio)));
        }
    }
    if archive.is_indexed() && packed.is_none() && bomb(out, archive.packed()) {
        return Err(Error::Limit(Limit::Ratio(ratio)));
    }
    Ok(())
}

/// Whether a member claims a size that its method cannot make of its data. Deflate makes at most 1032 bytes of one, and
/// zisofs has a table with the place of each block of at most 128 KiB.
fn is_impossible(entry: &Entry) -> bool {
    let (Some(size), Some(packed), false) = (entry.size, entry.packed, entry.encrypted) else {
        return false;
    };
    match entry.method {
        Some("stored") => size != packed,
        Some("deflate") => size > packed.saturating_mul(1032),
        Some("zisofs") => size.div_ceil(128 << 10).saturating_mul(4) > packed,
        _ => false,
    }
}

/// The first entry that cannot be read without a password.
#[must_use]
pub fn encrypted(all: &[Judged]) -> Option<&Judged> {
    let mut readable = all.iter().filter(|one| one.fate == Fate::Accepted);
    readable.find(|one| one.entry.encrypted && one.entry.kind == Kind::File)
}

/// The entries whose names not every file system can hold or tell apart, and why.
pub fn not_portable(all: &[Judged]) -> impl Iterator<Item = (&Judged, Reason)> {
    let mut portable = Portable::default();
    let backslash = backslash_separates(all.iter().map(|one| &one.entry));
    all.iter().filter_map(move |one| {
        let Entry { name, dos, .. } = &one.entry;
        let path = SafePath::of_name(name, *dos, *dos && backslash).ok()??;
        Some((one, portable.judge(&path)?))
    })
}

/// Paths that several entries have: in a stream the last of them counts, in an index they claim to be the same.
#[derive(Default)]
pub(crate) struct Twice {
    seen: HashSet<Vec<u8>>,
    paths: HashSet<Vec<u8>>,
    /// What hard links name.
    targets: HashSet<Vec<u8>>,
}

impl Twice {
    pub(crate) fn note(&mut self, entry: &Entry, verdict: &Verdict) {
        let path = match verdict {
            Verdict::Place(_) if entry.kind == Kind::Dir => return,
            Verdict::Place(path) | Verdict::Replace(path) | Verdict::LinkTo(path, _) => path,
            Verdict::Again(path) => {
                self.paths.insert(path.as_bytes().to_vec());
                return;
            }
            _ => return,
        };
        if let Verdict::LinkTo(_, to) = verdict {
            self.targets.insert(to.as_bytes().to_vec());
        }
        if !self.seen.insert(path.as_bytes().to_vec()) {
            self.paths.insert(path.as_bytes().to_vec());
        }
    }

    /// The places and names of entries that replace one with other contents; takes another way through the archive,
    /// where there can be any.
    pub(crate) fn losses(self, archive: &mut Archive) -> Result<Vec<(usize, Vec<u8>)>> {
        let mut sums = Sums::default();
        if self.paths.is_empty() {
            return Ok(sums.losses);
        }
        archive.rewind();
        let mut policy = policy_for(archive, 0);
        let mut place = 0;
        archive.each(&mut |entry, body| {
            let here = place;
            place += 1;
            let verdict = policy.judge(entry);
            let mut sum = None;
            if let (Verdict::Place(path) | Verdict::Replace(path) | Verdict::Again(path), Kind::File) =
                (&verdict, entry.kind)
                && (self.paths.contains(path.as_bytes()) || self.targets.contains(path.as_bytes()))
            {
                let mut hash = Sha256::new();
                body.drain(&mut |chunk| {
                    hash.update(chunk);
                    Ok(())
                })?;
                sum = Some(hash.finalize().into());
            }
            sums.note(here, entry, &verdict, sum);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(sums.losses)
    }
}

/// What lies under the paths of a stream, by SHA-256.
#[derive(Default)]
pub(crate) struct Sums {
    of: HashMap<Vec<u8>, [u8; 32]>,
    /// Places and names of entries that replace one with other contents.
    pub(crate) losses: Vec<(usize, Vec<u8>)>,
}

impl Sums {
    /// Notes an entry; `sum` is that of a file's contents.
    pub(crate) fn note(&mut self, place: usize, entry: &Entry, verdict: &Verdict, sum: Option<[u8; 32]>) {
        let (path, sum) = match verdict {
            Verdict::Place(path) | Verdict::Replace(path) | Verdict::Again(path) => (path, sum),
            Verdict::LinkTo(path, to) => (path, self.of.get(to.as_bytes()).copied()),
            _ => return,
        };
        let Some(sum) = sum else { return };
        let before = self.of.insert(path.as_bytes().to_vec(), sum);
        if before.is_some_and(|before| before != sum) {
            self.losses.push((place, entry.name.clone()));
        }
    }
}

fn judged(verdict: &Verdict, entry: Entry) -> Judged {
    let fate = match verdict {
        Verdict::Refuse(_) => Fate::Refused,
        Verdict::Skip(_) => Fate::LeftOut,
        Verdict::Locked => Fate::Locked,
        _ => Fate::Accepted,
    };
    let is_dir = entry.kind == Kind::Dir && !entry.encrypted;
    Judged {
        replaces: false,
        has_data: is_dir && fate == Fate::Accepted && entry.size.is_some_and(|size| size > 0),
        reasons: reasons(verdict),
        fate,
        entry,
    }
}

/// Why a verdict is not plain acceptance.
pub(crate) fn reasons(verdict: &Verdict) -> Vec<Reason> {
    match verdict {
        Verdict::Refuse(why) => why.clone(),
        Verdict::Skip(reason) => vec![*reason],
        _ => Vec::new(),
    }
}
