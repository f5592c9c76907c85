//! What is printed: JSON rows, tables, and one line for each problem.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};
use shared::display::visible;
use shared::listing::{Align, Listing};
use shared::output::{Out, base64};
use shared::run::{Problem, Reporter, Status};
use unpack::diff::{Difference, Side};
use unpack::entry::{Entry, Kind, Time};
use unpack::error::{Error, Result};
use unpack::extract::{NotRead, Notice, Outcome};
use unpack::format::Archive;
use unpack::formats::{self, Row};
use unpack::judge::{Fate, Judged};
use unpack::names::Encoding;
use unpack::policy::{MAX_DEPTH, Reason, Refusal, SafePath, Severity};
use unpack::search::Found;

use crate::cli::Search;

/// The exit status that an error means.
pub(crate) fn status_of(error: &Error) -> Status {
    match error.cause() {
        Error::Corrupt(_)
        | Error::Io { .. }
        | Error::Exists(_)
        | Error::InTheWay(_)
        | Error::NoDirectory(_)
        | Error::NoMember(_)
        | Error::NothingSelected
        | Error::Interrupted => Status::INPUT,
        Error::LinkInTheWay(_) | Error::Strict(_) => Status::of_tool(4),
        Error::Unsafe(all) => {
            let worst = all.iter().flat_map(|r| &r.reasons).map(|r| r.severity()).max();
            match worst {
                Some(Severity::Limit) => Status::of_tool(5),
                Some(Severity::Unwritable) => Status::INPUT,
                _ => Status::of_tool(4),
            }
        }
        Error::Limit(_) => Status::of_tool(5),
        Error::NoPassword | Error::WrongPassword | Error::PasswordOrDamage(_) => Status::of_tool(6),
        Error::Unsupported(_) => Status::of_tool(7),
        // A cause lies within nothing.
        Error::Within { .. } => Status::INPUT,
    }
}

/// Reports an archive that failed; of an unsafe one every offender.
pub(crate) fn failure(reporter: &mut Reporter, path: &Path, error: &Error) {
    if let Error::Unsafe(all) = error.cause() {
        for refusal in all {
            let message = format!("{}: {}", name(&refusal.name), words(&refusal.reasons));
            reporter.report(Problem::new(status_of(error), message).at(path));
        }
    }
    reporter.report(Problem::new(status_of(error), error.to_string()).at(path));
}

/// Says how names were read, where that was an uncertain guess. It is no fault, and changes no status.
pub(crate) fn guess(reporter: &mut Reporter, path: &Path, archive: &Archive) {
    if let Some(Encoding {
        name, certain: false, ..
    }) = archive.encoding()
    {
        let path = shared::display::visible_path(path);
        reporter.warn(
            None,
            &format!("{path}: names read as {name}, a guess (--encoding overrides)"),
        );
    }
}

/// Something that was not as wished, as a problem of status 1; of status 3 when something is broken.
pub(crate) fn notice(path: &Path, notice: &Notice) -> Problem {
    let (status, message) = said(notice);
    Problem::new(status, message).at(path)
}

/// The status of a notice, and its words.
pub(crate) fn said(notice: &Notice) -> (Status, String) {
    let mut status = Status::NO;
    let message = match notice {
        Notice::Broken(entry, why) => {
            status = Status::INPUT;
            format!("{0}: {why}; what there is of it is in {0}.broken", name(entry))
        }
        Notice::Unverified(entry) => {
            status = Status::INPUT;
            format!(
                "{}: kept, but may be damaged: no checksum vouches for it",
                name(entry)
            )
        }
        Notice::LeftOut(entry, reasons) => format!("{}: left out: {}", name(entry), words(reasons)),
        Notice::Replaced(entry) => format!("{}: twice in the archive, the later one was taken", name(entry)),
        Notice::Kept(path) => format!("{}: already there, kept", path.display()),
        Notice::DirectoryData(entry) => {
            format!(
                "{}: a directory with contents of its own, which were left out",
                name(entry)
            )
        }
        Notice::NotRead(entry, why) => {
            let (code, why) = match why {
                NotRead::Password(why) => (6, why),
                NotRead::Unsupported(why) => (7, why),
                NotRead::Damaged(why) => (3, why),
            };
            status = Status::of_tool(code);
            format!("{}: left out: {why}", name(entry))
        }
        Notice::Trailing => "bytes that belong to nothing follow the archive".to_owned(),
        Notice::Misnamed => {
            "its name promises another archive inside, and there is none: taken as one compressed file"
                .to_owned()
        }
        Notice::Decrypted => "what was encrypted is not so in the new archive".to_owned(),
    };
    (status, message)
}

