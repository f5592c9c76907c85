//! JSON rows and lines.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use totp::check::Hit;
use totp::entry::{Entry, Kind};
use totp::fault::Fault;
use totp::moment;

/// The version of all rows.
const V: u32 = 1;

/// A code and what belongs to it.
#[derive(Serialize)]
pub(crate) struct CodeRow<'a> {
    v: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a str>,
    r#type: &'static str,
    code: &'a str,
    step: u64,
    period: Option<u64>,
    left: Option<u64>,
    at: String,
    algo: &'static str,
    digits: u8,
}

impl<'a> CodeRow<'a> {
    /// The row of `code`, made for `step` at the moment `at`.
    pub(crate) fn new(entry: &Entry, name: Option<&'a str>, code: &'a str, step: u64, at: u64) -> Self {
        let timed = entry.kind != Kind::Hotp;
        Self {
            v: V,
            line: None,
            entry: name,
            r#type: entry.kind.name(),
            code,
            step,
            period: timed.then_some(entry.period),
            left: timed.then(|| entry.left(at)),
            at: moment::rfc3339(at),
            algo: entry.algo.name(),
            digits: entry.digits,
        }
    }

    /// The same as the answer to a line of a batch.
    pub(crate) fn at_line(self, line: u64) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }
}

/// The answer of verify.
#[derive(Serialize)]
pub(crate) struct CheckRow {
    v: u32,
    ok: bool,
    reason: &'static str,
    step: Option<u64>,
    drift_steps: Option<i64>,
    drift_s: Option<i64>,
    fails: Option<u32>,
}

impl CheckRow {
    pub(crate) fn new(entry: &Entry, reason: &'static str, hit: Option<Hit>, fails: Option<u32>) -> Self {
        let period = (entry.kind != Kind::Hotp).then(|| i64::try_from(entry.period).unwrap_or(i64::MAX));
        Self {
            v: V,
            ok: reason == "match",
            reason,
            step: hit.map(|h| h.step),
            drift_steps: hit.map(|h| h.drift),
            drift_s: hit.and_then(|h| Some(h.drift.saturating_mul(period?))),
            fails,
        }
    }
}

/// An entry without, or with, its secret.
pub(crate) struct EntryRow<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) show_secret: bool,
}

impl Serialize for EntryRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = self.entry;
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("v", &V)?;
        row.serialize_entry("type", entry.kind.name())?;
        row.serialize_entry("label", &label(entry))?;
        row.serialize_entry("issuer", &entry.issuer)?;
        row.serialize_entry("account", &entry.account)?;
        row.serialize_entry("algo", entry.algo.name())?;
        row.serialize_entry("digits", &entry.digits)?;
        if entry.kind == Kind::Hotp {
            row.serialize_entry("counter", &entry.counter)?;
        } else {
            row.serialize_entry("period", &entry.period)?;
        }
        row.serialize_entry("image", &entry.image)?;
        let warnings: Vec<&str> = entry.warnings.iter().map(|w| w.name()).collect();
        row.serialize_entry("warnings", &warnings)?;
        if self.show_secret {
            row.serialize_entry("secret", entry.secret.base32().as_str())?;
        }
        row.end()
    }
}

/// `issuer:account`, or what of it there is.
pub(crate) fn label(entry: &Entry) -> String {
    match &entry.issuer {
        Some(issuer) => format!("{issuer}:{}", entry.account),
        None => entry.account.clone(),
    }
}

/// An entry as one line for people.
pub(crate) fn line(entry: &Entry, show_secret: bool) -> String {
    let mut line = format!(
        "{}\t{}\t{}\t{} digits",
        entry.kind.name(),
        label(entry),
        entry.algo.name(),
        entry.digits
    );
    if entry.kind == Kind::Hotp {
        line.push_str(&format!("\tcounter {}", entry.counter));
    } else {
        line.push_str(&format!("\t{} s", entry.period));
    }
    if show_secret {
        line.push('\t');
        line.push_str(&entry.secret.base32());
    }
    // The tabs between the cells are ours; those within are made visible.
    line.split('\t')
        .map(|cell| shared::display::visible(cell).into_owned())
        .collect::<Vec<_>>()
        .join("\t")
}

/// What is wrong, in place of a row.
#[derive(Serialize)]
pub(crate) struct FaultRow<'a> {
    v: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    error: FaultBody<'a>,
}

#[derive(Serialize)]
struct FaultBody<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pos: Option<usize>,
    message: &'a str,
}

impl<'a> FaultRow<'a> {
    pub(crate) fn new(fault: &'a Fault, line: Option<u64>) -> Self {
        let Fault {
            kind,
            field,
            pos,
            message,
        } = fault;
        Self {
            v: V,
            line,
            error: FaultBody {
                kind: kind.name(),
                field: *field,
                pos: *pos,
                message,
            },
        }
    }
}

/// A code found in a picture.
#[derive(Serialize)]
pub(crate) struct ScanRow<'a> {
    v: u32,
    #[serde(flatten)]
    path: shared::output::PathKey<'a>,
    index: usize,
    text: &'a str,
    kind: &'static str,
}

impl<'a> ScanRow<'a> {
    pub(crate) fn new(path: &'a std::path::Path, index: usize, text: &'a str) -> Self {
        Self {
            v: V,
            path: shared::output::PathKey(path),
            index,
            text,
            kind: kind_of(text),
        }
    }
}

/// A picture in which nothing was found.
#[derive(Serialize)]
pub(crate) struct NoScanRow<'a> {
    v: u32,
    #[serde(flatten)]
    path: shared::output::PathKey<'a>,
    error: &'a str,
}

impl<'a> NoScanRow<'a> {
    pub(crate) fn new(path: &'a std::path::Path, error: &'a str) -> Self {
        Self {
            v: V,
            path: shared::output::PathKey(path),
            error,
        }
    }
}

/// What the text of a QR code is.
pub(crate) fn kind_of(text: &str) -> &'static str {
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if begins("otpauth://") {
        "otpauth"
    } else if begins("otpauth-migration://") {
        "otpauth-migration"
    } else {
        "other"
    }
}
