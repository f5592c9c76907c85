//! Why a value could not be read: the byte, the directive, what was found there and what was expected.

use std::fmt;

/// What is wrong with a value, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault<'f> {
    /// Offset of the field's first byte in the value.
    pub at: usize,
    /// Length of the field; 0: the word that begins there.
    pub len: usize,
    /// The part of the format that the value does not keep.
    pub part: Part<'f>,
    /// The predicate of the message: "is not a month".
    pub problem: &'static str,
    /// What would have been right.
    pub expected: Expected<'f>,
}

/// A part of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'f> {
    /// A directive, by its letter.
    Directive(char),
    /// Text that stands for itself.
    Literal(&'f [u8]),
    /// What comes after the last directive.
    End,
    /// The value as a whole.
    Whole,
}

/// What a value should have said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected<'f> {
    /// In words.
    Words(&'static str),
    /// This text.
    Literal(&'f [u8]),
    /// A number from the first to the second, with so many digits.
    Range(u32, u32, usize),
    /// This very number, with so many digits.
    Number(i64, usize),
}

impl<'f> Fault<'f> {
    pub(crate) fn new(at: usize, letter: char, problem: &'static str, expected: &'static str) -> Fault<'f> {
        Fault {
            at,
            len: 0,
            part: Part::Directive(letter),
            problem,
            expected: Expected::Words(expected),
        }
    }

    /// What the value says at the place of the fault; empty at the end of the value.
    #[must_use]
    pub fn got<'v>(&self, value: &'v [u8]) -> &'v [u8] {
        let rest = value.get(self.at..).unwrap_or(&[]);
        let len = if self.len > 0 { self.len } else { word(rest) };
        rest.get(..len).unwrap_or(rest)
    }

    /// The part of the format as text: `%m`, `"-"`.
    #[must_use]
    pub fn part(&self) -> String {
        match self.part {
            Part::Directive(letter) => format!("%{letter}"),
            Part::Literal(text) => format!("\"{}\"", String::from_utf8_lossy(text)),
            Part::End => "end".into(),
            Part::Whole => "value".into(),
        }
    }

    /// The whole message, without the place: `%m: "13" is not a month (expected 01-12)`.
    #[must_use]
    pub fn message(&self, value: &[u8]) -> String {
        let got = self.got(value);
        let got = if got.is_empty() {
            "the end of the value".to_owned()
        } else {
            format!("\"{}\"", String::from_utf8_lossy(got))
        };
        format!(
            "{}: {got} {} (expected {})",
            self.part(),
            self.problem,
            self.expected
        )
    }
}

impl fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Expected::Words(words) => f.write_str(words),
            Expected::Literal(text) => write!(f, "\"{}\"", String::from_utf8_lossy(text)),
            Expected::Range(first, last, width) => write!(f, "{first:0width$}-{last:0width$}"),
            Expected::Number(number, width) => write!(f, "{number:0width$}"),
        }
    }
}

/// Length of the word at the start of `text`: a sign and alphanumerics, or else one character.
fn word(text: &[u8]) -> usize {
    const LONGEST: usize = 40;
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let run = text
        .iter()
        .skip(sign)
        .take(LONGEST)
        .take_while(|byte| part(byte))
        .count();
    if run == 0 { 1.min(text.len()) } else { sign + run }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_stands_there_and_what_should() {
        let fault = Fault::new(5, 'm', "is not a month", "01-12");
        assert_eq!(
            fault.message(b"2006-13-21"),
            r#"%m: "13" is not a month (expected 01-12)"#
        );
        assert_eq!(
            fault.message(b"2006-"),
            "%m: the end of the value is not a month (expected 01-12)"
        );
    }
}
