//! Signatures: bytes at fixed places. Our own come first; `infer` and `file-format` know the long tail.

use std::io::BufReader;

use crate::bytes::{be16, be32, find, has, le16, le32, slice, u8_at};
use crate::content::Content;
use crate::probe;
use crate::types::Type;

/// The family whose prober looks closer.
pub(crate) fn family(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some("zip"),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Some("ole"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("mkv"),
        [b'O', b'g', b'g', b'S', 0, ..] => Some("ogg"),
        [b'R', b'I', b'F', b'F' | b'X', ..] if head.len() >= 12 && shows_binary(head) => Some("riff"),
        [b'I', b'D', b'3', 2..=4, ..] => Some("id3"),
        [b'I', b'I', 0x2a, 0, ..] | [b'M', b'M', 0, 0x2a, ..] => Some("tiff"),
        // Its box holds a few brands.
        _ if slice(head, 4, 4) == Some(b"ftyp")
            && be32(head, 0).is_some_and(|size| size <= 1 || (8..1 << 16).contains(&size)) =>
        {
            Some("bmff")
        }
        _ => None,
    }
}

/// Bytes at an offset, the type that they prove, and what else must hold.
struct Signature {
    at: usize,
    bytes: &'static [u8],
    label: &'static str,
    check: Option<fn(&[u8]) -> bool>,
}

const fn sig(at: usize, bytes: &'static [u8], label: &'static str) -> Signature {
    Signature {
        at,
        bytes,
        label,
        check: None,
    }
}

const fn checked(
    at: usize,
    bytes: &'static [u8],
    label: &'static str,
    check: fn(&[u8]) -> bool,
) -> Signature {
    Signature {
        at,
        bytes,
        label,
        check: Some(check),
    }
}

