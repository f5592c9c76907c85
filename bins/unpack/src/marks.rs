//! What extraction would refuse or replace, noted beside the work of verbs that only read.

use crate::entry::Entry;
use crate::error::Result;
use crate::format::Archive;
use crate::judge::{Sums, Twice, policy_for};
use crate::policy::{Policy, Reason, Refusal, Verdict};

/// An entry that is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its decoded name.
    pub name: Vec<u8>,
    /// Why extraction refuses it; empty when it takes the place of an earlier entry of other contents.
    pub reasons: Vec<Reason>,
}

/// The marks of one archive. Entries of an index are noted all at once, those of a stream as they pass by.
pub struct Marks {
    policy: Policy,
    refused: Vec<Refusal>,
    doubles: Doubles,
    seen: usize,
}

/// How entries of one path are told apart from repetitions.
enum Doubles {
    /// There is an index: by the policy, and by another way through it, when some claim to be the same.
    Refused(Twice),
    /// By another way through the stream, when some path comes twice.
    Sought(Twice),
    /// By the digests of all files.
    Known(Sums),
}

impl Marks {
    /// The marks of this archive, as far as its index tells them. With `digests`, [`Marks::note`] is told that of every
    /// file of a stream.
    #[must_use]
    pub fn of(archive: &Archive, digests: bool) -> Self {
        let mut marks = Self {
            policy: policy_for(archive, 0),
            refused: Vec::new(),
            doubles: Doubles::Sought(Twice::default()),
            seen: 0,
        };
        if digests {
            marks.doubles = Doubles::Known(Sums::default());
        }
        if let Some(entries) = archive.index() {
            marks.policy.reserve(entries.len());
            let mut twice = Twice::default();
            for entry in entries {
                let verdict = marks.judge(entry);
                // Others of one path are refused: there is no need to know all paths.
                if matches!(verdict, Verdict::Again(_)) {
                    twice.note(entry, &verdict);
                }
            }
            marks.doubles = Doubles::Refused(twice);
        }
        marks
    }

    /// Whether the digests of files are of use.
    #[must_use]
    pub fn wants_digests(&self) -> bool {
        matches!(self.doubles, Doubles::Known(_))
    }

    /// Notes the next entry, if it is one of a stream, and the SHA-256 of what it holds.
    pub fn note(&mut self, entry: &Entry, digest: Option<[u8; 32]>) {
        if matches!(self.doubles, Doubles::Refused(_)) {
            return;
        }
        let verdict = self.judge(entry);
        match &mut self.doubles {
            Doubles::Refused(_) => {}
            Doubles::Sought(twice) => twice.note(entry, &verdict),
            Doubles::Known(sums) => sums.note(self.seen - 1, entry, &verdict, digest),
        }
    }

    fn judge(&mut self, entry: &Entry) -> Verdict {
        let verdict = self.policy.judge(entry);
        if let Verdict::Refuse(reasons) = &verdict {
            self.refused.push(Refusal {
                index: self.seen,
                name: entry.name.clone(),
                reasons: reasons.clone(),
            });
        }
        self.seen += 1;
        verdict
    }

    /// All marks, in the order of the archive.
    ///
    /// # Errors
    /// As [`Archive::each`].
    pub fn finish(self, archive: &mut Archive) -> Result<Vec<Mark>> {
        let (replaced, reasons) = match self.doubles {
            Doubles::Refused(twice) => (twice.losses(archive)?, vec![Reason::Duplicate]),
            Doubles::Sought(twice) => (twice.losses(archive)?, Vec::new()),
            Doubles::Known(sums) => (sums.losses, Vec::new()),
        };
        let refused = self.refused.into_iter().chain(self.policy.finish());
        let mut all: Vec<(usize, Mark)> = refused
            .map(|Refusal { index, name, reasons }| (index, Mark { name, reasons }))
            .collect();
        all.extend(replaced.into_iter().map(|(index, name)| {
            let reasons = reasons.clone();
            (index, Mark { name, reasons })
        }));
        all.sort_by_key(|(index, _)| *index);
        Ok(all.into_iter().map(|(_, mark)| mark).collect())
    }
}
