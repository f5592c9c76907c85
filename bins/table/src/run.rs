//! Arguments, inputs, engine, output.

use std::io::Write;
use std::path::{Path, PathBuf};

use shared::atomic::{AtomicFile, Existing};
use shared::display::Ambiguous;
use shared::input::{Input, ListArgs};
use shared::run::{Place, Problem, Reporter, Status};
use table::block;
use table::describe::{describe, is_truncated};
use table::read::{Warning, WarningKind};
use table::shown::{Escapes, Show};

use crate::bar::Bar;
use crate::cli::{Ansi, Cli, Compat, From};
use crate::format_out::{Target, similar};
use crate::print::Printing;
use crate::reading::Reading;
use crate::sink::{Output, Sink};
use crate::stream;

/// Prints all inputs.
pub(crate) fn run(mut cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    reporter.set_quiet(cli.quiet);
    if cli.output.json && !cli.output.describe {
        "ndjson".clone_into(&mut cli.output.to);
    }
    if let Some(path) = &cli.output.output
        && cli.output.to == "default"
        && let Some(extension) = path.extension().and_then(|extension| extension.to_str())
    {
        // The name of the output says its format when nothing else does.
        let known = [
            "csv", "tsv", "json", "ndjson", "html", "xlsx", "md", "yaml", "sql",
        ];
        if let Some(extension) = known.iter().find(|known| extension.eq_ignore_ascii_case(known)) {
            let name = if *extension == "md" { "markdown" } else { extension };
            name.clone_into(&mut cli.output.to);
        }
    }
    check_flags(&cli)?;
    let show = show(&cli);
    let target = target(&cli)?;
    let bar = Bar::new(cli.input.progress);
    let reading = Reading::new(&cli, show, &bar)?;
    let is_workbook = matches!(target, Target::Xlsx);
    if is_workbook && (cli.output.check.is_some() || cli.output.update.is_some()) {
        return Err(Problem::usage(
            "a block of a text holds text; -t xlsx is none (-o writes a workbook)",
        ));
    }
    let printing = Printing::new(&cli, target, show, reporter)?;
    if cli.output.stream.is_some()
        && let Some(whole) = printing.needs_all()
    {
        return Err(Problem::usage(format!(
            "--stream: {whole} needs all rows before the first is printed"
        )));
    }
    let list = ListArgs::new(cli.input.files_from.clone(), cli.input.nul_ended);
    let inputs: Vec<_> = list.after(&cli.files)?.collect();
    let there = |input: &&Result<Input, Problem>| match input {
        Ok(Input::File(path)) => path.exists(),
        Ok(Input::Stdin) => true,
        Err(_) => false,
    };
    let titled = inputs.iter().filter(there).count() > 1;
    if titled && is_workbook {
        return Err(Problem::usage("-t xlsx writes one sheet; give one input"));
    }
    let mut output = Output {
        sink: Sink::new(&cli.output, &bar)?,
        records: printing.records().filter(|_| !cli.output.describe),
    };
    for input in inputs {
        let done = input.and_then(|input| {
            if cli.output.describe {
                return describe_input(&cli, &reading, &input, show, &mut output.sink, reporter);
            }
            let name = || shared::display::visible_path(input.path()).into_owned();
            let title = cli.looks.title.clone().or_else(|| titled.then(name));
            if cli.output.stream.is_some() {
                return stream::print(&cli, &reading, &printing, &input, title, &mut output, reporter);
            }
            let read = match printing.rows_wanted() {
                Some(count) => stream::first_rows(&cli, &reading, &input, count, reporter)?,
                None => reading.open(&input, reporter)?.read,
            };
            match read {
                Some(read) => printing.print(read, title, input.path(), &mut output, reporter),
                None => Ok(()),
            }
        });
        match done {
            Err(problem)
                if problem.is_silent() || problem.is_fatal() || problem.status() == Status::USAGE =>
            {
                return Err(problem);
            }
            Err(problem) => reporter.report(problem),
            Ok(()) => {}
        }
    }
    bar.clear();
    let Output { mut sink, records } = output;
    // Nothing at all is said of inputs that could not be read.
    if let Some(mut records) = records.filter(|records| records.is_open() || reporter.status() <= Status::NO)
    {
        let ended = records.finish(&mut sink);
        ended.map_err(|error| sink.problem(error, Path::new("-")))?;
    }
    let printed = sink.finish(reporter)?;
    match (&cli.output.check, &cli.output.update) {
        (Some(place), _) => check(place, &printed, reporter),
        (_, Some(place)) => update(place, &printed, reporter),
        _ => Ok(()),
    }
}

