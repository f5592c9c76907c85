//! The formats: what is read, and for the others the program that reads them.

use crate::volumes::whole_name;

/// A format that holds entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// PKWARE APPNOTE 6.3.10.
    Zip,
    /// POSIX pax, ustar, GNU, V7.
    Tar,
    /// newc, crc, odc, and binary of both byte orders.
    Cpio,
    /// System V and BSD.
    Ar,
    /// deb(5) 2.0: the tree of `data.tar`.
    Deb,
    /// LSB 5.0: the tree of the payload.
    Rpm,
    /// 7zFormat.txt of the LZMA SDK.
    SevenZ,
    /// MS-CAB, without Quantum.
    Cab,
    /// RAR 1.3 to 7.
    Rar,
    /// lha and lzh, headers of levels 0 to 3.
    Lha,
    /// xar 1.6, and macOS packages.
    Xar,
    /// ECMA-119, with Rock Ridge or Joliet.
    Iso,
    /// Version 4.0, also behind a program, as in an `AppImage`.
    Squashfs,
    /// ARJ 1 to 3, encrypted or not, but not by its GOST modules.
    #[cfg(feature = "legacy")]
    Arj,
    /// ARC of SEA, the methods 1 to 9.
    #[cfg(feature = "legacy")]
    Arc,
    /// zoo 1 and 2.
    #[cfg(feature = "legacy")]
    Zoo,
    /// ACE 1 and 2.
    #[cfg(feature = "legacy")]
    Ace,
}

impl Container {
    /// Whether all entries are known before any is decoded, for which the archive must be a file.
    #[must_use]
    pub fn has_index(self) -> bool {
        !matches!(self, Self::Tar | Self::Cpio | Self::Ar | Self::Deb | Self::Rpm)
    }
}

/// A compressed stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// RFC 1952.
    Gzip,
    /// bzip2 1.0.
    Bzip2,
    /// The .xz file format 1.2.
    Xz,
    /// RFC 8878.
    Zstd,
    /// LZ4 frame format 1.6.4.
    Lz4,
    /// LZMA_Alone, as XZ Utils and the LZMA SDK write it.
    Lzma,
    /// lzip, draft-diaz-lzip.
    Lzip,
    /// lzop 1.04.
    Lzop,
    /// LZW of `compress` (POSIX.1-2024).
    Compress,
    /// RFC 7932. It has no magic number: the suffix or `--format` says so.
    Brotli,
}

impl Codec {
    /// The name used for the format, as in `tar.gz`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Bzip2 => "bz2",
            Self::Xz => "xz",
            Self::Zstd => "zst",
            Self::Lz4 => "lz4",
            Self::Lzma => "lzma",
            Self::Lzip => "lz",
            Self::Lzop => "lzo",
            Self::Compress => "Z",
            Self::Brotli => "br",
        }
    }
}

/// What `--format` names: a container, a codec around anything, or a codec around a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// The compression around it.
    pub codec: Option<Codec>,
    /// What is inside; `None` for a single file.
    pub container: Option<Container>,
}

/// One line of `unpack formats`.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The name used in `--format` and in JSON.
    pub name: &'static str,
    /// Usual suffixes, without the dot.
    pub extensions: &'static [&'static str],
    /// How it is read, when it is.
    pub format: Option<Format>,
    /// The program that reads it, when this one does not.
    pub instead: Option<&'static str>,
}

const fn read(
    name: &'static str,
    extensions: &'static [&'static str],
    codec: Option<Codec>,
    container: Option<Container>,
) -> Row {
    Row {
        name,
        extensions,
        format: Some(Format { codec, container }),
        instead: None,
    }
}

