//! The targets of symbolic links in a set of volumes up to version 4, where each is the contents of its member.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use rars::ErrorKind;

use super::{LONGEST, Rar};
use crate::error::{Error, Result};
use crate::limits::Meter;

/// Reads the contents of these members, in ascending order. The crate passes over no member of a set: all up to the
/// last of them are decoded, within the limits of an extraction.
pub(super) fn targets(rar: &Rar, links: &[usize]) -> Result<Vec<(usize, Option<Vec<u8>>)>> {
    let meter = rar.meter.again();
    let packed = rar.entries.iter().filter_map(|entry| entry.packed);
    meter.consume(packed.fold(0, u64::saturating_add));
    let found = Rc::new(RefCell::new(Found::default()));
    let mut indices = rar.with_contents.iter().copied();
    let done = rars::extract_volumes_to_with_options(&rar.volumes, rar.options(), |_| {
        let index = indices.next().unwrap_or(usize::MAX);
        if links.last().is_none_or(|last| index > *last) {
            return Err(rars::Error::Cancelled);
        }
        let wanted = links.binary_search(&index).is_ok();
        if wanted {
            found.borrow_mut().targets.push((index, Some(Vec::new())));
        }
        Ok(Box::new(Contents {
            found: Rc::clone(&found),
            meter: Arc::clone(&meter),
            wanted,
        }))
    });
    let Found { targets, failure } = found.take();
    if let Some(failure) = failure {
        return Err(failure);
    }
    match done {
        // Beyond the last of them.
        Err(error) if error.kind() == ErrorKind::Cancelled && targets.len() == links.len() => Ok(targets),
        Err(error) => Err(rar.failed(&error, rar.password.is_some())),
        Ok(()) => Ok(targets),
    }
}

/// What was read so far.
#[derive(Default)]
struct Found {
    targets: Vec<(usize, Option<Vec<u8>>)>,
    failure: Option<Error>,
}

/// The contents of one member.
struct Contents {
    found: Rc<RefCell<Found>>,
    meter: Arc<Meter>,
    /// Those of a link; others are counted only.
    wanted: bool,
}

impl Write for Contents {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let mut found = self.found.borrow_mut();
        let mut done = self.meter.produce(buf.len() as u64);
        if self.wanted
            && let Some((_, Some(target))) = found.targets.last_mut()
        {
            if target.len() + buf.len() > LONGEST {
                done = Err(Error::corrupt("impossible length of a link's target"));
            } else {
                target.extend_from_slice(buf);
            }
        }
        if let Err(error) = done {
            found.failure = Some(error);
            return Err(io::Error::from(io::ErrorKind::Other));
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
