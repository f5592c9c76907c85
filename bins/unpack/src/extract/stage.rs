//! The staging directory: everything is written here first, where nobody looks, and thrown away when anything fails.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use super::dir::{Dir, Found, Lock, set_time};
use super::publish::free_name;
use super::umask::Umask;
use crate::entry::Time;
use crate::error::{Error, Result};
use crate::policy::SafePath;

/// Directories are made open for their owner; the modes that were stored come last.
const WORKING: u32 = 0o700;
/// What is staged lies in this directory of the staging directory.
const TREE: &[u8] = b"tree";
/// And what is left of damaged files in this one, until nothing else can come under their names.
const ASIDE: &[u8] = b"aside";
/// This file beside them says whose directory that is. Only one that holds these and no more is ever removed.
const MARK: &[u8] = b"staged-by-unpack";
const MARK_SAYS: &[u8] =
    b"unpack extracts an archive here. When no unpack is running, this directory can be removed.\n";

/// What a file has beside its contents.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes {
    /// Permissions as stored.
    pub(super) mode: Option<u32>,
    pub(super) mtime: Option<Time>,
    /// Numbers of the user and the group, where they are to be set.
    pub(super) owner: Option<(u32, u32)>,
}

/// A directory being filled.
pub(super) struct Stage {
    parent: Dir,
    name: Vec<u8>,
    /// The staging directory; locked as long as it is open.
    holder: Dir,
    root: Dir,
    umask: Umask,
    /// The open directories on the way to where the last entry went.
    chain: Vec<(Vec<u8>, Dir)>,
    /// What directories get at the end: filling them would change their times.
    dirs: BTreeMap<Vec<u8>, Attributes>,
    /// Links, made at the end: nothing is ever written while one is there.
    links: Vec<(SafePath, Vec<u8>, Attributes)>,
    /// Damaged files that were set aside, under their numbers.
    aside: Vec<SafePath>,
    /// What it takes to remove the stage when no more files can be opened.
    spare: Vec<OwnedFd>,
}

/// What [`Stage::finish`] did not leave under its own name.
#[derive(Default)]
pub(super) struct Finished {
    /// Path and target of the links that were not made.
    pub(super) unmade: HashSet<(Vec<u8>, Vec<u8>)>,
    /// Where what there is of damaged files is now, if anywhere.
    pub(super) broken: HashMap<Vec<u8>, Option<Vec<u8>>>,
}

/// How many descriptors [`remove`] needs.
const SPARE: usize = 4;

impl Stage {
    /// Makes the directory `.NAME.unpack-PID` in `parent`. It is locked as long as it is in use, and those of that
    /// name which bear the mark and which nobody locks are removed: their processes were killed.
    pub(super) fn new(parent: Dir, of: &[u8], umask: Umask) -> Result<Self> {
        let of = of.get(..of.len().min(200)).unwrap_or_default();
        remove_abandoned(&parent, of);
        let spare = (0..SPARE).map(|_| parent.spare()).collect::<Result<_>>()?;
        let mut attempt = 0_u32;
        loop {
            let suffix = if attempt == 0 {
                String::new()
            } else {
                format!("-{attempt}")
            };
            let tail = format!(".unpack-{}{suffix}", std::process::id());
            let name = [b".", of, tail.as_bytes()].concat();
            match parent.make(&name, WORKING) {
                // Somebody took it for abandoned before it was locked.
                Ok(holder) if holder.lock() == Lock::Busy && attempt < 1000 => {
                    parent.remove_empty(&name);
                    attempt += 1;
                }
                Ok(holder) => {
                    let root = holder.enter(b".").inspect_err(|_| parent.remove_empty(&name))?;
                    // From here on whatever fails removes it again.
                    let mut stage = Self {
                        parent,
                        name,
                        holder,
                        root,
                        umask,
                        chain: Vec::new(),
                        dirs: BTreeMap::new(),
                        links: Vec::new(),
                        aside: Vec::new(),
                        spare,
                    };
                    File::from(stage.holder.create(MARK, 0o600)?)
                        .write_all(MARK_SAYS)
                        .map_err(|e| Error::io("cannot write", e))?;
                    stage.root = stage.holder.make(TREE, WORKING)?;
                    return Ok(stage);
                }
                // Left by a process of the same number that was killed.
                Err(Error::Exists(_)) if attempt < 1000 => attempt += 1,
                Err(e) => return Err(e),
            }
        }
    }

    /// The open directory `path` (joined components, empty for the root), made with all above it where missing.
    fn dir(&mut self, path: &[u8]) -> Result<&Dir> {
        let wanted: Vec<&[u8]> = path.split(|b| *b == b'/').filter(|c| !c.is_empty()).collect();
        let same = self
            .chain
            .iter()
            .zip(&wanted)
            .take_while(|((have, _), want)| have == *want)
            .count();
        self.chain.truncate(same);
        for name in wanted.into_iter().skip(same) {
            let above = self.chain.last().map_or(&self.root, |(_, dir)| dir);
            let dir = match above.make(name, WORKING) {
                Err(Error::Exists(_)) => above.enter(name)?,
                made => made?,
            };
            let path = self
                .chain
                .iter()
                .map(|(n, _)| n.as_slice())
                .chain([name])
                .collect::<Vec<_>>()
                .join(&b'/');
            self.dirs.entry(path).or_default();
            self.chain.push((name.to_vec(), dir));
        }
        Ok(self.chain.last().map_or(&self.root, |(_, dir)| dir))
    }

