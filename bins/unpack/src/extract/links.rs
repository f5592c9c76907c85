//! Symbolic links among what is there already. Two archives can do together what neither may do alone: a link of the
//! second through a link that the first left. So links are walked once more, through the tree as it will be.

use super::dir::{Dir, Found};
use super::publish::Existing;
use crate::error::{Error, Result};
use crate::policy::{Lies, Policy, Reason, Refusal, parent, resolve};

/// Why a walk ends early.
enum Stop {
    Unsafe(Reason),
    Failed(Error),
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Unsafe(reason)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Walks every link of the archive through `dest` as it will be when all is published there. None may lead through a
/// link that is there and stays, whoever made it.
///
/// # Errors
/// [`Error::LinkInTheWay`], or [`Error::Unsafe`] when a link would leave.
pub(super) fn must_stay(dest: &Dir, policy: &Policy, existing: Existing) -> Result<()> {
    for (path, target, index) in policy.links() {
        if existing == Existing::Skip && below(dest, path)? != Found::Nothing {
            continue;
        }
        let walked = resolve(parent(path), target, |path| {
            will_lie(dest, policy, existing, path)
        });
        match walked {
            Ok(_) => {}
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Unsafe(reason)) => {
                return Err(Error::Unsafe(vec![Refusal {
                    index,
                    name: path.to_vec(),
                    reasons: vec![reason],
                }]));
            }
        }
    }
    Ok(())
}

/// What will lie under a path below `dest`.
fn will_lie<'a>(
    dest: &Dir,
    policy: &'a Policy,
    existing: Existing,
    path: &[u8],
) -> std::result::Result<Lies<'a>, Stop> {
    let new = policy.lies(path);
    Ok(match below(dest, path)? {
        Found::Nothing => new.unwrap_or(Lies::Else),
        Found::Dir => Lies::Dir,
        Found::Other if existing != Existing::Force => Lies::Else,
        Found::Other => new.unwrap_or(Lies::Else),
        Found::Link => match new {
            // It is replaced, or nothing is extracted.
            Some(new @ (Lies::Link(_) | Lies::Else))
                if matches!(existing, Existing::Force | Existing::Refuse) =>
            {
                new
            }
            Some(Lies::Link(target)) if is_same(dest, path, target)? => Lies::Link(target),
            _ => return Err(Error::LinkInTheWay(dest.join(path)).into()),
        },
    })
}

/// What is found under a path below `dest` now.
fn below(dest: &Dir, path: &[u8]) -> Result<Found> {
    let mut dir = None;
    let (above, name) = (
        parent(path),
        path.rsplit(|b| *b == b'/').next().unwrap_or_default(),
    );
    for part in above.split(|b| *b == b'/').filter(|c| !c.is_empty()) {
        let here: &Dir = dir.as_ref().unwrap_or(dest);
        match here.find(part)? {
            Found::Dir => dir = Some(here.enter(part)?),
            Found::Nothing | Found::Other => return Ok(Found::Nothing),
            Found::Link => return Err(Error::LinkInTheWay(here.join(part))),
        }
    }
    dir.as_ref().unwrap_or(dest).find(name)
}

/// Whether the link that is there leads where the archive's would.
fn is_same(dest: &Dir, path: &[u8], target: &[u8]) -> Result<bool> {
    Ok(dest.link_target(path)?.is_some_and(|there| there == target))
}
