//! Wrapping as Python's `wcwidth.wrap` 0.9.4 does it, which is `textwrap.wrap` counting terminal columns: greedy, by words,
//! after hyphens in words, and through words that are too long.

use shared::display::Ambiguous;
use unicode_segmentation::UnicodeSegmentation;

use crate::ansi;

/// The lines of `text`, none wider than `width` where that can be.
#[must_use]
pub fn wrap(text: &str, width: usize, on_hyphens: bool) -> Vec<String> {
    let text: String = text.chars().map(|c| if is_blank(c) { ' ' } else { c }).collect();
    let lines = fill(split_sequences(&text, on_hyphens), width.max(1), on_hyphens);
    if text.contains('\x1b') {
        super::colours::propagate(lines)
    } else {
        lines
    }
}

/// The words, parts of words and blanks that `textwrap` parts the text into.
pub(super) fn split_words(text: &str) -> Vec<String> {
    split(&text.chars().collect::<Vec<_>>(), true)
        .into_iter()
        .map(|chunk| chunk.iter().collect())
        .collect()
}

/// The blanks that `textwrap` knows.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0b' | '\x0c' | '\r' | ' ')
}

fn columns(text: &str) -> usize {
    ansi::width(text, Ambiguous::Narrow)
}

/// Parts of the text that stay together. Escape sequences take no part in finding them and go with what follows.
fn split_sequences(text: &str, on_hyphens: bool) -> Vec<String> {
    if !text.contains('\x1b') {
        let characters: Vec<char> = text.chars().collect();
        let chunks = split(&characters, on_hyphens);
        return chunks.into_iter().map(|chunk| chunk.iter().collect()).collect();
    }
    let mut visible = Vec::new();
    // Where the text goes on behind each visible character.
    let mut ends = Vec::new();
    let mut at = 0;
    let mut after_link = false;
    for (piece, is_sequence) in ansi::pieces(text) {
        if is_sequence {
            let closes = piece.starts_with("\x1b]8;;\x1b\\") || piece.starts_with("\x1b]8;;\x07");
            let word = visible.last().is_some_and(|c: &char| !c.is_whitespace());
            if piece.starts_with("\x1b]") && word && !closes {
                visible.push(' ');
                ends.push(at);
            }
            at += piece.len();
            after_link = closes;
            continue;
        }
        if after_link && !piece.starts_with(char::is_whitespace) {
            visible.push(' ');
            ends.push(at);
        }
        for c in piece.chars() {
            at += c.len_utf8();
            visible.push(c);
            ends.push(at);
        }
        after_link = false;
    }
    let chunks = split(&visible, on_hyphens);
    if chunks.is_empty() {
        return vec![text.to_owned()];
    }
    let count = chunks.len();
    let (mut out, mut start, mut taken) = (Vec::new(), 0, 0);
    for (number, chunk) in chunks.iter().enumerate() {
        taken += chunk.len();
        let end = if number + 1 == count {
            text.len()
        } else {
            ends.get(taken - 1).copied().unwrap_or(text.len())
        };
        if start != end {
            out.push(text.get(start..end).unwrap_or_default().to_owned());
        }
        start = end;
    }
    out
}

/// `TextWrapper._split`: runs of blanks, and words or parts of them up to a hyphen.
fn split(text: &[char], on_hyphens: bool) -> Vec<&[char]> {
    let mut chunks = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = if text.get(at).copied().is_some_and(is_blank) {
            run_end(text, at, is_blank)
        } else if on_hyphens {
            word_end(text, at)
        } else {
            run_end(text, at, |c| !is_blank(c))
        };
        chunks.push(text.get(at..end).unwrap_or_default());
        at = end;
    }
    chunks
}

fn run_end(text: &[char], at: usize, member: impl Fn(char) -> bool) -> usize {
    text.iter()
        .skip(at)
        .position(|c| !member(*c))
        .map_or(text.len(), |length| at + length)
}

/// Where the chunk ends that begins at `at`, which is no blank: `TextWrapper.wordsep_re`.
fn word_end(text: &[char], at: usize) -> usize {
    let get = |index: usize| text.get(index).copied();
    let back = |index: usize, by: usize| index.checked_sub(by).and_then(get);
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let is_letter = |c: Option<char>| is_word(c) && !c.is_some_and(char::is_numeric);
    let is_word_punctuation =
        |c: Option<char>| is_word(c) || matches!(c, Some('!' | '"' | '\'' | '&' | '.' | ',' | '?'));
    let dash_before_word = |from: usize| {
        let end = run_end(text, from, |c| c == '-');
        (end - from >= 2 && is_word(get(end))).then_some(end)
    };
    if is_word_punctuation(back(at, 1))
        && let Some(end) = dash_before_word(at)
    {
        return end;
    }
    let mut end = at + 1;
    loop {
        match get(end) {
            None => return end,
            Some(c) if is_blank(c) => return end,
            Some('-') => {
                let before = is_letter(back(end, 1))
                    && (is_letter(back(end, 2)) || back(end, 2) == Some('-') && is_letter(back(end, 3)));
                let after = is_letter(get(end + 1))
                    && (is_letter(get(end + 2)) || get(end + 2) == Some('-') && is_letter(get(end + 3)));
                if before && after {
                    return end + 1;
                }
                if is_word_punctuation(back(end, 1)) && dash_before_word(end).is_some() {
                    return end;
                }
            }
            Some(_) => {}
        }
        end += 1;
    }
}

