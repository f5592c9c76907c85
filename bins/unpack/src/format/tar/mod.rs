//! tar: V7, ustar and pax (POSIX.1-2017 pax), GNU and Solaris extensions, sparse files in all forms that GNU tar writes.

mod header;
mod pax;
mod sparse;

use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

use super::Visit;
use super::stream::Streamed;
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Result};
use crate::limits::Meter;
use header::{BLOCK, Header};
use pax::Records;
use sparse::{Map, Sparse};

/// Bytes of a sparse file that are handed on at a time.
const CHUNK: usize = 128 << 10;
/// The longest name or record list in front of a member.
const MAX_EXTENSION: u64 = 16 << 20;
/// GNU: the rest of a member that begins in another volume.
const CONTINUED: u8 = b'M';
/// What eleven octal digits hold.
const MAX_OCTAL: u64 = 1 << 33;

/// How an archive is judged.
#[derive(Clone, Copy, Default)]
pub(super) struct Rules {
    /// Refuse what two readers could read in two ways.
    pub(super) strict: bool,
    /// It was cut into volumes: without its end mark one may be missing.
    pub(super) in_volumes: bool,
}

/// Visits every entry.
pub(super) fn each(
    bytes: &mut dyn BufRead,
    meter: &Meter,
    rules: Rules,
    visit: Visit<'_>,
) -> Result<ControlFlow<()>> {
    let mut before = Extensions::default();
    let mut global = None;
    loop {
        let header = match next_header(bytes)? {
            ControlFlow::Continue(header) => header,
            ControlFlow::Break(mark) => {
                if rules.in_volumes && mark == Mark::Missing {
                    return Err(Error::corrupt("cut short: the end mark is missing"));
                }
                break;
            }
        };
        match header.kind() {
            b'L' => before.name = Some(long_name(bytes, &header)?),
            b'K' => before.link = Some(long_name(bytes, &header)?),
            b'x' | b'X' => before.records = Records::parse(&extension(bytes, &header)?)?,
            b'g' => {
                let records = Records::parse(&extension(bytes, &header)?)?;
                if rules.strict && records.divides() {
                    return Err(Error::Strict(
                        "global records that give all members one name or size, which not all readers follow"
                            .to_owned(),
                    ));
                }
                global = records.into_global(global);
            }
            // About the archive, and naming nothing in it: volume label, names table, access control list.
            b'V' | b'N' | b'A' => {
                let size = header.size()?;
                skip(bytes, size, size)?;
            }
            _ => {
                meter.entry()?;
                let mut before = std::mem::take(&mut before);
                if rules.strict {
                    sizes_agree(&header, &before.records)?;
                    is_plain(&header, &before)?;
                }
                before.records.set_global(global.clone());
                if member(bytes, &header, before, meter, visit)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }
    if before.is_empty() {
        Ok(ControlFlow::Continue(()))
    } else {
        Err(Error::corrupt("cut short: a name without its member"))
    }
}

/// A size in the records must be that of the header, wherever the header has room for it: readers that know no
/// records would go on at another place.
fn sizes_agree(header: &Header, records: &Records) -> Result<()> {
    match records.number(b"size")? {
        Some(size) if size < MAX_OCTAL && header.size()? != size => Err(Error::Strict(
            "a member with one size in its header and another in its extended header".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// Whether all readers see the same name, and every field can be read.
fn is_plain(header: &Header, before: &Extensions) -> Result<()> {
    let differ = |own: &Option<Vec<u8>>, key| {
        let record = before.records.last(key);
        own.as_deref()
            .zip(record)
            .is_some_and(|(own, record)| own != record)
    };
    let no = |what: &str| Err(Error::Strict(format!("a member with {what}")));
    if differ(&before.name, b"path") || differ(&before.link, b"linkpath") {
        return no("one name in a header of GNU and another in its extended header");
    }
    if before.records.lacks_map() {
        return no("the size of a sparse file, and no map of it");
    }
    if before.records.lacks_end() {
        return no("a record of its extended header that lacks its end");
    }
    if header.mode().is_none()
        || header.mtime().is_none()
        || !header.has_owner()
        || before.records.has_bad_time()
    {
        return no("a mode, time or owner that is no number");
    }
    Ok(())
}

/// What headers of their own say about the member behind them.
#[derive(Default)]
struct Extensions {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    records: Records,
}

impl Extensions {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.link.is_none() && self.records.is_empty()
    }
}

/// The mark at the end of an archive: a block of zeros.
#[derive(PartialEq, Eq)]
enum Mark {
    There,
    Missing,
}

/// The next header, or how the archive ends.
fn next_header(bytes: &mut dyn BufRead) -> Result<ControlFlow<Mark, Header>> {
    let mut block = [0; BLOCK];
    let mut got = 0;
    while let Some(rest) = block.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match bytes.read(rest) {
            Ok(0) if got == 0 => return Ok(ControlFlow::Break(Mark::Missing)),
            Ok(0) => return Err(Error::corrupt("cut short: the data end in a header")),
            Ok(n) => got += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::decoding(e)),
        }
    }
    if block.iter().all(|b| *b == 0) {
        return Ok(ControlFlow::Break(Mark::There));
    }
    Header::new(block).map(ControlFlow::Continue)
}

/// Contents of a header that speaks of the next member.
fn extension(bytes: &mut dyn BufRead, header: &Header) -> Result<Vec<u8>> {
    let size = header.size()?;
    if size > MAX_EXTENSION {
        return Err(Error::corrupt("impossible length of an extended header"));
    }
    let mut all = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(8 * BLOCK));
    bytes.take(size).read_to_end(&mut all).map_err(Error::decoding)?;
    skip(bytes, size - all.len() as u64, size)?;
    Ok(all)
}

fn long_name(bytes: &mut dyn BufRead, header: &Header) -> Result<Vec<u8>> {
    let mut name = extension(bytes, header)?;
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    name.truncate(end);
    Ok(name)
}

/// Skips what is left of `size` bytes of contents, and what fills the last block.
fn skip(bytes: &mut dyn BufRead, left: u64, size: u64) -> Result<()> {
    let all = left.saturating_add(size.wrapping_neg() % BLOCK as u64);
    if all == 0 {
        return Ok(());
    }
    let mut left = all;
    while left > 0 {
        let here = match bytes.fill_buf() {
            Ok([]) => return Err(Error::corrupt("cut short: a member ends too early")),
            Ok(here) => here.len(),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(Error::decoding(e)),
        };
        let n = here.min(usize::try_from(left).unwrap_or(usize::MAX));
        bytes.consume(n);
        left -= n as u64;
    }
    Ok(())
}

fn member(
    bytes: &mut dyn BufRead,
    header: &Header,
    before: Extensions,
    meter: &Meter,
    visit: Visit<'_>,
) -> Result<ControlFlow<()>> {
    let records = &before.records;
    let raw_name = records
        .last(b"GNU.sparse.name")
        .or_else(|| records.last(b"path"))
        .map(<[u8]>::to_vec)
        .or(before.name)
        .unwrap_or_else(|| header.name());
    let (kind, with_data) = kind(header, &raw_name);
    // The size of a link, a directory or a device is no length of contents, whatever it says.
    let stored = match records.number(b"size")? {
        Some(size) => size,
        None if with_data => header.size()?,
        None => 0,
    };
    let stored = if with_data { stored } else { 0 };
    let mut contents = bytes.take(stored);
    let map = match kind {
        Kind::File => Map::of(header, records, &mut contents)?,
        _ => None,
    };
    let size = map.as_ref().map_or(stored, |m| m.size);
    let mut entry = Entry::new(raw_name, kind);
    entry.size = (kind == Kind::File).then_some(size);
    entry.sparse = map.is_some();
    // The header of a rest has none of the file's own.
    entry.mode = header.mode().filter(|_| header.kind() != CONTINUED);
    entry.owner = owner(header, records);
    entry.mtime = records
        .time(b"mtime")
        .or_else(|| header.mtime().map(Time::seconds));
    if matches!(kind, Kind::Link | Kind::HardLink) {
        let link = records.last(b"linkpath").map(<[u8]>::to_vec).or(before.link);
        entry.link = Some(link.unwrap_or_else(|| header.link()));
    }
    let flow = {
        let mut holes;
        let whole: &mut dyn BufRead = match map {
            Some(map) => {
                holes = BufReader::with_capacity(CHUNK, Sparse::new(map, &mut contents));
                &mut holes
            }
            None => &mut contents,
        };
        let mut body = Streamed {
            bytes: whole,
            size: (kind == Kind::File).then_some(size),
            meter,
        };
        if header.kind() == CONTINUED {
            visit(&entry, &mut Rest(body))?
        } else {
            visit(&entry, &mut body)?
        }
    };
    if flow.is_continue() {
        let left = contents.limit();
        skip(bytes, left, stored).map_err(|e| e.within(entry.path().as_bytes()))?;
    }
    Ok(flow)
}

/// What another volume begins (GNU tar manual, "Multi-volume archives"): its rest is here, and that is no file.
struct Rest<'a>(Streamed<'a>);

impl Body for Rest<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        self.0.drain(sink)?;
        Err(Error::corrupt(
            "only the rest of it is here: it begins in another volume (tar -M reads volumes together)",
        ))
    }
}

