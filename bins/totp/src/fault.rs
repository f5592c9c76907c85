//! What is wrong with an input, told without a character of any secret.

use std::fmt;

/// Which kind of input is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A bare secret.
    BadSecret,
    /// An otpauth URI.
    BadUri,
    /// Anything else that was given.
    Usage,
}

impl FaultKind {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadSecret => "bad_secret",
            Self::BadUri => "bad_uri",
            Self::Usage => "usage",
        }
    }
}

/// What is wrong. The message never holds a part of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which kind of input.
    pub kind: FaultKind,
    /// The URI parameter, `scheme`, `type` or `data`; or the name of a setting.
    pub field: Option<&'static str>,
    /// The character it is about, from 1, as typed.
    pub pos: Option<usize>,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl Fault {
    /// Something wrong with a bare secret.
    pub fn secret(message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::BadSecret,
            field: None,
            pos: None,
            message: message.into(),
        }
    }

    /// Something wrong with that part of a URI.
    pub fn uri(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::BadUri,
            field: Some(field),
            pos: None,
            message: message.into(),
        }
    }

    /// Something wrong with that setting.
    pub fn usage(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::Usage,
            field: Some(field),
            pos: None,
            message: message.into(),
        }
    }

    /// The same at the character `pos`, from 1.
    #[must_use]
    pub fn at(self, pos: usize) -> Self {
        Self {
            pos: Some(pos),
            ..self
        }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.message)?;
        match self.pos {
            Some(pos) => write!(f, " (character {pos})"),
            None => Ok(()),
        }
    }
}
