//! xar: a table of contents in zlib-packed XML, then a heap (xar 1.6, `xarformat`; also macOS packages).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use flate2::bufread::ZlibDecoder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::codec::Decoder;
use super::{Indexed, Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Limit, Result};
use crate::formats::Codec;
use crate::limits::{Consumed, Meter};
use crate::names::{Encoding, Names};
use crate::policy::{MAX_DEPTH, MAX_NAME};
use crate::source::At;

/// The largest table of contents, unpacked.
const MAX_TABLE: u64 = 64 << 20;
/// Size of the chunks handed on.
const CHUNK: usize = 128 << 10;

/// An open archive.
pub(super) struct Xar {
    file: Arc<File>,
    heap: u64,
    entries: Vec<Entry>,
    members: Vec<Data>,
    meter: Arc<Meter>,
    names: Names,
}

/// Where the contents of a file lie in the heap, and how they are packed.
#[derive(Clone, Debug, Default)]
struct Data {
    offset: u64,
    length: u64,
    size: u64,
    /// The MIME type of the packing.
    encoding: Vec<u8>,
    /// Style and digits of the checksum of what comes out.
    checksum: (Vec<u8>, Vec<u8>),
}

/// A file of the table, while it is read.
#[derive(Default)]
struct Found {
    id: Vec<u8>,
    name: Vec<u8>,
    in_base64: bool,
    kind: Vec<u8>,
    hard_link: Vec<u8>,
    link: Vec<u8>,
    mode: Option<u32>,
    user: Option<u32>,
    group: Option<u32>,
    mtime: Option<Time>,
    data: Option<Data>,
    /// Its place among the entries, known as soon as something lies below it.
    place: Option<usize>,
}

fn damaged(what: &str) -> Error {
    Error::corrupt(format!("damaged table of contents: {what}"))
}

impl Xar {
    /// Reads the table of contents.
    pub(super) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Self> {
        let mut header = [0; 28];
        file.read_exact_at(&mut header, 0).map_err(Error::decoding)?;
        let [b'x', b'a', b'r', b'!', a, b, _, _, packed @ ..] = header else {
            return Err(damaged("no header"));
        };
        let start = u64::from(u16::from_be_bytes([a, b]));
        let long = |at: usize| {
            let bytes = packed.get(at..).and_then(|bytes| bytes.first_chunk());
            bytes.map_or(0, |bytes| u64::from_be_bytes(*bytes))
        };
        let (packed_size, table_size) = (long(0), long(8));
        let heap = start
            .checked_add(packed_size)
            .filter(|end| *end <= size && start >= 28)
            .ok_or_else(|| Error::corrupt("cut short: the data end too early"))?;
        let most = MAX_TABLE.min(options.meter.limits.memory);
        if table_size > most || packed_size > most {
            return Err(Error::Limit(Limit::Memory(most)));
        }
        let mut packed = vec![0; usize::try_from(packed_size).unwrap_or(0)];
        file.read_exact_at(&mut packed, start).map_err(Error::decoding)?;
        let mut table = Vec::new();
        ZlibDecoder::new(packed.as_slice())
            .take(table_size + 1)
            .read_to_end(&mut table)
            .map_err(Error::decoding)?;
        if table.len() as u64 != table_size {
            return Err(damaged("another size than it claims"));
        }
        let mut xar = Self {
            file,
            heap,
            entries: Vec::new(),
            members: Vec::new(),
            meter: Arc::clone(&options.meter),
            names: options.names.clone(),
        };
        let checksum = xar.read_table(&table)?;
        xar.check_table(&packed, &checksum, size)?;
        xar.names.decode_all(&mut xar.entries);
        Ok(xar)
    }

    /// Holds the packed table against its checksum, which lies in the heap.
    fn check_table(&self, packed: &[u8], checksum: &Data, size: u64) -> Result<()> {
        let Some(mut hash) = Hash::of(&checksum.checksum.0) else {
            return Ok(());
        };
        let at = self.heap.checked_add(checksum.offset);
        let end = at.and_then(|at| at.checked_add(checksum.size));
        if end.is_none_or(|end| end > size) || checksum.size > 64 {
            return Err(damaged("its checksum lies nowhere"));
        }
        let mut wanted = vec![0; usize::try_from(checksum.size).unwrap_or(0)];
        self.file
            .read_exact_at(&mut wanted, at.unwrap_or(0))
            .map_err(Error::decoding)?;
        hash.update(packed);
        if hash.finish() == wanted {
            Ok(())
        } else {
            Err(damaged("the checksum does not match"))
        }
    }

