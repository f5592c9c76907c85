//! A table of a Markdown document (GitHub's).

use super::{Builder, Choice, Malformed, Options, Read};
use crate::rows::{Kind, Row};

/// True for the second line of a Markdown table: `| --- | :-: |`.
#[must_use]
pub fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let cells = line.strip_prefix('|').unwrap_or(line);
    let cells = cells.strip_suffix('|').unwrap_or(cells).split('|').map(str::trim);
    let is_rule = |cell: &str| {
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    cells.into_iter().all(is_rule) && line.contains('-')
}

/// True for the first two lines of a table: as many cells in both (GitHub Flavored Markdown 4.10).
#[must_use]
pub fn begins(header: &str, rule: &str) -> bool {
    header.contains('|') && is_rule(rule) && cells(header).len() == cells(rule).len()
}

/// Reads a table; text around it is left out.
pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let choice = Choice::new(options)?;
    let mut builder = Builder::new(options);
    let mut row = Row::default();
    let mut tables = 0;
    let mut lines = (options.skip + 1..).zip(text.lines()).peekable();
    let mut fence = None;
    while let Some((number, line)) = lines.next() {
        fence = match (fence, self::fence(line)) {
            (Some(open), Some(end)) if end.closes(open) => None,
            (None, open) => open,
            (open, _) => open,
        };
        let begins = line.contains('|') && lines.peek().is_some_and(|(_, rule)| is_rule(rule));
        if fence.is_some() || !begins {
            continue;
        }
        tables += 1;
        let mut add = |number: u64, line: &str| {
            if tables != choice.number {
                return Ok(());
            }
            row.clear();
            for cell in cells(line) {
                row.push(&cell, Kind::Text);
            }
            builder.row(number, &row)
        };
        add(number, line)?;
        lines.next();
        while let Some((number, line)) = lines.next_if(|(_, line)| is_row(line)) {
            add(number, line)?;
        }
    }
    if tables == 0 {
        return Err(Malformed::because(
            "no Markdown table was found (`| a |` and `|---|` were expected)",
        ));
    }
    choice.of(tables, builder.finish(true)?)
}

/// A table ends at an empty line, or where another block begins (GitHub Flavored Markdown 4.10); what has a bar in it is
/// taken for a row all the same.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    let heading = || line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
    let item = || ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet));
    let begins_block = || line.starts_with(['>', '<']) || heading() || item() || fence(line).is_some();
    line.contains('|') || !line.is_empty() && !begins_block()
}

/// The backticks or tildes that begin or end a block of code.
#[derive(Debug, Clone, Copy)]
struct Fence {
    sign: char,
    length: usize,
    /// Nothing but blanks is behind it.
    bare: bool,
}

impl Fence {
    fn closes(self, open: Self) -> bool {
        self.sign == open.sign && self.length >= open.length && self.bare
    }
}

fn fence(line: &str) -> Option<Fence> {
    let text = line.trim_start_matches(' ');
    let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let rest = text.trim_start_matches(sign);
    let length = text.len() - rest.len();
    // Backticks behind backticks are code in a line of text.
    let is_fence = length >= 3 && line.len() - text.len() <= 3 && !(sign == '`' && rest.contains('`'));
    is_fence.then(|| Fence {
        sign,
        length,
        bare: rest.trim().is_empty(),
    })
}

/// The cells of a row: `\` escapes punctuation, `<br>` is a newline.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let mut rest = line.strip_prefix('|').unwrap_or(line);
    let (mut cells, mut cell) = (Vec::new(), String::new());
    // What is escaped stays when the white space around it goes.
    let mut kept = 0;
    let mut closed = false;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        closed = false;
        match character {
            '|' => {
                let trimmed = cell.trim_end().len().max(kept);
                cell.truncate(trimmed);
                cells.push(std::mem::take(&mut cell));
                kept = 0;
                closed = true;
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
    if !closed {
        let trimmed = cell.trim_end().len().max(kept);
        cell.truncate(trimmed);
        cells.push(cell);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_are_undone() {
        let text = "text\n\n| a | b |\n|:-:|---|\n| x\\|y | one<br>two |\n| a\\\\b | |\n\nmore | text\n";
        assert_eq!(
            super::super::cells(read(text, &Options::default()).ok().flatten()),
            [["a", "b"], ["x|y", "one\ntwo"], ["a\\b", ""]]
        );
    }

    #[test]
    fn bars_at_the_ends_may_lack() {
        let text = "a | b\n--- | ---\n1 | 2\n";
        assert_eq!(
            super::super::cells(read(text, &Options::default()).ok().flatten()),
            [["a", "b"], ["1", "2"]]
        );
    }

    #[test]
    fn a_table_ends_where_a_block_begins_and_code_is_none() {
        let text = "```md\n| no | no |\n|---|---|\n```\n| a | b |\n|---|---|\n| 1 | 2 |\nx\n<!-- end -->\n\nc | d\n---|---\n3 | 4\n> quote\n";
        let table = |number: u8| {
            let options = Options {
                sheet: Some(number.to_string()),
                ..Options::default()
            };
            super::super::cells(read(text, &options).ok().flatten())
        };
        // GitHub Flavored Markdown 0.29, example 201: a line without bars is a row of one cell.
        assert_eq!(table(1), [["a", "b"], ["1", "2"], ["x", ""]]);
        assert_eq!(table(2), [["c", "d"], ["3", "4"]]);
        assert!(table(3).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "([-|=:a变\\\\<> \n]|<br>|```){0,60}") {
            let _ = read(&text, &Options::default());
        }
    }
}
