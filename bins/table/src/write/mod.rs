//! A table goes out as data or as a document, one module per format.

pub mod html;
pub mod json;
pub mod latex;
pub mod mediawiki;
pub mod records;
pub mod separated;
pub mod sql;
pub mod workbook;
pub mod yaml;

use std::collections::HashSet;

use crate::format::is_plain_number;
use crate::rows::{Cell, Kind};

/// Keys for objects: what comes twice gets a number.
#[must_use]
pub fn unique(header: &[String]) -> Vec<String> {
    let all: HashSet<&str> = header.iter().map(String::as_str).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut keys = Vec::with_capacity(header.len());
    for name in header {
        let mut key = name.clone();
        let mut number = 2;
        while taken.contains(&key) || number > 2 && all.contains(key.as_str()) {
            key = format!("{name}_{number}");
            number += 1;
        }
        taken.insert(key.clone());
        keys.push(key);
    }
    keys
}

/// A value as data formats with types see it.
enum Value<'c> {
    Null,
    Bool(bool),
    /// In its own digits.
    Number(&'c str),
    Text(&'c str),
}

/// What a cell is; text is a number only where `typed` says so.
fn value(cell: Cell<'_>, typed: bool) -> Value<'_> {
    match cell.kind {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(cell.text.eq_ignore_ascii_case("true")),
        Kind::Int | Kind::Float => Value::Number(cell.text),
        Kind::Text if typed && is_plain_number(cell.text) => Value::Number(cell.text),
        Kind::Text => Value::Text(cell.text),
    }
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn doubles_get_numbers_that_are_free() {
        let names = ["a", "a", "a_2", "", "a", ""].map(str::to_owned);
        assert_eq!(unique(&names), ["a", "a_3", "a_2", "", "a_4", "_2"]);
    }
}
