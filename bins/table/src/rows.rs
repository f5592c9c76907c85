//! Rows of cells, one after the other, as often as wanted: what all stages between reading and writing hand on.

use std::io::{self, Write};

use crate::spool::{Spool, SpoolWriter};

/// What a cell was in its source, as far as that is more than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text.
    Text,
    /// An integer of JSON or of a workbook, in the digits of the source.
    Int,
    /// Another number of JSON or of a workbook, in the digits of the source.
    Float,
    /// `true` or `false`.
    Bool,
    /// A list, or an object without members, as JSON.
    Json,
    /// `null` of JSON, or a key that an object lacks; its text is empty.
    Null,
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'r> {
    /// What it says.
    pub text: &'r str,
    /// What it was.
    pub kind: Kind,
}

impl Cell<'_> {
    /// The cell that pads a row which is too short.
    pub const EMPTY: Cell<'static> = Cell {
        text: "",
        kind: Kind::Text,
    };
}

/// One row. What it lacks at the right reads as empty cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    text: String,
    /// Where each cell ends in `text`, and what it was.
    cells: Vec<(usize, Kind)>,
}

impl Row {
    /// Takes all cells away.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    /// Adds a cell.
    pub fn push(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        self.cells.push((self.text.len(), kind));
    }

    /// Adds a cell.
    pub fn push_cell(&mut self, cell: Cell) {
        self.push(cell.text, cell.kind);
    }

    /// How many cells it has of its own.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// True when it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// One cell; an empty one where the row has none.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let Some((end, kind)) = self.cells.get(column) else {
            return Cell::EMPTY;
        };
        let start = column
            .checked_sub(1)
            .and_then(|before| self.cells.get(before))
            .map_or(0, |(end, _)| *end);
        Cell {
            text: self.text.get(start..*end).unwrap_or_default(),
            kind: *kind,
        }
    }

    /// Its cells, filled up to `columns`.
    pub fn cells(&self, columns: usize) -> impl Iterator<Item = Cell<'_>> {
        (0..columns).map(|column| self.cell(column))
    }
}

impl<'t> FromIterator<&'t str> for Row {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Self {
        let mut row = Self::default();
        for text in texts {
            row.push(text, Kind::Text);
        }
        row
    }
}

/// A source of rows that can begin again.
pub trait Rows {
    /// The next row comes from the beginning again.
    fn rewind(&mut self);

    /// Puts the next row into `row`; false at the end.
    ///
    /// # Errors
    /// What reading gives.
    fn next(&mut self, row: &mut Row) -> io::Result<bool>;

    /// Where the next row begins, for [`seek`](Self::seek).
    fn mark(&self) -> u64;

    /// The next row is the one that began at the mark.
    fn seek(&mut self, mark: u64);

    /// Gets ready to be read out of order: true when that costs no more than in order from now on.
    ///
    /// # Errors
    /// What reading gives.
    fn hold(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    /// The rows as they lie in delimited text, when nothing was done to them yet.
    fn separated(&mut self) -> Option<&mut crate::separated::SeparatedRows> {
        None
    }
}

/// A table: names of its columns and rows.
pub struct Table {
    /// The names of the columns; no row has more cells.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Box<dyn Rows>,
}

impl Table {
    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.header.len()
    }

    /// Hands every row to `visit`, from the first.
    ///
    /// # Errors
    /// What reading or `visit` gives.
    pub fn each(&mut self, mut visit: impl FnMut(&Row) -> io::Result<()>) -> io::Result<()> {
        let mut row = Row::default();
        self.rows.rewind();
        while self.rows.next(&mut row)? {
            visit(&row)?;
        }
        Ok(())
    }
}

/// Rows written down: in memory, or in a temporary file when they are many.
#[derive(Debug, Default)]
pub struct LogWriter {
    spool: SpoolWriter,
    record: Vec<u8>,
    rows: u64,
    longest: usize,
}

impl LogWriter {
    /// Writes a row down.
    ///
    /// # Errors
    /// What writing the temporary file gives.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        self.record.clear();
        self.record.extend_from_slice(&(row.len() as u64).to_le_bytes());
        for cell in row.cells(row.len()) {
            self.record.push(code(cell.kind));
            self.record
                .extend_from_slice(&(cell.text.len() as u64).to_le_bytes());
            self.record.extend_from_slice(cell.text.as_bytes());
        }
        self.rows += 1;
        self.longest = self.longest.max(row.len());
        self.spool.write_all(&self.record)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Where the next row will begin.
    #[must_use]
    pub fn mark(&self) -> u64 {
        self.spool.len()
    }

