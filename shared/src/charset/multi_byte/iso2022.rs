//! ISO 2022 in seven bits: ISO-2022-JP (RFC 1468, RFC 1554, JIS X 0213) and ISO-2022-KR (RFC 1557).
//!
//! Escape sequences name the sets that the bytes from 20 on mean. As in CPython, a set is understood in any of the
//! registers, the state lasts beyond the end of a line, and an escape character of another standard is plain text with
//! what follows it, up to a capital letter or `@`.

use super::set::Set;
use super::text::Text;
use super::{Progress, sets};
use crate::charset::single_byte::{self, ISO_8859_7};

const ESCAPE: u8 = 0x1b;
const SHIFT_OUT: u8 = 0x0e;
const SHIFT_IN: u8 = 0x0f;

/// A set that an escape sequence names.
#[derive(Clone, Copy)]
struct Charset {
    /// The last byte of the sequence.
    name: u8,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Ascii,
    /// The left half of JIS X 0201: ASCII with a yen sign and an overline.
    Roman,
    /// The right half of JIS X 0201.
    Katakana,
    /// 94 rows of 94; its codes are those of EUC.
    Double(&'static Set),
    /// As before, but written only for its characters with a mark.
    Pairs(&'static Set),
    /// The upper half of ISO 8859-1 or of ISO 8859-7:1987, one character at a time by a single shift.
    Latin,
    Greek,
}

impl Charset {
    fn is_double(self) -> bool {
        matches!(self.kind, Kind::Double(_) | Kind::Pairs(_))
    }

    fn is(self, other: Self) -> bool {
        (self.name, self.is_double()) == (other.name, other.is_double())
    }
}

/// An encoding that is made of such sets.
pub(in crate::charset) struct Iso2022 {
    /// In the order in which they are tried when writing.
    charsets: &'static [Charset],
    /// Two-byte sets stand in G1, and SO and SI shift there and back.
    shifts: bool,
    /// There are sets in G2, behind ESC N.
    single_shifts: bool,
}

macro_rules! charsets {
    ($($id:ident $name:literal $kind:expr;)*) => {
        $(const $id: Charset = Charset { name: $name, kind: $kind };)*
    };
}

charsets! {
    ASCII b'B' Kind::Ascii;
    ROMAN b'J' Kind::Roman;
    KATAKANA b'I' Kind::Katakana;
    JIS_X_0208 b'B' Kind::Double(&sets::JIS_X_0208);
    JIS_X_0208_OF_1978 b'@' Kind::Double(&sets::JIS_X_0208);
    JIS_X_0212 b'D' Kind::Double(&sets::JIS_X_0212);
    JIS_X_0213_1 b'Q' Kind::Double(&sets::JIS_X_0213_1);
    JIS_X_0213_1_PAIRS b'Q' Kind::Pairs(&sets::JIS_X_0213_1);
    JIS_X_0213_2 b'P' Kind::Double(&sets::JIS_X_0213_2);
    JIS_X_0213_2_OF_2000 b'P' Kind::Double(&sets::JIS_X_0213_2_OF_2000);
    JIS_X_0213_1_OF_2000 b'O' Kind::Double(&sets::JIS_X_0213_1_OF_2000);
    JIS_X_0213_1_OF_2000_PAIRS b'O' Kind::Pairs(&sets::JIS_X_0213_1_OF_2000);
    KS_X_1001 b'C' Kind::Double(&sets::KS_X_1001);
    GB_2312 b'A' Kind::Double(&sets::GB2312);
    LATIN_1 b'A' Kind::Latin;
    GREEK b'F' Kind::Greek;
}

macro_rules! encodings {
    ($($name:ident [$($charset:ident)*] $($flag:ident)*;)*) => {
        $(pub(in crate::charset) static $name: Iso2022 = Iso2022 { charsets: &[$($charset),*], $($flag: true,)* ..PLAIN };)*
    };
}

const PLAIN: Iso2022 = Iso2022 {
    charsets: &[],
    shifts: false,
    single_shifts: false,
};

encodings! {
    ISO_2022_JP [JIS_X_0208 ROMAN JIS_X_0208_OF_1978];
    ISO_2022_JP_1 [JIS_X_0208 JIS_X_0212 ROMAN JIS_X_0208_OF_1978];
    ISO_2022_JP_2 [JIS_X_0208 JIS_X_0212 KS_X_1001 GB_2312 ROMAN JIS_X_0208_OF_1978 LATIN_1 GREEK] single_shifts;
    ISO_2022_JP_3 [JIS_X_0213_1_OF_2000_PAIRS JIS_X_0208 JIS_X_0213_1_OF_2000 JIS_X_0213_2_OF_2000];
    ISO_2022_JP_2004 [JIS_X_0213_1_PAIRS JIS_X_0208 JIS_X_0213_1 JIS_X_0213_2];
    ISO_2022_JP_EXT [JIS_X_0208 JIS_X_0212 ROMAN KATAKANA JIS_X_0208_OF_1978];
    ISO_2022_KR [KS_X_1001] shifts;
}

#[derive(Clone)]
pub(super) struct Decoder {
    codec: &'static Iso2022,
    /// G0, G1 and G2.
    registers: [Charset; 3],
    is_shifted: bool,
    /// Inside an escape sequence of another standard.
    is_foreign: bool,
}

/// What an escape sequence is.
enum Sequence {
    /// Not at its end yet.
    Cut,
    /// None of this standard.
    Foreign,
    /// So many bytes that name no set of this encoding.
    Unknown(usize),
    /// So many bytes that name a set for a register.
    Names(usize, usize, Charset),
}

fn ends_sequence(byte: u8) -> bool {
    matches!(byte, b'@'..=b'Z')
}

impl Decoder {
    pub(super) fn new(codec: &'static Iso2022) -> Self {
        Self {
            codec,
            registers: [ASCII; 3],
            is_shifted: false,
            is_foreign: false,
        }
    }

    pub(super) fn decode(&mut self, bytes: &[u8], text: &mut String) -> Progress {
        let mut text = Text::new(text);
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            match self.next(rest, &mut text) {
                Ok(Some(length)) => at += length,
                Ok(None) => {
                    return Progress {
                        read: at,
                        malformed: None,
                    };
                }
                Err(length) => {
                    return Progress {
                        read: at,
                        malformed: Some(length),
                    };
                }
            }
        }
    }

    /// Reads a character or an escape sequence: its length; `None` when more bytes are needed to tell; or the length
    /// of what is malformed.
    fn next(&mut self, bytes: &[u8], text: &mut Text<'_>) -> Result<Option<usize>, usize> {
        let Some(&byte) = bytes.first() else {
            return Ok(None);
        };
        match byte {
            _ if self.is_foreign => self.is_foreign = !ends_sequence(byte),
            ESCAPE => return self.escape(bytes, text),
            SHIFT_OUT | SHIFT_IN if self.codec.shifts => {
                self.is_shifted = byte == SHIFT_OUT;
                return Ok(Some(1));
            }
            b'\n' => self.is_shifted = false,
            0..0x20 => {}
            0x80.. => return Err(1),
            _ => return self.graphic(byte, bytes, text),
        }
        text.char(char::from(byte));
        Ok(Some(1))
    }

    fn graphic(&self, byte: u8, bytes: &[u8], text: &mut Text<'_>) -> Result<Option<usize>, usize> {
        let [g0, g1, _] = self.registers;
        let charset = if self.is_shifted { g1 } else { g0 };
        let c = match (charset.kind, byte) {
            (Kind::Double(set) | Kind::Pairs(set), _) => {
                let Some(&trail) = bytes.get(1) else {
                    return Ok(None);
                };
                let is_code = [byte, trail].iter().all(|byte| (0x21..0x7f).contains(byte));
                let found = is_code && text.cell(set, set.cell(byte | 0x80, trail | 0x80));
                return if found { Ok(Some(2)) } else { Err(2) };
            }
            (Kind::Roman, b'\\') => '\u{a5}',
            (Kind::Roman, b'~') => '\u{203e}',
            (Kind::Katakana, 0x21..=0x5f) => char::from_u32(0xff40 + u32::from(byte)).ok_or(1usize)?,
            (Kind::Katakana | Kind::Latin | Kind::Greek, _) => return Err(1),
            (Kind::Ascii | Kind::Roman, _) => char::from(byte),
        };
        text.char(c);
        Ok(Some(1))
    }

    fn escape(&mut self, bytes: &[u8], text: &mut Text<'_>) -> Result<Option<usize>, usize> {
        if let [_, b'N', shifted @ ..] = bytes
            && self.codec.single_shifts
        {
            let Some(&byte) = shifted.first() else {
                return Ok(None);
            };
            text.char(self.single_shift(byte).ok_or(3usize)?);
            return Ok(Some(3));
        }
        match self.sequence(bytes) {
            Sequence::Cut => Ok(None),
            Sequence::Foreign => {
                text.char(char::from(ESCAPE));
                self.is_foreign = true;
                Ok(Some(1))
            }
            Sequence::Unknown(length) => Err(length),
            Sequence::Names(length, register, charset) => {
                if let Some(slot) = self.registers.get_mut(register) {
                    *slot = charset;
                }
                Ok(Some(length))
            }
        }
    }

    fn sequence(&self, bytes: &[u8]) -> Sequence {
        /// CPython looks for the end no further.
        const LONGEST: usize = 16;
        match bytes.get(1) {
            None => return Sequence::Cut,
            Some(b'(' | b')' | b'$' | b'.' | b'&') => {}
            Some(_) => return Sequence::Foreign,
        }
        let mut length = 2;
        loop {
            match bytes.get(length - 1..).unwrap_or_default() {
                _ if length > LONGEST => return Sequence::Unknown(1),
                [] => return Sequence::Cut,
                [b'&', b'@', ..] if !self.codec.shifts => length += 3,
                [byte, ..] if ends_sequence(*byte) => break,
                _ => length += 1,
            }
        }
        let (register, name, is_double) = match bytes.get(1..length).unwrap_or_default() {
            // The revision of JIS X 0208 of 1990 has a sequence of its own in front; CPython looks at its length only.
            [_, _, ESCAPE, b'$', b'B'] if !self.codec.shifts => (0, b'B', true),
            [b'(', name] => (0, *name, false),
            [b')', name] => (1, *name, false),
            [b'.', name] if self.codec.single_shifts => (2, *name, false),
            [b'$', name] | [b'$', b'(', name] => (0, *name, true),
            [b'$', b')', name] => (1, *name, true),
            _ => return Sequence::Unknown(length),
        };
        let named = |charset: &&Charset| charset.name == name && charset.is_double() == is_double;
        match std::iter::once(&ASCII).chain(self.codec.charsets).find(named) {
            Some(charset) => Sequence::Names(length, register, *charset),
            None => Sequence::Unknown(length),
        }
    }

    fn single_shift(&self, byte: u8) -> Option<char> {
        let [.., g2] = self.registers;
        match g2.kind {
            Kind::Latin if byte < 0x80 => Some(char::from(byte | 0x80)),
            // Signs that were added in 2003.
            Kind::Greek => {
                single_byte::decode(&ISO_8859_7, byte ^ 0x80).filter(|c| !matches!(c, '€' | '₯' | 'ͺ'))
            }
            Kind::Ascii if byte < 0x80 => Some(char::from(byte)),
            _ => None,
        }
    }
}

/// Encodes character by character.
pub(in crate::charset) struct Encoder {
    codec: &'static Iso2022,
    g0: Charset,
    g1: Charset,
    is_shifted: bool,
    /// A character that a mark may follow, which makes another code.
    waiting: Option<char>,
}

impl Encoder {
    pub(super) fn new(codec: &'static Iso2022) -> Self {
        Self {
            codec,
            g0: ASCII,
            g1: ASCII,
            is_shifted: false,
            waiting: None,
        }
    }

