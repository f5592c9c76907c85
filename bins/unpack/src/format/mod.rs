//! The readers: each turns the bytes of one format into entries with bodies.

mod ar;
mod cab;
mod codec;
mod cpio;
mod iso9660;
mod lha;
mod members;
mod rar;
mod rpm;
mod sevenz;
mod stream;
mod tar;
mod xar;
mod zip;

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::entry::{Body, Entry, Kind, Packed, Sink};
use crate::error::{Error, Result};
use crate::formats::{Codec, Container, Format};
use crate::limits::Meter;
use crate::names::{Encoding, Names};
use crate::password::Password;
use crate::sniff::{Sniffed, is_empty_tar, sniff};
use crate::source::{At, Source};
pub(crate) use lha::is_lha;
use members::Members;
pub use zip::Work;

/// The longest program that may stand in front of an archive.
const PROGRAM: u64 = 4 << 20;

/// What is done with each entry; `Break` ends the pass early.
pub type Visit<'a> = &'a mut dyn FnMut(&Entry, &mut dyn Body) -> Result<ControlFlow<()>>;

/// How to open an archive.
#[derive(Clone)]
pub struct Options {
    /// What it is, whatever it looks like.
    pub format: Option<Format>,
    /// How names are read.
    pub names: Names,
    /// Opens encrypted members.
    pub password: Option<Arc<Password>>,
    /// Counts and limits.
    pub meter: Arc<Meter>,
    /// Refuse what two readers could read in two ways.
    pub strict: bool,
    /// Refuse names that not every file system can hold or tell apart.
    pub portable: bool,
}

impl Options {
    /// With `strict`, what is remarked about the whole archive is no warning but an error.
    fn refuse_remarks(&self) -> Result<()> {
        if self.strict && self.meter.misnamed() {
            return Err(Error::Strict(
                "its name promises another archive inside than there is".to_owned(),
            ));
        }
        if self.strict && self.meter.trailing() {
            return Err(Error::Strict(
                "bytes that belong to nothing follow the archive".to_owned(),
            ));
        }
        Ok(())
    }
}

/// An open archive of any format.
pub struct Archive {
    source: Source,
    options: Options,
    reader: Reader,
    format: Format,
}

/// What was met on the way through an archive.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Entries of any kind.
    pub entries: u64,
    /// Regular files.
    pub files: u64,
    /// Unpacked bytes of the regular files.
    pub bytes: u64,
}

/// Works on several entries at a time.
#[derive(Clone, Copy)]
pub struct Parallel<'a> {
    zip: &'a zip::Zip,
    options: &'a Options,
}

impl Parallel<'_> {
    /// Works on every entry on so many threads at most, each entry on one.
    ///
    /// # Errors
    /// As [`Archive::each`], for the first entry that has one.
    pub fn each(self, threads: usize, work: Work<'_>) -> Result<()> {
        self.zip.in_parallel(threads, self.options, work)
    }
}

/// Contents whose failures name their entry.
struct Named<'a> {
    entry: &'a Entry,
    body: &'a mut dyn Body,
    meter: &'a Meter,
}

impl Named<'_> {
    /// Whether the password is right is known once it has opened any member.
    fn decrypt(&mut self, sink: Sink<'_>) -> Result<()> {
        let mut bytes = 0;
        let done = self.body.drain(&mut |chunk| {
            bytes += chunk.len();
            sink(chunk)
        });
        match done {
            Ok(()) if bytes > 0 => self.meter.note_opened(true),
            Err(error) if self.meter.has_opened() => return Err(error.with_right_password()),
            done => done?,
        }
        Ok(())
    }
}

impl Body for Named<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let done = if self.entry.encrypted {
            self.decrypt(sink)
        } else {
            self.body.drain(sink)
        };
        done.map_err(|e| e.within(self.entry.path().as_bytes()))
    }

    fn packed(&mut self) -> Result<Option<Packed>> {
        let done = self.body.packed();
        done.map_err(|e| e.within(self.entry.path().as_bytes()))
    }
}

enum Reader {
    Zip(Box<zip::Zip>),
    SevenZ(Box<sevenz::SevenZ>),
    Rar(Box<rar::Rar>),
    Lha(Box<lha::Lha>),
    Xar(Box<xar::Xar>),
    Cab(Box<cab::Cab>),
    Iso(Box<iso9660::Iso>),
    Stream,
}

