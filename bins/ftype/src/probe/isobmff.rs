//! ISO base media (ISO/IEC 14496-12), by the brands of its `ftyp` box.

use crate::bytes::{be32, slice};
use crate::content::Content;

/// Brands, and the types that they say.
const BRANDS: &[(&[u8], &str)] = &[
    (b"avif", "avif"),
    (b"avis", "avif"),
    (b"heic", "heic"),
    (b"heix", "heic"),
    (b"heim", "heic"),
    (b"heis", "heic"),
    (b"hevc", "heic"),
    (b"hevx", "heic"),
    (b"mif1", "heic"),
    (b"msf1", "heic"),
    (b"crx ", "cr3"),
    (b"qt  ", "mov"),
    (b"M4A ", "m4a"),
    (b"M4B ", "m4a"),
    (b"M4P ", "mp4"),
    (b"F4A ", "m4a"),
    (b"F4B ", "m4a"),
    (b"M4V ", "mp4"),
    (b"M4VH", "mp4"),
    (b"M4VP", "mp4"),
    (b"3g2a", "3g2"),
    (b"3g2b", "3g2"),
    (b"3g2c", "3g2"),
    (b"jp2 ", "jp2"),
    (b"jpx ", "jpx"),
    (b"jpm ", "jpm"),
    (b"mjp2", "mj2"),
];

pub(super) fn identify(content: &Content) -> &'static str {
    let head = content.head();
    let major = brand(head).unwrap_or_default();
    let end = be32(head, 0)
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(0)
        .min(head.len());
    let minor: Vec<&[u8]> = head.get(16..end).unwrap_or_default().chunks_exact(4).collect();
    let known = |brand: &[u8]| {
        BRANDS
            .iter()
            .find(|(own, _)| *own == brand)
            .map(|(_, label)| *label)
    };
    if matches!(major, b"mif1" | b"msf1") {
        return if minor.iter().any(|brand| brand.starts_with(b"avi")) {
            "avif"
        } else {
            "heic"
        };
    }
    match known(major) {
        Some(label) => label,
        None if major.starts_with(b"3gp") || major.starts_with(b"3ge") || major.starts_with(b"3gg") => "3gp",
        None if major.starts_with(b"3g2") => "3g2",
        None if minor.iter().any(|brand| matches!(*brand, b"M4A " | b"M4B ")) => "m4a",
        None => "mp4",
    }
}

/// The major brand.
pub(crate) fn brand(head: &[u8]) -> Option<&[u8]> {
    slice(head, 8, 4)
}
