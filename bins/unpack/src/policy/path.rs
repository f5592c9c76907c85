//! Stored names -> paths that cannot leave the place they are put in.

use super::Reason;

/// The longest name accepted, in bytes.
pub const MAX_NAME: usize = 4096;
/// The most components accepted.
pub const MAX_DEPTH: usize = 128;
/// The longest component a file system takes, in bytes.
pub(super) const MAX_COMPONENT: usize = 255;

/// A relative path of one or more plain components: none is empty, `.`, `..`, or holds `/` or NUL.
///
/// Only [`SafePath::of_name`] makes one, so whatever takes a `SafePath` needs no further check.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SafePath(Vec<u8>);

impl SafePath {
    /// Judges a decoded name. `Ok(None)` is the archive's own root (`./`).
    ///
    /// `dos`: the name was made on FAT or NTFS. `backslash`: and there a backslash separates.
    ///
    /// # Errors
    /// Every reason not to put the name on a disk.
    pub fn of_name(name: &[u8], dos: bool, backslash: bool) -> Result<Option<Self>, Vec<Reason>> {
        let mut why = Vec::new();
        if name.is_empty() {
            why.push(Reason::EmptyName);
        }
        if name.len() > MAX_NAME {
            why.push(Reason::NameTooLong);
        }
        if name.contains(&0) {
            why.push(Reason::NulInName);
        }
        let separates = |b: &u8| *b == b'/' || (backslash && *b == b'\\');
        if name.first().is_some_and(separates) || name.starts_with(b"\\\\") {
            why.push(Reason::Absolute);
        } else if let [letter, b':', b'/' | b'\\', ..] = name
            && letter.is_ascii_alphabetic()
        {
            why.push(Reason::Drive);
        }
        let mut path = Vec::with_capacity(name.len());
        let (mut depth, mut longest, mut climbs) = (0_usize, 0, false);
        for component in name.split(separates) {
            match component {
                b"" | b"." => continue,
                b".." => climbs = true,
                _ => {
                    depth += 1;
                    longest = longest.max(component.len());
                    if depth > 1 {
                        path.push(b'/');
                    }
                    path.extend_from_slice(component);
                }
            }
        }
        // Whatever else a backslash means in a name made on FAT or NTFS, `..\` is an attempt to climb.
        if climbs || (dos && name.split(|b| matches!(b, b'/' | b'\\')).any(|c| c == b"..")) {
            why.push(Reason::DotDot);
        }
        if depth > MAX_DEPTH {
            why.push(Reason::TooDeep);
        }
        if longest > MAX_COMPONENT {
            why.push(Reason::ComponentTooLong);
        }
        if why.is_empty() {
            Ok((depth > 0).then_some(Self(path)))
        } else {
            Err(why)
        }
    }

    /// Without its first `n` components; `None` when none is left.
    #[must_use]
    pub fn strip(self, n: usize) -> Option<Self> {
        if n == 0 {
            return Some(self);
        }
        let rest: Vec<&[u8]> = self.components().skip(n).collect();
        (!rest.is_empty()).then(|| Self(rest.join(&b'/')))
    }

    /// The same path below `dir`.
    ///
    /// # Errors
    /// When that is too long or too deep.
    pub fn below(&self, dir: &Self) -> Result<Self, Vec<Reason>> {
        let joined = [dir.as_bytes(), b"/", self.as_bytes()].concat();
        Self::of_name(&joined, false, false)?.ok_or_else(|| vec![Reason::EmptyName])
    }

    /// The components from the root down.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.0.split(|b| *b == b'/')
    }

    /// The directory it lies in (empty for the root) and its own name.
    #[must_use]
    pub fn parent_and_name(&self) -> (&[u8], &[u8]) {
        match self.0.iter().rposition(|b| *b == b'/') {
            Some(at) => (
                self.0.get(..at).unwrap_or_default(),
                self.0.get(at + 1..).unwrap_or_default(),
            ),
            None => (&[], &self.0),
        }
    }

    /// The first component.
    #[must_use]
    pub fn top(&self) -> &[u8] {
        self.components().next().unwrap_or_default()
    }

    /// Joined by `/`.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A name without `.` components and without the slash of directories; one that is not safe is as it is stored.
#[must_use]
pub fn plain_name(name: &[u8]) -> Vec<u8> {
    match SafePath::of_name(name, false, false) {
        Ok(Some(path)) => path.as_bytes().to_vec(),
        _ => name.to_vec(),
    }
}