/// Our own signatures; the first that holds is the answer. Those of fewer than four bytes have a second check.
static SIGNATURES: &[Signature] = &[
    checked(0, b"\x89PNG\r\n\x1a\n", "apng", |head| {
        let animation = find(head, b"acTL");
        animation.is_some_and(|at| find(head, b"IDAT").is_none_or(|data| at < data))
    }),
    sig(0, b"\x89PNG\r\n\x1a\n", "png"),
    sig(0, b"\xff\xd8\xff\xf7", "jls"),
    checked(0, b"\xff\xd8\xff", "jpg", |head| {
        u8_at(head, 3).is_some_and(|marker| marker >= 0xc0)
    }),
    sig(0, b"GIF87a", "gif"),
    sig(0, b"GIF89a", "gif"),
    checked(0, b"BM", "bmp", |head| {
        le32(head, 14).is_some_and(|size| matches!(size, 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
    }),
    checked(0, b"8BPS", "psd", |head| matches!(be16(head, 4), Some(1 | 2))),
    checked(0, &[0, 0, 1, 0], "ico", icon),
    checked(0, &[0, 0, 2, 0], "cur", icon),
    sig(0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    checked(0, b"\0\0\0\x0cjP  ", "jpx", |head| has(head, b"ftypjpx ")),
    checked(0, b"\0\0\0\x0cjP  ", "jpm", |head| has(head, b"ftypjpm ")),
    checked(0, b"\0\0\0\x0cjP  ", "mj2", |head| has(head, b"ftypmjp2")),
    sig(0, b"\0\0\0\x0cjP  ", "jp2"),
    checked(0, &[1, 0, 0, 0], "emf", |head| {
        slice(head, 40, 4) == Some(b" EMF")
    }),
    checked(0, b"AC10", "dwg", |head| {
        u8_at(head, 4).is_some_and(|byte| byte.is_ascii_digit()) && shows_binary(head)
    }),
    sig(0, b"\xb1\x68\xde\x3a", "dcx"),
    checked(0, b"P6", "ppm", netpbm),
    checked(0, b"P3", "ppm", netpbm),
    checked(0, b"P5", "pgm", netpbm),
    checked(0, b"P2", "pgm", netpbm),
    checked(0, b"P4", "pbm", netpbm),
    checked(0, b"P1", "pbm", netpbm),
    checked(0, b"AT&TFORM", "djvu", |head| slice(head, 12, 3) == Some(b"DJV")),
    checked(0, b"\x1f\x8b", "gz", |head| {
        u8_at(head, 2) == Some(8) && u8_at(head, 3).is_some_and(|flags| flags & 0xe0 == 0)
    }),
    checked(0, b"BZh", "bz2", |head| {
        let level = u8_at(head, 3).is_some_and(|level| level.is_ascii_digit() && level != b'0');
        level
            && matches!(
                slice(head, 4, 6),
                None | Some(b"1AY&SY" | b"\x17\x72\x45\x38\x50\x90")
            )
    }),
    sig(0, b"\xfd7zXZ\0", "xz"),
    sig(0, b"\x28\xb5\x2f\xfd", "zst"),
    // RFC 8878 3.1.2: a frame to skip, then one of data.
    checked(1, b"\x2a\x4d\x18", "zst", |head| {
        let length = le32(head, 4).and_then(|length| usize::try_from(length).ok());
        let data = length.and_then(|length| slice(head, length.checked_add(8)?, 4));
        u8_at(head, 0).is_some_and(|first| first & 0xf0 == 0x50) && data == Some(b"\x28\xb5\x2f\xfd")
    }),
    sig(0, b"\x04\x22\x4d\x18", "lz4"),
    checked(0, b"LZIP", "lz", |head| matches!(u8_at(head, 4), Some(0 | 1))),
    checked(0, b"\x1f\x9d", "Z", |head| {
        u8_at(head, 2).is_some_and(|bits| matches!(bits & 0x1f, 9..=16) && bits & 0x60 == 0)
    }),
    sig(0, b"7z\xbc\xaf\x27\x1c", "7z"),
    sig(0, b"Rar!\x1a\x07\0", "rar"),
    sig(0, b"Rar!\x1a\x07\x01\0", "rar"),
    // RAR 1.3 and 1.4: the size of the header follows.
    checked(0, b"RE\x7e\x5e", "rar", |head| {
        le16(head, 4).is_some_and(|size| size >= 7)
    }),
    checked(0, b"MSCF", "cab", |head| be32(head, 4) == Some(0)),
    sig(0, b"!<arch>\ndebian-binary", "deb"),
    sig(0, b"!<arch>\n", "ar"),
    checked(0, b"\xed\xab\xee\xdb", "rpm", |head| {
        matches!(u8_at(head, 4), Some(2..=4))
    }),
    checked(0, b"070701", "cpio", |head| is_octal_or_hex(head, 104)),
    checked(0, b"070702", "cpio", |head| is_octal_or_hex(head, 104)),
    checked(0, b"070707", "cpio", |head| is_octal_or_hex(head, 70)),
    checked(0, b"\xc7\x71", "cpio", |head| head.len() > 26),
    checked(257, b"ustar", "tar", |head| {
        has(slice(head, 0, 257).unwrap_or_default(), &[0])
    }),
    checked(2, b"-lh", "lha", |head| {
        u8_at(head, 6) == Some(b'-') && shows_binary(head)
    }),
    checked(2, b"-lz", "lha", |head| {
        u8_at(head, 6) == Some(b'-') && shows_binary(head)
    }),
    sig(0, b"ITSF\x03\0\0\0", "chm"),
    sig(
        0,
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
        "one",
    ),
    sig(
        0,
        b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f",
        "one",
    ),
    checked(60, b"BOOKMOBI", "azw3", |head| mobi_version(head) == Some(8)),
    checked(60, b"BOOKMOBI", "mobi", shows_binary),
    checked(0, b"\x7fELF", "elf", |head| matches!(u8_at(head, 4), Some(1 | 2))),
    checked(0, b"MZ", "pe", |head| {
        let at = le32(head, 0x3c).and_then(|at| usize::try_from(at).ok());
        at.is_some_and(|at| slice(head, at, 4) == Some(b"PE\0\0"))
    }),
    checked(0, b"MZ", "mz", |head| {
        head.len() >= 28
            && le16(head, 2).is_some_and(|last| last < 512)
            && le16(head, 4).is_some_and(|pages| pages > 0)
    }),
    checked(0, b"\xca\xfe\xba\xbe", "class", |head| {
        be32(head, 4).is_some_and(|version| (0x2d..0x10000).contains(&(version & 0xffff)) && version >= 0x2d)
    }),
    checked(0, b"\xca\xfe\xba\xbe", "macho", |head| {
        be32(head, 4).is_some_and(|count| (1..0x2d).contains(&count))
    }),
    checked(0, b"\xfe\xed\xfa\xce", "macho", |head| head.len() >= 28),
    checked(0, b"\xfe\xed\xfa\xcf", "macho", |head| head.len() >= 32),
    checked(0, b"\xce\xfa\xed\xfe", "macho", |head| head.len() >= 28),
    checked(0, b"\xcf\xfa\xed\xfe", "macho", |head| head.len() >= 32),
    sig(0, b"GOBJ\nMETADATA\r\n\x1a", "typelib"),
    sig(0, b"\0asm", "wasm"),
    sig(0, b"BC\xc0\xde", "bc"),
    checked(2, b"\r\n", "pyc", |head| {
        // The number of the interpreter, then a marshalled code object behind one to four words.
        let known =
            le16(head, 0).is_some_and(|number| matches!(number, 2990..=3999 | 20121..=20123 | 50428..=62300));
        known
            && [8, 12, 16]
                .into_iter()
                .any(|at| matches!(u8_at(head, at), Some(b'c' | 0xe3)))
    }),
    sig(0, b"/* XPM */", "xpm"),
    sig(0, b"MATLAB 5.0 MAT-file", "mat"),
    checked(0, b"\x03", "dbf", dbase),
    checked(0, b"\x83", "dbf", dbase),
    checked(0, b"\x8b", "dbf", dbase),
    checked(0, b"\x30", "dbf", dbase),
    checked(0, b"\xf5", "dbf", dbase),
    checked(0, b"TZif", "tzif", |head| {
        matches!(u8_at(head, 4), Some(0 | b'2'..=b'4'))
    }),
    sig(0, b"GVariant", "gvariant"),
    sig(0, b"JM\x01\0", "jmod"),
    // A public key packet (RFC 4880 4.2, 5.5.2): its length, version, time, and an algorithm.
    checked(0, b"\x98", "pgp", |head| {
        u8_at(head, 1).is_some_and(|length| length >= 50) && public_key(head, 2)
    }),
    checked(0, b"\x99", "pgp", |head| {
        be16(head, 1).is_some_and(|length| (50..=2100).contains(&length)) && public_key(head, 3)
    }),
    checked(0, b"\x1a\x01", "terminfo", terminfo),
    checked(0, b"\x1e\x02", "terminfo", terminfo),
    checked(0, &[0, 1, 0, 0, 0], "ttf", |head| {
        u8_at(head, 5).is_some_and(|tables| (1..=64).contains(&tables))
    }),
    checked(0, b"true\0", "ttf", |head| {
        u8_at(head, 5).is_some_and(|tables| (1..=64).contains(&tables))
    }),
    checked(0, b"OTTO\0", "otf", |head| {
        u8_at(head, 5).is_some_and(|tables| (1..=64).contains(&tables))
    }),
    sig(0, b"ttcf\0", "ttc"),
    checked(0, b"wOFF", "woff", shows_binary),
    checked(0, b"wOF2", "woff2", shows_binary),
    sig(0, b"SQLite format 3\0", "sqlite"),
    sig(4, b"Standard Jet DB\0", "mdb"),
    sig(4, b"Standard ACE DB\0", "mdb"),
    sig(0, b"\xd4\xc3\xb2\xa1", "pcap"),
    sig(0, b"\xa1\xb2\xc3\xd4", "pcap"),
    sig(0, b"\x4d\x3c\xb2\xa1", "pcap"),
    sig(0, b"\xa1\xb2\x3c\x4d", "pcap"),
    sig(0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    sig(0, b"\x0e\x03\x13\x01", "hdf4"),
    sig(0, b"\xde\x12\x04\x95", "mo"),
    sig(0, b"\x95\x04\x12\xde", "mo"),
    checked(0, b"fLaC", "flac", shows_binary),
    checked(0, b"FORM", "aiff", |head| {
        matches!(slice(head, 8, 4), Some(b"AIFF" | b"AIFC"))
    }),
    checked(0, b"MThd", "midi", |head| be32(head, 4) == Some(6)),
    checked(0, b"#!AMR", "amr", |head| {
        matches!(u8_at(head, 5), Some(b'\n' | b'-' | b'_')) && !head.is_ascii()
    }),
    sig(0, b"\0\0\x01\xba", "mpg"),
    sig(0, b"\0\0\x01\xb3", "mpg"),
    checked(0, b"G", "mts", |head| {
        (1..4).all(|packet| u8_at(head, packet * 188) == Some(b'G'))
    }),
    checked(4, b"G", "mts", |head| {
        (1..4).all(|packet| u8_at(head, 4 + packet * 192) == Some(b'G'))
    }),
    checked(0, b"FLV", "flv", |head| u8_at(head, 3) == Some(1)),
    sig(
        0,
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c",
        "asf",
    ),
    checked(0, b"FWS", "swf", flash),
    checked(0, b"CWS", "swf", flash),
    checked(0, b"ZWS", "swf", flash),
    sig(0, b".RMF\0\0\0", "rm"),
    sig(0, b".ra\xfd", "rm"),
    checked(4, b"wide", "mov", |head| head.len() > 12 && shows_binary(head)),
    checked(4, b"moov", "mov", |head| head.len() > 12 && shows_binary(head)),
    checked(4, b"mdat", "mov", |head| head.len() > 12 && shows_binary(head)),
    sig(0, b"bplist0", "bplist"),
    sig(0, b"SIMPLE  =                    T", "fits"),
    checked(36, b"acsp", "icc", shows_binary),
    sig(0, b"WARC/1.", "warc"),
    sig(0, b"\xffWPC", "wp"),
    checked(0, &[0, 0, 2, 0, 6, 4, 6, 0], "123", |head| head.len() >= 8),
    checked(0, &[0, 0, 0x1a, 0], "123", |head| {
        matches!(le16(head, 4), Some(0x1000..=0x1005))
    }),
    sig(0, b"\x78\x9f\x3e\x22", "tnef"),
    checked(0, b"{\\rt", "rtf", |head| u8_at(head, 4) == Some(b'f')),
    sig(0, b"%!PS-AdobeFont-", "pfa"),
    sig(0, b"%!FontType1", "pfa"),
    checked(0, b"\x80\x01", "pfb", |head| {
        matches!(slice(head, 6, 4), Some(b"%!PS" | b"%!Fo"))
    }),
    sig(0, b"%!PS", "postscript"),
    sig(0, b"\xc5\xd0\xd3\xc6", "postscript"),
    sig(0, b"<MIFFile ", "mif"),
    checked(0, b"!BDN", "pst", |head| slice(head, 8, 2) == Some(b"SM")),
    checked(0, &[0, 0, 2, 0], "qpw", |head| {
        matches!(le16(head, 4), Some(0x1001 | 0x1002 | 0x5120 | 0x5121))
    }),
    sig(0, b"$FL2@(#)", "spss"),
    sig(0, b"PAR2\0PKT", "par2"),
    checked(0, &[4, 0, 0, 0], "asar", |head| {
        slice(head, 16, 9) == Some(b"{\"files\":")
    }),
    checked(0, b"\xd9\xd9\xf7", "cbor", |head| {
        u8_at(head, 3).is_some_and(|first| first >> 5 >= 2)
    }),
    sig(0, b"\xff\xfe\xff\x0eS\0k\0e\0t\0c\0h\0U\0p\0", "skp"),
    checked(0, b"\x0b\x77", "ac3", |head| {
        u8_at(head, 5).is_some_and(|bsid| bsid >> 3 <= 16) && !head.is_ascii()
    }),
    checked(0, b"\x93NUMPY", "npy", |head| {
        matches!(u8_at(head, 6), Some(1..=3))
    }),
    checked(0, b"d", "torrent", torrent),
    sig(0, b"Xcur\x10\0\0\0", "xcursor"),
    checked(0, b"\x59\xa6\x6a\x95", "sun-raster", |head| {
        be32(head, 20).is_some_and(|kind| kind <= 5 || kind == 0xffff)
    }),
    sig(0, b"\xce\x9a\x57\x13", "gdbm"),
    sig(0, b"\xcd\x9a\x57\x13", "gdbm"),
    sig(0, b"\xcf\x9a\x57\x13", "gdbm"),
    sig(0, b"\x13\x57\x9a\xce", "gdbm"),
    checked(0, b"\xda\xda\xfe\xca", "jimage", |head| le16(head, 6) == Some(1)),
    checked(0, b"\x80", "pickle", pickle),
    sig(0, b"VIMspell", "vim-spell"),
    sig(0, b"VIMsug", "vim-spell"),
    checked(0, b"DIRC\0\0\0", "git-index", |head| {
        matches!(u8_at(head, 7), Some(2..=4))
    }),
    checked(0, b"PACK\0\0\0", "git-pack", |head| {
        matches!(u8_at(head, 7), Some(2 | 3))
    }),
    sig(0, b"\xfftOc\0\0\0\x02", "git-pack-index"),
    sig(0, b"# v2 git bundle\n", "git-bundle"),
    sig(0, b"# v3 git bundle\n", "git-bundle"),
    checked(0, b"\xd0\x0d\xfe\xed", "dtb", |head| {
        be32(head, 20).is_some_and(|version| (1..=32).contains(&version))
    }),
    checked(8, b"{\"", "safetensors", |head| {
        slice(head, 4, 4) == Some(&[0; 4]) && has(head, b"\"data_offsets\"") && has(head, b"\"dtype\"")
    }),
    checked(0, b"GGUF", "gguf", |head| {
        le32(head, 4).is_some_and(|version| (1..=16).contains(&version))
    }),
    checked(0, b"ORC\x0a", "orc", |head| !head.is_ascii()),
    sig(0, b"ElfFile\0", "evtx"),
    checked(0, b"regf", "regf", |head| le32(head, 20) == Some(1)),
    sig(0, b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0", "pdb"),
    sig(0, b"\0\0\0\x01Bud1\0", "dsstore"),
    checked(0, b"caff\0\x01\0\0", "caf", |head| {
        slice(head, 8, 4) == Some(b"desc")
    }),
    checked(0, b"FRM8", "dsdiff", |head| slice(head, 12, 4) == Some(b"DSD ")),
    checked(0, b"\x27\x05\x19\x56", "uimage", |head| head.len() >= 64),
    checked(514, b"HdrS", "linux-kernel", |head| {
        slice(head, 510, 2) == Some(b"\x55\xaa")
    }),
    sig(0, b"ANDROID!", "android-boot"),
    sig(64, b"\x7f\x10\xda\xbe", "vdi"),
    sig(0, b"conectix\0\0\0", "vhd"),
    sig(0, b"MDMP\x93\xa7", "dmp"),
    sig(0, b"LPKSHHRH", "journal"),
    sig(0, b"<stata_dta><header>", "stata"),
    sig(
        12,
        b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c",
        "sas",
    ),
    sig(0, b"ASTM-E57\x01\0\0\0", "e57"),
    checked(0, b"\xca\xfe\xd0\x0d", "pack200", |head| head.len() > 8),
    checked(12, b"\x61\x15\x06\0", "berkeley-db", |head| {
        be32(head, 8) == Some(0)
    }),
    checked(12, b"\x62\x31\x05\0", "berkeley-db", |head| {
        be32(head, 8) == Some(0)
    }),
];

/// Which signatures may hold by the first byte, as bits.
#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses what is out of bounds"
)]
static BY_FIRST: [[u64; 4]; 256] = {
    let mut sets = [[0; 4]; 256];
    let mut which = 0;
    while which < SIGNATURES.len() {
        let (word, bit) = (which / 64, 1 << (which % 64));
        if SIGNATURES[which].at == 0 {
            sets[SIGNATURES[which].bytes[0] as usize][word] |= bit;
        } else {
            let mut first = 0;
            while first < 256 {
                sets[first][word] |= bit;
                first += 1;
            }
        }
        which += 1;
    }
    sets
};

/// The type that one of our own signatures in the head proves.
pub(crate) fn own(content: &Content) -> Option<&'static str> {
    let head = content.head();
    let sets = BY_FIRST.get(usize::from(*head.first()?))?;
    let places = sets.iter().zip([0, 64, 128, 192]).flat_map(|(set, base)| {
        std::iter::successors(Some(*set), |left| Some(left & left.wrapping_sub(1)))
            .take_while(|left| *left != 0)
            .map(move |left| base + left.trailing_zeros() as usize)
    });
    let holds = |own: &&Signature| {
        slice(head, own.at, own.bytes.len()) == Some(own.bytes) && own.check.is_none_or(|check| check(head))
    };
    places
        .filter_map(|place| SIGNATURES.get(place))
        .find(holds)
        .map(|own| own.label)
        .or_else(|| der(head))
        .or_else(|| pdf(head))
        .or_else(|| sync(head))
        .or_else(|| old_tar(head))
}

/// The type that a signature behind the head proves.
pub(crate) fn far(content: &Content) -> Option<&'static str> {
    // ECMA-119: the first volume descriptor.
    if content.size() > 32774 && content.at(32769, 5) == b"CD001" {
        return Some("iso");
    }
    // Behind some thousand bytes, Apple's disk images end with what others begin with.
    if content.size() > 512 && content.tail(512).starts_with(b"koly\0\0\0\x04") {
        return Some("dmg");
    }
    if content.size() > 512 && content.tail(512).starts_with(b"conectix\0\0\0") {
        return Some("vhd");
    }
    let head = content.head();
    probe::disk::identify(content)
        .or_else(|| jpeg_xl(head).then_some("jxl"))
        .or_else(|| targa(content).then_some("tga"))
        .or_else(|| zlib(head).then_some("zlib"))
}

/// A JPEG XL codestream (ISO/IEC 18181-1): dimensions and whether the rest of the header is as usual, bit by bit.
fn jpeg_xl(head: &[u8]) -> bool {
    let Some(bits) = head
        .strip_prefix(b"\xff\x0a")
        .and_then(|rest| rest.first_chunk::<8>())
        .map(|rest| u64::from_le_bytes(*rest))
    else {
        return false;
    };
    let mut at = 0;
    let mut take = |count: u32| {
        let value = bits >> at & ((1 << count) - 1);
        at += count;
        value
    };
    let small = take(1) == 1;
    let mut size = || {
        if small {
            (take(5) + 1) * 8
        } else {
            let wide = match take(2) {
                0 => 9,
                1 => 13,
                2 => 18,
                _ => 30,
            };
            take(wide) + 1
        }
    };
    // A side of more than 2^18 pixels is rarer than noise.
    let height = size();
    height <= 1 << 18 && head.get(2..).is_some_and(|rest| !rest.is_ascii())
}

/// Targa has no signature but, since version 2, one at its end; the numbers of its header have few legitimate values.
fn targa(content: &Content) -> bool {
    let head = content.head();
    let Some(
        [
            _,
            map,
            kind,
            map_rest @ ..,
            _,
            _,
            _,
            _,
            w,
            w2,
            h,
            h2,
            depth,
            flags,
        ],
    ) = head.first_chunk::<18>()
    else {
        return false;
    };
    let (width, height) = (u16::from_le_bytes([*w, *w2]), u16::from_le_bytes([*h, *h2]));
    let mapped = matches!((map, kind), (1, 1 | 9))
        && matches!(map_rest.last(), Some(15 | 16 | 24 | 32))
        && *depth == 8;
    let plain = matches!((map, kind), (0, 2 | 3 | 10 | 11))
        && map_rest.iter().all(|byte| *byte == 0)
        && matches!((kind, depth), (2 | 10, 15 | 16 | 24 | 32) | (3 | 11, 8 | 16));
    let header = width > 0 && height > 0 && flags & 0xc0 == 0 && (mapped || plain);
    let signed = || content.tail(18) == b"TRUEVISION-XFILE.\0";
    // Without that, the picture must be there as a whole: of kinds that are not compressed its size is known.
    let pixels = u64::from(width) * u64::from(height) * u64::from(depth.div_ceil(8));
    header
        && (signed()
            || plain && (matches!(kind, 10 | 11) && flags & 0x0f <= 8 || content.size() >= pixels + 18))
}

/// RFC 1950: a header of two bytes that says little; the stream must inflate.
fn zlib(head: &[u8]) -> bool {
    let window = |first: &u8| first & 15 == 8 && first >> 4 <= 7;
    let header = be16(head, 0).is_some_and(|header| header.is_multiple_of(31) && header & 0x20 == 0);
    if !header || !head.first().is_some_and(window) {
        return false;
    }
    let mut out = [0; 4096];
    let mut stream = flate2::Decompress::new(true);
    let status = stream.decompress(head, &mut out, flate2::FlushDecompress::None);
    let ended = matches!(status, Ok(flate2::Status::StreamEnd));
    status.is_ok() && (ended || stream.total_out() >= 64)
}

/// Bencoding (BEP 3): a dictionary with the keys of a torrent.
fn torrent(head: &[u8]) -> bool {
    let first = [
        "8:announce",
        "13:announce-list",
        "10:created by",
        "13:creation date",
        "7:comment",
        "4:info",
        "8:encoding",
    ];
    let rest = head.get(1..).unwrap_or_default();
    first.iter().any(|key| rest.starts_with(key.as_bytes()))
        && (has(head, b"4:infod") || has(head, b"13:announce-list"))
}

/// Python's pickle: protocol 2 or later; from 4 on a frame follows, before that an opcode that begins an object.
fn pickle(head: &[u8]) -> bool {
    match u8_at(head, 1) {
        Some(2 | 3) => {
            let begins = matches!(
                u8_at(head, 2),
                Some(b'}' | b']' | b')' | b'(' | b'c' | b'X' | b'K' | b'J' | b'M' | b'C' | b'G' | b'U')
            );
            begins && (head.ends_with(b".") || has(head, b"q\0"))
        }
        Some(4 | 5) => u8_at(head, 2) == Some(0x95) && le32(head, 7) == Some(0),
        _ => false,
    }
}

/// `%PDF-` and a version; within the first KiB also behind junk, at the beginning of a line.
pub(crate) fn pdf(head: &[u8]) -> Option<&'static str> {
    let at = find(head.get(..1032).unwrap_or(head), b"%PDF-")?;
    let version =
        slice(head, at + 5, 3).is_some_and(|version| matches!(version, [b'1'..=b'9', b'.', b'0'..=b'9']));
    let line = || {
        matches!(u8_at(head, at.wrapping_sub(1)), Some(b'\n' | b'\r' | 0xbf | 0))
            && matches!(u8_at(head, at + 8), None | Some(b'\n' | b'\r' | b' ' | b'%'))
    };
    (version && (at == 0 || line())).then_some("pdf")
}

