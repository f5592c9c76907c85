//! The printer: a format's operations append a stamp to a buffer, without allocation of its own.

use chrono::{Datelike, Weekday};

use crate::format::{Case, Field, Format, Name, NumberOp, OffsetForm, Op, Pad, Style};
use crate::names::{HALF_DAYS, MONTHS, WEEKDAYS};
use crate::stamp::Stamp;

impl Format {
    /// Appends `stamp` in this format to `out`.
    pub fn print(&self, stamp: &Stamp<'_>, out: &mut Vec<u8>) {
        print_ops(&self.ops, stamp, out);
    }
}

/// Nanoseconds since 1970 need more than 64 bits: they are printed in two parts.
const LIMB: u128 = 10u128.pow(18);

fn print_ops(ops: &[Op], stamp: &Stamp<'_>, out: &mut Vec<u8>) {
    for op in ops {
        match op {
            Op::Literal(text) | Op::Blank(text) => out.extend_from_slice(text),
            Op::Number(number) => print_number(number, stamp, out),
            Op::Name(name, style) => print_text(name_of(*name, stamp).as_bytes(), *style, out),
            Op::Fraction { digits, .. } => print_fraction(stamp.nanos, *digits, out),
            Op::OptionalFraction => print_optional_fraction(stamp.nanos, out),
            Op::Offset(form) => print_offset(*form, stamp, out),
            Op::Abbreviation(style) => print_abbreviation(*style, stamp, out),
            Op::ZoneName => print_zone_name(stamp, out),
            Op::Epoch { scale } => print_epoch(*scale, stamp, out),
            Op::IsoTime { .. } => {}
            Op::Group(inner, style) => {
                let start = out.len();
                print_ops(inner, stamp, out);
                finish_text(start, *style, out);
            }
        }
    }
}

