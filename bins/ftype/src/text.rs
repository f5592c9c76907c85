//! Text or binary, in which charset, with which line ends.

use std::borrow::Cow;

use memchr::memmem;
use shared::charset::{Detector, Encoding, Options, decode};

use crate::content::Content;

/// Of so few bytes, a reading that is no surer than this is none.
const FEW: u64 = 100;
const DOUBT: f64 = 0.35;

/// So few bytes of more are in no charset but ASCII and UTF-8.
const BEGINNING: usize = 16;

/// A text's beginning, and how it is written.
#[derive(Debug, Clone)]
pub struct Text<'c> {
    /// How it is written.
    pub writing: Writing,
    /// The beginning, decoded.
    pub head: Cow<'c, str>,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Writing {
    /// The charset's IANA name in lower case.
    pub charset: &'static str,
    /// There is a byte order mark.
    pub bom: bool,
    encoding: Encoding,
}

impl Writing {
    pub(crate) fn utf8(charset: &'static str, bom: bool) -> Self {
        Self {
            charset,
            bom,
            encoding: Encoding::utf8(),
        }
    }
}

impl Text<'_> {
    /// The beginning without a byte order mark.
    #[must_use]
    pub fn head(&self) -> &str {
        // Joined files may have more than one.
        self.head.trim_start_matches('\u{feff}')
    }
}

/// The beginning of a text that is known to be written so.
#[must_use]
pub fn head(content: &Content, writing: Writing) -> Text<'_> {
    let head = decode(content.head(), Some(writing.encoding)).text;
    Text { writing, head }
}

/// How the lines of a text end, as far as it is read: `crlf`, `lf`, `cr`, `mixed` or `none`.
#[must_use]
pub fn lines(content: &Content, text: &Text<'_>) -> &'static str {
    let mut ends = LineEnds::default();
    if text.writing.encoding.is_ascii_compatible() {
        ends.feed(content.head());
        content.behind_head(|block| {
            ends.feed(block);
            true
        });
    } else {
        ends.feed(text.head.as_bytes());
    }
    ends.word()
}

#[derive(Debug, Default)]
struct LineEnds {
    crlf: usize,
    lf: usize,
    cr: usize,
    after_cr: bool,
}

impl LineEnds {
    fn feed(&mut self, block: &[u8]) {
        let count = |end: u8| memchr::memchr_iter(end, block).count();
        let across = self.after_cr && block.first() == Some(&b'\n');
        self.crlf += memmem::find_iter(block, b"\r\n").count() + usize::from(across);
        self.lf += count(b'\n');
        self.cr += count(b'\r');
        self.after_cr = block.last().map_or(self.after_cr, |last| *last == b'\r');
    }

    fn word(&self) -> &'static str {
        match (self.crlf > 0, self.lf > self.crlf, self.cr > self.crlf) {
            (false, false, false) => "none",
            (true, false, false) => "crlf",
            (false, true, false) => "lf",
            (false, false, true) => "cr",
            _ => "mixed",
        }
    }
}

/// What the content is as text.
#[derive(Debug, Clone)]
pub enum Reading<'c> {
    /// Text as far as it was read.
    Text(Text<'c>),
    /// It begins as text, and goes on as something else.
    Begins(Text<'c>),
    /// No text.
    Binary,
}

impl<'c> Reading<'c> {
    /// The text, when it is text as far as it was read.
    #[must_use]
    pub fn text(self) -> Option<Text<'c>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Begins(_) | Self::Binary => None,
        }
    }
}

/// Reads the content as text, as far as the budget goes: a charset shows where the first characters beyond ASCII are.
#[must_use]
pub fn of(content: &Content) -> Reading<'_> {
    let head = content.head();
    if let Some(text) = plain(content) {
        return Reading::Text(text);
    }
    if is_surely_binary(head) {
        return begins(head);
    }
    let options = Options {
        name_only: true,
        ..Options::default()
    };
    let mut detector = Detector::new(options);
    detector.feed(head);
    content.behind_head(|block| {
        detector.feed(block);
        true
    });
    let detection = detector.finish();
    let Some(encoding) = detection.encoding else {
        return begins(head);
    };
    // Noise of a few bytes is a text in some encoding; but a sign among ASCII is no noise.
    let part = content.is_cut() || content.is_beyond_budget();
    let noise = content.size() < FEW && detection.confidence < DOUBT && !is_mostly_ascii(head);
    if noise || part && head.len() < BEGINNING && detection.name() != "ascii" {
        return Reading::Binary;
    }
    let charset = match detection.name() {
        "ascii" => "us-ascii",
        other => other,
    };
    let writing = Writing {
        charset,
        bom: detection.bom,
        encoding,
    };
    let head = decode(head, Some(encoding)).text;
    Reading::Text(Text { writing, head })
}

