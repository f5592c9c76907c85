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
        // RFC 4337: audio when there is nothing to see.
        None if has_sound_alone(content) => "m4a",
        None => "mp4",
    }
}

/// So many boxes are gone through, and so much of the movie box is looked at, in bytes.
const BOXES: usize = 64;
const MOVIE: usize = 64 << 10;

/// True when there are tracks, and all of them are of sound.
fn has_sound_alone(content: &Content) -> bool {
    let Some(movie) = movie(content) else {
        return false;
    };
    // The handler of a track names its kind behind version, flags and a word (8.4.3); one that is in a `udta` box names no track.
    let handlers = memchr::memmem::find_iter(&movie, b"hdlr").filter_map(|at| slice(&movie, at + 12, 4));
    let kinds =
        handlers.filter(|kind| matches!(*kind, b"soun" | b"vide" | b"text" | b"sbtl" | b"pict" | b"auxv"));
    let mut count = 0;
    kinds.inspect(|_| count += 1).all(|kind| kind == b"soun") && count > 0
}

/// The beginning of the movie box, which may stand behind the media.
fn movie(content: &Content) -> Option<Vec<u8>> {
    let mut at = 0_u64;
    for _ in 0..BOXES {
        let header = content.at(at, 16);
        let size = match be32(&header, 0)? {
            1 => be32(&header, 8).map(u64::from)? << 32 | be32(&header, 12).map(u64::from)?,
            size => u64::from(size),
        };
        if slice(&header, 4, 4)? == b"moov" {
            let length = usize::try_from(size).unwrap_or(MOVIE).min(MOVIE);
            return Some(content.at(at, length));
        }
        at = at.checked_add(size).filter(|_| size >= 8)?;
    }
    None
}

/// The major brand.
pub(crate) fn brand(head: &[u8]) -> Option<&[u8]> {
    slice(head, 8, 4)
}
