//! Which entries are meant: `--include` and `--exclude`.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns over whole paths or base names; `*` crosses `/`.
#[derive(Debug, Clone, Default)]
pub struct Select {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
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
        let meets = |set: &GlobSet| {
            let text = String::from_utf8_lossy(name);
            let path = text.trim_end_matches('/');
            set.is_match(path) || path.rsplit_once('/').is_some_and(|(_, base)| set.is_match(base))
        };
        self.include.as_ref().is_none_or(meets) && !self.exclude.as_ref().is_some_and(meets)
    }
}

fn set(patterns: &[String]) -> Result<Option<GlobSet>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).literal_separator(false).build();
        builder.add(glob.map_err(|e| format!("{pattern}: {}", e.kind()))?);
    }
    builder.build().map(Some).map_err(|e| e.to_string())
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
        let base = Select::new(&["a.?xt".into()], &[]).unwrap();
        assert!(base.wants(b"deep/down/a.txt"));
        assert!(Select::default().wants(b"anything"));
        assert!(Select::new(&["[".into()], &[]).is_err());
    }
}
