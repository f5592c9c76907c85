//! XLSX: one sheet of strings, so that leading zeros and long numbers survive.

use std::io::{self, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Value, value};
use crate::rows::Table;

/// The most rows and columns of a sheet.
const ROWS: u32 = 1 << 20;
const COLUMNS: usize = 1 << 14;

/// Writes the table; numbers become numbers only with `typed`.
///
/// # Errors
/// What reading or writing gives, and what a sheet cannot hold.
pub fn write(table: &mut Table, typed: bool, header: bool, out: &mut dyn Write) -> io::Result<()> {
    if table.columns() > COLUMNS {
        return Err(too_large(format!("a sheet has at most {COLUMNS} columns")));
    }
    let columns = table.columns();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    let mut line = 0;
    if header {
        for (at, name) in table.header.iter().enumerate() {
            text(sheet, line, at, name).map_err(failed)?;
        }
        line += 1;
    }
    let plain = Format::new();
    table.each(|row| {
        if line >= ROWS {
            return Err(too_large(format!("a sheet has at most {ROWS} rows")));
        }
        for (at, cell) in row.cells(columns).enumerate() {
            let column = at as u16;
            let done = match value(cell, typed) {
                Value::Null => Ok(()),
                Value::Bool(bool) if typed => sheet.write_boolean(line, column, bool).map(drop),
                Value::Number(digits) if typed && fits(digits) => match digits.parse::<f64>() {
                    Ok(number) if number.is_finite() => sheet
                        .write_number_with_format(line, column, number, &plain)
                        .map(drop),
                    _ => text(sheet, line, at, digits),
                },
                _ => text(sheet, line, at, cell.text),
            };
            done.map_err(failed)?;
        }
        line += 1;
        Ok(())
    })?;
    out.write_all(&workbook.save_to_buffer().map_err(failed)?)
}

/// Numbers of more digits than a double holds stay text.
fn fits(digits: &str) -> bool {
    digits.bytes().filter(u8::is_ascii_digit).count() <= 15
}

fn text(sheet: &mut Worksheet, row: u32, column: usize, text: &str) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    sheet.write_string(row, column as u16, text).map(drop)
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => too_large(other.to_string()),
    }
}

fn too_large(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
