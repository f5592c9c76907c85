//! Archives in several files: pieces `NAME.001`, `NAME.002`, ... of any archive, and zips in parts `NAME.z01`, ...,
//! `NAME.zip`. Their bytes are those of one archive, one piece after the other.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::format::{disks, is_whole};
use crate::formats::Container;
use crate::sniff::{Sniffed, sniff};

/// What the names of first pieces end with.
const FIRST: [&str; 2] = [".001", ".000"];

/// One file of several.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size in bytes; 0 when it is missing.
    pub size: u64,
}

impl Piece {
    fn new(path: PathBuf) -> Self {
        let size = path.metadata().map_or(0, |meta| meta.len());
        Self { path, size }
    }
}

/// The file name of the whole archive.
#[must_use]
pub fn whole_name(file_name: &str) -> &str {
    let whole = FIRST.iter().find_map(|first| file_name.strip_suffix(first));
    whole.filter(|whole| !whole.is_empty()).unwrap_or(file_name)
}

/// All files that are one archive together with the one that `path` names; none when that stands alone. One that is
/// missing between others is named too, and missed when it is opened.
pub(crate) fn pieces(path: &Path) -> Vec<Piece> {
    let numbered = numbered(path).map(|(pieces, _)| pieces);
    numbered.or_else(|| parts_of_zip(path)).unwrap_or_default()
}

/// The pieces of which `path` names one, and the path of the first that is not there. Volumes with a head of their own are
/// no pieces, and a zip that is whole has none.
fn numbered(path: &Path) -> Option<(Vec<Piece>, PathBuf)> {
    let name = path.to_str()?;
    let first = first_piece(name, |name| Path::new(name).is_file());
    // The first alone is one of a set, too.
    let first = first.or_else(|| (whole_name(name) != name).then(|| name.to_owned()))?;
    let (whole, number) = first.rsplit_once('.')?;
    let piece = |number: u32| PathBuf::from(format!("{whole}.{number:03}"));
    let mut number: u32 = number.parse().ok()?;
    // Something else may be called `.000`.
    if number == 0 && begins_archive(&piece(1)) {
        number = 1;
    }
    let first = piece(number);
    if is_whole_zip(&first) || first != path && stands_alone(path) {
        return None;
    }
    let mut pieces = vec![Piece::new(first)];
    let missing = (number + 1..).map(piece).find(|next| {
        let ends = !next.is_file() || has_head(next);
        if !ends {
            pieces.push(Piece::new(next.clone()));
        }
        ends
    })?;
    let behind = number + u32::try_from(pieces.len()).ok()?;
    // Streams in pieces may begin anew in each.
    let is_rest = |more: &PathBuf| more.is_file() && !has_head(more) && !is_whole_zip(more);
    if !missing.exists()
        && (1..10)
            .map(|more| piece(behind + more))
            .any(|more| is_rest(&more))
    {
        pieces.push(Piece::new(missing.clone()));
    }
    let is_one = pieces.iter().any(|piece| piece.path == path);
    is_one.then_some((pieces, missing))
}

/// The parts of a zip that `zip -s` and others cut, whichever of them `path` names: the last, `NAME.zip`, tells how many
/// there are (APPNOTE 8.5).
fn parts_of_zip(path: &Path) -> Option<Vec<Piece>> {
    let last = last_of_zip(path).filter(|last| last.is_file())?;
    let upper = path.extension()?.to_str()?.starts_with('Z');
    let part = |number: u16| path.with_extension(format!("{}{number:02}", if upper { 'Z' } else { 'z' }));
    let file = File::open(&last).ok()?;
    let size = file.metadata().ok()?.len();
    let number = match disks(&file, size) {
        Some(number) => number,
        // What is missing is then said of all together.
        None => (1..)
            .take_while(|number| part(*number).is_file())
            .count()
            .try_into()
            .ok()?,
    };
    let parts: Vec<Piece> = (1..=number).map(|number| Piece::new(part(number))).collect();
    (!parts.is_empty()).then(|| parts.into_iter().chain([Piece::new(last)]).collect())
}

/// The last part of the zip of which this is one by its name.
fn last_of_zip(path: &Path) -> Option<PathBuf> {
    let extension = path.extension()?.to_str()?;
    let lower = extension.to_ascii_lowercase();
    if lower == "zip" {
        return Some(path.to_owned());
    }
    let is_part = lower.strip_prefix('z').is_some_and(|number| is_number(number, 2));
    let last = if extension.starts_with('Z') { "ZIP" } else { "zip" };
    is_part.then(|| path.with_extension(last))
}

/// What a file begins as; images of discs have their mark behind 32 KiB.
fn beginning(path: &Path) -> Sniffed {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(33 << 10).read_to_end(&mut head));
    read.map_or(Sniffed::Unknown, |_| sniff(&head))
}

