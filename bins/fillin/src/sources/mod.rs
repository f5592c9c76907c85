//! Where values come from: data files, `.env` files, the environment.

pub mod env_file;
pub mod json;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use crate::value::{Scope, Value};

/// Sets the environment variables whose names `wanted` accepts.
pub fn set_environment(
    scope: &mut Scope,
    environment: impl Iterator<Item = (OsString, OsString)>,
    wanted: impl Fn(&OsString) -> bool,
) {
    for (name, value) in environment.filter(|(name, _)| wanted(name)) {
        scope.set(name.into_vec(), Value::Text(value.into_vec()));
    }
}

/// What is wrong with a data file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl Malformed {
    fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = crate::finding::Positions::new(text.as_bytes()).of(offset);
        Self {
            line,
            column,
            message: message.into(),
        }
    }
}
