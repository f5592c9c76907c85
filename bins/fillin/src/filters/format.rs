//! `format("{:>8}")`: Python's `str.format` of one value.

use super::number::{Layout, Number, SIZE_LIMIT};

/// Fills the replacement fields of `template` with `value`.
///
/// # Errors
/// What Python would raise, in our words.
pub(super) fn format(template: &str, value: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = template;
    let mut fields = 0;
    while let Some(at) = rest.find(['{', '}']) {
        let (literal, brace) = rest.split_at(at);
        out.push_str(literal);
        if let Some(behind) = brace.strip_prefix("{{") {
            out.push('{');
            rest = behind;
        } else if let Some(behind) = brace.strip_prefix("}}") {
            out.push('}');
            rest = behind;
        } else {
            let inner = brace.strip_prefix('{').ok_or("the format has a single `}`")?;
            let (field, behind) = inner
                .split_once('}')
                .ok_or("the format has a `{` that never closes")?;
            let (name, spec) = field.split_once(':').unwrap_or((field, ""));
            match name.strip_suffix("!s").unwrap_or(name) {
                "" => fields += 1,
                "0" => {}
                _ => {
                    return Err(
                        "the format reaches into the value (`{}` or `{:...}` was expected)".to_owned(),
                    );
                }
            }
            if fields > 1 {
                return Err("the format has more than one `{}` (there is one value)".to_owned());
            }
            out.push_str(&Spec::parse(spec)?.apply(value)?);
            rest = behind;
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// `[[fill]align][sign][#][0][width][grouping][.precision][type]`
#[derive(Debug, Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    zero: bool,
    width: usize,
    layout: Layout,
    sign: Option<char>,
    kind: Option<char>,
}

impl Spec {
    fn parse(text: &str) -> Result<Self, String> {
        let mut spec = Self::default();
        let mut rest = text;
        let is_align = |c: &char| matches!(c, '<' | '>' | '=' | '^');
        let mut characters = text.chars();
        match (characters.next(), characters.next().filter(is_align)) {
            (Some(fill), Some(align)) => {
                (spec.fill, spec.align) = (Some(fill), Some(align));
                rest = characters.as_str();
            }
            (Some(align), None) if is_align(&align) => {
                spec.align = Some(align);
                rest = rest.get(1..).unwrap_or_default();
            }
            _ => {}
        }
        spec.sign = take(&mut rest, |c| matches!(c, '+' | '-' | ' '));
        spec.layout.plus = spec.sign.filter(|sign| *sign != '-');
        spec.layout.alternate = take(&mut rest, |c| c == '#').is_some();
        spec.zero = take(&mut rest, |c| c == '0').is_some();
        spec.width = number(&mut rest)?.unwrap_or(0);
        spec.layout.grouping = take(&mut rest, |c| matches!(c, ',' | '_'));
        if take(&mut rest, |c| c == '.').is_some() {
            spec.layout.precision =
                Some(number(&mut rest)?.ok_or("a precision is lacking behind the point")?);
        }
        spec.kind = take(&mut rest, |c| c.is_ascii_alphabetic() || c == '%');
        match rest.is_empty() {
            true => Ok(spec),
            false => Err(format!("{text:?} is no format specification")),
        }
    }

    fn apply(mut self, value: &str) -> Result<String, String> {
        let numeric = self.kind.is_some_and(|kind| kind != 's')
            || self.sign.is_some()
            || self.layout.grouping.is_some();
        if !numeric {
            if self.layout.alternate || self.align == Some('=') {
                return Err("`#` and `=` are not allowed in the format of text".to_owned());
            }
            let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
            let length = self.layout.precision.unwrap_or(usize::MAX);
            let cut: String = value.chars().take(length).collect();
            return Ok(pad(&cut, fill, self.align.unwrap_or('<'), self.width));
        }
        if self.kind == Some('s') {
            return Err("a sign and `,` are not allowed in the format of text".to_owned());
        }
        let number = Number::read(value)?;
        let align = self.align.unwrap_or(if self.zero { '=' } else { '>' });
        let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
        if align == '=' && fill == '0' {
            self.layout.zero_width = self.width;
        }
        let text = number.write(self.kind, &self.layout)?;
        if align == '=' {
            let digits = text.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(0);
            let prefix = if self.layout.alternate && matches!(self.kind, Some('b' | 'o' | 'x' | 'X')) {
                2
            } else {
                0
            };
            let (head, tail) = text.split_at_checked(digits + prefix).unwrap_or(("", &text));
            return Ok(format!(
                "{head}{}",
                pad(tail, fill, '>', self.width.saturating_sub(head.len()))
            ));
        }
        Ok(pad(&text, fill, align, self.width))
    }
}

fn take(rest: &mut &str, wanted: impl Fn(char) -> bool) -> Option<char> {
    let character = rest.chars().next().filter(|c| wanted(*c))?;
    *rest = rest.get(character.len_utf8()..).unwrap_or_default();
    Some(character)
}

/// The decimal number that `rest` begins with.
pub(super) fn number(rest: &mut &str) -> Result<Option<usize>, String> {
    let length = rest
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, behind) = rest.split_at(length);
    *rest = behind;
    if digits.is_empty() {
        return Ok(None);
    }
    match digits.parse() {
        Ok(number) if number <= SIZE_LIMIT => Ok(Some(number)),
        _ => Err(format!("a width or precision is over {SIZE_LIMIT}")),
    }
}

/// Pads to a width in characters.
pub(super) fn pad(text: &str, fill: char, align: char, width: usize) -> String {
    let room = width.saturating_sub(text.chars().count());
    let left = match align {
        '<' => 0,
        '^' => room / 2,
        _ => room,
    };
    let fill = |count: usize| std::iter::repeat_n(fill, count).collect::<String>();
    format!("{}{text}{}", fill(left), fill(room - left))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values: CPython 3.11.
    #[test]
    fn formats_as_python_does() {
        for (template, value, expected) in [
            ("{:>8}", "python", "  python"),
            ("{:*^5}|{{}}", "ab", "*ab**|{}"),
            ("{:05}", "ab", "ab000"),
            ("{:.2}", "变化了", "变化"),
            ("{:.2f}", "3.14159", "3.14"),
            ("{:.0f}", "2.5", "2"),
            ("{:05d}", "-7", "-0007"),
            ("{:08,d}", "1234", "0,001,234"),
            ("{:,}", "1234567.5", "1,234,567.5"),
            ("{:+}", "1e16", "+1e+16"),
            ("{:+}", "3", "+3"),
            ("{:+.3}", "123.0", "+1.23e+02"),
            ("{:#x}", "255", "0xff"),
            ("{:#010x}", "255", "0x000000ff"),
            ("{:_b}", "255", "1111_1111"),
            ("{:e}", "12345.678", "1.234568e+04"),
            ("{:g}", "0.0001", "0.0001"),
            ("{:g}", "1e-05", "1e-05"),
            ("{:g}", "1000000", "1e+06"),
            ("{:.1%}", "0.256", "25.6%"),
            ("{:*=8d}", "-42", "-*****42"),
            (
                "{:d}",
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
            ("{:F}", "nan", "NAN"),
            ("{:c}", "21464", "变"),
        ] {
            assert_eq!(
                format(template, value).as_deref(),
                Ok(expected),
                "{template} of {value}"
            );
        }
    }

    #[test]
    fn what_python_refuses_is_refused() {
        for (template, value) in [
            ("{:d}", "abc"),
            ("{:d}", "1.5"),
            ("{0.x}", "a"),
            ("{0[0]}", "a"),
            ("{", "a"),
            ("}", "a"),
            ("{}{}", "a"),
            ("{:+s}", "a"),
            ("{:=5}", "a"),
            ("{:99999}", "a"),
            ("{:.3d}", "1"),
        ] {
            assert!(format(template, value).is_err(), "{template} of {value}");
        }
    }
}
