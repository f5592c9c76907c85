//! Where the header lies, how large it unpacks, and how much it speaks of: judged before the crate reads it, which keeps
//! all of it in memory (7zFormat.txt of the LZMA SDK 24, "Archive structure").

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use lzma_rust2::LzmaReader;

use crate::error::{Error, Limit, Result};
use crate::limits::Meter;
use crate::source::{At, goes_on_behind};

/// The bytes in front of everything.
const FIXED: usize = 32;
/// What a header and its parts begin with.
const END: u8 = 0;
const HEADER: u8 = 1;
const PROPERTIES: u8 = 2;
const STREAMS: u8 = 4;
const FILES: u8 = 5;
const PACK_INFO: u8 = 6;
const UNPACK_INFO: u8 = 7;
const SUB_STREAMS: u8 = 8;
const SIZE: u8 = 9;
const CRC: u8 = 10;
const FOLDER: u8 = 11;
const UNPACK_SIZE: u8 = 12;
const SUB_STREAM_COUNT: u8 = 13;
const ENCODED: u8 = 0x17;
/// The method that packs headers.
const LZMA: &[u8] = &[3, 1, 1];
/// More coders, or streams of one, than any writer uses.
const MANY: u64 = 64;
/// The memory that a byte of a header may take once it was read: most of what it speaks of takes a byte or two.
const BLOWN_UP: u64 = 64;

/// What the header of an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// None: an archive of nothing.
    Missing,
    /// Plain or packed.
    Open,
    /// Packed, with a cipher around it.
    Locked,
}

