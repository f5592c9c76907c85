//! ISO 9660 (ECMA-119) with Rock Ridge (IEEE P1282) or Joliet names, and files packed by zisofs.

mod record;
mod rock_ridge;
mod zisofs;

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::{Indexed, Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::limits::Meter;
use crate::names::{Encoding, Names};
use crate::policy::MAX_DEPTH;
use crate::source::At;
use record::{Record, records};
use rock_ridge::{Extension, Zisofs};

/// Where the identifier of the first volume descriptor lies.
pub(super) const MAGIC_AT: u64 = 0x8001;
pub(super) const MAGIC: &[u8; 5] = b"CD001";
const SECTOR: u64 = 2048;
/// The most volume descriptors looked at.
const MAX_DESCRIPTORS: u64 = 64;
/// The largest directory, and the most bytes of all directories.
const MAX_DIRECTORY: u64 = 16 << 20;
const MAX_DIRECTORIES: u64 = 256 << 20;
/// Size of the chunks handed on.
const CHUNK: usize = 128 << 10;

/// An open image.
pub(super) struct Iso {
    entries: Vec<Entry>,
    members: Vec<Member>,
    disc: Disc,
    names: Names,
}

/// Where the contents of a file lie.
#[derive(Default)]
struct Member {
    /// Offset and length of each piece, in their order.
    pieces: Vec<(u64, u64)>,
    zisofs: Option<Zisofs>,
    interleaved: bool,
}

/// The bytes of the image.
struct Disc {
    file: Arc<File>,
    meter: Arc<Meter>,
    size: u64,
    /// Bytes of a logical block.
    block: u64,
}

impl Disc {
    fn read(&self, at: u64, length: u64) -> Result<Vec<u8>> {
        if at.checked_add(length).is_none_or(|end| end > self.size) {
            return Err(Error::corrupt("cut short: the data end too early"));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, at).map_err(Error::decoding)?;
        Ok(bytes)
    }
}

/// Whether a file is such an image.
pub(super) fn is_image(file: &File) -> bool {
    let mut magic = [0; MAGIC.len()];
    file.read_exact_at(&mut magic, MAGIC_AT).is_ok() && &magic == MAGIC
}

/// How the names of a tree are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `NAME.EXT;1`.
    Plain,
    /// UCS-2, big-endian.
    Joliet,
    /// In extensions of the record, behind so many bytes.
    RockRidge(usize),
}

/// A directory still to be read.
struct Directory {
    at: u64,
    size: u64,
    path: Vec<u8>,
    depth: usize,
}

impl Iso {
    /// Reads all directories and decodes the names.
    pub(super) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Self> {
        let mut iso = Self {
            entries: Vec::new(),
            members: Vec::new(),
            disc: Disc {
                file,
                meter: Arc::clone(&options.meter),
                size,
                block: SECTOR,
            },
            names: options.names.clone(),
        };
        let (root, style) = iso.root()?;
        iso.walk(root, style)?;
        iso.names.decode_all(&mut iso.entries);
        Ok(iso)
    }

    /// The root directory of the tree with the best names.
    fn root(&mut self) -> Result<(Directory, Style)> {
        let (mut primary, mut joliet) = (None, None);
        for sector in 16..16 + MAX_DESCRIPTORS {
            let descriptor = self.disc.read(sector * SECTOR, SECTOR)?;
            if descriptor.get(1..6) != Some(MAGIC) {
                break;
            }
            let kind = descriptor.first().copied().unwrap_or(0);
            let root = descriptor.get(156..190).and_then(Record::parse);
            match (kind, root) {
                (1, Some(root)) if primary.is_none() => {
                    let block = descriptor.get(128..130).and_then(|b| b.first_chunk());
                    let block = block.map_or(2048, |block| u16::from_le_bytes(*block));
                    if !matches!(block, 512 | 1024 | 2048) {
                        return Err(Error::corrupt("impossible size of a block"));
                    }
                    self.disc.block = u64::from(block);
                    primary = Some((root.extent, root.size));
                }
                // ISO 2022 escapes for UCS-2 of levels 1 to 3 (Joliet Specification).
                (2, Some(root)) if matches!(descriptor.get(88..91), Some(b"%/@" | b"%/C" | b"%/E")) => {
                    joliet = Some((root.extent, root.size));
                }
                (255, _) => break,
                _ => {}
            }
        }
        let block = self.disc.block;
        let directory = |(extent, size): (u32, u32)| Directory {
            at: u64::from(extent) * block,
            size: u64::from(size),
            path: Vec::new(),
            depth: 0,
        };
        let primary = primary.map(directory);
        if let Some(root) = &primary
            && let Some(skip) = self.rock_ridge(root)
        {
            return Ok((directory_again(root), Style::RockRidge(skip)));
        }
        joliet
            .map(|joliet| (directory(joliet), Style::Joliet))
            .or(primary.map(|root| (root, Style::Plain)))
            .ok_or_else(|| Error::corrupt("no volume descriptor in the image"))
    }

