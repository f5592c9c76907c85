//! `charset to`: convert to stdout, to a new file, or in place.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use charset::convert::{Bom, Error, Newlines, OnLoss, Plan, Tally, bom_of, convert};
use serde::Serialize;
use shared::atomic::{AtomicFile, Existing};
use shared::charset::{Detection, Detector, Encoding, Options};
use shared::input::{Input, Reader};
use shared::output::{Out, PathKey};
use shared::run::{Problem, Reporter, Status};

use super::encoding_named;
use crate::cli::{BomChoice, Errors, NewlineChoice, To};

/// The encoding is not certain enough, mixed, or the input is binary.
const REFUSED: Status = Status::of_tool(4);
/// How much of a stream is kept to decide what it is.
const DECIDE: u64 = 1 << 20;

pub(crate) fn run(args: &To, reporter: &mut Reporter) -> Result<(), Problem> {
    let job = Job::new(args)?;
    match (&args.output, &args.in_place) {
        (Some(path), _) if path != Path::new("-") => to_file(&job, path, reporter),
        (_, Some(suffix)) => in_place(&job, suffix, reporter),
        (_, None) => to_stdout(&job, reporter),
    }
}

/// The conversion that the arguments ask for.
struct Job<'a> {
    args: &'a To,
    from: Option<Encoding>,
    to: Encoding,
}

impl<'a> Job<'a> {
    fn new(args: &'a To) -> Result<Self, Problem> {
        let to = encoding_named(&args.encoding)?;
        let from = match args.from.as_str() {
            "auto" => None,
            name => Some(encoding_named(name)?),
        };
        if args.bom == BomChoice::Add && bom_of(to).is_none() {
            return Err(Problem::usage(format!(
                "--bom add: {} has no byte order mark",
                to.name()
            )));
        }
        if args.in_place.as_ref().is_some_and(|suffix| suffix.contains('/')) {
            return Err(Problem::usage("--in-place: a SUFFIX has no '/'"));
        }
        // Of themselves these write a mark.
        let to = match (args.bom, to.name()) {
            (BomChoice::Strip, "utf-16") => encoding_named("utf-16le")?,
            (BomChoice::Strip, "utf-32") => encoding_named("utf-32le")?,
            _ => to,
        };
        Ok(Self { args, from, to })
    }

    fn plan(&self, from: Encoding) -> Plan {
        Plan {
            from,
            to: self.to,
            on_loss: match self.args.errors {
                Errors::Strict => OnLoss::Strict,
                Errors::Replace => OnLoss::Replace,
                Errors::Ignore => OnLoss::Ignore,
            },
            newlines: match self.args.newline {
                NewlineChoice::Keep => Newlines::Keep,
                NewlineChoice::Lf => Newlines::Lf,
                NewlineChoice::Crlf => Newlines::CrLf,
            },
            bom: match self.args.bom {
                BomChoice::Keep => Bom::Keep,
                BomChoice::Add => Bom::Add,
                BomChoice::Strip => Bom::Strip,
            },
            check_round_trip: self.args.check_roundtrip,
        }
    }

    /// Opens the input with the plan for it: what `--from` says, or what detection is certain of.
    fn open(&self, input: &Input) -> Result<(Plan, Box<dyn Read>), Problem> {
        let mut reader = input.open()?;
        if let Some(from) = self.from {
            return Ok((self.plan(from), Box::new(reader)));
        }
        let failed = |error: io::Error| Problem::io(input.path(), &error);
        if let Reader::File(file) = &reader
            && file.metadata().is_ok_and(|metadata| metadata.is_file())
        {
            let from = self.certain(input.path(), &detect(reader, u64::MAX).map_err(failed)?.0)?;
            return Ok((self.plan(from), Box::new(input.open()?)));
        }
        let (detection, head) = detect(reader.by_ref(), DECIDE).map_err(failed)?;
        let from = self.certain(input.path(), &detection)?;
        Ok((self.plan(from), Box::new(Cursor::new(head).chain(reader))))
    }