impl Archive {
    /// Looks at the bytes and opens the archive.
    ///
    /// # Errors
    /// Empty, damaged, or of no format that is read.
    pub fn open(mut source: Source, options: Options) -> Result<Self> {
        // What another archive of the same run said does not count.
        options.meter.note_opened(false);
        if source.head.is_empty() {
            return Err(Error::corrupt("empty file"));
        }
        let format = match options.format {
            Some(wanted) => forced(wanted, &source)?,
            None => detect(&mut source)?,
        };
        let mut archive = Self {
            source,
            options,
            reader: Reader::Stream,
            format,
        };
        if format.codec.is_none() {
            archive.reader = archive.indexed(format.container)?;
            archive.options.refuse_remarks()?;
        }
        Ok(archive)
    }

    /// The reader of a format that has an index.
    fn indexed(&mut self, container: Option<Container>) -> Result<Reader> {
        let max = self.options.meter.limits.size;
        Ok(match container {
            Some(Container::Zip) => {
                let (file, size) = self.source.file(max)?;
                Reader::Zip(Box::new(zip::Zip::open(file, size, &self.options)?))
            }
            Some(Container::SevenZ) => {
                let (file, _) = self.source.file(max)?;
                let start = find_magic(&file, sevenz::MAGIC, &self.source.head)?;
                Reader::SevenZ(Box::new(sevenz::SevenZ::open(file, start, &self.options)?))
            }
            Some(Container::Cab) => {
                let (file, _) = self.source.file(max)?;
                Reader::Cab(Box::new(cab::Cab::open(file, &self.source.path, &self.options)?))
            }
            Some(Container::Rar) => {
                let (file, _) = self.source.file(max)?;
                Reader::Rar(Box::new(rar::Rar::open(file, &self.source.path, &self.options)?))
            }
            Some(Container::Lha) => {
                let (file, size) = self.source.file(max)?;
                Reader::Lha(Box::new(lha::Lha::open(file, size, &self.options)?))
            }
            Some(Container::Xar) => {
                let (file, size) = self.source.file(max)?;
                Reader::Xar(Box::new(xar::Xar::open(file, size, &self.options)?))
            }
            Some(Container::Iso) => {
                let (file, size) = self.source.file(max)?;
                Reader::Iso(Box::new(iso9660::Iso::open(file, size, &self.options)?))
            }
            _ => Reader::Stream,
        })
    }

    /// All entries, when the format has an index; formats that stream return `None`.
    #[must_use]
    pub fn index(&self) -> Option<&[Entry]> {
        match &self.reader {
            Reader::Zip(zip) => Some(zip.entries()),
            Reader::SevenZ(sevenz) => Some(sevenz.entries()),
            Reader::Rar(rar) => Some(rar.entries()),
            Reader::Lha(lha) => Some(lha.entries()),
            Reader::Xar(xar) => Some(xar.entries()),
            Reader::Cab(cab) => Some(cab.entries()),
            Reader::Iso(iso) => Some(iso.entries()),
            Reader::Stream => None,
        }
    }

    /// Takes the entries of the index away; nothing can be read by it any more.
    pub fn take_index(&mut self) -> Option<Vec<Entry>> {
        match &mut self.reader {
            Reader::Zip(zip) => Some(zip.take_entries()),
            Reader::SevenZ(sevenz) => Some(sevenz.take_entries()),
            Reader::Rar(rar) => Some(rar.take_entries()),
            Reader::Lha(lha) => Some(lha.take_entries()),
            Reader::Xar(xar) => Some(xar.take_entries()),
            Reader::Cab(cab) => Some(cab.take_entries()),
            Reader::Iso(iso) => Some(iso.take_entries()),
            Reader::Stream => None,
        }
    }

    /// Whether the format has an index.
    #[must_use]
    pub fn is_indexed(&self) -> bool {
        !matches!(self.reader, Reader::Stream)
    }

    /// Judges the methods and dictionaries that decoding will need, where they are known without it. `name` tells those
    /// of the entries, by their places.
    ///
    /// # Errors
    /// [`Error::Unsupported`] or [`Error::Limit`].
    pub fn check_decoders(&self, name: &dyn Fn(usize) -> Vec<u8>) -> Result<()> {
        match &self.reader {
            Reader::SevenZ(sevenz) => sevenz.check_decoders(),
            Reader::Zip(zip) => zip.check_decoders(name),
            _ => Ok(()),
        }
    }

