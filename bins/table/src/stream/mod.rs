//! Rows are printed as they come: `--stream`, in the layout that the first ones ask for; and `--head`, which needs no more
//! than the first ones of an endless pipe.

mod records;

use std::time::{Duration, Instant};

use shared::input::Input;
use shared::run::{Place, Problem, Reporter};
use table::read::{
    Builder, Read, Warning, WarningKind, duplicate_names, ragged, too_long, too_long_row, too_many_columns,
};
use table::rows::Row;
use table::select::columns;
use table::select::filter::Condition;
use table::text::Printer;
use table::wrap::Wrap;
use table::write::RecordWriter;

use crate::cli::{Cli, Overflow};
use crate::print::{Printing, Streamed};
use crate::reading::{Reading, problem};
use crate::run::stem;
use crate::sink::{Output, Sink};
use records::{CHUNK, Next, Records, Stream};

/// How long the first rows are waited for.
const PATIENCE: Duration = Duration::from_millis(50);

/// Prints the input row by row; input that is not delimited text is printed as a whole.
pub(crate) fn print(
    cli: &Cli,
    reading: &Reading,
    printing: &Printing,
    input: &Input,
    title: Option<String>,
    to: &mut Output,
    reporter: &mut Reporter,
) -> Result<(), Problem> {
    let path = input.path();
    let count = cli.output.stream.unwrap_or(100).max(1);
    let deadline = Instant::now() + PATIENCE;
    let mut records = match records::open(cli, reading, input, count as u64, Some(deadline))? {
        Stream::Records(records) => records,
        Stream::Other(spool) => {
            return match reading.read(path, &spool, reporter)?.read {
                Some(read) => printing.print(read, title, path, to, reporter),
                None => Ok(()),
            };
        }
    };
    let mut streaming = Streaming {
        cli,
        reading,
        printing,
        path,
        title,
        header: Vec::new(),
        named: 0,
        picked: None,
        conditions: Vec::new(),
        wanted: printing.rows_to_show(),
        ragged: None,
        warnings: Vec::new(),
        seen: 0,
        clipped: 0,
        row: Row::default(),
    };
    let done = streaming.run(&mut records, count, deadline, to);
    streaming.warnings.extend(records.warnings());
    if let Some((line, count)) = streaming.ragged {
        streaming.warnings.push(ragged(line, count));
    }
    reading.tell(path, &streaming.warnings, reporter);
    if streaming.clipped > 0 {
        let message = crate::print::clipped(streaming.clipped);
        reporter.warn(Some(&Place::of(path)), &message);
    }
    done
}

/// The first `count` rows of the input, of which no more is read when it is a stream of delimited text.
pub(crate) fn first_rows(
    cli: &Cli,
    reading: &Reading,
    input: &Input,
    count: u64,
    reporter: &mut Reporter,
) -> Result<Option<Read>, Problem> {
    let path = input.path();
    if reading.is_file(input) {
        return Ok(reading.open(input, reporter)?.read);
    }
    // Whether there are rows at all counts, too.
    let count = count.max(1);
    let enough = count.saturating_add(1).saturating_add(cli.input.skip);
    let mut records = match records::open(cli, reading, input, enough, None)? {
        Stream::Records(records) => records,
        Stream::Other(spool) => return Ok(reading.read(path, &spool, reporter)?.read),
    };
    let mut builder = Builder::new(&reading.options);
    let mut row = Row::default();
    while builder.rows() < count || !builder.has_header() {
        match next(&mut records, &mut row, reading, path)? {
            Some(Next::Row(line)) => builder.row(line, &row).map_err(|wrong| problem(path, wrong))?,
            Some(_) => records.read().map_err(|error| Problem::io(path, &error))?,
            None => break,
        }
    }
    let mut read = builder.finish(true).map_err(|wrong| problem(path, wrong))?;
    if let Some(read) = &mut read {
        read.warnings.extend(records.warnings());
        reading.tell(path, &read.warnings, reporter);
    }
    Ok(read)
}

