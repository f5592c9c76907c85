//! The text styles: one renderer, which draws what the style and the layout say.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::grid::Grid;
use crate::layout::{Align, Column};
use crate::shown::{block_width, columns, shown};
use crate::style::{Rule, Style};

/// Writes the table.
///
/// # Errors
/// What writing to `out` gives.
pub fn write(
    grid: &Grid,
    style: &Style,
    layout: &[Column],
    title: Option<&str>,
    out: &mut impl Write,
) -> io::Result<()> {
    let renderer = Renderer { style, layout };
    if let Some(title) = title {
        renderer.title(title, out)?;
    }
    renderer.rule(style.top, out)?;
    renderer.row(grid.header().iter().map(String::as_str), out)?;
    renderer.rule(style.header, out)?;
    for (at, row) in grid.rows().enumerate() {
        if at > 0 {
            renderer.rule(style.between, out)?;
        }
        renderer.row(row.map(|cell| cell.text), out)?;
    }
    renderer.rule(style.bottom, out)
}

/// What stands in a cell: shown, and escaped as the style wants it.
pub(crate) fn cell_text<'c>(text: &'c str, style: &Style) -> Cow<'c, str> {
    let shown = shown(text);
    if style.markdown && shown.contains(['|', '\\', '\n', '<']) {
        let escaped = shown
            .replace('\\', "\\\\")
            .replace('|', "\\|")
            .replace("<br", "\\<br")
            .replace('\n', "<br>");
        return Cow::Owned(escaped);
    }
    if style.org && shown.contains('|') {
        return Cow::Owned(shown.replace('|', "\\vert{}"));
    }
    shown
}

struct Renderer<'l> {
    style: &'l Style,
    layout: &'l [Column],
}

impl Renderer<'_> {
    fn row<'c>(&self, cells: impl Iterator<Item = &'c str>, out: &mut impl Write) -> io::Result<()> {
        let cells: Vec<Cow<str>> = cells.map(|cell| cell_text(cell, self.style)).collect();
        let mut lines: Vec<_> = cells.iter().map(|cell| cell.split('\n')).collect();
        let height = cells
            .iter()
            .map(|cell| cell.bytes().filter(|byte| *byte == b'\n').count())
            .max()
            .unwrap_or(0);
        for _ in 0..=height {
            self.bar(out)?;
            for (at, (column, lines)) in self.layout.iter().zip(&mut lines).enumerate() {
                if at > 0 {
                    self.bar(out)?;
                }
                self.cell(lines.next().unwrap_or_default(), *column, out)?;
            }
            self.bar(out)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn bar(&self, out: &mut impl Write) -> io::Result<()> {
        match self.style.vertical {
            Some(bar) => write!(out, "{bar}"),
            None => Ok(()),
        }
    }

    fn cell(&self, line: &str, column: Column, out: &mut impl Write) -> io::Result<()> {
        let own = columns(line);
        let room = column.width.saturating_sub(own);
        let left = match column.align {
            Align::Left => 0,
            Align::Right => room,
            // PrettyTable: what cannot be halved goes to the right of odd text and to the left of even text.
            Align::Center => (room + (room & 1) * (1 - (own & 1))) / 2,
        };
        blanks(self.style.padding.0 + left, out)?;
        out.write_all(line.as_bytes())?;
        blanks(room - left + self.style.padding.1, out)
    }

    fn rule(&self, rule: Option<Rule>, out: &mut impl Write) -> io::Result<()> {
        let Some(rule) = rule else { return Ok(()) };
        let mut line = String::from(rule.left);
        for (at, column) in self.layout.iter().enumerate() {
            if at > 0 {
                line.push(rule.junction);
            }
            if self.style.markdown {
                self.markdown_rule(*column, rule.fill, &mut line);
            } else {
                line.extend(std::iter::repeat_n(
                    rule.fill,
                    column.width + self.style.padding.0 + self.style.padding.1,
                ));
            }
        }
        line.push(rule.right);
        line.push('\n');
        out.write_all(line.as_bytes())
    }

    fn markdown_rule(&self, column: Column, fill: char, line: &mut String) {
        let dashes = |count| std::iter::repeat_n(fill, count).collect::<String>();
        line.push_str(&match column.align {
            Align::Left => format!(" :{}", dashes(column.width)),
            Align::Center => format!(" :{}: ", dashes(column.width.saturating_sub(2))),
            Align::Right => format!("{}: ", dashes(column.width)),
        });
    }

    /// A line of its own above the table, in the middle.
    fn title(&self, title: &str, out: &mut impl Write) -> io::Result<()> {
        let padding = self.style.padding.0 + self.style.padding.1;
        let inner = self
            .layout
            .iter()
            .map(|column| column.width + padding)
            .sum::<usize>()
            + self.layout.len().saturating_sub(1);
        let column = Column {
            width: inner.saturating_sub(padding).max(block_width(title)),
            align: Align::Center,
        };
        let renderer = Renderer {
            style: self.style,
            layout: &[column],
        };
        renderer.rule(self.style.top, out)?;
        renderer.row(std::iter::once(title), out)
    }
}

fn blanks(count: usize, out: &mut impl Write) -> io::Result<()> {
    const BLANKS: &[u8] = &[b' '; 64];
    let mut left = count;
    while left > 0 {
        let piece = BLANKS.get(..left).unwrap_or(BLANKS);
        out.write_all(piece)?;
        left -= piece.len();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Kind;
    use crate::layout::layout;
    use crate::style::STYLES;
    use proptest::prelude::*;

    fn grid(rows: &[Vec<String>]) -> Grid {
        let mut grid = Grid::new(rows[0].clone());
        for row in &rows[1..] {
            row.iter().for_each(|cell| grid.push(cell, Kind::Text));
            grid.end_row();
        }
        grid
    }

    fn print(grid: &Grid, style: &Style, align: Align) -> String {
        let mut out = Vec::new();
        write(grid, style, &layout(grid, style, None, |_| align), None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn table(cell: &str) -> impl Strategy<Value = Vec<Vec<String>>> {
        proptest::collection::vec(proptest::collection::vec(cell, 3), 1..5)
    }

    proptest! {
        /// prettytable-rs as a second oracle: PrettyTable's default style, aligned left, at least one row.
        #[test]
        fn the_default_style_aligned_left_is_that_of_prettytable(rows in table("([a-z0-9 |+变é\n]{0,5}[a-z0-9 |+变é])?")) {
            prop_assume!(rows.len() > 1);
            let mut theirs = prettytable::Table::new();
            let row = |row: &[String]| prettytable::Row::new(row.iter().map(|cell| prettytable::Cell::new(cell)).collect());
            theirs.set_titles(row(&rows[0]));
            rows[1..].iter().for_each(|cells| { theirs.add_row(row(cells)); });
            theirs.set_format(*prettytable::format::consts::FORMAT_NO_LINESEP_WITH_TITLE);
            let separator = prettytable::format::LineSeparator::new('-', '+', '+', '+');
            theirs.get_format().separator(prettytable::format::LinePosition::Title, separator);
            prop_assert_eq!(print(&grid(&rows), &STYLES[0], Align::Left), theirs.to_string().replace("\r\n", "\n"));
        }

        /// Every line of a table is as wide as every other, whatever is in the cells.
        #[test]
        fn frames_are_straight(rows in table(".{0,6}")) {
            for style in &STYLES {
                let text = print(&grid(&rows), style, Align::Center);
                let mut widths: Vec<usize> = text.lines().map(columns).collect();
                widths.dedup();
                prop_assert!(widths.len() <= 1, "{} {text}", style.name);
            }
        }
    }
}
