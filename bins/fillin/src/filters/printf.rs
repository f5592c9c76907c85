//! `printf("%05d")`: Python's `%` operator with one value.

use super::format::{number, pad};
use super::number::{Layout, Number};

/// Fills the one conversion of `template` with `value`.
///
/// # Errors
/// What Python would raise, in our words.
pub(super) fn printf(template: &str, value: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = template;
    let mut conversions = 0;
    while let Some((literal, behind)) = rest.split_once('%') {
        out.push_str(literal);
        if let Some(behind) = behind.strip_prefix('%') {
            out.push('%');
            rest = behind;
            continue;
        }
        let (conversion, behind) = Conversion::parse(behind)?;
        out.push_str(&conversion.apply(value)?);
        conversions += 1;
        rest = behind;
    }
    out.push_str(rest);
    match conversions {
        1 => Ok(out),
        0 => Err("the format has no conversion such as %s".to_owned()),
        _ => Err("the format has more than one conversion (there is one value)".to_owned()),
    }
}

/// `%[flags][width][.precision]type`
#[derive(Debug, Default)]
struct Conversion {
    left: bool,
    zero: bool,
    width: usize,
    layout: Layout,
    kind: char,
}

impl Conversion {
    fn parse(text: &str) -> Result<(Self, &str), String> {
        let mut conversion = Self::default();
        let flags = text.trim_start_matches(['-', '+', ' ', '#', '0']);
        for flag in text.chars().take(text.len() - flags.len()) {
            match flag {
                '-' => conversion.left = true,
                '0' => conversion.zero = true,
                '#' => conversion.layout.alternate = true,
                '+' => conversion.layout.plus = Some('+'),
                _ => conversion.layout.plus = conversion.layout.plus.or(Some(' ')),
            }
        }
        let mut rest = flags;
        conversion.width = number(&mut rest)?.unwrap_or(0);
        if let Some(behind) = rest.strip_prefix('.') {
            rest = behind;
            conversion.layout.precision = Some(number(&mut rest)?.unwrap_or(0));
        }
        let behind = rest.strip_prefix(['h', 'l', 'L']).unwrap_or(rest);
        conversion.kind = behind
            .chars()
            .next()
            .ok_or("the format ends in the middle of a conversion")?;
        let rest = behind.get(conversion.kind.len_utf8()..).unwrap_or_default();
        Ok((conversion, rest))
    }

    fn apply(mut self, value: &str) -> Result<String, String> {
        let zero_width = if self.zero && !self.left { self.width } else { 0 };
        let text = match self.kind {
            's' => value
                .chars()
                .take(self.layout.precision.unwrap_or(usize::MAX))
                .collect(),
            'c' if value.chars().count() == 1 => value.to_owned(),
            'c' => Number::read(value)?.write(Some('c'), &Layout::default())?,
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                self.layout.zero_width = zero_width;
                self.layout.least_digits = self.layout.precision.take().unwrap_or(0);
                match self.kind {
                    radix @ ('x' | 'X' | 'o') => Number::read(value)?.write(Some(radix), &self.layout)?,
                    _ => Number::read(value)?.truncated()?.write(Some('d'), &self.layout)?,
                }
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                self.layout.zero_width = zero_width;
                Number::read(value)?.write(Some(self.kind), &self.layout)?
            }
            other => {
                return Err(format!(
                    "the format has no conversion %{}",
                    other.escape_default()
                ));
            }
        };
        Ok(pad(&text, ' ', if self.left { '<' } else { '>' }, self.width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values: CPython 3.11.
    #[test]
    fn formats_as_python_does() {
        for (template, value, expected) in [
            ("%05d", "7", "00007"),
            ("%d items", "42", "42 items"),
            ("%d", "-3.9", "-3"),
            ("100%% %-6s|", "ab", "100% ab    |"),
            ("%.3s", "变化了吗", "变化了"),
            ("%05s", "ab", "   ab"),
            ("%#x", "255", "0xff"),
            ("%+.0f", "2.5", "+2"),
            ("%08.3f", "-3.14159", "-003.142"),
            ("%.5d", "42", "00042"),
            ("%-5d|", "42", "42   |"),
            ("% d", "42", " 42"),
            ("%g", "1e10", "1e+10"),
            ("%c", "x", "x"),
        ] {
            assert_eq!(
                printf(template, value).as_deref(),
                Ok(expected),
                "{template} of {value}"
            );
        }
    }

    #[test]
    fn what_python_refuses_is_refused() {
        for (template, value) in [
            ("%d", "abc"),
            ("%x", "1.5"),
            ("none", "a"),
            ("%s%s", "a"),
            ("%", "a"),
            ("%q", "a"),
            ("%*d", "1"),
            ("%d", "inf"),
        ] {
            assert!(printf(template, value).is_err(), "{template} of {value}");
        }
    }
}
