//! Disks and file systems, by the places where kernels look for their super blocks.

use crate::bytes::{le16, le32, slice, u8_at};
use crate::content::Content;

/// The label of the file system or of the table of partitions that the content begins with.
pub(crate) fn identify(content: &Content) -> Option<&'static str> {
    let head = content.head();
    let is = |at: usize, bytes: &[u8]| slice(head, at, bytes.len()) == Some(bytes);
    let fixed: &[(usize, &[u8], &str)] = &[
        (0, b"LUKS\xba\xbe", "luks"),
        (0, b"XFSB\0\0", "xfs"),
        (0, b"-rom1fs-", "romfs"),
        (0, b"\x45\x3d\xcd\x28", "cramfs"),
        (0, b"\x3a\xff\x26\xed\x01\0", "android-sparse"),
        (1024, b"\xe2\xe1\xf5\xe0", "erofs"),
        (4086, b"SWAPSPACE2", "swap"),
        (4086, b"SWAP-SPACE", "swap"),
        (512, b"LABELONE", "lvm"),
        (512, b"EFI PART\0\0\x01\0", "gpt"),
        (4096, b"EFI PART\0\0\x01\0", "gpt"),
    ];
    if let Some((.., label)) = fixed.iter().find(|(at, bytes, _)| is(*at, bytes)) {
        return Some(label);
    }
    if let Some(label) = ext(head) {
        return Some(label);
    }
    if is(510, b"\x55\xaa") {
        return boot_sector(head).or_else(|| partitions(head).then_some("mbr"));
    }
    (content.size() > 0x10048 && content.at(0x10040, 8) == b"_BHRfS_M").then_some("btrfs")
}

/// ext2, ext3 and ext4 (the kernel's `Documentation/filesystems/ext4/super.rst`): the features tell them apart.
fn ext(head: &[u8]) -> Option<&'static str> {
    let at = |offset: usize| 1024 + offset;
    let signed = le16(head, at(0x38))? == 0xef53;
    let sizes = le32(head, at(0x18))? <= 6 && le32(head, at(0x4c))? <= 1 && le32(head, at(0))? > 0;
    if !signed || !sizes {
        return None;
    }
    let (compatible, incompatible, read_only) = (
        le32(head, at(0x5c))?,
        le32(head, at(0x60))?,
        le32(head, at(0x64))?,
    );
    let journal = compatible & 4 != 0;
    // What ext3 knows: file types, recovery, a journal's own device, meta block groups; sparse superblocks, large files.
    let newer = incompatible & !0x1e != 0 || read_only & !7 != 0;
    Some(match (newer, journal) {
        (true, _) => "ext4",
        (false, true) => "ext3",
        (false, false) => "ext2",
    })
}

/// A file system whose first sector boots: NTFS, exFAT, FAT (Microsoft's `fatgen103`).
fn boot_sector(head: &[u8]) -> Option<&'static str> {
    match slice(head, 3, 8)? {
        b"NTFS    " => return Some("ntfs"),
        b"EXFAT   " => return Some("exfat"),
        _ => {}
    }
    let jump = matches!(head, [0xeb, _, 0x90, ..] | [0xe9, ..]);
    let sector = matches!(le16(head, 11)?, 512 | 1024 | 2048 | 4096);
    let cluster = u8_at(head, 13)?.is_power_of_two();
    let tables = matches!(u8_at(head, 16)?, 1 | 2) && le16(head, 14)? > 0;
    let medium = u8_at(head, 21)? >= 0xf0;
    (jump && sector && cluster && tables && medium).then_some("fat")
}

/// Four entries: each is empty, or has a kind, a length, and a flag that is none or "active".
fn partitions(head: &[u8]) -> bool {
    let entries = (0..4).map(|entry| 446 + entry * 16);
    let mut used = 0;
    for at in entries {
        let (Some(flag), Some(kind), Some(first), Some(length)) = (
            u8_at(head, at),
            u8_at(head, at + 4),
            le32(head, at + 8),
            le32(head, at + 12),
        ) else {
            return false;
        };
        let empty = kind == 0 && first == 0 && length == 0;
        if !matches!(flag, 0 | 0x80) || !empty && (kind == 0 || length == 0) {
            return false;
        }
        used += usize::from(!empty);
    }
    used > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn label(bytes: Vec<u8>) -> Option<&'static str> {
        identify(&Content::of_bytes(bytes, false, 1 << 20))
    }

    #[test]
    fn a_signature_alone_is_no_table_of_partitions() {
        let mut sector = vec![0_u8; 512];
        sector[510..].copy_from_slice(b"\x55\xaa");
        assert_eq!(label(sector.clone()), None);
        sector[446] = 0x80;
        sector[450] = 0x83;
        sector[454..462].copy_from_slice(&[0, 8, 0, 0, 0, 0, 1, 0]);
        assert_eq!(label(sector.clone()), Some("mbr"));
        sector[462] = 7;
        assert_eq!(label(sector), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), mark in any::<bool>()) {
            if mark && bytes.len() > 512 {
                bytes[510..512].copy_from_slice(b"\x55\xaa");
            }
            let _ = label(bytes);
        }
    }
}
