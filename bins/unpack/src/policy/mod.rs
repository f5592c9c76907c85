//! What may be put on a disk: a pure judgement of each entry against all earlier ones. No I/O.

mod links;
mod path;
mod portable;
mod reason;

use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};

pub(crate) use path::numbered;
pub use path::{MAX_DEPTH, MAX_NAME, SafePath, plain_name};
pub use portable::Portable;
pub use reason::{Reason, Severity};

pub(crate) use links::{Lies, resolve};

use crate::entry::{Entry, Kind};
use links::climbs_safely;

/// An entry that was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Position of the entry in the archive, from 0.
    pub index: usize,
    /// Its decoded name.
    pub name: Vec<u8>,
    /// All reasons.
    pub reasons: Vec<Reason>,
}

/// What is to happen with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Put it there.
    Place(SafePath),
    /// Put it there in place of the earlier entry of that path (an appended tar member).
    Replace(SafePath),
    /// Link it to that earlier file.
    LinkTo(SafePath, SafePath),
    /// It claims to be the same file as the earlier entry of that path, by size and checksum.
    Again(SafePath),
    /// It brings nothing new: the root, a directory already known, nothing left after `--strip`.
    Nothing,
    /// It is left out, and said so.
    Skip(Reason),
    /// It is a link whose target is encrypted: nobody can judge it without the password.
    Locked,
    /// It is refused.
    Refuse(Vec<Reason>),
}

/// How to treat what differs between formats and what the user asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// Leading components to drop.
    pub strip: usize,
    /// A later entry of the same path replaces the earlier one, as in tar.
    pub last_wins: bool,
    /// No name of the archive has a `/`, so that a backslash separates in names made on FAT or NTFS.
    pub backslash: bool,
    /// Refuse names that not every file system can hold or tell apart.
    pub portable: bool,
}

/// What is known of a path.
#[derive(Debug)]
enum Node {
    Dir,
    File {
        size: Option<u64>,
        crc32: Option<u32>,
        claims: bool,
    },
    Link {
        target: Vec<u8>,
        index: usize,
    },
}

/// The judge of one archive.
#[derive(Debug)]
pub struct Policy {
    rules: Rules,
    nodes: HashMap<Vec<u8>, Node>,
    /// The directory of the entry before, which is known.
    within: Vec<u8>,
    tops: Vec<Vec<u8>>,
    seen: usize,
    portable: Portable,
    /// For files that differ from an earlier one of their path: how many of that path there are. `None` refuses them.
    copies: Option<HashMap<Vec<u8>, u32>>,
}

