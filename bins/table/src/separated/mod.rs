//! CSV and its kin: rows of values with a delimiter between them (RFC 4180, as Python's `csv` module reads it).
//!
//! [`SeparatedRows`] goes over the text window by window, as often as wanted. A row of nothing but printable ASCII without
//! quotes is found by [`scan`] alone; any other is parsed by [`record`].

pub mod record;
pub mod scan;
pub mod survey;
pub mod window;

use std::io;

use record::{Field, Found};
use scan::{Index, Signs};
use window::{WINDOW, Window};

use crate::rows::{HELD, Kind, Row, Rows};
use crate::spool::Spool;

/// How values are parted and quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between values and around them.
    pub signs: Signs,
    /// Quotes count.
    pub quoting: bool,
}

impl Dialect {
    /// This delimiter and double quotes.
    #[must_use]
    pub fn of(delimiter: u8) -> Self {
        Self {
            signs: Signs {
                delimiter,
                quote: b'"',
            },
            quoting: true,
        }
    }
}

/// Delimited text in UTF-8.
#[derive(Debug)]
pub struct SeparatedRows {
    window: Window,
    dialect: Dialect,
    /// From here on quotes are text, because one would never close.
    plain_from: u64,
    /// Where the first row begins.
    begin: u64,
    /// Where the next row begins.
    at: u64,
    fields: Vec<Field>,
    /// No cell may be longer, in bytes.
    limit: usize,
}

/// Why a walk over the rows ended early.
#[derive(Debug)]
pub enum Stop {
    /// Reading or visiting failed.
    Io(io::Error),
    /// A quote never closes.
    OpenQuote {
        /// Where it stands, in bytes from the beginning of the spool.
        at: u64,
        /// Where its row begins.
        row: u64,
        /// Line and column (in characters), from 1.
        place: (u64, u64),
    },
    /// A cell is longer than the limit, or a record so long that it is not looked at.
    TooLong {
        /// Its line, from 1.
        line: u64,
        /// It is the record.
        row: bool,
    },
    /// The text is not UTF-8.
    NotUtf8,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What is done with the rows of a walk.
pub trait Visit {
    /// Rows before `bytes` were visited, those in it come now; false when they are no UTF-8.
    fn part(&mut self, _bytes: &[u8], _index: &Index) -> bool {
        true
    }

    /// A row of printable ASCII: value `n` lies between `marks[n]` and `marks[n + 1]`, the last one ends at `end`.
    ///
    /// # Errors
    /// What ends the walk.
    fn plain(&mut self, window: &Window, marks: &[u32], end: u32) -> io::Result<()>;

    /// A row without quotes that holds other characters, marked in the same way; false when it is to come as
    /// [`fields`](Self::fields), as rows with control characters must.
    ///
    /// # Errors
    /// What ends the walk.
    fn marked(&mut self, _window: &Window, _marks: &[u32], _end: u32) -> io::Result<bool> {
        Ok(false)
    }

    /// Any other row, at this line.
    ///
    /// # Errors
    /// What ends the walk.
    fn fields(&mut self, window: &Window, fields: &[Field], line: u64) -> io::Result<()>;
}

impl SeparatedRows {
    /// The rows from `begin` on; `limit` is the length in bytes that no cell may exceed, and no record by much.
    #[must_use]
    pub fn new(spool: Spool, begin: u64, dialect: Dialect, limit: usize) -> Self {
        Self {
            window: Window::new(spool),
            dialect,
            plain_from: u64::MAX,
            begin,
            at: begin,
            fields: Vec::new(),
            limit,
        }
    }

    /// How values are parted.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The text.
    #[must_use]
    pub fn spool(&self) -> &Spool {
        self.window.spool()
    }

    /// Rows that were read so far are not read again: the first row is the next one.
    pub fn begin_here(&mut self) {
        self.begin = self.at;
    }

    /// Quotes are text from this row on.
    pub fn plain_from(&mut self, row: u64) {
        self.plain_from = row;
    }

