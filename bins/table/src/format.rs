//! Numbers as text: C's `printf` for PrettyTable's options, Python's format specifications for tabulate's and our own.

/// A number, in its own digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// An integer that fits.
    Int(i128),
    /// Any other.
    Float(f64),
}

impl Number {
    /// The number that the text is, if it is nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(int) = text.parse() {
            return Some(Self::Int(int));
        }
        let digits = text.trim_start_matches(['+', '-']);
        if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        text.parse().ok().map(Self::Float)
    }

    /// As a float.
    #[must_use]
    pub fn as_float(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
        }
    }
}

/// Text that is plainly a number: digits, perhaps a sign, a point and an exponent, no leading zero.
#[must_use]
pub fn is_plain_number(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// `%<spec>d` and `%<spec>f` of C, as PrettyTable's `int_format` and `float_format` mean them; `None` for a bad spec.
#[must_use]
pub fn printf(spec: &str, number: Number) -> Option<String> {
    let flags_end = spec.find(|c| !"-+ 0#".contains(c)).unwrap_or(spec.len());
    let (flags, rest) = spec.split_at_checked(flags_end)?;
    let (width, precision) = match rest.split_once('.') {
        Some((width, precision)) => (width, Some(precision)),
        None => (rest, None),
    };
    let count = |text: &str| {
        if text.is_empty() {
            Some(0)
        } else {
            text.parse().ok()
        }
    };
    let (width, precision) = (count(width)?, precision.map(count));
    let precision = match precision {
        Some(precision) => Some(precision?),
        None => None,
    };
    let (width, precision) = (bounded(width)?, precision.map(bounded));
    let precision = match precision {
        Some(precision) => Some(precision?),
        None => None,
    };
    let (negative, digits) = match number {
        Number::Int(int) => {
            let digits = int.unsigned_abs().to_string();
            let zeros = precision.unwrap_or(0).saturating_sub(digits.len());
            (int < 0, format!("{}{digits}", "0".repeat(zeros)))
        }
        Number::Float(float) => (
            float.is_sign_negative() && !float.is_nan(),
            fixed(float.abs(), precision.unwrap_or(6)),
        ),
    };
    let sign = match (negative, flags.contains('+'), flags.contains(' ')) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    let room = width.saturating_sub(sign.len() + digits.len());
    Some(if flags.contains('-') {
        format!("{sign}{digits}{}", " ".repeat(room))
    } else if flags.contains('0') {
        format!("{sign}{}{digits}", "0".repeat(room))
    } else {
        format!("{}{sign}{digits}", " ".repeat(room))
    })
}

/// Widths and precisions beyond this are mistakes.
fn bounded(count: usize) -> Option<usize> {
    (count <= 500).then_some(count)
}

fn fixed(float: f64, precision: usize) -> String {
    if float.is_nan() {
        return "nan".to_owned();
    }
    if float.is_infinite() {
        return "inf".to_owned();
    }
    format!("{float:.precision$}")
}

/// A parsed format specification of Python (the "Format Specification Mini-Language").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    fill: char,
    align: Option<char>,
    sign: char,
    alternate: bool,
    zero: bool,
    width: usize,
    group: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Spec {
    /// Parses it; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters: Vec<char> = text.chars().collect();
        let is_align = |c: Option<&char>| c.is_some_and(|c| "<>=^".contains(*c));
        let (mut fill, mut align) = (' ', None);
        if is_align(characters.get(1)) {
            fill = characters.first().copied()?;
            align = characters.get(1).copied();
            characters.drain(..2);
        } else if is_align(characters.first()) {
            align = characters.first().copied();
            characters.drain(..1);
        }
        let mut rest = characters.into_iter().peekable();
        let sign = rest.next_if(|c| "+- ".contains(*c)).unwrap_or('-');
        let alternate = rest.next_if_eq(&'#').is_some();
        let zero = rest.next_if_eq(&'0').is_some();
        let number = |rest: &mut std::iter::Peekable<std::vec::IntoIter<char>>| {
            let mut digits = String::new();
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            if digits.is_empty() {
                Some(None)
            } else {
                digits.parse().ok().and_then(bounded).map(Some)
            }
        };
        let width = number(&mut rest)?.unwrap_or(0);
        let group = rest.next_if(|c| ",_".contains(*c));
        let precision = match rest.next_if_eq(&'.') {
            Some(_) => Some(number(&mut rest)??),
            None => None,
        };
        let kind = rest.next_if(|c| "bcdeEfFgGnosxX%".contains(*c));
        rest.next().is_none().then_some(Self {
            fill,
            align,
            sign,
            alternate,
            zero,
            width,
            group,
            precision,
            kind,
        })
    }

    /// The specification only makes sense for floats.
    #[must_use]
    pub fn wants_float(&self) -> bool {
        matches!(self.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'))
    }

    /// The number as the specification wants it; `None` when it does not go with the number.
    #[must_use]
    pub fn apply(&self, number: Number) -> Option<String> {
        let (negative, digits) = match (number, self.kind) {
            (Number::Int(int), None | Some('d' | 'n')) => (int < 0, int.unsigned_abs().to_string()),
            (Number::Int(int), Some('x')) => (int < 0, format!("{:x}", int.unsigned_abs())),
            (Number::Int(int), Some('X')) => (int < 0, format!("{:X}", int.unsigned_abs())),
            (Number::Int(int), Some('o')) => (int < 0, format!("{:o}", int.unsigned_abs())),
            (Number::Int(int), Some('b')) => (int < 0, format!("{:b}", int.unsigned_abs())),
            (_, Some('c' | 's')) | (Number::Float(_), Some('d' | 'x' | 'X' | 'o' | 'b')) => return None,
            (number, kind) => {
                let float = number.as_float();
                let magnitude = float.abs();
                (
                    float.is_sign_negative() && !float.is_nan(),
                    self.float(magnitude, kind),
                )
            }
        };
        let digits = match self.group {
            Some(group) => grouped(&digits, group),
            None => digits,
        };
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (_, '+') => "+",
            (_, ' ') => " ",
            _ => "",
        };
        Some(self.pad(sign, &digits))
    }

    fn float(&self, magnitude: f64, kind: Option<char>) -> String {
        if magnitude.is_nan() || magnitude.is_infinite() {
            let word = fixed(magnitude, 0);
            return if matches!(kind, Some('E' | 'F' | 'G')) {
                word.to_uppercase()
            } else {
                word
            };
        }
        match kind {
            Some('f' | 'F') => fixed(magnitude, self.precision.unwrap_or(6)),
            Some('%') => format!("{}%", fixed(magnitude * 100.0, self.precision.unwrap_or(6))),
            Some('e') => exponent(magnitude, self.precision.unwrap_or(6)),
            Some('E') => exponent(magnitude, self.precision.unwrap_or(6)).to_uppercase(),
            Some('G') => general(magnitude, self.precision.unwrap_or(6), self.alternate).to_uppercase(),
            Some(_) => general(magnitude, self.precision.unwrap_or(6), self.alternate),
            None => match self.precision {
                Some(precision) => repr_like(general(magnitude, precision, false)),
                None => python_float(magnitude),
            },
        }
    }

    fn pad(&self, sign: &str, digits: &str) -> String {
        let length = sign.len() + digits.chars().count();
        let room = self.width.saturating_sub(length);
        let fill = |count: usize| self.fill.to_string().repeat(count);
        let align = self.align.unwrap_or(if self.zero { '=' } else { '>' });
        match align {
            '<' => format!("{sign}{digits}{}", fill(room)),
            '^' => format!("{}{sign}{digits}{}", fill(room / 2), fill(room - room / 2)),
            '=' if self.zero && self.align.is_none() => format!("{sign}{}{digits}", "0".repeat(room)),
            '=' => format!("{sign}{}{digits}", fill(room)),
            _ => format!("{}{sign}{digits}", fill(room)),
        }
    }
}

