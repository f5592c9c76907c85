//! Text tables: cells become lines, columns get widths, and one printer draws what a [`Frame`] says.

pub mod cells;
pub mod draw;
pub mod frame;
pub mod store;

use std::io::{self, Write};

use crate::layout::{Align, Column, VAlign};
use crate::rows::Row;
use cells::Cells;
use frame::{Bars, Frame};

/// Draws a table of which frame and layout are known, row by row.
pub struct Printer<'t> {
    /// How cells become text.
    pub cells: &'t Cells,
    /// What is drawn around them.
    pub frame: &'t Frame,
    /// The columns.
    pub layout: &'t [Column],
    /// Cells may stick out of their column instead of being made to fit.
    pub grow: bool,
    /// Rows so far.
    pub rows: u64,
    /// Cells that were cut off.
    pub clipped: u64,
    line: String,
}

impl<'t> Printer<'t> {
    /// A printer that has printed nothing yet.
    #[must_use]
    pub fn new(cells: &'t Cells, frame: &'t Frame, layout: &'t [Column]) -> Self {
        Self {
            cells,
            frame,
            layout,
            grow: false,
            rows: 0,
            clipped: 0,
            line: String::new(),
        }
    }

    /// What stands above the rows; without names when the header is hidden.
    ///
    /// # Errors
    /// What writing gives.
    pub fn begin(&mut self, names: Option<&[String]>, out: &mut impl Write) -> io::Result<()> {
        for line in &self.frame.title {
            writeln!(out, "{line}")?;
        }
        rule(self.frame.top.as_deref(), out)?;
        if let Some(names) = names {
            let lines: Vec<Vec<String>> = names
                .iter()
                .zip(self.layout)
                .map(|(name, column)| self.cells.header_lines(name, column.width))
                .collect();
            self.block(
                &lines,
                &self.frame.header,
                VAlign::Top,
                self.cells.header_style.as_deref(),
                out,
            )?;
            rule(self.frame.below_header.as_deref(), out)?;
        }
        Ok(())
    }

    /// One row; `divided` asks for a rule behind it.
    ///
    /// # Errors
    /// What writing gives.
    pub fn row(&mut self, row: &Row, out: &mut impl Write) -> io::Result<()> {
        self.between(out)?;
        let mut lines = Vec::with_capacity(self.layout.len());
        for (at, column) in self.layout.iter().enumerate() {
            let text = self.cells.text(at, row.cell(at));
            let (own, clipped) = if self.grow {
                (text.split('\n').map(str::to_owned).collect(), false)
            } else {
                self.cells.lines(&text, at, column.width)
            };
            self.clipped += u64::from(clipped);
            lines.push(own);
        }
        self.block(&lines, &self.frame.row, VAlign::Top, None, out)?;
        self.rows += 1;
        Ok(())
    }

    /// The rule between two rows, when one is due before the next.
    ///
    /// # Errors
    /// What writing gives.
    pub fn between(&self, out: &mut impl Write) -> io::Result<()> {
        if self.rows > 0 {
            rule(self.frame.between.as_deref(), out)?;
        }
        Ok(())
    }

    /// A rule that was asked for.
    ///
    /// # Errors
    /// What writing gives.
    pub fn divider(&self, out: &mut impl Write) -> io::Result<()> {
        rule(Some(&self.frame.divider), out)
    }

    /// What stands below the rows.
    ///
    /// # Errors
    /// What writing gives.
    pub fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.rows > 0 {
            rule(self.frame.below_rows.as_deref(), out)?;
        }
        rule(self.frame.bottom.as_deref(), out)
    }

    fn block(
        &mut self,
        cells: &[Vec<String>],
        bars: &Bars,
        _valign: VAlign,
        colour: Option<&str>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let (left, right) = self.frame.padding;
        for y in 0..height {
            self.line.clear();
            self.line.push_str(&bars.begin);
            for (at, (column, lines)) in self.layout.iter().zip(cells).enumerate() {
                if at > 0 {
                    self.line.push_str(&bars.between);
                }
                let missing = height - lines.len();
                let above = match column.valign {
                    VAlign::Top => 0,
                    VAlign::Middle => missing / 2,
                    VAlign::Bottom => missing,
                };
                let text = y
                    .checked_sub(above)
                    .and_then(|y| lines.get(y))
                    .map_or("", String::as_str);
                let own = self.cells.width(text);
                let room = column.width.saturating_sub(own);
                let before = column.align.before(room, column.width);
                blanks(left + before, &mut self.line);
                if let Some(colour) = colour.filter(|_| !text.is_empty()) {
                    self.line.push_str(colour);
                    self.line.push_str(text);
                    self.line.push_str("\x1b[0m");
                } else {
                    self.line.push_str(text);
                }
                blanks(room - before + right, &mut self.line);
            }
            let end = if y + 1 == height {
                &bars.end
            } else {
                &self.frame.end_but_last
            };
            self.line.push_str(end);
            if self.frame.barred {
                self.line = format!("|{}|", frame::inner(&self.line));
            }
            let line = if self.frame.trim {
                self.line.trim_end()
            } else {
                &self.line
            };
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

fn rule(rule: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    match rule {
        Some(rule) => writeln!(out, "{rule}"),
        None => Ok(()),
    }
}

fn blanks(count: usize, line: &mut String) {
    line.extend(std::iter::repeat_n(' ', count));
}

/// Where numbers stand: whole columns of them at the right.
#[must_use]
pub fn resolve(align: Align, numeric: bool) -> Align {
    match align {
        Align::Auto if numeric => Align::Right,
        Align::Auto => Align::Left,
        align => align,
    }
}
