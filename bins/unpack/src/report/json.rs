//! The rows of `--json`.

use std::borrow::Cow;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};
use shared::output::{Out, base64};
use shared::run::{Problem, Status};
use unpack::diff::{Difference, Side};
use unpack::entry::{Entry, Kind, Time};
use unpack::error::{Error, Result};
use unpack::extract::Outcome;
use unpack::format::Archive;
use unpack::formats::{self, Row};
use unpack::judge::Judged;
use unpack::names::Encoding;
use unpack::policy::{Reason, SafePath};

use super::problem::status_of;
use super::rfc3339;

/// The JSON rows of all entries met while extracting.
pub(crate) fn extracted(out: &mut Out, path: &Path, outcome: &Outcome) -> std::result::Result<(), Problem> {
    let mut rows = Rows::of(path);
    for record in &outcome.records {
        let written = |safe: &SafePath| {
            let base = outcome.base.as_deref()?;
            Some(
                base.join(std::ffi::OsStr::from_bytes(safe.as_bytes()))
                    .to_string_lossy()
                    .into_owned(),
            )
        };
        let written = record.written.as_ref().and_then(written);
        let extracted = Extracted {
            // Of what is there, and of nothing else.
            sha256: record.sha256.as_deref().filter(|_| written.is_some()),
            written,
            skipped: match record.reasons.first() {
                Some(reason) => Some(reason.name()),
                None => record.skipped,
            },
        };
        out.json(&rows.row(&record.entry, &record.reasons, Some(extracted)))?;
    }
    Ok(())
}

/// Makes the JSON rows of one archive's entries.
pub(crate) struct Rows {
    archive: String,
    /// The time last written: most entries have that of the one before them.
    last: Option<(Time, String)>,
}

impl Rows {
    pub(crate) fn of(archive: &Path) -> Self {
        Self {
            archive: archive.to_string_lossy().into_owned(),
            last: None,
        }
    }

    pub(crate) fn judged<'a>(&'a mut self, judged: &'a Judged) -> EntryRow<'a> {
        self.row(&judged.entry, &judged.reasons, None)
    }

    fn row<'a>(
        &'a mut self,
        entry: &'a Entry,
        reasons: &'a [Reason],
        extracted: Option<Extracted<'a>>,
    ) -> EntryRow<'a> {
        if let Some(time) = entry.mtime
            && self.last.as_ref().is_none_or(|(last, _)| *last != time)
        {
            self.last = Some((time, rfc3339(time)));
        }
        let last = self.last.as_ref().map(|(_, text)| text.as_str());
        EntryRow {
            archive: &self.archive,
            entry,
            mtime: last.filter(|_| entry.mtime.is_some()),
            reasons,
            extracted,
        }
    }
}

/// One entry as JSON.
pub(crate) struct EntryRow<'a> {
    archive: &'a str,
    entry: &'a Entry,
    mtime: Option<&'a str>,
    reasons: &'a [Reason],
    extracted: Option<Extracted<'a>>,
}

struct Extracted<'a> {
    sha256: Option<&'a str>,
    written: Option<String>,
    skipped: Option<&'static str>,
}

impl Serialize for EntryRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let entry = self.entry;
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("type", "entry")?;
        row.serialize_entry("archive", self.archive)?;
        row.serialize_entry("path", &entry.path())?;
        if !entry.is_as_stored() {
            row.serialize_entry("path_bytes", &base64(entry.raw_name()))?;
        }
        row.serialize_entry("kind", entry.kind.name())?;
        row.serialize_entry("size", &entry.size)?;
        row.serialize_entry("packed", &entry.packed)?;
        row.serialize_entry("method", &entry.method)?;
        row.serialize_entry("crc32", &entry.crc32.map(|crc| format!("{crc:08x}")))?;
        row.serialize_entry("mtime", &self.mtime)?;
        row.serialize_entry("mode", &entry.mode.map(|mode| format!("{mode:04o}")))?;
        row.serialize_entry("link", &entry.link.as_deref().map(String::from_utf8_lossy))?;
        row.serialize_entry("encrypted", &entry.encrypted)?;
        let reasons: Vec<&str> = self.reasons.iter().map(|r| r.name()).collect();
        row.serialize_entry("unsafe", &reasons)?;
        if let Some(extracted) = &self.extracted {
            row.serialize_entry("sha256", &extracted.sha256)?;
            row.serialize_entry("written", &extracted.written)?;
            row.serialize_entry("skipped", &extracted.skipped)?;
        }
        row.end()
    }
}

