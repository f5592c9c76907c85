//! totp now --batch: one row in, one row out.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use serde::Deserialize;
use shared::output::Out;
use shared::run::{Problem, Reporter};
use totp::code::Generator;
use totp::entry::{self, Entry, Kind, Settings};
use totp::fault::Fault;
use totp::{input, moment, secret, uri};
use zeroize::Zeroizing;

use crate::cli::Now;
use crate::render::{CodeRow, FaultRow};
use crate::source;

/// The longest row, in bytes.
const MAX_ROW: usize = 64 << 10;

pub(super) fn batch(args: &Now, file: &Path, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut rows: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(
            File::open(file).map_err(|e| Problem::io(file, &e))?,
        ))
    };
    let flags = args.flags.settings();
    let at = args
        .at
        .map_or_else(moment::now, Ok)
        .map_err(|fault| source::problem(&fault))?;
    let mut out = Out::stdout();
    let mut row = Zeroizing::new(Vec::new());
    for number in 1.. {
        row.clear();
        if !read_row(&mut rows, &mut row).map_err(|e| Problem::io(file, &e))? {
            break;
        }
        let answer = answer(&row, args, &flags, at);
        match &answer {
            Ok(answer) if args.json => {
                let code = answer.code.as_str();
                out.json(&CodeRow::new(&answer.entry, None, code, answer.step, answer.at).at_line(number))?;
            }
            Ok(answer) => {
                out.bytes(answer.code.as_str().as_bytes())?;
                out.bytes(b"\n")?;
            }
            Err(fault) => {
                if args.json {
                    out.json(&FaultRow::new(fault, Some(number)))?;
                } else {
                    out.bytes(b"\n")?;
                }
                reporter.report(source::problem(fault).at_line(file, number));
            }
        }
    }
    out.finish()
}

/// Reads up to the next LF. Of a row that is too long only the beginning is kept, one byte more than allowed.
fn read_row(rows: &mut impl BufRead, row: &mut Vec<u8>) -> std::io::Result<bool> {
    let limit = MAX_ROW + 1;
    if rows.by_ref().take(limit as u64).read_until(b'\n', row)? == 0 {
        return Ok(false);
    }
    if row.last() == Some(&b'\n') {
        row.pop();
        if row.last() == Some(&b'\r') {
            row.pop();
        }
    } else if row.len() == limit {
        rows.skip_until(b'\n')?;
    }
    Ok(true)
}

struct Answer {
    entry: Entry,
    code: totp::code::Code,
    step: u64,
    at: u64,
}

/// A row that is a JSON object.
#[derive(Deserialize)]
struct Object {
    secret: Zeroizing<String>,
    at: Option<Cell>,
    digits: Option<Cell>,
    period: Option<Cell>,
    algo: Option<String>,
    r#type: Option<String>,
    counter: Option<Cell>,
    epoch: Option<Cell>,
}

/// A number, or a number as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Number(serde_json::Number),
    Text(String),
}

impl Cell {
    fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// The cells of a row, as text; empty where the flag's value holds.
#[derive(Default)]
struct Cells<'a> {
    secret: &'a str,
    moment: &'a str,
    digits: &'a str,
    period: &'a str,
    algo: &'a str,
    kind: &'a str,
    epoch: &'a str,
}

fn answer(row: &[u8], args: &Now, flags: &Settings, at: u64) -> Result<Answer, Fault> {
    if row.len() > MAX_ROW {
        return Err(Fault::usage("row", "longer than 65536 bytes"));
    }
    let text = std::str::from_utf8(row).map_err(|_| Fault::usage("row", "no text"))?;
    let text = text.trim_start_matches('\u{FEFF}');
    if text.trim_start().starts_with('{') {
        let object: Object = serde_json::from_str(text)
            .map_err(|_| Fault::usage("row", "no JSON object with a secret and known values"))?;
        let cell = |c: Option<Cell>| c.map(Cell::text).unwrap_or_default();
        let moment = object.counter.or(object.at);
        let (moment, digits) = (cell(moment), cell(object.digits));
        let (period, epoch) = (cell(object.period), cell(object.epoch));
        let cells = Cells {
            secret: &object.secret,
            moment: &moment,
            digits: &digits,
            period: &period,
            algo: object.algo.as_deref().unwrap_or(""),
            kind: object.r#type.as_deref().unwrap_or(""),
            epoch: &epoch,
        };
        return of_cells(&cells, args, flags, at);
    }
    let mut split = text.split('\t');
    let mut next = || split.next().unwrap_or("");
    let cells = Cells {
        secret: next(),
        moment: next(),
        digits: next(),
        period: next(),
        algo: next(),
        kind: next(),
        epoch: next(),
    };
    if split.next().is_some() {
        return Err(Fault::usage("row", "more than seven cells"));
    }
    of_cells(&cells, args, flags, at)
}

fn of_cells(cells: &Cells<'_>, args: &Now, flags: &Settings, at: u64) -> Result<Answer, Fault> {
    let mut entry = if input::is_uri(cells.secret) {
        uri::parse(cells.secret)?
    } else if args.source.other.hex {
        secret::hex(cells.secret, 1)?
    } else {
        secret::base32(cells.secret, 1)?
    };
    let mut settings = flags.clone();
    let filled = |text: &str| !text.is_empty();
    if filled(cells.digits) {
        settings.digits = Some(entry::digits(cells.digits).map_err(|e| Fault::usage("digits", e))?);
    }
    if filled(cells.period) {
        settings.period = Some(entry::period(cells.period).map_err(|e| Fault::usage("period", e))?);
    }
    if filled(cells.algo) {
        settings.algo = Some(entry::algo(cells.algo).map_err(|e| Fault::usage("algo", e))?);
    }
    if filled(cells.kind) {
        let kind =
            Kind::parse(cells.kind).ok_or_else(|| Fault::usage("type", "must be totp, hotp or steam"))?;
        settings.kind = Some(kind);
    }
    let number = |field: &'static str, text: &str| {
        let digits = text.strip_prefix('@').unwrap_or(text);
        entry::counter(digits).map_err(|e| Fault::usage(field, e))
    };
    if filled(cells.epoch) {
        settings.epoch = Some(number("epoch", cells.epoch)?);
    }
    let is_hotp = settings.kind.unwrap_or(entry.kind) == Kind::Hotp;
    let mut at = at;
    if filled(cells.moment) {
        let moment = number(if is_hotp { "counter" } else { "at" }, cells.moment)?;
        if is_hotp {
            settings.counter = Some(moment);
        } else if moment > moment::LATEST {
            return Err(Fault::usage("at", "must be 0 to 9007199254740992"));
        } else {
            at = moment;
        }
    }
    settings.apply(&mut entry)?;
    let mut step = entry.step(at)?;
    if args.next {
        step = step
            .checked_add(1)
            .ok_or_else(|| Fault::usage("counter", "there is no next one"))?;
    }
    let code = Generator::new(&entry).code(step);
    Ok(Answer {
        entry,
        code,
        step,
        at,
    })
}
