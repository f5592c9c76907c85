//! OLE 2 compound files and their summary information.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], bytes, "a.doc"));