/// A name that is fine here but not everywhere, as a problem of status 1.
pub(crate) fn not_portable(path: &Path, entry: &Entry, reason: Reason) -> Problem {
    Problem::new(Status::NO, format!("{}: {reason}", entry.path())).at(path)
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn words(reasons: &[Reason]) -> String {
    let all: Vec<String> = reasons.iter().map(Reason::to_string).collect();
    all.join(", ")
}

/// The status of a dry run, and what would be refused.
pub(crate) fn verdicts(judged: &[Judged]) -> (Status, Vec<Refusal>) {
    let mut status = Status::DONE;
    let mut refused = Vec::new();
    for (index, one) in judged.iter().enumerate() {
        match one.fate {
            Fate::Refused => refused.push(Refusal {
                index,
                name: one.entry.name.clone(),
                reasons: one.reasons.clone(),
            }),
            Fate::LeftOut => status = status.max(Status::NO),
            Fate::Accepted | Fate::Locked => {}
        }
    }
    (status, refused)
}

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
        if std::str::from_utf8(entry.raw_name()).is_err() {
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

/// `2024-02-29T12:34:52Z`, with a fraction where there is one; clamped to the years that can be written so.
fn rfc3339(time: Time) -> String {
    let seconds = time.seconds.clamp(
        jiff::Timestamp::MIN.as_second(),
        jiff::Timestamp::MAX.as_second() - 1,
    );
    let nanos = i32::try_from(time.nanos).unwrap_or(0);
    jiff::Timestamp::new(seconds, nanos).map_or_else(|_| String::new(), |t| t.to_string())
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

/// The table of `list -l`.
pub(crate) fn table(judged: &[Judged], encoding: Option<Encoding>) -> String {
    let mut table = Listing::new(&[
        ("kind", Align::Left),
        ("size", Align::Right),
        ("packed", Align::Right),
        ("ratio", Align::Right),
        ("method", Align::Left),
        ("time", Align::Left),
        ("name", Align::Left),
    ]);
    let number = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    for Judged { entry, reasons, .. } in judged {
        let ratio = match (entry.size, entry.packed) {
            (Some(size), Some(packed @ 1..)) => format!("{:.1}", size as f64 / packed as f64),
            _ => "-".to_owned(),
        };
        let mut shown = entry.path().into_owned();
        if let Some(link) = &entry.link {
            shown = format!("{shown} -> {}", name(link));
        }
        if !reasons.is_empty() {
            shown = format!("{shown} ({})", words(reasons));
        }
        table.push([
            entry.kind.name().to_owned(),
            number(entry.size),
            number(entry.packed),
            ratio,
            entry.method.unwrap_or("-").to_owned(),
            entry
                .mtime
                .map_or_else(|| "-".to_owned(), |t| rfc3339(Time { nanos: 0, ..t })),
            shown,
        ]);
    }
    let mut text = table.render();
    if let Some(Encoding {
        name, certain: false, ..
    }) = encoding
    {
        text.push_str(&format!("names read as {name}, a guess (--encoding overrides)\n"));
    }
    text
}

/// The tree of `list --tree`: every component on a line of its own, two blanks further in than its directory.
pub(crate) fn tree(judged: &[Judged]) -> String {
    let mut paths: Vec<(String, String)> = judged
        .iter()
        .map(|one| {
            let link = one
                .entry
                .link
                .as_deref()
                .map(|link| format!(" -> {}", name(link)));
            (one.entry.path().into_owned(), link.unwrap_or_default())
        })
        .collect();
    // By components: what lies in `a` comes before `a-b`.
    paths.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
    let mut text = String::new();
    let mut above: Vec<&str> = Vec::new();
    for (path, link) in &paths {
        // A path that is nothing but depth would print as a page of blanks.
        let parts: Vec<&str> = if path.split('/').count() > MAX_DEPTH {
            vec![path]
        } else {
            path.split('/').collect()
        };
        let same = above.iter().zip(&parts).take_while(|(a, b)| a == b).count();
        // The same path again is a line again.
        for (depth, part) in parts
            .iter()
            .enumerate()
            .skip(same.min(parts.len().saturating_sub(1)))
        {
            let link = if depth + 1 == parts.len() { link } else { "" };
            text.push_str(&"  ".repeat(depth));
            text.push_str(&visible(&format!("{part}{link}")));
            text.push('\n');
        }
        above = parts;
    }
    text
}

/// One difference as JSON.
#[derive(serde::Serialize)]
pub(crate) struct DiffRow<'a> {
    path: &'a str,
    change: &'static str,
    a: Option<SideRow<'a>>,
    b: Option<SideRow<'a>>,
}

#[derive(serde::Serialize)]
struct SideRow<'a> {
    kind: &'static str,
    size: Option<u64>,
    sha256: Option<&'a str>,
    link: Option<&'a str>,
}

impl<'a> DiffRow<'a> {
    pub(crate) fn new(one: &'a Difference) -> Self {
        let side = |side: &'a Side| SideRow {
            kind: side.kind.name(),
            size: side.size,
            sha256: side.sha256.as_deref(),
            link: side.link.as_deref(),
        };
        Self {
            path: &one.path,
            change: one.change.name(),
            a: one.a.as_ref().map(side),
            b: one.b.as_ref().map(side),
        }
    }
}