/// Content infos of PKCS #7 (RFC 2315) and time-stamped data (RFC 5544), by the object identifier that they begin with.
fn der(head: &[u8]) -> Option<&'static str> {
    if head.first() != Some(&0x30) || u8_at(head, 1)? < 0x80 {
        return None;
    }
    let start = head.get(..32)?;
    // RFC 5280: a signed sequence that begins with its version, then a serial number; RFC 8017 and 5958: a key begins with its own.
    let inner = |bytes: &[u8]| start.get(4..4 + bytes.len()) == Some(bytes);
    if start.starts_with(b"\x30\x82") {
        let version = [0, 1, 2]
            .iter()
            .any(|version| slice(start, 8, 6) == Some(&[0xa0, 3, 2, 1, *version, 2]));
        if inner(b"\x30\x82") && version {
            return Some("der");
        }
        if inner(b"\x02\x01\x00\x30\x0d\x06\x09") {
            return Some("pkcs8");
        }
    }
    // Signed, enveloped, signed and enveloped, digested and encrypted data.
    let content = find(start, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07");
    if content.is_some_and(|at| at < 8 && matches!(u8_at(start, at + 10), Some(2..=6))) {
        return Some("p7m");
    }
    // RFC 7292: version 3, then data.
    let data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    if has(start, b"\x02\x01\x03\x30") && has(start, data) {
        return Some("p12");
    }
    has(start, b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1f").then_some("tsd")
}

/// Frames of MPEG audio or ADTS AAC; a second frame must follow where the first one ends.
fn sync(head: &[u8]) -> Option<&'static str> {
    let frame = crate::details::audio::frame(head, 0)?;
    // The first frame of many encoders only holds a table of contents.
    let contents = [13, 21, 36]
        .into_iter()
        .any(|at| matches!(slice(head, at, 4), Some(b"Xing" | b"Info")));
    if contents && frame.label == "mp3" {
        return Some("mp3");
    }
    let next = crate::details::audio::frame(head, frame.length)?;
    (frame.label == next.label && frame.sample_rate == next.sample_rate).then_some(frame.label)
}

