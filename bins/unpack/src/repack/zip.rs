//! Writes zip (PKWARE APPNOTE 6.3.10) front to end: deflate, names in UTF-8, times in UTC beside the DOS ones. Members
//! that are packed by deflate already are copied as they are.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use libdeflater::Crc;

use super::Writer;
use crate::entry::{Entry, Kind, Packed, Time};

/// Seconds from 1601-01-01 (NTFS) to 1970-01-01.
const NTFS_EPOCH: i64 = 11_644_473_600;
/// Values from here on go into the longer fields of zip64.
const FULL: u64 = 0xFFFF_FFFF;
/// Members that claim this size might grow beyond it when packed.
const LARGE: u64 = 0xF000_0000;
const STORED: u16 = 0;
const DEFLATE: u16 = 8;
/// Flags: the sizes follow the data; the name is UTF-8.
const SIZES_FOLLOW: u16 = 8;
const UTF8: u16 = 0x800;

/// A zip being written.
pub(super) struct Zip<W: Write> {
    out: W,
    /// Bytes written.
    at: u64,
    members: Vec<Member>,
    /// The member whose contents are being written.
    open: Option<Deflating>,
}

/// What the central directory says about a member.
struct Member {
    name: Vec<u8>,
    mode: u32,
    time: Option<Time>,
    owner: Option<(u32, u32)>,
    flags: u16,
    method: u16,
    crc32: u32,
    packed: u64,
    size: u64,
    header: u64,
    /// The local header has the longer fields.
    large: bool,
}

struct Deflating {
    encoder: DeflateEncoder<Vec<u8>>,
    crc: Crc,
    size: u64,
    packed: u64,
}

impl<W: Write> Zip<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            at: 0,
            members: Vec::new(),
            open: None,
        }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes the local header of a member whose contents come next.
    fn local(&mut self, mut member: Member) -> io::Result<()> {
        if std::str::from_utf8(&member.name).is_err() {
            let what = "a name that is no UTF-8 (--encoding)";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        if !member.name.is_ascii() {
            member.flags |= UTF8;
        }
        member.header = self.at;
        let mut extra = extra(&member);
        if member.large {
            extra.extend([1, 0, 16, 0]);
            extra.extend(member.size.to_le_bytes());
            extra.extend(member.packed.to_le_bytes());
        }
        let header = [
            b"PK\x03\x04".as_slice(),
            &member.common(member.large),
            &short(member.name.len())?,
            &short(extra.len())?,
            &member.name,
            &extra,
        ];
        self.put(&header.concat())?;
        self.members.push(member);
        Ok(())
    }

    /// Hands on what the encoder has put out.
    fn flush_packed(&mut self) -> io::Result<()> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let packed = std::mem::take(open.encoder.get_mut());
        open.packed += packed.len() as u64;
        self.put(&packed)
    }
}

impl Member {
    fn new(path: &[u8], entry: &Entry, kind: Kind) -> Self {
        let (bits, usual) = match kind {
            Kind::Dir => (0o040_000, 0o755),
            Kind::Link => (0o120_000, 0o777),
            _ => (0o100_000, 0o644),
        };
        let mut name = path.to_vec();
        if kind == Kind::Dir {
            name.push(b'/');
        }
        Self {
            name,
            mode: bits | entry.mode.map_or(usual, |mode| mode & 0o777),
            time: entry.mtime,
            owner: entry.owner,
            flags: 0,
            method: STORED,
            crc32: 0,
            packed: 0,
            size: 0,
            header: 0,
            large: false,
        }
    }

    /// The fields that both headers have, from the version needed to the sizes.
    fn common(&self, large: bool) -> Vec<u8> {
        let (date, time) = dos(self.time);
        let version = if large { 45 } else { 20 };
        let mut all = Vec::new();
        for field in [version, self.flags, self.method, time, date] {
            all.extend(field.to_le_bytes());
        }
        all.extend(self.crc32.to_le_bytes());
        for size in [self.packed, self.size] {
            all.extend(if large { u32::MAX } else { size as u32 }.to_le_bytes());
        }
        all
    }

