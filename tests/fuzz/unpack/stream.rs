#![no_main]

mod reader;

/// The codecs, by the first byte.
const CODECS: &[&str] = &["gz", "bz2", "xz", "zst", "lz4", "lzma", "lz", "lzo", "Z", "br"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((first, rest)) = data.split_first() {
        reader::read(CODECS[usize::from(*first) % CODECS.len()], rest);
    }
});
