//! The process's umask, which counts only where an archive stores no mode.

use rustix::fs::Mode;

/// The umask the process was started with. While one of these is in use the real one is 0, so that files get
/// exactly the mode asked for without a call more for each; all of them are made in a directory of mode 0700.
#[derive(Debug, Clone, Copy, Default)]
pub struct Umask(u32);

impl Umask {
    /// Notes the umask and sets the process's own to 0.
    #[must_use]
    pub fn take() -> Self {
        Self(rustix::process::umask(Mode::empty()).as_raw_mode())
    }

    /// The mode of a file: as stored less setuid, setgid and sticky, else 0644 less the umask.
    pub(super) fn file(self, stored: Option<u32>) -> u32 {
        stored.map_or(0o644 & !self.0, |m| m & 0o777)
    }

    /// The mode of a directory: as stored less setuid, setgid and sticky, else 0755 less the umask.
    pub(super) fn dir(self, stored: Option<u32>) -> u32 {
        stored.map_or(0o755 & !self.0, |m| m & 0o777)
    }
}
