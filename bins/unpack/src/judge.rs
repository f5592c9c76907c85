//! Every entry of an archive with the policy's verdict on it: what list, check and extraction go by.

use std::ops::ControlFlow;

use crate::entry::{Entry, Kind};
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
    /// It takes the place of an earlier entry of the same path.
    pub replaces: bool,
}

/// What would happen to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is extracted, or brings nothing new.
    Accepted,
    /// It is left out, with a warning.
    LeftOut,
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

/// Judges every entry, and writes nothing. An index is handed over: the archive cannot be read after this.
///
/// # Errors
/// Damage, limits, and what else keeps an archive from being read.
pub fn judge(archive: &mut Archive) -> Result<Vec<Judged>> {
    let mut policy = policy_for(archive, 0);
    let mut all = Vec::new();
    if let Some(entries) = archive.take_index() {
        policy.reserve(entries.len());
        all = entries
            .into_iter()
            .map(|entry| judged(&mut policy, entry))
            .collect();
    } else {
        archive.each(&mut |entry, _| {
            all.push(judged(&mut policy, entry.clone()));
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

fn judged(policy: &mut Policy, entry: Entry) -> Judged {
    let verdict = policy.judge(&entry);
    let fate = match verdict {
        Verdict::Refuse(_) => Fate::Refused,
        Verdict::Skip(_) => Fate::LeftOut,
        _ => Fate::Accepted,
    };
    Judged {
        replaces: matches!(verdict, Verdict::Replace(_)),
        reasons: reasons(&verdict),
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
