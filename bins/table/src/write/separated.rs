//! CSV and TSV (RFC 4180, lines ending with LF): cells as they are.

use std::io::{self, Write};

use crate::grid::Grid;

/// Writes the table with this delimiter.
///
/// # Errors
/// What writing to `out` gives.
pub fn write(grid: &Grid, delimiter: u8, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(grid.header()).map_err(io_error)?;
    for row in grid.rows() {
        writer.write_record(row.map(|cell| cell.text)).map_err(io_error)?;
    }
    writer.flush()
}

/// The error beneath, so that a closed pipe can still be told from a full disk.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
