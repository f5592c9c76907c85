//! Reading on through the metadata blocks of a table.

use super::image::{Block, Image, METADATA};
use crate::error::{Error, Result};

/// A place in a table of metadata.
pub(super) struct Cursor {
    /// Where its block lies in the image.
    place: u64,
    block: Option<Block>,
    at: usize,
    /// Where the table ends in the image.
    end: u64,
}

impl Cursor {
    /// The place `at` of the metadata block that begins `block` bytes behind the beginning of a table.
    pub(super) fn new(image: &mut Image, table: (u64, u64), block: u64, at: u16) -> Result<Self> {
        let (start, end) = table;
        let outside = || Error::corrupt("a reference to behind the end of a table");
        let place = start.checked_add(block).filter(|place| *place < end);
        let place = place.ok_or_else(outside)?;
        let block = image.metadata(place, end)?;
        let at = usize::from(at);
        if at >= block.bytes.len() {
            return Err(outside());
        }
        Ok(Self {
            place,
            block: Some(block),
            at,
            end,
        })
    }

    /// Lets go of the block until it is needed again.
    pub(super) fn rest(&mut self) {
        self.block = None;
    }

    /// Fills `bytes` with what comes next.
    pub(super) fn fill(&mut self, image: &mut Image, bytes: &mut [u8]) -> Result<()> {
        let mut filled = 0;
        while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
            let block = match &mut self.block {
                Some(block) => block,
                none => none.insert(image.metadata(self.place, self.end)?),
            };
            let here = block.bytes.get(self.at..).unwrap_or_default();
            let n = here.len().min(room.len());
            for (to, from) in room.iter_mut().zip(here) {
                *to = *from;
            }
            self.at += n;
            filled += n;
            if n == 0 {
                // Only the last block of a table may be shorter than the others.
                if block.end >= self.end || block.bytes.len() != METADATA {
                    return Err(Error::corrupt("cut short: a table ends too early"));
                }
                self.place = block.end;
                self.block = None;
                self.at = 0;
            }
        }
        Ok(())
    }

    pub(super) fn take<const N: usize>(&mut self, image: &mut Image) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(image, &mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn short(&mut self, image: &mut Image) -> Result<u16> {
        self.take(image).map(u16::from_le_bytes)
    }

    pub(super) fn long(&mut self, image: &mut Image) -> Result<u32> {
        self.take(image).map(u32::from_le_bytes)
    }

    pub(super) fn double(&mut self, image: &mut Image) -> Result<u64> {
        self.take(image).map(u64::from_le_bytes)
    }
}
