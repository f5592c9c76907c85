//! Says what a file is, by its content.
//!
//! [`identify`] looks at a [`Content`]: signatures of the head name a type or a family; a family's own prober
//! (zip packages, OLE2, XML, ISO media...) looks closer, within a budget; what has no signature is text or data. Everything
//! that is known of a type stands in one table, [`types`].

mod bytes;
pub mod check;
pub mod content;
pub mod details;
pub mod extent;
mod identify;
pub mod language;
pub mod polyglot;
mod probe;
mod signature;
pub mod text;
pub mod types;
pub mod unpack;

pub use content::Content;
pub use identify::{Answer, Why, identify};
