//! Records out of a stream of bytes, as soon as they are there.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use shared::charset::{Decoder, Detector, Encoding, Step};
use shared::input::{Input, Reader};
use shared::run::Problem;
use table::decode::{Faults, bom, looks_like_utf8};
use table::read::{Format, Warning, WarningKind};
use table::rows::{Kind, Row};
use table::separated::record::{Field, Found, parse};
use table::separated::{Dialect, push_field};
use table::sniff;
use table::spool::Spool;

use crate::cli::{Cli, From};
use crate::reading::{Reading, fault_warnings};

/// How much is read at once, and at most before the delimiter is guessed.
pub(super) const CHUNK: usize = 64 << 10;
/// Characters at fault that lie in two blocks are shorter than this.
const TAIL: usize = 8;

/// A stream whose beginning was looked at.
pub(super) enum Stream {
    /// Delimited text.
    Records(Box<Records>),
    /// Something else, which is read as a whole.
    Other(Spool),
}

/// Opens the input and reads until `enough` lines are there, or until the deadline.
pub(super) fn open(
    cli: &Cli,
    reading: &Reading,
    input: &Input,
    enough: u64,
    deadline: Option<Instant>,
) -> Result<Stream, Problem> {
    let path = input.path();
    let io = |error: io::Error| Problem::io(path, &error);
    let mut source = input.open()?;
    let mut first = Vec::new();
    let mut ended = false;
    let mut chunk = vec![0; CHUNK];
    while !ended && first.len() < CHUNK && (memchr::memchr_iter(b'\n', &first).count() as u64) < enough {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if !first.is_empty() && left.is_some_and(|left| left.is_zero() || !is_ready(&source, left)) {
            break;
        }
        let read = read_some(&mut source, &mut chunk).map_err(io)?;
        ended = read == 0;
        first.extend_from_slice(chunk.get(..read).unwrap_or_default());
    }
    let Some(dialect) = dialect(cli, input, &first) else {
        let spool = Spool::of_stream(io::Cursor::new(first).chain(source)).map_err(io)?;
        return Ok(Stream::Other(spool));
    };
    let (encoding, begin) = encoding(reading.encoding, &first);
    let mut records = Records {
        source,
        decoder: encoding.map(Decoder::new),
        encoding: encoding.unwrap_or(Encoding::utf8()),
        held: Vec::new(),
        tail: Vec::new(),
        faults: Faults::default(),
        late: None,
        text: String::new(),
        at: 0,
        line: 1,
        skip: cli.input.skip,
        dialect,
        lenient: cli.input.lenient,
        opened: None,
        limit: reading.options.max_cell,
        fields: Vec::new(),
        waits_for: None,
        done: false,
    };
    records.take(first.get(begin..).unwrap_or_default(), ended);
    Ok(Stream::Records(Box::new(records)))
}

