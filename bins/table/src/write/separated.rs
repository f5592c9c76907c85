//! CSV and TSV (RFC 4180), as Python's `csv.writer` writes them.

use std::io::{self, Write};

use crate::rows::{Kind, Row, Table};

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

/// Writes the table.
///
/// # Errors
/// What reading or writing gives.
pub fn write(table: &mut Table, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let columns = table.columns();
    let mut line = Vec::new();
    if options.header {
        let header: Row = table.header.iter().map(String::as_str).collect();
        record(&header, columns, options, &mut line);
        out.write_all(&line)?;
    }
    table.each(|row| {
        line.clear();
        record(row, columns, options, &mut line);
        out.write_all(&line)
    })
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
