//! What a file is, by its first bytes.

use crate::formats::{Codec, Container};

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
    (b"7z\xBC\xAF\x27\x1C", 0, "7z", "7zz"),
    (b"Rar!\x1A\x07", 0, "rar", "unar"),
    (b"MSCF", 0, "cab", "cabextract"),
    (b"MSWIM\0\0\0", 0, "wim", "wimlib-imagex"),
    (b"!<arch>\ndebian", 0, "deb", "dpkg-deb"),
    (b"!<arch>\n", 0, "ar", "ar"),
    (b"\xED\xAB\xEE\xDB", 0, "rpm", "rpm2cpio"),
    (b"xar!", 0, "xar", "xar"),
    (b"hsqs", 0, "squashfs", "unsquashfs"),
    (b"CD001", 0x8001, "iso9660", "7zz"),
    (b"\x04\x22\x4D\x18", 0, "lz4", "lz4"),
    (b"LZIP", 0, "lzip", "lzip"),
    (b"\x1F\x9D", 0, "compress", "uncompress"),
    (b"\x89LZO\0\r\n\x1A\n", 0, "lzop", "lzop"),
    (b"LRZI", 0, "lrzip", "lrzip"),
    (b"\x60\xEA", 0, "arj", "arj"),
    (b"**ACE**", 7, "ace", "unace"),
    (b"\xDC\xA7\xC4\xFD", 20, "zoo", "zoo"),
    (b"-lh", 2, "lha", "lha"),
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
    if at(b"\x1F\x8B", 0) {
        return Sniffed::Codec(Codec::Gzip);
    }
    if at(b"BZh", 0) && head.get(3).is_some_and(|level| (b'1'..=b'9').contains(level)) {
        return Sniffed::Codec(Codec::Bzip2);
    }
    if at(b"\xFD7zXZ\0", 0) {
        return Sniffed::Codec(Codec::Xz);
    }
    // A Zstandard frame, or a skippable one in front of it (RFC 8878, 3.1).
    if at(b"\x28\xB5\x2F\xFD", 0) || matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]) {
        return Sniffed::Codec(Codec::Zstd);
    }
    if is_cpio(head) {
        return Sniffed::Container(Container::Cpio);
    }
    if is_tar(head) {
        return Sniffed::Container(Container::Tar);
    }
    if let Some((_, _, name, program)) = OTHERS.iter().find(|(magic, offset, ..)| at(magic, *offset)) {
        return Sniffed::Other(name, program);
    }
    if at(b"MZ", 0) || at(b"\x7FELF", 0) || at(b"#!", 0) {
        return Sniffed::Program;
    }
    Sniffed::Unknown
}

/// Whether these are the two blocks of zeros that are all of an empty tar. Any file may begin with zeros, so it
/// takes the name to say that it is one.
#[must_use]
pub fn is_empty_tar(head: &[u8], file_name: &str) -> bool {
    let lower = file_name.to_ascii_lowercase();
    let named = lower.contains(".tar.")
        || [".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst"]
            .iter()
            .any(|e| lower.ends_with(e));
    named && head.get(..1024).is_some_and(|two| two.iter().all(|b| *b == 0))
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

/// A tar header's checksum is right (POSIX.1-2017 pax, "ustar Interchange Format"; old tars summed signed bytes).
fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else {
        return false;
    };
    if block.iter().all(|b| *b == 0) {
        return false;
    }
    let Some(stored) = block.get(148..156) else {
        return false;
    };
    let digits: Vec<u8> = stored
        .iter()
        .copied()
        .skip_while(|b| *b == b' ')
        .take_while(|b| (b'0'..=b'7').contains(b))
        .collect();
    let stored = std::str::from_utf8(&digits)
        .ok()
        .and_then(|t| u32::from_str_radix(t, 8).ok());
    let with_blanks = || {
        block
            .iter()
            .enumerate()
            .map(|(i, b)| if (148..156).contains(&i) { b' ' } else { *b })
    };
    let unsigned: u32 = with_blanks().map(u32::from).sum();
    let signed: i32 = with_blanks().map(|b| i32::from(b.cast_signed())).sum();
    stored == Some(unsigned) || stored.is_some_and(|s| i64::from(s) == i64::from(signed))
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
        assert!(is_empty_tar(&[0; 1024], "x.tar.gz") && !is_empty_tar(&[0; 1024], "zeros.gz"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(head in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = sniff(&head);
        }
    }
}
