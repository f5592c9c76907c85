//! Does the name tell the truth? The extension against the content.

use std::path::Path;

use crate::identify::Answer;
use crate::types::{self, Type};

/// Extensions of these types promise a signature, so other text under them is a lie.
const PROMISES: &[&str] = &["pdf", "postscript", "rtf"];

/// True when the extension says another type than the content; `None` when nobody knows the extension or there is none.
#[must_use]
pub fn mismatch(path: &Path, answer: &Answer) -> Option<bool> {
    let extension = types::extension(path)?;
    let said: Vec<&Type> = types::by_extension(&extension)?.collect();
    let of = answer.of;
    if of.label == "empty" || of.allows(&extension) {
        return Some(false);
    }
    let says_text = said.is_empty() || said.iter().any(|said| said.is_text());
    if of.is_text() {
        let promised = said.iter().all(|said| PROMISES.contains(&said.label)) && !said.is_empty();
        let is_said = |label: &str| said.iter().any(|said| said.label == label);
        let drawing = (of.label == "svg" && is_said("html")) || (of.label == "html" && is_said("svg"));
        return Some(!says_text || promised || drawing);
    }
    // A kind of what the extension says is fine, and so is what says the same MIME type.
    let kin = said
        .iter()
        .any(|said| of.chain().any(|own| own == **said) || said.mime == of.mime);
    if kin {
        return Some(false);
    }
    match of.label {
        // The usual name of bytes that are of no known type.
        "data" if extension == "bin" => Some(false),
        "data" => Some(says_text || said.iter().any(|said| has_signature(said))),
        _ => Some(true),
    }
}

/// Nearly all binary types begin with a signature; the few that do not cannot be missed.
fn has_signature(of: &Type) -> bool {
    !matches!(of.group, types::Group::Data | types::Group::Inode)
        && !matches!(of.label, "mts" | "iso" | "ps" | "dgn" | "stl")
}
