//! A whole table of delimited text drawn in one go over its bytes: rows of plain cells are stored, others are printed.

use std::io::{self, Write};

use super::store::{Placed, Store};
use super::{Bars, Printer};
use crate::layout::Column;
use crate::rows::{Kind, Row};
use crate::separated::record::Field;
use crate::separated::scan::quick_width;
use crate::separated::window::Window;
use crate::separated::{SeparatedRows, Stop, Visit, push_field};

/// How much is collected before it is written, in bytes.
const BUFFER: usize = 256 << 10;

/// Prints all rows.
///
/// # Errors
/// What reading or writing gives.
pub fn draw(
    rows: &mut SeparatedRows,
    columns: usize,
    printer: &mut Printer,
    out: &mut dyn Write,
) -> io::Result<()> {
    let quote = rows.dialect().signs.quote;
    let between = printer
        .frame
        .between
        .as_ref()
        .map(|rule| format!("{rule}\n").into_bytes());
    let mut drawing = Drawing {
        store: store(&printer.frame.row, printer.frame.padding, printer.layout),
        between,
        printer,
        buffer: Vec::with_capacity(BUFFER + (64 << 10)),
        out,
        row: Row::default(),
        text: String::new(),
        placed: Vec::new(),
        quote,
    };
    match rows.walk(columns, 1, &mut drawing) {
        Ok(()) => drawing.flush(),
        Err(Stop::Io(error)) => Err(error),
        Err(_) => Err(changed()),
    }
}

fn changed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "changed while it was read")
}

fn store(bars: &Bars, (left, right): (usize, usize), layout: &[Column]) -> Store {
    let (left, right) = (" ".repeat(left), " ".repeat(right));
    let last = layout.len().saturating_sub(1);
    let tails: Vec<String> = (0..layout.len())
        .map(|at| {
            if at == last {
                format!("{right}{}\n", bars.end)
            } else {
                format!("{right}{}{left}", bars.between)
            }
        })
        .collect();
    Store::new(&format!("{}{left}", bars.begin), layout, &tails)
}

struct Drawing<'d, 'p> {
    store: Store,
    between: Option<Vec<u8>>,
    printer: &'d mut Printer<'p>,
    buffer: Vec<u8>,
    out: &'d mut dyn Write,
    row: Row,
    text: String,
    placed: Vec<Placed>,
    quote: u8,
}

impl Drawing<'_, '_> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    #[inline]
    fn begin_row(&mut self) -> io::Result<()> {
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        if self.printer.rows > 0
            && let Some(between) = &self.between
        {
            self.buffer.extend_from_slice(between);
        }
        Ok(())
    }
}

impl Visit for Drawing<'_, '_> {
    #[inline]
    fn plain(&mut self, window: &Window, marks: &[u32], end: u32) -> io::Result<()> {
        self.begin_row()?;
        self.printer.rows += 1;
        if self.store.ascii(window.padded(), marks, end, &mut self.buffer) {
            Ok(())
        } else {
            Err(changed())
        }
    }

    fn marked(&mut self, window: &Window, marks: &[u32], end: u32) -> io::Result<bool> {
        let length = self.buffer.len();
        self.begin_row()?;
        let begun = self.buffer.len();
        if self.store.marked(window.padded(), marks, end, &mut self.buffer) {
            self.printer.rows += 1;
            return Ok(true);
        }
        // The row comes again as fields, and with it the rule before it.
        self.buffer.truncate(if begun >= length { length } else { 0 });
        Ok(false)
    }

