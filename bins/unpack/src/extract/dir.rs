//! Directories by descriptor: every step goes one component down from an open directory and never through a link.

use std::ffi::OsStr;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{
    AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, RenameFlags, Timespec, Timestamps, UTIME_OMIT,
};
use rustix::fs::{Gid, Uid};
use rustix::io::Errno;
use shared::interrupt::Flag;

use crate::entry::Time;
use crate::error::{Error, Result};

const DIRECTORY: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// How often a lock on a directory is tried, and how long is waited in between: half a minute in all.
const LOCK_TRIES: u32 = 3000;
const LOCK_PAUSE: Duration = Duration::from_millis(10);
/// More levels of directories than are ever extracted.
const MAX_ROUNDS: u32 = 1000;

/// An open directory, and the path by which messages call it.
#[derive(Debug)]
pub(super) struct Dir {
    fd: OwnedFd,
    pub(super) path: PathBuf,
}

/// What is found under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Dir,
    Link,
    Other,
}

/// What a file or directory is, whatever it is called: its device and inode.
pub(super) type Identity = (u64, u64);

/// What a file, link or directory has beside its contents.
pub(super) struct Look {
    pub(super) mode: u32,
    /// Numbers of the user and the group.
    pub(super) owner: (u32, u32),
    pub(super) mtime: Time,
    /// Bytes of a file, holes included.
    pub(super) size: u64,
    pub(super) has_holes: bool,
}

/// What came of locking a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// This process has it, and nobody had it before.
    Held,
    /// Another process has it, or has just removed the directory.
    Busy,
    /// Nobody can tell.
    Unknown,
}

