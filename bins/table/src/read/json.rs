//! JSON: objects (the union of their keys, nested ones as `a.b`) or lists (the first is the header), in a list or one
//! after the other. Numbers keep the digits of the source. One row at a time is in memory beside the text.

use std::fmt;

use serde_json::value::RawValue;
use shared::json::{Node, parse};

use super::{Builder, Malformed, Options, Read, Records, Warning, WarningKind};
use crate::rows::{Kind, Row};

/// How many JSON values an input may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Documents {
    One,
    Many,
}

pub(super) fn read(text: &str, documents: Documents, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim_ascii().is_empty() {
        return Ok(None);
    }
    let mut reader = Reader {
        text,
        options,
        nodes: NodeRows::Unknown,
        rows: 0,
        warnings: Vec::new(),
    };
    match documents {
        Documents::One => reader.document(text, true)?,
        Documents::Many => {
            let mut deserializer = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
            let mut first = true;
            while let Some(raw) = deserializer.next() {
                let raw = raw.map_err(|error| reader.syntax(&error, text))?;
                let rest = text.get(deserializer.byte_offset()..).unwrap_or_default();
                let alone = first && rest.trim_ascii().is_empty();
                if alone && holds_rows(raw.get()) {
                    reader.document(raw.get(), false)?;
                } else {
                    reader.row(raw.get())?;
                }
                first = false;
            }
        }
    }
    reader.nodes.finish(reader.warnings)
}

/// The list's first item is a list or an object.
fn holds_rows(list: &str) -> bool {
    list.strip_prefix('[')
        .is_some_and(|inside| inside.trim_ascii_start().starts_with(['[', '{']))
}

/// Rows of a document: objects or lists, all alike.
pub(super) enum NodeRows {
    /// None yet.
    Unknown,
    Lists(Builder),
    Objects(Records),
}

impl NodeRows {
    /// Adds a row that stands at this place.
    pub(super) fn push(
        &mut self,
        node: &Node,
        number: u64,
        place: (u64, u64),
        options: &Options,
    ) -> Result<(), Malformed> {
        if let Self::Unknown = self {
            match node {
                Node::List(_) => *self = Self::Lists(Builder::new(options)),
                Node::Object(_) => *self = Self::Objects(Records::default()),
                _ => {}
            }
        }
        match (&mut *self, node) {
            (Self::Lists(builder), Node::List(cells)) => {
                let mut row = Row::default();
                list(cells, &mut row);
                builder.row(place.0, &row)
            }
            (Self::Objects(records), Node::Object(_)) => {
                object(node, records);
                records.end(place.0, options)
            }
            (rows, node) => {
                let expected = match rows {
                    Self::Unknown => "an object or a list",
                    Self::Lists(_) => "a list like the first",
                    Self::Objects(_) => "an object like the first",
                };
                Err(Malformed::Syntax {
                    place: Some(place),
                    message: unlike(node, number, expected),
                })
            }
        }
    }

    /// The table of all rows.
    pub(super) fn finish(self, warnings: Vec<Warning>) -> Result<Option<Read>, Malformed> {
        match self {
            Self::Unknown => Ok(None),
            Self::Lists(builder) => builder.finish(true).map(|read| {
                read.map(|mut read| {
                    read.warnings.extend(warnings);
                    read
                })
            }),
            Self::Objects(records) => records.finish(warnings),
        }
    }
}

struct Reader<'t, 'o> {
    text: &'t str,
    options: &'o Options,
    nodes: NodeRows,
    rows: u64,
    warnings: Vec<Warning>,
}

impl Reader<'_, '_> {
    /// A document: a list of rows, or one object.
    fn document(&mut self, text: &str, whole: bool) -> Result<(), Malformed> {
        if !text.trim_ascii_start().starts_with('[') {
            return match parse(text) {
                Ok(_) => self.row(text),
                Err(wrong) => Err(self.malformed(&wrong, text)),
            };
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let mut failed = None;
        let items = Items(|raw: &RawValue| match self.row(raw.get()) {
            Ok(()) => true,
            Err(malformed) => {
                failed = Some(malformed);
                false
            }
        });
        let read = serde::de::Deserializer::deserialize_seq(&mut deserializer, items);
        if let Some(malformed) = failed {
            return Err(malformed);
        }
        read.and_then(|()| if whole { deserializer.end() } else { Ok(()) })
            .map_err(|error| self.syntax(&error, text))
    }

    fn row(&mut self, text: &str) -> Result<(), Malformed> {
        self.rows += 1;
        let document = parse(text).map_err(|wrong| self.malformed(&wrong, text))?;
        if let Some(double) = document.doubles.first()
            && self.warnings.is_empty()
        {
            let (line, _) = self.place(double.offset + self.offset(text));
            self.warnings.push(Warning {
                kind: WarningKind::DuplicateName,
                line: Some(line),
                message: format!("{}; the last value counts", double.message),
            });
        }
        // Only rows that are wrong are looked up by line.
        let done = self.nodes.push(&document.node, self.rows, (0, 1), self.options);
        let offset = self.offset(text);
        let unplaced = match &mut self.nodes {
            NodeRows::Objects(records) => records.doubles.first.as_mut().map(|(_, line)| line),
            NodeRows::Lists(builder) => builder.ragged.as_mut().map(|(line, _)| line),
            NodeRows::Unknown => None,
        };
        if let Some(line) = unplaced.filter(|line| **line == 0) {
            *line = line_col(self.text, offset).0;
        }
        match done {
            Err(Malformed::Syntax { message, .. }) => Err(Malformed::Syntax {
                place: Some(self.place(self.offset(text))),
                message,
            }),
            done => done,
        }
    }

    /// Where a part of the text begins.
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize)
            .saturating_sub(self.text.as_ptr() as usize)
            .min(self.text.len())
    }

    fn place(&self, offset: usize) -> (u64, u64) {
        line_col(self.text, offset)
    }

    fn malformed(&self, wrong: &shared::json::Malformed, part: &str) -> Malformed {
        Malformed::Syntax {
            place: Some(self.place(self.offset(part) + wrong.offset)),
            message: wrong.message.clone(),
        }
    }

    fn syntax(&self, error: &serde_json::Error, part: &str) -> Malformed {
        let line = error
            .line()
            .checked_sub(2)
            .and_then(|nth| part.match_indices('\n').nth(nth))
            .map_or(0, |(end, _)| end + 1);
        let offset = self.offset(part) + line + error.column().saturating_sub(1);
        let message = error.to_string();
        Malformed::Syntax {
            place: Some(self.place(offset.min(self.text.len()))),
            message: format!(
                "invalid JSON: {}",
                message.split(" at line ").next().unwrap_or_default()
            ),
        }
    }
}

