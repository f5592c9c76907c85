//! The verbs, a module each: from arguments to the engine to the reports.

mod cat;
mod check;
mod diff;
mod extract;
mod formats;
mod list;
mod password;
mod repack;
mod search;
mod session;
mod survey;
mod test;

use clap::CommandFactory;
use shared::run::{Problem, Reporter};

pub(crate) use password::password_in;

use crate::cli::{Cli, Extract, Verb};

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    if cli.verb.is_none() {
        must_be_no_verb(&cli.extract)?;
    }
    match cli.verb {
        None => extract::extract(&cli.extract, reporter),
        Some(Verb::Extract(args)) => extract::extract(&args, reporter),
        Some(Verb::List(args)) => list::list(&args, reporter),
        Some(Verb::Test(args)) => test::test(&args, reporter),
        Some(Verb::Cat(args)) => cat::cat(&args, reporter),
        Some(Verb::Check(args)) => check::check(&args, reporter),
        Some(Verb::Diff(args)) => diff::diff(&args, reporter),
        Some(Verb::Search(args)) => search::search(&args, reporter),
        Some(Verb::Repack(args)) => repack::repack(&args, reporter),
        Some(Verb::Formats(args)) => formats::formats(&args),
    }
}

/// A verb behind an option would be taken for an archive, and the next word extracted.
fn must_be_no_verb(args: &Extract) -> Result<(), Problem> {
    let first = args.inputs.files.first().and_then(|path| path.to_str());
    // Most names of files cannot be verbs, and the command line takes its time to build.
    let first = first.filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()));
    if first.is_none() {
        return Ok(());
    }
    let command = Cli::command();
    let mut names = command
        .get_subcommands()
        .flat_map(|verb| std::iter::once(verb.get_name()).chain(verb.get_visible_aliases()));
    match first {
        Some(word) if names.any(|name| name == word) => Err(Problem::usage(format!(
            "{word}: a command comes before all options (unpack {word} ...); ./{word} is a file"
        ))),
        _ => Ok(()),
    }
}

/// How many threads may work: all cores, unless the user says.
fn threads(jobs: Option<u16>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    jobs.map_or_else(cores, usize::from)
}
