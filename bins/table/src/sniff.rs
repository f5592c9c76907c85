//! What format an input is in: by its name, then by its content.

use std::path::Path;

use crate::read::{Format, markdown, text_table};
use crate::separated::Dialect;

/// How much of the text the guess looks at, in bytes, and how many records.
const SAMPLE: usize = 64 << 10;
const RECORDS: usize = 400;

/// What may stand between values; of equal guesses the first is taken.
const DELIMITERS: [u8; 8] = *b",;\t|:^~ ";

/// The format of an input with this name and beginning; `whole` says that nothing follows.
#[must_use]
pub fn format(path: &Path, head: &[u8], whole: bool) -> Format {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    match extension.as_ref().and_then(|extension| extension.to_str()) {
        Some("json") => Format::Json,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        Some("tsv" | "tab") => Format::Separated(Dialect::of(b'\t')),
        Some("csv") => separated(head, whole),
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm" | "xhtml") => Format::Html,
        Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => Format::Workbook,
        Some("ltsv") => Format::Ltsv,
        Some("logfmt") => Format::Logfmt,
        Some("yaml" | "yml") => Format::Yaml,
        _ => by_content(head, whole),
    }
}

/// Bytes that begin a workbook: a zip archive with a workbook's parts, or an OLE file.
#[must_use]
pub fn is_workbook(head: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        || head.starts_with(b"PK\x03\x04")
            && (has(b"[Content_Types].xml")
                || has(b"mimetypeapplication/vnd.oasis")
                || has(b"xl/")
                || has(b"_rels/"))
}

fn by_content(head: &[u8], whole: bool) -> Format {
    if is_workbook(head) {
        return Format::Workbook;
    }
    let text = String::from_utf8_lossy(head.get(..SAMPLE.min(head.len())).unwrap_or(head));
    let start = text.trim_start();
    let mut characters = start.chars().filter(|c| !c.is_whitespace());
    match (characters.next(), characters.next()) {
        (Some('{'), Some('"' | '}')) => return Format::Ndjson,
        (Some('['), Some('{' | '[' | '"' | ']')) => return Format::Json,
        // Also what is JSON but no table; `[1] 2 3` is not.
        (Some('['), _) if whole && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok() => {
            return Format::Json;
        }
        _ => {}
    }
    let mut lines = start.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if text_table::is_rule(first) {
        return Format::TextTable;
    }
    if markdown::begins(first, second) {
        return Format::Markdown;
    }
    let lower = first
        .get(..first.floor_char_boundary(64))
        .unwrap_or(first)
        .to_ascii_lowercase();
    if ["<!doctype html", "<html", "<table"]
        .iter()
        .any(|tag| lower.starts_with(tag))
    {
        return Format::Html;
    }
    if text_table::is_table(&text, whole) {
        return Format::TextTable;
    }
    match best_delimiter(head, whole) {
        Some(delimiter) => Format::Separated(Dialect::of(delimiter)),
        None if text_table::has_gutters(&text, whole) => Format::TextTable,
        None => Format::Separated(Dialect::of(b',')),
    }
}

fn separated(head: &[u8], whole: bool) -> Format {
    Format::Separated(Dialect::of(delimiter(head, whole)))
}

/// The delimiter that cuts the most records into the same number of values; the comma when none does.
#[must_use]
pub fn delimiter(head: &[u8], whole: bool) -> u8 {
    best_delimiter(head, whole).unwrap_or(b',')
}

fn best_delimiter(head: &[u8], whole: bool) -> Option<u8> {
    let sample = head.get(..SAMPLE.min(head.len())).unwrap_or(head);
    let whole = whole && sample.len() == head.len();
    let mut best = (0.0, None);
    for delimiter in DELIMITERS {
        let score = score(sample, whole, delimiter);
        if score > best.0 + 1e-9 {
            best = (score, Some(delimiter));
        }
    }
    best.1
}

