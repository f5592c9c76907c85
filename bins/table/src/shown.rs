//! What a cell looks like in a text table: hostile characters visible, tabs expanded, one piece a line.

use std::borrow::Cow;

use shared::display::{Ambiguous, is_hostile, width_with};

use crate::ansi;

/// A tab goes on to the next multiple of this many columns from the beginning of its cell's line.
const TAB: usize = 8;

/// What becomes of escape sequences in cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Escapes {
    /// They are shown, like everything that a terminal would obey.
    #[default]
    Show,
    /// Colours (SGR) pass, the rest is shown.
    KeepColours,
    /// They are left out.
    Strip,
    /// Everything passes.
    Raw,
}

/// How cells are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Show {
    /// What becomes of escape sequences.
    pub escapes: Escapes,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

/// The text as it is shown; `\n` parts its lines.
///
/// C0 controls and DEL become their pictures (`␛`), C1 and bidi controls `\u{9b}`.
#[must_use]
pub fn shown(text: &str, show: Show) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(|c| is_hostile(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    if show.escapes == Escapes::Raw {
        return if text.contains('\t') {
            Cow::Owned(expand_tabs(text))
        } else {
            Cow::Borrowed(text)
        };
    }
    let stripped;
    let text = if show.escapes == Escapes::Strip {
        stripped = ansi::strip(text);
        stripped.as_ref()
    } else {
        text
    };
    let mut out = String::with_capacity(text.len() + 16);
    // The columns that the line has so far are counted only where a tab wants them.
    let mut line = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\n' => {
                out.push('\n');
                line = out.len();
            }
            '\r' if rest.as_bytes().get(1) == Some(&b'\n') => {}
            '\t' => {
                let column = columns(out.get(line..).unwrap_or_default(), show);
                out.extend(std::iter::repeat_n(' ', TAB - column % TAB));
            }
            '\x1b' if show.escapes == Escapes::KeepColours && ansi::colour(rest).is_some() => {
                length = ansi::colour(rest).unwrap_or(length);
                out.push_str(rest.get(..length).unwrap_or_default());
            }
            '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + u32::from(c))),
            '\x7f' => out.push('\u{2421}'),
            hostile if is_hostile(hostile) => out.push_str(&format!("\\u{{{:x}}}", u32::from(hostile))),
            plain => out.push(plain),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Cow::Owned(out)
}

/// Tabs become blanks up to the next multiple of 8 characters of their line, as Python's `str.expandtabs` does.
#[must_use]
pub fn expand_tabs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + TAB);
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                let blanks = TAB - column % TAB;
                out.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

/// The columns of the widest line of a text that is [`shown`].
#[must_use]
pub fn block_width(shown: &str, show: Show) -> usize {
    if is_plain(shown) {
        return shown.len();
    }
    shown
        .split('\n')
        .map(|line| columns(line, show))
        .max()
        .unwrap_or(0)
}

/// The columns of the widest line of the text, as it is shown.
#[must_use]
pub fn shown_width(text: &str, show: Show) -> usize {
    block_width(&shown(text, show), show)
}

/// The columns of one line that is [`shown`].
#[must_use]
pub fn columns(line: &str, show: Show) -> usize {
    match show.escapes {
        _ if is_plain(line) => line.len(),
        Escapes::Show | Escapes::Strip => width_with(line, show.ambiguous),
        Escapes::KeepColours | Escapes::Raw => ansi::width(line, show.ambiguous),
    }
}

/// Nothing but printable ASCII.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(escapes: Escapes) -> Show {
        Show {
            escapes,
            ..Show::default()
        }
    }

    #[test]
    fn hostile_characters_are_shown_and_not_obeyed() {
        assert_eq!(
            shown("a\x1b[31m\x07\x7f\u{9b}\u{202e}\r", Show::default()),
            "a␛[31m␇␡\\u{9b}\\u{202e}␍"
        );
        assert_eq!(shown("one\r\ntwo\nthree", Show::default()), "one\ntwo\nthree");
    }

    #[test]
    fn colours_may_pass_or_go() {
        let text = "\x1b[31mred\x1b[0m\x1b[2J";
        assert_eq!(shown(text, show(Escapes::KeepColours)), "\x1b[31mred\x1b[0m␛[2J");
        assert_eq!(shown_width(text, show(Escapes::KeepColours)), 7);
        assert_eq!(shown(text, show(Escapes::Strip)), "red");
        assert_eq!(shown(text, show(Escapes::Raw)), text);
    }

    #[test]
    fn tabs_go_to_the_next_stop_of_their_line() {
        assert_eq!(shown("ab\tc\n变\td", Show::default()), "ab      c\n变      d");
        assert_eq!(expand_tabs("变\td\n\t"), "变       d\n        ");
    }

    proptest! {
        #[test]
        fn nothing_hostile_is_left(text: String) {
            let shown = shown(&text, Show::default());
            prop_assert!(!shown.chars().any(|c| is_hostile(c) && c != '\n'));
            let _ = block_width(&shown, Show::default());
        }
    }
}
