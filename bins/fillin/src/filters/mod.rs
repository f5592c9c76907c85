//! Filters behind a name in braces: `${v|strip|replace("java","python")}`, each doing what Python's text method does.

mod format;
mod number;
mod printf;
mod text;

use crate::value::Value;

/// One filter with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    name: Name,
    arguments: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Lower,
    Upper,
    Capitalize,
    Title,
    Swapcase,
    Casefold,
    Strip,
    Replace,
    Split,
    Join,
    StartsWith,
    Format,
    Printf,
}

/// The names of all filters, and how many arguments each takes.
const FILTERS: [(&str, Name, std::ops::RangeInclusive<usize>); 13] = [
    ("lower", Name::Lower, 0..=0),
    ("upper", Name::Upper, 0..=0),
    ("capitalize", Name::Capitalize, 0..=0),
    ("title", Name::Title, 0..=0),
    ("swapcase", Name::Swapcase, 0..=0),
    ("casefold", Name::Casefold, 0..=0),
    ("strip", Name::Strip, 0..=1),
    ("replace", Name::Replace, 2..=2),
    ("split", Name::Split, 0..=1),
    ("join", Name::Join, 1..=1),
    ("startswith", Name::StartsWith, 1..=1),
    ("format", Name::Format, 1..=1),
    ("printf", Name::Printf, 1..=1),
];

/// Reads `|name(arguments)|...}` from `at` on, and returns the calls and the place behind the `}`.
pub(crate) fn parse(text: &[u8], at: usize) -> Result<(Vec<Call>, usize), String> {
    let mut reader = Reader { text, at };
    let mut calls = Vec::new();
    while reader.take(b'|') {
        calls.push(reader.call()?);
    }
    match reader.take(b'}') {
        true => Ok((calls, reader.at)),
        false => Err("`|` or `}` was expected behind a filter".to_owned()),
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn call(&mut self) -> Result<Call, String> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
            .unwrap_or(rest.len());
        let word = String::from_utf8_lossy(rest.get(..length.min(40)).unwrap_or_default());
        if word.is_empty() {
            return Err("the name of a filter was expected behind `|`".to_owned());
        }
        let known = FILTERS.into_iter().find(|(name, ..)| *name == word);
        let (_, name, takes) = known.ok_or_else(|| format!("no filter is called {word}"))?;
        self.at += length;
        let mut arguments = Vec::new();
        if self.take(b'(') && !self.take(b')') {
            loop {
                arguments.push(self.argument()?);
                match (self.take(b','), self.take(b')')) {
                    (true, _) => {}
                    (_, true) => break,
                    _ => return Err(format!("`,` or `)` was expected behind an argument of {word}")),
                }
            }
        }
        if !takes.contains(&arguments.len()) {
            let (least, most) = (takes.start(), takes.end());
            let wanted = if least == most {
                least.to_string()
            } else {
                format!("{least} or {most}")
            };
            return Err(format!(
                "{word} has {} arguments ({wanted} expected)",
                arguments.len()
            ));
        }
        Ok(Call { name, arguments })
    }

    /// A JSON string.
    fn argument(&mut self) -> Result<String, String> {
        let begin = self.at;
        if !self.take(b'"') {
            return Err("an argument is a JSON string in double quotes".to_owned());
        }
        loop {
            match self.peek() {
                None => return Err("an argument's quote never closes".to_owned()),
                Some(b'"') => break self.at += 1,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
            }
        }
        serde_json::from_slice(self.text.get(begin..self.at).unwrap_or_default())
            .map_err(|_| "an argument is no valid JSON string".to_owned())
    }
}

/// What a filter works on.
enum Working {
    Text(String),
    List(Vec<String>),
}

/// Applies the filters, one after the other.
///
/// # Errors
/// The reason, when a filter cannot be applied to this value; it never holds the value.
pub(crate) fn apply(calls: &[Call], value: &Value) -> Result<Vec<u8>, String> {
    let mut working = match value {
        Value::Text(text) => Working::Text(scalar(text)?),
        Value::List(items) => Working::List(items.iter().map(item).collect::<Result<_, _>>()?),
        other => {
            return Err(format!(
                "the value is {} (text or a list was expected)",
                other.type_name()
            ));
        }
    };
    for call in calls {
        working = call.apply(working)?;
    }
    match working {
        Working::Text(text) => Ok(text.into_bytes()),
        Working::List(_) => Err("the result is a list (end it with join)".to_owned()),
    }
}

