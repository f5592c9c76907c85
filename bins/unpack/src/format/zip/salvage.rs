//! What is left of an archive without its central directory: local headers (APPNOTE 4.3.7), one behind the other.

use std::fs::File;
use std::os::unix::fs::FileExt;

use memchr::memmem;

use super::bytes::{u16_at, u32_at, u64_at};
use super::directory::{Directory, LOCAL, Member, extra_fields, method_name, owner, unicode_path};
use super::time::Clock;
use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::limits::Meter;

const LOCAL_SIZE: usize = 30;
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
/// The longest data descriptor: a signature, the CRC-32, two sizes of 64 bits.
const DESCRIPTOR_SIZE: usize = 24;
/// Bytes that are searched first, and at a time in the end: there may be many small members.
const FIRST_CHUNK: usize = 1 << 10;
const LAST_CHUNK: usize = 1 << 20;

/// Finds the members from the start of the file to the first place where there is none. The last may be cut.
pub(super) fn read(file: &File, size: u64, meter: &Meter) -> Result<Directory> {
    let mut found = Directory {
        entries: Vec::new(),
        members: Vec::new(),
        start: size,
    };
    let mut clock = Clock::default();
    let mut at = 0;
    while let Some((mut entry, mut member)) = local(file, at, &mut clock)? {
        meter.entry()?;
        meter.name(entry.name.len())?;
        let start = member.end;
        let mut next = start.saturating_add(member.packed);
        if member.flags & 8 != 0 {
            let behind = descriptor(file, start)?;
            let known = behind.as_ref().map(|(d, _)| *d);
            (member.crc32, member.packed, member.size) = known
                .map_or((0, size.saturating_sub(start), u64::MAX), |d| {
                    (d.crc32, d.packed, d.size)
                });
            (entry.crc32, entry.packed, entry.size) =
                (known.map(|d| d.crc32), Some(member.packed), known.map(|d| d.size));
            next = behind.map_or(size, |(_, next)| next);
        }
        member.end = next.max(start.saturating_add(member.packed));
        found.entries.push(entry);
        found.members.push(member);
        if next >= size {
            break;
        }
        at = next;
    }
    Ok(found)
}

/// Up to so many bytes of the file from `at` on.
fn up_to(file: &File, at: u64, length: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut got = 0;
    while let Some(room) = bytes.get_mut(got..).filter(|room| !room.is_empty()) {
        match file.read_at(room, at.saturating_add(got as u64)) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::decoding(e)),
        }
    }
    bytes.truncate(got);
    Ok(bytes)
}

/// The local header at `at`; `end` of the member is where its data begin.
fn local(file: &File, at: u64, clock: &mut Clock) -> Result<Option<(Entry, Member)>> {
    let head = up_to(file, at, LOCAL_SIZE)?;
    if !head.starts_with(LOCAL) {
        return Ok(None);
    }
    let (Some(name_length), Some(extra_length)) = (u16_at(&head, 26), u16_at(&head, 28)) else {
        return Ok(None);
    };
    let (name_length, extra_length) = (usize::from(name_length), usize::from(extra_length));
    let variable = up_to(
        file,
        at.saturating_add(LOCAL_SIZE as u64),
        name_length + extra_length,
    )?;
    if variable.len() < name_length + extra_length {
        return Ok(None);
    }
    let (name, extra) = variable.split_at(name_length);
    let data = at.saturating_add((LOCAL_SIZE + variable.len()) as u64);
    Ok(parsed(&head, name, &extra_fields(extra), at, data, clock))
}

fn parsed(
    head: &[u8],
    name: &[u8],
    extra: &[(u16, &[u8])],
    at: u64,
    data: u64,
    clock: &mut Clock,
) -> Option<(Entry, Member)> {
    let (flags, method) = (u16_at(head, 6)?, u16_at(head, 8)?);
    let mut packed = u64::from(u32_at(head, 18)?);
    let mut size = u64::from(u32_at(head, 22)?);
    if let Some((_, long)) = extra.iter().find(|(id, _)| *id == 1)
        && (packed, size) == (0xFFFF_FFFF, 0xFFFF_FFFF)
    {
        (size, packed) = (u64_at(long, 0)?, u64_at(long, 8)?);
    }
    let kind = if name.ends_with(b"/") {
        Kind::Dir
    } else {
        Kind::File
    };
    let mut entry = Entry::new(name.to_vec(), kind);
    let unicode = extra.iter().find_map(|(id, data)| unicode_path(*id, data, name));
    if let Some(better) = unicode {
        entry.name = better.to_vec();
    }
    let crc32 = u32_at(head, 14)?;
    entry.name_is_utf8 = (flags & 0x800 != 0 && std::str::from_utf8(name).is_ok()) || unicode.is_some();
    (entry.size, entry.packed) = (Some(size), Some(packed));
    entry.crc32 = (kind == Kind::File).then_some(crc32);
    entry.method = Some(method_name(method));
    entry.mtime = clock.time(u16_at(head, 12)?, u16_at(head, 10)?, extra);
    entry.owner = extra.iter().find_map(|(id, data)| owner(*id, data));
    entry.encrypted = flags & 1 != 0;
    let encrypted = entry.encrypted;
    let member = Member {
        header: at,
        end: data,
        packed,
        size,
        crc32,
        method,
        flags,
        encrypted,
        central: at,
    };
    Some((entry, member))
}

#[derive(Clone, Copy)]
struct Descriptor {
    crc32: u32,
    packed: u64,
    size: u64,
}

/// The data descriptor that fits data from `start` on, and the place behind it.
fn descriptor(file: &File, start: u64) -> Result<Option<(Descriptor, u64)>> {
    let (mut from, mut chunk) = (start, FIRST_CHUNK);
    loop {
        let bytes = up_to(file, from, chunk + DESCRIPTOR_SIZE)?;
        for at in memmem::find_iter(&bytes, DESCRIPTOR) {
            let packed = from.saturating_sub(start).saturating_add(at as u64);
            let tail = bytes.get(at..).unwrap_or_default();
            let long = |i| u32_at(tail, i).map(u64::from);
            let (of_32, of_64) = ((long(8), long(12), 16), (u64_at(tail, 8), u64_at(tail, 16), 24));
            for (claimed, size, length) in [of_32, of_64] {
                if claimed == Some(packed)
                    && let (Some(crc32), Some(size)) = (u32_at(tail, 4), size)
                {
                    let end = start.saturating_add(packed).saturating_add(length);
                    return Ok(Some((Descriptor { crc32, packed, size }, end)));
                }
            }
        }
        if bytes.len() < chunk + DESCRIPTOR_SIZE {
            return Ok(None);
        }
        from = from.saturating_add(chunk as u64);
        chunk = LAST_CHUNK.min(chunk * 2);
    }
}
