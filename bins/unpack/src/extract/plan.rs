//! The plan: which entries are wanted, and the policy's verdict on each.

use super::record::Done;
use super::{Job, Options, locked};
use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::format::Archive;
use crate::policy::{Reason, Refusal, Verdict, plain_name};

impl Job<'_> {
    /// Judges all entries of an index before the first byte is written; `None` for formats without one.
    pub(super) fn plan(&mut self, archive: &Archive) -> Result<Option<Vec<Option<Verdict>>>> {
        let Some(entries) = archive.index() else {
            return Ok(None);
        };
        let plan: Vec<Option<Verdict>> = entries.iter().map(|e| self.judge(e)).collect();
        self.refuse_links();
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
    pub(super) fn must_select(&self, nothing_there: bool) -> Result<()> {
        let Options { select, strip, .. } = self.options;
        if self.selected || nothing_there || (select.wants_all() && *strip == 0) {
            Ok(())
        } else {
            Err(Error::NothingSelected)
        }
    }

    /// The verdict on an entry, `None` when it is not selected.
    pub(super) fn judge(&mut self, entry: &Entry) -> Option<Verdict> {
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
                index: self.judged,
                name: entry.name.clone(),
                reasons: reasons.clone(),
            };
            self.refused.push(refusal);
        }
        self.selected |= verdict != Verdict::Nothing;
        self.judged += 1;
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

    /// Refuses the links that lead out of the tree, now that all are known. They are as good as not there.
    pub(super) fn refuse_links(&mut self) {
        for link in self.policy.finish() {
            self.policy.forget(&link.name);
            self.refused.push(link);
        }
    }

    pub(super) fn refusal(&mut self) -> Error {
        self.refused.sort_by_key(|r| r.index);
        Error::Unsafe(std::mem::take(&mut self.refused))
    }
}
