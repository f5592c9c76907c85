//! A table goes out, one module per kind of format.

pub mod json;
pub mod separated;
pub mod text;
