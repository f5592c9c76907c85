//! What can go wrong with an archive.

use std::fmt;
use std::io;
use std::path::PathBuf;

use shared::run::plain_words;

use crate::policy::{Refusal, Severity};

/// The result of a step on an archive.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an archive was not, or not wholly, processed.
#[derive(Debug)]
pub enum Error {
    /// The archive is damaged, cut short, or not what it claims to be.
    Corrupt(String),
    /// The operating system refused something; `what` says which step.
    Io {
        /// The step and the file it was about.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// Something is already there, and may not be replaced.
    Exists(Vec<PathBuf>),
    /// Directories where files are to go, or the other way round. Neither is ever replaced.
    InTheWay(Vec<PathBuf>),
    /// The place to extract to is something else.
    NoDirectory(PathBuf),
    /// No such member in the archive.
    NoMember(String),
    /// The policy refused entries; every offender is listed.
    Unsafe(Vec<Refusal>),
    /// Well enough for other readers, but not for `--strict`.
    Strict(String),
    /// A link on disk stands where a directory is needed. It was not followed.
    LinkInTheWay(PathBuf),
    /// A limit was reached.
    Limit(Limit),
    /// An encrypted member and no password to open it with.
    NoPassword,
    /// The password does not open the member.
    WrongPassword,
    /// Noise comes out of an encrypted member: by a wrong password, or for damage, which the text describes.
    PasswordOrDamage(String),
    /// A format or method that cannot be read; the text says what it is and what can read it.
    Unsupported(String),
    /// SIGINT or SIGTERM arrived.
    Interrupted,
    /// No entry is left by what the user selected.
    NothingSelected,
    /// What went wrong with one member, or with an archive in the archive.
    Within {
        /// Its path.
        name: String,
        /// What went wrong.
        error: Box<Error>,
    },
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `--max-size`: more bytes than this came out of the archive.
    Size(u64),
    /// `--max-ratio`: more than this many bytes came out for each byte consumed.
    Ratio(u64),
    /// `--max-entries`: more entries than this.
    Entries(u64),
    /// `--max-memory`: a dictionary or window larger than this is needed.
    Memory(u64),
    /// Zip entries whose data overlap.
    Overlap,
}

impl Error {
    /// Shorthand for damage described by `what`.
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }

    /// A failed system call, and the step it belongs to.
    pub fn io(what: impl Into<String>, source: impl Into<io::Error>) -> Self {
        Self::Io {
            what: what.into(),
            source: source.into(),
        }
    }

    /// The same about the member called `name`. What is about the whole archive or the run stays as it is.
    #[must_use]
    pub fn within(self, name: &[u8]) -> Self {
        match self.cause() {
            Self::Limit(Limit::Size(_) | Limit::Ratio(_) | Limit::Entries(_))
            | Self::Interrupted
            | Self::Unsafe(_) => self,
            _ => Self::Within {
                name: String::from_utf8_lossy(name).into_owned(),
                error: Box::new(self),
            },
        }
    }

    /// What went wrong, wherever it did.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::Within { error, .. } => error.cause(),
            other => other,
        }
    }

    /// Damage of an encrypted member as what it may be too.
    #[must_use]
    pub fn in_doubt(self) -> Self {
        match self {
            Self::Corrupt(what) => Self::PasswordOrDamage(what),
            other => other,
        }
    }

    /// The same once the password is known to be right.
    #[must_use]
    pub fn with_right_password(self) -> Self {
        match self {
            Self::PasswordOrDamage(what) => Self::Corrupt(what),
            other => other,
        }
    }

    /// Whether a password may be what is wrong.
    #[must_use]
    pub fn is_about_password(&self) -> bool {
        matches!(self.cause(), Self::WrongPassword | Self::PasswordOrDamage(_))
    }

    /// What a reader said while an archive was being decoded: one of our own errors that travelled
    /// through it, or else damage.
    pub fn decoding(error: io::Error) -> Self {
        if error.get_ref().is_some_and(|inner| inner.is::<Self>()) {
            return match error.into_inner().map(|inner| inner.downcast::<Self>()) {
                Some(Ok(own)) => *own,
                _ => Self::corrupt("damaged data"),
            };
        }
        if error.raw_os_error().is_some() {
            return Self::io("cannot read", error);
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::corrupt("cut short: the data end too early"),
            _ => Self::Corrupt(format!("damaged data: {error}")),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::other(error)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt(what) | Self::Unsupported(what) => f.write_str(what),
            Self::Io { what, source } => write!(f, "{what}: {}", plain_words(source)),
            Self::Exists(paths) => {
                write_all(paths, f)?;
                f.write_str(": already there (--skip, --rename or --force decide)")
            }
            Self::InTheWay(paths) => {
                write_all(paths, f)?;
                f.write_str(
                    ": a directory and a file meet here (or a link), and neither ever replaces the other",
                )
            }
            Self::NoDirectory(path) => write!(
                f,
                "{}: not a directory, and files can only go into one (-o names another)",
                path.display()
            ),
            Self::NoMember(name) => write!(f, "{name}: no such member"),
            Self::Unsafe(all) => {
                let entries = if all.len() == 1 { "entry" } else { "entries" };
                let worst = all.iter().flat_map(|r| &r.reasons).map(|r| r.severity()).max();
                match worst {
                    Some(Severity::Limit) => {
                        write!(f, "archive refused ({} {entries} over a limit)", all.len())
                    }
                    Some(Severity::Unwritable) => {
                        write!(
                            f,
                            "archive refused ({} {entries} that cannot be written)",
                            all.len()
                        )
                    }
                    _ => write!(f, "unsafe archive refused ({} unsafe {entries})", all.len()),
                }
            }
            Self::Strict(what) => write!(f, "refused by --strict: {what}"),
            Self::LinkInTheWay(path) => {
                write!(
                    f,
                    "{}: a link stands in the way, and links are never followed",
                    path.display()
                )
            }
            Self::Limit(limit) => limit.fmt(f),
            Self::NoPassword => f.write_str(
                "encrypted, and no password given (--password-file, --password-stdin or UNPACK_PASSWORD)",
            ),
            Self::WrongPassword => f.write_str("the password does not open it"),
            Self::PasswordOrDamage(what) => {
                write!(f, "the password does not open it, or it is damaged ({what})")
            }
            Self::Interrupted => f.write_str("interrupted"),
            Self::NothingSelected => {
                f.write_str("nothing to extract: --include, --exclude and --strip leave no entry")
            }
            Self::Within { name, error } => write!(f, "{name}: {error}"),
        }
    }
}

/// How many paths a message names.
const NAMED: usize = 8;

fn write_all(paths: &[PathBuf], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, path) in paths.iter().take(NAMED).enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        let path = path.strip_prefix(".").unwrap_or(path);
        write!(f, "{comma}{}", path.display())?;
    }
    match paths.len().saturating_sub(NAMED) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(max) => write!(f, "unpacks to more than {max} bytes (--max-size)"),
            Self::Ratio(max) => {
                write!(
                    f,
                    "unpacks to more than {max} times the data read, like a bomb (--max-ratio)"
                )
            }
            Self::Entries(max) => write!(f, "more than {max} entries (--max-entries)"),
            Self::Memory(max) => write!(
                f,
                "needs more than {max} bytes of memory to unpack (--max-memory)"
            ),
            Self::Overlap => f.write_str("entries overlap, like a bomb"),
        }
    }
}
