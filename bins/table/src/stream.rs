//! `--stream`: rows are printed as they come, in the layout that the first ones ask for.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use shared::charset::{Decoder, Detector, Encoding, Step};
use shared::input::Input;
use shared::run::{Place, Problem, Reporter, Status};
use table::read::Format;
use table::rows::{Kind, Row};
use table::select::columns;
use table::select::filter::Condition;
use table::separated::record::{Field, Found, parse};
use table::separated::{Dialect, push_field};
use table::sniff;
use table::spool::Spool;
use table::text::Printer;
use table::wrap::Wrap;

use crate::cli::{Cli, From, Overflow};
use crate::print::Printing;
use crate::reading::Reading;
use crate::sink::Sink;

/// How long the first rows are waited for.
const PATIENCE: Duration = Duration::from_millis(50);
/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// Prints the input row by row; input that is not delimited text is printed as a whole.
pub(crate) fn print(
    cli: &Cli,
    reading: &Reading,
    printing: &Printing,
    input: &Input,
    title: Option<String>,
    sink: &mut Sink,
    reporter: &mut Reporter,
) -> Result<(), Problem> {
    let path = input.path();
    let mut source = input.open()?;
    let mut first = vec![0; CHUNK];
    let read = source
        .read(&mut first)
        .map_err(|error| Problem::io(path, &error))?;
    first.truncate(read);
    let Some(dialect) = dialect(cli, reading, input, &first) else {
        let spool = Spool::of_stream(io::Cursor::new(first).chain(source))
            .map_err(|error| Problem::io(path, &error))?;
        return match reading.read(path, &spool, reporter)?.read {
            Some(read) => printing.print(read, title, path, sink, reporter),
            None => Ok(()),
        };
    };
    let mut records = Records {
        decoder: Decoder::new(encoding(reading.encoding, &first)),
        source,
        text: String::new(),
        at: 0,
        line: 1,
        dialect,
        lenient: cli.input.lenient,
        limit: reading.options.max_cell,
        fields: Vec::new(),
        done: false,
    };
    let begin = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first);
    records.take(begin, read == 0);
    let mut streaming = Streaming {
        cli,
        printing,
        path,
        title,
        header: Vec::new(),
        picked: None,
        conditions: Vec::new(),
        ragged: 0,
        seen: 0,
    };
    streaming.run(&mut records, sink, reporter)
}

/// How the input is delimited; `None` when it is something else.
fn dialect(cli: &Cli, reading: &Reading, input: &Input, first: &[u8]) -> Option<Dialect> {
    let flags = &cli.input;
    let mut dialect = match (flags.from, flags.delimiter) {
        (From::Csv, delimiter) => Dialect::of(delimiter.unwrap_or(b',')),
        (From::Tsv, delimiter) => Dialect::of(delimiter.unwrap_or(b'\t')),
        (From::Auto, Some(delimiter)) => Dialect::of(delimiter),
        (From::Auto, None) => match sniff::format(input.path(), first, false) {
            Format::Separated(dialect) => dialect,
            _ => return None,
        },
        _ => return None,
    };
    if let Some(quote) = flags.quote {
        dialect.signs.quote = quote;
    }
    (reading.options.skip == 0).then_some(dialect)
}

fn encoding(wanted: Option<Encoding>, first: &[u8]) -> Encoding {
    let cut_at_most = |error: std::str::Utf8Error| error.error_len().is_none();
    wanted.unwrap_or_else(|| match std::str::from_utf8(first) {
        Ok(_) => Encoding::utf8(),
        Err(error) if cut_at_most(error) => Encoding::utf8(),
        Err(_) => {
            let mut detector = Detector::new(shared::charset::Options::default());
            detector.feed(first);
            detector.finish().encoding.unwrap_or(Encoding::utf8())
        }
    })
}

/// Records out of a stream of bytes.
struct Records {
    source: shared::input::Reader,
    decoder: Decoder,
    text: String,
    at: usize,
    line: u64,
    dialect: Dialect,
    lenient: bool,
    limit: usize,
    fields: Vec<Field>,
    done: bool,
}

enum Next {
    Row,
    /// More must be read.
    Wait,
    End,
    Open(u64),
    TooLong,
}

