//! The cabinets of a set: each names the one before it and the one behind it (MS-CAB 2.1).

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Folder, Headers, Run, u16_at, u32_at};
use crate::error::{Error, Result};

/// The most cabinets of a set.
const MAX_PARTS: usize = 1000;

/// Bytes that a signed cabinet reserves in its header.
const SIGNED: u16 = 20;

/// Where the signature ends, filled up to a multiple of 8 bytes, that these reserved bytes tell of; 0 when they tell of
/// none. Authenticode puts it behind the cabinet, its place and length into the reserved bytes.
fn end_of_signature(reserved: &[u8; SIGNED as usize]) -> u64 {
    if u32_at(reserved, 0) != 0x0010_0000 {
        return 0;
    }
    (u64::from(u32_at(reserved, 4)) + u64::from(u32_at(reserved, 8))).next_multiple_of(8)
}

/// One cabinet: its headers up to the folders.
pub(super) struct Part {
    pub(super) file: Arc<File>,
    pub(super) folders: Vec<Folder>,
    /// How many files it has, and where their headers begin.
    pub(super) files: u16,
    pub(super) files_at: u64,
    /// Where it ends, by its own word; a signature that it names is part of it.
    pub(super) end: u64,
    set: u16,
    number: u16,
    previous: Option<Vec<u8>>,
    next: Option<Vec<u8>>,
    /// Where it lies, when it is one of several.
    pub(super) path: Option<PathBuf>,
}

/// All cabinets of the set that this one belongs to, in their order.
pub(super) fn whole(file: Arc<File>, path: Option<&Path>) -> Result<VecDeque<Part>> {
    let given = Part::read(file)?;
    if given.previous.is_none() && given.next.is_none() {
        return Ok(VecDeque::from([given]));
    }
    let path = path.ok_or_else(|| Error::Unsupported("part of a set in another archive".to_owned()))?;
    let beside = path.parent().unwrap_or(Path::new(""));
    let mut all = VecDeque::from([Part {
        path: Some(path.to_owned()),
        ..given
    }]);
    while let Some((name, part)) = all
        .front()
        .and_then(|first| Some((first.previous.as_ref()?, first)))
    {
        let before = part.neighbour(beside, name, part.number.checked_sub(1))?;
        all.push_front(before);
        may_be_more(&all)?;
    }
    while let Some((name, part)) = all.back().and_then(|last| Some((last.next.as_ref()?, last))) {
        let behind = part.neighbour(beside, name, part.number.checked_add(1))?;
        all.push_back(behind);
        may_be_more(&all)?;
    }
    Ok(all)
}

fn may_be_more(all: &VecDeque<Part>) -> Result<()> {
    if all.len() > MAX_PARTS {
        return Err(Error::corrupt("impossible number of cabinets in a set"));
    }
    Ok(())
}

impl Part {
    fn read(file: Arc<File>) -> Result<Self> {
        let mut headers = Headers::at(&file, 0);
        let fixed: [u8; 36] = headers.take()?;
        if !fixed.starts_with(b"MSCF") {
            return Err(Error::corrupt("no cabinet"));
        }
        let short = |at: usize| u16_at(&fixed, at);
        let flags = short(30);
        let (mut folder_reserve, mut reserve) = (0, 0);
        let mut end = u64::from(u32_at(&fixed, 8));
        if flags & 4 != 0 {
            let [a, b, folder, data] = headers.take()?;
            let mut left = u16::from_le_bytes([a, b]);
            if left == SIGNED {
                left = 0;
                end = end.max(end_of_signature(&headers.take()?));
            }
            headers.skip(u64::from(left))?;
            (folder_reserve, reserve) = (u64::from(folder), usize::from(data));
        }
        // Each neighbour has the name of its file and that of its disk.
        let mut neighbour = |flag: u16| -> Result<Option<Vec<u8>>> {
            if flags & flag == 0 {
                return Ok(None);
            }
            let name = headers.name()?;
            headers.name()?;
            Ok(Some(name))
        };
        let (previous, next) = (neighbour(1)?, neighbour(2)?);
        let mut folders = Vec::new();
        for _ in 0..short(26) {
            let [a, b, c, d, e, f, g, h] = headers.take()?;
            headers.skip(folder_reserve)?;
            let run = Run {
                file: Arc::clone(&file),
                offset: u64::from(u32::from_le_bytes([a, b, c, d])),
                blocks: u16::from_le_bytes([e, f]),
                reserve,
            };
            folders.push(Folder {
                method: u16::from_le_bytes([g, h]),
                runs: VecDeque::from([run]),
            });
        }
        Ok(Self {
            file,
            folders,
            files: short(28),
            files_at: u64::from(u32_at(&fixed, 16)),
            end,
            set: short(32),
            number: short(34),
            previous,
            next,
            path: None,
        })
    }

    /// The cabinet of that name and number of the same set. Only the directory of the first one is looked at, whatever
    /// the name says.
    fn neighbour(&self, beside: &Path, name: &[u8], number: Option<u16>) -> Result<Self> {
        let shown = String::from_utf8_lossy(name).into_owned();
        let wanted = |why: &str| Error::Corrupt(format!("part of a set: {shown} is wanted beside it, {why}"));
        if name.is_empty() || name.contains(&b'/') || name == b".." || name == b"." {
            return Err(wanted("which is no name of a file"));
        }
        let path = find(beside, name);
        let file = path.as_ref().and_then(|path| File::open(path).ok());
        let file = file
            .filter(|file| file.metadata().is_ok_and(|meta| meta.is_file()))
            .ok_or_else(|| wanted("and is not there"))?;
        let part = Self::read(Arc::new(file)).map_err(|_| wanted("and is no cabinet"))?;
        if part.set != self.set || Some(part.number) != number {
            return Err(wanted("and belongs to another set"));
        }
        Ok(Self { path, ..part })
    }
}

/// The file of that name, or of one that differs by case alone: sets come from systems that do not tell.
fn find(beside: &Path, name: &[u8]) -> Option<PathBuf> {
    let exact = beside.join(OsStr::from_bytes(name));
    // A pipe of that name would be waited for.
    if exact.metadata().is_ok_and(|meta| meta.is_file()) {
        return Some(exact);
    }
    let here = if beside.as_os_str().is_empty() {
        Path::new(".")
    } else {
        beside
    };
    std::fs::read_dir(here)
        .ok()?
        .flatten()
        .find(|entry| entry.file_name().as_bytes().eq_ignore_ascii_case(name))
        .map(|entry| entry.path())
        .filter(|path| path.metadata().is_ok_and(|meta| meta.is_file()))
}
