//! Tables of text read back: frames of lines, and Markdown.

use unicode_segmentation::UnicodeSegmentation;

use super::{Builder, Malformed, Options, Warning};
use crate::grid::{Grid, Kind};

const HORIZONTAL: &str = "-=─━═";
const VERTICAL: &str = "|│┃║";
const JUNCTIONS: &str = "+|┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┳┓┣╋┫┗┻┛╞╪╡╒╤╕╘╧╛╟╫╢";

/// True for a line such as `+---+---+`, `├───┼───┤` or `|---+---|`, which parts rows.
#[must_use]
pub fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    let is_junction = |c: Option<char>| c.is_some_and(|c| JUNCTIONS.contains(c));
    is_junction(line.chars().next())
        && is_junction(line.chars().next_back())
        && line
            .chars()
            .all(|c| HORIZONTAL.contains(c) || JUNCTIONS.contains(c))
        && line.chars().any(|c| HORIZONTAL.contains(c))
}

/// True for the second line of a Markdown table: `| --- | :-: |`.
#[must_use]
pub fn is_markdown_rule(line: &str) -> bool {
    let cells = line.trim().trim_matches('|').split('|').map(str::trim);
    let is_rule = |cell: &str| {
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    cells.into_iter().all(is_rule) && line.contains('-')
}

/// Reads a table with a frame: cells lie between the junctions of its rules, and are trimmed. Where rules part all rows,
/// the lines between two of them are one row.
pub(super) fn read(
    text: &str,
    options: Options,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Grid>, Malformed> {
    let mut builder = Builder::new(options);
    let mut borders: Vec<usize> = Vec::new();
    let mut blocks: Vec<Vec<(u64, Vec<String>)>> = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim_end)) {
        if is_rule(line) {
            borders = junctions(line);
            blocks.push(Vec::new());
        } else if let (Some(block), Some(cells)) = (blocks.last_mut(), cut(line, &borders)) {
            block.push((number, cells));
        }
    }
    blocks.retain(|block| !block.is_empty());
    if blocks.is_empty() {
        return Err(Malformed {
            place: None,
            message: "no table with a frame of lines was found".to_owned(),
        });
    }
    let org = text.lines().any(|line| line.starts_with("|-"));
    let one_row_a_block = blocks.len() > 2;
    for (at, block) in blocks.into_iter().enumerate() {
        let rows = if one_row_a_block || at == 0 {
            joined(block)
        } else {
            block
        };
        for (line, cells) in rows {
            let cells: Vec<String> = cells
                .into_iter()
                .map(|cell| if org { cell.replace("\\vert{}", "|") } else { cell })
                .collect();
            builder.row(line, cells.iter().map(|cell| (cell.as_str(), Kind::Text)));
        }
    }
    Ok(builder.finish(options, warnings))
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
    let mut cell = String::new();
    let mut column = 0;
    let mut borders = borders.iter().copied().peekable();
    for grapheme in line.graphemes(true) {
        if borders.peek() == Some(&column) {
            if !VERTICAL.contains(grapheme) {
                return None;
            }
            borders.next();
            if column > 0 {
                cells.push(cell.trim().to_owned());
            }
            cell.clear();
        } else {
            cell.push_str(grapheme);
        }
        column += shared::display::width(grapheme);
    }
    borders.peek().is_none().then_some(cells)
}

/// The lines of one row: cells go on in the next line.
fn joined(lines: Vec<(u64, Vec<String>)>) -> Vec<(u64, Vec<String>)> {
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

/// Reads the first Markdown table of a text.
pub(super) fn read_markdown(
    text: &str,
    options: Options,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Grid>, Malformed> {
    let lines: Vec<&str> = text.lines().collect();
    let is_start =
        |pair: &[&str]| matches!(pair, [head, rule] if head.contains('|') && is_markdown_rule(rule));
    let Some(start) = lines.windows(2).position(is_start) else {
        return Err(Malformed {
            place: None,
            message: "no Markdown table was found".to_owned(),
        });
    };
    let mut builder = Builder::new(options);
    for (number, line) in (1..)
        .zip(&lines)
        .skip(start)
        .take_while(|(_, line)| line.contains('|'))
    {
        if number as usize != start + 2 {
            let cells = markdown_cells(line);
            builder.row(number, cells.iter().map(|cell| (cell.as_str(), Kind::Text)));
        }
    }
    Ok(builder.finish(options, warnings))
}

/// The cells of a Markdown row: `\` escapes punctuation, `<br>` is a newline.
fn markdown_cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let mut rest = line.strip_prefix('|').unwrap_or(line);
    let (mut cells, mut cell) = (Vec::new(), String::new());
    // What is escaped stays when the white space around it goes.
    let mut kept = 0;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match character {
            '|' => {
                let trimmed = cell.trim_end().len().max(kept);
                cell.truncate(trimmed);
                cells.push(std::mem::take(&mut cell));
                kept = 0;
            }
            '\\' if rest
                .chars()
                .nth(1)
                .is_some_and(|next| next.is_ascii_punctuation()) =>
            {
                cell.extend(rest.chars().nth(1));
                kept = cell.len();
                length += 1;
            }
            '<' if rest.starts_with("<br>") || rest.starts_with("<br/>") => {
                cell.push('\n');
                kept = cell.len();
                length = if rest.starts_with("<br>") { 4 } else { 5 };
            }
            blank if cell.is_empty() && blank.is_whitespace() => {}
            other => cell.push(other),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    let last = cell.trim_end();
    if !last.is_empty() {
        cells.push(last.to_owned());
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(
        text: &str,
        read: impl Fn(&str, Options, &mut Vec<Warning>) -> Result<Option<Grid>, Malformed>,
    ) -> Vec<Vec<String>> {
        let grid = read(text, Options::default(), &mut Vec::new()).unwrap().unwrap();
        let rows = grid
            .rows()
            .map(|row| row.map(|cell| cell.text.to_owned()).collect());
        std::iter::once(grid.header().to_vec()).chain(rows).collect()
    }

    #[test]
    fn cells_lie_between_the_junctions_also_when_they_hold_bars() {
        let text = "+------+-----+\n| 名字 | a|b |\n+------+-----+\n| 张三 |  x  |\n+------+-----+\n";
        assert_eq!(table(text, read), [["名字", "a|b"], ["张三", "x"]]);
    }

    #[test]
    fn rules_between_all_rows_make_rows_of_several_lines() {
        let text = "╭───┬───╮\n│ a │ b │\n├───┼───┤\n│ 1 │ x │\n│   │ y │\n├───┼───┤\n│ 2 │ z │\n╰───┴───╯\n";
        assert_eq!(table(text, read), [["a", "b"], ["1", "x\ny"], ["2", "z"]]);
    }

    #[test]
    fn markdown_escapes_are_undone() {
        let text = "text\n\n| a | b |\n|:-:|---|\n| x\\|y | one<br>two |\n| a\\\\b | |\n\nmore | text\n";
        assert_eq!(
            table(text, read_markdown),
            [["a", "b"], ["x|y", "one\ntwo"], ["a\\b", ""]]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "([-+|=:a变│─┼┌\\\\<> \n]|<br>){0,60}") {
            let _ = read(&text, Options::default(), &mut Vec::new());
            let _ = read_markdown(&text, Options::default(), &mut Vec::new());
        }
    }
}