impl Records {
    /// Takes bytes in; what is no text is shown.
    fn take(&mut self, bytes: &[u8], last: bool) {
        if self.at > CHUNK || self.at == self.text.len() {
            self.text.drain(..self.at);
            self.at = 0;
        }
        let mut rest = bytes;
        while let Step::Malformed { read, fault } = self.decoder.step(rest, last, &mut self.text) {
            let from = read.saturating_sub(usize::from(fault.length));
            for byte in rest.get(from..read).unwrap_or_default() {
                self.text.push_str(&format!("\\x{byte:02x}"));
            }
            rest = rest.get(read..).unwrap_or_default();
        }
        self.done |= last;
    }

    fn read(&mut self) -> io::Result<()> {
        let mut chunk = vec![0; CHUNK];
        let read = self.source.read(&mut chunk)?;
        self.take(chunk.get(..read).unwrap_or_default(), read == 0);
        Ok(())
    }

    fn next(&mut self, row: &mut Row) -> io::Result<Next> {
        loop {
            let signs = self.dialect.signs;
            if self.at >= self.text.len() {
                return Ok(if self.done { Next::End } else { Next::Wait });
            }
            let bytes = self.text.as_bytes();
            match parse(
                bytes,
                self.at,
                self.done,
                signs,
                self.dialect.quoting,
                &mut self.fields,
            ) {
                Found::Record { next } => {
                    row.clear();
                    let mut cell = String::new();
                    for field in &self.fields {
                        cell.clear();
                        push_field(bytes, field, signs.quote, &mut cell)?;
                        row.push(&cell, Kind::Text);
                    }
                    let lines =
                        memchr::memchr_iter(b'\n', bytes.get(self.at..next).unwrap_or_default()).count();
                    self.line += lines as u64;
                    self.at = next;
                    return Ok(Next::Row);
                }
                Found::Blank { next } => {
                    self.line += 1;
                    self.at = next;
                }
                Found::Cut { open: Some(_) } if self.done && self.lenient => self.dialect.quoting = false,
                Found::Cut { .. } if self.done => return Ok(Next::Open(self.line)),
                Found::Cut { .. } if self.text.len() - self.at > self.limit => return Ok(Next::TooLong),
                Found::Cut { .. } => return Ok(Next::Wait),
            }
        }
    }

    /// Something can be read without waiting longer than `patience`.
    #[cfg(unix)]
    fn is_ready(&self, patience: Duration) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let shared::input::Reader::Stdin(_) = self.source else {
            return true;
        };
        let stdin = rustix::stdio::stdin();
        let mut polled = [PollFd::new(&stdin, PollFlags::IN)];
        let timeout = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(patience.subsec_nanos()),
        };
        !matches!(poll(&mut polled, Some(&timeout)), Ok(0))
    }

    #[cfg(not(unix))]
    fn is_ready(&self, _patience: Duration) -> bool {
        true
    }
}

struct Streaming<'s, 'c> {
    cli: &'s Cli,
    printing: &'s Printing<'c>,
    path: &'s std::path::Path,
    title: Option<String>,
    header: Vec<String>,
    picked: Option<Vec<usize>>,
    conditions: Vec<Condition>,
    ragged: u64,
    seen: u64,
}

