//! Bytes to text: strict with exact places, or with U+FFFD and a count.

use std::borrow::Cow;

use super::encoding::Codec;
use super::single_byte::{self, HOLE, Page};
use super::utf8::Utf8;
use super::wide::Wide;
use super::{Encoding, Options, detect, multi_byte, prefix, utf7};

/// Bytes that are no character of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where they begin, in bytes from the first byte that was ever given to the decoder.
    pub offset: u64,
    /// How many bytes they are, 1 at least.
    pub length: u8,
}

/// What one call of [`Decoder::step`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// All of the input was read.
    Done,
    /// Reading stopped behind the fault; nothing was written for it. Call again with what is behind `read` bytes.
    Malformed {
        /// How many bytes of this call's input are used up.
        read: usize,
        /// Which bytes are at fault.
        fault: Fault,
    },
}

/// Decodes a stream block by block; characters may be cut between blocks.
#[derive(Clone)]
pub struct Decoder {
    state: State,
    /// Bytes given to the decoder so far.
    offset: u64,
}

#[derive(Clone)]
enum State {
    Utf8(Utf8),
    Single(Page),
    Wide(Wide),
    Utf7(utf7::Decoder),
    Multi(multi_byte::Decoder),
}

impl Decoder {
    /// A decoder for the encoding. A BOM is a character like any other, so skip it before, except in `utf-16` and
    /// `utf-32`, where it says the byte order.
    pub fn new(encoding: Encoding) -> Self {
        let state = match encoding.codec() {
            Codec::Utf8 => State::Utf8(Utf8::default()),
            Codec::Ascii => State::Single(&[HOLE; 128]),
            Codec::Single(page) => State::Single(page),
            Codec::Utf16(big_endian) => State::Wide(Wide::utf16(big_endian)),
            Codec::Utf32(big_endian) => State::Wide(Wide::utf32(big_endian)),
            Codec::Utf7 => State::Utf7(utf7::Decoder::default()),
            Codec::Multi(scheme) => State::Multi(multi_byte::Decoder::new(scheme)),
        };
        Self { state, offset: 0 }
    }

    /// Decodes `input` and appends the text to `text`; `last` says that nothing follows. Stops at the first fault.
    pub fn step(&mut self, input: &[u8], last: bool, text: &mut String) -> Step {
        let begin = self.offset;
        let step = match &mut self.state {
            State::Utf8(decoder) => decoder.step(input, last, text, begin),
            State::Single(page) => single(page, input, text, begin),
            State::Wide(wide) => wide.step(input, last, text, begin),
            State::Utf7(decoder) => decoder.step(input, last, text, begin),
            State::Multi(decoder) => decoder.step(input, last, text, begin),
        };
        let read = match step {
            Step::Done => input.len(),
            Step::Malformed { read, .. } => read,
        };
        self.offset += read as u64;
        step
    }

    /// How many bytes were given to the decoder.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many of the bytes given to the decoder are held back: the beginning of a character.
    pub fn held(&self) -> usize {
        match &self.state {
            State::Utf8(decoder) => decoder.held(),
            State::Single(_) | State::Utf7(_) => 0,
            State::Wide(wide) => wide.held(),
            State::Multi(decoder) => decoder.held(),
        }
    }

    /// Like [`step`](Decoder::step), with U+FFFD for each fault; returns how many there were.
    pub fn decode_lossy(&mut self, mut input: &[u8], last: bool, text: &mut String) -> u64 {
        let mut faults = 0;
        while let Step::Malformed { read, .. } = self.step(input, last, text) {
            faults += 1;
            text.push('\u{fffd}');
            input = input.get(read..).unwrap_or_default();
        }
        faults
    }
}

fn single(page: Page, input: &[u8], text: &mut String, begin: u64) -> Step {
    text.reserve(input.len());
    for (at, &byte) in input.iter().enumerate() {
        match single_byte::decode(page, byte) {
            Some(c) => text.push(c),
            None => {
                let fault = Fault {
                    offset: begin + at as u64,
                    length: 1,
                };
                return Step::Malformed { read: at + 1, fault };
            }
        }
    }
    Step::Done
}

/// Text from bytes of any encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a BOM; borrowed when the bytes are UTF-8 already.
    pub text: Cow<'a, str>,
    /// The encoding it was in.
    pub encoding: Encoding,
    /// How many faults became U+FFFD.
    pub faults: u64,
    /// There was a BOM.
    pub bom: bool,
}

