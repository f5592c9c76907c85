//! JSON: a list of objects, or an object a line (NDJSON).

use std::collections::BTreeMap;
use std::io::{self, Write};

use shared::output::json_line;

use super::{Keys, RecordWriter, Value, value};
use crate::rows::{Kind, Row, Table};

/// What stands around the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// `[`, commas and `]`.
    Array,
    /// Nothing: one object a line.
    Lines,
}

/// Writes objects.
#[derive(Debug)]
pub struct Writer {
    frame: Frame,
    typed: bool,
    more: Keys,
    /// As they stand in the text.
    keys: Vec<String>,
    any: bool,
    line: String,
}

impl Writer {
    /// A writer to which no table came yet; text that is plainly a number becomes one if `typed`.
    #[must_use]
    pub fn new(frame: Frame, typed: bool) -> Self {
        Self {
            frame,
            typed,
            more: Keys::default(),
            keys: Vec::new(),
            any: false,
            line: String::new(),
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
        self.keys = keys.iter().map(json_line).collect();
        true
    }

    fn is_open(&self) -> bool {
        self.any
    }

    fn row(&mut self, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        while self.keys.len() < row.len() {
            let key = self.more.key("");
            self.keys.push(json_line(&key));
        }
        let line = &mut self.line;
        line.clear();
        if self.frame == Frame::Array {
            line.push_str(if self.any { ",\n" } else { "[\n" });
        }
        self.any = true;
        line.push('{');
        for (at, (key, cell)) in self.keys.iter().zip(row.cells(self.keys.len())).enumerate() {
            if at > 0 {
                line.push(',');
            }
            line.push_str(key);
            line.push(':');
            match value(cell, self.typed) {
                Value::Null => line.push_str("null"),
                Value::Bool(bool) => line.push_str(if bool { "true" } else { "false" }),
                Value::Number(text) | Value::Json(text) => line.push_str(text),
                Value::Text(text) => line.push_str(&json_line(&text)),
            }
        }
        line.push('}');
        if self.frame == Frame::Lines {
            line.push('\n');
        }
        out.write_all(line.as_bytes())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.frame {
            Frame::Array if self.any => out.write_all(b"\n]\n"),
            Frame::Array => out.write_all(b"[]\n"),
            Frame::Lines => Ok(()),
        }
    }
}

/// Writes the table as PrettyTable's `get_json_string` does: the header first, keys sorted, 4 blanks deep, ASCII only.
///
/// # Errors
/// What reading or writing gives.
pub fn write_compat(table: &mut Table, header: bool, out: &mut dyn Write) -> io::Result<()> {
    let columns = table.columns();
    let names = table.header.clone();
    // A name that comes twice is there once, with its last value.
    let last: BTreeMap<&String, usize> = names.iter().zip(0..columns).collect();
    let order: Vec<usize> = last.into_values().collect();
    let mut first = true;
    let mut open = |out: &mut dyn Write| {
        let start = if std::mem::replace(&mut first, false) {
            "[\n"
        } else {
            ",\n"
        };
        out.write_all(start.as_bytes())
    };
    let mut empty = true;
    if header {
        open(out)?;
        empty = false;
        let quoted: Vec<String> = names
            .iter()
            .map(|name| format!("        {}", ascii(name)))
            .collect();
        if quoted.is_empty() {
            out.write_all(b"    []")?;
        } else {
            write!(out, "    [\n{}\n    ]", quoted.join(",\n"))?;
        }
    }
    table.each(|row| {
        open(out)?;
        empty = false;
        let members: Vec<String> = order
            .iter()
            .map(|at| {
                let name = names.get(*at).map(String::as_str).unwrap_or_default();
                format!("        {}: {}", ascii(name), member(row, *at))
            })
            .collect();
        write!(out, "    {{\n{}\n    }}", members.join(",\n"))
    })?;
    out.write_all(if empty { b"[]\n" } else { b"\n]\n" })
}

fn member(row: &Row, column: usize) -> String {
    let cell = row.cell(column);
    match cell.kind {
        Kind::Null => "null".to_owned(),
        Kind::Text | Kind::Json => ascii(cell.text),
        Kind::Int | Kind::Float | Kind::Bool => cell.text.to_owned(),
    }
}

/// A string as Python's `json.dumps` writes it: everything beyond ASCII as `\uXXXX`.
fn ascii(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
    out
}
