//! What the file's name says of a text.

use std::path::Path;

use crate::text::Text;
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
];

/// The text type that the name says; where an extension means several, the text decides.
pub(super) fn by_name(name: &Path, text: &Text<'_>) -> Option<Type> {
    let possible =
        |of: &&'static Type| of.is_text() && !of.chain().any(|own| SHOWN_BY_CONTENT.contains(&own.label));
    let whole = name
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(types::by_file_name);
    let by_extension = || {
        let extension = types::extension(name)?;
        let told = told_apart(&extension, &text.head).map(Type::of);
        told.or_else(|| types::by_extension(&extension)?.find(possible))
    };
    whole.or_else(by_extension).filter(possible).copied()
}

/// Which of the languages that share an extension the text is in.
fn told_apart(extension: &str, head: &str) -> Option<&'static str> {
    let any = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    let line = |begin: &str| head.lines().any(|line| line.trim_start().starts_with(begin));
    match extension {
        "m" => {
            let objective = any(&[
                "@interface",
                "@implementation",
                "@protocol",
                "#import",
                "#include",
            ]) || line("//");
            Some(if objective { "objectivec" } else { "matlab" })
        }
        "pl" | "pro" if any(&[":- ", ":-\n", ":-\t"]) && !any(&["use strict", "my $"]) => Some("prolog"),
        "pl" => Some("perl"),
        "pro" if line("QT ") || line("TEMPLATE") || line("SOURCES") => Some("ini"),
        "inc" if any(&["<?"]) => Some("php"),
        "inc" if line("<") => Some("html"),
        "inc" => Some("asm"),
        "es" if line("-module") || head.starts_with("#!") => Some("erlang"),
        "es" => Some("javascript"),
        "v" if any(&["Theorem", "Lemma", "Require Import"]) => Some("txt"),
        "h" if any(&["@interface", "@protocol", "#import"]) => Some("objectivec"),
        "h" if any(&["namespace ", "template <", "template<", "class ", "public:"]) => Some("cpp"),
        _ => None,
    }
}

