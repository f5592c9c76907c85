//! The first table of a Markdown document (GitHub's).

use super::{Builder, Malformed, Options, Read};
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

/// Reads the first table; text around it is left out.
pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let lines: Vec<&str> = text.lines().collect();
    let is_start = |pair: &[&str]| matches!(pair, [head, rule] if head.contains('|') && is_rule(rule));
    let Some(start) = lines.windows(2).position(is_start) else {
        return Err(Malformed::because(
            "no Markdown table was found (`| a |` and `|---|` were expected)",
        ));
    };
    let mut builder = Builder::new(options);
    let mut row = Row::default();
    let numbered = (options.skip + 1..).zip(&lines).skip(start).enumerate();
    for (at, (number, line)) in numbered.take_while(|(_, (_, line))| line.contains('|')) {
        if at != 1 {
            row.clear();
            for cell in cells(line) {
                row.push(&cell, Kind::Text);
            }
            builder.row(number, &row)?;
        }
    }
    builder.finish(true)
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

    proptest! {
        #[test]
        fn any_text_is_answered(text in "([-|=:a变\\\\<> \n]|<br>){0,60}") {
            let _ = read(&text, &Options::default());
        }
    }
}
