//! The lines of `--format`.

use std::path::Path;

use shared::display::visible_path;
use shared::run::Problem;

use crate::examine::Finding;
use crate::report;

/// A template of a line.
#[derive(Debug, Clone)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Field(char),
}

const FIELDS: &str = "pldgmesc";

impl Template {
    /// Reads a template; `%%` is a percent sign.
    pub(crate) fn new(text: &str) -> Result<Self, Problem> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('%') {
            pieces.push(Piece::Text(before.to_owned()));
            let mut chars = behind.chars();
            pieces.push(match chars.next() {
                Some('%') => Piece::Text("%".to_owned()),
                Some(field) if FIELDS.contains(field) => Piece::Field(field),
                field => {
                    let wrong = field.map(String::from).unwrap_or_default();
                    return Err(Problem::usage(format!(
                        "--format: %{wrong} is no field (one of %p %l %d %g %m %e %s %c %% was expected)"
                    )));
                }
            });
            rest = chars.as_str();
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// The line for an input.
    pub(crate) fn line(&self, path: &Path, finding: &Finding) -> String {
        let answer = &finding.answer;
        let mut line = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => line.push_str(text),
                Piece::Field('p') => line.push_str(&visible_path(path)),
                Piece::Field('l') => line.push_str(answer.of.label),
                Piece::Field('d') => line.push_str(&finding.description),
                Piece::Field('g') => line.push_str(answer.of.group.name()),
                Piece::Field('m') => line.push_str(answer.of.mime),
                Piece::Field('e') => line.push_str(&report::extensions(answer.of)),
                Piece::Field('s') => line.push_str(&format!("{:.2}", answer.confidence)),
                Piece::Field(_) => line.push_str(answer.charset()),
            }
        }
        line
    }
}