fn read_some(source: &mut Reader, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// How the input is delimited; `None` when it is something else.
fn dialect(cli: &Cli, input: &Input, first: &[u8]) -> Option<Dialect> {
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
    Some(dialect)
}

/// The encoding, and where the text begins; none while all is ASCII and anything may follow.
fn encoding(wanted: Option<Encoding>, first: &[u8]) -> (Option<Encoding>, usize) {
    let mark = bom(first).filter(|(own, _)| wanted.is_none_or(|wanted| wanted == *own));
    match (mark, wanted) {
        (Some((encoding, length)), _) => (Some(encoding), length),
        (None, Some(encoding)) => (Some(encoding), 0),
        (None, None) if first.is_ascii() && looks_like_utf8(first, false) => (None, 0),
        (None, None) => (Some(detect(first)), 0),
    }
}

fn detect(bytes: &[u8]) -> Encoding {
    if looks_like_utf8(bytes, false) {
        return Encoding::utf8();
    }
    let mut detector = Detector::new(shared::charset::Options::default());
    detector.feed(bytes);
    let detection = detector.finish();
    detection
        .encoding
        .filter(|_| !detection.mixed)
        .unwrap_or(Encoding::utf8())
}

/// Something can be read without waiting longer than `patience`.
#[cfg(unix)]
fn is_ready(source: &Reader, patience: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let Reader::Stdin(_) = source else {
        return true;
    };
    let stdin = rustix::stdio::stdin();
    let mut polled = [PollFd::new(&stdin, PollFlags::IN)];
    let timeout = Timespec {
        tv_sec: i64::try_from(patience.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(patience.subsec_nanos()),
    };
    !matches!(poll(&mut polled, Some(&timeout)), Ok(0))
}

#[cfg(not(unix))]
fn is_ready(_source: &Reader, _patience: Duration) -> bool {
    true
}

/// Records out of a stream of bytes.
pub(super) struct Records {
    source: Reader,
    /// None while only ASCII came.
    decoder: Option<Decoder>,
    encoding: Encoding,
    /// Bytes beyond ASCII that are too few to tell the encoding by.
    held: Vec<u8>,
    /// The last bytes that were decoded.
    tail: Vec<u8>,
    faults: Faults,
    /// The line from which on the encoding was guessed.
    late: Option<u64>,
    text: String,
    at: usize,
    /// The line of the next record, from 1.
    line: u64,
    /// So many lines are left out first.
    skip: u64,
    dialect: Dialect,
    lenient: bool,
    /// The line of a quote that never closes and was read as text.
    opened: Option<u64>,
    limit: usize,
    fields: Vec<Field>,
    /// The next record ends only behind a quote, or a line's end, that is not there yet; from here on it may come.
    waits_for: Option<(Needed, usize)>,
    done: bool,
}

#[derive(Debug, Clone, Copy)]
enum Needed {
    Quote,
    LineEnd,
}

/// What came next.
pub(super) enum Next {
    /// A row that begins in this line.
    Row(u64),
    /// More must be read.
    Wait,
    End,
    /// The quote that opens in this line is open at the end.
    Open(u64),
    /// The row of this line has a cell that is too long.
    LongCell(u64),
    /// The row of this line is too long to be waited for.
    LongRow(u64),
}

impl Records {
    pub(super) fn delimiter(&self) -> char {
        char::from(self.dialect.signs.delimiter)
    }

    /// Something can be read without waiting longer than `patience`.
    pub(super) fn is_ready(&self, patience: Duration) -> bool {
        is_ready(&self.source, patience)
    }

    /// Waits for bytes and takes them in.
    pub(super) fn read(&mut self) -> io::Result<()> {
        let mut chunk = vec![0; CHUNK];
        let read = read_some(&mut self.source, &mut chunk)?;
        self.take(chunk.get(..read).unwrap_or_default(), read == 0);
        Ok(())
    }

    fn take(&mut self, bytes: &[u8], last: bool) {
        if self.at > CHUNK || self.at == self.text.len() {
            self.text.drain(..self.at);
            self.waits_for = self
                .waits_for
                .map(|(needed, from)| (needed, from.saturating_sub(self.at)));
            self.at = 0;
        }
        self.done |= last;
        if self.decoder.is_some() {
            return self.decode(bytes, last);
        }
        let mut open = std::mem::take(&mut self.held);
        open.extend_from_slice(bytes);
        let plain = open.iter().take_while(|byte| byte.is_ascii()).count();
        let (ascii, rest) = open.split_at(plain);
        let ascii = std::str::from_utf8(ascii).unwrap_or_default();
        self.text.push_str(ascii);
        self.faults.pass(ascii);
        let is_cut = |error: std::str::Utf8Error| error.valid_up_to() == 0 && error.error_len().is_none();
        if rest.is_empty() || !last && std::str::from_utf8(rest).is_err_and(is_cut) {
            self.held = rest.to_vec();
            return;
        }
        // What comes before tells as much as what comes now.
        self.encoding = detect(&open);
        self.decoder = Some(Decoder::new(self.encoding));
        if self.encoding != Encoding::utf8() {
            self.late = Some(self.faults.line());
        }
        self.decode(rest, last);
    }

    /// Decodes; what is no text is shown.
    fn decode(&mut self, bytes: &[u8], last: bool) {
        let Some(decoder) = &mut self.decoder else {
            return;
        };
        let begin = decoder.offset();
        let mut rest = bytes;
        let mut passed = self.text.len();
        while let Step::Malformed { read, fault } = decoder.step(rest, last, &mut self.text) {
            self.faults.pass(self.text.get(passed..).unwrap_or_default());
            self.faults.add();
            // It may have begun in the bytes before.
            let at = (self.tail.len() as u64 + fault.offset).saturating_sub(begin);
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let both = self.tail.iter().chain(bytes);
            for byte in both.skip(at).take(usize::from(fault.length)) {
                self.text.push_str(&format!("\\x{byte:02x}"));
            }
            passed = self.text.len();
            rest = rest.get(read..).unwrap_or_default();
        }
        self.faults.pass(self.text.get(passed..).unwrap_or_default());
        self.tail
            .extend_from_slice(bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default());
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
    }

    pub(super) fn next(&mut self, row: &mut Row) -> io::Result<Next> {
        loop {
            let bytes = self.text.as_bytes();
            let rest = bytes.get(self.at..).unwrap_or_default();
            if self.skip > 0 {
                match memchr::memchr(b'\n', rest) {
                    Some(end) => {
                        self.at += end + 1;
                        self.line += 1;
                        self.skip -= 1;
                        continue;
                    }
                    None => self.at = bytes.len(),
                }
            }
            if self.at >= bytes.len() {
                return Ok(if self.done { Next::End } else { Next::Wait });
            }
            if let Some((needed, from)) = self.waits_for.filter(|_| !self.done) {
                let fresh = bytes.get(from..).unwrap_or_default();
                let found = match needed {
                    Needed::Quote => memchr::memchr(self.dialect.signs.quote, fresh),
                    Needed::LineEnd => memchr::memchr2(b'\n', b'\r', fresh),
                };
                if found.is_none() {
                    self.waits_for = Some((needed, bytes.len()));
                    return Ok(self.wait());
                }
            }
            self.waits_for = None;
            let Dialect { signs, quoting } = self.dialect;
            match parse(bytes, self.at, self.done, signs, quoting, &mut self.fields) {
                Found::Record { next } => {
                    let line = self.line;
                    row.clear();
                    let mut cell = String::new();
                    for field in &self.fields {
                        cell.clear();
                        push_field(bytes, field, signs.quote, &mut cell)?;
                        if cell.len() > self.limit {
                            return Ok(Next::LongCell(line));
                        }
                        row.push(&cell, Kind::Text);
                    }
                    self.pass(next);
                    return Ok(Next::Row(line));
                }
                Found::Blank { next } => self.pass(next),
                Found::Cut { open } if self.done => {
                    let before = bytes.get(self.at..open.unwrap_or(self.at)).unwrap_or_default();
                    let line = self.line + table::separated::lines(before);
                    if !self.lenient || open.is_none() {
                        return Ok(Next::Open(line));
                    }
                    self.opened = Some(line);
                    self.dialect.quoting = false;
                }
                Found::Cut { open } => {
                    // A quote at the very end may be the first of two.
                    let needed = if open.is_some() {
                        Needed::Quote
                    } else {
                        Needed::LineEnd
                    };
                    self.waits_for = Some((needed, bytes.len().saturating_sub(1)));
                    return Ok(self.wait());
                }
            }
        }
    }

    fn wait(&self) -> Next {
        if self.text.len() - self.at > self.limit {
            Next::LongRow(self.line)
        } else {
            Next::Wait
        }
    }

    fn pass(&mut self, next: usize) {
        let passed = self.text.as_bytes().get(self.at..next).unwrap_or_default();
        self.line += table::separated::lines(passed);
        self.at = next;
    }

    /// The header is to be read again, as a row.
    pub(super) fn again(&mut self, mark: (usize, u64)) {
        (self.at, self.line) = mark;
    }

    /// Where the next record begins, until more is read.
    pub(super) fn mark(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    /// What was mended in the text so far.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let name = self.encoding.name();
        let mut warnings = fault_warnings(&self.faults, name);
        let bad = |line, message| Warning {
            kind: WarningKind::BadByte,
            line: Some(line),
            message,
        };
        if let Some(line) = self.late {
            warnings.push(bad(
                line,
                format!("taken for {name} from here on (--encoding decides)"),
            ));
        }
        if let Some(line) = self.opened {
            warnings.push(table::read::lenient_warning(line));
        }
        warnings
    }
}
