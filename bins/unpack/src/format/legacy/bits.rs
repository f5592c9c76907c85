//! Numbers of some bits.

use std::io::{self, ErrorKind, Read};

/// Reads bits, the highest of each byte first.
pub(super) struct HighBits<R> {
    bytes: Bytes<R>,
    held: u32,
    count: u32,
}

impl<R: Read> HighBits<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            bytes: Bytes::new(input),
            held: 0,
            count: 0,
        }
    }

    /// The next `width` bits, at most 16.
    ///
    /// # Errors
    /// When there are fewer.
    pub(super) fn bits(&mut self, width: u32) -> io::Result<u32> {
        while self.count < width {
            let byte = self.bytes.next()?.ok_or(ErrorKind::UnexpectedEof)?;
            self.held = self.held << 8 | u32::from(byte);
            self.count += 8;
        }
        self.count -= width;
        Ok(self.held >> self.count & ((1 << width) - 1))
    }
}

/// Single bytes of a reader, through a small buffer.
pub(super) struct Bytes<R> {
    input: R,
    buf: Box<[u8; 1024]>,
    at: usize,
    end: usize,
}

impl<R: Read> Bytes<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            buf: Box::new([0; 1024]),
            at: 0,
            end: 0,
        }
    }

    /// The next byte, `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.end {
            self.end = self.input.read(self.buf.as_mut_slice())?;
            self.at = 0;
        }
        let byte = self.buf.get(..self.end).and_then(|bytes| bytes.get(self.at));
        let byte = byte.copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }
}

/// Reads bits, the lowest of each byte first.
pub(super) struct LowBits<R> {
    bytes: Bytes<R>,
    held: u32,
    count: u32,
}

impl<R: Read> LowBits<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            bytes: Bytes::new(input),
            held: 0,
            count: 0,
        }
    }

    /// The next `width` bits, at most 16; `None` when there are fewer.
    pub(super) fn bits(&mut self, width: u32) -> io::Result<Option<u32>> {
        while self.count < width {
            let Some(byte) = self.bytes.next()? else {
                return Ok(None);
            };
            self.held |= u32::from(byte) << self.count;
            self.count += 8;
        }
        let value = self.held & ((1 << width) - 1);
        self.held >>= width;
        self.count -= width;
        Ok(Some(value))
    }
}