    /// Takes every row to the visitor; `columns` is how many values most of them have, `line` where the first one is.
    ///
    /// # Errors
    /// What is wrong with the text, or what the visitor says.
    pub fn walk(&mut self, columns: usize, mut line: u64, visitor: &mut impl Visit) -> Result<(), Stop> {
        let signs = self.dialect.signs;
        let mut index = Index::default();
        let mut size = WINDOW;
        let mut at = self.begin;
        loop {
            self.window.load(at, size)?;
            let bytes = self.window.bytes();
            let last = self.window.is_last();
            index.fill(bytes, signs);
            let length = bytes.len() as u32;
            let known = if last {
                length
            } else {
                index.ends.last().map_or(0, |end| end + 1)
            };
            if !visitor.part(bytes.get(..known as usize).unwrap_or_default(), &index) {
                return Err(Stop::NotUtf8);
            }
            let mut from = 0;
            let mut mark = 0;
            let mut ends = index.ends.iter().copied().peekable();
            while from < known {
                while ends.next_if(|end| *end < from).is_some() {}
                let end = ends.peek().copied().unwrap_or(length);
                let row = index.marks.get(mark..=mark + columns);
                if let Some(marks @ [before, .., close]) = row
                    && before.wrapping_add(1) == from
                    && *close == end
                    && !index.has_quote(from, end)
                    && (end - from) as usize <= self.limit
                {
                    let returned = bytes.get((end as usize).wrapping_sub(1)) == Some(&b'\r');
                    let close = end - u32::from(returned && end > from);
                    let taken = if close == from {
                        false
                    } else if index.has_unusual(from, close) {
                        visitor.marked(&self.window, marks, close)?
                    } else {
                        visitor.plain(&self.window, marks, close)?;
                        true
                    };
                    if taken {
                        mark += columns;
                        from = end + 1;
                        line += 1;
                        continue;
                    }
                }
                let quoting = self.dialect.quoting && at + u64::from(from) < self.plain_from;
                let next = match record::parse(bytes, from as usize, last, signs, quoting, &mut self.fields) {
                    Found::Record { next } => {
                        let long = |field: &Field| (field.end - field.start) as usize > self.limit;
                        if next - from as usize > self.limit && self.fields.iter().any(long) {
                            return Err(Stop::TooLong { line, row: false });
                        }
                        visitor.fields(&self.window, &self.fields, line)?;
                        next
                    }
                    Found::Blank { next } => next,
                    Found::Cut { open: Some(open) } if last => {
                        return Err(open_quote(bytes, at, from as usize, open, line));
                    }
                    Found::Cut { .. } => break,
                };
                line += lines(bytes.get(from as usize..next).unwrap_or_default());
                from = next as u32;
                while index.marks.get(mark + 1).is_some_and(|mark| *mark < from) {
                    mark += 1;
                }
            }
            if last {
                return Ok(());
            }
            at += u64::from(from);
            size = match (from, size) {
                (0, size) if size > self.limit => return Err(Stop::TooLong { line, row: true }),
                (0, size) => size * 2,
                _ => size,
            };
        }
    }
}

/// How many lines end in the bytes: at `\n`, `\r\n` or a lone `\r`.
#[must_use]
pub fn lines(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    (feeds + memchr::memchr_iter(b'\r', bytes).filter(lone).count()) as u64
}

fn open_quote(bytes: &[u8], at: u64, row: usize, open: usize, line: u64) -> Stop {
    let before = bytes.get(row..open).unwrap_or_default();
    let start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1);
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default())
        .chars()
        .count();
    Stop::OpenQuote {
        at: at + open as u64,
        row: at + row as u64,
        place: (line + lines(before), column as u64 + 1),
    }
}

/// Appends the text of a field.
pub fn push_field(bytes: &[u8], field: &Field, quote: u8, out: &mut String) -> io::Result<()> {
    let bytes = bytes
        .get(field.start as usize..field.end as usize)
        .unwrap_or_default();
    let text = std::str::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "changed while it was read"))?;
    if field.escaped {
        record::unescape(text, quote, out);
    } else {
        out.push_str(text);
    }
    Ok(())
}

/// A smaller window does for a row that is read out of order.
const PEEK: usize = 4 << 10;