    /// Appends the bytes of a character; `None` when there are none.
    pub(super) fn encode(&mut self, c: char, bytes: &mut Vec<u8>) -> Option<()> {
        let mut pairs = self
            .codec
            .charsets
            .iter()
            .filter_map(|charset| match charset.kind {
                Kind::Pairs(set) => Some((*charset, set)),
                _ => None,
            });
        if let Some((charset, set)) = pairs.next() {
            if let Some(first) = self.waiting.take() {
                if let Some(code) = set.code_of_pair([first, c]) {
                    self.choose(charset, bytes);
                    bytes.extend((code & 0x7f7f).to_be_bytes());
                    return Some(());
                }
                self.write(first, bytes);
            }
            if set.begins_pair(c) {
                self.waiting = Some(c);
                return Some(());
            }
        }
        self.write(c, bytes)
    }

    /// Writes what still waits, and returns to ASCII.
    pub(super) fn finish(&mut self, bytes: &mut Vec<u8>) {
        if let Some(first) = self.waiting.take() {
            self.write(first, bytes);
        }
        self.shift(false, bytes);
        self.choose(ASCII, bytes);
    }

    fn write(&mut self, c: char, bytes: &mut Vec<u8>) -> Option<()> {
        if let Ok(byte @ 0..0x80) = u8::try_from(c) {
            self.choose(ASCII, bytes);
            self.shift(false, bytes);
            bytes.push(byte);
            return Some(());
        }
        let (charset, code) = self
            .codec
            .charsets
            .iter()
            .find_map(|charset| Some((*charset, charset.code(c)?)))?;
        self.choose(charset, bytes);
        if charset.is_double() {
            bytes.extend(code.to_be_bytes());
        } else {
            bytes.extend(code.to_be_bytes().get(1..)?);
        }
        Some(())
    }

