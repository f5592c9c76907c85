//! Text to bytes; a character that the encoding lacks is named, never dropped silently.

use super::encoding::Codec;
use super::single_byte::{self, HOLE};
use super::{Encoding, multi_byte, utf7};

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
    Utf8,
    Single(Vec<(char, u8)>),
    Wide {
        width: usize,
        big_endian: bool,
        mark: bool,
    },
    Utf7(utf7::Encoder),
    Multi(multi_byte::Encoder),
}

impl Encoder {
    /// An encoder for the encoding; it writes no BOM of its own, except in `utf-16` and `utf-32`.
    pub fn new(encoding: Encoding) -> Self {
        let wide = |width, order: Option<bool>| State::Wide {
            width,
            big_endian: order.unwrap_or(false),
            mark: order.is_none(),
        };
        Self(match encoding.codec() {
            Codec::Utf8 => State::Utf8,
            Codec::Ascii => State::Single(single_byte::reverse(&[HOLE; 128])),
            Codec::Single(page) => State::Single(single_byte::reverse(page)),
            Codec::Utf16(order) => wide(2, order),
            Codec::Utf32(order) => wide(4, order),
            Codec::Utf7 => State::Utf7(utf7::Encoder::default()),
            Codec::Multi(scheme) => State::Multi(multi_byte::Encoder::new(scheme)),
        })
    }

    /// Appends the bytes of `text`; `last` ends the stream. Stops behind a character that cannot be encoded.
    pub fn step(&mut self, text: &str, last: bool, bytes: &mut Vec<u8>) -> Result<(), Unencodable> {
        bytes.reserve(text.len());
        match &mut self.0 {
            State::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            State::Single(table) => return single(table, text, bytes),
            State::Wide {
                width,
                big_endian,
                mark,
            } => {
                if std::mem::take(mark) {
                    wide('\u{feff}', *width, *big_endian, bytes);
                }
                text.chars().for_each(|c| wide(c, *width, *big_endian, bytes));
            }
            State::Utf7(encoder) => {
                text.chars().for_each(|c| encoder.encode(c, bytes));
                if last {
                    encoder.finish(bytes);
                }
            }
            State::Multi(encoder) => return encoder.step(text, last, bytes),
        }
        Ok(())
    }
}

fn single(table: &[(char, u8)], text: &str, bytes: &mut Vec<u8>) -> Result<(), Unencodable> {
    for (at, c) in text.char_indices() {
        let found = table.binary_search_by_key(&c, |(c, _)| *c);
        match found.ok().and_then(|at| table.get(at)) {
            Some((_, byte)) => bytes.push(*byte),
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

fn wide(c: char, width: usize, big_endian: bool, bytes: &mut Vec<u8>) {
    if width == 4 {
        let c = u32::from(c);
        bytes.extend(if big_endian {
            c.to_be_bytes()
        } else {
            c.to_le_bytes()
        });
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        bytes.extend(if big_endian {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        });
    }
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

    /// The bytes of what can be encoded of the pieces of a text, and that.
    fn encode(encoding: Encoding, pieces: &[&str]) -> (Vec<u8>, String) {
        let mut encoder = Encoder::new(encoding);
        let (mut bytes, mut kept) = (Vec::new(), String::new());
        for (at, piece) in pieces.iter().enumerate() {
            let mut rest = *piece;
            while let Err(missing) = encoder.step(rest, at + 1 == pieces.len(), &mut bytes) {
                kept.extend(rest.get(..missing.read - missing.character.len_utf8()));
                rest = rest.get(missing.read..).unwrap();
            }
            kept.push_str(rest);
        }
        (bytes, kept)
    }

    #[test]
    fn the_end_returns_to_ascii() {
        for (name, bytes) in [
            ("iso-2022-jp", b"\x1b$BF|\x1b(B".as_slice()),
            ("iso-2022-kr", b"\x1b$)C\x0elm\x0f"),
            ("hz", b"~{HU~}"),
            ("utf-7", b"+ZeU-"),
        ] {
            assert_eq!(encode(Encoding::named(name), &["日"]).0, bytes, "{name}");
        }
    }

    #[test]
    fn a_byte_order_that_is_not_named_is_marked() {
        assert_eq!(encode(Encoding::named("utf-16"), &["a"]).0, b"\xff\xfea\0");
        assert_eq!(encode(Encoding::named("utf-32"), &[""]).0, b"\xff\xfe\0\0");
        assert_eq!(encode(Encoding::named("utf-16le"), &["a"]).0, b"a\0");
    }

    #[test]
    fn an_encoding_has_its_own_characters_only() {
        for (name, text, kept) in [
            ("gb2312", "中國€", "中"),
            ("gbk", "中國€㐀", "中國"),
            ("gb18030", "中國€㐀", "中國€㐀"),
            ("shift_jis", "日①", "日"),
            ("cp932", "日①", "日①"),
            ("euc-kr", "가뢔中", "가뢔中"),
            ("cp950", "中€", "中€"),
            ("big5", "中€", "中"),
        ] {
            assert_eq!(encode(Encoding::named(name), &[text]).1, kept, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_encodes_decodes_to_the_same_text(text in "[ -~\n£-ÿΑ-яぁ-ヺ゙゚一-龥가-힣①-⑳\u{0}-\u{10ffff}]{0,12}", cut: usize, pick: usize) {
            let encodings: Vec<_> = all().collect();
            let encoding = encodings[pick % encodings.len()];
            // These begin sequences of ISO 2022.
            let text = text.replace(['\u{e}', '\u{f}', '\u{1b}'], "");
            let (bytes, kept) = encode(encoding, &[&text]);
            let mut back = String::new();
            let faults = Decoder::new(encoding).decode_lossy(&bytes, true, &mut back);
            prop_assert_eq!(faults, 0);
            // JIS X 0201 has these where ASCII has a backslash and a tilde.
            prop_assert!(back == kept || kept.contains(['¥', '‾']), "{:?} {:?} {:?}", encoding, kept, back);
            prop_assert_eq!(&encode(encoding, &[&back]).0, &bytes);
            let at = text.char_indices().map(|(at, _)| at).nth(cut % 12).unwrap_or(0);
            let (one, two) = text.split_at(at);
            prop_assert_eq!(encode(encoding, &[one, two]).0, bytes);
        }
    }
}
