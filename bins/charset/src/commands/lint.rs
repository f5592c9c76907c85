//! `charset lint`: one line or object for each finding.

use std::path::{Path, PathBuf};

use charset::lint::{Finding, Kind, Rules, lint};
use serde::Serialize;
use shared::charset::{Encoding, Newline};
use shared::display::visible_path;
use shared::input::{Input, Walk, walk};
use shared::output::{Out, PathKey};
use shared::run::{Problem, Reporter, Status};

use super::encoding_named;
use crate::cli::{Lint, LintNewline};

pub(crate) fn run(args: &Lint, reporter: &mut Reporter) -> Result<(), Problem> {
    let rules = Rules {
        require: encoding_named(&args.require)?,
        no_bom: args.no_bom,
        newline: args.newline.map(|newline| match newline {
            LintNewline::Lf => Newline::Lf,
            LintNewline::Crlf => Newline::CrLf,
        }),
    };
    let mut out = Out::stdout();
    let mut left = args.max_findings.unwrap_or(u64::MAX);
    for input in inputs(args)? {
        let findings = input.and_then(|input| {
            let found = lint(input.open()?, &rules).map_err(|error| Problem::io(input.path(), &error))?;
            Ok((input, found.unwrap_or_default()))
        });
        match findings {
            Ok((input, findings)) => {
                for finding in findings {
                    reporter.raise(Status::NO);
                    print(&mut out, args.json, input.path(), &finding, rules.require)?;
                    left = left.saturating_sub(1);
                    if left == 0 {
                        return out.finish();
                    }
                }
            }
            Err(problem) => reporter.report(problem),
        }
    }
    out.finish()
}

/// The files to look at: arguments and lists, trees walked.
fn inputs(args: &Lint) -> Result<impl Iterator<Item = Result<Input, Problem>>, Problem> {
    let roots = if args.roots.is_empty() && !args.list.is_given() {
        vec![PathBuf::from(".")]
    } else {
        args.roots.clone()
    };
    Ok(args
        .list
        .after(&roots)?
        .flat_map(|root| -> Box<dyn Iterator<Item = Result<Input, Problem>>> {
            match root {
                Ok(Input::File(path)) if path.is_dir() => {
                    let files = walk(
                        &path,
                        Walk {
                            hidden: true,
                            ignored: false,
                        },
                    );
                    Box::new(files.filter(is_regular).map(|file| file.map(Input::File)))
                }
                other => Box::new(std::iter::once(other)),
            }
        }))
}

fn is_regular(file: &Result<PathBuf, Problem>) -> bool {
    match file {
        Ok(path) => path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()),
        Err(_) => true,
    }
}

fn print(
    out: &mut Out,
    json: bool,
    path: &Path,
    finding: &Finding,
    required: Encoding,
) -> Result<(), Problem> {
    let kind = match finding.kind {
        Kind::Encoding => format!("not-{}", required.name()),
        Kind::Bom => "bom".to_owned(),
        Kind::Newline => "newline".to_owned(),
    };
    let message = match finding.kind {
        Kind::Encoding => format!("not {} but probably {}", required.name(), finding.found),
        Kind::Bom => "byte order mark".to_owned(),
        Kind::Newline => format!("line ends with {}", finding.found),
    };
    if json {
        out.json(&Row {
            path: PathKey(path),
            kind: &kind,
            offset: finding.offset,
            line: finding.position.line,
            col: finding.position.col,
            found: finding.found,
            message: &message,
            count: finding.count,
        })
    } else {
        let (line, col) = (finding.position.line, finding.position.col);
        let lines = match finding.count {
            1 => String::new(),
            count => format!(", {count} lines"),
        };
        out.line(&format!(
            "{}:{line}:{col}: {kind}: {message} (byte offset {}{lines})",
            visible_path(path),
            finding.offset
        ))
    }
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    path: PathKey<'a>,
    kind: &'a str,
    offset: u64,
    line: u64,
    col: u64,
    found: &'static str,
    message: &'a str,
    count: u64,
}