    /// The bytes to skip in front of extensions, when the records of this tree have any.
    fn rock_ridge(&self, root: &Directory) -> Option<usize> {
        let first = self.disc.read(root.at, SECTOR.min(root.size)).ok()?;
        let system_use = Record::parse(&first)?.system_use;
        match system_use {
            [b'S', b'P', 7, 1, 0xBE, 0xEF, skip, ..] => Some(usize::from(*skip)),
            _ => None,
        }
    }

    fn walk(&mut self, root: Directory, style: Style) -> Result<()> {
        let mut seen = HashSet::from([root.at]);
        let mut total = 0;
        // The last one first, so that every directory comes right before what is in it.
        let mut todo = vec![root];
        while let Some(directory) = todo.pop() {
            total += directory.size;
            if directory.size > MAX_DIRECTORY || total > MAX_DIRECTORIES {
                return Err(Error::corrupt("impossible size of a directory"));
            }
            let bytes = self.disc.read(directory.at, directory.size)?;
            // ECMA-119, 6.8.2.2: the first record is that of the directory itself, whatever name writers give it. Some
            // give empty ones no room at all.
            let may_be_empty = directory.size == 0 && !directory.path.is_empty();
            if !may_be_empty && Record::parse(&bytes).is_none() {
                return Err(Error::corrupt("damaged directory: it does not begin with itself"));
            }
            let (mut below, mut relocated) = (Vec::new(), false);
            let (mut more, before) = (false, self.entries.len());
            for record in records(&bytes, SECTOR) {
                let record = record?;
                if matches!(record.name, [0 | 1]) || record.is_associated() {
                    continue;
                }
                let extension = match style {
                    Style::RockRidge(skip) => {
                        let system_use = record.system_use.get(skip..).unwrap_or_default();
                        Extension::read(system_use, &self.disc)?
                    }
                    _ => Extension::default(),
                };
                if extension.relocated {
                    relocated = true;
                    continue;
                }
                // A file of several extents has a record for each.
                let piece = (self.start(&record), u64::from(record.size));
                if more
                    && let (Some(entry), Some(member)) = (self.entries.last_mut(), self.members.last_mut())
                {
                    member.pieces.push(piece);
                    if member.zisofs.is_none() {
                        entry.size = entry.size.map(|size| size.saturating_add(piece.1));
                    }
                    entry.packed = entry.packed.map(|packed| packed.saturating_add(piece.1));
                    more = record.is_continued();
                    continue;
                }
                more = record.is_continued();
                if let Some(found) = self.add(&directory, &record, extension, style, &mut seen)? {
                    below.push(found);
                }
            }
            // A directory made for nothing but relocated ones is no part of the tree.
            if relocated && self.entries.len() == before && !directory.path.is_empty() {
                self.forget(&directory.path);
            }
            todo.extend(below.into_iter().rev());
        }
        Ok(())
    }

    fn forget(&mut self, path: &[u8]) {
        if let Some(at) = self.entries.iter().rposition(|e| e.name == path) {
            self.entries.remove(at);
            self.members.remove(at);
        }
    }

    fn start(&self, record: &Record<'_>) -> u64 {
        (u64::from(record.extent) + u64::from(record.attributes)) * self.disc.block
    }

