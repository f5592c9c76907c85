//! File systems and partition tables.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look;

/// Lays the bytes over room for a boot sector, the header of a partition table and super blocks, with the mark of one.
fn image(bytes: &[u8]) -> Option<Vec<u8>> {
    let marks: [(usize, &[u8]); 6] = [
        (510, b"\x55\xaa"),
        (512, b"EFI PART\0\0\x01\0"),
        (1080, b"\x53\xef"),
        (4086, b"SWAPSPACE2"),
        (0x8001, b"CD001"),
        (1024, b"\xe2\xe1\xf5\xe0"),
    ];
    let (which, rest) = bytes.split_first()?;
    let mut image = vec![0; 0x9000];
    image.get_mut(..rest.len())?.copy_from_slice(rest);
    let (at, mark) = marks[usize::from(*which) % marks.len()];
    image[at..at + mark.len()].copy_from_slice(mark);
    Some(image)
}

fuzz_target!(|bytes: &[u8]| {
    if let Some(image) = image(bytes) {
        look(&image, "a.img");
    }
});