    fn central(&self) -> io::Result<Vec<u8>> {
        let large = self.packed >= FULL || self.size >= FULL || self.header >= FULL;
        let mut extra = extra(self);
        if large {
            extra.extend([1, 0, 24, 0]);
            for number in [self.size, self.packed, self.header] {
                extra.extend(number.to_le_bytes());
            }
        }
        let is_dir = u32::from(self.name.ends_with(b"/")) << 4;
        let header = if large { u32::MAX } else { self.header as u32 };
        // Made by Unix, after version 4.5.
        Ok([
            b"PK\x01\x02\x2D\x03".as_slice(),
            &self.common(large),
            &short(self.name.len())?,
            &short(extra.len())?,
            &[0; 6],
            &(self.mode << 16 | is_dir).to_le_bytes(),
            &header.to_le_bytes(),
            &self.name,
            &extra,
        ]
        .concat())
    }
}

impl<W: Write> Writer for Zip<W> {
    type Out = W;
    const COPIES: bool = true;

    fn begin(&mut self, path: &[u8], entry: &Entry, kind: Kind, link: &[u8], size: u64) -> io::Result<()> {
        let mut member = Member::new(path, entry, kind);
        match kind {
            Kind::Dir => self.local(member),
            Kind::Link => {
                member.crc32 = libdeflater::crc32(link);
                (member.size, member.packed) = (link.len() as u64, link.len() as u64);
                self.local(member)?;
                self.put(link)
            }
            _ => {
                (member.method, member.flags) = (DEFLATE, SIZES_FOLLOW);
                member.large = size >= LARGE;
                self.open = Some(Deflating {
                    encoder: DeflateEncoder::new(Vec::new(), Compression::default()),
                    crc: Crc::new(),
                    size: 0,
                    packed: 0,
                });
                self.local(member)
            }
        }
    }

