//! Where content ends by its own account: a file that is shorter was cut, one that is longer has something behind its end.

use crate::bytes::{any16, any32, be32, le32, slice, u8_at};
use crate::content::Content;

/// Parts that are walked over at most.
const PARTS: usize = 20_000;

/// The length in bytes that content of the type with this label says it has; `None` where it does not say.
#[must_use]
pub fn of(content: &Content, label: &str) -> Option<u64> {
    let head = content.head();
    match label {
        "png" | "apng" => png(content),
        // The size of a RIFF form does not count its own header; writers to pipes leave it open.
        "wav" | "avi" | "webp" | "riff" => {
            let size = le32(head, 4).filter(|size| *size != 0 && *size != u32::MAX)?;
            Some(u64::from(size) + 8 + u64::from(size & 1))
        }
        "bmp" => le32(head, 2).filter(|size| *size > 26).map(u64::from),
        "woff" | "woff2" => be32(head, 8).map(u64::from),
        "sqlite" => {
            let page = match any16(head, 16, true)? {
                1 => 1 << 16,
                page => u64::from(page),
            };
            // The count of pages is only kept by writers that also wrote the number of this change behind it.
            let kept = be32(head, 24)? == be32(head, 92)?;
            kept.then_some(page * u64::from(be32(head, 28)?))
                .filter(|size| *size > 0)
        }
        label if label.starts_with("elf") => elf(head),
        "mp4" | "mov" | "m4a" | "3gp" | "3g2" | "heic" | "avif" | "jp2" | "jxl"
            if slice(head, 4, 4).is_some() =>
        {
            boxes(content)
        }
        _ => None,
    }
}

/// PNG: behind the IEND chunk.
fn png(content: &Content) -> Option<u64> {
    let mut at: u64 = 8;
    for _ in 0..PARTS {
        let header = content.at(at, 8);
        let (Some(length), Some(kind)) = (be32(&header, 0), slice(&header, 4, 4)) else {
            return Some(at + 12);
        };
        at = at.checked_add(u64::from(length) + 12)?;
        if kind == b"IEND" || at > content.size() {
            return Some(at);
        }
    }
    None
}

/// ELF: the section headers stand at the end, as linkers write them.
fn elf(head: &[u8]) -> Option<u64> {
    let wide = u8_at(head, 4)? == 2;
    let big = u8_at(head, 5)? == 2;
    let (begin, size, count) = if wide {
        let (low, high) = (any32(head, 40, big)?, any32(head, 44, big)?);
        let begin = if big {
            (u64::from(low) << 32) | u64::from(high)
        } else {
            (u64::from(high) << 32) | u64::from(low)
        };
        (begin, any16(head, 58, big)?, any16(head, 60, big)?)
    } else {
        (
            u64::from(any32(head, 32, big)?),
            any16(head, 46, big)?,
            any16(head, 48, big)?,
        )
    };
    let table = u64::from(size) * u64::from(count);
    (begin > 0 && table > 0).then(|| begin.checked_add(table))?
}

/// ISO base media: the boxes of the top level, one behind the other; one of size 0 goes to the end.
fn boxes(content: &Content) -> Option<u64> {
    let mut at: u64 = 0;
    for _ in 0..PARTS {
        if at >= content.size() {
            break;
        }
        let header = content.at(at, 16);
        let known = slice(&header, 4, 4).is_some_and(|kind| kind.iter().all(u8::is_ascii_graphic));
        let size = match be32(&header, 0).filter(|_| known) {
            None | Some(0) => return None,
            Some(1) => (u64::from(be32(&header, 8)?) << 32) | u64::from(be32(&header, 12)?),
            Some(size) => u64::from(size),
        };
        at = at.checked_add(size.max(8))?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_png_ends_behind_its_end_chunk() {
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.extend(b"\0\0\0\x02IDATxx1234\0\0\0\0IEND1234");
        let extent = |bytes: &[u8]| of(&Content::of_bytes(bytes.to_vec(), false, 1 << 20), "png");
        assert_eq!(extent(&png), Some(png.len() as u64));
        assert!(extent(&png[..20]).unwrap() > 20);
        assert_eq!(
            extent(&[&png, b"more".as_slice()].concat()),
            Some(png.len() as u64)
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300), which in 0..6_usize) {
            let label = ["png", "wav", "bmp", "sqlite", "elf", "mp4"][which];
            let _ = of(&Content::of_bytes(bytes, false, 1 << 20), label);
        }
    }
}
