//! A date and time, with what is known about its place on the time line.

use chrono::{Datelike, NaiveDate, Weekday};

/// Days from 0001-01-01 (day 1) to 1970-01-01.
const EPOCH_DAY: i64 = 719_163;
const DAY: i64 = 86_400;

/// A wall-clock time; with an offset it is an instant, without one it is naive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp<'z> {
    /// The local date.
    pub date: NaiveDate,
    /// 0-23.
    pub hour: u32,
    /// 0-59.
    pub minute: u32,
    /// 0-60; 60 is a leap second.
    pub second: u32,
    /// Nanoseconds of the second.
    pub nanos: u32,
    /// Where the local time belongs; `None` for naive values.
    pub place: Option<Place<'z>>,
}

/// Offset from UTC and what names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'z> {
    /// Seconds east of UTC.
    pub offset: i32,
    /// Abbreviation of the zone, as `CEST`; empty when the zone has none.
    pub abbreviation: Abbreviation,
    /// Whether summer time is in force.
    pub daylight: bool,
    /// Name of the zone, as `Europe/Berlin`; empty when only the offset is known.
    pub zone: &'z str,
}

impl Place<'_> {
    /// Coordinated universal time.
    pub const UTC: Place<'static> = Place {
        offset: 0,
        abbreviation: Abbreviation::UTC,
        daylight: false,
        zone: "UTC",
    };

    /// A bare offset; 0 is UTC.
    #[must_use]
    pub fn fixed(offset: i32) -> Place<'static> {
        if offset == 0 {
            return Place::UTC;
        }
        Place {
            offset,
            abbreviation: Abbreviation::NONE,
            daylight: false,
            zone: "",
        }
    }
}

/// A short text without allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abbreviation {
    text: [u8; 30],
    len: u8,
}

impl Abbreviation {
    const NONE: Abbreviation = Abbreviation {
        text: [0; 30],
        len: 0,
    };
    const UTC: Abbreviation = {
        let mut text = [0; 30];
        (text[0], text[1], text[2]) = (b'U', b'T', b'C');
        Abbreviation { text, len: 3 }
    };

    /// Keeps at most 30 bytes; zone data allows no longer abbreviations.
    #[must_use]
    pub fn new(text: &str) -> Abbreviation {
        let mut kept = Abbreviation::NONE;
        for (slot, byte) in kept.text.iter_mut().zip(text.bytes()) {
            *slot = byte;
            kept.len += 1;
        }
        kept
    }

    /// The text; empty when there is none.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(..usize::from(self.len)).unwrap_or(&[])
    }
}

impl<'z> Stamp<'z> {
    /// The stamp at `epoch` seconds after 1970-01-01T00:00:00Z; `None` when the year is beyond the calendar.
    #[must_use]
    pub fn at(epoch: i64, nanos: u32, place: Place<'z>) -> Option<Stamp<'z>> {
        let local = epoch.checked_add(i64::from(place.offset))?;
        let stamp = Stamp::wall(local, nanos)?;
        Some(Stamp {
            place: Some(place),
            ..stamp
        })
    }

    /// The naive stamp `local` seconds after 1970-01-01 on its own clock.
    pub(crate) fn wall(local: i64, nanos: u32) -> Option<Stamp<'z>> {
        let day = local.div_euclid(DAY).checked_add(EPOCH_DAY)?;
        let date = NaiveDate::from_num_days_from_ce_opt(i32::try_from(day).ok()?)?;
        let second = u32::try_from(local.rem_euclid(DAY)).ok()?;
        Some(Stamp {
            date,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            nanos,
            place: None,
        })
    }

    /// Seconds after 1970-01-01 on the local clock; a leap second counts as the next second.
    #[must_use]
    pub fn local_seconds(&self) -> i64 {
        let clock = self.hour * 3600 + self.minute * 60 + self.second;
        (i64::from(self.date.num_days_from_ce()) - EPOCH_DAY) * DAY + i64::from(clock)
    }

    /// Seconds after 1970-01-01T00:00:00Z; naive values count as UTC.
    #[must_use]
    pub fn epoch(&self) -> i64 {
        self.local_seconds() - i64::from(self.place.as_ref().map_or(0, |place| place.offset))
    }

    /// The same instant in another place. A leap second stays one where the offsets differ by whole minutes.
    #[must_use]
    pub fn moved_to(&self, place: Place<'z>) -> Option<Stamp<'z>> {
        let leap = self.second == 60;
        let moved = Stamp::at(self.epoch() - i64::from(leap), self.nanos, place)?;
        match (leap, moved.second) {
            (true, 59) => Some(Stamp { second: 60, ..moved }),
            (true, _) => Stamp::at(self.epoch(), self.nanos, moved.place?),
            (false, _) => Some(moved),
        }
    }

    /// Sunday 0 .. Saturday 6.
    #[must_use]
    pub fn weekday_from_sunday(&self) -> u32 {
        self.date.weekday().num_days_from_sunday()
    }

    /// Week of the year, 0-53: days before the first `first` of the year are in week 0 (`%U`, `%W`).
    #[must_use]
    pub fn week(&self, first: Weekday) -> u32 {
        (self.date.ordinal0() + 7 - self.date.weekday().days_since(first)) / 7
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_and_the_wall_clock_agree() {
        for epoch in [0, -1, 1_694_789_197, -62_135_596_800, 253_402_300_799] {
            let stamp = Stamp::at(epoch, 0, Place::fixed(-5400)).unwrap();
            assert_eq!(stamp.epoch(), epoch);
        }
        assert_eq!(Stamp::at(i64::MAX, 0, Place::UTC), None);
    }

    #[test]
    fn a_leap_second_is_the_next_second_of_the_epoch_and_survives_a_move() {
        let mut stamp = Stamp::at(1_483_228_799, 0, Place::UTC).unwrap();
        stamp.second = 60;
        assert_eq!(stamp.epoch(), 1_483_228_800);
        let moved = stamp.moved_to(Place::fixed(8 * 3600)).unwrap();
        assert_eq!((moved.hour, moved.minute, moved.second), (7, 59, 60));
    }
}