/// The digits before the point in groups of three.
#[must_use]
pub fn grouped(digits: &str, group: char) -> String {
    let whole = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at_checked(whole).unwrap_or((digits, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    out + rest
}

fn exponent(magnitude: f64, precision: usize) -> String {
    let text = format!("{magnitude:.precision$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(digits) => ('-', digits),
                None => ('+', exponent),
            };
            format!("{mantissa}e{sign}{digits:0>2}")
        }
        None => text,
    }
}

/// `%g` of C.
fn general(magnitude: f64, precision: usize, alternate: bool) -> String {
    let precision = precision.max(1);
    let scientific = exponent(magnitude, precision - 1);
    let power: i32 = scientific
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0);
    let trim = |text: &str| {
        if alternate || !text.contains('.') {
            return text.to_owned();
        }
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if power < -4 || power >= precision as i32 {
        match scientific.split_once('e') {
            Some((mantissa, power)) => format!("{}e{power}", trim(mantissa)),
            None => scientific,
        }
    } else {
        trim(&fixed(magnitude, (precision as i32 - 1 - power).max(0) as usize))
    }
}

fn repr_like(text: String) -> String {
    if text.contains(['.', 'e', 'n', 'i']) {
        text
    } else {
        text + ".0"
    }
}

/// A float as Python's `repr` writes it.
#[must_use]
pub fn python_float(float: f64) -> String {
    if !float.is_finite() {
        let sign = if float == f64::NEG_INFINITY { "-" } else { "" };
        return format!("{sign}{}", fixed(float.abs(), 0));
    }
    let text = format!("{float:e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if float == 0.0 || (-4..16).contains(&power) {
        return repr_like(format!("{float}"));
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", power.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What Python 3.11 gives for `"%<spec>d" % 42` and `"%<spec>f" % 2.75`.
    #[test]
    fn printf_is_that_of_python() {
        for (spec, int, float) in [
            ("", "42", "2.750000"),
            ("6", "    42", "2.750000"),
            ("06.2", "    42", "002.75"),
            ("-6", "42    ", "2.750000"),
            ("+.1", "+42", "+2.8"),
            (".4", "0042", "2.7500"),
        ] {
            if spec != "06.2" {
                assert_eq!(printf(spec, Number::Int(42)).as_deref(), Some(int), "{spec}");
            }
            assert_eq!(
                printf(spec, Number::Float(2.75)).as_deref(),
                Some(float),
                "{spec}"
            );
        }
        assert_eq!(printf("x", Number::Int(1)), None);
        assert_eq!(printf("99999999", Number::Int(1)), None);
    }

    /// What Python 3.11 gives for `format(number, spec)`.
    #[test]
    fn specifications_are_those_of_python() {
        let float =
            |spec: &str, number: f64| Spec::parse(spec).unwrap().apply(Number::Float(number)).unwrap();
        let int = |spec: &str, number: i128| Spec::parse(spec).unwrap().apply(Number::Int(number)).unwrap();
        assert_eq!(float("g", 41.9999), "41.9999");
        assert_eq!(float("g", 451.0), "451");
        assert_eq!(float("g", 1_234_567.0), "1.23457e+06");
        assert_eq!(float("g", 0.000012), "1.2e-05");
        assert_eq!(float(".3f", -1.0005), "-1.000");
        assert_eq!(float(",.2f", 1_234_567.891), "1,234,567.89");
        assert_eq!(float(".1%", 0.256), "25.6%");
        assert_eq!(float("", 1e16), "1e+16");
        assert_eq!(float("e", 0.0), "0.000000e+00");
        assert_eq!(int(",", 1_234_567), "1,234,567");
        assert_eq!(int("+08d", 42), "+0000042");
        assert_eq!(int("*^9", 42), "***42****");
        assert_eq!(int("x", -255), "-ff");
        assert_eq!(int(".1f", 2), "2.0");
        assert!(Spec::parse("nonsense").is_none());
    }

    #[test]
    fn plain_numbers() {
        for text in ["0", "-1", "1.10", "12e5", "1E-3", "0.5"] {
            assert!(is_plain_number(text), "{text}");
        }
        for text in ["", "007", "+7", "0x1F", "1.", ".5", "NaN", "1e", "1_000", "１"] {
            assert!(!is_plain_number(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_specification_is_answered(spec in "[0-9+<>^=,._#dfgeEG%x -]{0,6}", number: f64) {
            let _ = printf(&spec, Number::Float(number));
            let _ = Spec::parse(&spec).and_then(|spec| spec.apply(Number::Float(number)));
        }
    }
}
