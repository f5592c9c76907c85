//! Encodings without state: a byte for ASCII and a few others, two for most, more for some.

use super::set::{Cell, NO_ROW, Row, Set};
use super::text::{Room, Text};
use super::{Progress, hangul, sets};

/// An encoding of bytes and double bytes.
pub(in crate::charset) struct DoubleByte {
    set: &'static Set,
    longer: Longer,
}

/// What characters of more than two bytes there are.
enum Longer {
    None,
    /// Those of further sets, behind the byte 8F (EUC-JP).
    Planes(&'static [&'static Set]),
    /// All others of Unicode in four bytes (GB 18030).
    Unicode,
    /// Hangul in eight bytes: a filler and three letters (KS X 1001, annex 3).
    Hangul,
}

macro_rules! encodings {
    ($($name:ident $set:ident $longer:expr;)*) => {
        $(pub(in crate::charset) static $name: DoubleByte = DoubleByte { set: &sets::$set, longer: $longer };)*
    };
}

encodings! {
    GB2312 GB2312 Longer::None;
    GBK GBK Longer::None;
    GB18030 GB18030 Longer::Unicode;
    BIG5 BIG5 Longer::None;
    CP950 CP950 Longer::None;
    BIG5_HKSCS BIG5_HKSCS Longer::None;
    SHIFT_JIS SHIFT_JIS Longer::None;
    CP932 CP932 Longer::None;
    SHIFT_JIS_2004 SHIFT_JIS_2004 Longer::None;
    SHIFT_JISX0213 SHIFT_JISX0213 Longer::None;
    EUC_JP JIS_X_0208 Longer::Planes(&[&sets::JIS_X_0212]);
    EUC_JIS_2004 EUC_JIS_2004 Longer::Planes(&[&sets::JIS_X_0213_2, &sets::JIS_X_0212]);
    EUC_JISX0213 EUC_JISX0213 Longer::Planes(&[&sets::JIS_X_0213_2_OF_2000, &sets::JIS_X_0212_BESIDE_0213]);
    EUC_KR KS_X_1001 Longer::Hangul;
    CP949 CP949 Longer::None;
    JOHAB JOHAB Longer::None;
}

/// The byte before characters of further sets (SS3 of ISO 2022).
const SINGLE_SHIFT: u8 = 0x8f;

impl DoubleByte {
    /// The bytes of ASCII stand for themselves; JIS X 0201 has two other characters among them.
    fn is_ascii(&self) -> bool {
        let is_itself = |byte: &u8| self.set.cell(0, *byte).char() == Some(char::from(*byte));
        br"\~".iter().all(is_itself)
    }

