//! The value loop: values in, rows out, and what is said about those that fail.

use std::path::{Path, PathBuf};

use chrono::Datelike;
use datefmt::{Converter, Fault, Lines, MAX_VALUE, Part, Piece, Reading};
use serde::Serialize;
use shared::input::Inputs;
use shared::output::{Out, base64};
use shared::run::{Problem, Reporter, Status};

use crate::cli::{ConvertArgs, OnError};
use crate::decoded::Decoded;

/// Rows are handed on in pieces of about this size.
const CHUNK: usize = 64 * 1024;

/// Turns values into rows.
pub(crate) struct Rows<'r> {
    converter: &'r Converter,
    arguments: &'r ConvertArgs,
    reporter: &'r mut Reporter,
    out: Out,
    /// Rows that are not written yet.
    pending: Vec<u8>,
    failed: u64,
    twice: u64,
    hinted: bool,
}

/// Whether to go on with the next value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Go,
    Stop,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
struct Origin<'o> {
    path: &'o Path,
    line: u64,
}

impl<'r> Rows<'r> {
    pub(crate) fn new(
        converter: &'r Converter,
        arguments: &'r ConvertArgs,
        reporter: &'r mut Reporter,
    ) -> Self {
        Rows {
            converter,
            arguments,
            reporter,
            out: Out::stdout(),
            pending: Vec::with_capacity(2 * CHUNK),
            failed: 0,
            twice: 0,
            hinted: false,
        }
    }

    /// Values of the command line.
    pub(crate) fn values<'v>(&mut self, values: impl Iterator<Item = &'v [u8]>) -> Result<(), Problem> {
        let path = PathBuf::from("<arg>");
        for (index, value) in values.enumerate() {
            let origin = Origin {
                path: &path,
                line: index as u64 + 1,
            };
            let next = if value.len() > MAX_VALUE {
                self.too_long(value, b"\n", origin)?
            } else {
                self.value(value, b"\n", origin)?
            };
            if next == Next::Stop {
                break;
            }
        }
        Ok(())
    }

    /// The lines of all inputs.
    pub(crate) fn inputs(&mut self, inputs: Inputs) -> Result<(), Problem> {
        for input in inputs {
            let opened = input.and_then(|input| Ok((input.open()?, input)));
            match opened {
                Ok((reader, input)) => {
                    if self.lines(reader, input.path())? == Next::Stop {
                        break;
                    }
                }
                Err(problem) => self.reporter.report(problem),
            }
        }
        Ok(())
    }

    /// Writes what is left, and says what was noticed on the way.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        self.flush()?;
        if self.twice > 0 && self.arguments.reading.fold.is_none() {
            let message = format!(
                "{} local time{} twice because the clock was set back: taken as the earlier one (see --fold)",
                self.twice,
                if self.twice == 1 { " exists" } else { "s exist" }
            );
            self.reporter.warn(None, &message);
        }
        Ok(())
    }

    fn lines(&mut self, reader: impl std::io::Read, path: &Path) -> Result<Next, Problem> {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        let mut lines = Lines::new(Decoded::new(reader));
        let mut line = 0;
        // What becomes of the rest of a line that is too long.
        let mut keep_rest = false;
        loop {
            if !lines.line_is_ready() {
                self.flush()?;
            }
            let piece = match lines.next_piece() {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(Next::Go),
                Err(error) => {
                    self.reporter.report(Problem::io(path, &error));
                    return Ok(Next::Go);
                }
            };
            let next = match piece {
                Piece::Line(value, ending) => {
                    line += 1;
                    let value = match value.strip_prefix(BYTE_ORDER_MARK) {
                        Some(rest) if line == 1 => rest,
                        _ => value,
                    };
                    self.value(value, ending, Origin { path, line })?
                }
                Piece::LongStart(part) => {
                    line += 1;
                    keep_rest = self.arguments.on_error == OnError::Keep && !self.arguments.json;
                    let ending: &[u8] = if self.arguments.on_error == OnError::Null {
                        b"\n"
                    } else {
                        b""
                    };
                    self.too_long(part, ending, Origin { path, line })?
                }
                Piece::LongMore(part) => {
                    if keep_rest {
                        self.pending.extend_from_slice(part);
                    }
                    Next::Go
                }
            };
            if self.pending.len() >= CHUNK {
                self.write_pending()?;
            }
            if next == Next::Stop {
                return Ok(Next::Stop);
            }
        }
    }

    fn value(&mut self, value: &[u8], ending: &[u8], origin: Origin<'_>) -> Result<Next, Problem> {
        let converter = self.converter;
        let reading = match converter.read(value) {
            Ok(reading) => reading,
            Err(fault) => return self.failure(value, ending, &fault, origin),
        };
        self.twice += u64::from(reading.twice);
        if reading.likely_milliseconds && !self.hinted {
            self.hinted = true;
            self.reporter.warn(
                None,
                "seconds this large are beyond the year 5000: milliseconds? (unixms reads them)",
            );
        }
        if self.arguments.json {
            self.json(&Row::converted(value, &reading, converter))?;
        } else {
            converter.output.print(&reading.stamp, &mut self.pending);
            self.pending.extend_from_slice(ending);
        }
        Ok(Next::Go)
    }

    fn too_long(&mut self, value: &[u8], ending: &[u8], origin: Origin<'_>) -> Result<Next, Problem> {
        let fault = Fault {
            at: 0,
            len: 0,
            part: Part::Whole,
            problem: "begins a value that is too long",
            expected: datefmt::Expected::Words("at most 64 KiB"),
        };
        self.failure(value, ending, &fault, origin)
    }

    fn failure(
        &mut self,
        value: &[u8],
        ending: &[u8],
        fault: &Fault<'_>,
        origin: Origin<'_>,
    ) -> Result<Next, Problem> {
        self.failed += 1;
        self.reporter.raise(Status::NO);
        if !self.arguments.quiet {
            // Rows and messages come in the order of the values, also on a terminal.
            let problem = Problem::new(Status::NO, fault.message(value));
            self.reporter
                .report(problem.at_line_col(origin.path, origin.line, fault.at as u64 + 1));
        }
        match self.arguments.on_error {
            OnError::Stop => return Ok(Next::Stop),
            OnError::Skip => {}
            OnError::Keep | OnError::Null if self.arguments.json => {
                self.json(&Row::failed(value, fault, origin))?;
            }
            OnError::Keep => {
                self.pending.extend_from_slice(value);
                self.pending.extend_from_slice(ending);
            }
            OnError::Null => self.pending.extend_from_slice(ending),
        }
        let limit = self
            .arguments
            .max_errors
            .is_some_and(|limit| self.failed >= limit);
        Ok(if limit { Next::Stop } else { Next::Go })
    }

    fn json(&mut self, row: &Row<'_>) -> Result<(), Problem> {
        self.out.json(row)
    }

    fn write_pending(&mut self) -> Result<(), Problem> {
        self.out.bytes(&self.pending)?;
        self.pending.clear();
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Problem> {
        self.write_pending()?;
        self.out.finish()
    }
}

