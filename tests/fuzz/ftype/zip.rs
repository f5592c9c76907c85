//! Packages: central directories, content types, manifests.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"PK\x03\x04", b"PK\x05\x06\0\0\0\0"], bytes, "a.docx"));
