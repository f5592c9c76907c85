//! The volumes of a set, by their names: `x.part1.rar`, `x.part2.rar`, ..., or `x.rar`, `x.r00`, `x.r01`, ...

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rars::{Archive, ArchiveReadOptions, ArchiveReader, ErrorKind};
use shared::interrupt::Flag;

use super::failed;
use crate::error::{Error, Limit, Result};
use crate::limits::{Limits, Meter};
use crate::source::{At, goes_on_behind};

/// The most volumes of a set.
const MAX_VOLUMES: usize = 1000;

/// All volumes of the set that this file is one of, and where they lie; the file alone when it is no volume.
pub(super) fn all(
    file: Arc<File>,
    path: Option<&Path>,
    options: &ArchiveReadOptions<'_>,
    meter: &Meter,
) -> Result<(Vec<Archive>, Vec<PathBuf>)> {
    let entries = meter.limits.entries;
    let read = |file: Arc<File>| {
        let volume = read(Arc::clone(&file), options)?;
        if let Some(end) = end(&volume)
            && goes_on_behind(&file, end)?
        {
            meter.note_trailing();
        }
        Ok(volume)
    };
    let given = read(file)?;
    if !is_volume(&given) {
        return Ok((vec![given], Vec::new()));
    }
    let path = path.ok_or_else(|| Error::Unsupported("one volume of a set in another archive".to_owned()))?;
    let Some(mut name) = first(path) else {
        return Err(Error::corrupt(
            "one volume of a set, whose name does not tell those of the others",
        ));
    };
    let (mut volumes, mut paths) = (Vec::new(), Vec::new());
    let mut members = 0;
    loop {
        let missing = || Error::Corrupt(format!("a volume of the set is missing: {}", name.display()));
        // A pipe of that name would be waited for.
        if !name.metadata().is_ok_and(|meta| meta.is_file()) {
            return Err(missing());
        }
        let volume = read(Arc::new(File::open(&name).map_err(|_| missing())?))?;
        if !is_volume(&volume) {
            return Err(Error::Corrupt(format!(
                "{}: no volume of the set",
                name.display()
            )));
        }
        let more = goes_on(&volume);
        members += volume.member_refs().count() as u64;
        volumes.push(volume);
        paths.push(name.clone());
        if members > entries {
            return Err(Error::Limit(Limit::Entries(entries)));
        }
        if !more {
            return Ok((volumes, paths));
        }
        name = next(&name)
            .filter(|_| volumes.len() < MAX_VOLUMES)
            .ok_or_else(missing)?;
    }
}

fn read(file: Arc<File>, options: &ArchiveReadOptions<'_>) -> Result<Archive> {
    let limits = Limits {
        memory: options.rar50_dictionary_size_limit.unwrap_or(u64::MAX),
        ..Limits::default()
    };
    let meter = Meter::new(limits, Flag::default());
    let open = |options| ArchiveReader::read_reader_with_options(At::new(Arc::clone(&file), 0), options);
    let archive = open(*options).map_err(|error| {
        // What a wrong password makes of encrypted headers looks like damage. Without one they are known as encrypted.
        let mut without = *options;
        without.password = None;
        let encrypted = options.password.is_some()
            && open(without).is_err_and(|e| e.kind() == ErrorKind::PasswordRequired);
        failed(&error, &meter, encrypted)
    })?;
    if lacks_end(&archive) {
        return Err(Error::corrupt(
            "cut short: the block that ends the archive is missing",
        ));
    }
    Ok(archive)
}

/// Whether the block that ends an archive is missing: version 5 always has it, and so has what RAR 3 and 4 wrote, which
/// members tell by the version that they need.
fn lacks_end(archive: &Archive) -> bool {
    use rars::{rar15_40, rar50};
    const RAR_3: u8 = 29;
    match archive {
        Archive::Rar15To40(archive) => {
            let is_end = |block: &rar15_40::Block| matches!(block, rar15_40::Block::End(_));
            let is_old = |block: &rar15_40::Block| matches!(block, rar15_40::Block::File(file) if file.unp_ver < RAR_3);
            !archive.blocks.iter().any(is_old) && !archive.blocks.iter().any(is_end)
        }
        Archive::Rar50Plus(archive) => {
            let is_end = |block: &rar50::Block| matches!(block, rar50::Block::End(_));
            !archive.blocks.iter().any(is_end)
        }
        _ => false,
    }
}

