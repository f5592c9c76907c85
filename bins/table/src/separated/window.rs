//! A part of a spool in memory, with room around it for vector loads.

use std::io;

use crate::spool::Spool;

/// How much is read at once, in bytes.
pub const WINDOW: usize = 128 << 10;
/// Bytes before and behind what was read that may be loaded, whatever is in them.
pub const MARGIN: usize = 64;

/// Bytes `[at, at + len)` of a spool.
#[derive(Debug)]
pub struct Window {
    spool: Spool,
    buffer: Vec<u8>,
    at: u64,
    len: usize,
}

impl Window {
    /// Nothing of the spool yet.
    #[must_use]
    pub fn new(spool: Spool) -> Self {
        Self {
            spool,
            buffer: vec![0; 2 * MARGIN],
            at: 0,
            len: 0,
        }
    }

    /// What it shows a part of.
    #[must_use]
    pub fn spool(&self) -> &Spool {
        &self.spool
    }

    /// Where in the spool it begins.
    #[must_use]
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.buffer.get(MARGIN..MARGIN + self.len).unwrap_or_default()
    }

    /// The bytes with [`MARGIN`] others on both sides.
    #[must_use]
    pub fn padded(&self) -> &[u8] {
        self.buffer.get(..self.len + 2 * MARGIN).unwrap_or_default()
    }

    /// Nothing follows it.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.at + self.len as u64 >= self.spool.len()
    }

    /// Moves it to `at`, where it shows `size` bytes if there are so many.
    ///
    /// # Errors
    /// What reading gives.
    pub fn load(&mut self, at: u64, size: usize) -> io::Result<()> {
        let kept = match usize::try_from(at.wrapping_sub(self.at)) {
            Ok(skip) if skip <= self.len => {
                self.buffer.copy_within(MARGIN + skip..MARGIN + self.len, MARGIN);
                self.len - skip
            }
            _ => 0,
        };
        self.at = at;
        self.len = kept;
        if kept < size {
            let size = size.min(usize::try_from(self.spool.len().saturating_sub(at)).unwrap_or(usize::MAX));
            if self.buffer.len() < size + 2 * MARGIN {
                self.buffer.resize(size + 2 * MARGIN, 0);
            }
            let room = self
                .buffer
                .get_mut(MARGIN + kept..MARGIN + size)
                .unwrap_or_default();
            self.len += self.spool.read_at(at + kept as u64, room)?;
        }
        Ok(())
    }
}
