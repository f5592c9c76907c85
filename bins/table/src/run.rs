//! Arguments, inputs, engine, output.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use shared::atomic::{AtomicFile, Existing};
use shared::charset::Encoding;
use shared::input::Input;
use shared::output::Out;
use shared::run::{Place, Problem, Reporter, Status};
use table::grid::Grid;
use table::layout::{Align, layout};
use table::read::{self, Format, Malformed, Options, Separators, Warning};
use table::style::Style;
use table::write::{json, separated, text};
use table::{select, shown, sniff, source};

use crate::cli::{Cli, From};

/// Inputs are held in memory; none may be larger than this.
const INPUT_LIMIT: u64 = 1 << 30;

/// Prints all inputs.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    reporter.set_quiet(cli.quiet);
    let reading = Reading::new(&cli)?;
    let inputs: Vec<_> = cli.inputs.inputs()?.collect();
    let there = |input: &&Result<Input, Problem>| match input {
        Ok(Input::File(path)) => path.exists(),
        Ok(Input::Stdin) => true,
        Err(_) => false,
    };
    let titled = inputs.iter().filter(there).count() > 1;
    let mut sink = Sink::new(&cli)?;
    for input in inputs {
        let printed = input.and_then(|input| {
            let name = || shared::display::visible_path(input.path()).into_owned();
            let title = cli.title.clone().or_else(|| titled.then(name));
            match reading.table(&input, reporter)? {
                Some(grid) => print(&cli, &grid, title.as_deref(), input.path(), &mut sink, reporter),
                None => Ok(()),
            }
        });
        match printed {
            Err(problem) if problem.is_silent() || problem.status() == Status::USAGE => return Err(problem),
            Err(problem) => reporter.report(problem),
            Ok(()) => {}
        }
    }
    sink.finish(&cli, reporter)
}

/// How inputs become tables.
struct Reading<'c> {
    cli: &'c Cli,
    encoding: Option<Encoding>,
}

impl<'c> Reading<'c> {
    fn new(cli: &'c Cli) -> Result<Self, Problem> {
        let unknown = |name: &String| Problem::usage(format!("--encoding: no encoding is called {name}"));
        let named = |name: &String| Encoding::for_label(name).ok_or_else(|| unknown(name));
        Ok(Self {
            cli,
            encoding: cli.encoding.as_ref().map(named).transpose()?,
        })
    }

    fn table(&self, input: &Input, reporter: &mut Reporter) -> Result<Option<Grid>, Problem> {
        let path = input.path();
        let bytes = input.read_to_limit(INPUT_LIMIT)?;
        let source = source::decode(&bytes, self.encoding);
        let mut warnings = Vec::new();
        if source.faults > 0 {
            let message = format!("{} places are no text in {}", source.faults, source.encoding);
            warnings.push(Warning { line: None, message });
        }
        let options = Options {
            no_header: self.cli.no_header,
            lenient: self.cli.lenient,
        };
        let grid = read::read(
            &source.text,
            self.format(path, &source.text),
            options,
            &mut warnings,
        )
        .map_err(|malformed| problem(path, &malformed))?;
        for warning in &warnings {
            let place = Place {
                path: path.to_owned(),
                line: warning.line,
                col: None,
            };
            reporter.warn(Some(&place), &warning.message);
            if self.cli.strict {
                reporter.raise(Status::NO);
            }
        }
        match (grid, &self.cli.columns) {
            (Some(grid), Some(list)) => {
                let unknown = |message| Problem::usage(format!("--columns: {message}")).at(path);
                select::columns(&grid, list).map(Some).map_err(unknown)
            }
            (grid, _) => Ok(grid),
        }
    }

    fn format(&self, path: &Path, text: &str) -> Format {
        match (self.cli.from, self.cli.delimiter) {
            (From::Auto | From::Csv, Some(delimiter)) => Format::Separated(Separators::of(delimiter)),
            (From::Tsv, delimiter) => Format::Separated(Separators::of(delimiter.unwrap_or(b'\t'))),
            (From::Csv, None) => Format::Separated(Separators::of(b',')),
            (From::Auto, None) => sniff::format(path, text),
            (From::Json, _) => Format::Json,
            (From::Ndjson, _) => Format::Ndjson,
            (From::Md, _) => Format::Markdown,
        }
    }
}

