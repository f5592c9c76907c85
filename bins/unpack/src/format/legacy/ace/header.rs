//! The blocks that an archive consists of: each has a header with a checksum, and perhaps data behind it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::RangeInclusive;
use std::sync::Arc;

use libdeflater::Crc;

use crate::error::{Error, Result};
use crate::limits::Meter;
use crate::source::{At, goes_on_behind};

/// What stands behind the checksum, the size, the kind and the flags of the first block.
const MAGIC: &[u8; 7] = b"**ACE**";
/// Where it stands.
const MAGIC_AT: usize = 7;
/// The longest program that may stand in front of an archive.
const PROGRAM: u64 = 1 << 20;
/// Kinds of blocks: the archive, members with sizes of 32 and 64 bits. Others hold what helps to recover.
const ARCHIVE: u8 = 0;
const MEMBER: u8 = 1;
const LARGE_MEMBER: u8 = 3;
const LAST_KIND: u8 = 5;
/// Lengths of headers, up to long names and comments.
const LENGTHS: RangeInclusive<u16> = 3..=2048;
/// Flags of any block: data follow, whose size has 64 bits.
const HAS_DATA: u16 = 1;
const LARGE: u16 = 1 << 2;
/// Flags of the archive.
const VOLUME: u16 = 1 << 11;
const SOLID: u16 = 1 << 15;
/// Flags of members.
const CONTINUED: u16 = 1 << 12;
const GOES_ON: u16 = 1 << 13;
const ENCRYPTED: u16 = 1 << 14;

/// The checksum of contents: CRC-32 without the inversion at the end. Of headers the low half counts.
fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    !crc.sum()
}

/// Where an archive begins, in front of which a program may stand.
pub(in crate::format) fn find(file: &Arc<File>) -> Option<u64> {
    let mut bytes = Vec::new();
    let mut front = At::new(Arc::clone(file), 0);
    front.by_ref().take(512).read_to_end(&mut bytes).ok()?;
    if bytes.get(MAGIC_AT..).is_some_and(|rest| rest.starts_with(MAGIC)) {
        return Some(0);
    }
    front.take(PROGRAM).read_to_end(&mut bytes).ok()?;
    memchr::memmem::find_iter(&bytes, MAGIC)
        .filter_map(|at| at.checked_sub(MAGIC_AT))
        .map(|at| at as u64)
        .find(|at| {
            let mut blocks = Blocks::at(file, *at);
            matches!(blocks.next(), Ok(Some(block)) if block.kind == ARCHIVE)
        })
}

/// One file of an archive.
pub(super) struct Volume {
    pub(super) file: Arc<File>,
    /// Whether it is one of a set, and its number there.
    pub(super) is_volume: bool,
    pub(super) number: u8,
    /// Whether each member builds on those before.
    pub(super) is_solid: bool,
    /// Whether bytes that belong to nothing follow it.
    pub(super) is_followed: bool,
    pub(super) parts: Vec<Part>,
}

/// A member, or what one volume holds of it.
pub(super) struct Part {
    /// Whether it begins in the volume before, and goes on in the next.
    pub(super) is_continued: bool,
    pub(super) goes_on: bool,
    pub(super) is_encrypted: bool,
    /// Where its data lie.
    pub(super) data: u64,
    pub(super) packed: u64,
    /// Unpacked bytes of the whole member.
    pub(super) size: u64,
    /// Time and date of DOS.
    pub(super) time: [u16; 2],
    pub(super) attributes: u32,
    /// CRC-32 of the contents up to here.
    pub(super) crc32: u32,
    pub(super) method: u8,
    /// Bytes of the dictionary as a power of 2.
    pub(super) dictionary: u32,
    pub(super) name: Vec<u8>,
}

impl Volume {
    /// Reads all headers of the archive that begins at `start`. The meter hears of names and entries.
    pub(super) fn read(file: Arc<File>, start: u64, meter: &Meter) -> Result<Self> {
        let mut blocks = Blocks::at(&file, start);
        let first = blocks.next()?.filter(|block| block.kind == ARCHIVE);
        let mut first = first.ok_or_else(|| Error::corrupt("no header of an archive"))?;
        let [_magic @ .., _, _, _, number] = first.take::<11>()?;
        let mut volume = Self {
            is_volume: first.flags & VOLUME != 0,
            is_solid: first.flags & SOLID != 0,
            is_followed: false,
            number,
            parts: Vec::new(),
            file: Arc::clone(&file),
        };
        loop {
            let block = match blocks.next() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                // Zeros fill up what was copied in blocks.
                Err(Error::Corrupt(_)) if !goes_on_behind(&file, blocks.at)? => break,
                Err(Error::Corrupt(_)) if !blocks.was_block => {
                    volume.is_followed = true;
                    break;
                }
                Err(error) => return Err(error),
            };
            match block.kind {
                // Nothing says where an archive ends, but another one may begin.
                ARCHIVE => {
                    volume.is_followed = true;
                    break;
                }
                MEMBER | LARGE_MEMBER => {
                    let part = block.part()?;
                    if !part.is_continued {
                        meter.entry()?;
                    }
                    meter.name(part.name.len())?;
                    volume.parts.push(part);
                }
                _ => meter.pulse()?,
            }
        }
        Ok(volume)
    }
}