/// Where the block that ends an archive ends itself; `None` where there is none. Encrypted headers fill up blocks of 16
/// bytes, behind a salt of 8 bytes up to version 4, and 16 bytes from version 5 on.
fn end(archive: &Archive) -> Option<u64> {
    use rars::{rar15_40, rar50};
    let (start, offset, before, length, data) = match archive {
        Archive::Rar15To40(archive) => {
            let Some(rar15_40::Block::End(block)) = archive.blocks.last() else {
                return None;
            };
            let salt = archive.main.has_encrypted_headers().then_some(8);
            let (length, data) = (u64::from(block.head_size), block.add_size.unwrap_or(0));
            (archive.sfx_offset, block.offset, salt, length, data)
        }
        Archive::Rar50Plus(archive) => {
            let Some(rar50::Block::End(end)) = archive.blocks.last() else {
                return None;
            };
            let iv = archive.main.encrypted_headers.then_some(16);
            let block = &end.block;
            let own = block.header_range.end.checked_sub(block.offset)?;
            let length = u64::try_from(own)
                .ok()?
                .checked_add(block.extra_area_size.unwrap_or(0))?;
            let data = block.data_size.unwrap_or(0);
            (archive.sfx_offset, block.offset, iv, length, data)
        }
        _ => return None,
    };
    let length = match before {
        Some(before) => length.checked_next_multiple_of(16)?.checked_add(before)?,
        None => length,
    };
    let begin = u64::try_from(start)
        .ok()?
        .checked_add(u64::try_from(offset).ok()?)?;
    begin.checked_add(length)?.checked_add(data)
}

fn is_volume(archive: &Archive) -> bool {
    match archive {
        Archive::Rar13(archive) => archive.main.is_volume(),
        Archive::Rar15To40(archive) => archive.main.is_volume(),
        Archive::Rar50Plus(archive) => archive.main.is_volume(),
        _ => false,
    }
}

/// Whether another volume follows this one: its last member goes on there.
fn goes_on(archive: &Archive) -> bool {
    archive.members().last().is_some_and(|m| m.meta.is_split_after)
}

/// The name of the first volume.
fn first(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    if let Some((stem, digits)) = part(name) {
        let first = format!("{stem}{:0width$}.rar", 1, width = digits.len());
        return Some(path.with_file_name(first));
    }
    let extension = path.extension()?.to_str()?;
    if extension.eq_ignore_ascii_case("rar") {
        return Some(path.to_owned());
    }
    let upper = extension.starts_with(|c: char| c.is_ascii_uppercase());
    Some(path.with_extension(if upper { "RAR" } else { "rar" }))
}

/// The name of the volume behind this one.
fn next(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    if let Some((stem, digits)) = part(name) {
        let number = digits.parse::<u32>().ok()?.checked_add(1)?;
        let next = format!("{stem}{number:0width$}.rar", width = digits.len());
        return Some(path.with_file_name(next));
    }
    let extension = path.extension()?.to_str()?;
    if extension.eq_ignore_ascii_case("rar") {
        let upper = extension.starts_with('R');
        return Some(path.with_extension(if upper { "R00" } else { "r00" }));
    }
    let (letter, digits) = (extension.chars().next()?, extension.get(1..)?);
    let number: u32 = digits.parse().ok().filter(|n| *n < 100)?;
    // Behind r99 comes s00.
    Some(path.with_extension(if number == 99 {
        format!("{}00", char::from_u32(u32::from(letter) + 1)?)
    } else {
        format!("{letter}{:02}", number + 1)
    }))
}

/// `x.part` and the digits, of `x.part07.rar`.
fn part(name: &str) -> Option<(&str, &str)> {
    let lower = name.to_ascii_lowercase();
    let stem = name.get(..name.len().checked_sub(4)?)?;
    if !lower.ends_with(".rar") {
        return None;
    }
    let digits = stem.len() - stem.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (front, digits) = stem.split_at(stem.len() - digits);
    (!digits.is_empty() && front.to_ascii_lowercase().ends_with(".part")).then_some((front, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_found_by_their_names() {
        let path = |name: &str| Some(PathBuf::from(name));
        assert_eq!(first(Path::new("d/x.part07.rar")), path("d/x.part01.rar"));
        assert_eq!(first(Path::new("d/x.r03")), path("d/x.rar"));
        assert_eq!(next(Path::new("d/x.part9.rar")), path("d/x.part10.rar"));
        assert_eq!(next(Path::new("x.rar")), path("x.r00"));
        assert_eq!(next(Path::new("x.r99")), path("x.s00"));
        assert_eq!(next(Path::new("X.RAR")), path("X.R00"));
        assert_eq!(first(Path::new("X.R07")), path("X.RAR"));
        assert_eq!(next(Path::new("x.txt")), None);
    }
}