impl Policy {
    /// A judge who has seen nothing yet.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            nodes: HashMap::new(),
            within: Vec::new(),
            tops: Vec::new(),
            seen: 0,
            portable: Portable::default(),
            copies: None,
        }
    }

    /// Of files of one path and other contents all are kept, each under a name of its own, unless the last wins.
    #[must_use]
    pub fn keeping_all(mut self) -> Self {
        self.copies = Some(HashMap::new());
        self
    }

    /// Makes room for so many more entries.
    pub fn reserve(&mut self, entries: usize) {
        self.nodes.reserve(entries);
    }

    /// Judges the next entry. Links are judged in full by [`Policy::finish`], when all are known.
    pub fn judge(&mut self, entry: &Entry) -> Verdict {
        let index = self.seen;
        self.seen += 1;
        let path = match SafePath::of_name(&entry.name, entry.dos, entry.dos && self.rules.backslash) {
            Err(why) => return Verdict::Refuse(why),
            Ok(None) if entry.kind == Kind::Dir => return Verdict::Nothing,
            Ok(None) => return Verdict::Refuse(vec![Reason::EmptyName]),
            Ok(Some(path)) => match path.strip(self.rules.strip) {
                Some(path) => path,
                None => return Verdict::Nothing,
            },
        };
        if matches!(entry.kind, Kind::Device | Kind::Fifo) {
            return Verdict::Skip(Reason::Special);
        }
        if self.rules.portable
            && let Some(reason) = self.portable.judge(&path)
        {
            return Verdict::Refuse(vec![reason]);
        }
        if let Err(reason) = self.enter(&path) {
            return Verdict::Refuse(vec![reason]);
        }
        match entry.kind {
            Kind::Link if entry.encrypted && entry.link.is_none() => match self.judge_link(path, b".", index)
            {
                Verdict::Place(_) => Verdict::Locked,
                other => other,
            },
            Kind::Link => self.judge_link(path, entry.link.as_deref().unwrap_or_default(), index),
            Kind::HardLink => self.judge_hard_link(path, entry),
            Kind::Dir => match self.nodes.entry(path.as_bytes().to_vec()).or_insert(Node::Dir) {
                Node::Dir => Verdict::Place(path),
                _ => Verdict::Refuse(vec![Reason::Duplicate]),
            },
            _ => {
                let (size, crc32) = (entry.size, entry.crc32);
                let node = Node::File {
                    size,
                    crc32,
                    claims: crc32.is_some() && !entry.encrypted,
                };
                let known = match self.nodes.entry(path.as_bytes().to_vec()) {
                    Occupied(known) => known.into_mut(),
                    Vacant(free) => {
                        free.insert(node);
                        return Verdict::Place(path);
                    }
                };
                match known {
                    Node::File { .. } if self.rules.last_wins => Verdict::Replace(path),
                    Node::File {
                        size: s,
                        crc32: c,
                        claims: true,
                    } if *s == size && *c == crc32 && crc32.is_some() && !entry.encrypted => {
                        Verdict::Again(path)
                    }
                    Node::File { .. } => self.copy(&path, node),
                    _ => Verdict::Refuse(vec![Reason::Duplicate]),
                }
            }
        }
    }

    /// Places a file beside the earlier one of its path, as `a (2).txt`.
    fn copy(&mut self, path: &SafePath, node: Node) -> Verdict {
        let duplicate = Verdict::Refuse(vec![Reason::Duplicate]);
        let Some(copies) = &mut self.copies else {
            return duplicate;
        };
        let count = copies.entry(path.as_bytes().to_vec()).or_insert(1);
        let (parent, name) = path.parent_and_name();
        loop {
            *count += 1;
            let name = numbered(name, *count);
            let free = if parent.is_empty() {
                name
            } else {
                [parent, b"/", &name].concat()
            };
            if self.nodes.contains_key(&free) {
                continue;
            }
            return match SafePath::of_name(&free, false, false) {
                Ok(Some(path)) => self.place(path, node),
                Ok(None) => duplicate,
                Err(why) => Verdict::Refuse(why),
            };
        }
    }

    fn judge_link(&mut self, path: SafePath, target: &[u8], index: usize) -> Verdict {
        if target.is_empty() || target.contains(&0) || target.len() > MAX_NAME {
            return Verdict::Refuse(vec![Reason::LinkTarget]);
        }
        match self.nodes.get(path.as_bytes()) {
            None => self.place(
                path,
                Node::Link {
                    target: target.to_vec(),
                    index,
                },
            ),
            Some(Node::Link { target: known, .. }) if known == target => Verdict::Nothing,
            Some(_) => Verdict::Refuse(vec![Reason::Duplicate]),
        }
    }

    fn judge_hard_link(&mut self, path: SafePath, entry: &Entry) -> Verdict {
        let refused = || Verdict::Refuse(vec![Reason::HardLinkTarget]);
        let target = match SafePath::of_name(entry.link.as_deref().unwrap_or_default(), entry.dos, false) {
            Ok(Some(target)) => target.strip(self.rules.strip),
            Ok(None) | Err(_) => None,
        };
        let Some(target) = target else { return refused() };
        match self.nodes.get(target.as_bytes()) {
            Some(Node::File { .. }) if target == path => return Verdict::Nothing,
            Some(Node::File { .. }) => {}
            _ => return refused(),
        }
        match self.nodes.get(path.as_bytes()) {
            None => {}
            Some(Node::File { .. }) if self.rules.last_wins => {}
            Some(_) => return Verdict::Refuse(vec![Reason::Duplicate]),
        }
        self.place(
            path.clone(),
            Node::File {
                size: None,
                crc32: None,
                claims: false,
            },
        );
        Verdict::LinkTo(path, target)
    }

    /// Makes the directories above `path` known, or says what stands in the way.
    fn enter(&mut self, path: &SafePath) -> Result<(), Reason> {
        let (parent, _) = path.parent_and_name();
        if parent != self.within {
            // What lies above a known directory is known too.
            if !matches!(self.nodes.get(parent), Some(Node::Dir)) {
                self.enter_from_the_top(path.as_bytes())?;
            }
            self.within.clear();
            self.within.extend_from_slice(parent);
        }
        if self.tops.len() < 2 && !self.tops.iter().any(|t| t == path.top()) {
            self.tops.push(path.top().to_vec());
        }
        Ok(())
    }

    fn enter_from_the_top(&mut self, whole: &[u8]) -> Result<(), Reason> {
        for (at, _) in whole.iter().enumerate().filter(|(_, b)| **b == b'/') {
            let above = whole.get(..at).unwrap_or_default();
            match self.nodes.get(above) {
                Some(Node::Dir) => {}
                Some(Node::Link { .. }) => return Err(Reason::BelowLink),
                Some(Node::File { .. }) => return Err(Reason::BelowFile),
                None => {
                    self.nodes.insert(above.to_vec(), Node::Dir);
                }
            }
        }
        Ok(())
    }

    fn place(&mut self, path: SafePath, node: Node) -> Verdict {
        self.nodes.insert(path.as_bytes().to_vec(), node);
        Verdict::Place(path)
    }

    /// Judges all links, now that every link of the archive is known. Returns those that lead out of the tree,
    /// in the order of the archive.
    #[must_use]
    pub fn finish(&self) -> Vec<Refusal> {
        let mut refused: Vec<Refusal> = self
            .links()
            .filter_map(|(path, target, index)| {
                let reason = self.walk(path, target).err()?;
                Some(Refusal {
                    index,
                    name: path.to_vec(),
                    reasons: vec![reason],
                })
            })
            .collect();
        refused.sort_by_key(|r| r.index);
        refused
    }

    /// Makes the directory `name` (or `name (2)`, ...) below `parent` known, and returns its path.
    pub fn claim_dir(&mut self, parent: &[u8], name: &[u8]) -> Option<SafePath> {
        let free = (1..1000)
            .map(|n: u32| match n {
                1 => name.to_vec(),
                n => [name, format!(" ({n})").as_bytes()].concat(),
            })
            .map(|name| {
                if parent.is_empty() {
                    name
                } else {
                    [parent, b"/", &name].concat()
                }
            })
            .find(|path| !self.nodes.contains_key(path))?;
        let path = SafePath::of_name(&free, false, false).ok()??;
        self.enter(&path).ok()?;
        self.nodes.insert(free, Node::Dir);
        Some(path)
    }

    /// Forgets a link that was refused: it is not made.
    pub fn forget(&mut self, link: &[u8]) {
        self.nodes.remove(link);
    }

    /// Takes over all that another judge knows, as lying below `dir`.
    pub fn absorb(&mut self, other: Self, dir: &SafePath) {
        for (path, node) in other.nodes {
            self.nodes.insert([dir.as_bytes(), b"/", &path].concat(), node);
        }
    }

    /// The single top entry that can stand alone: all the archive holds, and no link in it looks beside it.
    #[must_use]
    pub fn single_top(&self) -> Option<&[u8]> {
        let [top] = self.tops.as_slice() else { return None };
        let inside = |path: &[u8]| {
            path == top
                || path
                    .strip_prefix(top.as_slice())
                    .is_some_and(|p| p.starts_with(b"/"))
        };
        let alone = self.links().all(|(path, target, _)| {
            path != top
                && self
                    .walk(path, target)
                    .is_ok_and(|through| through.iter().all(|p| inside(p)))
        });
        alone.then_some(top)
    }

    /// Paths of the links that may not be made, and why; `is_made` knows the directories that were.
    pub fn bad_links(&self, is_made: impl Fn(&[u8]) -> bool) -> HashMap<Vec<u8>, Reason> {
        self.links()
            .filter_map(|(path, target, _)| {
                let reason = match self.walk(path, target) {
                    Ok(_) if climbs_safely(parent(path), target, &is_made) => return None,
                    Ok(_) => Reason::LinkClimbs,
                    Err(reason) => reason,
                };
                Some((path.to_vec(), reason))
            })
            .collect()
    }

    /// All symbolic links: path, target, and position in the archive.
    pub fn links(&self) -> impl Iterator<Item = (&[u8], &[u8], usize)> {
        self.nodes.iter().filter_map(|(path, node)| match node {
            Node::Link { target, index } => Some((path.as_slice(), target.as_slice(), *index)),
            _ => None,
        })
    }

    /// What the archive puts under a path; `None` when nothing.
    pub(crate) fn lies(&self, path: &[u8]) -> Option<Lies<'_>> {
        Some(match self.nodes.get(path)? {
            Node::Dir => Lies::Dir,
            Node::Link { target, .. } => Lies::Link(target),
            Node::File { .. } => Lies::Else,
        })
    }

    fn walk<'a>(&'a self, path: &'a [u8], target: &'a [u8]) -> Result<Vec<Vec<u8>>, Reason> {
        if !climbs_safely(parent(path), target, |p| self.lies(p) == Some(Lies::Dir)) {
            // What leaves is named so, whatever else is wrong with it.
            let everything =
                |p: &[u8]| Ok::<_, Reason>(self.lies(p).filter(|l| *l != Lies::Else).unwrap_or(Lies::Dir));
            resolve(parent(path), target, everything)?;
            return Err(Reason::LinkClimbs);
        }
        resolve(parent(path), target, |p| {
            Ok::<_, Reason>(self.lies(p).unwrap_or(Lies::Else))
        })
    }
}

