//! rar 1.3 to 7, volumes too, through the `rars` crate, which parses and decodes.

mod pass;
mod set;
mod volumes;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rars::{
    ArchiveFamily, ArchiveMember, ArchiveMemberDetail, ArchiveMemberRef, ArchiveReadOptions, AttrSource,
    ErrorKind,
};

use super::{Indexed, Options, Visit};
use crate::entry::{Entry, Kind, Time};
use crate::error::{Error, Limit, Result};
use crate::limits::Meter;
use crate::names::{Encoding, Names};
use crate::password::Password;
use crate::policy::MAX_NAME;

/// What every archive from version 1.5 on begins with.
pub(super) const MAGIC: &[u8; 6] = b"Rar!\x1A\x07";
/// Members up to this size are decoded in one piece; larger ones pass by.
const ONE_PIECE: u64 = 16 << 20;
/// The longest target of a link, in whatever encoding.
const LONGEST: usize = 16 * MAX_NAME;
/// What a decoder needs beside its dictionary.
const WORKSPACE: u64 = 64 << 20;

/// An open archive: one file, or all volumes of a set.
pub(super) struct Rar {
    volumes: Vec<rars::Archive>,
    paths: Vec<PathBuf>,
    entries: Vec<Entry>,
    /// The places of members that have contents: version 5 stores links without any.
    with_contents: Vec<usize>,
    meter: Arc<Meter>,
    password: Option<Arc<Password>>,
    names: Names,
    /// Whether a wrong password is told by a value made to check it, as version 5 has for each member.
    has_checks: bool,
}

impl Rar {
    /// Reads all headers, and the targets of symbolic links. `path` says where the other volumes lie; without
    /// it there are none.
    pub(super) fn open(file: Arc<File>, path: Option<&Path>, options: &Options) -> Result<Self> {
        let mut rar = Self {
            volumes: Vec::new(),
            paths: Vec::new(),
            entries: Vec::new(),
            with_contents: Vec::new(),
            meter: Arc::clone(&options.meter),
            password: options.password.clone(),
            names: options.names.clone(),
            has_checks: false,
        };
        (rar.volumes, rar.paths) = volumes::all(file, path, &rar.options(), &rar.meter)?;
        rar.has_checks = rar.volumes.iter().all(has_checks);
        if rar.volumes.iter().any(has_locked_headers) {
            // The password made sense of them.
            rar.meter.note_opened(true);
        }
        let members = rars::volume_members(&rar.volumes).map_err(|e| rar.failed(&e, false))?;
        for member in &members {
            rar.meter.entry()?;
            if !member.meta.is_redirection {
                rar.with_contents.push(rar.entries.len());
            }
            rar.entries.push(describe(member));
        }
        rar.read_link_targets()?;
        rar.names.decode_all(&mut rar.entries);
        // Up to version 4 a backslash separates components, whoever wrote the archive.
        let old = members.iter().map(|m| m.meta.family != ArchiveFamily::Rar50Plus);
        for (entry, _) in rar.entries.iter_mut().zip(old).filter(|(_, old)| *old) {
            entry
                .name
                .iter_mut()
                .filter(|b| **b == b'\\')
                .for_each(|b| *b = b'/');
        }
        Ok(rar)
    }

    /// How the crate is to read.
    fn options(&self) -> ArchiveReadOptions<'_> {
        let limits = self.meter.limits;
        ArchiveReadOptions::with_optional_password(self.password.as_ref().map(|p| p.bytes()))
            .with_max_header_count(limits.entries.saturating_mul(2).saturating_add(64))
            .with_max_header_bytes(limits.memory)
            .with_rar50_dictionary_size_limit(limits.memory)
            .with_rar50_buffered_decode_limit(ONE_PIECE)
            .with_max_reader_workspace_bytes(limits.memory.saturating_add(WORKSPACE))
    }

    /// Up to version 4 the target of a symbolic link is the contents of its member.
    fn read_link_targets(&mut self) -> Result<()> {
        let wanted = |e: &Entry| {
            let readable = !e.encrypted || self.password.is_some();
            e.kind == Kind::Link && e.link.is_none() && readable
        };
        let links: Vec<usize> = (0..)
            .zip(&self.entries)
            .filter(|(_, e)| wanted(e))
            .map(|(i, _)| i)
            .collect();
        if links.is_empty() {
            return Ok(());
        }
        let long = |i: &usize| self.entries.get(*i).and_then(|e| e.size) > Some(LONGEST as u64);
        if links.iter().any(long) {
            return Err(Error::corrupt("impossible length of a link's target"));
        }
        let targets = match self.volumes.as_slice() {
            [volume] => {
                // They are kept in memory, with the names.
                let most = self.meter.limits.size.min(self.meter.limits.memory / 4);
                let options = self.options().with_max_total_output_bytes(most);
                let targets = volume.read_members_at_with_options(&links, options);
                let targets = targets.map_err(|e| self.failed(&e, self.password.is_some()));
                targets.map(|targets| links.into_iter().zip(targets).collect())
            }
            _ => set::targets(self, &links),
        };
        let targets: Vec<(usize, Option<Vec<u8>>)> = match targets {
            // The names can be had all the same.
            Err(error) if error.is_about_password() => return Ok(()),
            targets => targets?,
        };
        for (index, target) in targets {
            if let Some(entry) = self.entries.get_mut(index) {
                entry.link = target;
            }
        }
        Ok(())
    }

    /// What the crate says, in our words; `encrypted` when it was reading what only the right password opens.
    fn failed(&self, error: &rars::Error, encrypted: bool) -> Error {
        match error.kind() {
            // The crate says the same of damage where nothing tells the difference.
            ErrorKind::BadPassword if !self.has_checks => Error::PasswordOrDamage("damaged data".to_owned()),
            _ => failed(error, &self.meter, encrypted && !self.has_checks),
        }
    }
}

