//! What was removed, and where.

use serde::Serialize;

/// One thing that the policy does not let through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// From 1; CRLF, LF and CR each end a line.
    pub line: u64,
    /// From 1, in characters.
    pub col: u64,
    /// Bytes of the decoded text before it.
    pub offset: u64,
    /// What it is.
    pub kind: Kind,
    /// The element, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The attribute, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attr: Option<String>,
    /// Its first 200 characters.
    pub value: String,
    /// What becomes of it.
    pub action: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An element that is not allowed.
    Element,
    /// An attribute that is not allowed.
    Attribute,
    /// An attribute whose URL is not allowed.
    Url,
    /// A comment, or what browsers take for one.
    Comment,
    /// A document type.
    Doctype,
    /// A tag that the end of the input cuts off.
    Syntax,
    /// Something beyond a limit.
    Limit,
}

impl Kind {
    /// As it is printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Element => "element",
            Kind::Attribute => "attribute",
            Kind::Url => "url",
            Kind::Comment => "comment",
            Kind::Doctype => "doctype",
            Kind::Syntax => "syntax",
            Kind::Limit => "limit",
        }
    }
}

/// A place in the decoded text, moved along as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: u64,
    pub(crate) col: u64,
    pub(crate) offset: u64,
    after_cr: bool,
}

impl Position {
    pub(crate) const START: Position = Position {
        line: 1,
        col: 1,
        offset: 0,
        after_cr: false,
    };

    /// The place behind `text`.
    pub(crate) fn advance(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.after_cr => {}
                '\n' | '\r' => (self.line, self.col) = (self.line + 1, 1),
                _ => self.col += 1,
            }
            self.after_cr = c == '\r';
        }
        self.offset += text.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once_and_columns_are_characters() {
        let mut position = Position::START;
        position.advance("a\r\nb\rc\n");
        assert_eq!((position.line, position.col, position.offset), (4, 1, 7));
        position.advance("中𠀀");
        assert_eq!((position.line, position.col, position.offset), (4, 3, 14));
    }
}
