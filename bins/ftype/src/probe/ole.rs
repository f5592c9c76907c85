//! OLE 2 compound files (MS-CFB), by the CLSID of the root and the names of streams.

use std::io::Read;

use cfb::CompoundFile;

use crate::bytes::{le16, le32, slice};
use crate::content::{Content, Cursor};
use crate::identify::{Answer, Why};
use crate::types::Type;

/// How many entries are looked at, and how much of a stream, in bytes.
const ENTRIES: usize = 2000;
const STREAM: u64 = 64 << 10;

/// Streams of the root that only files of one type have.
const STREAMS: &[(&str, &str)] = &[
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("PP40", "ppt"),
    ("PP97_DUALSTORAGE", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WORKBOOK", "xls"),
    ("BOOK", "xls"),
    ("VisioDocument", "vsd"),
    ("Quill", "pub"),
    ("__properties_version1.0", "msg"),
    ("__nameid_version1.0", "msg"),
    ("HwpSummaryInformation", "hwp"),
    ("\u{5}HwpSummaryInformation", "hwp"),
    ("StarWriterDocument", "sdw"),
    ("StarCalcDocument", "sdc"),
    ("StarDrawDocument3", "sda"),
    ("StarDrawDocument", "sda"),
    ("StarImpressDocument", "sdd"),
    ("NativeContent_MAIN", "qpw"),
    ("MatOST", "wps"),
    ("CompObj MatadorObject", "wps"),
    ("SPELLING", "wps"),
    ("MM", "wps"),
];

/// CLSIDs of the root (its first 32 bits), for types whose streams have no telling names.
const CLASSES: &[(u32, &str)] = &[
    (0x000c_1084, "msi"),
    (0x000c_1086, "msi"),
    (0x000c_1082, "msi"),
    (0x0002_0906, "doc"),
    (0x0002_0900, "doc"),
    (0x0002_0d0b, "msg"),
    (0x0002_0810, "xls"),
    (0x0002_0820, "xls"),
    (0x6481_8d10, "ppt"),
    (0x0002_1a14, "vsd"),
    (0x0002_1201, "pub"),
    (0x7436_9d8b, "mpp"),
    (0x28cd_dbc2, "wps"),
    (0x0ea4_5ab2, "wps"),
];

pub(super) fn identify(content: &Content) -> Answer {
    let (names, class, whole): (Vec<String>, _, _) = match open(content) {
        Some(file) => {
            let names = file
                .read_root_storage()
                .take(ENTRIES)
                .map(|entry| entry.name().to_owned())
                .collect();
            (names, file.root_entry().clsid().as_fields().0, true)
        }
        None => {
            let (names, class) = directory(content);
            (names, class, false)
        }
    };
    let by_name = |(name, label): &(&str, &'static str)| {
        names
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
            .then_some(*label)
    };
    let project = || {
        names
            .iter()
            .any(|name: &String| matches!(name.trim(), "Props" | "Props9" | "Props12" | "Props14"))
            .then_some("mpp")
    };
    let found = STREAMS
        .iter()
        .find_map(by_name)
        .or_else(|| {
            CLASSES
                .iter()
                .find(|(own, _)| *own == class)
                .map(|(_, label)| *label)
        })
        .or_else(project)
        .or_else(|| first_sector(content).filter(|_| names.is_empty()));
    let answer = match found {
        Some(label) => Answer::sure(*Type::of(label), Why::Container),
        None => Answer {
            confidence: 0.7,
            ..Answer::sure(*Type::of("ole"), Why::Magic)
        },
    };
    // MS-OFFCRYPTO: what kind of package was encrypted, nobody can see.
    let encrypted = names.iter().any(|name| name == "EncryptedPackage");
    Answer {
        truncated: !whole,
        also: encrypted.then_some("ooxml"),
        ..answer
    }
}

/// The type that the first sector shows, where writers put the main stream: for files that end before their directory.
fn first_sector(content: &Content) -> Option<&'static str> {
    let shift = le16(content.head(), 30).filter(|shift| (7..=12).contains(shift))?;
    match content.head().get(1 << shift..)?.first_chunk::<8>()? {
        // The BOF records of BIFF8 and BIFF5 (MS-XLS 2.4.21).
        [9, 8, 16, 0, 0, 6, 5 | 0x10 | 0x20, 0] | [9, 8, 8, 0, 0, 5, 5 | 0x10 | 0x20, 0] => Some("xls"),
        // The beginning of a FIB (MS-DOC 2.5.1).
        [0xec, 0xa5, 0xc1, 0, ..] => Some("doc"),
        _ => None,
    }
}