/// A tar header before POSIX has no signature but a checksum of itself.
fn old_tar(head: &[u8]) -> Option<&'static str> {
    let header = slice(head, 0, 512)?;
    let stored = std::str::from_utf8(slice(header, 148, 8)?).ok()?;
    let stored = u64::from_str_radix(stored.trim_matches([' ', '\0']), 8).ok()?;
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            if (148..156).contains(&at) {
                u64::from(b' ')
            } else {
                u64::from(*byte)
            }
        })
        .sum();
    (sum == stored && header.first() != Some(&0)).then_some("tar")
}

fn icon(head: &[u8]) -> bool {
    let count = le16(head, 4).unwrap_or(0);
    (1..=256).contains(&count) && u8_at(head, 9) == Some(0) && le32(head, 18).is_some_and(|at| at >= 6 + 16)
}

/// A first line may be words that begin as a signature does: within its first bytes binary content has what text has not.
fn shows_binary(head: &[u8]) -> bool {
    let text = |byte: &u8| matches!(byte, b'\t'..=b'\r' | 0x1b | b' '..=b'~');
    !slice(head, 0, 64).unwrap_or(head).iter().all(text)
}

/// The header of a member of a cpio archive is written in so many digits (POSIX pax, "cpio Interchange Format").
fn is_octal_or_hex(head: &[u8], count: usize) -> bool {
    let digits = head.get(6..).unwrap_or_default();
    let digits = digits.get(..count).unwrap_or(digits);
    digits.len() >= 16 && digits.iter().all(u8::is_ascii_hexdigit)
}

