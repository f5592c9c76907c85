//! lha and lzh (headers of levels 0 to 3), through the `delharc` crate, which parses headers and decodes.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use delharc::decode::{DecoderAny, LhaDecodeReader};
use delharc::header::{LhaHeader, OsType};

use super::zip::Clock;
use super::{Indexed, Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Result};
use crate::limits::{Consumed, Meter};
use crate::names::{Encoding, Names};
use crate::source::{At, goes_on_behind};

/// Size of the chunks handed on.
const CHUNK: usize = 128 << 10;
/// Extra headers with a name and with the path of its directory.
const FILE_NAME: u8 = 1;
const PATH: u8 = 2;
/// What separates the components in the extra header of a path.
const SEPARATOR: u8 = 0xFF;

/// Whether these bytes begin an archive: a method between two dashes, and a level.
pub(crate) fn is_lha(head: &[u8]) -> bool {
    let method = matches!(
        head.get(2..7),
        Some([b'-', b'l', b'h' | b'z', _, b'-'] | [b'-', b'p', b'm', _, b'-'])
    );
    method && head.get(20).is_some_and(|level| *level <= 3)
}

/// An open archive.
pub(super) struct Lha {
    file: Arc<File>,
    entries: Vec<Entry>,
    members: Vec<(LhaHeader, u64)>,
    meter: Arc<Meter>,
    names: Names,
}

impl Lha {
    /// Reads all headers and decodes the names.
    pub(super) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Self> {
        let mut lha = Self {
            file: Arc::clone(&file),
            entries: Vec::new(),
            members: Vec::new(),
            meter: Arc::clone(&options.meter),
            names: options.names.clone(),
        };
        let mut input = BufReader::new(At::new(file, 0));
        let mut clock = Clock::default();
        loop {
            let failed = |e| Error::io("cannot read", e);
            // Some archives end without the byte that says so.
            if input.stream_position().map_err(failed)? >= size {
                break;
            }
            let Some(header) = LhaHeader::read(&mut input).map_err(damaged)? else {
                break;
            };
            let data = input.stream_position().map_err(failed)?;
            let end = data
                .checked_add(header.compressed_size)
                .filter(|end| *end <= size)
                .ok_or_else(|| Error::corrupt("cut short: the data end too early"))?;
            lha.meter.entry()?;
            lha.entries.push(describe(&header, &mut clock));
            lha.members.push((header, data));
            input.seek(SeekFrom::Start(end)).map_err(failed)?;
        }
        let end = input.stream_position().map_err(|e| Error::io("cannot read", e))?;
        if goes_on_behind(&lha.file, end)? {
            lha.meter.note_trailing();
        }
        lha.names.decode_all(&mut lha.entries);
        for (entry, (header, _)) in lha.entries.iter_mut().zip(&lha.members) {
            finish_name(entry, header);
        }
        Ok(lha)
    }
}

impl Indexed for Lha {
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
        for (entry, (header, data)) in self.entries.iter().zip(&self.members) {
            self.meter.pulse()?;
            let mut body = MemberBody {
                lha: self,
                entry,
                header,
                data: *data,
            };
            if visit(entry, &mut body)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn damaged<E: std::fmt::Display>(error: E) -> Error {
    Error::corrupt(format!("damaged header: {error}"))
}

fn is_unix(header: &LhaHeader) -> bool {
    matches!(header.parse_os_type(), Ok(OsType::Unix))
}

fn describe(header: &LhaHeader, clock: &mut Clock) -> Entry {
    let mode = header.parse_unix_permissions().map(|p| u32::from(p.bits()));
    let kind = match mode.map(Kind::of_mode) {
        Some(Kind::Link) => Kind::Link,
        _ if header.is_directory() => Kind::Dir,
        Some(kind @ (Kind::Device | Kind::Fifo)) => kind,
        _ => Kind::File,
    };
    let mut entry = Entry::new(raw_name(header), kind);
    entry.dos = !is_unix(header);
    entry.mode = mode.map(|mode| mode & 0o7777);
    let time = header.parse_last_modified();
    entry.mtime = if time.is_utc() {
        time.to_utc().map(|t| Time::seconds(t.timestamp()))
    } else {
        let [a, b, c, d] = header.last_modified.to_le_bytes();
        clock.dos(u16::from_le_bytes([c, d]), u16::from_le_bytes([a, b]))
    };
    if kind == Kind::File {
        entry.size = Some(header.original_size);
        entry.packed = Some(header.compressed_size);
        entry.method = Some(method(header.compression));
    }
    entry
}

/// The name as stored, with the path of its directory in front.
fn raw_name(header: &LhaHeader) -> Vec<u8> {
    let (mut path, mut name) = (Vec::new(), Vec::new());
    let next_size = if header.level == 3 { 4 } else { 2 };
    let mut rest: &[u8] = &header.extra_headers;
    let mut length = header.first_header_len as usize;
    while let Some(extra) = rest.get(..length) {
        let Some(end) = length.checked_sub(next_size) else {
            break;
        };
        let (data, next) = extra.split_at(end);
        match data {
            [FILE_NAME, data @ ..] => name = data.to_vec(),
            [PATH, data @ ..] => path = data.to_vec(),
            _ => {}
        }
        rest = rest.get(length..).unwrap_or_default();
        length = next.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b));
    }
    path.iter_mut()
        .filter(|b| **b == SEPARATOR)
        .for_each(|b| *b = b'/');
    if name.is_empty() {
        // A comment may follow a NUL.
        let whole = header.filename.split(|b| *b == 0).next().unwrap_or_default();
        name = whole.to_vec();
    }
    if !path.is_empty() && !path.ends_with(b"/") && !path.ends_with(b"\\") {
        path.push(b'/');
    }
    [path, name].concat()
}

