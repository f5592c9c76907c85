//! `fillin merge`: one filling for every row.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use fillin::finding::Findings;
use fillin::hint::Names;
use fillin::program::{Given, Policy, Program};
use fillin::rows::{BadRow, Format, Row, Rows};
use fillin::value::{Scope, Value};
use shared::atomic::AtomicFile;
use shared::input::Input;
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};

use super::{TemplateReader, new_file, policy, write_problem};
use crate::cli::Merge;
use crate::{data, report};

pub(super) fn run(job: &Merge, reporter: &mut Reporter) -> Result<(), Problem> {
    let reader = TemplateReader::new(&job.filling.grammar, &job.filling.common)?;
    let (template, rows_path) = match (job.files.as_slice(), &job.template_column) {
        ([template, rows], None) => (Some(template), rows),
        ([rows], Some(_)) => (None, rows),
        (_, None) => {
            return Err(Problem::usage(
                "merge: a template and a file with rows were expected",
            ));
        }
        (_, Some(_)) => {
            return Err(Problem::usage(
                "merge --template-column: one file with rows was expected",
            ));
        }
    };
    if template.is_some_and(|template| template.as_os_str() == "-") && rows_path.as_os_str() == "-" {
        return Err(Problem::usage(
            "merge: template and rows cannot both be standard input",
        ));
    }
    let scope = data::scope(&job.data)?;
    let template = match template {
        Some(path) => Some((path.clone(), reader.read(&Input::from_argument(path))?)),
        None => None,
    };
    let text = data::text(rows_path)?;
    let rows = Rows::new(&text, format(rows_path)?).map_err(|bad| row_problem(rows_path, &bad))?;
    let file = match &job.output {
        Some(path) => Some((path.clone(), new_file(path)?)),
        None => None,
    };
    let mut merging = Merging {
        names: Names::new(
            scope
                .names()
                .chain(rows.columns().into_iter().flatten().map(String::as_str)),
        ),
        rows_path,
        scope,
        reader,
        policy: policy(&job.filling),
        json: job.filling.common.json,
        out: Out::stdout(),
        file,
        buffer: Vec::new(),
    };
    match (template, &job.template_column) {
        (Some((path, program)), _) => merging.one_template(&path, &program, rows, reporter)?,
        (None, column) => merging.own_templates(column.as_deref().unwrap_or_default(), rows, reporter)?,
    }
    merging.finish(reporter)
}

fn format(path: &Path) -> Result<Format, Problem> {
    match path.extension().map(|extension| extension.to_ascii_lowercase()) {
        Some(extension) if extension == "tsv" => Ok(Format::Separated(b'\t')),
        Some(extension) if extension == "jsonl" || extension == "ndjson" => Ok(Format::JsonLines),
        Some(extension) if extension == "csv" => Ok(Format::Separated(b',')),
        None if path.as_os_str() == "-" => Ok(Format::Separated(b',')),
        _ => Err(Problem::usage(format!(
            "{}: rows of an unknown kind (.csv, .tsv, .jsonl or .ndjson was expected)",
            path.display()
        ))),
    }
}

fn row_problem(path: &Path, bad: &BadRow) -> Problem {
    let problem = Problem::input(path, bad.message.as_str());
    match bad.place {
        Some((line, Some(column))) => problem.at_line_col(path, line as u64, column as u64),
        Some((line, None)) => problem.at_line(path, line as u64),
        None => problem,
    }
}

/// A merge under way.
struct Merging<'j> {
    rows_path: &'j Path,
    scope: Scope,
    names: Names,
    reader: TemplateReader,
    policy: Policy,
    json: bool,
    /// The fillings, or JSON.
    out: Out,
    /// The fillings, when they go to a file.
    file: Option<(PathBuf, AtomicFile)>,
    buffer: Vec<u8>,
}