    /// Makes the bytes that follow mean a set.
    fn choose(&mut self, charset: Charset, bytes: &mut Vec<u8>) {
        let in_g1 = self.codec.shifts && charset.is_double();
        let register = if in_g1 { &mut self.g1 } else { &mut self.g0 };
        if !register.is(charset) {
            *register = charset;
            bytes.push(ESCAPE);
            bytes.extend(match (charset.is_double(), in_g1, charset.name) {
                (true, true, _) => b"$)".as_slice(),
                // CPython writes the long form for GB 2312 too; RFC 1554 has the short one.
                (true, false, b'@' | b'B') => b"$",
                (true, false, _) => b"$(",
                (false, ..) => b"(",
            });
            bytes.push(charset.name);
        }
        if in_g1 {
            self.shift(true, bytes);
        }
    }

    fn shift(&mut self, out: bool, bytes: &mut Vec<u8>) {
        if self.is_shifted != out {
            self.is_shifted = out;
            bytes.push(if out { SHIFT_OUT } else { SHIFT_IN });
        }
    }
}

impl Charset {
    /// The code of a character in seven bits; none of ASCII, which is written otherwise.
    fn code(self, c: char) -> Option<u16> {
        match self.kind {
            Kind::Double(set) => {
                let code = set.code(c)?;
                // What else the set of EUC has is not in the standard's set.
                code.to_be_bytes()
                    .iter()
                    .all(|byte| *byte >= 0xa1)
                    .then_some(code & 0x7f7f)
            }
            Kind::Roman if c == '\u{a5}' => Some(b'\\'.into()),
            Kind::Roman if c == '\u{203e}' => Some(b'~'.into()),
            Kind::Katakana if ('\u{ff61}'..='\u{ff9f}').contains(&c) => {
                u16::try_from(u32::from(c) - 0xff40).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::charset::{Decoder, Encoding, Fault, Step};

    fn decode(name: &'static str, bytes: &[u8]) -> Result<String, Fault> {
        let mut text = String::new();
        match Decoder::new(Encoding::named(name)).step(bytes, true, &mut text) {
            Step::Done => Ok(text),
            Step::Malformed { fault, .. } => Err(fault),
        }
    }

    #[test]
    fn sequences_choose_sets() {
        let bytes = b"\x1b$B$3$s\x1b(J\\\x1b(B\\";
        assert_eq!(decode("iso-2022-jp", bytes).unwrap(), "こん¥\\");
        assert_eq!(decode("iso-2022-kr", b"\x1b$)C\x0e0!\x0fa").unwrap(), "가a");
        // RFC 1554: Greek in G2, one character behind ESC N.
        assert_eq!(decode("iso-2022-jp-2", b"\x1b.F\x1bNaa").unwrap(), "αa");
        // Terminals' sequences are text.
        assert_eq!(decode("iso-2022-jp", b"\x1b[1mx").unwrap(), "\x1b[1mx");
    }

    #[test]
    fn a_sequence_of_another_encoding_is_a_fault() {
        assert_eq!(
            decode("iso-2022-jp", b"ab\x1b$(Dxx"),
            Err(Fault { offset: 2, length: 4 })
        );
        assert_eq!(
            decode("iso-2022-jp", b"\x1b$B$"),
            Err(Fault { offset: 3, length: 1 })
        );
        assert_eq!(
            decode("iso-2022-kr", b"\x1b$)C\x0e\x30\x80"),
            Err(Fault { offset: 5, length: 2 })
        );
    }
}
