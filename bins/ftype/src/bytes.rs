//! Numbers at places of untrusted bytes; nothing here can fail but by saying `None`.

/// Bytes at an offset.
pub(crate) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    slice(bytes, at, N)?.try_into().ok()
}

pub(crate) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

pub(crate) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

pub(crate) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

/// Either byte order.
pub(crate) fn any16(bytes: &[u8], at: usize, big_endian: bool) -> Option<u16> {
    if big_endian {
        be16(bytes, at)
    } else {
        le16(bytes, at)
    }
}

pub(crate) fn any32(bytes: &[u8], at: usize, big_endian: bool) -> Option<u32> {
    if big_endian {
        be32(bytes, at)
    } else {
        le32(bytes, at)
    }
}

/// Where `wanted` stands.
pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}

pub(crate) fn has(bytes: &[u8], wanted: &[u8]) -> bool {
    find(bytes, wanted).is_some()
}
