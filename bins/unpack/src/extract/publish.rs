//! From the staging directory to where things belong: all of it, or nothing.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use shared::interrupt::Flag;

use super::across::copy_beside;
use super::dir::{Dir, Found, Identity, Reclose};
use super::stage::Stage;
use crate::error::{Error, Result};
use crate::policy::numbered;

/// How often a name is decided anew when others change it at the same moment.
const RETRIES: usize = 1000;

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

/// Moves everything in `stage` into `dest`, which is there and which only this process should be changing.
pub(super) fn merge(stage: &Dir, dest: &Dir, existing: Existing, stop: &Flag) -> Result<Merged> {
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
        opened: Vec::new(),
        only_step: stage.names()?.len() == 1,
        retries: RETRIES,
        copies: Vec::new(),
        stop,
    };
    if let Err(error) = merge.fill(stage, dest) {
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
                let dest = dest.enter(&name)?;
                look_into(stage, &name, |below| survey(below, &dest, existing, there))?;
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
struct Merge<'a> {
    existing: Existing,
    merged: Merged,
    /// What was done so far, each with the directories that lead there.
    moved: Vec<(Vec<Vec<u8>>, Moved)>,
    /// The directories that lead to where it is now.
    way: Vec<Vec<u8>>,
    /// Directories that were closed to writing, and are so again at the end.
    opened: Vec<Reclose>,
    /// There is one top entry. Nothing comes after it that could fail.
    only_step: bool,
    /// How often something may still be decided anew.
    retries: usize,
    /// Stages in other file systems, each with the directories that lead to where it stands.
    copies: Vec<(Vec<Vec<u8>>, Stage)>,
    stop: &'a Flag,
}

/// A step that can be undone, as long as what it put there is still there: others work in the same directory.
enum Moved {
    /// With all that came along, if it is a directory.
    New {
        to: Vec<u8>,
        ours: HashSet<Identity>,
    },
    Swapped {
        name: Vec<u8>,
        ours: Option<Identity>,
    },
}

impl Merge<'_> {
    /// Moves all that is staged in `stage` into `dest`, which may be in another file system.
    fn fill(&mut self, stage: &Dir, dest: &Dir) -> Result<()> {
        if stage.is_beside(dest) {
            return self.all(stage, dest);
        }
        let copy = copy_beside(stage, dest, self.stop)?;
        let root = copy.root().enter(b".")?;
        self.only_step = false;
        self.copies.push((self.way.clone(), copy));
        self.all(&root, dest)
    }

    fn all(&mut self, stage: &Dir, dest: &Dir) -> Result<()> {
        for name in stage.names()? {
            if self.stop.is_raised() {
                return Err(Error::Interrupted);
            }
            let mut done = self.one(stage, dest, &name);
            // Somebody else made or took away something of that name just now: it is decided anew, by the same rule.
            while self.existing != Existing::Refuse && self.retries > 0 && has_changed(&done) {
                self.retries -= 1;
                done = self.one(stage, dest, &name);
            }
            done?;
        }
        dest.sync();
        Ok(())
    }

    fn one(&mut self, stage: &Dir, dest: &Dir, name: &[u8]) -> Result<()> {
        let is_dir = stage.find(name)? == Found::Dir;
        match dest.find(name)? {
            Found::Nothing => self.place(stage, dest, name, name)?,
            Found::Dir if is_dir => {
                let like = stage.mode(name)?;
                let (into, reclose) = dest.enter_to_fill(name, like)?;
                self.opened.extend(reclose);
                self.way.push(name.to_vec());
                let done = stage.enter_opened(name).and_then(|from| self.fill(&from, &into));
                self.way.pop();
                done?;
            }
            Found::Link if is_dir => return Err(Error::LinkInTheWay(dest.join(name))),
            found => match self.existing {
                Existing::Skip if !is_dir => {
                    self.merged.kept.push(dest.join(name));
                    self.merged.landed.insert(self.below(name), None);
                }
                Existing::Rename if !is_dir => {
                    let new = free_name(dest, name)?;
                    self.place(stage, dest, name, &new)?;
                    self.merged
                        .landed
                        .insert(self.below(name), Some(self.below(&new)));
                }
                Existing::Force if !is_dir && found != Found::Dir => {
                    let ours = stage.identity(name);
                    stage.exchange(name, dest, name)?;
                    let name = name.to_vec();
                    self.moved.push((self.way.clone(), Moved::Swapped { name, ours }));
                }
                Existing::Refuse => return Err(Error::Exists(vec![dest.join(name)])),
                _ => return Err(Error::InTheWay(vec![dest.join(name)])),
            },
        }
        Ok(())
    }

    /// Moves what is staged as `name` to `new`, which must not be there.
    fn place(&mut self, stage: &Dir, dest: &Dir, name: &[u8], new: &[u8]) -> Result<()> {
        let mut ours = HashSet::new();
        if !(self.only_step && self.way.is_empty()) {
            all_of(stage, name, &mut ours)?;
        }
        stage.rename_new(name, dest, new)?;
        let to = new.to_vec();
        self.moved.push((self.way.clone(), Moved::New { to, ours }));
        Ok(())
    }

    /// The path of `name` where it is now.
    fn below(&self, name: &[u8]) -> Vec<u8> {
        let way = self.way.iter().map(Vec::as_slice);
        way.chain([name]).collect::<Vec<_>>().join(&b'/')
    }

    /// Takes back what was moved, last first. What is not ours any more stays, and what cannot be taken back.
    fn undo(self, stage: &Dir, dest: &Dir) {
        for (way, step) in self.moved.into_iter().rev() {
            // The innermost stage on the way is where it came from.
            let copies = self.copies.iter().rev();
            let from = copies
                .filter(|(at, _)| way.starts_with(at))
                .max_by_key(|(at, _)| at.len());
            let (from, skip) = from.map_or((stage, 0), |(at, copy)| (copy.root(), at.len()));
            let _ = undo_one(from, dest, &way, skip, &step);
        }
        drop(self.opened);
    }
}

