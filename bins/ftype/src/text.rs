//! Text or binary, in which charset, with which line ends.

use std::borrow::Cow;

use memchr::memmem;
use shared::charset::{Options, decode, detect};

use crate::content::Content;

/// Of so few bytes, a reading that is no surer than this is none.
const FEW: usize = 100;
const DOUBT: f64 = 0.35;

/// A text's beginning, and how it is written.
#[derive(Debug, Clone)]
pub struct Text<'c> {
    /// How it is written.
    pub writing: Writing,
    /// The beginning, decoded.
    pub head: Cow<'c, str>,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// The charset's IANA name in lower case.
    pub charset: &'static str,
    /// There is a byte order mark.
    pub bom: bool,
}

impl Text<'_> {
    /// The beginning without a byte order mark.
    #[must_use]
    pub fn head(&self) -> &str {
        self.head.strip_prefix('\u{feff}').unwrap_or(&self.head)
    }

    /// How the lines of the beginning end: `crlf`, `lf`, `cr`, `mixed` or `none`.
    #[must_use]
    pub fn lines(&self) -> &'static str {
        let count = |end: u8| memchr::memchr_iter(end, self.head.as_bytes()).count();
        let crlf = memmem::find_iter(self.head.as_bytes(), b"\r\n").count();
        match (crlf > 0, count(b'\n') > crlf, count(b'\r') > crlf) {
            (false, false, false) => "none",
            (true, false, false) => "crlf",
            (false, true, false) => "lf",
            (false, false, true) => "cr",
            _ => "mixed",
        }
    }
}

/// The text that the content is, by its beginning; `None` when it is binary.
#[must_use]
pub fn of(content: &Content) -> Option<Text<'_>> {
    let bytes = content.head();
    let controls = has_controls(bytes);
    if !controls && let Some(text) = plain(bytes, content.is_all_in_head()) {
        return Some(text);
    }
    // Only UTF-16 and UTF-32 have such bytes.
    if controls && !may_be_wide(bytes) {
        return None;
    }
    let options = Options {
        name_only: true,
        ..Options::default()
    };
    let detection = detect(bytes, &options);
    let encoding = detection.encoding?;
    // Noise of a few bytes is a text in some encoding.
    if bytes.len() < FEW && detection.confidence < DOUBT {
        return None;
    }
    let wide = matches!(encoding.name(), "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be");
    if controls && !wide {
        return None;
    }
    let head = decode(bytes, Some(encoding)).text;
    if wide && has_controls(head.as_bytes()) {
        return None;
    }
    let charset = match detection.name() {
        "ascii" => "us-ascii",
        other => other,
    };
    let writing = Writing {
        charset,
        bom: detection.bom,
    };
    Some(Text { writing, head })
}

/// ASCII or UTF-8 without anything that could stand for something else: what detection says of that is known beforehand.
fn plain(bytes: &[u8], whole: bool) -> Option<Text<'_>> {
    let head = match str::from_utf8(bytes) {
        Ok(head) => head,
        // A character that the end of the head cuts.
        Err(error) if !whole && error.error_len().is_none() => {
            str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let ascii = head.len() == bytes.len() && head.is_ascii();
    // ISO 2022 and HZ hide other characters in ASCII.
    let hiding = ascii && (memchr::memchr(0x1b, bytes).is_some() || memmem::find(bytes, b"~{").is_some());
    let writing = Writing {
        charset: if ascii { "us-ascii" } else { "utf-8" },
        bom: head.starts_with('\u{feff}'),
    };
    (!hiding).then_some(Text {
        writing,
        head: Cow::Borrowed(head),
    })
}

/// True when there are bytes that texts do not have: the controls but white space, BEL, BS, FF and ESC.
fn has_controls(bytes: &[u8]) -> bool {
    // Without a way out in between, a block takes a few vector instructions.
    bytes.chunks(512).any(|block| {
        block.iter().fold(false, |found, byte| {
            found
                | (*byte < 7)
                | (byte.wrapping_sub(0x0e) < 0x0d)
                | (byte.wrapping_sub(0x1c) < 4)
                | (*byte == 0x7f)
        })
    })
}

/// False when the bytes are control characters in UTF-16 and UTF-32 of either order.
fn may_be_wide(bytes: &[u8]) -> bool {
    let is_control = |unit: u16| matches!(unit, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f..=0x9f);
    // NULs are half of a character of UTF-32; which half they are in UTF-16 shows its order.
    let (pairs, quads) = (bytes.as_chunks::<2>().0, bytes.as_chunks::<4>().0);
    let wide = |order: fn([u8; 4]) -> u32| {
        let is_text = |quad: &[u8; 4]| {
            let unit = order(*quad);
            char::from_u32(unit).is_some() && u16::try_from(unit).is_ok_and(|unit| !is_control(unit))
        };
        quads.iter().take(256).all(is_text)
    };
    pairs.iter().all(|pair| !is_control(u16::from_le_bytes(*pair)))
        || pairs.iter().all(|pair| !is_control(u16::from_be_bytes(*pair)))
        || wide(u32::from_le_bytes)
        || wide(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of_bytes(bytes: &[u8]) -> Option<(&'static str, bool)> {
        let content = Content::of_bytes(bytes.to_vec(), false, 1 << 20);
        of(&content).map(|text| (text.writing.charset, text.writing.bom))
    }

    #[test]
    fn charsets_that_hide_in_ascii_are_seen() {
        assert_eq!(of_bytes(b"plain\n"), Some(("us-ascii", false)));
        assert_eq!(of_bytes("\u{feff}na\u{ef}ve\n".as_bytes()), Some(("utf-8", true)));
        assert_eq!(
            of_bytes(b"\x1b$B$3$l$OF|K\\8l$N%F%-%9%H$G$9!#\x1b(B\n"),
            Some(("iso-2022-jp", false))
        );
        assert_eq!(of_bytes(b"a ~ { b\n"), Some(("us-ascii", false)));
    }

    proptest! {
        #[test]
        fn the_short_way_says_what_detection_says(text in "[ -~\n\t\u{a0}-\u{17f}\u{4e00}-\u{4e20}]{1,300}") {
            let said = detect(text.as_bytes(), &Options::default());
            let own = of_bytes(text.as_bytes()).unwrap().0;
            let said = said.encoding.unwrap().name();
            prop_assert!(own == said || own == "us-ascii" && matches!(said, "ascii" | "utf-8"), "{} {}", own, said);
        }

        #[test]
        fn controls_are_those_of_the_list(byte: u8) {
            let listed = matches!(byte, 0..=6 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
            prop_assert_eq!(has_controls(&[byte]), listed);
        }
    }
}
