//! The parser: a format's operations read a value into fields, and remember where each field began.

use crate::fault::{Expected, Fault, Part};
use crate::format::{Field, Format, Name, NumberOp, OffsetForm, Op, Pad};
use crate::names::{self, HALF_DAYS, MONTHS, WEEKDAYS};

/// Departures from the plain rules of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leniency {
    /// `%Y` of one to four digits.
    pub loose: bool,
    /// Blanks around the value do not count.
    pub trim: bool,
    /// `24:00:00` is the end of the day.
    pub iso24: bool,
    /// Digits beyond the ninth of a fraction are cut off.
    pub truncate: bool,
}

/// What a value says, field by field, before it is a date.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    slots: [Option<Slot>; Field::COUNT],
    pub(crate) nanos: Option<u32>,
    /// Seconds east of UTC.
    pub(crate) offset: Option<i32>,
    pub(crate) abbreviation: Option<Span>,
    /// Nanoseconds since 1970.
    pub(crate) epoch: Option<(i128, Span)>,
}

/// One field: its value and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) value: i32,
    pub(crate) at: usize,
    pub(crate) len: usize,
    pub(crate) letter: char,
}

/// A part of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) at: usize,
    pub(crate) len: usize,
}

impl Slot {
    /// A fault at this field.
    pub(crate) fn fault(&self, problem: &'static str, expected: Expected<'static>) -> Fault<'static> {
        Fault {
            at: self.at,
            len: self.len,
            part: Part::Directive(self.letter),
            problem,
            expected,
        }
    }
}

impl Fields {
    pub(crate) fn get(&self, field: Field) -> Option<Slot> {
        self.slots.get(field as usize).copied().flatten()
    }

    pub(crate) fn value(&self, field: Field) -> Option<i32> {
        self.get(field).map(|slot| slot.value)
    }

    /// Stores a field; one that is given twice has to agree.
    fn set(&mut self, field: Field, new: Slot) -> Result<(), Fault<'static>> {
        let Some(slot) = self.slots.get_mut(field as usize) else {
            return Ok(());
        };
        match slot {
            Some(old) if old.value != new.value => {
                let expected = match field {
                    Field::IsoWeekday | Field::HalfDay => Expected::Words("what was said before"),
                    _ => Expected::Number(old.value.into(), field.digits()),
                };
                Err(new.fault("contradicts an earlier field", expected))
            }
            _ => {
                *slot = Some(new);
                Ok(())
            }
        }
    }
}

impl Format {
    /// Reads `value` to its end.
    pub(crate) fn parse(&self, value: &[u8], leniency: Leniency) -> Result<Fields, Fault<'_>> {
        let (start, end) = if leniency.trim {
            let end = value.trim_ascii_end();
            (end.len() - end.trim_ascii_start().len(), end.len())
        } else {
            (0, value.len())
        };
        let mut reader = Reader {
            text: value.get(..end).unwrap_or(value),
            at: start,
            leniency,
            fields: Fields::default(),
        };
        reader.ops(&self.ops)?;
        if reader.at < end {
            return Err(Fault {
                at: reader.at,
                len: 0,
                part: Part::End,
                problem: "is left over",
                expected: Expected::Words("the end of the value"),
            });
        }
        if self.utc {
            reader.fields.offset = Some(0);
        }
        Ok(reader.fields)
    }
}

struct Reader<'v> {
    text: &'v [u8],
    at: usize,
    leniency: Leniency,
    fields: Fields,
}

/// Most digits of a count since 1970 that are looked at: 10^25 ns are far beyond the calendar.
const EPOCH_DIGITS: usize = 25;

