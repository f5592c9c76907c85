//! From the arguments to the engine: inputs in, clean HTML or findings out.

use std::path::Path;

use htmlsafe::{Cleaner, Finding, Kind, Limits, Policy, Verifier};
use serde::Serialize;
use shared::charset::Encoding;
use shared::display::visible;
use shared::input::Input;
use shared::output::{Out, base64};
use shared::run::{Place, Problem, Reporter, Status};

use crate::cli::Cli;
use crate::policy_file;
use crate::rows;
use crate::source::Source;

/// Something was dropped because of a limit.
const LIMIT: Status = Status::of_tool(4);

pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    let policy = policy_file::policy(&cli)?;
    let encoding = match &cli.encoding {
        Some(name) => Some(
            Encoding::for_label(name)
                .ok_or_else(|| Problem::usage(format!("--encoding {name}: no encoding that is known")))?,
        ),
        None => None,
    };
    if cli.explain_policy {
        return explain(&policy);
    }
    let inputs = cli.inputs.inputs()?;
    let verifier = if cli.verify || cfg!(debug_assertions) {
        Some(Verifier::new(&policy).map_err(|error| Problem::usage(format!("--verify: {error}")))?)
    } else {
        None
    };
    let limits = Limits {
        depth: usize::try_from(cli.max_depth).unwrap_or(usize::MAX),
        tag: usize::try_from(cli.max_tag).unwrap_or(usize::MAX),
    };
    let mut job = Job {
        cli: &cli,
        policy: &policy,
        limits,
        verifier,
        reporter,
        out: Out::stdout(),
        fields_met: vec![false; cli.field.len()],
    };
    for input in inputs {
        let done = input.and_then(|input| {
            if cli.field.is_empty() {
                page(&mut job, &input, encoding)
            } else {
                rows::rows(&mut job, &input)
            }
        });
        match done {
            Ok(()) => {}
            Err(problem) if problem.place().is_some() => job.reporter.report(problem),
            Err(problem) => return Err(problem),
        }
    }
    for (name, met) in cli.field.iter().zip(&job.fields_met) {
        if !met {
            let message = format!("--field {name}: no row has it, so nothing was cleaned in its name");
            job.reporter.warn(None, &message);
        }
    }
    job.out.finish()
}

/// What all inputs of a run share.
pub(crate) struct Job<'r> {
    pub(crate) cli: &'r Cli,
    pub(crate) policy: &'r Policy,
    pub(crate) limits: Limits,
    pub(crate) verifier: Option<Verifier>,
    pub(crate) reporter: &'r mut Reporter,
    pub(crate) out: Out,
    /// For each `--field`, whether a row has it.
    pub(crate) fields_met: Vec<bool>,
}

/// Where findings come from.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'o> {
    pub(crate) path: &'o Path,
    /// The row from 1 and the member, with `--field`.
    pub(crate) row: Option<(u64, &'o str)>,
}

impl Job<'_> {
    /// Output that is about to be written has to be in the safe language.
    pub(crate) fn verify(&self, output: &str) -> Result<(), Problem> {
        match &self.verifier {
            Some(verifier) if !verifier.accepts(output) => Err(Problem::new(
                Status::INPUT,
                "the output left the safe language: nothing more is written",
            )),
            _ => Ok(()),
        }
    }

    pub(crate) fn findings(&mut self, findings: &[Finding], origin: Origin<'_>) -> Result<(), Problem> {
        for finding in findings {
            self.reporter.raise(Status::NO);
            if self.cli.json {
                let file = origin.path.to_str();
                let path_bytes = file
                    .is_none()
                    .then(|| base64(origin.path.as_os_str().as_encoded_bytes()));
                let (row, field) = origin.row.unzip();
                self.out.json(&Row {
                    file,
                    path_bytes,
                    row,
                    field,
                    finding,
                })?;
            } else {
                self.out.line(&sentence(finding, origin))?;
            }
        }
        Ok(())
    }

    pub(crate) fn note_limit(&mut self, hit: bool) {
        if hit {
            self.reporter.raise(LIMIT);
        }
    }
}

/// A whole input.
fn page(job: &mut Job<'_>, input: &Input, encoding: Option<Encoding>) -> Result<(), Problem> {
    let path = input.path();
    let origin = Origin { path, row: None };
    let failed = |error: std::io::Error| Problem::io(path, &error);
    let mut source = Source::open(input.open()?, encoding).map_err(failed)?;
    let mut cleaner = Cleaner::new(job.policy, job.limits, job.cli.check);
    let mut text = String::new();
    loop {
        text.clear();
        let more = source.next_piece(&mut text).map_err(failed)?;
        cleaner.feed(&text);
        if !more {
            cleaner.finish();
        }
        let output = cleaner.take_output();
        if job.cli.check {
            job.findings(&cleaner.take_findings(), origin)?;
        } else {
            job.verify(&output)?;
            job.out.bytes(output.as_bytes())?;
        }
        if !more {
            break;
        }
    }
    if source.faults > 0 && !job.cli.quiet {
        let message = format!(
            "{} places are no text in its encoding: they became U+FFFD",
            source.faults
        );
        job.reporter.warn(Some(&Place::of(path)), &message);
    }
    job.note_limit(cleaner.limit_hit());
    Ok(())
}

fn explain(policy: &Policy) -> Result<(), Problem> {
    #[derive(Serialize)]
    struct Explained {
        engine: &'static str,
        #[serde(flatten)]
        policy: htmlsafe::PolicySource,
    }
    let mut out = Out::stdout();
    out.json(&Explained {
        engine: "streaming",
        policy: policy.in_force(),
    })?;
    out.finish()
}

#[derive(Serialize)]
struct Row<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'f str>,
    #[serde(flatten)]
    finding: &'f Finding,
}

/// `path:line:col: kind: what, why`.
fn sentence(finding: &Finding, origin: Origin<'_>) -> String {
    let path = shared::display::visible_path(origin.path);
    let row = match origin.row {
        Some((row, field)) => format!("row {row}, {}: ", visible(field)),
        None => String::new(),
    };
    let what = match (&finding.tag, &finding.attr) {
        (Some(tag), Some(attr)) => format!("{attr} of {tag}"),
        (Some(tag), None) => tag.clone(),
        _ => finding.value.chars().take(40).collect(),
    };
    let value = match finding.kind {
        Kind::Attribute | Kind::Url => format!(" ({:.60})", finding.value),
        _ => String::new(),
    };
    format!(
        "{path}:{}:{}: {}: {row}{}{}: {}, {}",
        finding.line,
        finding.col,
        finding.kind.name(),
        visible(&what),
        visible(&value),
        finding.action,
        finding.reason
    )
}
