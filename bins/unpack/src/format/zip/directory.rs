//! The end records and the central directory (APPNOTE 4.3.12 to 4.3.16).

use std::fs::File;
use std::os::unix::fs::FileExt;

use shared::interrupt::Flag;

use super::bytes::{u16_at, u32_at, u64_at};
use super::time::Clock;
use crate::entry::{Entry, Kind};
use crate::error::{Error, Limit, Result};
use crate::limits::{Limits, Meter};
use crate::volumes::Piece;

const END: &[u8] = b"PK\x05\x06";
const END64_LOCATOR: &[u8] = b"PK\x06\x07";
const END64: &[u8] = b"PK\x06\x06";
pub(super) const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END_SIZE: u64 = 22;
const CENTRAL_SIZE: usize = 46;
/// An end record, and the longest comment behind it.
const TAIL: u64 = END_SIZE + 0xFFFF;
/// Bytes of the directory read at a time.
const CHUNK: u64 = 1 << 20;

/// Where and how the data of an entry lie.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Offset of the local header in the file.
    pub(super) header: u64,
    /// The data may not reach beyond this: the next local header, or the central directory.
    pub(super) end: u64,
    pub(super) packed: u64,
    pub(super) size: u64,
    pub(super) crc32: u32,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) encrypted: bool,
    /// Offset of its record in the central directory.
    pub(super) central: u64,
}

/// What the central directory tells.
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    pub(super) members: Vec<Member>,
    /// Offset of the central directory in the file.
    pub(super) start: u64,
}

/// The files that an archive in several parts was cut into, called disks.
#[derive(Clone, Copy)]
struct Disks<'a>(&'a [Piece]);

impl Disks<'_> {
    /// The place among all bytes of what lies at `offset` of a disk. An archive in one file may call its disk as it likes.
    fn place(self, disk: u32, offset: u64) -> Option<u64> {
        if self.0.is_empty() {
            return Some(offset);
        }
        let before = self.0.get(..usize::try_from(disk).ok()?)?;
        before
            .iter()
            .try_fold(offset, |place, part| place.checked_add(part.size))
    }
}

/// The number of the disk that the first `size` bytes of a file are, by their end record: 0 for an archive in one part.
pub(crate) fn disks(file: &File, size: u64) -> Option<u16> {
    let (tail, _) = tail(file, size).ok()?;
    let record = tail.get(find_end(&tail)?..)?;
    u16_at(record, 4).map(|disk| if disk == 0xFFFF { 0 } else { disk })
}

/// Whether the first `size` bytes of a file are one zip archive from the first to the last.
pub(crate) fn is_whole(file: &File, size: u64) -> bool {
    let meter = Meter::new(Limits::default(), Flag::default());
    let fits = |end: End| end.record == end.size.saturating_add(end.offset);
    end(file, size, Disks(&[]), &meter).is_ok_and(fits) && !meter.trailing()
}

/// Whether a file ends as zip archives do.
pub(in super::super) fn has_end_record(file: &File, size: u64) -> bool {
    tail(file, size).is_ok_and(|(tail, _)| find_end(&tail).is_some())
}

fn read_at(file: &File, offset: u64, length: u64) -> Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| Error::corrupt("impossible length"))?];
    file.read_exact_at(&mut bytes, offset).map_err(Error::decoding)?;
    Ok(bytes)
}

/// The last bytes of a file and their offset.
fn tail(file: &File, size: u64) -> Result<(Vec<u8>, u64)> {
    let offset = size.saturating_sub(TAIL);
    Ok((read_at(file, offset, size - offset)?, offset))
}

/// The place of the last end record whose comment fits.
fn find_end(tail: &[u8]) -> Option<usize> {
    (0..=tail.len().checked_sub(END_SIZE as usize)?).rev().find(|at| {
        tail.get(*at..).is_some_and(|record| {
            record.starts_with(END)
                && u16_at(record, 20)
                    .is_some_and(|comment| END_SIZE as usize + usize::from(comment) <= record.len())
        })
    })
}

struct End {
    /// Offset of the record itself (of the zip64 one, if there is one).
    record: u64,
    count: u64,
    size: u64,
    /// Where the directory begins.
    disk: u32,
    offset: u64,
}

