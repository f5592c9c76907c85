//! Images.

use super::Details;
use crate::bytes::{any16, any32, be16, be32, le16, le32, slice, u8_at};
use crate::content::Content;

/// PNG (ISO/IEC 15948).
pub(super) fn png(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    out.number("width", be32(head, 16)?);
    out.number("height", be32(head, 20)?);
    out.number("bit_depth", u8_at(head, 24)?);
    let color = match u8_at(head, 25)? {
        0 => "grayscale",
        2 => "RGB",
        3 => "colormap",
        4 => "gray+alpha",
        6 => "RGBA",
        _ => return None,
    };
    out.text("color", color);
    out.bool("interlaced", u8_at(head, 28)? == 1);
    let animation = crate::bytes::find(head, b"acTL")?;
    out.number("frames", be32(head, animation + 4)?);
    Some(())
}

/// JPEG (ITU-T T.81): the first start-of-frame segment.
pub(super) fn jpeg(content: &Content, out: &mut Details) -> Option<()> {
    let mut at: u64 = 2;
    for _ in 0..1000 {
        let segment = content.at(at, 10);
        if *segment.first()? != 0xff {
            return None;
        }
        let marker = u8_at(&segment, 1)?;
        match marker {
            0xff => at += 1,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                out.number("width", be16(&segment, 7)?);
                out.number("height", be16(&segment, 5)?);
                out.number("bit_depth", u8_at(&segment, 4)?);
                out.number("components", u8_at(&segment, 9)?);
                return Some(());
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 | 0xda => return None,
            _ => at = at.checked_add(2 + u64::from(be16(&segment, 2)?))?,
        }
    }
    None
}

pub(super) fn gif(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    out.text("version", String::from_utf8_lossy(slice(head, 3, 3)?));
    out.number("width", le16(head, 6)?);
    out.number("height", le16(head, 8)?);
    Some(())
}

pub(super) fn bmp(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    if le32(head, 14)? == 12 {
        out.number("width", le16(head, 18)?);
        out.number("height", le16(head, 20)?);
        out.number("bit_depth", le16(head, 24)?);
        return Some(());
    }
    out.number("width", le32(head, 18)?);
    // A negative height says that the first row is the top one.
    out.number("height", le32(head, 22)?.cast_signed().unsigned_abs());
    out.number("bit_depth", le16(head, 28)?);
    Some(())
}

/// WebP: lossy (RFC 6386), lossless, or extended.
pub(super) fn webp(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let (width, height) = match slice(head, 12, 4)? {
        b"VP8 " => (
            u32::from(le16(head, 26)? & 0x3fff),
            u32::from(le16(head, 28)? & 0x3fff),
        ),
        b"VP8L" => {
            let bits = le32(head, 21)?;
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        b"VP8X" => (
            (le32(head, 24)? & 0xff_ffff) + 1,
            (le32(head, 27)? & 0xff_ffff) + 1,
        ),
        _ => return None,
    };
    out.number("width", width);
    out.number("height", height);
    Some(())
}

pub(super) fn psd(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    out.number("height", be32(head, 14)?);
    out.number("width", be32(head, 18)?);
    out.number("bit_depth", be16(head, 22)?);
    Some(())
}

/// TIFF 6.0: the first directory.
pub(super) fn tiff(content: &Content, out: &mut Details) -> Option<()> {
    let big = content.head().first() == Some(&b'M');
    out.text("endian", if big { "big" } else { "little" });
    let directory = content.at(u64::from(any32(content.head(), 4, big)?), 2 + 12 * 64);
    let count = usize::from(any16(&directory, 0, big)?).min(64);
    let value = |wanted: u16| {
        let at = (0..count)
            .map(|entry| 2 + entry * 12)
            .find(|at| any16(&directory, *at, big) == Some(wanted))?;
        match any16(&directory, at + 2, big)? {
            3 => any16(&directory, at + 8, big).map(u32::from),
            _ => any32(&directory, at + 8, big),
        }
    };
    out.number("width", value(256)?);
    out.number("height", value(257)?);
    Some(())
}

pub(super) fn ico(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    out.number("images", le16(head, 4)?);
    out.number("width", side(u8_at(head, 6)?));
    out.number("height", side(u8_at(head, 7)?));
    Some(())
}