/// Decodes all of `bytes`: by their BOM, else in `encoding`, else in what [`detect`] says. Bytes that are binary
/// are taken as UTF-8.
pub fn decode(bytes: &[u8], encoding: Option<Encoding>) -> Decoded<'_> {
    let bom = prefix::bom(bytes).filter(|(own, _)| encoding.is_none_or(|wanted| wanted == *own));
    let (encoding, body) = match bom {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => {
            let guess = || {
                detect(bytes, &Options::default())
                    .encoding
                    .unwrap_or(Encoding::utf8())
            };
            (encoding.unwrap_or_else(guess), bytes)
        }
    };
    let bom = bom.is_some();
    if (encoding == Encoding::utf8() || encoding.name() == "ascii")
        && let Ok(text) = simdutf8::basic::from_utf8(body)
    {
        return Decoded {
            text: Cow::Borrowed(text),
            encoding,
            faults: 0,
            bom,
        };
    }
    let mut text = String::new();
    let faults = Decoder::new(encoding).decode_lossy(body, true, &mut text);
    Decoded {
        text: Cow::Owned(text),
        encoding,
        faults,
        bom,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn strict(name: &str, blocks: &[&[u8]]) -> Result<String, Fault> {
        let mut decoder = Decoder::new(Encoding::for_label(name).unwrap());
        let mut text = String::new();
        for (at, block) in blocks.iter().enumerate() {
            if let Step::Malformed { fault, .. } = decoder.step(block, at + 1 == blocks.len(), &mut text) {
                return Err(fault);
            }
        }
        Ok(text)
    }

    #[test]
    fn a_character_may_be_cut_between_blocks() {
        assert_eq!(strict("gbk", &[b"a\xd6", b"\xd0b"]).unwrap(), "a中b");
        assert_eq!(
            strict("utf-16be", &[b"\x4e", b"\x2d\xd8\x3d\xde", b"\x00"]).unwrap(),
            "中😀"
        );
        assert_eq!(strict("utf-32le", &[b"\x00\xf6", b"\x01\x00"]).unwrap(), "😀");
        assert_eq!(strict("cp437", &[b"\x81", b"\x9c"]).unwrap(), "ü£");
    }

    #[test]
    fn a_fault_is_told_by_its_first_byte() {
        assert_eq!(
            strict("gbk", &[b"ab\xd6\xd0", b"\xffz"]),
            Err(Fault { offset: 4, length: 1 })
        );
        assert_eq!(
            strict("utf-8", &[b"a", b"\xe4\xb8"]),
            Err(Fault { offset: 1, length: 2 })
        );
        assert_eq!(
            strict("ascii", &[b"abc", b"d\x80"]),
            Err(Fault { offset: 4, length: 1 })
        );
        assert_eq!(
            strict("utf-16le", &[b"a\0\0\xd8b\0"]),
            Err(Fault { offset: 2, length: 2 })
        );
        assert_eq!(
            strict("utf-16le", &[b"a\0b"]),
            Err(Fault { offset: 2, length: 1 })
        );
        assert_eq!(
            strict("utf-32be", &[b"\0\x11\0\0"]),
            Err(Fault { offset: 0, length: 4 })
        );
    }

    #[test]
    fn lossy_decoding_goes_on_behind_a_fault() {
        let mut text = String::new();
        let faults = Decoder::new(Encoding::named("utf-16le")).decode_lossy(
            b"\0\xd8b\0\0\xdcc\0\0\xd8",
            true,
            &mut text,
        );
        assert_eq!((text.as_str(), faults), ("\u{fffd}b\u{fffd}c\u{fffd}", 3));
    }

    #[test]
    fn a_bom_is_dropped_and_counts_against_the_guess() {
        let decoded = decode(b"\xff\xfea\0", None);
        assert_eq!(
            (decoded.text.as_ref(), decoded.encoding.name(), decoded.bom),
            ("a", "utf-16le", true)
        );
        let decoded = decode(b"\xef\xbb\xbfx", None);
        assert_eq!(
            (decoded.text.as_ref(), decoded.encoding.name(), decoded.bom),
            ("x", "utf-8", true)
        );
    }

    /// What encodings take for the beginning of something, and anything.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let marks = [
            "\u{1b}$B",
            "\u{1b}$)C\u{e}",
            "\u{1b}(J",
            "\u{1b}",
            "~{",
            "~}",
            "~",
            "+2D3",
            "+",
            "-",
            "\n",
        ];
        prop_oneof![
            any::<Vec<u8>>(),
            select(marks.map(|mark| mark.as_bytes().to_vec()).to_vec()),
            select(vec![
                vec![0x8f],
                vec![0x81, 0x30],
                vec![0xa4, 0xd4, 0xa4],
                vec![0xff, 0xfe]
            ]),
        ]
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_blocks_decode_alike(pieces in vec(piece(), 0..12), cut: usize, pick: usize) {
            let bytes = pieces.concat();
            let encodings: Vec<_> = super::super::all().collect();
            let encoding = encodings[pick % encodings.len()];
            let (mut whole, mut parts) = (String::new(), String::new());
            let faults = Decoder::new(encoding).decode_lossy(&bytes, true, &mut whole);
            let (a, b) = bytes.split_at(cut % (bytes.len() + 1));
            let mut decoder = Decoder::new(encoding);
            let in_parts = decoder.decode_lossy(a, false, &mut parts) + decoder.decode_lossy(b, true, &mut parts);
            prop_assert_eq!((whole, faults), (parts, in_parts));
        }
    }
}
