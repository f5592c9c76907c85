//! JSON data: scalars keep the text of the file, and a key that comes twice is an error.

use shared::json::{Node, parse};

use super::Malformed;
use crate::value::Value;

/// The members of the object that `text` is.
///
/// # Errors
/// Malformed JSON, another type at the top, a key that comes twice, lists and objects too deep: with the position.
pub fn object(text: &str) -> Result<Vec<(String, Value)>, Malformed> {
    match value(text)? {
        Value::Object(members) => Ok(members),
        other => {
            let found = other.type_name();
            let message = format!("{found} at the top (an object with names and values was expected)");
            Err(Malformed {
                line: 1,
                column: 1,
                message,
            })
        }
    }
}

/// Any JSON value.
///
/// # Errors
/// As [`object`].
pub fn value(text: &str) -> Result<Value, Malformed> {
    let malformed = |wrong: shared::json::Malformed| Malformed::at(text, wrong.offset, wrong.message);
    let document = parse(text).map_err(malformed)?;
    match document.doubles.into_iter().next() {
        Some(double) => Err(malformed(double)),
        None => Ok(of(document.node)),
    }
}

fn of(node: Node) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Bool(bool) => Value::Text(bool.to_string().into_bytes()),
        Node::Number(text) | Node::Text(text) => Value::Text(text.into_bytes()),
        Node::List(items) => Value::List(items.into_iter().map(of).collect()),
        Node::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, of(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_key_that_comes_twice_and_another_type_at_the_top_are_errors() {
        let twice = object("{\n\"o\": [\n{\"a\": 1, \"a\": 2}]}").unwrap_err();
        assert_eq!(
            (twice.line, twice.message.as_str()),
            (3, "the key \"a\" comes twice")
        );
        assert!(
            object("[1]")
                .unwrap_err()
                .message
                .starts_with("a list at the top")
        );
    }
}
