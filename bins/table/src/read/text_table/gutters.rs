//! Columns that at least two blanks part in every line: PrettyTable's plain columns, tabulate's plain, kubectl.

use unicode_segmentation::UnicodeSegmentation;

use super::{Cut, Found, Line, between};

/// Lines longer than this are not looked at column by column.
const WIDEST: usize = 1 << 20;
/// So many blanks part columns.
const GUTTER: usize = 2;

/// All lines that are not blank, as one table of two columns or more and two lines or more.
pub(super) fn find(lines: &[Line]) -> Option<Found> {
    let mut used: Vec<bool> = Vec::new();
    let mut written: Vec<Line> = Vec::new();
    for (number, line) in lines.iter().filter(|(_, line)| !line.trim().is_empty()) {
        let mut here = 0;
        for grapheme in line.graphemes(true) {
            if grapheme == "\t" {
                return None;
            }
            let end = here + shared::display::width(grapheme);
            if end > WIDEST {
                return None;
            }
            if grapheme != " " {
                if used.len() < end {
                    used.resize(end, false);
                }
                used.iter_mut().take(end).skip(here).for_each(|used| *used = true);
            }
            here = end;
        }
        written.push((*number, line));
    }
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for (at, _) in used.iter().enumerate().filter(|(_, used)| **used) {
        match columns.last_mut() {
            Some((_, end)) if at < *end + GUTTER => *end = at + 1,
            _ => columns.push((at, at + 1)),
        }
    }
    if columns.len() < 2 || written.len() < 2 {
        return None;
    }
    let rows: Option<Vec<Cut>> = written
        .iter()
        .map(|(number, line)| Some((*number, between(line, &columns, false)?)))
        .collect();
    // Names stand over all columns.
    let named = rows.as_ref()?.first()?.1.iter().all(|name| !name.is_empty());
    Some(Found {
        rows: rows.filter(|_| named)?,
        lines: lines.len(),
        unclear: true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::table;

    #[test]
    fn columns_without_a_line() {
        // PrettyTable's PLAIN_COLUMNS and tabulate's plain.
        let text = "full name        b        \n   x y           2        \n                 变       \n";
        assert_eq!(table(text), [["full name", "b"], ["x y", "2"], ["", "变"]]);
        assert_eq!(
            table("full name    n\nx y          2\n"),
            [["full name", "n"], ["x y", "2"]]
        );
    }

    #[test]
    fn prose_is_no_table() {
        assert!(table("one line\nand another one\n").is_empty());
        assert!(table("a  b\n").is_empty());
    }
}