impl Rows for SeparatedRows {
    fn rewind(&mut self) {
        self.at = self.begin;
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        let mut size = PEEK;
        loop {
            let from = usize::try_from(self.at.wrapping_sub(self.window.at())).unwrap_or(usize::MAX);
            if from >= self.window.bytes().len() {
                if self.at >= self.window.spool().len() {
                    return Ok(false);
                }
                // In order, whole windows; out of order, little at first.
                let in_order = from == self.window.bytes().len();
                self.window.load(self.at, if in_order { WINDOW } else { size })?;
                continue;
            }
            let bytes = self.window.bytes();
            let last = self.window.is_last();
            let quoting = self.dialect.quoting && self.at < self.plain_from;
            match record::parse(bytes, from, last, self.dialect.signs, quoting, &mut self.fields) {
                Found::Record { next } => {
                    let mut text = String::new();
                    for field in &self.fields {
                        text.clear();
                        push_field(bytes, field, self.dialect.signs.quote, &mut text)?;
                        row.push(&text, Kind::Text);
                    }
                    self.at = self.window.at() + next as u64;
                    return Ok(true);
                }
                Found::Blank { next } => self.at = self.window.at() + next as u64,
                Found::Cut { .. } if last || size > self.limit.saturating_mul(2) => {
                    let message = "a quote is open at the end, or a row is too long";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
                Found::Cut { .. } => {
                    size = (self.window.bytes().len() - from).max(PEEK) * 2;
                    self.window.load(self.at, size.max(WINDOW))?;
                }
            }
        }
    }

    fn mark(&self) -> u64 {
        self.at
    }

    fn seek(&mut self, mark: u64) {
        self.at = mark;
    }

    fn hold(&mut self) -> io::Result<bool> {
        let length = self.window.spool().len().saturating_sub(self.begin);
        if length <= HELD {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            self.window.load(self.begin, length)?;
        }
        Ok(length <= HELD)
    }

    fn separated(&mut self) -> Option<&mut SeparatedRows> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Default)]
    struct Collect(Vec<Vec<String>>);

    impl Visit for Collect {
        fn plain(&mut self, window: &Window, marks: &[u32], end: u32) -> io::Result<()> {
            let mut row = Vec::new();
            for (at, pair) in marks.windows(2).enumerate() {
                let stop = if at + 2 == marks.len() { end } else { pair[1] };
                let text = &window.bytes()[pair[0].wrapping_add(1) as usize..stop as usize];
                row.push(String::from_utf8(text.to_vec()).unwrap());
            }
            self.0.push(row);
            Ok(())
        }

        fn fields(&mut self, window: &Window, fields: &[Field], _line: u64) -> io::Result<()> {
            let text = |field: &Field| {
                let mut out = String::new();
                push_field(window.bytes(), field, b'"', &mut out).unwrap();
                out
            };
            self.0.push(fields.iter().map(text).collect());
            Ok(())
        }
    }

    fn rows(text: &str, begin: u64) -> SeparatedRows {
        SeparatedRows::new(
            Spool::of_bytes(text.as_bytes().to_vec()),
            begin,
            Dialect::of(b','),
            1 << 20,
        )
    }

    proptest! {
        /// The walk by masks, the reading row by row and the `csv` crate agree.
        #[test]
        fn walking_is_reading(text in "(([ab变\"\r ]{0,3}|\"[ab,\n\"\"]{0,4}\"),?(\n|\r\n|\r)?){0,12}", columns in 1usize..4, times in 1usize..3000) {
            let text = text.repeat(times);
            let mut walked = Collect::default();
            if rows(&text, 0).walk(columns, 1, &mut walked).is_err() {
                return Ok(());
            }
            let (mut read, mut row, mut source) = (Vec::new(), Row::default(), rows(&text, 0));
            while source.next(&mut row).unwrap() {
                read.push(row.cells(row.len()).map(|cell| cell.text.to_owned()).collect::<Vec<_>>());
            }
            prop_assert_eq!(&walked.0, &read);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(&read, &theirs);
        }
    }

    #[test]
    fn an_open_quote_has_its_place() {
        let stop = rows("é,b\nx,\"1\n2,3\n", 0).walk(2, 1, &mut Collect::default());
        assert!(
            matches!(
                stop,
                Err(Stop::OpenQuote {
                    at: 7,
                    row: 5,
                    place: (2, 3)
                })
            ),
            "{stop:?}"
        );
    }

    #[test]
    fn rows_are_found_again_by_their_marks() {
        let text: String = (0..20_000).map(|at| format!("{at},\"x\ny\"\n")).collect();
        let mut source = rows(&text, 0);
        let (mut marks, mut row) = (vec![0], Row::default());
        while source.next(&mut row).unwrap() {
            marks.push(source.mark());
        }
        assert_eq!(marks.len(), 20_001);
        for at in [19_999, 0, 12_345, 12_346, 7] {
            source.seek(marks[at]);
            source.next(&mut row).unwrap();
            assert_eq!(row.cell(0).text, at.to_string());
        }
    }
}
