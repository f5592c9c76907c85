//! Records of an extended header: `LENGTH KEY=VALUE` and a newline (POSIX.1-2017 pax, "pax Extended Header").

use std::sync::Arc;

use crate::entry::Time;
use crate::error::{Error, Result};

/// What global records may say of all members behind them. Names and sizes of all members at once make no sense: GNU tar
/// follows them, bsdtar, 7-Zip and Go do not, and `--strict` refuses them.
const GLOBAL: [&[u8]; 3] = [b"mtime", b"uid", b"gid"];

/// The records in front of a member, in their order.
#[derive(Default)]
pub(super) struct Records {
    all: Vec<(Vec<u8>, Vec<u8>)>,
    /// What holds where these say nothing.
    global: Option<Arc<Records>>,
    /// Whether the newline of the last record is missing.
    lacks_end: bool,
}

impl Records {
    pub(super) fn parse(mut text: &[u8]) -> Result<Self> {
        let damaged = || Error::corrupt("damaged extended header of a tar");
        let mut all = Vec::new();
        let mut lacks_end = false;
        while !text.is_empty() {
            // Some writers fill the rest with zeros.
            if text.iter().all(|b| *b == 0) {
                break;
            }
            let blank = text.iter().position(|b| *b == b' ').ok_or_else(damaged)?;
            let length = decimal(text.get(..blank).unwrap_or_default())
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| *n > blank + 1)
                .ok_or_else(damaged)?;
            let line = text.get(blank + 1..length).ok_or_else(damaged)?;
            // Some writers forget the newline of the last record.
            lacks_end = !line.ends_with(b"\n");
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let equals = line.iter().position(|b| *b == b'=').ok_or_else(damaged)?;
            let (key, value) = line.split_at(equals);
            all.push((key.to_vec(), value.get(1..).unwrap_or_default().to_vec()));
            text = text.get(length..).unwrap_or_default();
        }
        Ok(Self {
            all,
            global: None,
            lacks_end,
        })
    }

    /// These as global records, which come on top of the global records before them.
    pub(super) fn into_global(mut self, before: Option<Arc<Self>>) -> Option<Arc<Self>> {
        self.all.retain(|(key, _)| GLOBAL.contains(&key.as_slice()));
        if self.all.is_empty() {
            return before;
        }
        // They stay few, however many headers an archive has.
        if let Some(before) = before {
            let kept = before
                .all
                .iter()
                .filter(|(key, _)| !self.all.iter().any(|(k, _)| k == key));
            let kept: Vec<_> = kept.cloned().collect();
            self.all.extend(kept);
        }
        Some(Arc::new(self))
    }

    pub(super) fn set_global(&mut self, global: Option<Arc<Self>>) {
        self.global = global;
    }

    /// Whether readers that know these records and readers that do not can see different members.
    pub(super) fn divides(&self) -> bool {
        let divides = |key: &[u8]| {
            [b"path".as_slice(), b"linkpath", b"size"].contains(&key) || key.starts_with(b"GNU.sparse.")
        };
        self.iter().any(|(key, _)| divides(key))
    }

    /// Whether they give the size of a sparse file and no map of it.
    pub(super) fn lacks_map(&self) -> bool {
        let is_sparse = self
            .iter()
            .any(|(key, _)| matches!(key, b"GNU.sparse.realsize" | b"GNU.sparse.size"));
        let maps: [&[u8]; 3] = [b"GNU.sparse.major", b"GNU.sparse.map", b"GNU.sparse.offset"];
        is_sparse && !self.iter().any(|(key, _)| maps.contains(&key))
    }

    /// Whether the newline of the last record is missing, which some readers refuse.
    pub(super) fn lacks_end(&self) -> bool {
        self.lacks_end
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All records in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.all
            .iter()
            .map(|(key, value)| (key.as_slice(), value.as_slice()))
    }

    /// The last record of that key, or the global one; an empty one takes an earlier one back.
    pub(super) fn last(&self, key: &[u8]) -> Option<&[u8]> {
        match self.iter().filter(|(k, _)| *k == key).last() {
            Some((_, value)) => Some(value).filter(|value| !value.is_empty()),
            None => self.global.as_ref()?.last(key),
        }
    }

    /// A record that must be a number.
    pub(super) fn number(&self, key: &[u8]) -> Result<Option<u64>> {
        match self.last(key) {
            None => Ok(None),
            Some(value) => decimal(value)
                .map(Some)
                .ok_or_else(|| Error::corrupt("damaged extended header of a tar: no number")),
        }
    }

    /// Whether a time is there that is none.
    pub(super) fn has_bad_time(&self) -> bool {
        self.last(b"mtime").is_some() && self.time(b"mtime").is_none()
    }

    /// A time: a decimal number of seconds, perhaps with a fraction, perhaps negative.
    pub(super) fn time(&self, key: &[u8]) -> Option<Time> {
        let value = std::str::from_utf8(self.last(key)?).ok()?;
        let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // No file system has times beyond; they are clamped there again.
        let beyond = if whole.starts_with('-') {
            i64::MIN
        } else {
            i64::MAX
        };
        let seconds: i64 = whole.parse().unwrap_or(beyond);
        let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
        let nanos: u32 = digits.parse().ok()?;
        Some(match (whole.starts_with('-'), nanos) {
            (true, 1..) => Time {
                seconds: seconds.checked_sub(1)?,
                nanos: 1_000_000_000_u32.checked_sub(nanos)?,
            },
            _ => Time { seconds, nanos },
        })
    }
}

/// A number of decimal digits and nothing else.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}
