//! The format language: text with directives, compiled once into a list of operations.
//!
//! The reference is glibc's `strftime`. Everything that can be wrong with a format is found here, before any input
//! is read; the printer ([`crate::print`]) and the parser ([`crate::parse`]) only follow the list.

use std::fmt;

/// Longest format in bytes.
pub const MAX_FORMAT: usize = 64 * 1024;
/// Largest field width.
pub const MAX_WIDTH: usize = 1024;

/// A compiled format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    pub(crate) source: String,
    pub(crate) ops: Vec<Op>,
    /// Always in UTC (`http`).
    pub(crate) utc: bool,
    /// Says an instant, not a wall-clock time, so that a naive value has to be placed first.
    pub(crate) instant: bool,
    /// A value without a year that would lie in the future belongs to the year before (`syslog`).
    pub(crate) past: bool,
}

/// One operation of a format, for both directions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Op {
    /// Text that stands for itself.
    Literal(Box<[u8]>),
    /// White space: printed as it is, read as one or more blanks.
    Blank(Box<[u8]>),
    Number(NumberOp),
    Name(Name, Style),
    /// The fraction of the second, as this many digits.
    Fraction {
        letter: char,
        digits: usize,
        exact: bool,
    },
    /// `%.f`: a dot and 3, 6 or 9 digits; nothing for a whole second.
    OptionalFraction,
    Offset(OffsetForm),
    /// `%Z`.
    Abbreviation(Style),
    /// `%Q`.
    ZoneName,
    /// Time since 1970-01-01 UTC in units of 10^-scale seconds.
    Epoch {
        scale: u32,
    },
    /// What follows the date in `auto` (everything optional) and `rfc3339` (everything but the fraction required).
    IsoTime {
        complete: bool,
    },
    /// A composite directive with a width or a case flag.
    Group(Vec<Op>, Style),
}

/// A number of a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberOp {
    pub(crate) field: Field,
    pub(crate) letter: char,
    pub(crate) style: Style,
    /// Another number follows or precedes directly: only the full width tells them apart.
    pub(crate) exact: bool,
}

impl NumberOp {
    pub(crate) const fn plain(field: Field, letter: char) -> NumberOp {
        NumberOp {
            field,
            letter,
            style: Style::PLAIN,
            exact: false,
        }
    }
}

/// The numbers that a value consists of; also the slots that reading fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Year,
    IsoYear,
    Century,
    YearOfCentury,
    IsoYearOfCentury,
    Quarter,
    Month,
    Day,
    YearDay,
    Hour,
    Hour12,
    Minute,
    Second,
    SundayWeek,
    MondayWeek,
    IsoWeek,
    /// Monday 1 .. Sunday 7.
    IsoWeekday,
    /// Sunday 0 .. Saturday 6.
    Weekday,
    /// AM 0, PM 1.
    HalfDay,
}

impl Field {
    /// How many fields there are.
    pub(crate) const COUNT: usize = 19;

    /// Fewest digits printed; most digits read.
    pub(crate) fn digits(self) -> usize {
        match self {
            Field::Year | Field::IsoYear => 4,
            Field::YearDay => 3,
            Field::Quarter | Field::IsoWeekday | Field::Weekday | Field::HalfDay => 1,
            _ => 2,
        }
    }

    /// Smallest and largest value, what the number is, and how to say which ones are expected.
    pub(crate) fn range(self) -> (i32, i32, &'static str, &'static str) {
        match self {
            Field::Year => (-99_9999, 99_9999, "is not a year", "four digits"),
            Field::IsoYear => (-99_9999, 99_9999, "is not a year of ISO weeks", "four digits"),
            Field::Century => (0, 99, "is not a century", "00-99"),
            Field::YearOfCentury => (0, 99, "is not a year of the century", "00-99"),
            Field::IsoYearOfCentury => (0, 99, "is not an ISO year of the century", "00-99"),
            Field::Quarter => (1, 4, "is not a quarter", "1-4"),
            Field::Month => (1, 12, "is not a month", "01-12"),
            Field::Day => (1, 31, "is not a day", "01-31"),
            Field::YearDay => (1, 366, "is not a day of the year", "001-366"),
            Field::Hour => (0, 23, "is not an hour", "00-23"),
            Field::Hour12 => (1, 12, "is not an hour of the half day", "01-12"),
            Field::Minute => (0, 59, "is not a minute", "00-59"),
            Field::Second => (0, 60, "is not a second", "00-60"),
            Field::SundayWeek | Field::MondayWeek => (0, 53, "is not a week of the year", "00-53"),
            Field::IsoWeek => (1, 53, "is not an ISO week", "01-53"),
            Field::IsoWeekday => (1, 7, "is not a weekday", "1-7, Monday is 1"),
            Field::Weekday => (0, 6, "is not a weekday", "0-6, Sunday is 0"),
            Field::HalfDay => (0, 1, "is neither AM nor PM", "AM or PM"),
        }
    }
}

