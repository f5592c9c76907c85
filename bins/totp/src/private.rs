//! Small private files: checked before they are trusted, replaced whole, one writer at a time.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

/// The largest file that is read.
const MAX_SIZE: u64 = 64 << 20;

/// What the file's owner and mode must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Anybody may own and read it.
    Any,
    /// Ours alone: owner, no bits for others, no link, and its folder not writable by everybody.
    Private,
}

/// Reads a regular file; `None` when there is none.
///
/// # Errors
/// When it is no regular file, may not be trusted, or cannot be read.
pub fn read(path: &Path, trust: Trust) -> io::Result<Option<Vec<u8>>> {
    let mut options = OpenOptions::new();
    let no_link = if trust == Trust::Private {
        OFlags::NOFOLLOW
    } else {
        OFlags::empty()
    };
    let flags = (OFlags::NONBLOCK | no_link).bits().cast_signed();
    let file = match options.read(true).custom_flags(flags).open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    if meta.len() > MAX_SIZE {
        return Err(io::Error::other("larger than any such file is"));
    }
    if trust == Trust::Private {
        let me = rustix::process::geteuid().as_raw();
        if meta.uid() != me {
            return Err(io::Error::other("it belongs to somebody else"));
        }
        if meta.mode() & 0o077 != 0 {
            return Err(io::Error::other("others may read or write it (chmod 600)"));
        }
        let folder = folder_of(path).metadata()?;
        if folder.mode() & 0o1002 == 0o002 {
            return Err(io::Error::other("everybody may write its folder"));
        }
    }
    let mut bytes = Vec::new();
    file.take(MAX_SIZE).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// The one path of the file at `path`: behind its symlinks.
///
/// # Errors
/// When a link leads nowhere, or the file has a second name that is no symlink.
pub fn resolved(path: &Path) -> io::Result<PathBuf> {
    let meta = match path.symlink_metadata() {
        Ok(meta) => meta,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(e) => return Err(e),
    };
    let (path, meta) = if meta.is_symlink() {
        let target = path.canonicalize().map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => io::Error::other("a symbolic link to a file that is not there"),
            _ => e,
        })?;
        let meta = target.metadata()?;
        (target, meta)
    } else {
        (path.to_owned(), meta)
    };
    if meta.is_file() && meta.nlink() > 1 {
        return Err(io::Error::other("has a second name (hard link)"));
    }
    Ok(path)
}

/// Holds everybody else off the file at `path` until dropped, by a lock on a file beside it.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock.
    ///
    /// # Errors
    /// When the lock file cannot be made or locked.
    pub fn wait(path: &Path) -> io::Result<Self> {
        let beside = with_suffix(path, ".lock");
        let flags = OFlags::NOFOLLOW.bits().cast_signed();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(flags)
            .open(beside)?;
        file.lock()?;
        Ok(Self { _file: file })
    }
}

/// Puts `bytes` in the place of the file at `path`, mode 0600; when this returns they are on the disk. Call it under
/// the [`Lock`]: the temporary file has one fixed name, so that kills leave no more than one.
///
/// # Errors
/// When they could not be written. Then the old file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temp = with_suffix(path, ".tmp");
    let done = write_new(&temp, bytes).and_then(|()| std::fs::rename(&temp, path));
    if done.is_err() {
        let _ = std::fs::remove_file(&temp);
    }
    done?;
    File::open(folder_of(path))?.sync_all()
}

/// Writes a file that must not be there, mode 0600.
///
/// # Errors
/// When something is there, or it could not be written.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn write_new(temp: &Path, bytes: &[u8]) -> io::Result<()> {
    // Left by a process that was killed; nobody else is here under the lock.
    match std::fs::remove_file(temp) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    create(temp, bytes)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