fn scalar(text: &[u8]) -> Result<String, String> {
    String::from_utf8(text.to_vec()).map_err(|_| "the value is not UTF-8, which filters need".to_owned())
}

fn item(value: &Value) -> Result<String, String> {
    match value {
        Value::Text(text) => scalar(text),
        other => Err(format!(
            "an item of the list is {} (text or a number was expected)",
            other.type_name()
        )),
    }
}

impl Call {
    fn argument(&self, nth: usize) -> &str {
        self.arguments.get(nth).map(String::as_str).unwrap_or_default()
    }

    fn apply(&self, value: Working) -> Result<Working, String> {
        let text = match (self.name, value) {
            (Name::Join, Working::List(items)) => return Ok(Working::Text(items.join(self.argument(0)))),
            (Name::Join, Working::Text(_)) => return Err("join needs a list (the value is text)".to_owned()),
            (_, Working::List(_)) => return Err("the value is a list (only join takes one)".to_owned()),
            (_, Working::Text(text)) => text,
        };
        Ok(Working::Text(match self.name {
            Name::Lower => text.to_lowercase(),
            Name::Upper => text.to_uppercase(),
            Name::Capitalize => text::capitalize(&text),
            Name::Title => text::title(&text),
            Name::Swapcase => text::swapcase(&text),
            Name::Casefold => text::casefold(&text),
            Name::Strip => match self.arguments.first() {
                Some(set) => text.trim_matches(|c| set.contains(c)).to_owned(),
                None => text.trim_matches(text::is_space).to_owned(),
            },
            Name::Replace => text.replace(self.argument(0), self.argument(1)),
            Name::StartsWith => if text.starts_with(self.argument(0)) {
                "True"
            } else {
                "False"
            }
            .to_owned(),
            Name::Format => format::format(self.argument(0), &text)?,
            Name::Printf => printf::printf(self.argument(0), &text)?,
            Name::Split => {
                let items = match self.arguments.first() {
                    Some(separator) if separator.is_empty() => {
                        return Err("split has an empty separator".to_owned());
                    }
                    Some(separator) => text.split(separator.as_str()).map(str::to_owned).collect(),
                    None => text
                        .split(text::is_space)
                        .filter(|part| !part.is_empty())
                        .map(str::to_owned)
                        .collect(),
                };
                return Ok(Working::List(items));
            }
            Name::Join => return Err("join needs a list".to_owned()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn arguments_may_hold_what_ends_a_placeholder() {
        let (calls, end) = parse(br#"|replace("}|,","\"")|upper} rest"#, 0).unwrap();
        assert_eq!(end, 27);
        assert_eq!(apply(&calls, &Value::Text(b"a}|,b".to_vec())).unwrap(), b"A\"B");
    }

    #[test]
    fn malformed_calls_have_a_reason() {
        for (text, reason) in [
            ("|nosuch}", "no filter is called nosuch"),
            ("|", "name of a filter"),
            ("|replace(\"a\"}", "`,` or `)`"),
            ("|replace(\"a\")}", "2 expected"),
            ("|lower(1)}", "JSON string"),
            ("|strip(\"a", "never closes"),
            ("|strip(\"\\q\")}", "no valid JSON"),
        ] {
            let error = parse(text.as_bytes(), 0).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_call_is_answered(text in "(\\||lower|split|join|format|printf|\\(|\\)|\"|,|\\}|\\{|%|5|d|\\\\){0,20}", value in ".{0,10}") {
            if let Ok((calls, _)) = parse(text.as_bytes(), 0) {
                let _ = apply(&calls, &Value::Text(value.into_bytes()));
            }
        }

        #[test]
        fn any_format_is_answered(spec in "[-+ #0*<>^={}:.,_%0-9a-z变]{0,12}", value in "[-+0-9.e_x ]{0,12}|.{0,6}") {
            let _ = format::format(&spec, &value);
            let _ = format::format(&format!("{{:{spec}}}"), &value);
            let _ = printf::printf(&spec, &value);
            let _ = printf::printf(&format!("%{spec}"), &value);
        }
    }
}
