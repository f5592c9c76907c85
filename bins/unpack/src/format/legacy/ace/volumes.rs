//! The volumes of a set, by their names: `x.ace` (or `x.exe`), `x.c00`, `x.c01`, ...

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::header::{Volume, find};
use crate::error::{Error, Result};
use crate::limits::Meter;

/// The most volumes of a set.
const MAX_VOLUMES: usize = 1000;

/// All volumes of the set that this file is one of, and their paths; the file alone when it is no volume. Without a path the
/// others cannot be found.
pub(super) fn all(
    file: Arc<File>,
    path: Option<&Path>,
    meter: &Meter,
) -> Result<(Vec<Volume>, Vec<PathBuf>)> {
    // They are counted when it is known which volumes there are.
    let given = read(file, &meter.again())?;
    if !given.is_volume {
        return Ok((vec![given], Vec::new()));
    }
    let path =
        path.ok_or_else(|| Error::Unsupported("one volume of a set, without the others".to_owned()))?;
    let unnamed = || Error::corrupt("one volume of a set, whose name does not tell those of the others");
    let (mut name, first) = if given.number == 0 {
        (path.to_owned(), given)
    } else {
        let name = first(path).ok_or_else(unnamed)?;
        let volume = open(&name, 0, &meter.again())?;
        (name, volume)
    };
    let meter = meter.again();
    let mut volumes = vec![first];
    let mut paths = vec![name.clone()];
    while let Some(last) = volumes.last() {
        let goes_on = last.parts.last().is_some_and(|part| part.goes_on);
        let number = last.number.wrapping_add(1);
        let next = next(&name).filter(|_| volumes.len() < MAX_VOLUMES);
        // One whose last member is whole may be the last.
        if !goes_on && !next.as_ref().is_some_and(|next| is_file(next)) {
            break;
        }
        name = next.ok_or_else(unnamed)?;
        volumes.push(open(&name, number, &meter)?);
        paths.push(name.clone());
    }
    Ok((volumes, paths))
}

fn read(file: Arc<File>, meter: &Meter) -> Result<Volume> {
    let start =
        find(&file).ok_or_else(|| Error::Unsupported("a program with no archive in it".to_owned()))?;
    Volume::read(file, start, meter)
}

/// The volume of that name and number.
fn open(name: &Path, number: u8, meter: &Meter) -> Result<Volume> {
    let missing = || Error::Corrupt(format!("a volume of the set is missing: {}", name.display()));
    // A pipe of that name would be waited for.
    if !is_file(name) {
        return Err(missing());
    }
    let volume = read(Arc::new(File::open(name).map_err(|_| missing())?), meter)?;
    if !volume.is_volume || volume.number != number {
        return Err(Error::Corrupt(format!(
            "{}: not the volume of the set that belongs here",
            name.display()
        )));
    }
    Ok(volume)
}

fn is_file(name: &Path) -> bool {
    name.metadata().is_ok_and(|meta| meta.is_file())
}

/// The name of the first volume, by that of another.
fn first(path: &Path) -> Option<PathBuf> {
    let extension = path.extension()?.to_str()?;
    number(extension)?;
    let upper = extension.starts_with('C');
    let program = path.with_extension(if upper { "EXE" } else { "exe" });
    let archive = path.with_extension(if upper { "ACE" } else { "ace" });
    Some(if is_file(&program) && !is_file(&archive) {
        program
    } else {
        archive
    })
}

/// The name of the volume behind this one.
fn next(path: &Path) -> Option<PathBuf> {
    let extension = path.extension()?.to_str()?;
    if let Some(number) = number(extension) {
        let letter = extension.get(..1)?;
        return Some(path.with_extension(format!("{letter}{:02}", number + 1)));
    }
    if !["ace", "exe"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let upper = extension.starts_with(|c: char| c.is_ascii_uppercase());
    Some(path.with_extension(if upper { "C00" } else { "c00" }))
}

/// The number in the extension of a volume that is not the first.
fn number(extension: &str) -> Option<u16> {
    let digits = extension.strip_prefix(['c', 'C'])?;
    let are_digits = (2..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_found_by_their_names() {
        let path = |name: &str| Some(PathBuf::from(name));
        assert_eq!(first(Path::new("d/x.c03")), path("d/x.ace"));
        assert_eq!(first(Path::new("X.C03")), path("X.ACE"));
        assert_eq!(first(Path::new("x.cab")), None);
        assert_eq!(next(Path::new("x.ace")), path("x.c00"));
        assert_eq!(next(Path::new("X.EXE")), path("X.C00"));
        assert_eq!(next(Path::new("x.c09")), path("x.c10"));
        assert_eq!(next(Path::new("x.C99")), path("x.C100"));
        assert_eq!(next(Path::new("x.zip")), None);
    }
}
