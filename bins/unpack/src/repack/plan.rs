//! The plan: what becomes of each entry, so that every path is written once, with the contents that it has in the end.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::entry::Kind;
use crate::error::{Error, Result};
use crate::extract::{Notice, locked};
use crate::format::Archive;
use crate::judge::{Twice, policy_for};
use crate::policy::{Refusal, SafePath, Verdict};

/// The verdict on every entry: [`Verdict::Place`], [`Verdict::LinkTo`] a file placed before, or nothing to write.
pub(super) fn plan(archive: &mut Archive, notices: &mut Vec<Notice>) -> Result<Vec<Verdict>> {
    let mut policy = policy_for(archive, 0);
    let (mut secrets, mut unread) = (false, None);
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut refused: Vec<Refusal> = Vec::new();
    let (mut names, mut twice) = (Names::default(), Twice::default());
    archive.each(&mut |entry, _| {
        let index = verdicts.len();
        let verdict = policy.judge(entry);
        twice.note(&verdict);
        secrets |= entry.encrypted;
        match &verdict {
            Verdict::Locked => unread = Some(entry.path().into_owned()),
            Verdict::Refuse(reasons) => refused.push(Refusal {
                index,
                name: entry.name.clone(),
                reasons: reasons.clone(),
            }),
            Verdict::Place(path) | Verdict::Replace(path) if entry.kind == Kind::File => {
                names.file(index, path);
            }
            Verdict::LinkTo(path, to) => names.link(index, path, to),
            _ => {}
        }
        verdicts.push(verdict);
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
    // In an index nothing replaces anything.
    if !archive.is_indexed() {
        let replaced = twice.losses(archive)?.into_iter();
        notices.extend(replaced.map(|(_, name)| Notice::Replaced(name)));
    }
    names.settle(&mut verdicts);
    Ok(verdicts)
}

/// The names of files, as a file system would have them while a stream is extracted.
#[derive(Default)]
struct Names {
    /// For each path the entry whose contents lie there, and the one that put them there.
    lies: HashMap<Vec<u8>, (usize, usize)>,
    /// All entries that named a file, with the paths.
    named: Vec<(usize, SafePath)>,
}

impl Names {
    fn file(&mut self, index: usize, path: &SafePath) {
        self.lies.insert(path.as_bytes().to_vec(), (index, index));
        self.named.push((index, path.clone()));
    }

    fn link(&mut self, index: usize, path: &SafePath, to: &SafePath) {
        if let Some((file, _)) = self.lies.get(to.as_bytes()).copied() {
            self.lies.insert(path.as_bytes().to_vec(), (file, index));
            self.named.push((index, path.clone()));
        }
    }

    /// Lets every file be written where it is stored, under its own name or, when that was taken by another, under the
    /// first of the names that it has in the end; the others become links to that.
    fn settle(self, verdicts: &mut [Verdict]) {
        let mut first: HashMap<usize, SafePath> = HashMap::new();
        let mut set = |index: usize, verdict| {
            if let Some(old) = verdicts.get_mut(index) {
                *old = verdict;
            }
        };
        for (index, path) in self.named {
            set(index, Verdict::Nothing);
            let Some((file, by)) = self.lies.get(path.as_bytes()).copied() else {
                continue;
            };
            if by != index {
                continue;
            }
            match first.get(&file) {
                Some(first) => set(index, Verdict::LinkTo(path, first.clone())),
                None => {
                    set(file, Verdict::Place(path.clone()));
                    first.insert(file, path);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(named: &[(&str, &str)]) -> Vec<String> {
        let path = |name: &str| SafePath::of_name(name.as_bytes(), false, false).unwrap().unwrap();
        let (mut names, mut verdicts) = (Names::default(), Vec::new());
        for (index, (name, to)) in named.iter().enumerate() {
            match *to {
                "" => names.file(index, &path(name)),
                to => names.link(index, &path(name), &path(to)),
            }
            verdicts.push(Verdict::Nothing);
        }
        names.settle(&mut verdicts);
        let text = |path: &SafePath| String::from_utf8_lossy(path.as_bytes()).into_owned();
        let said = verdicts.iter().map(|verdict| match verdict {
            Verdict::Place(path) => text(path),
            Verdict::LinkTo(path, to) => format!("{}={}", text(path), text(to)),
            _ => "-".to_owned(),
        });
        said.collect()
    }

    #[test]
    fn every_path_is_written_once_with_what_it_has_in_the_end() {
        // Entries in their order: a file has no target.
        assert_eq!(settled(&[("a", ""), ("a", "")]), ["-", "a"]);
        assert_eq!(settled(&[("a", ""), ("b", "a")]), ["a", "b=a"]);
        assert_eq!(settled(&[("a", ""), ("b", "a"), ("a", "")]), ["b", "-", "a"]);
        assert_eq!(
            settled(&[("a", ""), ("b", "a"), ("c", "a"), ("a", "")]),
            ["b", "-", "c=b", "a"]
        );
        assert_eq!(settled(&[("a", ""), ("b", ""), ("a", "b")]), ["-", "b", "a=b"]);
        assert_eq!(
            settled(&[("a", ""), ("b", "a"), ("a", ""), ("a", "b")]),
            ["b", "-", "-", "a=b"]
        );
    }
}
