//! The store of entries: one age file, inside it one JSON object a line with the secret in base32.

use std::io;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use age::x25519;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::entry::{self, Entry, Kind, STEAM_DIGITS};
use crate::private::{self, Lock, Trust};
use crate::secret;

/// How the line with an age identity begins.
const PREFIX: &str = "AGE-SECRET-KEY-1";

/// An entry and the name it is stored under.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The name.
    pub name: String,
    /// The entry.
    pub entry: Entry,
}

/// A store that is open: its entries can be read, and changed by [`Store::change`].
pub struct Store {
    path: PathBuf,
    identity: x25519::Identity,
    /// The entries in the order they came.
    pub entries: Vec<Stored>,
}

/// One line inside the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    v: u32,
    entry: String,
    r#type: String,
    secret: Zeroizing<String>,
    algo: String,
    digits: u8,
    period: u64,
    counter: u64,
    epoch: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    account: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<String>,
}

/// Makes an empty store that the identity in `identity` opens; that file is made if it is not there.
///
/// # Errors
/// When a store is there already (`AlreadyExists`), or a file cannot be read or written.
pub fn init(path: &Path, identity: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_private_folder(folder)?;
    }
    let _lock = Lock::wait(path)?;
    if path.symlink_metadata().is_ok() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "a store is there already",
        ));
    }
    let key = match private::read(identity, Trust::Private)? {
        Some(bytes) => parse_identity(bytes)?,
        None => {
            let key = x25519::Identity::generate();
            let text = Zeroizing::new(format!(
                "# public key: {}\n{}\n",
                key.to_public(),
                key.to_string().expose_secret()
            ));
            private::create(identity, text.as_bytes())?;
            key
        }
    };
    private::replace(path, &encrypt(&key, b"")?)
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

impl Store {
    /// Opens the store.
    ///
    /// # Errors
    /// When it or the identity is not there, may not be trusted, or is damaged.
    pub fn open(path: &Path, identity: &Path) -> io::Result<Self> {
        let key = private::read(identity, Trust::Private)?
            .ok_or_else(|| missing("no identity file of that name"))?;
        let identity = parse_identity(key)?;
        let bytes = private::read(path, Trust::Private)?
            .ok_or_else(|| missing("no store there (totp init makes one)"))?;
        let entries = parse(&decrypt(&identity, &bytes)?)?;
        Ok(Self {
            path: path.to_owned(),
            identity,
            entries,
        })
    }

    /// The entry of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.name == name).map(|e| &e.entry)
    }

    /// Changes the store: reads it again under a lock, lets `change` work on the entries, and writes them back.
    ///
    /// # Errors
    /// What `change` returns, or why the file could not be read or written; it is then as it was.
    pub fn change<E: From<io::Error>>(
        &mut self,
        change: impl FnOnce(&mut Vec<Stored>) -> Result<(), E>,
    ) -> Result<(), E> {
        let _lock = Lock::wait(&self.path)?;
        let bytes = private::read(&self.path, Trust::Private)?.ok_or_else(|| missing("the store is gone"))?;
        self.entries = parse(&decrypt(&self.identity, &bytes)?)?;
        change(&mut self.entries)?;
        let mut plain = Zeroizing::new(Vec::new());
        for stored in &self.entries {
            serde_json::to_writer(&mut *plain, &line(stored)).map_err(io::Error::from)?;
            plain.push(b'\n');
        }
        private::replace(&self.path, &encrypt(&self.identity, &plain)?)?;
        Ok(())
    }
}

fn missing(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, what)
}

fn parse_identity(bytes: Vec<u8>) -> io::Result<x25519::Identity> {
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|_| io::Error::other("not an age identity"))?;
    let line = text.lines().map(str::trim).find(|l| l.starts_with(PREFIX));
    let line = line.ok_or_else(|| io::Error::other("no age identity (X25519) in it"))?;
    line.parse()
        .map_err(|_| io::Error::other("a damaged age identity"))
}

fn encrypt(key: &x25519::Identity, plain: &[u8]) -> io::Result<Vec<u8>> {
    age::encrypt(&key.to_public(), plain).map_err(io::Error::other)
}

fn decrypt(key: &x25519::Identity, bytes: &[u8]) -> io::Result<Zeroizing<Vec<u8>>> {
    age::decrypt(key, bytes).map(Zeroizing::new).map_err(|e| match e {
        age::DecryptError::NoMatchingKeys => io::Error::other("the identity does not open this store"),
        _ => io::Error::other("damaged, or no age file"),
    })
}

fn parse(plain: &[u8]) -> io::Result<Vec<Stored>> {
    let damaged = || io::Error::other("its contents are damaged, or of a newer version of this program");
    let text = std::str::from_utf8(plain).map_err(|_| damaged())?;
    text.lines()
        .map(|line| {
            serde_json::from_str(line)
                .ok()
                .and_then(stored)
                .ok_or_else(damaged)
        })
        .collect()
}

fn stored(line: Line) -> Option<Stored> {
    let mut entry: Entry = secret::base32(&line.secret, 1).ok()?;
    entry.kind = Kind::parse(&line.r#type)?;
    entry.algo = entry::Algo::parse(&line.algo)?;
    entry.digits = entry::digits(&line.digits.to_string()).ok()?;
    if line.v != 1 || (entry.kind == Kind::Steam && entry.digits != STEAM_DIGITS) {
        return None;
    }
    entry.period = entry::period(&line.period.to_string()).ok()?;
    (entry.counter, entry.epoch) = (line.counter, line.epoch);
    (entry.issuer, entry.account, entry.image) = (line.issuer, line.account, line.image);
    Some(Stored {
        name: line.entry,
        entry,
    })
}

fn line(stored: &Stored) -> Line {
    let Stored { name, entry } = stored;
    Line {
        v: 1,
        entry: name.clone(),
        r#type: entry.kind.name().to_owned(),
        secret: entry.secret.base32(),
        algo: entry.algo.name().to_owned(),
        digits: entry.digits,
        period: entry.period,
        counter: entry.counter,
        epoch: entry.epoch,
        issuer: entry.issuer.clone(),
        account: entry.account.clone(),
        image: entry.image.clone(),
    }
}
