//! Inputs become tables.

use std::fs::File;
use std::path::Path;

use shared::charset::Encoding;
use shared::input::{Input, Reader};
use shared::run::{Place, Problem, Reporter, Status};
use table::decode::{Faults, Text, decode, decode_wholly};
use table::read::{self, Format, Malformed, Options, Read, Warning, WarningKind};
use table::separated::Dialect;
use table::shown::Show;
use table::sniff;
use table::spool::{Spool, Watch};

use crate::bar::Bar;
use crate::cli::{Cli, From};

/// How inputs are read.
pub(crate) struct Reading<'c> {
    cli: &'c Cli,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) options: Options,
    bar: Bar,
}

/// An input that was read.
pub(crate) struct Opened {
    pub(crate) text: Text,
    pub(crate) format: Format,
    pub(crate) read: Option<Read>,
}

impl<'c> Reading<'c> {
    pub(crate) fn new(cli: &'c Cli, show: Show, bar: &Bar) -> Result<Self, Problem> {
        let unknown = |name: &String| Problem::usage(format!("--encoding: no encoding is called {name}"));
        let named = |name: &String| Encoding::for_label(name).ok_or_else(|| unknown(name));
        Ok(Self {
            cli,
            bar: bar.clone(),
            encoding: cli.input.encoding.as_ref().map(named).transpose()?,
            options: Options {
                no_header: cli.input.no_header,
                lenient: cli.input.lenient,
                skip: cli.input.skip,
                max_cell: usize::try_from(cli.input.max_cell).unwrap_or(usize::MAX),
                max_columns: cli.input.max_columns,
                sheet: cli.input.sheet.clone(),
                show,
            },
        })
    }

    /// The input is a file, of which any part can be read.
    pub(crate) fn is_file(&self, input: &Input) -> bool {
        match input {
            Input::File(path) => path.is_file(),
            Input::Stdin => redirected().is_some(),
        }
    }

    /// Reads the input, telling what was mended.
    pub(crate) fn open(&self, input: &Input, reporter: &mut Reporter) -> Result<Opened, Problem> {
        let path = input.path();
        let spool = self.spool(input)?;
        self.read(path, &spool, reporter)
    }

    /// Files are read where they lie, anything else is kept.
    fn spool(&self, input: &Input) -> Result<Spool, Problem> {
        let path = input.path();
        let io = |error: std::io::Error| Problem::io(path, &error);
        let of_file = |file: File| {
            let watch = self
                .bar
                .begin(file.metadata().ok().map(|metadata| metadata.len()));
            Spool::of_file(file).map(|spool| spool.watched(watch))
        };
        let of_stream = |stream: Reader| {
            let watch = self.bar.begin(None);
            Spool::of_stream(Watched(stream, watch.clone())).map(|spool| spool.watched(watch))
        };
        match input.open()? {
            Reader::File(file) if is_regular(&file) => of_file(file).map_err(io),
            Reader::Stdin(stdin) => match redirected() {
                Some(file) => of_file(file).map_err(io),
                None => of_stream(Reader::Stdin(stdin)).map_err(io),
            },
            reader => of_stream(reader).map_err(io),
        }
    }

    /// Reads what was spooled.
    pub(crate) fn read(
        &self,
        path: &Path,
        spool: &Spool,
        reporter: &mut Reporter,
    ) -> Result<Opened, Problem> {
        let io = |error: std::io::Error| Problem::io(path, &error);
        let head = head(spool, 0).map_err(io)?;
        let mut text = if self.is_workbook(path, &head) {
            Text::of(spool, 0, "binary", false)
        } else {
            decode(spool, self.encoding).map_err(io)?
        };
        let mut format = self.format(path, &text).map_err(io)?;
        if self.options.sheet.is_some() && !format.has_choice() {
            let message = format!("--sheet: in {} there is one table only", format.name());
            return Err(Problem::usage(message).at(path));
        }
        let mut read = read::read(&text.spool, text.begin, format, &self.options);
        if let Err(Malformed::NotUtf8) = read {
            text = decode_wholly(spool, self.encoding).map_err(io)?;
            format = self.format(path, &text).map_err(io)?;
            read = read::read(&text.spool, text.begin, format, &self.options);
        }
        let mut read = read.map_err(|malformed| problem(path, malformed))?;
        if let Some(read) = &mut read {
            read.warnings.extend(encoding_warnings(&text));
        }
        if !self.cli.output.describe
            && let Some(read) = &read
        {
            self.tell(path, &read.warnings, reporter);
        }
        Ok(Opened { text, format, read })
    }

    /// Tells what was mended.
    pub(crate) fn tell(&self, path: &Path, warnings: &[Warning], reporter: &mut Reporter) {
        let strict = self.cli.input.strict;
        let mut warnings: Vec<&Warning> = warnings.iter().collect();
        warnings.sort_by_key(|warning| warning.line.unwrap_or(u64::MAX));
        for warning in warnings {
            // Names that come twice do no harm where they are no keys.
            let about_names = warning.kind == WarningKind::DuplicateName && warning.line.is_none();
            if strict || !about_names {
                let place = Place {
                    path: path.to_owned(),
                    line: warning.line,
                    col: None,
                };
                reporter.warn(Some(&place), &warning.message);
            }
            if strict {
                reporter.raise(Status::NO);
            }
        }
    }

