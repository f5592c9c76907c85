//! 7z (7zFormat.txt of the LZMA SDK 24), through the `sevenz-rust2` crate, which reads headers and decodes blocks.

mod header;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use sevenz_rust2::{Archive, ArchiveEntry, Block, BlockDecoder, EncoderMethod, Password};

use super::{Indexed, NameOf, Options, Visit};
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Limit, Result};
use crate::limits::{Consumed, Meter};
use crate::policy::MAX_NAME;
use crate::source::At;
use header::Header;

pub(super) const MAGIC: &[u8; 6] = b"7z\xBC\xAF\x27\x1C";
/// Size of the chunks handed on.
const CHUNK: usize = 128 << 10;
/// No more is asked for at a time, as a decoder that meets damage gives nothing of what was; of small files an eighth.
const PIECE: usize = 4 << 10;
/// 100 ns steps between 1601-01-01 and 1970-01-01.
const EPOCH: i64 = 116_444_736_000_000_000;
/// The low half of the attributes is Windows', the high half a Unix mode when this bit is set (p7zip).
const UNIX: u32 = 0x8000;
const WINDOWS_LINK: u32 = 0x400;

/// As [`Visit`], with the place of the entry.
type VisitAt<'a> = &'a mut dyn FnMut(usize, &Entry, &mut dyn Body) -> Result<ControlFlow<()>>;

/// An open 7z archive.
pub(super) struct SevenZ {
    archive: Archive,
    entries: Vec<Entry>,
    /// For each file of the archive the place of its entry; anti-items have none.
    of_file: Vec<Option<usize>>,
    file: Arc<File>,
    /// Where the archive begins: behind the program of a self-extracting one.
    start: u64,
    password: Password,
    meter: Arc<Meter>,
}

impl SevenZ {
    /// Reads the header, which may be encrypted, and the targets of symbolic links.
    pub(super) fn open(file: Arc<File>, start: u64, stem: &str, options: &Options) -> Result<Self> {
        let password = match &options.password {
            Some(password) => Password::new(&String::from_utf8_lossy(password.bytes())),
            None => Password::empty(),
        };
        let meter = Arc::clone(&options.meter);
        let mut source = BufReader::new(Shifted::new(Arc::clone(&file), start));
        let header = header::check(&file, start, &meter)?;
        let archive = if header == Header::Missing {
            Archive::default()
        } else {
            // What is around the cipher has a sum of its own.
            let in_doubt = |e: &_| {
                let plain = matches!(e, sevenz_rust2::Error::NextHeaderCrcMismatch);
                header == Header::Locked && !password.is_empty() && !plain
            };
            Archive::read(&mut source, &password).map_err(|e| match in_doubt(&e) {
                true => header_error(e).in_doubt(),
                false => header_error(e),
            })?
        };
        if header == Header::Locked {
            // The password made sense of it.
            meter.note_opened(true);
        }
        let mut open = Self {
            archive,
            entries: Vec::new(),
            of_file: Vec::new(),
            file,
            start,
            password,
            meter,
        };
        open.describe_all()?;
        // What comes from a pipe has no name. As 7-Zip does, it is called after the archive.
        if let [only] = open.entries.as_mut_slice()
            && only.name.is_empty()
        {
            only.name = stem.as_bytes().to_vec();
            // That pipe may have been empty.
            if only.kind == Kind::Fifo {
                only.kind = Kind::File;
                only.size = Some(0);
            }
        }
        open.read_link_targets()?;
        Ok(open)
    }

    fn describe_all(&mut self) -> Result<()> {
        for (index, file) in self.archive.files.iter().enumerate() {
            // An anti-item says that a file is to be deleted: there is nothing to extract.
            if file.is_anti_item {
                self.of_file.push(None);
                continue;
            }
            self.meter.entry()?;
            let block = self
                .archive
                .stream_map
                .file_block_index
                .get(index)
                .copied()
                .flatten()
                .filter(|_| file.has_stream)
                .and_then(|block| self.archive.blocks.get(block));
            self.meter.name(file.name.len())?;
            self.of_file.push(Some(self.entries.len()));
            self.entries.push(describe(file, block));
        }
        Ok(())
    }

