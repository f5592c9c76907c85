//! The headers of an archive and of its members.

use crate::entry::{Kind, Time};
use crate::error::{Error, Result};
use crate::format::legacy::fields::{Fields, Headers};
use crate::format::zip::Clock;

/// What each header begins with.
pub(super) const MAGIC: [u8; 2] = [0x60, 0xEA];
/// No header is longer than this.
const LONGEST: u16 = 2600;
/// The least size of the fields in front of the name.
const FIELDS: u8 = 30;
/// What extended headers of one member may come to.
const MOST_EXTENDED: usize = 64 << 10;

/// A flag: the member is encrypted.
const GARBLED: u8 = 0x01;
/// A flag: what this is a header of goes on in the next volume.
const VOLUME: u8 = 0x04;
/// A flag of a member: it begins in the volume before. A flag of the archive: data for repairs follow it.
const CONTINUED: u8 = 0x08;
const PROTECTED: u8 = 0x08;
/// A flag: the components of the name are separated by slashes.
const SLASHES: u8 = 0x10;
/// A flag of the archive: a signature follows it.
const SECURED: u8 = 0x40;

/// Hosts: systems on which an archive was made.
const UNIX: u8 = 2;
const NEXT: u8 = 8;
/// DOS, OS/2, Windows 95 and NT.
const DOS: [u8; 4] = [0, 5, 10, 11];

/// What a header is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    /// The archive.
    Main,
    /// A file.
    File,
    /// A directory.
    Dir,
    /// The label of a disk or of a chapter: not to be extracted.
    Label,
    /// A link, a device or a pipe of Unix.
    Special(Special),
}

/// What ARJ for Unix keeps in an extended header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Special {
    pub(super) kind: Kind,
    pub(super) target: Option<Vec<u8>>,
}

/// What a place of an archive holds.
pub(super) enum Record {
    Header(Header),
    End,
}

/// A header with its extended headers.
pub(super) struct Header {
    pub(super) kind: Type,
    pub(super) method: u8,
    /// Takes part in the encryption.
    pub(super) modifier: u8,
    pub(super) packed: u32,
    pub(super) size: u32,
    pub(super) crc32: u32,
    /// Where in the contents of a member this part of them begins.
    pub(super) offset: u32,
    /// As stored.
    pub(super) name: Vec<u8>,
    host: u8,
    flags: u8,
    time: u32,
    mode: u16,
    /// Of a member: the first and the last chapter that it is in. Of an archive: the encryption, the last chapter.
    chapters: [u8; 2],
}

impl Header {
    /// Whether the archive, or the member, goes on in the next volume.
    pub(super) fn goes_on(&self) -> bool {
        self.flags & VOLUME != 0
    }

    /// Whether something that belongs to the archive follows its end.
    pub(super) fn is_protected(&self) -> bool {
        self.flags & (PROTECTED | SECURED) != 0
    }

    pub(super) fn is_garbled(&self) -> bool {
        self.flags & GARBLED != 0
    }

    /// The version of the encryption, in the header of the archive.
    pub(super) fn encryption(&self) -> u8 {
        let [encryption, _] = self.chapters;
        encryption
    }

    /// The last chapter, in the header of the archive; 0 when it has none.
    pub(super) fn chapter(&self) -> u8 {
        let [_, last] = self.chapters;
        last
    }

    /// Whether a member is in that chapter of the archive.
    pub(super) fn is_in_chapter(&self, chapter: u8) -> bool {
        let [first, last] = self.chapters;
        chapter == 0 || last == 0 || (first..=last).contains(&chapter)
    }

    /// Whether it was made where backslashes separate.
    pub(super) fn is_of_dos(&self) -> bool {
        DOS.contains(&self.host)
    }

    pub(super) fn has_slashes(&self) -> bool {
        self.flags & SLASHES != 0 || !self.is_of_dos()
    }

    fn is_of_unix(&self) -> bool {
        matches!(self.host, UNIX | NEXT)
    }

    pub(super) fn mode(&self) -> Option<u32> {
        self.is_of_unix().then(|| u32::from(self.mode) & 0o7777)
    }

