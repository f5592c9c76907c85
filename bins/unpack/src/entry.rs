//! One entry of an archive, as every format reader describes it.

use std::borrow::Cow;

use crate::error::Result;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Dir,
    /// A symbolic link.
    Link,
    /// A hard link to an earlier entry.
    HardLink,
    /// A character or block device, or a socket.
    Device,
    /// A named pipe.
    Fifo,
}

impl Kind {
    /// The name used in listings and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Dir => "dir",
            Self::Link => "link",
            Self::HardLink => "hardlink",
            Self::Device => "device",
            Self::Fifo => "fifo",
        }
    }

    /// The kind that the format bits of a Unix mode name, a file when they name none.
    #[must_use]
    pub fn of_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Dir,
            0o120_000 => Self::Link,
            0o010_000 => Self::Fifo,
            0o020_000 | 0o060_000 | 0o140_000 => Self::Device,
            _ => Self::File,
        }
    }
}

/// A moment: seconds and nanoseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Seconds, negative before 1970.
    pub seconds: i64,
    /// Nanoseconds, 0 to 999,999,999.
    pub nanos: u32,
}

impl Time {
    /// A whole second.
    #[must_use]
    pub fn seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }
}

/// One entry of an archive.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name after decoding: what goes to disk. UTF-8 unless no encoding fits.
    pub name: Vec<u8>,
    /// The name as stored, where decoding changed it.
    pub stored: Option<Box<[u8]>>,
    /// The archive itself says that the name is UTF-8.
    pub name_is_utf8: bool,
    /// What it is.
    pub kind: Kind,
    /// Unpacked size in bytes, as claimed.
    pub size: Option<u64>,
    /// Packed size in bytes, as claimed.
    pub packed: Option<u64>,
    /// Name of the compression method.
    pub method: Option<&'static str>,
    /// CRC-32 of the contents, as claimed.
    pub crc32: Option<u32>,
    /// Modification time.
    pub mtime: Option<Time>,
    /// Unix permission bits, setuid and the like included.
    pub mode: Option<u32>,
    /// Numbers of the user and the group.
    pub owner: Option<(u32, u32)>,
    /// Target of a symbolic or hard link, decoded as the name is.
    pub link: Option<Vec<u8>>,
    /// Whether a password is needed.
    pub encrypted: bool,
    /// Long runs of zeros in the contents are holes.
    pub sparse: bool,
    /// Made on FAT or NTFS: a backslash may be a separator.
    pub dos: bool,
}

impl Entry {
    /// An entry of that name and kind, about which nothing else is known.
    #[must_use]
    pub fn new(raw_name: Vec<u8>, kind: Kind) -> Self {
        Self {
            name: raw_name,
            stored: None,
            name_is_utf8: false,
            kind,
            size: None,
            packed: None,
            method: None,
            crc32: None,
            mtime: None,
            mode: None,
            owner: None,
            link: None,
            encrypted: false,
            sparse: false,
            dos: false,
        }
    }

    /// The name as stored.
    #[must_use]
    pub fn raw_name(&self) -> &[u8] {
        self.stored.as_deref().unwrap_or(&self.name)
    }

    /// Whether the name was stored as it is, in UTF-8. It may lie in a directory that was put in front.
    #[must_use]
    pub fn is_as_stored(&self) -> bool {
        let raw = self.raw_name();
        self.name.ends_with(raw) && std::str::from_utf8(raw).is_ok()
    }

    /// Sets the decoded name.
    pub fn decoded(&mut self, name: Vec<u8>) {
        let before = std::mem::replace(&mut self.name, name);
        self.stored.get_or_insert(before.into());
    }

    /// The decoded name as text, without the slash that ends the names of directories, and without `./` in front.
    #[must_use]
    pub fn path(&self) -> Cow<'_, str> {
        let name = match (self.kind, self.name.as_slice()) {
            (Kind::Dir, [rest @ .., b'/']) if !rest.is_empty() => rest,
            (_, name) => name,
        };
        let mut name = name;
        while let [b'.', b'/', rest @ ..] = name
            && !rest.is_empty()
        {
            name = rest;
        }
        String::from_utf8_lossy(name)
    }
}

/// Where the bytes of an entry go, chunk by chunk.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> Result<()>;

/// The contents of an entry, readable once.
pub trait Body {
    /// Pushes all contents into `sink`, then checks size and checksum against the archive's claims.
    ///
    /// # Errors
    /// Damage, a limit, a password that does not fit, or what `sink` says.
    fn drain(&mut self, sink: Sink<'_>) -> Result<()>;

    /// The contents as they are packed, where another zip could hold them so. They are not checked.
    ///
    /// # Errors
    /// Damage.
    fn packed(&mut self) -> Result<Option<Packed>> {
        Ok(None)
    }
}

/// Contents of a member of a zip, packed.
pub struct Packed {
    /// Whether they are deflated; else they are stored.
    pub deflated: bool,
    /// CRC-32 of the unpacked bytes.
    pub crc32: u32,
    /// Unpacked bytes.
    pub size: u64,
    /// Packed bytes.
    pub length: u64,
    /// The packed bytes.
    pub bytes: Box<dyn std::io::Read>,
}
