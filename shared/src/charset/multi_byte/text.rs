//! Text in the making: characters as bytes of UTF-8, which become text a few thousand at a time.

use super::set::{Cell, Set};

const SIZE: usize = 4096;
/// Beyond this not every character has room.
const FULL: usize = SIZE - 16;

pub(super) struct Text<'a> {
    text: &'a mut String,
    bytes: [u8; SIZE],
    length: usize,
}

impl<'a> Text<'a> {
    /// Text that is appended to another when it is dropped.
    pub(super) fn new(text: &'a mut String) -> Self {
        Self {
            text,
            bytes: [0; SIZE],
            length: 0,
        }
    }

    /// Writes what a cell of the set stands for; `false` when that is nothing.
    pub(super) fn cell(&mut self, set: &Set, cell: Cell) -> bool {
        match cell.utf8() {
            Some((utf8, length)) => self.put(utf8, length),
            None => match set.pair(cell) {
                Some(pair) => pair.into_iter().for_each(|c| self.char(c)),
                None => return false,
            },
        }
        true
    }

    pub(super) fn char(&mut self, c: char) {
        let mut utf8 = [0; 4];
        let length = c.encode_utf8(&mut utf8).len();
        self.put(utf8, length);
    }

    fn put(&mut self, utf8: [u8; 4], length: usize) {
        let mut room = self.room();
        room.put(utf8, length);
        let length = room.length;
        self.fill(length);
    }

    /// Room for characters, to be written in a tight loop.
    pub(super) fn room(&mut self) -> Room<'_> {
        Room {
            bytes: &mut self.bytes,
            length: self.length,
        }
    }

    /// Says how far the room is filled.
    pub(super) fn fill(&mut self, length: usize) {
        self.length = length;
        if length > FULL {
            self.flush();
        }
    }

    #[cold]
    fn flush(&mut self) {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        // Only whole characters are written.
        self.text
            .push_str(simdutf8::basic::from_utf8(bytes).unwrap_or_default());
        self.length = 0;
    }
}

/// The room that a text has at the moment.
pub(super) struct Room<'a> {
    bytes: &'a mut [u8; SIZE],
    pub(super) length: usize,
}

impl Room<'_> {
    /// Writes the first `length` of these bytes, which are whole characters.
    #[inline]
    pub(super) fn put<const N: usize>(&mut self, utf8: [u8; N], length: usize) {
        if let Some(slot) = self.bytes.get_mut(self.length..self.length + N) {
            slot.copy_from_slice(&utf8);
        }
        self.length += length;
    }

    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.length > FULL
    }
}

impl Drop for Text<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}
