//! CSV and TSV (RFC 4180), as Python's `csv.writer` writes them.

use std::io::{self, Write};

use super::RecordWriter;
use crate::rows::{Kind, Row};

/// How values are parted and quoted.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Between values.
    pub delimiter: u8,
    /// Lines end with CR LF.
    pub crlf: bool,
    /// Text that a spreadsheet would take for a formula gets an apostrophe.
    pub safe_formulas: bool,
    /// Names of columns come first.
    pub header: bool,
    /// Null is `None`, as PrettyTable writes it.
    pub none: bool,
}

/// Writes delimited text.
#[derive(Debug)]
pub struct Writer {
    options: Options,
    columns: usize,
    line: Vec<u8>,
}

impl Writer {
    /// A writer to which no table came yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            columns: 0,
            line: Vec::new(),
        }
    }
}

impl RecordWriter for Writer {
    fn begin(&mut self, _name: &str, header: &[String], out: &mut dyn Write) -> io::Result<()> {
        self.columns = header.len();
        if self.options.header {
            let header: Row = header.iter().map(String::as_str).collect();
            self.row(&header, out)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        self.line.clear();
        record(row, self.columns.max(row.len()), self.options, &mut self.line);
        out.write_all(&self.line)
    }

    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn record(row: &Row, columns: usize, options: Options, line: &mut Vec<u8>) {
    let quoted = |text: &str| {
        text.bytes()
            .any(|byte| byte == options.delimiter || matches!(byte, b'"' | b'\n' | b'\r'))
    };
    for (at, cell) in row.cells(columns).enumerate() {
        if at > 0 {
            line.push(options.delimiter);
        }
        let text = if cell.kind == Kind::Null && options.none {
            "None"
        } else {
            cell.text
        };
        let formula = options.safe_formulas && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let apostrophe = if formula { "'" } else { "" };
        // A lone empty value would be a blank line, which readers skip.
        if quoted(text) || columns == 1 && text.is_empty() {
            line.push(b'"');
            line.extend_from_slice(apostrophe.as_bytes());
            line.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            line.push(b'"');
        } else {
            line.extend_from_slice(apostrophe.as_bytes());
            line.extend_from_slice(text.as_bytes());
        }
    }
    line.extend_from_slice(if options.crlf { b"\r\n" } else { b"\n" });
}
