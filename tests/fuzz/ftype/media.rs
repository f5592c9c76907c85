//! ISO media, Matroska, Ogg, RIFF, TIFF and JPEG: boxes, elements, pages, chunks, directories, segments.
#![no_main]

mod look;

use libfuzzer_sys::fuzz_target;
use look::look_behind;

fuzz_target!(|bytes: &[u8]| look_behind(&[b"\0\0\0\x18ftyp", b"\x1a\x45\xdf\xa3", b"OggS\0", b"RIFF", b"II*\0", b"MM\0*", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"], bytes, "a.mp4"));
