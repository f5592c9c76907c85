//! Delimited text: the header is read, the rows are surveyed and stay where they are.

use super::{
    Malformed, Options, Read, duplicate_names, lenient_warning, numbered, ragged, too_long, too_long_row,
    too_many_columns,
};
use crate::rows::{Row, Rows, Table};
use crate::separated::survey::survey;
use crate::separated::{Dialect, SeparatedRows, Stop, lines};
use crate::spool::Spool;

pub(super) fn read(
    spool: &Spool,
    begin: u64,
    dialect: Dialect,
    options: &Options,
) -> Result<Option<Read>, Malformed> {
    read_from(spool, skip(spool, begin, options.skip)?, dialect, options)
}

/// Reads from here on, where line `options.skip + 1` is.
fn read_from(
    spool: &Spool,
    begin: u64,
    dialect: Dialect,
    options: &Options,
) -> Result<Option<Read>, Malformed> {
    let mut warnings = Vec::new();
    let mut rows = SeparatedRows::new(spool.clone(), begin, dialect, options.max_cell);
    let mut first = Row::default();
    let mut readable = first_row(&mut rows, &mut first);
    if let Err(Malformed::Io(error)) = &readable
        && error.kind() == std::io::ErrorKind::InvalidData
    {
        // The survey says what is wrong with it.
        first.clear();
        rows.rewind();
        readable = Ok(true);
    }
    if !readable? {
        return Ok(None);
    }
    let columns = first.len().max(1);
    if columns > options.max_columns {
        return Err(too_many_columns(
            columns,
            options.max_columns,
            Some((options.skip + 1, 1)),
        ));
    }
    let header_line = options.skip + 1;
    if first
        .cells(first.len())
        .any(|cell| cell.text.len() > options.max_cell)
    {
        return Err(too_long(options.max_cell, Some((header_line, 1))));
    }
    let header_lines = if options.no_header || first.is_empty() {
        rows.rewind();
        0
    } else {
        rows.begin_here();
        lines_between(spool, begin, rows.mark())?
    };
    let found = loop {
        match survey(&mut rows, columns, header_line + header_lines, options.show) {
            Ok(found) => break found,
            Err(Stop::OpenQuote { row, place, .. }) if options.lenient => {
                warnings.push(lenient_warning(place.0));
                rows.plain_from(row);
            }
            Err(stop) => return Err(malformed(stop, options)),
        }
    };
    if options.lenient && first.is_empty() {
        // The header itself was open; now it can be read.
        let plain = Dialect {
            quoting: false,
            ..dialect
        };
        let mut read = read_from(spool, begin, plain, options)?;
        if let Some(read) = &mut read {
            read.warnings.splice(0..0, warnings);
        }
        return Ok(read);
    }
    if found.longest > options.max_columns {
        return Err(too_many_columns(found.longest, options.max_columns, None));
    }
    let all = columns.max(found.longest);
    let header = if options.no_header {
        numbered(all)
    } else {
        let names = first.cells(all).map(|cell| cell.text.to_owned());
        names.collect()
    };
    warnings.extend(duplicate_names(&header, options.no_header));
    if let Some((line, count)) = found.ragged {
        warnings.push(ragged(line, count));
    }
    Ok(Some(Read {
        table: Table {
            header,
            rows: Box::new(rows),
        },
        named: columns,
        rows: found.rows,
        warnings,
        survey: Some(found),
    }))
}

fn first_row(rows: &mut SeparatedRows, row: &mut Row) -> Result<bool, Malformed> {
    Ok(rows.next(row)?)
}

fn malformed(stop: Stop, options: &Options) -> Malformed {
    match stop {
        Stop::Io(error) => Malformed::Io(error),
        Stop::NotUtf8 => Malformed::NotUtf8,
        Stop::TooLong { line, row: false } => too_long(options.max_cell, Some((line, 1))),
        Stop::TooLong { line, row: true } => too_long_row(options.max_cell, Some((line, 1))),
        Stop::OpenQuote { place, .. } => Malformed::Syntax {
            place: Some(place),
            message: "quote opened here never closes (--lenient reads it as text)".to_owned(),
        },
    }
}

/// How many lines end between two places: the header's, and blank ones before it.
fn lines_between(spool: &Spool, begin: u64, end: u64) -> Result<u64, Malformed> {
    let mut bytes = vec![0; usize::try_from(end.saturating_sub(begin)).unwrap_or(usize::MAX)];
    let read = spool.read_at(begin, &mut bytes)?;
    Ok(lines(bytes.get(..read).unwrap_or_default()))
}

/// Where the text begins behind so many lines.
fn skip(spool: &Spool, begin: u64, mut lines: u64) -> Result<u64, Malformed> {
    let mut at = begin;
    let mut chunk = vec![0; 1 << 16];
    while lines > 0 && at < spool.len() {
        let read = spool.read_at(at, &mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        match memchr::memchr(b'\n', bytes) {
            Some(end) => {
                at += end as u64 + 1;
                lines -= 1;
            }
            None => at += read as u64,
        }
    }
    Ok(at)
}
