//! One header block (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format").

use crate::error::{Error, Result};

pub(super) const BLOCK: usize = 512;

/// A header whose checksum is right.
pub(super) struct Header([u8; BLOCK]);

impl Header {
    pub(super) fn new(block: [u8; BLOCK]) -> Result<Self> {
        if crate::sniff::is_tar(&block) {
            Ok(Self(block))
        } else {
            Err(Error::corrupt("damaged tar header: the checksum does not match"))
        }
    }

    pub(super) fn bytes(&self, from: usize, to: usize) -> &[u8] {
        self.0.get(from..to).unwrap_or_default()
    }

    /// The bytes of a field up to a NUL.
    fn text(&self, from: usize, to: usize) -> &[u8] {
        self.bytes(from, to).split(|b| *b == 0).next().unwrap_or_default()
    }

    pub(super) fn kind(&self) -> u8 {
        self.bytes(156, 157).first().copied().unwrap_or(0)
    }

    /// The name, with the prefix of ustar in front.
    pub(super) fn name(&self) -> Vec<u8> {
        let name = self.text(0, 100);
        // GNU's own magic is `ustar ` and has other things in place of the prefix; star's prefix is shorter.
        let prefix = match (self.bytes(257, 263), self.bytes(508, 512)) {
            (b"ustar\0", b"tar\0") => self.text(345, 476),
            (b"ustar\0", _) => self.text(345, 500),
            _ => &[],
        };
        if prefix.is_empty() {
            name.to_vec()
        } else {
            [prefix, b"/", name].concat()
        }
    }

    pub(super) fn link(&self) -> Vec<u8> {
        self.text(157, 257).to_vec()
    }

    pub(super) fn size(&self) -> Result<u64> {
        number(self.bytes(124, 136))
            .and_then(|n| u64::try_from(n).ok())
            .ok_or_else(|| Error::corrupt("damaged tar header: the size is no number"))
    }

    /// Permission bits.
    pub(super) fn mode(&self) -> Option<u32> {
        let mode = number(self.bytes(100, 108))?;
        u32::try_from(mode & 0o7777).ok()
    }

    /// Numbers of the user and the group.
    pub(super) fn owner(&self) -> Option<(u32, u32)> {
        let id = |from, to| u32::try_from(number(self.bytes(from, to))?).ok();
        Some((id(108, 116)?, id(116, 124)?))
    }

    /// Whether the numbers of the user and the group are numbers, of whatever size.
    pub(super) fn has_owner(&self) -> bool {
        [(108, 116), (116, 124)]
            .iter()
            .all(|(from, to)| number(self.bytes(*from, *to)).is_some())
    }

    pub(super) fn mtime(&self) -> Option<i64> {
        number(self.bytes(136, 148))
    }
}

/// A number in octal digits, or in base 256 when the first bit is set (GNU). No digits at all are zero.
pub(super) fn number(field: &[u8]) -> Option<i64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => {
            // Two's complement without the mark: the second bit is the sign.
            let start = if first & 0x40 == 0 {
                i64::from(first & 0x3F)
            } else {
                i64::from(*first).wrapping_sub(256)
            };
            rest.iter()
                .try_fold(start, |n, b| n.checked_mul(256)?.checked_add(i64::from(*b)))
        }
        _ => field
            .iter()
            .skip_while(|b| **b == b' ')
            .take_while(|b| !matches!(b, b' ' | 0))
            .try_fold(0_i64, |n, d| match d {
                b'0'..=b'7' => n.checked_mul(8)?.checked_add(i64::from(d - b'0')),
                _ => None,
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_octal_or_base_256() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"   644 \0"), Some(0o644));
        assert_eq!(number(b"\0\0\0\0"), Some(0));
        assert_eq!(number(b"12x"), None);
        assert_eq!(number(b"\x80\0\0\0\0\0\0\0\0\0\x01\x02"), Some(258));
        assert_eq!(number(&[0xFF; 12]), Some(-1));
        assert_eq!(number(b"\x80\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), None);
    }
}