/// Prints the lines that a search finds in one archive, or counts them.
pub(crate) struct Hits<'a> {
    args: &'a Search,
    /// The archive and a colon, when there are several.
    front: &'a str,
    archive: &'a Path,
    /// The member last met, and how many of its lines match.
    last: Option<(String, u64)>,
}

#[derive(serde::Serialize)]
struct HitRow<'a> {
    archive: std::borrow::Cow<'a, str>,
    path: &'a str,
    line: u64,
    text: &'a str,
}

impl<'a> Hits<'a> {
    pub(crate) fn new(args: &'a Search, front: &'a str, archive: &'a Path) -> Self {
        Self {
            args,
            front,
            archive,
            last: None,
        }
    }

    pub(crate) fn add(&mut self, out: &mut Out, found: &Found<'_>) -> std::result::Result<(), Problem> {
        if self.args.json {
            return out.json(&HitRow {
                archive: self.archive.to_string_lossy(),
                path: found.member,
                line: found.line,
                text: found.text,
            });
        }
        if !self.args.count && !self.args.files_with_matches {
            let (member, text) = (visible(found.member), visible(found.text));
            return out.line(&format!("{}{member}:{}:{text}", self.front, found.line));
        }
        match &mut self.last {
            Some((member, count)) if member == found.member => *count += 1,
            _ => {
                self.finish(out)?;
                self.last = Some((found.member.to_owned(), 1));
            }
        }
        Ok(())
    }

    /// Prints what is known of the member last met.
    pub(crate) fn finish(&mut self, out: &mut Out) -> std::result::Result<(), Problem> {
        match self.last.take() {
            Some((member, count)) if self.args.count => {
                out.line(&format!("{}{}:{count}", self.front, visible(&member)))
            }
            Some((member, _)) => out.line(&format!("{}{}", self.front, visible(&member))),
            None => Ok(()),
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

/// The table of `formats`.
pub(crate) fn formats_table() -> String {
    let mut table = Listing::new(&[
        ("format", Align::Left),
        ("extensions", Align::Left),
        ("read by", Align::Left),
    ]);
    for row in formats::FORMATS {
        table.push([
            row.name.to_owned(),
            row.extensions.join(" "),
            row.instead.unwrap_or("unpack").to_owned(),
        ]);
    }
    table.render()
}
