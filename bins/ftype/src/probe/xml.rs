//! XML, by its root element and namespace.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::text::Text;

/// Root elements without a prefix, and the types they make.
const ROOTS: &[(&str, &str)] = &[
    ("svg", "svg"),
    ("rss", "rss"),
    ("feed", "atom"),
    ("RDF", "rdf"),
    ("xmpmeta", "rdf"),
    ("kml", "kml"),
    ("gpx", "gpx"),
    ("xliff", "xliff"),
    ("tmx", "tmx"),
    ("tt", "ttml"),
    ("FictionBook", "fb2"),
    ("xdp", "xdp"),
    ("math", "mathml"),
    ("stylesheet", "xslt"),
    ("transform", "xslt"),
    ("plist", "plist"),
    ("html", "html"),
    ("topic", "dita"),
    ("concept", "dita"),
    ("task", "dita"),
    ("reference", "dita"),
    ("dita", "dita"),
    ("map", "dita"),
    ("asx", "asx"),
    ("ASX", "asx"),
];

/// The label that the root element says; `None` when the text is no XML.
pub(crate) fn identify(text: &Text<'_>) -> Option<&'static str> {
    let head = text.head().trim_start();
    if !head.starts_with('<') || head.starts_with("<?php") {
        return None;
    }
    let declared = head.starts_with("<?xml");
    let mut reader = Reader::from_str(head);
    // A cut head and careless files are judged by what comes first, not by whether they are well-formed.
    reader.config_mut().check_end_names = false;
    for _ in 0..200 {
        match reader.read_event() {
            Ok(Event::Start(root) | Event::Empty(root)) => return by_root(&root, declared),
            Ok(Event::Eof) | Err(_) => break,
            Ok(Event::DocType(kind)) if kind.to_ascii_lowercase().starts_with("html") => {
                return Some("html");
            }
            Ok(_) => {}
        }
    }
    declared.then_some("xml")
}

fn by_root(root: &BytesStart, declared: bool) -> Option<&'static str> {
    let local = root.local_name();
    let name: &str = local.as_ref();
    let attributes: Vec<_> = root.attributes().flatten().take(100).collect();
    let value = |wanted: &str| {
        let found = attributes
            .iter()
            .find(|attribute| attribute.key.local_name().as_ref() == wanted);
        found.map(|attribute| attribute.value.to_string())
    };
    let namespaced = attributes
        .iter()
        .any(|attribute| attribute.key.as_ref().starts_with("xmlns"));
    match name {
        "document" if value("mimetype").is_some() => {
            let mime = value("mimetype").unwrap_or_default();
            let flat = [
                ("text", "fodt"),
                ("spreadsheet", "fods"),
                ("presentation", "fodp"),
                ("graphics", "fodg"),
            ];
            return flat
                .into_iter()
                .find(|(kind, _)| mime.contains(kind))
                .map(|(_, label)| label)
                .or(Some("xml"));
        }
        "definitions"
            if attributes
                .iter()
                .any(|attribute| attribute.value.ends_with("/wsdl/")) =>
        {
            return Some("wsdl");
        }
        "map" | "topic" | "task" | "reference" | "concept"
            if !attributes.iter().any(|attribute| {
                attribute.key.as_ref() == "id" || attribute.key.as_ref().starts_with("xmlns:dita")
            }) =>
        {
            return (declared || namespaced).then_some("xml");
        }
        _ => {}
    }
    if let Some((_, label)) = ROOTS.iter().find(|(own, _)| *own == name) {
        let proof = declared || namespaced || !matches!(*label, "dita" | "mathml" | "ttml" | "xslt");
        return proof.then_some(label);
    }
    if name.eq_ignore_ascii_case("html") {
        return Some("html");
    }
    (declared || namespaced).then_some("xml")
}

/// The version of the XML declaration.
pub(crate) fn version(text: &Text<'_>) -> Option<String> {
    let head = text.head().trim_start();
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration
        .split_once("version")?
        .1
        .split_once('=')?
        .1
        .trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Writing;
    use proptest::prelude::*;

    fn label(head: &str) -> Option<&'static str> {
        let writing = Writing::utf8("utf-8", false);
        identify(&Text {
            writing,
            head: head.into(),
        })
    }

    #[test]
    fn the_root_element_decides() {
        for (head, expected) in [
            (
                "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
                Some("svg"),
            ),
            ("<!-- c --><svg:svg xmlns:svg='x'>", Some("svg")),
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE x [\n<!ENTITY a 'b'>]>\n<x>",
                Some("xml"),
            ),
            (
                "<office:document xmlns:office='x' office:mimetype='application/vnd.oasis.opendocument.spreadsheet'>",
                Some("fods"),
            ),
            ("<?xml version='1.0'?>", Some("xml")),
            ("<p>some html", None),
            ("< 5", None),
            ("<!DOCTYPE HTML PUBLIC '-//W3C//DTD'>\n<p>", Some("html")),
        ] {
            assert_eq!(label(head), expected, "{head}");
        }
    }

    #[test]
    fn every_label_is_a_type() {
        for (_, label) in ROOTS {
            assert_eq!(crate::types::Type::of(label).label, *label);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(head in "(<|>|\\?xml|svg|!--|-->|!DOCTYPE|\\[|\\]|[a-z=\"' /]){0,30}") {
            let _ = label(&head);
        }
    }
}
