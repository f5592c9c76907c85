//! From fields to a date and time: what is missing is filled in, what contradicts is refused.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::fault::{Expected, Fault};
use crate::format::Field;
use crate::names::WEEKDAYS;
use crate::parse::{Fields, Slot};
use crate::stamp::Stamp;

/// What the fields of a value mean when they do not say it themselves.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Fills larger units that the format lacks.
    pub base: NaiveDate,
    /// A value without a year that lies more than a day after `base` belongs to the year before.
    pub past: bool,
    /// First two-digit year of the 1900s.
    pub pivot: i32,
    /// A weekday that contradicts the date does not count.
    pub ignore_weekday: bool,
}

type Resolved<T> = Result<T, Fault<'static>>;

impl Fields {
    /// The local date and time that the fields say, without a place.
    pub(crate) fn wall_clock(&self, rules: &Rules) -> Resolved<Stamp<'static>> {
        let (hour, hour_slot) = self.hour()?;
        let part = |field| {
            self.value(field)
                .and_then(|value| u32::try_from(value).ok())
                .unwrap_or(0)
        };
        let mut stamp = Stamp {
            date: self.date(rules)?,
            hour,
            minute: part(Field::Minute),
            second: part(Field::Second),
            nanos: self.nanos.unwrap_or(0),
            place: None,
        };
        if hour == 24 {
            let midnight = stamp.minute == 0 && stamp.second == 0 && stamp.nanos == 0;
            let tomorrow = stamp.date.checked_add_days(Days::new(1)).filter(|_| midnight);
            let expected = Expected::Words("00-23, or 24:00:00 as the end of the day");
            let fault = |slot: Slot| slot.fault("is not an hour of this time", expected);
            match (tomorrow, hour_slot) {
                (Some(date), _) => (stamp.date, stamp.hour) = (date, 0),
                (None, Some(slot)) => return Err(fault(slot)),
                (None, None) => stamp.hour = 0,
            }
        }
        Ok(stamp)
    }

    /// Checks what was given beside a count since 1970 against the time that the count says.
    pub(crate) fn agree_with(&self, stamp: &Stamp<'_>, rules: &Rules) -> Resolved<()> {
        self.check_date(stamp.date, rules)?;
        let clock = [
            (Field::Hour, stamp.hour),
            (Field::Hour12, (stamp.hour + 11) % 12 + 1),
            (Field::HalfDay, stamp.hour / 12),
            (Field::Minute, stamp.minute),
            (Field::Second, stamp.second),
        ];
        clock
            .into_iter()
            .try_for_each(|(field, number)| self.check(field, number.into()))
    }

    fn hour(&self) -> Resolved<(u32, Option<Slot>)> {
        let half = self.get(Field::HalfDay);
        let slot = self.get(Field::Hour);
        if let Some(slot) = slot {
            let afternoon = i32::from(slot.value % 24 >= 12);
            if let Some(half) = half.filter(|half| half.value != afternoon) {
                let expected = Expected::Words(if afternoon == 1 { "PM" } else { "AM" });
                return Err(half.fault("contradicts the hour", expected));
            }
            self.check(Field::Hour12, i64::from((slot.value + 11) % 12 + 1))?;
            return Ok((u32::try_from(slot.value).unwrap_or(0), Some(slot)));
        }
        let hour = self.value(Field::Hour12).unwrap_or(0) % 12;
        let afternoon = half.is_some_and(|half| half.value == 1) && self.get(Field::Hour12).is_some();
        Ok((
            u32::try_from(hour).unwrap_or(0) + if afternoon { 12 } else { 0 },
            None,
        ))
    }

    fn date(&self, rules: &Rules) -> Resolved<NaiveDate> {
        let given = |field| self.get(field).is_some();
        let year = self.year(rules)?;
        let date = if given(Field::YearDay) {
            self.by_year_day(year.unwrap_or(rules.base.year()))?
        } else if given(Field::Month) || given(Field::Day) || given(Field::Quarter) {
            self.by_month_and_day(year, rules)?
        } else if given(Field::SundayWeek) {
            self.by_week(year.unwrap_or(rules.base.year()), Field::SundayWeek, Weekday::Sun)?
        } else if given(Field::MondayWeek) {
            self.by_week(year.unwrap_or(rules.base.year()), Field::MondayWeek, Weekday::Mon)?
        } else if let Some(iso_year) = self.get(Field::IsoYear) {
            self.by_iso_week(iso_year)?
        } else if let Some(year) = year {
            NaiveDate::from_yo_opt(year, 1).ok_or_else(|| self.beyond_calendar())?
        } else {
            return Ok(rules.base);
        };
        self.check_date(date, rules)?;
        let tomorrow = rules.base.checked_add_days(Days::new(1));
        let future = rules.past
            && year.is_none()
            && !given(Field::IsoYear)
            && tomorrow.is_some_and(|limit| date > limit);
        if future {
            return match date.with_year(date.year() - 1) {
                Some(past) => Ok(past),
                None => Err(self.no_such_day(date.year() - 1, date.month())),
            };
        }
        Ok(date)
    }

    fn year(&self, rules: &Rules) -> Resolved<Option<i32>> {
        let short = self.get(Field::YearOfCentury);
        let century = self.get(Field::Century);
        let Some(year) = self.value(Field::Year) else {
            return Ok(short.map(|short| match century {
                Some(century) => century.value * 100 + short.value,
                None if short.value < rules.pivot => 2000 + short.value,
                None => 1900 + short.value,
            }));
        };
        self.check(Field::YearOfCentury, i64::from(year.rem_euclid(100)))?;
        self.check(Field::Century, i64::from(year.div_euclid(100)))?;
        Ok(Some(year))
    }

    fn by_year_day(&self, year: i32) -> Resolved<NaiveDate> {
        let Some(slot) = self.get(Field::YearDay) else {
            return Err(self.beyond_calendar());
        };
        let ordinal = u32::try_from(slot.value).unwrap_or(0);
        NaiveDate::from_yo_opt(year, ordinal).ok_or_else(|| {
            let last = NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |date| date.ordinal());
            slot.fault("is beyond the year", Expected::Range(1, last, 3))
        })
    }

    fn by_month_and_day(&self, year: Option<i32>, rules: &Rules) -> Resolved<NaiveDate> {
        let iso_year = self.value(Field::IsoYear);
        let month = match (self.value(Field::Month), self.value(Field::Quarter)) {
            (Some(month), _) => u32::try_from(month).unwrap_or(1),
            (None, Some(quarter)) => u32::try_from(quarter * 3 - 2).unwrap_or(1),
            (None, None) if year.is_some() => 1,
            (None, None) => rules.base.month(),
        };
        let year = year.or(iso_year).unwrap_or(rules.base.year());
        let day = self
            .value(Field::Day)
            .and_then(|day| u32::try_from(day).ok())
            .unwrap_or(1);
        NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| self.no_such_day(year, month))
    }

    fn no_such_day(&self, year: i32, month: u32) -> Fault<'static> {
        let first = NaiveDate::from_ymd_opt(year, month, 1);
        match (self.get(Field::Day), first) {
            (Some(slot), Some(first)) => {
                let last = u32::from(first.num_days_in_month());
                slot.fault("is not a day of this month and year", Expected::Range(1, last, 2))
            }
            _ => self.beyond_calendar(),
        }
    }

    /// `%U` and `%W`: without a weekday, the first day of that week.
    fn by_week(&self, year: i32, field: Field, first: Weekday) -> Resolved<NaiveDate> {
        let (Some(slot), Some(january)) = (self.get(field), NaiveDate::from_yo_opt(year, 1)) else {
            return Err(self.beyond_calendar());
        };
        let since_first = |weekday: Weekday| i64::from(weekday.days_since(first));
        let start = since_first(january.weekday());
        let week_one = (7 - start) % 7;
        let monday_or_sunday = week_one + (i64::from(slot.value) - 1) * 7;
        let day = match self.weekday() {
            Some(weekday) => monday_or_sunday + since_first(weekday),
            None if start > 0 => monday_or_sunday.max(0),
            None => monday_or_sunday,
        };
        let date = u64::try_from(day)
            .ok()
            .and_then(|day| january.checked_add_days(Days::new(day)));
        date.filter(|date| date.year() == year).ok_or_else(|| {
            slot.fault(
                "is a week that lacks this weekday in this year",
                Expected::Words("a day of the year"),
            )
        })
    }

    /// `%G`, `%V` and a weekday: what is missing is the first.
    fn by_iso_week(&self, year: Slot) -> Resolved<NaiveDate> {
        let week = self
            .value(Field::IsoWeek)
            .and_then(|week| u32::try_from(week).ok())
            .unwrap_or(1);
        let weekday = self.weekday().unwrap_or(Weekday::Mon);
        NaiveDate::from_isoywd_opt(year.value, week, weekday).ok_or_else(|| match self.get(Field::IsoWeek) {
            Some(slot) => slot.fault("is beyond the year", Expected::Range(1, 52, 2)),
            None => self.beyond_calendar(),
        })
    }

    fn weekday(&self) -> Option<Weekday> {
        let from_monday = self.value(Field::IsoWeekday)? - 1;
        Weekday::try_from(u8::try_from(from_monday).ok()?).ok()
    }

    /// Everything that was said about the date has to be true of it.
    fn check_date(&self, date: NaiveDate, rules: &Rules) -> Resolved<()> {
        let week = |first| {
            let stamp = Stamp {
                date,
                hour: 0,
                minute: 0,
                second: 0,
                nanos: 0,
                place: None,
            };
            i64::from(stamp.week(first))
        };
        self.check(Field::Year, date.year().into())?;
        self.check(Field::Quarter, i64::from(date.month0() / 3 + 1))?;
        self.check(Field::Month, date.month().into())?;
        self.check(Field::Day, date.day().into())?;
        self.check(Field::YearDay, date.ordinal().into())?;
        if self.get(Field::SundayWeek).is_some() {
            self.check(Field::SundayWeek, week(Weekday::Sun))?;
        }
        if self.get(Field::MondayWeek).is_some() {
            self.check(Field::MondayWeek, week(Weekday::Mon))?;
        }
        if self.get(Field::IsoYear).is_some() {
            let week = date.iso_week();
            self.check(Field::IsoYear, week.year().into())?;
            self.check(Field::IsoYearOfCentury, i64::from(week.year().rem_euclid(100)))?;
            self.check(Field::IsoWeek, week.week().into())?;
        }
        self.check_weekday(date, rules)
    }

    /// A weekday beside a date that was given in full has to be that date's.
    fn check_weekday(&self, date: NaiveDate, rules: &Rules) -> Resolved<()> {
        let given = |field| self.get(field).is_some();
        let year = given(Field::Year)
            || given(Field::YearOfCentury)
            || given(Field::IsoYear)
            || self.epoch.is_some();
        let full = year
            && (given(Field::YearDay) || given(Field::Month) && given(Field::Day) || self.epoch.is_some());
        let (Some(slot), false) = (self.get(Field::IsoWeekday), rules.ignore_weekday) else {
            return Ok(());
        };
        if !full || slot.value == i32::try_from(date.weekday().number_from_monday()).unwrap_or(0) {
            return Ok(());
        }
        let name = WEEKDAYS
            .get(date.weekday().num_days_from_sunday() as usize)
            .map_or("", |names| names.0);
        Err(slot.fault("contradicts the date", Expected::Words(name)))
    }

    fn check(&self, field: Field, truth: i64) -> Resolved<()> {
        match self.get(field) {
            Some(slot) if i64::from(slot.value) != truth => Err(match field {
                Field::HalfDay => slot.fault(
                    "contradicts the time",
                    Expected::Words(if truth == 1 { "PM" } else { "AM" }),
                ),
                _ => slot.fault(
                    "contradicts the other fields",
                    Expected::Number(truth, field.digits()),
                ),
            }),
            _ => Ok(()),
        }
    }

    fn beyond_calendar(&self) -> Fault<'static> {
        let expected = Expected::Words("years -262143 to 262142");
        let year = self.get(Field::Year).or(self.get(Field::IsoYear));
        match year {
            Some(slot) => slot.fault("is beyond the calendar", expected),
            None => Fault {
                expected,
                ..Fault::new(0, 'Y', "is beyond the calendar", "")
            },
        }
    }
}
