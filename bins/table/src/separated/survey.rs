//! The first pass: how many rows there are, which of them are ragged, and how wide each column is as shown.

use std::io;

use super::record::Field;
use super::scan::{Index, quick_width, widen, widen_quickly};
use super::window::Window;
use super::{SeparatedRows, Stop, Visit, push_field};
use crate::shown::{Show, shown_width};

/// What the first pass found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Rows, blank lines not counted.
    pub rows: u64,
    /// Values of the longest row.
    pub longest: usize,
    /// Rows with fewer or more values than the columns, and the line of the first.
    pub ragged: Option<(u64, u64)>,
    /// The columns' widths on a terminal, of the values alone.
    pub widths: Vec<u32>,
    /// Whether a column has nothing in it.
    pub empty: Vec<bool>,
}

/// Goes over all rows once. `columns` is how many values they should have, at least 1; `line` is where the first row is.
///
/// # Errors
/// What is wrong with the text.
pub fn survey(rows: &mut SeparatedRows, columns: usize, line: u64, show: Show) -> Result<Survey, Stop> {
    let quote = rows.dialect().signs.quote;
    let mut surveyor = Surveyor {
        columns,
        widths: vec![0; columns],
        rows: 0,
        longest: columns,
        ragged: None,
        quote,
        show,
        text: String::new(),
    };
    rows.walk(columns, line, &mut surveyor)?;
    Ok(Survey {
        rows: surveyor.rows,
        longest: surveyor.longest,
        ragged: surveyor.ragged,
        empty: surveyor.widths.iter().map(|width| *width == 0).collect(),
        widths: surveyor.widths,
    })
}

struct Surveyor {
    columns: usize,
    widths: Vec<u32>,
    rows: u64,
    longest: usize,
    ragged: Option<(u64, u64)>,
    quote: u8,
    show: Show,
    text: String,
}

impl Visit for Surveyor {
    fn part(&mut self, bytes: &[u8], index: &Index) -> bool {
        index.unusual.iter().all(|mask| *mask == 0) || simdutf8::basic::from_utf8(bytes).is_ok()
    }

    #[inline]
    fn plain(&mut self, _window: &Window, marks: &[u32], end: u32) -> io::Result<()> {
        self.rows += 1;
        widen(&mut self.widths, marks, end);
        Ok(())
    }

    fn marked(&mut self, window: &Window, marks: &[u32], end: u32) -> io::Result<bool> {
        // What a row widened that then turns out to be another one, it widens as that, too.
        let quick = widen_quickly(&mut self.widths, window.padded(), marks, end);
        self.rows += u64::from(quick);
        Ok(quick)
    }

    fn fields(&mut self, window: &Window, fields: &[Field], line: u64) -> io::Result<()> {
        self.rows += 1;
        self.longest = self.longest.max(fields.len());
        if fields.len() != self.columns {
            self.ragged = Some(self.ragged.map_or((line, 1), |(first, count)| (first, count + 1)));
        }
        if self.widths.len() < fields.len() {
            self.widths.resize(fields.len(), 0);
        }
        for (width, field) in self.widths.iter_mut().zip(fields) {
            let bytes = window
                .bytes()
                .get(field.start as usize..field.end as usize)
                .unwrap_or_default();
            let own = match (field.escaped, quick_width(bytes)) {
                (false, Some(own)) => own,
                _ => {
                    self.text.clear();
                    push_field(window.bytes(), field, self.quote, &mut self.text)?;
                    u32::try_from(shown_width(&self.text, self.show)).unwrap_or(u32::MAX)
                }
            };
            *width = (*width).max(own);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::separated::Dialect;
    use crate::spool::Spool;

    fn survey_of(text: &str, columns: usize) -> Survey {
        let spool = Spool::of_bytes(text.as_bytes().to_vec());
        survey(
            &mut SeparatedRows::new(spool, 0, Dialect::of(b','), 1 << 20),
            columns,
            1,
            Show::default(),
        )
        .unwrap()
    }

    #[test]
    fn widths_rows_and_ragged_rows_are_counted() {
        let found = survey_of("a,bcd\r\n变化,x\n\n1\n1,2,3\n\"l\none\",\n", 2);
        assert_eq!(found.widths, [4, 3, 1]);
        assert_eq!((found.rows, found.longest, found.ragged), (5, 3, Some((4, 2))));
    }
}
