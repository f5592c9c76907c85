//! Text to a table, one module per format.

pub mod fixed;
pub mod html;
pub mod json;
pub mod keyed;
pub mod lines;
pub mod markdown;
pub mod separated;
pub mod text_table;
pub mod whitespace;
pub mod workbook;
pub mod yaml;

use std::io;

use crate::rows::{Kind, Log, LogWriter, Row, Rows, Table};
use crate::separated::Dialect;
use crate::separated::survey::Survey;
use crate::shown::Show;
use crate::spool::Spool;

/// The format of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Values with a delimiter between them (RFC 4180).
    Separated(Dialect),
    /// One JSON document.
    Json,
    /// JSON values one after the other.
    Ndjson,
    /// Columns with blanks between them, as `ps` and `df` print.
    Whitespace,
    /// Columns of fixed width.
    Fixed,
    /// A table of lines and cells, as the text styles print it.
    TextTable,
    /// A table in GitHub's Markdown.
    Markdown,
    /// A table in HTML.
    Html,
    /// An XLSX, XLS or ODS workbook.
    Workbook,
    /// `key=value` pairs, a record a line.
    Logfmt,
    /// `label:value` with tabs between them (ltsv.org).
    Ltsv,
    /// A list of mappings.
    Yaml,
}

impl Format {
    /// Its name on the command line and in `--describe`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Separated(dialect) if dialect.signs.delimiter == b'\t' => "tsv",
            Self::Separated(_) => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Whitespace => "ws",
            Self::Fixed => "fixed",
            Self::TextTable => "text",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Workbook => "xlsx",
            Self::Logfmt => "logfmt",
            Self::Ltsv => "ltsv",
            Self::Yaml => "yaml",
        }
    }

    /// An input may hold several tables, of which one is read.
    #[must_use]
    pub fn has_choice(self) -> bool {
        matches!(
            self,
            Self::TextTable | Self::Markdown | Self::Html | Self::Workbook
        )
    }
}

/// How an input is to be read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The first row is data.
    pub no_header: bool,
    /// A quote that never closes is text.
    pub lenient: bool,
    /// Lines before the header that are left out.
    pub skip: u64,
    /// No cell may be longer, in bytes.
    pub max_cell: usize,
    /// No row may have more cells.
    pub max_columns: usize,
    /// The sheet of a workbook, by name or by number from 1; the number of the table in a document.
    pub sheet: Option<String>,
    /// How cells will be shown, which the survey of delimited text counts by.
    pub show: Show,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            no_header: false,
            lenient: false,
            skip: 0,
            max_cell: 64 << 20,
            max_columns: 100_000,
            sheet: None,
            show: Show::default(),
        }
    }
}

/// What kind of thing a warning is about; the names are part of `--describe --json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningKind {
    /// Rows with fewer or more cells than the others.
    Ragged,
    /// A column name, or a key, comes twice.
    DuplicateName,
    /// Bytes that are no text.
    BadByte,
    /// More than one kind of line end.
    MixedNewlines,
    /// The last line does not end.
    TruncatedFile,
    /// A quote that never closes.
    OpenQuote,
    /// There are more tables or sheets, which are not read.
    OtherTables,
    /// Lines that may be rows, or what is left of the row before.
    UnclearRows,
}

impl WarningKind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ragged => "ragged",
            Self::DuplicateName => "duplicate_name",
            Self::BadByte => "bad_byte",
            Self::MixedNewlines => "mixed_newlines",
            Self::TruncatedFile => "truncated_file",
            Self::OpenQuote => "open_quote",
            Self::OtherTables => "other_tables",
            Self::UnclearRows => "unclear_rows",
        }
    }
}

/// Something in the input that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// The first line that it concerns, from 1, where known.
    pub line: Option<u64>,
    /// What was done about what.
    pub message: String,
}

/// Why an input is no table.
#[derive(Debug)]
pub enum Malformed {
    /// It is not in its format.
    Syntax {
        /// Line and column, from 1, where known.
        place: Option<(u64, u64)>,
        /// What is wrong.
        message: String,
    },
    /// It cannot be read, or a temporary file cannot be written.
    Io(io::Error),
    /// Text that is not UTF-8 after all, and has to be decoded.
    NotUtf8,
}

