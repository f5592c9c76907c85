//! Quotes in delimited text (RFC 4180). The `csv` crate takes everything behind a quote that never closes as one value
//! and says nothing; who must not lose rows that way asks here first.

/// Where the quote begins that opens a value and never closes, in bytes.
pub fn unclosed(text: &[u8], delimiter: u8, quote: u8) -> Option<usize> {
    let mut at = 0;
    while let Some(open) = memchr::memchr(quote, text.get(at..)?).map(|found| at + found) {
        let begins_value = match open.checked_sub(1).and_then(|before| text.get(before)) {
            Some(before) => *before == delimiter || matches!(before, b'\n' | b'\r'),
            None => true,
        };
        // Elsewhere a quote is a character like any other; behind a closed value, too.
        let inside = begins_value && open >= at;
        at = open + 1;
        if !inside {
            continue;
        }
        loop {
            let Some(close) = memchr::memchr(quote, text.get(at..)?) else {
                return Some(open);
            };
            at += close + 1;
            match text.get(at) {
                Some(next) if *next == quote => at += 1,
                _ => break,
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_a_quote_that_begins_a_value_opens_one() {
        for (text, expected) in [
            ("a,\"b", Some(2)),
            ("\"a\"\"b", Some(0)),
            ("a,\"b\"\n\"c", Some(6)),
            ("a,b\"c", None),
            ("\"a\"b\",c", None),
            ("\"a\nb\",c", None),
            ("\"\"\"\"", None),
            ("", None),
        ] {
            assert_eq!(unclosed(text.as_bytes(), b',', b'"'), expected, "{text:?}");
        }
    }

    proptest! {
        /// A quote put behind well-formed text closes nothing and opens nothing when it stands inside a value.
        #[test]
        fn well_formed_text_has_no_open_quote(cells in proptest::collection::vec("[a,\n]{0,3}", 0..5)) {
            let text: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
            let text = text.join(",");
            prop_assert_eq!(unclosed(text.as_bytes(), b',', b'"'), None);
            let open = format!("{text}\n\"");
            prop_assert_eq!(unclosed(open.as_bytes(), b',', b'"'), Some(open.len() - 1));
        }
    }
}
