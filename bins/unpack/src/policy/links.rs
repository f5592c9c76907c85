//! Where a symbolic link leads, resolved through the archive's own links.

use super::Reason;

/// How many links the kernel follows before it gives up (ELOOP): what is longer leads nowhere.
const MAX_HOPS: usize = 40;
/// More steps than any honest link takes, through all links on its way; so many bound the work on a forest of them.
const MAX_STEPS: usize = 512;

/// What lies under a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lies<'a> {
    /// A directory, and no link to one.
    Dir,
    /// A symbolic link with this target.
    Link(&'a [u8]),
    /// Nothing, or nothing that could be walked through.
    Else,
}

/// Walks `target` from the directory `from` (components), asking `look` what lies on the way. Returns every path
/// the walk came through, up to the first that cannot be walked through.
///
/// # Errors
/// [`Reason::LinkAbsolute`], [`Reason::LinkLeaves`] or [`Reason::LinkWinds`], or what `look` says.
pub(crate) fn resolve<'a, E: From<Reason>>(
    from: &'a [u8],
    target: &'a [u8],
    mut look: impl FnMut(&[u8]) -> Result<Lies<'a>, E>,
) -> Result<Vec<Vec<u8>>, E> {
    let mut here: Vec<&[u8]> = from.split(|b| *b == b'/').filter(|c| !c.is_empty()).collect();
    let mut todo: Vec<&[u8]> = Vec::new();
    let mut through = Vec::new();
    let (mut hops, mut steps) = (0, 0);
    let mut next = Some(target);
    loop {
        if let Some(target) = next.take() {
            if target.starts_with(b"/") {
                return Err(Reason::LinkAbsolute.into());
            }
            todo.extend(
                target
                    .split(|b| *b == b'/')
                    .rev()
                    .filter(|c| !matches!(*c, b"" | b".")),
            );
        }
        let Some(step) = todo.pop() else {
            return Ok(through);
        };
        steps += 1;
        if steps > MAX_STEPS {
            return Err(Reason::LinkWinds.into());
        }
        if step == b".." {
            here.pop().ok_or(Reason::LinkLeaves)?;
            continue;
        }
        here.push(step);
        let path = here.join(&b'/');
        let lies = look(&path)?;
        through.push(path);
        match lies {
            Lies::Dir => {}
            Lies::Else if todo.contains(&b"..".as_slice()) => return Err(Reason::LinkClimbs.into()),
            Lies::Else => return Ok(through),
            Lies::Link(target) => {
                hops += 1;
                if hops > MAX_HOPS {
                    return Ok(through);
                }
                here.pop();
                next = Some(target);
            }
        }
    }
}

/// Whether a link climbs only from directories: its `..` come first, or behind names of directories of the archive.
/// What a name leads to that is none may change with the next archive: a link of that name, and `..` behind it
/// climbs from somewhere else.
pub(crate) fn climbs_safely(from: &[u8], target: &[u8], is_dir: impl Fn(&[u8]) -> bool) -> bool {
    let mut here: Vec<&[u8]> = from.split(|b| *b == b'/').filter(|c| !c.is_empty()).collect();
    let mut solid = true;
    for step in target
        .split(|b| *b == b'/')
        .filter(|c| !matches!(*c, b"" | b"."))
        .take(MAX_STEPS)
    {
        if step == b".." {
            if !solid {
                return false;
            }
            here.pop();
        } else if solid {
            here.push(step);
            solid = is_dir(&here.join(&b'/'));
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn walk(from: &str, target: &str, links: &[(&str, &str)]) -> Result<(), Reason> {
        let map: HashMap<&[u8], &[u8]> = links.iter().map(|(a, b)| (a.as_bytes(), b.as_bytes())).collect();
        let look = |p: &[u8]| Ok(map.get(p).map_or(Lies::Dir, |target| Lies::Link(target)));
        resolve(from.as_bytes(), target.as_bytes(), look).map(|_| ())
    }

    #[test]
    fn a_link_may_climb_within_the_tree() {
        assert_eq!(walk("k/v", "../../a/b", &[]), Ok(()));
        assert_eq!(walk("a", "..", &[]), Ok(()));
        assert_eq!(walk("", "gone", &[]), Ok(()));
    }

    #[test]
    fn a_link_that_leaves_is_found_even_through_other_links() {
        assert_eq!(walk("k", "../../x", &[]), Err(Reason::LinkLeaves));
        assert_eq!(walk("", "/etc", &[]), Err(Reason::LinkAbsolute));
        assert_eq!(walk("a", "l/../x", &[("a/l", "..")]), Err(Reason::LinkLeaves));
        assert_eq!(walk("", "l/x", &[("l", "/etc")]), Err(Reason::LinkAbsolute));
    }

    #[test]
    fn a_link_climbs_only_from_directories() {
        let is_dir = |p: &[u8]| matches!(p, b"a" | b"a/b");
        for (from, target, safe) in [
            ("", "a/b/../../x", true),
            ("a/b", "../../x/y", true),
            ("", "a/c/../../x", false),
            ("", "a/c/d", true),
            ("", "x/..", false),
            ("a", "./b/..", true),
            ("a", "../c/..", false),
        ] {
            let judged = climbs_safely(from.as_bytes(), target.as_bytes(), is_dir);
            assert_eq!(judged, safe, "{from}: {target}");
        }
    }

    #[test]
    fn a_link_that_winds_without_end_is_refused() {
        assert_eq!(walk("", &"a/../".repeat(300), &[]), Err(Reason::LinkWinds));
        assert_eq!(walk("", &"a/../".repeat(200), &[]), Ok(()));
    }

    #[test]
    fn loops_lead_nowhere() {
        assert_eq!(walk("", "a", &[("a", "b"), ("b", "a")]), Ok(()));
    }
}