/// Behind the magic number, between white space and comments: width, height and, where there are shades, the greatest value.
fn netpbm(head: &[u8]) -> bool {
    let wanted = if matches!(u8_at(head, 1), Some(b'1' | b'4')) {
        2
    } else {
        3
    };
    let mut rest = head.get(2..).unwrap_or_default();
    for found in 0..wanted {
        let mut spaced = false;
        loop {
            match rest {
                [byte, tail @ ..] if byte.is_ascii_whitespace() => rest = tail,
                [b'#', ..] => {
                    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    rest = rest.get(end..).unwrap_or_default();
                }
                _ => break,
            }
            spaced = true;
        }
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !spaced || digits == 0 || digits > 7 {
            // The end may be cut.
            return spaced && found > 0 && rest.is_empty();
        }
        rest = rest.get(digits..).unwrap_or_default();
    }
    rest.first().is_none_or(u8::is_ascii_whitespace)
}

/// The body of a public key of version 4: made between 1991 and 2100, by an algorithm that is in use, with material of a sensible size.
fn public_key(head: &[u8], at: usize) -> bool {
    let (version, time, algorithm) = (u8_at(head, at), be32(head, at + 1), u8_at(head, at + 5));
    version == Some(4)
        && time.is_some_and(|time| time > 662_688_000 && time < 4_102_444_800)
        && match algorithm {
            Some(1..=3 | 16 | 17) => be16(head, at + 6).is_some_and(|bits| (512..=16384).contains(&bits)),
            Some(18 | 19 | 22) => u8_at(head, at + 6).is_some_and(|length| (5..=10).contains(&length)),
            _ => false,
        }
}

