//! Frames of lines: cells lie between the junctions of the rules.

use unicode_segmentation::UnicodeSegmentation;

use super::{Cut, Found, Line, VERTICAL};
use crate::read::Malformed;

const HORIZONTAL: &str = "-=─━═";
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

/// The table whose frame, or header, is in the first line. Where rules part all rows, the lines between two of them are
/// one row.
pub(super) fn find(lines: &[Line]) -> Result<Option<Found>, Malformed> {
    let Some(mut walk) = begin(lines)? else {
        return Ok(None);
    };
    let (mut after_rule, mut has_rows) = (false, false);
    let mut taken = 0;
    for (at, (number, line)) in lines.iter().enumerate() {
        let line = line.trim_end();
        let next = lines.get(at + 1).map(|(_, line)| line.trim_end());
        if is_rule(line) {
            let borders = junctions(line);
            // A title stands in a box of its own, under a rule without junctions inside.
            let had_title = walk.borders.len() == 2 && borders.len() > 2 && walk.blocks.len() == 1;
            if after_rule && has_rows {
                // A table without rows ends with two rules; else the second one begins another table.
                let begins = next.is_some_and(|next| !is_rule(next) && cut(next, &borders).is_some());
                taken = if begins { at } else { at + 1 };
                break;
            }
            if has_rows && had_title {
                walk.blocks.clear();
                has_rows = false;
            } else if has_rows && borders != walk.borders {
                break;
            }
            walk.borders = borders;
            walk.blocks.push(Vec::new());
            after_rule = true;
        } else {
            let Some(cells) = walk.row(line, *number)? else {
                break;
            };
            match walk.blocks.last_mut() {
                Some(block) => block.push((*number, cells)),
                None => walk.blocks.push(vec![(*number, cells)]),
            }
            (after_rule, has_rows) = (false, true);
        }
        taken = at + 1;
    }
    // Org-mode's rules begin with a bar, and bars in its cells are written otherwise.
    let rule = lines.iter().find(|(_, line)| is_rule(line));
    let is_org = rule.is_some_and(|(_, rule)| rule.starts_with('|'));
    Ok(Some(walk.finish(taken, is_org)))
}

/// A frame begins with a rule, or with a header that a rule comes under (Emacs' org-mode has it so).
fn begin(lines: &[Line]) -> Result<Option<Walk>, Malformed> {
    let walk = |borders| {
        Some(Walk {
            borders,
            blocks: Vec::new(),
        })
    };
    Ok(match lines {
        [(_, rule), ..] if is_rule(rule) => walk(junctions(rule.trim_end())),
        [(_, header), (_, rule), ..] if header.starts_with('|') && is_rule(rule) => {
            let borders = junctions(rule.trim_end());
            cut(header.trim_end(), &borders).and_then(|_| walk(borders))
        }
        _ => None,
    })
}

struct Walk {
    /// Where the bars stand.
    borders: Vec<usize>,
    /// Lines of cells between rules.
    blocks: Vec<Vec<Cut>>,
}

impl Walk {
    /// The cells of a line; `None` for one that is no part of a table.
    fn row(&self, line: &str, number: u64) -> Result<Option<Vec<String>>, Malformed> {
        if let Some(cells) = cut(line, &self.borders) {
            return Ok(Some(cells));
        }
        let framed = |c: Option<char>| c.is_some_and(|c| VERTICAL.contains(c));
        if !framed(line.chars().next()) || !framed(line.chars().next_back()) {
            return Ok(None);
        }
        // Others count widths in another way.
        let cells: Vec<String> = line
            .split(|c| VERTICAL.contains(c))
            .map(|cell| cell.trim().to_owned())
            .collect();
        match cells.get(1..cells.len().saturating_sub(1)) {
            Some(inner) if inner.len() + 1 == self.borders.len() => Ok(Some(inner.to_vec())),
            _ => Err(Malformed::Syntax {
                place: Some((number, 1)),
                message: format!(
                    "this row does not fit the frame around it ({} cells were expected)",
                    self.borders.len().saturating_sub(1)
                ),
            }),
        }
    }

    fn finish(self, lines: usize, is_org: bool) -> Found {
        let mut blocks = self.blocks;
        blocks.retain(|block| !block.is_empty());
        let parted = blocks.len() > 2;
        let mut rows = Vec::new();
        for (at, block) in blocks.into_iter().enumerate() {
            if parted || at == 0 {
                rows.extend(joined(block));
            } else {
                rows.extend(block);
            }
        }
        if is_org {
            let cells = rows.iter_mut().flat_map(|(_, cells): &mut Cut| cells);
            cells.for_each(|cell| *cell = cell.replace("\\vert{}", "|"));
        }
        // Rules alone are no table, and are not looked at again.
        Found {
            rows,
            lines,
            unclear: !parted,
        }
    }
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
    (borders.peek().is_none() && begin == line.len()).then_some(cells)
}

/// The lines of one row: cells go on in the next line.
fn joined(lines: Vec<Cut>) -> Option<Cut> {
    let mut lines = lines.into_iter();
    let (number, mut row) = lines.next()?;
    for (_, cells) in lines {
        for (cell, more) in row.iter_mut().zip(cells) {
            cell.push('\n');
            cell.push_str(&more);
        }
    }
    for cell in &mut row {
        cell.truncate(cell.trim_end_matches('\n').len());
    }
    Some((number, row))
}

#[cfg(test)]
mod tests {
    use super::super::tests::table;

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
        let text = "+-------+\n| Title |\n+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n+---+---+\n";
        assert_eq!(table(text), [["a", "b"], ["1", "2"]]);
    }
}
