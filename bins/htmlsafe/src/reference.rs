//! Character references (WHATWG HTML, section 13.2.5.72 and following), by html5ever's table of names.

use std::borrow::Cow;

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Where a reference stands, which decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// In text, as browsers read it.
    Text,
    /// In an attribute's value, as browsers read it.
    Value,
    /// As Bleach reads it, in either place: only with its semicolon.
    Bleach,
}

/// The longest name of a reference; a longer run of letters is none.
pub(crate) const LONGEST_NAME: usize = 33;

/// Decodes the references of `raw` and makes line ends LF. NUL: dropped in text, U+FFFD in values.
pub(crate) fn decode(raw: &str, context: Context) -> Cow<'_, str> {
    if memchr::memchr3(b'&', b'\r', b'\0', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr3(b'&', b'\r', b'\0', rest.as_bytes()) {
        let (before, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        let used = match special.as_bytes().first() {
            Some(b'&') => reference(special, context, &mut text),
            Some(b'\r') => {
                text.push('\n');
                if special.starts_with("\r\n") { 2 } else { 1 }
            }
            _ => {
                if context == Context::Value {
                    text.push('\u{fffd}');
                }
                1
            }
        };
        rest = special.get(used..).unwrap_or("");
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Makes line ends LF and takes NUL out, for text without references.
pub(crate) fn decode_raw(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\r', b'\0', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(
        raw.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "\u{fffd}"),
    )
}

/// Reads the reference at the start of `text`, which begins with `&`; what is none is the `&` alone.
fn reference(text: &str, context: Context, out: &mut String) -> usize {
    let body = text.get(1..).unwrap_or("");
    let used = if let Some(number) = body.strip_prefix('#') {
        numeric(number, context, out).map(|used| used + 2)
    } else {
        named(body, context, out).map(|used| used + 1)
    };
    used.unwrap_or_else(|| {
        out.push('&');
        1
    })
}

/// After `&#`.
fn numeric(text: &str, context: Context, out: &mut String) -> Option<usize> {
    let (digits, radix, prefix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let len = digits
        .bytes()
        .take_while(|byte| char::from(*byte).is_digit(radix))
        .count();
    let semicolon = digits.as_bytes().get(len) == Some(&b';');
    if len == 0 || context == Context::Bleach && !semicolon {
        return None;
    }
    let value = digits.chars().take(len).fold(0u32, |sum, digit| {
        sum.saturating_mul(radix)
            .saturating_add(digit.to_digit(radix).unwrap_or(0))
    });
    let c1 = value
        .checked_sub(0x80)
        .and_then(|index| C1_REPLACEMENTS.get(index as usize).copied().flatten());
    let c = match value {
        0 => '\u{fffd}',
        _ => c1.or(char::from_u32(value)).unwrap_or('\u{fffd}'),
    };
    out.push(c);
    Some(prefix + len + usize::from(semicolon))
}

/// After `&`: the longest known name.
fn named(text: &str, context: Context, out: &mut String) -> Option<usize> {
    let letters = text
        .bytes()
        .take(LONGEST_NAME)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let semicolon = text.as_bytes().get(letters) == Some(&b';');
    let longest = letters + usize::from(semicolon);
    let known = |len: &usize| {
        let found = text
            .get(..*len)
            .and_then(|name| NAMED_ENTITIES.get(name))
            .copied();
        found.filter(|(first, _)| *first != 0)
    };
    if context == Context::Bleach {
        let found = semicolon.then(|| known(&longest)).flatten()?;
        push_pair(found, out);
        return Some(longest);
    }
    let (len, found) = (1..=longest)
        .rev()
        .find_map(|len| known(&len).map(|found| (len, found)))?;
    let ended = text.as_bytes().get(len - 1) == Some(&b';');
    let next = text.as_bytes().get(len);
    if context == Context::Value
        && !ended
        && next.is_some_and(|next| *next == b'=' || next.is_ascii_alphanumeric())
    {
        return None;
    }
    push_pair(found, out);
    Some(len)
}

fn push_pair((first, second): (u32, u32), out: &mut String) {
    out.extend(char::from_u32(first));
    out.extend(char::from_u32(second).filter(|c| *c != '\0'));
}

/// How much of `text` may be read now when more follows: not a reference that may go on, not a CR.
pub(crate) fn complete(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.last() == Some(&b'\r') {
        return bytes.len() - 1;
    }
    let start = bytes.len().saturating_sub(LONGEST_NAME + 7);
    let tail = bytes.get(start..).unwrap_or(&[]);
    let Some(at) = memchr::memrchr(b'&', tail) else {
        return bytes.len();
    };
    let open = tail
        .iter()
        .skip(at + 1)
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    if open { start + at } else { bytes.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values: WHATWG HTML, section 13.2.5.
    #[test]
    fn browsers_take_references_without_semicolon_where_old_names_allow_it() {
        for (raw, text, value) in [
            ("&amp;&lt&#60&#x3C;", "&<<<", "&<<<"),
            ("?a=1&copy=2", "?a=1©=2", "?a=1&copy=2"),
            ("&notit;", "¬it;", "&notit;"),
            (
                "&#0;&#x80;&#xD800;&#x110000;",
                "\u{fffd}€\u{fffd}\u{fffd}",
                "\u{fffd}€\u{fffd}\u{fffd}",
            ),
            ("&#;&#x;&;&unknown;", "&#;&#x;&;&unknown;", "&#;&#x;&;&unknown;"),
            ("&NotEqualTilde;", "\u{2242}\u{338}", "\u{2242}\u{338}"),
            ("a\r\nb\rc\0d", "a\nb\ncd", "a\nb\nc\u{fffd}d"),
        ] {
            assert_eq!(decode(raw, Context::Text), text, "{raw}");
            assert_eq!(decode(raw, Context::Value), value, "{raw}");
        }
    }

    // Expected values: Bleach 6.4.0.
    #[test]
    fn bleach_wants_the_semicolon() {
        assert_eq!(
            decode("&amp &current; &lt; &#60 &#60;", Context::Bleach),
            "&amp &current; < &#60 <"
        );
    }

    #[test]
    fn an_unfinished_reference_waits() {
        assert_eq!(complete("abc &am"), 4);
        assert_eq!(complete("abc &amp;"), 9);
        assert_eq!(complete("abc\r"), 3);
        assert_eq!(complete(&format!("&{}", "a".repeat(100))), 101);
    }
}
