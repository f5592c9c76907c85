//! The bits of packed data: 32-bit words, low byte first, whose highest bits come first.

use std::io::{ErrorKind, Read};

use crate::error::Error;

/// What a decoder gives back.
pub(super) type Step<T> = Result<T, Fault>;

/// Why decoding ends early. Small, as it comes back from every symbol.
pub(super) enum Fault {
    /// The packed data are over.
    End,
    /// No encoder writes that.
    Bad(&'static str),
    /// A mode of method 2 that nobody knows.
    Mode(u8),
    /// Something outside the data.
    Failed(Box<Error>),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// Bytes read at a time; a multiple of 4.
const BUFFER: usize = 16 << 10;

/// A reader of bits.
pub(super) struct Bits<'a> {
    input: &'a mut dyn Read,
    buffer: Vec<u8>,
    at: usize,
    /// The next bits, from the highest on; zeros behind them.
    bits: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(input: &'a mut dyn Read) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            at: 0,
            bits: 0,
            count: 0,
        }
    }

    /// The next `n` bits, at most 31, which stay. Behind the end all are zero.
    #[inline]
    pub(super) fn peek(&mut self, n: u32) -> Step<u32> {
        if self.count < n {
            self.refill()?;
        }
        Ok((self.bits >> 1 >> (63 - n)) as u32)
    }

    /// Goes on behind `n` bits that were looked at.
    #[inline]
    pub(super) fn skip(&mut self, n: u32) -> Step<()> {
        self.count = self.count.checked_sub(n).ok_or(Fault::End)?;
        self.bits <<= n;
        Ok(())
    }

    /// The next `n` bits, at most 31.
    #[inline]
    pub(super) fn take(&mut self, n: u32) -> Step<u32> {
        let bits = self.peek(n)?;
        self.skip(n)?;
        Ok(bits)
    }

    /// A number whose width is known, without its highest bit, which is set.
    #[inline]
    pub(super) fn of_width(&mut self, width: u32) -> Step<u32> {
        match width {
            0 | 1 => Ok(width),
            _ => Ok(self.take(width - 1)? | 1 << (width - 1)),
        }
    }

    /// A Golomb-Rice code: `low` low bits, then the rest in ones that a zero ends.
    pub(super) fn golomb_rice(&mut self, low: u32) -> Step<u32> {
        if low > 31 {
            return Err(Fault::Bad("a number out of range"));
        }
        let rest = u64::from(self.take(low)?);
        let mut count = 0;
        loop {
            // The bit below the 31 is zero, too.
            let ones = (!(self.peek(31)? << 1)).leading_zeros();
            count += u64::from(ones);
            if ones < 31 {
                self.skip(ones + 1)?;
                break;
            }
            self.skip(ones)?;
        }
        let value = count.checked_mul(1 << low).and_then(|n| n.checked_add(rest));
        let value = value.and_then(|n| i32::try_from(n).ok());
        value
            .map(i32::cast_unsigned)
            .ok_or(Fault::Bad("a number out of range"))
    }

    #[inline]
    fn refill(&mut self) -> Step<()> {
        while self.count <= 32 {
            let Some(word) = self.buffer.get(self.at..).and_then(<[u8]>::first_chunk) else {
                if self.fill_buffer()? {
                    continue;
                }
                break;
            };
            self.at += 4;
            self.bits |= u64::from(u32::from_le_bytes(*word)) << (32 - self.count);
            self.count += 32;
        }
        Ok(())
    }

    /// Reads on; false at the end. A last word that is cut short is filled up with zeros.
    #[cold]
    fn fill_buffer(&mut self) -> Step<bool> {
        self.buffer.resize(BUFFER, 0);
        self.at = 0;
        let mut filled = 0;
        while let Some(rest) = self.buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.input.read(rest) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::decoding(error).into()),
            }
        }
        self.buffer.truncate(filled);
        self.buffer.resize(filled.next_multiple_of(4), 0);
        Ok(filled > 0)
    }
}
