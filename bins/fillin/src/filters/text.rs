//! The text methods of Python's `str` that differ from those of Rust.

use icu_casemap::CaseMapper;
use icu_casemap::options::{LeadingAdjustment, TitlecaseOptions, TrailingCase};
use icu_locale_core::LanguageIdentifier;

/// `str.isspace` of one character: Unicode's white space and the four separators U+001C to U+001F.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// `str.casefold`: full case folding.
pub(super) fn casefold(text: &str) -> String {
    CaseMapper::new().fold_string(text).into_owned()
}

/// `str.capitalize`: the first character in title case, the others in lower case.
pub(super) fn capitalize(text: &str) -> String {
    map(text, |at, character, lower, out| {
        if at == 0 {
            push_title(character, out)
        } else {
            out.push_str(lower)
        }
    })
}

/// `str.title`: the first cased character of each run of cased characters in title case, the others in lower case.
pub(super) fn title(text: &str) -> String {
    let mut inside = false;
    map(text, |_, character, lower, out| {
        if inside {
            out.push_str(lower)
        } else {
            push_title(character, out)
        }
        inside = is_cased(character);
    })
}

/// `str.swapcase`.
pub(super) fn swapcase(text: &str) -> String {
    map(text, |_, character, lower, out| match character {
        upper if upper.is_uppercase() => out.push_str(lower),
        lower if lower.is_lowercase() => out.extend(lower.to_uppercase()),
        other => out.push(other),
    })
}

/// Calls `step` for each character with its number, itself, and its lower case *at this place*: a capital sigma
/// becomes the final one at the end of a word, which only the text as a whole can tell.
fn map(text: &str, mut step: impl FnMut(usize, char, &str, &mut String)) -> String {
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        let length = character.to_lowercase().map(char::len_utf8).sum();
        let (here, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        step(at, character, here, &mut out);
        rest = behind;
    }
    out
}

/// Unicode's property Cased.
fn is_cased(character: char) -> bool {
    character.is_lowercase() || character.is_uppercase() || character.to_lowercase().ne([character])
}

fn push_title(character: char, out: &mut String) {
    let mut options = TitlecaseOptions::default();
    options.leading_adjustment = Some(LeadingAdjustment::None);
    options.trailing_case = Some(TrailingCase::Unchanged);
    let mut buffer = [0; 4];
    let text = &*character.encode_utf8(&mut buffer);
    let mapper = CaseMapper::new();
    out.push_str(&mapper.titlecase_segment_with_only_case_data_to_string(
        text,
        &LanguageIdentifier::UNKNOWN,
        options,
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values: CPython 3.11.
    #[test]
    fn title_case_is_not_upper_case() {
        assert_eq!(title("they're bill's ǆa ﬁsh"), "They'Re Bill'S ǅa Fish");
        assert_eq!(capitalize("ßAB"), "Ssab");
        assert_eq!(capitalize("ʼN ŉ"), "ʼn ŉ");
        assert_eq!(title("ᾳᾳ ǅx"), "ᾼᾳ ǅx");
    }

    #[test]
    fn sigma_at_the_end_of_a_word_is_the_final_one() {
        assert_eq!(capitalize("ὈΔΥΣΣΕΎΣ ΣΑΣ"), "Ὀδυσσεύς σας");
        assert_eq!(title("ΑΣ ΣΑΣ"), "Ας Σας");
        assert_eq!(swapcase("ΑΣ σς"), "ας ΣΣ");
    }

    #[test]
    fn folding_is_full() {
        assert_eq!(casefold("Straße ŉ ǅ İ ﬁ"), "strasse ʼn ǆ i\u{307} fi");
    }
}
