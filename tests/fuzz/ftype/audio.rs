//! Tags and frames of audio.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"ID3\x04\0\0", b"ID3\x03\0\0\0\0\0\x0a", b"\xff\xfb", b"\xff\xf1", b"fLaC", b"MThd\0\0\0\x06"], bytes, "a.mp3"));
