//! Text tables read back: frames of lines, as PrettyTable, tabulate, psql and our own styles draw them.

use unicode_segmentation::UnicodeSegmentation;

use super::{Builder, Malformed, Options, Read};
use crate::rows::{Kind, Row};

const HORIZONTAL: &str = "-=─━═";
const VERTICAL: &str = "|│┃║";
const JUNCTIONS: &str = "+|┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┳┓┣╋┫┗┻┛╞╪╡╒╤╕╘╧╛╟╫╢┍┯┑┝┿┥┕┷┙";

/// True for a line such as `+---+---+`, `├───┼───┤` or `|---+---|`, which parts rows.
#[must_use]
pub fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    let is_junction = |c: Option<char>| c.is_some_and(|c| JUNCTIONS.contains(c));
    is_junction(line.chars().next())
        && is_junction(line.chars().next_back())
        && line
            .chars()
            .all(|c| HORIZONTAL.contains(c) || JUNCTIONS.contains(c) || c == ':')
        && line.chars().any(|c| HORIZONTAL.contains(c))
}

/// One line of cells, and its number.
type Cut = (u64, Vec<String>);

/// Reads the first table with a frame: cells lie between the junctions of its rules, and are trimmed. Where rules part all
/// rows, the lines between two of them are one row.
pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut borders: Vec<usize> = Vec::new();
    let mut blocks: Vec<Vec<Cut>> = Vec::new();
    let lines = (options.skip + 1..).zip(text.lines().map(str::trim_end));
    // A title stands in a box of its own, under a rule without junctions inside.
    for (number, line) in lines {
        if is_rule(line) {
            let found = junctions(line);
            if found.len() > borders.len() && found.len() > 2 && borders.len() == 2 {
                blocks.clear();
            }
            borders = found;
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            match cut(line, &borders) {
                Some(cells) => block.push((number, cells)),
                None if line.is_empty() && blocks.iter().any(|block| !block.is_empty()) => break,
                None => {}
            }
        }
    }
    blocks.retain(|block| !block.is_empty());
    if blocks.is_empty() {
        return Err(Malformed::because("no table with a frame of lines was found"));
    }
    let org = text.lines().any(|line| line.starts_with("|-"));
    let one_row_a_block = blocks.len() > 2;
    let mut builder = Builder::new(options);
    let mut row = Row::default();
    for (at, block) in blocks.into_iter().enumerate() {
        let rows = if one_row_a_block || at == 0 {
            joined(block)
        } else {
            block
        };
        for (line, cells) in rows {
            row.clear();
            for cell in cells {
                if org {
                    row.push(&cell.replace("\\vert{}", "|"), Kind::Text);
                } else {
                    row.push(&cell, Kind::Text);
                }
            }
            builder.row(line, &row)?;
        }
    }
    builder.finish(true)
}

/// The columns in which a rule has junctions.
fn junctions(rule: &str) -> Vec<usize> {
    rule.chars()
        .enumerate()
        .filter(|(_, c)| JUNCTIONS.contains(*c))
        .map(|(column, _)| column)
        .collect()
}

/// The trimmed cells of a line whose vertical bars stand in these columns; `None` when one does not.
fn cut(line: &str, borders: &[usize]) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut borders = borders.iter().copied().peekable();
    // Where the cell begins, in bytes and in columns.
    let (mut begin, mut column) = (0, 0);
    for (at, grapheme) in line.grapheme_indices(true) {
        if !VERTICAL.contains(grapheme) {
            continue;
        }
        let cell = line.get(begin..at).unwrap_or_default();
        let here = column + shared::display::width(cell);
        match borders.peek() {
            Some(border) if *border == here => {
                borders.next();
                if here > 0 {
                    cells.push(cell.trim().to_owned());
                }
                begin = at + grapheme.len();
                column = here + 1;
            }
            Some(border) if *border > here => {}
            _ => return None,
        }
    }
    borders.peek().is_none().then_some(cells)
}

/// The lines of one row: cells go on in the next line.
fn joined(lines: Vec<Cut>) -> Vec<Cut> {
    let mut lines = lines.into_iter();
    let Some((number, mut row)) = lines.next() else {
        return Vec::new();
    };
    for (_, cells) in lines {
        for (cell, more) in row.iter_mut().zip(cells) {
            cell.push('\n');
            cell.push_str(&more);
        }
    }
    for cell in &mut row {
        cell.truncate(cell.trim_end_matches('\n').len());
    }
    vec![(number, row)]
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Vec<Vec<String>> {
        cells(read(text, &Options::default()).ok().flatten())
    }

    #[test]
    fn cells_lie_between_the_junctions_also_when_they_hold_bars() {
        let text = "+------+-----+\n| 名字 | a|b |\n+------+-----+\n| 张三 |  x  |\n+------+-----+\n";
        assert_eq!(table(text), [["名字", "a|b"], ["张三", "x"]]);
    }

    #[test]
    fn rules_between_all_rows_make_rows_of_several_lines() {
        let text = "╭───┬───╮\n│ a │ b │\n├───┼───┤\n│ 1 │ x │\n│   │ y │\n├───┼───┤\n│ 2 │ z │\n╰───┴───╯\n";
        assert_eq!(table(text), [["a", "b"], ["1", "x\ny"], ["2", "z"]]);
    }

    #[test]
    fn a_title_is_no_row() {
        let text = "+-------+\n|   T   |\n+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n+---+---+\n";
        assert_eq!(table(text), [["a", "b"], ["1", "2"]]);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "([-+|=:a变│─┼┌\\\\<> \n]|<br>){0,60}") {
            let _ = read(&text, &Options::default());
        }
    }
}