/// Names and root CLSID of the first directory sectors of a file that is cut or broken.
fn directory(content: &Content) -> (Vec<String>, u32) {
    let head = content.head();
    let shift = le16(head, 30)
        .filter(|shift| (7..=16).contains(shift))
        .unwrap_or(9);
    let sector = u64::from(le32(head, 48).unwrap_or(0));
    let entries = content.at((sector + 1) << shift, 32 << 10);
    let entries: Vec<&[u8]> = entries
        .chunks_exact(128)
        .take_while(|entry| entry.get(66).is_some_and(|kind| *kind <= 5))
        .collect();
    let name = |entry: &&[u8]| {
        let length = usize::from(le16(entry, 64)?)
            .checked_sub(2)
            .filter(|length| *length <= 62)?;
        Some(decode(slice(entry, 0, length)?, 1200))
    };
    (
        entries.iter().filter_map(name).collect(),
        entries.first().and_then(|root| le32(root, 80)).unwrap_or(0),
    )
}

fn open(content: &Content) -> Option<CompoundFile<Cursor<'_>>> {
    CompoundFile::open(content.cursor()).ok()
}

/// True for an Office package that is encrypted (MS-OFFCRYPTO).
pub(crate) fn is_encrypted_package(content: &Content) -> bool {
    open(content).is_some_and(|file| file.is_stream("/EncryptedPackage"))
}

/// The version in the `FileHeader` of a HWP document (Hancom, "HWP 5.0", 3.2.1).
pub(crate) fn hwp_version(content: &Content) -> Option<(u8, u8)> {
    let mut bytes = Vec::new();
    open(content)?
        .open_stream("/FileHeader")
        .ok()?
        .take(36)
        .read_to_end(&mut bytes)
        .ok()?;
    let [.., minor, major] = *slice(&bytes, 32, 4)? else {
        return None;
    };
    bytes.starts_with(b"HWP Document File").then_some((major, minor))
}

/// What the summary information says (MS-OLEPS).
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) code_page: Option<u16>,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) last_saved_by: Option<String>,
    pub(crate) application: Option<String>,
}

pub(crate) fn summary(content: &Content) -> Option<Summary> {
    let mut file = open(content)?;
    let mut bytes = Vec::new();
    file.open_stream("/\u{5}SummaryInformation")
        .ok()?
        .take(STREAM)
        .read_to_end(&mut bytes)
        .ok()?;
    parse_summary(&bytes)
}

fn parse_summary(bytes: &[u8]) -> Option<Summary> {
    let section = usize::try_from(le32(bytes, 44)?).ok()?;
    let section = bytes.get(section..)?;
    let count = usize::try_from(le32(section, 4)?).ok()?.min(200);
    let property = |id: u32| {
        let entry = (0..count)
            .map(|entry| 8 + entry * 8)
            .find(|at| le32(section, *at) == Some(id))?;
        let at = usize::try_from(le32(section, entry.checked_add(4)?)?).ok()?;
        section.get(at..)
    };
    let code_page = property(1)
        .filter(|value| le16(value, 0) == Some(2))
        .and_then(|value| le16(value, 4));
    let text = |id: u32| {
        let value = property(id)?;
        let length = usize::try_from(le32(value, 4)?).ok()?;
        let text = match le16(value, 0)? {
            30 => decode(slice(value, 8, length)?, code_page.unwrap_or(1252)),
            31 => decode(slice(value, 8, length.checked_mul(2)?)?, 1200),
            _ => return None,
        };
        Some(text.trim_end_matches('\0').to_owned()).filter(|text| !text.is_empty())
    };
    Some(Summary {
        code_page,
        title: text(2),
        author: text(4),
        last_saved_by: text(8),
        application: text(18),
    })
}

fn decode(bytes: &[u8], code_page: u16) -> String {
    let label = match code_page {
        1200 => "utf-16le".to_owned(),
        65001 => "utf-8".to_owned(),
        10000 => "macintosh".to_owned(),
        page => format!("cp{page}"),
    };
    let encoding = shared::charset::Encoding::for_label(&label)
        .or_else(|| shared::charset::Encoding::for_label("cp1252"));
    let text = shared::charset::decode(bytes, encoding).text.into_owned();
    text.split('\0').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_label_is_a_type() {
        for label in STREAMS
            .iter()
            .map(|(_, label)| label)
            .chain(CLASSES.iter().map(|(_, label)| label))
        {
            assert_eq!(Type::of(label).label, *label);
        }
    }

    proptest! {
        #[test]
        fn any_summary_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_u8..100) {
            let mut with = vec![0; 48];
            with[44] = at;
            with.extend_from_slice(&bytes);
            let _ = parse_summary(&with);
        }

        #[test]
        fn any_bytes_behind_the_signature_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let mut with = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
            with.extend_from_slice(&bytes);
            let _ = identify(&Content::of_bytes(with, false, 1 << 20));
        }
    }
}