fn end(file: &File, size: u64, disks: Disks<'_>, meter: &Meter) -> Result<End> {
    let (tail, base) = tail(file, size)?;
    let missing = || Error::corrupt("cut short: the central directory is missing");
    let at = find_end(&tail).ok_or_else(missing)?;
    let record = tail.get(at..).unwrap_or_default();
    let short = |i| u16_at(record, i).map(u64::from).ok_or_else(missing);
    let long = |i| u32_at(record, i).map(u64::from).ok_or_else(missing);
    if record.len() as u64 > END_SIZE + short(20)? {
        let rest = record.get((END_SIZE + short(20)?) as usize..).unwrap_or_default();
        if rest.iter().any(|b| *b != 0) {
            meter.note_trailing();
        }
    }
    let here = base + at as u64;
    let end = End {
        record: here,
        count: short(10)?,
        size: long(12)?,
        disk: u32::from(u16_at(record, 6).ok_or_else(missing)?),
        offset: long(16)?,
    };
    let overflows = end.count == 0xFFFF || end.size == 0xFFFF_FFFF || end.offset == 0xFFFF_FFFF;
    if !overflows && short(4)? != 0 && short(4)? != 0xFFFF && disks.0.is_empty() {
        return Err(Error::Unsupported(
            "the last part of a zip archive in several parts; the others (.z01, ...) must lie beside it"
                .to_owned(),
        ));
    }
    // The locator lies right in front of the end record; old writers left it out when nothing overflowed.
    let Some(locator) = here.checked_sub(20) else {
        return Ok(end);
    };
    let locator_bytes = read_at(file, locator, 20)?;
    if !locator_bytes.starts_with(END64_LOCATOR) {
        return Ok(end);
    }
    let claimed = u32_at(&locator_bytes, 4)
        .zip(u64_at(&locator_bytes, 8))
        .and_then(|(disk, offset)| disks.place(disk, offset))
        .ok_or_else(missing)?;
    // With a program in front of the archive the claim is too low; then the record lies right before the locator.
    let record64 = [Some(claimed), locator.checked_sub(56)]
        .into_iter()
        .flatten()
        .filter(|o| o.checked_add(56).is_some_and(|end| end <= locator))
        .find_map(|o| {
            read_at(file, o, 56)
                .ok()
                .filter(|r| r.starts_with(END64))
                .map(|r| (o, r))
        });
    let Some((offset, record64)) = record64 else {
        return if overflows { Err(missing()) } else { Ok(end) };
    };
    let end64 = End {
        record: offset,
        count: u64_at(&record64, 32).ok_or_else(missing)?,
        size: u64_at(&record64, 40).ok_or_else(missing)?,
        disk: u32_at(&record64, 20).ok_or_else(missing)?,
        offset: u64_at(&record64, 48).ok_or_else(missing)?,
    };
    // Info-ZIP writes one into a stream also where nothing overflows. It must then say the same.
    let same = (end64.count, end64.size, end64.offset) == (end.count, end.size, end.offset);
    Ok(if overflows || same { end64 } else { end })
}

