//! Bounded access to what is examined: a file that is read in places, or bytes in memory.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

/// How much of the beginning is read at once, in bytes.
pub const HEAD: usize = 8 << 10;

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
        let mut head = vec![0; HEAD];
        let mut filled = 0;
        let end = usize::try_from(size)
            .ok()
            .filter(|size| *size > 0)
            .unwrap_or(HEAD);
        while let Some(rest) = head
            .get_mut(filled..)
            .filter(|rest| !rest.is_empty() && filled < end)
        {
            match file.read_at(rest, filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        head.truncate(filled);
        // Files of /proc and the like have no size and content all the same.
        let size = size.max(filled as u64);
        Ok(Self {
            head,
            source: Source::File(file),
            size,
            cut: false,
            budget,
        })
    }

    /// Bytes in memory; `cut` when there were more.
    #[must_use]
    pub fn of_bytes(bytes: Vec<u8>, cut: bool, budget: u64) -> Self {
        let head = bytes.get(..HEAD).unwrap_or(&bytes).to_vec();
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
