//! zip (PKWARE APPNOTE 6.3.10): the central directory decides.

mod bytes;
mod directory;
mod member;
mod salvage;
mod single;
mod strict;
mod time;

use std::fs::File;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) use directory::has_end_record;
pub(crate) use directory::{disks, is_whole};
pub(super) use time::Clock;

use super::{Indexed, NameOf, Named, Options, Totals, Visit};
use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::names::{Encoding, Names};
use crate::volumes::Piece;

/// Below so many unpacked bytes a thread costs more than it saves.
const THREADS_FROM: u64 = 8 << 20;

/// What is done with each member, on any thread.
pub type Work<'a> = &'a (dyn Fn(usize, &Entry, &mut dyn Body) -> Result<()> + Sync);

/// An open zip archive.
pub(super) struct Zip {
    entries: Vec<Entry>,
    members: Vec<directory::Member>,
    reader: member::Reader,
    names: Names,
    /// Why there is no central directory; the members were found without it.
    damage: Option<Error>,
}

impl Zip {
    /// Reads the central directory, decodes all names, and reads the targets of symbolic links.
    /// `parts`: the files whose bytes these are, when there are several.
    pub(super) fn open(file: Arc<File>, size: u64, parts: &[Piece], options: &Options) -> Result<Self> {
        // A cut at any place makes no parts: all offsets are those of the whole.
        let is_one = parts.is_empty() || disks(&file, size).is_none_or(|disk| disk == 0);
        let parts = if is_one { &[] } else { parts };
        let (directory, damage) = match directory::read(&file, size, parts, &options.meter) {
            Err(error @ Error::Corrupt(_)) if options.keep_broken => {
                let found = salvage::read(&file, size, &options.meter)?;
                if found.entries.is_empty() {
                    return Err(error);
                }
                (found, Some(error))
            }
            directory => (directory?, None),
        };
        if options.strict {
            strict::check(&file, &directory)?;
        }
        let mut names = options.names.clone();
        let reader = member::Reader::new(file, options);
        let mut zip = Self {
            entries: directory.entries,
            members: directory.members,
            reader,
            names: names.clone(),
            damage,
        };
        for (entry, member) in zip.entries.iter_mut().zip(&zip.members) {
            if entry.kind != Kind::Link || entry.encrypted && options.password.is_none() {
                continue;
            }
            match zip.reader.link_target(member, &zip.members) {
                // The names can be had all the same.
                Err(error) if error.is_about_password() => {}
                target => {
                    let target = target.map_err(|e| e.within(&entry.name))?;
                    options.meter.name(target.len())?;
                    entry.link = Some(target);
                }
            }
        }
        names.decode_all(&mut zip.entries);
        zip.names = names;
        Ok(zip)
    }

    pub(super) fn read(&mut self, index: usize, sink: Sink<'_>) -> Result<()> {
        match self.members.get(index) {
            Some(member) => self.reader.body(member, &self.members).drain(sink),
            None => Err(Error::corrupt("no entry of that number")),
        }
    }

    /// Decodes and checks every member.
    pub(super) fn verify(&self, threads: usize, options: &Options, totals: &mut Totals) -> Result<()> {
        let bytes = AtomicU64::new(0);
        let files = self.entries.iter().filter(|e| e.kind == Kind::File);
        totals.entries = self.entries.len() as u64;
        totals.files = files.count() as u64;
        let done = self.in_parallel(threads, options, &|_, entry, body| {
            body.drain(&mut |_| Ok(()))?;
            let size = entry.size.filter(|_| entry.kind == Kind::File);
            bytes.fetch_add(size.unwrap_or(0), Ordering::Relaxed);
            Ok(())
        });
        totals.bytes = bytes.into_inner();
        done
    }

    /// Works on every member, on so many threads at most; each takes the next one that is left. Returns the failure of
    /// the first member that has one. Nothing is begun after a failure.
    pub(super) fn in_parallel(&self, threads: usize, options: &Options, work_on: Work<'_>) -> Result<()> {
        let bytes = self
            .members
            .iter()
            .fold(0_u64, |sum, m| sum.saturating_add(m.size));
        let threads = if bytes < THREADS_FROM {
            1
        } else {
            threads.clamp(1, self.members.len().max(1))
        };
        let next = AtomicUsize::new(0);
        let failure: Mutex<Option<(usize, Error)>> = Mutex::new(None);
        let meter = &options.meter;
        let work = || {
            let mut reader = self.reader.again(options);
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(member) = self.members.get(index) else {
                    return;
                };
                let Some(entry) = self.entries.get(index) else {
                    return;
                };
                let body = &mut reader.body(member, &self.members);
                if let Err(error) = work_on(index, entry, &mut Named { entry, body, meter }) {
                    let mut first = failure.lock().unwrap_or_else(PoisonError::into_inner);
                    if first.as_ref().is_none_or(|(at, _)| index < *at) {
                        *first = Some((index, error));
                    }
                    next.store(self.members.len(), Ordering::Relaxed);
                    return;
                }
            }
        };
        if threads == 1 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(work);
                }
            });
        }
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }
}

impl Indexed for Zip {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    fn check_decoders(&self, name: NameOf<'_>) -> Result<()> {
        let mut members = self.members.iter().enumerate();
        members.try_for_each(|(i, member)| member::known_method(member).map_err(|e| e.within(&name(i))))
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        for (entry, member) in self.entries.iter().zip(&self.members) {
            self.reader.pulse()?;
            if visit(entry, &mut self.reader.body(member, &self.members))?.is_break() {
                return Ok(());
            }
        }
        self.damage.take().map_or(Ok(()), Err)
    }
}
