//! Arguments, inputs, engine, output: findings come out in the order of the inputs, however many threads there are.

use std::path::Path;

use shared::display::{visible, visible_path};
use shared::input::{Input, Walk, walk};
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};

use crate::cli::Cli;
use crate::examine::{Finding, examine};
use crate::pattern::Patterns;
use crate::report::{self, Row};
use crate::template::Template;

/// Inputs that are looked at before the first of them is printed, for each thread.
const BATCH: usize = 64;

/// Says what all inputs are.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    reporter.set_quiet(cli.quiet);
    let mut printer = Printer {
        expected: Patterns::new("--expect", &cli.expect)?,
        only: Patterns::new("--only", &cli.only)?,
        not: Patterns::new("--not", &cli.not)?,
        template: cli.format.as_deref().map(Template::new).transpose()?,
        cli: &cli,
        out: Out::stdout(),
    };
    if cli.list {
        return report::list(&mut printer.out);
    }
    let mut read = false;
    let given = cli.inputs.inputs()?.map(|input| match input {
        Ok(Input::Stdin) if std::mem::replace(&mut read, true) => Err(Problem::input(
            Path::new("-"),
            "standard input was read already (it can be given once)",
        )),
        input => input,
    });
    let mut inputs = given.flat_map(|input| expand(input, &cli));
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
                (Err(problem), _) => printer.fail(problem, reporter)?,
                (Ok(_), None) => {}
            }
        }
    }
    printer.out.finish()
}

/// The files below a directory, with `-r`; else the input itself.
fn expand(input: Result<Input, Problem>, cli: &Cli) -> Box<dyn Iterator<Item = Result<Input, Problem>>> {
    let how = Walk {
        hidden: cli.hidden,
        ignored: cli.no_ignore,
    };
    match &input {
        Ok(Input::File(path)) if cli.recursive && path.is_dir() => {
            Box::new(walk(path, how).map(|path| path.map(Input::File)))
        }
        _ => Box::new(std::iter::once(input)),
    }
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
    expected: Option<Patterns>,
    only: Option<Patterns>,
    not: Option<Patterns>,
    template: Option<Template>,
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
            Err(problem) => return self.fail(problem, reporter),
        };
        let of = finding.answer.of;
        let left_out = self.only.as_ref().is_some_and(|only| !only.hold(of))
            || self.not.as_ref().is_some_and(|not| not.hold(of));
        if left_out {
            return Ok(());
        }
        let surprise = self.expected.as_ref().filter(|expected| !expected.hold(of));
        let found = finding.lie.is_some() || surprise.is_some();
        if found {
            reporter.raise(Status::NO);
        }
        if self.cli.json {
            return self.out.json(&Row::of(path, &finding, self.cli));
        }
        if self.cli.check || self.expected.is_some() {
            if !found {
                return Ok(());
            }
            if let Some(template) = &self.template {
                let line = template.line(path, &finding);
                return self.out.line(&line);
            }
        }
        if let Some(expected) = surprise {
            let line = format!("{}, expected {}", of.mime, expected.words);
            return self.line(path, &line);
        }
        if let Some(lie) = &finding.lie {
            let line = report::mismatch(lie);
            return self.line(path, &line);
        }
        match &self.template {
            Some(template) => {
                let line = template.line(path, &finding);
                self.out.line(&line)
            }
            None => self.line(path, &report::line(&finding, self.cli)),
        }
    }

    /// A message, and a row where rows are printed.
    fn fail(&mut self, problem: Problem, reporter: &mut Reporter) -> Result<(), Problem> {
        if let Some(path) = problem.path().filter(|_| self.cli.json) {
            self.out.json(&Row::failed(path, problem.message()))?;
        }
        reporter.report(problem);
        Ok(())
    }

    fn line(&mut self, path: &Path, text: &str) -> Result<(), Problem> {
        let lines: Vec<_> = text.split('\n').map(visible).collect();
        let text = lines.join("\n");
        if self.cli.print0 {
            self.out.bytes(path.as_os_str().as_encoded_bytes())?;
            self.out.bytes(b"\0")?;
        } else if !self.cli.brief {
            self.out.bytes(visible_path(path).as_bytes())?;
        }
        if !self.cli.brief {
            self.out.bytes(b": ")?;
        }
        self.out.line(&text)
    }
}
