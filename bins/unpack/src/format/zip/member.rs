//! The data of one zip entry: found, decoded, and checked.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use libdeflater::{Crc, DecompressionError, Decompressor};
use zip::result::ZipError;

use super::super::Options;
use super::super::codec::Decoder;
use super::bytes::u16_at;
use super::directory::Member;
use super::single::Single;
use crate::entry::{Body, Packed, Sink};
use crate::error::{Error, Result};
use crate::formats::Codec;
use crate::limits::{Consumed, Meter};
use crate::password::Password;
use crate::policy::MAX_NAME;
use crate::source::At;

const STORED: u16 = 0;
const DEFLATE: u16 = 8;
const BZIP2: u16 = 12;
const LZMA: u16 = 14;
const ZSTD_OLD: u16 = 20;
const ZSTD: u16 = 93;
const XZ: u16 = 95;
/// WinZip's AES (APPNOTE 7.2), whatever is inside.
const AES: u16 = 99;
/// How many other members are asked whether a password is right.
const WITNESSES: usize = 4;
/// Members up to this size, packed and unpacked, are inflated in one go, which is fastest.
const ONE_GO: u64 = 8 << 20;
/// How much is read at a time, at least.
const WINDOW: usize = 256 << 10;
/// Size of the chunks handed on otherwise.
const CHUNK: usize = 128 << 10;

/// The methods of zip that are read, in plain members; what is inside AES the crate knows.
///
/// # Errors
/// [`Error::Unsupported`], with the number of the method.
pub(super) fn known_method(member: &Member) -> Result<()> {
    // APPNOTE 4.4.4: bit 6 beside bit 0.
    if member.encrypted && member.flags & 0x40 != 0 {
        return Err(Error::Unsupported(
            "encrypted in PKWARE's own way, which is not read here; 7zz may read it".to_owned(),
        ));
    }
    match member.method {
        0..=6 | DEFLATE | 9 | BZIP2 | LZMA | ZSTD_OLD | ZSTD | XZ | 98 | 99 => Ok(()),
        other => Err(Error::Unsupported(format!(
            "method {other} of zip is not read here; 7zz may read it"
        ))),
    }
}

/// Reads members; its buffers serve one after the other.
pub(super) struct Reader {
    file: Arc<File>,
    meter: Arc<Meter>,
    password: Option<Arc<Password>>,
    /// Refuse data behind the end of what a member's data unpack to.
    strict: bool,
    /// Hand on what there is in front of damage.
    keep_broken: bool,
    window: Window,
    plain: Vec<u8>,
    inflate: Decompressor,
}

impl Reader {
    pub(super) fn new(file: Arc<File>, options: &Options) -> Self {
        Self {
            file,
            meter: Arc::clone(&options.meter),
            password: options.password.clone(),
            strict: options.strict,
            keep_broken: options.keep_broken,
            window: Window::default(),
            plain: Vec::new(),
            inflate: Decompressor::new(),
        }
    }

    /// Another reader of the same file, for another thread.
    pub(super) fn again(&self, options: &Options) -> Self {
        Self::new(Arc::clone(&self.file), options)
    }

    pub(super) fn pulse(&self) -> Result<()> {
        self.meter.pulse()
    }