/// ASCII or UTF-8 without anything that could stand for something else: what detection says of that is known beforehand.
fn plain(content: &Content) -> Option<Text<'_>> {
    let bytes = content.head();
    let mut plain = Plain::default();
    if has_many_controls(bytes)
        || !plain.feed(bytes)
        || !content.behind_head(|block| plain.feed(block))
        || !(plain.is_whole() || content.is_cut() || content.is_beyond_budget())
    {
        return None;
    }
    let head = match str::from_utf8(bytes) {
        Ok(head) => head,
        // A character that the end of the head cuts.
        Err(error) => str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
    };
    let charset = if plain.characters { "utf-8" } else { "us-ascii" };
    let writing = Writing::utf8(charset, head.starts_with('\u{feff}'));
    Some(Text {
        writing,
        head: Cow::Borrowed(head),
    })
}

/// A pass over blocks, as long as they are ASCII or UTF-8 without NUL and without what hides other characters in ASCII: ESC
/// (ISO 2022) and `~{` (HZ).
#[derive(Debug, Default)]
struct Plain {
    /// There are characters beyond ASCII.
    characters: bool,
    /// The beginning of a character that the end of the last block cut.
    cut: Vec<u8>,
    after_tilde: bool,
}

impl Plain {
    /// False when the block is not so.
    fn feed(&mut self, block: &[u8]) -> bool {
        let suspects = memchr::memchr3_iter(0, 0x1b, b'~', block)
            .any(|at| block.get(at) != Some(&b'~') || block.get(at + 1) == Some(&b'{'));
        let hidden = self.after_tilde && block.first() == Some(&b'{');
        self.after_tilde = block.last() == Some(&b'~');
        !suspects && !hidden && self.is_utf8(block)
    }

    fn is_utf8(&mut self, block: &[u8]) -> bool {
        if self.cut.is_empty() && block.is_ascii() {
            return true;
        }
        let cut = std::mem::take(&mut self.cut);
        let (whole, rest) = if cut.is_empty() {
            (cut, block)
        } else {
            // At most three bytes are missing.
            let missing = block
                .iter()
                .take_while(|byte| **byte & 0xc0 == 0x80)
                .count()
                .min(3);
            let (missing, rest) = block.split_at_checked(missing).unwrap_or((block, &[]));
            ([&cut, missing].concat(), rest)
        };
        [whole.as_slice(), rest]
            .into_iter()
            .all(|part| match simdutf8::compat::from_utf8(part) {
                Ok(text) => {
                    self.characters |= !text.is_ascii();
                    self.cut.is_empty()
                }
                Err(error) => {
                    self.characters |= error.valid_up_to() > 0
                        && !part.get(..error.valid_up_to()).is_some_and(<[u8]>::is_ascii);
                    self.cut = part.get(error.valid_up_to()..).unwrap_or_default().to_vec();
                    error.error_len().is_none()
                }
            })
    }

    /// Not only the beginning of one character is beyond ASCII.
    fn is_whole(&self) -> bool {
        self.characters || self.cut.is_empty()
    }
}

/// Half of it or more is ASCII without a control.
fn is_mostly_ascii(bytes: &[u8]) -> bool {
    let is_text = |byte: &&u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    bytes.iter().filter(is_text).count() * 2 >= bytes.len()
        && !bytes
            .iter()
            .any(|byte| byte.is_ascii_control() && !is_text(&byte))
}

/// So much of the beginning is judged by how many controls it has.
const CHUNK: usize = 4 << 10;

/// One byte in ten, or more, is of those that texts do not have: the C0 controls but white space, BS, SO, SI, SUB and ESC; DEL.
fn has_many_controls(bytes: &[u8]) -> bool {
    controls(bytes) * 10 > bytes.len().min(CHUNK)
}

fn controls(bytes: &[u8]) -> usize {
    let bytes = bytes.get(..CHUNK).unwrap_or(bytes);
    // Counts of a byte's width take a few vector instructions a block.
    bytes
        .chunks(128)
        .map(|block| {
            let count = block.iter().fold(0_u8, |count, byte| {
                let control = (*byte < 8)
                    | (byte.wrapping_sub(0x10) < 10)
                    | (byte.wrapping_sub(0x1c) < 4)
                    | (*byte == 0x7f);
                count + u8::from(control)
            });
            usize::from(count)
        })
        .sum()
}

