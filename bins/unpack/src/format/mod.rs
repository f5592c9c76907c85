//! The readers: each turns the bytes of one format into entries with bodies.

mod ar;
mod cab;
mod codec;
mod cpio;
mod detect;
mod indexed;
mod iso9660;
#[cfg(feature = "legacy")]
mod legacy;
mod lha;
mod members;
mod named;
mod rar;
mod rpm;
mod sevenz;
mod squashfs;
mod stream;
mod tar;
mod xar;
mod zip;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::formats::{Container, Format, stem};
use crate::limits::Meter;
use crate::marks::Marks;
use crate::names::{Encoding, Names};
use crate::password::Password;
use crate::source::Source;
use detect::{detect, find_magic, forced};
use indexed::Indexed;
pub use indexed::NameOf;
#[cfg(feature = "legacy")]
pub(crate) use legacy::arc::is_arc;
pub(crate) use lha::is_lha;
pub use members::Members;
use named::Named;
pub use zip::Work;
pub(crate) use zip::{disks, is_whole};

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
    /// Read what can be read of a damaged archive.
    pub keep_broken: bool,
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

enum Reader {
    /// Its members can be read in any order, and by several threads.
    Zip(Box<zip::Zip>),
    Index(Box<dyn Indexed>),
    Stream,
}

impl Reader {
    fn index(&self) -> Option<&dyn Indexed> {
        match self {
            Self::Zip(zip) => Some(zip.as_ref()),
            Self::Index(reader) => Some(reader.as_ref()),
            Self::Stream => None,
        }
    }

    fn index_mut(&mut self) -> Option<&mut dyn Indexed> {
        match self {
            Self::Zip(zip) => Some(zip.as_mut()),
            Self::Index(reader) => Some(reader.as_mut()),
            Self::Stream => None,
        }
    }
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
        let Some(container) = container.filter(|container| container.has_index()) else {
            return Ok(Reader::Stream);
        };
        let options = &self.options;
        let (file, size) = self.source.file(options.meter.limits.size)?;
        let path = Some(&self.source.path).filter(|_| self.source.has_neighbours);
        let path = path.map(PathBuf::as_path);
        let reader: Box<dyn Indexed> = match container {
            Container::Zip => {
                return Ok(Reader::Zip(Box::new(zip::Zip::open(
                    file,
                    size,
                    &self.source.pieces,
                    options,
                )?)));
            }
            Container::SevenZ => {
                let start = find_magic(&file, sevenz::MAGIC, &self.source.head)?;
                let stem = stem(&self.file_name(), true);
                Box::new(sevenz::SevenZ::open(file, start, &stem, options)?)
            }
            Container::Cab => Box::new(cab::Cab::open(file, path, options)?),
            Container::Rar => Box::new(rar::Rar::open(file, path, options)?),
            Container::Lha => Box::new(lha::Lha::open(file, size, options)?),
            Container::Xar => Box::new(xar::Xar::open(file, size, options)?),
            Container::Iso => Box::new(iso9660::Iso::open(file, size, options)?),
            Container::Squashfs => Box::new(squashfs::Squashfs::open(file, size, options)?),
            #[cfg(feature = "legacy")]
            Container::Arj => legacy::arj::open(file, size, path, options)?,
            #[cfg(feature = "legacy")]
            Container::Arc => legacy::arc::open(file, size, options)?,
            #[cfg(feature = "legacy")]
            Container::Zoo => legacy::zoo::open(file, size, options)?,
            #[cfg(feature = "legacy")]
            Container::Ace => legacy::ace::open(file, path, options)?,
            _ => return Ok(Reader::Stream),
        };
        Ok(Reader::Index(reader))
    }

    /// All entries, when the format has an index; formats that stream return `None`.
    #[must_use]
    pub fn index(&self) -> Option<&[Entry]> {
        Some(self.reader.index()?.entries())
    }

    /// Takes the entries of the index away; nothing can be read by it any more.
    pub fn take_index(&mut self) -> Option<Vec<Entry>> {
        Some(self.reader.index_mut()?.take_entries())
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
    pub fn check_decoders(&self, name: NameOf<'_>) -> Result<()> {
        match self.reader.index() {
            Some(reader) => reader.check_decoders(name),
            None => Ok(()),
        }
    }

    /// Visits every entry in the order of the archive.
    ///
    /// # Errors
    /// Damage, a limit, a missing password, or what `visit` returns.
    pub fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        if let Some(reader) = self.reader.index_mut() {
            let meter = &self.options.meter;
            return reader.each(&mut |entry, body| visit(entry, &mut Named { entry, body, meter }));
        }
        let (done, reached) = stream::each(&mut self.source, &self.options, self.format, visit);
        self.options.names = reached;
        self.format = done?;
        self.options.refuse_remarks()
    }

    /// All entries by their names; those of a stream by a pass of its own, in which `note` hears of each.
    ///
    /// # Errors
    /// As [`Archive::each`].
    pub fn members(&mut self, note: &mut dyn FnMut(&Entry)) -> Result<Members> {
        let mut members = Members::default();
        if let Some(all) = self.index() {
            all.iter().for_each(|entry| members.add(entry));
        } else {
            self.each(&mut |entry, _| {
                members.add(entry);
                note(entry);
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(members)
    }

    /// Reads the contents of the member called `path`: the last one of that name. Links of the archive are followed
    /// within it.
    ///
    /// # Errors
    /// [`Error::NoMember`] when there is none, else as [`Archive::each`].
    pub fn read_named(&mut self, members: &Members, path: &str, sink: Sink<'_>) -> Result<()> {
        let position = members.find(path)?;
        if let Reader::Zip(zip) = &mut self.reader {
            return zip.read(position, sink).map_err(|e| e.within(path.as_bytes()));
        }
        self.rewind();
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

    /// Decodes and checks every byte, on at most so many threads. `marks` hear of every entry, and `totals` are what was
    /// met until it ended, well or not.
    ///
    /// # Errors
    /// As [`Archive::each`].
    pub fn verify(&mut self, threads: usize, marks: &mut Marks, totals: &mut Totals) -> Result<()> {
        if let Reader::Zip(zip) = &self.reader {
            return zip.verify(threads, &self.options, totals);
        }
        self.each(&mut |entry, body| {
            totals.entries += 1;
            let mut hash = marks.wants_digests().then(Sha256::new);
            if entry.kind == Kind::File {
                totals.files += 1;
                body.drain(&mut |chunk| {
                    totals.bytes += chunk.len() as u64;
                    if let Some(hash) = &mut hash {
                        hash.update(chunk);
                    }
                    Ok(())
                })?;
            }
            marks.note(entry, hash.map(|hash| hash.finalize().into()));
            Ok(ControlFlow::Continue(()))
        })
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

    /// All files that it was read from, when there are several.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let pieces = self.source.pieces.iter().map(|piece| piece.path.as_path());
        let volumes = self.reader.index().map(Indexed::volumes).unwrap_or_default();
        pieces.chain(volumes.iter().map(PathBuf::as_path))
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

    /// Whether [`Archive::each`] can be called more than once.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.source.as_file().is_some()
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
        let found = self.reader.index().and_then(Indexed::encoding);
        found.or(self.options.names.encoding())
    }

    /// The name that what it holds can be called after. Standard input has none, and is called `data`.
    #[must_use]
    pub fn file_name(&self) -> String {
        Some(self.source.file_name())
            .filter(|name| name != "-")
            .unwrap_or_else(|| "data.in".to_owned())
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