    /// How many cells the longest row has.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The rows, for reading.
    ///
    /// # Errors
    /// What writing the temporary file gives.
    pub fn finish(self) -> io::Result<Log> {
        Ok(Log {
            spool: self.spool.finish()?,
            window: Vec::new(),
            window_at: 0,
            at: 0,
        })
    }
}

/// Rows read back from where a [`LogWriter`] put them.
#[derive(Debug)]
pub struct Log {
    spool: Spool,
    window: Vec<u8>,
    window_at: u64,
    at: u64,
}

/// Rows that are read out of order are held in memory when they take no more than this, in bytes.
pub const HELD: u64 = 32 << 20;
/// How much of a log is read at once, in bytes.
const WINDOW: usize = 1 << 16;

impl Log {
    /// No rows.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            spool: Spool::of_bytes(Vec::new()),
            window: Vec::new(),
            window_at: 0,
            at: 0,
        }
    }

    /// The next `count` bytes.
    fn take(&mut self, count: usize) -> io::Result<&[u8]> {
        let begin = usize::try_from(self.at.wrapping_sub(self.window_at)).unwrap_or(usize::MAX);
        let begin = match begin.checked_add(count) {
            Some(end) if end <= self.window.len() => begin,
            _ => {
                self.window.resize(WINDOW.max(count), 0);
                let read = self.spool.read_at(self.at, &mut self.window)?;
                self.window.truncate(read);
                self.window_at = self.at;
                0
            }
        };
        self.at += count as u64;
        self.window
            .get(begin..begin + count)
            .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }

    fn number(&mut self) -> io::Result<usize> {
        let bytes = self.take(8)?;
        let number = u64::from_le_bytes(bytes.try_into().unwrap_or_default());
        usize::try_from(number).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

impl Rows for Log {
    fn rewind(&mut self) {
        self.at = 0;
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        if self.at >= self.spool.len() {
            return Ok(false);
        }
        for _ in 0..self.number()? {
            let kind = self.take(1)?.first().map_or(Kind::Text, |byte| kind(*byte));
            let length = self.number()?;
            let text = std::str::from_utf8(self.take(length)?)
                .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
            row.push(text, kind);
        }
        Ok(true)
    }

    fn mark(&self) -> u64 {
        self.at
    }

    fn seek(&mut self, mark: u64) {
        self.at = mark;
    }

    fn hold(&mut self) -> io::Result<bool> {
        let short = self.spool.len() <= HELD;
        if short {
            self.window = self.spool.to_bytes()?;
            self.window_at = 0;
        }
        Ok(short)
    }
}

const KINDS: [Kind; 6] = [
    Kind::Text,
    Kind::Int,
    Kind::Float,
    Kind::Bool,
    Kind::Json,
    Kind::Null,
];

fn code(kind: Kind) -> u8 {
    KINDS
        .iter()
        .position(|known| *known == kind)
        .map_or(0, |at| at as u8)
}

fn kind(code: u8) -> Kind {
    KINDS.get(usize::from(code)).copied().unwrap_or(Kind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_come_back_as_they_were_written(rows in proptest::collection::vec(proptest::collection::vec(".{0,4}", 0..4), 0..9)) {
            let rows: Vec<Row> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let mut writer = LogWriter::default();
            rows.iter().try_for_each(|row| writer.push(row)).unwrap();
            let mut log = writer.finish().unwrap();
            for _ in 0..2 {
                let (mut back, mut marks, mut row) = (Vec::new(), vec![log.mark()], Row::default());
                while log.next(&mut row).unwrap() {
                    back.push(row.clone());
                    marks.push(log.mark());
                }
                prop_assert_eq!(&back, &rows);
                for (mark, expected) in marks.iter().zip(&rows).rev() {
                    log.seek(*mark);
                    log.next(&mut row).unwrap();
                    prop_assert_eq!(&row, expected);
                }
                log.rewind();
            }
        }
    }
}
