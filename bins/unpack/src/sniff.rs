//! What a file is, by its first bytes.

use crate::formats::{Codec, Container, TAR_SUFFIXES};

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// A compressed stream; what is inside is seen only after decoding.
    Codec(Codec),
    /// A container.
    Container(Container),
    /// A program, in front of which or inside which an archive may lie.
    Program,
    /// A known format that is not read: its name, and a program that reads it.
    Other(&'static str, &'static str),
    /// Nothing known.
    Unknown,
}

/// Known formats that are not read: magic, offset of the magic, name, program.
const OTHERS: &[(&[u8], usize, &str, &str)] = &[
    (b"MSWIM\0\0\0", 0, "wim", "wimlib-imagex"),
    (b"sqsh", 0, "squashfs of an old version", "unsquashfs"),
    (b"LRZI", 0, "lrzip", "lrzip"),
    #[cfg(not(feature = "legacy"))]
    (b"\x60\xEA", 0, "arj", "arj"),
    #[cfg(not(feature = "legacy"))]
    (b"**ACE**", 7, "ace", "unace"),
    #[cfg(not(feature = "legacy"))]
    (b"\xDC\xA7\xC4\xFD", 20, "zoo", "unar"),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        0,
        "msi or another compound file",
        "msiextract",
    ),
];

/// Judges the first bytes of a file, best with 512 of them or more.
#[must_use]
pub fn sniff(head: &[u8]) -> Sniffed {
    let at = |magic: &[u8], offset: usize| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if at(b"PK\x03\x04", 0) || at(b"PK\x05\x06", 0) || at(b"PK\x07\x08PK\x03\x04", 0) {
        return Sniffed::Container(Container::Zip);
    }
    if at(b"7z\xBC\xAF\x27\x1C", 0) {
        return Sniffed::Container(Container::SevenZ);
    }
    if at(b"Rar!\x1A\x07", 0) || at(b"RE~^", 0) {
        return Sniffed::Container(Container::Rar);
    }
    if at(b"MSCF\0\0\0\0", 0) {
        return Sniffed::Container(Container::Cab);
    }
    if at(b"CD001", 0x8001) {
        return Sniffed::Container(Container::Iso);
    }
    if crate::format::is_lha(head) {
        return Sniffed::Container(Container::Lha);
    }
    if at(b"xar!", 0) {
        return Sniffed::Container(Container::Xar);
    }
    if at(b"hsqs", 0) {
        return Sniffed::Container(Container::Squashfs);
    }
    if at(b"\x1F\x8B", 0) {
        return Sniffed::Codec(Codec::Gzip);
    }
    if at(b"BZh", 0) && head.get(3).is_some_and(|level| (b'1'..=b'9').contains(level)) {
        return Sniffed::Codec(Codec::Bzip2);
    }
    if at(b"\xFD7zXZ\0", 0) {
        return Sniffed::Codec(Codec::Xz);
    }
    if at(b"\x89LZO\0\r\n\x1A\n", 0) {
        return Sniffed::Codec(Codec::Lzop);
    }
    if at(b"LZIP", 0) && head.get(4).is_some_and(|version| *version <= 1) {
        return Sniffed::Codec(Codec::Lzip);
    }
    if let [0x1F, 0x9D, flags, ..] = head
        && (9..=16).contains(&(flags & 0x1F))
    {
        return Sniffed::Codec(Codec::Compress);
    }
    if let Some(codec) = frames(head) {
        return Sniffed::Codec(codec);
    }
    if at(b"!<arch>\ndebian-binary", 0) {
        return Sniffed::Container(Container::Deb);
    }
    if at(b"!<arch>\n", 0) {
        return Sniffed::Container(Container::Ar);
    }
    if at(b"\xED\xAB\xEE\xDB", 0) {
        return Sniffed::Container(Container::Rpm);
    }
    if is_cpio(head) {
        return Sniffed::Container(Container::Cpio);
    }
    if is_tar(head) {
        return Sniffed::Container(Container::Tar);
    }
    #[cfg(feature = "legacy")]
    if let Some(container) = legacy(head) {
        return Sniffed::Container(container);
    }
    if let Some((_, _, name, program)) = OTHERS.iter().find(|(magic, offset, ..)| at(magic, *offset)) {
        return Sniffed::Other(name, program);
    }
    if is_lzma(head) {
        return Sniffed::Codec(Codec::Lzma);
    }
    #[cfg(feature = "legacy")]
    if crate::format::is_arc(head) {
        return Sniffed::Container(Container::Arc);
    }
    if at(b"MZ", 0) || at(b"\x7FELF", 0) || at(b"#!", 0) {
        return Sniffed::Program;
    }
    Sniffed::Unknown
}

/// The formats of the feature `legacy`.
#[cfg(feature = "legacy")]
fn legacy(head: &[u8]) -> Option<Container> {
    let at = |magic: &[u8], offset: usize| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    // The header of the archive, not that of a member.
    if at(b"\x60\xEA", 0) && head.get(10).is_none_or(|kind| *kind == 2) {
        Some(Container::Arj)
    } else if at(b"**ACE**", 7) {
        Some(Container::Ace)
    } else if at(b"\xDC\xA7\xC4\xFD", 20) {
        Some(Container::Zoo)
    } else {
        None
    }
}

/// Zstandard or LZ4, which share the skippable frames that may come first (RFC 8878, 3.1.2).
fn frames(mut head: &[u8]) -> Option<Codec> {
    loop {
        match head {
            [0x28, 0xB5, 0x2F, 0xFD, ..] => return Some(Codec::Zstd),
            [0x04, 0x22, 0x4D, 0x18, ..] | [0x02, 0x21, 0x4C, 0x18, ..] => return Some(Codec::Lz4),
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, a, b, c, d, rest @ ..] => {
                let length = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?;
                match rest.get(length..) {
                    Some(behind @ [_, _, _, _, ..]) => head = behind,
                    // Either of them may follow; Zstandard's tools read a skippable frame alone.
                    _ => return Some(Codec::Zstd),
                }
            }
            _ => return None,
        }
    }
}