/// True for what no charset reads, but has no NUL and few controls: a program with key codes in it, or an unknown charset.
#[must_use]
pub fn is_nearly_text(content: &Content) -> bool {
    let head = content.head();
    memchr::memchr(0, head).is_none() && controls(head) * 16 <= head.len().min(CHUNK)
}

/// True for what no charset reads as text, without asking for one: NUL is only in UTF-16 and UTF-32.
fn is_surely_binary(head: &[u8]) -> bool {
    let marked =
        head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.starts_with(b"\0\0\xfe\xff");
    !marked && memchr::memchr(0, head).is_some() && !may_be_wide(head)
}

/// The text that binary content begins with: whole lines of ASCII without a control.
pub(crate) fn begins(head: &[u8]) -> Reading<'_> {
    let is_text = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' '..=b'~');
    let text = head.iter().position(|byte| !is_text(byte)).unwrap_or(head.len());
    let text = head.get(..text).unwrap_or_default();
    let lines = memchr::memrchr(b'\n', text).map_or(0, |end| end + 1);
    let writing = Writing::utf8("us-ascii", false);
    match str::from_utf8(text.get(..lines).unwrap_or_default()) {
        Ok(lines) if !lines.is_empty() => Reading::Begins(Text {
            writing,
            head: Cow::Borrowed(lines),
        }),
        _ => Reading::Binary,
    }
}

/// False when the bytes are control characters in UTF-16 and UTF-32 of either order.
fn may_be_wide(bytes: &[u8]) -> bool {
    let is_control = |unit: u16| matches!(unit, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f..=0x9f);
    let bytes = bytes.get(..CHUNK).unwrap_or(bytes);
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
    use shared::charset::detect;

    fn of_bytes(bytes: &[u8]) -> Option<(&'static str, bool)> {
        let content = Content::of_bytes(bytes.to_vec(), false, 1 << 20);
        of(&content)
            .text()
            .map(|text| (text.writing.charset, text.writing.bom))
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

    #[test]
    fn the_beginning_of_what_is_no_text_is_whole_lines() {
        let content = Content::of_bytes(b"#!/bin/sh\nexit\n\x7fELF\0".to_vec(), false, 1 << 20);
        let Reading::Begins(text) = of(&content) else {
            panic!("no beginning")
        };
        assert_eq!(text.head(), "#!/bin/sh\nexit\n");
        let content = Content::of_bytes(b"GIF\0\n\0".to_vec(), false, 1 << 20);
        assert!(matches!(of(&content), Reading::Binary));
    }

    #[test]
    fn line_ends_are_counted_over_blocks() {
        for (blocks, word) in [
            ([b"a\r".as_slice(), b"\nb\r\n"], "crlf"),
            ([b"a\r", b"b\r"], "cr"),
            ([b"a\n", b"b\r\n"], "mixed"),
            ([b"a", b""], "none"),
        ] {
            let mut ends = LineEnds::default();
            blocks.iter().for_each(|block| ends.feed(block));
            assert_eq!(ends.word(), word);
        }
    }

    proptest! {
        #[test]
        fn blocks_are_read_as_one(bytes in "[ -~\n\u{a0}-\u{17f}\u{4e00}]{0,40}", cuts in proptest::collection::vec(0..60_usize, 0..4)) {
            let bytes = bytes.as_bytes();
            let mut whole = Plain::default();
            let said = whole.feed(bytes) && whole.is_whole();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut parts = Plain::default();
            let all = cuts.windows(2).all(|cut| parts.feed(&bytes[cut[0]..cut[1]])) && parts.is_whole();
            // A block of a byte or two may leave the rest to detection.
            prop_assert!(said || !all);
            if all {
                prop_assert_eq!(whole.characters, parts.characters);
            }
        }
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
        fn what_is_plain_detection_reads_as_well(bytes in proptest::collection::vec(prop_oneof![Just(b' '), any::<u8>(), 32..127_u8], 0..200)) {
            let content = Content::of_bytes(bytes.clone(), false, 1 << 20);
            let said = detect(&bytes, &Options::default());
            if let Some(text) = plain(&content) {
                let own = text.writing.charset;
                prop_assert!(matches!((own, said.name()), ("us-ascii", "ascii") | ("utf-8", "utf-8")), "{} {}", own, said.name());
            }
            if is_surely_binary(&bytes) {
                prop_assert_eq!(said.name(), "binary");
            }
        }
    }
}
