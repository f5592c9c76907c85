//! From the staging directory to where things belong: all of it, or nothing.

use std::collections::HashMap;
use std::path::PathBuf;

use super::dir::{Dir, Found};
use crate::error::{Error, Result};

/// What happens to something that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// Nothing is extracted.
    #[default]
    Refuse,
    /// It stays, and the entry is left out.
    Skip,
    /// It stays, and the entry gets another name: `a (2).txt`.
    Rename,
    /// It is replaced, atomically. Directories are merged, never replaced.
    Force,
}

/// What did not land under its own name.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Left out, because something was there: paths for messages.
    pub(super) kept: Vec<PathBuf>,
    /// The path that an entry has now, for those that have another one or none; all below the target, joined by `/`.
    pub(super) landed: HashMap<Vec<u8>, Option<Vec<u8>>>,
}

/// Moves everything in `stage` into `dest`, which is there.
pub(super) fn merge(stage: &Dir, dest: &Dir, existing: Existing) -> Result<Merged> {
    let mut there = Vec::new();
    survey(stage, dest, existing, &mut there)?;
    if !there.is_empty() {
        return Err(match existing {
            Existing::Refuse => Error::Exists(there),
            _ => Error::InTheWay(there),
        });
    }
    let mut merge = Merge {
        existing,
        merged: Merged::default(),
        moved: Vec::new(),
        way: Vec::new(),
    };
    if let Err(error) = merge.all(stage, dest) {
        merge.undo(stage, dest);
        return Err(error);
    }
    Ok(merge.merged)
}

/// Looks for everything that stands in the way, before anything is moved.
fn survey(stage: &Dir, dest: &Dir, existing: Existing, there: &mut Vec<PathBuf>) -> Result<()> {
    for name in stage.names()? {
        let new = stage.find(&name)?;
        match (new, dest.find(&name)?) {
            (_, Found::Nothing) => {}
            (Found::Dir, Found::Dir) => {
                survey(&stage.enter_opened(&name)?, &dest.enter(&name)?, existing, there)?;
            }
            (Found::Dir, Found::Link) => return Err(Error::LinkInTheWay(dest.join(&name))),
            (Found::Dir, _) | (_, Found::Dir) => match existing {
                Existing::Skip | Existing::Rename if new != Found::Dir => {}
                _ => there.push(dest.join(&name)),
            },
            (_, Found::Link | Found::Other) if existing == Existing::Refuse => there.push(dest.join(&name)),
            _ => {}
        }
    }
    Ok(())
}

/// A merge under way.
struct Merge {
    existing: Existing,
    merged: Merged,
    /// What was done so far, each with the directories that lead there.
    moved: Vec<(Vec<Vec<u8>>, Moved)>,
    /// The directories that lead to where it is now.
    way: Vec<Vec<u8>>,
}

/// A step that can be undone.
enum Moved {
    New { from: Vec<u8>, to: Vec<u8> },
    Swapped(Vec<u8>),
}

impl Merge {
    fn all(&mut self, stage: &Dir, dest: &Dir) -> Result<()> {
        for name in stage.names()? {
            self.one(stage, dest, &name)?;
        }
        dest.sync();
        Ok(())
    }

    fn one(&mut self, stage: &Dir, dest: &Dir, name: &[u8]) -> Result<()> {
        let is_dir = stage.find(name)? == Found::Dir;
        match dest.find(name)? {
            Found::Nothing => {
                stage.rename_new(name, dest, name)?;
                self.note(Moved::New {
                    from: name.to_vec(),
                    to: name.to_vec(),
                });
            }
            Found::Dir if is_dir => {
                self.way.push(name.to_vec());
                self.all(&stage.enter_opened(name)?, &dest.enter(name)?)?;
                self.way.pop();
            }
            Found::Link if is_dir => return Err(Error::LinkInTheWay(dest.join(name))),
            found => match self.existing {
                Existing::Skip if !is_dir => {
                    self.merged.kept.push(dest.join(name));
                    self.merged.landed.insert(self.below(name), None);
                }
                Existing::Rename if !is_dir => {
                    let new = free_name(dest, name)?;
                    stage.rename_new(name, dest, &new)?;
                    self.merged
                        .landed
                        .insert(self.below(name), Some(self.below(&new)));
                    self.note(Moved::New {
                        from: name.to_vec(),
                        to: new,
                    });
                }
                Existing::Force if !is_dir && found != Found::Dir => {
                    stage.exchange(name, dest, name)?;
                    self.note(Moved::Swapped(name.to_vec()));
                }
                Existing::Refuse => return Err(Error::Exists(vec![dest.join(name)])),
                _ => return Err(Error::InTheWay(vec![dest.join(name)])),
            },
        }
        Ok(())
    }

    /// The path of `name` where it is now.
    fn below(&self, name: &[u8]) -> Vec<u8> {
        let way = self.way.iter().map(Vec::as_slice);
        way.chain([name]).collect::<Vec<_>>().join(&b'/')
    }

    fn note(&mut self, step: Moved) {
        self.moved.push((self.way.clone(), step));
    }

    /// Moves back what was moved, last first. What cannot be moved back stays.
    fn undo(self, stage: &Dir, dest: &Dir) {
        for (way, step) in self.moved.into_iter().rev() {
            let _ = undo_one(stage, dest, &way, &step);
        }
    }
}

fn undo_one(stage: &Dir, dest: &Dir, way: &[Vec<u8>], step: &Moved) -> Result<()> {
    let (mut stage, mut dest) = (stage.enter(b".")?, dest.enter(b".")?);
    for name in way {
        (stage, dest) = (stage.enter(name)?, dest.enter(name)?);
    }
    match step {
        Moved::New { from, to } => dest.rename_new(to, &stage, from),
        Moved::Swapped(name) => stage.exchange(name, &dest, name),
    }
}

/// `a (2).txt`, `a (3).txt`, ... : the first that is free.
pub(super) fn free_name(dest: &Dir, name: &[u8]) -> Result<Vec<u8>> {
    let dot = name
        .iter()
        .rposition(|b| *b == b'.')
        .filter(|at| *at > 0)
        .unwrap_or(name.len());
    let (stem, suffix) = name.split_at(dot);
    for n in 2..10_000 {
        let new = [stem, format!(" ({n})").as_bytes(), suffix].concat();
        if dest.find(&new)? == Found::Nothing {
            return Ok(new);
        }
    }
    Err(Error::Exists(vec![dest.join(name)]))
}