/// `TextWrapper._wrap_chunks`.
fn fill(chunks: Vec<String>, width: usize, on_hyphens: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut chunks: Vec<String> = chunks.into_iter().rev().collect();
    while !chunks.is_empty() {
        let mut line: Vec<String> = Vec::new();
        let mut taken = 0;
        if !lines.is_empty() && chunks.last().is_some_and(|chunk| is_gap(chunk)) {
            let sequences = chunks
                .pop()
                .map(|chunk| only_sequences(&chunk))
                .unwrap_or_default();
            if let Some(next) = chunks.last_mut() {
                next.insert_str(0, &sequences);
            }
        }
        while let Some(chunk) = chunks.last() {
            let own = columns(chunk);
            if taken + own > width {
                break;
            }
            taken += own;
            line.extend(chunks.pop());
        }
        if let Some(chunk) = chunks.last_mut()
            && columns(chunk) > width
        {
            break_word(chunk, &mut line, width - taken, on_hyphens);
            while chunks.last().is_some_and(String::is_empty) {
                chunks.pop();
            }
        }
        if line.last().is_some_and(|chunk| is_gap(chunk)) {
            let sequences = line.pop().map(|chunk| only_sequences(&chunk)).unwrap_or_default();
            if let Some(before) = line.last_mut() {
                before.push_str(&sequences);
            }
        }
        let line = line.concat();
        let line = line.trim_end();
        if !line.is_empty() {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// Blanks, and perhaps sequences.
fn is_gap(chunk: &str) -> bool {
    let visible = ansi::strip(chunk);
    !visible.is_empty() && visible.trim().is_empty()
}

fn only_sequences(chunk: &str) -> String {
    ansi::pieces(chunk)
        .filter_map(|(piece, is_sequence)| is_sequence.then_some(piece))
        .collect()
}

/// `TextWrapper._handle_long_word`: as much of the chunk goes to the line as `room` holds, or up to a hyphen in it.
fn break_word(chunk: &mut String, line: &mut Vec<String>, room: usize, on_hyphens: bool) {
    let mut end = 0;
    let mut taken = 0;
    // The hyphen counts only with something before it that is none.
    let (mut hyphen, mut other) = (None, false);
    'pieces: for (piece, is_sequence) in ansi::pieces(chunk) {
        if is_sequence {
            end += piece.len();
            continue;
        }
        for grapheme in piece.graphemes(true) {
            let own = columns(grapheme);
            if taken + own > room {
                break 'pieces;
            }
            taken += own;
            end += grapheme.len();
            if grapheme == "-" && other {
                hyphen = Some(end);
            }
            other |= grapheme != "-";
        }
    }
    let end = match hyphen {
        Some(hyphen) if on_hyphens => hyphen,
        _ if taken == 0 && line.is_empty() => first_visible(chunk),
        _ => end,
    };
    let rest = chunk.split_off(chunk.floor_char_boundary(end));
    line.push(std::mem::replace(chunk, rest));
}

/// The end of the sequences and the first grapheme that the chunk begins with.
fn first_visible(chunk: &str) -> usize {
    let mut end = 0;
    for (piece, is_sequence) in ansi::pieces(chunk) {
        if !is_sequence {
            return end + piece.graphemes(true).next().map_or(0, str::len);
        }
        end += piece.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What `wcwidth.wrap` 0.9.4 gives.
    #[test]
    fn lines_are_those_of_wcwidth() {
        let x = "x".repeat(20);
        let cases: [(&str, usize, &[&str]); 7] = [
            (
                "a well-known goof-ball -- use--the -b option",
                8,
                &["a well-", "known", "goof-", "ball --", "use--the", "-b", "option"],
            ),
            ("中文字符测试", 4, &["中文", "字符", "测试"]),
            (
                "\x1b[31mhello world\x1b[0m foo",
                6,
                &["\x1b[31mhello\x1b[0m", "\x1b[31mworld\x1b[0m", "foo"],
            ),
            (&x, 7, &["xxxxxxx", "xxxxxxx", "xxxxxx"]),
            (
                "long-hyphenated-words-here",
                9,
                &["long-hyph", "enated-", "words-", "here"],
            ),
            ("trailing   spaces   ", 5, &["trail", "ing", "space", "s"]),
            (
                "12-34-56 a-b-cd e-fg--hi",
                6,
                &["12-34-", "56", "a-b-cd", "e-fg--", "hi"],
            ),
        ];
        for (text, width, expected) in cases {
            assert_eq!(wrap(text, width, true), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_but_blanks_is_lost(text in "[a-c变 \\-.1_]{0,40}", width in 2usize..9, on_hyphens: bool) {
            let lines = wrap(&text, width, on_hyphens);
            prop_assert!(lines.iter().all(|line| columns(line) <= width), "{lines:?}");
            let solid = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(solid(&lines.concat()), solid(&text));
        }
    }
}
