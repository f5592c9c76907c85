//! SIGINT, SIGTERM and SIGHUP leave nothing half-done: files that are still temporary are removed, then the process
//! dies by the signal, as its parent expects.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// From now on a file that would grow over the limit of its size (`ulimit -f`) is an error of the write (EFBIG), and no
/// signal that ends the process. Where no handler can be had, it stays one.
pub fn outlive_file_limit() {
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
static WATCHER: OnceLock<bool> = OnceLock::new();

/// A file that a signal removes; from its making until this is dropped.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
}

impl Temporary {
    /// Call it before the file is made. The first call starts the thread that waits for signals.
    pub fn new(path: &Path) -> Self {
        WATCHER.get_or_init(watch);
        temporary().insert(path.to_owned());
        Self {
            path: path.to_owned(),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        temporary().remove(&self.path);
    }
}

fn temporary() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where no handler or thread can be had, signals keep their default: the files are left, nothing else is lost.
fn watch() -> bool {
    outlive_file_limit();
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return false;
    };
    std::thread::Builder::new()
        .spawn(move || {
            for signal in signals.forever() {
                for path in temporary().iter() {
                    let _ = std::fs::remove_file(path);
                }
                let _ = emulate_default_handler(signal);
            }
        })
        .is_ok()
}

/// Signals as a flag, for work that has to clean up more than files: arm it, ask between two steps, clean up, then
/// [`die`](Flag::die).
#[derive(Clone, Debug, Default)]
pub struct Flag {
    signal: Arc<AtomicUsize>,
    /// While true a signal ends the process at once.
    deadly: Arc<AtomicBool>,
    installed: Arc<OnceLock<bool>>,
}

impl Flag {
    /// Catches SIGINT, SIGTERM and SIGHUP until [`disarm`](Flag::disarm). The first one raises the flag, a second one
    /// ends the process at once, in case it waits for something and does not ask. Where no handler can be had, signals
    /// keep their default.
    pub fn arm(&self) {
        self.deadly.store(false, Ordering::SeqCst);
        self.installed.get_or_init(|| self.install().is_ok());
    }

    /// From now on the first signal ends the process at once: there is nothing to clean up.
    pub fn disarm(&self) {
        self.deadly.store(true, Ordering::SeqCst);
    }

    fn install(&self) -> std::io::Result<()> {
        for number in [SIGHUP, SIGINT, SIGTERM] {
            signal_hook::flag::register_conditional_default(number, Arc::clone(&self.deadly))?;
            signal_hook::flag::register(number, Arc::clone(&self.deadly))?;
            signal_hook::flag::register_usize(
                number,
                Arc::clone(&self.signal),
                usize::try_from(number).unwrap_or(1),
            )?;
        }
        Ok(())
    }

    /// True once a signal has come.
    pub fn is_raised(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }

    /// Dies by the signal that came; returns when none did.
    pub fn die(&self) {
        if let Ok(number @ 1..) = i32::try_from(self.signal.load(Ordering::Relaxed)) {
            let _ = emulate_default_handler(number);
        }
    }
}