fn name_of(name: Name, stamp: &Stamp<'_>) -> &'static str {
    let weekday = || {
        WEEKDAYS
            .get(stamp.weekday_from_sunday() as usize)
            .copied()
            .unwrap_or(("", ""))
    };
    let month = || {
        MONTHS
            .get(stamp.date.month0() as usize)
            .copied()
            .unwrap_or(("", ""))
    };
    match name {
        Name::ShortWeekday => weekday().1,
        Name::Weekday => weekday().0,
        Name::ShortMonth => month().1,
        Name::Month => month().0,
        Name::HalfDay | Name::LowerHalfDay => HALF_DAYS
            .get((stamp.hour / 12) as usize)
            .map_or("", |half| half.0),
    }
}

fn print_number(number: &NumberOp, stamp: &Stamp<'_>, out: &mut Vec<u8>) {
    let date = stamp.date;
    let small = |value: u32| i64::from(value);
    let value = match number.field {
        Field::Year => return print_year(date.year(), number.style, out),
        Field::IsoYear => return print_year(date.iso_week().year(), number.style, out),
        Field::Century => i64::from(date.year().div_euclid(100)),
        Field::YearOfCentury => i64::from(date.year().rem_euclid(100)),
        Field::IsoYearOfCentury => i64::from(date.iso_week().year().rem_euclid(100)),
        Field::Quarter => small(date.month0() / 3 + 1),
        Field::Month => small(date.month()),
        Field::Day => small(date.day()),
        Field::YearDay => small(date.ordinal()),
        Field::Hour => small(stamp.hour),
        Field::Hour12 => small((stamp.hour + 11) % 12 + 1),
        Field::Minute => small(stamp.minute),
        Field::Second => small(stamp.second),
        Field::SundayWeek => small(stamp.week(Weekday::Sun)),
        Field::MondayWeek => small(stamp.week(Weekday::Mon)),
        Field::IsoWeek => small(date.iso_week().week()),
        Field::IsoWeekday => small(date.weekday().number_from_monday()),
        Field::Weekday => small(stamp.weekday_from_sunday()),
        Field::HalfDay => small(stamp.hour / 12),
    };
    let digits = number.field.digits();
    match (value, number.style == Style::PLAIN, digits) {
        (0..=99, true, 2) => push_two(value, out),
        (0..=9, true, 1) => out.push(ascii_digit(value)),
        _ => pad_number(value, if value < 0 { "-" } else { "" }, digits, number.style, out),
    }
}

/// Years have four digits, a plus beyond 9999, a minus before year 0 (as in ISO 8601).
fn print_year(year: i32, style: Style, out: &mut Vec<u8>) {
    let value = i64::from(year);
    if style == Style::PLAIN && (0..=9999).contains(&value) {
        push_two(value / 100, out);
        push_two(value % 100, out);
        return;
    }
    let sign = match year {
        ..0 => "-",
        10_000.. if style.pad != Pad::Bare => "+",
        _ => "",
    };
    pad_number(value, sign, 4 + sign.len(), style, out);
}

/// glibc's rules: `digits` or the width, whichever is more, is filled with zeros after the sign or blanks before it.
fn pad_number(value: i64, sign: &str, digits: usize, style: Style, out: &mut Vec<u8>) {
    let mut text = [0u8; 20];
    let magnitude = decimal(value.unsigned_abs(), &mut text);
    let len = sign.len() + magnitude.len();
    let (blanks, zeros) = match style.pad {
        Pad::Bare => (style.width.saturating_sub(len), 0),
        Pad::Blank => (digits.max(style.width).saturating_sub(len), 0),
        Pad::Usual | Pad::Zero => (0, digits.max(style.width).saturating_sub(len)),
    };
    out.resize(out.len() + blanks, b' ');
    out.extend_from_slice(sign.as_bytes());
    out.resize(out.len() + zeros, b'0');
    out.extend_from_slice(magnitude);
}

fn print_text(text: &[u8], style: Style, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(text);
    if style != Style::PLAIN {
        finish_text(start, style, out);
    }
}

/// Case and padding of what was appended since `start`.
fn finish_text(start: usize, style: Style, out: &mut Vec<u8>) {
    let Some(text) = out.get_mut(start..) else { return };
    match style.case {
        Case::Usual => {}
        Case::Upper => text.make_ascii_uppercase(),
        Case::Lower => text.make_ascii_lowercase(),
    }
    let missing = style.width.saturating_sub(text.len());
    if missing > 0 {
        let fill = if style.pad == Pad::Zero { b'0' } else { b' ' };
        out.resize(out.len() + missing, fill);
        if let Some(field) = out.get_mut(start..) {
            field.rotate_right(missing);
        }
    }
}

fn print_fraction(nanos: u32, digits: usize, out: &mut Vec<u8>) {
    let mut unit = 100_000_000;
    for _ in 0..digits {
        out.push(ascii_digit(i64::from(nanos / unit)));
        unit = (unit / 10).max(1);
    }
}

fn print_optional_fraction(nanos: u32, out: &mut Vec<u8>) {
    let digits = match nanos {
        0 => return,
        _ if nanos.is_multiple_of(1_000_000) => 3,
        _ if nanos.is_multiple_of(1000) => 6,
        _ => 9,
    };
    out.push(b'.');
    print_fraction(nanos, digits, out);
}

fn print_offset(form: OffsetForm, stamp: &Stamp<'_>, out: &mut Vec<u8>) {
    let Some(place) = &stamp.place else { return };
    if form == OffsetForm::Zulu && place.offset == 0 {
        out.push(b'Z');
        return;
    }
    out.push(if place.offset < 0 { b'-' } else { b'+' });
    let seconds = i64::from(place.offset.unsigned_abs());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let colon = !matches!(form, OffsetForm::Basic | OffsetForm::Mail);
    let parts = match form {
        OffsetForm::WithSeconds => 3,
        _ if seconds != 0 => 3,
        OffsetForm::Shortest if minutes == 0 => 1,
        _ => 2,
    };
    for (index, part) in [hours, minutes, seconds].into_iter().take(parts).enumerate() {
        if colon && index > 0 {
            out.push(b':');
        }
        push_two(part, out);
    }
}

fn print_abbreviation(style: Style, stamp: &Stamp<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    match stamp.place.as_ref().map(|place| place.abbreviation) {
        Some(abbreviation) if !abbreviation.as_bytes().is_empty() => {
            out.extend_from_slice(abbreviation.as_bytes());
        }
        _ => print_offset(OffsetForm::Extended, stamp, out),
    }
    finish_text(start, style, out);
}

fn print_zone_name(stamp: &Stamp<'_>, out: &mut Vec<u8>) {
    match &stamp.place {
        Some(place) if !place.zone.is_empty() => out.extend_from_slice(place.zone.as_bytes()),
        _ => print_offset(OffsetForm::Extended, stamp, out),
    }
}

fn print_epoch(scale: u32, stamp: &Stamp<'_>, out: &mut Vec<u8>) {
    let seconds = stamp.epoch();
    // A leap second has no number of its own: it is the next second, whatever its fraction.
    let nanos = if stamp.second == 60 { 0 } else { stamp.nanos };
    let parts = i64::from(nanos / 10u32.pow(9 - scale));
    let units = i128::from(seconds) * 10i128.pow(scale) + i128::from(parts);
    if units < 0 {
        out.push(b'-');
    }
    let units = units.unsigned_abs();
    let (high, low) = (units / LIMB, units % LIMB);
    let digits = if high > 0 { 18 } else { 1 };
    if high > 0 {
        pad_number(i64::try_from(high).unwrap_or(0), "", 1, Style::PLAIN, out);
    }
    pad_number(i64::try_from(low).unwrap_or(0), "", digits, Style::PLAIN, out);
}

fn push_two(value: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(&[ascii_digit(value / 10), ascii_digit(value)]);
}

/// The last decimal digit of `value`, which is not negative.
fn ascii_digit(value: i64) -> u8 {
    b'0' + u8::try_from(value % 10).unwrap_or(0)
}

fn decimal(mut value: u64, text: &mut [u8; 20]) -> &[u8] {
    let mut start = text.len();
    for slot in text.iter_mut().rev() {
        *slot = b'0' + u8::try_from(value % 10).unwrap_or(0);
        start -= 1;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    text.get(start..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::Place;

    fn print(format: &str, epoch: i64) -> String {
        let mut out = Vec::new();
        let stamp = Stamp::at(epoch, 0, Place::UTC).unwrap();
        Format::compile(format, false).unwrap().print(&stamp, &mut out);
        String::from_utf8(out).unwrap()
    }

    // Expected values: glibc 2.36 strftime, C locale, UTC.
    #[test]
    fn flags_and_widths_are_glibcs() {
        let cases = [
            ("%-6d|%_6d|%06d|%6d", "     1|     1|000001|000001"),
            ("%12F|%_D|%^c", "  2000-01-01|01/01/00|SAT JAN  1 00:00:00 2000"),
            ("%#p|%^P|%#a|%#Z", "am|am|SAT|utc"),
            ("%5%|%05a|%-5j", "    %|00Sat|    1"),
        ];
        for (format, expected) in cases {
            assert_eq!(print(format, 946_684_800), expected, "{format}");
        }
    }

    #[test]
    fn years_outside_four_digits_carry_a_sign() {
        assert_eq!(print("%Y %-Y %F", 253_402_300_800), "+10000 10000 +10000-01-01");
        assert_eq!(print("%Y %C", -62_167_219_201), "-0001 -1");
        assert_eq!(print("%Y %-Y %6Y", -30_641_760_000), "0999 999 000999");
    }
}
