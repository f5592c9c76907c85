//! The first table of an HTML document: text as it stands, `<br>` a newline.

use html5gum::{Token, Tokenizer};

use super::{Builder, Malformed, Options, Read};
use crate::rows::{Kind, Row};

pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut builder = Builder::new(options);
    let mut reader = Reader::default();
    let mut found = false;
    for Ok(token) in Tokenizer::new(text) {
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"table" => {
                    found = true;
                    reader.depth += 1;
                }
                b"tr" if reader.depth == 1 => reader.end_row(&mut builder)?,
                b"td" | b"th" if reader.depth == 1 => {
                    reader.end_cell();
                    let span = tag.attributes.get(b"colspan".as_slice());
                    let span = span.and_then(|span| std::str::from_utf8(span).ok()?.trim().parse().ok());
                    reader.span = span.unwrap_or(1usize).clamp(1, 1000);
                    reader.cell = Some(String::new());
                }
                b"br" => reader.text("\n", true),
                _ => {}
            },
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"table" if reader.depth == 1 => break,
                b"table" => reader.depth = reader.depth.saturating_sub(1),
                b"td" | b"th" if reader.depth == 1 => reader.end_cell(),
                b"tr" | b"thead" | b"tbody" if reader.depth == 1 => reader.end_row(&mut builder)?,
                _ => {}
            },
            Token::String(string) => reader.text(&String::from_utf8_lossy(&string), false),
            _ => {}
        }
    }
    if !found {
        return Err(Malformed::because("no table was found (a <table> was expected)"));
    }
    reader.end_row(&mut builder)?;
    builder.finish(true)
}

#[derive(Default)]
struct Reader {
    depth: usize,
    /// The cell that is open, with [`BREAK`] for each `<br>`.
    cell: Option<String>,
    span: usize,
    row: Row,
    rows: u64,
}

/// A line break, until white space was folded. A noncharacter, so that no text holds it.
const BREAK: char = '\u{fdd0}';

impl Reader {
    fn text(&mut self, text: &str, is_break: bool) {
        if let Some(cell) = &mut self.cell {
            if is_break {
                cell.push(BREAK);
            } else {
                cell.push_str(text);
            }
        }
    }

    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.row.push(&folded(&cell), Kind::Text);
            for _ in 1..self.span {
                self.row.push("", Kind::Text);
            }
        }
    }

    fn end_row(&mut self, builder: &mut Builder) -> Result<(), Malformed> {
        self.end_cell();
        if self.row.is_empty() {
            return Ok(());
        }
        self.rows += 1;
        let done = builder.row(self.rows, &self.row);
        self.row.clear();
        done
    }
}

/// White space with a newline in it is one blank, and nothing at the ends of the cell or at a break.
fn folded(cell: &str) -> String {
    let mut out = String::new();
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        let end = if is_space(c) {
            rest.find(|c| !is_space(c)).unwrap_or(rest.len())
        } else {
            rest.find(is_space).unwrap_or(rest.len())
        };
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let folds = is_space(c) && run.contains('\n');
        let at_end = out.is_empty() || out.ends_with(BREAK) || after.is_empty() || after.starts_with(BREAK);
        match (folds, at_end) {
            (true, true) => {}
            (true, false) => out.push(' '),
            (false, _) => out.push_str(run),
        }
        rest = after;
    }
    out.replace(BREAK, "\n")
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_text_as_it_stands() {
        let text = "<p>x</p><table><thead><tr><th>a</th><th>b &amp; c</th></tr></thead>\n<tbody><tr><td> lead </td><td>one<br>two<br/>\n  three</td></tr>\n<tr><td>\n  x\n  y\n</td><td>&#9;tab <b>bold</b></td></tr></tbody></table><table><tr><td>no</td></tr></table>";
        assert_eq!(
            cells(read(text, &Options::default()).ok().flatten()),
            [
                ["a", "b & c"],
                [" lead ", "one\ntwo\nthree"],
                ["x y", "\ttab bold"]
            ]
        );
    }

    #[test]
    fn closing_tags_may_lack() {
        let text = "<table><tr><th>a<th>b<tr><td colspan=2>1</table>";
        assert_eq!(
            cells(read(text, &Options::default()).ok().flatten()),
            [["a", "b"], ["1", ""]]
        );
        assert!(matches!(
            read("<p>x", &Options::default()),
            Err(Malformed::Syntax { .. })
        ));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(</?(table|tr|td|th|br)>|[a&;\"'< \n变]){0,40}") {
            let _ = read(&text, &Options::default());
        }
    }
}
