//! ZOO: directory entries of types 1 and 2, as zoo 1 and 2 write them.

mod entry;
mod lzw;

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

use super::fields::{Fields, Headers};
use super::lzh::Lzh;
use super::member::{Claim, Index, Member, Opened, drain_checked};
use crate::entry::Sink;
use crate::error::{Error, Result};
use crate::format::{Indexed, Options};
use crate::source::goes_on_behind;
use entry::{Clocks, Found};
use lzw::Lzw;

/// What the header, at its byte 20, and each entry begin with.
const MAGIC: [u8; 4] = [0xDC, 0xA7, 0xC4, 0xFD];

/// Reads all entries and decodes the names.
pub(in crate::format) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Box<dyn Indexed>> {
    let mut headers = Headers::new(&file, 0, size);
    let mut at = first(&headers.bytes(34)?)?;
    let mut clocks = Clocks::default();
    let mut found: Vec<Found> = Vec::new();
    let end = loop {
        if at > size {
            return Err(Error::corrupt("cut short: an entry of the directory is missing"));
        }
        headers.go_to(at)?;
        let Some(next) = entry::read(&mut headers, &mut clocks)? else {
            break headers.at();
        };
        if next.next <= at {
            return Err(Error::corrupt(
                "damaged header: an entry is followed by an earlier one",
            ));
        }
        at = next.next;
        if !next.deleted {
            options.meter.name(next.entry.name.len())?;
            found.push(next);
        }
        options.meter.pulse()?;
    };
    name_versions(&mut found);
    let mut index = Index::new(options);
    for Found { entry, place, .. } in found {
        let data_end = place.at.checked_add(place.length);
        if data_end.is_none_or(|data_end| data_end > size) {
            return Err(Error::corrupt("cut short: the data end too early").within(&entry.name));
        }
        let file = Arc::clone(&file);
        index.push(entry, Packed { file, place })?;
    }
    if goes_on_behind(&file, end)? {
        options.meter.note_trailing();
    }
    index.decode_names(|member| if member.place.dos { b'\\' } else { b'/' });
    Ok(Box::new(index))
}

/// Where the first entry is: text, magic, offset, and the offset negated.
fn first(header: &[u8]) -> Result<u64> {
    let mut fields = Fields(header);
    fields.bytes(20)?;
    if fields.bytes(4)? != MAGIC {
        return Err(Error::corrupt("damaged header: it is not that of a zoo"));
    }
    let (start, minus) = (fields.u32()?, fields.u32()?);
    if start.wrapping_add(minus) != 0 {
        return Err(Error::corrupt("damaged header: its two offsets do not agree"));
    }
    Ok(start.into())
}

/// Of several versions of a file the last one has its name; the earlier ones have their number behind it, as zoo shows
/// them.
fn name_versions(found: &mut [Found]) {
    let mut last: HashMap<Vec<u8>, u16> = HashMap::new();
    for Found { entry, version, .. } in found.iter() {
        if let Some(version) = version {
            let most = last.entry(entry.name.clone()).or_default();
            *most = (*most).max(*version);
        }
    }
    for Found { entry, version, .. } in found {
        if let Some(version) = version
            && last.get(&entry.name).is_some_and(|last| *version < *last)
        {
            entry.name.extend(format!(";{version}").bytes());
        }
    }
}

struct Packed {
    file: Arc<File>,
    place: Place,
}

/// Where the contents of a member are, and what they are to be.
struct Place {
    at: u64,
    length: u64,
    method: u8,
    claim: Claim,
    dos: bool,
}

impl Member for Packed {
    fn check_method(&self) -> Result<()> {
        match self.place.method {
            0..=2 => Ok(()),
            method => Err(Error::Unsupported(format!(
                "the method {method} of zoo is not read here; unar may read it"
            ))),
        }
    }

    fn drain(&self, archive: &Opened, sink: Sink<'_>) -> Result<()> {
        self.check_method()?;
        let meter = &archive.meter;
        let claim = self.place.claim;
        let mut packed = archive.packed(&self.file, self.place.at, self.place.length);
        match self.place.method {
            1 => drain_checked(&mut Lzw::new(packed), claim, meter, sink),
            2 => drain_checked(&mut Lzh::lh5(packed, claim.size), claim, meter, sink),
            _ => drain_checked(&mut packed, claim, meter, sink),
        }
    }
}
