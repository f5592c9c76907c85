//! Rows for which a condition holds.

use std::cmp::Ordering;
use std::io;

use regex::Regex;

use super::columns::find;
use crate::format::Number;
use crate::rows::{Row, Rows};

/// `column operator value`.
#[derive(Debug, Clone)]
pub struct Condition {
    column: usize,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Is(String, bool),
    Matches(Regex, bool),
    Order(String, fn(Ordering) -> bool),
}

/// The operators; of two that begin alike the longer one comes first.
const OPERATORS: [&str; 8] = ["!~", "!=", ">=", "<=", "~", "=", ">", "<"];

impl Condition {
    /// Parses `col>3`, `col>=3`, `col<3`, `col<=3`, `col=v`, `col!=v`, `col~regex` or `col!~regex`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(header: &[String], text: &str) -> Result<Self, String> {
        // The first operator whose left side is a column counts: names may hold such signs.
        for (at, _) in text.char_indices() {
            let rest = text.get(at..).unwrap_or_default();
            let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) else {
                continue;
            };
            let name = text.get(..at).unwrap_or_default();
            let Some(column) = find(header, name).or_else(|| find(header, name.trim())) else {
                continue;
            };
            let value = rest.strip_prefix(operator).unwrap_or_default();
            // A value that begins with such a sign stands behind a blank.
            if let Some(sign) = value.chars().next()
                && matches!(sign, '<' | '>' | '=' | '!' | '~')
                && !(matches!(*operator, "~" | "!~") || *operator == "=" && sign == '=')
            {
                return Err(format!(
                    "{operator}{sign} is no operator (there are > >= < <= = != ~ !~; write a blank before a value that begins with {sign})"
                ));
            }
            let value = if *operator == "=" {
                value.strip_prefix('=').unwrap_or(value)
            } else {
                value
            };
            let value = value.trim().to_owned();
            let regex = || Regex::new(&value).map_err(|_| format!("{value} is no regular expression"));
            let test = match *operator {
                "~" => Test::Matches(regex()?, true),
                "!~" => Test::Matches(regex()?, false),
                "=" => Test::Is(value, true),
                "!=" => Test::Is(value, false),
                ">" => Test::Order(value, Ordering::is_gt),
                "<" => Test::Order(value, Ordering::is_lt),
                ">=" => Test::Order(value, Ordering::is_ge),
                _ => Test::Order(value, Ordering::is_le),
            };
            return Ok(Self { column, test });
        }
        Err(format!(
            "{text} names no column and condition (such as 'col>3', 'col=v' or 'col~regex')"
        ))
    }

    /// Whether it holds for the row.
    #[must_use]
    pub fn holds(&self, row: &Row) -> bool {
        let text = row.cell(self.column).text;
        match &self.test {
            Test::Is(value, expected) => (text == value) == *expected,
            Test::Matches(regex, expected) => regex.is_match(text) == *expected,
            Test::Order(value, wanted) => compare(text, value).is_some_and(wanted),
        }
    }
}

/// A number is compared with numbers only, and by value; text with any text, by code point.
fn compare(cell: &str, value: &str) -> Option<Ordering> {
    let Some(value_number) = Number::parse(value) else {
        return Some(cell.cmp(value));
    };
    match (Number::parse(cell.trim())?, value_number) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        (a, b) => a.as_float().partial_cmp(&b.as_float()),
    }
}

/// Rows for which all conditions hold.
pub struct Filtered {
    inner: Box<dyn Rows>,
    conditions: Vec<Condition>,
}

impl Filtered {
    /// Rows of `inner` for which all conditions hold.
    #[must_use]
    pub fn new(inner: Box<dyn Rows>, conditions: Vec<Condition>) -> Self {
        Self { inner, conditions }
    }
}

impl Rows for Filtered {
    fn rewind(&mut self) {
        self.inner.rewind();
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        while self.inner.next(row)? {
            if self.conditions.iter().all(|condition| condition.holds(row)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn mark(&self) -> u64 {
        self.inner.mark()
    }

    fn seek(&mut self, mark: u64) {
        self.inner.seek(mark);
    }

    fn hold(&mut self) -> io::Result<bool> {
        self.inner.hold()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers_where_both_are() {
        let header = ["n", "a=b"].map(str::to_owned);
        let holds = |condition: &str, cells: [&str; 2]| {
            Condition::parse(&header, condition)
                .unwrap()
                .holds(&cells.into_iter().collect())
        };
        assert!(holds("n>9", ["10", ""]) && !holds("n>9", ["9", ""]));
        assert!(holds("n>=9", ["9.0", ""]) && holds("n<b", ["a", ""]));
        assert!(holds("n=x", ["x", ""]) && holds("n!=x", ["y", ""]) && holds("a=b=1", ["", "1"]));
        assert!(holds("n~^a.c$", ["abc", ""]) && holds("n!~z", ["abc", ""]) && holds("#2=q", ["", "q"]));
        assert!(Condition::parse(&header, "nope>1").is_err() && Condition::parse(&header, "n~(").is_err());
    }
}