/// Refuses flags that would do nothing.
fn check_flags(cli: &Cli) -> Result<(), Problem> {
    let flags = &cli.tabulate;
    let given = [
        ("--str-align", flags.str_align.is_some()),
        ("--num-align", flags.num_align.is_some()),
        ("--header-align", !flags.header_align.is_empty()),
        ("--max-header-width", !flags.max_header_width.is_empty()),
        ("--no-numbers", flags.no_numbers),
    ];
    let given = given.iter().find(|(_, given)| *given);
    if let Some((name, _)) = given.filter(|_| cli.output.compat != Some(Compat::Tabulate)) {
        return Err(Problem::usage(format!("{name} needs --compat tabulate")));
    }
    let separated = matches!(cli.input.from, From::Auto | From::Csv | From::Tsv);
    if cli.input.quote.is_some() && !separated {
        return Err(Problem::usage(
            "--quote is for csv and tsv; the inputs are read as something else",
        ));
    }
    if cli
        .input
        .delimiter
        .is_some_and(|delimiter| delimiter == cli.input.quote.unwrap_or(b'"'))
    {
        return Err(Problem::usage("-d and --quote: the two signs must differ"));
    }
    if cli.input.delimiter.is_some() && !separated {
        return Err(Problem::usage(
            "-d is for csv and tsv; the inputs are read as something else",
        ));
    }
    Ok(())
}

fn show(cli: &Cli) -> Show {
    Show {
        escapes: match cli.output.ansi {
            _ if cli.output.raw => Escapes::Raw,
            Ansi::Show => Escapes::Show,
            Ansi::Keep => Escapes::KeepColours,
            Ansi::Strip => Escapes::Strip,
        },
        ambiguous: if cli.output.ambiguous == 2 {
            Ambiguous::Wide
        } else {
            Ambiguous::Narrow
        },
    }
}

fn target(cli: &Cli) -> Result<Target, Problem> {
    let seed = cli.output.seed.unwrap_or_else(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(1, |since| since.as_nanos() as u64)
    });
    // tabulate prints `simple` unless it is told otherwise.
    let name = match (cli.output.to.as_str(), cli.output.compat) {
        ("default", Some(Compat::Tabulate)) => "simple",
        (name, _) => name,
    };
    Target::named(name, cli.output.compat, seed).ok_or_else(|| {
        let hint = similar(name).map_or_else(String::new, |known| format!(" (is it {known}?)"));
        Problem::usage(format!(
            "--to: no format is called {name}{hint}; see table --help"
        ))
    })
}

fn describe_input(
    cli: &Cli,
    reading: &Reading,
    input: &Input,
    show: Show,
    sink: &mut Sink,
    reporter: &mut Reporter,
) -> Result<(), Problem> {
    let path = input.path();
    let io = |error: std::io::Error| Problem::io(path, &error);
    let mut opened = reading.open(input, reporter)?;
    if let Some(read) = &mut opened.read
        && is_truncated(&opened.text).map_err(io)?
        && matches!(opened.format, table::read::Format::Separated(_))
    {
        read.warnings.push(Warning {
            kind: WarningKind::TruncatedFile,
            line: None,
            message: "the last line does not end".to_owned(),
        });
    }
    let kind = match opened.format {
        table::read::Format::Workbook => opened.text.spool.to_bytes().map_err(io)?,
        _ => Vec::new(),
    };
    let name = shared::display::visible_path(path).into_owned();
    let header = !cli.input.no_header;
    let mut description =
        describe(name, &opened.text, opened.format, header, opened.read, show).map_err(io)?;
    if let Some(format) = table::sniff::workbook_name(&kind) {
        description.format = format;
    }
    if description.newline == "mixed" {
        description.warnings.push(table::describe::WarningDescription {
            line: None,
            kind: WarningKind::MixedNewlines.name(),
            message: "lines end in more than one way".to_owned(),
        });
    }
    if cli.input.strict && !description.warnings.is_empty() {
        reporter.raise(Status::NO);
    }
    let text = if cli.output.json {
        shared::output::json_line(&description) + "\n"
    } else {
        crate::print::described(&description)
    };
    let written = sink.write_all(text.as_bytes());
    written.map_err(|error| sink.problem(error, path))
}

