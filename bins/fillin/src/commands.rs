//! The jobs: arguments, inputs, engine, output.

mod merge;
mod render;
mod vars;

use std::path::Path;

use fillin::charset::Given as Charset;
use fillin::grammar::{Custom, Grammar};
use fillin::program::{Policy, Program};
use shared::atomic::{AtomicFile, Existing};
use shared::input::Input;
use shared::run::{Problem, Reporter, Status};

use crate::cli::{Cli, Common, Filling, GrammarArgs, Job};

/// The existing file or path is in the way.
const REFUSED: Status = Status::of_tool(4);

/// Templates are held in memory; none may be larger than this.
const TEMPLATE_LIMIT: u64 = 256 << 20;

/// Does the job.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    let common = match &cli.command {
        Job::Render(job) => &job.filling.common,
        Job::Merge(job) => &job.filling.common,
        Job::Vars(job) => &job.common,
    };
    reporter.set_quiet(common.quiet);
    match cli.command {
        Job::Render(job) => render::run(&job, reporter),
        Job::Merge(job) => merge::run(&job, reporter),
        Job::Vars(job) => vars::run(&job, reporter),
    }
}

/// How templates are read.
struct TemplateReader {
    grammar: Grammar,
    charset: Option<Charset>,
}

impl TemplateReader {
    fn new(grammar: &GrammarArgs, common: &Common) -> Result<Self, Problem> {
        let custom = Custom {
            delimiter: grammar.delimiter.as_deref(),
            id_pattern: grammar.idpattern.as_deref(),
            brace_id_pattern: grammar.braceidpattern.as_deref(),
            case_sensitive: grammar.case_sensitive,
        };
        let charset = match &common.encoding {
            Some(name) => Some(
                Charset::of_name(name)
                    .ok_or_else(|| Problem::usage(format!("--encoding: no encoding is called {name}")))?,
            ),
            None => None,
        };
        Ok(Self {
            grammar: Grammar::new(&custom, grammar.filters).map_err(Problem::usage)?,
            charset,
        })
    }

    fn program(&self, text: Vec<u8>) -> Program {
        Program::parse(text, &self.grammar, self.charset.as_ref())
    }

    fn read(&self, input: &Input) -> Result<Program, Problem> {
        Ok(self.program(input.read_to_limit(TEMPLATE_LIMIT)?))
    }
}

fn policy(filling: &Filling) -> Policy {
    if filling.safe {
        Policy::Safe
    } else {
        Policy::Strict
    }
}

/// A new file at `path`; an existing one is refused.
fn new_file(path: &Path) -> Result<AtomicFile, Problem> {
    AtomicFile::create(path, Existing::Refuse).map_err(|error| write_problem(path, &error))
}

fn write_problem(path: &Path, error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => Problem::new(
            REFUSED,
            "exists already and is left alone (give another name, or remove it)",
        )
        .at(path),
        _ => Problem::io(path, error),
    }
}

fn inputs(templates: &[std::path::PathBuf]) -> Vec<Input> {
    match templates {
        [] => vec![Input::Stdin],
        templates => templates.iter().map(|path| Input::from_argument(path)).collect(),
    }
}