impl Reader<'_> {
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or(&[])
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn eat_blanks(&mut self) -> usize {
        let run = self
            .rest()
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        self.at += run;
        run
    }

    /// How many digits stand here, up to `most`.
    fn digits(&self, most: usize) -> usize {
        self.rest()
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    }

    /// The value of the next `len` digits, which fit.
    fn take_number(&mut self, len: usize) -> i32 {
        let digits = self.rest().iter().take(len);
        let value = digits.fold(0i32, |sum, digit| {
            sum.saturating_mul(10)
                .saturating_add(i32::from(digit.wrapping_sub(b'0')))
        });
        self.at += len;
        value
    }

    fn ops<'f>(&mut self, ops: &'f [Op]) -> Result<(), Fault<'f>> {
        for (index, op) in ops.iter().enumerate() {
            let next = || ops.get(index + 1);
            match op {
                Op::Literal(text) => self.literal(text)?,
                Op::Blank(text) => self.blank(text)?,
                Op::Number(number) => self.number(number)?,
                Op::Name(name, style) => {
                    self.padding(style.pad, style.width);
                    self.name(*name, next())?;
                }
                Op::Fraction {
                    letter,
                    digits,
                    exact,
                } => {
                    let most = if *exact { *digits } else { 9 };
                    self.fraction(*letter, most, *exact)?;
                }
                Op::OptionalFraction => {
                    if self.peek() == Some(b'.') && self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit)
                    {
                        self.at += 1;
                        self.fraction('f', 9, false)?;
                    }
                }
                Op::Offset(form) => self.offset(*form)?,
                Op::Abbreviation(style) => {
                    self.padding(style.pad, style.width);
                    self.abbreviation()?;
                }
                // A format with a zone name is refused before anything is read.
                Op::ZoneName => {}
                Op::Epoch { scale } => {
                    let dot_follows =
                        matches!(next(), Some(Op::Literal(text)) if text.first() == Some(&b'.'));
                    self.epoch(
                        *scale,
                        dot_follows || matches!(next(), Some(Op::OptionalFraction)),
                    )?;
                }
                Op::IsoTime { complete } => self.iso_time(*complete)?,
                Op::Group(inner, style) => {
                    self.padding(style.pad, style.width);
                    self.ops(inner)?;
                }
            }
        }
        Ok(())
    }

    fn literal<'f>(&mut self, text: &'f [u8]) -> Result<(), Fault<'f>> {
        if self.rest().starts_with(text) {
            self.at += text.len();
            return Ok(());
        }
        Err(Fault {
            at: self.at,
            len: 0,
            part: Part::Literal(text),
            problem: "stands in its place",
            expected: Expected::Literal(text),
        })
    }

    fn blank<'f>(&mut self, text: &'f [u8]) -> Result<(), Fault<'f>> {
        let lines = text.contains(&b'\n');
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t') || lines && matches!(byte, b'\n' | b'\r');
        let run = self.rest().iter().take_while(blank).count();
        self.at += run;
        if run > 0 {
            return Ok(());
        }
        Err(Fault {
            at: self.at,
            len: 0,
            part: Part::Literal(text),
            problem: "stands in its place",
            expected: Expected::Words("a blank"),
        })
    }

    /// Skips what fills a padded name or composite.
    fn padding(&mut self, pad: Pad, width: usize) {
        let fill = if pad == Pad::Zero { b'0' } else { b' ' };
        let run = self
            .rest()
            .iter()
            .take(width)
            .take_while(|byte| **byte == fill)
            .count();
        self.at += run;
    }

    fn number(&mut self, op: &NumberOp) -> Result<(), Fault<'static>> {
        let (field, start) = (op.field, self.at);
        let (least, most, problem, expected) = field.range();
        let fault = Fault::new(start, op.letter, problem, expected);
        let year = matches!(field, Field::Year | Field::IsoYear);
        let full = field.digits().max(op.style.width);
        let blanks =
            if op.style.width > 0 || op.style.pad == Pad::Blank || matches!(op.letter, 'd' | 'e' | 'k' | 'l')
            {
                self.rest()
                    .iter()
                    .take(full - 1)
                    .take_while(|byte| **byte == b' ')
                    .count()
            } else {
                0
            };
        let sign = match self.text.get(start + blanks) {
            Some(sign @ (b'+' | b'-')) if year && !op.exact => Some(*sign),
            _ => None,
        };
        let before = blanks + usize::from(sign.is_some());
        self.at = start + before;
        let digits = match sign {
            Some(_) => self.digits(6.max(op.style.width)),
            None => self.digits(full - blanks),
        };
        let fits = match sign {
            Some(_) => digits >= 4 || digits > 0 && self.short_years(op),
            None if op.exact => blanks + digits == full && digits > 0,
            None if year => digits >= 4 || digits > 0 && (self.short_years(op) || blanks > 0),
            None => digits > 0,
        };
        if !fits {
            return Err(fault);
        }
        let value = self.take_number(digits);
        let value = if sign == Some(b'-') { -value } else { value };
        let slot = Slot {
            value,
            at: start + blanks,
            len: digits,
            letter: op.letter,
        };
        let most = if field == Field::Hour && self.leniency.iso24 {
            24
        } else {
            most
        };
        if !(least..=most).contains(&value) {
            return Err(Fault {
                len: before + digits,
                ..fault
            });
        }
        match field {
            // One slot for every way to say the weekday: Monday 1 .. Sunday 7.
            Field::Weekday => {
                let value = if value == 0 { 7 } else { value };
                self.fields.set(Field::IsoWeekday, Slot { value, ..slot })
            }
            _ => self.fields.set(field, slot),
        }
    }

    /// Years of fewer than four digits count: they were asked for, or the format itself prints them so.
    fn short_years(&self, op: &NumberOp) -> bool {
        self.leniency.loose || op.style.pad == Pad::Bare
    }

    fn name(&mut self, name: Name, next: Option<&Op>) -> Result<(), Fault<'static>> {
        let (names, field, problem, expected): (&[_], _, _, _) = match name {
            Name::ShortWeekday | Name::Weekday => (
                &WEEKDAYS,
                Field::IsoWeekday,
                "is not the name of a weekday",
                "Mon-Sun or Monday-Sunday",
            ),
            Name::ShortMonth | Name::Month => (
                &MONTHS,
                Field::Month,
                "is not the name of a month",
                "Jan-Dec or January-December",
            ),
            Name::HalfDay | Name::LowerHalfDay => {
                (&HALF_DAYS, Field::HalfDay, "is neither AM nor PM", "AM or PM")
            }
        };
        let fault = Fault::new(self.at, name.letter(), problem, expected);
        let Some((index, len)) = names::find(names, self.rest()) else {
            return Err(fault);
        };
        let after = self.rest().get(len..).unwrap_or(&[]);
        if runs_on(after, next) {
            return Err(fault);
        }
        let index = i32::try_from(index).unwrap_or(0);
        let value = match field {
            Field::IsoWeekday if index == 0 => 7,
            Field::Month => index + 1,
            _ => index,
        };
        let slot = Slot {
            value,
            at: self.at,
            len,
            letter: name.letter(),
        };
        self.at += len;
        self.fields.set(field, slot)
    }

    fn fraction(&mut self, letter: char, most: usize, exact: bool) -> Result<(), Fault<'static>> {
        let digits = self.digits(most);
        let fault = Fault::new(self.at, letter, "is not a fraction of a second", "1 to 9 digits");
        if digits == 0 || exact && digits < most {
            return Err(fault);
        }
        let start = self.at;
        let nanos = (digits..9).fold(self.take_number(digits).unsigned_abs(), |sum, _| {
            sum.saturating_mul(10)
        });
        if !exact && self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            let more = self.digits(usize::MAX);
            if !self.leniency.truncate {
                return Err(Fault {
                    len: (digits + more).min(40),
                    problem: "is finer than a nanosecond",
                    ..fault
                });
            }
            self.at += more;
        }
        match self.fields.nanos {
            Some(old) if old != nanos => Err(Fault {
                len: self.at - start,
                problem: "contradicts an earlier field",
                expected: Expected::Number(old.into(), 9),
                ..fault
            }),
            _ => {
                self.fields.nanos = Some(nanos);
                Ok(())
            }
        }
    }

    /// `Z +08 +0800 +08:00 +080030 +08:00:30`.
    fn offset(&mut self, form: OffsetForm) -> Result<(), Fault<'static>> {
        let start = self.at;
        let fault = Fault::new(
            start,
            'z',
            "is not an offset from UTC",
            "Z, +08, +0800, +08:00 or +08:00:30, less than a day",
        );
        let lower_z = form == OffsetForm::Zulu && self.eat(b'z');
        if lower_z || self.eat(b'Z') {
            return self.set_offset(0, fault);
        }
        if form == OffsetForm::Mail
            && let Some(offset) = self.mail_zone()
        {
            return self.set_offset(offset, fault);
        }
        let sign = match self.peek() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(fault),
        };
        self.at += 1;
        let mut parts = [0; 3];
        let mut colons = false;
        for (index, part) in parts.iter_mut().enumerate() {
            let colon = index > 0 && self.peek() == Some(b':') && (index == 1 || colons);
            let ahead = self.at + usize::from(colon);
            let two = self
                .text
                .get(ahead..ahead + 2)
                .is_some_and(|two| two.iter().all(u8::is_ascii_digit));
            if !two || index == 2 && colons && !colon {
                break;
            }
            colons |= colon;
            self.at = ahead;
            *part = self.take_number(2);
        }
        let [hours, minutes, seconds] = parts;
        let valid = self.at > start + 1 && hours < 24 && minutes < 60 && seconds < 60;
        if !valid {
            return Err(Fault {
                len: self.at - start,
                ..fault
            });
        }
        self.set_offset(sign * (hours * 3600 + minutes * 60 + seconds), fault)
    }

    fn set_offset(&mut self, offset: i32, fault: Fault<'static>) -> Result<(), Fault<'static>> {
        if self.fields.offset.is_some_and(|old| old != offset) {
            let expected = Expected::Words("what was said before");
            return Err(Fault {
                problem: "contradicts an earlier field",
                expected,
                ..fault
            });
        }
        self.fields.offset = Some(offset);
        Ok(())
    }

    /// The zone names that RFC 5322, section 4.3, defines.
    fn mail_zone(&mut self) -> Option<i32> {
        let len = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let hours = match self.rest().get(..len)?.to_ascii_uppercase().as_slice() {
            b"UT" | b"GMT" | b"UTC" => 0,
            b"EDT" => -4,
            b"EST" | b"CDT" => -5,
            b"CST" | b"MDT" => -6,
            b"MST" | b"PDT" => -7,
            b"PST" => -8,
            _ => return None,
        };
        self.at += len;
        Some(hours * 3600)
    }

    /// Takes the word; what it means is decided when the local time is known.
    fn abbreviation(&mut self) -> Result<(), Fault<'static>> {
        let start = self.at;
        let sign = usize::from(matches!(self.peek(), Some(b'+' | b'-')));
        let run = self
            .rest()
            .iter()
            .skip(sign)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        if run == 0 {
            let fault = Fault::new(start, 'Z', "is not the abbreviation of a zone", "a word like UTC");
            return Err(fault);
        }
        self.at += sign + run;
        self.fields.abbreviation = Some(Span {
            at: start,
            len: sign + run,
        });
        Ok(())
    }

    /// A count since 1970 with sign and fraction; `whole`: the fraction belongs to the next directive.
    fn epoch(&mut self, scale: u32, whole: bool) -> Result<(), Fault<'static>> {
        let start = self.at;
        let fault = Fault::new(
            start,
            's',
            "is not a time since 1970-01-01",
            "a number, perhaps with sign and fraction",
        );
        let negative = self.peek() == Some(b'-');
        if negative || self.peek() == Some(b'+') {
            self.at += 1;
        }
        let len = self.digits(usize::MAX);
        if len == 0 {
            return Err(fault);
        }
        let beyond = Fault {
            len: (self.at - start + len).min(40),
            problem: "is beyond the calendar",
            expected: Expected::Words("years -262143 to 262142"),
            ..fault
        };
        let digits = self.rest().get(..len).unwrap_or(&[]);
        let significant = digits.iter().skip_while(|digit| **digit == b'0').count();
        if significant > EPOCH_DIGITS {
            return Err(beyond);
        }
        let units = digits.iter().fold(0i128, |sum, digit| {
            sum.saturating_mul(10).saturating_add(i128::from(digit - b'0'))
        });
        self.at += len;
        let places = 9 - scale;
        let mut nanos = units.checked_mul(10i128.pow(places)).ok_or(beyond)?;
        let fraction_follows = self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        if !whole && places > 0 && self.peek() == Some(b'.') && fraction_follows {
            self.at += 1;
            let mut unit = 10i128.pow(places);
            while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
                unit /= 10;
                if unit == 0 && !self.leniency.truncate {
                    return Err(Fault {
                        problem: "is finer than a nanosecond",
                        ..fault
                    });
                }
                nanos += unit * i128::from(digit - b'0');
                self.at += 1;
            }
        }
        let nanos = if negative { -nanos } else { nanos };
        let span = Span {
            at: start,
            len: self.at - start,
        };
        if self.fields.epoch.is_some_and(|(old, _)| old != nanos) {
            let expected = Expected::Words("what was said before");
            return Err(Fault {
                len: span.len,
                problem: "contradicts an earlier field",
                expected,
                ..fault
            });
        }
        self.fields.epoch = Some((nanos, span));
        Ok(())
    }

    /// `T16:30[:05[.123]][+08:00]` after a date; a blank or `t` may stand for `T`.
    fn iso_time(&mut self, complete: bool) -> Result<(), Fault<'static>> {
        const HOUR: NumberOp = NumberOp::plain(Field::Hour, 'H');
        const MINUTE: NumberOp = NumberOp::plain(Field::Minute, 'M');
        const SECOND: NumberOp = NumberOp::plain(Field::Second, 'S');
        if self.rest().is_empty() && !complete {
            return Ok(());
        }
        if !(self.eat(b'T') || self.eat(b't') || self.eat_blanks() > 0) {
            return Err(separator(self.at, b"T"));
        }
        self.number(&HOUR)?;
        if !self.eat(b':') {
            return Err(separator(self.at, b":"));
        }
        self.number(&MINUTE)?;
        if self.eat(b':') {
            self.number(&SECOND)?;
            if self.eat(b'.') || self.eat(b',') {
                self.fraction('f', 9, false)?;
            }
        } else if complete {
            return Err(separator(self.at, b":"));
        }
        if complete {
            return self.offset(OffsetForm::Zulu);
        }
        let blanks = self.eat_blanks();
        if matches!(self.peek(), Some(b'Z' | b'z' | b'+' | b'-')) {
            return self.offset(OffsetForm::Zulu);
        }
        self.at -= blanks;
        Ok(())
    }
}

