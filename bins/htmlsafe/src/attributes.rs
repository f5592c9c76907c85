//! The attributes of a tag, as slices of it (WHATWG HTML, section 13.2.5.32 and following).

use crate::tokenizer::is_space;

/// One attribute as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute<'t> {
    /// Where the name begins, in bytes from the start of the text.
    pub(crate) at: usize,
    pub(crate) name: &'t str,
    /// Without quotes; references not decoded.
    pub(crate) value: &'t str,
}

/// Goes through the attributes of a tag, from behind its name on.
#[derive(Debug, Clone)]
pub(crate) struct Attributes<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Attributes<'t> {
    /// The attributes of `tag`, which ends in `>`, from the byte `at` on.
    pub(crate) fn new(tag: &'t str, at: usize) -> Attributes<'t> {
        let end = tag.len().saturating_sub(usize::from(tag.ends_with('>')));
        Attributes {
            text: tag.get(..end).unwrap_or(tag),
            at,
        }
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'t str {
        let start = self.at;
        self.skip(wanted);
        self.text.get(start..self.at).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = Attribute<'t>;

    fn next(&mut self) -> Option<Attribute<'t>> {
        self.skip(|byte| is_space(byte) || byte == b'/');
        let at = self.at;
        self.peek()?;
        // An equals sign at the start belongs to the name.
        self.at += 1;
        self.skip(|byte| !is_space(byte) && !matches!(byte, b'/' | b'='));
        let name = self.text.get(at..self.at).unwrap_or("");
        let after_name = self.at;
        self.skip(is_space);
        if self.peek() != Some(b'=') {
            self.at = after_name;
            return Some(Attribute { at, name, value: "" });
        }
        self.at += 1;
        self.skip(is_space);
        let value = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.take(|byte| byte != quote);
                self.at += 1;
                value
            }
            _ => self.take(|byte| !is_space(byte)),
        };
        Some(Attribute { at, name, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_in_every_spelling() {
        let tag = "<a  b=1 c = '2 \"'/d=\"3>\"e f=/x/ =g h=i>";
        let found: Vec<_> = Attributes::new(tag, 2).map(|a| (a.at, a.name, a.value)).collect();
        assert_eq!(
            found,
            [
                (4, "b", "1"),
                (8, "c", "2 \""),
                (18, "d", "3>"),
                (24, "e", ""),
                (26, "f", "/x/"),
                (32, "=g", ""),
                (35, "h", "i"),
            ]
        );
    }
}