impl Malformed {
    /// This is wrong, at no special place.
    #[must_use]
    pub fn because(message: impl Into<String>) -> Self {
        Self::Syntax {
            place: None,
            message: message.into(),
        }
    }
}

impl From<io::Error> for Malformed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// An input as a table.
pub struct Read {
    /// The table.
    pub table: Table,
    /// How many columns the source gave names to.
    pub named: usize,
    /// How many rows there are.
    pub rows: u64,
    /// What was mended.
    pub warnings: Vec<Warning>,
    /// What the first pass over delimited text found.
    pub survey: Option<Survey>,
}

/// Reads a table from UTF-8 text (or a workbook) that begins at `begin`; `None` when there is nothing at all.
///
/// # Errors
/// What is malformed, and where.
pub fn read(spool: &Spool, begin: u64, format: Format, options: &Options) -> Result<Option<Read>, Malformed> {
    if let Format::Separated(dialect) = format {
        return separated::read(spool, begin, dialect, options);
    }
    let mut bytes = spool.to_bytes()?;
    if format == Format::Workbook {
        return workbook::read(bytes, options);
    }
    bytes.drain(..usize::try_from(begin).unwrap_or(0).min(bytes.len()));
    let text = String::from_utf8(bytes).map_err(|_| Malformed::NotUtf8)?;
    let text = skip_lines(&text, options.skip);
    match format {
        Format::Json => json::read(text, json::Documents::One, options),
        Format::Ndjson => json::read(text, json::Documents::Many, options),
        Format::Whitespace => whitespace::read(text, options),
        Format::Fixed => fixed::read(text, options),
        Format::TextTable => text_table::read(text, options),
        Format::Markdown => markdown::read(text, options),
        Format::Html => html::read(text, options),
        Format::Logfmt => keyed::read(text, keyed::Pairs::Logfmt, options),
        Format::Ltsv => keyed::read(text, keyed::Pairs::Ltsv, options),
        Format::Yaml => yaml::read(text, options),
        Format::Separated(_) | Format::Workbook => Ok(None),
    }
}

fn skip_lines(text: &str, count: u64) -> &str {
    let mut rest = text;
    for _ in 0..count {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

/// Which table of a document is read.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// From 1.
    number: u64,
    /// The user wants this one.
    asked: bool,
}

impl Choice {
    fn new(options: &Options) -> Result<Self, Malformed> {
        let Some(wanted) = &options.sheet else {
            return Ok(Self {
                number: 1,
                asked: false,
            });
        };
        match wanted.parse() {
            Ok(number @ 1..) => Ok(Self { number, asked: true }),
            _ => Err(Malformed::because(format!(
                "no table is called {wanted} (--sheet takes the number of a table here, from 1)"
            ))),
        }
    }

    /// What was read, with a word on the tables that were not; `count` is how many there are, 1 at least.
    fn of(self, count: u64, read: Option<Read>) -> Result<Option<Read>, Malformed> {
        if self.number > count {
            let tables = if count == 1 { "table" } else { "tables" };
            return Err(Malformed::because(format!(
                "there is no table {} ({count} {tables} found)",
                self.number
            )));
        }
        let mut read = read;
        if let Some(read) = &mut read
            && count > 1
            && !self.asked
        {
            read.warnings.push(Warning {
                kind: WarningKind::OtherTables,
                line: None,
                message: format!("{count} tables are here; only the first is read (--sheet N reads another)"),
            });
        }
        Ok(read)
    }
}

/// Builds a table row by row; the first row is the header unless the options say otherwise.
pub struct Builder {
    log: LogWriter,
    names: Option<Vec<String>>,
    ragged: Option<(u64, u64)>,
    max_cell: usize,
    max_columns: usize,
    no_header: bool,
}

impl Builder {
    /// No row yet.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        Self {
            log: LogWriter::default(),
            names: None,
            ragged: None,
            max_cell: options.max_cell,
            max_columns: options.max_columns,
            no_header: options.no_header,
        }
    }

    /// How many rows there are, without the header.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.log.rows()
    }

    /// The columns have their names.
    #[must_use]
    pub fn has_header(&self) -> bool {
        self.names.is_some()
    }

    /// Adds a row that begins in this line.
    ///
    /// # Errors
    /// A row or a cell over the limits, and what writing a temporary file gives.
    pub fn row(&mut self, line: u64, row: &Row) -> Result<(), Malformed> {
        let place = Some((line, 1));
        if row.len() > self.max_columns {
            return Err(too_many_columns(row.len(), self.max_columns, place));
        }
        if row.cells(row.len()).any(|cell| cell.text.len() > self.max_cell) {
            return Err(too_long(self.max_cell, place));
        }
        let Some(names) = &self.names else {
            let cells = row.cells(row.len()).map(|cell| cell.text.to_owned());
            if self.no_header {
                self.names = Some(numbered(row.len()));
                self.log.push(row)?;
            } else {
                self.names = Some(cells.collect());
            }
            return Ok(());
        };
        if row.len() != names.len() {
            let (_, count) = self.ragged.get_or_insert((line, 0));
            *count += 1;
        }
        self.log.push(row)?;
        Ok(())
    }

    /// The table; `None` when there was no row at all. Rows with fewer or more cells are told if `tell_ragged`.
    ///
    /// # Errors
    /// What writing a temporary file gives.
    pub fn finish(self, tell_ragged: bool) -> Result<Option<Read>, Malformed> {
        let Some(mut header) = self.names else {
            return Ok(None);
        };
        let named = header.len();
        let longest = self.log.longest();
        if self.no_header && longest > named {
            header = numbered(longest);
        }
        header.resize(named.max(longest), String::new());
        let rows = self.log.rows();
        let mut warnings: Vec<Warning> = duplicate_names(&header, self.no_header).into_iter().collect();
        if let Some((line, count)) = self.ragged.filter(|_| tell_ragged) {
            warnings.push(ragged(line, count));
        }
        Ok(Some(Read {
            table: Table {
                header,
                rows: Box::new(self.log.finish()?),
            },
            named,
            rows,
            warnings,
            survey: None,
        }))
    }
}