    fn certain(&self, path: &Path, detection: &Detection) -> Result<Encoding, Problem> {
        let refuse = |why: String| {
            Err(Problem::input(path, format!("{why}; name it with --from")).with_status(REFUSED))
        };
        match detection.encoding {
            _ if detection.mixed => Err(Problem::input(
                path,
                "is not in one encoding throughout; charset --lines shows where, --from with --errors replace goes on",
            )
            .with_status(REFUSED)),
            None => refuse("is binary".to_owned()),
            Some(encoding) if detection.confidence < self.args.min_confidence => refuse(format!(
                "is {} with a certainty of only {:.3}",
                encoding.name(),
                detection.confidence
            )),
            // Bytes above 0x7F may still follow what was looked at.
            Some(encoding) if encoding.name() == "ascii" => Ok(Encoding::utf8()),
            Some(encoding) => Ok(encoding),
        }
    }
}

/// Looks at up to `limit` bytes; of a stream they are kept.
fn detect(mut reader: impl Read, limit: u64) -> io::Result<(Detection, Vec<u8>)> {
    let mut detector = Detector::new(Options::default());
    let mut head = Vec::new();
    if limit != u64::MAX {
        reader.take(limit).read_to_end(&mut head)?;
        detector.feed(&head);
        return Ok((detector.finish(), head));
    }
    let mut block = vec![0; 1 << 18];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Ok((detector.finish(), head)),
            Ok(length) => detector.feed(block.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn to_stdout(job: &Job, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut out = Out::stdout();
    for input in job.args.inputs.inputs()? {
        let done = input.and_then(|input| {
            let (plan, source) = job.open(&input)?;
            let tally = convert(source, &mut out, &plan)
                .map_err(|error| problem(input.path(), error, Problem::output))?;
            Ok((input, plan, tally))
        });
        match done {
            Ok((input, plan, tally)) => {
                if job.args.json {
                    // Nobody is left to tell when stderr is closed.
                    let _ = writeln!(io::stderr(), "{}", row(input.path(), &plan, &tally, job.args));
                }
                count_losses(input.path(), &tally, job.args, reporter);
            }
            Err(problem) if problem.is_fatal() => return Err(problem),
            Err(problem) => reporter.report(problem),
        }
    }
    out.finish()
}

fn to_file(job: &Job, path: &Path, reporter: &mut Reporter) -> Result<(), Problem> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => Problem::input(path, "already exists; --force replaces it"),
        _ => Problem::io(path, &error),
    };
    let inputs = job.args.inputs.inputs()?.collect::<Result<Vec<_>, _>>()?;
    if inputs.iter().any(|input| is_same_file(input.path(), path)) {
        return Err(Problem::usage(format!(
            "-o {} is also an input; use --in-place",
            path.display()
        )));
    }
    let existing = if job.args.force {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    let mut file = AtomicFile::create(path, existing).map_err(failed)?;
    let mut rows = Vec::new();
    for input in &inputs {
        let (plan, source) = job.open(input)?;
        let tally = convert(source, &mut file, &plan)
            .map_err(|error| problem(input.path(), error, |error| Problem::io(path, &error)))?;
        count_losses(input.path(), &tally, job.args, reporter);
        rows.push(row(input.path(), &plan, &tally, job.args));
    }
    file.commit().map_err(failed)?;
    print_rows(job, &rows)
}

fn in_place(job: &Job, suffix: &str, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut rows = Vec::new();
    for input in job.args.inputs.inputs()? {
        let done = match input {
            Ok(Input::Stdin) => return Err(Problem::usage("--in-place: standard input is no file")),
            Ok(Input::File(path)) => replace(job, &path, suffix, reporter),
            Err(problem) => Err(problem),
        };
        match done {
            Ok(row) => rows.push(row),
            Err(problem) => reporter.report(problem),
        }
    }
    print_rows(job, &rows)
}

fn replace(job: &Job, path: &Path, suffix: &str, reporter: &mut Reporter) -> Result<String, Problem> {
    let failed = |error: io::Error| Problem::io(path, &error);
    let (plan, source) = job.open(&Input::File(path.to_owned()))?;
    if !job.args.force && hard_links(path) > 1 {
        return Err(Problem::input(
            path,
            "has other hard links, which would keep the old text; --force breaks them",
        ));
    }
    let mut result = Changed {
        file: AtomicFile::create(path, Existing::Replace).map_err(failed)?,
        old: File::open(path).map_err(failed)?,
        is_changed: false,
        buffer: Vec::new(),
    };
    let tally = convert(source, &mut result, &plan).map_err(|error| problem(path, error, failed))?;
    let changed = result.is_changed || result.has_more().map_err(failed)?;
    if changed && !tally.round_trip_differs {
        if !suffix.is_empty() {
            keep_old(path, suffix)?;
        }
        result.file.commit().map_err(failed)?;
    }
    count_losses(path, &tally, job.args, reporter);
    Ok(row(path, &plan, &tally, job.args))
}

/// Writes a file and knows whether it differs from the old one.
struct Changed {
    file: AtomicFile,
    old: File,
    is_changed: bool,
    buffer: Vec<u8>,
}

impl Changed {
    fn has_more(&mut self) -> io::Result<bool> {
        Ok(self.old.read(&mut [0])? > 0)
    }
}

impl Write for Changed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        if !self.is_changed {
            self.buffer.clear();
            (&self.old)
                .take(bytes.len() as u64)
                .read_to_end(&mut self.buffer)?;
            self.is_changed = self.buffer != bytes;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Gives the old file its second name; the first then goes over to the new one.
fn keep_old(path: &Path, suffix: &str) -> Result<(), Problem> {
    let path = path.canonicalize().map_err(|error| Problem::io(path, &error))?;
    let mut name = path.clone().into_os_string();
    name.push(suffix);
    let kept = PathBuf::from(name);
    std::fs::hard_link(&path, &kept).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Problem::input(&kept, "exists already; remove it or give another SUFFIX")
        }
        _ => Problem::io(&kept, &error),
    })
}

