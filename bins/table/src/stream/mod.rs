//! Rows are printed as they come: `--stream`, in the layout that the first ones ask for; and `--head`, which needs no more
//! than the first ones of an endless pipe.

mod records;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use shared::input::Input;
use shared::run::{Place, Problem, Reporter};
use table::read::{
    Builder, Read, Warning, WarningKind, duplicate_names, of_records, ragged, too_long, too_long_row,
    too_many_columns,
};
use table::rows::{Kind, LogWriter, Row};
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

/// Prints the input row by row.
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
        Stream::Other(format, whole) => {
            // Said before the end is waited for, which may never come.
            let message = format!("{} is read as a whole: rows come after its end", format.name());
            reporter.warn(Some(&Place::of(path)), &message);
            let spool = whole.spool().map_err(|error| Problem::io(path, &error))?;
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
        is_keyed: false,
        late: None,
        pending: VecDeque::new(),
        wrong: None,
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
    streaming.warnings.extend(streaming.late_warning());
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
        Stream::Other(_, whole) => {
            let spool = whole.spool().map_err(|error| Problem::io(path, &error))?;
            return Ok(reading.read(path, &spool, reporter)?.read);
        }
    };
    let mut builder = Builder::new(&reading.options);
    let mut log = LogWriter::default();
    let mut row = Row::default();
    let mut found = 0;
    let mut conditions = None;
    let mut has_header = false;
    while found < count || !has_header {
        let line = match next(&mut records, &mut row, reading, path)? {
            Some(Next::Row(line)) => line,
            Some(_) => {
                records.read().map_err(|error| Problem::io(path, &error))?;
                continue;
            }
            None => break,
        };
        let names = match records.names() {
            Some(names) => Some(names.to_vec()).filter(|_| conditions.is_none()),
            None if has_header => None,
            None if cli.input.no_header => Some(numbered(row.len())),
            None => Some(row.cells(row.len()).map(|cell| cell.text.to_owned()).collect()),
        };
        let is_header = !has_header && records.names().is_none() && !cli.input.no_header;
        has_header = true;
        if let Some(names) = names {
            // A name that did not come yet may come; until then all rows are taken, and chosen from later.
            let parse = |condition: &String| Condition::parse(&names, condition);
            let parsed: Result<Vec<Condition>, String> = cli.selection.conditions.iter().map(parse).collect();
            conditions = match (parsed, records.names()) {
                (Ok(parsed), _) => Some(parsed),
                (Err(_), Some(_)) => None,
                (Err(message), None) => {
                    return Err(Problem::usage(format!("--where: {message}")).at(path));
                }
            };
        }
        if !is_header && let Some(conditions) = &conditions {
            if !conditions.iter().all(|condition| condition.holds(&row)) {
                continue;
            }
            found += 1;
        }
        if records.names().is_some() {
            log.push(&row).map_err(|error| Problem::io(path, &error))?;
        } else {
            builder.row(line, &row).map_err(|wrong| problem(path, wrong))?;
        }
    }
    let read = match records.names() {
        Some(names) => of_records(names.to_vec(), log, Vec::new()),
        None => builder.finish(true),
    };
    let mut read = read.map_err(|wrong| problem(path, wrong))?;
    if let Some(read) = &mut read {
        read.warnings.extend(records.warnings());
        reading.tell(path, &read.warnings, reporter);
    }
    Ok(read)
}

