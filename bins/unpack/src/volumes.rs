//! Archives that were cut into pieces `NAME.001`, `NAME.002`, ...: the bytes of one archive, one piece after the other.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::format::is_whole;
use crate::formats::Container;
use crate::sniff::{Sniffed, sniff};

/// What the name of a first piece ends with.
const FIRST: &str = ".001";

/// The file name of the whole archive.
#[must_use]
pub fn whole_name(file_name: &str) -> &str {
    match file_name.strip_suffix(FIRST) {
        Some(whole) if !whole.is_empty() => whole,
        _ => file_name,
    }
}

/// The pieces that follow the first, which `path` names, and the path of the first that is not there. Volumes with a head
/// of their own are no pieces, and a zip that is whole has none.
pub(crate) fn pieces(path: &Path) -> Option<(Vec<PathBuf>, PathBuf)> {
    let name = path.to_str()?;
    let whole = name.strip_suffix(FIRST)?;
    if File::open(path).is_ok_and(|first| is_whole_zip(&first)) {
        return None;
    }
    let mut pieces = Vec::new();
    let piece = |number: u32| PathBuf::from(format!("{whole}.{number:03}"));
    for number in 2.. {
        let next = piece(number);
        if !next.is_file() || has_head(&next) {
            // One that is missing in the middle is missed when it is opened.
            if !next.exists() && (1..10).any(|more| piece(number + more).is_file()) {
                pieces.push(next.clone());
            }
            return Some((pieces, next));
        }
        pieces.push(next);
    }
    None
}

/// Whether a file begins as the volumes of some formats do. Those of others may well be cut where a member begins.
fn has_head(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    let heads = [Container::Rar, Container::Cab, Container::SevenZ].map(Sniffed::Container);
    read.is_ok() && heads.contains(&sniff(&head))
}

fn is_whole_zip(file: &File) -> bool {
    let mut head = [0; 4];
    let begins =
        file.read_exact_at(&mut head, 0).is_ok() && sniff(&head) == Sniffed::Container(Container::Zip);
    begins && file.metadata().is_ok_and(|meta| is_whole(file, meta.len()))
}

/// The bytes of all pieces. Only one is open at a time.
pub(crate) struct Joined {
    file: File,
    next: std::vec::IntoIter<PathBuf>,
}

impl Joined {
    pub(crate) fn new(first: File, others: Vec<PathBuf>) -> Self {
        Self {
            file: first,
            next: others.into_iter(),
        }
    }
}

impl Read for Joined {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.file.read(buf)?;
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            match self.next.next() {
                Some(path) => {
                    self.file = File::open(&path).map_err(|error| {
                        let path = path.display();
                        io::Error::new(error.kind(), format!("cannot open the volume {path}: {error}"))
                    })?;
                }
                None => return Ok(0),
            }
        }
    }
}

/// Whether a file name is that of a volume.
pub(crate) fn is_volume(file_name: &str) -> bool {
    let lower = file_name.to_ascii_lowercase();
    let (stem, last) = lower.rsplit_once('.').unwrap_or_default();
    let digits = |text: &str, least| text.len() >= least && text.bytes().all(|b| b.is_ascii_digit());
    let part = stem
        .rsplit_once(".part")
        .is_some_and(|(_, number)| digits(number, 1));
    let old = last
        .strip_prefix(['r', 's', 'z'])
        .is_some_and(|number| digits(number, 2));
    #[cfg(feature = "legacy")]
    let old = old || last.strip_prefix('c').is_some_and(|number| digits(number, 2));
    digits(last, 3) || old || (last == "rar" && part)
}

/// What may be wrong when a piece could not be read as an archive.
#[must_use]
pub fn advice(path: &Path, error: &Error) -> Option<String> {
    match error.cause() {
        Error::Corrupt(_) => {
            let (_, missing) = pieces(path)?;
            let missing = missing.file_name()?.to_string_lossy().into_owned();
            Some(format!("is the volume {missing} missing?"))
        }
        Error::Unsupported(_) => {
            let name = path.to_str()?;
            let (whole, number) = name.rsplit_once('.')?;
            let is_number = number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
            let first = PathBuf::from(format!("{whole}{FIRST}"));
            let first = Some(first).filter(|first| is_number && first != path && first.is_file())?;
            let first = first.file_name()?.to_string_lossy().into_owned();
            Some(format!("a volume set begins with {first}"))
        }
        _ => None,
    }
}