/// A row has so many cells.
#[must_use]
pub fn too_many_columns(count: usize, limit: usize, place: Option<(u64, u64)>) -> Malformed {
    Malformed::Syntax {
        place,
        message: format!("a row has {count} cells (--max-columns allows {limit})"),
    }
}

/// A cell is longer than there may be.
#[must_use]
pub fn too_long(limit: usize, place: Option<(u64, u64)>) -> Malformed {
    over_max_cell("cell", limit, place)
}

/// A row of delimited text is so long that its cells are not looked at.
#[must_use]
pub fn too_long_row(limit: usize, place: Option<(u64, u64)>) -> Malformed {
    over_max_cell("row", limit, place)
}

fn over_max_cell(what: &str, limit: usize, place: Option<(u64, u64)>) -> Malformed {
    Malformed::Syntax {
        place,
        message: format!("a {what} is longer than {limit} bytes (--max-cell raises the limit)"),
    }
}

/// The warning about rows with fewer or more cells than the others, of which the first is in this line.
#[must_use]
pub fn ragged(line: u64, count: u64) -> Warning {
    let message = match count {
        1 => "1 row has fewer or more cells than the others; it was filled up with empty ones".to_owned(),
        _ => format!(
            "{count} rows have fewer or more cells than the others; they were filled up with empty ones"
        ),
    };
    Warning {
        kind: WarningKind::Ragged,
        line: Some(line),
        message,
    }
}

/// The warning about column names that come twice; names that were given for want of others do not count.
#[must_use]
pub fn duplicate_names(header: &[String], made_up: bool) -> Option<Warning> {
    let mut seen = std::collections::HashSet::new();
    let double = header
        .iter()
        .find(|name| !name.is_empty() && !seen.insert(name.as_str()))
        .filter(|_| !made_up)?;
    Some(Warning {
        kind: WarningKind::DuplicateName,
        line: None,
        message: format!("the column name {double} comes twice"),
    })
}

/// The warning about a quote that is read as text.
#[must_use]
pub fn lenient_warning(line: u64) -> Warning {
    Warning {
        kind: WarningKind::OpenQuote,
        line: Some(line),
        message: "a quote never closes; it was read as text".to_owned(),
    }
}

/// The names of columns that have none.
fn numbered(columns: usize) -> Vec<String> {
    (1..=columns).map(|number| format!("Field {number}")).collect()
}

/// Rows of objects, in which a key that lacks is null.
struct FilledUp {
    rows: Log,
    columns: usize,
}