/// Numbers of the user and the group, of the records where there are any.
fn owner(header: &Header, records: &Records) -> Option<(u32, u32)> {
    let record = |key: &[u8]| u32::try_from(records.number(key).ok()??).ok();
    let (user, group) = header.owner().unzip();
    Some((record(b"uid").or(user)?, record(b"gid").or(group)?))
}

/// What a member is, and whether contents follow its header.
fn kind(header: &Header, name: &[u8]) -> (Kind, bool) {
    match header.kind() {
        b'1' => (Kind::HardLink, false),
        b'2' => (Kind::Link, false),
        b'3' | b'4' => (Kind::Device, false),
        b'5' => (Kind::Dir, false),
        b'6' => (Kind::Fifo, false),
        // GNU: a directory with the names in it.
        b'D' => (Kind::Dir, true),
        // V7 marks a directory by the slash at its end. POSIX: unknown types are regular files.
        b'0' | 0 if name.ends_with(b"/") => (Kind::Dir, false),
        _ if name.ends_with(b"/") => (Kind::Dir, true),
        _ => (Kind::File, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use proptest::prelude::*;

    /// Decodes everything.
    fn read(mut bytes: &[u8]) -> Result<Vec<(Entry, Vec<u8>)>> {
        let limits = Limits {
            size: 1 << 20,
            ..Limits::default()
        };
        let meter = Meter::new(limits, shared::interrupt::Flag::default());
        let mut all = Vec::new();
        let _ = each(&mut bytes, &meter, Rules::default(), &mut |entry, body| {
            let mut data = Vec::new();
            if entry.kind == Kind::File {
                body.drain(&mut |chunk| {
                    data.extend_from_slice(chunk);
                    Ok(())
                })?;
            }
            all.push((entry.clone(), data));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }

    /// A header of that kind, with a right checksum.
    fn block(kind: u8, name: &str, size: u64, change: impl FnOnce(&mut [u8; BLOCK])) -> Vec<u8> {
        let mut block = [0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..107].copy_from_slice(b"0000644");
        block[124..136].copy_from_slice(format!("{size:011o} ").as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar ");
        change(&mut block);
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        block.to_vec()
    }

    fn padded(data: &[u8]) -> Vec<u8> {
        let mut all = data.to_vec();
        all.resize(data.len().next_multiple_of(BLOCK), 0);
        all
    }

    #[test]
    fn the_last_long_name_counts_and_ends_at_a_nul() {
        let tar = [
            block(b'L', "././@LongLink", 5, |_| {}),
            padded(b"first"),
            block(b'L', "././@LongLink", 11, |_| {}),
            padded(b"second\0tail"),
            block(b'0', "short", 0, |_| {}),
        ];
        let all = read(&tar.concat()).unwrap();
        assert_eq!(all[0].0.raw_name(), b"second");
    }

    #[test]
    fn links_and_directories_have_no_contents_whatever_their_size() {
        let tar = [
            block(b'0', "a", 1, |_| {}),
            padded(b"A"),
            block(b'1', "b", 1, |b| b[157] = b'a'),
            block(b'5', "d/", 7, |_| {}),
            block(b'0', "c", 0, |_| {}),
        ];
        let all = read(&tar.concat()).unwrap();
        let kinds: Vec<Kind> = all.iter().map(|(e, _)| e.kind).collect();
        assert_eq!(kinds, [Kind::File, Kind::HardLink, Kind::Dir, Kind::File]);
        assert_eq!(all[1].0.link.as_deref(), Some(&b"a"[..]));
    }

    #[test]
    fn holes_of_sparse_files_are_zeros() {
        // GNU tar 1.34, "Sparse Formats": the same file, two bytes at 4 of 8, in the four forms.
        let want = b"\0\0\0\0hi\0\0";
        let old = block(b'S', "s", 2, |b| {
            b[386..397].copy_from_slice(b"00000000004");
            b[398..409].copy_from_slice(b"00000000002");
            b[483..494].copy_from_slice(b"00000000010");
        });
        let v00 = b"22 GNU.sparse.size=8\n27 GNU.sparse.numblocks=1\n24 GNU.sparse.offset=4\n26 GNU.sparse.numbytes=2\n";
        let v01 =
            b"22 GNU.sparse.size=8\n27 GNU.sparse.numblocks=1\n22 GNU.sparse.map=4,2\n21 GNU.sparse.name=s\n";
        let v10 =
            b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n21 GNU.sparse.name=s\n25 GNU.sparse.realsize=8\n";
        let fixed = |records: &[u8]| -> Vec<u8> {
            // The lengths above are easier to read than to count.
            let lines = records.split(|b| *b == b'\n').filter(|l| !l.is_empty());
            lines
                .flat_map(|line| {
                    let text = line.splitn(2, |b| *b == b' ').nth(1).unwrap();
                    let length = text.len() + 2 + 2;
                    format!("{length} {}\n", String::from_utf8_lossy(text)).into_bytes()
                })
                .collect()
        };
        let with = |records: &[u8], data: Vec<u8>| {
            let records = fixed(records);
            let size = data.len() as u64;
            [
                block(b'x', "pax", records.len() as u64, |_| {}),
                padded(&records),
                block(b'0', "s", size, |_| {}),
                padded(&data),
            ]
            .concat()
        };
        let map = [padded(b"1\n4\n2\n"), b"hi".to_vec()].concat();
        for (form, tar) in [
            ("old", [old, padded(b"hi")].concat()),
            ("0.0", with(v00, b"hi".to_vec())),
            ("0.1", with(v01, b"hi".to_vec())),
            ("1.0", with(v10, map)),
        ] {
            let all = read(&tar).unwrap();
            assert_eq!(
                (all[0].1.as_slice(), all[0].0.raw_name()),
                (&want[..], &b"s"[..]),
                "{form}"
            );
        }
    }

    #[test]
    fn a_member_that_is_cut_is_damage_and_a_missing_end_mark_is_not() {
        let whole = [block(b'0', "a", 3, |_| {}), padded(b"abc")].concat();
        assert_eq!(read(&whole).unwrap().len(), 1);
        for cut in [1, 300, 511, 513, 514, 600, 1023] {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(
            kind in any::<u8>(),
            size in 0_u64..2000,
            at in 100_usize..511,
            byte in any::<u8>(),
            rest in prop::collection::vec(any::<u8>(), 0..3000),
        ) {
            let mut tar = block(kind, "name", size, |b| b[at] = byte);
            tar.extend(rest);
            let _ = read(&tar);
        }

        #[test]
        fn any_records_are_read_or_refused(text in "([0-9]{1,3} (GNU\\.sparse\\.(map|size|major|numbytes|offset)|size|mtime)=[0-9,.-]{0,9}\n){0,4}") {
            let tar = [
                block(b'x', "pax", text.len() as u64, |_| {}),
                padded(text.as_bytes()),
                block(b'0', "a", 9, |_| {}),
                padded(b"1\n2\n3\n456"),
            ];
            let _ = read(&tar.concat());
        }
    }
}
