//! The bytes of the image, and its blocks as they are when unpacked.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::compression::Unpacker;
use super::superblock::Superblock;
use crate::error::{Error, Result};
use crate::limits::{Limits, Meter};

/// Bytes of a metadata block, unpacked. Only the last one of a table has fewer.
pub(super) const METADATA: usize = 8 << 10;
/// How many bytes of unpacked metadata, and of unpacked fragments, are kept.
const KEPT: usize = 16 << 20;
/// In the size of a block of contents: it is not packed.
const STORED: u32 = 1 << 24;

/// An image that is read block by block.
pub(super) struct Image {
    file: Arc<File>,
    /// Where the superblock lies in the file.
    start: u64,
    pub(super) superblock: Superblock,
    /// Counts the contents.
    pub(super) meter: Arc<Meter>,
    /// Counts what is unpacked beside the contents. One block may be named again and again: without a limit that would
    /// cost time for nothing.
    pub(super) work: Arc<Meter>,
    unpacker: Unpacker,
    packed: Vec<u8>,
    plain: Vec<u8>,
    metadata: Kept,
    fragments: Kept,
    consumed: u64,
    worked: u64,
}

/// The size of a block as an inode or the fragment table has it.
#[derive(Clone, Copy)]
pub(super) struct Length(pub(super) u32);

impl Length {
    /// Bytes in the image.
    pub(super) fn bytes(self) -> u32 {
        self.0 & (STORED - 1)
    }

    /// A block of zeros, of which nothing is in the image.
    pub(super) fn is_hole(self) -> bool {
        self.0 == 0
    }

    fn is_stored(self) -> bool {
        self.0 & STORED != 0
    }
}

/// An unpacked block.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) bytes: Arc<[u8]>,
    /// Where the packed one ends in the image.
    pub(super) end: u64,
}

/// Unpacked blocks by their places in the image; the oldest ones go first.
#[derive(Default)]
struct Kept {
    blocks: HashMap<u64, Block>,
    order: VecDeque<u64>,
    bytes: usize,
}

impl Kept {
    fn get(&self, at: u64) -> Option<Block> {
        self.blocks.get(&at).cloned()
    }

    fn put(&mut self, at: u64, block: &Block) {
        self.bytes += block.bytes.len();
        self.order.push_back(at);
        self.blocks.insert(at, block.clone());
        while self.bytes > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            let gone = self.blocks.remove(&oldest);
            self.bytes -= gone.map_or(0, |block| block.bytes.len());
        }
    }
}

fn cut_short() -> Error {
    Error::corrupt("cut short: the data end too early")
}

impl Image {
    pub(super) fn new(
        file: Arc<File>,
        start: u64,
        superblock: Superblock,
        meter: &Arc<Meter>,
    ) -> Result<Self> {
        let limits = Limits {
            size: u64::MAX,
            ..meter.limits
        };
        Ok(Self {
            file,
            start,
            unpacker: Unpacker::new(superblock.compressor)?,
            superblock,
            meter: Arc::clone(meter),
            work: Meter::new(limits, meter.stop().clone()),
            packed: Vec::new(),
            plain: Vec::new(),
            metadata: Kept::default(),
            fragments: Kept::default(),
            consumed: 0,
            worked: 0,
        })
    }

