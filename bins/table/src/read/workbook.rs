//! Workbooks: XLSX, XLSB, XLS and ODS.

use std::fmt::Display;
use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Sheets, open_workbook_auto_from_rs};

use super::{Builder, Malformed, Options, Read, Warning, WarningKind};
use crate::rows::{Kind, Row};

/// What a workbook unpacks to, at most, in bytes.
const UNPACKED: u64 = 1 << 30;
/// More than this it does only when it is itself larger than a part of it.
const PLAUSIBLE: u64 = 32 << 20;
const RATIO: u64 = 100;

pub(super) fn read(bytes: Vec<u8>, options: &Options) -> Result<Option<Read>, Malformed> {
    check_size(&bytes)?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(wrong)?;
    let names = workbook.sheet_names();
    let name = sheet(&names, options.sheet.as_deref())?;
    let mut grower = Grower::new(options);
    if let Sheets::Xlsx(workbook) = &mut workbook {
        let merged = merged(workbook, &name);
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(wrong)?;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            let (row, column) = cell.get_position();
            if !hidden(&merged, row, column) {
                grower.cell(row, column, &reference(cell.get_value()))?;
            }
        }
    } else {
        let range = workbook.worksheet_range(&name).map_err(wrong)?;
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, value) in range.used_cells() {
            grower.cell(top + row as u32, left + column as u32, &data(value))?;
        }
    }
    let mut read = grower.finish()?;
    if let Some(read) = &mut read
        && names.len() > 1
        && options.sheet.is_none()
    {
        read.warnings.push(Warning {
            kind: WarningKind::OtherTables,
            line: None,
            message: format!(
                "{} sheets are here ({}); only the first is read (--sheet NAME reads another)",
                names.len(),
                names.join(", ")
            ),
        });
    }
    Ok(read)
}

fn wrong(error: impl Display) -> Malformed {
    Malformed::because(format!("not a workbook that can be read: {error}"))
}

/// Refuses an archive that unpacks to more than there is room for, or to much more than a workbook would.
fn check_size(bytes: &[u8]) -> Result<(), Malformed> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut total = 0u64;
    for at in 0..archive.len() {
        // No entry unpacks to more than it claims: the crate `zip` sees to that.
        total = total.saturating_add(archive.by_index_raw(at).map_err(wrong)?.size());
        let most = PLAUSIBLE
            .max(RATIO.saturating_mul(bytes.len() as u64))
            .min(UNPACKED);
        if total > most {
            return Err(Malformed::because(format!(
                "the workbook of {} bytes unpacks to more than {most}, which is not read",
                bytes.len()
            )));
        }
    }
    Ok(())
}

fn sheet(names: &[String], wanted: Option<&str>) -> Result<String, Malformed> {
    let Some(wanted) = wanted else {
        return names
            .first()
            .cloned()
            .ok_or_else(|| Malformed::because("the workbook has no sheet"));
    };
    let by_number = || {
        wanted
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
            .and_then(|at| names.get(at))
    };
    names
        .iter()
        .find(|name| *name == wanted)
        .or_else(by_number)
        .cloned()
        .ok_or_else(|| {
            Malformed::because(format!(
                "no sheet is called {wanted} (there are: {})",
                names.join(", ")
            ))
        })
}

/// The cells that a merge leaves blank: all but the first of each.
fn merged<R: std::io::Read + std::io::Seek>(
    workbook: &mut calamine::Xlsx<R>,
    name: &str,
) -> Vec<calamine::Dimensions> {
    workbook.merge_cells_by_sheet_name(name).unwrap_or_default()
}

fn hidden(merged: &[calamine::Dimensions], row: u32, column: u32) -> bool {
    merged
        .iter()
        .any(|area| area.contains(row, column) && area.start != (row, column))
}

/// Puts cells into rows; what is not mentioned is empty.
struct Grower {
    builder: Builder,
    row: Row,
    next: u32,
    cells: Vec<String>,
}

impl Grower {
    fn new(options: &Options) -> Self {
        Self {
            builder: Builder::new(options),
            row: Row::default(),
            next: u32::try_from(options.skip).unwrap_or(u32::MAX),
            cells: Vec::new(),
        }
    }

    fn cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), Malformed> {
        if row < self.next {
            return Ok(());
        }
        while self.next < row {
            self.end_row()?;
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            text.clone_into(cell);
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Malformed> {
        self.row.clear();
        for cell in self.cells.drain(..) {
            self.row.push(&cell, Kind::Text);
        }
        self.next += 1;
        self.builder.row(u64::from(self.next), &self.row)
    }

    fn finish(mut self) -> Result<Option<Read>, Malformed> {
        if !self.cells.is_empty() {
            self.end_row()?;
        }
        // Sheets end where their cells do; short rows are no mistake.
        self.builder.finish(false)
    }
}

fn reference(value: &DataRef) -> String {
    match value {
        DataRef::Int(int) => int.to_string(),
        DataRef::Float(float) => number(*float),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(bool) => boolean(*bool),
        DataRef::DateTime(time) => date(time),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn data(value: &Data) -> String {
    match value {
        Data::Int(int) => int.to_string(),
        Data::Float(float) => number(*float),
        Data::String(text) => text.clone(),
        Data::Bool(bool) => boolean(*bool),
        Data::DateTime(time) => date(time),
        Data::DateTimeIso(text) | Data::DurationIso(text) => iso(text),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn boolean(bool: bool) -> String {
    if bool { "TRUE" } else { "FALSE" }.to_owned()
}

/// Integral numbers without `.0`.
fn number(float: f64) -> String {
    if float.fract() == 0.0 && float.abs() < 1e15 {
        format!("{float:.0}")
    } else {
        format!("{float}")
    }
}

/// A date, with its time when it has one; a duration as hours, minutes and seconds.
fn date(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        let seconds = (time.as_f64() * 86_400.0).round();
        let (sign, seconds) = if seconds < 0.0 {
            ("-", -seconds)
        } else {
            ("", seconds)
        };
        let seconds = seconds as u64;
        return format!(
            "{sign}{}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    let clock = if milli == 0 {
        clock
    } else {
        format!("{clock}.{milli:03}")
    };
    if (0.0..1.0).contains(&time.as_f64()) {
        return clock;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time.as_f64().fract() == 0.0 {
        date
    } else {
        format!("{date} {clock}")
    }
}

/// `2024-02-29T12:30:00` as we write it.
fn iso(text: &str) -> String {
    match text.split_once('T') {
        Some((date, "00:00:00")) => date.to_owned(),
        Some((date, time)) if !date.is_empty() => format!("{date} {time}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(number(1_234_567_890_123.0), "1234567890123");
        assert_eq!(number(0.1), "0.1");
        assert_eq!(number(-3.0), "-3");
        assert_eq!(iso("2024-02-29T00:00:00"), "2024-02-29");
        assert_eq!(iso("2024-02-29T12:30:00"), "2024-02-29 12:30:00");
    }

    #[test]
    fn what_is_no_workbook_is_told() {
        for bytes in [b"".to_vec(), b"PK\x03\x04nonsense".to_vec(), b"a,b\n".to_vec()] {
            assert!(matches!(
                read(bytes, &Options::default()),
                Err(Malformed::Syntax { .. })
            ));
        }
    }
}
