//! Arguments, inputs, engine, output: findings come out in the order of the inputs, however many threads there are.

use std::path::Path;

use ftype::types::Type;
use globset::{GlobBuilder, GlobMatcher};
use shared::display::{visible, visible_path};
use shared::input::Input;
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};

use crate::cli::Cli;
use crate::examine::{Finding, examine};
use crate::report::{self, Row};

/// Inputs that are looked at before the first of them is printed, for each thread.
const BATCH: usize = 64;

/// Says what all inputs are.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    reporter.set_quiet(cli.quiet);
    let mut printer = Printer {
        expected: Expected::new(&cli.expect)?,
        cli: &cli,
        out: Out::stdout(),
    };
    let mut inputs = cli.inputs.inputs()?;
    let threads = usize::from(cli.jobs);
    let size = if threads > 1 { threads * BATCH } else { 1 };
    loop {
        let batch: Vec<_> = inputs.by_ref().take(size).collect();
        if batch.is_empty() {
            break;
        }
        let findings = examine_all(&batch, threads, &cli);
        for (input, finding) in batch.into_iter().zip(findings) {
            match (input, finding) {
                (Ok(input), Some(finding)) => printer.print(&input, finding, reporter)?,
                (Err(problem), _) => reporter.report(problem),
                (Ok(_), None) => {}
            }
        }
    }
    printer.out.finish()
}

fn examine_all(
    batch: &[Result<Input, Problem>],
    threads: usize,
    cli: &Cli,
) -> Vec<Option<Result<Finding, Problem>>> {
    let examine = |input: &Result<Input, Problem>| input.as_ref().ok().map(|input| examine(input, cli));
    if threads == 1 || batch.len() == 1 {
        return batch.iter().map(examine).collect();
    }
    let share = batch.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let shares: Vec<_> = batch
            .chunks(share)
            .map(|inputs| scope.spawn(move || inputs.iter().map(examine).collect::<Vec<_>>()))
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().unwrap_or_default())
            .collect()
    })
}

struct Printer<'c> {
    cli: &'c Cli,
    expected: Option<Expected>,
    out: Out,
}

impl Printer<'_> {
    fn print(
        &mut self,
        input: &Input,
        finding: Result<Finding, Problem>,
        reporter: &mut Reporter,
    ) -> Result<(), Problem> {
        let path = input.path();
        let finding = match finding {
            Ok(finding) => finding,
            Err(problem) => {
                let message = problem.message().to_owned();
                reporter.report(problem);
                return if self.cli.json {
                    self.out.json(&Row::failed(path, &message))
                } else {
                    Ok(())
                };
            }
        };
        let of = finding.answer.of;
        let surprise = self.expected.as_ref().filter(|expected| !expected.holds(of));
        let found = finding.mismatch == Some(true) || surprise.is_some();
        if found {
            reporter.raise(Status::NO);
        }
        if self.cli.json {
            return self.out.json(&Row::of(path, &finding, self.cli));
        }
        if let Some(expected) = surprise {
            let line = format!("{}, expected {}", of.mime, expected.words);
            return self.line(path, &line);
        }
        if found {
            let line = report::mismatch(path, of);
            return self.line(path, &line);
        }
        match self.cli.check || self.expected.is_some() {
            true => Ok(()),
            false => self.line(path, &report::line(&finding, self.cli)),
        }
    }

    fn line(&mut self, path: &Path, text: &str) -> Result<(), Problem> {
        let lines: Vec<_> = text.split('\n').map(visible).collect();
        let text = lines.join("\n");
        match self.cli.brief {
            true => self.out.line(&text),
            false => self.out.line(&format!("{}: {text}", visible_path(path))),
        }
    }
}

/// The patterns of `--expect`.
struct Expected {
    globs: Vec<GlobMatcher>,
    words: String,
}

impl Expected {
    fn new(patterns: &[String]) -> Result<Option<Self>, Problem> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let glob = |pattern: &String| {
            GlobBuilder::new(pattern)
                .literal_separator(true)
                .build()
                .map(|glob| glob.compile_matcher())
        };
        let globs = patterns.iter().map(glob).collect::<Result<_, _>>();
        let globs = globs.map_err(|error| Problem::usage(format!("--expect: {error}")))?;
        Ok(Some(Self {
            globs,
            words: patterns.join(" or "),
        }))
    }

    /// Patterns are for the MIME type and the group; another name of the type holds when it is spelt out.
    fn holds(&self, of: Type) -> bool {
        let by_glob = |name: &str| self.globs.iter().any(|glob| glob.is_match(name));
        let spelt = |alias: &&str| self.globs.iter().any(|glob| glob.glob().glob() == *alias);
        by_glob(of.mime) || by_glob(of.group.name()) || of.aliases.iter().any(spelt)
    }
}
