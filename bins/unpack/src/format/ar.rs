//! ar: the common form with the long names of BSD (`#1/12`) and of System V and GNU (`/12`).

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::Visit;
use super::stream::Streamed;
use crate::entry::{Entry, Kind, Time};
use crate::error::{Error, Result};
use crate::limits::Meter;
use crate::policy::MAX_NAME;

pub(super) const MAGIC: &[u8; 8] = b"!<arch>\n";
/// The table of long names is not read beyond this.
const MAX_TABLE: u64 = 16 << 20;

/// A member's header.
pub(super) struct Header {
    /// The name, decoded from whatever way it is stored; `None` for tables that name nothing.
    name: Option<Vec<u8>>,
    mtime: i64,
    mode: Option<u32>,
    /// Size of the contents.
    size: u64,
    /// Bytes behind the contents, to an even place.
    padding: u64,
}

impl Header {
    /// Whether this is the member of that name, whatever follows its first dot.
    fn is_called(&self, stem: &[u8]) -> bool {
        self.name.as_ref().is_some_and(|name| name.starts_with(stem))
    }
}

/// Visits every member.
pub(super) fn each(bytes: &mut dyn BufRead, meter: &Meter, visit: Visit<'_>) -> Result<ControlFlow<()>> {
    magic(bytes)?;
    let mut table = Vec::new();
    while let Some(header) = next(bytes, &mut table)? {
        let mut contents = bytes.take(header.size);
        if let Some(name) = header.name {
            meter.entry()?;
            let mut entry = Entry::new(name, Kind::File);
            entry.size = Some(header.size);
            entry.mode = header.mode.map(|mode| mode & 0o7777);
            entry.mtime = Some(Time::seconds(header.mtime));
            let mut body = Streamed {
                bytes: &mut contents,
                size: Some(header.size),
                meter,
            };
            if visit(&entry, &mut body)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        skip_rest(&mut contents)?;
        // The last member may lack its padding.
        io::copy(&mut bytes.take(header.padding), &mut io::sink()).map_err(Error::decoding)?;
    }
    Ok(ControlFlow::Continue(()))
}

/// Goes to the contents of the first member whose name begins so, and returns their size.
pub(super) fn find(bytes: &mut dyn BufRead, stem: &[u8]) -> Result<u64> {
    magic(bytes)?;
    let mut table = Vec::new();
    while let Some(header) = next(bytes, &mut table)? {
        if header.is_called(stem) {
            return Ok(header.size);
        }
        skip_rest(&mut bytes.take(header.size))?;
        io::copy(&mut bytes.take(header.padding), &mut io::sink()).map_err(Error::decoding)?;
    }
    Err(Error::corrupt(
        "cut short: a member that must be there is missing",
    ))
}

fn skip_rest<R: Read>(contents: &mut io::Take<R>) -> Result<()> {
    io::copy(contents, &mut io::sink()).map_err(Error::decoding)?;
    if contents.limit() == 0 {
        Ok(())
    } else {
        Err(Error::corrupt("cut short: a member ends too early"))
    }
}

fn magic(bytes: &mut dyn BufRead) -> Result<()> {
    let mut magic = [0; 8];
    bytes.read_exact(&mut magic).map_err(Error::decoding)?;
    if &magic == MAGIC {
        Ok(())
    } else {
        Err(Error::corrupt("damaged ar header"))
    }
}

/// The next header; a table of long names is read on the way.
fn next(bytes: &mut dyn BufRead, table: &mut Vec<u8>) -> Result<Option<Header>> {
    let mut block = Vec::with_capacity(60);
    bytes.take(60).read_to_end(&mut block).map_err(Error::decoding)?;
    if block.is_empty() {
        return Ok(None);
    }
    let block: [u8; 60] = block
        .try_into()
        .map_err(|_| Error::corrupt("cut short: a member ends too early"))?;
    let bad = || Error::corrupt("damaged ar header");
    let field = |from: usize, to: usize| block.get(from..to).unwrap_or_default().trim_ascii_end();
    if !block.ends_with(b"`\n") {
        return Err(bad());
    }
    let mut size = number(field(48, 58), 10).ok_or_else(bad)?;
    let padding = size % 2;
    let stored = field(0, 16);
    let name = match stored {
        b"/" | b"/SYM64/" => None,
        b"//" => {
            if size > MAX_TABLE {
                return Err(bad());
            }
            bytes.take(size).read_to_end(table).map_err(Error::decoding)?;
            if table.len() as u64 != size {
                return Err(Error::corrupt("cut short: a member ends too early"));
            }
            size = 0;
            None
        }
        [b'#', b'1', b'/', length @ ..] => {
            let length = number(length, 10)
                .filter(|n| *n <= size && *n <= 16 * MAX_NAME as u64)
                .ok_or_else(bad)?;
            let mut name = Vec::new();
            bytes
                .take(length)
                .read_to_end(&mut name)
                .map_err(Error::decoding)?;
            if name.len() as u64 != length {
                return Err(Error::corrupt("cut short: a member ends too early"));
            }
            size -= length;
            let end = name.iter().rposition(|b| *b != 0).map_or(0, |i| i + 1);
            name.truncate(end);
            Some(name)
        }
        [b'/', offset @ ..] if !offset.is_empty() && offset.iter().all(u8::is_ascii_digit) => {
            let offset = number(offset, 10).and_then(|n| usize::try_from(n).ok());
            let rest = offset.and_then(|n| table.get(n..)).ok_or_else(bad)?;
            let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
            Some(line.strip_suffix(b"/").unwrap_or(line).to_vec())
        }
        // GNU ends a name by a slash, so that it may end in blanks.
        name => Some(name.strip_suffix(b"/").unwrap_or(name).to_vec()),
    };
    Ok(Some(Header {
        name: name.filter(|name| !name.starts_with(b"__.SYMDEF")),
        mtime: number(field(16, 28), 10)
            .and_then(|n| i64::try_from(n).ok())
            .unwrap_or(0),
        mode: number(field(40, 48), 8).and_then(|n| u32::try_from(n).ok()),
        size,
        padding,
    }))
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?.trim();
    if text.starts_with('+') {
        return None;
    }
    u64::from_str_radix(text, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(rest in prop::collection::vec(any::<u8>(), 0..300)) {
            let bytes = [MAGIC.as_slice(), &rest].concat();
            let meter = Meter::new(Limits::default(), shared::interrupt::Flag::default());
            let _ = each(&mut bytes.as_slice(), &meter, &mut |_, _| Ok(ControlFlow::Continue(())));
        }
    }
}
