//! Bounded access to what is examined: a file that is read in places, or bytes in memory.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use rustix::buffer::spare_capacity;
use rustix::io::Errno;

/// How much of the beginning is read at once, in bytes.
pub const HEAD: usize = 8 << 10;

/// What is read on in, in bytes.
const BLOCK: usize = 64 << 10;

/// Bytes to examine.
#[derive(Debug)]
pub struct Content {
    head: Vec<u8>,
    source: Source,
    size: u64,
    cut: bool,
    budget: u64,
}

#[derive(Debug)]
enum Source {
    File(File),
    Memory(Vec<u8>),
}

impl Content {
    /// The content of a regular file of this size; each probe may read `budget` bytes of it.
    ///
    /// # Errors
    /// What reading the beginning gives.
    pub fn of_file(file: File, size: u64, budget: u64) -> io::Result<Self> {
        let length = head_of(budget);
        let end = usize::try_from(size)
            .ok()
            .filter(|size| *size > 0)
            .unwrap_or(length);
        let room = length.min(end);
        let mut head = Vec::with_capacity(room);
        fill(&file, &mut head, 0)?;
        head.truncate(room);
        let filled = head.len();
        if size == 0 && filled == room {
            return Self::of_endless(&file, head, budget);
        }
        Ok(Self {
            head,
            source: Source::File(file),
            size: size.max(filled as u64),
            cut: false,
            budget,
        })
    }

    /// Files of /proc and the like have no size and content all the same.
    fn of_endless(file: &File, mut bytes: Vec<u8>, budget: u64) -> io::Result<Self> {
        loop {
            let before = bytes.len() as u64;
            bytes.reserve(BLOCK);
            fill(file, &mut bytes, before)?;
            let cut = bytes.len() as u64 > budget;
            if bytes.len() as u64 == before || cut {
                bytes.truncate(usize::try_from(budget).unwrap_or(usize::MAX));
                return Ok(Self::of_bytes(bytes, cut, budget));
            }
        }
    }

    /// Bytes in memory; `cut` when there were more.
    #[must_use]
    pub fn of_bytes(bytes: Vec<u8>, cut: bool, budget: u64) -> Self {
        let head = bytes.get(..head_of(budget)).unwrap_or(&bytes).to_vec();
        Self {
            head,
            size: bytes.len() as u64,
            source: Source::Memory(bytes),
            cut,
            budget,
        }
    }

    /// The first [`HEAD`] bytes, or all.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// How many bytes there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// True when there was more than could be read.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// True when there is more than a probe may read.
    #[must_use]
    pub fn is_beyond_budget(&self) -> bool {
        self.size > self.budget
    }

    /// Hands out what lies behind the head, block by block, until there is no more, the budget is spent, or `each` says that
    /// it has seen enough by `false`. Returns whether all blocks were wanted.
    pub fn behind_head(&self, mut each: impl FnMut(&[u8]) -> bool) -> bool {
        let end = self.size.min(self.budget);
        let mut at = self.head.len() as u64;
        if at >= end {
            return true;
        }
        let file = match &self.source {
            Source::Memory(bytes) => {
                let end = usize::try_from(end).unwrap_or(usize::MAX);
                return bytes.get(self.head.len()..end).is_none_or(each);
            }
            Source::File(file) => file,
        };
        let room = |at: u64| usize::try_from(end - at).unwrap_or(BLOCK).min(BLOCK);
        let mut block = Vec::with_capacity(room(at));
        while at < end {
            block.clear();
            // What cannot be read is not there.
            if fill(file, &mut block, at).is_err() || block.is_empty() {
                break;
            }
            block.truncate(room(at));
            if !each(&block) {
                return false;
            }
            at += block.len() as u64;
        }
        true
    }

    /// True when the head is everything.
    #[must_use]
    pub fn is_all_in_head(&self) -> bool {
        self.size <= self.head.len() as u64
    }

    /// Up to `length` bytes from `offset` on; fewer at the end, on an error, or beyond the budget.
    #[must_use]
    pub fn at(&self, offset: u64, length: usize) -> Vec<u8> {
        let length = length.min(usize::try_from(self.budget).unwrap_or(usize::MAX));
        if let Some(bytes) = usize::try_from(offset)
            .ok()
            .and_then(|offset| self.head.get(offset..offset.checked_add(length)?))
        {
            return bytes.to_vec();
        }
        let mut bytes = Vec::new();
        let mut cursor = self.cursor();
        if cursor.seek(SeekFrom::Start(offset)).is_ok() {
            let _ = cursor.take(length as u64).read_to_end(&mut bytes);
        }
        bytes
    }

    /// The last bytes, up to `length`.
    #[must_use]
    pub fn tail(&self, length: usize) -> Vec<u8> {
        self.at(self.size.saturating_sub(length as u64), length)
    }

    /// A reader over everything, which gives up with an error when the budget is spent.
    #[must_use]
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor {
            content: self,
            position: 0,
            left: Cell::new(self.budget),
        }
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.source {
            Source::File(file) => file.read_at(buffer, offset),
            Source::Memory(bytes) => {
                let rest = usize::try_from(offset)
                    .ok()
                    .and_then(|offset| bytes.get(offset..))
                    .unwrap_or_default();
                (&*rest).read(buffer)
            }
        }
    }
}

/// Reads what fits behind the bytes, from a place of the file on.
fn fill(file: &File, bytes: &mut Vec<u8>, mut offset: u64) -> io::Result<()> {
    while bytes.len() < bytes.capacity() {
        // Room that nobody cleared: clearing it costs as much as reading.
        match rustix::io::pread(file, spare_capacity(bytes), offset) {
            Ok(0) => break,
            Ok(read) => offset = offset.saturating_add(read as u64),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// How long the head is when a probe may read so many bytes.
fn head_of(budget: u64) -> usize {
    usize::try_from(budget).unwrap_or(HEAD).min(HEAD)
}

/// Reads a [`Content`] in places, within its budget.
#[derive(Debug)]
pub struct Cursor<'c> {
    content: &'c Content,
    position: u64,
    left: Cell<u64>,
}

impl Read for Cursor<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer
            .len()
            .min(usize::try_from(self.left.get()).unwrap_or(usize::MAX));
        if wanted == 0 && !buffer.is_empty() {
            return Err(io::Error::other("the limit of what is read was met"));
        }
        let read = self
            .content
            .read_at(buffer.get_mut(..wanted).unwrap_or_default(), self.position)?;
        self.position = self.position.saturating_add(read as u64);
        self.left.set(self.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.content.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position =
            target.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek before the beginning"))?;
        Ok(self.position)
    }
}
