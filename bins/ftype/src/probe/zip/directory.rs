//! The central directory of a zip archive (APPNOTE 4.3): names, and the beginnings of members.
//!
//! Only what the budget lets in is in memory, whatever counts and sizes the archive claims: a reader that makes room for
//! the members that an archive says it has can be made to ask for more than there is.

use std::io::{Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;
use memchr::memmem;

use crate::bytes::{le16, le32, slice};
use crate::content::Content;

/// The length of the record that ends a directory, and of a comment behind it at most.
const END: usize = 22;
const COMMENT: usize = 0xffff;

/// Of a directory that is longer than the budget, so much of the end is read.
const LAST: usize = 64 << 10;

/// How many records that look like the end are tried.
const TRIES: usize = 16;

/// A central directory, as far as it was read.
#[derive(Debug)]
pub(super) struct Directory {
    bytes: Vec<u8>,
    /// What is in front of the archive, in bytes: offsets count from its beginning.
    shift: u64,
    /// There is more of it than was read.
    pub(super) cut: bool,
}

/// An entry.
#[derive(Debug, Clone, Copy)]
struct Entry<'d> {
    name: &'d [u8],
    flags: u16,
    method: u16,
    packed: u64,
    offset: u64,
}

impl Directory {
    /// The directory of the content; `None` when there is none within reach.
    pub(super) fn of(content: &Content) -> Option<Self> {
        let tail = content.tail(END + COMMENT);
        let begin = content.size().checked_sub(tail.len() as u64)?;
        memmem::rfind_iter(&tail, b"PK\x05\x06")
            .take(TRIES)
            .find_map(|at| Self::ended_by(content, tail.get(at..)?, begin + at as u64))
    }

    fn ended_by(content: &Content, record: &[u8], at: u64) -> Option<Self> {
        let mut count = u64::from(le16(record, 10)?);
        let mut size = u64::from(le32(record, 12)?);
        let mut offset = u64::from(le32(record, 16)?);
        let mut end = at;
        let wide = count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff;
        if let Some((wider, begin)) = wide.then(|| zip64(content, at)).flatten() {
            count = le64(&wider, 32)?;
            size = le64(&wider, 40)?;
            offset = le64(&wider, 48)?;
            end = begin;
        }
        if count == 0 {
            return Some(Self {
                bytes: Vec::new(),
                shift: 0,
                cut: false,
            });
        }
        // It stands right in front of its end; where it says to be is less sure.
        let places = [end.checked_sub(size), Some(offset)];
        let start = places
            .into_iter()
            .flatten()
            .find(|start| content.at(*start, 4) == b"PK\x01\x02")?;
        let mut bytes = content.at(start, usize::try_from(size).unwrap_or(usize::MAX));
        let cut = (bytes.len() as u64) < size;
        if cut {
            // What tells most may come last as well as first.
            bytes.truncate(bytes.len().saturating_sub(LAST));
            bytes.extend(content.at(end.saturating_sub(LAST as u64), LAST));
        }
        Some(Self {
            shift: start.saturating_sub(offset),
            cut,
            bytes,
        })
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let mut at = 0_usize;
        std::iter::from_fn(move || {
            // Where a part was left out, the next entry is further on.
            at += memmem::find(self.bytes.get(at..)?, b"PK\x01\x02")?;
            let header = self.bytes.get(at..)?;
            let length = |at| le16(header, at).map(usize::from);
            let name = slice(header, 46, length(28)?)?;
            let extra = slice(header, 46 + name.len(), length(30)?).unwrap_or_default();
            at = at.checked_add(46 + name.len() + length(30)? + length(32)?)?;
            // Numbers that do not fit stand in an extra field, in this order.
            let mut wider = wider(extra);
            let mut number = |at| {
                let own = le32(header, at)?;
                (own == u32::MAX)
                    .then(|| wider.next())
                    .flatten()
                    .or(Some(u64::from(own)))
            };
            number(24)?;
            Some(Entry {
                name,
                flags: le16(header, 8)?,
                method: le16(header, 10)?,
                packed: number(20)?,
                offset: number(42)?,
            })
        })
    }

