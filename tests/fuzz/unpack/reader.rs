//! Reads an archive whole, as `unpack test` does, from memory and within narrow limits.

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use shared::interrupt::Flag;
use unpack::format::{Archive, Options};
use unpack::formats::by_name;
use unpack::judge;
use unpack::limits::{Limits, Meter};
use unpack::names::Names;
use unpack::password::Password;
use unpack::source::Source;
use unpack::volumes::Piece;

/// Reads `data` as this format: everything, then only the headers.
pub fn read(format: &str, data: &[u8]) {
    let limits = Limits {
        size: 8 << 20,
        entries: 1000,
        memory: 32 << 20,
        ..Limits::default()
    };
    let options = |keep_broken, strict| Options {
        format: by_name(format),
        names: Names::guessed(None),
        password: Some(Password::first_line(b"password".to_vec()).into()),
        meter: Meter::new(limits, Flag::default()),
        strict,
        portable: true,
        keep_broken,
    };
    let source = || {
        let memory = rustix::fs::memfd_create(c"archive", rustix::fs::MemfdFlags::CLOEXEC).ok()?;
        let mut file = File::from(memory);
        file.write_all(data).ok()?;
        Source::of_file(Path::new("-"), file).ok()
    };
    let open = |keep_broken| Archive::open(source()?, options(keep_broken, false)).ok();
    for keep_broken in [false, true] {
        let whole = open(keep_broken).is_some_and(|mut archive| {
            let done = archive.each(&mut |_, body| {
                // One that keeps what is broken goes on behind it.
                let read = body.drain(&mut |_| Ok(()));
                if keep_broken { Ok(()) } else { read }?;
                Ok(ControlFlow::Continue(()))
            });
            done.is_ok()
        });
        if whole {
            break;
        }
    }
    if let Some(mut archive) = open(false) {
        let _ = judge::judge(&mut archive, true);
    }
    // Strictly, and as the bytes of several files.
    if let Some(mut source) = source() {
        let path = Path::new("-").to_owned();
        let sizes = [data.len() / 3, data.len() - data.len() / 3].map(|size| size as u64);
        source.pieces = sizes
            .map(|size| Piece {
                path: path.clone(),
                size,
            })
            .to_vec();
        if let Ok(mut archive) = Archive::open(source, options(false, true)) {
            let _ = judge::judge(&mut archive, true);
        }
    }
}