/// The names of columns that have none.
fn numbered(columns: usize) -> Vec<String> {
    (1..=columns).map(|number| format!("Field {number}")).collect()
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
        Next::Wrong(malformed) => malformed,
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
    /// Every value has a name.
    is_keyed: bool,
    /// The line of the first row with a name that the header lacks, and how many such rows came.
    late: Option<(u64, u64)>,
    /// Rows that were read for the names in them.
    pending: VecDeque<(u64, Row)>,
    /// What came behind those.
    wrong: Option<Problem>,
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
        if !self.begin(records, count, deadline)? {
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
            match self.advance(records) {
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
            let printed = self.each(records, &mut to.sink, buffer, |row, names, buffer| {
                if let Some(names) = names.filter(|_| row.len() > columns) {
                    printer.row(&with_late(row, columns, names), buffer)
                } else if row.len() > columns {
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
        let mut columns = self.header.len();
        let mut widened = None;
        let done = self.each(records, sink, buffer, |row, names, buffer| {
            if let Some(names) = names.filter(|names| row.len() > columns && names.len() > columns)
                && widened != Some(false)
            {
                widened = Some(writer.widen(names));
                columns = names.len();
            }
            writer.row(row, buffer)
        });
        if widened == Some(true) {
            // Every name is there.
            self.late = None;
        }
        done
    }

    /// Hands every row that is to be shown to `write`, and what it writes on before waiting for more.
    fn each(
        &mut self,
        records: &mut Records,
        sink: &mut Sink,
        mut buffer: Vec<u8>,
        mut write: impl FnMut(&Row, Option<&[String]>, &mut Vec<u8>) -> std::io::Result<()>,
    ) -> Result<(), Problem> {
        use std::io::Write;
        let path = self.path;
        let mut ended = Ok(());
        while !self.is_full() {
            match self.advance(records) {
                Ok(Some(Next::Row(line))) => {
                    if let Some(row) = self.chosen(line) {
                        write(&row, records.names(), &mut buffer)
                            .map_err(|error| sink.problem(error, path))?;
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

    /// The next row, or that more must be read; `None` at the end.
    fn advance(&mut self, records: &mut Records) -> Result<Option<Next>, Problem> {
        if let Some((line, row)) = self.pending.pop_front() {
            self.row = row;
            return Ok(Some(Next::Row(line)));
        }
        if let Some(wrong) = self.wrong.take() {
            return Err(wrong);
        }
        next(records, &mut self.row, self.reading, self.path)
    }

    /// Reads on until the first rows are there, for the names in them.
    fn gather(&mut self, records: &mut Records, count: usize, deadline: Instant) -> Result<(), Problem> {
        while self.pending.len() < count {
            match next(records, &mut self.row, self.reading, self.path) {
                Ok(Some(Next::Row(line))) => self.pending.push_back((line, self.row.clone())),
                Ok(Some(_)) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() || !records.is_ready(left) {
                        break;
                    }
                    self.read(records)?;
                }
                Ok(None) => break,
                Err(wrong) => {
                    self.wrong = Some(wrong);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Reads the header; false when there is nothing at all.
    fn begin(&mut self, records: &mut Records, count: usize, deadline: Instant) -> Result<bool, Problem> {
        loop {
            match self.advance(records)? {
                Some(Next::Row(line)) if records.names().is_some() => {
                    self.pending.push_back((line, self.row.clone()));
                    self.gather(records, count, deadline)?;
                    let names = records.names().unwrap_or_default().to_vec();
                    self.named = names.len();
                    self.is_keyed = true;
                    return self.choose(names).map(|()| true);
                }
                Some(Next::Row(line)) => {
                    let row = &self.row;
                    let made_up = self.cli.input.no_header;
                    let names: Vec<String> = if made_up {
                        self.pending.push_back((line, row.clone()));
                        numbered(row.len())
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
        if self.is_keyed {
            while self.row.len() < self.named {
                self.row.push("", Kind::Null);
            }
        }
        let row = &self.row;
        if row.len() > self.named && self.is_keyed && self.picked.is_none() {
            self.late.get_or_insert((line, 0)).1 += 1;
        } else if row.len() != self.named && !self.is_keyed {
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

    /// The warning about names that came too late for the header.
    fn late_warning(&self) -> Option<Warning> {
        let (line, count) = self.late?;
        let rows = if count == 1 {
            "1 row has a key"
        } else {
            &format!("{count} rows have keys")
        };
        Some(Warning {
            kind: WarningKind::Ragged,
            line: Some(line),
            message: format!("{rows} that the first rows lack; it stands behind the last column, or in it"),
        })
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
    out.push(&rest, Kind::Text);
    out
}

/// A row with values whose names the header lacks: they stand in the last cell, by their names.
fn with_late(row: &Row, columns: usize, names: &[String]) -> Row {
    let last = columns.saturating_sub(1);
    let mut out = Row::default();
    for cell in row.cells(last) {
        out.push_cell(cell);
    }
    let mut rest = row.cell(last).text.to_owned();
    for (column, name) in names.iter().enumerate().take(row.len()).skip(columns) {
        let cell = row.cell(column);
        if cell.kind != Kind::Null {
            let blank = if rest.is_empty() { "" } else { " " };
            rest.push_str(&format!("{blank}{name}={}", cell.text));
        }
    }
    out.push(&rest, Kind::Text);
    out
}
