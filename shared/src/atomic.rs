//! Files that appear whole or not at all: written beside their target under a temporary name, synced, renamed.
//! A kill or a full disk leaves the old file or the new one.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::interrupt::Temporary;

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and making the new one is an error (`AlreadyExists`).
    Refuse,
    /// It is replaced; its mode and, where allowed, its owner are kept. A symlink stays, its target is replaced.
    Replace,
}

/// A file being written; without [`commit`](AtomicFile::commit) nothing remains of it.
#[derive(Debug)]
pub struct AtomicFile {
    temp: NamedTempFile,
    guard: Temporary,
    target: PathBuf,
    old: Option<Metadata>,
    existing: Existing,
}

impl AtomicFile {
    /// Begins to write the file at `path`; nothing is seen there before [`commit`](AtomicFile::commit).
    pub fn create(path: &Path, existing: Existing) -> io::Result<Self> {
        let (target, old) = match existing {
            Existing::Refuse if path.symlink_metadata().is_ok() => {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "already exists"));
            }
            Existing::Refuse => (path.to_owned(), None),
            Existing::Replace => target_of(path)?,
        };
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut guard = None;
        let temp = tempfile::Builder::new()
            .prefix(".")
            .suffix(".tmp")
            .make_in(folder, |path| {
                guard = Some(Temporary::new(path));
                OpenOptions::new()
                    .read(true)
                    .write(true)
                    .create_new(true)
                    .open(path)
            })?;
        let (temp, path) = temp.into_parts();
        let guard = guard.unwrap_or_else(|| Temporary::new(&path));
        let temp = NamedTempFile::from_parts(temp, path);
        Ok(Self {
            temp,
            guard,
            target,
            old,
            existing,
        })
    }

    /// Only the owner may read the file, whatever the umask and the mode of a file that it replaces.
    #[cfg(unix)]
    pub fn private(mut self) -> io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        self.temp
            .as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o600))?;
        self.old = None;
        Ok(self)
    }

    /// Only the owner may read the file: what the system does with new files applies.
    #[cfg(not(unix))]
    pub fn private(self) -> io::Result<Self> {
        Ok(self)
    }

    /// Puts the file in its place, on the disk when this returns.
    pub fn commit(self) -> io::Result<()> {
        let Self {
            temp,
            guard,
            target,
            old,
            existing,
        } = self;
        if let Some(old) = old {
            take_over(temp.as_file(), &old)?;
        }
        temp.as_file().sync_all()?;
        match existing {
            Existing::Refuse => temp.persist_noclobber(&target),
            Existing::Replace => temp.persist(&target),
        }
        .map_err(|error| error.error)?;
        drop(guard);
        sync_folder(&target);
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temp.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The file behind any symlinks, and what is known of it.
fn target_of(path: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
    match path.symlink_metadata() {
        Ok(_) => {
            let target = path.canonicalize()?;
            let old = target.metadata()?;
            if old.is_file() {
                Ok((target, Some(old)))
            } else {
                Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "is not a regular file",
                ))
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((path.to_owned(), None)),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn take_over(new: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    // Only root may give a file away; for everybody else the owner is the same already.
    let _ = fchown(new, Some(old.uid()), Some(old.gid()));
    new.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn take_over(new: &File, old: &Metadata) -> io::Result<()> {
    new.set_permissions(old.permissions())
}

/// Some file systems cannot sync a folder; the rename is done all the same.
fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_there_before_commit_and_nothing_remains_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut file = AtomicFile::create(&path, Existing::Refuse).unwrap();
        file.write_all(b"x").unwrap();
        assert!(!path.exists());
        drop(file);
        assert_eq!(names(folder.path()), [""; 0]);
        let mut file = AtomicFile::create(&path, Existing::Refuse).unwrap();
        file.write_all(b"x").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"x");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn an_existing_file_is_refused_also_when_it_comes_in_between() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let file = AtomicFile::create(&path, Existing::Refuse).unwrap();
        fs::write(&path, "old").unwrap();
        assert_eq!(file.commit().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(
            AtomicFile::create(&path, Existing::Refuse).unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    #[cfg(unix)]
    fn replacing_keeps_the_mode_and_the_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("l"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        let mut file = AtomicFile::create(&link, Existing::Replace).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o640);
        assert_eq!(names(folder.path()), ["a", "l"]);
    }
}
