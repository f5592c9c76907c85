//! Writes tar: ustar headers, with pax records (POSIX.1-2017) for what does not fit.

use std::io::{self, Write};

use super::Writer;
use crate::entry::{Entry, Kind, Packed};

/// A tar being written.
pub(super) struct Tar<W> {
    out: W,
    /// Bytes of the current file still to come, and behind it to a multiple of 512.
    padding: u64,
}

/// The numbers of a header, as far as they fit there.
#[derive(Default)]
struct Numbers {
    mode: u32,
    owner: (u32, u32),
    size: u64,
    mtime: i64,
}

impl<W: Write> Tar<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, padding: 0 }
    }

    fn header(&mut self, kind: u8, name: &[u8], numbers: &Numbers, link: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        let block = header.as_mut_bytes();
        for (from, text) in [(0, name), (157, link)] {
            for (place, byte) in block.iter_mut().skip(from).zip(text.iter().take(100)) {
                *place = *byte;
            }
        }
        let id = |id: u32| if id < MAX_ID { u64::from(id) } else { 0 };
        let Numbers {
            mode,
            owner,
            size,
            mtime,
        } = *numbers;
        header.set_entry_type(tar::EntryType::new(kind));
        header.set_mode(mode);
        header.set_uid(id(owner.0));
        header.set_gid(id(owner.1));
        header.set_size(if size < MAX_OCTAL { size } else { 0 });
        header.set_mtime(u64::try_from(mtime).unwrap_or(0).min(MAX_OCTAL - 1));
        header.set_cksum();
        self.out.write_all(header.as_bytes())
    }

    fn pad(&mut self, size: u64) -> io::Result<()> {
        let zeros = [0; 512];
        let n = usize::try_from(size.wrapping_neg() % 512).unwrap_or(0);
        self.out.write_all(zeros.get(..n).unwrap_or_default())
    }
}

/// What eleven octal digits hold.
const MAX_OCTAL: u64 = 1 << 33;
/// What seven hold.
const MAX_ID: u32 = 1 << 21;

impl<W: Write> Writer for Tar<W> {
    type Out = W;
    const COPIES: bool = false;

    fn begin(&mut self, path: &[u8], entry: &Entry, kind: Kind, link: &[u8], size: u64) -> io::Result<()> {
        let (letter, usual) = match kind {
            Kind::Dir => (b'5', 0o755),
            Kind::Link => (b'2', 0o777),
            Kind::HardLink => (b'1', 0o644),
            _ => (b'0', 0o644),
        };
        let mut name = path.to_vec();
        if kind == Kind::Dir {
            name.push(b'/');
        }
        let time = entry.mtime.map_or((0, 0), |t| (t.seconds, t.nanos));
        let mut records = Vec::new();
        if name.len() > 100 || !name.is_ascii() {
            record(&mut records, "path", &name);
        }
        if link.len() > 100 || !link.is_ascii() {
            record(&mut records, "linkpath", link);
        }
        if size >= MAX_OCTAL {
            record(&mut records, "size", size.to_string().as_bytes());
        }
        if time.1 != 0 || time.0 < 0 || time.0.unsigned_abs() >= MAX_OCTAL {
            record(&mut records, "mtime", decimal(time.0, time.1).as_bytes());
        }
        let owner = entry.owner.unwrap_or_default();
        for (key, id) in [("uid", owner.0), ("gid", owner.1)] {
            if id >= MAX_ID {
                record(&mut records, key, id.to_string().as_bytes());
            }
        }
        if !records.is_empty() {
            let numbers = Numbers {
                mode: 0o644,
                size: records.len() as u64,
                ..Numbers::default()
            };
            self.header(b'x', b"pax", &numbers, &[])?;
            self.out.write_all(&records)?;
            self.pad(records.len() as u64)?;
        }
        let numbers = Numbers {
            mode: entry.mode.map_or(usual, |m| m & 0o777),
            owner,
            size,
            mtime: time.0,
        };
        self.header(letter, &name, &numbers, link)?;
        self.padding = size;
        Ok(())
    }

    fn copy(&mut self, _: &[u8], _: &Entry, _: Packed) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.out.write_all(chunk)
    }

    fn end(&mut self) -> io::Result<()> {
        self.pad(self.padding)
    }

    fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&[0; 1024])?;
        Ok(self.out)
    }
}

/// `LENGTH KEY=VALUE` and a newline, where the length counts itself.
fn record(all: &mut Vec<u8>, key: &str, value: &[u8]) {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    all.extend(format!("{length} {key}=").as_bytes());
    all.extend(value);
    all.push(b'\n');
}

/// Seconds and nanoseconds as a decimal number, negative ones too.
fn decimal(seconds: i64, nanos: u32) -> String {
    match (seconds < 0, nanos) {
        (_, 0) => seconds.to_string(),
        (false, _) => format!("{seconds}.{nanos:09}"),
        (true, _) => format!("-{}.{:09}", (seconds + 1).unsigned_abs(), 1_000_000_000 - nanos),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_counts_its_own_length() {
        // POSIX.1-2017 pax: the length includes the digits of the length and the newline.
        let mut all = Vec::new();
        record(&mut all, "path", b"a");
        assert_eq!(all, b"9 path=a\n");
        let mut long = Vec::new();
        record(&mut long, "path", &[b'x'; 91]);
        assert_eq!((long.len(), &long[..4]), (101, &b"101 "[..]));
    }

    #[test]
    fn times_before_1970_are_one_negative_number() {
        assert_eq!(decimal(-1, 500_000_000), "-0.500000000");
        assert_eq!(decimal(-2, 0), "-2");
        assert_eq!(decimal(1, 5), "1.000000005");
    }
}