impl Rows for FilledUp {
    fn rewind(&mut self) {
        self.rows.rewind();
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        let more = self.rows.next(row)?;
        while more && row.len() < self.columns {
            row.push("", Kind::Null);
        }
        Ok(more)
    }

    fn mark(&self) -> u64 {
        self.rows.mark()
    }

    fn seek(&mut self, mark: u64) {
        self.rows.seek(mark);
    }
}

/// Collects records of named values: the columns are the union of the names in the order in which they came.
#[derive(Default)]
struct Records {
    header: Vec<String>,
    columns: std::collections::HashMap<String, usize>,
    cells: Vec<Option<(String, Kind)>>,
    log: LogWriter,
    row: Row,
    doubles: Doubles,
}

/// Names that came twice in a record, of which the last value counts.
#[derive(Default)]
struct Doubles {
    /// The record that is being written has one.
    here: Option<String>,
    /// The first, and its line.
    first: Option<(String, u64)>,
    records: u64,
}

impl Doubles {
    /// The record that ends here began in this line.
    fn end(&mut self, line: u64) {
        if let Some(name) = self.here.take() {
            self.records += 1;
            self.first.get_or_insert((name, line));
        }
    }

    fn warning(&self) -> Option<Warning> {
        let (name, line) = self.first.as_ref()?;
        let records = match self.records {
            1 => String::new(),
            records => format!(" (so in {records} records)"),
        };
        Some(Warning {
            kind: WarningKind::DuplicateName,
            line: Some(*line),
            message: format!("the key {name} comes twice; the last value counts{records}"),
        })
    }
}

impl Records {
    /// Sets a value of the record that is being written.
    fn set(&mut self, name: &str, text: String, kind: Kind) {
        let column = match self.columns.get(name) {
            Some(column) => *column,
            None => {
                let column = self.header.len();
                self.columns.insert(name.to_owned(), column);
                self.header.push(name.to_owned());
                column
            }
        };
        if self.cells.len() <= column {
            self.cells.resize(column + 1, None);
        }
        if let Some(cell) = self.cells.get_mut(column)
            && cell.replace((text, kind)).is_some()
        {
            self.doubles.here = Some(name.to_owned());
        }
    }

    /// Ends the record that is being written, which began in this line.
    fn end(&mut self, line: u64, options: &Options) -> Result<(), Malformed> {
        self.close(line, options)?;
        self.log.push(&self.row)?;
        Ok(())
    }

    /// Makes a row of the record that is being written.
    fn close(&mut self, line: u64, options: &Options) -> Result<(), Malformed> {
        self.doubles.end(line);
        if self.header.len() > options.max_columns {
            return Err(too_many_columns(self.header.len(), options.max_columns, None));
        }
        self.row.clear();
        for cell in self.cells.drain(..) {
            match cell {
                Some((text, _)) if text.len() > options.max_cell => {
                    return Err(too_long(options.max_cell, None));
                }
                Some((text, kind)) => self.row.push(&text, kind),
                None => self.row.push("", Kind::Null),
            }
        }
        Ok(())
    }

    fn finish(self, mut warnings: Vec<Warning>) -> Result<Option<Read>, Malformed> {
        warnings.extend(self.doubles.warning());
        of_records(self.header, self.log, warnings)
    }
}

/// The table of records with these names; a value that a record lacks is null.
///
/// # Errors
/// What writing a temporary file gives.
pub fn of_records(
    header: Vec<String>,
    log: LogWriter,
    warnings: Vec<Warning>,
) -> Result<Option<Read>, Malformed> {
    let (rows, columns) = (log.rows(), header.len());
    if rows == 0 {
        return Ok(None);
    }
    Ok(Some(Read {
        named: columns,
        table: Table {
            header,
            rows: Box::new(FilledUp {
                rows: log.finish()?,
                columns,
            }),
        },
        rows,
        warnings,
        survey: None,
    }))
}

#[cfg(test)]
fn cells(read: Option<Read>) -> Vec<Vec<String>> {
    let Some(mut read) = read else {
        return Vec::new();
    };
    let columns = read.table.columns();
    let mut all = vec![read.table.header.clone()];
    read.table
        .each(|row| {
            all.push(row.cells(columns).map(|cell| cell.text.to_owned()).collect());
            Ok(())
        })
        .unwrap();
    all
}