    /// The `N` bytes at a place of the image.
    pub(super) fn bytes<const N: usize>(&self, at: u64) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(at, &mut bytes)?;
        Ok(bytes)
    }

    fn fill(&self, at: u64, bytes: &mut [u8]) -> Result<()> {
        let end = at.checked_add(bytes.len() as u64);
        if end.is_none_or(|end| end > self.superblock.size) {
            return Err(cut_short());
        }
        self.file
            .read_exact_at(bytes, self.start + at)
            .map_err(Error::decoding)
    }

    /// The metadata block at a place of the image, of a table that ends at `end`.
    pub(super) fn metadata(&mut self, at: u64, end: u64) -> Result<Block> {
        if let Some(block) = self.metadata.get(at) {
            return Ok(block);
        }
        let header = u16::from_le_bytes(self.bytes(at)?);
        let length = u32::from(header & 0x7FFF);
        let place = at + 2;
        if length as usize > METADATA || length == 0 || place + u64::from(length) > end {
            return Err(Error::corrupt("impossible size of a metadata block"));
        }
        let stored = if header & 0x8000 == 0 { 0 } else { STORED };
        self.unpack(place, Length(length | stored), METADATA)?;
        self.note_work(length)?;
        let block = Block {
            bytes: self.plain.as_slice().into(),
            end: place + u64::from(length),
        };
        self.metadata.put(at, &block);
        Ok(block)
    }

    /// The fragment of that number: a block that holds the tails of several files.
    pub(super) fn fragment(&mut self, number: u32) -> Result<Block> {
        if number >= self.superblock.fragments {
            return Err(Error::corrupt(
                "the tail of a file lies in a fragment that is not there",
            ));
        }
        let record = self.record(self.superblock.fragment_table, u64::from(number))?;
        // Its place, its size, and four unused bytes.
        let [a, b, c, d, e, f, g, h, i, j, k, l, _, _, _, _] = record;
        let at = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        let length = Length(u32::from_le_bytes([i, j, k, l]));
        if let Some(block) = self.fragments.get(at) {
            return Ok(block);
        }
        self.unpack(at, length, self.superblock.block as usize)?;
        self.note_work(length.bytes())?;
        self.note_consumed(length.bytes());
        let block = Block {
            bytes: self.plain.as_slice().into(),
            end: at.saturating_add(u64::from(length.bytes())),
        };
        self.fragments.put(at, &block);
        Ok(block)
    }

    /// A record of a table that has its own table of the places of its metadata blocks.
    pub(super) fn record<const N: usize>(&mut self, table: u64, number: u64) -> Result<[u8; N]> {
        let each = (METADATA / N) as u64;
        let pointer = table
            .checked_add(number / each * 8)
            .ok_or_else(|| Error::corrupt("damaged superblock"))?;
        let at = u64::from_le_bytes(self.bytes(pointer)?);
        let block = self.metadata(at, self.superblock.size)?;
        let from = (number % each) as usize * N;
        let record = block.bytes.get(from..).and_then(|rest| rest.first_chunk());
        record
            .copied()
            .ok_or_else(|| Error::corrupt("damaged lookup table: it ends too early"))
    }

    /// A block of contents, which must have exactly `wanted` bytes.
    pub(super) fn contents(&mut self, at: u64, length: Length, wanted: usize) -> Result<&[u8]> {
        self.unpack(at, length, wanted)?;
        if self.plain.len() != wanted {
            return Err(Error::corrupt(
                "damaged data: a block of another size than it should have",
            ));
        }
        self.note_consumed(length.bytes());
        Ok(&self.plain)
    }

    /// Reads the block at `at` and unpacks it into at most `most` bytes.
    fn unpack(&mut self, at: u64, length: Length, most: usize) -> Result<()> {
        let bytes = length.bytes();
        if bytes == 0 || bytes > self.superblock.block.max(METADATA as u32) {
            return Err(Error::corrupt("impossible size of a block"));
        }
        let mut packed = std::mem::take(&mut self.packed);
        packed.resize(bytes as usize, 0);
        let read = self.fill(at, &mut packed);
        self.packed = packed;
        read?;
        if !length.is_stored() {
            return self.unpacker.unpack(&self.packed, &mut self.plain, most);
        }
        if self.packed.len() > most {
            return Err(Error::corrupt("impossible size of a block"));
        }
        std::mem::swap(&mut self.packed, &mut self.plain);
        Ok(())
    }

    /// Files may share blocks, and all of them together are no more than the image.
    fn note_consumed(&mut self, packed: u32) {
        let fresh = u64::from(packed).min(self.superblock.size.saturating_sub(self.consumed));
        self.consumed += fresh;
        self.meter.consume(fresh);
    }

    /// Counts the block that was unpacked last.
    fn note_work(&mut self, packed: u32) -> Result<()> {
        let fresh = u64::from(packed).min(self.superblock.size.saturating_sub(self.worked));
        self.worked += fresh;
        self.work.consume(fresh);
        self.work.produce(self.plain.len() as u64)
    }
}
