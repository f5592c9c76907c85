//! The policy: an allowlist, checked when it is made, so that a dangerous one never comes to judge anything.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::elements::{self, Id, NEEDS_TREE, REFUSED};

/// A policy as it is written down: the keys of a policy file. What is absent is as the preset has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySource {
    /// Allowed elements.
    pub tags: Option<Vec<String>>,
    /// Allowed attributes of each element; `*` is every element.
    pub attrs: Option<BTreeMap<String, Vec<String>>>,
    /// Allowed URL schemes.
    pub protocols: Option<Vec<String>>,
    /// What becomes of an element that is not allowed.
    pub mode: Option<Mode>,
    /// Whether comments stay.
    pub comments: Option<bool>,
    /// Allowed properties of `style`.
    pub css: Option<Vec<String>>,
    /// Elements that go with their content (strip mode).
    pub remove_content: Option<Vec<String>>,
    /// Put before every kept `id` and `name`.
    pub id_prefix: Option<String>,
    /// Whether URLs without a scheme stay.
    pub relative: Option<bool>,
    /// Conditions on the values of attributes.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// What becomes of an element that is not allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The tag goes, its text stays; the input is read as a browser reads it.
    #[default]
    Strip,
    /// The tag is shown as text; the input is read as Bleach reads it.
    Escape,
    /// The tag goes and nothing else; the input is read as Bleach reads it.
    Unwrap,
}

/// A condition on the value of an attribute; a value that fails it drops the attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The element, or `*`.
    pub tag: String,
    /// The attribute.
    pub attr: String,
    /// A regular expression that matches the whole decoded value.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The values that are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// What the value begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The words that the value may consist of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<String>>,
}

/// Everything that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// One sentence each.
    pub problems: Vec<String>,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.join("; "))
    }
}

impl std::error::Error for PolicyError {}

/// A policy that was found to be safe, ready for use.
#[derive(Debug, Clone)]
pub struct Policy {
    source: PolicySource,
    pub(crate) mode: Mode,
    elements: Vec<Element>,
    own_names: Vec<String>,
    ids: HashMap<String, Id>,
    pub(crate) protocols: Vec<String>,
    pub(crate) relative: bool,
    pub(crate) id_prefix: String,
    conditions: Vec<Condition>,
}

/// What the policy says of an element.
#[derive(Debug, Clone, Default)]
struct Element {
    allowed: bool,
    removed: bool,
    attributes: Vec<AllowedAttribute>,
}

/// An allowed attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AllowedAttribute {
    /// Lower case; without the `*` of a prefix.
    pub(crate) name: String,
    pub(crate) prefix: bool,
    /// What of its value is a URL.
    pub(crate) url: Option<Urls>,
    /// Indexes of the conditions on its value.
    conditions: Vec<usize>,
}

/// How many URLs the value of an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urls {
    /// It is one.
    One,
    /// Several, with white space between them.
    Spaced,
    /// Several with descriptors, with commas between them (WHATWG HTML, section 4.8.4.2.1).
    Candidates,
}

impl Urls {
    /// What the value of the attribute of this name holds; each also with `xlink:` before it.
    fn of(name: &str) -> Option<Self> {
        let local = name.strip_prefix("xlink:").unwrap_or(name);
        match local {
            "srcset" | "imagesrcset" => Some(Self::Candidates),
            "ping" | "attributionsrc" => Some(Self::Spaced),
            _ => URL_ATTRIBUTES.contains(&local).then_some(Self::One),
        }
    }
}

#[derive(Debug, Clone)]
enum Condition {
    Pattern(Regex),
    Values(Vec<String>),
    Prefix(String),
    Classes(Vec<String>),
}

/// Attributes whose value is one URL.
const URL_ATTRIBUTES: [&str; 18] = [
    "action",
    "background",
    "cite",
    "classid",
    "code",
    "codebase",
    "data",
    "dynsrc",
    "formaction",
    "href",
    "itemid",
    "longdesc",
    "lowsrc",
    "manifest",
    "poster",
    "profile",
    "src",
    "usemap",
];

const REFUSED_PROTOCOLS: [&str; 3] = ["javascript", "vbscript", "data"];

