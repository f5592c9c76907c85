//! JSON: objects (the union of their keys, nested ones as `a.b`) or lists (the first is the header), in a list or one
//! after the other. Numbers keep the digits of the source.

use std::collections::HashMap;

use shared::json::{Document, Node, parse, parse_many};

use super::{Builder, Malformed, Options, Warning};
use crate::grid::{Grid, Kind};

/// How many JSON values an input may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Documents {
    One,
    Many,
}

pub(super) fn read(
    text: &str,
    documents: Documents,
    options: Options,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Grid>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let malformed = |wrong: shared::json::Malformed| Malformed {
        place: Some(wrong.line_col(text)),
        message: wrong.message,
    };
    let found = match documents {
        Documents::One => parse(text).map(|document| vec![document]),
        Documents::Many => parse_many(text),
    };
    let found = found.map_err(malformed)?;
    if let Some(double) = found
        .iter()
        .flat_map(|document: &Document| &document.doubles)
        .next()
    {
        let message = format!("{}; the last value counts", double.message);
        warnings.push(Warning {
            line: Some(double.line_col(text).0),
            message,
        });
    }
    let nodes: Vec<Node> = found.into_iter().map(|document| document.node).collect();
    let rows = match <[Node; 1]>::try_from(nodes) {
        Ok([Node::List(rows)]) if documents == Documents::One || !rows.iter().any(is_scalar) => rows,
        Ok([node]) => vec![node],
        Err(nodes) => nodes,
    };
    match rows.first() {
        None => Ok(None),
        Some(Node::List(_)) => lists(&rows, options),
        Some(Node::Object(_)) => objects(&rows),
        Some(other) => Err(wrong_row(1, other, "an object or a list")),
    }
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node, Node::List(_) | Node::Object(_))
}

fn wrong_row(number: usize, node: &Node, expected: &str) -> Malformed {
    let found = match node {
        Node::Null => "null",
        Node::Bool(_) => "true or false",
        Node::Number(_) => "a number",
        Node::Text(_) => "text",
        Node::List(_) => "a list",
        Node::Object(_) => "an object",
    };
    Malformed {
        place: None,
        message: format!("value {number} is {found} ({expected} was expected)"),
    }
}

fn lists(rows: &[Node], options: Options) -> Result<Option<Grid>, Malformed> {
    let mut builder = Builder::new(options);
    for (at, row) in rows.iter().enumerate() {
        let Node::List(cells) = row else {
            return Err(wrong_row(at + 1, row, "a list like the first"));
        };
        let cells: Vec<_> = cells.iter().map(cell).collect();
        builder.row(1, cells.iter().map(|(text, kind)| (text.as_str(), *kind)));
    }
    // Lists of different lengths are ordinary in JSON; there is no line to name.
    Ok(builder.finish(options, &mut Vec::new()))
}

fn objects(rows: &[Node]) -> Result<Option<Grid>, Malformed> {
    let mut header: Vec<String> = Vec::new();
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut grid = Grid::default();
    for (at, row) in rows.iter().enumerate() {
        let Node::Object(_) = row else {
            return Err(wrong_row(at + 1, row, "an object like the first"));
        };
        let mut members = Vec::new();
        flatten("", row, &mut members);
        let mut cells: Vec<Option<(String, Kind)>> = Vec::new();
        for (name, value) in members {
            let column = *columns.entry(name).or_insert_with_key(|name| {
                header.push(name.clone());
                header.len() - 1
            });
            if cells.len() <= column {
                cells.resize(column + 1, None);
            }
            if let Some(slot) = cells.get_mut(column) {
                *slot = Some(cell(value));
            }
        }
        cells.resize(cells.len().max(header.len()), None);
        for cell in cells {
            let (text, kind) = cell.unwrap_or((String::new(), Kind::Null));
            grid.push(&text, kind);
        }
        grid.end_row();
    }
    grid.set_header(header);
    Ok(Some(grid))
}

/// The members of an object and of the objects in it, in order.
fn flatten<'v>(name: &str, node: &'v Node, members: &mut Vec<(String, &'v Node)>) {
    match node {
        Node::Object(inner) if !inner.is_empty() => {
            for (key, node) in inner {
                let name = if name.is_empty() {
                    key.clone()
                } else {
                    format!("{name}.{key}")
                };
                flatten(&name, node, members);
            }
        }
        Node::Object(_) if name.is_empty() => {}
        _ => members.push((name.to_owned(), node)),
    }
}

fn cell(node: &Node) -> (String, Kind) {
    match node {
        Node::Null => (String::new(), Kind::Null),
        Node::Bool(bool) => (bool.to_string(), Kind::Bool),
        Node::Number(number) => (number.clone(), Kind::Number),
        Node::Text(text) => (text.clone(), Kind::Text),
        list_or_object => (list_or_object.to_string(), Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str, documents: Documents) -> (Vec<String>, Vec<Vec<String>>) {
        let grid = read(text, documents, Options::default(), &mut Vec::new())
            .unwrap()
            .unwrap();
        let rows = grid
            .rows()
            .map(|row| row.map(|cell| cell.text.to_owned()).collect())
            .collect();
        (grid.header().to_vec(), rows)
    }

    #[test]
    fn objects_give_the_union_of_their_keys() {
        let (header, rows) = table("{\"a\":1}\n{\"b\":{\"c\":2}, \"a\": null}\n", Documents::Many);
        assert_eq!(header, ["a", "b.c"]);
        assert_eq!(rows, [["1", ""], ["", "2"]]);
    }

    #[test]
    fn numbers_keep_their_digits() {
        let (_, rows) = table("[{\"a\":12345678901234567890123,\"b\":1.10}]", Documents::One);
        assert_eq!(rows, [["12345678901234567890123", "1.10"]]);
    }

    #[test]
    fn malformed_json_has_a_place() {
        for (text, place) in [
            ("[{\"a\":1},", Some((1, 9))),
            ("[1]", None),
            ("5", None),
            ("[[1]] x", Some((1, 7))),
        ] {
            assert_eq!(
                read(text, Documents::One, Options::default(), &mut Vec::new())
                    .unwrap_err()
                    .place,
                place,
                "{text}"
            );
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep, Documents::One, Options::default(), &mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[\\[\\]{}\":,0-9nul \n]{0,30}") {
            for documents in [Documents::One, Documents::Many] {
                let _ = read(&text, documents, Options::default(), &mut Vec::new());
            }
        }
    }
}
