//! `fillin render`: text to stdout, to a new file, or in place.

use std::io::Write;
use std::path::{Path, PathBuf};

use fillin::finding::Findings;
use fillin::hint::Names;
use fillin::program::{Given, Program};
use shared::atomic::{AtomicFile, Existing};
use shared::output::{Out, PathKey};
use shared::run::{Problem, Reporter};

use super::{TemplateReader, inputs, new_file, policy, write_problem};
use crate::cli::Render;
use crate::{data, report};

/// A template and what filling it gave.
struct Filled {
    path: PathBuf,
    program: Program,
    text: Vec<u8>,
    findings: Findings,
}

pub(super) fn run(job: &Render, reporter: &mut Reporter) -> Result<(), Problem> {
    let reader = TemplateReader::new(&job.filling.grammar, &job.filling.common)?;
    let scope = data::scope(&job.data)?;
    let names = Names::new(scope.names());
    let mut templates = Vec::new();
    match &job.text {
        Some(text) => templates.push((PathBuf::from("-t"), reader.program(text.clone().into_bytes()))),
        None => {
            for input in inputs(&job.templates) {
                match reader.read(&input) {
                    Ok(program) => templates.push((input.path().to_owned(), program)),
                    Err(problem) => reporter.report(problem),
                }
            }
        }
    }
    let unread = reporter.status();
    let mut all = Vec::new();
    for (path, program) in templates {
        let values: Vec<_> = program
            .names()
            .iter()
            .map(|name| scope.get(name.as_bytes()).map(Given::Value))
            .collect();
        let mut text = Vec::new();
        let value = |slot: usize| values.get(slot).copied().flatten();
        let mut findings = program.fill(value, policy(&job.filling), &mut text);
        names.suggest(&mut findings);
        report::findings(reporter, &path, None, &program, &findings);
        all.push(Filled {
            path,
            program,
            text,
            findings,
        });
    }
    let sound = all.iter().all(|filled| filled.findings.is_empty());
    let mut written = Vec::new();
    if let Some(target) = &job.output {
        let file = new_file(target)?;
        if sound && unread == shared::run::Status::DONE {
            write(file, target, &all)?;
            written.push(target.clone());
        }
    } else if job.in_place && sound {
        for filled in &all {
            let file = AtomicFile::create(&filled.path, Existing::Replace)
                .map_err(|error| write_problem(&filled.path, &error))
                .and_then(|file| write(file, &filled.path, std::slice::from_ref(filled)));
            match file {
                Ok(()) => written.push(filled.path.clone()),
                Err(problem) => reporter.report(problem),
            }
        }
    }
    print(job, &all, sound, &written)
}

fn write(mut file: AtomicFile, target: &Path, all: &[Filled]) -> Result<(), Problem> {
    all.iter()
        .try_for_each(|filled| file.write_all(&filled.text))
        .and_then(|()| file.commit())
        .map_err(|error| write_problem(target, &error))
}

fn print(job: &Render, all: &[Filled], sound: bool, written: &[PathBuf]) -> Result<(), Problem> {
    let to_stdout = job.output.is_none() && !job.in_place;
    let mut out = Out::stdout();
    for filled in all {
        if job.filling.common.json {
            let ok = filled.findings.is_empty();
            let own = job.output.as_ref().unwrap_or(&filled.path);
            out.json(&report::FilledRow {
                path: Some(PathKey(&filled.path)),
                row: None,
                ok,
                text: if ok && to_stdout {
                    report::Text::of(&filled.text)
                } else {
                    report::Text::none()
                },
                errors: report::errors(&filled.path, &filled.program, &filled.findings),
                more_errors: filled.findings.more,
                variables: report::variables(&filled.program),
                written: written
                    .iter()
                    .filter(|path| *path == own)
                    .map(|path| path.display().to_string())
                    .collect(),
            })?;
        } else if to_stdout && sound {
            out.bytes(&filled.text)?;
        }
    }
    out.finish()
}
