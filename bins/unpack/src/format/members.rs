//! Members by their names, as somebody asks for them.

use std::collections::HashMap;

use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::policy::{SafePath, resolve};

/// How many links one after the other are followed.
const MAX_HOPS: usize = 40;

/// What an archive has under each path; the last entry of a path counts.
#[derive(Default)]
pub(super) struct Members {
    of: HashMap<Vec<u8>, (usize, Kind, Vec<u8>)>,
    count: usize,
}

impl Members {
    /// Takes note of the next entry.
    pub(super) fn add(&mut self, entry: &Entry) {
        let link = entry.link.clone().unwrap_or_default();
        self.of
            .insert(normal(&entry.name), (self.count, entry.kind, link));
        self.count += 1;
    }

    /// The place of the file called `path`, or that a link of this name leads to.
    pub(super) fn find(&self, path: &str) -> Result<usize> {
        let missing = || Error::NoMember(path.to_owned());
        let mut here = normal(path.as_bytes());
        for _ in 0..MAX_HOPS {
            if let Some((at, Kind::File, _)) = self.of.get(&here) {
                return Ok(*at);
            }
            let symbolic = |path: &[u8]| match self.of.get(path) {
                Some((_, Kind::Link, target)) => Some(target.as_slice()),
                _ => None,
            };
            let end = resolve(&[], &here, symbolic).ok().and_then(|mut way| way.pop());
            let end = end.ok_or_else(missing)?;
            match self.of.get(&end) {
                Some((at, Kind::File, _)) => return Ok(*at),
                Some((_, Kind::HardLink, target)) => here = normal(target),
                Some((_, Kind::Dir, _)) => return Err(Error::NoMember(format!("{path} (a directory)"))),
                _ => return Err(missing()),
            }
        }
        Err(missing())
    }
}

/// A name without `.` components and without the slash of directories; one that is not safe as it is.
fn normal(name: &[u8]) -> Vec<u8> {
    match SafePath::of_name(name, false, false) {
        Ok(Some(path)) => path.as_bytes().to_vec(),
        _ => name.to_vec(),
    }
}
