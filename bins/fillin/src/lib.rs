//! Fills `$name` templates, with exactly the grammar of Python's `string.Template`.
//!
//! A [`Grammar`](grammar::Grammar) finds placeholders in bytes; a [`Program`](program::Program) is a template read with it
//! once, to be filled any number of times with values from a [`Scope`](value::Scope) or from [`rows`]. Bytes outside
//! placeholders are never decoded, values are never scanned again, and everything wrong is a [`Finding`](finding::Finding)
//! with its place.

pub mod charset;
mod filters;
pub mod finding;
pub mod grammar;
pub mod hint;
pub mod program;
pub mod rows;
pub mod sources;
pub mod value;
