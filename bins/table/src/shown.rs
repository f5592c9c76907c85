//! What a cell looks like in a text table: hostile characters visible, tabs expanded, one string a line.

use std::borrow::Cow;

use shared::display::{is_hostile, width};
use unicode_segmentation::UnicodeSegmentation;

/// A tab goes on to the next multiple of this many columns from the beginning of its cell's line.
const TAB: usize = 8;

/// The cell's text with nothing in it that a terminal obeys but `\n`, which parts its lines.
///
/// C0 controls and DEL become their pictures (`␛`), C1 and bidi controls `\u{9b}`.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hostile(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.replace("\r\n", "\n").split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let begin = out.len();
        for piece in line.split_inclusive('\t') {
            let (piece, tab) = piece
                .strip_suffix('\t')
                .map_or((piece, false), |piece| (piece, true));
            piece.chars().for_each(|character| push(character, &mut out));
            if tab {
                let column = width(out.get(begin..).unwrap_or_default());
                out.extend(std::iter::repeat_n(' ', TAB - column % TAB));
            }
        }
    }
    Cow::Owned(out)
}

fn push(character: char, out: &mut String) {
    match character {
        control @ '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + u32::from(control))),
        '\x7f' => out.push('\u{2421}'),
        hostile if is_hostile(hostile) => out.push_str(&format!("\\u{{{:x}}}", u32::from(hostile))),
        plain => out.push(plain),
    }
}

/// The columns of the widest line.
#[must_use]
pub fn block_width(shown: &str) -> usize {
    if is_plain(shown) {
        return shown.len();
    }
    shown.split('\n').map(columns).max().unwrap_or(0)
}

/// The columns of one line, grapheme by grapheme, as it is read back.
#[must_use]
pub fn columns(line: &str) -> usize {
    if is_plain(line) {
        line.len()
    } else {
        line.graphemes(true).map(width).sum()
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_characters_are_shown_and_not_obeyed() {
        assert_eq!(
            shown("a\x1b[31m\x07\x7f\u{9b}\u{202e}\r"),
            "a␛[31m␇␡\\u{9b}\\u{202e}␍"
        );
        assert_eq!(shown("one\r\ntwo\nthree"), "one\ntwo\nthree");
    }

    #[test]
    fn tabs_go_to_the_next_stop_of_their_line() {
        assert_eq!(shown("ab\tc\n变\td"), "ab      c\n变      d");
    }

    proptest! {
        #[test]
        fn nothing_hostile_is_left(text: String) {
            let shown = shown(&text);
            prop_assert!(!shown.chars().any(|c| is_hostile(c) && c != '\n'));
            let _ = block_width(&shown);
        }
    }
}
