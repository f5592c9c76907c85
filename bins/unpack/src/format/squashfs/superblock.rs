//! The superblock: 96 bytes that say where everything else lies.

use super::compression::Compressor;
use crate::error::{Error, Result};

pub(super) const MAGIC: &[u8; 4] = b"hsqs";
/// Bytes of a superblock.
pub(super) const LENGTH: usize = 96;
/// Blocks have 2^12 to 2^20 bytes.
const BLOCK_LOGS: std::ops::RangeInclusive<u16> = 12..=20;
/// Set when neither the contents nor their tails are packed.
const DATA_STORED: u16 = 0x2;
const TAILS_STORED: u16 = 0x8;

/// What a superblock says. All places are counted from its first byte.
#[derive(Clone, Debug)]
pub(super) struct Superblock {
    pub(super) compressor: Compressor,
    /// Bytes of a block of contents, unpacked.
    pub(super) block: u32,
    /// Number of the blocks that hold the tails of files.
    pub(super) fragments: u32,
    /// Number of the users and groups.
    pub(super) ids: u16,
    /// Where the root's inode is: its metadata block and its place in there.
    pub(super) root: u64,
    /// Bytes of the whole image.
    pub(super) size: u64,
    pub(super) id_table: u64,
    pub(super) inode_table: u64,
    pub(super) directory_table: u64,
    pub(super) fragment_table: u64,
    flags: u16,
}

impl Superblock {
    /// Reads and judges a superblock.
    pub(super) fn parse(bytes: &[u8; LENGTH]) -> Result<Self> {
        let short = |at| u16::from_le_bytes(field(bytes, at));
        let long = |at| u32::from_le_bytes(field(bytes, at));
        let place = |at| u64::from_le_bytes(field(bytes, at));
        let damaged = || Error::corrupt("damaged superblock");
        if !bytes.starts_with(MAGIC) {
            return Err(Error::corrupt("no superblock of squashfs"));
        }
        let (major, minor) = (short(28), short(30));
        if (major, minor) != (4, 0) {
            return Err(Error::Unsupported(format!(
                "version {major}.{minor} of squashfs is not read here; unsquashfs may read it"
            )));
        }
        let method = short(20);
        let compressor = Compressor::of(method).ok_or_else(|| {
            Error::Unsupported(format!(
                "compression method {method} of squashfs is not read here; unsquashfs may read it"
            ))
        })?;
        let log = short(22);
        if !BLOCK_LOGS.contains(&log) || long(12) != 1 << log {
            return Err(damaged());
        }
        let superblock = Self {
            compressor,
            block: long(12),
            fragments: long(16),
            flags: short(24),
            ids: short(26),
            root: place(32),
            size: place(40),
            id_table: place(48),
            inode_table: place(64),
            directory_table: place(72),
            fragment_table: place(80),
        };
        let Self {
            size,
            id_table,
            inode_table,
            directory_table,
            fragment_table,
            ..
        } = superblock;
        let in_order =
            LENGTH as u64 <= inode_table && inode_table < directory_table && directory_table <= id_table;
        let fragments_fit = superblock.fragments == 0 || fragment_table < size;
        if in_order && id_table < size && fragments_fit {
            Ok(superblock)
        } else {
            Err(damaged())
        }
    }

    /// How contents are packed.
    pub(super) fn method(&self) -> &'static str {
        let stored = DATA_STORED | TAILS_STORED;
        if self.flags & stored == stored {
            "stored"
        } else {
            self.compressor.name()
        }
    }
}

/// The `N` bytes at a place which the superblock is known to have.
fn field<const N: usize>(bytes: &[u8; LENGTH], at: usize) -> [u8; N] {
    let field = bytes.get(at..).and_then(|rest| rest.first_chunk());
    field.copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_judged(mut bytes in prop::array::uniform32(any::<[u8; 3]>()).prop_map(|all| {
            let mut bytes = [0; LENGTH];
            bytes.copy_from_slice(all.as_flattened());
            bytes
        })) {
            let _ = Superblock::parse(&bytes);
            bytes[..4].copy_from_slice(MAGIC);
            bytes[12..16].copy_from_slice(&(1_u32 << 17).to_le_bytes());
            bytes[20..24].copy_from_slice(&[1, 0, 17, 0]);
            bytes[28..32].copy_from_slice(&[4, 0, 0, 0]);
            if let Ok(superblock) = Superblock::parse(&bytes) {
                prop_assert!(superblock.inode_table < superblock.directory_table);
                prop_assert!(superblock.directory_table <= superblock.id_table);
                prop_assert!(superblock.id_table < superblock.size);
            }
        }
    }
}
