//! Rows out of text that comes piece by piece: the same as when it comes whole.
#![no_main]

use libfuzzer_sys::fuzz_target;
use table::read::lines::{Growing, Step};
use table::read::{Format, Options};
use table::rows::Row;

const FORMATS: [Format; 5] = [
    Format::Json,
    Format::Ndjson,
    Format::Logfmt,
    Format::Ltsv,
    Format::Whitespace,
];

/// All rows, when the text comes in pieces that end at these places; `None` when it is malformed.
fn rows(text: &str, ends: &[usize], format: Format) -> Option<Vec<Row>> {
    let mut growing = Growing::new(format, &Options::default())?;
    let (mut at, mut row, mut found) = (0, Row::default(), Vec::new());
    for (end, done) in ends.iter().map(|end| (*end, false)).chain([(text.len(), true)]) {
        while let Step::Row(_) = growing.next(&text[..end.max(at)], &mut at, done, &mut row).ok()? {
            found.push(row.clone());
        }
    }
    Some(found)
}

fuzz_target!(|input: (u8, u16, u16, &str)| {
    let (format, first, second, text) = input;
    let format = FORMATS[usize::from(format) % FORMATS.len()];
    let mut ends = [first, second].map(|end| text.floor_char_boundary(usize::from(end)));
    ends.sort_unstable();
    let pieces = rows(text, &ends, format);
    // How columns between blanks are cut is seen in the first piece.
    if format != Format::Whitespace {
        assert_eq!(rows(text, &[], format), pieces);
    }
});
