//! Documents, fonts, databases and the rest.

use super::Details;
use crate::bytes::{any16, any32, be16, be32, find, has, le16, slice, u8_at};
use crate::content::Content;

pub(super) fn pdf(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let at = find(head, b"%PDF-")? + 5;
    let version = head
        .get(at..)?
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'.');
    out.text(
        "version",
        version.map(|byte| char::from(*byte)).collect::<String>(),
    );
    let tail = content.tail(4096);
    out.bool("encrypted", has(&tail, b"/Encrypt"));
    if let Some(pages) = pages(head).or_else(|| pages(&tail)) {
        out.number("pages", pages);
    }
    Some(())
}

/// How many pages a linearized file says it has in its first object, or the root of the page tree in these bytes (ISO 32000-1 annex F, 7.7.3).
fn pages(bytes: &[u8]) -> Option<u32> {
    let number = |rest: &[u8]| -> Option<u32> {
        let digits = rest.trim_ascii_start();
        let digits = digits.get(..digits.iter().take_while(|byte| byte.is_ascii_digit()).count())?;
        str::from_utf8(digits).ok()?.parse().ok()
    };
    if let Some(at) = find(bytes, b"/Linearized") {
        let end = at.checked_add(find(bytes.get(at..)?, b">>")?)?;
        let dictionary = bytes.get(at..end)?;
        let key =
            memchr::memmem::find_iter(dictionary, b"/N").find_map(|at| number(dictionary.get(at + 2..)?));
        return key;
    }
    // Nodes below the root have a /Parent.
    let mut objects = memchr::memmem::find_iter(bytes, b"/Pages").filter_map(|at| {
        let begin = memchr::memmem::rfind(bytes.get(..at)?, b" obj")?;
        let end = at.checked_add(find(bytes.get(at..)?, b"endobj")?)?;
        let object = bytes.get(begin..end)?;
        let root = has(object, b"/Kids") && has(object, b"/Count") && !has(object, b"/Parent");
        root.then(|| number(object.get(find(object, b"/Count")? + 6..)?))?
    });
    objects.next()
}

/// The code page of an RTF text.
pub(super) fn rtf(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let at = find(head, b"\\ansicpg")? + 8;
    let digits: String = head
        .get(at..)?
        .iter()
        .take(6)
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    out.number("code_page", digits.parse::<u32>().ok()?);
    Some(())
}

/// The summary information of Office 97 files.
pub(super) fn ole(content: &Content, out: &mut Details) -> Option<()> {
    if crate::probe::ole::is_encrypted_package(content) {
        out.bool("encrypted", true);
    }
    let summary = crate::probe::ole::summary(content)?;
    if let Some(page) = summary.code_page {
        out.number("code_page", page);
    }
    out.optional("title", summary.title);
    out.optional("author", summary.author);
    out.optional("last_saved_by", summary.last_saved_by);
    out.optional("application", summary.application);
    Some(())
}

pub(super) fn brand(content: &Content, out: &mut Details) -> Option<()> {
    let brand =
        crate::probe::brand(content.head()).filter(|_| slice(content.head(), 4, 4) == Some(b"ftyp"))?;
    out.text("brand", String::from_utf8_lossy(brand).trim_end().to_owned());
    Some(())
}

/// Lotus 1-2-3, by the version in its first record.
pub(super) fn lotus(content: &Content, out: &mut Details) -> Option<()> {
    out.text(
        "version",
        match le16(content.head(), 4)? {
            0x0404..=0x0406 => "2",
            0x1000 => "3",
            0x1002 => "4",
            0x1003.. => "97",
            _ => return None,
        },
    );
    Some(())
}

/// WordPerfect: the version of the file's product, by its header.
pub(super) fn word_perfect(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let version = match (u8_at(head, 10)?, u8_at(head, 11)?) {
        (0, 0) => "5.0",
        (0, 1) => "5.1",
        (2, 0) => "6.0",
        (2, 1) => "6.1",
        _ => return None,
    };
    out.text("version", version);
    Some(())
}

pub(super) fn hwp(content: &Content, out: &mut Details) -> Option<()> {
    let (major, minor) = crate::probe::ole::hwp_version(content)?;
    out.text("version", format!("{major}.{minor}"));
    Some(())
}

pub(super) fn sqlite(content: &Content, out: &mut Details) -> Option<()> {
    out.text("writer_version", be32(content.head(), 96)?.to_string());
    Some(())
}

pub(super) fn pcap(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let big = head.first() == Some(&0xa1);
    out.text(
        "version",
        format!("{}.{}", any16(head, 4, big)?, any16(head, 6, big)?),
    );
    out.number("snap_length", any32(head, 16, big)?);
    Some(())
}

pub(super) fn woff(content: &Content, out: &mut Details) -> Option<()> {
    out.number("length", be32(content.head(), 8)?);
    Some(())
}

pub(super) fn ttf(content: &Content, out: &mut Details) -> Option<()> {
    out.number("tables", be16(content.head(), 4)?);
    Some(())
}

/// Mobipocket: the full name and the version of its first header.
pub(super) fn mobi(content: &Content, out: &mut Details) -> Option<()> {
    let record = u64::from(be32(content.head(), 78)?);
    let header = content.at(record, 256);
    out.text("version", be32(&header, 36)?.to_string());
    let place = record.checked_add(u64::from(be32(&header, 84)?))?;
    let length = usize::try_from(be32(&header, 88)?).ok()?.min(1024);
    let title = content.at(place, length);
    out.text("title", String::from_utf8_lossy(&title).into_owned());
    Some(())
}
