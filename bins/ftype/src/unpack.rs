//! What is inside compressed data, as far as a limit goes.

use std::io::{self, BufReader, Read};

use brotli_decompressor::Decompressor;
use lz4_flex::frame::FrameDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use shared::lzw::Lzw;

use crate::content::{Content, Cursor};

/// What a decoder may take for its window: `xz -9` is only believed by its name.
const WINDOW: u32 = 32 << 20;
const WINDOW_KIB: u32 = (WINDOW >> 10) + (1 << 10);
const WINDOW_BITS: u32 = WINDOW.ilog2();

/// The beginning of what was compressed.
#[derive(Debug)]
pub struct Unpacked {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// There is more, or the data end too early.
    pub cut: bool,
    /// The data could not be read to their end or to the limit.
    pub failed: bool,
}

/// Decompresses content of the type with this label, up to `limit` bytes; `None` when it is not compressed in a known way.
#[must_use]
pub fn unpack(content: &Content, label: &str, limit: u64) -> Option<Unpacked> {
    let packed = BufReader::new(content.cursor());
    let reader: io::Result<Box<dyn Read + '_>> = match label {
        "gz" => Ok(Box::new(flate2::read::MultiGzDecoder::new(packed))),
        "zlib" => Ok(Box::new(flate2::read::ZlibDecoder::new(packed))),
        "bz2" => Ok(Box::new(bzip2::read::MultiBzDecoder::new(packed))),
        "xz" => Ok(Box::new(XzReader::new_mem_limit(packed, true, WINDOW_KIB))),
        "lzma" => boxed(LzmaReader::new_mem_limit(packed, WINDOW_KIB, None)),
        "zst" => zstd(packed),
        "lz4" => Ok(Box::new(FrameDecoder::new(packed))),
        "Z" => boxed(Lzw::new(packed)),
        "br" => Ok(Box::new(Decompressor::new(packed, 4096))),
        _ => return None,
    };
    let nothing = Unpacked {
        bytes: Vec::new(),
        cut: true,
        failed: true,
    };
    Some(reader.map_or(nothing, |reader| read(reader, limit)))
}

fn boxed<'c>(reader: io::Result<impl Read + 'c>) -> io::Result<Box<dyn Read + 'c>> {
    Ok(Box::new(reader?))
}

fn zstd<'c>(packed: BufReader<Cursor<'c>>) -> io::Result<Box<dyn Read + 'c>> {
    let mut reader = zstd::stream::read::Decoder::with_buffer(packed)?;
    reader.window_log_max(WINDOW_BITS)?;
    Ok(Box::new(reader))
}

fn read(reader: impl Read, limit: u64) -> Unpacked {
    let mut bytes = Vec::new();
    let whole = reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .is_ok();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let cut = !whole || bytes.len() > limit;
    bytes.truncate(limit);
    Unpacked {
        bytes,
        cut,
        failed: !whole,
    }
}
