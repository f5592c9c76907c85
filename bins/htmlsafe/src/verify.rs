//! The language of safe output, as a regular expression made from the policy.
//!
//! Output in this language keeps a browser's tokenizer in the data state from its first byte to its last: whatever a
//! tree builder makes of it, it never holds an element or an attribute that the policy does not name.

use std::fmt::Write;

use regex::bytes::Regex;

use crate::address;
use crate::attributes::Attributes;
use crate::elements::{self, VOID};
use crate::policy::Policy;
use crate::reference::{self, Context};

/// Checks output against the policy's language.
///
/// The shape is a regular expression; the URLs in it are judged again, each by itself.
#[derive(Debug)]
pub struct Verifier {
    shape: Regex,
    policy: Policy,
}

const REFERENCE: &str = "&(?:amp|lt|gt|nbsp|quot|#13);";
/// Room for policies with many names.
const REGEX_SIZE: usize = 64 << 20;

impl Verifier {
    /// The verifier of a policy.
    ///
    /// # Errors
    /// When the policy has too many names for one expression.
    pub fn new(policy: &Policy) -> Result<Verifier, regex::Error> {
        let mut tags = String::new();
        let mut ends = String::new();
        for (id, name) in policy.allowed_elements() {
            let mut attributes = String::new();
            for attribute in policy.attributes(id) {
                let more = if attribute.prefix { "[a-z0-9:_-]+" } else { "" };
                let separator = if attributes.is_empty() { "" } else { "|" };
                let _ = write!(attributes, "{separator}{}{more}", regex::escape(&attribute.name));
            }
            let attributes = if attributes.is_empty() {
                String::new()
            } else {
                format!("(?: (?:{attributes})=\"(?:[^<>\"&\\x00\\r]|{REFERENCE})*\")*")
            };
            let _ = write!(tags, "|<{}{attributes}>", regex::escape(name));
            if !elements::is(id, VOID) {
                let _ = write!(ends, "|</{}>", regex::escape(name));
            }
        }
        let pattern = format!("\\A(?:[^<>&\\x00\\r]|{REFERENCE}{tags}{ends})*\\z");
        let regex = regex::bytes::RegexBuilder::new(&pattern)
            .unicode(false)
            .size_limit(REGEX_SIZE)
            .build()?;
        Ok(Verifier {
            shape: regex,
            policy: policy.clone(),
        })
    }

    /// Whether `output`, which ends between two tokens, is in the language.
    #[must_use]
    pub fn accepts(&self, output: &str) -> bool {
        self.shape.is_match(output.as_bytes()) && self.urls_may_stay(output)
    }

    /// In the shape every `<` begins a tag and every `>` ends one.
    fn urls_may_stay(&self, output: &str) -> bool {
        let tags = output
            .split('<')
            .skip(1)
            .filter_map(|piece| piece.split_once('>'));
        tags.into_iter().all(|(tag, _)| {
            let Some((name, _)) = tag.split_once(' ') else {
                return true;
            };
            let Some(id) = self.policy.find(name) else {
                return false;
            };
            Attributes::new(tag, name.len()).all(|typed| {
                let allowed = self.policy.attribute(id, typed.name);
                let Some(urls) = allowed.and_then(|allowed| allowed.url) else {
                    return true;
                };
                let value = reference::decode(typed.value, Context::Value);
                address::refusal(urls, &value, &self.policy).is_none()
            })
        })
    }
}
