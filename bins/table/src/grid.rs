//! A table in memory: a header and rows of cells, all text in one piece.

/// What a cell was in its source, as far as that is more than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number of JSON, in the digits that the source wrote.
    Number,
    /// `true` or `false` of JSON.
    Bool,
    /// `null` of JSON, or a key that an object lacks; its text is empty.
    Null,
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'g> {
    /// What it says.
    pub text: &'g str,
    /// What it was.
    pub kind: Kind,
}

impl<'g> Cell<'g> {
    /// The cell that pads a row which is too short.
    const EMPTY: Cell<'g> = Cell {
        text: "",
        kind: Kind::Text,
    };
}

/// A table. Rows may be shorter than the header; what lacks reads as empty cells.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    header: Vec<String>,
    text: String,
    /// Where each cell ends in `text`, and its kind.
    cells: Vec<(usize, Kind)>,
    /// How many cells there are up to the end of each row.
    rows: Vec<usize>,
}

impl Grid {
    /// A table with these column names and no rows.
    #[must_use]
    pub fn new(header: Vec<String>) -> Self {
        Self {
            header,
            ..Self::default()
        }
    }

    /// Adds a cell to the row that is being written.
    pub fn push(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        self.cells.push((self.text.len(), kind));
    }

    /// Ends the row that is being written.
    pub fn end_row(&mut self) {
        self.rows.push(self.cells.len());
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Gives the columns names; rows that are longer than before get columns of their own.
    pub fn set_header(&mut self, header: Vec<String>) {
        self.header = header;
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.header.len()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True for a table without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many cells each row has of its own.
    pub fn row_lengths(&self) -> impl Iterator<Item = usize> + '_ {
        let begins = std::iter::once(&0).chain(&self.rows);
        self.rows.iter().zip(begins).map(|(end, begin)| end - begin)
    }

    /// The rows, each with as many cells as there are columns.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Cell<'_>> + Clone> + Clone {
        (0..self.rows.len()).map(move |row| (0..self.columns()).map(move |column| self.cell(row, column)))
    }

    /// One cell; an empty one where the row has none.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let begin = row
            .checked_sub(1)
            .and_then(|before| self.rows.get(before))
            .copied()
            .unwrap_or(0);
        let end = self.rows.get(row).copied().unwrap_or(0);
        let at = begin + column;
        let (true, Some((stop, kind))) = (at < end, self.cells.get(at)) else {
            return Cell::EMPTY;
        };
        let start = at
            .checked_sub(1)
            .and_then(|before| self.cells.get(before))
            .map_or(0, |(end, _)| *end);
        Cell {
            text: self.text.get(start..*stop).unwrap_or_default(),
            kind: *kind,
        }
    }
}
