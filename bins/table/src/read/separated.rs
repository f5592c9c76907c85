//! CSV and its kin, as Python's `csv` module reads them (RFC 4180).

use super::{Builder, Malformed, Options, Warning};
use crate::grid::{Grid, Kind};

/// What stands between and around values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separators {
    /// Between values.
    pub delimiter: u8,
    /// Around a value that holds the delimiter, a line end or a (doubled) quote.
    pub quote: u8,
}

impl Separators {
    /// This delimiter and double quotes.
    #[must_use]
    pub fn of(delimiter: u8) -> Self {
        Self {
            delimiter,
            quote: b'"',
        }
    }
}

pub(super) fn read(
    text: &str,
    separators: Separators,
    options: Options,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Grid>, Malformed> {
    let mut builder = Builder::new(options);
    let mut quoted = text;
    let mut plain = "";
    if let Some(open) = shared::quotes::unclosed(text.as_bytes(), separators.delimiter, separators.quote) {
        let before = text.get(..open).unwrap_or_default();
        let row = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if !options.lenient {
            let column = text.get(row..open).unwrap_or_default().chars().count() + 1;
            let line = lines(before) + 1;
            let message = "quote opened here never closes (--lenient reads it as text)".to_owned();
            return Err(Malformed {
                place: Some((line, column as u64)),
                message,
            });
        }
        (quoted, plain) = text.split_at_checked(row).unwrap_or((text, ""));
    }
    records(quoted, separators, true, 0, &mut builder)?;
    records(plain, separators, false, lines(quoted), &mut builder)?;
    Ok(builder.finish(options, warnings))
}

/// How many lines end in the text.
fn lines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

fn records(
    text: &str,
    separators: Separators,
    quoting: bool,
    lines_before: u64,
    builder: &mut Builder,
) -> Result<(), Malformed> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separators.delimiter)
        .quote(separators.quote)
        .quoting(quoting)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut line = 1;
    while reader.read_record(&mut record).map_err(|error| Malformed {
        place: None,
        message: error.to_string(),
    })? {
        builder.row(
            lines_before + line,
            record
                .iter()
                .map(|cell| (cell, Kind::Text))
                .collect::<Vec<_>>()
                .into_iter(),
        );
        line = reader.position().line();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str, options: Options) -> Vec<Vec<String>> {
        let grid = read(text, Separators::of(b','), options, &mut Vec::new())
            .unwrap()
            .unwrap();
        let rows = grid
            .rows()
            .map(|row| row.map(|cell| cell.text.to_owned()).collect());
        std::iter::once(grid.header().to_vec()).chain(rows).collect()
    }

    #[test]
    fn a_quote_that_never_closes_has_its_place() {
        let error = read(
            "é,b\nx,\"1\n2,3\n",
            Separators::of(b','),
            Options::default(),
            &mut Vec::new(),
        )
        .unwrap_err();
        assert_eq!(error.place, Some((2, 3)));
        let lenient = Options {
            lenient: true,
            ..Options::default()
        };
        assert_eq!(
            cells("a,b\n\"x\",y\n\"x,1\n2,3\n", lenient),
            [["a", "b"], ["x", "y"], ["\"x", "1"], ["2", "3"]]
        );
    }

    #[test]
    fn ragged_rows_are_filled_up_and_told() {
        let mut warnings = Vec::new();
        let grid = read(
            "a,b\n1\n1,2,3\n",
            Separators::of(b','),
            Options::default(),
            &mut warnings,
        )
        .unwrap()
        .unwrap();
        assert_eq!(grid.header(), ["a", "b", ""]);
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].line, Some(2));
        assert!(warnings[0].message.starts_with("2 rows"));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[ab,\"\n\r 变]{0,4}", 3), 1..5)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(cells(&text, Options::default()), rows);
        }

        #[test]
        fn any_text_is_answered(text in "[ab,\"\n\r]{0,30}", lenient: bool, no_header: bool) {
            let _ = read(&text, Separators::of(b','), Options { lenient, no_header }, &mut Vec::new());
        }
    }
}
