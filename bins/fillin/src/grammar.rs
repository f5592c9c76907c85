//! What a placeholder looks like: the grammar of Python's `string.Template`, with its default or a custom pattern.

use std::ops::Range;

use memchr::memchr;
use regex::bytes::{Regex, RegexBuilder};

use crate::filters::{self, Call};

/// A pattern from outside may not compile to more than this many bytes.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

/// A custom grammar as the user describes it; what is `None` keeps Python's default.
#[derive(Debug, Default, Clone)]
pub struct Custom<'a> {
    /// What begins a placeholder, a literal; doubled it is an escape.
    pub delimiter: Option<&'a str>,
    /// The pattern of a name without braces.
    pub id_pattern: Option<&'a str>,
    /// The pattern of a name in braces; the one of names without braces when `None`.
    pub brace_id_pattern: Option<&'a str>,
    /// Patterns ignore case unless this is set, as in Python.
    pub case_sensitive: bool,
}

impl Custom<'_> {
    fn is_default(&self) -> bool {
        self.delimiter.is_none_or(|d| d == "$")
            && self.id_pattern.is_none()
            && self.brace_id_pattern.is_none()
            && !self.case_sensitive
    }
}

/// Finds placeholders in template text.
#[derive(Debug, Clone)]
pub struct Grammar {
    kind: Kind,
    filters: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    Dollar,
    Custom(Box<Patterns>),
}

#[derive(Debug, Clone)]
struct Patterns {
    delimiter: Vec<u8>,
    placeholder: Regex,
    /// A name in braces that a `|` follows, at the beginning of the text.
    piped_name: Regex,
}

/// One place where the delimiter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Where the delimiter begins.
    pub start: usize,
    /// The first byte behind what was recognised.
    pub end: usize,
    /// What was recognised.
    pub what: Found,
}

/// What stands at a delimiter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The doubled delimiter, which stands for one.
    Escaped,
    /// A placeholder: the place of its name, and the filters behind the name.
    Placeholder(Range<usize>, Vec<Call>),
    /// No placeholder begins here; the reason where there is more to say than that.
    Invalid(Option<String>),
}

impl Grammar {
    /// A grammar; with `filters`, a name in braces may be followed by `|filter` calls.
    ///
    /// # Errors
    /// The reason, when the delimiter is empty or a pattern is malformed, unsupported or can match nothing.
    pub fn new(custom: &Custom, filters: bool) -> Result<Self, String> {
        let kind = match custom.is_default() {
            true => Kind::Dollar,
            false => Kind::Custom(Box::new(Patterns::new(custom)?)),
        };
        Ok(Self { kind, filters })
    }

    /// The delimiter, `$` by default.
    #[must_use]
    pub fn delimiter(&self) -> &[u8] {
        match &self.kind {
            Kind::Dollar => b"$",
            Kind::Custom(patterns) => &patterns.delimiter,
        }
    }

    /// The first delimiter of `text` at or behind `from`.
    #[must_use]
    pub fn next(&self, text: &[u8], from: usize) -> Option<Match> {
        match &self.kind {
            Kind::Dollar => self.next_dollar(text, from),
            Kind::Custom(patterns) => self.next_custom(patterns, text, from),
        }
    }

    fn next_dollar(&self, text: &[u8], from: usize) -> Option<Match> {
        let start = from + memchr(b'$', text.get(from..)?)?;
        let behind = text.get(start + 1..)?;
        let (length, what) = match behind.first() {
            Some(b'$') => (2, Found::Escaped),
            Some(b'{') => {
                let inner = behind.get(1..)?;
                let (name, begin) = (name_length(inner), start + 2);
                match inner.get(name) {
                    Some(b'}') if name > 0 => (name + 3, Found::Placeholder(begin..begin + name, Vec::new())),
                    Some(b'|') if name > 0 && self.filters => piped(text, start, begin..begin + name),
                    _ => (1, Found::Invalid(None)),
                }
            }
            _ => match name_length(behind) {
                0 => (1, Found::Invalid(None)),
                name => (
                    name + 1,
                    Found::Placeholder(start + 1..start + 1 + name, Vec::new()),
                ),
            },
        };
        Some(Match {
            start,
            end: start + length,
            what,
        })
    }

    fn next_custom(&self, patterns: &Patterns, text: &[u8], from: usize) -> Option<Match> {
        let groups = patterns.placeholder.captures_at(text, from)?;
        let whole = groups.get(0)?.range();
        let (mut end, mut what) = (whole.end, Found::Invalid(None));
        if groups.name("escaped").is_some() {
            what = Found::Escaped;
        } else if let Some(name) = groups.name("named").or_else(|| groups.name("braced")) {
            what = Found::Placeholder(name.range(), Vec::new());
        } else if self.filters && text.get(end) == Some(&b'{') {
            let inner = text.get(end + 1..).unwrap_or_default();
            if let Some(name) = patterns
                .piped_name
                .captures(inner)
                .and_then(|groups| groups.get(1))
            {
                let (length, found) = piped(text, whole.start, end + 1..end + 1 + name.len());
                if !matches!(found, Found::Invalid(_)) {
                    end = whole.start + length;
                }
                what = found;
            }
        }
        Some(Match {
            start: whole.start,
            end,
            what,
        })
    }
}

