//! YAML: a list of mappings. Strings are quoted as in JSON, which YAML 1.2 reads alike.

use std::io::{self, Write};

use shared::output::json_line;

use super::{Value, unique, value};
use crate::rows::Table;

/// Words that plain keys must not be.
const RESERVED: [&str; 12] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none",
];

/// Writes the table.
///
/// # Errors
/// What reading or writing gives.
pub fn write(table: &mut Table, typed: bool, out: &mut dyn Write) -> io::Result<()> {
    let keys: Vec<String> = unique(&table.header)
        .iter()
        .map(|name| {
            if is_plain(name) {
                name.clone()
            } else {
                json_line(name)
            }
        })
        .collect();
    let mut any = false;
    table.each(|row| {
        any = true;
        for (at, (key, cell)) in keys.iter().zip(row.cells(keys.len())).enumerate() {
            let dash = if at == 0 { "- " } else { "  " };
            match value(cell, typed) {
                Value::Null => writeln!(out, "{dash}{key}: null")?,
                Value::Bool(bool) => writeln!(out, "{dash}{key}: {bool}")?,
                Value::Number(digits) => writeln!(out, "{dash}{key}: {digits}")?,
                Value::Text(text) => writeln!(out, "{dash}{key}: {}", json_line(&text))?,
            }
        }
        Ok(())
    })?;
    if any { Ok(()) } else { writeln!(out, "[]") }
}

fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !RESERVED.contains(&key.to_ascii_lowercase().as_str())
}
