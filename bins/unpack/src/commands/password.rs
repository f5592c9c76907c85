//! Where a password comes from: a file, standard input, the environment; never the command line.

use std::ffi::OsString;
use std::io::Read;

use shared::run::Problem;
use unpack::password::Password;

use crate::cli::Reading;

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
    let mut bytes = Vec::new();
    if args.password_stdin {
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|e| Problem::io("-", &e))?;
    } else if let Some(path) = &args.password_file {
        bytes = std::fs::read(path).map_err(|e| Problem::io(path, &e))?;
    } else {
        return Ok(
            std::env::var_os("UNPACK_PASSWORD").map(|value| Password::first_line(value.into_encoded_bytes()))
        );
    }
    Ok(Some(Password::first_line(bytes)))
}
