//! ARC of System Enhancement Associates and its kin: the methods 1 to 9.

mod crunch;
mod rle;
mod squeeze;

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use shared::lzw::Lzw;
use zeroize::Zeroizing;

use super::fields::{Fields, Headers};
use super::member::{Claim, Index, Member, Opened, Sum, drain_checked, metered};
use crate::entry::{Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::format::zip::Clock;
use crate::format::{Indexed, Options};
use crate::limits::Meter;
use crunch::{Crunched, Hash};
use rle::Unrepeated;
use squeeze::Squeezed;

/// What each header begins with.
const MARK: u8 = 0x1A;
/// Bytes of a name, with the NUL that ends it.
const NAME: usize = 13;
/// Bytes of a header behind its mark and its method; the oldest ones tell no unpacked size.
const FIELDS: u16 = 27;
const OLD_FIELDS: u16 = 23;

/// Whether these bytes begin an archive. Its mark is weak: it takes a method, a name as of DOS or CP/M and a date too.
pub(crate) fn is_arc(head: &[u8]) -> bool {
    let [MARK, method @ 1..=11, rest @ ..] = head else {
        return false;
    };
    let Some((name, rest)) = rest.split_at_checked(NAME) else {
        return false;
    };
    let Some(end) = name.iter().position(|b| *b == 0) else {
        return false;
    };
    let name = name.get(..end).unwrap_or_default();
    let stem = name.split(|b| *b == b'.').next().unwrap_or_default().len();
    let plain = |b: &u8| (0x21..0x7F).contains(b) && !b"\"*/:<>?\\|".contains(b) || *b >= 0x80;
    let named = stem > 0 && name.iter().all(plain);
    // Packed size, date, time. Day, month, hour and minute are real; behind the member comes a header or the end.
    let [a, b, c, d, date_low, date_high, time_low, time_high, ..] = *rest else {
        return false;
    };
    let date = u16::from_le_bytes([date_low, date_high]);
    let time = u16::from_le_bytes([time_low, time_high]);
    let dated = (1..=12).contains(&(date >> 5 & 15)) && date & 31 != 0;
    let timed = time >> 11 < 24 && time >> 5 & 63 < 60;
    let header = 2 + usize::from(if *method == 1 { OLD_FIELDS } else { FIELDS });
    let size = usize::try_from(u32::from_le_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    let next = head.get(header.saturating_add(size)..);
    let goes_on = match next {
        Some([MARK, method, ..]) => *method <= 31,
        Some([_, _, ..]) => false,
        // It lies further on, or the archive is cut. No member of its time has 256 MiB; as a number text has more.
        _ => size < 256 << 20,
    };
    named && dated && timed && goes_on
}

/// Reads all headers and decodes the names.
pub(in crate::format) fn open(file: Arc<File>, size: u64, options: &Options) -> Result<Box<dyn Indexed>> {
    let mut headers = Headers::new(&file, 0, size);
    let mut index = Index::new(options);
    let mut clock = Clock::default();
    loop {
        let mark = headers.bytes(2)?;
        let [MARK, method] = *mark.as_slice() else {
            return Err(Error::corrupt("damaged header: no header where one is due"));
        };
        if method == 0 {
            break;
        }
        let fields = headers.bytes(if method == 1 { OLD_FIELDS } else { FIELDS })?;
        let mut fields = Fields(&fields);
        let name = Fields(fields.bytes(NAME)?).text();
        if !matches!(method, 1..=29) {
            // What follows has another layout.
            return Err(unknown(method).within(name));
        }
        let length = fields.u32()?;
        let (date, time, crc16) = (fields.u16()?, fields.u16()?, fields.u16()?);
        let unpacked = if method == 1 { length } else { fields.u32()? };
        let at = headers.at();
        headers.skip(length.into())?;
        // Notes about the archive, of ARC 6.
        if method >= 20 {
            continue;
        }
        let mut entry = Entry::new(name.to_vec(), Kind::File);
        entry.dos = true;
        entry.mtime = clock.dos(date, time);
        entry.size = Some(unpacked.into());
        entry.packed = Some(length.into());
        entry.method = Some(match method {
            1 | 2 => "stored",
            3 => "packed",
            4 => "squeezed",
            5..=8 => "crunched",
            9 => "squashed",
            10 => "crushed",
            11 => "distilled",
            _ => "unknown",
        });
        let packed = Packed {
            file: Arc::clone(&file),
            at,
            length: length.into(),
            method,
            claim: Claim {
                size: unpacked.into(),
                sum: Sum::Crc16(crc16),
            },
        };
        index.push(entry, packed)?;
    }
    // What follows is no news: arc leaves there what it tried first, and CP/M filled its blocks.
    index.decode_names(|_| b'\\');
    Ok(Box::new(index))
}

fn unknown(method: u8) -> Error {
    Error::Unsupported(format!(
        "the method {method} of arc is not read here; unar may read it"
    ))
}

struct Packed {
    file: Arc<File>,
    at: u64,
    length: u64,
    method: u8,
    claim: Claim,
}

impl Member for Packed {
    fn check_method(&self) -> Result<()> {
        match self.method {
            1..=9 => Ok(()),
            method => Err(unknown(method)),
        }
    }

    /// Nothing tells what is garbled. So a password is used for what cannot be read without one; in capitals too, as arc
    /// takes it.
    fn drain(&self, archive: &Opened, sink: Sink<'_>) -> Result<()> {
        self.check_method()?;
        let meter = &archive.meter;
        let Some(password) = archive.password.as_deref() else {
            let decoded = self.decode(&[], meter, sink);
            return decoded.map_err(|error| match error {
                Error::Corrupt(what) => Error::corrupt(format!(
                    "{what} (or it needs a password: archives of ARC do not tell)"
                )),
                other => other,
            });
        };
        let capitals = Zeroizing::new(password.bytes().to_ascii_uppercase());
        let keys = [&[], password.bytes(), &capitals];
        // What is only tried does not count.
        let trial = meter.again();
        for key in keys {
            match self.decode(key, &trial, &mut |_| Ok(())) {
                Err(Error::Corrupt(_)) => {}
                _ => return self.decode(key, meter, sink),
            }
        }
        let decoded = self.decode(password.bytes(), meter, sink);
        decoded.map_err(Error::in_doubt)
    }
}

impl Packed {
    /// Decodes it with a key, or without one when that is empty.
    fn decode(&self, key: &[u8], meter: &Arc<Meter>, sink: Sink<'_>) -> Result<()> {
        let mut packed = BufReader::new(Garbled {
            input: metered(&self.file, self.at, self.length, meter),
            key: key.iter().cycle(),
        });
        let mut drain = |decoder: &mut dyn Read| drain_checked(decoder, self.claim, meter, &mut *sink);
        // arc makes the last run of a byte too long now and then.
        let most = self.claim.size;
        match self.method {
            3 => drain(&mut Unrepeated::new(packed).take(most)),
            4 => drain(&mut Unrepeated::new(Squeezed::new(packed)?).take(most)),
            5 => drain(&mut Crunched::new(packed, Hash::Square)),
            6 => drain(&mut Unrepeated::new(Crunched::new(packed, Hash::Square)).take(most)),
            7 => drain(&mut Unrepeated::new(Crunched::new(packed, Hash::Product)).take(most)),
            8 => {
                let mut width = [0];
                packed.read_exact(&mut width).map_err(Error::decoding)?;
                let [width] = width;
                drain(&mut Unrepeated::new(compress(packed, width)?).take(most))
            }
            9 => drain(&mut compress(packed, 13)?),
            _ => drain(&mut packed),
        }
    }
}

/// LZW as of `compress`, whose header is missing, with codes of so many bits at most.
fn compress(packed: impl BufRead, width: u8) -> Result<impl Read> {
    let header = Cursor::new([0x1F, 0x9D, 0x80 | width & 0x1F]);
    Lzw::new(header.chain(packed)).map_err(Error::decoding)
}

/// Takes away what garbles a member: each byte was combined with one of the password.
struct Garbled<'a, R> {
    input: R,
    key: std::iter::Cycle<std::slice::Iter<'a, u8>>,
}

impl<R: Read> Read for Garbled<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(buf)?;
        for (byte, key) in buf.iter_mut().take(n).zip(&mut self.key) {
            *byte ^= key;
        }
        Ok(n)
    }
}