/// A row, or that more must be read; `None` at the end.
fn next(
    records: &mut Records,
    row: &mut Row,
    reading: &Reading,
    path: &std::path::Path,
) -> Result<Option<Next>, Problem> {
    let options = &reading.options;
    let malformed = match records.next(row).map_err(|error| Problem::io(path, &error))? {
        Next::Row(line) if row.len() > options.max_columns => {
            too_many_columns(row.len(), options.max_columns, Some((line, 1)))
        }
        Next::End => return Ok(None),
        Next::Open(line) => {
            let message = "quote opened here never closes (--lenient reads it as text)";
            return Err(Problem::input(path, message).at_line(path, line));
        }
        Next::LongCell(line) => too_long(options.max_cell, Some((line, 1))),
        Next::LongRow(line) => too_long_row(options.max_cell, Some((line, 1))),
        next => return Ok(Some(next)),
    };
    Err(problem(path, malformed))
}

struct Streaming<'s, 'c> {
    cli: &'s Cli,
    reading: &'s Reading<'c>,
    printing: &'s Printing<'c>,
    path: &'s std::path::Path,
    title: Option<String>,
    header: Vec<String>,
    /// How many columns the header has.
    named: usize,
    picked: Option<Vec<usize>>,
    conditions: Vec<Condition>,
    /// From which row up to which.
    wanted: (u64, u64),
    ragged: Option<(u64, u64)>,
    warnings: Vec<Warning>,
    seen: u64,
    clipped: u64,
    row: Row,
}

