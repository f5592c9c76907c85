//! What the file's name says of a text.

use std::path::Path;

use crate::types::{self, Type};

/// Text types that always show themselves by how they begin: a name alone does not make them.
const SHOWN_BY_CONTENT: &[&str] = &[
    "xml",
    "rtf",
    "postscript",
    "vcf",
    "ics",
    "vtt",
    "pem",
    "eml",
    "mbox",
    "reg",
    "dxf",
    "stl",
    "mif",
    "obj",
    "xpm",
];

/// The text types that the name allows, the likeliest first.
pub(super) fn possible(name: &Path) -> Vec<Type> {
    let possible =
        |of: &&'static Type| of.is_text() && !of.chain().any(|own| SHOWN_BY_CONTENT.contains(&own.label));
    let whole = name
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(types::by_file_name);
    let by_extension = || types::by_extension(&types::extension(name)?);
    match whole {
        Some(of) => Some(of).into_iter().filter(possible).copied().collect(),
        None => by_extension()
            .into_iter()
            .flatten()
            .filter(possible)
            .copied()
            .collect(),
    }
}
