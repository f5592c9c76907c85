//! Any bytes in any format: read without a panic, and no row longer than the header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use table::decode::{decode, decode_wholly};
use table::read::{Format, Malformed, Options, read};
use table::separated::Dialect;
use table::spool::Spool;

const FORMATS: [Format; 11] = [
    Format::Json,
    Format::Ndjson,
    Format::Whitespace,
    Format::Fixed,
    Format::TextTable,
    Format::Markdown,
    Format::Html,
    Format::Workbook,
    Format::Logfmt,
    Format::Ltsv,
    Format::Yaml,
];

fuzz_target!(|input: (u8, bool, &[u8])| {
    let (format, lenient, bytes) = input;
    let format = FORMATS
        .get(usize::from(format % 12))
        .copied()
        .unwrap_or(Format::Separated(Dialect::of(b',')));
    let options = Options {
        lenient,
        ..Options::default()
    };
    let spool = Spool::of_bytes(bytes.to_vec());
    let mut text = decode(&spool, None).unwrap();
    let mut found = read(&text.spool, text.begin, format, &options);
    if let Err(Malformed::NotUtf8) = found {
        text = decode_wholly(&spool, None).unwrap();
        found = read(&text.spool, text.begin, format, &options);
        assert!(!matches!(found, Err(Malformed::NotUtf8)));
    }
    if let Ok(Some(mut found)) = found {
        let (columns, mut rows) = (found.table.columns(), 0);
        found
            .table
            .each(|row| {
                assert!(row.len() <= columns);
                rows += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(rows, found.rows);
    }
});