/// The words of a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// `%a`
    ShortWeekday,
    /// `%A`
    Weekday,
    /// `%b %h`
    ShortMonth,
    /// `%B`
    Month,
    /// `%p`
    HalfDay,
    /// `%P`
    LowerHalfDay,
}

impl Name {
    pub(crate) fn letter(self) -> char {
        match self {
            Name::ShortWeekday => 'a',
            Name::Weekday => 'A',
            Name::ShortMonth => 'b',
            Name::Month => 'B',
            Name::HalfDay => 'p',
            Name::LowerHalfDay => 'P',
        }
    }
}

/// How an offset from UTC is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OffsetForm {
    /// `%z`: `+0800`, `+012345`.
    Basic,
    /// `%:z`: `+08:00`, `+01:23:45`.
    Extended,
    /// `%::z`: `+08:00:00`.
    WithSeconds,
    /// `%:::z`: `+08`, `+05:45`, `+01:23:45`.
    Shortest,
    /// `Z` for UTC, else as `%:z` (RFC 3339).
    Zulu,
    /// As `%z`; read with the zone names of RFC 5322 too.
    Mail,
}

/// Padding, width and case, as the flags of a directive say them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) pad: Pad,
    pub(crate) width: usize,
    pub(crate) case: Case,
}

impl Style {
    pub(crate) const PLAIN: Style = Style {
        pad: Pad::Usual,
        width: 0,
        case: Case::Usual,
    };
}

/// What fills a field up to its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pad {
    /// Zeros for numbers, blanks for everything else.
    Usual,
    /// `-`: nothing up to the usual width, blanks up to an explicit one.
    Bare,
    /// `_`
    Blank,
    /// `0`
    Zero,
}

/// What becomes of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Usual,
    Upper,
    Lower,
}

/// Why a format is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatError {
    /// 1-based byte of the directive in the format.
    pub column: usize,
    /// The directive, as written.
    pub directive: String,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "format, column {}: {} {}",
            self.column, self.directive, self.problem
        )
    }
}

impl std::error::Error for FormatError {}

