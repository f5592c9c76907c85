//! Where an archive's files land, and the directories that have to be made for it.

use std::path::{Path, PathBuf};

use super::dir::Dir;
use crate::error::{Error, Result};

/// Directories made on the way to the target; taken away again unless kept.
#[derive(Default)]
pub(super) struct MadeDirs {
    made: Vec<PathBuf>,
}

impl MadeDirs {
    /// Makes `path` and all missing above it.
    pub(super) fn make(&mut self, path: &Path, mode: u32) -> Result<Dir> {
        let missing: Vec<&Path> = path
            .ancestors()
            .take_while(|p| !p.as_os_str().is_empty() && p.symlink_metadata().is_err())
            .collect();
        for dir in missing.into_iter().rev() {
            match rustix::fs::mkdir(dir, rustix::fs::Mode::from_raw_mode(mode)) {
                Ok(()) => self.made.push(dir.to_owned()),
                Err(rustix::io::Errno::EXIST) => {}
                Err(rustix::io::Errno::NOTDIR) => {
                    return Err(Error::NoDirectory(dir.parent().unwrap_or(dir).to_owned()));
                }
                Err(e) => return Err(Error::io(format!("cannot make {}", dir.display()), e)),
            }
        }
        if path.metadata().is_ok_and(|meta| !meta.is_dir()) {
            return Err(Error::NoDirectory(path.to_owned()));
        }
        Dir::open(if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        })
    }

    /// They stay.
    pub(super) fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for MadeDirs {
    fn drop(&mut self) {
        for dir in self.made.iter().rev() {
            let _ = std::fs::remove_dir(dir);
        }
    }
}
