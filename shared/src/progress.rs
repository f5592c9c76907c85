//! A bar on stderr for work that takes longer than half a second; nothing where nobody looks.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const PATIENCE: Duration = Duration::from_millis(500);

/// `--no-progress`; flatten it into a tool's arguments.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ProgressArg {
    /// Show no progress bar
    #[arg(long)]
    no_progress: bool,
}

impl ProgressArg {
    /// Whether a bar can be seen at all.
    pub fn is_visible(self) -> bool {
        !self.no_progress && std::io::stderr().is_terminal()
    }

    /// A bar of `total` bytes (unknown: `None`), shown only on a terminal.
    pub fn bytes(self, total: Option<u64>) -> Progress {
        let enabled = self.is_visible();
        Progress {
            bar: enabled.then(|| Bar {
                hidden: hidden(total),
                start: Instant::now(),
                shown: false,
            }),
        }
    }
}

/// A bar that comes up when the work has taken a while; it is wiped away when dropped.
#[derive(Debug)]
pub struct Progress {
    bar: Option<Bar>,
}

#[derive(Debug)]
struct Bar {
    hidden: ProgressBar,
    start: Instant,
    shown: bool,
}

impl Progress {
    /// `bytes` more are done.
    pub fn advance(&mut self, bytes: u64) {
        let Some(bar) = &mut self.bar else { return };
        bar.hidden.inc(bytes);
        if !bar.shown && bar.start.elapsed() >= PATIENCE {
            bar.shown = true;
            bar.hidden.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.hidden.finish_and_clear();
        }
    }
}

fn hidden(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {eta}"),
        None => (ProgressBar::no_length(), "{spinner} {bytes} {bytes_per_sec}"),
    };
    bar.set_draw_target(ProgressDrawTarget::hidden());
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
