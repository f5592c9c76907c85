//! zip (PKWARE APPNOTE 6.3.10): the central directory decides.

mod bytes;
mod directory;
mod member;
mod time;

use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;

pub(super) use directory::has_end_record;

use super::{Options, Visit};
use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::names::{Encoding, Names};

/// An open zip archive.
pub(super) struct Zip {
    entries: Vec<Entry>,
    members: Vec<directory::Member>,
    reader: member::Reader,
    names: Names,
}

impl Zip {
    /// Reads the central directory, decodes all names, and reads the targets of symbolic links.
    pub(super) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Self> {
        let directory = directory::read(&file, size, &options.meter)?;
        let mut names = options.names.clone();
        let reader = member::Reader::new(file, options);
        let mut zip = Self { entries: directory.entries, members: directory.members, reader, names: names.clone() };
        for (entry, member) in zip.entries.iter_mut().zip(&zip.members) {
            if entry.kind == Kind::Link && !entry.encrypted {
                entry.link = Some(zip.reader.link_target(member)?);
            }
        }
        names.decode_all(&mut zip.entries);
        zip.names = names;
        Ok(zip)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    pub(super) fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        for (entry, member) in self.entries.iter().zip(&self.members) {
            self.reader.pulse()?;
            if visit(entry, &mut self.reader.body(member))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn read(&mut self, index: usize, visit: Visit<'_>) -> Result<()> {
        match (self.entries.get(index), self.members.get(index)) {
            (Some(entry), Some(member)) => {
                let _: ControlFlow<()> = visit(entry, &mut self.reader.body(member))?;
                Ok(())
            }
            _ => Err(Error::corrupt("no entry of that number")),
        }
    }
}
