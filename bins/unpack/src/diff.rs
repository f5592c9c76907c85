//! The difference between two archives, whatever their formats: by path, kind and contents. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use crate::entry::Kind;
use crate::error::Result;
use crate::format::Archive;
use crate::judge::backslash_separates;
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
    pub link: Option<Vec<u8>>,
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
    /// The path, without `.` components. UTF-8 unless no encoding fits.
    pub path: Vec<u8>,
    /// How it differs.
    pub change: Change,
    /// What the first archive has.
    pub a: Option<Side>,
    /// What the second archive has.
    pub b: Option<Side>,
}

/// The tree of an archive: of several entries of one path the last, and no directory that others imply.
pub type Tree = BTreeMap<Vec<u8>, Side>;

/// Reads and hashes everything in an archive. `marks` hear of every entry.
///
/// # Errors
/// As [`Archive::each`].
pub fn tree(archive: &mut Archive, marks: &mut Marks) -> Result<Tree> {
    let mut tree = Tree::new();
    let backslash = archive.index().is_some_and(backslash_separates);
    archive.each(&mut |entry, body| {
        let separates = entry.dos && backslash;
        let path = normal(&entry.name, separates);
        let link = entry.link.clone();
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
            Kind::HardLink => match tree.get(&normal(entry.link.as_deref().unwrap_or_default(), separates)) {
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
    let implied: BTreeSet<Vec<u8>> = tree
        .keys()
        .flat_map(|path| {
            let ends = path.iter().enumerate().filter(|(_, b)| **b == b'/');
            ends.filter_map(|(at, _)| path.get(..at).map(<[u8]>::to_vec))
        })
        .collect();
    tree.retain(|path, side| side.kind != Kind::Dir || !implied.contains(path));
    Ok(tree)
}

/// A path without `.` components; one that is not safe as it is stored. `backslash`: it separates.
fn normal(name: &[u8], backslash: bool) -> Vec<u8> {
    match SafePath::of_name(name, backslash, backslash) {
        Ok(Some(path)) => path.as_bytes().to_vec(),
        Ok(None) => Vec::new(),
        Err(_) => name.to_vec(),
    }
}

/// Where two trees differ, in the order of the paths.
#[must_use]
pub fn differences(a: &Tree, b: &Tree) -> Vec<Difference> {
    let paths: BTreeSet<&Vec<u8>> = a.keys().chain(b.keys()).collect();
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
