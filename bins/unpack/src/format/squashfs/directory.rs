//! The entries of a directory: runs of them, each run with a header for what they have in common.

use super::image::Image;
use super::inode::Dir;
use super::metadata::Cursor;
use crate::error::{Error, Result};

/// Entries of a run, and bytes of a name, at most.
const MOST: u32 = 256;
/// What the size of a directory has more than its entries: `.` and `..` count, though they are not there.
const UNREAL: u32 = 3;

/// An entry of a directory.
pub(super) struct Record {
    pub(super) name: Vec<u8>,
    /// Where its inode is.
    pub(super) reference: u64,
    /// The number and the basic type that the inode must have.
    pub(super) number: u32,
    pub(super) basic: u16,
}

/// A directory that is read entry by entry.
pub(super) struct Listing {
    here: Option<Cursor>,
    /// Bytes that are left of it.
    left: u32,
    run: Run,
}

/// What is left of a run, and what its entries have in common.
#[derive(Default)]
struct Run {
    left: u32,
    /// The metadata block of their inodes.
    block: u32,
    /// What their inodes' numbers are counted from.
    number: u32,
}

fn damaged() -> Error {
    Error::corrupt("damaged directory")
}

impl Listing {
    pub(super) fn open(image: &mut Image, dir: &Dir) -> Result<Self> {
        let table = (image.superblock.directory_table, image.superblock.id_table);
        let left = dir.size.saturating_sub(UNREAL);
        let here = match left {
            0 => None,
            _ => Some(Cursor::new(image, table, u64::from(dir.block), dir.at)?),
        };
        Ok(Self {
            here,
            left,
            run: Run::default(),
        })
    }

    /// Lets go of memory until the next entry is read.
    pub(super) fn rest(&mut self) {
        if let Some(here) = &mut self.here {
            here.rest();
        }
    }

    /// The next entry; `None` behind the last.
    pub(super) fn next(&mut self, image: &mut Image) -> Result<Option<Record>> {
        let Some(here) = self.here.as_mut().filter(|_| self.left > 0 || self.run.left > 0) else {
            return Ok(None);
        };
        let mut claim = |bytes: u32| -> Result<()> {
            self.left = self.left.checked_sub(bytes).ok_or_else(damaged)?;
            Ok(())
        };
        if self.run.left == 0 {
            claim(12)?;
            let count = here.long(image)?;
            if count >= MOST {
                return Err(damaged());
            }
            self.run = Run {
                left: count + 1,
                block: here.long(image)?,
                number: here.long(image)?,
            };
        }
        claim(8)?;
        let at = here.short(image)?;
        let delta = here.short(image)?.cast_signed();
        let basic = here.short(image)?;
        let length = u32::from(here.short(image)?) + 1;
        if length > MOST {
            return Err(damaged());
        }
        claim(length)?;
        let mut name = vec![0; length as usize];
        here.fill(image, &mut name)?;
        self.run.left -= 1;
        Ok(Some(Record {
            name,
            reference: u64::from(self.run.block) << 16 | u64::from(at),
            number: self.run.number.wrapping_add_signed(i32::from(delta)),
            basic,
        }))
    }
}