/// LZMA_Alone has no magic number: properties, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a size that is unknown or
/// believable, and a range coder that begins with zero (LZMA SDK, lzma-specification.txt).
fn is_lzma(head: &[u8]) -> bool {
    let [properties, a, b, c, d, size @ .., 0] = head.get(..14).unwrap_or_default() else {
        return false;
    };
    let dictionary = u32::from_le_bytes([*a, *b, *c, *d]);
    let round = dictionary == u32::MAX
        || dictionary.is_power_of_two()
        || dictionary.trailing_zeros() >= 11 && dictionary.count_ones() == 2 && {
            dictionary >> dictionary.trailing_zeros() == 3
        };
    let believable = match size {
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] => true,
        [_, _, _, _, high @ .., 0, 0, 0] => matches!(high, [0..=0x3F]),
        _ => false,
    };
    *properties < 225 && dictionary >= 4096 && round && believable
}

/// Whether these are the blocks of zeros that are all of an empty tar. Any file may begin with zeros, so it takes the
/// name to say that it is one. A stream has no name: there the zeros must be `whole`, all there is.
#[must_use]
pub fn is_empty_tar(head: &[u8], file_name: &str, whole: bool) -> bool {
    let lower = file_name.to_ascii_lowercase();
    let named = lower.contains(".tar.")
        || lower.ends_with(".tar")
        || TAR_SUFFIXES.iter().any(|e| lower.ends_with(&format!(".{e}")));
    let unnamed = matches!(file_name, "" | "-") && whole && head.len().is_multiple_of(512);
    let zeros = if named { head.get(..1024) } else { Some(head) };
    (named || unnamed && head.len() >= 1024) && zeros.is_some_and(|zeros| zeros.iter().all(|b| *b == 0))
}

fn is_cpio(head: &[u8]) -> bool {
    match head {
        [b'0', b'7', b'0', b'7', b'0', b'1' | b'2' | b'7', ..] => head
            .get(6..76)
            .is_some_and(|rest| rest.iter().take(40).all(u8::is_ascii_hexdigit)),
        // 0o070707 as a 16-bit number; a regular name size after it.
        [0xC7, 0x71, ..] => matches!(head.get(20..22), Some([1..=255, 0..=16])),
        [0x71, 0xC7, ..] => matches!(head.get(20..22), Some([0..=16, 1..=255])),
        _ => false,
    }
}

/// Whether this is a tar header: its checksum is right (POSIX.1-2017 pax, "ustar Interchange Format"; old tars summed
/// signed bytes).
#[must_use]
pub fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else {
        return false;
    };
    let field = block.get(148..156).unwrap_or_default();
    let stored = field
        .iter()
        .skip_while(|b| **b == b' ')
        .take_while(|b| (b'0'..=b'7').contains(b))
        .fold(None, |n: Option<u32>, b| {
            Some(n.unwrap_or(0) * 8 + u32::from(b - b'0'))
        });
    // Every header of an archive comes here: whole sums, less the field, which counts as eight blanks.
    let sum = |bytes: &[u8]| bytes.iter().map(|b| u32::from(*b)).sum::<u32>();
    let high = |bytes: &[u8]| bytes.iter().map(|b| u32::from(b >> 7)).sum::<u32>();
    let all = sum(block);
    if all == 0 {
        return false;
    }
    let unsigned = all - sum(field) + 8 * u32::from(b' ');
    // A signed byte with its first bit set is 256 less.
    let signed = || i64::from(unsigned) - 256 * i64::from(high(block) - high(field));
    stored.is_some_and(|s| s == unsigned || i64::from(s) == signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn magics_are_known() {
        assert_eq!(sniff(b"PK\x03\x04rest"), Sniffed::Container(Container::Zip));
        assert_eq!(sniff(b"\x1F\x8B\x08"), Sniffed::Codec(Codec::Gzip));
        assert_eq!(sniff(b"MSWIM\0\0\0\xD0"), Sniffed::Other("wim", "wimlib-imagex"));
        assert_eq!(sniff(b"just text"), Sniffed::Unknown);
        assert_eq!(sniff(b"BZhello"), Sniffed::Unknown);
        assert_eq!(sniff(&[0; 1024]), Sniffed::Unknown);
        assert!(is_empty_tar(&[0; 1024], "x.tar.gz", false) && !is_empty_tar(&[0; 1024], "zeros.gz", true));
        assert!(is_empty_tar(&[0; 10240], "-", true) && !is_empty_tar(&[0; 10240], "-", false));
        assert!(!is_empty_tar(&[0; 512], "-", true) && !is_empty_tar(&[0; 1025], "-", true));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(head in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = sniff(&head);
        }
    }

    #[test]
    fn the_sum_of_a_tar_header_may_be_of_signed_bytes() {
        let header = |signed: bool| {
            let mut block = [0; 512];
            block[..4].copy_from_slice(b"n\xE9\xFF0");
            block[148..156].fill(b' ');
            let sum: i32 = block
                .iter()
                .map(|b: &u8| {
                    if signed {
                        i32::from(b.cast_signed())
                    } else {
                        i32::from(*b)
                    }
                })
                .sum();
            block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
            block
        };
        let signed = header(true);
        assert_ne!(signed, header(false));
        assert!(is_tar(&signed) && is_tar(&header(false)));
        let mut damaged = signed;
        damaged[200] ^= 1;
        assert!(!is_tar(&damaged));
    }
}
