//! One value's way: text, fields, wall clock, place on the time line, zone of the output.

use chrono::NaiveDate;

use crate::fault::{Expected, Fault, Part};
use crate::format::{Field, Format, Op};
use crate::parse::{Fields, Leniency, Span};
use crate::resolve::Rules;
use crate::stamp::{Abbreviation, Place, Stamp};
use crate::zone::{Local, Policy, Zone};

/// Everything that decides how values are read.
#[derive(Debug, Clone)]
pub struct Converter {
    /// Formats, tried in this order.
    pub inputs: Vec<Format>,
    /// The format of the results.
    pub output: Format,
    /// How exact values have to be.
    pub leniency: Leniency,
    /// How missing fields are filled in.
    pub rules: Rules,
    /// Zone of values that name none.
    pub from: Option<Zone>,
    /// Zone of the output.
    pub to: Option<Zone>,
    /// Local times that do not exist.
    pub gap: Policy,
    /// Local times that exist twice.
    pub fold: Policy,
    /// Meanings of abbreviations: name and seconds east of UTC.
    pub abbreviations: Vec<(String, i32)>,
    /// A naive value is never taken as UTC.
    pub strict: bool,
}

/// A value that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'c> {
    /// What it says, in the zone of the output.
    pub stamp: Stamp<'c>,
    /// The format that fitted.
    pub format: &'c Format,
    /// The local time exists twice; the policy chose one of the two.
    pub twice: bool,
    /// A count of seconds so large that milliseconds are more likely.
    pub likely_milliseconds: bool,
}

/// 1e11 seconds are the year 5138; as milliseconds they are 1973.
const LIKELY_MILLISECONDS: u64 = 100_000_000_000;

impl Converter {
    /// A converter by the plain rules: no zones, and 1970-01-01 for what is missing.
    #[must_use]
    pub fn new(inputs: Vec<Format>, output: Format) -> Converter {
        Converter {
            inputs,
            output,
            leniency: Leniency::default(),
            rules: Rules {
                base: NaiveDate::default(),
                past: false,
                pivot: 69,
                ignore_weekday: false,
            },
            from: None,
            to: None,
            gap: Policy::Reject,
            fold: Policy::Earlier,
            abbreviations: Vec::new(),
            strict: false,
        }
    }

    /// Reads one value. When no format fits, the fault is the one of the format that came furthest.
    ///
    /// # Errors
    /// Where the value departs from the format, or from the calendar.
    pub fn read(&self, value: &[u8]) -> Result<Reading<'_>, Fault<'_>> {
        let mut furthest: Option<Fault<'_>> = None;
        for format in &self.inputs {
            match self.read_as(format, value) {
                Ok(reading) => return Ok(reading),
                Err(fault) if furthest.is_none_or(|known| fault.at > known.at) => furthest = Some(fault),
                Err(_) => {}
            }
        }
        Err(furthest.unwrap_or(Fault {
            at: 0,
            len: 0,
            part: Part::Whole,
            problem: "cannot be read",
            expected: Expected::Words("an input format"),
        }))
    }

