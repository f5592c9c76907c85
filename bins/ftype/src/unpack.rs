//! What is inside compressed data, as far as a limit goes.

use std::io::{BufReader, Read};

use crate::content::Content;

/// The beginning of what was compressed.
#[derive(Debug)]
pub struct Unpacked {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// There is more, or the data end too early.
    pub cut: bool,
}

/// Decompresses content of the type with this label, up to `limit` bytes; `None` when it is not compressed in a known way.
#[must_use]
pub fn unpack(content: &Content, label: &str, limit: u64) -> Option<Unpacked> {
    let packed = BufReader::new(content.cursor());
    match label {
        "gz" => Some(read(flate2::read::MultiGzDecoder::new(packed), limit)),
        "bz2" => Some(read(bzip2::read::MultiBzDecoder::new(packed), limit)),
        "xz" => {
            // The dictionary of a hostile file may not be larger than 32 MiB; `xz -9` is only believed by its name.
            Some(read(
                lzma_rust2::XzReader::new_mem_limit(packed, true, 33 << 10),
                limit,
            ))
        }
        _ => None,
    }
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
    Unpacked { bytes, cut }
}