/// Whether a step failed for what others did between a look and the step.
fn has_changed(done: &Result<()>) -> bool {
    match done {
        Err(Error::Exists(_)) => true,
        Err(Error::Io { source, .. }) => source.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// What `name` and all below it are.
fn all_of(dir: &Dir, name: &[u8], ours: &mut HashSet<Identity>) -> Result<()> {
    ours.extend(dir.identity(name));
    if dir.find(name)? == Found::Dir {
        look_into(dir, name, |below| {
            let mut names = below.names()?.into_iter();
            names.try_for_each(|inner| all_of(below, &inner, ours))
        })?;
    }
    Ok(())
}

/// Looks into the directory `name`, which keeps its mode, however closed it is.
fn look_into(dir: &Dir, name: &[u8], look: impl FnOnce(&Dir) -> Result<()>) -> Result<()> {
    let mode = dir.mode(name)?;
    let below = dir.enter_opened(name)?;
    look(&below)?;
    if mode & 0o700 != 0o700 {
        below.set(mode, None)?;
    }
    Ok(())
}

/// Takes one step back. The first `skip` directories of the way lead to `dest` alone.
fn undo_one(stage: &Dir, dest: &Dir, way: &[Vec<u8>], skip: usize, step: &Moved) -> Result<()> {
    let (mut stage, mut dest) = (stage.enter(b".")?, dest.enter(b".")?);
    for name in way {
        dest = dest.enter(name)?;
    }
    for name in way.iter().skip(skip) {
        stage = stage.enter(name)?;
    }
    match step {
        Moved::New { to, ours } => take_back(&stage, &dest, to, ours),
        Moved::Swapped { name, ours } => {
            if ours.is_some() && dest.identity(name) == *ours {
                stage.exchange(name, &dest, name)?;
            }
            Ok(())
        }
    }
}

/// Takes `name` away with what is below it, as far as it is ours. A directory stays where it is as long as it holds
/// anything of others, who may be at work in it.
fn take_back(stage: &Dir, dest: &Dir, name: &[u8], ours: &HashSet<Identity>) -> Result<()> {
    let is_ours = |dir: &Dir, name: &[u8]| dir.identity(name).is_some_and(|id| ours.contains(&id));
    if !is_ours(dest, name) {
        return Ok(());
    }
    if dest.find(name)? == Found::Dir {
        let below = dest.enter_opened(name)?;
        for inner in below.names()? {
            take_back(stage, &below, &inner, ours)?;
        }
        dest.remove_empty(name);
        return Ok(());
    }
    // Moved first and looked at again: between a look and a removal somebody could replace it.
    let taken = free_name(stage, b"taken-back")?;
    dest.rename_new(name, stage, &taken)?;
    if is_ours(stage, &taken) {
        stage.unlink(&taken)
    } else {
        stage.rename_new(&taken, dest, name)
    }
}

/// `a (2).txt`, `a (3).txt`, ... : the first that is free.
pub(super) fn free_name(dest: &Dir, name: &[u8]) -> Result<Vec<u8>> {
    for n in 2..u32::MAX {
        let new = numbered(name, n);
        if dest.find(&new)? == Found::Nothing {
            return Ok(new);
        }
    }
    Err(Error::Exists(vec![dest.join(name)]))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::Path;

    use super::*;

    fn write(dir: &Path, name: &str, text: &str) {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A way to do all and take it back.
    fn begin(stop: &Flag) -> Merge<'_> {
        Merge {
            existing: Existing::Force,
            merged: Merged::default(),
            moved: Vec::new(),
            way: Vec::new(),
            opened: Vec::new(),
            only_step: false,
            retries: RETRIES,
            copies: Vec::new(),
            stop,
        }
    }

    /// Names below a directory, with what they are, sorted.
    fn tree(top: &Path) -> Vec<String> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(top).unwrap() {
            let path = entry.unwrap().path();
            let meta = path.symlink_metadata().unwrap();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let (mode, time) = (meta.permissions().mode() & 0o7777, meta.mtime());
            if meta.is_dir() {
                all.push(format!("{name} {mode:o} {time}"));
                all.extend(tree(&path).iter().map(|below| format!("{name}/{below}")));
            } else if meta.is_symlink() {
                let target = std::fs::read_link(&path).unwrap();
                all.push(format!("{name} -> {} {time}", target.display()));
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                all.push(format!("{name} {mode:o} {time} {text}"));
            }
        }
        all.sort();
        all
    }

    /// On Linux /dev/shm is a file system of its own; were it none, things would be moved as everywhere.
    #[test]
    fn another_file_system_gets_copies_and_all_is_taken_back_there_too() {
        let pid = std::process::id();
        let top = std::env::temp_dir().join(format!("unpack-across-{pid}"));
        let to = Path::new("/dev/shm").join(format!("unpack-across-{pid}"));
        let (from, stop) = (top.join("stage"), Flag::default());
        for name in ["d/x", "d/deep/y", "c", "e"] {
            write(&from, name, "ours");
        }
        std::os::unix::fs::symlink("x", from.join("d/l")).unwrap();
        let mode = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(from.join("d/x"), mode).unwrap();
        for name in ["d/x", "d/deep", "e"] {
            let file = std::fs::File::open(from.join(name)).unwrap();
            let then = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
            file.set_modified(then).unwrap();
        }
        write(&to, "c", "old");
        write(&to, "d/there", "old");
        let (wanted, before) = (tree(&from), tree(&to));
        let (stage, dest) = (Dir::open(&from).unwrap(), Dir::open(&to).unwrap());
        let mut taken_back = begin(&stop);
        taken_back.fill(&stage, &dest).unwrap();
        taken_back.undo(&stage, &dest);
        let without_times = |all: Vec<String>| -> Vec<String> {
            let not_d = |line: &String| !line.starts_with("d ");
            all.into_iter().filter(not_d).collect()
        };
        assert_eq!(without_times(tree(&to)), without_times(before));
        if !stage.is_beside(&dest) {
            assert_eq!(tree(&from), wanted);
        }
        merge(&stage, &dest, Existing::Force, &stop).unwrap();
        let mut now = without_times(tree(&to));
        now.retain(|line| !line.starts_with("d/there "));
        assert_eq!(now, without_times(wanted));
        std::fs::remove_dir_all(top).unwrap();
        std::fs::remove_dir_all(to).unwrap();
    }

    #[test]
    fn what_others_put_there_meanwhile_is_not_taken_back() {
        let top = std::env::temp_dir().join(format!("unpack-publish-{}", std::process::id()));
        let (from, to) = (top.join("stage"), top.join("dest"));
        for name in ["a/x", "a/y", "b", "c", "d"] {
            write(&from, name, "ours");
        }
        write(&to, "c", "old");
        write(&to, "d", "old");
        let (stage, dest) = (Dir::open(&from).unwrap(), Dir::open(&to).unwrap());
        let stop = Flag::default();
        let mut merge = begin(&stop);
        merge.all(&stage, &dest).unwrap();
        write(&to, "a/z", "theirs");
        for name in ["a/y", "b", "c"] {
            write(&top, "new", "theirs");
            std::fs::rename(top.join("new"), to.join(name)).unwrap();
        }
        merge.undo(&stage, &dest);
        let text = |name: &str| std::fs::read_to_string(to.join(name)).ok();
        let theirs = Some("theirs".to_owned());
        for name in ["a/y", "a/z", "b", "c"] {
            assert_eq!(text(name), theirs, "{name}");
        }
        assert_eq!(text("a/x"), None);
        assert_eq!(text("d").as_deref(), Some("old"));
        std::fs::remove_dir_all(top).unwrap();
    }
}
