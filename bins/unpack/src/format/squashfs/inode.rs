//! Inodes, basic and extended.

use super::image::Image;
use super::metadata::Cursor;
use crate::entry::Kind;
use crate::error::{Error, Result};
use crate::policy::MAX_NAME;

/// In an inode of a file: its tail lies in no fragment.
const NO_FRAGMENT: u32 = u32::MAX;

/// What an inode says.
pub(super) struct Inode {
    pub(super) kind: Kind,
    /// The number of its basic type, which directories have too.
    pub(super) basic: u16,
    /// Unix permission bits.
    pub(super) mode: u32,
    /// Places of the user and the group in the table of them.
    pub(super) owner: (u16, u16),
    /// Seconds since 1970.
    pub(super) mtime: u32,
    pub(super) number: u32,
    pub(super) detail: Detail,
}

/// What only inodes of one kind say.
pub(super) enum Detail {
    Dir(Dir),
    File(FileData),
    /// The target of a symbolic link.
    Link(Vec<u8>),
    Special,
}

/// Where the entries of a directory lie.
pub(super) struct Dir {
    /// The metadata block, counted from the beginning of the directory table.
    pub(super) block: u32,
    pub(super) at: u16,
    /// Bytes of the entries, and 3 more.
    pub(super) size: u32,
}

/// Where the contents of a file lie.
pub(super) struct FileData {
    pub(super) size: u64,
    /// Where its first block lies in the image.
    pub(super) start: u64,
    /// Number of its blocks. Their sizes follow the inode.
    pub(super) blocks: u64,
    /// The fragment that has its tail, and where in there.
    pub(super) tail: Option<(u32, u32)>,
}

impl FileData {
    fn new(image: &Image, start: u64, size: u64, fragment: u32, offset: u32) -> Self {
        let block = u64::from(image.superblock.block);
        let tail = (fragment != NO_FRAGMENT).then_some((fragment, offset));
        Self {
            size,
            start,
            blocks: if tail.is_some() {
                size / block
            } else {
                size.div_ceil(block)
            },
            tail,
        }
    }
}

impl Inode {
    /// Reads the inode at a reference: the place of its metadata block in the table, and its own in there. The cursor
    /// stands behind it, where the sizes of a file's blocks are.
    pub(super) fn read(image: &mut Image, reference: u64) -> Result<(Self, Cursor)> {
        let table = (image.superblock.inode_table, image.superblock.directory_table);
        let at = u16::try_from(reference & 0xFFFF).unwrap_or(0);
        let mut here = Cursor::new(image, table, reference >> 16, at)?;
        let kind = here.short(image)?;
        let mode = here.short(image)?;
        let owner = (here.short(image)?, here.short(image)?);
        let mtime = here.long(image)?;
        let number = here.long(image)?;
        let (basic, extended) = match kind {
            1..=7 => (kind, false),
            8..=14 => (kind - 7, true),
            _ => return Err(Error::corrupt("an inode of an unknown type")),
        };
        let (kind, detail) = match basic {
            1 => (Kind::Dir, Detail::Dir(Self::dir(image, &mut here, extended)?)),
            2 => (Kind::File, Detail::File(Self::file(image, &mut here, extended)?)),
            3 => (Kind::Link, Detail::Link(Self::link(image, &mut here)?)),
            6 => (Kind::Fifo, Detail::Special),
            _ => (Kind::Device, Detail::Special),
        };
        let inode = Self {
            kind,
            basic,
            mode: u32::from(mode) & 0o7777,
            owner,
            mtime,
            number,
            detail,
        };
        Ok((inode, here))
    }

    fn dir(image: &mut Image, here: &mut Cursor, extended: bool) -> Result<Dir> {
        if extended {
            let _links = here.long(image)?;
            let size = here.long(image)?;
            let block = here.long(image)?;
            let _parent = here.long(image)?;
            let _indexes = here.short(image)?;
            let at = here.short(image)?;
            return Ok(Dir { block, at, size });
        }
        let block = here.long(image)?;
        let _links = here.long(image)?;
        let size = u32::from(here.short(image)?);
        let at = here.short(image)?;
        Ok(Dir { block, at, size })
    }

    fn file(image: &mut Image, here: &mut Cursor, extended: bool) -> Result<FileData> {
        if extended {
            let start = here.double(image)?;
            let size = here.double(image)?;
            let _holes = here.double(image)?;
            let _links = here.long(image)?;
            let fragment = here.long(image)?;
            let offset = here.long(image)?;
            let _attributes = here.long(image)?;
            return Ok(FileData::new(image, start, size, fragment, offset));
        }
        let start = u64::from(here.long(image)?);
        let fragment = here.long(image)?;
        let offset = here.long(image)?;
        let size = u64::from(here.long(image)?);
        Ok(FileData::new(image, start, size, fragment, offset))
    }

    fn link(image: &mut Image, here: &mut Cursor) -> Result<Vec<u8>> {
        let _links = here.long(image)?;
        let length = here.long(image)? as usize;
        if length > 16 * MAX_NAME {
            return Err(Error::corrupt("impossible length of a link's target"));
        }
        let mut target = vec![0; length];
        here.fill(image, &mut target)?;
        Ok(target)
    }
}
