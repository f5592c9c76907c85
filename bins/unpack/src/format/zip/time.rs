//! Times of zip entries: extra fields in UTC where there are any, else the DOS time in the local zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::bytes::{u16_at, u32_at, u64_at};
use crate::entry::Time;

/// Seconds from 1601-01-01 (NTFS) to 1970-01-01.
const NTFS_EPOCH: i64 = 11_644_473_600;

/// Turns the times of one archive's entries into UTC. Knows the local zone once it was needed.
#[derive(Default)]
pub(in super::super) struct Clock {
    zone: Option<TimeZone>,
    last: Option<((u16, u16), Time)>,
}

impl Clock {
    /// For local times that are those of UTC.
    #[cfg(feature = "legacy")]
    pub(in super::super) fn of_utc() -> Self {
        Self {
            zone: Some(TimeZone::UTC),
            last: None,
        }
    }

    /// The time of an entry with these DOS fields and these extra fields.
    pub(super) fn time(&mut self, date: u16, time: u16, extra: &[(u16, &[u8])]) -> Option<Time> {
        extra
            .iter()
            .find_map(|(id, data)| match id {
                0x5455 => unix(data, date >> 9 >= 2038 - 1980),
                0x000A => ntfs(data),
                _ => None,
            })
            .or_else(|| self.dos(date, time))
    }

    /// A time of DOS, in the local zone.
    pub(in super::super) fn dos(&mut self, date: u16, time: u16) -> Option<Time> {
        if let Some((fields, known)) = self.last
            && fields == (date, time)
        {
            return Some(known);
        }
        let part = |v: u16, shift: u32, mask: u16| i8::try_from(v >> shift & mask).unwrap_or(1);
        // What no calendar has is clamped, never an error.
        let day = DateTime::new(
            1980 + i16::try_from(date >> 9).unwrap_or(0),
            part(date, 5, 15).clamp(1, 12),
            part(date, 0, 31).clamp(1, 28),
            part(time, 11, 31).min(23),
            part(time, 5, 63).min(59),
            (part(time, 0, 31) * 2).min(59),
            0,
        )
        .ok()?;
        let day = day
            .with()
            .day(part(date, 0, 31).clamp(1, day.days_in_month()))
            .build()
            .ok()?;
        let zone = self.zone.get_or_insert_with(TimeZone::system);
        let seconds = day.to_zoned(zone.clone()).ok()?.timestamp().as_second();
        self.last = Some(((date, time), Time::seconds(seconds)));
        Some(Time::seconds(seconds))
    }
}

/// Info-ZIP's extended timestamp: a bit for each time that is there, modification first. The sign is a bit of the time
/// when the time of DOS is `late`, after the last one with a sign.
fn unix(data: &[u8], late: bool) -> Option<Time> {
    let flags = *data.first()?;
    let seconds = u32_at(data, 1)?;
    let seconds = if late {
        i64::from(seconds)
    } else {
        i64::from(seconds.cast_signed())
    };
    (flags & 1 != 0).then(|| Time::seconds(seconds))
}

/// NTFS times: reserved, then attribute 1 with three counts of 100 ns, modification first.
fn ntfs(data: &[u8]) -> Option<Time> {
    if u16_at(data, 4)? != 1 || u16_at(data, 6)? < 24 {
        return None;
    }
    let ticks = i64::try_from(u64_at(data, 8)?).ok()?;
    let nanos = u32::try_from(ticks % 10_000_000).ok()? * 100;
    Some(Time {
        seconds: ticks / 10_000_000 - NTFS_EPOCH,
        nanos,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntfs_and_unix_fields() {
        // 2024-01-01T00:00:00Z is 1704067200.
        assert_eq!(
            unix(&[1, 0x80, 0x00, 0x92, 0x65], false),
            Some(Time::seconds(0x6592_0080))
        );
        assert_eq!(unix(&[2, 0, 0, 0, 0], false), None);
        // 2040-01-01 is 2208988800, the same bits as 1903-11-26.
        assert_eq!(
            unix(&[1, 0x80, 0x7E, 0xAA, 0x83], true),
            Some(Time::seconds(2_208_988_800))
        );
        assert_eq!(
            unix(&[1, 0x80, 0x7E, 0xAA, 0x83], false),
            Some(Time::seconds(2_208_988_800 - (1 << 32)))
        );
        let ticks = (1_704_067_200 + NTFS_EPOCH) as u64 * 10_000_000 + 5;
        let field = [&[0, 0, 0, 0, 1, 0, 24, 0][..], &ticks.to_le_bytes(), &[0; 16]].concat();
        assert_eq!(
            ntfs(&field),
            Some(Time {
                seconds: 1_704_067_200,
                nanos: 500
            })
        );
    }

    #[test]
    fn impossible_dos_times_are_clamped() {
        let mut clock = Clock {
            zone: Some(TimeZone::UTC),
            last: None,
        };
        assert_eq!(clock.dos(0, 0), Some(Time::seconds(315_532_800))); // 1980-01-01
        assert!(clock.dos(0xFFFF, 0xFFFF).is_some());
        assert_eq!(clock.dos(0x585D, 0x645A), Some(Time::seconds(1_709_210_092))); // 2024-02-29 12:34:52
    }
}
