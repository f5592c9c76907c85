//! Names that some file system cannot hold, or cannot tell from another name.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{Reason, SafePath};

/// Devices of DOS: no file of Windows can be called so, whatever its suffix.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// Judges the paths of one archive against all earlier ones.
#[derive(Debug, Default)]
pub struct Portable {
    /// The path first seen for each path without case, in NFC.
    seen: HashMap<String, Vec<u8>>,
}

impl Portable {
    /// Why a path cannot be had everywhere, `None` when it can.
    pub fn judge(&mut self, path: &SafePath) -> Option<Reason> {
        if path.components().any(|c| !holds(c)) {
            return Some(Reason::NotPortable);
        }
        let whole = path.as_bytes();
        let ends = whole
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'/')
            .map(|(at, _)| at);
        for end in ends.chain([whole.len()]) {
            let part = whole.get(..end).unwrap_or_default();
            let folded: String = String::from_utf8_lossy(part)
                .nfc()
                .flat_map(char::to_lowercase)
                .collect();
            let first = self.seen.entry(folded).or_insert_with(|| part.to_vec());
            if first != part {
                return Some(Reason::SameButForCase);
            }
        }
        None
    }
}

/// Whether Windows can have a file of that name.
fn holds(component: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(component) else {
        return false;
    };
    let bad = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\');
    let stem = text
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_lowercase();
    let numbered = matches!(
        stem.as_bytes(),
        [b'c', b'o', b'm', b'1'..=b'9'] | [b'l', b'p', b't', b'1'..=b'9']
    );
    !text.contains(bad) && !text.ends_with(['.', ' ']) && !DEVICES.contains(&stem.as_str()) && !numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(names: &[&str]) -> Vec<Option<Reason>> {
        let mut portable = Portable::default();
        let path = |name: &str| SafePath::of_name(name.as_bytes(), false, false).unwrap().unwrap();
        names.iter().map(|name| portable.judge(&path(name))).collect()
    }

    #[test]
    fn windows_cannot_hold_some_names() {
        // Microsoft, "Naming Files, Paths, and Namespaces".
        for name in [
            "CON",
            "d/nul.txt",
            "Com1.log",
            "a:b",
            "what?",
            "dot.",
            "blank ",
            "tab\t",
            "back\\slash",
        ] {
            assert_eq!(judge(&[name]), [Some(Reason::NotPortable)], "{name}");
        }
        assert_eq!(
            judge(&["console", "com", "lpt0", "a.b", ".x", "com10"]),
            [None; 6]
        );
    }

    #[test]
    fn names_may_not_differ_by_case_or_composition_alone() {
        assert_eq!(judge(&["a/x", "A/y"])[1], Some(Reason::SameButForCase));
        assert_eq!(judge(&["\u{e9}", "e\u{301}"])[1], Some(Reason::SameButForCase));
        assert_eq!(judge(&["a", "a", "a/b"]), [None; 3]);
    }
}
