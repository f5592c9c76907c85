//! LZ77 with Huffman codes of LHA, which ARJ and ZOO use too.

use std::io::{self, Read};

use delharc::LhaError;
use delharc::decode::{Decoder, Lh5Decoder, Lh7Decoder};

/// The decoded bytes. The data do not say where they end: it takes their number.
pub(super) struct Lzh<D> {
    decoder: D,
    left: u64,
}

impl<R: Read> Lzh<Lh5Decoder<R>> {
    /// The method `lh5`, with a window of 8 KiB.
    pub(super) fn lh5(input: R, size: u64) -> Self {
        Self {
            decoder: Lh5Decoder::new(input),
            left: size,
        }
    }
}

impl<R: Read> Lzh<Lh7Decoder<R>> {
    /// The method `lh7`, with a window of 64 KiB. That of ARJ differs only by a smaller window, 26,624 bytes.
    pub(super) fn lh7(input: R, size: u64) -> Self {
        Self {
            decoder: Lh7Decoder::new(input),
            left: size,
        }
    }
}

impl<D> Lzh<D> {
    fn fill<R: Read>(&mut self, buf: &mut [u8]) -> io::Result<usize>
    where
        D: Decoder<R, Error = io::Error>,
    {
        let n = usize::try_from(self.left).unwrap_or(buf.len()).min(buf.len());
        let filled = self.decoder.fill_buffer(buf.get_mut(..n).unwrap_or_default());
        filled.map_err(|error| match error {
            LhaError::Io(error) => error,
            LhaError::Decompress(error) => io::Error::new(io::ErrorKind::InvalidData, error.to_string()),
            error => io::Error::new(io::ErrorKind::InvalidData, error.to_string()),
        })?;
        self.left = self.left.saturating_sub(n as u64);
        Ok(n)
    }
}

impl<R: Read> Read for Lzh<Lh5Decoder<R>> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.fill(buf)
    }
}

impl<R: Read> Read for Lzh<Lh7Decoder<R>> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.fill(buf)
    }
}
