//! XML and HTML by their roots.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"<?xml version=\"1.0\"?>", b"<!DOCTYPE html", b"\xff\xfe<\0", b"<!--"], bytes, "a.xml"));