/// A name in braces with filters: the length from the delimiter on, and what was found.
fn piped(text: &[u8], start: usize, name: Range<usize>) -> (usize, Found) {
    match filters::parse(text, name.end) {
        Ok((calls, end)) => (end - start, Found::Placeholder(name, calls)),
        Err(reason) => (1, Found::Invalid(Some(reason))),
    }
}

/// The length of the name `[_a-zA-Z][_a-zA-Z0-9]*` that `text` begins with; 0 when it begins with none.
fn name_length(text: &[u8]) -> usize {
    match text.first() {
        Some(b'_' | b'a'..=b'z' | b'A'..=b'Z') => text
            .iter()
            .position(|byte| !matches!(byte, b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'))
            .unwrap_or(text.len()),
        _ => 0,
    }
}

impl Patterns {
    fn new(custom: &Custom) -> Result<Self, String> {
        let delimiter = custom.delimiter.unwrap_or("$");
        if delimiter.is_empty() {
            return Err("the delimiter is empty (one or more characters were expected)".to_owned());
        }
        let id = custom.id_pattern.unwrap_or("(?a:[_a-z][_a-z0-9]*)");
        let (id, brace) = (pattern(id)?, pattern(custom.brace_id_pattern.unwrap_or(id))?);
        let literal = format!("(?-ix:{})", regex::escape(delimiter));
        let build = |pattern: &str| {
            RegexBuilder::new(pattern)
                .case_insensitive(!custom.case_sensitive)
                .ignore_whitespace(true)
                .size_limit(PATTERN_SIZE_LIMIT)
                .build()
                .map_err(|error| one_line(&error.to_string()))
        };
        Ok(Self {
            delimiter: delimiter.as_bytes().to_vec(),
            placeholder: build(&format!(
                "{literal}(?:(?P<escaped>{literal})|(?P<named>{id}\n)|\\{{(?P<braced>{brace}\n)\\}}|)"
            ))?,
            piped_name: build(&format!("\\A({brace}\n)\\|"))?,
        })
    }
}

/// A pattern of the user in the syntax of the regex crate: checked alone, so that it cannot reach out of its group.
fn pattern(python: &str) -> Result<String, String> {
    let ours = ascii_groups(python);
    let parsed = regex_syntax::ParserBuilder::new()
        .utf8(false)
        .ignore_whitespace(true)
        .build()
        .parse(&ours);
    let parsed = parsed.map_err(|error| format!("pattern `{python}`: {}", one_line(&error.to_string())))?;
    if parsed.properties().minimum_len().is_none_or(|length| length == 0) {
        return Err(format!(
            "pattern `{python}` can match nothing (a name has at least one character)"
        ));
    }
    Ok(ours)
}

/// Python's `(?a:` is spelt `(?-u:` here.
fn ascii_groups(python: &str) -> String {
    let mut out = String::with_capacity(python.len());
    let mut rest = python;
    while let Some(character) = rest.chars().next() {
        let token = match character {
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            _ if rest.starts_with("(?a:") => 4,
            _ => character.len_utf8(),
        };
        let (head, tail) = rest.split_at(token);
        out.push_str(if head == "(?a:" { "(?-u:" } else { head });
        rest = tail;
    }
    out
}

/// The reason in a message of the regex crate, which spreads over several lines and ends in `error: reason`.
fn one_line(message: &str) -> String {
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(grammar: &Grammar, text: &str) -> Vec<Match> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(next) = grammar.next(text.as_bytes(), at) {
            at = next.end;
            found.push(next);
        }
        found
    }

    #[test]
    fn a_custom_delimiter_is_a_literal_and_keeps_its_case() {
        let custom = Custom {
            delimiter: Some("x."),
            ..Custom::default()
        };
        let found = all(&Grammar::new(&custom, false).unwrap(), "X.a x.a xxa");
        assert_eq!(
            found,
            [Match {
                start: 4,
                end: 7,
                what: Found::Placeholder(6..7, Vec::new())
            }]
        );
    }

    #[test]
    fn a_pattern_that_can_match_nothing_is_refused_with_the_reason() {
        for (id, reason) in [
            ("a*", "match nothing"),
            ("(?=a)a", "look-around"),
            ("([", "unclosed"),
            (r"(a)\1", "backreferences"),
        ] {
            let custom = Custom {
                id_pattern: Some(id),
                ..Custom::default()
            };
            let error = Grammar::new(&custom, false).unwrap_err();
            assert!(error.contains(reason) && !error.contains('\n'), "{id}: {error}");
        }
    }

    #[test]
    fn a_pattern_cannot_end_the_group_it_stands_in() {
        let custom = Custom {
            id_pattern: Some("a)|(b"),
            ..Custom::default()
        };
        assert!(Grammar::new(&custom, false).is_err());
    }

    proptest! {
        /// The hand-written scanner finds what Python's pattern, run by a regex engine, finds.
        #[test]
        fn the_default_scanner_equals_pythons_pattern(text in "([${}aA_1|é\n ]|\\$\\{|\\$a|K|ı){0,40}") {
            let pattern = Custom { id_pattern: Some("(?a:[_a-z][_a-z0-9]*)"), ..Custom::default() };
            let by_regex = Grammar { kind: Kind::Custom(Box::new(Patterns::new(&pattern).unwrap())), filters: false };
            prop_assert_eq!(all(&Grammar::new(&Custom::default(), false).unwrap(), &text), all(&by_regex, &text));
        }
    }
}