    fn read_link_targets(&mut self) -> Result<()> {
        let links: Vec<bool> = self.entries.iter().map(|e| e.kind == Kind::Link).collect();
        if !links.contains(&true) {
            return Ok(());
        }
        let mut targets: Vec<(usize, Vec<u8>)> = Vec::new();
        let meter = Arc::clone(&self.meter);
        self.meter = meter.again();
        let done = self.pass(&mut |index, entry, body| {
            if entry.kind == Kind::Link {
                if entry.encrypted && self.password.is_empty() {
                    return Ok(ControlFlow::Continue(()));
                }
                if entry.size.unwrap_or(0) > 16 * MAX_NAME as u64 {
                    return Err(Error::corrupt("impossible length of a link's target"));
                }
                let mut target = Vec::new();
                body.drain(&mut |chunk| {
                    target.extend_from_slice(chunk);
                    Ok(())
                })
                .map_err(|e| e.within(&entry.name))?;
                self.meter.name(target.len())?;
                targets.push((index, target));
            }
            Ok(ControlFlow::Continue(()))
        });
        self.meter = meter;
        match done {
            // The names can be had all the same.
            Err(error) if error.is_about_password() => {}
            done => done?,
        }
        for (index, target) in targets {
            if let Some(entry) = self.entries.get_mut(index) {
                entry.link = Some(target);
            }
        }
        Ok(())
    }

    /// Goes through all entries in the order of the archive.
    fn pass(&self, visit: VisitAt<'_>) -> Result<()> {
        let blocks = &self.archive.stream_map.file_block_index;
        let mut next = 0;
        while next < self.archive.files.len() {
            self.meter.pulse()?;
            let block = blocks.get(next).copied().flatten();
            let (end, flow) = match block {
                Some(block) => self.block(block, next, visit)?,
                None => (next + 1, self.one(next, None, visit)?.flow),
            };
            if flow.is_break() {
                return Ok(());
            }
            // A block without a file of its own would never end.
            next = end.max(next + 1);
        }
        Ok(())
    }

    fn one(&self, file: usize, contents: Option<&mut dyn Read>, visit: VisitAt<'_>) -> Result<Visited> {
        let index = self.of_file.get(file).copied().flatten();
        let Some((index, entry)) = index.and_then(|i| Some((i, self.entries.get(i)?))) else {
            return Ok(Visited {
                flow: ControlFlow::Continue(()),
                is_dead: false,
            });
        };
        let mut body = MemberBody {
            contents,
            size: entry.size.unwrap_or(0),
            encrypted: entry.encrypted,
            meter: &self.meter,
            is_dead: false,
        };
        let flow = visit(index, entry, &mut body)?;
        Ok(Visited {
            flow,
            is_dead: body.is_dead,
        })
    }

