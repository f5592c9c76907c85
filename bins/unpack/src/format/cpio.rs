//! cpio: newc and crc (SVR4), odc (POSIX.1-1990), and the binary form of both byte orders.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::Visit;
use super::stream::Streamed;
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Result};
use crate::limits::Meter;
use crate::policy::MAX_NAME;

/// The name of the record that ends an archive.
const TRAILER: &[u8] = b"TRAILER!!!";

/// A header, whatever its form.
struct Header {
    /// Device and inode: the same for all names of a file.
    identity: (u64, u64),
    mode: u32,
    owner: Option<(u32, u32)>,
    links: u64,
    mtime: i64,
    name_size: u64,
    size: u64,
    /// Sum of the bytes of the contents (form crc only).
    sum: Option<u32>,
    /// Name and contents are filled up to a multiple of this.
    align: u64,
    /// Bytes of the header itself.
    length: u64,
}

/// Visits every entry.
pub(super) fn each(bytes: &mut dyn BufRead, meter: &Meter, visit: Visit<'_>) -> Result<ControlFlow<()>> {
    // In newc the contents of a file with several names come with the last of them; the others wait here.
    let mut waiting: HashMap<(u64, u64), Vec<Entry>> = HashMap::new();
    let mut first_name: HashMap<(u64, u64), Vec<u8>> = HashMap::new();
    loop {
        let header = header(bytes)?;
        let raw_name = name(bytes, &header)?;
        if raw_name == TRAILER {
            break;
        }
        meter.entry()?;
        let mut entry = Entry::new(raw_name, Kind::of_mode(header.mode));
        entry.mode = Some(header.mode & 0o7777);
        entry.owner = header.owner;
        entry.mtime = Some(Time::seconds(header.mtime));
        if entry.kind == Kind::Link {
            entry.link = Some(link_target(bytes, header.size)?);
            skip(bytes, padding(header.size, header.align))?;
        } else if entry.kind == Kind::File {
            entry.size = Some(header.size);
        }
        let several = entry.kind == Kind::File && header.links > 1;
        if several && header.size == 0 {
            match first_name.get(&header.identity) {
                Some(first) => {
                    entry.kind = Kind::HardLink;
                    entry.link = Some(first.clone());
                }
                None => {
                    waiting.entry(header.identity).or_default().push(entry);
                    continue;
                }
            }
        }
        let left = if entry.kind == Kind::Link { 0 } else { header.size };
        let mut contents = bytes.take(left);
        let mut body = Summed {
            body: Streamed {
                bytes: &mut contents,
                size: Some(left),
                meter,
            },
            want: header.sum.filter(|_| entry.kind == Kind::File),
        };
        if visit(&entry, &mut body)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        body.drain_rest()?;
        if left > 0 {
            skip(bytes, padding(left, header.align))?;
        }
        if several {
            let name = entry.raw_name().to_vec();
            for mut other in waiting.remove(&header.identity).unwrap_or_default() {
                other.kind = Kind::HardLink;
                other.link = Some(name.clone());
                if visit(&other, &mut Empty)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            first_name.insert(header.identity, name);
        }
    }
    // Files of several names and no contents at all.
    let mut empty: Vec<Entry> = waiting.into_values().flatten().collect();
    empty.sort_by(|a, b| a.raw_name().cmp(b.raw_name()));
    for entry in empty {
        if visit(&entry, &mut Empty)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn take<const N: usize>(bytes: &mut dyn BufRead) -> Result<[u8; N]> {
    let mut block = [0; N];
    bytes.read_exact(&mut block).map_err(Error::decoding)?;
    Ok(block)
}

fn header(bytes: &mut dyn BufRead) -> Result<Header> {
    let bad = || Error::corrupt("damaged cpio header");
    match take::<2>(bytes)? {
        [b'0', b'7'] => match take::<4>(bytes)? {
            [b'0', b'7', b'0', form @ (b'1' | b'2')] => {
                newc(&take::<104>(bytes)?, form == b'2').ok_or_else(bad)
            }
            [b'0', b'7', b'0', b'7'] => odc(&take::<70>(bytes)?).ok_or_else(bad),
            _ => Err(bad()),
        },
        [0xC7, 0x71] => Ok(binary(&take::<24>(bytes)?, u16::from_le_bytes)),
        [0x71, 0xC7] => Ok(binary(&take::<24>(bytes)?, u16::from_be_bytes)),
        _ => Err(bad()),
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    if text.starts_with('+') {
        return None;
    }
    u64::from_str_radix(text, radix).ok()
}

fn owner(user: u64, group: u64) -> Option<(u32, u32)> {
    Some((u32::try_from(user).ok()?, u32::try_from(group).ok()?))
}

fn newc(fields: &[u8; 104], with_sum: bool) -> Option<Header> {
    let field = |i: usize| number(fields.get(i * 8..i * 8 + 8)?, 16);
    Some(Header {
        identity: (field(7)? << 32 | field(8)?, field(0)?),
        mode: u32::try_from(field(1)?).ok()?,
        owner: owner(field(2)?, field(3)?),
        links: field(4)?,
        mtime: i64::try_from(field(5)?).ok()?,
        size: field(6)?,
        name_size: field(11)?,
        sum: if with_sum {
            Some(u32::try_from(field(12)?).ok()?)
        } else {
            None
        },
        align: 4,
        length: 110,
    })
}

fn odc(fields: &[u8; 70]) -> Option<Header> {
    let field = |from: usize, len: usize| number(fields.get(from..from + len)?, 8);
    Some(Header {
        identity: (field(0, 6)?, field(6, 6)?),
        mode: u32::try_from(field(12, 6)?).ok()?,
        owner: owner(field(18, 6)?, field(24, 6)?),
        links: field(30, 6)?,
        mtime: i64::try_from(field(42, 11)?).ok()?,
        name_size: field(53, 6)?,
        size: field(59, 11)?,
        sum: None,
        align: 1,
        length: 76,
    })
}

/// Eleven 16-bit numbers after the magic; 32-bit ones have their high half first, in both byte orders.
fn binary(fields: &[u8; 24], order: fn([u8; 2]) -> u16) -> Header {
    let short = |i: usize| match fields.get(i * 2..i * 2 + 2) {
        Some([a, b]) => u64::from(order([*a, *b])),
        _ => 0,
    };
    let long = |i: usize| short(i) << 16 | short(i + 1);
    Header {
        identity: (short(0), short(1)),
        mode: u32::try_from(short(2)).unwrap_or(0),
        owner: owner(short(3), short(4)),
        links: short(5),
        mtime: i64::try_from(long(7)).unwrap_or(0),
        name_size: short(9),
        size: long(10),
        sum: None,
        align: 2,
        length: 26,
    }
}

fn padding(size: u64, align: u64) -> u64 {
    size.wrapping_neg() % align
}

fn skip(bytes: &mut dyn BufRead, n: u64) -> Result<()> {
    let skipped = io::copy(&mut bytes.take(n), &mut io::sink()).map_err(Error::decoding)?;
    if skipped == n {
        Ok(())
    } else {
        Err(Error::corrupt("cut short: the data end too early"))
    }
}

fn name(bytes: &mut dyn BufRead, header: &Header) -> Result<Vec<u8>> {
    if header.name_size == 0 || header.name_size > 16 * MAX_NAME as u64 {
        return Err(Error::corrupt("damaged cpio header: impossible length of a name"));
    }
    let mut name = exactly(bytes, header.name_size)?;
    if name.pop() != Some(0) {
        return Err(Error::corrupt("damaged cpio header: a name without its end"));
    }
    skip(bytes, padding(header.length + header.name_size, header.align))?;
    Ok(name)
}

fn link_target(bytes: &mut dyn BufRead, size: u64) -> Result<Vec<u8>> {
    if size > 16 * MAX_NAME as u64 {
        return Err(Error::corrupt("impossible length of a link's target"));
    }
    let mut target = exactly(bytes, size)?;
    if target.last() == Some(&0) {
        target.pop();
    }
    Ok(target)
}

fn exactly(bytes: &mut dyn BufRead, n: u64) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    bytes.take(n).read_to_end(&mut all).map_err(Error::decoding)?;
    if all.len() as u64 == n {
        Ok(all)
    } else {
        Err(Error::corrupt("cut short: the data end too early"))
    }
}

/// Contents whose bytes must add up.
struct Summed<'a> {
    body: Streamed<'a>,
    want: Option<u32>,
}

impl Summed<'_> {
    /// What the visitor did not read.
    fn drain_rest(&mut self) -> Result<()> {
        io::copy(&mut self.body.bytes, &mut io::sink())
            .map(|_| ())
            .map_err(Error::decoding)
    }
}

impl Body for Summed<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let mut sum: u32 = 0;
        self.body.drain(&mut |chunk| {
            sum = chunk.iter().fold(sum, |sum, b| sum.wrapping_add(u32::from(*b)));
            sink(chunk)
        })?;
        match self.want {
            Some(want) if want != sum => Err(Error::corrupt("damaged data: the checksum does not match")),
            _ => Ok(()),
        }
    }
}

/// No contents.
struct Empty;

impl Body for Empty {
    fn drain(&mut self, _: Sink<'_>) -> Result<()> {
        Ok(())
    }
}
