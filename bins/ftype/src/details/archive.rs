//! Archives and compressed data.

use super::Details;
use crate::bytes::{be16, le16, slice, u8_at};
use crate::content::Content;

/// gzip (RFC 1952): the name that the file had.
pub(super) fn gzip(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let flags = u8_at(head, 3)?;
    if flags & 8 == 0 {
        return None;
    }
    let begin = if flags & 4 == 0 {
        10
    } else {
        12 + usize::from(le16(head, 10)?)
    };
    let rest = head.get(begin..)?;
    let name = rest.get(..memchr::memchr(0, rest)?)?;
    // RFC 1952: the name is ISO 8859-1; most write UTF-8 all the same.
    let name = std::str::from_utf8(name)
        .map_or_else(|_| name.iter().copied().map(char::from).collect(), str::to_owned);
    out.text("original_name", name);
    Some(())
}

pub(super) fn bzip2(content: &Content, out: &mut Details) -> Option<()> {
    let level = u8_at(content.head(), 3)?.checked_sub(b'0')?;
    out.number("block_size", u32::from(level) * 100);
    Some(())
}

pub(super) fn xz(content: &Content, out: &mut Details) -> Option<()> {
    out.text(
        "check",
        match u8_at(content.head(), 7)? {
            0 => "none",
            1 => "CRC32",
            4 => "CRC64",
            10 => "SHA-256",
            _ => return None,
        },
    );
    Some(())
}

/// The version that the first member needs.
pub(super) fn zip(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let version = u8_at(head, 4)?;
    out.text("version", format!("{}.{}", version / 10, version % 10));
    Some(())
}

/// LHA: methods up to lh3 are of version 1, from lh4 on of 2.
pub(super) fn lha(content: &Content, out: &mut Details) -> Option<()> {
    let method = u8_at(content.head(), 5)?;
    let old = slice(content.head(), 2, 3)? == b"-lz" || (b'0'..=b'3').contains(&method);
    out.text("version", if old { "1" } else { "2" });
    Some(())
}

/// ISO 9660 (ECMA-119 8.4): the name of the volume.
pub(super) fn iso(content: &Content, out: &mut Details) -> Option<()> {
    let name = content.at(16 * 2048 + 40, 32);
    let name = String::from_utf8_lossy(&name);
    // Blanks fill it up (ECMA-119, 7.4.3.2); some programs write NUL.
    let name = name.trim_end_matches(['\0', ' ']);
    if !name.is_empty() {
        out.text("volume_name", name.to_owned());
    }
    Some(())
}

pub(super) fn rar(content: &Content, out: &mut Details) -> Option<()> {
    let version = match content.head() {
        [b'R', b'E', ..] => "1.4",
        [_, _, _, _, _, _, 1, ..] => "5",
        _ => "4",
    };
    out.text("version", version);
    Some(())
}

pub(super) fn seven_zip(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    out.text("version", format!("{}.{}", u8_at(head, 6)?, u8_at(head, 7)?));
    Some(())
}

/// deb(5): the version of the format.
pub(super) fn deb(content: &Content, out: &mut Details) -> Option<()> {
    let version = slice(content.head(), 68, 4)?;
    let version = version
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'.');
    out.text(
        "version",
        version.map(|byte| char::from(*byte)).collect::<String>(),
    );
    Some(())
}

/// The lead of an RPM package.
pub(super) fn rpm(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    out.text("version", format!("{}.{}", u8_at(head, 4)?, u8_at(head, 5)?));
    out.text("kind", if be16(head, 6)? == 0 { "bin" } else { "src" });
    Some(())
}
