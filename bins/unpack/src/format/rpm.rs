//! rpm: what stands before the payload, which is a compressed cpio (LSB 5.0, "Package File Format").

use std::io::{self, Read};

use crate::error::{Error, Result};

pub(super) const MAGIC: &[u8; 4] = b"\xED\xAB\xEE\xDB";
const LEAD: usize = 96;
const HEADER: &[u8; 4] = b"\x8E\xAD\xE8\x01";

/// Goes to the first byte of the payload.
pub(super) fn skip_to_payload(bytes: &mut dyn Read) -> Result<()> {
    let mut lead = [0; LEAD];
    bytes.read_exact(&mut lead).map_err(Error::decoding)?;
    if !lead.starts_with(MAGIC) {
        return Err(Error::corrupt("damaged rpm lead"));
    }
    // The signature is filled up to a multiple of 8 bytes, the header is not.
    let signature = skip_header(bytes)?;
    skip(bytes, signature.wrapping_neg() % 8)?;
    skip_header(bytes).map(|_| ())
}

/// Skips a header structure and returns its size.
fn skip_header(bytes: &mut dyn Read) -> Result<u64> {
    let mut intro = [0; 16];
    bytes.read_exact(&mut intro).map_err(Error::decoding)?;
    let [magic @ .., _, _, _, _, a, b, c, d, e, f, g, h] = intro;
    if &magic != HEADER {
        return Err(Error::corrupt("damaged rpm header"));
    }
    let entries = u64::from(u32::from_be_bytes([a, b, c, d]));
    let store = u64::from(u32::from_be_bytes([e, f, g, h]));
    let size = 16 * entries + store;
    skip(bytes, size)?;
    Ok(16 + size)
}

fn skip(bytes: &mut dyn Read, n: u64) -> Result<()> {
    if io::copy(&mut bytes.take(n), &mut io::sink()).map_err(Error::decoding)? == n {
        Ok(())
    } else {
        Err(Error::corrupt("cut short: the data end too early"))
    }
}