    /// Decodes one block, whose files begin at `first`; returns where they end.
    fn block(&self, block: usize, first: usize, visit: VisitAt<'_>) -> Result<(usize, ControlFlow<()>)> {
        let coders = self.archive.blocks.get(block);
        let encrypted = coders.is_some_and(is_encrypted);
        if let Some(coders) = coders {
            self.judge_memory(coders)?;
        }
        let mut source = Seekable(Consumed::new(
            BufReader::with_capacity(CHUNK, Shifted::new(Arc::clone(&self.file), self.start)),
            Arc::clone(&self.meter),
        ));
        let decoder = BlockDecoder::new(1, block, &self.archive, &self.password, &mut source);
        let mut at = first;
        let count = decoder.entry_count();
        let mut failure = None;
        let mut stopped = false;
        if encrypted && self.password.is_empty() {
            // The names can be had, the contents cannot.
            for file in first..first + count {
                if self.one(file, None, visit)?.flow.is_break() {
                    return Ok((file, ControlFlow::Break(())));
                }
            }
            return Ok((first + count, ControlFlow::Continue(())));
        }
        let mut is_dead = false;
        let done = decoder.for_each_entries(&mut |_, contents| {
            let result = self.one(at, Some(contents), visit);
            at += 1;
            match result {
                Ok(visited) => {
                    stopped = visited.flow.is_break();
                    is_dead = visited.is_dead;
                    Ok(!stopped && !is_dead)
                }
                Err(error) => {
                    failure = Some(error);
                    Ok(false)
                }
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        done.map_err(|e| match block_error(e, &self.meter) {
            error if encrypted && !self.meter.has_opened() => error.in_doubt(),
            error => error,
        })?;
        // Decoders that have failed are not to be asked again: some never return.
        while is_dead && !stopped && at < first + count {
            let holds_data = self
                .archive
                .files
                .get(at)
                .is_some_and(|f| f.has_stream && f.size > 0);
            let contents: &mut dyn Read = if holds_data { &mut Lost } else { &mut io::empty() };
            stopped = self.one(at, Some(contents), visit)?.flow.is_break();
            at += 1;
        }
        let flow = if stopped {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        };
        Ok((at, flow))
    }

    /// Dictionaries are judged before any of them is allocated.
    fn judge_memory(&self, block: &Block) -> Result<()> {
        let limit = self.meter.limits.memory;
        for coder in &block.coders {
            let properties = coder.properties();
            let word = |from: usize| {
                let bytes = properties.get(from..from + 4)?.try_into().ok()?;
                Some(u64::from(u32::from_le_bytes(bytes)))
            };
            let wanted = match coder.encoder_method_id() {
                EncoderMethod::ID_LZMA | EncoderMethod::ID_PPMD => word(1),
                EncoderMethod::ID_LZMA2 => properties
                    .first()
                    .map(|p| (2 | u64::from(p & 1)) << (u64::from(p.min(&40) / 2) + 11)),
                _ => None,
            };
            if wanted.is_some_and(|bytes| bytes > limit) {
                return Err(Error::Limit(Limit::Memory(limit)));
            }
        }
        Ok(())
    }
}

impl Indexed for SevenZ {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn check_decoders(&self, _: NameOf<'_>) -> Result<()> {
        self.archive.blocks.iter().try_for_each(|block| {
            let unknown = |id: &[u8]| EncoderMethod::by_id(id).is_none();
            match block.coders.iter().find(|c| unknown(c.encoder_method_id())) {
                Some(coder) => Err(unsupported(&format!("{:02x?}", coder.encoder_method_id()))),
                None => self.judge_memory(block),
            }
        })
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        // The files of the archive in its own order, block by block; those without contents lie between them.
        self.pass(&mut |_, entry, body| visit(entry, body))
    }
}

fn is_encrypted(block: &Block) -> bool {
    block
        .coders
        .iter()
        .any(|c| c.encoder_method_id() == EncoderMethod::ID_AES256_SHA256)
}

/// The method that compresses, not the filters and the cipher around it.
fn method_of(block: &Block) -> Option<&'static str> {
    let names: Vec<&'static str> = block
        .coders
        .iter()
        .filter_map(|c| match c.encoder_method_id() {
            EncoderMethod::ID_COPY => Some("stored"),
            EncoderMethod::ID_LZMA => Some("lzma"),
            EncoderMethod::ID_LZMA2 => Some("lzma2"),
            EncoderMethod::ID_PPMD => Some("ppmd"),
            EncoderMethod::ID_BZIP2 => Some("bzip2"),
            EncoderMethod::ID_DEFLATE => Some("deflate"),
            EncoderMethod::ID_ZSTD => Some("zstd"),
            EncoderMethod::ID_BROTLI => Some("brotli"),
            EncoderMethod::ID_LZ4 => Some("lz4"),
            _ => None,
        })
        .collect();
    names.into_iter().next()
}

fn describe(file: &ArchiveEntry, block: Option<&Block>) -> Entry {
    let attributes = file.has_windows_attributes.then_some(file.windows_attributes);
    let mode = attributes.filter(|a| a & UNIX != 0).map(|a| a >> 16);
    let kind = match mode {
        _ if file.is_directory => Kind::Dir,
        Some(mode) => match Kind::of_mode(mode) {
            Kind::Dir => Kind::File,
            // 7-Zip stores what it read from a pipe with the mode of that pipe.
            Kind::Fifo | Kind::Device if file.has_stream => Kind::File,
            kind => kind,
        },
        // A link of Windows holds its target as the contents, as 7-Zip stores it.
        None if attributes.is_some_and(|a| a & WINDOWS_LINK != 0) => Kind::Link,
        None => Kind::File,
    };
    let mut entry = Entry::new(file.name.clone().into_bytes(), kind);
    entry.name_is_utf8 = true;
    entry.mode = mode.map(|mode| mode & 0o7777);
    entry.dos = mode.is_none();
    if file.has_last_modified_date {
        entry.mtime = Some(time(u64::from(file.last_modified_date)));
    }
    if matches!(kind, Kind::File | Kind::Link) {
        entry.size = Some(if file.has_stream { file.size } else { 0 });
        if file.has_crc && file.has_stream {
            entry.crc32 = u32::try_from(file.crc).ok();
        }
        entry.method = block.and_then(method_of);
        entry.encrypted = block.is_some_and(is_encrypted);
    }
    entry
}

/// A Windows file time.
fn time(ticks: u64) -> Time {
    let since = i64::try_from(ticks).unwrap_or(i64::MAX).saturating_sub(EPOCH);
    Time {
        seconds: since.div_euclid(10_000_000),
        nanos: u32::try_from(since.rem_euclid(10_000_000) * 100).unwrap_or(0),
    }
}

fn header_error(error: sevenz_rust2::Error) -> Error {
    use sevenz_rust2::Error as E;
    match error {
        E::PasswordRequired => Error::NoPassword,
        E::UnsupportedCompressionMethod(method) => unsupported(&method),
        E::Unsupported(what) => Error::Unsupported(format!("{what}; 7zz may read it")),
        E::UnsupportedVersion { major, minor } => {
            Error::Unsupported(format!("7z of version {major}.{minor}; 7zz may read it"))
        }
        E::Io(e, _) => Error::decoding(e),
        E::Other(what) => Error::corrupt(format!("damaged header: {what}")),
        _ => Error::corrupt("damaged header"),
    }
}

fn unsupported(method: &str) -> Error {
    Error::Unsupported(format!(
        "the method {method} of 7z is not read here; 7zz may read it"
    ))
}

fn block_error(error: sevenz_rust2::Error, meter: &Meter) -> Error {
    use sevenz_rust2::Error as E;
    match error {
        E::PasswordRequired => Error::NoPassword,
        E::UnsupportedCompressionMethod(method) => unsupported(&method),
        E::Unsupported(what) => Error::Unsupported(format!("{what}; 7zz may read it")),
        E::MaxMemLimited { .. } => Error::Limit(Limit::Memory(meter.limits.memory)),
        E::Io(e, _) | E::MaybeBadPassword(e) => Error::decoding(e),
        E::ChecksumVerificationFailed => Error::corrupt("damaged data: the CRC does not match"),
        E::Other(what) => Error::corrupt(format!("damaged data: {what}")),
        _ => Error::corrupt("damaged data"),
    }
}

/// The contents of a member.
struct MemberBody<'c, 'm> {
    /// `None` when there are none, or when they are encrypted and no password is at hand.
    contents: Option<&'c mut dyn Read>,
    size: u64,
    encrypted: bool,
    meter: &'m Meter,
    /// The decoder has failed.
    is_dead: bool,
}

/// What came of a visit.
struct Visited {
    flow: ControlFlow<()>,
    /// The decoder of the block has failed.
    is_dead: bool,
}

/// What lies behind the place where a decoder failed.
struct Lost;

impl Read for Lost {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        let what = "lies behind damage in the same block";
        Err(io::Error::new(io::ErrorKind::InvalidData, what))
    }
}

impl MemberBody<'_, '_> {
    fn failed(&mut self, error: io::Error) -> Error {
        let failed_check = error
            .get_ref()
            .is_some_and(|e| e.to_string() == "ChecksumVerificationFailed");
        self.is_dead = !failed_check;
        self.doubt(if failed_check {
            Error::corrupt("damaged data: the CRC does not match")
        } else {
            Error::decoding(error)
        })
    }

