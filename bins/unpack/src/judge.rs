//! Every entry of an archive with the policy's verdict on it: what list, check and extraction go by.

use std::ops::ControlFlow;

use crate::entry::Entry;
use crate::error::Result;
use crate::format::Archive;
use crate::policy::{Policy, Reason, Rules, Verdict};
use crate::select::Select;

/// An entry and what the policy says to it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The entry.
    pub entry: Entry,
    /// What would happen to it.
    pub verdict: Verdict,
    /// Why it is refused or left out; empty for a safe entry.
    pub reasons: Vec<Reason>,
}

/// The policy for an archive.
#[must_use]
pub fn policy_for(archive: &Archive, strip: usize) -> Policy {
    let backslash = archive
        .index()
        .is_some_and(|all| all.iter().all(|e| !e.raw_name.contains(&b'/')));
    Policy::new(Rules {
        strip,
        last_wins: archive.last_wins(),
        backslash,
    })
}

/// Judges every selected entry, and writes nothing.
///
/// # Errors
/// Damage, limits, and what else keeps an archive from being read.
pub fn judge(archive: &mut Archive, strip: usize, select: &Select) -> Result<Vec<Judged>> {
    let mut policy = policy_for(archive, strip);
    let mut all: Vec<Judged> = Vec::new();
    archive.each(&mut |entry, _| {
        if select.wants(&entry.name) {
            let verdict = policy.judge(entry);
            all.push(Judged {
                reasons: reasons(&verdict),
                verdict,
                entry: entry.clone(),
            });
        }
        Ok(ControlFlow::Continue(()))
    })?;
    for refusal in policy.finish() {
        if let Some(one) = all.get_mut(refusal.index) {
            one.verdict = Verdict::Refuse(refusal.reasons.clone());
            one.reasons = refusal.reasons;
        }
    }
    Ok(all)
}

/// Why a verdict is not plain acceptance.
pub(crate) fn reasons(verdict: &Verdict) -> Vec<Reason> {
    match verdict {
        Verdict::Refuse(why) => why.clone(),
        Verdict::Skip(reason) => vec![*reason],
        _ => Vec::new(),
    }
}
