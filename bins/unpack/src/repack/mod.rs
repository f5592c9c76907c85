//! One archive into another format: the same policy as extraction, one file as the result.

mod encoder;
mod plan;
mod tar;
mod zip;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use shared::atomic::{AtomicFile, Existing};

use crate::entry::{Body, Entry, Kind, Packed};
use crate::error::{Error, Result};
use crate::extract::Notice;
use crate::format::Archive;
use crate::formats::{Container, Format, by_suffix, can_write};
use encoder::Encoder;
use plan::{Step, plan};

/// The format that a file name's suffix stands for, when it can be written.
///
/// # Errors
/// [`Error::Unsupported`].
pub fn format_for(path: &Path) -> Result<Format> {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    by_suffix(&name).filter(|f| can_write(*f)).ok_or_else(|| {
        Error::Unsupported(
            "the suffix names no format that is written (zip, tar, tar.gz, tar.bz2, tar.xz, tar.zst, tar.lz4)"
                .to_owned(),
        )
    })
}

/// Writes all entries of `archive` to a new file at `out`, which appears when all of them are there.
///
/// # Errors
/// Refused entries, damage, limits, a file that is already there, or a full disk. Then nothing is left.
pub fn repack(archive: &mut Archive, out: &Path, notices: &mut Vec<Notice>) -> Result<()> {
    let format = format_for(out)?;
    let cannot_write = |e: io::Error| match e.kind() {
        io::ErrorKind::AlreadyExists => {
            let what = "already there, and repack never overwrites";
            Error::io(out.display().to_string(), io::Error::new(e.kind(), what))
        }
        _ => Error::io(format!("cannot write {}", out.display()), e),
    };
    // Begun first: a name that is taken is known before anything is read.
    let file = AtomicFile::create(out, Existing::Refuse).map_err(cannot_write)?;
    archive.keep()?;
    let hard_links = format.container != Some(Container::Zip);
    let plan = plan(archive, hard_links, notices)?;
    let before = Notice::remarks(archive.meter());
    archive.rewind();
    let file = fill(archive, plan, format, BufWriter::new(file), notices)?;
    let after = Notice::remarks(archive.meter());
    notices.extend(if before.is_empty() { after } else { before });
    file.into_inner()
        .map_err(|e| cannot_write(e.into_error()))?
        .commit()
        .map_err(cannot_write)
}

/// Writes the planned entries through the writer of the format, and returns what it wrote to.
fn fill<W: Write>(
    archive: &mut Archive,
    plan: Vec<Step>,
    format: Format,
    file: W,
    notices: &mut Vec<Notice>,
) -> Result<W> {
    match (format.codec, format.container) {
        (None, Some(Container::Zip)) => write_all(archive, plan, zip::Zip::new(file), notices),
        (None, _) => write_all(archive, plan, tar::Tar::new(file), notices),
        (Some(codec), _) => {
            let packed = Encoder::new(codec, file).map_err(cannot)?;
            write_all(archive, plan, tar::Tar::new(packed), notices)?
                .finish()
                .map_err(cannot)
        }
    }
}

fn cannot(error: io::Error) -> Error {
    Error::io("cannot write", error)
}

/// What a format's writer can do. Entries come in the order of the archive.
trait Writer {
    /// What is written to.
    type Out;
    /// Begins an entry at `path`. `link` is the target of a symbolic or hard link, a path of this archive for the latter.
    fn begin(&mut self, path: &[u8], entry: &Entry, kind: Kind, link: &[u8], size: u64) -> io::Result<()>;
    /// Contents of the file that was begun.
    fn write(&mut self, chunk: &[u8]) -> io::Result<()>;
    /// All contents are there.
    fn end(&mut self) -> io::Result<()>;
    /// All entries are there.
    fn finish(self) -> io::Result<Self::Out>;
    /// Whether members can be copied as they are packed in a zip.
    const COPIES: bool;
    /// Stores a file as it is packed.
    fn copy(&mut self, path: &[u8], entry: &Entry, packed: Packed) -> io::Result<()>;
}

fn write_all<W: Writer>(
    archive: &mut Archive,
    plan: Vec<Step>,
    mut writer: W,
    notices: &mut Vec<Notice>,
) -> Result<W::Out> {
    let meter = Arc::clone(archive.meter());
    let mut plan = plan.into_iter();
    archive.each(&mut |entry, body| {
        match plan.next().unwrap_or(Step::Nothing) {
            Step::Nothing => {}
            Step::LeftOut(reason) => notices.push(Notice::LeftOut(entry.name.clone(), vec![reason])),
            Step::Dir(path) => writer
                .begin(path.as_bytes(), entry, Kind::Dir, &[], 0)
                .map_err(cannot)?,
            Step::Link(path) => {
                let target = entry.link.as_deref().unwrap_or_default();
                writer
                    .begin(path.as_bytes(), entry, Kind::Link, target, 0)
                    .map_err(cannot)?;
            }
            Step::HardLink(path, to) => writer
                .begin(path.as_bytes(), entry, Kind::HardLink, to.as_bytes(), 0)
                .map_err(cannot)?,
            Step::File(path, again) if again.is_empty() => {
                let packed = if W::COPIES { body.packed()? } else { None };
                match (packed, entry.size) {
                    (Some(packed), _) => {
                        // Decoded only to see that it is whole.
                        body.drain(&mut |_| Ok(()))?;
                        writer.copy(path.as_bytes(), entry, packed).map_err(cannot)?;
                    }
                    (None, Some(size)) => {
                        writer
                            .begin(path.as_bytes(), entry, Kind::File, &[], size)
                            .map_err(cannot)?;
                        body.drain(&mut |chunk| writer.write(chunk).map_err(cannot))?;
                        writer.end().map_err(cannot)?;
                    }
                    (None, None) => Spool::of(body)?.put(&mut writer, path.as_bytes(), entry)?,
                }
            }
            Step::File(path, again) => {
                let mut spool = Spool::of(body)?;
                spool.put(&mut writer, path.as_bytes(), entry)?;
                for path in again {
                    // A file of many names is like as many files.
                    meter.produce(spool.size)?;
                    spool.put(&mut writer, path.as_bytes(), entry)?;
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    writer.finish().map_err(cannot)
}

/// Contents that wait in a temporary file: their size has to come first, or they are stored several times.
struct Spool {
    file: File,
    size: u64,
}

impl Spool {
    fn of(body: &mut dyn Body) -> Result<Self> {
        let mut file = tempfile::tempfile().map_err(Self::failed)?;
        let mut size = 0;
        body.drain(&mut |chunk| {
            size += chunk.len() as u64;
            file.write_all(chunk).map_err(Self::failed)
        })?;
        Ok(Self { file, size })
    }

    fn failed(error: io::Error) -> Error {
        Error::io("cannot use a temporary file", error)
    }

    /// Stores the contents under `path`.
    fn put<W: Writer>(&mut self, writer: &mut W, path: &[u8], entry: &Entry) -> Result<()> {
        self.file.rewind().map_err(Self::failed)?;
        writer
            .begin(path, entry, Kind::File, &[], self.size)
            .map_err(cannot)?;
        let mut buf = vec![0; 64 << 10];
        loop {
            let n = self.file.read(&mut buf).map_err(Self::failed)?;
            if n == 0 {
                return writer.end().map_err(cannot);
            }
            writer.write(buf.get(..n).unwrap_or_default()).map_err(cannot)?;
        }
    }
}
