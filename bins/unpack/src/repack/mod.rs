//! One archive into another format: the same policy as extraction, one file as the result.

mod plan;
mod tar;
mod zip;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use shared::atomic::{AtomicFile, Existing};

use crate::entry::{Entry, Kind, Packed, Sink};
use crate::error::{Error, Result};
use crate::extract::Notice;
use crate::format::Archive;
use crate::formats::{Codec, Container, Format, by_suffix, can_write};
use crate::policy::Verdict;
use plan::plan;

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
    archive.keep()?;
    let plan = plan(archive, notices)?;
    let before = Notice::remarks(archive.meter());
    archive.rewind();
    let cannot_write = |e: io::Error| match e.kind() {
        io::ErrorKind::AlreadyExists => {
            let what = "already there, and repack never overwrites";
            Error::io(out.display().to_string(), io::Error::new(e.kind(), what))
        }
        _ => Error::io(format!("cannot write {}", out.display()), e),
    };
    let file = AtomicFile::create(out, Existing::Refuse).map_err(cannot_write)?;
    let file = fill(archive, &plan, format, BufWriter::new(file), notices)?;
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
    plan: &[Verdict],
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
    /// Whether a hard link can be stored; else the file is stored again.
    const HARD_LINKS: bool;
    /// Whether members can be copied as they are packed in a zip.
    const COPIES: bool;
    /// Stores a file as it is packed.
    fn copy(&mut self, path: &[u8], entry: &Entry, packed: Packed) -> io::Result<()>;
}