const fn other(name: &'static str, extensions: &'static [&'static str], instead: &'static str) -> Row {
    Row {
        name,
        extensions,
        format: None,
        instead: Some(instead),
    }
}

/// Every format known, those that are read first.
pub const FORMATS: &[Row] = &[
    read(
        "zip",
        &["zip", "jar", "whl", "apk", "epub", "docx", "xlsx"],
        None,
        Some(Container::Zip),
    ),
    read("7z", &["7z"], None, Some(Container::SevenZ)),
    read("rar", &["rar"], None, Some(Container::Rar)),
    read("cab", &["cab"], None, Some(Container::Cab)),
    read("lha", &["lha", "lzh", "lzs", "pma"], None, Some(Container::Lha)),
    read("xar", &["xar", "pkg", "xip"], None, Some(Container::Xar)),
    read("iso9660", &["iso"], None, Some(Container::Iso)),
    read(
        "squashfs",
        &["squashfs", "sqfs", "sqsh", "snap", "appimage"],
        None,
        Some(Container::Squashfs),
    ),
    read("tar", &["tar"], None, Some(Container::Tar)),
    read(
        "tar.gz",
        &["tar.gz", "tgz"],
        Some(Codec::Gzip),
        Some(Container::Tar),
    ),
    read(
        "tar.bz2",
        &["tar.bz2", "tbz2", "tbz"],
        Some(Codec::Bzip2),
        Some(Container::Tar),
    ),
    read(
        "tar.xz",
        &["tar.xz", "txz"],
        Some(Codec::Xz),
        Some(Container::Tar),
    ),
    read(
        "tar.zst",
        &["tar.zst", "tzst"],
        Some(Codec::Zstd),
        Some(Container::Tar),
    ),
    read("tar.lz4", &["tar.lz4"], Some(Codec::Lz4), Some(Container::Tar)),
    read("tar.lzma", &["tar.lzma"], Some(Codec::Lzma), Some(Container::Tar)),
    read(
        "tar.lz",
        &["tar.lz", "tlz"],
        Some(Codec::Lzip),
        Some(Container::Tar),
    ),
    read(
        "tar.lzo",
        &["tar.lzo", "tzo"],
        Some(Codec::Lzop),
        Some(Container::Tar),
    ),
    read(
        "tar.Z",
        &["tar.Z", "taz"],
        Some(Codec::Compress),
        Some(Container::Tar),
    ),
    read("tar.br", &["tar.br"], Some(Codec::Brotli), Some(Container::Tar)),
    read("cpio", &["cpio"], None, Some(Container::Cpio)),
    read("cpio.gz", &["cpio.gz"], Some(Codec::Gzip), Some(Container::Cpio)),
    read(
        "cpio.bz2",
        &["cpio.bz2"],
        Some(Codec::Bzip2),
        Some(Container::Cpio),
    ),
    read("cpio.xz", &["cpio.xz"], Some(Codec::Xz), Some(Container::Cpio)),
    read(
        "cpio.zst",
        &["cpio.zst"],
        Some(Codec::Zstd),
        Some(Container::Cpio),
    ),
    read("cpio.lz4", &["cpio.lz4"], Some(Codec::Lz4), Some(Container::Cpio)),
    read(
        "cpio.lzma",
        &["cpio.lzma"],
        Some(Codec::Lzma),
        Some(Container::Cpio),
    ),
    read("cpio.lz", &["cpio.lz"], Some(Codec::Lzip), Some(Container::Cpio)),
    read(
        "cpio.lzo",
        &["cpio.lzo"],
        Some(Codec::Lzop),
        Some(Container::Cpio),
    ),
    read(
        "cpio.Z",
        &["cpio.Z"],
        Some(Codec::Compress),
        Some(Container::Cpio),
    ),
    read(
        "cpio.br",
        &["cpio.br"],
        Some(Codec::Brotli),
        Some(Container::Cpio),
    ),
    read("ar", &["a", "ar"], None, Some(Container::Ar)),
    read("deb", &["deb", "udeb"], None, Some(Container::Deb)),
    read("rpm", &["rpm"], None, Some(Container::Rpm)),
    read("gz", &["gz"], Some(Codec::Gzip), None),
    read("bz2", &["bz2"], Some(Codec::Bzip2), None),
    read("xz", &["xz"], Some(Codec::Xz), None),
    read("zst", &["zst", "zstd"], Some(Codec::Zstd), None),
    read("lz4", &["lz4"], Some(Codec::Lz4), None),
    read("lzma", &["lzma"], Some(Codec::Lzma), None),
    read("lz", &["lz"], Some(Codec::Lzip), None),
    read("lzo", &["lzo"], Some(Codec::Lzop), None),
    read("Z", &["Z"], Some(Codec::Compress), None),
    read("br", &["br"], Some(Codec::Brotli), None),
    other("wim", &["wim"], "wimlib-imagex"),
    other("dmg", &["dmg"], "7zz"),
    #[cfg(feature = "legacy")]
    read("arj", &["arj"], None, Some(Container::Arj)),
    #[cfg(feature = "legacy")]
    read("arc", &["arc", "ark", "pak"], None, Some(Container::Arc)),
    #[cfg(feature = "legacy")]
    read("zoo", &["zoo"], None, Some(Container::Zoo)),
    #[cfg(feature = "legacy")]
    read("ace", &["ace"], None, Some(Container::Ace)),
    #[cfg(not(feature = "legacy"))]
    other("arj", &["arj"], "arj"),
    #[cfg(not(feature = "legacy"))]
    other("arc", &["arc", "ark", "pak"], "arc"),
    #[cfg(not(feature = "legacy"))]
    other("zoo", &["zoo"], "unar"),
    #[cfg(not(feature = "legacy"))]
    other("ace", &["ace"], "unace"),
];

/// Suffixes that stand for two: `x.tgz` is `x.tar.gz`.
pub const TAR_SUFFIXES: &[&str] = &["tgz", "tbz", "tbz2", "txz", "tzst", "tlz", "tzo", "taz"];

/// The format of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<Format> {
    FORMATS
        .iter()
        .find(|row| row.name == name)
        .and_then(|row| row.format)
}

