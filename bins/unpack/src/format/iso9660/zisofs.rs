//! zisofs (mkzftree of zisofs-tools): a header, the places of the blocks, the blocks, each packed by zlib.

use libdeflater::Decompressor;

use super::Disc;
use super::rock_ridge::Zisofs;
use crate::entry::Sink;
use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"\x37\xE4\x53\x96\xC9\xDB\xD6\x07";

fn damaged() -> Error {
    Error::corrupt("damaged data: no valid zisofs")
}

/// Unpacks a file of `length` bytes at `at`.
pub(super) fn drain(disc: &Disc, at: u64, length: u64, of: &Zisofs, sink: Sink<'_>) -> Result<()> {
    let header = disc.read(at, 16.min(length))?;
    let [magic @ .., a, b, c, d, quarters, shift, _, _] = header.as_slice() else {
        return Err(damaged());
    };
    let size = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
    // Blocks of 32 to 128 KiB.
    if magic != MAGIC || size != of.size || !(15..=17).contains(shift) {
        return Err(damaged());
    }
    let block = 1_u64 << shift;
    let count = size.div_ceil(block);
    let table = at + u64::from(*quarters) * 4;
    if u64::from(*quarters) * 4 + 4 * (count + 1) > length {
        return Err(damaged());
    }
    let (mut inflate, mut plain) = (Decompressor::new(), Vec::new());
    for i in 0..count {
        let places = disc.read(table + 4 * i, 8)?;
        let [a, b, c, d, e, f, g, h] = *places.as_slice() else {
            return Err(damaged());
        };
        let from = u64::from(u32::from_le_bytes([a, b, c, d]));
        let to = u64::from(u32::from_le_bytes([e, f, g, h]));
        if from > to || to > length || to - from > 2 * block {
            return Err(damaged());
        }
        let wanted = block.min(size - i * block) as usize;
        plain.clear();
        plain.resize(wanted, 0);
        // A block of zeros is not stored at all.
        if from != to {
            let packed = disc.read(at + from, to - from)?;
            let n = inflate
                .zlib_decompress(&packed, &mut plain)
                .map_err(|_| damaged())?;
            if n != wanted {
                return Err(damaged());
            }
        }
        disc.meter.produce(wanted as u64)?;
        sink(&plain)?;
    }
    Ok(())
}
