//! TIFF and the raw images of cameras that are written in it.

use crate::bytes::{any16, any32, has, slice};
use crate::content::Content;

pub(super) fn identify(content: &Content) -> &'static str {
    let head = content.head();
    if slice(head, 8, 2) == Some(b"CR") {
        return "cr2";
    }
    let big_endian = head.first() == Some(&b'M');
    let Some(at) = any32(head, 4, big_endian).map(u64::from) else {
        return "tiff";
    };
    let directory = content.at(at, 2 + 12 * 64);
    let count = usize::from(any16(&directory, 0, big_endian).unwrap_or(0)).min(64);
    let tag = |entry: usize| any16(&directory, 2 + entry * 12, big_endian);
    let text = |wanted: u16| {
        let entry = (0..count).find(|entry| tag(*entry) == Some(wanted))?;
        let length = any32(&directory, 2 + entry * 12 + 4, big_endian)?.min(64);
        let place = any32(&directory, 2 + entry * 12 + 8, big_endian)?;
        Some(content.at(u64::from(place), usize::try_from(length).ok()?))
    };
    let has_tag = |wanted: u16| (0..count).any(|entry| tag(entry) == Some(wanted));
    // DNGVersion; SubIFDs with the make of a camera that writes raw images.
    if has_tag(50706) {
        return "dng";
    }
    let make = text(271).unwrap_or_default();
    match has_tag(330) || has_tag(34665) {
        true if has(&make, b"NIKON") && has_tag(330) => "nef",
        true if has(&make, b"SONY") && has_tag(330) => "arw",
        true if has(&make, b"PENTAX") => "pef",
        true if has(&make, b"SAMSUNG") && has_tag(330) => "srw",
        _ => "tiff",
    }
}