    fn doubt(&self, error: Error) -> Error {
        if self.encrypted { error.in_doubt() } else { error }
    }
}

impl Body for MemberBody<'_, '_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let Some(contents) = self.contents.take() else {
            return if self.encrypted {
                Err(Error::NoPassword)
            } else {
                Ok(())
            };
        };
        self.meter.claim(self.size)?;
        let mut buf = vec![0; usize::try_from(self.size).unwrap_or(CHUNK).clamp(1, CHUNK)];
        let piece = (buf.len() / 8).clamp(1, PIECE);
        let mut count = 0_u64;
        let mut ended: io::Result<bool> = Ok(false);
        while let Ok(false) = ended {
            let mut filled = 0;
            while filled < buf.len() && matches!(ended, Ok(false)) {
                let end = buf.len().min(filled + piece);
                match contents.read(buf.get_mut(filled..end).unwrap_or_default()) {
                    Ok(0) => ended = Ok(true),
                    Ok(n) => filled += n,
                    Err(error) => ended = Err(error),
                }
            }
            // What came before damage is handed on too.
            count = count.saturating_add(filled as u64);
            self.meter.produce(filled as u64)?;
            sink(buf.get(..filled).unwrap_or_default())?;
        }
        ended.map_err(|e| self.failed(e))?;
        if count == self.size {
            Ok(())
        } else {
            Err(self.doubt(Error::corrupt("cut short: a member ends too early")))
        }
    }
}

/// A file from some offset on.
struct Shifted {
    at: At,
    start: u64,
}

impl Shifted {
    fn new(file: Arc<File>, start: u64) -> Self {
        Self {
            at: At::new(file, start),
            start,
        }
    }
}

impl Read for Shifted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.at.read(buf)
    }
}

impl io::Seek for Shifted {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let to = match to {
            io::SeekFrom::Start(n) => io::SeekFrom::Start(n.saturating_add(self.start)),
            to => to,
        };
        let place = self.at.seek(to)?;
        place
            .checked_sub(self.start)
            .ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }
}

/// A counting reader that can still seek.
struct Seekable(Consumed<BufReader<Shifted>>);

impl Read for Seekable {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl io::Seek for Seekable {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.get_mut().seek(to)
    }
}