impl Merging<'_> {
    fn one_template(
        &mut self,
        path: &Path,
        program: &Program,
        mut rows: Rows,
        reporter: &mut Reporter,
    ) -> Result<(), Problem> {
        let columns = rows.columns().map(|columns| Columns::new(program, columns));
        if let (Some(columns), Policy::Strict, false) = (&columns, self.policy, self.json) {
            let given = |slot: usize| match columns.of(slot) {
                Some(_) => Some(Given::Text(b"")),
                None => self.source(program, slot).map(Given::Value),
            };
            let mut flaws = program.flaws(given);
            self.names.suggest(&mut flaws);
            report::findings(reporter, path, None, program, &flaws);
            if !flaws.is_empty() {
                return Ok(());
            }
        }
        while let Some(row) = rows.next_row() {
            match row {
                Ok((number, row)) => {
                    let findings = self.fill(program, columns.as_ref(), &row);
                    report::findings(reporter, path, Some(number), program, &findings);
                    self.emit(number, path, program, &findings)?;
                }
                Err(bad) => self.emit_bad(&bad, reporter)?,
            }
        }
        Ok(())
    }

    fn own_templates(
        &mut self,
        column: &str,
        mut rows: Rows,
        reporter: &mut Reporter,
    ) -> Result<(), Problem> {
        let names: Option<Vec<String>> = rows.columns().map(<[String]>::to_vec);
        let at =
            match &names {
                Some(names) => {
                    let at = names.iter().position(|name| name == column);
                    Some(at.ok_or_else(|| {
                        Problem::input(self.rows_path, format!("no column is called {column}"))
                    })?)
                }
                None => None,
            };
        while let Some(row) = rows.next_row() {
            let (number, row) = match row {
                Ok(row) => row,
                Err(bad) => {
                    self.emit_bad(&bad, reporter)?;
                    continue;
                }
            };
            let template = match &row {
                Row::Cells(record) => at.and_then(|at| record.get(at)).map(<[u8]>::to_vec),
                Row::Members(members) => {
                    members
                        .iter()
                        .find(|(name, _)| name == column)
                        .and_then(|(_, value)| match value {
                            Value::Text(text) => Some(text.clone()),
                            _ => None,
                        })
                }
            };
            let Some(template) = template else {
                let message = format!("row {number} has no text in {column}");
                self.emit_bad(
                    &BadRow {
                        row: Some(number),
                        place: None,
                        message,
                    },
                    reporter,
                )?;
                continue;
            };
            let program = self.reader.program(template);
            let columns = names.as_ref().map(|names| Columns::new(&program, names));
            let findings = self.fill(&program, columns.as_ref(), &row);
            let mut path = self.rows_path.as_os_str().to_owned();
            path.push(format!("#{number}"));
            let path = PathBuf::from(path);
            report::findings(reporter, &path, None, &program, &findings);
            self.emit(number, &path, &program, &findings)?;
        }
        Ok(())
    }

    fn source(&self, program: &Program, slot: usize) -> Option<&Value> {
        let name = program.names().get(slot)?;
        self.scope.get(name.as_bytes())
    }

    /// Fills the buffer from a row and the sources behind it.
    fn fill(&mut self, program: &Program, columns: Option<&Columns>, row: &Row) -> Findings {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let behind = |slot| self.source(program, slot).map(Given::Value);
        let findings = match row {
            Row::Cells(record) => {
                let cell = |slot| {
                    columns
                        .and_then(|columns| record.get(columns.of(slot)?))
                        .map(Given::Text)
                };
                program.fill(
                    |slot| cell(slot).or_else(|| behind(slot)),
                    self.policy,
                    &mut buffer,
                )
            }
            Row::Members(members) => {
                let by_name: HashMap<_, _> = members
                    .iter()
                    .map(|(name, value)| (name.as_str(), value))
                    .collect();
                let member = |slot: usize| {
                    by_name
                        .get(program.names().get(slot)?.as_str())
                        .map(|value| Given::Value(value))
                };
                let mut findings = program.fill(
                    |slot| member(slot).or_else(|| behind(slot)),
                    self.policy,
                    &mut buffer,
                );
                if !findings.is_empty() {
                    let given = by_name.iter().filter(|(_, value)| ***value != Value::Null);
                    Names::new(self.scope.names().chain(given.map(|(name, _)| *name))).suggest(&mut findings);
                }
                findings
            }
        };
        self.buffer = buffer;
        findings
    }

    fn emit(
        &mut self,
        number: usize,
        path: &Path,
        program: &Program,
        findings: &Findings,
    ) -> Result<(), Problem> {
        let ok = findings.is_empty();
        if let Some((path, file)) = &mut self.file
            && ok
        {
            file.write_all(&self.buffer)
                .map_err(|error| write_problem(path, &error))?;
        }
        let shown = ok && self.file.is_none();
        if !self.json {
            return if shown {
                self.out.bytes(&self.buffer)
            } else {
                Ok(())
            };
        }
        self.out.json(&report::FilledRow {
            path: None,
            row: Some(number),
            ok,
            text: if shown {
                report::Text::of(&self.buffer)
            } else {
                report::Text::none()
            },
            errors: report::errors(path, program, findings),
            more_errors: findings.more,
            variables: report::variables(program),
            written: Vec::new(),
        })
    }

    fn emit_bad(&mut self, bad: &BadRow, reporter: &mut Reporter) -> Result<(), Problem> {
        reporter.report(row_problem(self.rows_path, bad));
        if !self.json {
            return Ok(());
        }
        self.out.json(&report::FilledRow {
            path: None,
            row: bad.row,
            ok: false,
            text: report::Text::none(),
            errors: vec![report::bad_row(self.rows_path, bad.place, &bad.message)],
            more_errors: 0,
            variables: Vec::new(),
            written: Vec::new(),
        })
    }

    /// A file appears only when every row was filled.
    fn finish(mut self, reporter: &Reporter) -> Result<(), Problem> {
        self.out.finish()?;
        match self.file {
            Some((path, file)) if reporter.status() == Status::DONE => {
                file.commit().map_err(|error| write_problem(&path, &error))
            }
            _ => Ok(()),
        }
    }
}

/// The column of each slot of a template.
struct Columns(Vec<Option<usize>>);

impl Columns {
    fn new(program: &Program, columns: &[String]) -> Self {
        let by_name: HashMap<_, _> = columns
            .iter()
            .enumerate()
            .map(|(at, name)| (name.as_str(), at))
            .collect();
        Self(
            program
                .names()
                .iter()
                .map(|name| by_name.get(name.as_str()).copied())
                .collect(),
        )
    }

    fn of(&self, slot: usize) -> Option<usize> {
        self.0.get(slot).copied().flatten()
    }
}