/// The name of a format that is read.
#[must_use]
pub fn name_of(format: Format) -> &'static str {
    FORMATS
        .iter()
        .find(|row| row.format == Some(format))
        .map_or("", |row| row.name)
}

/// The format whose suffix a file name has: the longest that fits.
#[must_use]
pub fn by_suffix(file_name: &str) -> Option<Format> {
    let lower = file_name.to_ascii_lowercase();
    FORMATS
        .iter()
        .filter_map(|row| Some((row.format?, row.extensions)))
        .flat_map(|(format, all)| all.iter().map(move |ext| (ext.len(), ext, format)))
        .filter(|(_, ext, _)| lower.ends_with(&format!(".{}", ext.to_ascii_lowercase())))
        .max_by_key(|(length, ..)| *length)
        .map(|(.., format)| format)
}

/// Whether `repack` writes it.
#[must_use]
pub fn can_write(format: Format) -> bool {
    match (format.codec, format.container) {
        (None, Some(Container::Zip)) => true,
        (codec, Some(Container::Tar)) => matches!(
            codec,
            None | Some(Codec::Gzip | Codec::Bzip2 | Codec::Xz | Codec::Zstd | Codec::Lz4)
        ),
        _ => false,
    }
}

/// The archive's file name without the suffix of its format: what its directory, or its one file, is called.
/// Never the file name itself, which is taken.
#[must_use]
pub fn stem(file_name: &str, single: bool) -> String {
    let file_name = whole_name(file_name);
    let lower = file_name.to_ascii_lowercase();
    let suffixes = FORMATS
        .iter()
        .flat_map(|row| row.extensions)
        .filter(|ext| !single || !ext.contains('.'));
    let longest = suffixes
        .filter(|ext| {
            lower.len() > ext.len() + 1 && lower.ends_with(&format!(".{}", ext.to_ascii_lowercase()))
        })
        .map(|ext| ext.len() + 1)
        .max();
    let keep = longest.and_then(|n| file_name.get(..file_name.len().saturating_sub(n)));
    let (stem, tar) = match keep {
        // `x.tgz` holds `x.tar`, when it is one stream and no tar.
        Some(stem) => (stem, single && TAR_SUFFIXES.iter().any(|e| lower.ends_with(e))),
        None => (file_name.rsplit_once('.').map_or("", |(stem, _)| stem), false),
    };
    match stem {
        "" | "." | ".." => format!("{file_name}.out"),
        stem if tar => format!("{stem}.tar"),
        stem => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        for (name, single, want) in [
            ("a.zip", false, "a"),
            ("a.tar.gz", false, "a"),
            ("A.TGZ", false, "A"),
            ("a.txt.gz", true, "a.txt"),
            ("a.tar.gz", true, "a.tar"),
            ("x.iso.zst", true, "x.iso"),
            ("pic.jpg", false, "pic"),
            ("noext", false, "noext.out"),
            (".zip", false, ".zip.out"),
            ("a.tgz", true, "a.tar"),
        ] {
            assert_eq!(stem(name, single), want, "{name}");
        }
    }
}