/// Reads the whole central directory.
pub(super) fn read(file: &File, size: u64, parts: &[Piece], meter: &Meter) -> Result<Directory> {
    let disks = Disks(parts);
    let end = end(file, size, disks, meter)?;
    let damaged = || Error::corrupt("damaged central directory");
    let at = end.record.checked_sub(end.size).ok_or_else(damaged)?;
    // A program in front of the archive shifts everything; fewer bytes than there were mean damage.
    let start = disks
        .place(end.disk, end.offset)
        .and_then(|offset| at.checked_sub(offset))
        .ok_or_else(|| Error::corrupt("bytes are missing in the archive"))?;
    // What ends here is an archive in another one that is cut, and stored as it is, unless that ends in front.
    if start > 0 && read_at(file, 0, 4)? == LOCAL && !is_whole(file, start) {
        return Err(Error::corrupt("cut short: the central directory is missing"));
    }
    let mut directory = Directory {
        entries: Vec::new(),
        members: Vec::new(),
        start: at,
    };
    // The count is only a claim, the bytes are there.
    let records = usize::try_from(end.count.min(end.size / CENTRAL_SIZE as u64)).unwrap_or(0);
    directory.entries.reserve(records.min(1 << 20));
    directory.members.reserve(records.min(1 << 20));
    let mut clock = Clock::default();
    let (mut buffer, mut next, mut pos) = (Vec::new(), at, 0_usize);
    let mut header = 0;
    while directory.entries.len() as u64 != end.count || next < end.record || pos < buffer.len() {
        if buffer.len() - pos < CENTRAL_SIZE + 3 * 0xFFFF && next < end.record {
            buffer.drain(..pos);
            pos = 0;
            let length = CHUNK.min(end.record - next);
            buffer.extend(read_at(file, next, length)?);
            next += length;
        }
        let record = buffer.get(pos..).unwrap_or_default();
        if !record.starts_with(CENTRAL) {
            break;
        }
        meter.entry()?;
        let (length, entry, mut member) = central(record, disks, &mut clock).ok_or_else(damaged)?;
        meter.name(entry.name.len())?;
        member.header = member.header.checked_add(start).ok_or_else(damaged)?;
        member.central = next - (buffer.len() - pos) as u64;
        pos += length;
        header += 1;
        directory.entries.push(entry);
        directory.members.push(member);
    }
    // The count is a 16-bit number in archives whose writers did not know zip64.
    if header & 0xFFFF != end.count & 0xFFFF || (pos < buffer.len() && end.count != header) {
        return Err(Error::corrupt(
            "the central directory does not hold the number of entries it claims",
        ));
    }
    bound(&mut directory.members, at).map_err(|error| match error {
        Error::Limit(Limit::Overlap) if !parts.is_empty() => {
            Error::corrupt("cut short: one of the parts lacks data")
        }
        error => error,
    })?;
    Ok(directory)
}

/// Finds for each member where its data must end, and refuses members whose data overlap for certain.
fn bound(members: &mut [Member], directory: u64) -> Result<()> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|i| members.get(*i).map_or(0, |m| m.header));
    let mut limit = directory;
    for i in order.into_iter().rev() {
        let Some(member) = members.get_mut(i) else {
            continue;
        };
        let least = member
            .header
            .checked_add(30)
            .and_then(|n| n.checked_add(member.packed));
        if member.header >= directory || least.is_none_or(|least| least > directory) {
            return Err(Error::corrupt("damaged central directory: data beyond their end"));
        }
        if least.is_none_or(|least| least > limit) {
            return Err(Error::Limit(Limit::Overlap));
        }
        member.end = limit;
        limit = member.header;
    }
    Ok(())
}

