//! The columns of a text table: how wide each is and how its cells stand in it.

use crate::grid::Grid;
use crate::shown::block_width;
use crate::style::Style;
use crate::write::text::cell_text;

/// Where a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its width in terminal columns, without padding.
    pub width: usize,
    /// Where its cells stand.
    pub align: Align,
}

/// The columns of the table: each as wide as its widest cell, together wide enough for the title.
#[must_use]
pub fn layout(
    grid: &Grid,
    style: &Style,
    title: Option<&str>,
    align: impl Fn(usize) -> Align,
) -> Vec<Column> {
    let mut widths: Vec<usize> = grid
        .header()
        .iter()
        .map(|name| block_width(&cell_text(name, style)))
        .collect();
    for row in grid.rows() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(block_width(&cell_text(cell.text, style)));
        }
    }
    if style.markdown {
        // `:-:` is the least that Markdown takes for a rule that centres.
        for (at, width) in widths.iter_mut().enumerate() {
            *width = (*width).max(if align(at) == Align::Center { 3 } else { 1 });
        }
    }
    if let Some(title) = title {
        widen(&mut widths, block_width(title), style);
    }
    widths
        .into_iter()
        .enumerate()
        .map(|(at, width)| Column {
            width,
            align: align(at),
        })
        .collect()
}

/// Grows the columns in proportion until the title fits, as PrettyTable does.
fn widen(widths: &mut [usize], title: usize, style: &Style) {
    let padding = style.padding.0 + style.padding.1;
    let wanted = (title + padding + 2).saturating_sub(padding * widths.len() + widths.len() + 1);
    let content = widths.iter().sum::<usize>().max(1);
    if content >= wanted {
        return;
    }
    for width in widths.iter_mut() {
        *width = *width * wanted / content;
    }
    let sum = widths.iter().sum::<usize>();
    if let Some(last) = widths.last_mut() {
        *last += wanted - sum;
    }
}
