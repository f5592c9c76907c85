//! Findings as lines and as JSON.

use std::path::Path;

use ftype::details::{Details, Value};
use ftype::types::{self, Type};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use shared::output::{Out, PathKey};
use shared::run::Problem;

use crate::cli::Cli;
use crate::examine::{Finding, Lie};

/// The line for an input, without its name.
pub(crate) fn line(finding: &Finding, cli: &Cli) -> String {
    let answer = &finding.answer;
    if cli.mime {
        return format!("{}; charset={}", answer.of.mime, answer.charset());
    }
    if cli.mime_type {
        return answer.of.mime.to_owned();
    }
    if cli.mime_encoding {
        return answer.charset().to_owned();
    }
    if cli.extension {
        return extensions(answer.of);
    }
    let mut line = finding.description.clone();
    for other in &finding.others {
        line.push_str(&format!("\n- {}", other.description));
    }
    if let Some(bytes) = finding.details.get("trailing_bytes").filter(|_| cli.keep_going) {
        line.push_str(&format!("\n- {bytes} bytes behind the end"));
    }
    line
}

/// The usual extensions, as `file` writes them.
pub(crate) fn extensions(of: Type) -> String {
    match of.extensions {
        [] => "???".to_owned(),
        extensions => extensions.join("/"),
    }
}

/// What `--check` says of a name that lies.
pub(crate) fn mismatch(lie: &Lie) -> String {
    let Lie { extension, of } = lie;
    let usual: Vec<String> = of
        .extensions
        .iter()
        .map(|extension| format!(".{extension}"))
        .collect();
    let usual = if usual.is_empty() {
        String::new()
    } else {
        format!(" ({})", usual.join(", "))
    };
    format!(".{extension} but {}{usual}", of.mime)
}

/// One line for each type that a pattern may name: label, MIME type, group, usual extensions, description, with tabs between.
pub(crate) fn list(out: &mut Out) -> Result<(), Problem> {
    for of in types::all() {
        let line = [
            of.label,
            of.mime,
            of.group.name(),
            &extensions(*of),
            of.description,
        ]
        .join("\t");
        out.line(&line)?;
    }
    out.finish()
}

/// One row of `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct Row<'a> {
    #[serde(flatten)]
    path: PathKey<'a>,
    mime: Option<&'a str>,
    charset: Option<&'a str>,
    ext: &'a [&'a str],
    label: Option<&'a str>,
    group: Option<&'a str>,
    description: Option<&'a str>,
    details: Facts<'a>,
    confidence: f64,
    why: Option<&'a str>,
    alternatives: Vec<Alternative<'a>>,
    container: Vec<&'a str>,
    truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    polyglot: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<Vec<Alternative<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mismatch: Option<Option<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// Another type that the input is or may be.
#[derive(Debug, Serialize)]
struct Alternative<'a> {
    mime: &'a str,
    label: &'a str,
    confidence: f64,
}

impl<'a> Row<'a> {
    pub(crate) fn of(path: &'a Path, finding: &'a Finding, cli: &Cli) -> Self {
        let answer = &finding.answer;
        let other = |of: &Type, confidence| Alternative {
            mime: of.mime,
            label: of.label,
            confidence,
        };
        let matches = || {
            let first = std::iter::once(other(&answer.of, answer.confidence));
            first
                .chain(finding.others.iter().map(|of| other(of, 1.0)))
                .collect()
        };
        Self {
            path: PathKey(path),
            mime: Some(answer.of.mime),
            charset: Some(answer.charset()),
            ext: answer.of.extensions,
            label: Some(answer.of.label),
            group: Some(answer.of.group.name()),
            description: Some(&finding.description),
            details: Facts(Some(&finding.details)),
            confidence: answer.confidence,
            why: Some(answer.why.word()),
            alternatives: answer
                .alternatives
                .iter()
                .map(|(of, confidence)| other(of, *confidence))
                .collect(),
            container: finding.container.iter().map(|of| of.label).collect(),
            truncated: answer.truncated,
            polyglot: cli.keep_going.then_some(!finding.others.is_empty()),
            matches: cli.keep_going.then(matches),
            mismatch: cli.check.then_some(finding.mismatch),
            error: None,
        }
    }

    pub(crate) fn failed(path: &'a Path, error: &'a str) -> Self {
        Self {
            path: PathKey(path),
            mime: None,
            charset: None,
            ext: &[],
            label: None,
            group: None,
            description: None,
            details: Facts(None),
            confidence: 0.0,
            why: None,
            alternatives: Vec::new(),
            container: Vec::new(),
            truncated: false,
            polyglot: None,
            matches: None,
            mismatch: None,
            error: Some(error),
        }
    }
}

#[derive(Debug)]
struct Facts<'a>(Option<&'a Details>);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.into_iter().flat_map(|details| &details.0) {
            match value {
                Value::Number(number) => map.serialize_entry(name, number)?,
                Value::Bool(bool) => map.serialize_entry(name, bool)?,
                Value::Text(text) => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}
