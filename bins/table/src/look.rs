//! What the flags say about looks, for the columns that there are.

use shared::run::Problem;
use table::format::Spec;
use table::layout::{Align, Limits, VAlign};
use table::select::columns::find;
use table::style::{HRules, Style, VRules};
use table::text::cells::Format;

use crate::cli::{HRulesFlag, HeaderStyle, LookFlags, VRulesFlag};

/// The looks of the columns.
pub(crate) struct Look {
    pub(crate) aligns: Vec<(Align, VAlign)>,
    pub(crate) limits: Vec<Limits>,
    pub(crate) formats: Vec<Format>,
}

impl Look {
    /// `default` is where cells stand unless something else is said.
    pub(crate) fn new(flags: &LookFlags, header: &[String], default: Align) -> Result<Self, Problem> {
        let count = header.len();
        let aligns = column_values("--align", &flags.align, header, |word| match word {
            "l" | "left" => Ok(Align::Left),
            "c" | "center" => Ok(Align::Center),
            "r" | "right" => Ok(Align::Right),
            "d" | "decimal" => Ok(Align::Decimal),
            "auto" => Ok(Align::Auto),
            other => Err(format!("{other} is not l, c, r, d or auto")),
        })?;
        let valigns = column_values("--valign", &flags.valign, header, |word| match word {
            "t" => Ok(VAlign::Top),
            "m" => Ok(VAlign::Middle),
            "b" => Ok(VAlign::Bottom),
            other => Err(format!("{other} is not t, m or b")),
        })?;
        let width = |text: &str| match text.parse() {
            Ok(width @ 1..=1_000_000) => Ok(width),
            _ => Err(format!("{text} is no width (1 to 1000000)")),
        };
        let max: Vec<Option<usize>> = column_values("--max-width", &flags.max_width, header, width)?;
        let min: Vec<Option<usize>> = column_values("--min-width", &flags.min_width, header, width)?;
        let printf = |text: &str| {
            let valid = table::format::printf(text, table::format::Number::Int(0)).is_some();
            if valid {
                Ok(text.to_owned())
            } else {
                Err(format!("{text} is no format (such as 6 or 6.2)"))
            }
        };
        let int = column_values("--int-format", &flags.int_format, header, printf)?;
        let float = column_values("--float-format", &flags.float_format, header, printf)?;
        let spec = column_values("--fmt", &flags.fmt, header, |text| {
            Spec::parse(text).ok_or_else(|| format!("{text} is no format specification (such as .2f)"))
        })?;
        let null = column_values("--null", &flags.nothing, header, |text| Ok(text.to_owned()))?;
        let at = |column: usize| column;
        let formats = (0..count)
            .map(at)
            .map(|column| Format {
                int: int.get(column).cloned().flatten(),
                float: float.get(column).cloned().flatten(),
                spec: spec.get(column).cloned().flatten(),
                thousands: flags.thousands,
                null: null.get(column).cloned().flatten(),
                decimals: None,
                max_width: max.get(column).copied().flatten(),
            })
            .collect();
        Ok(Self {
            aligns: aligns
                .iter()
                .zip(&valigns)
                .map(|(align, valign)| (align.unwrap_or(default), valign.unwrap_or_default()))
                .collect(),
            limits: max
                .iter()
                .zip(&min)
                .map(|(max, min)| Limits {
                    min: min.unwrap_or(0),
                    max: *max,
                })
                .collect(),
            formats,
        })
    }

    /// Values are written as they are.
    pub(crate) fn is_plain(&self) -> bool {
        let plain = |format: &Format| *format == Format::default();
        self.formats.iter().all(plain) && self.limits.iter().all(|limits| *limits == Limits::default())
    }
}

