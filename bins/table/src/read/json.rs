//! JSON: objects (the union of their keys, nested ones as `a.b`) or lists (the first is the header), in a list or one
//! after the other. Numbers keep the digits of the source.

use std::collections::HashMap;

use serde_json::{Deserializer, Value};

use super::{Builder, Malformed, Options};
use crate::grid::{Grid, Kind};

/// How many JSON values an input may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Documents {
    One,
    Many,
}

pub(super) fn read(text: &str, documents: Documents, options: Options) -> Result<Option<Grid>, Malformed> {
    let mut values = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        values.push(value.map_err(|error| malformed(&error))?);
    }
    if documents == Documents::One && values.len() != 1 && !text.trim().is_empty() {
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| malformed(&error))?;
    }
    let rows = match <[Value; 1]>::try_from(values) {
        Ok([Value::Array(rows)]) if documents == Documents::One || !rows.iter().any(is_scalar) => rows,
        Ok([value]) => vec![value],
        Err(values) => values,
    };
    match rows.first() {
        None => Ok(None),
        Some(Value::Array(_)) => lists(&rows, options),
        Some(Value::Object(_)) => objects(&rows),
        Some(other) => Err(wrong_row(1, other, "an object or a list")),
    }
}

fn malformed(error: &serde_json::Error) -> Malformed {
    let text = error.to_string();
    let message = format!(
        "invalid JSON: {}",
        text.split(" at line ").next().unwrap_or_default()
    );
    Malformed {
        place: Some((error.line().max(1) as u64, error.column().max(1) as u64)),
        message,
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

fn wrong_row(number: usize, value: &Value, expected: &str) -> Malformed {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Malformed {
        place: None,
        message: format!("value {number} is {found} ({expected} was expected)"),
    }
}

fn lists(rows: &[Value], options: Options) -> Result<Option<Grid>, Malformed> {
    let mut builder = Builder::new(options);
    for (at, row) in rows.iter().enumerate() {
        let Value::Array(cells) = row else {
            return Err(wrong_row(at + 1, row, "a list like the first"));
        };
        let cells: Vec<_> = cells.iter().map(cell).collect();
        builder.row(1, cells.iter().map(|(text, kind)| (text.as_str(), *kind)));
    }
    // Lists of different lengths are ordinary in JSON; there is no line to name.
    Ok(builder.finish(options, &mut Vec::new()))
}

fn objects(rows: &[Value]) -> Result<Option<Grid>, Malformed> {
    let mut header: Vec<String> = Vec::new();
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut grid = Grid::default();
    for (at, row) in rows.iter().enumerate() {
        let Value::Object(_) = row else {
            return Err(wrong_row(at + 1, row, "an object like the first"));
        };
        let mut members = Vec::new();
        flatten("", row, &mut members);
        let mut cells: Vec<Option<(String, Kind)>> = Vec::new();
        for (name, value) in members {
            let column = match columns.get(&name) {
                Some(column) => *column,
                None => {
                    columns.insert(name.clone(), header.len());
                    header.push(name);
                    header.len() - 1
                }
            };
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
fn flatten<'v>(name: &str, value: &'v Value, members: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            for (key, value) in inner {
                let name = if name.is_empty() {
                    key.clone()
                } else {
                    format!("{name}.{key}")
                };
                flatten(&name, value, members);
            }
        }
        Value::Object(_) if name.is_empty() => {}
        _ => members.push((name.to_owned(), value)),
    }
}

fn cell(value: &Value) -> (String, Kind) {
    match value {
        Value::Null => (String::new(), Kind::Null),
        Value::Bool(bool) => (bool.to_string(), Kind::Bool),
        Value::Number(number) => (number.to_string(), Kind::Number),
        Value::String(text) => (text.clone(), Kind::Text),
        list_or_object => (list_or_object.to_string(), Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str, documents: Documents) -> (Vec<String>, Vec<Vec<String>>) {
        let grid = read(text, documents, Options::default()).unwrap().unwrap();
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
                read(text, Documents::One, Options::default()).unwrap_err().place,
                place,
                "{text}"
            );
        }
        let deep = "[".repeat(100_000);
        assert!(
            read(&deep, Documents::One, Options::default())
                .unwrap_err()
                .message
                .contains("recursion")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[\\[\\]{}\":,0-9nul \n]{0,30}") {
            for documents in [Documents::One, Documents::Many] {
                let _ = read(&text, documents, Options::default());
            }
        }
    }
}
