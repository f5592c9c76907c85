//! SQL: a table of text columns and one `INSERT` a row. Text is as it is, in the quotes of the standard (ISO 9075).

use std::io::{self, Write};

use super::{Keys, RecordWriter, Value, value};
use crate::rows::Row;

/// Writes statements.
#[derive(Debug)]
pub struct Writer {
    typed: bool,
    /// What comes before the values.
    insert: String,
    columns: usize,
}

impl Writer {
    /// A writer to which no table came yet; text that is plainly a number becomes one if `typed`.
    #[must_use]
    pub fn new(typed: bool) -> Self {
        Self {
            typed,
            insert: String::new(),
            columns: 0,
        }
    }
}

fn quoted(text: &str, quote: &str) -> String {
    format!("{quote}{}{quote}", text.replace(quote, &quote.repeat(2)))
}

impl RecordWriter for Writer {
    fn begin(&mut self, name: &str, header: &[String], out: &mut dyn Write) -> io::Result<()> {
        let (_, keys) = Keys::of(header);
        let columns: Vec<String> = keys.iter().map(|name| quoted(name, "\"")).collect();
        let name = quoted(name, "\"");
        let declared: Vec<String> = columns.iter().map(|column| format!("{column} TEXT")).collect();
        self.insert = format!("INSERT INTO {name} ({})", columns.join(", "));
        self.columns = columns.len();
        writeln!(out, "CREATE TABLE {name} ({});", declared.join(", "))
    }

    fn row(&mut self, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        let values: Vec<String> = row
            .cells(self.columns)
            .map(|cell| match value(cell, self.typed) {
                Value::Null => "NULL".to_owned(),
                Value::Bool(true) => "TRUE".to_owned(),
                Value::Bool(false) => "FALSE".to_owned(),
                Value::Number(digits) => digits.to_owned(),
                Value::Text(text) | Value::Json(text) => quoted(text, "'"),
            })
            .collect();
        writeln!(out, "{} VALUES ({});", self.insert, values.join(", "))
    }

    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
