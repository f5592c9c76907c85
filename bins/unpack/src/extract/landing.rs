//! Where an archive's files land: as they are, in a directory of the archive's own, or among what is there.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::Options;
use shared::interrupt::Flag;

use super::dir::{Dir, Found};
use super::links;
use super::publish::{self, Existing, Merged};
use super::stage::Stage;
use super::target::MadeDirs;
use crate::error::{Error, Result};
use crate::policy::Policy;

/// Where everything is now.
pub(super) struct Published {
    /// The path created; `None` when the only top entry was left out.
    pub(super) path: Option<PathBuf>,
    /// The directory that entries lie in.
    pub(super) base: PathBuf,
    pub(super) merged: Merged,
}

impl Published {
    /// All of it in a directory.
    fn whole(path: &Path) -> Self {
        Self {
            path: Some(path.to_owned()),
            base: path.to_owned(),
            merged: Merged::default(),
        }
    }
}

/// Where an archive's files land.
pub(super) struct Landing {
    /// The directory that the stage is made in.
    pub(super) stage_in: PathBuf,
    /// What the stage is called after, and becomes, unless its contents are moved.
    pub(super) name: OsString,
    how: How,
}

enum How {
    /// The whole stage becomes a new directory: `--here` with a target that is not there.
    NewTarget(PathBuf),
    /// What is in the stage goes into a directory that is there.
    Into(PathBuf),
    /// One top entry as it is, several in a directory of the archive's own.
    Smart(PathBuf),
}

impl Landing {
    pub(super) fn find(options: &Options, stem: &str, made: &mut MadeDirs) -> Result<Self> {
        let dest = options.dest.as_deref();
        let here = dest.unwrap_or(Path::new("."));
        let mode = options.umask.dir(None);
        if !options.here {
            made.make(here, mode)?;
            let base = dest.map(Path::to_owned).unwrap_or_default();
            return Ok(Self {
                stage_in: here.to_owned(),
                name: stem.into(),
                how: How::Smart(base),
            });
        }
        match here.metadata() {
            Ok(meta) if meta.is_dir() => {
                let name = here.file_name().unwrap_or(stem.as_ref()).to_owned();
                Ok(Self {
                    stage_in: here.to_owned(),
                    name,
                    how: How::Into(here.to_owned()),
                })
            }
            Ok(_) => Err(Error::NoDirectory(here.to_owned())),
            Err(e) if here.symlink_metadata().is_ok() => {
                Err(Error::io(format!("cannot open {}", here.display()), e))
            }
            Err(e) => {
                let (Some(name), Some(parent)) = (here.file_name(), here.parent()) else {
                    return Err(Error::io(format!("cannot open {}", here.display()), e));
                };
                let stage_in = if parent.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    parent
                };
                made.make(stage_in, mode)?;
                let how = How::NewTarget(here.to_owned());
                Ok(Self {
                    stage_in: stage_in.to_owned(),
                    name: name.to_owned(),
                    how,
                })
            }
        }
    }

    /// Nothing may be where the only top entry or the directory of the archive's own is to go. With the whole index known
    /// that is found before the first byte is written.
    pub(super) fn must_be_free(&self, policy: &Policy, options: &Options) -> Result<()> {
        let How::Smart(base) = &self.how else {
            return Ok(());
        };
        let name = policy.single_top().unwrap_or(self.name.as_bytes());
        let dir = Dir::open(&self.stage_in)?;
        if options.existing == Existing::Refuse && dir.find(name)? != Found::Nothing {
            return Err(Error::Exists(vec![base.join(OsStr::from_bytes(name))]));
        }
        Ok(())
    }

    /// Publishes everything that is staged.
    pub(super) fn publish(
        &self,
        stage: &mut Stage,
        policy: &Policy,
        options: &Options,
        stop: &Flag,
    ) -> Result<Published> {
        self.must_be_free(policy, options)?;
        let base = match &self.how {
            // `--here` with an existing target.
            How::Into(target) => {
                let merged = merge(stage, None, policy, options, stop)?;
                return Ok(Published {
                    merged,
                    ..Published::whole(target)
                });
            }
            How::NewTarget(target) => target.parent().unwrap_or(Path::new("")),
            How::Smart(base) => base,
        };
        let top = policy.single_top();
        if let (How::Smart(_), Some(top)) = (&self.how, top) {
            let merged = merge(stage, None, policy, options, stop)?;
            let landed = match merged.landed.get(top) {
                Some(other) => other.as_deref(),
                None => Some(top),
            };
            return Ok(Published {
                path: landed.map(|name| base.join(OsStr::from_bytes(name))),
                base: base.to_owned(),
                merged,
            });
        }
        let (path, name) = (base.join(&self.name), self.name.as_bytes());
        let merged = match stage.publish_as(name, options.umask.dir(None)) {
            // It may have been made just now.
            Err(Error::Exists(_)) if options.existing != Existing::Refuse => {
                merge(stage, Some(name), policy, options, stop)?
            }
            done => done.map(|()| Merged::default())?,
        };
        Ok(Published {
            merged,
            ..Published::whole(&path)
        })
    }
}

/// Moves what is staged into the directory that the stage is in, or into the one called `name` there, by the rule for
/// what is there already. Other runs wait.
fn merge(
    stage: &Stage,
    name: Option<&[u8]>,
    policy: &Policy,
    options: &Options,
    stop: &Flag,
) -> Result<Merged> {
    let mut dest = stage.parent().enter(name.unwrap_or(b"."))?;
    if name.is_none() {
        dest.path.clone_from(&stage.parent().path);
    }
    dest.lock_to_fill(stop)?;
    links::must_stay(&dest, policy, options.existing)?;
    publish::merge(stage.root(), &dest, options.existing, stop)
}
