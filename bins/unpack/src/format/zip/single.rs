//! One member as an archive of its own, for the zip crate: it needs no look at the rest, which may be large or odd.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::bytes::u16_at;
use super::directory::{Member, extra_fields};
use crate::error::{Error, Result};

/// Values from here on do not fit into the fields of 32 bits.
const FULL: u64 = 0xFFFF_FFFF;
/// WinZip's AES (APPNOTE 7.2): key length and the method inside.
const AES: u16 = 0x9901;

/// A new local header, the data where they lie, a new directory of one record.
pub(super) struct Single {
    file: Arc<File>,
    head: Vec<u8>,
    data: u64,
    packed: u64,
    tail: Vec<u8>,
    at: u64,
}

impl Single {
    /// The member whose data begin at `data`.
    pub(super) fn new(file: Arc<File>, member: &Member, data: u64) -> Result<Self> {
        let mut record = [0; 46];
        // Where the central directory is missing a local header stands for its record: it lacks the first two bytes
        // behind the signature.
        let is_local = member.central == member.header;
        let (place, length) = if is_local { (2, 30) } else { (0, 46) };
        let room = record.get_mut(place..place + length).unwrap_or_default();
        file.read_exact_at(room, member.central)
            .map_err(Error::decoding)?;
        let short = |at: usize| u16_at(&record, at).unwrap_or(0);
        let (name, extra) = (short(28), short(30));
        // Version needed, flags, method, time, date; CRC-32 and sizes are written anew.
        let common = record.get(6..16).unwrap_or_default();
        let mut block = vec![0; usize::from(extra)];
        let behind = member.central + length as u64 + u64::from(name);
        file.read_exact_at(&mut block, behind).map_err(Error::decoding)?;
        let mut fields = Vec::new();
        let large = member.packed >= FULL || member.size >= FULL;
        if large {
            fields.extend([1, 0, 16, 0]);
            fields.extend(member.size.to_le_bytes());
            fields.extend(member.packed.to_le_bytes());
        }
        for (id, data) in extra_fields(&block).into_iter().filter(|(id, _)| *id == AES) {
            fields.extend(id.to_le_bytes());
            fields.extend(u16::try_from(data.len()).unwrap_or(0).to_le_bytes());
            fields.extend(data);
        }
        let mut described = common.to_vec();
        described.extend(member.crc32.to_le_bytes());
        for size in [member.packed, member.size] {
            let size = if large { FULL } else { size };
            described.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
        }
        described.extend([1, 0]);
        described.extend(u16::try_from(fields.len()).unwrap_or(0).to_le_bytes());
        let head = [b"PK\x03\x04", described.as_slice(), b"m", &fields].concat();
        let directory = [
            b"PK\x01\x02".as_slice(),
            // Made by Unix, after version 4.5.
            [45, 3].as_slice(),
            &described,
            &[0; 14],
            b"m",
            &fields,
        ]
        .concat();
        let offset = head.len() as u64 + member.packed;
        Ok(Self {
            file,
            head,
            data,
            packed: member.packed,
            tail: [directory.as_slice(), &end(directory.len() as u64, offset)].concat(),
            at: 0,
        })
    }
}

/// The end records of a directory of one record (APPNOTE 4.3.14 to 4.3.16).
fn end(size: u64, offset: u64) -> Vec<u8> {
    let mut all = Vec::new();
    if offset >= FULL {
        all.extend(b"PK\x06\x06");
        all.extend(44_u64.to_le_bytes());
        all.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [1, 1, size, offset] {
            all.extend(number.to_le_bytes());
        }
        all.extend(b"PK\x06\x07\0\0\0\0");
        all.extend((offset + size).to_le_bytes());
        all.extend([1, 0, 0, 0]);
    }
    all.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    for number in [size, offset.min(FULL)] {
        all.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }
    all.extend([0, 0]);
    all
}

impl Read for Single {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let head = self.head.len() as u64;
        let from = |bytes: &[u8], at: u64, buf: &mut [u8]| {
            let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..));
            rest.unwrap_or_default().read(buf)
        };
        let n = if self.at < head {
            from(&self.head, self.at, buf)?
        } else if self.at < head + self.packed {
            let done = self.at - head;
            let left = usize::try_from(self.packed - done).unwrap_or(usize::MAX);
            let room = left.min(buf.len());
            self.file
                .read_at(buf.get_mut(..room).unwrap_or_default(), self.data + done)?
        } else {
            from(&self.tail, self.at - head - self.packed, buf)?
        };
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Single {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length = self.head.len() as u64 + self.packed + self.tail.len() as u64;
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