    fn copy(&mut self, path: &[u8], entry: &Entry, mut packed: Packed) -> io::Result<()> {
        let mut member = Member::new(path, entry, Kind::File);
        member.method = if packed.deflated { DEFLATE } else { STORED };
        member.crc32 = packed.crc32;
        (member.size, member.packed) = (packed.size, packed.length);
        member.large = packed.size >= FULL || packed.length >= FULL;
        self.local(member)?;
        let mut buf = vec![0; 64 << 10];
        let mut left = packed.length;
        while left > 0 {
            let n = packed.bytes.read(&mut buf)?;
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            left = left.saturating_sub(n as u64);
            self.put(buf.get(..n).unwrap_or_default())?;
        }
        Ok(())
    }

    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.crc.update(chunk);
            open.size += chunk.len() as u64;
            open.encoder.write_all(chunk)?;
        }
        self.flush_packed()
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.encoder.try_finish()?;
        }
        self.flush_packed()?;
        let (Some(open), Some(member)) = (self.open.take(), self.members.last_mut()) else {
            return Ok(());
        };
        (member.crc32, member.size, member.packed) = (open.crc.sum(), open.size, open.packed);
        let mut descriptor = b"PK\x07\x08".to_vec();
        descriptor.extend(member.crc32.to_le_bytes());
        for size in [member.packed, member.size] {
            if member.large {
                descriptor.extend(size.to_le_bytes());
            } else {
                let size = u32::try_from(size).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
                descriptor.extend(size.to_le_bytes());
            }
        }
        self.put(&descriptor)
    }

    fn finish(mut self) -> io::Result<W> {
        let offset = self.at;
        let directory: io::Result<Vec<_>> = self.members.iter().map(Member::central).collect();
        self.put(&directory?.concat())?;
        let (size, count) = (self.at - offset, self.members.len() as u64);
        if offset >= FULL || size >= FULL || count >= 0xFFFF {
            let record = self.at;
            let mut end = b"PK\x06\x06".to_vec();
            end.extend(44_u64.to_le_bytes());
            end.extend([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for number in [count, count, size, offset] {
                end.extend(number.to_le_bytes());
            }
            end.extend(b"PK\x06\x07\0\0\0\0");
            end.extend(record.to_le_bytes());
            end.extend([1, 0, 0, 0]);
            self.put(&end)?;
        }
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        for number in [count, count] {
            end.extend((number.min(0xFFFF) as u16).to_le_bytes());
        }
        for number in [size, offset] {
            end.extend((number.min(FULL) as u32).to_le_bytes());
        }
        end.extend([0, 0]);
        self.put(&end)?;
        Ok(self.out)
    }
}

fn short(length: usize) -> io::Result<[u8; 2]> {
    u16::try_from(length)
        .map(u16::to_le_bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a name that is too long for zip"))
}

/// Extra fields: the time, and Info-ZIP's numbers of the user and the group, each behind its length.
fn extra(member: &Member) -> Vec<u8> {
    let mut all = member.time.map_or_else(Vec::new, times);
    if let Some((user, group)) = member.owner {
        all.extend([0x75, 0x78, 11, 0, 1]);
        for id in [user, group] {
            all.push(4);
            all.extend(id.to_le_bytes());
        }
    }
    all
}

/// Info-ZIP's extended timestamp: flags, then the modification time in seconds. Where that does not hold it, the field of
/// NTFS (APPNOTE 4.5.5) comes in front of it or in its place.
fn times(time: Time) -> Vec<u8> {
    match i32::try_from(time.seconds) {
        Ok(seconds) => {
            let exact = if time.nanos == 0 { Vec::new() } else { ntfs(time) };
            [exact.as_slice(), &[0x55, 0x54, 5, 0, 1], &seconds.to_le_bytes()].concat()
        }
        Err(_) => ntfs(time),
    }
}

/// A reserved number, then attribute 1 with three counts of 100 ns since 1601; nothing before that.
fn ntfs(time: Time) -> Vec<u8> {
    let ticks = time
        .seconds
        .checked_add(NTFS_EPOCH)
        .and_then(|seconds| u64::try_from(seconds).ok()?.checked_mul(10_000_000))
        .and_then(|ticks| ticks.checked_add(u64::from(time.nanos / 100)));
    ticks.map_or_else(Vec::new, |ticks| {
        let head = [0x0A, 0, 32, 0, 0, 0, 0, 0, 1, 0, 24, 0];
        [head.as_slice(), ticks.to_le_bytes().repeat(3).as_slice()].concat()
    })
}

/// Date and time of DOS in UTC, clamped to the years that it has.
fn dos(time: Option<Time>) -> (u16, u16) {
    let civil = time
        .and_then(|time| jiff::Timestamp::from_second(time.seconds).ok())
        .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    let part = |n: i8| u16::try_from(n).unwrap_or(0);
    match civil.map(|t| (t, u16::try_from(t.year()).unwrap_or(0))) {
        Some((t, year @ 1980..=2107)) => (
            (year - 1980) << 9 | part(t.month()) << 5 | part(t.day()),
            part(t.hour()) << 11 | part(t.minute()) << 5 | (part(t.second()) / 2),
        ),
        // 2107-12-31, 23:59:58.
        _ if time.is_some_and(|time| time.seconds > 0) && civil.is_none_or(|t| t.year() > 2107) => {
            (0xFF9F, 0xBF7D)
        }
        _ => (1 << 5 | 1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_dos_are_clamped() {
        // 2024-02-29 12:34:56 UTC.
        assert_eq!(dos(Some(Time::seconds(1_709_210_096))), (0x585D, 0x645C));
        assert_eq!(dos(Some(Time::seconds(0))), (0x21, 0));
        assert_eq!(dos(None), (0x21, 0));
        // 1901 and 2108, and a year that no calendar here has.
        assert_eq!(dos(Some(Time::seconds(-2_177_452_800))), (0x21, 0));
        assert_eq!(dos(Some(Time::seconds(4_354_819_200))), (0xFF9F, 0xBF7D));
        assert_eq!(dos(Some(Time::seconds(i64::MAX))), (0xFF9F, 0xBF7D));
    }
}
