//! cab (MS-CAB 1.4): stored and MSZIP folders of a single cabinet.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use libdeflater::{DecompressionError, Decompressor};

use super::zip::Clock;
use super::{Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::limits::Meter;
use crate::names::{Encoding, Names};
use crate::policy::MAX_NAME;
use crate::source::At;

/// A block unpacks to no more than this, and refers back no further.
const BLOCK: usize = 32 << 10;
/// Attribute of a file: the name is UTF-8.
const UTF8: u16 = 0x80;

/// An open cabinet.
pub(super) struct Cab {
    file: Arc<File>,
    meter: Arc<Meter>,
    entries: Vec<Entry>,
    members: Vec<Member>,
    folders: Vec<Folder>,
    /// Bytes that every data block has between its header and its data.
    reserve: usize,
    names: Names,
}

/// Where the contents of a file lie: in the unpacked stream of a folder.
struct Member {
    folder: usize,
    offset: u64,
    size: u64,
}

/// Data blocks packed by one method.
struct Folder {
    offset: u64,
    blocks: u16,
    method: u16,
}

impl Cab {
    /// Reads all headers and decodes the names.
    pub(super) fn open(file: Arc<File>, options: &Options) -> Result<Self> {
        let mut headers = Headers {
            input: std::io::BufReader::new(At::new(Arc::clone(&file), 0)),
        };
        let fixed: [u8; 36] = headers.take()?;
        let short = |at: usize| u16_at(&fixed, at);
        let flags = short(30);
        let (mut folder_reserve, mut reserve) = (0, 0);
        if flags & 4 != 0 {
            let [a, b, folder, data] = headers.take()?;
            headers.skip(u64::from(u16::from_le_bytes([a, b])))?;
            (folder_reserve, reserve) = (u64::from(folder), usize::from(data));
        }
        if flags & 3 != 0 {
            return Err(Error::Unsupported(
                "one part of a cabinet in several parts; cabextract joins them".to_owned(),
            ));
        }
        let mut folders = Vec::new();
        for _ in 0..short(26) {
            let [a, b, c, d, e, f, g, h] = headers.take()?;
            headers.skip(folder_reserve)?;
            folders.push(Folder {
                offset: u64::from(u32::from_le_bytes([a, b, c, d])),
                blocks: u16::from_le_bytes([e, f]),
                method: u16::from_le_bytes([g, h]),
            });
        }
        headers.input = std::io::BufReader::new(At::new(Arc::clone(&file), u64::from(u32_at(&fixed, 16))));
        let mut cab = Self {
            file,
            meter: Arc::clone(&options.meter),
            entries: Vec::new(),
            members: Vec::new(),
            folders,
            reserve,
            names: options.names.clone(),
        };
        let mut clock = Clock::default();
        for _ in 0..short(28) {
            cab.meter.entry()?;
            let fields: [u8; 16] = headers.take()?;
            let name = headers.name()?;
            let folder = usize::from(u16_at(&fields, 8));
            let attributes = u16_at(&fields, 14);
            let size = u64::from(u32_at(&fields, 0));
            let mut entry = Entry::new(name, Kind::File);
            entry.name_is_utf8 = attributes & UTF8 != 0;
            entry.size = Some(size);
            entry.dos = true;
            entry.mtime = clock.dos(u16_at(&fields, 10), u16_at(&fields, 12));
            entry.method = cab.folders.get(folder).map(|f| f.method_name());
            cab.entries.push(entry);
            cab.members.push(Member {
                folder,
                offset: u64::from(u32_at(&fields, 4)),
                size,
            });
        }
        cab.names.decode_all(&mut cab.entries);
        // MS-CAB 2.4: a backslash separates the components of a name.
        for entry in &mut cab.entries {
            entry
                .name
                .iter_mut()
                .filter(|b| **b == b'\\')
                .for_each(|b| *b = b'/');
        }
        Ok(cab)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    pub(super) fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        let mut stream = None;
        for (entry, member) in self.entries.iter().zip(&self.members) {
            self.meter.pulse()?;
            let mut body = MemberBody {
                cab: self,
                member,
                stream: &mut stream,
            };
            if visit(entry, &mut body)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl Folder {
    fn method_name(&self) -> &'static str {
        match self.method & 15 {
            0 => "stored",
            1 => "mszip",
            2 => "quantum",
            3 => "lzx",
            _ => "unknown",
        }
    }
}

/// Headers, one after the other.
struct Headers<R> {
    input: R,
}

impl<R: Read> Headers<R> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes).map_err(Error::decoding)?;
        Ok(bytes)
    }

    fn skip(&mut self, n: u64) -> Result<()> {
        let skipped = std::io::copy(&mut (&mut self.input).take(n), &mut std::io::sink());
        if skipped.map_err(Error::decoding)? == n {
            Ok(())
        } else {
            Err(Error::corrupt("cut short: the data end too early"))
        }
    }

    /// Bytes up to a NUL.
    fn name(&mut self) -> Result<Vec<u8>> {
        let mut name = Vec::new();
        loop {
            match self.take()? {
                [0] => return Ok(name),
                [byte] if name.len() < 16 * MAX_NAME => name.push(byte),
                _ => return Err(Error::corrupt("damaged cabinet: a name without its end")),
            }
        }
    }
}

