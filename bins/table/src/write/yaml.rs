//! YAML: a list of mappings. Strings are quoted as in JSON, which YAML 1.2 reads alike.

use std::io::{self, Write};

use shared::output::json_line;

use super::{Keys, RecordWriter, Value, value};
use crate::rows::Row;

/// Words that plain keys must not be.
const RESERVED: [&str; 12] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none",
];

/// Writes mappings.
#[derive(Debug)]
pub struct Writer {
    typed: bool,
    more: Keys,
    /// As they stand in the text.
    keys: Vec<String>,
    any: bool,
}

impl Writer {
    /// A writer to which no table came yet; text that is plainly a number becomes one if `typed`.
    #[must_use]
    pub fn new(typed: bool) -> Self {
        Self {
            typed,
            more: Keys::default(),
            keys: Vec::new(),
            any: false,
        }
    }
}

impl RecordWriter for Writer {
    fn begin(&mut self, _name: &str, header: &[String], _out: &mut dyn Write) -> io::Result<()> {
        self.widen(header);
        Ok(())
    }

    fn widen(&mut self, header: &[String]) -> bool {
        let (more, keys) = Keys::of(header);
        self.more = more;
        self.keys = keys.iter().map(|name| written(name)).collect();
        true
    }

    fn is_open(&self) -> bool {
        self.any
    }

    fn row(&mut self, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        self.any = true;
        while self.keys.len() < row.len() {
            let key = self.more.key("");
            self.keys.push(written(&key));
        }
        for (at, (key, cell)) in self.keys.iter().zip(row.cells(self.keys.len())).enumerate() {
            let dash = if at == 0 { "- " } else { "  " };
            match value(cell, self.typed) {
                Value::Null => writeln!(out, "{dash}{key}: null")?,
                Value::Bool(bool) => writeln!(out, "{dash}{key}: {bool}")?,
                // JSON is YAML, too.
                Value::Number(text) | Value::Json(text) => writeln!(out, "{dash}{key}: {text}")?,
                Value::Text(text) => writeln!(out, "{dash}{key}: {}", json_line(&text))?,
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.any { Ok(()) } else { writeln!(out, "[]") }
    }
}

fn written(key: &str) -> String {
    if is_plain(key) {
        key.to_owned()
    } else {
        json_line(&key)
    }
}

fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !RESERVED.contains(&key.to_ascii_lowercase().as_str())
}