impl PolicySource {
    /// This policy with the keys that `over` has in their place. Other elements start without attributes.
    #[must_use]
    pub fn overridden_by(mut self, over: PolicySource) -> PolicySource {
        if over.tags.is_some() {
            self.attrs = None;
        }
        PolicySource {
            tags: over.tags.or(self.tags),
            attrs: over.attrs.or(self.attrs),
            protocols: over.protocols.or(self.protocols),
            mode: over.mode.or(self.mode),
            comments: over.comments.or(self.comments),
            css: over.css.or(self.css),
            remove_content: over.remove_content.or(self.remove_content),
            id_prefix: over.id_prefix.or(self.id_prefix),
            relative: over.relative.or(self.relative),
            rules: if over.rules.is_empty() {
                self.rules
            } else {
                over.rules
            },
        }
    }
}

impl Policy {
    /// Checks a policy and makes it ready for use.
    ///
    /// # Errors
    /// Everything that is dangerous or faulty in it.
    pub fn new(source: PolicySource) -> Result<Policy, PolicyError> {
        let mut problems = Vec::new();
        let mut policy = Policy {
            mode: source.mode.unwrap_or_default(),
            elements: vec![Element::default(); elements::KNOWN],
            own_names: Vec::new(),
            ids: HashMap::new(),
            protocols: Vec::new(),
            relative: source.relative.unwrap_or(true),
            id_prefix: source.id_prefix.clone().unwrap_or_default(),
            conditions: Vec::new(),
            source,
        };
        policy.take_tags(&mut problems);
        policy.take_attributes(&mut problems);
        policy.take_rules(&mut problems);
        policy.take_protocols(&mut problems);
        policy.take_removed(&mut problems);
        if policy.source.comments == Some(true) {
            problems.push("comments cannot be kept by the streaming engine (leave `comments` out)".into());
        }
        if policy.source.css.as_ref().is_some_and(|list| !list.is_empty()) {
            problems.push("`css`: lists of style properties are not supported (leave `css` out)".into());
        }
        if problems.is_empty() {
            Ok(policy)
        } else {
            Err(PolicyError { problems })
        }
    }

    /// The policy as it is in force, every key spelled out.
    #[must_use]
    pub fn in_force(&self) -> PolicySource {
        let mut source = self.source.clone();
        source.mode = Some(self.mode);
        source.comments = Some(false);
        source.css = Some(Vec::new());
        source.relative = Some(self.relative);
        source.id_prefix = Some(self.id_prefix.clone());
        source.protocols = Some(self.protocols.clone());
        source.tags = Some(self.allowed_elements().map(|(_, name)| name.to_owned()).collect());
        source.remove_content = Some(
            self.names(|element| element.removed)
                .map(|(_, name)| name.to_owned())
                .collect(),
        );
        source.attrs.get_or_insert_default();
        source
    }

    fn take_tags(&mut self, problems: &mut Vec<String>) {
        for given in self.source.tags.clone().unwrap_or_default() {
            let name = given.to_ascii_lowercase();
            if !is_name(&name, "-") {
                problems.push(format!(
                    "{given:?} is no name of an element (letters, digits and - are)"
                ));
                continue;
            }
            let known = elements::find(&name);
            match known {
                Some(id) if elements::is(id, REFUSED) => {
                    problems.push(format!(
                        "element {name} is refused: it cannot be made safe by an allowlist"
                    ));
                }
                Some(id) if elements::is(id, NEEDS_TREE) => problems.push(format!(
                    "element {name} changes how its content is read, which the streaming engine cannot judge"
                )),
                _ => {
                    let id = self.register(&name);
                    if let Some(element) = self.elements.get_mut(usize::from(id.0)) {
                        element.allowed = true;
                    }
                }
            }
        }
    }

