//! Text to bytes; a character that the encoding lacks is named, never dropped silently.

use encoding_rs::EncoderResult;

use super::Encoding;
use super::encoding::Codec;

/// A character that the encoding has no bytes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unencodable {
    /// The character.
    pub character: char,
    /// How many bytes of this call's text are used up, the character included.
    pub read: usize,
}

/// Encodes a stream of text piece by piece.
pub struct Encoder(State);

enum State {
    Whatwg(Box<encoding_rs::Encoder>),
    Single(fn(char, u16) -> Option<u8>, u16),
    Utf16(bool),
    Utf32(bool),
}

impl Encoder {
    /// An encoder for the encoding; it writes no BOM of its own.
    pub fn new(encoding: Encoding) -> Self {
        Self(match encoding.codec() {
            Codec::Whatwg(codec) => State::Whatwg(Box::new(codec.new_encoder())),
            Codec::Ascii => State::Single(|c, _| u8::try_from(c).ok().filter(u8::is_ascii), 0),
            Codec::Latin1 => State::Single(|c, _| u8::try_from(c).ok(), 0),
            Codec::CodePage(page) => State::Single(code_page, page),
            Codec::Utf16(big_endian) => State::Utf16(big_endian),
            Codec::Utf32(big_endian) => State::Utf32(big_endian),
        })
    }

    /// Appends the bytes of `text`; `last` ends the stream. Stops behind a character that cannot be encoded.
    pub fn step(&mut self, text: &str, last: bool, bytes: &mut Vec<u8>) -> Result<(), Unencodable> {
        match &mut self.0 {
            State::Whatwg(encoder) => whatwg(encoder, text, last, bytes),
            State::Single(table, page) => {
                bytes.reserve(text.len());
                for (at, c) in text.char_indices() {
                    match table(c, *page) {
                        Some(byte) => bytes.push(byte),
                        None => {
                            return Err(Unencodable {
                                character: c,
                                read: at + c.len_utf8(),
                            });
                        }
                    }
                }
                Ok(())
            }
            State::Utf16(big_endian) => {
                for unit in text.encode_utf16() {
                    bytes.extend(if *big_endian {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    });
                }
                Ok(())
            }
            State::Utf32(big_endian) => {
                for c in text.chars().map(u32::from) {
                    bytes.extend(if *big_endian {
                        c.to_be_bytes()
                    } else {
                        c.to_le_bytes()
                    });
                }
                Ok(())
            }
        }
    }
}

fn whatwg(
    encoder: &mut encoding_rs::Encoder,
    text: &str,
    last: bool,
    bytes: &mut Vec<u8>,
) -> Result<(), Unencodable> {
    let mut used = 0;
    loop {
        let rest = text.get(used..).unwrap_or_default();
        let room = encoder.max_buffer_length_from_utf8_without_replacement(rest.len().min(1 << 16));
        bytes.reserve(room.unwrap_or(1 << 16).max(64));
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, bytes, last);
        used += read;
        match result {
            EncoderResult::InputEmpty => return Ok(()),
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(character) => {
                return Err(Unencodable {
                    character,
                    read: used,
                });
            }
        }
    }
}

fn code_page(c: char, page: u16) -> Option<u8> {
    if c.is_ascii() {
        return u8::try_from(c).ok();
    }
    oem_cp::code_table::ENCODING_TABLE_CP_MAP
        .get(&page)?
        .get(&c)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::super::{Decoder, all};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_character_that_is_missing_is_named() {
        let mut bytes = Vec::new();
        let result = Encoder::new(Encoding::named("iso-8859-1")).step("é€x", true, &mut bytes);
        assert_eq!(
            result,
            Err(Unencodable {
                character: '€',
                read: 5
            })
        );
        assert_eq!(bytes, b"\xe9");
        let result = Encoder::new(Encoding::named("shift_jis")).step("日€", true, &mut bytes);
        assert_eq!(
            result,
            Err(Unencodable {
                character: '€',
                read: 6
            })
        );
    }

    proptest! {
        #[test]
        fn what_encodes_decodes_to_the_same_text(text: String, pick: usize) {
            let encodings: Vec<_> = all().collect();
            let encoding = encodings[pick % encodings.len()];
            let mut bytes = Vec::new();
            if Encoder::new(encoding).step(&text, true, &mut bytes).is_ok() {
                let mut back = String::new();
                let faults = Decoder::new(encoding).decode_lossy(&bytes, true, &mut back);
                // WHATWG: gb18030, Shift_JIS and EUC-JP map a few characters one way only.
                let one_way = text.contains(['¥', '‾', '−', '\u{e5e5}']) || back.contains(['¥', '‾', '−']);
                prop_assert!(one_way || (faults == 0 && back == text), "{encoding:?} {text:?} {back:?}");
            }
        }
    }
}
