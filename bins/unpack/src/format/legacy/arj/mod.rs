//! ARJ: headers as in ARJ's `TECHNOTE.TXT`, and the extended headers in which ARJ 3.10 for Unix keeps links.

mod fastest;
mod header;
mod volumes;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::fields::Headers;
use super::lzh::Lzh;
use super::member::{Claim, Index, Member, Opened, Sum, drain_checked};
use crate::entry::{Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::format::zip::Clock;
use crate::format::{Indexed, Options};
use crate::password::Password;
use crate::source::{At, goes_on_behind};
use fastest::Fastest;
use header::{Header, MAGIC, Record, Type};

/// The longest program that may stand in front.
const PROGRAM: u64 = 1 << 20;

/// Reads all headers and decodes the names. The volumes that follow the one at `path` belong to the archive; there are
/// none beside a stream.
pub(in crate::format) fn open(
    file: Arc<File>,
    size: u64,
    path: Option<&Path>,
    options: &Options,
) -> Result<Box<dyn Indexed>> {
    let start = find(&file, size)?;
    let mut arj = Arj {
        index: Index::new(options),
        clock: Clock::default(),
        continued: false,
    };
    let mut volume = Volume { file, start, size };
    let mut given = path.map(Path::to_owned);
    while arj.read_volume(&volume, options)? {
        let next = volumes::next(given.as_deref())?;
        volume = Volume::open(&next)?;
        given = Some(next);
    }
    arj.index.decode_names(|member| member.separator);
    Ok(Box::new(arj.index))
}

/// Where the archive begins: at once, or behind a program, where the checksum of a header is right.
pub(in crate::format) fn find(file: &Arc<File>, size: u64) -> Result<u64> {
    let mut bytes = Vec::new();
    let mut program = At::new(Arc::clone(file), 0).take(PROGRAM);
    program
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("cannot read", e))?;
    if bytes.starts_with(&MAGIC) {
        return Ok(0);
    }
    memchr::memmem::find_iter(&bytes, &MAGIC)
        .map(|at| at as u64)
        .find(|at| {
            let header = header::read(&mut Headers::new(file, *at, size));
            matches!(header, Ok(Record::Header(header)) if header.kind == Type::Main)
        })
        .ok_or_else(|| Error::Unsupported("a program with no archive in it".to_owned()))
}

/// One file of an archive.
struct Volume {
    file: Arc<File>,
    start: u64,
    size: u64,
}

impl Volume {
    fn open(path: &Path) -> Result<Self> {
        let failed = |e| Error::io(format!("cannot open the volume {}", path.display()), e);
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        Ok(Self {
            file: Arc::new(file),
            start: 0,
            size,
        })
    }
}

/// An archive whose volumes are being read.
struct Arj {
    index: Index<Packed>,
    clock: Clock,
    /// The last member goes on in the next volume.
    continued: bool,
}

impl Arj {
    /// Reads the headers of one volume. Says whether another one follows.
    fn read_volume(&mut self, volume: &Volume, options: &Options) -> Result<bool> {
        let mut headers = Headers::new(&volume.file, volume.start, volume.size);
        let Record::Header(main) = header::read(&mut headers)? else {
            return Err(Error::corrupt("damaged header: there is none of the archive"));
        };
        if main.kind != Type::Main {
            return Err(Error::corrupt("damaged header: it is not that of the archive"));
        }
        while let Record::Header(header) = header::read(&mut headers)? {
            let data = headers.at();
            headers.skip(header.packed.into())?;
            // Of the chapters, which are states of the archive, the last one counts.
            if matches!(header.kind, Type::Label) || !header.is_in_chapter(main.chapter()) {
                continue;
            }
            let piece = Piece {
                file: Arc::clone(&volume.file),
                at: data,
                length: header.packed.into(),
                method: header.method,
                claim: Claim {
                    size: header.size.into(),
                    sum: Sum::Crc32(header.crc32),
                },
                cipher: header.is_garbled().then_some(Cipher {
                    version: main.encryption(),
                    modifier: header.modifier,
                }),
            };
            self.add(&header, piece)?;
        }
        if !main.is_protected() && goes_on_behind(&volume.file, headers.at())? {
            options.meter.note_trailing();
        }
        if self.continued && !main.goes_on() {
            return Err(Error::corrupt(
                "damaged header: the last member goes on, but there is no other volume",
            ));
        }
        Ok(main.goes_on())
    }

    fn add(&mut self, header: &Header, piece: Piece) -> Result<()> {
        let continues = header.offset > 0;
        if continues != self.continued {
            let what = if continues {
                "it begins in an earlier volume, and the first one must be given"
            } else {
                "damaged header: its next part is missing"
            };
            return Err(Error::corrupt(what).within(&header.name));
        }
        self.continued = header.goes_on();
        if continues {
            return self.extend(header, piece);
        }
        let mut entry = describe(header, &mut self.clock)?;
        entry.encrypted = piece.cipher.is_some();
        let separator = if header.has_slashes() { b'/' } else { b'\\' };
        let pieces = vec![piece];
        self.index.push(entry, Packed { pieces, separator })
    }