    fn register(&mut self, name: &str) -> Id {
        if let Some(id) = self.find(name) {
            return id;
        }
        let id = Id(u16::try_from(self.elements.len()).unwrap_or(u16::MAX));
        self.elements.push(Element::default());
        self.own_names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn take_attributes(&mut self, problems: &mut Vec<String>) {
        let lists = self.source.attrs.clone().unwrap_or_default();
        let css = self.source.css.as_ref().is_some_and(|list| !list.is_empty());
        for (tag, names) in &lists {
            let tag = tag.to_ascii_lowercase();
            if tag != "*" && !is_name(&tag, "-") {
                problems.push(format!(
                    "{tag:?} is no name of an element (letters, digits and - are)"
                ));
            }
            for given in names {
                let name = given.to_ascii_lowercase();
                let (stem, prefix) = match name.strip_suffix("-*") {
                    Some(_) => (name.trim_end_matches('*'), true),
                    None => (name.as_str(), false),
                };
                let local = stem.rsplit(':').next().unwrap_or(stem);
                if stem.starts_with("on") || local.starts_with("on") {
                    problems.push(format!("attribute {name} is refused: it runs script"));
                } else if matches!(local, "srcdoc" | "formaction") {
                    problems.push(format!(
                        "attribute {name} is refused: it cannot be made safe by an allowlist"
                    ));
                } else if local == "style" && !css {
                    problems.push("attribute style is refused without a list of properties".into());
                } else if !is_name(stem, "-:_") {
                    problems.push(format!(
                        "{given:?} is no name of an attribute (letters, digits and - : _ are)"
                    ));
                } else {
                    self.allow_attribute(&tag, stem, prefix);
                }
            }
        }
    }

    fn allow_attribute(&mut self, tag: &str, name: &str, prefix: bool) {
        let attribute = AllowedAttribute {
            name: name.to_owned(),
            prefix,
            url: if prefix { None } else { Urls::of(name) },
            conditions: Vec::new(),
        };
        let only = if tag == "*" { None } else { Some(self.find(tag)) };
        for (index, element) in self.elements.iter_mut().enumerate() {
            let meant = only.is_none_or(|id| id.is_some_and(|id| usize::from(id.0) == index));
            if meant && !element.attributes.contains(&attribute) {
                element.attributes.push(attribute.clone());
            }
        }
    }

    fn take_rules(&mut self, problems: &mut Vec<String>) {
        for rule in self.source.rules.clone() {
            let condition = match rule.condition() {
                Ok(condition) => condition,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let index = self.conditions.len();
            self.conditions.push(condition);
            let tag = rule.tag.to_ascii_lowercase();
            let only = if tag == "*" { None } else { Some(self.find(&tag)) };
            let mut met = false;
            for (number, element) in self.elements.iter_mut().enumerate() {
                let meant = only.is_none_or(|id| id.is_some_and(|id| usize::from(id.0) == number));
                if !meant {
                    continue;
                }
                let named =
                    |attribute: &&mut AllowedAttribute| attribute.name.eq_ignore_ascii_case(&rule.attr);
                for attribute in element.attributes.iter_mut().filter(named) {
                    attribute.conditions.push(index);
                    met = true;
                }
            }
            if !met {
                problems.push(format!(
                    "rule for {} {}: `attrs` does not allow it",
                    rule.tag, rule.attr
                ));
            }
        }
    }

    fn take_protocols(&mut self, problems: &mut Vec<String>) {
        for given in self.source.protocols.clone().unwrap_or_default() {
            let name = given.to_ascii_lowercase();
            if REFUSED_PROTOCOLS.contains(&name.as_str()) {
                problems.push(format!("protocol {name} is refused: such a URL can run script"));
            } else if !is_name(&name, "+-.") {
                problems.push(format!(
                    "{given:?} is no URL scheme (letters, digits and + - . are)"
                ));
            } else {
                self.protocols.push(name);
            }
        }
        if !self
            .protocols
            .iter()
            .any(|name| name == "http" || name == "https")
        {
            self.relative = false;
        }
    }

    fn take_removed(&mut self, problems: &mut Vec<String>) {
        let given = self.source.remove_content.clone();
        for name in given.unwrap_or_else(|| vec!["script".into(), "style".into()]) {
            let name = name.to_ascii_lowercase();
            if !is_name(&name, "-") {
                problems.push(format!(
                    "{name:?} is no name of an element (letters, digits and - are)"
                ));
                continue;
            }
            let id = self.register(&name);
            if let Some(element) = self.elements.get_mut(usize::from(id.0)) {
                element.removed = !element.allowed;
            }
        }
    }

    /// The id of a lower-case name.
    pub(crate) fn find(&self, name: &str) -> Option<Id> {
        elements::find(name).or_else(|| self.ids.get(name).copied())
    }

    /// The name of an id.
    pub(crate) fn name(&self, id: Id) -> &str {
        let own = || {
            self.own_names
                .get(usize::from(id.0).saturating_sub(elements::KNOWN))
        };
        elements::name(id)
            .or_else(|| own().map(String::as_str))
            .unwrap_or("")
    }

    pub(crate) fn allows(&self, id: Id) -> bool {
        self.elements
            .get(usize::from(id.0))
            .is_some_and(|element| element.allowed)
    }

    /// Whether the element goes with its content.
    pub(crate) fn removes(&self, id: Id) -> bool {
        self.elements
            .get(usize::from(id.0))
            .is_some_and(|element| element.removed)
    }

    /// The allowed attribute that a lower-case name means on this element.
    pub(crate) fn attribute(&self, id: Id, name: &str) -> Option<&AllowedAttribute> {
        let attributes = &self.elements.get(usize::from(id.0))?.attributes;
        attributes.iter().find(|allowed| {
            if allowed.prefix {
                name.len() > allowed.name.len() && name.starts_with(&allowed.name) && is_name(name, "-:_")
            } else {
                allowed.name == name
            }
        })
    }

    /// Whether the decoded value keeps every rule for the attribute.
    pub(crate) fn accepts(&self, attribute: &AllowedAttribute, value: &str) -> bool {
        let conditions = attribute
            .conditions
            .iter()
            .filter_map(|index| self.conditions.get(*index));
        conditions.into_iter().all(|condition| condition.holds(value))
    }

    /// The allowed elements in the order of their ids.
    pub(crate) fn allowed_elements(&self) -> impl Iterator<Item = (Id, &str)> {
        self.names(|element| element.allowed)
    }

    /// The attributes that are allowed on an element.
    pub(crate) fn attributes(&self, id: Id) -> &[AllowedAttribute] {
        self.elements
            .get(usize::from(id.0))
            .map_or(&[], |element| &element.attributes)
    }

    fn names(&self, wanted: impl Fn(&Element) -> bool) -> impl Iterator<Item = (Id, &str)> {
        let ids = (0..).map(Id).zip(&self.elements);
        ids.filter(move |(_, element)| wanted(element))
            .map(|(id, _)| (id, self.name(id)))
    }
}

impl Rule {
    fn condition(&self) -> Result<Condition, String> {
        let wrong = |problem: &str| format!("rule for {} {}: {problem}", self.tag, self.attr);
        let mut conditions = Vec::new();
        if let Some(pattern) = &self.pattern {
            // Alone first: a pattern may not close the group that anchors it.
            let regex = Regex::new(pattern).and_then(|_| Regex::new(&format!(r"\A(?:{pattern})\z")));
            conditions.push(Condition::Pattern(
                regex.map_err(|_| wrong(&format!("{pattern:?} is no regular expression")))?,
            ));
        }
        conditions.extend(self.values.clone().map(Condition::Values));
        conditions.extend(self.prefix.clone().map(Condition::Prefix));
        conditions.extend(self.classes.clone().map(Condition::Classes));
        match (conditions.pop(), conditions.is_empty()) {
            (Some(condition), true) => Ok(condition),
            _ => Err(wrong(
                "exactly one of `match`, `values`, `prefix`, `classes` is needed",
            )),
        }
    }
}

impl Condition {
    fn holds(&self, value: &str) -> bool {
        match self {
            Condition::Pattern(regex) => regex.is_match(value),
            Condition::Values(values) => values.iter().any(|allowed| allowed == value),
            Condition::Prefix(prefix) => value.starts_with(prefix),
            Condition::Classes(classes) => value
                .split_ascii_whitespace()
                .all(|word| classes.iter().any(|class| class == word)),
        }
    }
}

/// A letter, then letters, digits and what `more` has; lower case.
fn is_name(name: &str, more: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(source: PolicySource) -> Vec<String> {
        Policy::new(source).map_or_else(|error| error.problems, |_| Vec::new())
    }

    #[test]
    fn dangerous_names_are_refused_whatever_their_case() {
        for name in [
            "script",
            "SCRIPT",
            "iframe",
            "noscript",
            "plaintext",
            "a b",
            "<p>",
            "",
            "svg",
        ] {
            let source = PolicySource {
                tags: Some(vec![name.into()]),
                ..Default::default()
            };
            assert_eq!(problems(source).len(), 1, "{name}");
        }
        for name in [
            "onclick",
            "ONX",
            "on*",
            "on-*",
            "srcdoc",
            "formaction",
            "style",
            "xlink:onload",
            "a b",
        ] {
            let attrs = BTreeMap::from([("p".to_owned(), vec![name.to_owned()])]);
            assert_eq!(
                problems(PolicySource {
                    attrs: Some(attrs),
                    ..Default::default()
                })
                .len(),
                1,
                "{name}"
            );
        }
        for name in ["javascript", "VBScript", "data"] {
            let source = PolicySource {
                protocols: Some(vec![name.into()]),
                ..Default::default()
            };
            assert_eq!(problems(source).len(), 1, "{name}");
        }
    }

    #[test]
    fn an_allowed_element_is_never_dropped_with_its_content() {
        let policy = Policy::new(PolicySource {
            tags: Some(vec!["p".into(), "x-y".into()]),
            remove_content: Some(vec!["p".into(), "div".into()]),
            ..Default::default()
        })
        .unwrap();
        let id = |name| policy.find(name).unwrap();
        assert!(!policy.removes(id("p")) && policy.removes(id("div")) && policy.allows(id("x-y")));
    }
}