/// Line and column of an offset.
fn line_col(text: &str, offset: usize) -> (u64, u64) {
    let place = shared::json::Malformed {
        offset,
        message: String::new(),
    };
    place.line_col(text)
}

/// Hands each item of a list on, as text.
struct Items<F>(F);

impl<'de, F: FnMut(&'de RawValue) -> bool> serde::de::Visitor<'de> for Items<F> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            if !(self.0)(item) {
                return Err(serde::de::Error::custom("malformed"));
            }
        }
        Ok(())
    }
}

/// Makes a row of a list.
pub(super) fn list(cells: &[Node], row: &mut Row) {
    row.clear();
    for cell in cells {
        let (text, kind) = value(cell);
        row.push(&text, kind);
    }
}

/// Sets the values of an object.
pub(super) fn object(node: &Node, records: &mut Records) {
    flatten("", node, &mut |name, node| {
        let (text, kind) = value(node);
        records.set(name, text, kind);
    });
}

/// What is wrong with a row that is not like the others.
pub(super) fn unlike(node: &Node, number: u64, expected: &str) -> String {
    let found = match node {
        Node::Null => "null",
        Node::Bool(_) => "true or false",
        Node::Number(_) => "a number",
        Node::Text(_) => "text",
        Node::List(_) => "a list",
        Node::Object(_) => "an object",
    };
    format!("value {number} is {found} ({expected} was expected)")
}

/// The members of an object and of the objects in it, in order.
fn flatten(name: &str, node: &Node, visit: &mut impl FnMut(&str, &Node)) {
    match node {
        Node::Object(inner) if !inner.is_empty() => {
            for (key, node) in inner {
                if name.is_empty() {
                    flatten(key, node, visit);
                } else {
                    flatten(&format!("{name}.{key}"), node, visit);
                }
            }
        }
        Node::Object(_) if name.is_empty() => {}
        _ => visit(name, node),
    }
}

fn value(node: &Node) -> (String, Kind) {
    match node {
        Node::Null => (String::new(), Kind::Null),
        Node::Bool(bool) => (bool.to_string(), Kind::Bool),
        Node::Number(number) if number.contains(['.', 'e', 'E']) => (number.clone(), Kind::Float),
        Node::Number(number) => (number.clone(), Kind::Int),
        Node::Text(text) => (text.clone(), Kind::Text),
        list_or_object => (list_or_object.to_string(), Kind::Json),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str, documents: Documents) -> Vec<Vec<String>> {
        cells(read(text, documents, &Options::default()).unwrap_or_else(|_| panic!("{text}")))
    }

    #[test]
    fn objects_give_the_union_of_their_keys() {
        assert_eq!(
            table("{\"a\":1}\n{\"b\":{\"c\":2}, \"a\": null}\n", Documents::Many),
            [["a", "b.c"], ["1", ""], ["", "2"]]
        );
    }

    #[test]
    fn lists_have_their_header_first() {
        assert_eq!(
            table("[[\"a\",\"b\"],[1,2.50],[3]]", Documents::One),
            [["a", "b"], ["1", "2.50"], ["3", ""]]
        );
        assert_eq!(table("[\"a\"]\n[1]\n", Documents::Many), [["a"], ["1"]]);
        assert_eq!(table("[[\"a\"],[1]]", Documents::Many), [["a"], ["1"]]);
        assert!(table("[]", Documents::One).is_empty());
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(
            table("[{\"a\":12345678901234567890123,\"b\":1.10}]", Documents::One),
            [["a", "b"], ["12345678901234567890123", "1.10"]]
        );
    }

    #[test]
    fn malformed_json_has_a_place() {
        for (text, expected) in [
            ("[{\"a\":1},", (1, 9)),
            ("[1]", (1, 2)),
            ("5", (1, 1)),
            ("[[1]] x", (1, 7)),
            ("[[1],\n{\"a\":}]", (2, 6)),
        ] {
            match read(text, Documents::One, &Options::default()) {
                Err(Malformed::Syntax { place, .. }) => assert_eq!(place, Some(expected), "{text}"),
                _ => panic!("{text} was read"),
            }
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep, Documents::One, &Options::default()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[\\[\\]{}\":,0-9nul \n]{0,30}") {
            for documents in [Documents::One, Documents::Many] {
                let _ = read(&text, documents, &Options::default());
            }
        }
    }
}