/// One record of the central directory: its length, and what it says.
fn central(record: &[u8], disks: Disks<'_>, clock: &mut Clock) -> Option<(usize, Entry, Member)> {
    let flags = u16_at(record, 8)?;
    let method = u16_at(record, 10)?;
    let (time, date) = (u16_at(record, 12)?, u16_at(record, 14)?);
    let crc32 = u32_at(record, 16)?;
    let mut packed = u64::from(u32_at(record, 20)?);
    let mut size = u64::from(u32_at(record, 24)?);
    let name_end = CENTRAL_SIZE + usize::from(u16_at(record, 28)?);
    let extra_end = name_end + usize::from(u16_at(record, 30)?);
    let length = extra_end + usize::from(u16_at(record, 32)?);
    let system = *record.get(5)?;
    let attributes = u32_at(record, 38)?;
    let mut disk = u32::from(u16_at(record, 34)?);
    let mut header = u64::from(u32_at(record, 42)?);
    let name = record.get(CENTRAL_SIZE..name_end)?;
    let extra = extra_fields(record.get(name_end..extra_end)?);
    record.get(..length)?;
    if let Some((_, data)) = extra.iter().find(|(id, _)| *id == 1) {
        // APPNOTE 4.5.3: only the fields that overflowed are there, in this order.
        let mut at = 0;
        for field in [&mut size, &mut packed, &mut header] {
            if *field == 0xFFFF_FFFF {
                *field = u64_at(data, at)?;
                at += 8;
            }
        }
        if disk == 0xFFFF {
            disk = u32_at(data, at).unwrap_or(disk);
        }
    }
    let header = disks.place(disk, header)?;
    let utf8_name = extra.iter().find_map(|(id, data)| unicode_path(*id, data, name));
    // Made by Unix (3) or macOS (19): the upper half of the attributes is a Unix mode.
    let unix_mode = Some(attributes >> 16).filter(|m| matches!(system, 3 | 19) && *m != 0);
    let dos = matches!(system, 0 | 6 | 10 | 11 | 14);
    let is_dir = name.ends_with(b"/") || (dos && (attributes & 0x10 != 0 || name.ends_with(b"\\")));
    let kind = match unix_mode.map(Kind::of_mode) {
        _ if is_dir => Kind::Dir,
        // Info-ZIP stores what it read from a pipe with the mode of that pipe: it is a file all the same.
        Some(Kind::Fifo | Kind::Device) if size > 0 => Kind::File,
        Some(kind) => kind,
        None => Kind::File,
    };
    let mut entry = Entry::new(name.to_vec(), kind);
    if let Some(better) = utf8_name {
        entry.name = better.to_vec();
    }
    entry.name_is_utf8 = (flags & 0x800 != 0 && std::str::from_utf8(name).is_ok()) || utf8_name.is_some();
    entry.size = Some(size);
    entry.packed = Some(packed);
    entry.method = Some(method_name(method));
    // WinZip's AE-2 stores none (APPNOTE 7.2.5).
    let has_crc32 = method != 99
        || !extra
            .iter()
            .any(|(id, data)| *id == 0x9901 && u16_at(data, 0) == Some(2));
    entry.crc32 = (kind == Kind::File && has_crc32).then_some(crc32);
    entry.mtime = clock.time(date, time, &extra);
    entry.mode = unix_mode.map(|m| m & 0o7777);
    entry.owner = extra.iter().find_map(|(id, data)| owner(*id, data));
    entry.encrypted = flags & 1 != 0;
    entry.dos = dos;
    let encrypted = entry.encrypted;
    Some((
        length,
        entry,
        Member {
            header,
            end: 0,
            packed,
            size,
            crc32,
            method,
            flags,
            encrypted,
            central: 0,
        },
    ))
}

/// The fields of an extra block; what does not fit is left out, as other readers do.
pub(super) fn extra_fields(mut block: &[u8]) -> Vec<(u16, &[u8])> {
    let mut fields = Vec::new();
    while let (Some(id), Some(length)) = (u16_at(block, 0), u16_at(block, 2)) {
        let end = 4 + usize::from(length);
        let Some(data) = block.get(4..end) else { break };
        fields.push((id, data));
        block = block.get(end..).unwrap_or_default();
    }
    fields
}

/// Info-ZIP's numbers of the user and the group, each behind its length; version 1.
pub(super) fn owner(id: u16, data: &[u8]) -> Option<(u32, u32)> {
    if id != 0x7875 || data.first() != Some(&1) {
        return None;
    }
    let length = |at: usize| data.get(at).copied().map(usize::from);
    let number = |at: usize, length: usize| {
        let bytes = data.get(at..at + length).filter(|bytes| bytes.len() <= 4)?;
        Some(bytes.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
    };
    let user_length = length(1)?;
    let group_length = length(2 + user_length)?;
    Some((number(2, user_length)?, number(3 + user_length, group_length)?))
}

/// Info-ZIP's Unicode path (APPNOTE 4.6.9); valid only while the plain name is the one it was made for.
pub(super) fn unicode_path<'a>(id: u16, data: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let good = id == 0x7075 && data.first() == Some(&1) && u32_at(data, 1)? == libdeflater::crc32(name);
    let path = data.get(5..)?;
    (good && std::str::from_utf8(path).is_ok()).then_some(path)
}

pub(super) fn method_name(method: u16) -> &'static str {
    match method {
        0 => "stored",
        1 => "shrink",
        2..=5 => "reduce",
        6 => "implode",
        8 => "deflate",
        9 => "deflate64",
        12 => "bzip2",
        14 => "lzma",
        93 | 20 => "zstd",
        95 => "xz",
        98 => "ppmd",
        99 => "aes",
        _ => "unknown",
    }
}
