//! What an input is, instead of a table of it.

use std::io;

use serde::Serialize;

use crate::decode::Text;
use crate::format::is_plain_number;
use crate::read::{Format, Read};
use crate::rows::Kind;
use crate::shown::{Show, shown_width};

/// What is known of an input; the field names are the keys of `--describe --json`.
#[derive(Debug, Clone, Serialize)]
pub struct Description {
    /// The path; `-` for standard input.
    pub file: String,
    /// The format.
    pub format: &'static str,
    /// What stands between values, where something does.
    pub delimiter: Option<String>,
    /// What stands around values.
    pub quote: Option<String>,
    /// The encoding.
    pub encoding: &'static str,
    /// How sure the encoding is, 0 to 1.
    pub confidence: f64,
    /// There is a byte order mark.
    pub bom: bool,
    /// How lines end: `lf`, `crlf`, `cr`, `mixed` or `none`.
    pub newline: &'static str,
    /// The first row names the columns.
    pub header: bool,
    /// Rows, the header not counted.
    pub rows: u64,
    /// The columns.
    pub columns: Vec<ColumnDescription>,
    /// What was mended.
    pub warnings: Vec<WarningDescription>,
}

/// What is known of a column.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnDescription {
    /// Its name.
    pub name: String,
    /// Its number, from 1.
    pub index: usize,
    /// `text`, `integer`, `number`, `boolean` or `empty`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The width of its widest cell or its name, in terminal columns.
    pub width: usize,
    /// Where `--align auto` puts it.
    pub align: &'static str,
    /// How many cells have nothing in them.
    pub empty: u64,
}

/// A warning.
#[derive(Debug, Clone, Serialize)]
pub struct WarningDescription {
    /// The first line that it concerns, where known.
    pub line: Option<u64>,
    /// What it is about.
    pub kind: &'static str,
    /// What was done about what.
    pub message: String,
}

/// How lines end.
///
/// # Errors
/// What reading gives.
pub fn newline(text: &Text) -> io::Result<&'static str> {
    let (mut feeds, mut both, mut returns) = (0u64, 0u64, 0u64);
    let mut chunk = vec![0; 1 << 16];
    let (mut at, mut after_return) = (text.begin, false);
    while at < text.spool.len() {
        let read = text.spool.read_at(at, &mut chunk)?;
        for byte in chunk.get(..read).unwrap_or_default() {
            match (byte, after_return) {
                (b'\n', true) => {
                    both += 1;
                    returns -= 1;
                }
                (b'\n', false) => feeds += 1,
                (b'\r', _) => returns += 1,
                _ => {}
            }
            after_return = *byte == b'\r';
        }
        at += read as u64;
    }
    Ok(match (feeds > 0, both > 0, returns > 0) {
        (false, false, false) => "none",
        (true, false, false) => "lf",
        (false, true, false) => "crlf",
        (false, false, true) => "cr",
        _ => "mixed",
    })
}

/// The last line has no end although the others do.
///
/// # Errors
/// What reading gives.
pub fn is_truncated(text: &Text) -> io::Result<bool> {
    let mut last = [0];
    let length = text.spool.len();
    if length <= text.begin || text.spool.read_at(length - 1, &mut last)? == 0 {
        return Ok(false);
    }
    Ok(!matches!(last, [b'\n' | b'\r']))
}

/// Describes what was read; `name` is the path as it is shown.
///
/// # Errors
/// What reading gives.
pub fn describe(
    name: String,
    text: &Text,
    format: Format,
    header: bool,
    read: Option<Read>,
    show: Show,
) -> io::Result<Description> {
    let signs = match format {
        Format::Separated(dialect) => Some(dialect.signs),
        _ => None,
    };
    let character = |byte: u8| char::from(byte).to_string();
    let is_text = format != Format::Workbook;
    let mut description = Description {
        file: name,
        format: format.name(),
        delimiter: signs.map(|signs| character(signs.delimiter)),
        quote: signs.map(|signs| character(signs.quote)),
        encoding: if is_text { text.encoding } else { "binary" },
        confidence: text.confidence,
        bom: text.bom,
        newline: if is_text { newline(text)? } else { "none" },
        header,
        rows: 0,
        columns: Vec::new(),
        warnings: Vec::new(),
    };
    let Some(mut read) = read else {
        return Ok(description);
    };
    description.rows = read.rows;
    description.warnings = read
        .warnings
        .iter()
        .map(|warning| WarningDescription {
            line: warning.line,
            kind: warning.kind.name(),
            message: warning.message.clone(),
        })
        .collect();
    let mut columns: Vec<Seen> = read
        .table
        .header
        .iter()
        .map(|name| Seen {
            width: if header { shown_width(name, show) } else { 0 },
            ..Seen::default()
        })
        .collect();
    read.table.each(|row| {
        for (at, seen) in columns.iter_mut().enumerate() {
            let cell = row.cell(at);
            seen.take(cell.text, cell.kind, show);
        }
        Ok(())
    })?;
    description.columns = columns
        .iter()
        .zip(&read.table.header)
        .enumerate()
        .map(|(at, (seen, name))| seen.description(at + 1, name))
        .collect();
    Ok(description)
}

#[derive(Default)]
struct Seen {
    width: usize,
    empty: u64,
    texts: u64,
    integers: u64,
    numbers: u64,
    booleans: u64,
}

impl Seen {
    fn take(&mut self, text: &str, kind: Kind, show: Show) {
        self.width = self.width.max(shown_width(text, show));
        let is_boolean = matches!(text, "true" | "false" | "True" | "False" | "TRUE" | "FALSE");
        if text.is_empty() {
            self.empty += 1;
        } else if kind == Kind::Bool || is_boolean {
            self.booleans += 1;
        } else if is_plain_number(text) {
            let fraction = text.contains(['.', 'e', 'E']);
            *(if fraction {
                &mut self.numbers
            } else {
                &mut self.integers
            }) += 1;
        } else {
            self.texts += 1;
        }
    }

    fn description(&self, index: usize, name: &str) -> ColumnDescription {
        let kind = match (self.texts, self.integers, self.numbers, self.booleans) {
            (0, 0, 0, 0) => "empty",
            (0, 1.., 0, 0) => "integer",
            (0, _, 1.., 0) => "number",
            (0, 0, 0, 1..) => "boolean",
            _ => "text",
        };
        ColumnDescription {
            name: name.to_owned(),
            index,
            kind,
            width: self.width,
            align: if matches!(kind, "integer" | "number") {
                "r"
            } else {
                "l"
            },
            empty: self.empty,
        }
    }
}