    pub(super) fn decode(&self, bytes: &[u8], text: &mut String) -> Progress {
        text.reserve(bytes.len() + bytes.len() / 2);
        let mut text = Text::new(text);
        let mut plain = Plain::new(self);
        let mut at = 0;
        loop {
            at += plain.decode(bytes.get(at..).unwrap_or_default(), &mut text);
            match self.character(bytes.get(at..).unwrap_or_default(), &mut text) {
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

    /// Reads any character: its length; `None` when more bytes are needed to tell; or the length of what is malformed.
    fn character(&self, bytes: &[u8], text: &mut Text<'_>) -> Result<Option<usize>, usize> {
        let Some(&lead) = bytes.first() else {
            return Ok(None);
        };
        if text.cell(self.set, self.set.cell(0, lead)) {
            return Ok(Some(1));
        }
        let Some(&trail) = bytes.get(1) else {
            return Ok(None);
        };
        match (&self.longer, lead, trail) {
            (Longer::Planes(planes), SINGLE_SHIFT, _) => {
                let &[_, lead, trail, ..] = bytes else {
                    return Ok(None);
                };
                let found = lead >= 0x80 && planes.iter().any(|set| text.cell(set, set.cell(lead, trail)));
                if found { Ok(Some(3)) } else { Err(1) }
            }
            (Longer::Unicode, _, 0x30..=0x39) => {
                let Some(four) = bytes.first_chunk() else {
                    return Ok(None);
                };
                text.char(four_bytes::decode(*four).ok_or(1usize)?);
                Ok(Some(4))
            }
            (Longer::Hangul, ..) if hangul::is_composed(lead, trail) => {
                let Some(eight) = bytes.first_chunk() else {
                    return Ok(None);
                };
                text.char(hangul::compose(*eight).ok_or(1usize)?);
                Ok(Some(hangul::COMPOSED))
            }
            _ if text.cell(self.set, self.set.cell(lead, trail)) => Ok(Some(2)),
            _ => Err(1),
        }
    }
}

/// Decodes what most text is made of, fast: ASCII and double bytes.
struct Plain<'a> {
    codec: &'a DoubleByte,
    /// Of the lead bytes from 80 on, those that occurred.
    rows: [&'a Row; 128],
    is_ascii: bool,
    composes: bool,
}

impl<'a> Plain<'a> {
    fn new(codec: &'a DoubleByte) -> Self {
        Self {
            codec,
            rows: [&NO_ROW; 128],
            is_ascii: codec.is_ascii(),
            composes: matches!(codec.longer, Longer::Hangul),
        }
    }

    /// Reads as far as there is nothing else and the end is not near; returns how many bytes.
    fn decode(&mut self, bytes: &[u8], text: &mut Text<'_>) -> usize {
        let mut rest = bytes;
        loop {
            let mut room = text.room();
            let before = rest.len();
            rest = self.fill(rest, &mut room);
            let length = room.length;
            text.fill(length);
            if rest.len() == before {
                return bytes.len() - before;
            }
        }
    }

    fn fill<'b>(&mut self, mut rest: &'b [u8], room: &mut Room<'_>) -> &'b [u8] {
        while let Some(word) = rest.first_chunk::<8>()
            && !room.is_full()
        {
            // Where runs end cannot be predicted, so what is the same for each is done without asking.
            if self.is_ascii {
                let ascii = ascii_run(*word);
                if ascii == 8 {
                    room.put(*word, 8);
                    rest = rest.get(8..).unwrap_or_default();
                    continue;
                }
                room.put(*word, ascii);
                rest = rest.get(ascii..).unwrap_or_default();
            }
            while let &[lead @ 0x80..=0xff, trail, next, ..] = rest {
                if self.composes && hangul::is_composed(lead, trail) {
                    return rest;
                }
                let Some((utf8, length)) = self.cell(lead, trail).utf8() else {
                    return rest;
                };
                room.put(utf8, length);
                rest = rest.get(2..).unwrap_or_default();
                if next < 0x80 || room.is_full() {
                    break;
                }
            }
            if !self.is_ascii && rest.first().is_some_and(u8::is_ascii) {
                break;
            }
        }
        rest
    }

    #[inline]
    fn cell(&mut self, lead: u8, trail: u8) -> Cell {
        let Some(row) = self.rows.get_mut(usize::from(lead & 0x7f)) else {
            return Cell::NONE;
        };
        match row.get(usize::from(trail)) {
            Some(&cell) if cell != Cell::NONE => cell,
            _ => {
                *row = self.codec.set.row(lead);
                row.get(usize::from(trail)).copied().unwrap_or(Cell::NONE)
            }
        }
    }
}

/// How many of the bytes are ASCII before the first that is not.
fn ascii_run(bytes: [u8; 8]) -> usize {
    ((u64::from_le_bytes(bytes) & 0x8080_8080_8080_8080).trailing_zeros() / 8) as usize
}

/// Encodes character by character.
pub(in crate::charset) struct Encoder {
    codec: &'static DoubleByte,
    is_ascii: bool,
    /// A character that a mark may follow, which makes another code.
    waiting: Option<char>,
}

impl Encoder {
    pub(super) fn new(codec: &'static DoubleByte) -> Self {
        Self {
            codec,
            is_ascii: codec.is_ascii(),
            waiting: None,
        }
    }

    /// Appends the ASCII that the text begins with, where that is written as it is; returns how much.
    pub(super) fn ascii(&self, text: &str, bytes: &mut Vec<u8>) -> usize {
        if !self.is_ascii || self.waiting.is_some() {
            return 0;
        }
        let run = text
            .bytes()
            .position(|byte| !byte.is_ascii())
            .unwrap_or(text.len());
        bytes.extend_from_slice(text.as_bytes().get(..run).unwrap_or_default());
        run
    }

    /// Appends the bytes of a character; `None` when there are none.
    pub(super) fn encode(&mut self, c: char, bytes: &mut Vec<u8>) -> Option<()> {
        let set = self.codec.set;
        if let Some(first) = self.waiting.take() {
            if let Some(code) = set.code_of_pair([first, c]) {
                put(code, bytes);
                return Some(());
            }
            self.write(first, bytes);
        }
        if set.begins_pair(c) {
            self.waiting = Some(c);
            return Some(());
        }
        self.write(c, bytes)
    }

    /// Writes what still waits.
    pub(super) fn finish(&mut self, bytes: &mut Vec<u8>) {
        if let Some(first) = self.waiting.take() {
            self.write(first, bytes);
        }
    }

    fn write(&self, c: char, bytes: &mut Vec<u8>) -> Option<()> {
        if let Some(code) = self.codec.set.code(c) {
            put(code, bytes);
            return Some(());
        }
        match self.codec.longer {
            Longer::None => return None,
            Longer::Planes(planes) => {
                let code = planes.iter().find_map(|set| set.code(c))?;
                bytes.push(SINGLE_SHIFT);
                put(code, bytes);
            }
            Longer::Unicode => bytes.extend(four_bytes::encode(c)?),
            Longer::Hangul => bytes.extend(hangul::decompose(c)?),
        }
        Some(())
    }
}

fn put(code: u16, bytes: &mut Vec<u8>) {
    match code.to_be_bytes() {
        [0, byte] => bytes.push(byte),
        code => bytes.extend(code),
    }
}

/// Four bytes of GB 18030: first the characters of plane 0 that have no shorter code, in order, then from 90308130 on
/// the other planes.
mod four_bytes {
    use std::sync::OnceLock;

    use super::sets;

    const PLANES: u32 = (0x90 - 0x81) * 12600;

    pub(super) fn decode(bytes: [u8; 4]) -> Option<char> {
        let digit = |byte: u8, low: u8, high: u8| {
            Some(u32::from(byte).checked_sub(low.into())?).filter(|_| byte <= high)
        };
        let [a, b, c, d] = bytes;
        let (a, b, c, d) = (
            digit(a, 0x81, 0xfe)?,
            digit(b, 0x30, 0x39)?,
            digit(c, 0x81, 0xfe)?,
            digit(d, 0x30, 0x39)?,
        );
        let index = ((a * 10 + b) * 126 + c) * 10 + d;
        match index.checked_sub(PLANES) {
            Some(index) => char::from_u32(index + 0x10000),
            None => plane_0().get(usize::try_from(index).ok()?).copied(),
        }
    }

    pub(super) fn encode(c: char) -> Option<[u8; 4]> {
        let index = match u32::from(c).checked_sub(0x10000) {
            Some(index) => PLANES + index,
            None => u32::try_from(plane_0().binary_search(&c).ok()?).ok()?,
        };
        let byte = |low: u32, digit: u32| u8::try_from(low + digit).ok();
        let (d, c, b, a) = (index % 10, index / 10 % 126, index / 1260 % 10, index / 12600);
        Some([byte(0x81, a)?, byte(0x30, b)?, byte(0x81, c)?, byte(0x30, d)?])
    }

    fn plane_0() -> &'static [char] {
        static CHARS: OnceLock<Vec<char>> = OnceLock::new();
        CHARS.get_or_init(|| {
            ('\u{80}'..='\u{ffff}')
                .filter(|c| sets::GB18030.code(*c).is_none())
                .collect()
        })
    }
}
