//! Formats of the years of DOS, which few still meet: read when the feature `legacy` is on.

pub(super) mod ace;
pub(super) mod arc;
pub(super) mod arj;
mod bits;
mod fields;
mod lzh;
mod member;
pub(super) mod zoo;
