//! Writers of archives that write what they are told, however wrong.

use std::io::Write;

/// An entry to be written.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) data: Vec<u8>,
    /// Unix mode with its kind bits; 0 stores none.
    pub(crate) mode: u32,
    pub(crate) link: Option<Vec<u8>>,
    pub(crate) hard: bool,
    /// Who made a zip entry: 3 is Unix, 0 is FAT.
    pub(crate) system: u8,
    pub(crate) flags: u16,
    /// The unpacked size that is claimed.
    pub(crate) claimed: Option<u32>,
    /// The name in the local header.
    pub(crate) local_name: Option<Vec<u8>>,
}

pub(crate) fn file(name: impl AsRef<[u8]>, data: impl AsRef<[u8]>) -> Entry {
    Entry {
        name: name.as_ref().to_vec(),
        data: data.as_ref().to_vec(),
        mode: 0o100_644,
        link: None,
        hard: false,
        system: 3,
        flags: 0,
        claimed: None,
        local_name: None,
    }
}

pub(crate) fn link(name: &str, target: &str) -> Entry {
    Entry {
        mode: 0o120_777,
        link: Some(target.into()),
        ..file(name, target)
    }
}

pub(crate) fn hard(name: &str, target: &str) -> Entry {
    Entry {
        hard: true,
        link: Some(target.into()),
        ..file(name, "")
    }
}

/// CRC-32 (ISO 3309), bit by bit.
pub(crate) fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| {
            if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 }
        })
    })
}

/// A zip with stored members.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for e in entries {
        let local_name = e.local_name.as_ref().unwrap_or(&e.name);
        let mut head = Vec::new();
        for field in [20, e.flags, 0, 0x645C, 0x585D] {
            head.extend(field.to_le_bytes());
        }
        let packed = e.data.len() as u32;
        for field in [crc32(&e.data), packed, e.claimed.unwrap_or(packed)] {
            head.extend(field.to_le_bytes());
        }
        let offset = out.len() as u32;
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend((local_name.len() as u16).to_le_bytes());
        out.extend([0, 0]);
        out.extend(local_name);
        out.extend(&e.data);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, e.system]);
        directory.extend(&head);
        directory.extend((e.name.len() as u16).to_le_bytes());
        directory.extend([0; 8]);
        directory.extend((e.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&e.name);
    }
    let (count, offset) = (entries.len() as u16, out.len() as u32);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A ustar archive.
pub(crate) fn tar(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    for e in entries {
        let kind = match (e.hard, e.mode & 0o170_000) {
            (true, _) => b'1',
            (_, 0o120_000) => b'2',
            (_, 0o020_000) => b'3',
            (_, 0o040_000) => b'5',
            (_, 0o010_000) => b'6',
            _ => b'0',
        };
        let data: &[u8] = if kind == b'0' { &e.data } else { b"" };
        let mut head = vec![0; 512];
        let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &e.name);
        put(100, format!("{:07o}\0", e.mode & 0o7777).as_bytes());
        put(108, b"0001750\x000001750\x00");
        put(
            124,
            format!("{:011o}\0{:011o}\0        ", data.len(), 1_709_210_096).as_bytes(),
        );
        put(156, &[kind]);
        put(157, e.link.as_deref().unwrap_or_default());
        put(257, b"ustar\x0000");
        let sum: u32 = head.iter().map(|b| u32::from(*b)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(head);
        out.extend(data);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// A cpio archive (newc).
pub(crate) fn cpio(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let trailer = Entry {
        mode: 0,
        ..file("TRAILER!!!", "")
    };
    for (inode, e) in entries.iter().chain([&trailer]).enumerate() {
        write!(out, "070701").unwrap();
        let size = e.data.len() as u32;
        for field in [
            inode as u32,
            e.mode,
            0,
            0,
            1,
            1_709_210_096,
            size,
            0,
            0,
            1,
            3,
            e.name.len() as u32 + 1,
            0,
        ] {
            write!(out, "{field:08X}").unwrap();
        }
        out.extend(&e.name);
        out.push(0);
        out.resize(out.len().next_multiple_of(4), 0);
        out.extend(&e.data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

/// A gzip stream of stored blocks (RFC 1952, RFC 1951).
pub(crate) fn gzip(data: &[u8]) -> Vec<u8> {
    let mut out = b"\x1F\x8B\x08\0\0\0\0\0\0\x03".to_vec();
    let mut chunks = data.chunks(0xFFFF).peekable();
    if data.is_empty() {
        out.extend([1, 0, 0, 0xFF, 0xFF]);
    }
    while let Some(chunk) = chunks.next() {
        let length = chunk.len() as u16;
        out.push(u8::from(chunks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(chunk);
    }
    out.extend(crc32(data).to_le_bytes());
    out.extend((data.len() as u32).to_le_bytes());
    out
}
