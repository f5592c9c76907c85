//! tar: V7, ustar, pax and GNU, through the `tar` crate.

use std::io::Read;
use std::ops::ControlFlow;

use tar::EntryType;

use super::Visit;
use super::stream::Streamed;
use crate::entry::{Entry, Kind, Time};
use crate::error::{Error, Result};
use crate::limits::Meter;

/// Visits every entry.
pub(super) fn each(bytes: &mut dyn Read, meter: &Meter, visit: Visit<'_>) -> Result<ControlFlow<()>> {
    let mut archive = tar::Archive::new(bytes);
    for member in archive.entries().map_err(Error::decoding)? {
        let mut member = member.map_err(Error::decoding)?;
        meter.entry()?;
        let Some(entry) = describe(&mut member)? else {
            continue;
        };
        let size = if entry.kind == Kind::File {
            Some(member.size())
        } else {
            None
        };
        let mut body = Streamed {
            bytes: &mut member,
            size,
            meter,
        };
        if visit(&entry, &mut body)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// `None` for records that are about the archive and name nothing in it.
fn describe<R: Read>(member: &mut tar::Entry<'_, R>) -> Result<Option<Entry>> {
    let raw_name = member.path_bytes().into_owned();
    let header = member.header();
    let kind = match header.entry_type() {
        EntryType::Directory => Kind::Dir,
        EntryType::Symlink => Kind::Link,
        EntryType::Link => Kind::HardLink,
        EntryType::Char | EntryType::Block => Kind::Device,
        EntryType::Fifo => Kind::Fifo,
        EntryType::XGlobalHeader | EntryType::XHeader => return Ok(None),
        other => match other.as_byte() {
            // GNU: volume label, continued member, names table; Solaris: access control list.
            b'V' | b'M' | b'N' | b'A' => return Ok(None),
            b'D' => Kind::Dir,
            // POSIX: unknown types are regular files. V7 marks a directory by the slash at its end.
            _ if raw_name.ends_with(b"/") => Kind::Dir,
            _ => Kind::File,
        },
    };
    let mode = header.mode().ok();
    let seconds = header
        .mtime()
        .ok()
        .map(|t| Time::seconds(i64::try_from(t).unwrap_or(i64::MAX)));
    let link = member.link_name_bytes().map(std::borrow::Cow::into_owned);
    let mut entry = Entry::new(raw_name, kind);
    entry.size = (kind == Kind::File).then_some(member.size());
    entry.mode = mode;
    entry.mtime = pax_mtime(member).or(seconds);
    entry.link = if matches!(kind, Kind::Link | Kind::HardLink) {
        link
    } else {
        None
    };
    Ok(Some(entry))
}

/// The time of a pax header: a decimal number of seconds (POSIX.1-2017 pax, "pax Extended Header File Times").
fn pax_mtime<R: Read>(member: &mut tar::Entry<'_, R>) -> Option<Time> {
    let records = member.pax_extensions().ok()??;
    let value = records
        .flatten()
        .filter(|r| r.key_bytes() == b"mtime")
        .last()?
        .value()
        .ok()?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let seconds: i64 = whole.parse().ok()?;
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let nanos: u32 = digits.parse().ok()?;
    Some(match (whole.starts_with('-'), nanos) {
        (true, 1..) => Time {
            seconds: seconds.checked_sub(1)?,
            nanos: 1_000_000_000 - nanos,
        },
        _ => Time { seconds, nanos },
    })
}
