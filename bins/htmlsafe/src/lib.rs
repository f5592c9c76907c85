//! HTML from strangers made safe by an allowlist.
//!
//! The way of an input: the tokenizer cuts it into text, tags and comments as slices; the [`Cleaner`] judges each by
//! the [`Policy`]; the tree stage keeps the open elements and closes them; the writer makes all output, which is
//! escaped text, `</allowed>` and `<allowed attribute="escaped">` and nothing else. [`Verifier`] states that language.
//!
//! ```
//! let policy = htmlsafe::Policy::new(htmlsafe::preset("bleach").expect("a preset"))?;
//! let clean = htmlsafe::clean("<b onclick=x>Hi</b><script>1</script>", &policy);
//! assert_eq!(clean, "<b>Hi</b>&lt;script&gt;1&lt;/script&gt;");
//! # Ok::<(), htmlsafe::PolicyError>(())
//! ```

mod address;
mod attributes;
mod clean;
mod declared;
mod elements;
mod finding;
mod policy;
mod presets;
mod reference;
mod tokenizer;
mod tree;
mod verify;
mod writer;

pub use clean::{Cleaner, Limits};
pub use declared::declared_charset;
pub use finding::{Finding, Kind};
pub use policy::{Mode, Policy, PolicyError, PolicySource, Rule};
pub use presets::{PRESETS, preset};
pub use verify::Verifier;

/// Cleans a whole text.
#[must_use]
pub fn clean(text: &str, policy: &Policy) -> String {
    let mut cleaner = Cleaner::new(policy, Limits::default(), false);
    cleaner.feed(text);
    cleaner.finish();
    cleaner.take_output()
}
