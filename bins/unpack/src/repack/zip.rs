//! Writes zip through the `zip` crate: deflate, names in UTF-8, times in UTC beside the DOS ones.

use std::io::{self, Write};

use ::zip::write::{FullFileOptions, StreamWriter};
use ::zip::{CompressionMethod, DateTime, ZipWriter};

use super::Writer;
use crate::entry::{Entry, Kind, Time};

/// Members from this size on get the longer fields of zip64.
const LARGE: u64 = 0xF000_0000;

/// A zip being written.
pub(super) struct Zip<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write> Zip<W> {
    pub(super) fn new(out: W) -> Self {
        Self(ZipWriter::new_stream(out))
    }
}

impl<W: Write> Writer for Zip<W> {
    type Out = W;
    const HARD_LINKS: bool = false;

    fn begin(&mut self, path: &[u8], entry: &Entry, kind: Kind, link: &[u8], size: u64) -> io::Result<()> {
        let text = |bytes: &[u8]| {
            String::from_utf8(bytes.to_vec()).map_err(|_| {
                io::Error::new(io::ErrorKind::InvalidData, "a name that is no UTF-8 (--encoding)")
            })
        };
        let usual = match kind {
            Kind::Dir => 0o755,
            Kind::Link => 0o777,
            _ => 0o644,
        };
        let mut options = FullFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .unix_permissions(entry.mode.map_or(usual, |m| m & 0o777))
            .large_file(size >= LARGE);
        if let Some(time) = entry.mtime {
            options = options.last_modified_time(dos(time));
            if let Ok(seconds) = i32::try_from(time.seconds) {
                // Info-ZIP's extended timestamp: flags, then the modification time.
                let [a, b, c, d] = seconds.to_le_bytes();
                options.add_extra_field(0x5455, [1, a, b, c, d], false)?;
            }
        }
        match kind {
            Kind::Dir => self.0.add_directory(text(path)?, options)?,
            Kind::Link => self.0.add_symlink(text(path)?, text(link)?, options)?,
            _ => self.0.start_file(text(path)?, options)?,
        }
        Ok(())
    }

    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.0.write_all(chunk)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(self) -> io::Result<W> {
        Ok(self.0.finish()?.into_inner())
    }
}

/// The DOS time in UTC, clamped to the years that it has.
fn dos(time: Time) -> DateTime {
    let civil =
        jiff::Timestamp::from_second(time.seconds).map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    let part = |n: i8| u8::try_from(n).unwrap_or(0);
    civil
        .ok()
        .and_then(|t| {
            let year = u16::try_from(t.year()).ok()?;
            DateTime::from_date_and_time(
                year,
                part(t.month()),
                part(t.day()),
                part(t.hour()),
                part(t.minute()),
                part(t.second()),
            )
            .ok()
        })
        .unwrap_or_default()
}