fn problem(path: &Path, malformed: &Malformed) -> Problem {
    let problem = Problem::input(path, malformed.message.as_str());
    match malformed.place {
        Some((line, column)) => problem.at_line_col(path, line, column),
        None => problem,
    }
}

fn print(
    cli: &Cli,
    grid: &Grid,
    title: Option<&str>,
    path: &Path,
    sink: &mut Sink,
    reporter: &mut Reporter,
) -> Result<(), Problem> {
    if grid.columns() == 0 {
        return Ok(());
    }
    let json_frame = match cli.to.as_str() {
        "json" => Some(json::Frame::Array),
        "ndjson" => Some(json::Frame::Lines),
        _ => None,
    };
    let written = if let Some(frame) = json_frame {
        if json::has_doubles(grid.header()) {
            reporter.warn(
                Some(&Place::of(path)),
                "a column name comes twice; the later ones got numbers",
            );
        }
        json::write(grid, frame, sink)
    } else {
        match (cli.to.as_str(), Style::named(&cli.to)) {
            ("tsv", _) => separated::write(grid, b'\t', sink),
            (_, None) => separated::write(grid, b',', sink),
            (_, Some(style)) => {
                let align = alignments(cli, grid)?;
                let title = title.filter(|_| !style.markdown);
                let columns = layout(grid, style, title, |at| {
                    align.get(at).copied().unwrap_or(Align::Center)
                });
                text::write(grid, style, &columns, title.map(shown::shown).as_deref(), sink)
            }
        }
    };
    written.map_err(|error| sink.problem(cli, error))
}

/// Where the cells of each column stand: `--align` in order, the later wins.
fn alignments(cli: &Cli, grid: &Grid) -> Result<Vec<Align>, Problem> {
    let mut all = vec![Align::Center; grid.columns()];
    for item in &cli.align {
        let (column, word) = item
            .rsplit_once('=')
            .map_or((None, item.as_str()), |(column, word)| (Some(column), word));
        let align = match word {
            "l" => Align::Left,
            "c" => Align::Center,
            "r" => Align::Right,
            other => return Err(Problem::usage(format!("--align: {other} is not l, c or r"))),
        };
        let number = |column: &str| {
            column
                .strip_prefix('#')
                .and_then(|number| number.parse::<usize>().ok())
        };
        match column {
            None => all.fill(align),
            Some(column) => {
                let named = grid.header().iter().position(|name| name == column);
                let at = named.or_else(|| number(column).and_then(|number| number.checked_sub(1)));
                *at.and_then(|at| all.get_mut(at))
                    .ok_or_else(|| Problem::usage(format!("--align: no column is called {column}")))? = align;
            }
        }
    }
    Ok(all)
}

/// Where tables go.
enum Sink {
    Stdout(Out),
    File(BufWriter<Box<AtomicFile>>),
}

impl Sink {
    fn new(cli: &Cli) -> Result<Self, Problem> {
        let Some(path) = &cli.output else {
            return Ok(Self::Stdout(Out::stdout()));
        };
        let existing = if cli.force {
            Existing::Replace
        } else {
            Existing::Refuse
        };
        match AtomicFile::create(path, existing) {
            Ok(file) => Ok(Self::File(BufWriter::new(Box::new(file)))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Problem::input(
                path,
                "exists already and is left alone (--force replaces it)",
            )),
            Err(error) => Err(Problem::io(path, &error)),
        }
    }

    fn problem(&self, cli: &Cli, error: io::Error) -> Problem {
        match &cli.output {
            Some(path) => Problem::io(path, &error),
            None => Problem::output(error),
        }
    }

    /// A file appears only when every input could be printed.
    fn finish(self, cli: &Cli, reporter: &Reporter) -> Result<(), Problem> {
        match (self, &cli.output) {
            (Self::Stdout(mut out), _) => out.finish(),
            (Self::File(file), Some(path)) if reporter.status() <= Status::NO => {
                let whole = file.into_inner().map_err(io::IntoInnerError::into_error);
                whole
                    .and_then(|file| file.commit())
                    .map_err(|error| Problem::io(path, &error))
            }
            _ => Ok(()),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(file) => file.flush(),
        }
    }
}
