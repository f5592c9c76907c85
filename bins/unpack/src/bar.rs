//! The progress bar: a thread looks now and then how far the archive's counters have come.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use shared::progress::ProgressArg;
use unpack::format::Archive;

const PERIOD: Duration = Duration::from_millis(100);

/// A bar for the work on one archive; gone when dropped.
pub(crate) struct Bar {
    /// Dropping it ends the thread.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Watches the counters of `archive`, where somebody can see it.
    pub(crate) fn watch(archive: &Archive, arg: ProgressArg) -> Self {
        let none = Self {
            end: None,
            thread: None,
        };
        if !arg.is_visible() {
            return none;
        }
        let meter = Arc::clone(archive.meter());
        let total = archive.size();
        let (end, ended) = channel();
        let thread = std::thread::Builder::new().spawn(move || {
            let mut bar = arg.bytes(total);
            let mut seen = 0;
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(PERIOD) {
                let now = meter.consumed();
                bar.advance(now.saturating_sub(seen));
                seen = now.max(seen);
            }
        });
        match thread {
            Ok(thread) => Self {
                end: Some(end),
                thread: Some(thread),
            },
            Err(_) => none,
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.end = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