impl Format {
    /// Compiles a format. `lenient`: what is no directive is text, as in C.
    ///
    /// # Errors
    /// The first directive that is unknown, unfinished or has impossible flags; a format over [`MAX_FORMAT`].
    pub fn compile(source: &str, lenient: bool) -> Result<Format, FormatError> {
        if source.len() > MAX_FORMAT {
            return Err(FormatError {
                column: MAX_FORMAT,
                directive: "the format".into(),
                problem: format!("is longer than {MAX_FORMAT} bytes"),
            });
        }
        let mut ops = Vec::new();
        let mut rest = source;
        while let Some(at) = rest.find('%') {
            let (text, directive) = rest.split_at(at);
            push_text(&mut ops, text);
            match Directive::read(directive).and_then(|(read, len)| Ok((read.compile()?, len))) {
                Ok((found, len)) => {
                    for op in found {
                        push(&mut ops, op);
                    }
                    rest = directive.get(len..).unwrap_or("");
                }
                Err(_) if lenient => {
                    push_text(&mut ops, "%");
                    rest = directive.get(1..).unwrap_or("");
                }
                Err((len, problem)) => {
                    return Err(FormatError {
                        column: source.len() - directive.len() + 1,
                        directive: directive.chars().take(len.min(24)).collect(),
                        problem,
                    });
                }
            }
        }
        push_text(&mut ops, rest);
        mark_adjacent(&mut ops);
        let instant = ops.iter().any(|op| matches!(op, Op::Epoch { .. }));
        Ok(Format {
            source: source.to_owned(),
            ops,
            utc: false,
            instant,
            past: false,
        })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether values in this format can be read back.
    ///
    /// # Errors
    /// The directive that says too little.
    pub fn check_readable(&self) -> Result<(), FormatError> {
        let has = |field| has_field(&self.ops, field);
        let refuse = |directive: &str, problem: &str| {
            Err(FormatError {
                column: self.source.find(directive).map_or(1, |at| at + 1),
                directive: directive.to_owned(),
                problem: format!("cannot be read back: {problem}"),
            })
        };
        if has(Field::Century) && !has(Field::YearOfCentury) && !has(Field::Year) {
            return refuse("%C", "a century is no year (add %y)");
        }
        if has(Field::IsoYearOfCentury) && !has(Field::IsoYear) {
            return refuse("%g", "two digits do not say which century (use %G)");
        }
        if has(Field::IsoWeek) && !has(Field::IsoYear) {
            return refuse("%V", "an ISO week needs the year of ISO weeks (add %G)");
        }
        for op in &self.ops {
            match op {
                Op::ZoneName => return refuse("%Q", "give the zone with --from-tz"),
                Op::Group(_, style) if style.pad == Pad::Zero => {
                    return refuse(
                        "%0",
                        "zeros in front of a composite directive look like its first number",
                    );
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The length in bytes of the directive at the start of `text`.
pub(crate) fn directive_length(text: &str) -> usize {
    Directive::read(text).map_or(1, |(_, len)| len)
}

fn has_field(ops: &[Op], field: Field) -> bool {
    ops.iter().any(|op| match op {
        Op::Number(number) => number.field == field,
        Op::Group(inner, _) => has_field(inner, field),
        _ => false,
    })
}

/// Adds text, blanks and the rest apart.
fn push_text(ops: &mut Vec<Op>, text: &str) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = first.is_ascii_whitespace();
        let end = rest
            .find(|c: char| c.is_ascii_whitespace() != blank)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        push(
            ops,
            if blank {
                Op::Blank(run.as_bytes().into())
            } else {
                Op::Literal(run.as_bytes().into())
            },
        );
        rest = after;
    }
}

/// Adds an operation; text joins the text before it.
fn push(ops: &mut Vec<Op>, op: Op) {
    match (ops.last_mut(), &op) {
        (Some(Op::Literal(before)), Op::Literal(more)) | (Some(Op::Blank(before)), Op::Blank(more)) => {
            *before = [&**before, &**more].concat().into();
        }
        _ => ops.push(op),
    }
}

/// Marks numbers that stand directly beside another number or a literal digit.
fn mark_adjacent(ops: &mut [Op]) {
    let begins_with_digit = |op: &Op| match op {
        Op::Number(_) | Op::Fraction { .. } | Op::Epoch { .. } => true,
        Op::Literal(text) => text.first().is_some_and(u8::is_ascii_digit),
        _ => false,
    };
    let ends_with_number = |op: &Op| matches!(op, Op::Number(_) | Op::Fraction { .. });
    let before: Vec<bool> = std::iter::once(false)
        .chain(ops.iter().map(ends_with_number))
        .take(ops.len())
        .collect();
    let after: Vec<bool> = ops
        .iter()
        .skip(1)
        .map(begins_with_digit)
        .chain(std::iter::once(false))
        .collect();
    for ((op, before), after) in ops.iter_mut().zip(before).zip(after) {
        match op {
            Op::Number(number) => number.exact = before || after,
            Op::Fraction { exact, .. } => *exact = after,
            _ => {}
        }
    }
}

/// One directive as written: `%` flags width modifier colons letter.
struct Directive {
    pad: Pad,
    upper: bool,
    swap: bool,
    width: Option<usize>,
    modifier: Option<char>,
    colons: usize,
    dot: bool,
    letter: char,
    chars: usize,
}

/// Length of the text at fault in characters, and what is wrong with it.
type Refusal = (usize, String);

impl Directive {
    /// Reads the directive at the start of `text`, which begins with `%`, and says how many bytes it takes.
    fn read(text: &str) -> Result<(Directive, usize), Refusal> {
        let mut chars = text.char_indices().skip(1).peekable();
        let mut found = Directive {
            pad: Pad::Usual,
            upper: false,
            swap: false,
            width: None,
            modifier: None,
            colons: 0,
            dot: false,
            letter: '%',
            chars: 1,
        };
        while let Some((_, flag)) = chars.next_if(|(_, c)| matches!(c, '-' | '_' | '0' | '^' | '#')) {
            found.chars += 1;
            match flag {
                '-' => found.pad = Pad::Bare,
                '_' => found.pad = Pad::Blank,
                '0' => found.pad = Pad::Zero,
                '^' => found.upper = true,
                _ => found.swap = true,
            }
        }
        while let Some((_, digit)) = chars.next_if(|(_, c)| c.is_ascii_digit()) {
            found.chars += 1;
            let digit = digit.to_digit(10).unwrap_or(0) as usize;
            found.width = Some(found.width.unwrap_or(0).saturating_mul(10).saturating_add(digit));
        }
        if found.width.is_some_and(|width| width > MAX_WIDTH) {
            return Err((found.chars, format!("is wider than {MAX_WIDTH}")));
        }
        if let Some((_, modifier)) = chars.next_if(|(_, c)| matches!(c, 'E' | 'O')) {
            found.chars += 1;
            found.modifier = Some(modifier);
        }
        while chars.next_if(|(_, c)| *c == ':').is_some() {
            found.chars += 1;
            found.colons += 1;
        }
        if chars.next_if(|(_, c)| *c == '.').is_some() {
            found.chars += 1;
            found.dot = true;
        }
        let Some((at, letter)) = chars.next() else {
            let problem = if found.chars == 1 {
                "stands alone at the end (a percent sign is written %%)"
            } else {
                "is not finished: its letter is missing"
            };
            return Err((found.chars, problem.into()));
        };
        found.chars += 1;
        found.letter = letter;
        Ok((found, at + letter.len_utf8()))
    }

    fn compile(self) -> Result<Vec<Op>, Refusal> {
        let len = self.chars;
        let refuse = |problem: &str| Err((len, problem.to_owned()));
        let plain = self.pad == Pad::Usual && !self.upper && !self.swap && self.modifier.is_none();
        if self.colons > 0 && (self.letter != 'z' || self.colons > 3) {
            return refuse("is not a directive (%:z, %::z and %:::z are)");
        }
        if self.dot && (self.letter != 'f' || self.width.is_some() || !plain) {
            return refuse("is not a directive (%.f is)");
        }
        match self.modifier {
            Some('E') if !"cCxXyY".contains(self.letter) => {
                return refuse("is not a directive: E goes with c C x X y Y");
            }
            Some('O') if !"deHImMSuUVwWyBbh".contains(self.letter) => {
                return refuse("is not a directive: O goes with b B d e h H I m M S u U V w W y");
            }
            _ => {}
        }
        let bare = |op: Op| {
            if plain && self.width.is_none() {
                Ok(vec![op])
            } else {
                refuse("takes no flags and no width")
            }
        };
        match self.letter {
            'n' => bare(Op::Blank(b"\n".as_slice().into())),
            't' => bare(Op::Blank(b"\t".as_slice().into())),
            '%' => Ok(vec![self.percent()]),
            'f' if self.dot => Ok(vec![Op::OptionalFraction]),
            'f' | 'N' => {
                let usual = if self.letter == 'f' { 6 } else { 9 };
                let digits = self.width.unwrap_or(usual);
                if !plain || !(1..=9).contains(&digits) {
                    return refuse("is not a directive: %f and %N take a precision from 1 to 9 and no flags");
                }
                Ok(vec![Op::Fraction {
                    letter: self.letter,
                    digits,
                    exact: false,
                }])
            }
            'z' => bare(Op::Offset(match self.colons {
                0 => OffsetForm::Basic,
                1 => OffsetForm::Extended,
                2 => OffsetForm::WithSeconds,
                _ => OffsetForm::Shortest,
            })),
            's' => bare(Op::Epoch { scale: 0 }),
            'Q' => bare(Op::ZoneName),
            'Z' => Ok(vec![Op::Abbreviation(self.style(Case::Lower))]),
            letter => {
                if let Some(name) = name(letter) {
                    return Ok(vec![Op::Name(name, self.name_style(name))]);
                }
                if let Some(field) = number(letter) {
                    return Ok(vec![Op::Number(self.number(field))]);
                }
                match composite(letter) {
                    Some(text) => self.composite(text),
                    None => refuse("is not a directive (`datefmt list directives` shows them)"),
                }
            }
        }
    }

    fn style(&self, swapped: Case) -> Style {
        let case = match (self.swap, self.upper) {
            (true, _) => swapped,
            (false, true) => Case::Upper,
            (false, false) => Case::Usual,
        };
        Style {
            pad: self.pad,
            width: self.width.unwrap_or(0),
            case,
        }
    }

    fn name_style(&self, name: Name) -> Style {
        match name {
            Name::LowerHalfDay => Style {
                case: Case::Lower,
                ..self.style(Case::Lower)
            },
            Name::HalfDay => self.style(Case::Lower),
            _ => self.style(Case::Upper),
        }
    }

    fn number(&self, field: Field) -> NumberOp {
        let mut style = self.style(Case::Usual);
        if matches!(self.letter, 'e' | 'k' | 'l') && style.pad == Pad::Usual {
            style.pad = Pad::Blank;
        }
        NumberOp {
            field,
            letter: self.letter,
            style,
            exact: false,
        }
    }

    /// `%%`, which glibc pads like any other text.
    fn percent(&self) -> Op {
        let fill = if self.pad == Pad::Zero { b'0' } else { b' ' };
        let mut text = vec![fill; self.width.unwrap_or(1).saturating_sub(1)];
        text.push(b'%');
        Op::Literal(text.into())
    }

    fn composite(&self, text: &str) -> Result<Vec<Op>, Refusal> {
        let inner = Format::compile(text, false)
            .map_err(|error| (self.chars, error.problem))?
            .ops;
        let style = self.style(Case::Usual);
        let style = Style {
            case: if self.upper { Case::Upper } else { Case::Usual },
            ..style
        };
        if style.width == 0 && style.case == Case::Usual {
            Ok(inner)
        } else {
            Ok(vec![Op::Group(inner, style)])
        }
    }
}

fn name(letter: char) -> Option<Name> {
    Some(match letter {
        'a' => Name::ShortWeekday,
        'A' => Name::Weekday,
        'b' | 'h' => Name::ShortMonth,
        'B' => Name::Month,
        'p' => Name::HalfDay,
        'P' => Name::LowerHalfDay,
        _ => return None,
    })
}

fn number(letter: char) -> Option<Field> {
    Some(match letter {
        'Y' => Field::Year,
        'G' => Field::IsoYear,
        'C' => Field::Century,
        'y' => Field::YearOfCentury,
        'g' => Field::IsoYearOfCentury,
        'q' => Field::Quarter,
        'm' => Field::Month,
        'd' | 'e' => Field::Day,
        'j' => Field::YearDay,
        'H' | 'k' => Field::Hour,
        'I' | 'l' => Field::Hour12,
        'M' => Field::Minute,
        'S' => Field::Second,
        'U' => Field::SundayWeek,
        'W' => Field::MondayWeek,
        'V' => Field::IsoWeek,
        'u' => Field::IsoWeekday,
        'w' => Field::Weekday,
        _ => return None,
    })
}

/// What a composite directive stands for in the C locale.
fn composite(letter: char) -> Option<&'static str> {
    Some(match letter {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' | 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'R' => "%H:%M",
        'r' => "%I:%M:%S %p",
        'T' | 'X' => "%H:%M:%S",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_side_by_side_are_read_at_full_width() {
        let exact = |source: &str| -> Vec<bool> {
            let format = Format::compile(source, false).unwrap();
            format
                .ops
                .iter()
                .filter_map(|op| {
                    if let Op::Number(n) = op {
                        Some(n.exact)
                    } else {
                        None
                    }
                })
                .collect()
        };
        assert_eq!(exact("%Y%m%d-%H"), [true, true, true, false]);
        assert_eq!(exact("%d.%m"), [false, false]);
        assert_eq!(exact("%d1"), [true]);
        assert_eq!(exact("1%d"), [false]);
    }

    #[test]
    fn errors_name_the_directive_and_its_column() {
        let error = Format::compile("%Y-%i", false).unwrap_err();
        assert_eq!((error.column, error.directive.as_str()), (4, "%i"));
        let error = Format::compile("abc%", false).unwrap_err();
        assert_eq!((error.column, error.directive.as_str()), (4, "%"));
    }

    #[test]
    fn lenient_formats_keep_what_they_do_not_know() {
        let format = Format::compile("%i %", true).unwrap();
        assert_eq!(
            format.ops,
            [
                Op::Literal(b"%i".as_slice().into()),
                Op::Blank(b" ".as_slice().into()),
                Op::Literal(b"%".as_slice().into())
            ]
        );
    }
}
