//! Everything that is done to an input: its type, its facts, its description, what else it is, and what is inside.

use std::path::Path;

use ftype::{Content, check, details, identify, polyglot, types, unpack};

/// Looks at the bytes as the tool does; the parts must agree, whatever the bytes are.
pub fn look(bytes: &[u8], name: &str) {
    let name = Path::new(name);
    let content = Content::of_bytes(bytes.to_vec(), false, 1 << 16);
    let answer = identify(&content, Some(name));
    assert_eq!(types::Type::of(answer.of.label), &answer.of);
    assert!((0.0..=1.0).contains(&answer.confidence));
    assert!(!answer.alternatives.iter().any(|(of, _)| *of == answer.of));
    assert_eq!(answer.text.is_some(), answer.charset() != "binary");
    let facts = details::of(&content, &answer);
    assert!(!details::description(&answer, &facts).is_empty());
    let _ = check::mismatch(name, &answer);
    assert!(!polyglot::others(&content, &answer).contains(&answer.of));
    if let Some(inner) = unpack::unpack(&content, answer.of.label, 1 << 16) {
        assert!(inner.bytes.len() <= 1 << 16);
        let _ = identify(&Content::of_bytes(inner.bytes, inner.cut, 1 << 16), None);
    }
}

/// The bytes behind each of the beginnings.
pub fn look_behind(beginnings: &[&[u8]], bytes: &[u8], name: &str) {
    look(bytes, name);
    if let Some((which, rest)) = bytes.split_first() {
        let beginning = beginnings[usize::from(*which) % beginnings.len()];
        look(&[beginning, rest].concat(), name);
    }
}