/// The unpacked stream of a folder, block by block.
struct Stream {
    folder: usize,
    /// Offset of the next block in the file, and how many are left.
    next: u64,
    left: u16,
    inflate: Decompressor,
    /// The last block, in the unpacked stream from here on.
    block: Vec<u8>,
    at: u64,
}

impl Stream {
    fn new(folder: usize, of: &Folder) -> Self {
        Self {
            folder,
            next: of.offset,
            left: of.blocks,
            inflate: Decompressor::new(),
            block: Vec::new(),
            at: 0,
        }
    }

    /// Reads, checks and unpacks the next block.
    fn advance(&mut self, cab: &Cab, method: u16) -> Result<()> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| Error::corrupt("cut short: a member ends too early"))?;
        let mut input = At::new(Arc::clone(&cab.file), self.next);
        let mut head = vec![0; 8 + cab.reserve];
        input.read_exact(&mut head).map_err(Error::decoding)?;
        let mut data = vec![0; usize::from(u16_at(&head, 4))];
        input.read_exact(&mut data).map_err(Error::decoding)?;
        let size = usize::from(u16_at(&head, 6));
        let claimed = u32_at(&head, 0);
        if claimed != 0 && claimed != sum(head.get(4..).unwrap_or_default(), sum(&data, 0)) {
            return Err(Error::corrupt("damaged data: the checksum does not match"));
        }
        let damaged = || Error::corrupt("damaged data: cannot be unpacked");
        if size > BLOCK {
            return Err(damaged());
        }
        self.next += (head.len() + data.len()) as u64;
        self.at += self.block.len() as u64;
        cab.meter.consume(data.len() as u64);
        match method & 15 {
            0 => self.block = data,
            1 => {
                let packed = data.strip_prefix(b"CK").ok_or_else(damaged)?;
                self.inflate(packed, size)?;
            }
            _ => {
                return Err(Error::Unsupported(
                    "a cabinet packed by LZX or Quantum; cabextract reads it".to_owned(),
                ));
            }
        }
        if self.block.len() != size {
            return Err(damaged());
        }
        cab.meter.produce(size as u64)
    }

    /// A block refers back to the one before it. As a stored block (RFC 1951, 3.2.4) in front of it that one is
    /// part of the same deflate stream.
    fn inflate(&mut self, packed: &[u8], size: usize) -> Result<()> {
        let before = u16::try_from(self.block.len()).unwrap_or(0);
        let mut stream = vec![0];
        stream.extend(before.to_le_bytes());
        stream.extend((!before).to_le_bytes());
        stream.extend(&self.block);
        stream.extend(packed);
        let mut both = vec![0; self.block.len() + size];
        let n = self
            .inflate
            .deflate_decompress(&stream, &mut both)
            .map_err(|e| match e {
                DecompressionError::BadData => Error::corrupt("damaged data: cannot be inflated"),
                DecompressionError::InsufficientSpace => {
                    Error::corrupt("damaged data: more come out than the archive claims")
                }
            })?;
        both.truncate(n);
        self.block = both.split_off(self.block.len().min(n));
        Ok(())
    }
}

/// The contents of a member.
struct MemberBody<'a> {
    cab: &'a Cab,
    member: &'a Member,
    stream: &'a mut Option<Stream>,
}

impl Body for MemberBody<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let Member { folder, offset, size } = *self.member;
        let of = self
            .cab
            .folders
            .get(folder)
            .ok_or_else(|| Error::corrupt("damaged cabinet: a file in no folder"))?;
        let fits = self
            .stream
            .as_ref()
            .is_some_and(|s| s.folder == folder && s.at <= offset);
        if !fits {
            *self.stream = None;
        }
        let stream = self.stream.get_or_insert_with(|| Stream::new(folder, of));
        let (mut at, end) = (offset, offset + size);
        while at < end {
            let skip = usize::try_from(at - stream.at).unwrap_or(usize::MAX);
            let here = stream.block.get(skip..).unwrap_or_default();
            if here.is_empty() {
                stream.advance(self.cab, of.method)?;
                continue;
            }
            let n = here.len().min(usize::try_from(end - at).unwrap_or(usize::MAX));
            sink(here.get(..n).unwrap_or_default())?;
            at += n as u64;
        }
        Ok(())
    }
}

/// MS-CAB 3.1: exclusive or of the little-endian words; up to three bytes at the end count the other way round.
fn sum(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let all = words
        .iter()
        .fold(seed, |sum, word| sum ^ u32::from_le_bytes(*word));
    all ^ rest.iter().fold(0, |sum, b| sum << 8 | u32::from(*b))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at + 2) {
        Some([a, b]) => u16::from_le_bytes([*a, *b]),
        _ => 0,
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}
