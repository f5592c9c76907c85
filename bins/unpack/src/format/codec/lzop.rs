//! lzop: blocks of LZO1X, each with its checksums (lzop 1.04, `src/lzop.c`).

use std::io::{self, BufRead, Read};

use super::lzo;
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
            lzo::unpack(&data, size)
                .filter(|plain| plain.len() == size)
                .ok_or_else(|| damaged("no valid LZO1X"))?
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