#[cfg(unix)]
fn hard_links(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    path.metadata().map_or(1, |metadata| metadata.nlink())
}

#[cfg(not(unix))]
fn hard_links(_: &Path) -> u64 {
    1
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn problem(path: &Path, error: Error, not_written: impl FnOnce(io::Error) -> Problem) -> Problem {
    match error {
        Error::Read(error) => Problem::io(path, &error),
        Error::Write(error) => not_written(error),
        Error::Malformed { fault, position } => Problem::new(
            Status::INPUT,
            format!(
                "malformed: {} of no character (byte offset {}); --errors replace goes on",
                if fault.length == 1 { "a byte" } else { "bytes" },
                fault.offset
            ),
        )
        .at_line_col(path, position.line, position.col),
        Error::Unencodable {
            character,
            offset,
            position,
        } => Problem::new(
            Status::INPUT,
            format!(
                "U+{:04X} {character} is not in the target encoding (byte offset {offset}); --errors replace goes on",
                u32::from(character)
            ),
        )
        .at_line_col(path, position.line, position.col),
    }
}

fn count_losses(path: &Path, tally: &Tally, args: &To, reporter: &mut Reporter) {
    if let Some(first) = &tally.first_loss {
        let what = if args.errors == Errors::Ignore {
            "ignored"
        } else {
            "replaced"
        };
        let (line, col) = (first.position.line, first.position.col);
        let message = format!("{} {what} (first at {line}:{col})", tally.losses);
        reporter.report(Problem::new(Status::NO, message).at(path));
    }
    if tally.round_trip_differs {
        reporter.report(Problem::new(Status::NO, "the conversion cannot be undone exactly").at(path));
    }
}

fn print_rows(job: &Job, rows: &[String]) -> Result<(), Problem> {
    let mut out = Out::stdout();
    for row in rows.iter().filter(|_| job.args.json) {
        out.line(row)?;
    }
    out.finish()
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    path: PathKey<'a>,
    from: &'static str,
    to: &'static str,
    bytes_in: u64,
    bytes_out: u64,
    replaced: u64,
    ignored: u64,
    first_loss: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    offset: u64,
    line: u64,
    col: u64,
}

fn row(path: &Path, plan: &Plan, tally: &Tally, args: &To) -> String {
    let ignored = args.errors == Errors::Ignore;
    shared::output::json_line(&Row {
        path: PathKey(path),
        from: plan.from.name(),
        to: plan.to.name(),
        bytes_in: tally.bytes_in,
        bytes_out: tally.bytes_out,
        replaced: if ignored { 0 } else { tally.losses },
        ignored: if ignored { tally.losses } else { 0 },
        first_loss: tally.first_loss.map(|loss| Place {
            offset: loss.offset,
            line: loss.position.line,
            col: loss.position.col,
        }),
    })
}
