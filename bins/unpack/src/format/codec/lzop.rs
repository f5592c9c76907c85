//! lzop: blocks of LZO1X, each with its checksums (lzop 1.04, `src/lzop.c`; LZO stream format, Linux `Documentation/lzo.txt`).

use std::io::{self, BufRead, Read};

use crate::entry::Time;
use crate::error::Error;

pub(super) const MAGIC: &[u8; 9] = b"\x89LZO\0\r\n\x1A\n";
/// The largest block that lzop writes or reads.
const MAX_BLOCK: usize = 64 << 20;
/// The longest extra field that is believed.
const MAX_EXTRA: u32 = 64 << 10;

const ADLER32_PLAIN: u32 = 0x1;
const ADLER32_PACKED: u32 = 0x2;
const EXTRA_FIELD: u32 = 0x40;
const CRC32_PLAIN: u32 = 0x100;
const CRC32_PACKED: u32 = 0x200;
const FILTER: u32 = 0x800;
const CRC32_HEADER: u32 = 0x1000;

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// One member over a buffered reader.
pub(super) struct Lzop<R> {
    input: R,
    flags: u32,
    /// The time of the file that was packed.
    pub(super) mtime: Option<Time>,
    block: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Lzop<R> {
    /// Reads the header.
    pub(super) fn new(mut input: R) -> io::Result<Self> {
        let mut magic = [0; 9];
        input.read_exact(&mut magic)?;
        if &magic != MAGIC {
            return Err(damaged("no header of lzop"));
        }
        let mut header = Header {
            input: &mut input,
            bytes: Vec::new(),
        };
        let version = header.short()?;
        header.short()?;
        let new = version >= 0x0940;
        if new {
            header.short()?;
        }
        let [method] = header.take()?;
        if new {
            header.take::<1>()?;
        }
        let flags = header.long()?;
        if flags & FILTER != 0 {
            header.long()?;
        }
        header.long()?;
        let low = header.long()?;
        let high = if new { header.long()? } else { 0 };
        let [length] = header.take()?;
        for _ in 0..length {
            header.take::<1>()?;
        }
        header.check(flags)?;
        if flags & EXTRA_FIELD != 0 {
            let mut extra = Header {
                input: header.input,
                bytes: Vec::new(),
            };
            let length = extra.long()?;
            if length > MAX_EXTRA {
                return Err(damaged("impossible length of an extra field"));
            }
            for _ in 0..length {
                extra.take::<1>()?;
            }
            extra.check(flags)?;
        }
        if !(1..=3).contains(&method) || flags & FILTER != 0 {
            let what = "a method of lzop that is not LZO1X; lzop may read it";
            return Err(Error::Unsupported(what.to_owned()).into());
        }
        let seconds = i64::from(high) << 32 | i64::from(low);
        Ok(Self {
            input,
            flags,
            mtime: (seconds != 0).then(|| Time::seconds(seconds)),
            block: Vec::new(),
            at: 0,
            ended: false,
        })
    }

    pub(super) fn into_inner(self) -> R {
        self.input
    }

    fn long(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.input.read_exact(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn checksum(&mut self, flag: u32) -> io::Result<Option<u32>> {
        if self.flags & flag == 0 {
            Ok(None)
        } else {
            self.long().map(Some)
        }
    }

    fn next_block(&mut self) -> io::Result<()> {
        let size = self.long()? as usize;
        if size == 0 {
            self.ended = true;
            return Ok(());
        }
        let packed = self.long()? as usize;
        if size > MAX_BLOCK || packed > size {
            return Err(damaged("impossible size of a block"));
        }
        let plain_sums = [self.checksum(ADLER32_PLAIN)?, self.checksum(CRC32_PLAIN)?];
        let packed_sums = if packed < size {
            [self.checksum(ADLER32_PACKED)?, self.checksum(CRC32_PACKED)?]
        } else {
            [None; 2]
        };
        let mut data = Vec::new();
        (&mut self.input).take(packed as u64).read_to_end(&mut data)?;
        if data.len() != packed {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        check(&data, packed_sums)?;
        self.block = if packed < size {
            unpack(&data, size).ok_or_else(|| damaged("no valid LZO1X"))?
        } else {
            data
        };
        self.at = 0;
        check(&self.block, plain_sums)
    }
}

fn check(data: &[u8], [adler32, crc32]: [Option<u32>; 2]) -> io::Result<()> {
    let good = adler32.is_none_or(|sum| sum == libdeflater::adler32(data))
        && crc32.is_none_or(|sum| sum == libdeflater::crc32(data));
    if good {
        Ok(())
    } else {
        Err(damaged("the checksum does not match"))
    }
}

impl<R: BufRead> Read for Lzop<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at == self.block.len() && !self.ended {
            self.next_block()?;
        }
        let rest = self.block.get(self.at..).unwrap_or_default();
        let n = rest.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += n;
        Ok(n)
    }
}

/// The bytes of a header as they are read, for its checksum.
struct Header<'a, R> {
    input: &'a mut R,
    bytes: Vec<u8>,
}

impl<R: Read> Header<'_, R> {
    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        self.bytes.extend(bytes);
        Ok(bytes)
    }

    fn short(&mut self) -> io::Result<u16> {
        self.take().map(u16::from_be_bytes)
    }

    fn long(&mut self) -> io::Result<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn check(&mut self, flags: u32) -> io::Result<()> {
        let wanted = if flags & CRC32_HEADER != 0 {
            libdeflater::crc32(&self.bytes)
        } else {
            libdeflater::adler32(&self.bytes)
        };
        if self.long()? == wanted {
            Ok(())
        } else {
            Err(damaged("the checksum of the header does not match"))
        }
    }
}

