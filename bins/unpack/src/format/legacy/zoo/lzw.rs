//! LZW as zoo packs it: codes of 9 to 13 bits without gaps, one of which empties the table and another ends the data.

use std::io::{self, ErrorKind, Read};

use crate::format::legacy::bits::LowBits;

const CLEAR: u16 = 256;
const END: u16 = 257;
/// The first code that stands for a string of the table.
const FIRST: u16 = 258;
const WIDTHS: (u32, u32) = (9, 13);

/// The decoded bytes.
pub(super) struct Lzw<R> {
    input: LowBits<R>,
    width: u32,
    /// The code that each string extends, and the byte it adds, from `FIRST` on.
    table: Vec<(u16, u8)>,
    /// The code before this one, and the first byte of its string.
    last: Option<(u16, u8)>,
    /// The current string, last byte first.
    stack: Vec<u8>,
    ended: bool,
}

impl<R: Read> Lzw<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: LowBits::new(input),
            width: WIDTHS.0,
            table: Vec::new(),
            last: None,
            stack: Vec::new(),
            ended: false,
        }
    }

    /// Decodes one code onto the stack.
    fn step(&mut self) -> io::Result<()> {
        let damaged = || io::Error::new(ErrorKind::InvalidData, "a code that stands for nothing");
        let code = self.input.bits(self.width)?;
        let code = code.and_then(|code| u16::try_from(code).ok());
        let Some(code) = code.filter(|code| *code != END) else {
            self.ended = true;
            return Ok(());
        };
        if code == CLEAR {
            self.table.clear();
            self.width = WIDTHS.0;
            self.last = None;
            return Ok(());
        }
        let free = usize::from(FIRST) + self.table.len();
        let mut at = code;
        if usize::from(code) >= free {
            // The string that is only now being made: the last one and its own first byte.
            let (last, first) = self
                .last
                .filter(|_| usize::from(code) == free)
                .ok_or_else(damaged)?;
            self.stack.push(first);
            at = last;
        }
        while let Some(i) = at.checked_sub(FIRST) {
            let (prefix, byte) = *self.table.get(usize::from(i)).ok_or_else(damaged)?;
            self.stack.push(byte);
            at = prefix;
        }
        let first = u8::try_from(at).map_err(|_| damaged())?;
        self.stack.push(first);
        if let Some((last, _)) = self.last
            && free < 1 << WIDTHS.1
        {
            self.table.push((last, first));
            if free + 1 >= 1 << self.width && self.width < WIDTHS.1 {
                self.width += 1;
            }
        }
        self.last = Some((code, first));
        Ok(())
    }
}

impl<R: Read> Read for Lzw<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        for place in buf {
            while self.stack.is_empty() && !self.ended {
                self.step()?;
            }
            let Some(byte) = self.stack.pop() else {
                break;
            };
            *place = byte;
            n += 1;
        }
        Ok(n)
    }
}
