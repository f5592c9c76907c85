//! EBML (RFC 8794): Matroska or WebM, by DocType.

use crate::bytes::{find, has};
use crate::content::Content;

pub(super) fn identify(content: &Content) -> &'static str {
    match doc_type(content.head()) {
        Some("webm") => "webm",
        _ => "mkv",
    }
}

/// The DocType element (0x4282) of the header.
pub(crate) fn doc_type(head: &[u8]) -> Option<&'static str> {
    let header = head.get(..128).unwrap_or(head);
    let at = find(header, &[0x42, 0x82])?;
    let value = header
        .get(at..at + 16)
        .unwrap_or_else(|| header.get(at..).unwrap_or_default());
    ["webm", "matroska"]
        .into_iter()
        .find(|name| has(value, name.as_bytes()))
}
