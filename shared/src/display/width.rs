//! The width of a text in terminal columns, as Python's `wcwidth` 0.9.4 counts it: not a sum over code points, but over
//! clusters, so that emoji sequences, flags, variation selectors and Indic conjuncts come out as terminals draw them.

use super::width_table::{BLOCKS, INDEX};

/// How many columns East Asian "ambiguous" characters take (UAX 11, section 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One, as in Western terminals.
    #[default]
    Narrow,
    /// Two, as in Chinese, Japanese and Korean terminals.
    Wide,
}

const WIDTH: u8 = 3;
const AMBIGUOUS: u8 = 1 << 2;
const VIRAMA: u8 = 1 << 3;
const SPACING_MARK: u8 = 1 << 4;
const EMOJI: u8 = 1 << 5;
const WIDE_BEFORE_VS16: u8 = 1 << 6;
const NARROW_BEFORE_VS15: u8 = 1 << 7;

const JOINER: char = '\u{200d}';
const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';

fn properties(c: char) -> u8 {
    let code = c as usize;
    INDEX
        .get(code >> 7)
        .and_then(|block| BLOCKS.get(usize::from(*block)))
        .and_then(|block| block.get(code & 127))
        .copied()
        .unwrap_or(1)
}

/// [`width`](super::width) with a choice for ambiguous characters.
pub fn width_with(text: &str, ambiguous: Ambiguous) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let mut total: isize = 0;
    // The cluster that is not in `total` yet.
    let mut cluster: isize = 0;
    // The last character that took columns; `None` where nothing may change its presentation any more.
    let mut base: Option<u8> = None;
    let mut base_width = 0;
    let mut last = 0u8;
    let mut after_virama = false;
    // Regional indicators right before the character.
    let mut flags = 0usize;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        let is_flag = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        let flags_before = flags;
        flags = if is_flag { flags + 1 } else { 0 };
        let properties = properties(c);
        match c {
            JOINER => {
                if !after_virama && let Some(joined) = characters.next() {
                    base_width = 0;
                    flags = usize::from(matches!(joined, '\u{1f1e6}'..='\u{1f1ff}'));
                }
                continue;
            }
            EMOJI_STYLE if base.is_some() => {
                if last & WIDE_BEFORE_VS16 != 0 {
                    cluster = 2;
                }
                base = None;
                continue;
            }
            TEXT_STYLE if base.is_some() => {
                if last & NARROW_BEFORE_VS15 != 0 && base_width == 2 {
                    total -= 1;
                }
                base = None;
                continue;
            }
            _ if is_flag && flags_before % 2 == 1 => {
                last = properties;
                continue;
            }
            '\u{1f3fb}'..='\u{1f3ff}' if last & EMOJI != 0 => continue,
            _ => {}
        }
        let columns = match properties & WIDTH {
            1 if properties & AMBIGUOUS != 0 && ambiguous == Ambiguous::Wide => 2,
            columns => isize::from(columns),
        };
        if columns > 0 {
            if after_virama {
                cluster = 2;
            } else {
                total += cluster;
                cluster = columns;
            }
            base = Some(properties);
            last = properties;
            base_width = columns;
            after_virama = false;
        } else if properties & VIRAMA != 0 {
            after_virama = true;
        } else {
            if properties & SPACING_MARK != 0 && base.is_some() {
                cluster = 2;
                base = None;
            }
            after_virama = false;
        }
    }
    usize::try_from(total + cluster).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that Python's `wcwidth` 0.9.4 gives.
    #[test]
    fn clusters_are_as_wide_as_wcwidth_says() {
        for (text, expected) in [
            ("", 0),
            ("abc", 3),
            ("价格ab", 6),
            ("e\u{301}", 1),
            ("👨\u{200d}👩\u{200d}👧", 2),
            ("🇺🇸🇩🇪", 4),
            ("🇺🇸🇩", 4),
            ("👍🏽", 2),
            ("🏽", 2),
            ("❤\u{fe0f}", 2),
            ("❤", 1),
            ("⌚\u{fe0e}", 1),
            ("क्षि", 2),
            ("का", 2),
            ("\u{200d}", 0),
            ("한글", 4),
            ("ｱ", 1),
            ("１", 2),
            ("±", 1),
        ] {
            assert_eq!(width_with(text, Ambiguous::Narrow), expected, "{text:?}");
        }
        assert_eq!(width_with("±", Ambiguous::Wide), 2);
    }
}
