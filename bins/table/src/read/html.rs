//! A table of an HTML document: text as it stands, `<br>` a newline.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::{Builder, Choice, Malformed, Options, Read, too_many_columns};
use crate::rows::{Kind, Row};

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];
/// Elements whose text is not shown.
const UNSEEN: [&str; 3] = ["script", "style", "template"];

pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let choice = Choice::new(options)?;
    let mut builder = Builder::new(options);
    let mut reader = Reader {
        max_columns: options.max_columns,
        ..Reader::default()
    };
    let mut tables = 0;
    // How many tables are open, and how many were when the one that is read began.
    let mut depth = 0usize;
    let mut begun = None;
    let mut unseen: Option<Vec<u8>> = None;
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        if let Some(name) = &unseen {
            if matches!(&token, Token::EndTag(tag) if **tag.name == **name) {
                unseen = None;
            }
            continue;
        }
        let inside = begun.is_some();
        let own = begun == Some(depth);
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"table" => {
                    tables += 1;
                    depth += 1;
                    if inside {
                        reader.block();
                    } else if tables == choice.number {
                        begun = Some(depth);
                    }
                }
                b"tr" if own => reader.end_row(&mut builder)?,
                b"td" | b"th" if own => reader.begin_cell(&tag)?,
                // A table in a cell reads as a browser copies it: a tab between cells, a line for each row.
                b"td" | b"th" if inside => reader.tab(),
                b"tr" if inside => reader.block(),
                b"br" => reader.line(false),
                name if is_one_of(name, &UNSEEN) && !tag.self_closing => unseen = Some(tag.name.to_vec()),
                name if is_one_of(name, &BLOCKS) => reader.block(),
                _ => {}
            },
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"table" => {
                    if own {
                        reader.end_row(&mut builder)?;
                        begun = Some(usize::MAX);
                    } else if inside {
                        reader.block();
                    }
                    depth = depth.saturating_sub(1);
                }
                b"td" | b"th" if own => reader.end_cell()?,
                b"tr" | b"thead" | b"tbody" | b"tfoot" if own => {
                    reader.end_row(&mut builder)?;
                    if tag.name.as_slice() != b"tr" {
                        reader.below.clear();
                    }
                }
                name if is_one_of(name, &BLOCKS) => reader.block(),
                _ => {}
            },
            Token::String(string) => reader.text(&String::from_utf8_lossy(&string)),
            _ => {}
        }
    }
    if tables == 0 {
        return Err(Malformed::because("no table was found (a <table> was expected)"));
    }
    reader.end_row(&mut builder)?;
    choice.of(tables, builder.finish(true)?)
}

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| known.as_bytes() == name)
}

#[derive(Default)]
struct Reader {
    /// The lines of the cell that is open.
    cell: Option<Vec<Line>>,
    /// How many columns and rows it takes.
    span: (usize, usize),
    row: Row,
    rows: u64,
    /// How many rows further down each column is taken by a cell from above.
    below: Vec<usize>,
    max_columns: usize,
}

/// A line of a cell.
#[derive(Default)]
struct Line {
    text: String,
    /// It begins because a block does, or ends: where nothing stands before it or in it, there is no line.
    soft: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if let Some(line) = self.cell.as_mut().and_then(|lines| lines.last_mut()) {
            line.text.push_str(text);
        }
    }

    /// Parts the cells of a table in the cell.
    fn tab(&mut self) {
        let line = self.cell.as_mut().and_then(|lines| lines.last_mut());
        if let Some(line) = line.filter(|line| !line.text.trim().is_empty()) {
            line.text.push('\t');
        }
    }

    fn line(&mut self, soft: bool) {
        if let Some(lines) = &mut self.cell {
            lines.push(Line {
                text: String::new(),
                soft,
            });
        }
    }

    /// A block begins or ends here.
    fn block(&mut self) {
        let is_fresh = |lines: &Vec<Line>| lines.last().is_some_and(|line| line.text.trim().is_empty());
        if !self.cell.as_ref().is_some_and(is_fresh) {
            self.line(true);
        }
    }

    fn begin_cell(&mut self, tag: &StartTag<()>) -> Result<(), Malformed> {
        self.end_cell()?;
        // The limits of the standard: a cell takes at most 1000 columns and 65534 rows; 0 rows are all that are left.
        let span = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok()
        };
        let rows = match span("rowspan") {
            Some(0) => usize::MAX,
            rows => rows.unwrap_or(1).min(65_534),
        };
        self.span = (span("colspan").unwrap_or(1).clamp(1, 1000), rows);
        self.cell = Some(vec![Line::default()]);
        Ok(())
    }

    /// Ends the cell: its text stands in the first column of the first row that it takes.
    fn end_cell(&mut self) -> Result<(), Malformed> {
        let Some(lines) = self.cell.take() else {
            return Ok(());
        };
        self.pass_taken();
        let text = joined(&lines);
        let (columns, rows) = self.span;
        for column in 0..columns {
            let at = self.row.len();
            self.row.push(if column == 0 { &text } else { "" }, Kind::Text);
            if rows > 1 {
                if self.below.len() <= at {
                    self.below.resize(at + 1, 0);
                }
                if let Some(below) = self.below.get_mut(at) {
                    *below = rows;
                }
            }
        }
        if self.row.len() > self.max_columns {
            return Err(too_many_columns(self.row.len(), self.max_columns, None));
        }
        Ok(())
    }

    /// Fills columns that a cell from above takes.
    fn pass_taken(&mut self) {
        while self.below.get(self.row.len()).is_some_and(|rows| *rows > 0) {
            self.row.push("", Kind::Text);
        }
    }

    fn end_row(&mut self, builder: &mut Builder) -> Result<(), Malformed> {
        self.end_cell()?;
        if self.row.is_empty() {
            return Ok(());
        }
        self.pass_taken();
        for rows in &mut self.below {
            *rows = rows.saturating_sub(1);
        }
        self.rows += 1;
        let done = builder.row(self.rows, &self.row);
        self.row.clear();
        done
    }
}