    /// Visits every entry in the order of the archive.
    ///
    /// # Errors
    /// Damage, a limit, a missing password, or what `visit` returns.
    pub fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        if self.is_indexed() {
            let meter = Arc::clone(&self.options.meter);
            return self.each_of_index(&mut |entry, body| {
                let meter = &meter;
                visit(entry, &mut Named { entry, body, meter })
            });
        }
        let (format, reached) = stream::each(&mut self.source, &self.options, self.format, visit)?;
        self.format = format;
        self.options.names = reached;
        self.options.refuse_remarks()
    }

    fn each_of_index(&mut self, visit: Visit<'_>) -> Result<()> {
        match &mut self.reader {
            Reader::Zip(zip) => zip.each(visit),
            Reader::SevenZ(sevenz) => sevenz.each(visit),
            Reader::Rar(rar) => rar.each(visit),
            Reader::Lha(lha) => lha.each(visit),
            Reader::Xar(xar) => xar.each(visit),
            Reader::Cab(cab) => cab.each(visit),
            Reader::Iso(iso) => iso.each(visit),
            Reader::Stream => Ok(()),
        }
    }

    /// Reads the contents of the member called `path`: the last one of that name. Links of the archive are followed
    /// within it.
    ///
    /// # Errors
    /// [`Error::NoMember`] when there is none, else as [`Archive::each`].
    pub fn read_named(&mut self, path: &str, sink: Sink<'_>) -> Result<()> {
        let mut members = Members::default();
        if let Some(all) = self.index() {
            all.iter().for_each(|entry| members.add(entry));
        } else {
            self.each(&mut |entry, _| {
                members.add(entry);
                Ok(ControlFlow::Continue(()))
            })?;
            self.options.meter = self.options.meter.again();
        }
        let position = members.find(path)?;
        if let Reader::Zip(zip) = &mut self.reader {
            return zip.read(position, sink).map_err(|e| e.within(path.as_bytes()));
        }
        let mut at = 0;
        self.each(&mut |_, body| {
            at += 1;
            if at <= position {
                return Ok(ControlFlow::Continue(()));
            }
            body.drain(sink)?;
            Ok(ControlFlow::Break(()))
        })
    }

    /// Decodes and checks every byte, on at most so many threads.
    ///
    /// # Errors
    /// As [`Archive::each`].
    pub fn verify(&mut self, threads: usize) -> Result<Totals> {
        if let Reader::Zip(zip) = &self.reader {
            return zip.verify(threads, &self.options);
        }
        let mut totals = Totals::default();
        self.each(&mut |entry, body| {
            totals.entries += 1;
            if entry.kind == Kind::File {
                totals.files += 1;
                body.drain(&mut |chunk| {
                    totals.bytes += chunk.len() as u64;
                    Ok(())
                })?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(totals)
    }

    /// A way to work on several entries at a time; `None` where only [`Archive::each`] can do it.
    #[must_use]
    pub fn parallel(&self) -> Option<Parallel<'_>> {
        match &self.reader {
            Reader::Zip(zip) => Some(Parallel {
                zip,
                options: &self.options,
            }),
            _ => None,
        }
    }

    /// Bytes of the archive: of its file, or of what was consumed of a stream.
    #[must_use]
    pub fn packed(&self) -> u64 {
        self.source
            .as_file()
            .map_or_else(|| self.options.meter.consumed(), |(_, size)| size)
    }

    /// Bytes of the archive's file; `None` of a stream.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.source.as_file().map(|(_, size)| size)
    }

    /// Whether something in the index is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.index().is_some_and(|all| all.iter().any(|e| e.encrypted))
    }

    /// Makes sure that [`Archive::each`] can be called more than once: a stream is copied to a temporary file.
    ///
    /// # Errors
    /// When that file cannot be written, or the stream is over the size limit.
    pub fn keep(&mut self) -> Result<()> {
        self.source.file(self.options.meter.limits.size).map(|_| ())
    }

    /// Whether it is more than one compressed file. A stream is decoded up to its first entry for that.
    ///
    /// # Errors
    /// As [`Archive::each`].
    pub fn holds_entries(&mut self) -> Result<bool> {
        if self.format.codec.is_some() {
            self.each(&mut |_, _| Ok(ControlFlow::Break(())))?;
        }
        Ok(self.format.container.is_some())
    }

    /// Lets the counters begin anew, for another pass over the same archive.
    pub fn rewind(&mut self) {
        self.options.meter = self.options.meter.again();
    }

    /// The format; of a stream known in full only after [`Archive::each`].
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The encoding of the names; of a stream known only after [`Archive::each`].
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        match &self.reader {
            Reader::Zip(zip) => zip.encoding(),
            Reader::Rar(rar) => rar.encoding(),
            Reader::Lha(lha) => lha.encoding(),
            Reader::Xar(xar) => xar.encoding(),
            Reader::Cab(cab) => cab.encoding(),
            Reader::Iso(iso) => iso.encoding(),
            // Names of 7z are UTF-16, those of streams are decoded on the way.
            Reader::SevenZ(_) | Reader::Stream => self.options.names.encoding(),
        }
    }

    /// The path as the user gave it.
    #[must_use]
    pub fn path(&self) -> &PathBuf {
        &self.source.path
    }

    /// Whether a later entry of the same path replaces the earlier one.
    #[must_use]
    pub fn last_wins(&self) -> bool {
        matches!(self.reader, Reader::Stream) && !self.options.strict
    }

    /// How this archive was opened.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The counters of this archive.
    #[must_use]
    pub fn meter(&self) -> &Arc<Meter> {
        &self.options.meter
    }
}

