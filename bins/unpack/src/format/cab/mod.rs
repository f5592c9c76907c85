//! cab (MS-CAB 1.4): stored, MSZIP and LZX folders, also of sets of cabinets.

mod lzx;
mod set;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libdeflater::{DecompressionError, Decompressor};

use super::zip::Clock;
use super::{Indexed, Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::limits::Meter;
use crate::names::{Encoding, Names};
use crate::policy::MAX_NAME;
use crate::source::{At, goes_on_behind};
use lzx::Lzx;
use set::Part;

/// A block unpacks to no more than this, and refers back no further.
const BLOCK: usize = 32 << 10;
/// Numbers that stand for folders which are not of one cabinet alone.
const FROM_PREVIOUS: u16 = 0xFFFD;
const TO_NEXT: u16 = 0xFFFE;
const FROM_AND_TO: u16 = 0xFFFF;
/// Attribute of a file: the name is UTF-8.
const UTF8: u16 = 0x80;

/// An open cabinet, or a set of them.
pub(super) struct Cab {
    meter: Arc<Meter>,
    entries: Vec<Entry>,
    members: Vec<Member>,
    folders: Vec<Folder>,
    names: Names,
    paths: Vec<PathBuf>,
}

/// Where the contents of a file lie: in the unpacked stream of a folder.
struct Member {
    folder: usize,
    offset: u64,
    size: u64,
}

/// Data blocks packed by one method. A folder may go on in the next cabinet of a set.
struct Folder {
    method: u16,
    runs: VecDeque<Run>,
}

/// Data blocks one after the other in one file.
#[derive(Clone)]
struct Run {
    file: Arc<File>,
    offset: u64,
    blocks: u16,
    /// Bytes that every data block has between its header and its data.
    reserve: usize,
}

impl Cab {
    /// Reads all headers, of the other cabinets of a set too, and decodes the names. `path` says where those lie.
    pub(super) fn open(file: Arc<File>, path: Option<&Path>, options: &Options) -> Result<Self> {
        let mut cab = Self {
            meter: Arc::clone(&options.meter),
            entries: Vec::new(),
            members: Vec::new(),
            folders: Vec::new(),
            names: options.names.clone(),
            paths: Vec::new(),
        };
        let mut clock = Clock::default();
        for part in set::whole(file, path)? {
            if goes_on_behind(&part.file, part.end)? {
                cab.meter.note_trailing();
            }
            cab.paths.extend(part.path.clone());
            cab.add(part, &mut clock)?;
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

    /// Adds what the next cabinet of the set holds.
    fn add(&mut self, part: Part, clock: &mut Clock) -> Result<()> {
        let before = self.folders.len();
        let mut continued = false;
        let mut headers = Headers::at(&part.file, part.files_at);
        let mut files = Vec::new();
        for _ in 0..part.files {
            let fields: [u8; 16] = headers.take()?;
            let from_before = matches!(u16_at(&fields, 8), FROM_PREVIOUS | FROM_AND_TO);
            files.push((fields, headers.name()?));
            continued |= from_before;
        }
        let mut folders = part.folders.into_iter();
        // The first folder of this cabinet is the rest of the last one's.
        let first = if continued && before > 0 {
            if let (Some(last), Some(rest)) = (self.folders.last_mut(), folders.next()) {
                last.runs.extend(rest.runs);
            }
            before - 1
        } else {
            before
        };
        self.folders.extend(folders);
        for (fields, name) in files {
            let folder = match u16_at(&fields, 8) {
                // It was listed where it begins.
                FROM_PREVIOUS | FROM_AND_TO if before > 0 => continue,
                FROM_PREVIOUS | FROM_AND_TO => first,
                TO_NEXT => self.folders.len().saturating_sub(1),
                folder => first + usize::from(folder),
            };
            self.meter.entry()?;
            let size = u64::from(u32_at(&fields, 0));
            let mut entry = Entry::new(name, Kind::File);
            entry.name_is_utf8 = u16_at(&fields, 14) & UTF8 != 0;
            entry.size = Some(size);
            entry.dos = true;
            entry.mtime = clock.dos(u16_at(&fields, 10), u16_at(&fields, 12));
            entry.method = self.folders.get(folder).map(Folder::method_name);
            self.entries.push(entry);
            self.members.push(Member {
                folder,
                offset: u64::from(u32_at(&fields, 4)),
                size,
            });
        }
        Ok(())
    }
}

impl Indexed for Cab {
    fn volumes(&self) -> &[PathBuf] {
        &self.paths
    }

    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
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
struct Headers {
    input: BufReader<At>,
}

impl Headers {
    /// From this offset on.
    fn at(file: &Arc<File>, offset: u64) -> Self {
        Self {
            input: BufReader::new(At::new(Arc::clone(file), offset)),
        }
    }

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
    /// Where the next blocks lie.
    runs: VecDeque<Run>,
    method: Method,
    /// The last block, in the unpacked stream from here on.
    block: Vec<u8>,
    at: u64,
}

enum Method {
    Stored,
    Mszip(Decompressor),
    Lzx(Box<Lzx>),
}

impl Stream {
    fn new(folder: usize, of: &Folder) -> Result<Self> {
        let method = match of.method & 15 {
            0 => Method::Stored,
            1 => Method::Mszip(Decompressor::new()),
            3 => Method::Lzx(Box::new(Lzx::new(u32::from(of.method >> 8 & 31))?)),
            _ => {
                return Err(Error::Unsupported(
                    "a cabinet packed by Quantum; cabextract reads it".to_owned(),
                ));
            }
        };
        Ok(Self {
            folder,
            runs: of.runs.clone(),
            method,
            block: Vec::new(),
            at: 0,
        })
    }

    /// Reads and checks the data of the next block; returns them and the size they unpack to. That is 0 where the
    /// rest of the block is in the next cabinet.
    fn read(&mut self) -> Result<(Vec<u8>, usize)> {
        while self.runs.front().is_some_and(|run| run.blocks == 0) {
            self.runs.pop_front();
        }
        let run = self
            .runs
            .front_mut()
            .ok_or_else(|| Error::corrupt("cut short: a member ends too early"))?;
        run.blocks -= 1;
        let mut input = At::new(Arc::clone(&run.file), run.offset);
        let mut head = vec![0; 8 + run.reserve];
        input.read_exact(&mut head).map_err(Error::decoding)?;
        let mut data = vec![0; usize::from(u16_at(&head, 4))];
        input.read_exact(&mut data).map_err(Error::decoding)?;
        let claimed = u32_at(&head, 0);
        if claimed != 0 && claimed != sum(head.get(4..).unwrap_or_default(), sum(&data, 0)) {
            return Err(Error::corrupt("damaged data: the checksum does not match"));
        }
        run.offset += (head.len() + data.len()) as u64;
        Ok((data, usize::from(u16_at(&head, 6))))
    }

    /// Unpacks the next block.
    fn advance(&mut self, meter: &Meter) -> Result<()> {
        let damaged = || Error::corrupt("damaged data: cannot be unpacked");
        let (mut data, mut size) = self.read()?;
        if size == 0 {
            let (rest, whole) = self.read()?;
            data.extend(rest);
            size = whole;
        }
        if size == 0 || size > BLOCK {
            return Err(damaged());
        }
        self.at += self.block.len() as u64;
        meter.consume(data.len() as u64);
        self.block = match &mut self.method {
            Method::Stored => data,
            Method::Mszip(inflate) => {
                let packed = data.strip_prefix(b"CK").ok_or_else(damaged)?;
                mszip(inflate, &self.block, packed, size)?
            }
            Method::Lzx(lzx) => lzx.frame(&data, size)?,
        };
        if self.block.len() != size {
            return Err(damaged());
        }
        meter.produce(size as u64)
    }
}

/// A block refers back to the one before it. As a stored block (RFC 1951, 3.2.4) in front of it that one is part of
/// the same deflate stream.
fn mszip(inflate: &mut Decompressor, before: &[u8], packed: &[u8], size: usize) -> Result<Vec<u8>> {
    let length = u16::try_from(before.len()).unwrap_or(0);
    let mut stream = vec![0];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(before);
    stream.extend(packed);
    let mut both = vec![0; before.len() + size];
    let n = inflate
        .deflate_decompress(&stream, &mut both)
        .map_err(|e| match e {
            DecompressionError::BadData => Error::corrupt("damaged data: cannot be inflated"),
            DecompressionError::InsufficientSpace => {
                Error::corrupt("damaged data: more come out than the archive claims")
            }
        })?;
    both.truncate(n);
    Ok(both.split_off(before.len().min(n)))
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
        let stream = match &mut *self.stream {
            Some(stream) => stream,
            none => none.insert(Stream::new(folder, of)?),
        };
        let (mut at, end) = (offset, offset + size);
        while at < end {
            let skip = usize::try_from(at - stream.at).unwrap_or(usize::MAX);
            let here = stream.block.get(skip..).unwrap_or_default();
            if here.is_empty() {
                stream.advance(&self.cab.meter)?;
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
