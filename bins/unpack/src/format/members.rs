//! Members by their names, as somebody asks for them.

use std::collections::HashMap;

use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::policy::{Lies, Reason, plain_name, resolve};

/// How many links one after the other are followed.
const MAX_HOPS: usize = 40;

/// What an archive has under each path; the last entry of a path counts.
#[derive(Default)]
pub struct Members {
    of: HashMap<Vec<u8>, (usize, Kind, Vec<u8>)>,
    count: usize,
}

impl Members {
    /// Takes note of the next entry.
    pub(super) fn add(&mut self, entry: &Entry) {
        let link = entry.link.clone().unwrap_or_default();
        let mut member = (self.count, entry.kind, link);
        // It stays the file that lies there now, whatever comes under that name later.
        if entry.kind == Kind::HardLink
            && let Some((file, Kind::File, _)) = self.of.get(&plain_name(&member.2))
        {
            member = (*file, Kind::File, Vec::new());
        }
        self.of.insert(plain_name(&entry.name), member);
        self.count += 1;
    }

    /// The place of the file called `path`, or that a link of this name leads to.
    pub(super) fn find(&self, path: &str) -> Result<usize> {
        let missing = || Error::NoMember(path.to_owned());
        let mut here = plain_name(path.as_bytes());
        for _ in 0..MAX_HOPS {
            if let Some((at, Kind::File, _)) = self.of.get(&here) {
                return Ok(*at);
            }
            // Directories that only other paths imply are none of the entries.
            let look = |path: &[u8]| match self.of.get(path) {
                Some((_, Kind::Link, target)) => Ok(Lies::Link(target)),
                _ => Ok::<_, Reason>(Lies::Dir),
            };
            let end = resolve(&[], &here, look).ok().and_then(|mut way| way.pop());
            let end = end.ok_or_else(missing)?;
            match self.of.get(&end) {
                Some((at, Kind::File, _)) => return Ok(*at),
                Some((_, Kind::HardLink, target)) => here = plain_name(target),
                Some((_, Kind::Dir, _)) => return Err(Error::NoMember(format!("{path} (a directory)"))),
                _ => return Err(missing()),
            }
        }
        Err(missing())
    }
}