/// Goes through the blocks of a file.
struct Blocks {
    input: BufReader<At>,
    /// Where the next block begins.
    at: u64,
    size: u64,
    /// Whether what could not be read may have been a block.
    was_block: bool,
}

/// One block.
struct Block {
    kind: u8,
    flags: u16,
    /// What is left of its header.
    rest: Vec<u8>,
    taken: usize,
    /// Where its data lie, and how many there are.
    data: u64,
    length: u64,
}

impl Blocks {
    fn at(file: &Arc<File>, at: u64) -> Self {
        Self {
            input: BufReader::new(At::new(Arc::clone(file), at)),
            at,
            size: file.metadata().map_or(0, |meta| meta.len()),
            was_block: true,
        }
    }

    /// The next block; `None` at the end of the file. One that fails is not passed.
    fn next(&mut self) -> Result<Option<Block>> {
        if self.at >= self.size {
            return Ok(None);
        }
        self.was_block = true;
        let mut front = [0; 4];
        self.input.read_exact(&mut front).map_err(Error::decoding)?;
        let [a, b, c, d] = front;
        let (sum, length) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
        self.was_block = self.may_be_block(length)?;
        let mut rest = vec![0; length.into()];
        self.input.read_exact(&mut rest).map_err(Error::decoding)?;
        if checksum(&rest) & 0xFFFF != u32::from(sum) {
            return Err(damaged("the checksum does not match"));
        }
        let mut block = Block {
            kind: 0,
            flags: 0,
            rest,
            taken: 0,
            data: self.at + 4 + u64::from(length),
            length: 0,
        };
        let [kind] = block.take()?;
        (block.kind, block.flags) = (kind, block.u16()?);
        if kind == ARCHIVE {
            let magic: [u8; 7] = block.take()?;
            if &magic != MAGIC {
                return Err(damaged("an archive is marked in another way"));
            }
            block.taken = 3;
        } else if block.flags & HAS_DATA != 0 {
            block.length = block.word(block.flags & LARGE != 0)?;
        }
        let end = block
            .data
            .checked_add(block.length)
            .filter(|end| *end <= self.size);
        let end = end.ok_or_else(|| Error::corrupt("cut short: the data end too early"))?;
        let distance = i64::try_from(block.length).map_err(|_| damaged("an impossible size"))?;
        self.input
            .seek_relative(distance)
            .map_err(|e| Error::io("cannot read", e))?;
        self.at = end;
        Ok(Some(block))
    }
}

impl Blocks {
    /// Whether a header of that length may stand here, of which a byte may be wrong: its length makes sense, or the first
    /// bytes do. Zeros may be what is left of one.
    fn may_be_block(&mut self, length: u16) -> Result<bool> {
        let front = self.input.fill_buf().map_err(|e| Error::io("cannot read", e))?;
        let [kind, flags, ..] = front else {
            return Ok(true);
        };
        let is_wiped = [*kind, *flags] == [0; 2];
        let is_known = (MEMBER..=LAST_KIND).contains(kind) && u16::from(*flags) & HAS_DATA != 0;
        let fits = self.at.saturating_add(4 + u64::from(length)) <= self.size;
        Ok(is_wiped || is_known || fits && LENGTHS.contains(&length))
    }
}

impl Block {
    /// The next bytes of the header.
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.rest.get(self.taken..).and_then(<[u8]>::first_chunk);
        self.taken += N;
        bytes.copied().ok_or_else(|| damaged("it is too short"))
    }

    fn u16(&mut self) -> Result<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32> {
        self.take().map(u32::from_le_bytes)
    }

    /// A size of 64 or 32 bits.
    fn word(&mut self, large: bool) -> Result<u64> {
        if large {
            self.take().map(u64::from_le_bytes)
        } else {
            self.u32().map(u64::from)
        }
    }

    /// What a block says about a member, behind the size of its data.
    fn part(mut self) -> Result<Part> {
        let large = self.flags & LARGE != 0;
        if self.flags & HAS_DATA == 0 || large != (self.kind == LARGE_MEMBER) {
            return Err(damaged("a member without sizes"));
        }
        let size = self.word(large)?;
        let time = [self.u16()?, self.u16()?];
        let attributes = self.u32()?;
        let crc32 = !self.u32()?;
        let [method, _quality] = self.take()?;
        let parameters = self.u16()?;
        let _reserved = self.u16()?;
        let length = usize::from(self.u16()?);
        let name = self.rest.get(self.taken..).and_then(|rest| rest.get(..length));
        Ok(Part {
            is_continued: self.flags & CONTINUED != 0,
            goes_on: self.flags & GOES_ON != 0,
            is_encrypted: self.flags & ENCRYPTED != 0,
            data: self.data,
            packed: self.length,
            size,
            time,
            attributes,
            crc32,
            method,
            dictionary: 10 + u32::from(parameters & 15),
            name: name.ok_or_else(|| damaged("it is too short"))?.to_vec(),
        })
    }
}

fn damaged(what: &str) -> Error {
    Error::corrupt(format!("damaged header: {what}"))
}
