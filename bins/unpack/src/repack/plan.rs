//! What becomes of each entry. Of several entries of one path the last counts, and a hard link is one more name of the
//! file that its target was when the link came.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::entry::Kind;
use crate::error::{Error, Result};
use crate::extract::{Notice, locked};
use crate::format::Archive;
use crate::judge::{Twice, policy_for};
use crate::policy::{Reason, Refusal, SafePath, Verdict};

/// What is written when an entry comes.
pub(super) enum Step {
    /// Nothing: another entry stands for it.
    Nothing,
    /// Nothing, and the user is told.
    LeftOut(Reason),
    /// A directory.
    Dir(SafePath),
    /// A symbolic link.
    Link(SafePath),
    /// A file, and again under each of its other names.
    File(SafePath, Vec<SafePath>),
    /// A hard link to a file that was written before.
    HardLink(SafePath, SafePath),
}

/// Judges every entry. Without `hard_links` a file is written under all of its names.
pub(super) fn plan(archive: &mut Archive, hard_links: bool, notices: &mut Vec<Notice>) -> Result<Vec<Step>> {
    let mut policy = policy_for(archive, 0);
    let (mut secrets, mut unread) = (false, None);
    let mut refused: Vec<Refusal> = Vec::new();
    let mut twice = Twice::default();
    let mut tree = Tree::default();
    archive.each(&mut |entry, _| {
        let verdict = policy.judge(entry);
        secrets |= entry.encrypted;
        twice.note(entry, &verdict);
        match &verdict {
            Verdict::Locked => unread = Some(entry.path().into_owned()),
            Verdict::Refuse(reasons) => refused.push(Refusal {
                index: tree.steps.len(),
                name: entry.name.clone(),
                reasons: reasons.clone(),
            }),
            _ => {}
        }
        tree.add(verdict, entry.kind)?;
        Ok(ControlFlow::Continue(()))
    })?;
    refused.extend(policy.finish());
    if !refused.is_empty() {
        refused.sort_by_key(|r| r.index);
        return Err(Error::Unsafe(refused));
    }
    if let Some(path) = unread {
        return Err(locked(archive).within(path.as_bytes()));
    }
    if secrets {
        notices.push(Notice::Decrypted);
    }
    let lost = twice.losses(archive)?;
    if archive.is_indexed() && !lost.is_empty() {
        let refuse = |(index, name)| Refusal {
            index,
            name,
            reasons: vec![Reason::Duplicate],
        };
        return Err(Error::Unsafe(lost.into_iter().map(refuse).collect()));
    }
    notices.extend(lost.into_iter().map(|(_, name)| Notice::Replaced(name)));
    Ok(tree.steps(hard_links))
}

/// The tree that the entries make, one after the other.
#[derive(Default)]
struct Tree {
    /// For each path the last entry of it, and the entry whose contents lie there when it is a file.
    last: HashMap<SafePath, (usize, Option<usize>)>,
    /// What each entry is alone.
    steps: Vec<Step>,
}

impl Tree {
    fn add(&mut self, verdict: Verdict, kind: Kind) -> Result<()> {
        let here = self.steps.len();
        let (step, path, file) = match (verdict, kind) {
            (Verdict::Place(path), Kind::Dir) => (Step::Dir(path.clone()), path, None),
            (Verdict::Place(path), Kind::Link) => (Step::Link(path.clone()), path, None),
            (Verdict::Place(path) | Verdict::Replace(path), _) => (Step::Nothing, path, Some(here)),
            (Verdict::LinkTo(path, to), _) => {
                let Some((_, Some(file))) = self.last.get(&to) else {
                    return Err(Error::corrupt("a hard link to no file"));
                };
                (Step::Nothing, path, Some(*file))
            }
            (Verdict::Skip(reason), _) => {
                self.steps.push(Step::LeftOut(reason));
                return Ok(());
            }
            (Verdict::Again(_) | Verdict::Nothing | Verdict::Locked | Verdict::Refuse(_), _) => {
                self.steps.push(Step::Nothing);
                return Ok(());
            }
        };
        self.steps.push(step);
        if let Some((before, _)) = self.last.insert(path, (here, file))
            && let Some(step) = self.steps.get_mut(before)
        {
            *step = Step::Nothing;
        }
        Ok(())
    }

    fn steps(self, hard_links: bool) -> Vec<Step> {
        let mut steps = self.steps;
        let mut names: Vec<(usize, usize, SafePath)> = self
            .last
            .into_iter()
            .filter_map(|(path, (at, file))| Some((file?, at, path)))
            .collect();
        names.sort_unstable();
        for same in names.chunk_by(|a, b| a.0 == b.0) {
            let Some(((file, _, first), others)) = same.split_first() else {
                continue;
            };
            let mut again = Vec::new();
            for (_, at, path) in others {
                match steps.get_mut(*at) {
                    Some(step) if hard_links => *step = Step::HardLink(path.clone(), first.clone()),
                    _ => again.push(path.clone()),
                }
            }
            if let Some(step) = steps.get_mut(*file) {
                *step = Step::File(first.clone(), again);
            }
        }
        steps
    }
}
