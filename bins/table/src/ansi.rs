//! Escape sequences of terminals (ECMA-48), and the width of text that holds them, as Python's `wcwidth` 0.9.4 counts.

use std::borrow::Cow;

use shared::display::{Ambiguous, width_with};

/// The length in bytes of the sequence that `text` begins with; `None` when that is no complete sequence.
#[must_use]
pub fn sequence(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (b'\x1b', kind) = (*bytes.first()?, *bytes.get(1)?) else {
        return None;
    };
    let text_string = |terminated_by_any: bool| {
        let body = bytes.get(2..)?;
        let end = body.iter().position(|byte| matches!(byte, b'\x07' | b'\x1b'))?;
        match (body.get(end)?, body.get(end + 1)) {
            (b'\x07', _) => Some(2 + end + 1),
            (_, Some(b'\\')) => Some(2 + end + 2),
            _ => terminated_by_any.then_some(2),
        }
    };
    match kind {
        b'[' => csi(bytes).or(Some(2)),
        b']' | b'_' | b'P' | b'^' => text_string(true).or(Some(2)),
        b'(' | b')' if text.get(2..).is_some_and(|rest| !rest.is_empty()) => {
            Some(2 + text.get(2..)?.chars().next()?.len_utf8())
        }
        b' '..=b'/' => {
            let middle = bytes
                .iter()
                .skip(1)
                .take_while(|byte| (b' '..=b'/').contains(*byte))
                .count();
            let last = bytes.get(1 + middle)?;
            (b'0'..=b'~').contains(last).then_some(middle + 2)
        }
        b'0'..=b'~' => Some(2),
        _ => None,
    }
}

/// The length of the control sequence (CSI) that the bytes begin with.
fn csi(bytes: &[u8]) -> Option<usize> {
    let body = bytes.strip_prefix(b"\x1b[")?;
    let parameters = body
        .iter()
        .take_while(|byte| (b'0'..=b'?').contains(*byte))
        .count();
    let middle = body
        .iter()
        .skip(parameters)
        .take_while(|byte| (b' '..=b'/').contains(*byte))
        .count();
    let last = body.get(parameters + middle)?;
    (b'@'..=b'~')
        .contains(last)
        .then_some(2 + parameters + middle + 1)
}

/// The length of the colour sequence (SGR) that `text` begins with.
#[must_use]
pub fn colour(text: &str) -> Option<usize> {
    let length = csi(text.as_bytes())?;
    let parameters = text.get(2..length)?.strip_suffix('m')?;
    parameters
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':'))
        .then_some(length)
}

/// The number of a cursor movement `ESC [ n C`, `D` or `G`.
fn movement(sequence: &str) -> Option<(char, Option<usize>)> {
    let body = sequence.strip_prefix("\x1b[")?;
    let number = body.strip_suffix(['C', 'D', 'G'])?;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    (digits).then(|| (body.chars().last().unwrap_or('C'), number.parse().ok()))
}

/// The pieces of the text: runs without sequences, and sequences (true).
pub fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (length, is_sequence) = if first == '\x1b' {
            (sequence(rest).unwrap_or(1), true)
        } else {
            (rest.find('\x1b').unwrap_or(rest.len()), false)
        };
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((piece, is_sequence))
    })
}

/// The text without complete sequences.
#[must_use]
pub fn strip(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1b') {
        return Cow::Borrowed(text);
    }
    let kept = |(piece, is_sequence): (&str, bool)| {
        if is_sequence && piece != "\x1b" {
            String::new()
        } else {
            piece.to_owned()
        }
    };
    Cow::Owned(pieces(text).map(kept).collect())
}

/// The rightmost column that the text reaches when a terminal obeys it.
#[must_use]
pub fn width(text: &str, ambiguous: Ambiguous) -> usize {
    if !text.chars().any(char::is_control) {
        return width_with(text, ambiguous);
    }
    let moves = pieces(text).any(|(piece, is_sequence)| is_sequence && movement(piece).is_some());
    if text.chars().count() > 20 && !text.contains(['\x08', '\t', '\r']) && !moves {
        let stripped = strip(text);
        let kept: String = stripped.chars().filter(|c| !c.is_control()).collect();
        return width_with(&kept, ambiguous);
    }
    let (mut column, mut extent) = (0usize, 0);
    for (piece, is_sequence) in pieces(text) {
        if is_sequence {
            match movement(piece) {
                Some(('G', target)) => column = target.unwrap_or(1).saturating_sub(1),
                Some(('C', count)) => column = column.saturating_add(count.unwrap_or(1)),
                Some((_, count)) => column = column.saturating_sub(count.unwrap_or(1)),
                None => {}
            }
            extent = extent.max(column);
            continue;
        }
        for run in piece.split_inclusive(char::is_control) {
            let control = run.chars().last().filter(|c| c.is_control());
            let visible = run.trim_end_matches(char::is_control);
            column = column.saturating_add(width_with(visible, ambiguous));
            extent = extent.max(column);
            match control {
                Some('\t') => column += 8 - column % 8,
                Some('\x08') => column = column.saturating_sub(1),
                Some('\r') => column = 0,
                _ => {}
            }
            extent = extent.max(column);
        }
    }
    // A movement far to the right is no reason for a table as wide.
    extent.min(text.len().max(1 << 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Values that Python's `wcwidth.width` 0.9.4 gives.
    #[test]
    fn widths_are_those_of_wcwidth() {
        for (text, expected) in [
            ("\x1b[31mred\x1b[0m", 3),
            ("\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\", 4),
            ("123\x084", 3),
            ("abc\t", 8),
            ("1\x1b[10C", 11),
            ("abc\rd", 3),
            ("\x1b", 0),
            ("\x1b[2Jx", 1),
            ("a\x1b(Bb", 2),
            ("\x1b[👨\u{200d}👩", 2),
            ("a long line of text \x1b[1mwith bold\x1b[m", 29),
        ] {
            assert_eq!(width(text, Ambiguous::Narrow), expected, "{text:?}");
        }
    }

    #[test]
    fn only_colours_are_colours() {
        assert_eq!(colour("\x1b[38:2::1:2:3mx"), Some(14));
        assert_eq!(colour("\x1b[2J"), None);
        assert_eq!(colour("\x1b[31"), None);
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "[\x1b\\[\\]0-9;mCDGa变\x07\\\\(P\t\r]{0,20}") {
            prop_assert_eq!(pieces(&text).map(|(piece, _)| piece).collect::<String>(), text.clone());
            let _ = width(&text, Ambiguous::Narrow);
        }
    }
}