impl Indexed for Rar {
    fn volumes(&self) -> &[PathBuf] {
        &self.paths
    }

    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        pass::each(self, visit)
    }
}

/// Whether each encrypted member has a value that tells a wrong password. Some old versions wrote zeros in its place.
fn has_checks(volume: &rars::Archive) -> bool {
    volume.member_refs().all(|member| match member {
        ArchiveMemberRef::Rar50Plus(file) => file.encryption.as_ref().is_none_or(|encryption| {
            let check = encryption.check_value.unwrap_or_default();
            check.iter().take(8).any(|b| *b != 0)
        }),
        _ => false,
    })
}

fn has_locked_headers(volume: &rars::Archive) -> bool {
    match volume {
        rars::Archive::Rar15To40(archive) => archive.main.has_encrypted_headers(),
        rars::Archive::Rar50Plus(archive) => archive.main.encrypted_headers,
        _ => false,
    }
}

fn failed(error: &rars::Error, meter: &Meter, encrypted: bool) -> Error {
    match error.kind() {
        ErrorKind::PasswordRequired => Error::NoPassword,
        ErrorKind::BadPassword => Error::WrongPassword,
        ErrorKind::InvalidArchive if encrypted => {
            Error::PasswordOrDamage(format!("damaged data: {}", error.root_cause()))
        }
        ErrorKind::ChecksumMismatch if encrypted => {
            Error::PasswordOrDamage("damaged data: the checksum does not match".to_owned())
        }
        ErrorKind::ChecksumMismatch => Error::corrupt("damaged data: the checksum does not match"),
        ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => {
            Error::Unsupported(format!("{}; unar may read it", error.root_cause()))
        }
        ErrorKind::ResourceLimit => match error.root_cause() {
            rars::Error::HeaderCountLimitExceeded { .. } => {
                Error::Limit(Limit::Entries(meter.limits.entries))
            }
            rars::Error::TotalOutputLimitExceeded { .. } | rars::Error::MemberOutputLimitExceeded { .. } => {
                Error::Limit(Limit::Size(meter.limits.size))
            }
            _ => Error::Limit(Limit::Memory(meter.limits.memory)),
        },
        ErrorKind::Cancelled => Error::Interrupted,
        ErrorKind::Io => match error.root_cause() {
            rars::Error::Io(e) if e.kind != std::io::ErrorKind::UnexpectedEof => {
                Error::io("cannot read", std::io::Error::new(e.kind, e.message.clone()))
            }
            _ => Error::corrupt("cut short: the data end too early"),
        },
        _ => Error::corrupt(format!("damaged data: {}", error.root_cause())),
    }
}

fn describe(member: &ArchiveMember) -> Entry {
    let meta = &member.meta;
    let source = meta.attr_source();
    let mode = u32::try_from(meta.file_attr)
        .ok()
        .filter(|mode| source == AttrSource::Unix && *mode != 0);
    let mut kind = match mode.map(Kind::of_mode) {
        _ if meta.is_directory => Kind::Dir,
        Some(Kind::Dir) | None => Kind::File,
        Some(kind) => kind,
    };
    let (mut link, mut crc32) = (None, None);
    match &member.detail {
        ArchiveMemberDetail::Rar50Plus {
            redirection,
            crc32: sum,
            ..
        } => {
            crc32 = *sum;
            if let Some(to) = redirection {
                // Unix link, Windows link, junction; then hard link and copy, which both name an earlier file.
                kind = match to.redirection_type {
                    1..=3 => Kind::Link,
                    4 | 5 => Kind::HardLink,
                    _ => Kind::Device,
                };
                link = Some(to.target_name.clone());
            }
        }
        ArchiveMemberDetail::Rar15To40 { crc32: sum, .. } => crc32 = Some(*sum),
        _ => {}
    }
    let mut entry = Entry::new(meta.name.clone(), kind);
    entry.name_is_utf8 = member.name_is_unicode() && std::str::from_utf8(&meta.name).is_ok();
    entry.dos = source == AttrSource::Dos;
    entry.mode = mode.map(|mode| mode & 0o7777);
    entry.mtime = meta.modification_time().map(time);
    entry.link = link;
    if matches!(kind, Kind::File | Kind::Link) {
        entry.size = Some(meta.unpacked_size);
        entry.packed = Some(meta.packed_size);
        entry.method = Some(if meta.is_stored { "stored" } else { "rar" });
        entry.encrypted = meta.is_encrypted;
    }
    if kind == Kind::File {
        // Checksums of encrypted members may be keyed.
        entry.crc32 = crc32.filter(|_| !meta.is_encrypted);
    }
    entry
}

fn time(time: SystemTime) -> Time {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => Time {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanos: since.subsec_nanos(),
        },
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
            match before.subsec_nanos() {
                0 => Time::seconds(-whole),
                nanos => Time {
                    seconds: -whole - 1,
                    nanos: 1_000_000_000 - nanos,
                },
            }
        }
    }
}
