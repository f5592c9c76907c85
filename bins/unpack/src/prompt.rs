//! Asks for a password on a terminal, unseen. Whatever ends it, the terminal shows again what is typed.

use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::Path;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use shared::display::visible_path;
use shared::interrupt::Flag;
use unpack::password::Password;
use zeroize::Zeroizing;

/// The longest password that can be typed.
const MAX: usize = 4096;

/// The password that the user types for this archive; `None` where there is no terminal, or when nothing is typed.
pub(crate) fn ask(archive: &Path, stop: &Flag) -> Option<Password> {
    let stdin = io::stdin();
    if !stdin.is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    // From here on a signal has to wait until the terminal is as it was.
    stop.arm();
    let line = {
        let _hidden = Hidden::new(&stdin)?;
        let _ = write!(io::stderr(), "unpack: password of {}: ", visible_path(archive));
        line(&stdin, stop)
    };
    let _ = writeln!(io::stderr());
    stop.die();
    stop.disarm();
    line.filter(|line| !line.is_empty())
        .map(|mut line| Password::first_line(std::mem::take(&mut *line)))
}

/// One line, read byte by byte so that nothing stays in a buffer.
fn line(stdin: &io::Stdin, stop: &Flag) -> Option<Zeroizing<Vec<u8>>> {
    let patience = Timespec {
        tv_sec: 0,
        tv_nsec: 200_000_000,
    };
    let mut line = Zeroizing::new(Vec::with_capacity(MAX));
    while line.len() < MAX {
        if stop.is_raised() {
            return None;
        }
        match poll(&mut [PollFd::new(stdin, PollFlags::IN)], Some(&patience)) {
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) => {}
            Err(_) => return None,
        }
        let mut byte = [0];
        match rustix::io::read(stdin, &mut byte) {
            Err(Errno::INTR) => {}
            Ok(1) if byte == [b'\n'] => return Some(line),
            Ok(1) => line.extend(byte),
            _ => return None,
        }
    }
    None
}

/// A terminal that does not show what is typed.
struct Hidden<'a> {
    terminal: &'a io::Stdin,
    before: Termios,
}

impl<'a> Hidden<'a> {
    fn new(terminal: &'a io::Stdin) -> Option<Self> {
        let before = tcgetattr(terminal.as_fd()).ok()?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal.as_fd(), OptionalActions::Flush, &hidden).ok()?;
        Some(Self { terminal, before })
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal.as_fd(), OptionalActions::Flush, &self.before);
    }
}
