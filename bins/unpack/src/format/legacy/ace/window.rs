//! What was unpacked last, which matches refer to.

use super::bits::{Fault, Step};

/// The size of the largest dictionary.
pub(super) const LARGEST: usize = 4 << 20;

/// The last bytes that were unpacked. It grows with them, up to twice its size.
#[derive(Default)]
pub(super) struct Window {
    bytes: Vec<u8>,
    /// Where the bytes begin that were not handed on yet.
    fresh: usize,
    /// How far matches reach back.
    size: usize,
}

impl Window {
    /// Matches reach that far back at least.
    pub(super) fn widen(&mut self, size: usize) {
        self.size = self.size.max(size.min(LARGEST));
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.fresh = 0;
        self.size = 0;
    }

    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Adds what was unpacked in another way.
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.hand_on();
    }

    /// Repeats `length` bytes from `distance` bytes back on, which is 1 or more.
    #[inline]
    pub(super) fn repeat(&mut self, distance: usize, length: usize) -> Step<()> {
        let from = self
            .bytes
            .len()
            .checked_sub(distance)
            .filter(|_| distance <= self.size);
        let from = from.ok_or(Fault::Bad("a match from before the begin"))?;
        let mut left = length;
        while left > 0 {
            // What was added repeats what lies in front of it.
            let n = left.min(self.bytes.len() - from);
            self.bytes.extend_from_within(from..from + n);
            left -= n;
        }
        Ok(())
    }

    /// The bytes that were not handed on yet.
    pub(super) fn fresh(&self) -> &[u8] {
        self.bytes.get(self.fresh..).unwrap_or_default()
    }

    /// They are now; what no match reaches any more may go.
    pub(super) fn hand_on(&mut self) {
        let old = self.bytes.len().saturating_sub(self.size);
        if old > self.size {
            self.bytes.drain(..old);
        }
        self.fresh = self.bytes.len();
    }
}