/// The name of a copy: `a (2).txt` of `a.txt`, and `.a (2)` of `.a`. A name that would get too long is cut in front of it.
pub(crate) fn numbered(name: &[u8], n: u32) -> Vec<u8> {
    let dot = name.iter().rposition(|b| *b == b'.').filter(|at| *at > 0);
    let (stem, suffix) = name.split_at(dot.unwrap_or(name.len()));
    let mark = format!(" ({n})");
    let room = MAX_COMPONENT.saturating_sub(mark.len() + suffix.len());
    let is_within = |at: &usize| stem.get(*at).is_some_and(|b| b & 0xC0 == 0x80);
    let end = (1..=room.min(stem.len())).rev().find(|at| !is_within(at));
    let stem = stem.get(..end.unwrap_or(0)).unwrap_or_default();
    [stem, mark.as_bytes(), suffix].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn copies_have_names_that_fit() {
        let of = |name: &str, n| String::from_utf8(numbered(name.as_bytes(), n)).unwrap();
        assert_eq!(of("a.txt", 2), "a (2).txt");
        assert_eq!(of(".a", 2), ".a (2)");
        assert_eq!(
            of(&format!("{}.txt", "x".repeat(251)), 10),
            format!("{} (10).txt", "x".repeat(246))
        );
        // 中 has three bytes: 83 of them fit beside four.
        assert_eq!(of(&"中".repeat(85), 2), format!("{} (2)", "中".repeat(83)));
    }

    fn unix(name: &[u8]) -> Result<Option<SafePath>, Vec<Reason>> {
        SafePath::of_name(name, false, false)
    }

    #[test]
    fn lookalikes_of_climbing_are_plain_names() {
        for name in [
            "..foo",
            "a..b",
            "...",
            "-rf",
            "note: 1.txt",
            "a:b",
            "~root",
            "$HOME",
            "a\\b",
        ] {
            assert_eq!(
                unix(name.as_bytes()).unwrap().unwrap().as_bytes(),
                name.as_bytes()
            );
        }
    }

    #[test]
    fn dots_and_doubled_slashes_vanish() {
        assert_eq!(unix(b"./a/.//b/").unwrap().unwrap().as_bytes(), b"a/b");
        assert_eq!(unix(b"./"), Ok(None));
    }

    #[test]
    fn a_backslash_separates_only_where_told_to() {
        assert_eq!(
            SafePath::of_name(b"a\\b", true, true)
                .unwrap()
                .unwrap()
                .as_bytes(),
            b"a/b"
        );
        assert_eq!(
            SafePath::of_name(b"a\\b", true, false)
                .unwrap()
                .unwrap()
                .as_bytes(),
            b"a\\b"
        );
        assert_eq!(
            SafePath::of_name(b"a\\..\\b", true, false),
            Err(vec![Reason::DotDot])
        );
        assert!(SafePath::of_name(b"a\\..\\b", false, false).is_ok());
    }

    #[test]
    fn every_offence_is_named() {
        for (name, reason) in [
            (&b""[..], Reason::EmptyName),
            (b"/etc/passwd", Reason::Absolute),
            (b"\\\\srv\\x", Reason::Absolute),
            (b"C:\\x", Reason::Drive),
            (b"c:/x", Reason::Drive),
            (b"a/../b", Reason::DotDot),
            (b"a\0b", Reason::NulInName),
        ] {
            assert_eq!(unix(name), Err(vec![reason]));
        }
        assert_eq!(unix(&[b'a'; 256]), Err(vec![Reason::ComponentTooLong]));
        assert_eq!(unix(&b"d/".repeat(129)), Err(vec![Reason::TooDeep]));
    }

    proptest! {
        #[test]
        fn what_passes_cannot_leave(name in prop::collection::vec(prop_oneof![Just(b'/'), Just(b'.'), Just(b'\\'), Just(0u8), any::<u8>()], 0..40),
                                    dos: bool, backslash: bool) {
            if let Ok(Some(path)) = SafePath::of_name(&name, dos, backslash) {
                prop_assert!(!path.as_bytes().starts_with(b"/"));
                for c in path.components() {
                    prop_assert!(!c.is_empty() && c != b"." && c != b".." && !c.contains(&0));
                }
            }
        }
    }
}