/// dBase III and later: a date, then field descriptors of 32 bytes that end with a carriage return, behind which FoxPro keeps 263 more.
fn dbase(head: &[u8]) -> bool {
    let length = usize::from(le16(head, 8).unwrap_or(0));
    let fields = |extra: usize| {
        length
            .checked_sub(33 + extra)
            .filter(|fields| *fields >= 32 && fields % 32 == 0)
    };
    let end = fields(0).or_else(|| fields(263)).map(|fields| fields + 32);
    matches!(u8_at(head, 2), Some(1..=12))
        && matches!(u8_at(head, 3), Some(1..=31))
        && le16(head, 10).is_some_and(|record| record > 1)
        && end.is_some_and(|end| end >= head.len() || u8_at(head, end) == Some(b'\r'))
}

/// The sizes of term(5): names, booleans, numbers, strings, and the table of these.
fn terminfo(head: &[u8]) -> bool {
    let sizes = [2, 4, 6, 8, 10].map(|at| le16(head, at).unwrap_or(u16::MAX));
    let [names, booleans, numbers, strings, _] = sizes;
    (1..=512).contains(&names)
        && booleans <= 128
        && numbers <= 128
        && strings <= 1024
        && head
            .get(12..)
            .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_graphic))
        && u8_at(head, 11 + usize::from(names)) == Some(0)
}