    /// Reads all files; returns where the checksum of the table lies.
    fn read_table(&mut self, table: &[u8]) -> Result<Data> {
        let bad = |_| damaged("no XML");
        let mut reader = Reader::from_reader(table);
        let mut table = Table {
            xar: self,
            open: Vec::new(),
            files: Vec::new(),
            checksum: Data::default(),
            hard_links: Vec::new(),
            of_id: HashMap::new(),
        };
        let mut text = Vec::new();
        loop {
            match reader.read_event().map_err(bad)? {
                Event::Start(element) => {
                    text.clear();
                    table.start(&element)?;
                }
                Event::Empty(element) => {
                    table.start(&element)?;
                    table.end(&[])?;
                }
                Event::End(_) => {
                    table.end(&text)?;
                    text.clear();
                }
                Event::Text(part) => append(&mut text, part.as_bytes())?,
                Event::CData(part) => append(&mut text, part.as_bytes())?,
                Event::GeneralRef(name) => {
                    let character = match &*name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => name.resolve_char_ref().ok().flatten(),
                    };
                    let character = character.ok_or_else(|| damaged("an unknown entity"))?;
                    append(&mut text, character.encode_utf8(&mut [0; 4]).as_bytes())?;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if !table.open.is_empty() {
            return Err(damaged("it ends too early"));
        }
        table.finish()
    }
}

impl Indexed for Xar {
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
        for (entry, data) in self.entries.iter().zip(&self.members) {
            self.meter.pulse()?;
            let mut body = MemberBody {
                xar: self,
                entry,
                data,
            };
            if let ControlFlow::Break(()) = visit(entry, &mut body)? {
                break;
            }
        }
        Ok(())
    }
}

fn append(text: &mut Vec<u8>, part: &[u8]) -> Result<()> {
    if text.len() + part.len() > 32 * MAX_NAME {
        return Err(damaged("impossible length of a text"));
    }
    text.extend_from_slice(part);
    Ok(())
}

/// The table of contents, while it is read.
struct Table<'a> {
    xar: &'a mut Xar,
    /// Names of the open elements.
    open: Vec<Vec<u8>>,
    /// The open files, each in the one before it.
    files: Vec<Found>,
    checksum: Data,
    hard_links: Vec<(Entry, Vec<u8>)>,
    of_id: HashMap<Vec<u8>, Vec<u8>>,
}

