//! Content that is more than one thing at once.

use crate::content::{Content, HEAD};
use crate::extent;
use crate::identify::Answer;
use crate::probe::zip::ends_as_zip;
use crate::signature;
use crate::types::Type;

/// What else the content is, besides the answer; not what the answer is a kind of.
#[must_use]
pub fn others(content: &Content, answer: &Answer) -> Vec<Type> {
    let mut others = Vec::new();
    let mut add = |of: &'static Type| {
        let kin = answer.of.chain().any(|own| own == *of) || of.chain().any(|own| own == answer.of);
        if !kin && !others.contains(of) {
            others.push(*of);
        }
    };
    if let Some(label) = signature::own(content).filter(|_| signature::family(content.head()).is_some()) {
        add(Type::of(label));
    }
    if let Some(label) = signature::pdf(content.head()) {
        add(Type::of(label));
    }
    // What stands behind the end of an image or an archive.
    if let Some(end) = extent::of(content, answer.of.label).filter(|end| *end < content.size()) {
        let behind = content.at(end, HEAD);
        let behind = Content::of_bytes(behind, false, HEAD as u64);
        let found = signature::family(behind.head()).or_else(|| signature::own(&behind));
        found.into_iter().for_each(|label| add(Type::of(label)));
    }
    if signature::family(content.head()) != Some("zip") && ends_as_zip(content) {
        add(Type::of("zip"));
    }
    others
}