impl Streaming<'_, '_> {
    fn run(
        &mut self,
        records: &mut Records,
        sink: &mut Sink,
        reporter: &mut Reporter,
    ) -> Result<(), Problem> {
        let count = self.cli.output.stream.unwrap_or(100).max(1);
        let mut row = Row::default();
        let mut first: Vec<Row> = Vec::new();
        let mut ended = self.begin(records, &mut row)?;
        if ended && self.header.is_empty() {
            return self.wrong(records, &mut row);
        }
        let since = Instant::now();
        while !ended && first.len() < count {
            match records
                .next(&mut row)
                .map_err(|error| Problem::io(self.path, &error))?
            {
                Next::Row => first.extend(self.chosen(&row)),
                Next::Wait => {
                    let left = PATIENCE.saturating_sub(since.elapsed());
                    if left.is_zero() || !records.is_ready(left) {
                        break;
                    }
                    self.read(records)?;
                }
                Next::End | Next::Open(_) | Next::TooLong => ended = true,
            }
        }
        let streamed = self
            .printing
            .stream_layout(&self.header, &first, self.title.as_deref())?;
        let mut cells = streamed.cells;
        match self.cli.output.overflow {
            Overflow::Grow | Overflow::Wrap => {}
            Overflow::Clip => cells.wrapping.wrap = Wrap::Clip,
        }
        let mut printer = Printer::new(&cells, &streamed.frame, &streamed.layout);
        printer.grow = self.cli.output.overflow == Overflow::Grow;
        let mut buffer = Vec::new();
        let fails = |sink: &Sink, error| sink.problem(error, self.path);
        printer
            .begin(streamed.names.as_deref(), &mut buffer)
            .map_err(|error| fails(sink, error))?;
        for row in first.drain(..) {
            printer
                .row(&row, &mut buffer)
                .map_err(|error| fails(sink, error))?;
        }
        loop {
            match records
                .next(&mut row)
                .map_err(|error| Problem::io(self.path, &error))?
            {
                Next::Row => {
                    if let Some(row) = self.chosen(&row) {
                        printer
                            .row(&row, &mut buffer)
                            .map_err(|error| sink.problem(error, self.path))?;
                    }
                    if buffer.len() < CHUNK {
                        continue;
                    }
                }
                Next::Wait => {
                    let written = sink.write_all(&buffer).and_then(|()| sink.flush());
                    written.map_err(|error| sink.problem(error, self.path))?;
                    buffer.clear();
                    self.read(records)?;
                    continue;
                }
                Next::End | Next::Open(_) | Next::TooLong => break,
            }
            sink.write_all(&buffer)
                .map_err(|error| sink.problem(error, self.path))?;
            buffer.clear();
        }
        printer
            .end(&mut buffer)
            .map_err(|error| sink.problem(error, self.path))?;
        sink.write_all(&buffer)
            .map_err(|error| sink.problem(error, self.path))?;
        if self.ragged > 0 {
            let count = self.ragged;
            let rows = if count == 1 {
                "1 row has".to_owned()
            } else {
                format!("{count} rows have")
            };
            let message =
                format!("{rows} fewer or more cells than the header; filled up, or the last ones left out");
            reporter.warn(Some(&Place::of(self.path)), &message);
            if self.cli.input.strict {
                reporter.raise(Status::NO);
            }
        }
        self.wrong(records, &mut row)
    }

    /// Reads the header; true when there is nothing more.
    fn begin(&mut self, records: &mut Records, row: &mut Row) -> Result<bool, Problem> {
        loop {
            let at = records.at;
            match records
                .next(row)
                .map_err(|error| Problem::io(self.path, &error))?
            {
                Next::Row => {
                    let names: Vec<String> = if self.cli.input.no_header {
                        records.at = at;
                        (1..=row.len()).map(|number| format!("Field {number}")).collect()
                    } else {
                        row.cells(row.len()).map(|cell| cell.text.to_owned()).collect()
                    };
                    return self.choose(names).map(|()| false);
                }
                Next::Wait => self.read(records)?,
                Next::End | Next::Open(_) | Next::TooLong => return Ok(true),
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

    /// The row as it is printed, unless it is left out.
    fn chosen(&mut self, row: &Row) -> Option<Row> {
        if !self.conditions.iter().all(|condition| condition.holds(row)) {
            return None;
        }
        let selection = &self.cli.selection;
        let (from, to) = selection.rows.unwrap_or((0, u64::MAX));
        let to = selection
            .head
            .map_or(to, |head| to.min(from.saturating_add(head)));
        self.seen += 1;
        if self.seen <= from || self.seen > to {
            return None;
        }
        let Some(picked) = &self.picked else {
            self.ragged += u64::from(row.len() != self.header.len());
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

    /// What is wrong where the records ended.
    fn wrong(&self, records: &mut Records, row: &mut Row) -> Result<(), Problem> {
        match records
            .next(row)
            .map_err(|error| Problem::io(self.path, &error))?
        {
            Next::Open(line) => {
                let message = "a quote in this row never closes (--lenient reads it as text)";
                Err(Problem::input(self.path, message).at_line(self.path, line))
            }
            Next::TooLong => {
                let message = "a cell is longer than --max-cell allows";
                Err(Problem::input(self.path, message).at_line(self.path, records.line))
            }
            _ => Ok(()),
        }
    }
}
