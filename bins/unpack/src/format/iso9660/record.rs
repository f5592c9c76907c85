//! Directory records (ECMA-119, 9.1).

use crate::entry::Time;
use crate::error::{Error, Result};

/// One record of a directory.
pub(super) struct Record<'a> {
    /// Blocks of extended attributes in front of the contents.
    pub(super) attributes: u8,
    pub(super) extent: u32,
    pub(super) size: u32,
    pub(super) mtime: Option<Time>,
    flags: u8,
    /// Blocks of a file unit and of the gap behind it: zero unless interleaved.
    unit: u8,
    gap: u8,
    pub(super) name: &'a [u8],
    pub(super) system_use: &'a [u8],
}

impl<'a> Record<'a> {
    /// The record that these bytes begin with.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let length = usize::from(*bytes.first()?);
        let record = bytes.get(..length)?;
        let long = |at: usize| Some(u32::from_le_bytes(*record.get(at..)?.first_chunk()?));
        let byte = |at: usize| record.get(at).copied();
        let name_end = 33 + usize::from(byte(32)?);
        Some(Self {
            attributes: byte(1)?,
            extent: long(2)?,
            size: long(10)?,
            mtime: record.get(18..25).and_then(time),
            flags: byte(25)?,
            unit: byte(26)?,
            gap: byte(27)?,
            name: record.get(33..name_end)?,
            // A name of even length is followed by a byte of padding.
            system_use: record
                .get(name_end + usize::from(name_end % 2 == 1)..)
                .unwrap_or_default(),
        })
    }

    pub(super) fn is_dir(&self) -> bool {
        self.flags & 2 != 0
    }

    /// An associated file: a resource fork and the like.
    pub(super) fn is_associated(&self) -> bool {
        self.flags & 4 != 0
    }

    /// More records of the same file follow.
    pub(super) fn is_continued(&self) -> bool {
        self.flags & 0x80 != 0
    }

    pub(super) fn is_interleaved(&self) -> bool {
        self.unit != 0 || self.gap != 0
    }

    /// The name without its version, and whether it is UTF-8 for certain.
    pub(super) fn file_name(&self, joliet: bool) -> (Vec<u8>, bool) {
        if joliet {
            let (units, _) = self.name.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            let name = String::from_utf16_lossy(&units);
            return (without_version(name.as_bytes()).to_vec(), true);
        }
        let name = without_version(self.name);
        // A name without an extension still has its dot.
        (name.strip_suffix(b".").unwrap_or(name).to_vec(), false)
    }
}

/// A name without `;1`.
fn without_version(name: &[u8]) -> &[u8] {
    match name.iter().rposition(|b| *b == b';') {
        Some(at) if at > 0 && name.iter().skip(at + 1).all(u8::is_ascii_digit) => {
            name.get(..at).unwrap_or_default()
        }
        _ => name,
    }
}

/// All records of a directory. None crosses the end of a sector; zeros fill up the rest.
pub(super) fn records(directory: &[u8], sector: u64) -> impl Iterator<Item = Result<Record<'_>>> {
    let sector = usize::try_from(sector).unwrap_or(2048);
    directory.chunks(sector).flat_map(|mut rest| {
        std::iter::from_fn(move || {
            let length = usize::from(*rest.first()?);
            if length == 0 {
                return None;
            }
            let record = Record::parse(rest);
            rest = match &record {
                Some(_) => rest.get(length..).unwrap_or_default(),
                None => &[],
            };
            Some(record.ok_or_else(|| Error::corrupt("damaged directory")))
        })
    })
}

/// Seven bytes of a time (ECMA-119, 9.1.5): years since 1900, the rest as written, a zone in quarters of an hour.
pub(super) fn time(bytes: &[u8]) -> Option<Time> {
    let [year, month, day, hour, minute, second, zone] = *bytes.first_chunk()?;
    let part = |n: u8| i8::try_from(n).ok();
    let date = jiff::civil::DateTime::new(
        1900 + i16::from(year),
        part(month)?,
        part(day)?,
        part(hour)?,
        part(minute)?,
        part(second)?,
        0,
    )
    .ok()?;
    let utc = date
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()?
        .timestamp()
        .as_second();
    Some(Time::seconds(utc - i64::from(zone.cast_signed()) * 15 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_version_and_times_their_zone() {
        assert_eq!(without_version(b"A.TXT;1"), b"A.TXT");
        assert_eq!(without_version(b"a;b"), b"a;b");
        // 2024-02-29 13:34:56 in a zone one hour ahead.
        let bytes = [124, 2, 29, 13, 34, 56, 4];
        assert_eq!(time(&bytes), Some(Time::seconds(1_709_210_096)));
        assert_eq!(time(&[124, 13, 1, 0, 0, 0, 0]), None);
    }
}