    /// Adds an entry; returns the directory that it is.
    fn add(
        &mut self,
        parent: &Directory,
        record: &Record<'_>,
        extension: Extension,
        style: Style,
        seen: &mut HashSet<u64>,
    ) -> Result<Option<Directory>> {
        self.disc.meter.entry()?;
        let (name, is_utf8) = match extension.name {
            Some(name) => (name, false),
            None => record.file_name(style == Style::Joliet),
        };
        let mut path = parent.path.clone();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend(name);
        self.disc.meter.name(path.len())?;
        let is_dir = record.is_dir() || extension.child.is_some();
        let kind = match extension.mode.map(Kind::of_mode) {
            _ if is_dir => Kind::Dir,
            Some(Kind::Dir) | None => Kind::File,
            Some(kind) => kind,
        };
        let mut entry = Entry::new(path.clone(), kind);
        entry.name_is_utf8 = is_utf8;
        entry.owner = extension.owner;
        entry.mode = extension.mode.map(|mode| mode & 0o7777);
        entry.mtime = extension.mtime.or(record.mtime);
        if kind == Kind::Link {
            entry.link = Some(extension.link.unwrap_or_default());
        }
        let mut member = Member::default();
        if kind == Kind::File {
            let piece = (self.start(record), u64::from(record.size));
            entry.size = Some(extension.zisofs.as_ref().map_or(piece.1, |z| z.size));
            entry.packed = Some(piece.1);
            entry.method = Some(if extension.zisofs.is_some() {
                "zisofs"
            } else {
                "stored"
            });
            member = Member {
                pieces: vec![piece],
                zisofs: extension.zisofs,
                interleaved: record.is_interleaved(),
            };
        }
        self.entries.push(entry);
        self.members.push(member);
        if !is_dir {
            return Ok(None);
        }
        let at = match extension.child {
            Some(extent) => u64::from(extent) * self.disc.block,
            None => self.start(record),
        };
        if !seen.insert(at) || parent.depth >= 2 * MAX_DEPTH {
            return Err(Error::corrupt("a directory that lies within itself"));
        }
        let size = match extension.child {
            // The record here is a stand-in: the directory's own first record tells its size.
            Some(_) => {
                let first = self.disc.read(at, SECTOR)?;
                let own = Record::parse(&first);
                u64::from(own.ok_or_else(|| Error::corrupt("damaged directory"))?.size)
            }
            None => u64::from(record.size),
        };
        Ok(Some(Directory {
            at,
            size,
            path,
            depth: parent.depth + 1,
        }))
    }
}

impl Indexed for Iso {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        let mut consumed = 0;
        for (entry, member) in self.entries.iter().zip(&self.members) {
            self.disc.meter.pulse()?;
            let mut body = MemberBody {
                disc: &self.disc,
                entry,
                member,
                consumed: &mut consumed,
            };
            if visit(entry, &mut body)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn directory_again(root: &Directory) -> Directory {
    Directory {
        path: Vec::new(),
        ..*root
    }
}

/// The contents of a file.
struct MemberBody<'a> {
    disc: &'a Disc,
    entry: &'a Entry,
    member: &'a Member,
    /// Bytes of the image that were read so far. Files may share them, and then they count once.
    consumed: &'a mut u64,
}

impl Body for MemberBody<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        if self.member.interleaved {
            return Err(Error::Unsupported(
                "a file in interleaved pieces; 7zz may read it".to_owned(),
            ));
        }
        let meter = &self.disc.meter;
        let size = self.entry.size.unwrap_or(0);
        meter.claim(size)?;
        let packed: u64 = self
            .member
            .pieces
            .iter()
            .fold(0, |sum, piece| sum.saturating_add(piece.1));
        let fresh = packed.min(self.disc.size.saturating_sub(*self.consumed));
        *self.consumed += fresh;
        meter.consume(fresh);
        if let Some(zisofs) = &self.member.zisofs
            && let [(at, length)] = self.member.pieces.as_slice()
        {
            return zisofs::drain(self.disc, *at, *length, zisofs, sink);
        }
        let mut buf = vec![0; usize::try_from(size).unwrap_or(CHUNK).clamp(1, CHUNK)];
        for (at, length) in &self.member.pieces {
            let mut input = At::new(Arc::clone(&self.disc.file), *at).take(*length);
            let mut left = *length;
            while left > 0 {
                let n = input.read(&mut buf).map_err(Error::decoding)?;
                if n == 0 {
                    return Err(Error::corrupt("cut short: a member ends too early"));
                }
                left -= n as u64;
                meter.produce(n as u64)?;
                sink(buf.get(..n).unwrap_or_default())?;
            }
        }
        Ok(())
    }
}
