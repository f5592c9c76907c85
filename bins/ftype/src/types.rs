//! The types of files: one table, which detection, descriptions, `--check`, `--expect` and `--extension` all read.

mod names;
#[rustfmt::skip]
mod table;

use std::path::Path;

/// What a type is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Group {
    Text,
    Code,
    Document,
    Image,
    Video,
    Audio,
    Archive,
    Executable,
    Font,
    Data,
    Inode,
}

impl Group {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::Document => "document",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Archive => "archive",
            Self::Executable => "executable",
            Self::Font => "font",
            Self::Data => "data",
            Self::Inode => "inode",
        }
    }
}

/// A type of file.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Short name in lower case.
    pub label: &'static str,
    /// MIME type.
    pub mime: &'static str,
    /// Other names of the same MIME type.
    pub aliases: &'static [&'static str],
    /// The label of the type that it is a kind of; empty when there is none.
    pub parent: &'static str,
    /// What it is good for.
    pub group: Group,
    /// Usual extensions, the most usual first.
    pub extensions: &'static [&'static str],
    /// What it is, for people.
    pub description: &'static str,
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
    }
}

impl Eq for Type {}

/// What is in no other type.
pub static DATA: Type = Type {
    label: "data",
    mime: "application/octet-stream",
    aliases: &[],
    parent: "",
    group: Group::Data,
    extensions: &[],
    description: "data",
};

fn type_at(place: u16) -> &'static Type {
    table::TYPES.get(usize::from(place)).unwrap_or(&DATA)
}

/// Places in the table by label.
#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler, which refuses what is out of bounds"
)]
static BY_LABEL: [u16; table::TYPES.len()] = {
    const fn is_before(a: &[u8], b: &[u8]) -> bool {
        let mut at = 0;
        while at < a.len() && at < b.len() {
            if a[at] != b[at] {
                return a[at] < b[at];
            }
            at += 1;
        }
        a.len() < b.len()
    }
    let mut sorted = [0; table::TYPES.len()];
    let mut count = 0;
    while count < sorted.len() {
        let mut at = count;
        while at > 0
            && is_before(
                table::TYPES[count].label.as_bytes(),
                table::TYPES[sorted[at - 1] as usize].label.as_bytes(),
            )
        {
            sorted[at] = sorted[at - 1];
            at -= 1;
        }
        sorted[at] = count as u16;
        count += 1;
    }
    sorted
};

/// How many words of bits a set of types takes.
const WORDS: usize = table::TYPES.len().div_ceil(64);

/// Which types have an extension that begins with a byte, in either case, as bits.
#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses what is out of bounds"
)]
static BY_EXTENSION: [[u64; WORDS]; 256] = {
    let mut sets = [[0; WORDS]; 256];
    let mut which = 0;
    while which < table::TYPES.len() {
        let extensions = table::TYPES[which].extensions;
        let mut at = 0;
        while at < extensions.len() {
            let first = extensions[at].as_bytes()[0];
            sets[first.to_ascii_lowercase() as usize][which / 64] |= 1 << (which % 64);
            at += 1;
        }
        which += 1;
    }
    sets
};

/// The types with an extension that begins as this one (lower case), in the order of the table.
fn beginning_as(extension: &str) -> impl Iterator<Item = &'static Type> + use<> {
    let first = extension.bytes().next().unwrap_or_default();
    let sets = BY_EXTENSION.get(usize::from(first)).into_iter().flatten();
    sets.enumerate().flat_map(|(word, set)| {
        std::iter::successors(Some(*set), |left| Some(left & left.wrapping_sub(1)))
            .take_while(|left| *left != 0)
            .filter_map(move |left| table::TYPES.get(word * 64 + left.trailing_zeros() as usize))
    })
}

impl Type {
    /// The type with this label; [`DATA`] when there is none.
    #[must_use]
    pub fn of(label: &str) -> &'static Self {
        let place = BY_LABEL.binary_search_by(|place| type_at(*place).label.cmp(label));
        place
            .ok()
            .and_then(|at| BY_LABEL.get(at))
            .map_or(&DATA, |place| type_at(*place))
    }

    /// The type with this MIME name or alias.
    #[must_use]
    pub fn of_mime(mime: &str) -> Option<&'static Self> {
        let exact = table::TYPES.iter().find(|own| own.mime == mime);
        exact.or_else(|| table::TYPES.iter().find(|own| own.aliases.contains(&mime)))
    }

    /// Itself, what it is a kind of, and so on.
    pub fn chain(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |own| {
            (!own.parent.is_empty()).then(|| *Self::of(own.parent))
        })
    }

    /// True for text, and for everything that is written in text.
    #[must_use]
    pub fn is_text(self) -> bool {
        self.chain().any(|own| own.label == "txt")
    }

    pub(crate) fn has_extension(self, extension: &str) -> bool {
        self.extensions
            .iter()
            .any(|own| own.eq_ignore_ascii_case(extension))
    }

    /// True when a file of this type may carry this extension (lower case).
    #[must_use]
    pub fn allows(self, extension: &str) -> bool {
        self.chain().any(|own| own.has_extension(extension))
    }
}

