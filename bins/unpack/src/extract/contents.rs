//! Writing the contents of one staged file.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use rustix::fs::FallocateFlags;
use rustix::io::Errno;

use crate::error::{Error, Result};

/// What file systems give a file room by.
const PAGE: usize = 4096;
const ZEROS: [u8; PAGE] = [0; PAGE];
/// Files that claim to be smaller get their room as they grow.
const BIG: u64 = 1 << 20;
/// How far ahead of its contents a file is given room. Its size is only a claim.
const AHEAD: u64 = 64 << 20;

/// The contents of a file, written from front to end.
pub(super) struct Contents<'a> {
    file: &'a mut File,
    /// Pages of zeros become holes.
    holes: bool,
    /// How many bytes there are to be.
    claimed: u64,
    /// How many of them have room on the disk, as far as that was asked for.
    reserved: u64,
    written: u64,
}

impl<'a> Contents<'a> {
    /// Of a file that claims to have so many bytes; `holes` when pages of zeros are to become holes.
    pub(super) fn new(file: &'a mut File, claimed: Option<u64>, holes: bool) -> Self {
        let claimed = claimed.filter(|size| *size >= BIG && !holes).unwrap_or(0);
        Self {
            file,
            holes,
            claimed,
            reserved: 0,
            written: 0,
        }
    }

    /// Writes the next bytes.
    pub(super) fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.written = self.written.saturating_add(chunk.len() as u64);
        if self.holes {
            return self.write_around_holes(chunk);
        }
        if self.reserved < self.written.min(self.claimed) {
            self.reserve()?;
        }
        self.file.write_all(chunk).map_err(failed)
    }

    /// Asks for room for what comes next, so that a disk too small is known early and a big file lies in one piece.
    fn reserve(&mut self) -> Result<()> {
        let more = AHEAD.min(self.claimed - self.reserved);
        match rustix::fs::fallocate(&*self.file, FallocateFlags::KEEP_SIZE, self.reserved, more) {
            Err(full @ (Errno::NOSPC | Errno::DQUOT)) => return Err(failed(full.into())),
            // Not every file system can; then it is given as the file grows.
            Err(_) => self.claimed = 0,
            Ok(()) => self.reserved += more,
        }
        Ok(())
    }

    fn write_around_holes(&mut self, chunk: &[u8]) -> Result<()> {
        let mut hole = 0;
        for page in chunk.chunks(PAGE) {
            if ZEROS.starts_with(page) {
                hole += page.len();
            } else {
                self.skip(std::mem::take(&mut hole))?;
                self.file.write_all(page).map_err(failed)?;
            }
        }
        self.skip(hole)
    }

    fn skip(&mut self, hole: usize) -> Result<()> {
        if hole > 0 {
            let length = hole.cast_signed() as i64;
            self.file.seek(SeekFrom::Current(length)).map_err(failed)?;
        }
        Ok(())
    }

    /// Ends the file where its contents end: a hole may be last, or room be left.
    pub(super) fn end(self) -> Result<()> {
        if self.holes || self.reserved > self.written {
            self.file.set_len(self.written).map_err(failed)?;
        }
        Ok(())
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::io("cannot write", error)
}