    pub(super) fn body<'a>(&'a mut self, member: &'a Member, all: &'a [Member]) -> MemberBody<'a> {
        MemberBody {
            reader: self,
            member,
            all,
        }
    }

    /// The contents of a symbolic link.
    pub(super) fn link_target(&mut self, member: &Member, all: &[Member]) -> Result<Vec<u8>> {
        let mut target = Vec::new();
        if member.size > 16 * MAX_NAME as u64 {
            return Err(Error::corrupt("impossible length of a link's target"));
        }
        self.body(member, all).drain(&mut |chunk| {
            target.extend_from_slice(chunk);
            Ok(())
        })?;
        Ok(target)
    }

    /// Where the data begin: behind the local header, which has a name and extra fields of its own length.
    fn data_start(&mut self, member: &Member) -> Result<u64> {
        let local = self.window.look(&self.file, member.header, 30)?;
        if !local.starts_with(b"PK\x03\x04") {
            return Err(Error::corrupt(
                "damaged data: no local header where one should be",
            ));
        }
        let variable = u64::from(u16_at(local, 26).unwrap_or(0)) + u64::from(u16_at(local, 28).unwrap_or(0));
        let start = member.header.saturating_add(30 + variable);
        if start
            .checked_add(member.packed)
            .is_none_or(|end| end > member.end)
        {
            return Err(Error::corrupt("damaged data: a member reaches into the next"));
        }
        Ok(start)
    }

    /// The contents of a small member that is stored or deflated.
    fn in_one_go(&mut self, member: &Member, start: u64) -> Result<&[u8]> {
        let packed = usize::try_from(member.packed).unwrap_or(usize::MAX);
        let size = usize::try_from(member.size).unwrap_or(usize::MAX);
        let packed = self.window.look(&self.file, start, packed)?;
        self.meter.consume(member.packed);
        if member.method == STORED {
            return Ok(packed);
        }
        // One byte more than claimed, so that more data than claimed are noticed.
        if self.plain.len() <= size {
            self.plain.resize(size + 1, 0);
        }
        let room = self.plain.get_mut(..=size).unwrap_or_default();
        match self.inflate.deflate_decompress(packed, room) {
            Ok(n) => Ok(self.plain.get(..n).unwrap_or_default()),
            Err(DecompressionError::InsufficientSpace) => Err(more_than_claimed()),
            Err(DecompressionError::BadData) => Err(Error::corrupt("damaged data: cannot be inflated")),
        }
    }
}

/// A piece of the file. Members mostly lie one behind the other, so that one read serves for several.
#[derive(Default)]
struct Window {
    bytes: Vec<u8>,
    /// Where in the file it begins.
    at: u64,
    /// How much of it was read.
    filled: usize,
}

impl Window {
    /// `length` bytes of the file from `from` on.
    fn look(&mut self, file: &File, from: u64, length: usize) -> Result<&[u8]> {
        let offset = from
            .checked_sub(self.at)
            .and_then(|offset| usize::try_from(offset).ok())
            .filter(|offset| offset.checked_add(length).is_some_and(|end| end <= self.filled));
        let offset = if let Some(offset) = offset {
            offset
        } else {
            self.fill(file, from, length)?;
            0
        };
        Ok(self.bytes.get(offset..offset + length).unwrap_or_default())
    }

    fn fill(&mut self, file: &File, from: u64, length: usize) -> Result<()> {
        let wanted = length.max(WINDOW);
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        (self.at, self.filled) = (from, 0);
        while self.filled < length {
            let room = self.bytes.get_mut(self.filled..).unwrap_or_default();
            let place = from.saturating_add(self.filled as u64);
            match file.read_at(room, place) {
                Ok(0) => return Err(Error::corrupt("cut short: the data end too early")),
                Ok(n) => self.filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::decoding(e)),
            }
        }
        Ok(())
    }
}

fn hidden() -> Error {
    Error::Strict("hidden data behind the end of its contents".to_owned())
}

fn more_than_claimed() -> Error {
    Error::corrupt("damaged data: more come out than the archive claims")
}

/// The contents of a member.
pub(super) struct MemberBody<'a> {
    reader: &'a mut Reader,
    member: &'a Member,
    /// All members of the archive: others may tell whether the password is right.
    all: &'a [Member],
}

