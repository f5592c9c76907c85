//! Text as a number, and numbers as text, as Python reads and prints them.

/// Widths and precisions above this are refused: no value may blow up the output.
pub(super) const SIZE_LIMIT: usize = 10_000;

/// A number that was text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Number {
    /// Sign and decimal digits, of any length, without leading zeros.
    Integer { negative: bool, digits: String },
    /// Anything else that Python's `float` reads.
    Float(f64),
}

/// How a number is written; the fields are those of Python's format specification.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// What a number that is not negative begins with: `+`, a space, or nothing.
    pub(super) plus: Option<char>,
    /// `#`: prefixes of radixes, a decimal point always.
    pub(super) alternate: bool,
    /// What parts groups of digits.
    pub(super) grouping: Option<char>,
    /// Digits behind the point, or significant digits.
    pub(super) precision: Option<usize>,
    /// The least digits of an integer (`%.5d`).
    pub(super) least_digits: usize,
    /// The width that zeros behind the sign fill.
    pub(super) zero_width: usize,
}

impl Number {
    /// Reads text as Python's `int`, then as its `float`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let plain = without_underscores(text.trim_matches(super::text::is_space));
        let plain = plain.ok_or("the value is no number")?;
        let (negative, digits) = match plain.strip_prefix(['+', '-']) {
            Some(digits) => (plain.starts_with('-'), digits),
            None => (false, plain.as_str()),
        };
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let digits = match digits.trim_start_matches('0') {
                "" => "0",
                digits => digits,
            };
            return Ok(Self::Integer {
                negative: negative && digits != "0",
                digits: digits.to_owned(),
            });
        }
        plain
            .parse()
            .map(Self::Float)
            .map_err(|_| "the value is no number".to_owned())
    }

    fn to_float(&self) -> Result<f64, String> {
        match self {
            Self::Float(float) => Ok(*float),
            Self::Integer { negative, digits } => {
                let float: f64 = digits.parse().map_err(|_| "the value is no number")?;
                if float.is_infinite() {
                    return Err("the number is too large for a float".to_owned());
                }
                Ok(if *negative { -float } else { float })
            }
        }
    }

    /// The integer part, towards zero, as `%d` takes it.
    pub(super) fn truncated(self) -> Result<Self, String> {
        match self {
            Self::Float(float) if !float.is_finite() => Err("the value is no finite number".to_owned()),
            Self::Float(float) => Self::read(&format!("{:.0}", float.trunc())),
            integer => Ok(integer),
        }
    }

    /// The number in the presentation type `kind` of Python's format specification; `None` when no type is given.
    pub(super) fn write(&self, kind: Option<char>, layout: &Layout) -> Result<String, String> {
        match (self, kind) {
            (Self::Integer { negative, digits }, None | Some('d' | 'n' | 'b' | 'o' | 'x' | 'X')) => {
                if layout.precision.is_some() {
                    return Err("a precision is not allowed with an integer".to_owned());
                }
                let (prefix, digits) = in_radix(digits, kind.unwrap_or('d'))?;
                let zeros = "0".repeat(layout.least_digits.saturating_sub(digits.len()));
                let prefix = if layout.alternate { prefix } else { "" };
                let group = if prefix_of(kind) { 4 } else { 3 };
                Ok(assemble(*negative, prefix, &(zeros + &digits), "", group, layout))
            }
            (_, Some('d' | 'b' | 'o' | 'x' | 'X')) => Err("the value is no integer".to_owned()),
            (_, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%')) => {
                let float = self.to_float()?;
                let (digits, tail) = float_text(float.abs(), kind, layout);
                let negative = float.is_sign_negative() && !float.is_nan();
                Ok(assemble(negative, "", &digits, &tail, 3, layout))
            }
            (
                Self::Integer {
                    negative: false,
                    digits,
                },
                Some('c'),
            ) => {
                let character = digits.parse().ok().and_then(char::from_u32);
                character
                    .map(String::from)
                    .ok_or_else(|| "the number is no code point".to_owned())
            }
            (_, Some(other)) => Err(format!("a number has no format type {other:?}")),
        }
    }
}

fn prefix_of(kind: Option<char>) -> bool {
    matches!(kind, Some('b' | 'o' | 'x' | 'X'))
}

/// Underscores are allowed between digits only.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let misplaced = |at: usize| !digit(at.checked_sub(1)) || !digit(at.checked_add(1));
    match memchr::memchr_iter(b'_', bytes).any(misplaced) {
        true => None,
        false => Some(text.replace('_', "")),
    }
}

