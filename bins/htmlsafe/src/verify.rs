//! The language of safe output, as a regular expression made from the policy.
//!
//! Output in this language keeps a browser's tokenizer in the data state from its first byte to its last: whatever a
//! tree builder makes of it, it never holds an element or an attribute that the policy does not name.

use std::fmt::Write;

use regex::bytes::Regex;

use crate::elements::{self, VOID};
use crate::policy::Policy;

/// Checks output against the policy's language.
#[derive(Debug)]
pub struct Verifier(Regex);

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
        Ok(Verifier(regex))
    }

    /// Whether `output`, which ends between two tokens, is in the language.
    #[must_use]
    pub fn accepts(&self, output: &str) -> bool {
        self.0.is_match(output.as_bytes())
    }
}
