//! Compressed data, executables, archives and the other signatures.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\x1f\x9d\x90", b"\x7fELF", b"MZ", b"%PDF-1.4\n", b"\xed\xab\xee\xdb", b"\xca\xfe\xba\xbe"], bytes, "a.gz"));
