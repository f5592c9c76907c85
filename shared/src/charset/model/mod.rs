//! How likely a text is in each language: n-gram models over Unicode, one for all encodings of a language.

pub mod score;
pub mod symbol;
pub mod table;
