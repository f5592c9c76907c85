//! Rows out of text that comes piece by piece, in the formats that are read row by row: JSON (values one after the other,
//! or in a list), logfmt, LTSV, and columns with blanks between them.

use serde_json::value::RawValue;
use shared::json::{Node, parse};

use super::keyed::{self, Pairs};
use super::whitespace::Cuts;
use super::{Format, Malformed, Options, Records, Warning, WarningKind, json, too_long, too_long_row};
use crate::rows::Row;

/// What came next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A row that begins in this line.
    Row(u64),
    /// More text is needed.
    Wait,
    /// Nothing follows.
    End,
}

/// How the next row is found.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Pairs(Pairs),
    /// Unknown until some lines are there.
    Blanks(Option<Cuts>),
    Json(Inside),
}

/// Where in JSON the next value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing came yet.
    Nothing,
    /// Values follow one another.
    Values,
    /// In a list, before its first item.
    List,
    /// In a list, behind an item.
    Item,
    /// In a list, behind a comma.
    Comma,
    /// Behind the list.
    Behind,
}

/// What JSON values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    Lists,
    Objects,
}

/// Rows out of growing text.
pub struct Growing {
    shape: Shape,
    kind: Kind,
    options: Options,
    records: Records,
    /// Where the next row stands, from 1.
    line: u64,
    column: u64,
    rows: u64,
    /// A value ends only when there is so much text.
    needed: usize,
    double: Option<Warning>,
}

impl Growing {
    /// `None` for a format that is read as a whole.
    #[must_use]
    pub fn new(format: Format, options: &Options) -> Option<Self> {
        let shape = match format {
            Format::Json | Format::Ndjson => Shape::Json(Inside::Nothing),
            Format::Logfmt => Shape::Pairs(Pairs::Logfmt),
            Format::Ltsv => Shape::Pairs(Pairs::Ltsv),
            Format::Whitespace => Shape::Blanks(None),
            _ => return None,
        };
        Some(Self {
            shape,
            kind: Kind::Unknown,
            options: options.clone(),
            records: Records::default(),
            line: options.skip + 1,
            column: 1,
            rows: 0,
            needed: 0,
            double: None,
        })
    }

    /// The names that came so far, where every value has one; else the first row may be a header.
    #[must_use]
    pub fn names(&self) -> Option<&[String]> {
        let keyed = match self.shape {
            Shape::Pairs(_) => true,
            Shape::Blanks(_) => false,
            Shape::Json(_) => self.kind == Kind::Objects,
        };
        keyed.then_some(&self.records.header)
    }