    /// The names of the members that are written in ASCII or UTF-8.
    pub(super) fn names(&self) -> Vec<&str> {
        self.entries()
            .filter_map(|entry| std::str::from_utf8(entry.name).ok())
            .collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The beginning of a member, up to `limit` bytes.
    pub(super) fn member(&self, content: &Content, name: &str, limit: u64) -> Option<Vec<u8>> {
        let entry = self.entries().find(|entry| entry.name == name.as_bytes())?;
        if entry.flags & 1 != 0 {
            return None;
        }
        let at = self.shift.checked_add(entry.offset)?;
        let header = content.at(at, 30);
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let names = 30 + u64::from(le16(&header, 26)?) + u64::from(le16(&header, 28)?);
        let data = at.checked_add(names)?;
        let mut cursor = content.cursor();
        cursor.seek(SeekFrom::Start(data)).ok()?;
        let packed = cursor.take(entry.packed);
        let mut bytes = Vec::new();
        // A member that ends too early still tells by what there is of it.
        let _ = match entry.method {
            0 => packed.take(limit).read_to_end(&mut bytes),
            8 => DeflateDecoder::new(packed).take(limit).read_to_end(&mut bytes),
            _ => return None,
        };
        Some(bytes)
    }
}

/// The record of archives with more or larger members, and where it begins: in front of its locator, or where that says.
fn zip64(content: &Content, end: u64) -> Option<(Vec<u8>, u64)> {
    const RECORD: usize = 56;
    let locator = content.at(end.checked_sub(20)?, 20);
    if !locator.starts_with(b"PK\x06\x07") {
        return None;
    }
    let places = [end.checked_sub(20 + RECORD as u64), le64(&locator, 8)];
    places.into_iter().flatten().find_map(|place| {
        let record = content.at(place, RECORD);
        record.starts_with(b"PK\x06\x06").then_some((record, place))
    })
}

/// The numbers of the extra field of ZIP64 (APPNOTE 4.5.3).
fn wider(extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = extra;
    let field = std::iter::from_fn(|| {
        let length = usize::from(le16(rest, 2)?);
        let (kind, data) = (le16(rest, 0)?, slice(rest, 4, length)?);
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
    .find(|(kind, _)| *kind == 1)
    .map(|(_, data)| data);
    let numbers = field.unwrap_or_default().as_chunks::<8>().0;
    numbers.iter().map(|number| u64::from_le_bytes(*number))
}

fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(le32(bytes, at)?) | u64::from(le32(bytes, at + 4)?) << 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn archive(names: &[String], front: &[u8]) -> Vec<u8> {
        let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            let options = ::zip::write::SimpleFileOptions::default();
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(name.as_bytes()).unwrap();
        }
        [front, &writer.finish().unwrap().into_inner()].concat()
    }

    #[test]
    fn offsets_and_sizes_that_do_not_fit_stand_in_an_extra_field() {
        let mut bytes = b"junk".to_vec();
        bytes.extend(b"PK\x03\x04\x2d\0\0\0\0\0");
        bytes.extend([0; 16]);
        bytes.extend(b"\x01\0\0\0axyz");
        let start = bytes.len();
        bytes.extend(b"PK\x01\x02\x2d\0\x2d\0\0\0\0\0\0\0\0\0\0\0\0\0");
        bytes.extend([0xff; 4]);
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend(b"\x01\0\x14\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xffa");
        bytes.extend(b"\x01\0\x10\0");
        bytes.extend(3_u64.to_le_bytes());
        bytes.extend(0_u64.to_le_bytes());
        let size = bytes.len() - start;
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend((size as u32).to_le_bytes());
        bytes.extend((start as u32 - 4).to_le_bytes());
        bytes.extend([0, 0]);
        let content = Content::of_bytes(bytes, false, 1 << 20);
        let directory = Directory::of(&content).unwrap();
        assert_eq!(directory.member(&content, "a", 100).unwrap(), b"xyz");
    }

    proptest! {
        #[test]
        fn what_the_crate_zip_writes_is_read(names in proptest::collection::hash_set("[a-z]{1,12}", 1..20), front in proptest::collection::vec(any::<u8>(), 0..40)) {
            let names: Vec<String> = names.into_iter().collect();
            let content = Content::of_bytes(archive(&names, &front), false, 1 << 20);
            let directory = Directory::of(&content).unwrap();
            prop_assert_eq!(directory.names(), names.iter().map(String::as_str).collect::<Vec<_>>());
            for name in &names {
                prop_assert_eq!(directory.member(&content, name, 100).unwrap(), name.as_bytes());
            }
        }

        #[test]
        fn any_change_is_answered(names in proptest::collection::hash_set("[a-z]{1,4}", 1..4), at: usize, byte: u8, cut: usize) {
            let names: Vec<String> = names.into_iter().collect();
            let mut bytes = archive(&names, b"");
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(bytes.len() - cut % 30);
            let content = Content::of_bytes(bytes, false, 1 << 20);
            if let Some(directory) = Directory::of(&content) {
                for name in directory.names() {
                    let _ = directory.member(&content, name, 100);
                }
            }
        }
    }
}
