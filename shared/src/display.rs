//! Text from strangers, made fit for a terminal: control characters, escape sequences and bidi overrides become
//! visible; widths are counted in terminal columns.

#[cfg(feature = "display")]
mod width;
#[cfg(feature = "display")]
#[rustfmt::skip]
mod width_table;

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

#[cfg(feature = "display")]
pub use width::{Ambiguous, width_with};

/// True for characters that a terminal obeys instead of showing: C0, DEL, C1, bidi controls (UAX 9) and the Unicode
/// line and paragraph separators.
pub fn is_hostile(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// The text with every [hostile](is_hostile) character as `\n`, `\x1b` or `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    push_visible(text, &mut shown);
    Cow::Owned(shown)
}

/// [`visible`] for bytes that may be no UTF-8: the others are shown as `\xff`.
pub fn visible_bytes(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return visible(text);
    }
    let mut shown = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        push_visible(chunk.valid(), &mut shown);
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    Cow::Owned(shown)
}

/// [`visible_bytes`] of a path.
pub fn visible_path(path: &Path) -> Cow<'_, str> {
    visible_bytes(path.as_os_str().as_encoded_bytes())
}

fn push_visible(text: &str, shown: &mut String) {
    for c in text.chars() {
        let _ = match c {
            '\n' => shown.write_str("\\n"),
            '\r' => shown.write_str("\\r"),
            '\t' => shown.write_str("\\t"),
            '\0'..='\x7f' if is_hostile(c) => write!(shown, "\\x{:02x}", u32::from(c)),
            _ if is_hostile(c) => write!(shown, "\\u{{{:x}}}", u32::from(c)),
            _ => shown.write_char(c),
        };
    }
}

/// The columns that a terminal gives the text, which holds no [hostile](is_hostile) characters.
#[cfg(feature = "display")]
pub fn width(text: &str) -> usize {
    width_with(text, Ambiguous::Narrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(visible("价格 a\\b"), Cow::Borrowed("价格 a\\b")));
    }

    #[test]
    fn controls_and_bidi_are_shown() {
        assert_eq!(
            visible("a\x1b[31m\n\t\0\u{9b}\u{202e}z"),
            "a\\x1b[31m\\n\\t\\x00\\u{9b}\\u{202e}z"
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_shown() {
        assert_eq!(visible_bytes(b"\xd6\xd0a\xff\x1b"), "\\xd6\\xd0a\\xff\\x1b");
    }

    #[test]
    #[cfg(feature = "display")]
    fn cjk_takes_two_columns() {
        assert_eq!(width("价格ab"), 6);
        assert_eq!(width("👩‍👩‍👧"), 2);
    }
}