    /// What was mended so far.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        self.double
            .iter()
            .cloned()
            .chain(self.records.doubles.warning())
            .collect()
    }

    /// Puts the next row into `row` and moves `at` behind it; `done` says that the text does not grow any more. Values
    /// that a record lacks behind its last one are not in the row.
    ///
    /// # Errors
    /// What is malformed, and where.
    pub fn next(&mut self, text: &str, at: &mut usize, done: bool, row: &mut Row) -> Result<Step, Malformed> {
        match self.shape {
            Shape::Json(inside) => self.value(inside, text, at, done, row),
            shape => self.text_line(shape, text, at, done, row),
        }
    }

    fn text_line(
        &mut self,
        shape: Shape,
        text: &str,
        at: &mut usize,
        done: bool,
        row: &mut Row,
    ) -> Result<Step, Malformed> {
        loop {
            let rest = text.get(*at..).unwrap_or_default();
            if rest.is_empty() && done {
                return Ok(Step::End);
            }
            let fresh = rest.as_bytes().get(self.needed..).unwrap_or_default();
            let end = memchr::memchr(b'\n', fresh).map(|end| self.needed + end + 1);
            let Some(end) = end.or_else(|| done.then_some(rest.len())) else {
                return self.wait(rest, rest.len());
            };
            let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let written = line.trim_end_matches(['\n', '\r']);
            if written.trim().is_empty() {
                self.pass(line, at);
                continue;
            }
            let number = self.line;
            match shape {
                Shape::Pairs(pairs) => {
                    keyed::record(written, number, pairs, &mut self.records)?;
                    self.close(row)?;
                }
                Shape::Blanks(Some(cuts)) => {
                    cuts.row(written, row);
                    self.check(row)?;
                }
                // The lines that are there say how lines are cut.
                _ => {
                    let complete = if done {
                        behind.len()
                    } else {
                        behind.rfind('\n').map_or(0, |end| end + 1)
                    };
                    let rows = behind.get(..complete).unwrap_or_default().lines();
                    let mut rows = rows.filter(|line| !line.trim().is_empty()).peekable();
                    if rows.peek().is_none() && !done {
                        return Ok(Step::Wait);
                    }
                    let cuts = Cuts::of(written, rows);
                    self.shape = Shape::Blanks(Some(cuts));
                    cuts.row(written, row);
                    self.check(row)?;
                }
            }
            self.pass(line, at);
            return Ok(Step::Row(number));
        }
    }

    fn value(
        &mut self,
        mut inside: Inside,
        text: &str,
        at: &mut usize,
        done: bool,
        row: &mut Row,
    ) -> Result<Step, Malformed> {
        loop {
            let rest = text.get(*at..).unwrap_or_default();
            let start = rest.trim_ascii_start();
            if start.len() < rest.len() && self.needed == 0 {
                self.pass(rest.get(..rest.len() - start.len()).unwrap_or_default(), at);
                continue;
            }
            let Some(first) = start.chars().next() else {
                let is_open = matches!(inside, Inside::List | Inside::Item | Inside::Comma);
                return match (done, is_open) {
                    (false, _) => Ok(Step::Wait),
                    (true, true) => Err(self.malformed("invalid JSON: the list does not end")),
                    (true, false) => Ok(Step::End),
                };
            };
            let sign = |sign: &str| start.get(..sign.len().min(start.len())).unwrap_or_default();
            inside = match (inside, first) {
                (Inside::Nothing, '[') => {
                    let item = start.get(1..).unwrap_or_default().trim_ascii_start();
                    match item.chars().next() {
                        Some('[' | '{' | ']') => {
                            self.pass(sign("["), at);
                            Inside::List
                        }
                        None if !done => return Ok(Step::Wait),
                        _ => Inside::Values,
                    }
                }
                (Inside::Nothing, _) => Inside::Values,
                (Inside::List | Inside::Item, ']') => {
                    self.pass(sign("]"), at);
                    Inside::Behind
                }
                (Inside::Item, ',') => {
                    self.pass(sign(","), at);
                    Inside::Comma
                }
                (Inside::Item, _) => return Err(self.malformed("invalid JSON: expected `,` or `]`")),
                (Inside::Behind, _) => return Err(self.malformed("invalid JSON: trailing characters")),
                (Inside::Values | Inside::List | Inside::Comma, _) => {
                    let step = self.parsed(start, done, row)?;
                    let Some(length) = step else {
                        return Ok(Step::Wait);
                    };
                    let line = self.line;
                    self.pass(start.get(..length).unwrap_or_default(), at);
                    if inside != Inside::Values {
                        inside = Inside::Item;
                    }
                    self.shape = Shape::Json(inside);
                    return Ok(Step::Row(line));
                }
            };
            self.shape = Shape::Json(inside);
        }
    }

    /// Makes a row of the value that begins here; how long it is, `None` when it is not all there.
    fn parsed(&mut self, start: &str, done: bool, row: &mut Row) -> Result<Option<usize>, Malformed> {
        if !done && start.len() < self.needed {
            return Ok(None);
        }
        let mut values = serde_json::Deserializer::from_str(start).into_iter::<&RawValue>();
        let raw = match values.next() {
            Some(Ok(raw)) => raw.get(),
            Some(Err(error)) if error.is_eof() && !done => {
                // It is looked at again only when there is twice as much, which costs no more than reading it once more.
                self.wait(start, start.len().saturating_mul(2))?;
                return Ok(None);
            }
            Some(Err(error)) => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                let (line, column) = (error.line() as u64, error.column() as u64);
                let column = if line <= 1 {
                    self.column + column.max(1) - 1
                } else {
                    column
                };
                return Err(Malformed::Syntax {
                    place: Some((self.line + line.max(1) - 1, column)),
                    message: format!("invalid JSON: {message}"),
                });
            }
            None => return Ok(None),
        };
        let length = values.byte_offset();
        self.rows += 1;
        let document = parse(raw).map_err(|wrong| {
            let (line, column) = wrong.line_col(raw);
            let column = if line == 1 {
                self.column + column - 1
            } else {
                column
            };
            Malformed::Syntax {
                place: Some((self.line + line - 1, column)),
                message: wrong.message,
            }
        })?;
        if let Some(double) = document.doubles.first()
            && self.double.is_none()
        {
            self.double = Some(Warning {
                kind: WarningKind::DuplicateName,
                line: Some(self.line + double.line_col(raw).0 - 1),
                message: format!("{}; the last value counts", double.message),
            });
        }
        match (self.kind, &document.node) {
            (Kind::Unknown | Kind::Lists, Node::List(cells)) => {
                self.kind = Kind::Lists;
                json::list(cells, row);
                self.check(row)?;
            }
            (Kind::Unknown | Kind::Objects, node @ Node::Object(_)) => {
                self.kind = Kind::Objects;
                json::object(node, &mut self.records);
                self.close(row)?;
            }
            (kind, node) => {
                let expected = match kind {
                    Kind::Unknown => "an object or a list",
                    Kind::Lists => "a list like the first",
                    Kind::Objects => "an object like the first",
                };
                return Err(self.malformed(&json::unlike(node, self.rows, expected)));
            }
        }
        Ok(Some(length))
    }

    /// The record that was read becomes a row.
    fn close(&mut self, row: &mut Row) -> Result<(), Malformed> {
        self.records.close(self.line, &self.options)?;
        std::mem::swap(row, &mut self.records.row);
        Ok(())
    }

    fn check(&self, row: &Row) -> Result<(), Malformed> {
        let mut cells = row.cells(row.len());
        if cells.any(|cell| cell.text.len() > self.options.max_cell) {
            return Err(too_long(self.options.max_cell, Some((self.line, 1))));
        }
        Ok(())
    }

    /// A row that is not all there is waited for until there is more than `needed`, unless it is too long already.
    fn wait(&mut self, rest: &str, needed: usize) -> Result<Step, Malformed> {
        if rest.len() > self.options.max_cell {
            return Err(too_long_row(self.options.max_cell, Some((self.line, 1))));
        }
        self.needed = needed;
        Ok(Step::Wait)
    }

    fn malformed(&self, message: &str) -> Malformed {
        Malformed::Syntax {
            place: Some((self.line, self.column)),
            message: message.to_owned(),
        }
    }

    fn pass(&mut self, passed: &str, at: &mut usize) {
        *at += passed.len();
        self.needed = 0;
        self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
        match passed.rsplit_once('\n') {
            Some((_, last)) => self.column = 1 + last.chars().count() as u64,
            None => self.column += passed.chars().count() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All rows, when the text comes in pieces that end at these places.
    fn rows(text: &str, cuts: &[usize], format: Format) -> Result<(Vec<String>, Vec<Row>), ()> {
        let mut growing = Growing::new(format, &Options::default()).unwrap();
        let (mut at, mut row, mut found) = (0, Row::default(), Vec::new());
        let mut ends: Vec<usize> = cuts.iter().map(|end| text.floor_char_boundary(*end)).collect();
        ends.sort_unstable();
        let pieces = ends
            .into_iter()
            .map(|end| (end, false))
            .chain([(text.len(), true)]);
        for (end, done) in pieces {
            // What was passed stays: the text only grows.
            let there = text.get(..end.max(at)).unwrap();
            while let Step::Row(_) = growing.next(there, &mut at, done, &mut row).map_err(drop)? {
                found.push(row.clone());
            }
        }
        Ok((growing.names().unwrap_or_default().to_vec(), found))
    }

    proptest! {
        #[test]
        fn pieces_give_what_the_whole_gives(
            text in "(\\{\"a\":[0-9\\[\\]\",変]{1,4}\\}|\\[\\{|\\}\\]|a=[b\" ]|x:1\t|[ \n,]){0,12}",
            cuts in proptest::collection::vec(0usize..80, 0..6),
        ) {
            for format in [Format::Ndjson, Format::Logfmt, Format::Ltsv] {
                let whole = rows(&text, &[], format);
                let pieces = rows(&text, &cuts, format);
                prop_assert_eq!(whole, pieces);
            }
        }
    }
}
