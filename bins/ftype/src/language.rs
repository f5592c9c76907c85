//! The language of a text: by what its beginning proves, else by the file's name, else by a model of what languages look like.

pub mod features;
pub mod model;
mod name;
mod rules;

use std::path::Path;

use crate::identify::{Answer, Why};
use crate::probe;
use crate::text::Text;
use crate::types::Type;

pub(crate) use rules::shebang;

/// Likelihoods below are no answer, and none of its alternatives.
const LEAST: f32 = 0.02;

/// The answer for a text; `whole` when all of it is there.
pub(crate) fn identify(text: &Text<'_>, name: Option<&Path>, whole: bool) -> Answer {
    if let Some(label) = probe::xml::identify(text) {
        return Answer::sure(*Type::of(label), Why::Xml);
    }
    if let Some((label, why)) = rules::prove(text, whole) {
        return Answer {
            confidence: 0.95,
            ..Answer::sure(*Type::of(label), why)
        };
    }
    if let Some(of) = name.and_then(|name| name::by_name(name, text)) {
        return Answer {
            confidence: 0.8,
            ..Answer::sure(of, Why::Name)
        };
    }
    by_model(text)
}

fn by_model(text: &Text<'_>) -> Answer {
    let plain = Answer {
        confidence: 0.4,
        ..Answer::sure(*Type::of("txt"), Why::Heuristics)
    };
    let Some(model) = model::Model::own() else { return plain };
    let likelihoods = model.likelihoods(text.head().as_bytes());
    let mut found: Vec<(Type, f64)> = model
        .labels
        .iter()
        .zip(likelihoods)
        .filter(|(_, likely)| *likely >= LEAST)
        .map(|(label, likely)| (*Type::of(label), f64::from(likely)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    let Some((of, confidence)) = found.first().copied() else { return plain };
    Answer {
        confidence,
        alternatives: found.into_iter().skip(1).take(5).collect(),
        ..Answer::sure(of, Why::TextModel)
    }
}
