//! Ogg (RFC 3533): what its first packet says.

use crate::bytes::{slice, u8_at};
use crate::content::Content;

pub(super) fn identify(content: &Content) -> &'static str {
    match packet(content.head()) {
        Some(packet) if packet.starts_with(b"OpusHead") => "opus",
        Some(packet) if packet.starts_with(b"\x01vorbis") => "vorbis",
        Some(packet) if packet.starts_with(b"Speex   ") => "speex",
        Some(packet) if packet.starts_with(b"\x7fFLAC") => "oggflac",
        Some(packet) if packet.starts_with(b"\x80theora") => "theora",
        _ => "ogg",
    }
}

/// The first packet, behind the page header and its table of segments.
pub(crate) fn packet(head: &[u8]) -> Option<&[u8]> {
    let segments = usize::from(u8_at(head, 26)?);
    slice(head, 27 + segments, 8)?;
    head.get(27 + segments..)
}
