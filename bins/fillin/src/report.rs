//! What goes out: findings as lines on stderr, answers as JSON on stdout.

use std::path::Path;

use fillin::finding::Findings;
use fillin::program::Program;
use serde::Serialize;
use shared::output::{PathKey, base64};
use shared::run::{Problem, Reporter, Status};

/// One line on stderr for each finding; raises the status. In a merge the row is named, too.
pub(crate) fn findings(
    reporter: &mut Reporter,
    path: &Path,
    row: Option<usize>,
    program: &Program,
    findings: &Findings,
) {
    let row = row.map(|row| format!("row {row}: ")).unwrap_or_default();
    let mut positions = program.positions();
    for finding in &findings.list {
        let (line, column) = positions.of(finding.offset);
        let problem = Problem::new(Status::NO, format!("{row}{}", finding.message));
        reporter.report(problem.at_line_col(path, line as u64, column as u64));
    }
    if findings.more > 0 {
        let message = format!("{row}... and {} more findings", findings.more);
        reporter.report(Problem::new(Status::NO, message).at(path));
    }
}

/// A finding in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorRow<'a> {
    kind: &'static str,
    name: Option<&'a str>,
    #[serde(flatten)]
    path: PathKey<'a>,
    line: Option<usize>,
    col: Option<usize>,
    offset: Option<usize>,
    hint: Option<&'a str>,
    message: &'a str,
}

/// The findings of a template in JSON.
pub(crate) fn errors<'a>(path: &'a Path, program: &Program, findings: &'a Findings) -> Vec<ErrorRow<'a>> {
    let mut positions = program.positions();
    findings
        .list
        .iter()
        .map(|finding| {
            let (line, col) = positions.of(finding.offset);
            ErrorRow {
                kind: finding.kind.word(),
                name: finding.name.as_deref(),
                path: PathKey(path),
                line: Some(line),
                col: Some(col),
                offset: Some(finding.offset),
                hint: finding.hint.as_deref(),
                message: &finding.message,
            }
        })
        .collect()
}

/// A row that could not be read, in JSON.
pub(crate) fn bad_row<'a>(
    path: &'a Path,
    place: Option<(usize, Option<usize>)>,
    message: &'a str,
) -> ErrorRow<'a> {
    let (line, col) = place.map_or((None, None), |(line, col)| (Some(line), col));
    ErrorRow {
        kind: "value",
        name: None,
        path: PathKey(path),
        line,
        col,
        offset: None,
        hint: None,
        message,
    }
}

/// A name in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct VariableRow<'a> {
    name: &'a str,
    count: usize,
    required: bool,
    default: Option<&'a str>,
    line: usize,
    col: usize,
    offset: usize,
    at: Vec<(usize, usize)>,
}

/// The names of a template in JSON.
pub(crate) fn variables(program: &Program) -> Vec<VariableRow<'_>> {
    let mut rows: Vec<_> = program
        .names()
        .iter()
        .map(|name| VariableRow {
            name,
            count: 0,
            required: true,
            default: None,
            line: 0,
            col: 0,
            offset: 0,
            at: Vec::new(),
        })
        .collect();
    let mut positions = program.positions();
    for (slot, offset) in program.placeholders() {
        let Some(row) = rows.get_mut(slot) else { continue };
        let (line, col) = positions.of(offset);
        if row.count == 0 {
            (row.line, row.col, row.offset) = (line, col, offset);
        }
        row.count += 1;
        row.at.push((line, col));
    }
    rows
}

/// The filled text, where it goes out in JSON.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Text {
    /// UTF-8, or none.
    Text { text: Option<String> },
    /// Anything else, in base64.
    Bytes { text_bytes: String },
}

impl Text {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text {
                text: Some(text.to_owned()),
            },
            Err(_) => Self::Bytes {
                text_bytes: base64(bytes),
            },
        }
    }

    pub(crate) fn none() -> Self {
        Self::Text { text: None }
    }
}

/// What `render` or `merge` did, in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct FilledRow<'a> {
    #[serde(flatten)]
    pub(crate) path: Option<PathKey<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) row: Option<usize>,
    pub(crate) ok: bool,
    #[serde(flatten)]
    pub(crate) text: Text,
    pub(crate) errors: Vec<ErrorRow<'a>>,
    /// Findings beyond those.
    #[serde(skip_serializing_if = "none")]
    pub(crate) more_errors: usize,
    pub(crate) variables: Vec<VariableRow<'a>>,
    pub(crate) written: Vec<String>,
}

/// What `vars` found, in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct VarsRow<'a> {
    #[serde(flatten)]
    pub(crate) path: PathKey<'a>,
    pub(crate) valid: bool,
    pub(crate) variables: Vec<VariableRow<'a>>,
    pub(crate) errors: Vec<ErrorRow<'a>>,
    /// Findings beyond those.
    #[serde(skip_serializing_if = "none")]
    pub(crate) more_errors: usize,
}

fn none(count: &usize) -> bool {
    *count == 0
}
