//! Text or binary, in which charset, with which line ends.

use shared::charset::{Newline, Options, detect};

use crate::content::Content;

/// How a text is written, and its beginning.
#[derive(Debug, Clone)]
pub struct Text {
    /// The charset's IANA name in lower case.
    pub charset: &'static str,
    /// There is a byte order mark.
    pub bom: bool,
    /// How the lines of the beginning end.
    pub lines: &'static str,
    /// The beginning, decoded.
    pub head: String,
}

/// The text that the content is, by its beginning; `None` when it is binary.
#[must_use]
pub fn of(content: &Content) -> Option<Text> {
    let bytes = content.head();
    let ascii = !content.is_all_in_head() || bytes.is_ascii();
    if ascii && bytes.is_ascii() && bytes.iter().all(|byte| is_text_byte(*byte)) {
        let head = String::from_utf8_lossy(bytes).into_owned();
        return Some(Text {
            charset: "us-ascii",
            bom: false,
            lines: line_ends(&head),
            head,
        });
    }
    let detection = detect(bytes, &Options::default());
    let encoding = detection.encoding?;
    let wide = matches!(encoding.name(), "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be");
    if !wide && bytes.iter().any(|byte| !is_text_byte(*byte) && *byte < 0x80) {
        return None;
    }
    let decoded = shared::charset::decode(bytes, Some(encoding));
    let head = decoded.text.into_owned();
    let is_control = |c: char| u8::try_from(c).is_ok_and(|byte| !is_text_byte(byte));
    if wide && head.contains(is_control) {
        return None;
    }
    let charset = if encoding.name() == "ascii" {
        "us-ascii"
    } else {
        encoding.name()
    };
    let lines = match detection.newline {
        Newline::None => "none",
        _ => line_ends(&head),
    };
    Some(Text {
        charset,
        bom: detection.bom,
        lines,
        head,
    })
}

/// Bytes that texts have: not the controls but white space, BEL, BS, FF and ESC.
fn is_text_byte(byte: u8) -> bool {
    !matches!(byte, 0..=6 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}

/// `crlf`, `lf`, `cr`, `mixed` or `none`.
fn line_ends(text: &str) -> &'static str {
    let crlf = text.matches("\r\n").count();
    let lf = memchr::memchr_iter(b'\n', text.as_bytes()).count() - crlf;
    let cr = memchr::memchr_iter(b'\r', text.as_bytes()).count() - crlf;
    match (crlf > 0, lf > 0, cr > 0) {
        (false, false, false) => "none",
        (true, false, false) => "crlf",
        (false, true, false) => "lf",
        (false, false, true) => "cr",
        _ => "mixed",
    }
}
