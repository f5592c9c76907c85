//! Patterns for types: `--expect`, `--only` and `--not`.

use ftype::types::Type;
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
                .build()
                .map(|glob| glob.compile_matcher())
        };
        let globs = patterns.iter().map(glob).collect::<Result<_, _>>();
        let globs = globs.map_err(|error| Problem::usage(format!("{flag}: {error}")))?;
        Ok(Some(Self {
            globs,
            words: patterns.join(" or "),
        }))
    }

    /// True when one of them is for this type; another name of the type holds when it is spelt out.
    pub(crate) fn hold(&self, of: Type) -> bool {
        let by_glob = |name: &str| self.globs.iter().any(|glob| glob.is_match(name));
        let spelt = |name: &&str| self.globs.iter().any(|glob| glob.glob().glob() == *name);
        by_glob(of.mime) || by_glob(of.group.name()) || spelt(&of.label) || of.aliases.iter().any(spelt)
    }
}
