//! Patterns for types: `--expect`, `--only` and `--not`.

use ftype::types::{self, Type};
use globset::{GlobBuilder, GlobMatcher};
use shared::run::Problem;

/// Patterns, any of which may hold: a MIME type, a glob over MIME types, a group, or a label.
#[derive(Debug)]
pub(crate) struct Patterns {
    globs: Vec<GlobMatcher>,
    /// The patterns as messages name them.
    pub(crate) words: String,
}

impl Patterns {
    /// The patterns of this flag; `None` when there are none.
    pub(crate) fn new(flag: &str, patterns: &[String]) -> Result<Option<Self>, Problem> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let glob = |pattern: &String| {
            GlobBuilder::new(pattern)
                .literal_separator(true)
                .case_insensitive(true)
                .build()
                .map(|glob| glob.compile_matcher())
        };
        let globs = patterns.iter().map(glob).collect::<Result<_, _>>();
        let globs = globs.map_err(|error| Problem::usage(format!("{flag}: {error}")))?;
        let all = Self {
            globs,
            words: patterns.join(" or "),
        };
        for (pattern, glob) in patterns.iter().zip(&all.globs) {
            if !types::all().any(|of| holds(glob, *of)) {
                return Err(unknown(flag, pattern));
            }
        }
        Ok(Some(all))
    }

    /// True when one of them is for this type.
    pub(crate) fn hold(&self, of: Type) -> bool {
        self.globs.iter().any(|glob| holds(glob, of))
    }
}

/// By the MIME type or the group; another name of the type, its label, or the label of what it is a kind of holds when it is spelt out.
fn holds(glob: &GlobMatcher, of: Type) -> bool {
    let spelt = |name: &str| glob.glob().glob().eq_ignore_ascii_case(name);
    // A shared library is a kind of ELF; a JSON text is not what one means by text.
    let kind = |own: Type| own.group == of.group && own.label != "txt" && spelt(own.label);
    glob.is_match(of.mime)
        || glob.is_match(of.group.name())
        || spelt(of.label)
        || of.chain().any(kind)
        || of.aliases.iter().any(|alias| spelt(alias))
}

fn unknown(flag: &str, pattern: &str) -> Problem {
    let word = pattern.to_lowercase();
    let named = |of: &&Type| {
        let names = std::iter::once(&of.mime).chain(of.aliases);
        let mut subtypes = names.filter_map(|name| name.rsplit('/').next());
        subtypes.any(|name| name.strip_prefix("x-").unwrap_or(name) == word)
            || of.description.to_lowercase().split(' ').next() == Some(word.as_str())
    };
    let meant = types::by_extension(&word)
        .and_then(|mut said| said.next())
        .or_else(|| types::all().find(named))
        .map(|of| format!("; {} is meant?", of.label));
    Problem::usage(format!(
        "{flag}: {pattern} is no type (a MIME type, a glob over MIME types, a group or a label was expected, see --list{})",
        meant.unwrap_or_default()
    ))
}