fn flash(head: &[u8]) -> bool {
    u8_at(head, 3).is_some_and(|version| (1..=60).contains(&version))
        && le32(head, 4).is_some_and(|size| size >= 8)
        && shows_binary(head)
}

/// The version of the first MOBI header.
fn mobi_version(head: &[u8]) -> Option<u32> {
    let record = usize::try_from(be32(head, 78)?).ok()?;
    be32(head, record.checked_add(36)?)
}

/// Types that the crates call by a signature too short to be believed, or that our own code judges better.
const NOT_BELIEVED: &[&str] = &[
    "text/plain",
    "application/octet-stream",
    "application/zip",
    "application/x-cfb",
    "application/x-ole-storage",
    "text/xml",
    "application/xml",
    "text/html",
    "text/x-shellscript",
    "image/bmp",
    "application/x-msdownload",
    "audio/mpeg",
    "audio/aac",
    "application/x-compress",
    "application/vnd.microsoft.portable-executable",
    "image/jpeg",
    "application/gzip",
    "application/x-bzip2",
    "audio/x-unknown",
    "application/x-msdos-program",
    "application/x-empty",
    "image/x-pcx",
    "application/x-dosexec",
    "image/x-cursor",
    "application/x-x509-ca-cert",
    "application/pkix-cert",
    "font/ttf",
    "image/vnd.microsoft.icon",
    "image/jxl",
    "application/x-cpio",
    "application/x-mobipocket-ebook",
    "application/pdf",
    "application/x-apple-diskimage",
];