    /// A directory of the archive.
    pub(super) fn add_dir(&mut self, path: &SafePath, attributes: Attributes) -> Result<()> {
        self.dir(path.as_bytes())?;
        self.dirs.insert(path.as_bytes().to_vec(), attributes);
        Ok(())
    }

    /// A new file, written by `fill`.
    pub(super) fn add_file(
        &mut self,
        path: &SafePath,
        attributes: Attributes,
        fill: impl FnOnce(&mut File) -> Result<()>,
    ) -> Result<()> {
        let mode = self.umask.file(attributes.mode);
        let (parent, name) = path.parent_and_name();
        let dir = self.dir(parent)?;
        let mut file = File::from(dir.create(name, mode)?);
        dir.set_owner(name, attributes.owner)?;
        fill(&mut file)?;
        set_time(&file, attributes.mtime);
        Ok(())
    }

    /// A file in place of the one of the same path that was written before. Tells whether their bytes are the same.
    pub(super) fn replace_file(
        &mut self,
        path: &SafePath,
        attributes: Attributes,
        fill: impl FnOnce(&mut File) -> Result<()>,
    ) -> Result<bool> {
        let (parent, name) = path.parent_and_name();
        let old = self.dir(parent)?.read(name)?;
        self.dir(parent)?.unlink(name)?;
        self.add_file(path, attributes, fill)?;
        let new = self.dir(parent)?.read(name)?;
        same_bytes(File::from(old), File::from(new))
    }

    /// Sets a file aside that could not be written whole. [`Stage::finish`] gives it the name `NAME.broken`, or
    /// `NAME (2).broken` where something else is called so.
    pub(super) fn set_aside(&mut self, path: &SafePath) -> Result<()> {
        if self.aside.is_empty() {
            self.holder.make(ASIDE, WORKING)?;
        }
        let aside = self.holder.enter(ASIDE)?;
        let number = self.aside.len().to_string();
        let (parent, name) = path.parent_and_name();
        self.dir(parent)?.rename_new(name, &aside, number.as_bytes())?;
        self.aside.push(path.clone());
        Ok(())
    }

    /// Brings what was set aside back among the others. Returns where each is, by its path; a name may be too long.
    fn bring_back(&mut self) -> Result<HashMap<Vec<u8>, Option<Vec<u8>>>> {
        let mut all = HashMap::new();
        for (number, path) in std::mem::take(&mut self.aside).into_iter().enumerate() {
            let aside = self.holder.enter(ASIDE)?;
            let (parent, name) = path.parent_and_name();
            let dir = self.dir(parent)?;
            let mut new = [name, b".broken"].concat();
            let kept = dir
                .find(&new)
                .and_then(|found| match found {
                    Found::Nothing => Ok(()),
                    _ => free_name(dir, &new).map(|free| new = free),
                })
                .and_then(|()| aside.rename_new(number.to_string().as_bytes(), dir, &new));
            let place = match parent {
                b"" => new,
                parent => [parent, b"/", &new].concat(),
            };
            all.insert(path.as_bytes().to_vec(), kept.is_ok().then_some(place));
        }
        Ok(all)
    }

    /// Takes away a file that was written before, if it is there.
    pub(super) fn discard(&mut self, path: &SafePath) -> Result<()> {
        let (parent, name) = path.parent_and_name();
        self.dir(parent)?.remove_all(name)
    }

    /// Opens a file that was written before, for reading.
    pub(super) fn open(&mut self, path: &SafePath) -> Result<File> {
        let (parent, name) = path.parent_and_name();
        self.dir(parent)?.read(name).map(File::from)
    }

    /// Another name for a file that was written before. Tells whether nothing was lost: no file of that path with other
    /// contents had been written before.
    pub(super) fn add_hard_link(&mut self, path: &SafePath, to: &SafePath) -> Result<bool> {
        let (to_parent, to_name) = to.parent_and_name();
        let mut from = self.dir(&[])?.enter(b".")?;
        for component in to_parent.split(|b| *b == b'/').filter(|c| !c.is_empty()) {
            from = from.enter(component)?;
        }
        let (parent, name) = path.parent_and_name();
        let dir = self.dir(parent)?;
        match dir.hard_link(name, &from, to_name) {
            Err(Error::Exists(_)) => {
                let old = dir.read(name)?;
                dir.unlink(name)?;
                dir.hard_link(name, &from, to_name)?;
                same_bytes(File::from(old), File::from(dir.read(name)?))
            }
            done => done.map(|()| true),
        }
    }

    /// A symbolic link, made by [`Stage::finish`].
    pub(super) fn add_link(&mut self, path: &SafePath, target: &[u8], attributes: Attributes) -> Result<()> {
        self.dir(path.parent_and_name().0)?;
        self.links.push((path.clone(), target.to_vec(), attributes));
        Ok(())
    }

