//! The difference between two archives, whatever their formats: by path, kind and contents. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use crate::entry::Kind;
use crate::error::Result;
use crate::format::Archive;
use crate::marks::Marks;
use crate::policy::SafePath;

/// What an archive has under a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What it is; a hard link counts as the file it names.
    pub kind: Kind,
    /// Bytes of a file.
    pub size: Option<u64>,
    /// SHA-256 of a file's contents, lower-case hex.
    pub sha256: Option<String>,
    /// Target of a symbolic link.
    pub link: Option<String>,
}

/// How a path differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Only the second archive has it.
    Added,
    /// Only the first archive has it.
    Removed,
    /// Both have it, with other contents or another target.
    Changed,
    /// Both have it, as different kinds.
    Kind,
}

impl Change {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Kind => "kind",
        }
    }
}

/// One path that differs.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The path, without `.` components.
    pub path: String,
    /// How it differs.
    pub change: Change,
    /// What the first archive has.
    pub a: Option<Side>,
    /// What the second archive has.
    pub b: Option<Side>,
}

/// The tree of an archive: of several entries of one path the last, and no directory that others imply.
pub type Tree = BTreeMap<String, Side>;

/// Reads and hashes everything in an archive. `marks` hear of every entry.
///
/// # Errors
/// As [`Archive::each`].
pub fn tree(archive: &mut Archive, marks: &mut Marks) -> Result<Tree> {
    let mut tree = Tree::new();
    archive.each(&mut |entry, body| {
        let path = normal(&entry.name);
        let link = entry
            .link
            .as_deref()
            .map(|l| String::from_utf8_lossy(l).into_owned());
        let mut side = Side {
            kind: entry.kind,
            size: None,
            sha256: None,
            link: None,
        };
        let mut digest = None;
        match entry.kind {
            Kind::File => {
                let (mut hash, mut size) = (Sha256::new(), 0_u64);
                body.drain(&mut |chunk| {
                    size += chunk.len() as u64;
                    hash.update(chunk);
                    Ok(())
                })?;
                side.size = Some(size);
                let sum = hash.finalize();
                side.sha256 = Some(sum.iter().map(|b| format!("{b:02x}")).collect());
                digest = Some(sum.into());
            }
            Kind::HardLink => match tree.get(&normal(entry.link.as_deref().unwrap_or_default())) {
                Some(target) => side = target.clone(),
                None => side.link = link,
            },
            Kind::Link => side.link = link,
            Kind::Dir | Kind::Device | Kind::Fifo => {}
        }
        marks.note(entry, digest);
        if !path.is_empty() {
            tree.insert(path, side);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let implied: BTreeSet<String> = tree
        .keys()
        .flat_map(|path| path.match_indices('/').filter_map(|(at, _)| path.get(..at)))
        .map(str::to_owned)
        .collect();
    tree.retain(|path, side| side.kind != Kind::Dir || !implied.contains(path));
    Ok(tree)
}

/// A path without `.` components; one that is not safe as it is stored.
fn normal(name: &[u8]) -> String {
    match SafePath::of_name(name, false, false) {
        Ok(Some(path)) => String::from_utf8_lossy(path.as_bytes()).into_owned(),
        Ok(None) => String::new(),
        Err(_) => String::from_utf8_lossy(name).into_owned(),
    }
}

/// Where two trees differ, in the order of the paths.
#[must_use]
pub fn differences(a: &Tree, b: &Tree) -> Vec<Difference> {
    let paths: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let (old, new) = (a.get(path), b.get(path));
            let change = match (old, new) {
                (Some(old), Some(new)) if old == new => return None,
                (Some(old), Some(new)) if old.kind != new.kind => Change::Kind,
                (Some(_), Some(_)) => Change::Changed,
                (Some(_), None) => Change::Removed,
                (None, _) => Change::Added,
            };
            Some(Difference {
                path: path.clone(),
                change,
                a: old.cloned(),
                b: new.cloned(),
            })
        })
        .collect()
}
