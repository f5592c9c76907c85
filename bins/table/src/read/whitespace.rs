//! Columns with blanks between them, as `ps`, `df` and `kubectl` print.

use super::{Builder, Malformed, Options, Read};
use crate::rows::{Kind, Row};

/// A row is cut at runs of blanks into as many cells as the header has, the last takes the rest. Where every gap of the
/// header is two blanks or wider, only such gaps cut.
pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    let mut lines = (options.skip + 1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .peekable();
    let Some((_, header)) = lines.peek() else {
        return Ok(None);
    };
    let cuts = Cuts::of(header, lines.clone().skip(1).map(|(_, line)| line));
    let mut builder = Builder::new(options);
    let mut row = Row::default();
    for (number, line) in lines {
        cuts.row(line, &mut row);
        builder.row(number, &row)?;
    }
    builder.finish(true)
}

/// How lines are cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cuts {
    /// Only two blanks or more cut.
    wide: bool,
    columns: usize,
}

impl Cuts {
    /// As the header and these rows ask for.
    pub(super) fn of<'t>(header: &str, rows: impl Iterator<Item = &'t str>) -> Self {
        let header = header.trim();
        let wide = gaps(header).all(|gap| gap >= 2) && gaps(header).next().is_some();
        let words = cut(header, wide, usize::MAX).len();
        // Where no row has as many words as the header, its last name has several (`Mounted on` of df).
        let rows = rows.map(|line| cut(line.trim(), wide, usize::MAX).len());
        let columns = rows.max().map_or(words, |most| most.clamp(1, words));
        let columns = if header.ends_with("Mounted on") {
            columns.min(words - 1)
        } else {
            columns
        };
        Self { wide, columns }
    }

    /// Cuts a line.
    pub(super) fn row(self, line: &str, row: &mut Row) {
        row.clear();
        for cell in cut(line.trim(), self.wide, self.columns) {
            row.push(cell, Kind::Text);
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// How wide the gaps in a line are.
fn gaps(line: &str) -> impl Iterator<Item = usize> {
    let blanks = |c: char| if c == '\t' { 2 } else { 1 };
    line.split(|c| !is_blank(c))
        .filter(|gap| !gap.is_empty())
        .map(move |gap| gap.chars().map(blanks).sum())
}

fn cut(line: &str, wide: bool, columns: usize) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = line;
    while cells.len() + 1 < columns {
        let is_gap = |at: usize| {
            let gap = rest.get(at..).unwrap_or_default();
            let length = gap.find(|c| !is_blank(c)).unwrap_or(gap.len());
            length >= 2 || !wide || gap.starts_with('\t')
        };
        let Some((at, _)) = rest.char_indices().find(|(at, c)| is_blank(*c) && is_gap(*at)) else {
            break;
        };
        let (cell, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
        cells.push(cell);
        rest = behind.trim_start_matches(is_blank);
    }
    cells.push(rest);
    cells
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_column_takes_the_rest() {
        let text = "PID CMD\n  1 init\n 22 sh -c ls\n";
        assert_eq!(
            cells(read(text, &Options::default()).ok().flatten()),
            [["PID", "CMD"], ["1", "init"], ["22", "sh -c ls"]]
        );
    }

    #[test]
    fn the_last_name_may_have_several_words() {
        let text = "Filesystem Size Mounted on\n/dev/sda1 1G /\n/dev/sdb 2G /my files\n";
        assert_eq!(
            cells(read(text, &Options::default()).ok().flatten()),
            [
                ["Filesystem", "Size", "Mounted on"],
                ["/dev/sda1", "1G", "/"],
                ["/dev/sdb", "2G", "/my files"]
            ]
        );
    }

    #[test]
    fn wide_gaps_keep_single_blanks() {
        let text = "NAME    AGE      STATUS\nweb 1   2 days   Up\n";
        assert_eq!(
            cells(read(text, &Options::default()).ok().flatten()),
            [["NAME", "AGE", "STATUS"], ["web 1", "2 days", "Up"]]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[a变 \t\n]{0,40}") {
            let _ = read(&text, &Options::default());
        }
    }
}
