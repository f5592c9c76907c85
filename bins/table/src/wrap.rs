//! Lines of a cell that fit their column: broken where Unicode allows it (UAX 14), through words that are too long, or cut.

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;

use crate::shown::{Show, columns};

/// What is done with a line that is too wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wrap {
    /// It goes on in the next line, at the latest opportunity.
    #[default]
    Words,
    /// It goes on in the next line, after the last character that fits.
    Characters,
    /// It ends.
    Clip,
    /// It sticks out.
    None,
}

/// How lines are made to fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapping {
    /// What is done.
    pub wrap: Wrap,
    /// Stands where a clipped line ends.
    pub ellipsis: String,
    /// Words may be broken after hyphens.
    pub on_hyphens: bool,
}

impl Default for Wrapping {
    fn default() -> Self {
        Self {
            wrap: Wrap::Words,
            ellipsis: "…".to_owned(),
            on_hyphens: true,
        }
    }
}

/// The lines that one line becomes; true when something was cut off.
pub fn wrap(line: &str, width: usize, wrapping: &Wrapping, show: Show, lines: &mut Vec<String>) -> bool {
    if columns(line, show) <= width {
        lines.push(line.to_owned());
        return false;
    }
    match wrapping.wrap {
        Wrap::None => lines.push(line.to_owned()),
        Wrap::Clip => {
            let room = width.saturating_sub(columns(&wrapping.ellipsis, show));
            let (head, _) = split_at(line, room, show);
            let mut clipped = head.to_owned();
            if columns(&wrapping.ellipsis, show) <= width {
                clipped.push_str(&wrapping.ellipsis);
            }
            lines.push(clipped);
            return true;
        }
        Wrap::Characters => {
            let mut rest = line;
            while !rest.is_empty() {
                let (head, tail) = forced(rest, width, show);
                lines.push(head.to_owned());
                rest = tail;
            }
        }
        Wrap::Words => words(line, width, wrapping.on_hyphens, show, lines),
    }
    false
}

fn words(line: &str, width: usize, on_hyphens: bool, show: Show, lines: &mut Vec<String>) {
    let mut current = String::new();
    let mut begin = 0;
    let breaks = linebreaks(line).filter(|(at, kind)| {
        let hyphen = line.get(..*at).is_some_and(|before| before.ends_with('-'));
        *kind == BreakOpportunity::Mandatory || on_hyphens || !hyphen
    });
    for (end, _) in breaks {
        let word = line.get(begin..end).unwrap_or_default();
        begin = end;
        // Blanks at the end of a line take no room.
        let taken = columns(&current, show);
        if taken + columns(word.trim_end_matches(' '), show) <= width {
            current.push_str(word);
            continue;
        }
        if !current.trim_end().is_empty() {
            lines.push(current.trim_end_matches(' ').to_owned());
        }
        current.clear();
        let mut rest = word;
        while is_wider(rest.trim_end_matches(' '), width, show) {
            let (head, tail) = forced(rest, width, show);
            lines.push(head.to_owned());
            rest = tail;
        }
        current.push_str(rest);
    }
    let last = current.trim_end_matches(' ');
    if !last.is_empty() || lines.is_empty() {
        lines.push(last.to_owned());
    }
}

/// As `columns(text, show) > width`, in a time that does not depend on the length of the text.
fn is_wider(text: &str, width: usize, show: Show) -> bool {
    let (head, tail) = split_at(text, width, show);
    let Some(next) = tail.graphemes(true).next() else {
        return columns(text, show) > width;
    };
    // Characters may take less room together than one by one.
    let begin = text.get(..head.len() + next.len()).unwrap_or(text);
    columns(begin, show) > width || columns(text, show) > width
}

/// As much as fits, and the rest.
fn split_at(text: &str, width: usize, show: Show) -> (&str, &str) {
    let (mut end, mut taken) = (0, 0);
    for grapheme in text.graphemes(true) {
        taken += columns(grapheme, show);
        if taken > width {
            break;
        }
        end += grapheme.len();
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// [`split_at`], but at least one grapheme.
fn forced(text: &str, width: usize, show: Show) -> (&str, &str) {
    let (head, tail) = split_at(text, width, show);
    if !head.is_empty() {
        return (head, tail);
    }
    let first = text.graphemes(true).next().map_or(0, str::len);
    text.split_at_checked(first).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, width: usize, wrap_by: Wrap) -> Vec<String> {
        let wrapping = Wrapping {
            wrap: wrap_by,
            ..Wrapping::default()
        };
        let mut lines = Vec::new();
        wrap(text, width, &wrapping, Show::default(), &mut lines);
        lines
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(lines("the quick brown", 9, Wrap::Words), ["the quick", "brown"]);
        assert_eq!(lines("unbreakable", 4, Wrap::Words), ["unbr", "eaka", "ble"]);
        assert_eq!(lines("the quick", 4, Wrap::Characters), ["the ", "quic", "k"]);
        assert_eq!(lines("the quick", 4, Wrap::Clip), ["the…"]);
        assert_eq!(lines("the quick", 4, Wrap::None), ["the quick"]);
    }

    #[test]
    fn no_line_begins_with_a_full_stop() {
        // UAX 14: 。 and 、 are closing punctuation.
        assert_eq!(
            lines("你好，世界。", 4, Wrap::Words),
            ["你", "好，", "世", "界。"]
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_sticks_out(text in "[a-c变。 \\-.]{0,40}", width in 2usize..9) {
            let lines = lines(&text, width, Wrap::Words);
            prop_assert!(lines.iter().all(|line| columns(line, Show::default()) <= width), "{lines:?}");
            let solid = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(solid(&lines.concat()), solid(&text));
        }
    }
}
