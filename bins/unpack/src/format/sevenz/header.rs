//! Where the header lies, and how large it unpacks: judged before the crate reads it, which keeps all of it in memory
//! (7zFormat.txt of the LZMA SDK 24, "Archive structure").

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use crate::error::{Error, Limit, Result};
use crate::limits::Meter;
use crate::source::{At, goes_on_behind};

/// The bytes in front of everything.
const FIXED: usize = 32;
/// What a packed header begins with, and the marks in it.
const ENCODED: u8 = 0x17;
const END: u8 = 0;
const PACK_INFO: u8 = 6;
const UNPACK_INFO: u8 = 7;
const SIZE: u8 = 9;
const CRC: u8 = 10;
const FOLDER: u8 = 11;
const UNPACK_SIZE: u8 = 12;
/// More coders or streams than any writer uses.
const MANY: u64 = 64;

/// Looks at the header of an archive that begins at `start`. Returns whether there is one: an archive of nothing has
/// none. Bytes behind it are noted.
///
/// # Errors
/// Damage, or a header that needs more than its share of memory, which it has for the names.
pub(super) fn check(file: &Arc<File>, start: u64, meter: &Meter) -> Result<bool> {
    let damaged = || Error::corrupt("damaged header");
    let mut fixed = [0; FIXED];
    let mut at = At::new(Arc::clone(file), start);
    at.read_exact(&mut fixed).map_err(Error::decoding)?;
    let [_, _, _, _, _, _, _, _, a, b, c, d, said @ ..] = fixed;
    let sum = u32::from_le_bytes([a, b, c, d]);
    if sum == 0 && said.iter().all(|b| *b == 0) {
        return Err(Error::corrupt(
            "cut short: the place of the header was never written",
        ));
    }
    if sum != libdeflater::crc32(&said) {
        return Err(damaged());
    }
    let mut fields = Fields(&said);
    let (offset, size) = (fields.fixed()?, fields.fixed()?);
    let begin = start
        .checked_add(FIXED as u64)
        .and_then(|n| n.checked_add(offset))
        .ok_or_else(damaged)?;
    let end = begin.checked_add(size).ok_or_else(damaged)?;
    let may_take = |bytes: u64| match meter.limits.memory {
        max if bytes > max / 4 => Err(Error::Limit(Limit::Memory(max))),
        _ => Ok(()),
    };
    may_take(size)?;
    let mut header = Vec::new();
    At::new(Arc::clone(file), begin)
        .take(size)
        .read_to_end(&mut header)
        .map_err(Error::decoding)?;
    if header.len() as u64 != size {
        return Err(Error::corrupt("cut short: the data end too early"));
    }
    if let [ENCODED, streams @ ..] = header.as_slice() {
        may_take(unpacked(streams)?)?;
    }
    if goes_on_behind(file, end)? {
        meter.note_trailing();
    }
    Ok(size > 0)
}

/// The most bytes that any coder of a packed header gives out.
fn unpacked(streams: &[u8]) -> Result<u64> {
    let damaged = || Error::corrupt("damaged header");
    let mut fields = Fields(streams);
    if fields.byte()? != PACK_INFO {
        return Err(damaged());
    }
    fields.number()?;
    let packed = fields.count()?;
    loop {
        match fields.byte()? {
            END => break,
            SIZE => {
                for _ in 0..packed {
                    fields.number()?;
                }
            }
            CRC => {
                let mut defined = packed;
                if fields.byte()? == 0 {
                    let bits = fields.take(packed.div_ceil(8))?;
                    defined = bits.iter().map(|b| u64::from(b.count_ones())).sum();
                }
                fields.take(4 * defined)?;
            }
            _ => return Err(damaged()),
        }
    }
    if fields.byte()? != UNPACK_INFO || fields.byte()? != FOLDER {
        return Err(damaged());
    }
    let folders = fields.count()?;
    if fields.byte()? != 0 {
        return Err(damaged());
    }
    let mut sizes = 0;
    for _ in 0..folders {
        sizes += fields.folder()?;
    }
    if fields.byte()? != UNPACK_SIZE {
        return Err(damaged());
    }
    let mut most = 0;
    for _ in 0..sizes {
        most = fields.number()?.max(most);
    }
    Ok(most)
}

/// The fields of a header, one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, n: u64) -> Result<&'a [u8]> {
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        let (taken, rest) = self
            .0
            .split_at_checked(n)
            .ok_or_else(|| Error::corrupt("damaged header"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?.first().copied().unwrap_or(0))
    }

    /// A number of 64 bits.
    fn fixed(&mut self) -> Result<u64> {
        Ok(little_endian(self.take(8)?))
    }

    /// A number of one to nine bytes: the ones that lead the first byte count the others, which hold the low bits.
    fn number(&mut self) -> Result<u64> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let low = little_endian(self.take(more.into())?);
        let high = u64::from(first) & (0x7F_u64 >> more.min(7));
        Ok(low | high.checked_shl(8 * more).unwrap_or(0))
    }

    /// A number of things.
    fn count(&mut self) -> Result<u64> {
        match self.number()? {
            many if many > MANY => Err(Error::corrupt("damaged header: impossible number of streams")),
            count => Ok(count),
        }
    }

    /// The coders of a folder; returns how many streams come out of them.
    fn folder(&mut self) -> Result<u64> {
        let (mut into, mut out) = (0, 0);
        for _ in 0..self.count()? {
            let flags = self.byte()?;
            self.take(u64::from(flags & 0x0F))?;
            if flags & 0x10 == 0 {
                (into, out) = (into + 1, out + 1);
            } else {
                (into, out) = (into + self.count()?, out + self.count()?);
            }
            if flags & 0x20 != 0 {
                let properties = self.number()?;
                self.take(properties)?;
            }
        }
        let pairs = out.saturating_sub(1);
        for _ in 0..2 * pairs {
            self.number()?;
        }
        let packed = into.saturating_sub(pairs);
        if packed > 1 {
            for _ in 0..packed {
                self.number()?;
            }
        }
        Ok(out)
    }
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_have_one_to_nine_bytes() {
        // 7zFormat.txt, "REAL_UINT64 / UINT64": the first byte 10xxxxxx has one byte more, which is the low one.
        for (bytes, number) in [
            (&[0x7F][..], 0x7F),
            (&[0x81, 0x02], 0x102),
            (&[0xC1, 0x02, 0x03], 0x1_0302),
            (&[0xFE, 1, 0, 0, 0, 0, 0, 2], 0x02_0000_0000_0001),
            (&[0xFF, 1, 0, 0, 0, 0, 0, 0, 0x80], 0x8000_0000_0000_0001),
        ] {
            assert_eq!(Fields(bytes).number().unwrap(), number, "{bytes:x?}");
        }
    }

    #[test]
    fn the_largest_stream_of_a_packed_header_counts() {
        // One folder of LZMA: five bytes of properties, 0x8123 bytes unpacked, with a CRC.
        let header = [
            6, 0, 1, 9, 0x40, 0, 7, 11, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5D, 0, 0, 1, 0, 12, 0xC0, 0x23, 0x81,
            10, 1, 1, 2, 3, 4, 0, 0,
        ];
        assert_eq!(unpacked(&header).unwrap(), 0x8123);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = unpacked(&bytes);
        }
    }
}
