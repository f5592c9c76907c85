//! From one file system to another: nothing can be moved there, so what is to go there is copied into a stage beside its
//! place first, and moved from that.

use std::fs::File;
use std::io::{ErrorKind, Read};

use shared::interrupt::Flag;

use super::contents::Contents;
use super::dir::{Dir, Found, set_time};
use super::stage::Stage;
use super::umask::Umask;
use crate::error::{Error, Result};

/// Bytes copied at a time.
const CHUNK: usize = 128 << 10;

/// Copies what lies in `from` into a new stage in `into`. Hard links become files of their own.
///
/// # Errors
/// A full disk, a signal. Then nothing is left there.
pub(super) fn copy_beside(from: &Dir, into: &Dir, stop: &Flag) -> Result<Stage> {
    let name = into.path.file_name().unwrap_or_default().to_owned();
    let mut parent = into.enter(b".")?;
    parent.path.clone_from(&into.path);
    let stage = Stage::new(parent, name.as_encoded_bytes(), Umask::default())?;
    copy_all(from, stage.root(), stop)?;
    Ok(stage)
}

fn copy_all(from: &Dir, to: &Dir, stop: &Flag) -> Result<()> {
    for name in from.names()? {
        if stop.is_raised() {
            return Err(Error::Interrupted);
        }
        let old = from.look(&name)?;
        match from.find(&name)? {
            Found::Nothing => continue,
            Found::Dir => {
                let below = to.make(&name, 0o700)?;
                copy_all(&from.enter_opened(&name)?, &below, stop)?;
                below.set(old.mode, Some(old.mtime))?;
            }
            Found::Link => {
                let target = from.link_target(&name)?.unwrap_or_default();
                to.symlink(&name, &target)?;
                to.set_link_time(&name, Some(old.mtime));
            }
            Found::Other => {
                let mut source = File::from(from.read(&name)?);
                let mut copy = File::from(to.create(&name, old.mode)?);
                copy_contents(
                    &mut source,
                    Contents::new(&mut copy, Some(old.size), old.has_holes),
                    stop,
                )?;
                set_time(&copy, Some(old.mtime));
            }
        }
        if to.look(&name)?.owner != old.owner {
            to.set_owner(&name, Some(old.owner))?;
        }
    }
    Ok(())
}

fn copy_contents(source: &mut File, mut copy: Contents<'_>, stop: &Flag) -> Result<()> {
    let mut buf = vec![0; CHUNK];
    loop {
        if stop.is_raised() {
            return Err(Error::Interrupted);
        }
        match source.read(&mut buf) {
            Ok(0) => return copy.end(),
            Ok(n) => copy.write(buf.get(..n).unwrap_or_default())?,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::io("cannot read back what was written", e)),
        }
    }
}