    fn is_workbook(&self, path: &Path, head: &[u8]) -> bool {
        match self.cli.input.from {
            From::Xlsx | From::Xls | From::Ods => true,
            From::Auto => {
                self.cli.input.delimiter.is_none() && {
                    sniff::is_workbook(head) || sniff::format(path, b"", true) == Format::Workbook
                }
            }
            _ => false,
        }
    }

    fn format(&self, path: &Path, text: &Text) -> std::io::Result<Format> {
        let flags = &self.cli.input;
        let separated = |delimiter: u8| {
            let mut dialect = Dialect::of(flags.delimiter.unwrap_or(delimiter));
            if let Some(quote) = flags.quote {
                dialect.signs.quote = quote;
            }
            Format::Separated(dialect)
        };
        Ok(match (flags.from, flags.delimiter) {
            (From::Auto, Some(delimiter)) => separated(delimiter),
            (From::Csv, _) => separated(b','),
            (From::Tsv, _) => separated(b'\t'),
            (From::Auto, None) => {
                let head = head(&text.spool, text.begin)?;
                let whole = text.begin + head.len() as u64 >= text.spool.len();
                match sniff::format(path, &head, whole) {
                    Format::Separated(dialect) => separated(dialect.signs.delimiter),
                    format => format,
                }
            }
            (From::Json, _) => Format::Json,
            (From::Ndjson, _) => Format::Ndjson,
            (From::Ws, _) => Format::Whitespace,
            (From::Fixed, _) => Format::Fixed,
            (From::Md, _) => Format::Markdown,
            (From::Html, _) => Format::Html,
            (From::Xlsx | From::Xls | From::Ods, _) => Format::Workbook,
            (From::Logfmt, _) => Format::Logfmt,
            (From::Ltsv, _) => Format::Ltsv,
            (From::Yaml, _) => Format::Yaml,
            (From::Text, _) => Format::TextTable,
        })
    }
}

/// What in the text is not in its encoding.
fn encoding_warnings(text: &Text) -> Vec<Warning> {
    let mut warnings = fault_warnings(&text.faults, text.encoding);
    if let Some((count, first)) = text.utf8_lines {
        let lines = if count == 1 {
            "1 line is".to_owned()
        } else {
            format!("{count} lines are")
        };
        warnings.push(Warning {
            kind: WarningKind::BadByte,
            line: Some(first),
            message: format!(
                "{lines} UTF-8, but read as {} like the others (--encoding decides)",
                text.encoding
            ),
        });
    }
    warnings
}

/// The warnings about bytes that are shown as they are.
pub(crate) fn fault_warnings(faults: &Faults, encoding: &str) -> Vec<Warning> {
    let warning = |line, message| Warning {
        kind: WarningKind::BadByte,
        line,
        message,
    };
    let listed = faults.listed().iter().map(|(line, count)| {
        let places = if *count == 1 {
            String::new()
        } else {
            format!(" in {count} places")
        };
        let message = format!("bytes{places} that are no text in {encoding}, shown as \\xff");
        warning(Some(*line), message)
    });
    let mut warnings: Vec<Warning> = listed.collect();
    let told: u64 = faults.listed().iter().map(|(_, count)| count).sum();
    if faults.count() > told {
        let more = faults.count() - told;
        warnings.push(warning(
            None,
            format!("{more} more places are no text in {encoding}"),
        ));
    }
    warnings
}

/// The beginning of what is spooled.
fn head(spool: &Spool, begin: u64) -> std::io::Result<Vec<u8>> {
    let mut head = vec![0; 64 << 10];
    let read = spool.read_at(begin, &mut head)?;
    head.truncate(read);
    Ok(head)
}

/// A stream, and who is told of what is read of it.
struct Watched(Reader, Option<Watch>);

impl std::io::Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(buffer)?;
        if let Some(watch) = &self.1 {
            watch.tell(read as u64);
        }
        Ok(read)
    }
}

fn is_regular(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.is_file())
}

/// Standard input, when it is a file that nobody has read from.
#[cfg(unix)]
fn redirected() -> Option<File> {
    use std::io::Seek;
    use std::os::fd::AsFd;
    let mut file = File::from(std::io::stdin().as_fd().try_clone_to_owned().ok()?);
    (is_regular(&file) && file.stream_position().ok()? == 0).then_some(file)
}

#[cfg(not(unix))]
fn redirected() -> Option<File> {
    None
}

/// What is wrong with an input, for people.
pub(crate) fn problem(path: &Path, malformed: Malformed) -> Problem {
    match malformed {
        Malformed::Syntax { place, message } => {
            let problem = Problem::input(path, message);
            match place {
                Some((line, column)) => problem.at_line_col(path, line, column),
                None => problem,
            }
        }
        Malformed::Io(error) => Problem::io(path, &error),
        Malformed::NotUtf8 => Problem::input(path, "changed while it was read"),
    }
}
