//! Sparse files: old GNU headers, and the pax forms 0.0, 0.1 and 1.0 (GNU tar manual, "Storing Sparse Files").

use std::io::{self, Read, Take};

use super::header::{BLOCK, Header, number};
use super::pax::{Records, decimal};
use crate::error::{Error, Result};

/// The most segments of one file.
const MAX_SEGMENTS: usize = 1 << 20;

/// Where the stored bytes of a file belong.
pub(super) struct Map {
    /// Offset and length of each segment, ascending.
    segments: Vec<(u64, u64)>,
    /// Size of the file with its holes.
    pub(super) size: u64,
}

/// The version that the records name.
fn version(records: &Records) -> Option<(&[u8], &[u8])> {
    let major = records.last(b"GNU.sparse.major")?;
    Some((major, records.last(b"GNU.sparse.minor").unwrap_or(b"0")))
}

fn damaged() -> Error {
    Error::corrupt("damaged map of a sparse file")
}

impl Map {
    /// The map of a member, if it is sparse. What stands in front of the contents is read from them.
    pub(super) fn of<R: Read>(
        header: &Header,
        records: &Records,
        contents: &mut Take<R>,
    ) -> Result<Option<Self>> {
        let (segments, size) = if header.kind() == b'S' {
            Self::old(header, contents)?
        } else if let Some(version @ (major, minor)) = version(records)
            && !matches!(version, (b"0", b"0" | b"1") | (b"1", b"0"))
        {
            let [major, minor] = [major, minor].map(String::from_utf8_lossy);
            return Err(Error::Unsupported(format!(
                "sparse files of version {major}.{minor} are not read here; GNU tar may read them"
            )));
        } else if records.last(b"GNU.sparse.major") == Some(b"1") {
            let size = records.number(b"GNU.sparse.realsize")?.ok_or_else(damaged)?;
            (Self::in_front(contents)?, size)
        } else if let Some(size) = records.number(b"GNU.sparse.size")? {
            (Self::in_records(records)?, size)
        } else {
            return Ok(None);
        };
        let mut end = 0;
        let mut stored = 0_u64;
        for (offset, length) in &segments {
            if *offset < end {
                return Err(damaged());
            }
            end = offset
                .checked_add(*length)
                .filter(|end| *end <= size)
                .ok_or_else(damaged)?;
            stored += length;
        }
        if stored != contents.limit() {
            return Err(damaged());
        }
        Ok(Some(Self { segments, size }))
    }

    /// Four segments in the header, 21 in each block that follows it. Those blocks are no part of the size.
    fn old<R: Read>(header: &Header, contents: &mut Take<R>) -> Result<(Vec<(u64, u64)>, u64)> {
        let size = number(header.bytes(483, 495))
            .and_then(|n| u64::try_from(n).ok())
            .ok_or_else(damaged)?;
        let mut segments = Vec::new();
        push(&mut segments, header.bytes(386, 482))?;
        let mut more = header.bytes(482, 483) != [0] && header.bytes(482, 483) != b"0";
        while more {
            let mut block = [0; BLOCK];
            contents
                .get_mut()
                .read_exact(&mut block)
                .map_err(Error::decoding)?;
            push(&mut segments, block.get(..504).unwrap_or_default())?;
            more = block.get(504).is_some_and(|b| !matches!(b, 0 | b'0'));
        }
        Ok((segments, size))
    }

    /// Form 1.0: decimal numbers, a line each, filled up to whole blocks, in front of the contents.
    fn in_front<R: Read>(contents: &mut Take<R>) -> Result<Vec<(u64, u64)>> {
        let mut lines = Lines {
            contents,
            block: [0; BLOCK],
            at: BLOCK,
        };
        let count = lines.number()?;
        let mut segments = Vec::new();
        for _ in 0..count {
            if segments.len() == MAX_SEGMENTS {
                return Err(damaged());
            }
            segments.push((lines.number()?, lines.number()?));
        }
        Ok(segments)
    }

    /// Forms 0.0 (a record for each number) and 0.1 (one record for all).
    fn in_records(records: &Records) -> Result<Vec<(u64, u64)>> {
        let mut numbers = Vec::new();
        if let Some(map) = records.last(b"GNU.sparse.map") {
            for digits in map.split(|b| *b == b',') {
                numbers.push(decimal(digits).ok_or_else(damaged)?);
            }
        } else {
            for (key, value) in records.iter() {
                if matches!(key, b"GNU.sparse.offset" | b"GNU.sparse.numbytes") {
                    numbers.push(decimal(value).ok_or_else(damaged)?);
                }
            }
        }
        let (pairs, []) = numbers.as_chunks::<2>() else {
            return Err(damaged());
        };
        Ok(pairs.iter().map(|[offset, length]| (*offset, *length)).collect())
    }
}

/// Adds the segments of a header; an empty field ends them.
fn push(segments: &mut Vec<(u64, u64)>, fields: &[u8]) -> Result<()> {
    let (pairs, _) = fields.as_chunks::<24>();
    for pair in pairs {
        let (offset, length) = pair.split_at(12);
        if offset.first() == Some(&0) || length.first() == Some(&0) {
            break;
        }
        let of = |field| {
            number(field)
                .and_then(|n| u64::try_from(n).ok())
                .ok_or_else(damaged)
        };
        if segments.len() == MAX_SEGMENTS {
            return Err(damaged());
        }
        segments.push((of(offset)?, of(length)?));
    }
    Ok(())
}

/// Lines of decimal digits, read in whole blocks.
struct Lines<'a, R> {
    contents: &'a mut Take<R>,
    block: [u8; BLOCK],
    at: usize,
}

impl<R: Read> Lines<'_, R> {
    fn number(&mut self) -> Result<u64> {
        let mut digits = Vec::new();
        loop {
            if self.at == BLOCK {
                self.contents
                    .read_exact(&mut self.block)
                    .map_err(Error::decoding)?;
                self.at = 0;
            }
            let byte = self.block.get(self.at).copied().unwrap_or(0);
            self.at += 1;
            match byte {
                b'\n' => return decimal(&digits).ok_or_else(damaged),
                digit if digits.len() < 20 => digits.push(digit),
                _ => return Err(damaged()),
            }
        }
    }
}

/// The file with its holes: zeros where nothing is stored.
pub(super) struct Sparse<R> {
    map: Map,
    stored: R,
    /// Place in the file.
    at: u64,
    /// The segment that comes next or is being read.
    segment: usize,
}

impl<R: Read> Sparse<R> {
    pub(super) fn new(map: Map, stored: R) -> Self {
        Self {
            map,
            stored,
            at: 0,
            segment: 0,
        }
    }
}

impl<R: Read> Read for Sparse<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let (offset, length) = self
                .map
                .segments
                .get(self.segment)
                .copied()
                .unwrap_or((self.map.size, 0));
            let end = offset + length;
            if self.at < offset {
                let n = usize::try_from(offset - self.at)
                    .unwrap_or(usize::MAX)
                    .min(buf.len());
                buf.get_mut(..n).unwrap_or_default().fill(0);
                self.at += n as u64;
                return Ok(n);
            }
            if self.at < end {
                let n = usize::try_from(end - self.at)
                    .unwrap_or(usize::MAX)
                    .min(buf.len());
                let n = self.stored.read(buf.get_mut(..n).unwrap_or_default())?;
                self.at += n as u64;
                return Ok(n);
            }
            if self.segment >= self.map.segments.len() {
                return Ok(0);
            }
            self.segment += 1;
        }
    }
}