    fn read_as<'c>(&'c self, format: &'c Format, value: &[u8]) -> Result<Reading<'c>, Fault<'c>> {
        let fields = format.parse(value, self.leniency)?;
        let (stamp, twice) = match fields.epoch {
            Some((nanos, span)) => (self.instant(&fields, nanos, span)?, false),
            None => {
                let rules = Rules {
                    past: self.rules.past || format.past,
                    ..self.rules
                };
                self.place(&fields, fields.wall_clock(&rules)?, value)?
            }
        };
        let seconds = matches!(format.ops.as_slice(), [Op::Epoch { scale: 0 }]);
        let likely_milliseconds = seconds && stamp.epoch().unsigned_abs() > LIKELY_MILLISECONDS;
        Ok(Reading {
            stamp: self.in_output_zone(stamp)?,
            format,
            twice,
            likely_milliseconds,
        })
    }

    fn instant(&self, fields: &Fields, nanos: i128, span: Span) -> Result<Stamp<'static>, Fault<'static>> {
        let nanos = nanos + i128::from(fields.nanos.unwrap_or(0));
        let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok();
        let fraction = u32::try_from(nanos.rem_euclid(1_000_000_000)).unwrap_or(0);
        let place = Place::fixed(fields.offset.unwrap_or(0));
        let stamp = seconds
            .and_then(|seconds| Stamp::at(seconds, fraction, place))
            .ok_or(Fault {
                at: span.at,
                len: span.len,
                part: Part::Directive('s'),
                problem: "is beyond the calendar",
                expected: Expected::Words("years -262143 to 262142"),
            })?;
        fields.agree_with(&stamp, &self.rules)?;
        Ok(stamp)
    }

    /// Finds the place of a wall-clock time, and whether it exists twice.
    fn place<'c>(
        &'c self,
        fields: &Fields,
        wall: Stamp<'c>,
        value: &[u8],
    ) -> Result<(Stamp<'c>, bool), Fault<'static>> {
        let word = |span: Span| value.get(span.at..span.at + span.len).unwrap_or(&[]);
        if let Some(offset) = fields.offset {
            let mut place = Place::fixed(offset);
            if let Some(span) = fields.abbreviation {
                place.abbreviation = Abbreviation::new(&String::from_utf8_lossy(word(span)));
            }
            return Ok((
                Stamp {
                    place: Some(place),
                    ..wall
                },
                false,
            ));
        }
        if let Some(span) = fields.abbreviation {
            let place = self
                .abbreviated(word(span), &wall)
                .ok_or_else(|| unknown_abbreviation(word(span), span))?;
            return Ok((
                Stamp {
                    place: Some(place),
                    ..wall
                },
                false,
            ));
        }
        let Some(zone) = &self.from else {
            return Ok((wall, false));
        };
        let local = wall.local_seconds() - i64::from(wall.second == 60);
        let at_hour = |problem, expected| {
            let hour = fields.get(Field::Hour).or(fields.get(Field::Hour12));
            let fault = Fault::new(0, 'H', problem, expected);
            hour.map_or(fault, |slot| slot.fault(problem, Expected::Words(expected)))
        };
        let (offset, twice) = match (zone.locate(local), self.gap, self.fold) {
            (Local::Once(offset), ..) => (offset, false),
            (Local::Gap(..), Policy::Reject, _) => {
                let expected = "a local time that the clock did not jump over, or --gap";
                return Err(at_hour("does not exist in this zone on this day", expected));
            }
            (Local::Gap(_, after), Policy::Earlier, _) => (after, false),
            (Local::Gap(before, _), Policy::Later | Policy::Compatible, _) => (before, false),
            (Local::Fold(..), _, Policy::Reject) => {
                return Err(at_hour(
                    "exists twice in this zone on this day",
                    "an offset, or --fold",
                ));
            }
            (Local::Fold(before, _), _, Policy::Earlier | Policy::Compatible) => (before, true),
            (Local::Fold(_, after), _, Policy::Later) => (after, true),
        };
        let here = Stamp {
            place: Some(Place::fixed(offset)),
            ..wall
        };
        let there = zone.at(here.epoch());
        let placed = here.moved_to(there).ok_or_else(beyond_calendar)?;
        Ok((placed, twice))
    }

    fn abbreviated(&self, word: &[u8], wall: &Stamp<'_>) -> Option<Place<'_>> {
        let known = self
            .abbreviations
            .iter()
            .find(|(name, _)| name.as_bytes() == word);
        let offset = match known {
            Some((_, offset)) => *offset,
            None if [b"UTC".as_slice(), b"GMT", b"Z"]
                .iter()
                .any(|utc| utc.eq_ignore_ascii_case(word)) =>
            {
                0
            }
            None => self.from.as_ref()?.abbreviated(word, wall.local_seconds())?,
        };
        let abbreviation = Abbreviation::new(std::str::from_utf8(word).ok()?);
        Some(Place {
            abbreviation,
            ..Place::fixed(offset)
        })
    }

    fn in_output_zone<'c>(&'c self, stamp: Stamp<'c>) -> Result<Stamp<'c>, Fault<'static>> {
        const UTC: Zone = Zone::UTC;
        let utc: &'static Zone = &UTC;
        let target = if self.output.utc {
            Some(utc)
        } else {
            self.to.as_ref()
        };
        let naive = stamp.place.is_none();
        if naive && (target.is_some() || self.output.instant) && self.strict {
            return Err(Fault {
                at: 0,
                len: 0,
                part: Part::Whole,
                problem: "begins a time without offset or zone, which the output needs",
                expected: Expected::Words("an offset, or --from-tz"),
            });
        }
        let stamp = match stamp.place {
            None if target.is_some() || self.output.instant => Stamp {
                place: Some(Place::UTC),
                ..stamp
            },
            _ => stamp,
        };
        match target {
            Some(zone) => stamp.moved_to(zone.at(stamp.epoch())).ok_or_else(beyond_calendar),
            None => Ok(stamp),
        }
    }
}

fn beyond_calendar() -> Fault<'static> {
    Fault {
        at: 0,
        len: 0,
        part: Part::Whole,
        problem: "begins a time beyond the calendar",
        expected: Expected::Words("years -262143 to 262142"),
    }
}

fn unknown_abbreviation(word: &[u8], span: Span) -> Fault<'static> {
    let (problem, expected) = match word.to_ascii_uppercase().as_slice() {
        b"CST" => (
            "means several zones",
            "--tz-abbrev with CST=-06:00 Chicago, CST=+08:00 Shanghai or CST=-05:00 Havana",
        ),
        b"IST" => (
            "means several zones",
            "--tz-abbrev with IST=+05:30 India, IST=+01:00 Ireland or IST=+02:00 Israel",
        ),
        b"BST" => (
            "means several zones",
            "--tz-abbrev with BST=+01:00 London or BST=+06:00 Dhaka",
        ),
        _ => (
            "is no known abbreviation",
            "UTC, GMT, one of --from-tz, or --tz-abbrev",
        ),
    };
    Fault {
        len: span.len,
        ..Fault::new(span.at, 'Z', problem, expected)
    }
}
