//! JSON (RFC 8259) whose numbers keep the text of the source and whose objects keep their order: `1.10` stays `1.10`, and
//! so do `1E5` and integers of 25 digits.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Lists and objects inside each other, at most.
const DEPTH_LIMIT: usize = 100;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as the source writes it.
    Number(String),
    /// A string, unescaped.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object; a key that comes twice is there once, with its last value.
    Object(Vec<(String, Node)>),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// In bytes from the beginning of the text.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

impl Malformed {
    /// Line and column (in characters), both from 1.
    pub fn line_col(&self, text: &str) -> (u64, u64) {
        let before = text.get(..text.floor_char_boundary(self.offset)).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        (line as u64 + 1, column as u64 + 1)
    }
}

/// A document, and the places of keys that came twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub node: Node,
    /// Keys that came twice in their object.
    pub doubles: Vec<Malformed>,
}

/// Parses one document; nothing but white space may follow.
pub fn parse(text: &str) -> Result<Document, Malformed> {
    let mut doubles = Vec::new();
    let node = node(text, text, 0, &mut doubles)?;
    Ok(Document { node, doubles })
}

/// Parses documents that stand one behind the other.
pub fn parse_many(text: &str) -> Result<Vec<Document>, Malformed> {
    let mut documents = Vec::new();
    for raw in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let raw = raw.map_err(|error| malformed(&error, text, text))?;
        let mut doubles = Vec::new();
        let node = node(raw.get(), text, 0, &mut doubles)?;
        documents.push(Document { node, doubles });
    }
    Ok(documents)
}

/// `part` lies inside `whole`, and is reported at its place there. Each level is parsed with what is inside it left as
/// text, which is what keeps numbers as they are written.
fn node(part: &str, whole: &str, depth: usize, doubles: &mut Vec<Malformed>) -> Result<Node, Malformed> {
    let offset = place(part, whole);
    if depth > DEPTH_LIMIT {
        let message = format!("lists and objects are nested deeper than {DEPTH_LIMIT}");
        return Err(Malformed { offset, message });
    }
    let wrong = |error: serde_json::Error| malformed(&error, part, whole);
    match part.trim_ascii_start().as_bytes().first() {
        Some(b'n') => serde_json::from_str(part).map(|()| Node::Null).map_err(wrong),
        Some(b't' | b'f') => serde_json::from_str(part).map(Node::Bool).map_err(wrong),
        Some(b'"') => serde_json::from_str(part).map(Node::Text).map_err(wrong),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(part).map_err(wrong)?;
            items
                .into_iter()
                .map(|item| node(item.get(), whole, depth + 1, doubles))
                .collect::<Result<_, _>>()
                .map(Node::List)
        }
        Some(b'{') => {
            let Members(members) = serde_json::from_str(part).map_err(wrong)?;
            let mut object: Vec<(String, Node)> = Vec::with_capacity(members.len());
            let mut places = HashMap::new();
            for (name, value) in members {
                let value_node = node(value.get(), whole, depth + 1, doubles)?;
                if let Some(before) = places.get(&name).and_then(|at: &usize| object.get_mut(*at)) {
                    before.1 = value_node;
                    let message = format!("the key {name:?} comes twice");
                    doubles.push(Malformed {
                        offset: place(value.get(), whole),
                        message,
                    });
                } else {
                    places.insert(name.clone(), object.len());
                    object.push((name, value_node));
                }
            }
            Ok(Node::Object(object))
        }
        _ => {
            let number: &RawValue = serde_json::from_str(part).map_err(wrong)?;
            Ok(Node::Number(number.get().to_owned()))
        }
    }
}

fn place(part: &str, whole: &str) -> usize {
    (part.as_ptr() as usize)
        .saturating_sub(whole.as_ptr() as usize)
        .min(whole.len())
}

fn malformed(error: &serde_json::Error, part: &str, whole: &str) -> Malformed {
    let line = match error.line().checked_sub(2) {
        None => 0,
        Some(nth) => part
            .match_indices('\n')
            .nth(nth)
            .map_or(0, |(newline, _)| newline + 1),
    };
    let text = error.to_string();
    let message = format!(
        "invalid JSON: {}",
        text.split(" at line ").next().unwrap_or_default()
    );
    let offset = place(part, whole) + line + error.column().saturating_sub(1);
    Malformed {
        offset: offset.min(whole.len()),
        message,
    }
}

/// The members of an object, their values still as text.
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
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// Compact JSON.
impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(bool) => write!(out, "{bool}"),
            Self::Number(number) => out.write_str(number),
            Self::Text(text) => write!(out, "{}", serde_json::Value::from(text.as_str())),
            Self::List(items) => {
                out.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    let comma = if at > 0 { "," } else { "" };
                    write!(out, "{comma}{item}")?;
                }
                out.write_str("]")
            }
            Self::Object(members) => {
                out.write_str("{")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    let comma = if at > 0 { "," } else { "" };
                    write!(out, "{comma}{}:{value}", serde_json::Value::from(name.as_str()))?;
                }
                out.write_str("}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_their_text_and_objects_their_order() {
        let text = r#"{"b":1.10,"a":[1E5,12345678901234567890123,-0],"c":{"x":null,"y":"\u00e9"}}"#;
        assert_eq!(
            parse(text).unwrap().node.to_string(),
            text.replace("\\u00e9", "é")
        );
    }

    #[test]
    fn errors_have_the_place_in_the_whole_text() {
        let text = "{\"é\": 1,\n \"b\": }\n";
        assert_eq!(parse(text).unwrap_err().line_col(text), (2, 7));
        let text = "{\n\"o\": [\n{\"a\": 1, \"a\": 2}]}";
        let doubles = parse(text).unwrap().doubles;
        assert_eq!((doubles.len(), doubles[0].line_col(text)), (1, (3, 15)));
        assert!(parse("[1] x").is_err() && parse("").is_err());
    }

    #[test]
    fn nesting_is_bounded() {
        for deep in [
            "[".repeat(100_000) + &"]".repeat(100_000),
            "{\"a\":".repeat(100_000),
        ] {
            assert!(parse(&deep).is_err() && parse_many(&deep).is_err());
        }
        assert!(parse(&("[".repeat(50) + &"]".repeat(50))).is_ok());
    }

    proptest! {
        #[test]
        fn what_serde_json_takes_is_taken_and_nothing_else(text in "[\\[\\]{}\":,0-9.eEntrul\\\\ \n-]{0,20}") {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            prop_assert_eq!(parse(&text).is_ok(), theirs.is_ok(), "{}", text);
        }
    }
}
