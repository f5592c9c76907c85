//! What format an input is in: by its name, then by its content.

use std::path::Path;

use crate::read::{Format, Separators, text_table};

/// How much of the text the guess looks at, in bytes, and how many records.
const SAMPLE: usize = 64 << 10;
const RECORDS: usize = 200;

/// What may stand between values; of equal guesses the first is taken.
const DELIMITERS: [u8; 8] = *b",;\t|:^~ ";

/// The format of an input with this name and text.
#[must_use]
pub fn format(path: &Path, text: &str) -> Format {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    match extension.as_ref().and_then(|extension| extension.to_str()) {
        Some("json") => Format::Json,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        Some("tsv" | "tab") => Format::Separated(Separators::of(b'\t')),
        Some("csv" | "txt") => separated(text),
        Some("md" | "markdown") => Format::Markdown,
        _ => by_content(text),
    }
}

fn by_content(text: &str) -> Format {
    let start = text.trim_start();
    let mut characters = start.chars().filter(|c| !c.is_whitespace());
    match (characters.next(), characters.next()) {
        (Some('{'), Some('"' | '}')) => return Format::Ndjson,
        (Some('['), Some('{' | '[' | '"' | ']')) => return Format::Json,
        _ => {}
    }
    let first = start.lines().next().unwrap_or_default();
    if text_table::is_rule(first) {
        return Format::TextTable;
    }
    if first.contains('|') && start.lines().nth(1).is_some_and(text_table::is_markdown_rule) {
        return Format::Markdown;
    }
    separated(text)
}

fn separated(text: &str) -> Format {
    Format::Separated(Separators::of(delimiter(text)))
}

/// The delimiter that cuts the most records into the same number of values; the comma when none does.
#[must_use]
pub fn delimiter(text: &str) -> u8 {
    let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
    let whole = sample.len() == text.len();
    let mut best = (0.0, b',');
    for delimiter in DELIMITERS {
        let share = consistency(sample, whole, delimiter);
        // Words are cut at blanks, and times at colons, too: those two must fit every record.
        let least = if matches!(delimiter, b' ' | b':') {
            1.0
        } else {
            0.8
        };
        if share >= least && share > best.0 {
            best = (share, delimiter);
        }
    }
    best.1
}

/// The share of records that have the most frequent number of values, if that is two or more.
fn consistency(sample: &str, whole: bool, delimiter: u8) -> f64 {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(sample.as_bytes());
    let mut counts: Vec<usize> = reader
        .byte_records()
        .map_while(Result::ok)
        .take(RECORDS)
        .map(|record| record.len())
        .collect();
    if !whole && counts.len() > 1 && counts.len() < RECORDS {
        counts.pop();
    }
    let total = counts.len();
    counts.sort_unstable();
    let most = counts
        .chunk_by(|a, b| a == b)
        .map(|run| (run.len(), run.first().copied().unwrap_or(0)))
        .max();
    match most {
        Some((records, values)) if values > 1 => records as f64 / total as f64,
        _ => 0.0,
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
        ] {
            assert_eq!(char::from(delimiter(text)), char::from(expected), "{text:?}");
        }
    }
}
