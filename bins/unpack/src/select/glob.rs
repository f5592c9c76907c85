//! Globs -> regular expressions over characters: crates that match globs match bytes, of which `价` has three.

use std::iter::Peekable;
use std::str::Chars;

/// The regular expression of a glob: `*` any characters, `?` one, `[a-z]` and `[!a-z]` one of a class, `{a,b}` one of
/// several, `\` takes the next as it is. `/` is a character like others, but `**/` stands for no directory as well.
///
/// # Errors
/// What is wrong with the glob.
pub(super) fn regex(glob: &str) -> Result<String, &'static str> {
    let mut out = String::from("(?s)^");
    let mut chars = glob.chars().peekable();
    let mut depth = 0;
    let mut before = '/';
    while let Some(c) = chars.next() {
        match c {
            '*' => {
                let mut stars = 1;
                while chars.next_if_eq(&'*').is_some() {
                    stars += 1;
                }
                if stars > 1 && before == '/' && chars.next_if_eq(&'/').is_some() {
                    out.push_str("(?:.*/)?");
                } else {
                    out.push_str(".*");
                }
            }
            '?' => out.push('.'),
            '[' => class(&mut chars, &mut out)?,
            '{' => {
                depth += 1;
                out.push_str("(?:");
            }
            ',' if depth > 0 => out.push('|'),
            '}' if depth > 0 => {
                depth -= 1;
                out.push(')');
            }
            '}' => return Err("a } without {"),
            '\\' => literal(chars.next().ok_or("a \\ at the end")?, &mut out),
            c => literal(c, &mut out),
        }
        before = c;
    }
    if depth > 0 {
        return Err("a { without }");
    }
    out.push('$');
    Ok(out)
}

fn literal(c: char, out: &mut String) {
    out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// The characters of a class, behind its `[`. A `]` that comes first is one of them.
fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), &'static str> {
    const OPEN: &str = "a [ without ]";
    out.push('[');
    if chars.next_if(|c| matches!(c, '!' | '^')).is_some() {
        out.push('^');
    }
    let mut is_first = true;
    loop {
        let from = chars.next().ok_or(OPEN)?;
        if from == ']' && !is_first {
            out.push(']');
            return Ok(());
        }
        is_first = false;
        let mut to = from;
        let mut ahead = chars.clone();
        if ahead.next() == Some('-')
            && let Some(end) = ahead.next().filter(|end| *end != ']')
        {
            if end < from {
                return Err("a range whose end comes before its start");
            }
            to = end;
            *chars = ahead;
        }
        literal(from, out);
        out.push('-');
        literal(to, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    fn matches(glob: &str, text: &str) -> bool {
        Regex::new(&regex(glob).unwrap()).unwrap().is_match(text)
    }

    #[test]
    fn globs_match_as_they_do_in_a_shell() {
        // Verdicts of Python's fnmatch.fnmatchcase, but for braces and backslashes, where those of bash.
        for (glob, text, verdict) in [
            ("价?.txt", "价格.txt", true),
            ("价???.txt", "价格.txt", false),
            ("[价说]格.txt", "价格.txt", true),
            ("[!价说]格.txt", "价格.txt", false),
            ("[一-龥]?.txt", "价格.txt", true),
            ("é", "é", true),
            ("?", "é", true),
            ("*.txt", "a/b.txt", true),
            ("*.txt", "a.txt\n", false),
            ("a?c", "a\nc", true),
            ("[]-]", "]", true),
            ("[]-]", "-", true),
            ("[a-]", "-", true),
            ("[&&a]", "&", true),
            ("[~~]", "~", true),
            ("[[:x]", "[", true),
            ("a.c", "abc", false),
            ("a+(b)|^$", "a+(b)|^$", true),
            ("{a,b*}c", "bxc", true),
            ("{a,b*}c", "c", false),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("", "", true),
        ] {
            assert_eq!(matches(glob, text), verdict, "{glob} {text}");
        }
    }

    #[test]
    fn two_stars_and_a_slash_are_any_directories_or_none() {
        for (glob, text, verdict) in [
            ("**/a", "a", true),
            ("**/a", "x/y/a", true),
            ("**/a", "xa", false),
            ("x/**/a", "x/a", true),
            ("x/**/a", "x/y/z/a", true),
            ("x/**", "x/y", true),
            ("**/x/**", "x/y", true),
        ] {
            assert_eq!(matches(glob, text), verdict, "{glob} {text}");
        }
    }

    #[test]
    fn what_is_no_glob_is_told() {
        for glob in ["[", "[a", "[]", "[!]", "{a", "a}", "\\", "[z-a]"] {
            assert!(regex(glob).is_err(), "{glob}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_glob_or_refused(glob in "[-a-c*?\\[\\]!^{},\\\\/&~|.$价é ]{0,12}") {
            if let Ok(regex) = regex(&glob) {
                prop_assert!(Regex::new(&regex).is_ok(), "{}", regex);
            }
        }

        #[test]
        fn text_without_signs_matches_itself_alone(text in "[a-z价é/.+()$^|-]{0,8}", other in "[a-z价é/.+()$^|-]{0,8}") {
            prop_assert!(matches(&text, &text));
            prop_assert_eq!(matches(&text, &other), text == other);
        }
    }
}
