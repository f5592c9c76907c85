//! Which entries are meant: `--include` and `--exclude`.

mod glob;

use regex::{RegexSet, RegexSetBuilder};

use crate::policy::plain_name;

/// Patterns over whole paths or base names; `*` crosses `/`. A pattern that meets a directory meets all that is below it.
#[derive(Debug, Clone, Default)]
pub struct Select {
    include: Option<RegexSet>,
    exclude: Option<RegexSet>,
}

impl Select {
    /// Everything that an `include` pattern meets (all, when there is none) and no `exclude` pattern does.
    ///
    /// # Errors
    /// What is wrong with a pattern.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, String> {
        Ok(Self {
            include: set(include)?,
            exclude: set(exclude)?,
        })
    }

    /// Whether there are no patterns.
    #[must_use]
    pub fn wants_all(&self) -> bool {
        self.include.is_none() && self.exclude.is_none()
    }

    /// Whether the entry of that name is meant.
    #[must_use]
    pub fn wants(&self, name: &[u8]) -> bool {
        self.include.as_ref().is_none_or(|set| meets(set, name)) && !self.excludes(name)
    }

    /// Whether the entry of that name is left out expressly.
    #[must_use]
    pub fn excludes(&self, name: &[u8]) -> bool {
        self.exclude.as_ref().is_some_and(|set| meets(set, name))
    }
}

fn meets(set: &RegexSet, name: &[u8]) -> bool {
    // As it is shown: without `./` in front.
    let name = plain_name(name);
    let text = String::from_utf8_lossy(&name);
    let path = text.trim_end_matches('/');
    let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    std::iter::once(path).chain(above).any(|path| {
        let base = path.rsplit_once('/').map(|(_, base)| base);
        set.is_match(path) || base.is_some_and(|base| set.is_match(base))
    })
}

fn set(patterns: &[String]) -> Result<Option<RegexSet>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let regexes = patterns
        .iter()
        .map(|pattern| pattern.trim_start_matches("./"))
        // `node_modules/` is the directory, whose path ends without its slash here.
        .map(|pattern| {
            match pattern.strip_suffix('/') {
                Some(rest) if !rest.is_empty() && !rest.ends_with('\\') => glob::regex(rest),
                _ => glob::regex(pattern),
            }
            .map_err(|wrong| format!("{pattern}: {wrong}"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    RegexSetBuilder::new(regexes)
        .build()
        .map(Some)
        .map_err(|_| "too many or too long patterns".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_meets_the_path_or_the_base_name() {
        let txt = Select::new(&["*.txt".into()], &["*c.txt".into()]).unwrap();
        assert!(txt.wants(b"proj/a.txt"));
        assert!(!txt.wants(b"proj/c.txt"));
        assert!(!txt.wants(b"proj/a.py"));
        assert!(txt.wants(b"./a.txt"));
        for pattern in ["proj/*", "./proj/*", "proj/a.txt"] {
            let dotted = Select::new(&[pattern.into()], &[]).unwrap();
            assert!(dotted.wants(b"./proj/a.txt"), "{pattern}");
        }
        let base = Select::new(&["a.?xt".into()], &[]).unwrap();
        assert!(base.wants(b"deep/down/a.txt"));
        assert!(Select::default().wants(b"anything"));
        assert!(Select::new(&["[".into()], &[]).is_err());
    }

    #[test]
    fn a_pattern_that_meets_a_directory_meets_what_is_below() {
        for pattern in [
            "node_modules",
            "node_modules/",
            "src/node_modules",
            "**/node_modules",
        ] {
            let select = Select::new(&[], &[pattern.into()]).unwrap();
            assert!(!select.wants(b"src/node_modules/"), "{pattern}");
            assert!(!select.wants(b"src/node_modules/a/b.js"), "{pattern}");
            assert!(select.wants(b"src/node_modules.js"), "{pattern}");
        }
        let select = Select::new(&["src".into()], &[]).unwrap();
        assert!(select.wants(b"proj/src/a.c") && !select.wants(b"proj/srcs/a.c"));
    }
}