    /// Whether the directory `path` was made here.
    pub(super) fn has_made(&self, path: &[u8]) -> bool {
        self.dirs.contains_key(path)
    }

    /// Makes the links that `may_be` says to of path and target and brings back what was set aside, then sets the modes and
    /// times of directories, children first.
    pub(super) fn finish(&mut self, may_be: &dyn Fn(&[u8], &[u8]) -> bool) -> Result<Finished> {
        let mut finished = Finished::default();
        for (path, target, attributes) in std::mem::take(&mut self.links) {
            if !may_be(path.as_bytes(), &target) {
                finished.unmade.insert((path.as_bytes().to_vec(), target));
                continue;
            }
            let (parent, name) = path.parent_and_name();
            let dir = self.dir(parent)?;
            dir.symlink(name, &target)?;
            dir.set_owner(name, attributes.owner)?;
            dir.set_link_time(name, attributes.mtime);
        }
        finished.broken = self.bring_back()?;
        // In reverse order whatever lies below a directory comes before it.
        for (path, attributes) in std::mem::take(&mut self.dirs).into_iter().rev() {
            let mode = self.umask.dir(attributes.mode);
            let dir = self.dir(&path)?;
            dir.set_owner(b".", attributes.owner)?;
            dir.set(mode, attributes.mtime)?;
        }
        self.chain.clear();
        Ok(finished)
    }

    /// The top of what was staged.
    pub(super) fn root(&self) -> &Dir {
        &self.root
    }

    /// The directory the stage was made in.
    pub(super) fn parent(&self) -> &Dir {
        &self.parent
    }

    /// Publishes the whole stage as `name` beside it, with this mode.
    pub(super) fn publish_as(&mut self, name: &[u8], mode: u32) -> Result<()> {
        self.root.set(mode, None)?;
        self.root.sync();
        self.holder.rename_new(TREE, &self.parent, name)?;
        self.parent.sync();
        Ok(())
    }
}

/// Removes what killed processes left. That may fail: it is only tidying.
fn remove_abandoned(parent: &Dir, of: &[u8]) {
    let front = [b".", of, b".unpack-"].concat();
    for name in parent.names().unwrap_or_default() {
        let number = name.strip_prefix(front.as_slice()).unwrap_or_default();
        let fits = number.first().is_some_and(u8::is_ascii_digit)
            && number.iter().all(|b| b.is_ascii_digit() || *b == b'-');
        if fits
            && let Ok(dir) = parent.enter(&name)
            && dir.is_mine()
            && is_stage(&dir, number)
            && dir.lock() == Lock::Held
        {
            remove(parent, &name, &dir);
        }
    }
}

/// Removes a staging directory. What is in it goes by the open directory, whatever has its name by now: who may write in
/// `parent` could have put another one there. The mark goes last.
fn remove(parent: &Dir, name: &[u8], dir: &Dir) {
    for inner in [TREE, ASIDE, MARK] {
        let _ = dir.remove_all(inner);
    }
    parent.remove_empty(name);
}

/// Whether a directory was made by [`Stage::new`]: it holds the mark, perhaps a tree, and nothing else; or it has not got as
/// far as that, and its process is gone.
fn is_stage(dir: &Dir, number: &[u8]) -> bool {
    let names = dir.names().unwrap_or_default();
    let mut says = Vec::new();
    if let Ok(mark) = dir.read(MARK).map(File::from) {
        let length = MARK_SAYS.len() as u64;
        if mark.take(length + 1).read_to_end(&mut says).is_err() {
            return false;
        }
    }
    let begun = MARK_SAYS.starts_with(&says) && names.iter().all(|name| name == MARK);
    let ours = |name: &Vec<u8>| [MARK, TREE, ASIDE].contains(&name.as_slice());
    begun && is_gone(number) || says == MARK_SAYS && names.iter().all(ours)
}

/// Whether no process has this number, behind which another may stand.
fn is_gone(number: &[u8]) -> bool {
    let digits = number.split(|b| *b == b'-').next().unwrap_or_default();
    let number = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse().ok());
    let process = number.and_then(Pid::from_raw);
    process.is_some_and(|process| test_kill_process(process) == Err(Errno::SRCH))
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.chain.clear();
        self.spare.clear();
        remove(&self.parent, &self.name, &self.holder);
    }
}

fn same_bytes(mut a: File, mut b: File) -> Result<bool> {
    let failed = |e| Error::io("cannot read back what was written", e);
    let (mut x, mut y) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    loop {
        let n = a.read(&mut x).map_err(failed)?;
        let m = read_up_to(&mut b, &mut y, n.max(1)).map_err(failed)?;
        if x.get(..n) != y.get(..m) {
            return Ok(false);
        }
        if n == 0 {
            return Ok(true);
        }
    }
}

fn read_up_to(file: &mut File, buf: &mut [u8], n: usize) -> std::io::Result<usize> {
    let mut got = 0;
    while got < n {
        match file.read(buf.get_mut(got..n).unwrap_or_default())? {
            0 => break,
            more => got += more,
        }
    }
    Ok(got)
}
