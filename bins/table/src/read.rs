//! Text to a table, one module per format.

mod json;
mod separated;
pub mod text_table;

pub use separated::Separators;

use crate::grid::Grid;

/// The format of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Values with a delimiter between them (RFC 4180).
    Separated(Separators),
    /// One JSON document.
    Json,
    /// JSON values one after the other.
    Ndjson,
    /// A table of lines and cells, as the text styles print it.
    TextTable,
    /// A table in GitHub's Markdown.
    Markdown,
}

/// How an input is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The first row is data.
    pub no_header: bool,
    /// A quote that never closes is text.
    pub lenient: bool,
}

/// Something in the input that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The first line that it concerns, from 1, where known.
    pub line: Option<u64>,
    /// What was done about what.
    pub message: String,
}

/// Why an input is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Line and column, from 1, where known.
    pub place: Option<(u64, u64)>,
    /// What is wrong.
    pub message: String,
}

/// Reads a table; `None` when there is nothing at all.
///
/// # Errors
/// What is malformed, and where.
pub fn read(
    text: &str,
    format: Format,
    options: Options,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Grid>, Malformed> {
    match format {
        Format::Separated(separators) => separated::read(text, separators, options, warnings),
        Format::Json => json::read(text, json::Documents::One, options, warnings),
        Format::Ndjson => json::read(text, json::Documents::Many, options, warnings),
        Format::TextTable => text_table::read(text, options, warnings),
        Format::Markdown => text_table::read_markdown(text, options, warnings),
    }
}

/// Builds a table row by row; the first row is the header unless the options say otherwise.
struct Builder {
    grid: Grid,
    names: Option<Vec<String>>,
    longest: usize,
    ragged: Option<(u64, usize)>,
}

impl Builder {
    fn new(options: Options) -> Self {
        Self {
            grid: Grid::default(),
            names: options.no_header.then(Vec::new),
            longest: 0,
            ragged: None,
        }
    }

    /// Adds a row that begins in this line.
    fn row<'c>(&mut self, line: u64, cells: impl ExactSizeIterator<Item = (&'c str, crate::grid::Kind)>) {
        let Some(names) = &self.names else {
            self.names = Some(cells.map(|(text, _)| text.to_owned()).collect());
            return;
        };
        let length = cells.len();
        let expected = if names.is_empty() {
            self.longest
        } else {
            names.len()
        };
        if length != expected && (expected > 0 || !self.grid.is_empty()) {
            let (_, count) = self.ragged.get_or_insert((line, 0));
            *count += 1;
        }
        self.longest = self.longest.max(length);
        for (text, kind) in cells {
            self.grid.push(text, kind);
        }
        self.grid.end_row();
    }

    /// The table; `None` when there was no row at all.
    fn finish(mut self, options: Options, warnings: &mut Vec<Warning>) -> Option<Grid> {
        let mut names = self.names?;
        if options.no_header {
            if self.grid.is_empty() {
                return None;
            }
            names = numbered(self.longest);
        }
        if let Some((line, count)) = self.ragged {
            let message = match count {
                1 => "1 row has fewer or more cells than the others; it was filled up with empty ones"
                    .to_owned(),
                _ => format!(
                    "{count} rows have fewer or more cells than the others; they were filled up with empty ones"
                ),
            };
            warnings.push(Warning {
                line: Some(line),
                message,
            });
        }
        names.resize(names.len().max(self.longest), String::new());
        self.grid.set_header(names);
        Some(self.grid)
    }
}

/// The names of columns that have none.
fn numbered(columns: usize) -> Vec<String> {
    (1..=columns).map(|number| format!("Field {number}")).collect()
}
