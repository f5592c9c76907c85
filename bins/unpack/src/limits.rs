//! Limits on what an archive may become, counted on real bytes, never on claimed sizes.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use shared::interrupt::Flag;

use crate::error::{Error, Limit, Result};

/// Below this many bytes out, the ratio is not judged.
pub(crate) const RATIO_FROM: u64 = 64 << 20;

/// Upper bounds; `u64::MAX` lifts one.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes that may come out of one archive.
    pub size: u64,
    /// Bytes out for each compressed byte consumed.
    pub ratio: u64,
    /// Entries of one archive.
    pub entries: u64,
    /// Bytes a decoder may ask for: dictionary or window.
    pub memory: u64,
}

impl Default for Limits {
    /// 10 GiB, 1000:1, a million entries, 1 GiB of memory.
    fn default() -> Self {
        Self {
            size: 10 << 30,
            ratio: 1000,
            entries: 1_000_000,
            memory: 1 << 30,
        }
    }
}

/// Counts what goes in and comes out of one archive and holds it against the limits.
#[derive(Debug)]
pub struct Meter {
    /// The limits in force.
    pub limits: Limits,
    consumed: AtomicU64,
    produced: AtomicU64,
    written: AtomicU64,
    entries: AtomicU64,
    names: AtomicU64,
    trailing: AtomicBool,
    misnamed: AtomicBool,
    opened: AtomicBool,
    /// What decoders take now came out of the archive itself.
    inner: AtomicBool,
    stop: Flag,
}

impl Meter {
    /// A meter at zero. `stop` is asked between chunks; once it is raised, work ends with [`Error::Interrupted`].
    #[must_use]
    pub fn new(limits: Limits, stop: Flag) -> Arc<Self> {
        Arc::new(Self {
            limits,
            consumed: AtomicU64::new(0),
            produced: AtomicU64::new(0),
            written: AtomicU64::new(0),
            entries: AtomicU64::new(0),
            names: AtomicU64::new(0),
            trailing: AtomicBool::new(false),
            misnamed: AtomicBool::new(false),
            opened: AtomicBool::new(false),
            inner: AtomicBool::new(false),
            stop,
        })
    }

    /// What is raised when the user asks to stop.
    #[must_use]
    pub fn stop(&self) -> &Flag {
        &self.stop
    }

    /// A fresh meter with the same limits, for another pass over the same archive. What opened it before opens it again.
    #[must_use]
    pub fn again(&self) -> Arc<Self> {
        let meter = Self::new(self.limits, self.stop.clone());
        meter.note_opened(self.has_opened());
        // Of an index they are known before the first pass.
        meter.trailing.store(self.trailing(), Relaxed);
        meter.misnamed.store(self.misnamed(), Relaxed);
        meter
    }

    /// A fresh meter that judges neither size nor ratio, for a decoder whose output another meter counts.
    #[must_use]
    pub fn unlimited(&self) -> Arc<Self> {
        let limits = Limits {
            size: u64::MAX,
            ratio: u64::MAX,
            ..self.limits
        };
        Self::new(limits, self.stop.clone())
    }

    /// `n` compressed bytes were taken by a decoder.
    pub fn consume(&self, n: u64) {
        if !self.inner.load(Relaxed) {
            self.consumed.fetch_add(n, Relaxed);
        }
    }

    /// From now on archives within the archive are decoded: what they take came out of it, and does not count as
    /// read. Else each level could grow by the ratio again.
    pub fn go_within(&self) {
        self.inner.store(true, Relaxed);
    }

    /// `n` bytes came out of a decoder.
    ///
    /// # Errors
    /// When the size or the ratio goes over its limit, or the user asked to stop.
    pub fn produce(&self, n: u64) -> Result<()> {
        let out = self.produced.fetch_add(n, Relaxed).saturating_add(n);
        let Limits { size, ratio, .. } = self.limits;
        if out > size {
            return Err(Error::Limit(Limit::Size(size)));
        }
        if out > RATIO_FROM && ratio != u64::MAX && out > ratio.saturating_mul(self.consumed.load(Relaxed)) {
            return Err(Error::Limit(Limit::Ratio(ratio)));
        }
        self.pulse()
    }

    /// A member claims to have `n` bytes: more than the limit will never do.
    ///
    /// # Errors
    /// When that alone is over the size limit.
    pub fn claim(&self, n: u64) -> Result<()> {
        let size = self.limits.size;
        if n > size {
            Err(Error::Limit(Limit::Size(size)))
        } else {
            Ok(())
        }
    }