impl Body for MemberBody<'_> {
    fn packed(&mut self) -> Result<Option<Packed>> {
        let member = self.member;
        if member.encrypted || !matches!(member.method, STORED | DEFLATE) {
            return Ok(None);
        }
        let start = self.reader.data_start(member)?;
        let raw = At::new(Arc::clone(&self.reader.file), start).take(member.packed);
        Ok(Some(Packed {
            deflated: member.method == DEFLATE,
            crc32: member.crc32,
            size: member.size,
            length: member.packed,
            bytes: Box::new(raw),
        }))
    }

    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let member = self.member;
        let start = self.reader.data_start(member)?;
        known_method(member)?;
        let mut check = Check {
            size: 0,
            crc: Crc::new(),
            member,
            meter: Arc::clone(&self.reader.meter),
        };
        let known = !member.encrypted && matches!(member.method, STORED | DEFLATE);
        // The fast decoder tells neither how many bytes it took nor what came before damage.
        let fast = !self.reader.strict && !self.reader.keep_broken;
        if known && fast && member.packed <= ONE_GO && member.size <= ONE_GO {
            check.pass(self.reader.in_one_go(member, start)?, sink)?;
            return check.finish();
        }
        if known {
            let raw = At::new(Arc::clone(&self.reader.file), start).take(member.packed);
            let counted = Consumed::new(
                BufReader::with_capacity(CHUNK, raw),
                Arc::clone(&self.reader.meter),
            );
            if member.method == STORED {
                check.copy(counted, sink)?;
            } else {
                let mut decoder = DeflateDecoder::new(counted);
                check.copy(&mut decoder, sink)?;
                if self.reader.strict && decoder.total_in() != member.packed {
                    return Err(hidden());
                }
            }
            return check.finish();
        }
        let meter = self.reader.meter.unlimited();
        if !member.encrypted
            && let Some(decoder) = self.reader.as_stream(member, start, &meter)?
        {
            check.copy(decoder, sink)?;
            if self.reader.strict && meter.trailing() {
                return Err(hidden());
            }
            return check.finish();
        }
        let done = self.reader.through_zip_crate(member, start, &mut check, sink);
        done.and_then(|()| check.finish()).map_err(|error| {
            // Every AES member has a check value of its own, which has matched by now.
            let sure = !member.encrypted || member.method == AES;
            if sure || !matches!(error, Error::Corrupt(_)) || self.reader.opens_others(member, self.all) {
                error
            } else {
                error.in_doubt()
            }
        })
    }
}

impl Reader {
    /// Methods that are streams of their own, found in files too.
    fn as_stream(&self, member: &Member, start: u64, meter: &Arc<Meter>) -> Result<Option<Decoder>> {
        let codec = match member.method {
            BZIP2 => Codec::Bzip2,
            LZMA => Codec::Lzma,
            ZSTD | ZSTD_OLD => Codec::Zstd,
            XZ => Codec::Xz,
            _ => return Ok(None),
        };
        let mut raw = At::new(Arc::clone(&self.file), start).take(member.packed);
        let mut header = Vec::new();
        if codec == Codec::Lzma {
            // APPNOTE 5.8.8: a version, the size of the properties, the properties. A file has the size behind them.
            let mut front = [0; 9];
            raw.read_exact(&mut front).map_err(Error::decoding)?;
            let [_, _, 5, 0, properties @ ..] = front else {
                return Err(Error::corrupt("damaged data: no properties of LZMA"));
            };
            let ends_by_mark = member.flags & 2 != 0;
            let size = if ends_by_mark { u64::MAX } else { member.size };
            header.extend(properties);
            header.extend(size.to_le_bytes());
        }
        let raw: Box<dyn BufRead + Send> =
            Box::new(BufReader::with_capacity(CHUNK, Cursor::new(header).chain(raw)));
        let input = Consumed::new(raw, Arc::clone(&self.meter));
        Decoder::new(codec, input, Arc::clone(meter)).map(Some)
    }