fn separator(at: usize, text: &'static [u8]) -> Fault<'static> {
    Fault {
        at,
        len: 0,
        part: Part::Literal(text),
        problem: "stands in its place",
        expected: Expected::Literal(text),
    }
}

/// Whether a name goes on into letters that the format does not want there.
fn runs_on(after: &[u8], next: Option<&Op>) -> bool {
    let Some(first) = after
        .utf8_chunks()
        .next()
        .and_then(|chunk| chunk.valid().chars().next())
    else {
        return false;
    };
    if !first.is_alphabetic() {
        return false;
    }
    match next {
        Some(Op::Literal(text)) => !after.starts_with(text),
        Some(Op::Name(..) | Op::Abbreviation(_) | Op::Offset(_)) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fault(format: &str, value: &str) -> (usize, String) {
        let format = Format::compile(format, false).unwrap();
        let fault = format.parse(value.as_bytes(), Leniency::default()).unwrap_err();
        (fault.at, fault.message(value.as_bytes()))
    }

    #[test]
    fn faults_point_at_the_first_byte_of_the_field() {
        assert_eq!(
            fault("%Y-%m", "2006-13"),
            (5, r#"%m: "13" is not a month (expected 01-12)"#.into())
        );
        assert_eq!(fault("%Y-%m", "2006/11").0, 4);
        assert_eq!(fault("%B %Y", "Novembre 2006").0, 0);
        assert_eq!(
            fault("%Y", "2006x"),
            (
                4,
                r#"end: "x" is left over (expected the end of the value)"#.into()
            )
        );
    }

    #[test]
    fn a_fraction_is_a_fraction_of_a_second() {
        let format = Format::compile("%S.%f", false).unwrap();
        assert_eq!(
            format.parse(b"5.5", Leniency::default()).unwrap().nanos,
            Some(500_000_000)
        );
    }

    proptest! {
        #[test]
        fn no_value_panics(format in "(%[-_0^#]?[0-9]{0,2}[aAbBcCdDeFgGHIjklmMnpPrRSstTuUVwWxXyYzZ]|[ T:-]){1,8}", value: Vec<u8>) {
            if let Ok(format) = Format::compile(&format, true) {
                for leniency in [
                    Leniency::default(),
                    Leniency { loose: true, trim: true, iso24: true, truncate: true },
                ] {
                    let _ = format.parse(&value, leniency);
                }
            }
        }
    }
}