    /// A piece of the last member.
    fn extend(&mut self, header: &Header, piece: Piece) -> Result<()> {
        let damaged = |what| Error::corrupt(format!("damaged header: {what}")).within(&header.name);
        let (entry, member) = self
            .index
            .last_mut()
            .ok_or_else(|| damaged("it continues nothing"))?;
        if entry.name != header.name {
            return Err(damaged("the volume before ends with another member"));
        }
        let size = entry.size.unwrap_or(0);
        if size != u64::from(header.offset) {
            return Err(damaged("it does not continue where the volume before ends"));
        }
        entry.size = Some(size.saturating_add(piece.claim.size));
        entry.packed = entry.packed.map(|packed| packed.saturating_add(piece.length));
        // That is one of a piece only.
        entry.crc32 = None;
        member.pieces.push(piece);
        Ok(())
    }
}

fn describe(header: &Header, clock: &mut Clock) -> Result<Entry> {
    let (kind, link) = match &header.kind {
        Type::Dir => (Kind::Dir, None),
        Type::Special(special) => (special.kind, special.target.clone()),
        _ => (Kind::File, None),
    };
    if kind != Kind::File && header.size > 0 {
        return Err(Error::corrupt("damaged header: no file, but with contents").within(&header.name));
    }
    let mut entry = Entry::new(header.name.clone(), kind);
    entry.link = link;
    entry.dos = header.is_of_dos();
    entry.mtime = header.time(clock);
    entry.mode = header.mode();
    if kind == Kind::File {
        entry.size = Some(header.size.into());
        entry.packed = Some(header.packed.into());
        entry.crc32 = Some(header.crc32);
        entry.method = Some(match header.method {
            0 => "stored",
            1..=3 => "lzh",
            4 => "fastest",
            _ => "unknown",
        });
    }
    Ok(entry)
}

/// The pieces of a member, one in each volume.
struct Packed {
    pieces: Vec<Piece>,
    separator: u8,
}

/// A part of the contents, packed and checked by itself.
struct Piece {
    file: Arc<File>,
    at: u64,
    length: u64,
    method: u8,
    claim: Claim,
    cipher: Option<Cipher>,
}

/// How a member is encrypted.
#[derive(Clone, Copy)]
struct Cipher {
    version: u8,
    modifier: u8,
}

impl Member for Packed {
    fn check_method(&self) -> Result<()> {
        self.pieces.iter().try_for_each(Piece::check_method)
    }

    fn drain(&self, archive: &Opened, sink: Sink<'_>) -> Result<()> {
        for piece in &self.pieces {
            piece.check_method()?;
            let drained = piece.drain(archive, sink);
            drained.map_err(|e| match piece.cipher {
                Some(_) => e.in_doubt(),
                None => e,
            })?;
        }
        Ok(())
    }
}

impl Piece {
    fn check_method(&self) -> Result<()> {
        let what = match (self.cipher, self.method) {
            (Some(cipher), _) if cipher.version > 1 => {
                format!("the encryption {} of arj", cipher.version)
            }
            (_, 0..=4) => return Ok(()),
            (_, method) => format!("the method {method} of arj"),
        };
        Err(Error::Unsupported(format!(
            "{what} is not read here; arj may read it"
        )))
    }

    fn drain(&self, archive: &Opened, sink: Sink<'_>) -> Result<()> {
        let packed = archive.packed(&self.file, self.at, self.length);
        match self.cipher {
            None => self.decode(packed, archive, sink),
            Some(cipher) => {
                let password = archive.password.as_deref().ok_or(Error::NoPassword)?;
                if password.bytes().is_empty() {
                    return Err(Error::WrongPassword);
                }
                self.decode(Garbled::new(packed, password, cipher.modifier), archive, sink)
            }
        }
    }

    fn decode(&self, mut packed: impl Read, archive: &Opened, sink: Sink<'_>) -> Result<()> {
        let meter = &archive.meter;
        match self.method {
            1..=3 => drain_checked(&mut Lzh::lh7(packed, self.claim.size), self.claim, meter, sink),
            4 => drain_checked(
                &mut Fastest::new(packed, self.claim.size),
                self.claim,
                meter,
                sink,
            ),
            _ => drain_checked(&mut packed, self.claim, meter, sink),
        }
    }
}

/// Takes away what garbles a member: each byte was combined with a byte of the password and one of the header.
struct Garbled<'a, R> {
    input: R,
    key: std::iter::Cycle<std::slice::Iter<'a, u8>>,
    modifier: u8,
}

impl<'a, R> Garbled<'a, R> {
    fn new(input: R, password: &'a Password, modifier: u8) -> Self {
        Self {
            input,
            key: password.bytes().iter().cycle(),
            modifier,
        }
    }
}

impl<R: Read> Read for Garbled<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(buf)?;
        for (byte, key) in buf.iter_mut().take(n).zip(&mut self.key) {
            *byte ^= key.wrapping_add(self.modifier);
        }
        Ok(n)
    }
}