/// What is left to do once the name is decoded: separators of other systems, and the target in the name of a link.
fn finish_name(entry: &mut Entry, header: &LhaHeader) {
    if entry.kind == Kind::Link {
        // LHa for UNIX: name, bar, target.
        let bar = entry
            .name
            .iter()
            .position(|b| *b == b'|')
            .unwrap_or(entry.name.len());
        entry.link = Some(entry.name.get(bar + 1..).unwrap_or_default().to_vec());
        entry.name.truncate(bar);
    }
    if !is_unix(header) {
        entry
            .name
            .iter_mut()
            .filter(|b| **b == b'\\')
            .for_each(|b| *b = b'/');
    }
    if entry.kind == Kind::Dir && !entry.name.ends_with(b"/") {
        entry.name.push(b'/');
    }
}

fn method(id: [u8; 5]) -> &'static str {
    match &id {
        b"-lh0-" | b"-lz4-" | b"-pm0-" => "stored",
        b"-lh1-" => "lh1",
        b"-lh4-" => "lh4",
        b"-lh5-" => "lh5",
        b"-lh6-" => "lh6",
        b"-lh7-" => "lh7",
        b"-lzs-" => "lzs",
        b"-lz5-" => "lz5",
        b"-pm1-" => "pm1",
        b"-pm2-" => "pm2",
        _ => "unknown",
    }
}

/// The contents of a member.
struct MemberBody<'a> {
    lha: &'a Lha,
    entry: &'a Entry,
    header: &'a LhaHeader,
    data: u64,
}

impl Body for MemberBody<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        if self.entry.kind != Kind::File {
            return Ok(());
        }
        let meter = &self.lha.meter;
        let input = BufReader::new(At::new(Arc::clone(&self.lha.file), self.data));
        let input = Consumed::new(input, Arc::clone(meter));
        let mut decoder = LhaDecodeReader::default();
        let any = DecoderAny::new_from_header(self.header, input);
        decoder.begin_with_header_and_decoder(self.header.clone(), any);
        if !decoder.is_decoder_supported() {
            return Err(Error::Unsupported(format!(
                "the method {} of lha is not read here; lha may read it",
                String::from_utf8_lossy(&self.header.compression)
            )));
        }
        let mut left = self.header.original_size;
        meter.claim(left)?;
        let mut buf = vec![0; usize::try_from(left).unwrap_or(CHUNK).clamp(1, CHUNK)];
        while left > 0 {
            let n = decoder.read(&mut buf).map_err(Error::decoding)?;
            if n == 0 {
                return Err(Error::corrupt("cut short: a member ends too early"));
            }
            left = left.saturating_sub(n as u64);
            meter.produce(n as u64)?;
            sink(buf.get(..n).unwrap_or_default())?;
        }
        if decoder.crc_is_ok() {
            Ok(())
        } else {
            Err(Error::corrupt("damaged data: the checksum does not match"))
        }
    }
}
