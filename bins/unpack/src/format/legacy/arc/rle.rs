//! Runs of a byte: the byte, 0x90, and how long the run is.

use std::io::{self, ErrorKind, Read};

use crate::format::legacy::bits::Bytes;

const REPEAT: u8 = 0x90;

/// The bytes with their runs spelt out.
pub(super) struct Unrepeated<R> {
    input: Bytes<R>,
    last: u8,
    /// How often the last byte is still to come.
    left: u8,
}

impl<R: Read> Unrepeated<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: Bytes::new(input),
            last: 0,
            left: 0,
        }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            if let Some(left) = self.left.checked_sub(1) {
                self.left = left;
                return Ok(Some(self.last));
            }
            match self.input.next()? {
                Some(REPEAT) => match self.input.next()?.ok_or(ErrorKind::UnexpectedEof)? {
                    // The mark itself.
                    0 => {
                        self.last = REPEAT;
                        return Ok(Some(REPEAT));
                    }
                    length => self.left = length - 1,
                },
                Some(byte) => {
                    self.last = byte;
                    return Ok(Some(byte));
                }
                None => return Ok(None),
            }
        }
    }
}

impl<R: Read> Read for Unrepeated<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        for place in buf {
            let Some(byte) = self.byte()? else {
                break;
            };
            *place = byte;
            n += 1;
        }
        Ok(n)
    }
}
