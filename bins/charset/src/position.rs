//! Places in a stream of text.

/// A place in text; lines and columns (characters) count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line: line feeds before it, and one.
    pub line: u64,
    /// The column in characters.
    pub col: u64,
}

impl Position {
    /// The beginning of a text.
    pub const START: Self = Self { line: 1, col: 1 };

    /// The place behind `text`, which begins here.
    pub fn after(self, text: &str) -> Self {
        let chars = |text: &str| text.chars().count() as u64;
        match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(end) => Self {
                line: self.line + memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64,
                col: chars(text.get(end + 1..).unwrap_or_default()) + 1,
            },
            None => Self {
                col: self.col + chars(text),
                ..self
            },
        }
    }
}