/// Unpacks LZO1X into exactly `size` bytes.
fn unpack(mut input: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(size.min(256 << 10));
    // What the last instruction left: 0 nothing, 1 to 3 so many literals, 4 a run of literals.
    let mut state = 0;
    if let [first @ 18..=255, rest @ ..] = input {
        let count = usize::from(*first) - 17;
        input = rest;
        literals(&mut input, &mut out, count, size)?;
        state = count.min(4);
    }
    loop {
        let op = byte(&mut input)?;
        let low = usize::from(op & 3);
        let (distance, length, behind) = match op {
            0..=15 if state == 0 => {
                let count = 3 + long_length(&mut input, op, 15)?;
                literals(&mut input, &mut out, count, size)?;
                state = 4;
                continue;
            }
            0..=15 => {
                let near = (usize::from(byte(&mut input)?) << 2) + usize::from(op >> 2);
                if state == 4 {
                    (near + 2049, 3, low)
                } else {
                    (near + 1, 2, low)
                }
            }
            16..=31 => {
                let length = 2 + long_length(&mut input, op, 7)?;
                let word = word(&mut input)?;
                let distance = (usize::from(op & 8) << 11) + (word >> 2);
                if distance == 0 {
                    // The end, which nothing may follow.
                    return (length == 3 && input.is_empty() && out.len() == size).then_some(out);
                }
                (distance + 16384, length, word & 3)
            }
            32..=63 => {
                let length = 2 + long_length(&mut input, op, 31)?;
                let word = word(&mut input)?;
                ((word >> 2) + 1, length, word & 3)
            }
            64.. => {
                let length = if op < 128 {
                    3 + usize::from(op >> 5 & 1)
                } else {
                    5 + usize::from(op >> 5 & 3)
                };
                let near = (usize::from(byte(&mut input)?) << 3) + usize::from(op >> 2 & 7);
                (near + 1, length, low)
            }
        };
        let from = out.len().checked_sub(distance)?;
        if out.len() + length > size {
            return None;
        }
        for at in from..from + length {
            out.push(*out.get(at)?);
        }
        literals(&mut input, &mut out, behind, size)?;
        state = behind;
    }
}

fn byte(input: &mut &[u8]) -> Option<u8> {
    let (first, rest) = input.split_first()?;
    *input = rest;
    Some(*first)
}

fn word(input: &mut &[u8]) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes([byte(input)?, byte(input)?])))
}

fn literals(input: &mut &[u8], out: &mut Vec<u8>, count: usize, size: usize) -> Option<()> {
    if out.len() + count > size {
        return None;
    }
    out.extend_from_slice(input.get(..count)?);
    *input = input.get(count..)?;
    Some(())
}

/// A length in the bits `mask` of an instruction; 0 there: the mask, 255 for every zero that follows, and a last byte.
fn long_length(input: &mut &[u8], op: u8, mask: u8) -> Option<usize> {
    let mut length = usize::from(op & mask);
    if length == 0 {
        length = usize::from(mask);
        loop {
            match byte(input)? {
                0 => length += 255,
                last => return Some(length + usize::from(last)),
            }
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn literals_and_matches() {
        // Four literals, a match of three at a distance of four, the end.
        let packed = [21, b'a', b'b', b'c', b'd', 0b0100_1100, 0, 17, 0, 0];
        assert_eq!(unpack(&packed, 7).unwrap(), b"abcdabc");
        assert_eq!(unpack(&packed, 6), None);
        assert_eq!(unpack(&packed[..9], 7), None);
        assert_eq!(unpack(&[18, b'a', 0b0100_0100, 9, 17, 0, 0], 4), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(packed in prop::collection::vec(any::<u8>(), 0..300), size in 0_usize..2000) {
            if let Some(out) = unpack(&packed, size) {
                prop_assert_eq!(out.len(), size);
            }
        }
    }
}