fn write_all<W: Writer>(
    archive: &mut Archive,
    plan: &[Verdict],
    mut writer: W,
    notices: &mut Vec<Notice>,
) -> Result<W::Out> {
    let mut at = 0;
    // Files by their safe paths, and the other names of those that have to be stored once for each.
    let mut stored: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut again: BTreeMap<usize, Vec<Vec<u8>>> = BTreeMap::new();
    archive.each(&mut |entry, body| {
        let here = at;
        at += 1;
        match plan.get(here) {
            Some(Verdict::Place(path)) => {
                let path = path.as_bytes();
                match entry.kind {
                    Kind::Dir => writer.begin(path, entry, Kind::Dir, &[], 0).map_err(cannot)?,
                    Kind::Link => {
                        let target = entry.link.as_deref().unwrap_or_default();
                        writer.begin(path, entry, Kind::Link, target, 0).map_err(cannot)?;
                    }
                    _ => {
                        if !W::HARD_LINKS {
                            stored.insert(path.to_vec(), here);
                        }
                        let packed = if W::COPIES { body.packed()? } else { None };
                        match packed {
                            Some(packed) => {
                                // Decoded only to see that it is whole.
                                body.drain(&mut |_| Ok(()))?;
                                writer.copy(path, entry, packed).map_err(cannot)?;
                            }
                            None => put(&mut writer, path, entry, &mut |sink| body.drain(sink))?,
                        }
                    }
                }
            }
            Some(Verdict::LinkTo(path, to)) if W::HARD_LINKS => {
                writer
                    .begin(path.as_bytes(), entry, Kind::HardLink, to.as_bytes(), 0)
                    .map_err(cannot)?;
            }
            Some(Verdict::LinkTo(path, to)) => {
                let file = stored.get(to.as_bytes()).copied();
                let file = file.ok_or_else(|| Error::corrupt("a hard link to no file"))?;
                again.entry(file).or_default().push(path.as_bytes().to_vec());
            }
            Some(Verdict::Skip(reason)) => {
                notices.push(Notice::LeftOut(entry.name.clone(), vec![*reason]));
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    })?;
    store_again(archive, &again, &mut writer)?;
    writer.finish().map_err(cannot)
}

/// Stores files once more under each of these names, by another way through the archive.
fn store_again<W: Writer>(
    archive: &mut Archive,
    again: &BTreeMap<usize, Vec<Vec<u8>>>,
    writer: &mut W,
) -> Result<()> {
    let Some((last, _)) = again.last_key_value() else {
        return Ok(());
    };
    archive.rewind();
    let meter = Arc::clone(archive.meter());
    let (mut at, mut total) = (0, 0_u64);
    archive.each(&mut |entry, body| {
        let here = at;
        at += 1;
        if let Some(names) = again.get(&here) {
            let (mut spool, size) = spooled(&mut |sink| body.drain(sink))?;
            for name in names {
                // A file of many names is like as many files.
                total = total.saturating_add(size);
                meter.claim(total)?;
                meter.pulse()?;
                copy(writer, name, entry, &mut spool, size)?;
            }
        }
        Ok(if here >= *last {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })
}

/// Writes one file. Its size has to come first, so contents of unknown size wait in a temporary file.
fn put<W: Writer>(
    writer: &mut W,
    path: &[u8],
    entry: &Entry,
    drain: &mut dyn FnMut(Sink<'_>) -> Result<()>,
) -> Result<()> {
    if let Some(size) = entry.size {
        writer.begin(path, entry, Kind::File, &[], size).map_err(cannot)?;
        drain(&mut |chunk| writer.write(chunk).map_err(cannot))?;
        return writer.end().map_err(cannot);
    }
    let (mut spool, size) = spooled(drain)?;
    copy(writer, path, entry, &mut spool, size)
}

/// Contents in a temporary file, and how many bytes they are.
fn spooled(drain: &mut dyn FnMut(Sink<'_>) -> Result<()>) -> Result<(File, u64)> {
    let mut spool = tempfile::tempfile().map_err(no_spool)?;
    let mut size = 0;
    drain(&mut |chunk| {
        size += chunk.len() as u64;
        spool.write_all(chunk).map_err(no_spool)
    })?;
    Ok((spool, size))
}

fn no_spool(error: io::Error) -> Error {
    Error::io("cannot use a temporary file", error)
}

/// Writes one file whose contents wait in a temporary one.
fn copy<W: Writer>(writer: &mut W, path: &[u8], entry: &Entry, spool: &mut File, size: u64) -> Result<()> {
    spool.rewind().map_err(no_spool)?;
    writer.begin(path, entry, Kind::File, &[], size).map_err(cannot)?;
    let mut buf = vec![0; 64 << 10];
    loop {
        let n = spool.read(&mut buf).map_err(no_spool)?;
        if n == 0 {
            break;
        }
        writer.write(buf.get(..n).unwrap_or_default()).map_err(cannot)?;
    }
    writer.end().map_err(cannot)
}

/// A compressor of any codec that is written.
enum Encoder<W: Write> {
    Gzip(flate2::write::GzEncoder<W>),
    Bzip2(bzip2::write::BzEncoder<W>),
    Xz(Box<lzma_rust2::XzWriter<W>>),
    Zstd(zstd::stream::write::Encoder<'static, W>),
    Lz4(Box<lz4_flex::frame::FrameEncoder<W>>),
}

impl<W: Write> Encoder<W> {
    fn new(codec: Codec, out: W) -> io::Result<Self> {
        Ok(match codec {
            Codec::Gzip => Self::Gzip(flate2::write::GzEncoder::new(out, flate2::Compression::default())),
            Codec::Bzip2 => Self::Bzip2(bzip2::write::BzEncoder::new(out, bzip2::Compression::best())),
            Codec::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(6);
                Self::Xz(Box::new(lzma_rust2::XzWriter::new(out, options)?))
            }
            Codec::Zstd => Self::Zstd(zstd::stream::write::Encoder::new(out, 0)?),
            Codec::Lz4 => {
                let info = lz4_flex::frame::FrameInfo::new().content_checksum(true);
                Self::Lz4(Box::new(lz4_flex::frame::FrameEncoder::with_frame_info(
                    info, out,
                )))
            }
            Codec::Lzma | Codec::Lzip | Codec::Lzop | Codec::Compress | Codec::Brotli => {
                return Err(io::Error::from(io::ErrorKind::Unsupported));
            }
        })
    }

    fn finish(self) -> io::Result<W> {
        match self {
            Self::Gzip(e) => e.finish(),
            Self::Bzip2(e) => e.finish(),
            Self::Xz(e) => e.finish(),
            Self::Zstd(e) => e.finish(),
            Self::Lz4(e) => e.finish().map_err(io::Error::other),
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(e) => e.write(buf),
            Self::Bzip2(e) => e.write(buf),
            Self::Xz(e) => e.write(buf),
            Self::Zstd(e) => e.write(buf),
            Self::Lz4(e) => e.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