impl Table<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<()> {
        let name = element.local_name().as_ref().as_bytes().to_vec();
        let attribute = |key: &str| {
            let found = element.try_get_attribute(key).ok().flatten();
            found
                .map(|a| a.value.into_owned().into_bytes())
                .unwrap_or_default()
        };
        if self.open.len() > 4 * MAX_DEPTH {
            return Err(damaged("too deep"));
        }
        let above = self.open.last().cloned().unwrap_or_default();
        match (above.as_slice(), name.as_slice()) {
            (b"toc" | b"file", b"file") => {
                // What is above it comes first.
                self.place()?;
                self.files.push(Found {
                    id: attribute("id"),
                    ..Found::default()
                });
            }
            (b"toc", b"checksum") => self.checksum.checksum.0 = attribute("style"),
            _ => {}
        }
        if let Some(file) = self.files.last_mut() {
            match (above.as_slice(), name.as_slice()) {
                (b"file", b"name") => file.in_base64 = attribute("enctype") == b"base64",
                (b"file", b"type") => file.hard_link = attribute("link"),
                (b"file", b"data") => file.data = Some(Data::default()),
                (b"data", b"encoding") => {
                    if let Some(data) = &mut file.data {
                        data.encoding = attribute("style");
                    }
                }
                (b"data", b"extracted-checksum") => {
                    if let Some(data) = &mut file.data {
                        data.checksum.0 = attribute("style");
                    }
                }
                _ => {}
            }
        }
        self.open.push(name);
        Ok(())
    }

    fn end(&mut self, text: &[u8]) -> Result<()> {
        let name = self.open.pop().unwrap_or_default();
        let above = self.open.last().cloned().unwrap_or_default();
        let number = || {
            let text = std::str::from_utf8(text).ok();
            text.and_then(|t| t.trim().parse::<u64>().ok())
        };
        let bad = || damaged("no number where one should be");
        if above.as_slice() == b"checksum" && self.files.is_empty() {
            match name.as_slice() {
                b"offset" => self.checksum.offset = number().ok_or_else(bad)?,
                b"size" => self.checksum.size = number().ok_or_else(bad)?,
                _ => {}
            }
            return Ok(());
        }
        if let Some(file) = self.files.last_mut() {
            match (above.as_slice(), name.as_slice()) {
                (b"file", b"name") => {
                    file.name = if file.in_base64 {
                        base64(text).ok_or_else(|| damaged("no base64"))?
                    } else {
                        text.to_vec()
                    };
                }
                (b"file", b"type") => file.kind = text.to_vec(),
                (b"file", b"link") => file.link = text.to_vec(),
                (b"file", b"mode") => {
                    let digits = std::str::from_utf8(text).ok();
                    file.mode = digits.and_then(|t| u32::from_str_radix(t.trim(), 8).ok());
                }
                (b"file", b"uid") => file.user = number().and_then(|n| n.try_into().ok()),
                (b"file", b"gid") => file.group = number().and_then(|n| n.try_into().ok()),
                (b"file", b"mtime") => {
                    let time = std::str::from_utf8(text).ok();
                    let time = time.and_then(|t| t.trim().parse::<jiff::Timestamp>().ok());
                    file.mtime = time.map(|t| Time::seconds(t.as_second()));
                }
                (b"data", field) => {
                    if let Some(data) = &mut file.data {
                        match field {
                            b"offset" => data.offset = number().ok_or_else(bad)?,
                            b"length" => data.length = number().ok_or_else(bad)?,
                            b"size" => data.size = number().ok_or_else(bad)?,
                            b"extracted-checksum" => data.checksum.1 = text.trim_ascii().to_vec(),
                            _ => {}
                        }
                    }
                }
                (b"toc" | b"file", b"file") => {
                    self.place()?;
                    self.files.pop();
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes the file that is being read an entry, unless it is one already.
    fn place(&mut self) -> Result<()> {
        let Some(file) = self.files.last() else {
            return Ok(());
        };
        if file.place.is_some() {
            return Ok(());
        }
        self.xar.meter.entry()?;
        let path: Vec<&[u8]> = self.files.iter().map(|f| f.name.as_slice()).collect();
        if path.iter().map(|part| part.len() + 1).sum::<usize>() > 16 * MAX_NAME {
            return Err(damaged("impossible length of a path"));
        }
        let path = path.join(&b'/');
        self.xar.meter.name(path.len() + file.link.len())?;
        let hard_link = file.kind == b"hardlink" && file.hard_link != b"original";
        let kind = match file.kind.as_slice() {
            b"file" | b"" => Kind::File,
            b"directory" => Kind::Dir,
            b"symlink" => Kind::Link,
            b"hardlink" if hard_link => Kind::HardLink,
            b"hardlink" => Kind::File,
            b"fifo" => Kind::Fifo,
            _ => Kind::Device,
        };
        let mut entry = Entry::new(path.clone(), kind);
        entry.name_is_utf8 = std::str::from_utf8(&path).is_ok();
        entry.mode = file.mode.map(|mode| mode & 0o7777);
        entry.mtime = file.mtime;
        entry.owner = file.user.zip(file.group);
        if kind == Kind::Link {
            entry.link = Some(file.link.clone());
        }
        let data = file.data.clone().unwrap_or_default();
        if kind == Kind::File {
            entry.size = Some(data.size);
            entry.packed = Some(data.length);
            entry.method = Some(match data.encoding.as_slice() {
                b"application/x-gzip" => "zlib",
                b"application/x-bzip2" => "bzip2",
                b"application/x-lzma" => "lzma",
                b"application/x-xz" => "xz",
                _ => "stored",
            });
        }
        self.of_id.insert(file.id.clone(), path);
        let target = file.hard_link.clone();
        if let Some(file) = self.files.last_mut() {
            file.place = Some(self.xar.entries.len());
        }
        if hard_link {
            self.hard_links.push((entry, target));
        } else {
            self.xar.entries.push(entry);
            self.xar.members.push(data);
        }
        Ok(())
    }

    /// Hard links come last: they may stand in front of the file that they name.
    fn finish(self) -> Result<Data> {
        for (mut entry, target) in self.hard_links {
            entry.link = Some(self.of_id.get(&target).cloned().unwrap_or_default());
            self.xar.entries.push(entry);
            self.xar.members.push(Data::default());
        }
        Ok(self.checksum)
    }
}

/// Bytes in base64 (RFC 4648, 4), with line ends.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.iter().filter(|b| !b.is_ascii_whitespace() && **b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

/// A checksum of one of the styles that are checked.
enum Hash {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Sha512),
}

impl Hash {
    fn of(style: &[u8]) -> Option<Self> {
        match style.to_ascii_lowercase().as_slice() {
            b"sha1" => Some(Self::Sha1(Sha1::new())),
            b"sha256" => Some(Self::Sha256(Sha256::new())),
            b"sha512" => Some(Self::Sha512(Sha512::new())),
            _ => None,
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hash) => hash.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha512(hash) => hash.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(hash) => hash.finalize().to_vec(),
            Self::Sha256(hash) => hash.finalize().to_vec(),
            Self::Sha512(hash) => hash.finalize().to_vec(),
        }
    }
}

/// The contents of a member.
struct MemberBody<'a> {
    xar: &'a Xar,
    entry: &'a Entry,
    data: &'a Data,
}

