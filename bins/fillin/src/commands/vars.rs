//! `fillin vars`: the names that templates use.

use std::collections::BTreeSet;

use fillin::program::Given;
use shared::output::{Out, PathKey};
use shared::run::{Problem, Reporter};

use super::{TemplateReader, inputs};
use crate::cli::Vars;
use crate::report;

pub(super) fn run(job: &Vars, reporter: &mut Reporter) -> Result<(), Problem> {
    let reader = TemplateReader::new(&job.grammar, &job.common)?;
    let mut out = Out::stdout();
    let mut names = BTreeSet::new();
    for input in inputs(&job.templates) {
        let program = match reader.read(&input) {
            Ok(program) => program,
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        let flaws = program.flaws(|_| Some(Given::Text(b"")));
        report::findings(reporter, input.path(), None, &program, &flaws);
        if job.common.json {
            out.json(&report::VarsRow {
                path: PathKey(input.path()),
                valid: flaws.is_empty(),
                variables: report::variables(&program),
                errors: report::errors(input.path(), &program, &flaws),
                more_errors: flaws.more,
            })?;
        } else {
            names.extend(program.names().iter().cloned());
        }
    }
    for name in names {
        let name = shared::display::visible(&name);
        match job.env_example {
            true => out.line(&format!("{name}="))?,
            false => out.line(&name)?,
        }
    }
    out.finish()
}
