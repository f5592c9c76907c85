//! Time zones: names to offsets, instants to local times, local times to instants.
//!
//! The zone data is the system's, or else the copy that `jiff` carries. Years outside its range (-9999 to 9999) take
//! the rule of the same day of the 400-year cycle.

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use crate::stamp::{Abbreviation, Place};

/// Seconds in 400 Gregorian years, after which weekdays and leap years repeat.
const CYCLE: i64 = 146_097 * 86_400;

/// A time zone.
#[derive(Debug, Clone)]
pub struct Zone(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Fixed(i32),
    Rules { zone: TimeZone, name: String },
}

/// What to do with a local time that does not exist, or exists twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// It is an error.
    Reject,
    /// The earlier of the two times that may be meant.
    Earlier,
    /// The later of the two.
    Later,
    /// As RFC 5545 has it: the later one in a gap, the earlier one in a fold.
    Compatible,
}

/// Where a local time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Local {
    /// It exists once, at this offset.
    Once(i32),
    /// The clock jumped over it; the offsets before and after.
    Gap(i32, i32),
    /// It exists twice; the offsets before and after.
    Fold(i32, i32),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone(Kind::Fixed(0));

    /// A zone by `local`, an offset (`+08:00`), an IANA name or a POSIX TZ string (`CET-1CEST,M3.5.0,M10.5.0/3`).
    ///
    /// # Errors
    /// A sentence that says what such a text could be.
    pub fn parse(text: &str) -> Result<Zone, String> {
        if let Some(offset) = parse_offset(text) {
            return Ok(Zone(Kind::Fixed(offset)));
        }
        if text.eq_ignore_ascii_case("utc") || text == "Z" {
            return Ok(Zone::UTC);
        }
        let found = if text == "local" {
            TimeZone::try_system().map_err(|error| format!("the local time zone is not known: {error}"))?
        } else {
            TimeZone::get(text).or_else(|_| TimeZone::posix(text)).map_err(|_| {
                format!(
                    "{text:?} is no time zone (expected a name like Asia/Shanghai, local, +08:00, or a POSIX TZ string)"
                )
            })?
        };
        let name = found.iana_name().unwrap_or(text).to_owned();
        Ok(Zone(Kind::Rules { zone: found, name }))
    }

    /// The names of all zones that the system, or else the bundled copy, knows.
    pub fn names() -> impl Iterator<Item = String> {
        jiff::tz::db().available().map(|name| name.as_str().to_owned())
    }

    /// The offset and its name at an instant.
    #[must_use]
    pub fn at(&self, epoch: i64) -> Place<'_> {
        match &self.0 {
            Kind::Fixed(offset) => Place::fixed(*offset),
            Kind::Rules { zone, name } => {
                let info = zone.to_offset_info(timestamp(epoch));
                Place {
                    offset: info.offset().seconds(),
                    abbreviation: Abbreviation::new(info.abbreviation()),
                    daylight: info.dst().is_dst(),
                    zone: name,
                }
            }
        }
    }

    /// Which offsets a local time may have.
    pub(crate) fn locate(&self, local_seconds: i64) -> Local {
        match &self.0 {
            Kind::Fixed(offset) => Local::Once(*offset),
            Kind::Rules { zone, .. } => {
                let civil = Offset::UTC.to_datetime(timestamp(local_seconds));
                match zone.to_ambiguous_timestamp(civil).offset() {
                    AmbiguousOffset::Unambiguous { offset } => Local::Once(offset.seconds()),
                    AmbiguousOffset::Gap { before, after } => Local::Gap(before.seconds(), after.seconds()),
                    AmbiguousOffset::Fold { before, after } => Local::Fold(before.seconds(), after.seconds()),
                }
            }
        }
    }

    /// The offset that an abbreviation has in this zone: nearest in time before the given instant, else after it.
    pub(crate) fn abbreviated(&self, abbreviation: &[u8], epoch: i64) -> Option<i32> {
        const TRANSITIONS_AHEAD: usize = 4;
        let same = |name: &str| name.as_bytes().eq_ignore_ascii_case(abbreviation);
        let Kind::Rules { zone, .. } = &self.0 else {
            return None;
        };
        let at = timestamp(epoch);
        let info = zone.to_offset_info(at);
        if same(info.abbreviation()) {
            return Some(info.offset().seconds());
        }
        zone.preceding(at)
            .chain(zone.following(at).take(TRANSITIONS_AHEAD))
            .find(|transition| same(transition.abbreviation()))
            .map(|transition| transition.offset().seconds())
    }
}

/// The instant itself, or the same one of the 400-year cycle that the zone data covers.
fn timestamp(epoch: i64) -> Timestamp {
    let (first, last) = (
        Timestamp::MIN.as_second() + CYCLE,
        Timestamp::MAX.as_second() - CYCLE,
    );
    let inside = match epoch {
        _ if epoch < first => first + (epoch - first).rem_euclid(CYCLE),
        _ if epoch > last && epoch > Timestamp::MAX.as_second() - 86_400 => {
            last - CYCLE + (epoch - last).rem_euclid(CYCLE)
        }
        _ => epoch,
    };
    Timestamp::from_second(inside).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `+08`, `+0800`, `+08:00`, `+080030`, `+08:00:30`: seconds east of UTC, less than a day.
#[must_use]
pub fn parse_offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes() {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let colons = digits.get(2) == Some(&b':');
    let mut parts = [0; 3];
    let mut rest = digits;
    for (index, part) in parts.iter_mut().enumerate() {
        if index > 0 && colons {
            rest = rest.strip_prefix(b":")?;
        }
        let (two, after) = rest.split_at_checked(2)?;
        *part = std::str::from_utf8(two)
            .ok()
            .filter(|two| two.bytes().all(|b| b.is_ascii_digit()))?
            .parse()
            .ok()?;
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let [hours, minutes, seconds] = parts;
    let valid = rest.is_empty() && hours < 24 && minutes < 60 && seconds < 60;
    valid.then_some(sign * (hours * 3600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_in_every_spelling() {
        for (text, seconds) in [
            ("+08", 28800),
            ("-0030", -1800),
            ("+01:23:45", 5025),
            ("+012345", 5025),
        ] {
            assert_eq!(parse_offset(text), Some(seconds), "{text}");
        }
        for text in [
            "08:00", "+8", "+24:00", "+08:0", "+08:000", "+", "+0860", "+08:00:",
        ] {
            assert_eq!(parse_offset(text), None, "{text}");
        }
    }

    // Transitions of America/New_York in 2024: tzdb, `zdump -v`.
    #[test]
    fn gaps_and_folds_of_new_york() {
        let zone = Zone::parse("America/New_York").unwrap();
        assert_eq!(zone.locate(1_710_037_800), Local::Gap(-18000, -14400));
        assert_eq!(zone.locate(1_730_597_400), Local::Fold(-14400, -18000));
        assert_eq!(zone.at(1_710_054_000).abbreviation.as_bytes(), b"EDT");
        assert_eq!(zone.abbreviated(b"EST", 1_710_054_000), Some(-18000));
        assert_eq!(zone.abbreviated(b"CST", 1_710_054_000), None);
    }

    #[test]
    fn years_beyond_the_data_keep_the_rules() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        for cycles in [0, 20, 600] {
            assert_eq!(zone.at(1_720_000_000 + cycles * CYCLE).offset, 7200);
            assert_eq!(zone.at(1_705_000_000 + cycles * CYCLE).offset, 3600);
        }
        assert!(zone.at(-8_000_000_000_000).offset < 3600);
    }
}
