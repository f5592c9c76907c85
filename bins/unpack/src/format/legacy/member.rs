//! Members that are packed one by one: an index of them, and how the bytes that a decoder makes are held against the
//! claims of a header.

use std::fs::File;
use std::io::{BufReader, Read, Take};
use std::sync::Arc;

use delharc::crc::Crc16;

use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::format::{Indexed, NameOf, Options, Visit};
use crate::limits::{Consumed, Meter};
use crate::names::{Encoding, Names};
use crate::password::Password;
use crate::source::At;

/// Size of the chunks handed on.
const CHUNK: usize = 64 << 10;

/// The packed bytes of a member.
pub(super) type Packed = Consumed<BufReader<Take<At>>>;

/// What an archive holds: its entries, and for each what is needed to decode it.
pub(super) struct Index<M> {
    entries: Vec<Entry>,
    members: Vec<M>,
    names: Names,
    archive: Opened,
}

/// What all members of an archive share.
pub(super) struct Opened {
    pub(super) meter: Arc<Meter>,
    pub(super) password: Option<Arc<Password>>,
}

impl Opened {
    /// The packed bytes of a member. The archive's own meter counts what is taken.
    pub(super) fn packed(&self, file: &Arc<File>, at: u64, length: u64) -> Packed {
        metered(file, at, length, &self.meter)
    }
}

/// The packed bytes of a member.
pub(super) fn metered(file: &Arc<File>, at: u64, length: u64, meter: &Arc<Meter>) -> Packed {
    let bytes = At::new(Arc::clone(file), at).take(length);
    Consumed::new(BufReader::new(bytes), Arc::clone(meter))
}

/// What is needed to decode one member.
pub(super) trait Member {
    /// Whether its method is known.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when it is not.
    fn check_method(&self) -> Result<()>;

    /// Its contents, checked.
    ///
    /// # Errors
    /// Damage, a limit, a missing or wrong password, or what `sink` says.
    fn drain(&self, archive: &Opened, sink: Sink<'_>) -> Result<()>;
}

impl<M> Index<M> {
    /// An archive with nothing in it.
    pub(super) fn new(options: &Options) -> Self {
        Self {
            entries: Vec::new(),
            members: Vec::new(),
            names: options.names.clone(),
            archive: Opened {
                meter: Arc::clone(&options.meter),
                password: options.password.clone(),
            },
        }
    }

    /// One more member.
    pub(super) fn push(&mut self, entry: Entry, member: M) -> Result<()> {
        self.archive.meter.entry()?;
        let link = entry.link.as_ref().map_or(0, Vec::len);
        self.archive.meter.name(entry.name.len() + link)?;
        self.entries.push(entry);
        self.members.push(member);
        Ok(())
    }

    /// The member before, when there is one.
    pub(super) fn last_mut(&mut self) -> Option<(&mut Entry, &mut M)> {
        self.entries.last_mut().zip(self.members.last_mut())
    }

    /// Decodes the names, whose components a byte separates that is not always the slash. That is seen only after
    /// decoding: it may be the second byte of a character.
    pub(super) fn decode_names(&mut self, separator: impl Fn(&M) -> u8) {
        self.names.decode_all(&mut self.entries);
        for (entry, member) in self.entries.iter_mut().zip(&self.members) {
            let separator = separator(member);
            entry
                .name
                .iter_mut()
                .filter(|b| **b == separator)
                .for_each(|b| *b = b'/');
            if entry.kind == Kind::Dir && !entry.name.ends_with(b"/") {
                entry.name.push(b'/');
            }
        }
    }
}

impl<M: Member> Indexed for Index<M> {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    fn check_decoders(&self, name: NameOf<'_>) -> Result<()> {
        let mut members = self.members.iter().enumerate();
        members.try_for_each(|(i, member)| member.check_method().map_err(|e| e.within(&name(i))))
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        for (entry, member) in self.entries.iter().zip(&self.members) {
            self.archive.meter.pulse()?;
            let mut body = MemberBody {
                archive: &self.archive,
                entry,
                member,
            };
            if visit(entry, &mut body)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

struct MemberBody<'a, M> {
    archive: &'a Opened,
    entry: &'a Entry,
    member: &'a M,
}

impl<M: Member> Body for MemberBody<'_, M> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        if self.entry.kind == Kind::File {
            self.member.drain(self.archive, sink)
        } else {
            Ok(())
        }
    }
}

/// What a header says about the contents of a member.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) size: u64,
    pub(super) sum: Sum,
}

/// A checksum of contents.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sum {
    /// ISO 3309, as of zip.
    Crc32(u32),
    /// The polynomial 0x8005, as of ARC and LHA.
    Crc16(u16),
}

/// Hands on what a decoder makes. It must be as much as is claimed, and have the checksum.
pub(super) fn drain_checked(
    decoder: &mut dyn Read,
    claim: Claim,
    meter: &Meter,
    sink: Sink<'_>,
) -> Result<()> {
    meter.claim(claim.size)?;
    let (mut crc32, mut crc16) = (libdeflater::Crc::new(), Crc16::default());
    let mut left = claim.size;
    let mut buf = vec![0; usize::try_from(left).unwrap_or(CHUNK).clamp(1, CHUNK)];
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let n = decoder
            .read(buf.get_mut(..most).unwrap_or_default())
            .map_err(Error::decoding)?;
        if n == 0 {
            return Err(Error::corrupt("cut short: a member ends too early"));
        }
        let chunk = buf.get(..n).unwrap_or_default();
        match claim.sum {
            Sum::Crc32(_) => crc32.update(chunk),
            Sum::Crc16(_) => crc16.digest(chunk),
        }
        left = left.saturating_sub(n as u64);
        meter.produce(n as u64)?;
        sink(chunk)?;
    }
    if decoder.read(&mut [0]).map_err(Error::decoding)? > 0 {
        return Err(Error::corrupt("damaged data: more than the header claims"));
    }
    let right = match claim.sum {
        Sum::Crc32(sum) => sum == crc32.sum(),
        Sum::Crc16(sum) => sum == crc16.sum16(),
    };
    if right {
        Ok(())
    } else {
        Err(Error::corrupt("damaged data: the checksum does not match"))
    }
}
