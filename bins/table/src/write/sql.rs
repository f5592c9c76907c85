//! SQL: a table of text columns and one `INSERT` a row.

use std::io::{self, Write};

use super::{Value, unique, value};
use crate::rows::Table;

/// Writes the table under this name.
///
/// # Errors
/// What reading or writing gives.
pub fn write(table: &mut Table, name: &str, typed: bool, out: &mut dyn Write) -> io::Result<()> {
    let quoted = |name: &str, quote: char| {
        let doubled = visible(name).replace(quote, &format!("{quote}{quote}"));
        format!("{quote}{doubled}{quote}")
    };
    let columns: Vec<String> = unique(&table.header)
        .iter()
        .map(|name| quoted(name, '"'))
        .collect();
    let name = quoted(name, '"');
    let declared: Vec<String> = columns.iter().map(|column| format!("{column} TEXT")).collect();
    writeln!(out, "CREATE TABLE {name} ({});", declared.join(", "))?;
    let names = columns.join(", ");
    table.each(|row| {
        let values: Vec<String> = row
            .cells(columns.len())
            .map(|cell| match value(cell, typed) {
                Value::Null => "NULL".to_owned(),
                Value::Bool(true) => "TRUE".to_owned(),
                Value::Bool(false) => "FALSE".to_owned(),
                Value::Number(digits) => digits.to_owned(),
                Value::Text(text) => quoted(text, '\''),
            })
            .collect();
        writeln!(
            out,
            "INSERT INTO {name} ({names}) VALUES ({});",
            values.join(", ")
        )
    })
}

/// What a terminal obeys is shown; tabs and newlines are data.
fn visible(text: &str) -> String {
    let hostile = |c: char| shared::display::is_hostile(c) && !matches!(c, '\t' | '\n');
    if !text.contains(hostile) {
        return text.to_owned();
    }
    let show = crate::shown::Show::default();
    text.split_inclusive(['\t', '\n'])
        .map(|piece| {
            let body = piece.trim_end_matches(['\t', '\n']);
            let end = piece.get(body.len()..).unwrap_or_default();
            format!("{}{end}", crate::shown::shown(body, show))
        })
        .collect()
}
