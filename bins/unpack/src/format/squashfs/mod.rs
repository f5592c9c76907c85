//! squashfs 4.0 (Linux `Documentation/filesystems/squashfs.rst`; "Squashfs Binary Format" of squashfs-tools-ng), by
//! itself or behind a program, as in an `AppImage`.

mod compression;
mod directory;
mod image;
mod inode;
mod metadata;
mod superblock;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::{Indexed, Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Result};
use crate::names::{Encoding, Names};
use crate::source::{At, goes_on_behind};
use directory::{Listing, Record};
use image::{Image, Length};
use inode::{Detail, FileData, Inode};
use metadata::Cursor;
use superblock::{LENGTH, MAGIC, Superblock};

/// The longest program that may stand in front of an image.
const PROGRAM: u64 = 4 << 20;

/// An open image.
pub(super) struct Squashfs {
    entries: Vec<Entry>,
    /// Where the inode of each file is.
    inodes: Vec<Option<u64>>,
    image: Image,
    names: Names,
}

/// Where an image begins: at the first byte, or behind a program.
pub(super) fn find(file: &Arc<File>, size: u64) -> Option<u64> {
    let mut magic = [0; MAGIC.len()];
    file.read_exact_at(&mut magic, 0).ok()?;
    if &magic == MAGIC {
        return Some(0);
    }
    let mut bytes = Vec::new();
    let mut beginning = At::new(Arc::clone(file), 0).take(PROGRAM);
    beginning.read_to_end(&mut bytes).ok()?;
    // The program itself knows the magic number too, and an archive behind a program may hold an image: this one
    // reaches to the end of the file, or zeros do.
    memchr::memmem::find_iter(&bytes, MAGIC)
        .filter_map(|at| Some((at, bytes.get(at..)?.first_chunk()?)))
        .filter_map(|(at, head)| Some((at as u64, Superblock::parse(head).ok()?)))
        .find(|(at, superblock)| {
            let end = superblock.size.checked_add(*at);
            end.is_some_and(|end| end <= size && matches!(goes_on_behind(file, end), Ok(false)))
        })
        .map(|(at, _)| at)
}

/// The inodes that were met, and the owners that they may have.
#[derive(Default)]
struct Met {
    owners: Vec<u32>,
    dirs: HashSet<u64>,
    /// The entry of each file.
    files: HashMap<u64, usize>,
}

impl Squashfs {
    /// Reads all directories and inodes, and decodes the names.
    pub(super) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Self> {
        let start = find(&file, size).ok_or_else(|| Error::corrupt("no superblock of squashfs"))?;
        let mut head = [0; LENGTH];
        file.read_exact_at(&mut head, start).map_err(Error::decoding)?;
        let superblock = Superblock::parse(&head)?;
        let end = start.checked_add(superblock.size).filter(|end| *end <= size);
        let end = end.ok_or_else(|| Error::corrupt("cut short: the data end too early"))?;
        if goes_on_behind(&file, end)? {
            options.meter.note_trailing();
        }
        let mut squashfs = Self {
            entries: Vec::new(),
            inodes: Vec::new(),
            image: Image::new(file, start, superblock, &options.meter)?,
            names: options.names.clone(),
        };
        squashfs.walk()?;
        squashfs.names.decode_all(&mut squashfs.entries);
        Ok(squashfs)
    }

    /// Goes through the tree, every directory right before what is in it: the order in which the contents were written.
    fn walk(&mut self) -> Result<()> {
        let mut met = Met {
            owners: owners(&mut self.image)?,
            ..Met::default()
        };
        let root = self.image.superblock.root;
        met.dirs.insert(root);
        let (inode, _) = Inode::read(&mut self.image, root)?;
        let Detail::Dir(dir) = &inode.detail else {
            return Err(Error::corrupt("the root is no directory"));
        };
        // The open directories, each with the length of its path.
        let mut open = vec![(Listing::open(&mut self.image, dir)?, 0)];
        let mut path = Vec::new();
        while let Some((listing, length)) = open.last_mut() {
            path.truncate(*length);
            let Some(record) = listing.next(&mut self.image)? else {
                open.pop();
                continue;
            };
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(&record.name);
            let below = self
                .add(&path, &record, &mut met)
                .map_err(|error| error.within(&path))?;
            if let Some(below) = below {
                listing.rest();
                open.push((below, path.len()));
            }
        }
        Ok(())
    }

