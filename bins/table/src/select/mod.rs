//! Which columns and rows are printed, and in which order. Each step takes rows and gives rows.

pub mod columns;
mod decimal;
pub mod filter;
pub mod group;
pub mod sort;

use std::cell::Cell;
use std::io;

use crate::rows::{Row, Rows};

/// Rows `[from, to)` of others.
pub struct Slice {
    inner: Box<dyn Rows>,
    count: u64,
    at: u64,
    first: u64,
}

impl Slice {
    /// Rows `[from, to)`.
    ///
    /// # Errors
    /// What reading the rows before them gives.
    pub fn new(mut inner: Box<dyn Rows>, from: u64, to: u64) -> io::Result<Self> {
        let mut row = Row::default();
        inner.rewind();
        for _ in 0..from {
            if !inner.next(&mut row)? {
                break;
            }
        }
        Ok(Self {
            first: inner.mark(),
            inner,
            count: to.saturating_sub(from),
            at: 0,
        })
    }
}

impl Rows for Slice {
    fn rewind(&mut self) {
        self.inner.seek(self.first);
        self.at = 0;
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        if self.at >= self.count {
            row.clear();
            return Ok(false);
        }
        self.at += 1;
        self.inner.next(row)
    }

    fn mark(&self) -> u64 {
        self.inner.mark()
    }

    fn seek(&mut self, mark: u64) {
        self.inner.seek(mark);
        self.at = 0;
    }

    fn hold(&mut self) -> io::Result<bool> {
        self.inner.hold()
    }
}

/// A column of row numbers before all others.
pub struct Numbered {
    inner: Box<dyn Rows>,
    number: u64,
    /// The number of the row before the mark that was asked for last.
    marked: Cell<(u64, u64)>,
    scratch: Row,
}

impl Numbered {
    /// Rows with their number, from 1, before them.
    #[must_use]
    pub fn new(inner: Box<dyn Rows>) -> Self {
        Self {
            inner,
            number: 0,
            marked: Cell::default(),
            scratch: Row::default(),
        }
    }
}

impl Rows for Numbered {
    fn rewind(&mut self) {
        self.number = 0;
        self.inner.rewind();
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        if !self.inner.next(&mut self.scratch)? {
            return Ok(false);
        }
        self.number += 1;
        row.push(&self.number.to_string(), crate::rows::Kind::Int);
        for cell in self.scratch.cells(self.scratch.len()) {
            row.push_cell(cell);
        }
        Ok(true)
    }

    fn mark(&self) -> u64 {
        let mark = self.inner.mark();
        self.marked.set((mark, self.number));
        mark
    }

    fn seek(&mut self, mark: u64) {
        self.inner.seek(mark);
        let (marked, number) = self.marked.get();
        if mark == marked {
            self.number = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::LogWriter;

    #[test]
    fn slices_begin_again() {
        let mut writer = LogWriter::default();
        for number in ["0", "1", "2", "3"] {
            writer.push(&[number].into_iter().collect()).unwrap();
        }
        let mut slice = Slice::new(Box::new(writer.finish().unwrap()), 1, 3).unwrap();
        for _ in 0..3 {
            slice.rewind();
            let (mut row, mut found) = (Row::default(), Vec::new());
            while slice.next(&mut row).unwrap() {
                found.push(row.cell(0).text.to_owned());
            }
            assert_eq!(found, ["1", "2"]);
        }
    }
}
