//! Small tables for people: what a tool lists about its own work. Cells are made harmless first; data of any size
//! belongs to the `table` tool.

use prettytable::format::{Alignment, FormatBuilder, LinePosition, LineSeparator};
use prettytable::{Cell, Row, Table};

use crate::display::visible;

/// How a column's cells are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table of a few rows: titles, a rule, the rows.
#[derive(Debug)]
pub struct Listing {
    table: Table,
    align: Vec<Align>,
}

impl Listing {
    /// A listing with these columns.
    pub fn new(columns: &[(&str, Align)]) -> Self {
        let mut table = Table::new();
        table.set_format(
            FormatBuilder::new()
                .separator(LinePosition::Title, LineSeparator::new('-', ' ', ' ', ' '))
                .column_separator(' ')
                .padding(0, 1)
                .build(),
        );
        let align: Vec<Align> = columns.iter().map(|(_, align)| *align).collect();
        table.set_titles(row(columns.iter().map(|(title, _)| *title), &align));
        Self { table, align }
    }

    /// Adds a row.
    pub fn push<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.table.add_row(row(cells, &self.align));
    }

    /// The listing as text, each line ended, no blanks at their ends.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for line in self.table.to_string().lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>, align: &[Align]) -> Row {
    let cells = cells.into_iter().enumerate().map(|(column, cell)| {
        let align = match align.get(column) {
            Some(Align::Right) => Alignment::RIGHT,
            _ => Alignment::LEFT,
        };
        Cell::new_align(&visible(cell.as_ref()), align)
    });
    Row::new(cells.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_rows_and_alignment() {
        let mut listing = Listing::new(&[("name", Align::Left), ("size", Align::Right)]);
        listing.push(["价格", "7"]);
        listing.push(["a\x1b[31m", "1234"]);
        assert_eq!(
            listing.render(),
            "name       size\n---------- -----\n价格          7\na\\x1b[31m  1234\n"
        );
    }
}
