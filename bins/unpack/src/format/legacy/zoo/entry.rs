//! An entry of the directory: each stands in front of its data and says where the next one is.

use delharc::crc::Crc16;

use super::{MAGIC, Place};
use crate::entry::{Entry, Kind, Time};
use crate::error::{Error, Result};
use crate::format::legacy::fields::{Fields, Headers};
use crate::format::legacy::member::{Claim, Sum};
use crate::format::zip::Clock;

/// Bytes of an entry of type 1, and what type 2 has more, without the part whose length it tells.
const FIXED: u16 = 51;
const MORE: u16 = 5;
/// A time zone that nobody knew.
const NO_ZONE: i8 = 127;
/// The system on which an entry was made.
const DOS: u16 = 1;
/// The flag of a file of which versions are kept.
const VERSIONS: u8 = 0x80;

/// An entry, and what it says about others.
pub(super) struct Found {
    pub(super) entry: Entry,
    pub(super) place: Place,
    /// Where the next entry is.
    pub(super) next: u64,
    pub(super) deleted: bool,
    /// The number of this version, where versions are kept.
    pub(super) version: Option<u16>,
}

/// Times are local, or in a zone that the entry names.
pub(super) struct Clocks {
    local: Clock,
    utc: Clock,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            local: Clock::default(),
            utc: Clock::of_utc(),
        }
    }
}

impl Clocks {
    /// The zone is in quarters of an hour west of Greenwich.
    fn time(&mut self, date: u16, time: u16, zone: i8) -> Option<Time> {
        if zone == NO_ZONE {
            return self.local.dos(date, time);
        }
        let utc = self.utc.dos(date, time)?;
        Some(Time::seconds(utc.seconds + i64::from(zone) * 15 * 60))
    }
}

/// What entries of type 2 have more.
#[derive(Default)]
struct More {
    zone: Option<i8>,
    name: Vec<u8>,
    dir: Vec<u8>,
    system: Option<u16>,
    attributes: u32,
    version: Option<u16>,
}

/// Reads the entry at this place; `None` when it is the one that says that there are no more.
pub(super) fn read(headers: &mut Headers, clocks: &mut Clocks) -> Result<Option<Found>> {
    let fixed = headers.bytes(FIXED)?;
    let mut fields = Fields(&fixed);
    if fields.bytes(4)? != MAGIC {
        return Err(Error::corrupt("damaged header: no entry where one is due"));
    }
    let more = match fields.u8()? {
        1 => More::default(),
        2 => more(headers, &fixed)?,
        other => {
            return Err(Error::Unsupported(format!(
                "entries of zoo of the type {other} are not read here; unar may read them"
            )));
        }
    };
    let method = fields.u8()?;
    let (next, at) = (fields.u32()?, fields.u32()?);
    let (date, time, crc16) = (fields.u16()?, fields.u16()?, fields.u16()?);
    let (size, length) = (fields.u32()?, fields.u32()?);
    // The version of zoo that is needed.
    fields.bytes(2)?;
    let deleted = fields.u8()? == 1;
    // Structure, and where the comment is.
    fields.bytes(7)?;
    let short_name = fields.text();
    if next == 0 {
        return Ok(None);
    }
    let name = if more.name.is_empty() {
        short_name
    } else {
        &more.name
    };
    let mut path = more.dir;
    if !path.is_empty() && !path.ends_with(b"/") {
        path.push(b'/');
    }
    path.extend(name);
    // Entries of type 1 do not say where they were made; zoo began on DOS.
    let dos = more.system.is_none_or(|system| system == DOS);
    let mut entry = Entry::new(path, Kind::File);
    entry.dos = dos;
    entry.mtime = clocks.time(date, time, more.zone.unwrap_or(NO_ZONE));
    // 01 in the first two of 24 bits: permissions as of Unix.
    entry.mode = (more.attributes >> 22 == 1).then_some(more.attributes & 0o777);
    entry.size = Some(size.into());
    entry.packed = Some(length.into());
    entry.method = Some(match method {
        0 => "stored",
        1 => "lzw",
        2 => "lh5",
        _ => "unknown",
    });
    Ok(Some(Found {
        entry,
        place: Place {
            at: at.into(),
            length: length.into(),
            method,
            claim: Claim {
                size: size.into(),
                sum: Sum::Crc16(crc16),
            },
            dos,
        },
        next: next.into(),
        deleted,
        version: more.version,
    }))
}

/// Reads what follows in an entry of type 2, and checks its checksum.
fn more(headers: &mut Headers, fixed: &[u8]) -> Result<More> {
    let begin = headers.bytes(MORE)?;
    let mut fields = Fields(&begin);
    let length = fields.u16()?;
    let zone = fields.u8()?.cast_signed();
    let sum = fields.u16()?;
    let variable = headers.bytes(length)?;
    // The sum itself counts as zero.
    let mut crc16 = Crc16::default();
    crc16.digest(fixed);
    crc16.digest(begin.get(..3).unwrap_or_default());
    crc16.digest(&[0; 2]);
    crc16.digest(&variable);
    if crc16.sum16() != sum {
        return Err(Error::corrupt("damaged header: its checksum does not match"));
    }
    let mut more = More {
        zone: Some(zone),
        ..More::default()
    };
    // Early versions end with any of these.
    let _ = parse(Fields(&variable), &mut more);
    Ok(more)
}

fn parse(mut fields: Fields<'_>, more: &mut More) -> Result<()> {
    let (name, dir) = (fields.u8()?, fields.u8()?);
    more.name = Fields(fields.bytes(name.into())?).text().to_vec();
    more.dir = Fields(fields.bytes(dir.into())?).text().to_vec();
    more.system = Some(fields.u16()?);
    more.attributes = u32::from(fields.u16()?) | u32::from(fields.u8()?) << 16;
    let (flags, version) = (fields.u8()?, fields.u16()?);
    more.version = (flags & VERSIONS != 0).then_some(version);
    Ok(())
}