impl MemberBody<'_> {
    fn open(&self) -> Result<Box<dyn Read>> {
        let xar = self.xar;
        let at = xar
            .heap
            .checked_add(self.data.offset)
            .ok_or_else(|| Error::corrupt("damaged table of contents: data beyond their end"))?;
        let raw = At::new(Arc::clone(&xar.file), at).take(self.data.length);
        let raw: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(CHUNK, raw));
        let input = Consumed::new(raw, Arc::clone(&xar.meter));
        let codec = match self.data.encoding.as_slice() {
            b"" | b"application/octet-stream" => return Ok(Box::new(input)),
            b"application/x-gzip" => return Ok(Box::new(ZlibDecoder::new(input))),
            b"application/x-bzip2" => Codec::Bzip2,
            b"application/x-lzma" => Codec::Lzma,
            b"application/x-xz" => Codec::Xz,
            other => {
                return Err(Error::Unsupported(format!(
                    "the encoding {} of xar is not read here; xar may read it",
                    String::from_utf8_lossy(other)
                )));
            }
        };
        Ok(Box::new(Decoder::new(codec, input, xar.meter.unlimited())?))
    }
}

impl Body for MemberBody<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        if self.entry.kind != Kind::File || self.data.size == 0 && self.data.length == 0 {
            return Ok(());
        }
        let meter = &self.xar.meter;
        let size = self.data.size;
        meter.claim(size)?;
        let mut input = self.open()?.take(size.saturating_add(1));
        let mut hash = Hash::of(&self.data.checksum.0);
        let mut buf = vec![0; usize::try_from(size).unwrap_or(CHUNK).clamp(1, CHUNK)];
        let mut count = 0_u64;
        loop {
            let n = input.read(&mut buf).map_err(Error::decoding)?;
            if n == 0 {
                break;
            }
            let chunk = buf.get(..n).unwrap_or_default();
            count += n as u64;
            if count > size {
                return Err(Error::corrupt(
                    "damaged data: more come out than the archive claims",
                ));
            }
            meter.produce(n as u64)?;
            if let Some(hash) = &mut hash {
                hash.update(chunk);
            }
            sink(chunk)?;
        }
        if count != size {
            return Err(Error::corrupt("cut short: a member ends too early"));
        }
        let digits = |hash: Hash| -> Vec<u8> {
            let digits = hash.finish().into_iter().map(|b| format!("{b:02x}"));
            digits.collect::<String>().into_bytes()
        };
        match hash.map(digits) {
            Some(digits) if !digits.eq_ignore_ascii_case(&self.data.checksum.1) => {
                Err(Error::corrupt("damaged data: the checksum does not match"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        // RFC 4648, 10.
        assert_eq!(base64(b"Zm9vYg==").as_deref(), Some(&b"foob"[..]));
        assert_eq!(base64(b"Zm9v\nYmFy").as_deref(), Some(&b"foobar"[..]));
        assert_eq!(base64(b"Zm*v"), None);
    }
}