/// How well the delimiter cuts the sample into a table, from 0 (not at all) to about 1.
fn score(sample: &[u8], whole: bool, delimiter: u8) -> f64 {
    use crate::separated::record::{Field, Found, parse};
    let signs = Dialect::of(delimiter).signs;
    let (mut counts, mut fields, mut at): (Vec<usize>, Vec<Field>, usize) = (Vec::new(), Vec::new(), 0);
    let (mut header_blank, mut padded, mut cells) = (false, 0usize, 0usize);
    let mut words = Words::default();
    while at < sample.len() && counts.len() < RECORDS {
        match parse(sample, at, whole, signs, true, &mut fields) {
            Found::Record { next } => {
                for (number, field) in fields.iter().enumerate() {
                    let text = sample
                        .get(field.start as usize..field.end as usize)
                        .unwrap_or_default();
                    cells += 1;
                    header_blank |= counts.is_empty() && text.is_empty() && number > 0;
                    padded += usize::from(text.starts_with(b" ") && delimiter != b' ');
                }
                if delimiter == b' ' {
                    words.take(&fields, sample);
                }
                counts.push(fields.len());
                at = next;
            }
            Found::Blank { next } => at = next,
            Found::Cut { .. } => break,
        }
    }
    let total = counts.len();
    let Some(first) = counts.first().copied().filter(|first| *first > 1 && total > 0) else {
        return 0.0;
    };
    let same = counts.iter().filter(|count| **count == first).count();
    let mut sorted = counts.clone();
    sorted.sort_unstable();
    let most = sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run.len(), run.first().copied().unwrap_or(0)))
        .max()
        .unwrap_or((0, 0));
    let share = if most.1 > 1 {
        most.0.max(same) as f64 / total as f64
    } else {
        0.0
    };
    // Words are cut at blanks, and times at colons, too: those must fit every record.
    let least = if matches!(delimiter, b' ' | b':') {
        1.0
    } else {
        0.7
    };
    if share < least || least == 1.0 && total < 2 || delimiter == b' ' && !words.are_values() {
        return 0.0;
    }
    // Blanks behind most delimiters are prose, or a decimal comma's neighbours; more columns are better evidence.
    let padding = padded as f64 / cells.max(1) as f64;
    let columns = 1.0 - 0.5 / first as f64;
    let weight = if matches!(delimiter, b' ' | b':' | b'~' | b'^') {
        0.8
    } else {
        1.0
    };
    let blank = if header_blank { 0.9 } else { 1.0 };
    share * columns * weight * blank * (1.0 - 0.3 * padding)
}

/// Whether blanks part values, or the words of names and prose: values are the same kind of thing in every record but the
/// first, which is no word in one column at least.
#[derive(Default)]
struct Words {
    records: usize,
    /// Columns in which no word has come yet.
    wordless: Vec<bool>,
}

impl Words {
    fn take(&mut self, fields: &[crate::separated::record::Field], sample: &[u8]) {
        self.records += 1;
        let is_word = |field: &crate::separated::record::Field| {
            let text = sample
                .get(field.start as usize..field.end as usize)
                .unwrap_or_default();
            let sign = |byte: &u8| matches!(byte, b'+' | b'-' | b'.' | b'$' | b'"');
            !text
                .iter()
                .find(|byte| !sign(byte))
                .is_some_and(u8::is_ascii_digit)
        };
        let wordless = fields.iter().map(|field| !is_word(field));
        match self.records {
            // Names are words.
            1 => {}
            2 => self.wordless = wordless.collect(),
            _ => self
                .wordless
                .iter_mut()
                .zip(wordless)
                .for_each(|(all, own)| *all &= own),
        }
    }

    fn are_values(&self) -> bool {
        self.wordless.contains(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_what_cuts_all_lines_alike() {
        for (text, expected) in [
            ("a;b;c\n1,5;2;3\n2,5;3;4\n", b';'),
            ("a,b\n1,2\n", b','),
            ("a\tb\n1,5\t2\n", b'\t'),
            ("one column\nof prose | here\nand there\n", b','),
            ("a|b\n\"x,|y\"|z\n", b'|'),
            ("name\nvalue\n", b','),
            ("", b','),
            ("a b\n1 2\n3 4\n", b' '),
            ("12:30\n13:45\n", b':'),
            ("full name\n", b','),
            ("full name\nJohn Smith\nJane Doe\n", b','),
            ("full name\nJohn Smith\nLudwig van\n", b','),
            ("name age\nJohn 31\nJane 29\n", b' '),
            ("when,what\n12:30,x\n13:45,y\n", b','),
            ("a;b\n\"x,y\";\"z,w\"\n", b';'),
        ] {
            assert_eq!(
                char::from(delimiter(text.as_bytes(), true)),
                char::from(expected),
                "{text:?}"
            );
        }
    }
}