    /// `n` bytes of contents are handed on. The holes of sparse files are counted only here.
    ///
    /// # Errors
    /// When all contents together go over the size limit, or the user asked to stop.
    pub fn write(&self, n: u64) -> Result<()> {
        self.claim(self.written.fetch_add(n, Relaxed).saturating_add(n))?;
        self.pulse()
    }

    /// One more entry.
    ///
    /// # Errors
    /// When there are more than the limit, or the user asked to stop.
    pub fn entry(&self) -> Result<()> {
        let max = self.limits.entries;
        if self.entries.fetch_add(1, Relaxed) >= max {
            return Err(Error::Limit(Limit::Entries(max)));
        }
        self.pulse()
    }

    /// One more name, of `n` bytes. All of them are kept in memory, of which they may have a quarter.
    ///
    /// # Errors
    /// When all names together are over the memory limit.
    pub fn name(&self, n: usize) -> Result<()> {
        let max = self.limits.memory;
        let all = self.names.fetch_add(n as u64, Relaxed).saturating_add(n as u64);
        if all > max / 4 {
            return Err(Error::Limit(Limit::Memory(max)));
        }
        Ok(())
    }

    /// Asks whether to stop.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the user asked to.
    pub fn pulse(&self) -> Result<()> {
        if self.stop.is_raised() {
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Notes that bytes which belong to nothing follow the archive.
    pub fn note_trailing(&self) {
        self.trailing.store(true, Relaxed);
    }

    /// Whether bytes which belong to nothing follow the archive.
    #[must_use]
    pub fn trailing(&self) -> bool {
        self.trailing.load(Relaxed)
    }

    /// Notes that the archive's name promises a tar or cpio which is not there. Of archives in the archive nobody wants
    /// to know.
    pub fn note_misnamed(&self) {
        if !self.inner.load(Relaxed) {
            self.misnamed.store(true, Relaxed);
        }
    }

    /// Whether the archive's name promises a tar or cpio which is not there.
    #[must_use]
    pub fn misnamed(&self) -> bool {
        self.misnamed.load(Relaxed)
    }

    /// Whether the password has opened a member whose checksum was right.
    #[must_use]
    pub fn has_opened(&self) -> bool {
        self.opened.load(Relaxed)
    }

    /// Sets what [`Meter::has_opened`] says.
    pub fn note_opened(&self, opened: bool) {
        self.opened.store(opened, Relaxed);
    }

    /// Compressed bytes consumed so far.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.consumed.load(Relaxed)
    }
}

/// A buffered reader that reports to a meter what was really taken from it, not what was read ahead.
pub struct Consumed<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R: BufRead> Consumed<R> {
    /// Counts what is taken from `inner`.
    pub fn new(inner: R, meter: Arc<Meter>) -> Self {
        Self { inner, meter }
    }

    /// What it reads from. Bytes taken there are not counted.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.inner
    }
}

impl<R: BufRead> Read for Consumed<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.meter.consume(n as u64);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Consumed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.meter.consume(n as u64);
        self.inner.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(size: u64, ratio: u64) -> Arc<Meter> {
        Meter::new(
            Limits {
                size,
                ratio,
                ..Limits::default()
            },
            Flag::default(),
        )
    }

    #[test]
    fn the_ratio_counts_only_past_64_mib_and_only_consumed_bytes() {
        let m = meter(u64::MAX, 1000);
        m.consume(10);
        assert!(m.produce(RATIO_FROM).is_ok());
        assert!(matches!(m.produce(1), Err(Error::Limit(Limit::Ratio(1000)))));
        m.consume(1 << 20);
        assert!(m.produce(1).is_ok());
    }

    #[test]
    fn names_may_have_a_quarter_of_the_memory() {
        let limits = Limits {
            memory: 400,
            ..Limits::default()
        };
        let m = Meter::new(limits, Flag::default());
        assert!(m.name(60).is_ok() && m.name(40).is_ok());
        assert!(matches!(m.name(1), Err(Error::Limit(Limit::Memory(400)))));
    }

    #[test]
    fn the_size_limit_is_inclusive() {
        let m = meter(5, 1000);
        assert!(m.produce(5).is_ok());
        assert!(matches!(m.produce(1), Err(Error::Limit(Limit::Size(5)))));
    }
}
