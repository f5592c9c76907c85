//! Headers: read from the file in small pieces, and taken apart without a panic when they are too short.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::source::At;

/// Reads the headers of an archive, and jumps over what lies between them.
pub(super) struct Headers {
    input: BufReader<At>,
    at: u64,
    size: u64,
}

impl Headers {
    /// Begins at `at` of a file of `size` bytes.
    pub(super) fn new(file: &Arc<File>, at: u64, size: u64) -> Self {
        Self {
            input: BufReader::with_capacity(4096, At::new(Arc::clone(file), at)),
            at,
            size,
        }
    }

    /// The place of the next byte.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The next bytes.
    pub(super) fn bytes(&mut self, length: u16) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(length.into()).read_to_end(&mut bytes);
        self.at += read.map_err(|e| Error::io("cannot read", e))? as u64;
        if bytes.len() < usize::from(length) {
            return Err(Error::corrupt("cut short: a header ends too early"));
        }
        Ok(bytes)
    }

    /// The next number of two bytes.
    pub(super) fn u16(&mut self) -> Result<u16> {
        Fields(&self.bytes(2)?).u16()
    }

    /// The next number of four bytes.
    pub(super) fn u32(&mut self) -> Result<u32> {
        Fields(&self.bytes(4)?).u32()
    }

    /// Jumps over the data of a member.
    pub(super) fn skip(&mut self, length: u64) -> Result<()> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.size);
        let end = end.ok_or_else(|| Error::corrupt("cut short: the data end too early"))?;
        self.go_to(end)
    }

    /// Goes on at another place.
    pub(super) fn go_to(&mut self, at: u64) -> Result<()> {
        let moved = self.input.seek(SeekFrom::Start(at));
        moved.map_err(|e| Error::io("cannot read", e))?;
        self.at = at;
        Ok(())
    }
}

/// The fields of a header, one after another; numbers are little-endian.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    /// The next bytes.
    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(too_short)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or_else(too_short)?;
        self.0 = rest;
        Ok(*bytes)
    }

    /// The next byte.
    pub(super) fn u8(&mut self) -> Result<u8> {
        self.array().map(u8::from_le_bytes)
    }

    /// The next number of two bytes.
    pub(super) fn u16(&mut self) -> Result<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// The next number of four bytes.
    pub(super) fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// The bytes up to a NUL, or all that are left.
    pub(super) fn text(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|b| *b == 0);
        let (text, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest.get(1..).unwrap_or_default();
        text
    }
}

fn too_short() -> Error {
    Error::corrupt("damaged header: it is too short")
}