fn begins_archive(path: &Path) -> bool {
    matches!(beginning(path), Sniffed::Container(_) | Sniffed::Codec(_))
}

/// Whether a file begins as an archive does, and no piece by chance. A tar, a cpio, a zip, and streams one behind the
/// other may well be cut where a member begins.
fn has_head(path: &Path) -> bool {
    let may_be_cut = [Container::Tar, Container::Cpio, Container::Zip];
    matches!(beginning(path), Sniffed::Container(found) if !may_be_cut.contains(&found))
}

/// Whether a file that could be a later piece is an archive of its own.
fn stands_alone(path: &Path) -> bool {
    has_head(path) || matches!(beginning(path), Sniffed::Codec(_)) || is_whole_zip(path)
}

fn is_whole_zip(path: &Path) -> bool {
    let mut head = [0; 4];
    let Ok(mut file) = File::open(path) else {
        return false;
    };
    let begins = file.read_exact(&mut head).is_ok() && sniff(&head) == Sniffed::Container(Container::Zip);
    begins && file.metadata().is_ok_and(|meta| is_whole(&file, meta.len()))
}

/// The bytes of all pieces. Only one is open at a time.
pub(crate) struct Joined {
    file: Option<File>,
    next: std::vec::IntoIter<PathBuf>,
}

impl Joined {
    pub(crate) fn new(pieces: &[Piece]) -> Self {
        let paths: Vec<PathBuf> = pieces.iter().map(|piece| piece.path.clone()).collect();
        Self {
            file: None,
            next: paths.into_iter(),
        }
    }
}

impl Read for Joined {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(file) = &mut self.file {
                let n = file.read(buf)?;
                if n > 0 || buf.is_empty() {
                    return Ok(n);
                }
            }
            let Some(path) = self.next.next() else {
                return Ok(0);
            };
            let shown = path.display();
            let meta = path.metadata();
            // A pipe of that name would be waited for, and a device has no end.
            let regular = meta.and_then(|meta| match meta.is_file() {
                true => File::open(&path),
                false => Err(io::Error::other("no regular file")),
            });
            let opened = regular.map_err(|error| {
                io::Error::new(error.kind(), format!("cannot open the volume {shown}: {error}"))
            });
            self.file = Some(opened?);
        }
    }
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() >= digits && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a file name is that of a volume of rar or ACE or a part of a zip.
pub(crate) fn is_volume(file_name: &str) -> bool {
    let lower = file_name.to_ascii_lowercase();
    let (stem, last) = lower.rsplit_once('.').unwrap_or_default();
    let part = stem
        .rsplit_once(".part")
        .is_some_and(|(_, number)| is_number(number, 1));
    let old = last
        .strip_prefix(['r', 's', 'z'])
        .is_some_and(|number| is_number(number, 2));
    #[cfg(feature = "legacy")]
    let old = old
        || last
            .strip_prefix(['a', 'c'])
            .is_some_and(|number| is_number(number, 2));
    old || (last == "rar" && part)
}

/// The name of the first piece, when this is the name of a piece and the first two are there.
pub(crate) fn first_piece(name: &str, mut is_there: impl FnMut(&str) -> bool) -> Option<String> {
    let (whole, number) = name.rsplit_once('.')?;
    let piece = |number: u8| format!("{whole}.{number:03}");
    let is_first = |n: &u8| is_there(&piece(*n)) && is_there(&piece(*n + 1));
    let first = [0, 1].into_iter().filter(|_| is_number(number, 3)).find(is_first);
    first.map(piece)
}

/// What may be wrong when a piece could not be read as an archive.
#[must_use]
pub fn advice(path: &Path, error: &Error) -> Option<String> {
    let shown = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
    if !matches!(error.cause(), Error::Corrupt(_) | Error::Unsupported(_)) {
        return None;
    }
    let name = path.to_str()?;
    let first = first_piece(name, |name| Path::new(name).is_file());
    if let Some(first) = first.filter(|first| first != name) {
        return Some(format!("a volume set begins with {}", shown(Path::new(&first))?));
    }
    if let Some(last) = last_of_zip(path).filter(|last| !last.exists()) {
        return Some(format!("is the last part {} missing?", shown(&last)?));
    }
    if name.ends_with(".aa") && path.with_extension("ab").is_file() {
        let whole = shown(&path.with_extension(""))?;
        return Some(format!(
            "it is cut into pieces, which cat {whole}.?? > {whole} joins"
        ));
    }
    let (_, missing) = numbered(path).filter(|_| matches!(error.cause(), Error::Corrupt(_)))?;
    Some(format!("is the volume {} missing?", shown(&missing)?))
}
