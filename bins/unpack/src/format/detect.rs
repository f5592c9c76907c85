//! The format of a source: what its bytes say, where they lie, and what its name says when they do not.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "legacy")]
use super::legacy::ace;
use super::{iso9660, rar, sevenz, squashfs, zip};
use crate::error::{Error, Result};
use crate::formats::{Codec, Container, Format};
use crate::sniff::{Sniffed, is_empty_tar, sniff};
use crate::source::{At, Source};

/// The longest program that may stand in front of an archive.
const PROGRAM: u64 = 4 << 20;

/// What the contents must be when the user says what they are.
pub(super) fn forced(wanted: Format, source: &Source) -> Result<Format> {
    let found = look(source);
    let fits = match (wanted.codec, wanted.container) {
        (Some(Codec::Brotli), _) => true,
        (Some(codec), _) => found == Sniffed::Codec(codec),
        (
            None,
            Some(container @ (Container::Zip | Container::SevenZ | Container::Rar | Container::Squashfs)),
        ) => found == Sniffed::Container(container) || found == Sniffed::Program,
        #[cfg(feature = "legacy")]
        (None, Some(container @ (Container::Ace | Container::Arj))) => {
            found == Sniffed::Container(container) || found == Sniffed::Program
        }
        (None, Some(container)) => found == Sniffed::Container(container),
        (None, None) => false,
    };
    if fits {
        Ok(wanted)
    } else {
        Err(Error::corrupt(
            "the contents are not of the format that --format names",
        ))
    }
}

/// What the first bytes say, and those of an image of a disc, whose mark lies behind the first 32 KiB.
fn look(source: &Source) -> Sniffed {
    let image = || source.as_file().is_some_and(|(file, _)| iso9660::is_image(file));
    let is_zip = |name: &Path| name.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    match sniff(&source.head) {
        // The first part of a zip may have lost its signature.
        Sniffed::Unknown if source.pieces.last().is_some_and(|last| is_zip(&last.path)) => {
            Sniffed::Container(Container::Zip)
        }
        Sniffed::Unknown | Sniffed::Program if image() => Sniffed::Container(Container::Iso),
        found => found,
    }
}

/// What the contents are, and the name where they leave it open.
pub(super) fn detect(source: &mut Source) -> Result<Format> {
    match look(source) {
        Sniffed::Container(container) => Ok(Format {
            codec: None,
            container: Some(container),
        }),
        Sniffed::Codec(codec) => Ok(Format {
            codec: Some(codec),
            container: None,
        }),
        Sniffed::Other(name, program) => Err(Error::Unsupported(format!(
            "{name}: this format is not read here; {program} reads it"
        ))),
        found => {
            let name = source.file_name();
            if is_empty_tar(&source.head, &name, source.is_short()) {
                return Ok(Format {
                    codec: None,
                    container: Some(Container::Tar),
                });
            }
            if name.to_ascii_lowercase().ends_with(".br") && found == Sniffed::Unknown {
                return Ok(Format {
                    codec: Some(Codec::Brotli),
                    container: None,
                });
            }
            let zip = Format {
                codec: None,
                container: Some(Container::Zip),
            };
            let self_extracting = source
                .as_file()
                .is_some_and(|(file, size)| zip::has_end_record(file, size));
            let holds = |magic: &[u8]| {
                found == Sniffed::Program
                    && source
                        .as_file()
                        .is_some_and(|(file, _)| find_magic(file, magic, &[]).is_ok())
            };
            let holds_image = found == Sniffed::Program
                && source
                    .as_file()
                    .is_some_and(|(file, size)| squashfs::find(file, size).is_some());
            match found {
                // It reaches to the end, whatever lies inside.
                _ if holds_image => Ok(Format {
                    codec: None,
                    container: Some(Container::Squashfs),
                }),
                _ if source.as_file().is_some_and(|(file, size)| is_dmg(file, size)) => Err(
                    Error::Unsupported("dmg: this format is not read here; 7zz reads it".to_owned()),
                ),
                _ if self_extracting => Ok(zip),
                _ if holds(sevenz::MAGIC) => Ok(Format {
                    codec: None,
                    container: Some(Container::SevenZ),
                }),
                _ if holds(rar::MAGIC) => Ok(Format {
                    codec: None,
                    container: Some(Container::Rar),
                }),
                #[cfg(feature = "legacy")]
                Sniffed::Program if holds_ace(source) => Ok(Format {
                    codec: None,
                    container: Some(Container::Ace),
                }),
                #[cfg(feature = "legacy")]
                Sniffed::Program if holds_arj(source) => Ok(Format {
                    codec: None,
                    container: Some(Container::Arj),
                }),
                Sniffed::Program => Err(Error::Unsupported("a program with no archive in it".to_owned())),
                _ => Err(Error::Unsupported(
                    "not an archive of any known format".to_owned(),
                )),
            }
        }
    }
}

/// Whether an archive of ACE lies behind a program.
#[cfg(feature = "legacy")]
fn holds_ace(source: &Source) -> bool {
    source
        .as_file()
        .is_some_and(|(file, _)| ace::find(file).is_some())
}

/// Whether an archive of ARJ lies behind a program.
#[cfg(feature = "legacy")]
fn holds_arj(source: &Source) -> bool {
    let found = source
        .as_file()
        .map(|(file, size)| super::legacy::arj::find(file, size));
    matches!(found, Some(Ok(_)))
}

/// Whether a file ends as images of macOS do.
fn is_dmg(file: &File, size: u64) -> bool {
    let mut magic = [0; 4];
    let read = size.checked_sub(512).map(|at| file.read_exact_at(&mut magic, at));
    matches!(read, Some(Ok(()))) && &magic == b"koly"
}

/// Where an archive begins that a program stands in front of: at the first place of its magic number.
pub(super) fn find_magic(file: &Arc<File>, magic: &[u8], head: &[u8]) -> Result<u64> {
    if head.starts_with(magic) {
        return Ok(0);
    }
    let mut bytes = Vec::new();
    At::new(Arc::clone(file), 0)
        .take(PROGRAM)
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("cannot read", e))?;
    memchr::memmem::find(&bytes, magic)
        .map(|at| at as u64)
        .ok_or_else(|| Error::Unsupported("a program with no archive in it".to_owned()))
}