/// Looks at the header of an archive that begins at `start`. Bytes behind it are noted.
///
/// # Errors
/// Damage, or a header that needs more than its share of memory, or speaks of too many things.
pub(super) fn check(file: &Arc<File>, start: u64, meter: &Meter) -> Result<Header> {
    let mut fixed = [0; FIXED];
    At::new(Arc::clone(file), start)
        .read_exact(&mut fixed)
        .map_err(Error::decoding)?;
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
    let mut fields = Fields(said.as_slice());
    let (offset, size) = (fields.fixed()?, fields.fixed()?);
    let data = start.checked_add(FIXED as u64).ok_or_else(damaged)?;
    let begin = data.checked_add(offset).ok_or_else(damaged)?;
    let end = begin.checked_add(size).ok_or_else(damaged)?;
    // A quarter is the share of all names.
    let max = meter.limits.memory;
    let may_take = |bytes: u64| {
        if bytes > max / 4 {
            return Err(Error::Limit(Limit::Memory(max)));
        }
        Ok(())
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
    let entries = meter.limits.entries;
    let mut kind = Header::Open;
    match header.as_slice() {
        [] => kind = Header::Missing,
        [ENCODED, streams @ ..] => {
            let streams = Fields(streams).streams(entries)?;
            let folder = streams.folders.first().ok_or_else(damaged)?;
            may_take(folder.unpacked)?;
            let begin = data.checked_add(streams.place).ok_or_else(damaged)?;
            let packed = At::new(Arc::clone(file), begin).take(streams.packed);
            match folder.decode(packed)? {
                Some(decoded) => Fields(decoded.take(folder.unpacked)).header(entries)?,
                // With a cipher around it nobody can say how much it speaks of.
                None => {
                    kind = Header::Locked;
                    may_take(folder.unpacked.saturating_mul(BLOWN_UP) / 4)?;
                }
            }
        }
        plain => Fields(plain).header(entries)?,
    }
    if goes_on_behind(file, end)? {
        meter.note_trailing();
    }
    Ok(kind)
}

fn damaged() -> Error {
    Error::corrupt("damaged header")
}

/// Where packed data lie, and how.
struct Streams {
    /// Place and size of the first stream.
    place: u64,
    packed: u64,
    folders: Vec<Folder>,
}

/// Coders that belong together.
struct Folder {
    /// Method and properties of the only coder, when there is only one.
    coder: Option<(Vec<u8>, Vec<u8>)>,
    out: u64,
    /// The most bytes that a coder gives out.
    unpacked: u64,
    has_crc: bool,
}

impl Folder {
    /// What is packed so; `None` where that takes more than one common coder.
    fn decode(&self, packed: impl Read + 'static) -> Result<Option<Box<dyn Read>>> {
        let Some((method, [properties, a, b, c, d])) = self.coder.as_ref().map(|(m, p)| (m, p.as_slice()))
        else {
            return Ok(None);
        };
        if method != LZMA {
            return Ok(None);
        }
        // Nothing refers back beyond what came out.
        let all = u32::try_from(self.unpacked).unwrap_or(u32::MAX);
        let dictionary = u32::from_le_bytes([*a, *b, *c, *d]).min(all.max(4096));
        LzmaReader::new_with_props(packed, self.unpacked, *properties, dictionary, None)
            .map(|reader| Some(Box::new(reader) as Box<dyn Read>))
            .map_err(Error::decoding)
    }
}

/// The fields of a header, one after the other.
struct Fields<R>(R);

impl<R: Read> Fields<R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes).map_err(Error::decoding)?;
        Ok(bytes)
    }

    fn bytes(&mut self, n: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = (&mut self.0).take(n).read_to_end(&mut bytes);
        if read.map_err(Error::decoding)? as u64 == n {
            Ok(bytes)
        } else {
            Err(damaged())
        }
    }

    fn skip(&mut self, n: u64) -> Result<()> {
        let skipped = io::copy(&mut (&mut self.0).take(n), &mut io::sink());
        if skipped.map_err(Error::decoding)? == n {
            Ok(())
        } else {
            Err(damaged())
        }
    }

    fn byte(&mut self) -> Result<u8> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    /// A number of 64 bits.
    fn fixed(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number of one to nine bytes: the ones that lead the first byte count the others, which hold the low bits.
    fn number(&mut self) -> Result<u64> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let mut low = 0;
        for i in 0..more {
            low |= u64::from(self.byte()?) << (8 * i);
        }
        let high = u64::from(first) & (0x7F_u64 >> more.min(7));
        Ok(low | high.checked_shl(8 * more).unwrap_or(0))
    }

    fn numbers(&mut self, count: u64) -> Result<()> {
        (0..count).try_for_each(|_| self.number().map(|_| ()))
    }

    /// A number of things, of which there may be so many.
    fn count(&mut self, most: u64, entries: u64) -> Result<u64> {
        match self.number()? {
            count if count <= most => Ok(count),
            _ => Err(Error::Limit(Limit::Entries(entries))),
        }
    }

    /// A few things of one folder.
    fn few(&mut self) -> Result<u64> {
        self.number()
            .and_then(|few| if few > MANY { Err(damaged()) } else { Ok(few) })
    }

    /// Which of so many things have a CRC; these follow, and are skipped.
    fn sums(&mut self, count: u64) -> Result<Vec<bool>> {
        let count = usize::try_from(count).map_err(|_| damaged())?;
        let defined = if self.byte()? == 0 {
            let bits = self.bytes(count.div_ceil(8) as u64)?;
            let bit = |i: usize| bits.get(i / 8).is_some_and(|byte| byte & (0x80 >> (i % 8)) != 0);
            (0..count).map(bit).collect()
        } else {
            vec![true; count]
        };
        self.skip(4 * defined.iter().filter(|d| **d).count() as u64)?;
        Ok(defined)
    }

    /// A whole header, up to the number of its files.
    fn header(&mut self, entries: u64) -> Result<()> {
        // What is none, or ends too early, the crate will name.
        if self.byte()? != HEADER {
            return Ok(());
        }
        let mut part = self.byte()?;
        if part == PROPERTIES {
            while self.byte()? != END {
                let size = self.number()?;
                self.skip(size)?;
            }
            part = self.byte()?;
        }
        if part == STREAMS {
            self.streams(entries)?;
            part = self.byte()?;
        }
        if part == FILES {
            self.count(entries, entries)?;
        }
        Ok(())
    }

    fn streams(&mut self, entries: u64) -> Result<Streams> {
        let mut streams = Streams {
            place: 0,
            packed: 0,
            folders: Vec::new(),
        };
        let mut part = self.byte()?;
        if part == PACK_INFO {
            self.pack_info(&mut streams, entries)?;
            part = self.byte()?;
        }
        if part == UNPACK_INFO {
            self.unpack_info(&mut streams, entries)?;
            part = self.byte()?;
        }
        if part == SUB_STREAMS {
            self.sub_streams(&streams, entries)?;
            part = self.byte()?;
        }
        if part == END { Ok(streams) } else { Err(damaged()) }
    }

    fn pack_info(&mut self, streams: &mut Streams, entries: u64) -> Result<()> {
        streams.place = self.number()?;
        let count = self.count(entries.saturating_mul(4), entries)?;
        let mut part = self.byte()?;
        if part == SIZE {
            if count > 0 {
                streams.packed = self.number()?;
            }
            self.numbers(count.saturating_sub(1))?;
            part = self.byte()?;
        }
        if part == CRC {
            self.sums(count)?;
            part = self.byte()?;
        }
        if part == END { Ok(()) } else { Err(damaged()) }
    }

    fn unpack_info(&mut self, streams: &mut Streams, entries: u64) -> Result<()> {
        if self.byte()? != FOLDER {
            return Err(damaged());
        }
        let count = self.count(entries, entries)?;
        if self.byte()? != 0 {
            return Err(damaged());
        }
        for _ in 0..count {
            let folder = self.folder()?;
            streams.folders.push(folder);
        }
        if self.byte()? != UNPACK_SIZE {
            return Err(damaged());
        }
        for folder in &mut streams.folders {
            for _ in 0..folder.out {
                folder.unpacked = self.number()?.max(folder.unpacked);
            }
        }
        let mut part = self.byte()?;
        if part == CRC {
            let defined = self.sums(count)?;
            for (folder, defined) in streams.folders.iter_mut().zip(defined) {
                folder.has_crc = defined;
            }
            part = self.byte()?;
        }
        if part == END { Ok(()) } else { Err(damaged()) }
    }

    fn folder(&mut self) -> Result<Folder> {
        let (mut into, mut out) = (0, 0);
        let coders = self.few()?;
        let mut coder = None;
        for _ in 0..coders {
            let flags = self.byte()?;
            let method = self.bytes(u64::from(flags & 0x0F))?;
            let (i, o) = if flags & 0x10 == 0 {
                (1, 1)
            } else {
                (self.few()?, self.few()?)
            };
            (into, out) = (into + i, out + o);
            let mut properties = Vec::new();
            if flags & 0x20 != 0 {
                let size = self.number()?;
                properties = self.bytes(size)?;
            }
            coder = Some((method, properties));
        }
        let pairs = u64::saturating_sub(out, 1);
        self.numbers(2 * pairs)?;
        let packed = u64::saturating_sub(into, pairs);
        if packed > 1 {
            self.numbers(packed)?;
        }
        Ok(Folder {
            coder: coder.filter(|_| coders == 1),
            out,
            unpacked: 0,
            has_crc: false,
        })
    }

    fn sub_streams(&mut self, streams: &Streams, entries: u64) -> Result<()> {
        let mut counts = vec![1; streams.folders.len()];
        let mut part = self.byte()?;
        if part == SUB_STREAM_COUNT {
            let mut left = entries;
            for count in &mut counts {
                *count = self.count(left, entries)?;
                left -= *count;
            }
            part = self.byte()?;
        }
        if part == SIZE {
            for count in &counts {
                self.numbers(count.saturating_sub(1))?;
            }
            part = self.byte()?;
        }
        if part == CRC {
            let without = counts
                .iter()
                .zip(&streams.folders)
                .filter(|(count, folder)| **count != 1 || !folder.has_crc);
            self.sums(without.map(|(count, _)| count).sum())?;
            part = self.byte()?;
        }
        if part == END { Ok(()) } else { Err(damaged()) }
    }
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
    fn a_folder_has_its_coder_and_its_size() {
        // One folder of LZMA: five bytes of properties, 0x8123 bytes unpacked, with a CRC.
        let streams = [
            6, 3, 1, 9, 0x40, 0, 7, 11, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5D, 0, 0, 1, 0, 12, 0xC0, 0x23, 0x81,
            10, 1, 1, 2, 3, 4, 0, 0,
        ];
        let streams = Fields(streams.as_slice()).streams(100).unwrap();
        let [folder] = streams.folders.as_slice() else {
            panic!("one folder");
        };
        assert_eq!(
            (streams.place, streams.packed, folder.unpacked),
            (3, 0x40, 0x8123)
        );
        assert_eq!(folder.coder.as_ref().unwrap().0, LZMA);
        assert!(folder.has_crc);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = Fields(bytes.as_slice()).streams(1000);
            let _ = Fields(bytes.as_slice()).header(1000);
        }
    }
}
