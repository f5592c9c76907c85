//! The walk by bit masks, and reading row by row, against the `csv` crate.
#![no_main]

use std::io;

use libfuzzer_sys::fuzz_target;
use table::rows::{Row, Rows};
use table::separated::record::Field;
use table::separated::window::Window;
use table::separated::{Dialect, SeparatedRows, Visit, push_field};
use table::spool::Spool;

type Cells = Vec<Vec<String>>;

struct Collect {
    rows: Cells,
}

impl Visit for Collect {
    fn plain(&mut self, window: &Window, marks: &[u32], end: u32) -> io::Result<()> {
        let last = marks.len() - 2;
        let cell = |(at, pair): (usize, &[u32])| {
            let stop = if at == last { end } else { pair[1] };
            let text = &window.bytes()[pair[0].wrapping_add(1) as usize..stop as usize];
            assert!(text.iter().all(|byte| (b' '..=b'~').contains(byte)));
            String::from_utf8(text.to_vec()).unwrap()
        };
        self.rows.push(marks.windows(2).enumerate().map(cell).collect());
        Ok(())
    }

    fn fields(&mut self, window: &Window, fields: &[Field], _line: u64) -> io::Result<()> {
        let mut row = Vec::new();
        for field in fields {
            let mut cell = String::new();
            push_field(window.bytes(), field, b'"', &mut cell)?;
            row.push(cell);
        }
        self.rows.push(row);
        Ok(())
    }
}

fuzz_target!(|input: (u8, u8, &str)| {
    let (columns, delimiter, text) = input;
    let delimiter = b",;\t|"[usize::from(delimiter % 4)];
    let rows = || {
        SeparatedRows::new(
            Spool::of_bytes(text.as_bytes().to_vec()),
            0,
            Dialect::of(delimiter),
            1 << 20,
        )
    };
    let mut walked = Collect { rows: Vec::new() };
    if rows().walk(usize::from(columns % 9) + 1, 1, &mut walked).is_err() {
        // A quote that never closes, of which the csv crate says nothing.
        return;
    }
    let (mut source, mut row, mut read) = (rows(), Row::default(), Cells::new());
    while source.next(&mut row).unwrap() {
        read.push(row.cells(row.len()).map(|cell| cell.text.to_owned()).collect());
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let theirs: Cells = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(walked.rows, theirs);
    assert_eq!(read, theirs);
});
