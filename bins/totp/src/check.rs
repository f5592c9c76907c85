//! Is a typed code right? Every step of the window is computed; the nearest hit wins.

use crate::code::{Generator, Typed};
use crate::entry::Entry;

/// A code that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The step or counter it belongs to.
    pub step: u64,
    /// How far that is from the expected one; negative is in the past.
    pub drift: i64,
}

/// How far around the expected step codes are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Steps into the past.
    pub past: u32,
    /// Steps into the future; for HOTP the counters looked ahead.
    pub future: u32,
}

/// Looks for `typed` in the window around `step`. All of it is computed, whatever is found.
#[must_use]
pub fn find(entry: &Entry, typed: &Typed, step: u64, window: Window) -> Option<Hit> {
    let generator = Generator::new(entry);
    let mut best: Option<Hit> = None;
    for drift in -i64::from(window.past)..=i64::from(window.future) {
        let Some(step) = step.checked_add_signed(drift) else {
            continue;
        };
        let fits = bool::from(generator.code(step).matches(typed));
        if fits && best.is_none_or(|b| drift.unsigned_abs() < b.drift.unsigned_abs()) {
            best = Some(Hit { step, drift });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Kind;
    use crate::secret;

    #[test]
    fn the_window_has_two_sides() {
        // RFC 4226, appendix D: counters 0 to 3 give 755224, 287082, 359152, 969429.
        let entry = secret::hex("3132333435363738393031323334353637383930", 1).unwrap();
        let look = |code: &str, past, future| {
            find(&entry, &Typed::read(code, Kind::Totp), 1, Window { past, future }).map(|h| h.drift)
        };
        assert_eq!(look("287082", 0, 0), Some(0));
        assert_eq!(look("755224", 1, 0), Some(-1));
        assert_eq!(look("755224", 0, 5), None);
        assert_eq!(look("969429", 0, 2), Some(2));
        assert_eq!(look("755224", 9, 0), Some(-1));
    }
}