/// One archive as JSON, after its entries.
#[derive(serde::Serialize)]
pub(crate) struct Summary {
    r#type: &'static str,
    archive: String,
    format: Option<&'static str>,
    encoding: Option<EncodingRow>,
    entries: u64,
    files: u64,
    bytes: u64,
    packed: Option<u64>,
    dest: Option<String>,
    status: u8,
    error: Option<String>,
}

#[derive(serde::Serialize)]
struct EncodingRow {
    name: &'static str,
    source: &'static str,
    certain: bool,
}

impl Summary {
    pub(crate) fn of(path: &Path, archive: Option<&Archive>, result: &Result<()>, status: Status) -> Self {
        let encoding = archive.and_then(Archive::encoding);
        Self {
            r#type: "archive",
            archive: path.to_string_lossy().into_owned(),
            format: archive
                .map(|a| formats::name_of(a.format()))
                .filter(|name| !name.is_empty()),
            encoding: encoding.map(
                |Encoding {
                     name,
                     source,
                     certain,
                 }| EncodingRow {
                    name,
                    source,
                    certain,
                },
            ),
            entries: 0,
            files: 0,
            bytes: 0,
            packed: archive.map(Archive::packed),
            dest: None,
            status: result.as_ref().err().map_or(status, status_of).max(status).code(),
            error: result.as_ref().err().map(Error::to_string),
        }
    }

    pub(crate) fn counts(mut self, entries: u64, files: u64, bytes: u64) -> Self {
        (self.entries, self.files, self.bytes) = (entries, files, bytes);
        self
    }

    /// What was worst, where the archive as a whole is no failure.
    pub(crate) fn worst(mut self, said: Option<(Status, String)>) -> Self {
        let worst = said.filter(|(status, _)| *status > Status::NO);
        self.error = self.error.or(worst.map(|(_, message)| message));
        self
    }

    pub(crate) fn judged(self, judged: &[Judged]) -> Self {
        let files = || judged.iter().filter(|one| one.entry.kind == Kind::File);
        let bytes = files()
            .filter_map(|one| one.entry.size)
            .fold(0, u64::saturating_add);
        self.counts(judged.len() as u64, files().count() as u64, bytes)
    }

    pub(crate) fn dest(mut self, dest: Option<&Path>) -> Self {
        self.dest = dest.map(|d| d.to_string_lossy().into_owned());
        self
    }
}

/// One difference as JSON.
#[derive(serde::Serialize)]
pub(crate) struct DiffRow<'a> {
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    change: &'static str,
    a: Option<SideRow<'a>>,
    b: Option<SideRow<'a>>,
}

#[derive(serde::Serialize)]
struct SideRow<'a> {
    kind: &'static str,
    size: Option<u64>,
    sha256: Option<&'a str>,
    link: Option<Cow<'a, str>>,
}

impl<'a> DiffRow<'a> {
    pub(crate) fn new(one: &'a Difference) -> Self {
        let side = |side: &'a Side| SideRow {
            kind: side.kind.name(),
            size: side.size,
            sha256: side.sha256.as_deref(),
            link: side.link.as_deref().map(String::from_utf8_lossy),
        };
        Self {
            path: String::from_utf8_lossy(&one.path),
            path_bytes: std::str::from_utf8(&one.path).is_err().then(|| base64(&one.path)),
            change: one.change.name(),
            a: one.a.as_ref().map(side),
            b: one.b.as_ref().map(side),
        }
    }
}

/// One format as JSON.
#[derive(serde::Serialize)]
pub(crate) struct FormatRow {
    name: &'static str,
    extensions: &'static [&'static str],
    extract: bool,
    list: bool,
    repack: bool,
    instead: Option<&'static str>,
}

impl FormatRow {
    pub(crate) fn new(row: &Row) -> Self {
        let read = row.format.is_some();
        Self {
            name: row.name,
            extensions: row.extensions,
            extract: read,
            list: read,
            repack: row.format.is_some_and(formats::can_write),
            instead: row.instead,
        }
    }
}
