//! Rows to fill a template with: CSV, TSV or one JSON object a line.

use std::collections::HashSet;

use crate::sources::{Malformed, json};
use crate::value::Value;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Values with this byte between them, as Python's `csv` reads them (RFC 4180); the first record is the header.
    Separated(u8),
    /// One JSON object a line.
    JsonLines,
}

/// What is wrong with rows: with one of them, or with all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The number of the row, from 1; `None` when the header is bad and there are no rows.
    pub row: Option<usize>,
    /// Line and column, where known.
    pub place: Option<(usize, Option<usize>)>,
    /// What is wrong.
    pub message: String,
}

impl BadRow {
    fn header(message: impl Into<String>) -> Self {
        Self {
            row: None,
            place: Some((1, None)),
            message: message.into(),
        }
    }
}

/// A row.
#[derive(Debug)]
pub enum Row<'r> {
    /// Cells, in the order of the columns.
    Cells(&'r csv::ByteRecord),
    /// The members of an object.
    Members(Vec<(String, Value)>),
}

/// The names of the columns, and then the rows one after the other.
pub struct Rows<'t> {
    text: &'t [u8],
    columns: Option<Vec<String>>,
    source: Source<'t>,
    row: usize,
}

enum Source<'t> {
    Separated {
        reader: Box<csv::Reader<&'t [u8]>>,
        record: csv::ByteRecord,
    },
    JsonLines {
        lines: std::str::Lines<'t>,
        line: usize,
    },
}

impl<'t> Rows<'t> {
    /// Reads the header.
    ///
    /// # Errors
    /// A header that is not there or has an empty or a double name; a quote that never closes.
    pub fn new(text: &'t str, format: Format) -> Result<Self, BadRow> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let Format::Separated(delimiter) = format else {
            let source = Source::JsonLines {
                lines: text.lines(),
                line: 0,
            };
            return Ok(Self {
                text: text.as_bytes(),
                columns: None,
                source,
                row: 0,
            });
        };
        if let Some(open) = shared::quotes::unclosed(text.as_bytes(), delimiter, b'"') {
            let (line, column) = crate::finding::Positions::new(text.as_bytes()).of(open);
            let message = "a quote opens here and never closes".to_owned();
            return Err(BadRow {
                row: None,
                place: Some((line, Some(column))),
                message,
            });
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        if !reader
            .read_byte_record(&mut record)
            .map_err(|error| BadRow::header(error.to_string()))?
        {
            return Err(BadRow::header(
                "there is no header (a line with the names of the columns was expected)",
            ));
        }
        let columns: Vec<_> = record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        let mut seen = HashSet::new();
        for (at, name) in columns.iter().enumerate() {
            if name.is_empty() {
                return Err(BadRow::header(format!(
                    "column {} of the header has no name",
                    at + 1
                )));
            }
            if !seen.insert(name) {
                return Err(BadRow::header(format!("the header has the name {name} twice")));
            }
        }
        let source = Source::Separated {
            reader: Box::new(reader),
            record,
        };
        Ok(Self {
            text: text.as_bytes(),
            columns: Some(columns),
            source,
            row: 0,
        })
    }

    /// The names of the columns; `None` for JSON, where every row has its own.
    #[must_use]
    pub fn columns(&self) -> Option<&[String]> {
        self.columns.as_deref()
    }

    /// The next row and its number, or what is wrong with it; the rows behind a bad one can still be read.
    pub fn next_row(&mut self) -> Option<Result<(usize, Row<'_>), BadRow>> {
        match &mut self.source {
            Source::Separated { reader, record } => {
                let line = reader.position().line();
                match reader.read_byte_record(record) {
                    Ok(false) => None,
                    Ok(true) => {
                        self.row += 1;
                        let columns = self.columns.as_ref().map_or(0, Vec::len);
                        let line = record.position().map_or(line, csv::Position::line);
                        let place = usize::try_from(line).ok().map(|line| (line, None));
                        match record.len() == columns {
                            true => Some(Ok((self.row, Row::Cells(record)))),
                            false => Some(Err(BadRow {
                                row: Some(self.row),
                                place,
                                message: format!(
                                    "record {} has {} values (the header has {columns})",
                                    self.row,
                                    record.len()
                                ),
                            })),
                        }
                    }
                    Err(error) => {
                        self.row += 1;
                        Some(Err(BadRow {
                            row: Some(self.row),
                            place: None,
                            message: error.to_string(),
                        }))
                    }
                }
            }
            Source::JsonLines { lines, line } => loop {
                let text = lines.next()?;
                *line += 1;
                if text.trim_ascii().is_empty() {
                    continue;
                }
                self.row += 1;
                let bad = |Malformed {
                               line: inner,
                               column,
                               message,
                           }: Malformed| BadRow {
                    row: Some(self.row),
                    place: Some((*line + inner - 1, Some(column))),
                    message,
                };
                return Some(
                    json::object(text)
                        .map(|members| (self.row, Row::Members(members)))
                        .map_err(bad),
                );
            },
        }
    }

    /// How many bytes of rows there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bad_row_has_a_number_and_the_others_go_on() {
        let mut rows = Rows::new("a,b\n1,2\n3\n\"4\n\",5\n", Format::Separated(b',')).unwrap();
        assert!(rows.next_row().unwrap().is_ok());
        let bad = rows.next_row().unwrap().unwrap_err();
        assert_eq!((bad.row, bad.place), (Some(2), Some((3, None))));
        assert!(rows.next_row().unwrap().is_ok());
        assert!(rows.next_row().is_none());
    }

    #[test]
    fn a_header_with_an_empty_or_double_name_or_none_at_all_is_refused() {
        for text in ["", "a,,b\n", "a,b,a\n", "a,\"b\n"] {
            assert!(Rows::new(text, Format::Separated(b',')).is_err(), "{text:?}");
        }
    }

    proptest! {
        /// The cells that were written are the cells that are read.
        #[test]
        fn what_the_csv_writer_wrote_is_read_back(cells in proptest::collection::vec("[ab\",;\r\n变]{0,5}", 3)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["x", "y", "z"]).unwrap();
            writer.write_record(&cells).unwrap();
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut rows = Rows::new(&text, Format::Separated(b',')).unwrap();
            let Some(Ok((1, Row::Cells(record)))) = rows.next_row() else { panic!("no row in {text:?}") };
            prop_assert!(record.iter().eq(cells.iter().map(String::as_bytes)));
        }

        #[test]
        fn any_text_is_answered(text in "[ab\",\r\n{}:]{0,40}") {
            for format in [Format::Separated(b','), Format::JsonLines] {
                if let Ok(mut rows) = Rows::new(&text, format) {
                    while rows.next_row().is_some() {}
                }
            }
        }
    }
}