/// A file with a block in it.
struct Blocked {
    path: PathBuf,
    text: Vec<u8>,
    begin: usize,
    end: usize,
}

/// The file and the block that `FILE#NAME` means.
fn block_of(place: &str) -> Result<Blocked, Problem> {
    let (file, name) = place
        .rsplit_once('#')
        .ok_or_else(|| Problem::usage(format!("{place}: FILE#NAME was expected")))?;
    let path = PathBuf::from(file);
    let text = std::fs::read(&path).map_err(|error| Problem::io(&path, &error))?;
    let (begin, end) = block::find(&text, name).ok_or_else(|| {
        Problem::input(
            &path,
            format!("no block {name} (<!-- table {name} --> and <!-- /table --> were expected)"),
        )
    })?;
    if block::find(text.get(end..).unwrap_or_default(), name).is_some() {
        return Err(Problem::input(&path, format!("there are two blocks {name}")));
    }
    Ok(Blocked {
        path,
        text,
        begin,
        end,
    })
}

fn check(place: &str, printed: &[u8], reporter: &mut Reporter) -> Result<(), Problem> {
    let Blocked {
        path,
        text,
        begin,
        end,
    } = block_of(place)?;
    let have = text.get(begin..end).unwrap_or_default();
    let want = block_text(printed, place, &path, &text)?;
    if have == want.as_slice() {
        return Ok(());
    }
    reporter.raise(Status::NO);
    reporter.warn(
        Some(&Place::of(&path)),
        "the block is not what would be printed (--update writes it)",
    );
    let difference = block::difference(&String::from_utf8_lossy(have), &String::from_utf8_lossy(&want));
    let mut out = shared::output::Out::stdout();
    for line in difference.lines() {
        out.line(&shared::display::visible(line))?;
    }
    out.finish()
}

fn update(place: &str, printed: &[u8], reporter: &Reporter) -> Result<(), Problem> {
    let Blocked {
        path,
        text,
        begin,
        end,
    } = block_of(place)?;
    if reporter.status() > Status::NO {
        return Ok(());
    }
    let want = block_text(printed, place, &path, &text)?;
    if text.get(begin..end) == Some(want.as_slice()) {
        return Ok(());
    }
    let write = || {
        let mut file = AtomicFile::create(&path, Existing::Replace)?;
        file.write_all(text.get(..begin).unwrap_or_default())?;
        file.write_all(&want)?;
        file.write_all(text.get(end..).unwrap_or_default())?;
        file.commit()
    };
    write().map_err(|error| Problem::io(&path, &error))
}

/// What is printed, as it stands in a block of the text.
fn block_text(printed: &[u8], place: &str, path: &Path, text: &[u8]) -> Result<Vec<u8>, Problem> {
    if std::str::from_utf8(text).is_err() && !printed.is_ascii() {
        return Err(Problem::input(
            path,
            "is not UTF-8, which the table is; nothing is compared or written (convert the file first)",
        ));
    }
    let ends_block = |line: &&[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"```") || line.starts_with(b"<!--") && line.ends_with(b"-->")
    };
    if let Some(line) = printed.split(|byte| *byte == b'\n').find(ends_block) {
        let line = String::from_utf8_lossy(line.trim_ascii()).into_owned();
        return Err(Problem::input(
            path,
            format!(
                "the table has a line that would end or hide a block, {line}, and is not written to {place}"
            ),
        ));
    }
    Ok(with_line_ends_of(printed, text))
}

/// What is printed, its lines ending as those of the text do.
fn with_line_ends_of(printed: &[u8], text: &[u8]) -> Vec<u8> {
    let crlf = text
        .iter()
        .position(|byte| *byte == b'\n')
        .is_some_and(|at| text.get(at.wrapping_sub(1)) == Some(&b'\r'));
    if !crlf {
        return printed.to_vec();
    }
    let lines = printed.split_inclusive(|byte| *byte == b'\n');
    lines
        .flat_map(|line| match line.strip_suffix(b"\n") {
            Some(line) => [line, b"\r\n"].concat(),
            None => line.to_vec(),
        })
        .collect()
}

/// The name for messages and titles.
pub(crate) fn stem(path: &Path) -> String {
    match path.file_stem() {
        Some(stem) if path != Path::new("-") => stem.to_string_lossy().into_owned(),
        _ => "data".to_owned(),
    }
}