/// The prefix of a radix and the digits in it.
fn in_radix(digits: &str, kind: char) -> Result<(&'static str, String), String> {
    if !prefix_of(Some(kind)) {
        return Ok(("", digits.to_owned()));
    }
    let number: u128 = digits
        .parse()
        .map_err(|_| "the number is too large for another radix than ten")?;
    Ok(match kind {
        'b' => ("0b", format!("{number:b}")),
        'o' => ("0o", format!("{number:o}")),
        'x' => ("0x", format!("{number:x}")),
        _ => ("0X", format!("{number:X}")),
    })
}

/// Integer digits of a float that is not negative, and what follows them.
fn float_text(float: f64, kind: Option<char>, layout: &Layout) -> (String, String) {
    let upper = kind.is_some_and(|kind| kind.is_ascii_uppercase());
    let percent = kind == Some('%');
    let mut text = if !float.is_finite() {
        if float.is_nan() { "nan" } else { "inf" }.to_owned()
    } else {
        match kind {
            Some('f' | 'F') => format!("{float:.*}", layout.precision.unwrap_or(6)),
            Some('%') => format!("{:.*}", layout.precision.unwrap_or(6), float * 100.0),
            Some('e' | 'E') => scientific(&format!("{float:.*e}", layout.precision.unwrap_or(6))),
            None if layout.precision.is_none() => shortest(float),
            _ => general(
                float,
                layout.precision.unwrap_or(6).max(1),
                kind.is_none(),
                layout.alternate,
            ),
        }
    };
    if layout.alternate && float.is_finite() && !text.contains('.') {
        let at = text.find('e').unwrap_or(text.len());
        text.insert(at, '.');
    }
    if upper {
        text = text.to_uppercase();
    }
    let length = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, tail) = text.split_at(length);
    (
        digits.to_owned(),
        format!("{tail}{}", if percent { "%" } else { "" }),
    )
}

/// Rust's `1.5e7` as C's `1.5e+07`.
fn scientific(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, digits) = exponent
        .strip_prefix('-')
        .map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}e{sign}{digits:0>2}")
}

/// Python's `repr` of a float.
fn shortest(float: f64) -> String {
    let text = format!("{float:e}");
    let exponent: i32 = text
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    match exponent {
        -4..16 => {
            let plain = float.to_string();
            if plain.contains('.') { plain } else { plain + ".0" }
        }
        _ => scientific(&text),
    }
}

/// C's `%g` with so many significant digits; Python's format without a type keeps a digit behind the point.
fn general(float: f64, precision: usize, keep_point: bool, alternate: bool) -> String {
    let text = format!("{float:.*e}", precision - 1);
    let exponent: i64 = text
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    let digits = i64::try_from(precision).unwrap_or(i64::MAX);
    if exponent < -4 || exponent >= digits - i64::from(keep_point) {
        let text = scientific(&text);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, ""));
        let mantissa = if alternate {
            mantissa
        } else {
            without_zeros(mantissa)
        };
        return format!("{mantissa}e{exponent}");
    }
    let fixed = format!("{float:.*}", usize::try_from(digits - 1 - exponent).unwrap_or(0));
    let fixed = if alternate { &fixed } else { without_zeros(&fixed) };
    if keep_point && !fixed.contains('.') {
        format!("{fixed}.0")
    } else {
        fixed.to_owned()
    }
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Sign, prefix, digits in groups, tail; zeros fill up to the zero width.
fn assemble(negative: bool, prefix: &str, digits: &str, tail: &str, group: usize, layout: &Layout) -> String {
    let sign = if negative { Some('-') } else { layout.plus };
    let around = prefix.len() + tail.len() + usize::from(sign.is_some());
    let room = layout.zero_width.saturating_sub(around);
    let groups = |digits: usize| digits.saturating_sub(1) / group;
    let mut wanted = digits.len();
    while wanted + layout.grouping.map_or(0, |_| groups(wanted)) < room {
        wanted += 1;
    }
    let digits = "0".repeat(wanted - digits.len()) + digits;
    let mut text: String = sign.into_iter().collect();
    text.push_str(prefix);
    for (at, digit) in digits.chars().enumerate() {
        if let Some(separator) = layout.grouping
            && at > 0
            && (digits.len() - at).is_multiple_of(group)
        {
            text.push(separator);
        }
        text.push(digit);
    }
    text + tail
}