    fn through_zip_crate(
        &mut self,
        member: &Member,
        start: u64,
        check: &mut Check<'_>,
        sink: Sink<'_>,
    ) -> Result<()> {
        if member.encrypted && self.password.is_none() {
            return Err(Error::NoPassword);
        }
        let single = Single::new(Arc::clone(&self.file), member, start)?;
        let encrypted = member.encrypted;
        let mut archive =
            zip::ZipArchive::new(BufReader::new(single)).map_err(|e| zip_error(e, encrypted))?;
        self.meter.consume(member.packed);
        let opened = match &self.password {
            Some(password) if encrypted => archive.by_index_decrypt(0, password.bytes()),
            _ => archive.by_index(0),
        };
        let file = opened.map_err(|e| zip_error(e, encrypted))?;
        check.copy(file, sink).map_err(|error| match error {
            // The crate doubts the password too, whose check value has matched by now.
            Error::Corrupt(what) if member.method == AES && what.contains("authentication code") => {
                Error::corrupt("damaged data: the authentication code does not match")
            }
            error => error,
        })
    }

    /// Whether the password fits other members of `ZipCrypto`, each of which tells by one byte. That of the member itself
    /// lets a wrong one through in 1 of 256.
    fn opens_others(&self, member: &Member, all: &[Member]) -> bool {
        let Some(password) = &self.password else {
            return false;
        };
        let others = all
            .iter()
            .filter(|m| m.encrypted && m.method != AES && m.size > 0 && m.central != member.central);
        let mut opened = others.take(WITNESSES).map(|other| {
            let local = At::new(Arc::clone(&self.file), other.header);
            let mut head = [0; 30];
            local.take(30).read_exact(&mut head).ok()?;
            let variable = u64::from(u16_at(&head, 26)?) + u64::from(u16_at(&head, 28)?);
            let start = other.header.checked_add(30 + variable)?;
            let single = Single::new(Arc::clone(&self.file), other, start).ok()?;
            let mut archive = zip::ZipArchive::new(BufReader::new(single)).ok()?;
            archive.by_index_decrypt(0, password.bytes()).ok().map(|_| ())
        });
        let first = opened.next().flatten().is_some();
        first && opened.all(|one| one.is_some())
    }
}

fn zip_error(error: ZipError, encrypted: bool) -> Error {
    match error {
        ZipError::InvalidPassword => Error::WrongPassword,
        ZipError::UnsupportedArchive(what) if what.contains("assword") => Error::NoPassword,
        ZipError::UnsupportedArchive(what) => Error::Unsupported(format!("{what}; 7zz may read it")),
        ZipError::Io(e) if !encrypted => Error::decoding(e),
        _ if encrypted => Error::WrongPassword,
        e => Error::corrupt(format!("damaged data: {e}")),
    }
}

/// Holds what comes out against size and CRC-32 of the central directory.
struct Check<'a> {
    size: u64,
    crc: Crc,
    member: &'a Member,
    meter: Arc<Meter>,
}

impl Check<'_> {
    fn pass(&mut self, chunk: &[u8], sink: Sink<'_>) -> Result<()> {
        self.size = self.size.saturating_add(chunk.len() as u64);
        if self.size > self.member.size {
            return Err(more_than_claimed());
        }
        self.meter.produce(chunk.len() as u64)?;
        self.crc.update(chunk);
        sink(chunk)
    }

    fn copy(&mut self, mut from: impl Read, sink: Sink<'_>) -> Result<()> {
        let mut buf = vec![0; CHUNK];
        loop {
            let n = from.read(&mut buf).map_err(Error::decoding)?;
            if n == 0 {
                return Ok(());
            }
            self.pass(buf.get(..n).unwrap_or_default(), sink)?;
        }
    }

    fn finish(self) -> Result<()> {
        let encrypted = self.member.encrypted;
        if self.size != self.member.size {
            return Err(Error::corrupt(
                "damaged data: fewer come out than the archive claims",
            ));
        }
        // AE-2 members (WinZip AES) store no CRC; their authentication code was checked by the decoder.
        if self.crc.sum() != self.member.crc32 && !(encrypted && self.member.crc32 == 0) {
            return Err(Error::corrupt("damaged data: the CRC does not match"));
        }
        Ok(())
    }
}
