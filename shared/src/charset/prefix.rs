//! What the first bytes say: a byte order mark.

use super::Encoding;

/// The encoding that a BOM names, and the BOM's length in bytes.
pub(super) fn bom(bytes: &[u8]) -> Option<(Encoding, usize)> {
    let (name, length) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => ("utf-8", 3),
        [0xff, 0xfe, 0, 0, ..] => ("utf-32le", 4),
        [0, 0, 0xfe, 0xff, ..] => ("utf-32be", 4),
        [0xff, 0xfe, ..] => ("utf-16le", 2),
        [0xfe, 0xff, ..] => ("utf-16be", 2),
        _ => return None,
    };
    Some((Encoding::named(name), length))
}