/// All types.
pub fn all() -> impl Iterator<Item = &'static Type> {
    table::TYPES.iter()
}

/// The extension of a name, in lower case.
#[must_use]
pub fn extension(path: &Path) -> Option<String> {
    path.extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_lowercase)
}

/// The types that a file of this extension (lower case) may be, the likeliest first; `None` when nobody knows the extension.
#[must_use]
pub fn by_extension(extension: &str) -> Option<impl Iterator<Item = &'static Type> + use<>> {
    let listed = names::EXTENSIONS
        .binary_search_by(|(own, _)| (*own).cmp(extension))
        .ok()
        .and_then(|at| names::EXTENSIONS.get(at))
        .map(|(_, labels)| *labels);
    let first = listed.unwrap_or_default();
    let wanted = extension.to_owned();
    let mut others = beginning_as(extension)
        .filter(move |own| own.has_extension(&wanted) && !first.contains(&own.label))
        .peekable();
    let known = listed.is_some() || matches!(extension, "conf" | "log") || others.peek().is_some();
    known.then(|| first.iter().map(|label| Type::of(label)).chain(others))
}

/// The type that a whole file name such as `Makefile` says.
#[must_use]
pub fn by_file_name(name: &str) -> Option<&'static Type> {
    let at = names::FILE_NAMES
        .binary_search_by(|(own, _)| (*own).cmp(name))
        .ok()?;
    names::FILE_NAMES.get(at).map(|(_, label)| Type::of(label))
}

/// The type that an interpreter's name says; a version behind it does not matter (`python3.11`).
#[must_use]
pub fn by_interpreter(name: &str) -> Option<&'static Type> {
    let find = |name: &str| {
        let at = names::INTERPRETERS
            .binary_search_by(|(own, _)| (*own).cmp(name))
            .ok()?;
        names::INTERPRETERS.get(at).map(|(_, label)| Type::of(label))
    };
    find(name)
        .or_else(|| find(name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_'))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn labels_and_mime_names_are_unique_and_parents_exist() {
        let (mut labels, mut mimes) = (HashSet::new(), HashSet::new());
        for own in table::TYPES {
            assert!(labels.insert(own.label), "label {} twice", own.label);
            for mime in std::iter::once(&own.mime).chain(own.aliases) {
                assert!(mimes.insert(*mime), "{mime} twice");
            }
            assert!(
                own.parent.is_empty() || Type::of(own.parent).label == own.parent,
                "parent of {}",
                own.label
            );
            assert!(
                own.chain().take(10).count() < 10,
                "{} is its own parent",
                own.label
            );
        }
    }

    #[test]
    fn the_lists_of_names_are_sorted_and_name_types() {
        assert!(names::EXTENSIONS.is_sorted_by_key(|(name, _)| *name));
        assert!(names::FILE_NAMES.is_sorted_by_key(|(name, _)| *name));
        assert!(names::INTERPRETERS.is_sorted_by_key(|(name, _)| *name));
        let single = names::FILE_NAMES
            .iter()
            .chain(names::INTERPRETERS)
            .map(|(_, label)| *label);
        for label in names::EXTENSIONS
            .iter()
            .flat_map(|(_, labels)| labels.iter().copied())
            .chain(single)
        {
            assert_eq!(Type::of(label).label, label);
        }
    }

    #[test]
    fn extensions_are_found_as_a_walk_over_the_table_finds_them() {
        for own in table::TYPES {
            for extension in own.extensions {
                let extension = extension.to_lowercase();
                let walked = table::TYPES.iter().filter(|own| own.has_extension(&extension));
                let found = beginning_as(&extension).filter(|own| own.has_extension(&extension));
                assert!(walked.eq(found), "{extension}");
            }
        }
    }

    #[test]
    fn names_say_types() {
        assert_eq!(by_interpreter("python3.11").unwrap().label, "python");
        assert_eq!(by_file_name("Makefile").unwrap().label, "makefile");
        assert_eq!(by_extension("h").unwrap().next().unwrap().label, "c");
        assert!(by_extension("nosuchthing").is_none());
    }
}
