//! Extensions in the records of a directory: System Use Sharing Protocol (IEEE P1281) with Rock Ridge (IEEE P1282),
//! and the one of zisofs.

use super::record::time;
use super::{Disc, SECTOR};
use crate::entry::Time;
use crate::error::{Error, Result};
use crate::policy::MAX_NAME;

/// How many areas one record may go on in.
const MAX_AREAS: usize = 32;

/// What the extensions of one record say.
#[derive(Default)]
pub(super) struct Extension {
    /// Mode with its kind bits.
    pub(super) mode: Option<u32>,
    /// Numbers of the user and the group.
    pub(super) owner: Option<(u32, u32)>,
    pub(super) name: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) mtime: Option<Time>,
    /// The directory that this stands for lies elsewhere, because it would be too deep.
    pub(super) child: Option<u32>,
    /// This directory is listed where it belongs, and only lies here.
    pub(super) relocated: bool,
    pub(super) zisofs: Option<Zisofs>,
    /// The last component of a link goes on.
    joins: bool,
}

/// How a file is packed.
#[derive(Clone, Copy)]
pub(super) struct Zisofs {
    /// Unpacked size in bytes.
    pub(super) size: u64,
}

impl Extension {
    /// Reads the extensions in the system use area of a record, and where they go on.
    pub(super) fn read(system_use: &[u8], disc: &Disc) -> Result<Self> {
        let mut all = Self::default();
        let mut area = system_use.to_vec();
        for _ in 0..MAX_AREAS {
            match all.read_area(&area) {
                None => return Ok(all),
                Some((block, offset, length)) => {
                    if u64::from(length) > SECTOR * 4 {
                        break;
                    }
                    let at = u64::from(block) * disc.block + u64::from(offset);
                    area = disc.read(at, u64::from(length))?;
                }
            }
        }
        Err(Error::corrupt("damaged directory: extensions without end"))
    }

    /// Reads one area; returns block, offset and length of the next.
    fn read_area(&mut self, mut area: &[u8]) -> Option<(u32, u32, u32)> {
        let mut next = None;
        while let [a, b, length, _, ..] = *area {
            let Some(field) = area.get(4..usize::from(length)) else {
                break;
            };
            let long = |at: usize| {
                let bytes = field.get(at..)?.first_chunk()?;
                Some(u32::from_le_bytes(*bytes))
            };
            match &[a, b] {
                b"PX" => {
                    self.mode = long(0);
                    self.owner = long(16).zip(long(24));
                }
                b"NM" => self.read_name(field),
                b"SL" => self.read_link(field),
                b"TF" => self.mtime = modified(field),
                b"CL" => self.child = long(0),
                b"RE" => self.relocated = true,
                b"ZF" if field.starts_with(b"pz") => {
                    self.zisofs = long(4).map(|size| Zisofs { size: size.into() });
                }
                b"CE" => next = long(0).zip(long(8)).zip(long(16)),
                b"ST" => break,
                _ => {}
            }
            area = area.get(usize::from(length)..).unwrap_or_default();
        }
        next.map(|((block, offset), length)| (block, offset, length))
    }

    fn read_name(&mut self, field: &[u8]) {
        let [flags, part @ ..] = field else { return };
        // The names of this directory and its parent are flags; an entry has one of its own.
        if flags & 6 != 0 {
            return;
        }
        let name = self.name.get_or_insert_default();
        if name.len() <= MAX_NAME {
            name.extend_from_slice(part);
        }
    }

    fn read_link(&mut self, field: &[u8]) {
        let mut parts = field.get(1..).unwrap_or_default();
        let link = self.link.get_or_insert_default();
        while let [flags, length, rest @ ..] = parts {
            let Some(text) = rest.get(..usize::from(*length)) else {
                return;
            };
            if link.len() > MAX_NAME {
                return;
            }
            if !self.joins && !link.is_empty() && !link.ends_with(b"/") {
                link.push(b'/');
            }
            match flags & 0xE {
                2 => link.push(b'.'),
                4 => link.extend_from_slice(b".."),
                8 => link.push(b'/'),
                _ => link.extend_from_slice(text),
            }
            self.joins = flags & 1 != 0;
            parts = rest.get(usize::from(*length)..).unwrap_or_default();
        }
    }
}

/// The time of modification: behind that of creation, in 7 bytes, or in 17 digits.
fn modified(field: &[u8]) -> Option<Time> {
    let [flags, times @ ..] = field else {
        return None;
    };
    if flags & 2 == 0 {
        return None;
    }
    let before = usize::from(flags & 1);
    if flags & 0x80 == 0 {
        return times.get(7 * before..).and_then(time);
    }
    let digits = times.get(17 * before..)?.get(..17)?;
    let number = |from: usize, to: usize| -> Option<u16> {
        std::str::from_utf8(digits.get(from..to)?).ok()?.parse().ok()
    };
    let small = |from: usize| u8::try_from(number(from, from + 2)?).ok();
    let short = [
        u8::try_from(number(0, 4)?.checked_sub(1900)?).ok()?,
        small(4)?,
        small(6)?,
        small(8)?,
        small(10)?,
        small(12)?,
        digits.get(16).copied()?,
    ];
    let hundredths = u32::from(small(14)?);
    time(&short).map(|time| Time {
        nanos: hundredths.min(99) * 10_000_000,
        ..time
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_are_joined_of_their_components() {
        // IEEE P1282, 4.1.3: root, a component in two parts, the parent.
        let mut all = Extension::default();
        let mut link = |parts: &[u8]| all.read_link(&[&[0], parts].concat());
        link(b"\x08\0\x01\x02us");
        link(b"\0\x01r\x04\0");
        assert_eq!(all.link.unwrap(), b"/usr/..");
    }

    #[test]
    fn long_times() {
        // 2024-02-29 12:34:56.07 UTC.
        let field = [&[0x82][..], b"2024022912345607\0"].concat();
        let want = Time {
            seconds: 1_709_210_096,
            nanos: 70_000_000,
        };
        assert_eq!(modified(&field), Some(want));
    }

    proptest! {
        #[test]
        fn any_area_is_read(area in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Extension::default().read_area(&area);
        }
    }
}