/// One value for each column: `VALUE` for all, `COL=VALUE` for one, the later wins.
fn column_values<T: Clone>(
    flag: &str,
    items: &[String],
    header: &[String],
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<Option<T>>, Problem> {
    let mut values: Vec<Option<T>> = vec![None; header.len()];
    let usage = |message: String| Problem::usage(format!("{flag}: {message}"));
    for item in items {
        match item.rsplit_once('=') {
            None => values.fill(Some(parse(item).map_err(usage)?)),
            Some((name, value)) => {
                let value = parse(value).map_err(usage)?;
                let column =
                    find(header, name).ok_or_else(|| usage(format!("no column is called {name}")))?;
                if let Some(slot) = values.get_mut(column) {
                    *slot = Some(value);
                }
            }
        }
    }
    Ok(values)
}

/// The style with what the flags change.
pub(crate) fn style(flags: &LookFlags, mut style: Style) -> Result<Style, Problem> {
    if flags.no_border {
        style.border = false;
    }
    style.internal_border |= flags.internal_border;
    match flags.hrules {
        Some(HRulesFlag::Frame) => style.hrules = HRules::Frame,
        Some(HRulesFlag::All) => style.hrules = HRules::All,
        Some(HRulesFlag::None) => style.hrules = HRules::None,
        Some(HRulesFlag::Header) => style.hrules = HRules::Header,
        None => {}
    }
    match flags.vrules {
        Some(VRulesFlag::Frame) => style.vrules = VRules::Frame,
        Some(VRulesFlag::All) => style.vrules = VRules::All,
        Some(VRulesFlag::None) => style.vrules = VRules::None,
        None => {}
    }
    let both = flags.padding;
    style.padding.0 = flags.padding_left.or(both).unwrap_or(style.padding.0);
    style.padding.1 = flags.padding_right.or(both).unwrap_or(style.padding.1);
    for (name, value) in &flags.chars {
        if value.chars().count() != 1 || value.chars().any(shared::display::is_hostile) {
            return Err(Problem::usage(format!(
                "--char: {name} must be one printable character"
            )));
        }
        if !style.chars.set(&name.replace('_', "-"), value.clone()) {
            return Err(Problem::usage(format!("--char: no character is called {name}")));
        }
    }
    Ok(style)
}

/// The character as it begins a word (Unicode, Titlecase_Mapping).
fn title_case(c: char) -> String {
    let code = u32::from(c);
    let own = match code {
        // Digraphs have a form of their own, as Greek letters with an iota below.
        0x1c4..=0x1cc => Some((code - 0x1c4) / 3 * 3 + 0x1c5),
        0x1f1..=0x1f3 => Some(0x1f2),
        0x1f80..=0x1faf => Some(code | 8),
        0x1fb3 | 0x1fc3 | 0x1ff3 => Some(code + 9),
        0x1fbc | 0x1fcc | 0x1ffc | 0x10d0..=0x10ff => Some(code),
        _ => None,
    };
    if let Some(own) = own.and_then(char::from_u32) {
        return own.to_string();
    }
    let mut upper = c.to_uppercase();
    // Their iota stays below.
    match c {
        'ᾲ' | 'ᾴ' | 'ῂ' | 'ῄ' | 'ῲ' | 'ῴ' => {
            return upper.next().into_iter().chain(['\u{345}']).collect();
        }
        'ᾷ' => return "ᾼ\u{342}".to_owned(),
        'ῇ' => return "ῌ\u{342}".to_owned(),
        'ῷ' => return "ῼ\u{342}".to_owned(),
        _ => {}
    }
    let first: String = upper.next().into_iter().collect();
    // Of ß and of ligatures only the first letter is large; other signs have no small form.
    let is_letters = upper.clone().all(char::is_alphabetic) && c != 'ŉ';
    let rest: String = upper.collect();
    first + &if is_letters { rest.to_lowercase() } else { rest }
}

/// A name as `--header-style` wants it.
pub(crate) fn styled(name: &str, style: Option<HeaderStyle>) -> String {
    let capital = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(title_case).unwrap_or_default();
        first + &characters.as_str().to_lowercase()
    };
    match style {
        None => name.to_owned(),
        Some(HeaderStyle::Upper) => name.to_uppercase(),
        Some(HeaderStyle::Lower) => name.to_lowercase(),
        Some(HeaderStyle::Cap) => capital(name),
        Some(HeaderStyle::Title) => {
            // As Python's str.title: a letter behind no letter is large.
            let mut out = String::new();
            let mut word = String::new();
            for c in name.chars() {
                if c.is_alphabetic() {
                    word.push(c);
                } else {
                    out.push_str(&capital(&std::mem::take(&mut word)));
                    out.push(c);
                }
            }
            out + &capital(&word)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Python's `str.title`.
    #[test]
    fn words_begin_large() {
        for (name, expected) in [
            ("hello wORLD it's", "Hello World It'S"),
            ("ßa ﬁx ǆx ŉa", "Ssa Fix ǅx ʼNa"),
            ("ᾳx ᾲ ᾷ ῷ", "ᾼx Ὰ\u{345} ᾼ\u{342} ῼ\u{342}"),
            ("ა 变化", "ა 变化"),
        ] {
            assert_eq!(styled(name, Some(HeaderStyle::Title)), expected);
        }
        assert_eq!(styled("aB CD", Some(HeaderStyle::Cap)), "Ab cd");
    }
}
