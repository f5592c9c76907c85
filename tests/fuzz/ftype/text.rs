//! Texts: charset, rules, names, the model of languages.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"#!", b"{", b"From: ", b"\xef\xbb\xbf", b"%PDF-1.", b"diff --git "], bytes, "a.pl"));