impl Streaming<'_, '_> {
    fn run(
        &mut self,
        records: &mut Records,
        count: usize,
        deadline: Instant,
        to: &mut Output,
    ) -> Result<(), Problem> {
        if !self.begin(records)? {
            return Ok(());
        }
        if let Some(writer) = to.records.as_deref_mut() {
            let name = self.title.clone().unwrap_or_else(|| stem(self.path));
            return self.records(records, writer, &name, &mut to.sink);
        }
        let mut first: Vec<Row> = Vec::new();
        let mut ended = false;
        let mut wrong = None;
        while !ended && !self.is_full() && first.len() < count {
            match next(records, &mut self.row, self.reading, self.path) {
                Ok(Some(Next::Row(line))) => first.extend(self.chosen(line)),
                Ok(Some(_)) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() || !records.is_ready(left) {
                        break;
                    }
                    self.read(records)?;
                }
                Ok(None) => ended = true,
                Err(problem) => {
                    wrong = Some(problem);
                    ended = true;
                }
            }
        }
        if self.picked.is_none() {
            let longest = first.iter().map(Row::len).max().unwrap_or(0);
            self.header.resize(self.header.len().max(longest), String::new());
        }
        let Streamed {
            names,
            mut cells,
            frame,
            layout,
        } = self
            .printing
            .stream_layout(&self.header, &first, self.title.as_deref())?;
        if self.cli.output.overflow == Overflow::Clip {
            cells.wrapping.wrap = Wrap::Clip;
        }
        let mut printer = Printer::new(&cells, &frame, &layout);
        printer.grow = self.cli.output.overflow == Overflow::Grow;
        let delimiter = records.delimiter();
        let mut buffer = Vec::new();
        let path = self.path;
        let done = printer
            .begin(names.as_deref(), &mut buffer)
            .and_then(|()| first.drain(..).try_for_each(|row| printer.row(&row, &mut buffer)));
        done.map_err(|error| to.sink.problem(error, path))?;
        if !ended {
            let columns = self.header.len();
            let printed = self.each(records, &mut to.sink, buffer, |row, buffer| {
                if row.len() > columns {
                    printer.row(&joined(row, columns, delimiter), buffer)
                } else {
                    printer.row(row, buffer)
                }
            });
            buffer = Vec::new();
            wrong = printed.err();
        }
        if wrong
            .as_ref()
            .is_none_or(|problem| !problem.is_silent() && !problem.is_fatal())
        {
            let end = printer.end(&mut buffer).and_then(|()| {
                use std::io::Write;
                to.sink.write_all(&buffer)
            });
            end.map_err(|error| to.sink.problem(error, path))?;
        }
        self.clipped = printer.clipped;
        wrong.map_or(Ok(()), Err)
    }

    fn records(
        &mut self,
        records: &mut Records,
        writer: &mut dyn RecordWriter,
        name: &str,
        sink: &mut Sink,
    ) -> Result<(), Problem> {
        if let Some(message) = self.printing.doubled_names(&self.header) {
            self.warnings.push(Warning {
                kind: WarningKind::DuplicateName,
                line: Some(1),
                message: message.to_owned(),
            });
        }
        let mut buffer = Vec::new();
        let begun = writer.begin(name, &self.header, &mut buffer);
        begun.map_err(|error| sink.problem(error, self.path))?;
        self.each(records, sink, buffer, |row, buffer| writer.row(row, buffer))
    }

    /// Hands every row that is to be shown to `write`, and what it writes on before waiting for more.
    fn each(
        &mut self,
        records: &mut Records,
        sink: &mut Sink,
        mut buffer: Vec<u8>,
        mut write: impl FnMut(&Row, &mut Vec<u8>) -> std::io::Result<()>,
    ) -> Result<(), Problem> {
        use std::io::Write;
        let path = self.path;
        let mut ended = Ok(());
        while !self.is_full() {
            match next(records, &mut self.row, self.reading, path) {
                Ok(Some(Next::Row(line))) => {
                    if let Some(row) = self.chosen(line) {
                        write(&row, &mut buffer).map_err(|error| sink.problem(error, path))?;
                    }
                    if buffer.len() >= CHUNK {
                        sink.write_all(&buffer)
                            .map_err(|error| sink.problem(error, path))?;
                        buffer.clear();
                    }
                }
                Ok(Some(_)) => {
                    let written = sink.write_all(&buffer).and_then(|()| sink.flush());
                    written.map_err(|error| sink.problem(error, path))?;
                    buffer.clear();
                    self.read(records)?;
                }
                Ok(None) => break,
                Err(problem) => {
                    ended = Err(problem);
                    break;
                }
            }
        }
        sink.write_all(&buffer)
            .map_err(|error| sink.problem(error, path))?;
        ended
    }

    /// Reads the header; false when there is nothing at all.
    fn begin(&mut self, records: &mut Records) -> Result<bool, Problem> {
        loop {
            let mark = records.mark();
            match next(records, &mut self.row, self.reading, self.path)? {
                Some(Next::Row(_)) => {
                    let row = &self.row;
                    let made_up = self.cli.input.no_header;
                    let names: Vec<String> = if made_up {
                        records.again(mark);
                        (1..=row.len()).map(|number| format!("Field {number}")).collect()
                    } else {
                        row.cells(row.len()).map(|cell| cell.text.to_owned()).collect()
                    };
                    self.warnings.extend(duplicate_names(&names, made_up));
                    self.named = names.len();
                    return self.choose(names).map(|()| true);
                }
                Some(_) => self.read(records)?,
                None => return Ok(false),
            }
        }
    }

    fn choose(&mut self, names: Vec<String>) -> Result<(), Problem> {
        let usage = |flag: &str, message: String| Problem::usage(format!("{flag}: {message}")).at(self.path);
        for condition in &self.cli.selection.conditions {
            let parsed = Condition::parse(&names, condition).map_err(|message| usage("--where", message))?;
            self.conditions.push(parsed);
        }
        match &self.cli.selection.columns {
            Some(list) => {
                let picked = columns::parse(&names, list).map_err(|message| usage("--columns", message))?;
                let (numbers, header) = picked.into_iter().unzip();
                self.picked = Some(numbers);
                self.header = header;
            }
            None => self.header = names,
        }
        Ok(())
    }

    /// No row that comes is shown any more.
    fn is_full(&self) -> bool {
        self.seen >= self.wanted.1
    }

    /// The row as it is printed, unless it is left out.
    fn chosen(&mut self, line: u64) -> Option<Row> {
        let row = &self.row;
        if row.len() != self.named {
            self.ragged.get_or_insert((line, 0)).1 += 1;
        }
        if !self.conditions.iter().all(|condition| condition.holds(row)) {
            return None;
        }
        let (from, to) = self.wanted;
        self.seen += 1;
        if self.seen <= from || self.seen > to {
            return None;
        }
        let Some(picked) = &self.picked else {
            return Some(row.clone());
        };
        let mut out = Row::default();
        for column in picked {
            out.push_cell(row.cell(*column));
        }
        Some(out)
    }

    fn read(&self, records: &mut Records) -> Result<(), Problem> {
        records.read().map_err(|error| Problem::io(self.path, &error))
    }
}

/// A row with more cells than there are columns by now: the last one takes the rest, as it was delimited.
fn joined(row: &Row, columns: usize, delimiter: char) -> Row {
    let last = columns.saturating_sub(1);
    let mut out: Row = (0..last).map(|column| row.cell(column).text).collect();
    let rest: Vec<&str> = (last..row.len()).map(|column| row.cell(column).text).collect();
    let rest = rest.join(delimiter.encode_utf8(&mut [0; 4]));
    out.push(&rest, table::rows::Kind::Text);
    out
}