    pub(super) fn time(&self, clock: &mut Clock) -> Option<Time> {
        if self.is_of_unix() {
            return Some(Time::seconds(self.time.into()));
        }
        let [a, b, c, d] = self.time.to_le_bytes();
        clock.dos(u16::from_le_bytes([c, d]), u16::from_le_bytes([a, b]))
    }
}

/// Reads the header at this place.
pub(super) fn read(headers: &mut Headers) -> Result<Record> {
    if headers.bytes(2)? != MAGIC {
        return Err(Error::corrupt("damaged header: no header where one is due"));
    }
    let length = headers.u16()?;
    if length == 0 {
        return Ok(Record::End);
    }
    if length > LONGEST {
        return Err(Error::corrupt("damaged header: it is too long"));
    }
    let basic = headers.bytes(length)?;
    if headers.u32()? != libdeflater::crc32(&basic) {
        return Err(Error::corrupt("damaged header: its checksum does not match"));
    }
    let special = extended(headers)?;
    parse(&basic, &special).map(Record::Header)
}

/// The payload of the extended headers that describe files of Unix. Those with other tags tell nothing that is needed.
fn extended(headers: &mut Headers) -> Result<Vec<u8>> {
    const TAG: u8 = b'U';
    let (mut special, mut all) = (Vec::new(), 0_usize);
    loop {
        let length = headers.u16()?;
        if length == 0 {
            return Ok(special);
        }
        all = all.saturating_add(length.into());
        if all > MOST_EXTENDED {
            return Err(Error::corrupt("damaged header: its extensions are too long"));
        }
        let extended = headers.bytes(length)?;
        if headers.u32()? != libdeflater::crc32(&extended) {
            return Err(Error::corrupt(
                "damaged header: the checksum of an extension does not match",
            ));
        }
        // Tag, whether another one goes on, payload.
        if let [TAG, _, payload @ ..] = extended.as_slice() {
            special.extend(payload);
        }
    }
}

fn parse(basic: &[u8], special: &[u8]) -> Result<Header> {
    let length = Fields(basic).u8()?;
    if length < FIELDS {
        return Err(Error::corrupt("damaged header: it is too short"));
    }
    let mut rest = Fields(basic);
    let mut fields = Fields(rest.bytes(length.into())?);
    let name = rest.text().to_vec();
    // Its own size, and the versions of ARJ.
    fields.bytes(3)?;
    let (host, flags, method, kind) = (fields.u8()?, fields.u8()?, fields.u8()?, fields.u8()?);
    let (modifier, time) = (fields.u8()?, fields.u32()?);
    let (packed, size, crc32) = (fields.u32()?, fields.u32()?, fields.u32()?);
    // Where the last component of the name begins.
    fields.bytes(2)?;
    let mode = fields.u16()?;
    let chapters = [fields.u8()?, fields.u8()?];
    let kind = match kind {
        0 | 1 => Type::File,
        2 => Type::Main,
        3 => Type::Dir,
        4 | 5 => Type::Label,
        6 => Type::Special(describe_special(special).map_err(|e| e.within(&name))?),
        other => {
            let what = format!("the file type {other} of arj is not read here; arj may read it");
            return Err(Error::Unsupported(what).within(&name));
        }
    };
    let continued = flags & CONTINUED != 0 && kind != Type::Main;
    Ok(Header {
        kind,
        method,
        modifier,
        packed,
        size,
        crc32,
        offset: if continued { fields.u32()? } else { 0 },
        name,
        host,
        flags,
        time,
        mode,
        chapters,
    })
}

/// A byte with a type and a length, which may be longer and then follows; the target of a link.
fn describe_special(payload: &[u8]) -> Result<Special> {
    const LONG: u8 = 0x1F;
    let mut fields = Fields(payload);
    let first = fields.u8()?;
    let length = match first & LONG {
        LONG => usize::from(fields.u16()?),
        short => short.into(),
    };
    let target = fields.bytes(length)?;
    let kind = match first >> 5 {
        0 => Kind::Fifo,
        1 => Kind::HardLink,
        2 => Kind::Link,
        3 | 4 => Kind::Device,
        other => {
            return Err(Error::Unsupported(format!(
                "the special file {other} of arj is not read here; arj may read it"
            )));
        }
    };
    let target = matches!(kind, Kind::Link | Kind::HardLink).then(|| target.to_vec());
    Ok(Special { kind, target })
}