/// The directory that something lies in, empty for the root.
pub(crate) fn parent(path: &[u8]) -> &[u8] {
    let at = path.iter().rposition(|b| *b == b'/');
    at.and_then(|at| path.get(..at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(name: &str) -> Entry {
        Entry {
            size: Some(1),
            crc32: Some(7),
            ..Entry::new(name.into(), Kind::File)
        }
    }

    fn link(name: &str, to: &str) -> Entry {
        Entry {
            link: Some(to.into()),
            ..Entry::new(name.into(), Kind::Link)
        }
    }

    fn hard(name: &str, to: &str) -> Entry {
        Entry {
            link: Some(to.into()),
            ..Entry::new(name.into(), Kind::HardLink)
        }
    }

    /// All reasons for refusing something in this archive.
    fn reasons(rules: Rules, entries: &[Entry]) -> Vec<Reason> {
        let mut policy = Policy::new(rules);
        let mut all = Vec::new();
        for e in entries {
            if let Verdict::Refuse(why) = policy.judge(e) {
                all.extend(why);
            }
        }
        all.extend(policy.finish().into_iter().flat_map(|r| r.reasons));
        all
    }

    #[test]
    fn nothing_goes_below_a_link_or_a_file() {
        let zip = Rules::default();
        assert_eq!(
            reasons(zip, &[file("sub/x"), link("l", "sub"), file("l/y")]),
            [Reason::BelowLink]
        );
        assert_eq!(reasons(zip, &[file("p"), file("p/q")]), [Reason::BelowFile]);
        assert_eq!(reasons(zip, &[file("p/q"), file("p")]), [Reason::Duplicate]);
    }

    #[test]
    fn links_are_followed_through_links() {
        let zip = Rules::default();
        assert_eq!(
            reasons(zip, &[link("a/l", ".."), link("a/m", "l/../x")]),
            [Reason::LinkLeaves]
        );
        assert_eq!(
            reasons(zip, &[link("lib.so", "lib.so.1"), link("lib.so.1", "lib.so.1.2")]),
            []
        );
    }

    #[test]
    fn a_link_may_climb_only_from_directories_of_the_archive() {
        let zip = Rules::default();
        assert_eq!(reasons(zip, &[link("s", "a/b/../../x")]), [Reason::LinkClimbs]);
        assert_eq!(reasons(zip, &[link("s", "a/../../x")]), [Reason::LinkLeaves]);
        assert_eq!(reasons(zip, &[link("s", "a/b/../../x"), file("a/b/c")]), []);
        assert_eq!(
            reasons(zip, &[link("l", "d"), file("d/f"), link("s", "l/..")]),
            [Reason::LinkClimbs]
        );
    }

    #[test]
    fn the_order_of_a_link_and_a_file_of_one_path_does_not_matter() {
        for tar in [
            Rules::default(),
            Rules {
                last_wins: true,
                ..Rules::default()
            },
        ] {
            assert_eq!(reasons(tar, &[file("p"), link("p", "x")]), [Reason::Duplicate]);
            assert_eq!(reasons(tar, &[link("p", "x"), file("p")]), [Reason::Duplicate]);
        }
    }

    #[test]
    fn same_bytes_twice_are_one_file_in_zip_and_the_last_wins_in_tar() {
        let other = Entry {
            crc32: Some(8),
            ..file("a")
        };
        assert_eq!(reasons(Rules::default(), &[file("a"), file("a")]), []);
        assert_eq!(
            reasons(Rules::default(), &[file("a"), other.clone()]),
            [Reason::Duplicate]
        );
        assert_eq!(
            reasons(
                Rules {
                    last_wins: true,
                    ..Rules::default()
                },
                &[file("a"), other]
            ),
            []
        );
    }

    #[test]
    fn hard_links_need_an_earlier_file() {
        let tar = Rules {
            last_wins: true,
            ..Rules::default()
        };
        assert_eq!(reasons(tar, &[file("a"), hard("b", "a"), hard("c", "b")]), []);
        for to in ["nowhere", "/etc/passwd", "../x", "l"] {
            assert_eq!(
                reasons(tar, &[link("l", "x"), hard("h", to)]),
                [Reason::HardLinkTarget],
                "{to}"
            );
        }
    }

    #[test]
    fn a_single_top_stands_alone_only_when_its_links_stay_in_it() {
        let top = |entries: &[Entry]| {
            let mut p = Policy::new(Rules::default());
            entries.iter().for_each(|e| drop(p.judge(e)));
            p.single_top().map(<[u8]>::to_vec)
        };
        assert_eq!(
            top(&[file("proj/a"), link("proj/l", "a")]),
            Some(b"proj".to_vec())
        );
        assert_eq!(top(&[file("proj/a"), link("proj/l", "../secret")]), None);
        assert_eq!(top(&[file("a"), file("b")]), None);
    }

    prop_compose! {
        fn any_entry()(kind in 0..3, name in "(\\.|\\.\\.|[ab]|/){1,6}", to in "(\\.\\.|[ab]|/){1,5}") -> Entry {
            match kind { 0 => file(&name), 1 => link(&name, &to), _ => hard(&name, &to) }
        }
    }

    proptest! {
        /// A model of a file system carries out the verdicts; nothing it does may leave its root.
        #[test]
        fn accepted_archives_never_leave(entries in prop::collection::vec(any_entry(), 1..8), last_wins: bool) {
            let mut policy = Policy::new(Rules { last_wins, ..Rules::default() });
            let mut links: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
            let mut placed = Vec::new();
            for e in &entries {
                match policy.judge(e) {
                    Verdict::Place(p) | Verdict::Replace(p) => {
                        if e.kind == Kind::Link { links.insert(p.as_bytes().to_vec(), e.link.clone().unwrap()); }
                        placed.push(p);
                    }
                    Verdict::LinkTo(p, _) => placed.push(p),
                    _ => {}
                }
            }
            if policy.finish().is_empty() {
                for p in &placed {
                    // No component above a placed entry is a link.
                    for (at, _) in p.as_bytes().iter().enumerate().filter(|(_, b)| **b == b'/') {
                        prop_assert!(!links.contains_key(&p.as_bytes()[..at]));
                    }
                }
                for (path, target) in &links {
                    prop_assert!(model_depth(path, target, &links) >= 0, "{path:?} -> {target:?}");
                }
            }
        }
    }

    /// What an archive puts where, by its own verdicts; `None` when it is refused.
    fn tree(entries: &[Entry]) -> Option<HashMap<Vec<u8>, Node>> {
        let mut policy = Policy::new(Rules::default());
        let refused = entries
            .iter()
            .any(|e| matches!(policy.judge(e), Verdict::Refuse(_)));
        (!refused && policy.finish().is_empty()).then_some(policy.nodes)
    }

    prop_compose! {
        /// Mostly links, which mostly climb.
        fn climbing_entry()(is_link in prop::bool::weighted(0.8), name in "(a|b|s|a/b)", to in "(\\.\\.|a|b)(/(\\.\\.|a|b|\\.)){0,4}") -> Entry {
            if is_link { link(&name, &to) } else { file(&format!("{name}/f")) }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// The second archive is put over the first, its files and links in place of those that are there: what neither
        /// may do alone they may not do together.
        #[test]
        fn accepted_archives_never_leave_together(
            first in prop::collection::vec(climbing_entry(), 1..4),
            second in prop::collection::vec(climbing_entry(), 1..4),
        ) {
            let (Some(mut all), Some(more)) = (tree(&first), tree(&second)) else { return Ok(()) };
            let is_dir = |node: &Node| matches!(node, Node::Dir);
            if more.iter().any(|(path, node)| all.get(path).is_some_and(|there| is_dir(there) != is_dir(node))) {
                return Ok(());
            }
            all.extend(more);
            let links: HashMap<Vec<u8>, Vec<u8>> = all
                .into_iter()
                .filter_map(|(path, node)| match node {
                    Node::Link { target, .. } => Some((path, target)),
                    _ => None,
                })
                .collect();
            for (path, target) in &links {
                prop_assert!(model_depth(path, target, &links) >= 0, "{path:?} -> {target:?}");
            }
        }
    }

    /// The lowest depth below the root that a walk along the link reaches, negative when it leaves.
    fn model_depth(path: &[u8], target: &[u8], links: &HashMap<Vec<u8>, Vec<u8>>) -> i64 {
        let text = |b: &[u8]| String::from_utf8(b.to_vec()).unwrap();
        let mut here: Vec<String> = text(path).split('/').map(str::to_owned).collect();
        here.pop();
        let mut todo: Vec<String> = text(target).split('/').rev().map(str::to_owned).collect();
        if target.starts_with(b"/") {
            return -1;
        }
        for _ in 0..200 {
            let Some(step) = todo.pop() else {
                return here.len() as i64;
            };
            match step.as_str() {
                "" | "." => {}
                ".." if here.pop().is_none() => return -1,
                ".." => {}
                name => {
                    here.push(name.to_owned());
                    if let Some(next) = links.get(here.join("/").as_bytes()) {
                        if next.starts_with(b"/") {
                            return -1;
                        }
                        here.pop();
                        todo.extend(text(next).split('/').rev().map(str::to_owned));
                    }
                }
            }
        }
        0
    }
}