/// One object of `--json`.
#[derive(Serialize)]
struct Row<'v> {
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_bytes: Option<String>,
    ok: bool,
    #[serde(flatten)]
    outcome: Outcome<'v>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'v> {
    Converted {
        format: &'v str,
        epoch: i64,
        nanos: u32,
        offset: Option<i32>,
        zone: Option<String>,
        abbr: Option<String>,
        output: String,
        fields: StampFields,
    },
    Failed {
        #[serde(flatten)]
        path: shared::output::PathKey<'v>,
        line: u64,
        column: u64,
        directive: String,
        expected: String,
        got: String,
    },
}

#[derive(Serialize)]
struct StampFields {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: u32,
    weekday: u32,
    yearday: u32,
    iso_year: i32,
    iso_week: u32,
    isdst: Option<bool>,
}

impl<'v> Row<'v> {
    fn new(value: &'v [u8], ok: bool, outcome: Outcome<'v>) -> Self {
        let input = std::str::from_utf8(value).ok();
        Row {
            input,
            input_bytes: input.is_none().then(|| base64(value)),
            ok,
            outcome,
        }
    }

    fn converted(value: &'v [u8], reading: &Reading<'v>, converter: &Converter) -> Self {
        let stamp = &reading.stamp;
        let place = stamp.place.as_ref();
        let mut output = Vec::new();
        converter.output.print(stamp, &mut output);
        let some = |text: &[u8]| (!text.is_empty()).then(|| String::from_utf8_lossy(text).into_owned());
        Row::new(
            value,
            true,
            Outcome::Converted {
                format: reading.format.source(),
                epoch: stamp.epoch(),
                nanos: stamp.nanos,
                offset: place.map(|place| place.offset),
                zone: place.and_then(|place| some(place.zone.as_bytes())),
                abbr: place.and_then(|place| some(place.abbreviation.as_bytes())),
                output: String::from_utf8_lossy(&output).into_owned(),
                fields: StampFields {
                    year: stamp.date.year(),
                    month: stamp.date.month(),
                    day: stamp.date.day(),
                    hour: stamp.hour,
                    minute: stamp.minute,
                    second: stamp.second,
                    nanosecond: stamp.nanos,
                    weekday: stamp.date.weekday().number_from_monday(),
                    yearday: stamp.date.ordinal(),
                    iso_year: stamp.date.iso_week().year(),
                    iso_week: stamp.date.iso_week().week(),
                    isdst: place.map(|place| place.daylight),
                },
            },
        )
    }

    fn failed(value: &'v [u8], fault: &Fault<'_>, origin: Origin<'v>) -> Self {
        Row::new(
            value,
            false,
            Outcome::Failed {
                path: shared::output::PathKey(origin.path),
                line: origin.line,
                column: fault.at as u64 + 1,
                directive: fault.part(),
                expected: fault.expected.to_string(),
                got: String::from_utf8_lossy(fault.got(value)).into_owned(),
            },
        )
    }
}
