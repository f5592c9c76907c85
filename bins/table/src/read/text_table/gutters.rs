//! Columns that at least two blanks part in every line: PrettyTable's plain columns, tabulate's plain, kubectl.

use unicode_segmentation::UnicodeSegmentation;

use super::{Cut, Found, Line, between};

/// Lines longer than this are not looked at column by column.
const WIDEST: usize = 1 << 20;
/// So many blanks part columns.
const GUTTER: usize = 2;

/// True when the lines are such a table and nothing speaks against it: two blanks in a cell do, for there its columns are
/// parted by less elsewhere (`df`).
pub(super) fn is_table(lines: &[Line]) -> bool {
    find(lines).is_some_and(|found| {
        let mut cells = found.rows.iter().flat_map(|(_, cells)| cells);
        !cells.any(|cell| cell.contains("  "))
    })
}

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
    fn columns_that_one_blank_parts_are_not_run_together_unasked() {
        let df = "Filesystem      Size  Used Avail Use% Mounted on\ndevtmpfs         12G     0   12G   0% /dev\n/dev/vda        252G   54G   38G  59% /\n";
        assert!(!super::super::has_gutters(df, true));
        assert!(super::super::has_gutters(
            "full name    n\nx y          2\n",
            true
        ));
    }

    #[test]
    fn prose_is_no_table() {
        assert!(table("one line\nand another one\n").is_empty());
        assert!(table("a  b\n").is_empty());
    }
}
