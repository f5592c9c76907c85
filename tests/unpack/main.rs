//! Black-box tests of `unpack`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod archives;
mod compare;
mod containers;
mod damage;
mod formats;
mod honesty;
mod hostile;
mod kept;
mod landing;
#[cfg(feature = "legacy")]
mod legacy;
mod linked_volumes;
mod links;
mod marks;
mod names;
mod passwords;
mod predicted;
mod remarks;
mod squashfs;
mod staging;
mod strict;
mod tars;
mod together;
mod verbs;
mod volumes;

use std::collections::BTreeMap;
use std::path::Path;

use harness::{Ran, Run, TempDir, temp_dir, tool};
use serde_json::Value;

/// A folder with archives, in which the tool is run.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(temp_dir())
    }

    /// With a file in it.
    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// `unpack` with words separated by blanks.
    fn unpack(&self, words: &str) -> Run {
        tool("unpack").args(words.split(' ')).current_dir(self.0.path())
    }

    /// Everything below `dir`: files with their contents, links with `-> target`, empty directories as `dir`.
    fn tree(&self, dir: &str) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        walk(&self.0.path().join(dir), "", &mut all);
        all
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

fn walk(dir: &Path, prefix: &str, all: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            all.insert(
                name,
                format!("-> {}", std::fs::read_link(entry.path()).unwrap().display()),
            );
        } else if kind.is_dir() {
            let before = all.len();
            walk(&entry.path(), &format!("{name}/"), all);
            if all.len() == before {
                all.insert(name, "dir".to_owned());
            }
        } else {
            all.insert(
                name,
                String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned(),
            );
        }
    }
}

/// The tree of these files.
fn files(all: &[(&str, &str)]) -> BTreeMap<String, String> {
    all.iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// The NDJSON rows on stdout.
fn rows(ran: &Ran) -> Vec<Value> {
    ran.stdout_text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