impl Dir {
    /// Opens the directory that the user named; links in the user's own path are followed.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let flags = DIRECTORY.difference(OFlags::NOFOLLOW);
        let fd = rustix::fs::openat(CWD, path, flags, Mode::empty())
            .map_err(|e| Error::io(format!("cannot open {}", path.display()), e))?;
        Ok(Self {
            fd,
            path: path.to_owned(),
        })
    }

    fn failed(&self, step: &str, name: &[u8], error: Errno) -> Error {
        let path = self.join(name);
        match error {
            Errno::LOOP | Errno::NOTDIR if self.find(name).is_ok_and(|f| f == Found::Link) => {
                Error::LinkInTheWay(path)
            }
            Errno::EXIST => Error::Exists(vec![path]),
            error => Error::io(format!("cannot {step} {}", path.display()), error),
        }
    }

    /// The path of `name` in this directory, for messages.
    pub(super) fn join(&self, name: &[u8]) -> PathBuf {
        self.path.join(OsStr::from_bytes(name))
    }

    /// Opens the directory `name` here.
    pub(super) fn enter(&self, name: &[u8]) -> Result<Self> {
        let fd = rustix::fs::openat(&self.fd, name, DIRECTORY, Mode::empty())
            .map_err(|e| self.failed("open", name, e))?;
        Ok(Self {
            fd,
            path: self.join(name),
        })
    }

    /// Opens the directory `name` here to move things out of it, whatever its mode was to be: it will not be kept.
    pub(super) fn enter_opened(&self, name: &[u8]) -> Result<Self> {
        let dir = Handle::open(self, name)?;
        let mode = dir.mode()?;
        if mode & 0o700 != 0o700 {
            dir.set_mode(mode | 0o700)?;
        }
        self.enter(name)
    }

    /// Makes the directory `name` here, which must be new, and opens it.
    pub(super) fn make(&self, name: &[u8], mode: u32) -> Result<Self> {
        rustix::fs::mkdirat(&self.fd, name, Mode::from_raw_mode(mode))
            .map_err(|e| self.failed("make", name, e))?;
        self.enter(name).inspect_err(|_| self.remove_empty(name))
    }

    /// Another descriptor of the same directory.
    pub(super) fn spare(&self) -> Result<OwnedFd> {
        self.fd
            .try_clone()
            .map_err(|e| Error::io("cannot open a directory", e))
    }

    /// Makes a new file here, open for writing.
    pub(super) fn create(&self, name: &[u8], mode: u32) -> Result<OwnedFd> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        rustix::fs::openat(&self.fd, name, flags, Mode::from_raw_mode(mode))
            .map_err(|e| self.failed("make", name, e))
    }

    /// Opens a regular file here for reading, whatever its mode.
    pub(super) fn read(&self, name: &[u8]) -> Result<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let open = || rustix::fs::openat(&self.fd, name, flags, Mode::empty());
        match open() {
            Err(Errno::ACCESS) if self.find(name)? == Found::Other => {
                let file = Handle::open(self, name)?;
                let mode = file.mode()?;
                file.set_mode(mode | 0o400)?;
                let opened = open();
                file.set_mode(mode)?;
                opened
            }
            opened => opened,
        }
        .map_err(|e| self.failed("read", name, e))
    }

    /// Makes a symbolic link here.
    pub(super) fn symlink(&self, name: &[u8], target: &[u8]) -> Result<()> {
        rustix::fs::symlinkat(target, &self.fd, name).map_err(|e| self.failed("make", name, e))
    }

    /// Makes a hard link here to the file `old` of `from`.
    pub(super) fn hard_link(&self, name: &[u8], from: &Self, old: &[u8]) -> Result<()> {
        rustix::fs::linkat(&from.fd, old, &self.fd, name, AtFlags::empty())
            .map_err(|e| self.failed("link", name, e))
    }

    /// Removes a file or link here.
    pub(super) fn unlink(&self, name: &[u8]) -> Result<()> {
        rustix::fs::unlinkat(&self.fd, name, AtFlags::empty()).map_err(|e| self.failed("remove", name, e))
    }

    /// Sets mode and time of this directory.
    pub(super) fn set(&self, mode: u32, mtime: Option<Time>) -> Result<()> {
        rustix::fs::fchmod(&self.fd, Mode::from_raw_mode(mode))
            .map_err(|e| Error::io(format!("cannot set the mode of {}", self.path.display()), e))?;
        set_time(&self.fd, mtime);
        Ok(())
    }

    /// Sets the owner of `name` here, which may be `.`; a link is not followed.
    pub(super) fn set_owner(&self, name: &[u8], owner: Option<(u32, u32)>) -> Result<()> {
        let Some((user, group)) = owner else {
            return Ok(());
        };
        let (user, group) = (Uid::from_raw(user), Gid::from_raw(group));
        rustix::fs::chownat(&self.fd, name, Some(user), Some(group), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| self.failed("set the owner of", name, e))
    }

    /// Sets the time of a link here.
    pub(super) fn set_link_time(&self, name: &[u8], mtime: Option<Time>) {
        if let Some(times) = timestamps(mtime) {
            let _ = rustix::fs::utimensat(&self.fd, name, &times, AtFlags::SYMLINK_NOFOLLOW);
        }
    }

    /// What `name` is here; a link is not followed.
    pub(super) fn find(&self, name: &[u8]) -> Result<Found> {
        match rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(match FileType::from_raw_mode(stat.st_mode) {
                FileType::Directory => Found::Dir,
                FileType::Symlink => Found::Link,
                _ => Found::Other,
            }),
            Err(Errno::NOENT) => Ok(Found::Nothing),
            Err(e) => Err(Error::io(
                format!("cannot look at {}", self.join(name).display()),
                e,
            )),
        }
    }

    /// Looks at `name` here; a link is not followed.
    pub(super) fn look(&self, name: &[u8]) -> Result<Look> {
        let stat = rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| self.failed("look at", name, e))?;
        let size = u64::try_from(stat.st_size).unwrap_or(0);
        Ok(Look {
            mode: stat.st_mode & 0o7777,
            owner: (stat.st_uid, stat.st_gid),
            mtime: Time {
                seconds: stat.st_mtime,
                nanos: u32::try_from(stat.st_mtime_nsec).unwrap_or(0),
            },
            size,
            has_holes: u64::try_from(stat.st_blocks).unwrap_or(0).saturating_mul(512) < size,
        })
    }

    /// Whether both are in one file system, so that things can be moved from one to the other.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let device = |dir: &Self| rustix::fs::fstat(&dir.fd).map(|stat| stat.st_dev);
        match (device(self), device(other)) {
            (Ok(a), Ok(b)) => a == b,
            _ => true,
        }
    }

    /// Which file or directory has the name here; `None` when there is none, or nobody can tell.
    pub(super) fn identity(&self, name: &[u8]) -> Option<Identity> {
        let stat = rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        Some((stat.st_dev, stat.st_ino))
    }

    /// Opens the directory `name` here to move things into it. `like` is its mode as staged: where the
    /// archive itself closes it so, as an earlier run of it did, it is opened for the time being. Returns what closes it again.
    pub(super) fn enter_to_fill(&self, name: &[u8], like: u32) -> Result<(Self, Option<Reclose>)> {
        let there = self.enter(name)?;
        let mode = Handle::open(self, name)?.mode()?;
        if mode & 0o300 == 0o300 || mode & 0o777 != like & 0o777 || !there.is_mine() {
            return Ok((there, None));
        }
        let failed = |e| Error::io(format!("cannot set the mode of {}", there.path.display()), e);
        let fd = there.spare()?;
        rustix::fs::fchmod(&there.fd, Mode::from_raw_mode(mode | 0o700)).map_err(failed)?;
        Ok((there, Some(Reclose { fd, mode })))
    }

    /// The mode of `name` here.
    pub(super) fn mode(&self, name: &[u8]) -> Result<u32> {
        Handle::open(self, name)?.mode()
    }

    /// The target of the link at a path below this directory; `None` when it is none.
    pub(super) fn link_target(&self, path: &[u8]) -> Result<Option<Vec<u8>>> {
        match rustix::fs::readlinkat(&self.fd, path, Vec::new()) {
            Ok(target) => Ok(Some(target.into_bytes())),
            Err(Errno::INVAL) => Ok(None),
            Err(e) => Err(self.failed("read", path, e)),
        }
    }

    /// Names of all that is here, sorted.
    pub(super) fn names(&self) -> Result<Vec<Vec<u8>>> {
        let failed = |e: Errno| Error::io(format!("cannot read {}", self.path.display()), e);
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.fd).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push(name.to_vec());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Moves `name` from here to `to` under `new`, which must not be there.
    pub(super) fn rename_new(&self, name: &[u8], to: &Self, new: &[u8]) -> Result<()> {
        match rustix::fs::renameat_with(&self.fd, name, &to.fd, new, RenameFlags::NOREPLACE) {
            // Old kernels and some network file systems know no RENAME_NOREPLACE.
            Err(Errno::INVAL | Errno::NOSYS) => self.rename_new_in_two_steps(name, to, new),
            // A directory that nobody may write cannot change its parent.
            Err(Errno::ACCESS) if self.find(name)? == Found::Dir => {
                let moved = Handle::open(self, name)?;
                let mode = moved.mode()?;
                moved.set_mode(mode | 0o700)?;
                let done = rustix::fs::renameat_with(&self.fd, name, &to.fd, new, RenameFlags::NOREPLACE);
                moved.set_mode(mode)?;
                done.map_err(|e| to.failed("make", new, e))
            }
            other => other.map_err(|e| to.failed("make", new, e)),
        }
    }

    fn rename_new_in_two_steps(&self, name: &[u8], to: &Self, new: &[u8]) -> Result<()> {
        if self.find(name)? == Found::Dir {
            // A directory may be renamed onto an empty one, and making that one fails when something is there.
            rustix::fs::mkdirat(&to.fd, new, Mode::RWXU).map_err(|e| to.failed("make", new, e))?;
            return rustix::fs::renameat(&self.fd, name, &to.fd, new).map_err(|e| to.failed("make", new, e));
        }
        to.hard_link(new, self, name)?;
        self.unlink(name)
    }

    /// Swaps `name` here with `new` in `to`; both are there. Done again, it is undone.
    pub(super) fn exchange(&self, name: &[u8], to: &Self, new: &[u8]) -> Result<()> {
        match rustix::fs::renameat_with(&self.fd, name, &to.fd, new, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS) => rustix::fs::renameat(&self.fd, name, &to.fd, new),
            other => other,
        }
        .map_err(|e| to.failed("replace", new, e))
    }

    /// Removes the directory `name` here if it is empty.
    pub(super) fn remove_empty(&self, name: &[u8]) {
        let _ = rustix::fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR);
    }

    /// Removes `name` here with all below it. Links are removed, not followed. Directories are moved up before they are
    /// emptied, so that a few descriptors are enough for any depth.
    pub(super) fn remove_all(&self, name: &[u8]) -> Result<()> {
        match self.find(name)? {
            Found::Nothing => return Ok(()),
            Found::Dir => {}
            Found::Link | Found::Other => return self.unlink(name),
        }
        let top = self.enter_to_remove(name)?;
        let mut moved = 0_u64;
        // Somebody could put things in while they are being removed, but not for ever.
        for _ in 0..MAX_ROUNDS {
            let names = top.names()?;
            if names.is_empty() {
                break;
            }
            for inner in names {
                top.remove_level(&inner, &mut moved)?;
            }
        }
        drop(top);
        match rustix::fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(e) => Err(self.failed("remove", name, e)),
        }
    }

    /// Removes `name` here, unless it is a directory with directories: those come here under new names.
    fn remove_level(&self, name: &[u8], moved: &mut u64) -> Result<()> {
        match self.find(name)? {
            Found::Nothing => return Ok(()),
            Found::Dir => {}
            Found::Link | Found::Other => return self.unlink(name),
        }
        let below = self.enter_to_remove(name)?;
        for inner in below.names()? {
            if below.find(&inner)? != Found::Dir {
                below.unlink(&inner)?;
                continue;
            }
            drop(below.enter_to_remove(&inner)?);
            loop {
                *moved += 1;
                match below.rename_new(&inner, self, moved.to_string().as_bytes()) {
                    Err(Error::Exists(_)) => {}
                    done => break done?,
                }
            }
        }
        drop(below);
        match rustix::fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTEMPTY) => Ok(()),
            Err(e) => Err(self.failed("remove", name, e)),
        }
    }

    fn enter_to_remove(&self, name: &[u8]) -> Result<Self> {
        match self.enter(name) {
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::PermissionDenied => {
                let _ = rustix::fs::chmodat(&self.fd, name, Mode::RWXU, AtFlags::empty());
                self.enter(name)
            }
            Ok(dir) => {
                let _ = rustix::fs::fchmod(&dir.fd, Mode::RWXU);
                Ok(dir)
            }
            error => error,
        }
    }

    /// Locks the directory until it is closed.
    pub(super) fn lock(&self) -> Lock {
        match rustix::fs::flock(&self.fd, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => Lock::Busy,
            // Some network file systems know no locks.
            Err(_) => Lock::Unknown,
            Ok(()) if rustix::fs::fstat(&self.fd).is_ok_and(|stat| stat.st_nlink == 0) => Lock::Busy,
            Ok(()) => Lock::Held,
        }
    }

    /// Locks the directory until it is closed, for the time in which things are moved into it. Waits for others, but
    /// not for ever: a stranger could keep it locked.
    pub(super) fn lock_to_fill(&self, stop: &Flag) -> Result<()> {
        for _ in 0..LOCK_TRIES {
            if stop.is_raised() {
                return Err(Error::Interrupted);
            }
            match rustix::fs::flock(&self.fd, FlockOperation::NonBlockingLockExclusive) {
                Err(Errno::WOULDBLOCK) => std::thread::sleep(LOCK_PAUSE),
                _ => break,
            }
        }
        Ok(())
    }

    /// Whether this user owns it.
    pub(super) fn is_mine(&self) -> bool {
        rustix::fs::fstat(&self.fd).is_ok_and(|stat| stat.st_uid == rustix::process::geteuid().as_raw())
    }

    /// Waits until the directory's own entries are on the disk.
    pub(super) fn sync(&self) {
        // File systems that cannot are as safe as they can be.
        let _ = rustix::fs::fsync(&self.fd);
    }
}

