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
    /// The names of the tables so far.
    tables: Keys,
}

impl Writer {
    /// A writer to which no table came yet; text that is plainly a number becomes one if `typed`.
    #[must_use]
    pub fn new(typed: bool) -> Self {
        Self {
            typed,
            insert: String::new(),
            columns: 0,
            tables: Keys::folded(&[]).0,
        }
    }
}

/// SQLite ends text at NUL, PostgreSQL refuses it.
fn no_nul() -> io::Error {
    let message = "a cell or a name holds NUL, which text in SQL cannot (-t csv and -t json keep it)";
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// A number literal that SQLite and PostgreSQL turn into the same text again: what a 64-bit integer or a double of 15
/// digits holds, written as they write it.
fn is_kept(digits: &str) -> bool {
    let body = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = match body.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (body, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = whole == "0" || !whole.starts_with('0');
    all_digits(whole)
        && shortest
        && match fraction {
            None => whole.len() <= 18 && digits != "-0",
            Some(fraction) => {
                all_digits(fraction)
                    && !fraction.ends_with('0')
                    && whole.len() + fraction.len() <= 15
                    // Smaller ones are written with an exponent.
                    && !(whole == "0" && fraction.starts_with("0000"))
            }
        }
}

fn quoted(text: &str, quote: &str) -> String {
    format!("{quote}{}{quote}", text.replace(quote, &quote.repeat(2)))
}

impl RecordWriter for Writer {
    fn begin(&mut self, name: &str, header: &[String], out: &mut dyn Write) -> io::Result<()> {
        let (_, keys) = Keys::folded(header);
        let name = &self.tables.key(name);
        if keys.iter().chain([name]).any(|name| name.contains('\0')) {
            return Err(no_nul());
        }
        let columns: Vec<String> = keys.iter().map(|name| quoted(name, "\"")).collect();
        let name = quoted(name, "\"");
        let declared: Vec<String> = columns.iter().map(|column| format!("{column} TEXT")).collect();
        self.insert = format!("INSERT INTO {name} ({})", columns.join(", "));
        self.columns = columns.len();
        writeln!(out, "CREATE TABLE {name} ({});", declared.join(", "))
    }

    fn row(&mut self, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        if row.cells(self.columns).any(|cell| cell.text.contains('\0')) {
            return Err(no_nul());
        }
        let values: Vec<String> = row
            .cells(self.columns)
            .map(|cell| match value(cell, self.typed) {
                Value::Null => "NULL".to_owned(),
                Value::Bool(true) => "TRUE".to_owned(),
                Value::Bool(false) => "FALSE".to_owned(),
                Value::Number(digits) if is_kept(digits) => digits.to_owned(),
                Value::Number(digits) => quoted(digits, "'"),
                Value::Text(text) | Value::Json(text) => quoted(text, "'"),
            })
            .collect();
        writeln!(out, "{} VALUES ({});", self.insert, values.join(", "))
    }

    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
