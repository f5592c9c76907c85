//! JSON data (RFC 8259): scalars keep the text of the file, and a key that comes twice is an error.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Malformed;
use crate::value::Value;

/// Lists and objects inside each other, at most.
const DEPTH_LIMIT: usize = 100;

/// The members of the object that `text` is.
///
/// # Errors
/// Malformed JSON, another type at the top, a key that comes twice, lists and objects too deep: with the position.
pub fn object(text: &str) -> Result<Vec<(String, Value)>, Malformed> {
    match value(text)? {
        Value::Object(members) => Ok(members),
        other => {
            let found = other.type_name();
            Err(Malformed::at(
                text,
                0,
                format!("{found} at the top (an object with names and values was expected)"),
            ))
        }
    }
}

/// Any JSON value.
///
/// # Errors
/// As [`object`].
pub fn value(text: &str) -> Result<Value, Malformed> {
    parse(text, text, 0)
}

/// `part` lies inside `whole`, and is reported at its place there.
fn parse(part: &str, whole: &str, depth: usize) -> Result<Value, Malformed> {
    let offset = part.as_ptr() as usize - whole.as_ptr() as usize;
    if depth > DEPTH_LIMIT {
        return Err(Malformed::at(
            whole,
            offset,
            format!("lists and objects are nested deeper than {DEPTH_LIMIT}"),
        ));
    }
    let malformed = |error: serde_json::Error| {
        let inside = line_offset(part, error.line()) + error.column().saturating_sub(1);
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default();
        Malformed::at(
            whole,
            (offset + inside).min(whole.len()),
            format!("invalid JSON: {message}"),
        )
    };
    match part.trim_ascii_start().as_bytes().first() {
        Some(b'n') => serde_json::from_str(part)
            .map(|()| Value::Null)
            .map_err(malformed),
        Some(b'"') => serde_json::from_str(part)
            .map(|text: String| Value::Text(text.into_bytes()))
            .map_err(malformed),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(part).map_err(malformed)?;
            items
                .into_iter()
                .map(|item| parse(item.get(), whole, depth + 1))
                .collect::<Result<_, _>>()
                .map(Value::List)
        }
        Some(b'{') => {
            let Members(members) = serde_json::from_str(part).map_err(malformed)?;
            members
                .into_iter()
                .map(|(name, item)| Ok((name, parse(item.get(), whole, depth + 1)?)))
                .collect::<Result<_, _>>()
                .map(Value::Object)
        }
        _ => {
            let plain: &RawValue = serde_json::from_str(part).map_err(malformed)?;
            Ok(Value::Text(plain.get().as_bytes().to_vec()))
        }
    }
}

/// Where a line begins; lines count from 1.
fn line_offset(text: &str, line: usize) -> usize {
    match line.checked_sub(2) {
        None => 0,
        Some(nth) => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(nth)
            .map_or(0, |newline| newline + 1),
    }
}

/// The members of an object, their values still as text; refuses a key that comes twice.
struct Members<'j>(Vec<(String, &'j RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let (mut members, mut seen) = (Vec::new(), HashSet::new());
                while let Some(name) = map.next_key::<String>()? {
                    if !seen.insert(name.clone()) {
                        return Err(A::Error::custom(format!("the key {name:?} comes twice")));
                    }
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: &str) -> Value {
        Value::Text(value.as_bytes().to_vec())
    }

    #[test]
    fn scalars_keep_the_text_of_the_source() {
        let members = object(
            r#" {"a": 1.10, "b": 1E5, "c": 12345678901234567890, "d": true, "e": "\u0041", "f": null} "#,
        );
        let values: Vec<_> = members.unwrap().into_iter().map(|(_, value)| value).collect();
        let plain = ["1.10", "1E5", "12345678901234567890", "true", "A"].map(text);
        assert_eq!(values.split_last().unwrap(), (&Value::Null, plain.as_slice()));
    }

    #[test]
    fn errors_have_the_place_in_the_whole_file() {
        let malformed = object("{\"é\": 1,\n \"b\": }\n").unwrap_err();
        assert_eq!((malformed.line, malformed.column), (2, 7));
        let twice = object("{\n\"o\": [\n{\"a\": 1, \"a\": 2}]}").unwrap_err();
        assert_eq!(twice.line, 3);
        assert!(twice.message.contains("\"a\" comes twice"), "{}", twice.message);
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(value(&deep).unwrap_err().message.contains("nested deeper"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(source in "[\\[\\]{}\":,0-9ntrue\\\\ \n]{0,30}") {
            let ours = value(&source);
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&source);
            prop_assert!(theirs.is_ok() || ours.is_err());
        }
    }
}
