//! The compressors: each block is unpacked by itself.

use std::io::Read;

use libdeflater::Decompressor;
use lzma_rust2::{LzmaReader, XzReader};

use super::super::codec::lzo;
use crate::error::{Error, Result};

/// What the LZMA decoders may take, in KiB. No block has more than 1 MiB, and a dictionary need not be larger.
const MEMORY: u32 = 16 << 10;

/// How an image is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compressor {
    Zlib,
    Lzma,
    Lzo,
    Xz,
    Lz4,
    Zstd,
}

impl Compressor {
    /// The compressor of that number.
    pub(super) fn of(number: u16) -> Option<Self> {
        Some(match number {
            1 => Self::Zlib,
            2 => Self::Lzma,
            3 => Self::Lzo,
            4 => Self::Xz,
            5 => Self::Lz4,
            6 => Self::Zstd,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zlib => "zlib",
            Self::Lzma => "lzma",
            Self::Lzo => "lzo",
            Self::Xz => "xz",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
        }
    }
}

/// A decoder for one block after the other.
pub(super) struct Unpacker {
    compressor: Compressor,
    inflate: Decompressor,
    zstd: zstd::bulk::Decompressor<'static>,
}

impl Unpacker {
    pub(super) fn new(compressor: Compressor) -> Result<Self> {
        Ok(Self {
            compressor,
            inflate: Decompressor::new(),
            zstd: zstd::bulk::Decompressor::new().map_err(Error::decoding)?,
        })
    }

    /// Unpacks a block of at most `most` bytes into `plain`.
    pub(super) fn unpack(&mut self, packed: &[u8], plain: &mut Vec<u8>, most: usize) -> Result<()> {
        plain.clear();
        plain.resize(most, 0);
        let length = match self.compressor {
            Compressor::Zlib => self.inflate.zlib_decompress(packed, plain).ok(),
            Compressor::Lz4 => lz4_flex::block::decompress_into(packed, plain).ok(),
            Compressor::Zstd => self.zstd.decompress_to_buffer(packed, plain.as_mut_slice()).ok(),
            Compressor::Xz => fill(XzReader::new_mem_limit(packed, false, MEMORY), plain),
            Compressor::Lzma => LzmaReader::new_mem_limit(packed, MEMORY, None)
                .ok()
                .and_then(|reader| fill(reader, plain)),
            Compressor::Lzo => lzo::unpack(packed, most).map(|out| {
                *plain = out;
                plain.len()
            }),
        };
        let length = length.ok_or_else(|| {
            let name = self.compressor.name();
            Error::Corrupt(format!("damaged data: a block that is no valid {name}"))
        })?;
        plain.truncate(length);
        Ok(())
    }
}

/// Reads to the end, where checksums are looked at; `None` when there is more than `plain` takes.
fn fill(mut reader: impl Read, plain: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    loop {
        let room = plain.get_mut(length..).unwrap_or_default();
        if room.is_empty() {
            return (reader.read(&mut [0]).ok()? == 0).then_some(length);
        }
        match reader.read(room).ok()? {
            0 => return Some(length),
            n => length += n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(
            packed in prop::collection::vec(any::<u8>(), 0..200),
            number in 1_u16..7,
            most in 1_usize..9000,
        ) {
            let mut unpacker = Unpacker::new(Compressor::of(number).unwrap()).unwrap();
            let mut plain = Vec::new();
            if unpacker.unpack(&packed, &mut plain, most).is_ok() {
                prop_assert!(plain.len() <= most);
            }
        }
    }

    #[test]
    fn a_block_has_no_more_than_it_may() {
        // RFC 1950, 1951: one stored block of 5 bytes.
        let packed = b"\x78\x01\x01\x05\0\xFA\xFFhello\x06\x2C\x02\x15";
        let mut unpacker = Unpacker::new(Compressor::Zlib).unwrap();
        let mut plain = Vec::new();
        unpacker.unpack(packed, &mut plain, 9).unwrap();
        assert_eq!(plain, b"hello");
        unpacker.unpack(packed, &mut plain, 5).unwrap();
        assert!(unpacker.unpack(packed, &mut plain, 4).is_err());
    }
}