/// The text of a cell's lines.
fn joined(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut is_first = true;
    for line in lines {
        let text = folded(&line.text);
        if line.soft && (text.is_empty() || out.is_empty() || out.ends_with('\n')) {
            out.push_str(&text);
            continue;
        }
        if !is_first {
            out.push('\n');
        }
        is_first = false;
        out.push_str(&text);
    }
    out
}

/// White space with a newline in it is one blank, and nothing at the ends of the line.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        let end = if is_space(c) {
            rest.find(|c| !is_space(c)).unwrap_or(rest.len())
        } else {
            rest.find(is_space).unwrap_or(rest.len())
        };
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let folds = is_space(c) && run.contains('\n');
        match (folds, out.is_empty() || after.is_empty()) {
            (true, true) => {}
            (true, false) => out.push(' '),
            (false, _) => out.push_str(run),
        }
        rest = after;
    }
    out
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
    fn cells_are_text_as_it_stands() {
        let text = "<p>x</p><table><thead><tr><th>a</th><th>b &amp; c</th></tr></thead>\n<tbody><tr><td> lead </td><td>one<br>two<br/>\n  three</td></tr>\n<tr><td>\n  x\n  y\n</td><td>&#9;tab <b>bold</b></td></tr></tbody></table><table><tr><td>no</td></tr></table>";
        assert_eq!(
            table(text),
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
        assert_eq!(table(text), [["a", "b"], ["1", ""]]);
        assert!(matches!(
            read("<p>x", &Options::default()),
            Err(Malformed::Syntax { .. })
        ));
    }

    #[test]
    fn a_table_in_a_cell_is_that_cell_and_a_table_of_its_own() {
        let text = "<table><tr><td>x<table><tr><td>1<td>2<tr><td>3</table>y</td><td>z</table>";
        let header = |number: &str| {
            let options = Options {
                sheet: Some(number.to_owned()),
                ..Options::default()
            };
            cells(read(text, &options).ok().flatten())
        };
        assert_eq!(header("1"), [["x\n1\t2\n3\ny", "z"]]);
        assert_eq!(header("2"), [["1", "2"], ["3", ""]]);
        assert!(header("3").is_empty());
        let read = read(text, &Options::default()).ok().flatten().unwrap();
        assert_eq!(read.warnings.len(), 1);
    }

    #[test]
    fn a_cell_of_several_rows_stands_in_the_first() {
        let text = "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>1<td>2<td rowspan=3>3<tr><td>4<tr><td>5<td>6</table>";
        assert_eq!(
            table(text),
            [["a", "b", "c"], ["1", "2", "3"], ["", "4", ""], ["5", "6", ""]]
        );
    }

    #[test]
    fn blocks_are_lines_and_what_is_not_shown_is_no_text() {
        let text = "<table><tr><td><p>a</p><p>b</p>\n<ul><li>c<li>d</ul></td></tr><tr><td><div></div>e<script>if (a<b) f('</td>')</script><!-- g --></td></tr></table>";
        assert_eq!(table(text), [["a\nb\nc\nd"], ["e"]]);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(</?(table|tr|td|th|br|p|script)>|<td (col|row)span=[0-9]{1,3}>|[a&;\"'< \n变]){0,40}", number in 1u8..4) {
            let options = Options { sheet: Some(number.to_string()), ..Options::default() };
            let _ = read(&text, &options);
        }
    }
}
