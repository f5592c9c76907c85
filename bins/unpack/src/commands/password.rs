//! Where a password comes from: a file, standard input, the environment; never the command line.

use std::ffi::OsString;
use std::fs::File;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::io::Errno;
use shared::run::Problem;
use unpack::password::Password;
use zeroize::Zeroizing;

use crate::cli::Reading;

/// The longest line that can be a password.
const MAX: usize = 64 << 10;

/// Whether an argument tries to hand over a password.
pub(crate) fn password_in(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.take_while(|a| a != "--").any(|a| {
        let flag = a.to_string_lossy();
        flag.starts_with("--password")
            && flag != "--password-stdin"
            && flag != "--password-file"
            && !flag.starts_with("--password-file=")
    })
}

/// The password that the flags or the environment name.
pub(super) fn password(args: &Reading) -> Result<Option<Password>, Problem> {
    if args.password_stdin {
        return first_line(std::io::stdin(), Path::new("-")).map(Some);
    }
    match &args.password_file {
        Some(path) => {
            let file = File::open(path).map_err(|e| Problem::io(path, &e))?;
            first_line(file, path).map(Some)
        }
        None => {
            let value = std::env::var_os("UNPACK_PASSWORD").filter(|value| !value.is_empty());
            Ok(value.map(|value| Password::first_line(value.into_encoded_bytes())))
        }
    }
}

/// Reads up to the end of the first line, past all buffers, which would keep it.
fn first_line(from: impl AsFd, path: &Path) -> Result<Password, Problem> {
    let mut bytes = Zeroizing::new(vec![0; MAX]);
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match rustix::io::read(&from, &mut *room) {
            Ok(0) => break,
            Ok(n) if room.iter().take(n).any(|b| *b == b'\n') => {
                filled += n;
                break;
            }
            Ok(n) => filled += n,
            Err(Errno::INTR) => {}
            Err(error) => return Err(Problem::io(path, &error.into())),
        }
    }
    let line = bytes.get(..filled).unwrap_or_default();
    if filled == MAX && !line.contains(&b'\n') {
        return Err(Problem::input(path, "the first line is too long for a password"));
    }
    Ok(Password::first_line(line.to_vec()))
}
