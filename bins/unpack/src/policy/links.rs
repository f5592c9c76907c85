//! Where a symbolic link leads, resolved through the archive's own links.

use super::Reason;

/// How many links the kernel follows before it gives up (ELOOP): what is longer leads nowhere.
const MAX_HOPS: usize = 40;

/// Walks `target` from the directory `from` (components), asking `link_at` for the targets of links met on
/// the way. Returns every path the walk came through.
///
/// # Errors
/// [`Reason::LinkAbsolute`] or [`Reason::LinkLeaves`] when the walk leaves the tree.
pub(crate) fn resolve<'a>(
    from: &'a [u8],
    target: &'a [u8],
    link_at: impl Fn(&[u8]) -> Option<&'a [u8]>,
) -> Result<Vec<Vec<u8>>, Reason> {
    if target.starts_with(b"/") {
        return Err(Reason::LinkAbsolute);
    }
    let mut here: Vec<&[u8]> = from.split(|b| *b == b'/').filter(|c| !c.is_empty()).collect();
    let mut todo: Vec<&[u8]> = target.split(|b| *b == b'/').rev().collect();
    let (mut through, mut hops) = (Vec::new(), 0);
    while let Some(step) = todo.pop() {
        match step {
            b"" | b"." => {}
            b".." => {
                here.pop().ok_or(Reason::LinkLeaves)?;
            }
            name => {
                here.push(name);
                let path = here.join(&b'/');
                if let Some(next) = link_at(&path) {
                    hops += 1;
                    if hops > MAX_HOPS {
                        return Ok(through);
                    }
                    if next.starts_with(b"/") {
                        return Err(Reason::LinkAbsolute);
                    }
                    here.pop();
                    todo.extend(next.split(|b| *b == b'/').rev());
                }
                through.push(path);
            }
        }
    }
    Ok(through)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn walk(from: &str, target: &str, links: &[(&str, &str)]) -> Result<(), Reason> {
        let map: HashMap<&[u8], &[u8]> = links.iter().map(|(a, b)| (a.as_bytes(), b.as_bytes())).collect();
        resolve(from.as_bytes(), target.as_bytes(), |p| map.get(p).copied()).map(|_| ())
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
    fn loops_lead_nowhere() {
        assert_eq!(walk("", "a", &[("a", "b"), ("b", "a")]), Ok(()));
    }
}
