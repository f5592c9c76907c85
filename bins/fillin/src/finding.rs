//! What is wrong with a template or its values, and where.

/// The kind of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No source has a value of that name.
    Missing,
    /// The value of that name is null, which is none.
    Null,
    /// A delimiter that begins no placeholder.
    Invalid,
    /// The value is no scalar, cannot be encoded, or a filter could not be applied to it.
    Value,
}

impl Kind {
    /// The word for it in messages and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing | Self::Null => "missing",
            Self::Invalid => "invalid",
            Self::Value => "value",
        }
    }
}

/// One problem at one place of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of problem it is.
    pub kind: Kind,
    /// The name of the placeholder, when it has one.
    pub name: Option<String>,
    /// Where its delimiter begins, in bytes from the beginning of the template.
    pub offset: usize,
    /// A name that exists and that was perhaps meant.
    pub hint: Option<String>,
    /// What is wrong, for people; never a value.
    pub message: String,
}

impl Finding {
    pub(crate) fn missing(name: &str, offset: usize) -> Self {
        let message = format!("missing {name}");
        Self {
            kind: Kind::Missing,
            name: Some(name.to_owned()),
            offset,
            hint: None,
            message,
        }
    }

    pub(crate) fn null(name: &str, offset: usize) -> Self {
        Self {
            kind: Kind::Null,
            message: format!("{name} is null (a value was expected)"),
            ..Self::missing(name, offset)
        }
    }

    pub(crate) fn invalid(reason: Option<&str>, offset: usize) -> Self {
        let reason =
            reason.unwrap_or("a name, a name in braces, or a second delimiter was expected behind it");
        Self {
            kind: Kind::Invalid,
            name: None,
            offset,
            hint: None,
            message: format!("invalid placeholder ({reason})"),
        }
    }

    pub(crate) fn value(name: &str, offset: usize, reason: &str) -> Self {
        let message = format!("{name}: {reason}");
        Self {
            kind: Kind::Value,
            name: Some(name.to_owned()),
            offset,
            hint: None,
            message,
        }
    }
}

/// Findings of one filling beyond this many are only counted.
const MOST: usize = 100_000;

/// The findings of one filling, in order.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The first of them.
    pub list: Vec<Finding>,
    /// How many there are beyond these.
    pub more: usize,
}

impl Findings {
    pub(crate) fn add(&mut self, finding: impl FnOnce() -> Finding) {
        if self.list.len() < MOST {
            self.list.push(finding());
        } else {
            self.more += 1;
        }
    }

    /// Nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Turns byte offsets that never fall into lines and columns, reading the text once.
#[derive(Debug)]
pub struct Positions<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Positions<'t> {
    /// Positions in this text.
    #[must_use]
    pub fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Line (LF before it, plus 1) and column (characters, from 1) of the offset; it must not be before the last one.
    pub fn of(&mut self, offset: usize) -> (usize, usize) {
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        let tail = match memchr::memrchr(b'\n', passed) {
            Some(last) => {
                self.column = 1;
                passed.get(last + 1..).unwrap_or_default()
            }
            None => passed,
        };
        self.column += characters(tail);
        self.at = offset.max(self.at);
        (self.line, self.column)
    }
}

/// Characters of UTF-8 text; what is not UTF-8 counts one for each piece that cannot belong to a character.
fn characters(bytes: &[u8]) -> usize {
    bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_lf() {
        let mut positions = Positions::new("变 é$\r\n\r$\n$".as_bytes());
        assert_eq!(positions.of(6), (1, 4));
        assert_eq!(positions.of(10), (2, 2));
        assert_eq!(positions.of(12), (3, 1));
    }
}