/// Our own signatures judge these better: what they do not find is not there.
fn is_judged(of: &Type) -> bool {
    let own =
        |own: Type| own.label == "elf" || SIGNATURES.iter().any(|signature| signature.label == own.label);
    of.chain().any(own)
}

/// The type that the crates name for content that is no text.
pub(crate) fn foreign(content: &Content) -> Option<Type> {
    let head = content.head();
    if let Some(found) = infer::get(head)
        && !NOT_BELIEVED.contains(&found.mime_type())
        && head.len() > 8
        && let Some(own) = Type::of_mime(found.mime_type())
        && !is_judged(own)
    {
        return Some(*own);
    }
    let found = file_format::FileFormat::from_reader(BufReader::new(content.cursor())).ok()?;
    (!NOT_BELIEVED.contains(&found.media_type()))
        .then(|| Type::of_mime(found.media_type()).copied())
        .flatten()
        .filter(|of| !is_judged(of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn label(bytes: &[u8]) -> Option<&'static str> {
        own(&Content::of_bytes(bytes.to_vec(), false, 1 << 20))
    }

    #[test]
    fn signatures_name_types_and_short_ones_are_checked() {
        for signature in SIGNATURES {
            assert_eq!(Type::of(signature.label).label, signature.label);
            assert!(
                signature.bytes.len() > 3 || signature.check.is_some(),
                "{}",
                signature.label
            );
        }
    }

    #[test]
    fn two_or_three_bytes_prove_nothing() {
        for bytes in [
            b"MZ is a prefix" as &[u8],
            b"BM and more text of a bitmap",
            b"\x1f\x8bxyz",
            b"BZh is text",
            b"P6",
            b"FWS",
            b"FWS1 is the first of the work packages",
            b"CWS and more",
            b"wOFF is a format of fonts",
            b"fLaC is a codec of audio",
            b"AC1015 is a part number\n",
            b"070707 is a date or a number of a kind",
            b"the moov and the mdat boxes\n",
            b"P5 3 items on the list\n",
            b"P1 2 things\n",
            b"ab-lh5-cd in a text",
            b"#!AMR is no interpreter\n",
            b"GOBJ\n",
        ] {
            assert_eq!(label(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_pdf_may_begin_behind_junk() {
        assert_eq!(label(b"%PDF-1.7\n"), Some("pdf"));
        assert_eq!(label(b"junk line\r\n%PDF-1.4\n"), Some("pdf"));
        assert_eq!(label(b"a text about %PDF-1.4\n"), None);
        assert_eq!(label(b"a text about\n%PDF-1.4 files\n"), Some("pdf"));
        assert_eq!(label(b"%PDF-x"), None);
        assert_eq!(label(b"about \"%PDF-1.4\"\n"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600), which in 0..SIGNATURES.len()) {
            let _ = label(&bytes);
            let signature = &SIGNATURES[which];
            let mut with = vec![0; signature.at.min(400)];
            with.extend_from_slice(signature.bytes);
            with.extend_from_slice(&bytes);
            let _ = label(&with);
            let _ = family(&with);
        }
    }
}