    /// Adds an entry; returns the directory that it is.
    fn add(&mut self, path: &[u8], record: &Record, met: &mut Met) -> Result<Option<Listing>> {
        let image = &mut self.image;
        image.meter.entry()?;
        image.meter.name(path.len())?;
        // A name that climbs is the policy's.
        let mut parts = record.name.split(|b| *b == b'/');
        if record.name.contains(&b'/') && parts.all(|part| part != b"..") {
            return Err(Error::corrupt("damaged directory: a slash in a name"));
        }
        let (inode, mut sizes) = Inode::read(image, record.reference)?;
        if inode.number != record.number || inode.basic != record.basic {
            return Err(Error::corrupt(
                "an entry that leads to another inode than it says",
            ));
        }
        let mut entry = Entry::new(path.to_vec(), inode.kind);
        entry.mode = Some(inode.mode);
        entry.mtime = Some(Time::seconds(i64::from(inode.mtime)));
        let owner = |index: u16| {
            let id = met.owners.get(usize::from(index)).copied();
            id.ok_or_else(|| Error::corrupt("an owner that is not in the table of owners"))
        };
        entry.owner = Some((owner(inode.owner.0)?, owner(inode.owner.1)?));
        let (mut below, mut place) = (None, None);
        match inode.detail {
            Detail::Dir(dir) => {
                if !met.dirs.insert(record.reference) {
                    return Err(Error::corrupt("a directory that lies within itself"));
                }
                below = Some(Listing::open(image, &dir)?);
            }
            Detail::File(file) => match met.files.get(&record.reference) {
                Some(first) => {
                    let name = self.entries.get(*first).map(|e| e.name.clone());
                    image.meter.name(name.as_ref().map_or(0, Vec::len))?;
                    entry.kind = Kind::HardLink;
                    entry.link = name;
                }
                None => {
                    met.files.insert(record.reference, self.entries.len());
                    place = Some(record.reference);
                    describe(image, &mut entry, &file, &mut sizes)?;
                }
            },
            Detail::Link(target) => {
                image.meter.name(target.len())?;
                entry.link = Some(target);
            }
            Detail::Special => {}
        }
        self.entries.push(entry);
        self.inodes.push(place);
        Ok(below)
    }
}

impl Indexed for Squashfs {
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
        let image = &mut self.image;
        for (entry, inode) in self.entries.iter().zip(&self.inodes) {
            image.meter.pulse()?;
            let mut body = MemberBody { image, inode: *inode };
            if visit(entry, &mut body)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The table of the numbers of users and groups.
fn owners(image: &mut Image) -> Result<Vec<u32>> {
    let table = image.superblock.id_table;
    (0..image.superblock.ids)
        .map(|number| image.record(table, u64::from(number)).map(u32::from_le_bytes))
        .collect()
}

/// Tells what the sizes of a file's blocks tell.
fn describe(image: &mut Image, entry: &mut Entry, file: &FileData, sizes: &mut Cursor) -> Result<()> {
    entry.size = Some(file.size);
    entry.method = Some(image.superblock.method());
    let mut packed = 0;
    for _ in 0..file.blocks {
        let length = Length(sizes.long(image)?);
        packed += u64::from(length.bytes());
        entry.sparse |= length.is_hole();
        // Inodes can lie on one another, and then each can have a long list.
        image.work.produce(4)?;
    }
    // A tail is packed together with those of other files.
    entry.packed = file.tail.is_none().then_some(packed);
    Ok(())
}

/// The contents of a file.
struct MemberBody<'a> {
    image: &'a mut Image,
    inode: Option<u64>,
}

impl Body for MemberBody<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let Some(reference) = self.inode else {
            return Ok(());
        };
        let image = &mut *self.image;
        let meter = Arc::clone(&image.meter);
        let (inode, mut sizes) = Inode::read(image, reference)?;
        let Detail::File(file) = inode.detail else {
            return Ok(());
        };
        meter.claim(file.size)?;
        let block = image.superblock.block as usize;
        let (mut at, mut left) = (file.start, file.size);
        let mut zeros = Vec::new();
        for _ in 0..file.blocks {
            let wanted = usize::try_from(left).unwrap_or(block).min(block);
            left -= wanted as u64;
            let length = Length(sizes.long(image)?);
            meter.write(wanted as u64)?;
            if length.is_hole() {
                zeros.resize(wanted, 0);
                sink(&zeros)?;
                continue;
            }
            let bytes = image.contents(at, length, wanted)?;
            meter.produce(wanted as u64)?;
            sink(bytes)?;
            at = at.saturating_add(u64::from(length.bytes()));
        }
        if let Some((number, offset)) = file.tail.filter(|_| left > 0) {
            meter.write(left)?;
            let fragment = image.fragment(number)?;
            let from = offset as usize;
            let to = from.saturating_add(usize::try_from(left).unwrap_or(usize::MAX));
            let tail = fragment.bytes.get(from..to);
            let tail = tail.ok_or_else(|| Error::corrupt("the tail of a file lies outside its fragment"))?;
            meter.produce(left)?;
            sink(tail)?;
        }
        Ok(())
    }
}
