//! compress (.Z): LZW with codes of 9 to 16 bits, as in 4.3BSD `compress` and POSIX.1-2024 `compress`.

use std::io::{self, BufRead, Read};

/// The code that empties the table (block mode).
const CLEAR: usize = 256;
const FIRST_WIDTH: u32 = 9;

/// The decoded bytes of a `.Z` stream, which has neither a checksum nor an end mark: it ends with its input.
#[derive(Debug)]
pub struct Lzw<R> {
    input: R,
    /// Widest code, from the header.
    most: u32,
    /// Whether code 256 empties the table.
    block: bool,
    width: u32,
    /// Codes come in groups of eight; a change of width leaves the rest of a group unused.
    group: Vec<u8>,
    /// Bits of the group already used.
    used: u32,
    /// The code that each string extends, and the byte it adds, from 257 (or 256) on.
    prefix: Vec<u16>,
    suffix: Vec<u8>,
    /// The code before this one, and the first byte of its string.
    last: Option<(usize, u8)>,
    /// The current string, last byte first.
    stack: Vec<u8>,
}

impl<R: BufRead> Lzw<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When it is no header of `compress`, or cannot be read.
    pub fn new(mut input: R) -> io::Result<Self> {
        let mut header = [0; 3];
        input.read_exact(&mut header)?;
        let [0x1F, 0x9D, flags] = header else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "no header of compress",
            ));
        };
        let most = u32::from(flags & 0x1F);
        if !(FIRST_WIDTH..=16).contains(&most) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "impossible width of codes",
            ));
        }
        Ok(Self {
            input,
            most,
            block: flags & 0x80 != 0,
            width: FIRST_WIDTH,
            group: Vec::new(),
            used: 0,
            prefix: Vec::new(),
            suffix: Vec::new(),
            last: None,
            stack: Vec::new(),
        })
    }

    /// The first code that stands for a string of the table.
    fn first(&self) -> usize {
        if self.block { CLEAR + 1 } else { CLEAR }
    }

    fn start_group(&mut self, width: u32) {
        self.width = width;
        self.group.clear();
        self.used = 0;
    }

    /// The next code, `None` at the end of the input.
    fn code(&mut self) -> io::Result<Option<usize>> {
        if self.used + self.width > self.group.len() as u32 * 8 {
            self.start_group(self.width);
            (&mut self.input)
                .take(u64::from(self.width))
                .read_to_end(&mut self.group)?;
            if (self.group.len() as u32) * 8 < self.width {
                return Ok(None);
            }
        }
        let at = (self.used / 8) as usize;
        let byte = |i: usize| self.group.get(at + i).copied().map_or(0, usize::from);
        let bits = byte(0) | byte(1) << 8 | byte(2) << 16;
        let code = bits >> (self.used % 8) & ((1 << self.width) - 1);
        self.used += self.width;
        Ok(Some(code))
    }

    /// Decodes one code onto the stack. False at the end.
    fn step(&mut self) -> io::Result<bool> {
        let Some(code) = self.code()? else {
            return Ok(false);
        };
        if self.block && code == CLEAR {
            self.prefix.clear();
            self.suffix.clear();
            self.last = None;
            self.start_group(FIRST_WIDTH);
            return Ok(true);
        }
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a code that stands for nothing");
        let free = self.first() + self.prefix.len();
        let mut at = code;
        if code >= free {
            // The string that is only now being made: the last one and its own first byte.
            let (last, first) = self.last.filter(|_| code == free).ok_or_else(damaged)?;
            self.stack.push(first);
            at = last;
        }
        while at >= self.first() {
            let i = at - self.first();
            self.stack.push(*self.suffix.get(i).ok_or_else(damaged)?);
            at = usize::from(*self.prefix.get(i).ok_or_else(damaged)?);
        }
        let first = u8::try_from(at).map_err(|_| damaged())?;
        self.stack.push(first);
        if let Some((last, _)) = self.last
            && free < 1 << self.most
        {
            self.prefix.push(u16::try_from(last).map_err(|_| damaged())?);
            self.suffix.push(first);
            if free + 1 >= 1 << self.width && self.width < self.most {
                self.start_group(self.width + 1);
            }
        }
        self.last = Some((code, first));
        Ok(true)
    }
}

impl<R: BufRead> Read for Lzw<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        while n < buf.len() {
            if self.stack.is_empty() {
                if !self.step()? {
                    break;
                }
                continue;
            }
            for (place, byte) in buf
                .iter_mut()
                .skip(n)
                .zip(std::iter::from_fn(|| self.stack.pop()))
            {
                *place = byte;
                n += 1;
            }
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Lzw::new(bytes)?.take(1 << 20).read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn codes_are_nine_bits_wide_and_come_low_bits_first() {
        // ncompress 5.0: printf aaaaaa | compress -f
        let aaaaaa = [0x1F, 0x9D, 0x90, 0x61, 0x02, 0x0A, 0x04];
        assert_eq!(decode(&aaaaaa).unwrap(), b"aaaaaa");
        assert_eq!(decode(&[0x1F, 0x9D, 0x90]).unwrap(), b"");
        assert!(decode(&[0x1F, 0x9D, 0x88]).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(
            flags in 0x80_u8..0x92,
            mut rest in prop::collection::vec(any::<u8>(), 0..2000),
        ) {
            let mut bytes = vec![0x1F, 0x9D, flags];
            bytes.append(&mut rest);
            let _ = decode(&bytes);
        }
    }
}
