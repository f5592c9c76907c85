//! Every entry of an archive with the policy's verdict on it: what list, check and extraction go by.

use std::collections::HashMap;
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use crate::entry::{Body, Entry, Kind};
use crate::error::{Error, Limit, Result};
use crate::format::Archive;
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
    let backslash = archive
        .index()
        .is_some_and(|all| all.iter().all(|e| !e.raw_name().contains(&b'/')));
    Policy::new(Rules {
        strip,
        last_wins: archive.last_wins(),
        backslash,
        portable: archive.options().portable,
    })
}

/// Judges every entry, and writes nothing. An index is handed over: the archive cannot be read after this. `contents`
/// tells whether members of a stream are decoded too, to see which ones replace others.
///
/// # Errors
/// Damage, limits, and what else keeps an archive from being read.
pub fn judge(archive: &mut Archive, contents: bool) -> Result<Vec<Judged>> {
    let mut policy = policy_for(archive, 0);
    let mut all = Vec::new();
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
        let mut known = Known::default();
        archive.each(&mut |entry, body| {
            let verdict = policy.judge(entry);
            let replaces = contents && known.replaces(&verdict, body)?;
            all.push(Judged {
                replaces,
                has_data: false,
                ..judged(&verdict, entry.clone())
            });
            Ok(ControlFlow::Continue(()))
        })?;
    }
    for refusal in policy.finish() {
        if let Some(one) = all.get_mut(refusal.index) {
            one.fate = Fate::Refused;
            one.reasons = refusal.reasons;
        }
    }
    Ok(all)
}

/// Holds what the entries claim to unpack to against the limits, as extraction would do with what comes out.
///
/// # Errors
/// [`Error::Limit`].
pub fn claims(all: &[Judged], archive: &Archive) -> Result<()> {
    let Limits { size: max, ratio, .. } = archive.meter().limits;
    let (mut out, mut packed) = (0_u64, Some(0_u64));
    let bomb = |out: u64, packed: u64| out > RATIO_FROM && out > ratio.saturating_mul(packed);
    for entry in all.iter().map(|one| &one.entry).filter(|e| e.kind == Kind::File) {
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

/// The entries whose names not every file system can hold or tell apart, and why.
pub fn not_portable(all: &[Judged]) -> impl Iterator<Item = (&Judged, Reason)> {
    let mut portable = Portable::default();
    all.iter().filter_map(move |one| {
        let path = SafePath::of_name(&one.entry.name, one.entry.dos, false).ok()??;
        Some((one, portable.judge(&path)?))
    })
}

/// What the files of a stream hold, by SHA-256.
#[derive(Default)]
struct Known(HashMap<Vec<u8>, [u8; 32]>);

impl Known {
    /// Whether an entry takes the place of another one with other contents.
    fn replaces(&mut self, verdict: &Verdict, body: &mut dyn Body) -> Result<bool> {
        let (path, sum) = match verdict {
            Verdict::Place(path) | Verdict::Replace(path) => {
                let mut hash = Sha256::new();
                body.drain(&mut |chunk| {
                    hash.update(chunk);
                    Ok(())
                })?;
                (path, hash.finalize().into())
            }
            Verdict::LinkTo(path, to) => match self.0.get(to.as_bytes()) {
                Some(sum) => (path, *sum),
                None => return Ok(false),
            },
            _ => return Ok(false),
        };
        let before = self.0.insert(path.as_bytes().to_vec(), sum);
        Ok(before.is_some_and(|before| before != sum))
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
