//! One record of delimited text, as Python's `csv` module reads it (RFC 4180, and lenient beyond it).

use super::scan::Signs;

/// A value of a record: where its text lies, and whether doubled quotes or what follows a closing quote are to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where the text begins, behind an opening quote.
    pub start: u32,
    /// Where the text ends, before a closing quote.
    pub end: u32,
    /// The text is not as it stands: it goes through [`unescape`].
    pub escaped: bool,
}

/// What [`parse`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A record; the next one begins here.
    Record {
        /// Where the next record begins.
        next: usize,
    },
    /// An empty line; the next one begins here.
    Blank {
        /// Where the next line begins.
        next: usize,
    },
    /// The text ends before it is clear where the record does.
    Cut {
        /// Where the quote stands that is open at the end of the text.
        open: Option<usize>,
    },
}

/// Parses the record that begins at `from`. `last` says that nothing follows the text; `quoting` that quotes count.
pub fn parse(
    text: &[u8],
    from: usize,
    last: bool,
    signs: Signs,
    quoting: bool,
    fields: &mut Vec<Field>,
) -> Found {
    fields.clear();
    let mut at = from;
    loop {
        let start = at;
        let field = match text.get(at) {
            Some(byte) if quoting && *byte == signs.quote => match quoted(text, at, signs) {
                Some((field, end)) => {
                    at = end;
                    field
                }
                None => return Found::Cut { open: Some(at) },
            },
            _ => {
                at = end_of_plain(text, at, signs);
                Field {
                    start: start as u32,
                    end: at as u32,
                    escaped: false,
                }
            }
        };
        match text.get(at) {
            Some(byte) if *byte == signs.delimiter => {
                fields.push(field);
                at += 1;
            }
            Some(byte) => {
                let next = match (byte, text.get(at + 1)) {
                    (b'\r', Some(b'\n')) => at + 2,
                    (b'\r', None) if !last => return Found::Cut { open: None },
                    _ => at + 1,
                };
                if fields.is_empty() && at == from {
                    return Found::Blank { next };
                }
                fields.push(field);
                return Found::Record { next };
            }
            None if !last => return Found::Cut { open: None },
            None if fields.is_empty() && at == from => return Found::Blank { next: at },
            None => {
                fields.push(field);
                return Found::Record { next: at };
            }
        }
    }
}

/// Where the delimiter or line end lies that ends the plain text at `at`.
fn end_of_plain(text: &[u8], at: usize, signs: Signs) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr3(signs.delimiter, b'\n', b'\r', rest).map_or(text.len(), |found| at + found)
}

/// The value whose opening quote is at `open`, and where the delimiter or line end behind it lies. `None` when the quote
/// is open at the end of the text.
fn quoted(text: &[u8], open: usize, signs: Signs) -> Option<(Field, usize)> {
    let start = open + 1;
    let mut at = start;
    let mut escaped = false;
    loop {
        let close = at + memchr::memchr(signs.quote, text.get(at..)?)?;
        match text.get(close + 1) {
            Some(byte) if *byte == signs.quote => {
                escaped = true;
                at = close + 2;
            }
            Some(byte) if *byte != signs.delimiter && !matches!(byte, b'\n' | b'\r') => {
                // Behind the closing quote the rest is plain text and belongs to the value.
                let end = end_of_plain(text, close + 1, signs);
                let field = Field {
                    start: start as u32,
                    end: end as u32,
                    escaped: true,
                };
                return Some((field, end));
            }
            _ => {
                let field = Field {
                    start: start as u32,
                    end: close as u32,
                    escaped,
                };
                return Some((field, close + 1));
            }
        }
    }
}

/// Appends the text of an escaped field: doubled quotes once, the closing quote not at all, what follows it as it stands.
pub fn unescape(field: &str, quote: u8, out: &mut String) {
    let quote = char::from(quote);
    let mut rest = field;
    while let Some((before, after)) = rest.split_once(quote) {
        out.push_str(before);
        match after.strip_prefix(quote) {
            Some(after) => {
                out.push(quote);
                rest = after;
            }
            None => {
                rest = after;
                break;
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIGNS: Signs = Signs {
        delimiter: b',',
        quote: b'"',
    };

    fn rows(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut fields, mut at) = (Vec::new(), Vec::new(), 0);
        while at < text.len() {
            match parse(text.as_bytes(), at, true, SIGNS, true, &mut fields) {
                Found::Record { next } => {
                    let cell = |field: &Field| {
                        let text = text.get(field.start as usize..field.end as usize).unwrap();
                        let mut out = String::new();
                        if field.escaped {
                            unescape(text, b'"', &mut out);
                        } else {
                            out.push_str(text);
                        }
                        out
                    };
                    rows.push(fields.iter().map(cell).collect());
                    at = next;
                }
                Found::Blank { next } => at = next,
                Found::Cut { .. } => break,
            }
        }
        rows
    }

    /// What `list(csv.reader(io.StringIO(text, newline="")))` of Python 3.11 gives, without empty lists.
    #[test]
    fn records_are_what_python_reads() {
        let expected: [(&str, &[&[&str]]); 10] = [
            ("a,b\r\nc,d", &[&["a", "b"], &["c", "d"]]),
            ("a\rb\r\n\r\nc", &[&["a"], &["b"], &["c"]]),
            ("\"a\"\"b\",c\n", &[&["a\"b", "c"]]),
            ("\"a\"x\"y,z\n", &[&["ax\"y", "z"]]),
            ("a\"b,\"c\"\n", &[&["a\"b", "c"]]),
            ("\"\"\n\n,\n", &[&[""], &["", ""]]),
            ("\"a\nb\r\nc\",d\n", &[&["a\nb\r\nc", "d"]]),
            (" \"a\",b\n", &[&[" \"a\"", "b"]]),
            ("\"\"\"\"\n", &[&["\""]]),
            ("a,", &[&["a", ""]]),
        ];
        for (text, expected) in expected {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn records_are_what_the_csv_crate_reads(text in "[ab,\"\n\r 变]{0,30}") {
            let mut fields = Vec::new();
            let mut at = 0;
            // The csv crate says nothing of a quote that never closes.
            while at < text.len() {
                match parse(text.as_bytes(), at, true, SIGNS, true, &mut fields) {
                    Found::Record { next } | Found::Blank { next } => at = next,
                    Found::Cut { .. } => return Ok(()),
                }
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(rows(&text), theirs);
        }
    }
}
