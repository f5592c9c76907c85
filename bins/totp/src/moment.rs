//! Moments: `--at` in all its forms, and the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::fault::Fault;

/// The latest moment accepted: what a double holds exactly.
pub const LATEST: u64 = 1 << 53;

/// Now, in Unix time.
///
/// # Errors
/// When the clock stands before 1970.
pub fn now() -> Result<u64, Fault> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since
        .map(|d| d.as_secs())
        .map_err(|_| Fault::usage("clock", "it stands before 1970"))
}

/// Reads `@UNIX`, RFC 3339 (a space for the `T` too), or `YYYY-MM-DD HH:MM:SS` in local time.
///
/// # Errors
/// What was expected.
pub fn parse(text: &str) -> Result<u64, String> {
    let expected =
        || "must be @UNIX, RFC 3339 or YYYY-MM-DD HH:MM:SS, from 1970 to @9007199254740992".to_owned();
    if let Some(digits) = text.strip_prefix('@') {
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        return digits
            .parse()
            .ok()
            .filter(|at| plain && *at <= LATEST)
            .ok_or_else(expected);
    }
    // jiff reads more than is promised here; a date and a time of day there must be.
    let shaped = text.len() >= 19 && matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
    let local = || {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::system()).ok()?.timestamp())
    };
    let found = if shaped {
        text.parse::<Timestamp>().ok().or_else(local)
    } else {
        None
    };
    found
        .and_then(|t| u64::try_from(t.as_second()).ok())
        .ok_or_else(expected)
}

/// RFC 3339 with `Z`; Unix time with `@` for years beyond 9999.
#[must_use]
pub fn rfc3339(at: u64) -> String {
    match i64::try_from(at)
        .ok()
        .and_then(|s| Timestamp::from_second(s).ok())
    {
        Some(time) => time.to_string(),
        None => format!("@{at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for text in [
            "@59",
            "1970-01-01T00:00:59Z",
            "1970-01-01 08:00:59+08:00",
            "1970-01-01T01:00:59+01:00",
        ] {
            assert_eq!(parse(text), Ok(59), "{text}");
        }
        for text in [
            "@-1",
            "@",
            "@9007199254740993",
            "@1.5",
            "59",
            "yesterday",
            "1969-12-31T23:59:59Z",
            "1970-01-01",
            "",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(rfc3339(59), "1970-01-01T00:00:59Z");
        assert_eq!(rfc3339(20_000_000_000), "2603-10-11T11:33:20Z");
    }
}