    fn fields(&mut self, window: &Window, fields: &[Field], _line: u64) -> io::Result<()> {
        let bytes = window.bytes();
        self.placed.clear();
        for field in fields {
            let text = bytes
                .get(field.start as usize..field.end as usize)
                .unwrap_or_default();
            let Some(width) = quick_width(text).filter(|_| !field.escaped) else {
                break;
            };
            self.placed.push(Placed {
                start: field.start,
                length: text.len() as u32,
                width,
            });
        }
        if self.placed.len() == fields.len() {
            let length = self.buffer.len();
            self.begin_row()?;
            let cells = self.placed.iter().copied();
            if self.store.cells(window.padded(), cells, &mut self.buffer) {
                self.printer.rows += 1;
                return Ok(());
            }
            self.buffer.truncate(length.min(self.buffer.len()));
        } else if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        self.row.clear();
        for field in fields {
            self.text.clear();
            push_field(bytes, field, self.quote, &mut self.text)?;
            self.row.push(&self.text, Kind::Text);
        }
        self.printer.row(&self.row, &mut self.buffer)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{Seek, Write};

    use super::*;
    use crate::layout::{Align, VAlign};
    use crate::read::{Format, Options, read};
    use crate::separated::Dialect;
    use crate::spool::Spool;
    use crate::style::Style;
    use crate::text::cells::Cells;
    use crate::text::frame::of_style;
    use proptest::prelude::*;

    /// Surveys the file, lets `change` change it, and draws it.
    fn draw_changed(text: &str, change: impl FnOnce(&mut File)) -> io::Result<String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let spool = Spool::of_file(file.try_clone().unwrap()).unwrap();
        let format = Format::Separated(Dialect::of(b','));
        let Ok(Some(mut found)) = read(&spool, 0, format, &Options::default()) else {
            panic!("{text:?} cannot be read");
        };
        change(&mut file);
        let widths = found.survey.unwrap().widths;
        let layout: Vec<Column> = widths
            .iter()
            .map(|width| Column {
                width: (*width as usize).max(1),
                align: Align::Left,
                valign: VAlign::Top,
            })
            .collect();
        let cells = Cells::default();
        let frame = of_style(&Style::default(), &layout, true, None, cells.show, false);
        let mut printer = Printer::new(&cells, &frame, &layout);
        let mut out = Vec::new();
        draw(
            found.table.rows.separated().unwrap(),
            layout.len(),
            &mut printer,
            &mut out,
        )?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_file_that_changes_between_the_passes_is_an_error_and_one_that_grows_is_not() {
        // More than a window, so that nothing is still in memory when it is drawn.
        let rows = 100_000;
        let text = &("a,b\n".to_owned() + &"1,2\n".repeat(rows));
        let whole = "| 1 | 2 |\n".repeat(rows);
        assert!(draw_changed(text, |_| {}).unwrap() == whole);
        let grown = draw_changed(text, |file| file.write_all(b"5,6\n").unwrap());
        assert!(grown.unwrap() == whole);
        let cut = draw_changed(text, |file| file.set_len(9).unwrap());
        assert_eq!(cut.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        let others: [&[u8]; 3] = [b"a,b\n1,long\n1", b"a,b\n1,\xff\xff\n3,4", b"a,b\n1,\"2\n3,4"];
        for other in others {
            let changed = draw_changed(text, |file| {
                file.rewind().unwrap();
                file.write_all(other).unwrap();
            });
            assert_eq!(
                changed.unwrap_err().kind(),
                io::ErrorKind::InvalidData,
                "{other:?}"
            );
        }
    }

    proptest! {
        /// What is drawn over the bytes is what is printed row by row.
        #[test]
        fn drawing_is_printing(text in "a,b\n(([ab变é\\t]{0,9}|\"[ab,\n\"\"]{0,4}\"),?(\n|\r\n)?){0,12}") {
            let spool = Spool::of_bytes(text.into_bytes());
            let Ok(Some(mut found)) = read(&spool, 0, Format::Separated(Dialect::of(b',')), &Options::default()) else {
                return Ok(());
            };
            let widths = found.survey.take().unwrap().widths;
            for align in [Align::Left, Align::Center, Align::Right] {
                let column = |width: &u32| Column { width: (*width as usize).max(1), align, valign: VAlign::Top };
                let layout: Vec<Column> = widths.iter().map(column).collect();
                let cells = Cells::default();
                let frame = of_style(&Style::named("single", 0).unwrap(), &layout, true, None, cells.show, false);
                let (mut drawn, mut printed) = (Vec::new(), Vec::new());
                let mut printer = Printer::new(&cells, &frame, &layout);
                draw(found.table.rows.separated().unwrap(), layout.len(), &mut printer, &mut drawn).unwrap();
                let mut printer = Printer::new(&cells, &frame, &layout);
                found.table.each(|row| printer.row(row, &mut printed)).unwrap();
                prop_assert_eq!(String::from_utf8(drawn).unwrap(), String::from_utf8(printed).unwrap());
            }
        }
    }
}
