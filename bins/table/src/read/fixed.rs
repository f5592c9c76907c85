//! Columns of fixed width: they part where every line is blank.

use super::{Builder, Malformed, Options, Read};
use crate::rows::{Kind, Row};
use unicode_segmentation::UnicodeSegmentation;

/// Lines longer than this are not looked at column by column.
const WIDEST: usize = 1 << 20;

pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    let lines: Vec<(u64, &str)> = (options.skip + 1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let mut used: Vec<bool> = Vec::new();
    for (_, line) in &lines {
        for (from, to, grapheme) in places(line) {
            if used.len() < to {
                used.resize(to, false);
            }
            if !grapheme.trim().is_empty() {
                used.iter_mut().take(to).skip(from).for_each(|used| *used = true);
            }
        }
    }
    // A column begins where something stands behind a blank.
    let begins: Vec<usize> = (0..used.len())
        .filter(|at| used.get(*at) == Some(&true) && (*at == 0 || used.get(at - 1) == Some(&false)))
        .collect();
    let mut builder = Builder::new(options);
    let mut row = Row::default();
    for (number, line) in lines {
        let mut cells = vec![String::new(); begins.len()];
        for (from, _, grapheme) in places(line) {
            let column = begins.partition_point(|begin| *begin <= from).checked_sub(1);
            if let Some(cell) = column.and_then(|column| cells.get_mut(column)) {
                cell.push_str(grapheme);
            }
        }
        row.clear();
        for cell in &cells {
            row.push(cell.trim(), Kind::Text);
        }
        builder.row(number, &row)?;
    }
    builder.finish(true)
}

/// The graphemes of a line with the columns that they take.
fn places(line: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut column = 0;
    line.graphemes(true).map_while(move |grapheme| {
        let from = column;
        column += if grapheme == "\t" {
            8 - column % 8
        } else {
            shared::display::width(grapheme)
        };
        (column <= WIDEST).then_some((from, column, grapheme))
    })
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_part_where_every_line_is_blank() {
        let text = "name  n of   x\n张三    1 a  yy\nbo     22\n";
        assert_eq!(
            cells(read(text, &Options::default()).ok().flatten()),
            [["name", "n of", "x"], ["张三", "1 a", "yy"], ["bo", "22", ""]]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[a变\u{301}\u{200d} \t\n]{0,40}") {
            let _ = read(&text, &Options::default());
        }
    }
}
