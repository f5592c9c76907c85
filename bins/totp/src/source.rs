//! Where secrets come from: standard input, files, the environment, descriptors, the store.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use shared::run::{Problem, Status};
use totp::entry::{Entry, Settings};
use totp::fault::Fault;
use totp::input;
use totp::store;
use zeroize::Zeroizing;

use crate::cli::{OtherSource, Store};

/// The longest input that can be one secret.
const MAX_INPUT: u64 = 1 << 20;

/// What a source gave.
pub(crate) struct Given {
    /// The entry, flags applied.
    pub(crate) entry: Entry,
    /// The name it is stored under.
    pub(crate) name: Option<String>,
    /// The URI as it was given, when it was one.
    pub(crate) uri: Option<Zeroizing<String>>,
}

/// Why there is no entry.
pub(crate) enum Failure {
    /// Something is wrong with what was given.
    Fault(Fault),
    /// Something else.
    Problem(Problem),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Reads the entry of a source and lets the settings hold.
pub(crate) fn read(source: Option<&str>, other: &OtherSource, settings: &Settings) -> Result<Given, Failure> {
    let bytes = match (source, &other.env, other.fd) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            return Err(Problem::usage("a SOURCE and --env or --fd: one of them is enough").into());
        }
        (_, Some(variable), _) => match std::env::var_os(variable) {
            Some(value) => Zeroizing::new(value.into_encoded_bytes()),
            None => {
                return Err(Problem::usage(format!("--env {variable}: there is no such variable")).into());
            }
        },
        (.., Some(fd)) => read_all(Path::new(&format!("/dev/fd/{fd}")))?,
        (None | Some("-"), ..) => stdin()?,
        (Some(word), ..) => match word.strip_prefix('@') {
            Some(file) => read_all(Path::new(file))?,
            None => return stored(word, &other.store, settings),
        },
    };
    let mut entry = input::entry(&bytes, other.hex)?;
    settings.apply(&mut entry)?;
    let text = input::text(&bytes)?;
    let (line, _) = input::only_line(&text)?;
    let uri = input::is_uri(line).then(|| Zeroizing::new(line.trim().to_owned()));
    Ok(Given {
        entry,
        name: None,
        uri,
    })
}

fn stored(name: &str, place: &Store, settings: &Settings) -> Result<Given, Failure> {
    let nobody = || {
        Problem::usage(format!(
            "{name}: no stored entry of that name (@FILE reads a file)"
        ))
    };
    let (Ok(path), Ok(identity)) = (store_path(place), identity_path(place)) else {
        return Err(nobody().into());
    };
    if path.symlink_metadata().is_err() {
        return Err(nobody().into());
    }
    let store = open(&path, &identity)?;
    let mut entry = store.find(name).ok_or_else(nobody)?.clone();
    settings.apply(&mut entry)?;
    Ok(Given {
        entry,
        name: Some(name.to_owned()),
        uri: None,
    })
}

/// Opens a store; whatever is wrong with it is status 3.
pub(crate) fn open(path: &Path, identity: &Path) -> Result<store::Store, Problem> {
    store::Store::open(path, identity).map_err(|e| Problem::io(path, &e))
}

/// The path of the store.
pub(crate) fn store_path(place: &Store) -> Result<PathBuf, Problem> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    place
        .store
        .clone()
        .or_else(|| set("TOTP_STORE"))
        .or_else(|| set("XDG_DATA_HOME").map(|d| d.join("totp/store.age")))
        .or_else(|| set("HOME").map(|d| d.join(".local/share/totp/store.age")))
        .ok_or_else(|| Problem::usage("where is the store? (--store, TOTP_STORE or HOME)"))
}

/// The path of the identity that opens the store.
pub(crate) fn identity_path(place: &Store) -> Result<PathBuf, Problem> {
    let set = std::env::var_os("TOTP_IDENTITY")
        .filter(|v| !v.is_empty())
        .map(PathBuf::from);
    place
        .identity
        .clone()
        .or(set)
        .ok_or_else(|| Problem::usage("which age identity opens the store? (--identity or TOTP_IDENTITY)"))
}

/// All of standard input.
pub(crate) fn stdin() -> Result<Zeroizing<Vec<u8>>, Problem> {
    limited(io::stdin().lock()).map_err(|e| Problem::io("-", &e))
}

fn read_all(path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    File::open(path)
        .and_then(limited)
        .map_err(|e| Problem::io(path, &e))
}

fn limited(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    from.take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(io::Error::other("more than one secret can be (1 MiB)"));
    }
    Ok(bytes)
}

/// A fault of the only input, as a problem of status 2.
pub(crate) fn problem(fault: &Fault) -> Problem {
    Problem::new(Status::USAGE, fault.to_string())
}
