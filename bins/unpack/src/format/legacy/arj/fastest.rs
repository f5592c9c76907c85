//! The method 4: LZ77 with lengths and distances in a code of fixed prefixes.

use std::io::{self, Read};

use crate::format::legacy::bits::HighBits;

/// How far back a match reaches at most.
const WINDOW: usize = 26_624;
/// A match is longer than this.
const SHORT: u32 = 2;
/// The fewest and the most bits behind the prefix of a length and of a distance.
const LENGTH: (u32, u32) = (0, 7);
const DISTANCE: (u32, u32) = (9, 13);

/// The decoded bytes. The data do not say where they end: it takes their number.
pub(super) struct Fastest<R> {
    input: HighBits<R>,
    window: Vec<u8>,
    /// The place of the next byte in the window.
    at: usize,
    left: u64,
    /// What is left of a match, and its distance.
    copy: (u32, usize),
}

impl<R: Read> Fastest<R> {
    /// Decodes `size` bytes.
    pub(super) fn new(input: R, size: u64) -> Self {
        Self {
            input: HighBits::new(input),
            window: vec![0; WINDOW],
            at: 0,
            left: size,
            copy: (0, 0),
        }
    }

    /// As many ones as the number has bits more than the fewest, a zero but after the most, and the bits.
    fn number(&mut self, (fewest, most): (u32, u32)) -> io::Result<u32> {
        let (mut width, mut base) = (fewest, 0);
        while width < most && self.input.bits(1)? == 1 {
            base += 1 << width;
            width += 1;
        }
        Ok(base + self.input.bits(width)?)
    }

    fn byte(&mut self) -> io::Result<u8> {
        if self.copy.0 == 0 {
            match self.number(LENGTH)? {
                0 => {
                    let literal = u8::try_from(self.input.bits(8)?).unwrap_or(0);
                    return Ok(literal);
                }
                length => {
                    let distance = self.number(DISTANCE)? as usize + 1;
                    if distance > WINDOW {
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidData,
                            "a match outside the window",
                        ));
                    }
                    self.copy = (length + SHORT, distance);
                }
            }
        }
        let (length, distance) = self.copy;
        self.copy = (length - 1, distance);
        let from = (self.at + WINDOW - distance) % WINDOW;
        Ok(self.window.get(from).copied().unwrap_or(0))
    }
}

impl<R: Read> Read for Fastest<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(buf.len());
        let mut n = 0;
        for place in buf.iter_mut().take(most) {
            let byte = self.byte()?;
            *place = byte;
            if let Some(kept) = self.window.get_mut(self.at) {
                *kept = byte;
            }
            self.at = (self.at + 1) % WINDOW;
            n += 1;
        }
        self.left = self.left.saturating_sub(n as u64);
        Ok(n)
    }
}