/// What the contents must be when the user says what they are.
fn forced(wanted: Format, source: &Source) -> Result<Format> {
    let found = look(source);
    let fits = match (wanted.codec, wanted.container) {
        (Some(Codec::Brotli), _) => true,
        (Some(codec), _) => found == Sniffed::Codec(codec),
        (None, Some(container @ (Container::Zip | Container::SevenZ | Container::Rar))) => {
            found == Sniffed::Container(container) || found == Sniffed::Program
        }
        (None, Some(container)) => found == Sniffed::Container(container),
        (None, None) => false,
    };
    if fits {
        Ok(wanted)
    } else {
        Err(Error::corrupt(
            "the contents are not of the format that --format names",
        ))
    }
}

/// What the first bytes say, and those of an image of a disc, whose mark lies behind the first 32 KiB.
fn look(source: &Source) -> Sniffed {
    let image = || source.as_file().is_some_and(|(file, _)| iso9660::is_image(file));
    match sniff(&source.head) {
        Sniffed::Unknown | Sniffed::Program if image() => Sniffed::Container(Container::Iso),
        found => found,
    }
}

fn detect(source: &mut Source) -> Result<Format> {
    match look(source) {
        Sniffed::Container(container) => Ok(Format {
            codec: None,
            container: Some(container),
        }),
        Sniffed::Codec(codec) => Ok(Format {
            codec: Some(codec),
            container: None,
        }),
        Sniffed::Other(name, program) => Err(Error::Unsupported(format!(
            "{name}: this format is not read here; {program} reads it"
        ))),
        found => {
            let name = source
                .path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            if is_empty_tar(&source.head, &name, source.is_short()) {
                return Ok(Format {
                    codec: None,
                    container: Some(Container::Tar),
                });
            }
            if name.to_ascii_lowercase().ends_with(".br") && found == Sniffed::Unknown {
                return Ok(Format {
                    codec: Some(Codec::Brotli),
                    container: None,
                });
            }
            let zip = Format {
                codec: None,
                container: Some(Container::Zip),
            };
            let self_extracting = source
                .as_file()
                .is_some_and(|(file, size)| zip::has_end_record(file, size));
            let holds = |magic: &[u8]| {
                found == Sniffed::Program
                    && source
                        .as_file()
                        .is_some_and(|(file, _)| find_magic(file, magic, &[]).is_ok())
            };
            match found {
                _ if source.as_file().is_some_and(|(file, size)| is_dmg(file, size)) => Err(
                    Error::Unsupported("dmg: this format is not read here; 7zz reads it".to_owned()),
                ),
                _ if self_extracting => Ok(zip),
                _ if holds(sevenz::MAGIC) => Ok(Format {
                    codec: None,
                    container: Some(Container::SevenZ),
                }),
                _ if holds(rar::MAGIC) => Ok(Format {
                    codec: None,
                    container: Some(Container::Rar),
                }),
                Sniffed::Program => Err(Error::Unsupported("a program with no archive in it".to_owned())),
                _ => Err(Error::Unsupported(
                    "not an archive of any known format".to_owned(),
                )),
            }
        }
    }
}

/// Whether a file ends as images of macOS do.
fn is_dmg(file: &File, size: u64) -> bool {
    let mut magic = [0; 4];
    let read = size.checked_sub(512).map(|at| file.read_exact_at(&mut magic, at));
    matches!(read, Some(Ok(()))) && &magic == b"koly"
}

/// Where an archive begins that a program stands in front of: at the first place of its magic number.
fn find_magic(file: &Arc<File>, magic: &[u8], head: &[u8]) -> Result<u64> {
    if head.starts_with(magic) {
        return Ok(0);
    }
    let mut bytes = Vec::new();
    At::new(Arc::clone(file), 0)
        .take(PROGRAM)
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("cannot read", e))?;
    memchr::memmem::find(&bytes, magic)
        .map(|at| at as u64)
        .ok_or_else(|| Error::Unsupported("a program with no archive in it".to_owned()))
}