/// Gives a directory that was opened for a while its mode again.
pub(super) struct Reclose {
    fd: OwnedFd,
    mode: u32,
}

impl Drop for Reclose {
    fn drop(&mut self) {
        let _ = rustix::fs::fchmod(&self.fd, Mode::from_raw_mode(self.mode));
    }
}

/// A directory or file that may be neither read nor entered, held so that no other one can take its place.
struct Handle {
    fd: OwnedFd,
    path: PathBuf,
}

impl Handle {
    fn open(dir: &Dir, name: &[u8]) -> Result<Self> {
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&dir.fd, name, flags, Mode::empty())
            .map_err(|e| dir.failed("open", name, e))?;
        Ok(Self {
            fd,
            path: dir.join(name),
        })
    }

    fn mode(&self) -> Result<u32> {
        rustix::fs::fstat(&self.fd)
            .map(|stat| stat.st_mode & 0o7777)
            .map_err(|e| Error::io(format!("cannot look at {}", self.path.display()), e))
    }

    fn set_mode(&self, mode: u32) -> Result<()> {
        // The way to change what is open by name only.
        let path = format!("/proc/self/fd/{}", self.fd.as_raw_fd());
        rustix::fs::chmod(path, Mode::from_raw_mode(mode))
            .map_err(|e| Error::io(format!("cannot set the mode of {}", self.path.display()), e))
    }
}

/// Sets the modification time of an open file. A time the file system cannot hold is left out.
pub(super) fn set_time(fd: impl AsFd, mtime: Option<Time>) {
    if let Some(times) = timestamps(mtime) {
        let _ = rustix::fs::futimens(fd, &times);
    }
}

fn timestamps(mtime: Option<Time>) -> Option<Timestamps> {
    let time = mtime?;
    Some(Timestamps {
        last_access: Timespec {
            tv_sec: 0,
            tv_nsec: UTIME_OMIT,
        },
        last_modification: Timespec {
            tv_sec: time.seconds,
            tv_nsec: time.nanos.into(),
        },
    })
}
