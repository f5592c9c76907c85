//! "Did you mean": the name that exists and looks most like one that does not.

use std::collections::HashMap;

use crate::finding::{Finding, Findings, Kind};

/// Hints are not searched among more names than this, so that many findings stay cheap.
const MOST_NAMES: usize = 1000;

/// The names that have a value.
#[derive(Debug, Default)]
pub struct Names {
    /// Each with its lower case.
    names: Vec<(String, String)>,
}

impl Names {
    /// Hints come from these names.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<_> = names
            .into_iter()
            .take(MOST_NAMES)
            .map(|name| (name.to_owned(), name.to_lowercase()))
            .collect();
        names.sort_unstable();
        Self { names }
    }

    /// Adds the closest name to each finding of a name that is missing.
    pub fn suggest(&self, findings: &mut Findings) {
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        let missing = |finding: &&mut Finding| finding.kind == Kind::Missing;
        for finding in findings.list.iter_mut().filter(missing) {
            let Some(name) = &finding.name else { continue };
            finding.hint = match known.get(name) {
                Some(hint) => hint.clone(),
                None => {
                    let hint = self.closest_to(name);
                    known.insert(name.clone(), hint.clone());
                    hint
                }
            };
            if let Some(hint) = &finding.hint {
                finding.message.push_str(&format!(" (did you mean {hint}?)"));
            }
        }
    }

    /// The closest name that is at most a third of its letters away, compared without case.
    fn closest_to(&self, name: &str) -> Option<String> {
        let lower = name.to_lowercase();
        let letters = lower.chars().count();
        if letters > 64 {
            return None;
        }
        self.names
            .iter()
            .filter(|(_, other)| other.len().abs_diff(lower.len()) <= letters)
            .map(|(original, other)| (strsim::osa_distance(&lower, other), original))
            .filter(|(distance, other)| *distance <= (letters.min(other.chars().count()) / 3).clamp(1, 3))
            .filter(|(distance, _)| *distance < letters)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, original)| original.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_letters_and_case_are_recognised_and_strangers_are_not() {
        let names = Names::new(["HOST", "PORT", "x"]);
        assert_eq!(names.closest_to("HSOT").as_deref(), Some("HOST"));
        assert_eq!(names.closest_to("prot").as_deref(), Some("PORT"));
        assert_eq!(names.closest_to("port").as_deref(), Some("PORT"));
        assert_eq!(names.closest_to("database"), None);
        assert_eq!(names.closest_to("y"), None);
    }
}
