//! `--strict`: central and local headers agree, nothing is there twice, and every byte belongs to something.

use std::collections::HashSet;
use std::fs::File;
use std::os::unix::fs::FileExt;

use super::bytes::{u16_at, u32_at, u64_at};
use super::directory::{Directory, Member, extra_fields, unicode_path};
use crate::entry::Kind;
use crate::error::{Error, Result};
use crate::policy::plain_name;

/// Sizes of data descriptors: with or without a signature, of 32 or 64 bits (APPNOTE 4.3.9).
const DESCRIPTORS: [u64; 4] = [12, 16, 20, 24];

/// In the flags: the name is UTF-8.
const UTF8: u16 = 0x800;
const STORED: u16 = 0;

/// Refuses an archive that two readers could read in two ways.
pub(super) fn check(file: &File, directory: &Directory) -> Result<()> {
    let mut names = HashSet::new();
    if let Some(twice) = directory
        .entries
        .iter()
        .find(|e| !names.insert(plain_name(e.raw_name())))
    {
        return Err(refused(twice.raw_name(), "is there twice"));
    }
    let mut order: Vec<usize> = (0..directory.members.len()).collect();
    order.sort_by_key(|i| directory.members.get(*i).map_or(0, |m| m.header));
    // Archives in several parts begin with a signature of their own, and those that were to be have one too (APPNOTE
    // 8.5.3, 8.5.4).
    let mut first = [0; 4];
    let marked = file.read_exact_at(&mut first, 0).is_ok() && matches!(&first, b"PK\x07\x08" | b"PK00");
    let mut place = if marked { 4 } else { 0 };
    for i in order {
        let (Some(entry), Some(member)) = (directory.entries.get(i), directory.members.get(i)) else {
            continue;
        };
        let no = |what| refused(entry.raw_name(), what);
        // Unix's tools take the attribute of DOS for a directory, others the slash.
        if entry.kind == Kind::Dir
            && (member.size > 0 || !matches!(entry.raw_name().last(), Some(b'/' | b'\\')))
        {
            return Err(no("is a directory for some readers and a file for others"));
        }
        if member.header != place {
            return Err(no("has hidden data in front of it"));
        }
        let mut local = [0; 30];
        file.read_exact_at(&mut local, member.header)
            .map_err(Error::decoding)?;
        let short = |i| u16_at(&local, i).unwrap_or(0);
        let long = |i| u64::from(u32_at(&local, i).unwrap_or(0));
        let mut rest = vec![0; usize::from(short(26)) + usize::from(short(28))];
        file.read_exact_at(&mut rest, member.header + 30)
            .map_err(Error::decoding)?;
        let (name, extra) = rest.split_at(usize::from(short(26)).min(rest.len()));
        let better = extra_fields(extra)
            .into_iter()
            .find_map(|(id, data)| unicode_path(id, data, name));
        if better.unwrap_or(name) != entry.raw_name() {
            return Err(no("has another name in its local header"));
        }
        // Readers that know no Unicode path take the plain one, which may be the same in another encoding only.
        if better.is_some_and(|better| name.is_ascii() && better != name) {
            return Err(no("has two names"));
        }
        if short(6) & UTF8 != member.flags & UTF8 && !name.is_ascii() {
            return Err(no("is in UTF-8 in one of its headers only"));
        }
        if short(8) != member.method || (short(6) & 1 != 0) != member.encrypted {
            return Err(no("has another method in its local header"));
        }
        let start = member.header + 30 + rest.len() as u64;
        let gap = member.end.saturating_sub(start.saturating_add(member.packed));
        let (crc32, packed, size) = (long(14), long(18), long(22));
        if short(6) & 8 == 0 {
            let zip64 = packed == 0xFFFF_FFFF || size == 0xFFFF_FFFF;
            if crc32 != u64::from(member.crc32) || !zip64 && (packed, size) != (member.packed, member.size) {
                return Err(no("has another size or CRC in its local header"));
            }
            if gap != 0 {
                return Err(no("has hidden data behind it"));
            }
        } else if member.method == STORED && packed != member.packed {
            return Err(no("is stored, and its size is not known where it begins"));
        } else {
            let mut descriptor = vec![0; usize::try_from(gap).unwrap_or(0).min(24)];
            if !DESCRIPTORS.contains(&gap) {
                return Err(no("has hidden data behind it"));
            }
            file.read_exact_at(&mut descriptor, member.end - gap)
                .map_err(Error::decoding)?;
            if !describes(&descriptor, member) {
                return Err(no("has another size or CRC in its data descriptor"));
            }
        }
        place = member.end;
    }
    if place == directory.start {
        Ok(())
    } else {
        Err(Error::Strict(
            "hidden data in front of the central directory".to_owned(),
        ))
    }
}

/// Whether a data descriptor says what the central directory says.
fn describes(descriptor: &[u8], member: &Member) -> bool {
    let bare = match descriptor.len() {
        16 | 24 => descriptor.strip_prefix(b"PK\x07\x08").unwrap_or_default(),
        _ => descriptor,
    };
    let sizes = if bare.len() == 20 {
        (u64_at(bare, 4), u64_at(bare, 12))
    } else {
        let long = |i| u32_at(bare, i).map(u64::from);
        (long(4), long(8))
    };
    u32_at(bare, 0) == Some(member.crc32) && sizes == (Some(member.packed), Some(member.size))
}

fn refused(name: &[u8], what: &str) -> Error {
    Error::Strict(format!("{} {what}", String::from_utf8_lossy(name)))
}
