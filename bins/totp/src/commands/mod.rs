//! The subcommands, one module each: from arguments to the engine to the rendering.

mod batch;
mod now;
mod picture;
mod store;
mod uri;
mod verify;

use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use totp::entry::Entry;

use crate::cli::{Cli, Command, Uri};
use crate::render::FaultRow;
use crate::source::{self, Failure};

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    match cli.command {
        Command::New(args) => uri::new(&args),
        Command::Now(args) => match &args.batch {
            Some(file) => batch::batch(&args, file, reporter),
            None => now::now(&args, reporter),
        },
        Command::Verify(args) => verify::verify(&args, reporter),
        Command::Uri(Uri::Build(args)) => uri::build(&args),
        Command::Uri(Uri::Parse(args)) => uri::parse(&args, reporter),
        Command::Qr(args) => picture::qr(&args),
        Command::Scan(args) => picture::scan(&args, reporter),
        Command::Init(args) => store::init(&args),
        Command::Add(args) => store::add(&args),
    }
}

/// Unwraps what a source gave; a fault is printed in words, and with `json` as a row too.
fn given<T>(result: Result<T, Failure>, json: bool) -> Result<T, Problem> {
    result.map_err(|failure| match failure {
        Failure::Problem(problem) => problem,
        Failure::Fault(fault) => {
            if json {
                let mut out = Out::stdout();
                if let Err(problem) = out.json(&FaultRow::new(&fault, None)).and_then(|()| out.finish()) {
                    return problem;
                }
            }
            source::problem(&fault)
        }
    })
}

/// Says what is doubtful about an entry.
fn warn(entry: &Entry, reporter: &mut Reporter) {
    for warning in &entry.warnings {
        reporter.warn(None, warning.name());
    }
}

/// A status of 4: used before, or locked out.
const BARRED: Status = Status::of_tool(4);

/// Whether all these are names of stored entries, in the store that the environment names.
pub(crate) fn all_stored(names: &[String]) -> bool {
    let place = crate::cli::Store {
        store: None,
        identity: None,
    };
    let (Ok(path), Ok(identity)) = (source::store_path(&place), source::identity_path(&place)) else {
        return false;
    };
    source::open(&path, &identity).is_ok_and(|store| names.iter().all(|name| store.find(name).is_some()))
}
