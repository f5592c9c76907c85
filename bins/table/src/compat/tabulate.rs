//! tabulate 0.10: numbers are parsed and aligned on their points, and every format is drawn to the byte.
//!
//! Like the library, this holds the whole table in memory.

use std::borrow::Cow;

use crate::ansi;
use crate::format::{Number, Spec, python_float};
use crate::rows::Kind;
use crate::style::{Bars, Line, Lines, lines};

use super::textwrap::split_words;

/// The formats that are not made of lines and that no other library has.
pub const DOCUMENTS: [&str; 9] = [
    "asciidoc",
    "latex_booktabs",
    "latex_longtable",
    "latex_raw",
    "moinmoin",
    "textile",
    "unsafehtml",
    "jira",
    "youtrack",
];

/// Formats that do not fold cells of several lines.
const ONE_LINE: [&str; 12] = [
    "asciidoc",
    "html",
    "latex",
    "latex_booktabs",
    "latex_longtable",
    "latex_raw",
    "mediawiki",
    "moinmoin",
    "textile",
    "tsv",
    "unsafehtml",
    "youtrack",
];

/// Where text stands, in tabulate's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    Left,
    /// At the right.
    Right,
    /// In the middle.
    Center,
    /// Numbers with their points under each other.
    Decimal,
    /// Nothing is padded.
    Nowhere,
}

impl Side {
    /// The side that a word means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "left" | "l" => Self::Left,
            "right" | "r" => Self::Right,
            "center" | "c" => Self::Center,
            "decimal" | "d" => Self::Decimal,
            "none" => Self::Nowhere,
            _ => return None,
        })
    }
}

/// A side for one column: its own, or what applies to all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnSide {
    /// This side.
    Own(Side),
    /// What applies to all columns.
    Global,
    /// For headers: the side of the column.
    Same,
}

/// tabulate's arguments.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `tablefmt`.
    pub format: String,
    /// `floatfmt`, one for each column; the last applies to all others when `all` of [`PerColumn`].
    pub float: PerColumn<String>,
    /// `intfmt`.
    pub int: PerColumn<String>,
    /// `missingval`.
    pub missing: PerColumn<String>,
    /// `numalign`.
    pub numbers: Option<Side>,
    /// `stralign`.
    pub strings: Option<Side>,
    /// `colglobalalign`.
    pub all: Option<Side>,
    /// `colalign`.
    pub columns: Vec<Option<ColumnSide>>,
    /// `headersglobalalign`.
    pub all_headers: Option<Side>,
    /// `headersalign`.
    pub headers: Vec<Option<ColumnSide>>,
    /// `disable_numparse`.
    pub no_numbers: bool,
    /// `maxcolwidths`.
    pub max_width: PerColumn<usize>,
    /// `maxheadercolwidths`.
    pub max_header_width: PerColumn<usize>,
}

/// A value for all columns, or for single ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerColumn<T> {
    /// For all columns that have none of their own.
    pub all: Option<T>,
    /// For single columns.
    pub own: Vec<Option<T>>,
}

impl<T> Default for PerColumn<T> {
    fn default() -> Self {
        Self {
            all: None,
            own: Vec::new(),
        }
    }
}

impl<T> PerColumn<T> {
    fn get(&self, column: usize) -> Option<&T> {
        self.own
            .get(column)
            .and_then(Option::as_ref)
            .or(self.all.as_ref())
    }

    fn is_set(&self) -> bool {
        self.all.is_some() || !self.own.is_empty()
    }
}

/// A cell: its text and what it was.
pub type Value = (String, Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Type {
    None,
    Bool,
    Int,
    Float,
    Text,
}

/// The table as `tabulate(rows, headers, ...)` gives it, without a line end at its end.
#[must_use]
pub fn tabulate(mut rows: Vec<Vec<Value>>, headers: Vec<String>, options: &Options) -> String {
    let mut headers = headers;
    // Columns without a name come first.
    let padded = match rows.first() {
        Some(first) if !headers.is_empty() => first.len().saturating_sub(headers.len()),
        _ => 0,
    };
    headers.splice(0..0, std::iter::repeat_n(String::new(), padded));
    let format = options.format.as_str();
    let first_length = rows.first().map(Vec::len);
    if options.max_width.is_set() {
        for row in &mut rows {
            wrap_row(row, &options.max_width, first_length.unwrap_or(0), options);
        }
    }
    if options.max_header_width.is_set() {
        let mut row: Vec<Value> = headers.into_iter().map(|name| (name, Kind::Text)).collect();
        let count = first_length.unwrap_or(row.len());
        wrap_row(&mut row, &options.max_header_width, count, options);
        headers = row.into_iter().map(|(name, _)| name).collect();
    }
    if format == "rst" {
        for cell in rows.iter_mut().filter_map(|row| row.first_mut()) {
            if cell.1 == Kind::Text && cell.0.trim().is_empty() {
                "..".clone_into(&mut cell.0);
            }
        }
        if let Some(name) = headers.first_mut()
            && name.trim().is_empty()
        {
            "..".clone_into(name);
        }
    }
    let pretty = format == "pretty";
    let parse = !(options.no_numbers || pretty);
    let (numbers, strings) = if pretty {
        (Side::Center, Side::Center)
    } else {
        (Side::Decimal, Side::Left)
    };
    let (numbers, strings) = (
        options.numbers.unwrap_or(numbers),
        options.strings.unwrap_or(strings),
    );
    let colon_grid = format == "colon_grid";
    let texts = || headers.iter().chain(rows.iter().flatten().map(|(text, _)| text));
    let width = Width {
        invisible: texts().any(|text| find_code(text).is_some()),
        multiline: !ONE_LINE.contains(&format) && texts().any(|text| text.contains(['\r', '\n'])),
    };

    // Rows become columns; what lacks is None.
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut aligns = Vec::with_capacity(count);
    let mut columns: Vec<Vec<String>> = Vec::with_capacity(count);
    for at in 0..count {
        let none = (String::new(), Kind::Null);
        let values: Vec<&Value> = rows.iter().map(|row| row.get(at).unwrap_or(&none)).collect();
        let kind = values
            .iter()
            .map(|value| type_of(value, parse))
            .max()
            .unwrap_or(Type::Bool)
            .max(Type::Bool);
        let written = values
            .iter()
            .map(|value| written(value, kind, at, width.invisible, options));
        columns.push(written.collect());
        let number = matches!(kind, Type::Int | Type::Float);
        let global = if colon_grid { Some(Side::Left) } else { options.all };
        aligns.push(global.unwrap_or(if number { numbers } else { strings }));
    }
    for (align, own) in aligns.iter_mut().zip(&options.columns) {
        if let Some(ColumnSide::Own(side)) = own {
            *align = *side;
        }
    }
    let padding = if pretty { 0 } else { 2 };
    let mut widths: Vec<isize> = match headers.is_empty() {
        true => vec![0; count],
        false => headers.iter().map(|name| width.of(name) + padding).collect(),
    };
    for (at, column) in columns.iter_mut().enumerate() {
        let align = aligns.get(at).copied().unwrap_or(Side::Left);
        let side = if colon_grid { Side::Left } else { align };
        let least = widths.get(at).copied().unwrap_or(0);
        width.align_column(column, side, least);
    }
    columns.truncate(if headers.is_empty() {
        columns.len()
    } else {
        widths.len()
    });
    let mut header_aligns = Vec::new();
    if headers.is_empty() {
        widths = columns.iter().map(|column| width.widest(column)).collect();
    } else {
        if !columns.is_empty() {
            widths.truncate(columns.len());
            for (least, column) in widths.iter_mut().zip(&columns) {
                *least = (*least).max(width.widest(column));
            }
        }
        let global = if colon_grid {
            Some(Side::Left)
        } else {
            options.all_headers
        };
        header_aligns = match global {
            Some(side) => vec![side; widths.len()],
            None if aligns.is_empty() => vec![strings; headers.len()],
            None => aligns.clone(),
        };
        for (at, own) in options.headers.iter().enumerate() {
            let at = at + padded;
            let Some(align) = header_aligns.get_mut(at) else {
                break;
            };
            match own {
                Some(ColumnSide::Own(side)) => *align = *side,
                Some(ColumnSide::Same) => *align = aligns.get(at).copied().unwrap_or(*align),
                Some(ColumnSide::Global) | None => {}
            }
        }
        headers = headers
            .iter()
            .zip(&header_aligns)
            .zip(&widths)
            .map(|((name, align), least)| width.align_header(name, *align, *least))
            .collect();
    }
    let body: Vec<Vec<String>> = (0..rows.len())
        .map(|row| {
            columns
                .iter()
                .map(|column| column.get(row).cloned().unwrap_or_default())
                .collect()
        })
        .collect();
    let drawing = Drawing {
        format,
        lines: lines(format),
        widths: widths
            .iter()
            .map(|width| usize::try_from(*width).unwrap_or(0))
            .collect(),
        aligns,
        header_aligns,
        multiline: width.multiline,
    };
    drawing.table(&headers, &body)
}

/// How wide texts are.
#[derive(Clone, Copy)]
struct Width {
    invisible: bool,
    multiline: bool,
}

impl Width {
    /// `wcswidth`: -1 for text with control characters.
    fn line(self, text: &str) -> isize {
        let text = if self.invisible {
            strip(text)
        } else {
            Cow::Borrowed(text)
        };
        if text.chars().any(|c| c.is_control() && c != '\0') {
            return -1;
        }
        isize::try_from(shared::display::width(&text)).unwrap_or(isize::MAX)
    }

    fn of(self, text: &str) -> isize {
        if self.multiline {
            text.split(['\r', '\n'])
                .map(|line| self.line(line))
                .max()
                .unwrap_or(0)
        } else {
            self.line(text)
        }
    }

    fn widest(self, column: &[String]) -> isize {
        column.iter().map(|text| self.of(text)).max().unwrap_or(0)
    }

    fn align_column(self, column: &mut [String], side: Side, least: isize) {
        match side {
            Side::Decimal => {
                let after = |text: &String| {
                    if self.invisible {
                        after_point(&strip(text))
                    } else {
                        after_point(text)
                    }
                };
                let most = column.iter().map(after).max().unwrap_or(-1);
                for text in column.iter_mut() {
                    let missing = most - after(text);
                    text.extend(std::iter::repeat_n(' ', usize::try_from(missing).unwrap_or(0)));
                }
            }
            Side::Nowhere => {}
            _ => column.iter_mut().for_each(|text| *text = text.trim().to_owned()),
        }
        let most = self.widest(column).max(least);
        for text in column.iter_mut() {
            *text = if self.multiline {
                let widths = text
                    .split(['\r', '\n'])
                    .map(|line| most - (self.line(line) - length(line)));
                let lines = split_lines(text);
                let padded: Vec<String> = lines
                    .iter()
                    .zip(widths)
                    .map(|(line, width)| pad(line, side, width))
                    .collect();
                padded.join("\n")
            } else {
                pad(text, side, most - (self.line(text) - length(text)))
            };
        }
    }

    fn align_header(self, name: &str, side: Side, width: isize) -> String {
        if !self.multiline {
            return pad(name, side, width + length(name) - self.line(name));
        }
        let lines: Vec<String> = name
            .split(['\r', '\n'])
            .map(|line| pad(line, side, width + length(line) - self.line(line)))
            .collect();
        lines.join("\n")
    }
}

fn length(text: &str) -> isize {
    isize::try_from(text.chars().count()).unwrap_or(isize::MAX)
}

/// Blanks up to so many characters.
fn pad(text: &str, side: Side, width: isize) -> String {
    let room = usize::try_from(width - length(text)).unwrap_or(0);
    let blanks = |count: usize| " ".repeat(count);
    match side {
        Side::Nowhere => text.to_owned(),
        Side::Left => format!("{text}{}", blanks(room)),
        Side::Right | Side::Decimal => format!("{}{text}", blanks(room)),
        Side::Center => format!("{}{text}{}", blanks(room / 2), blanks(room - room / 2)),
    }
}

/// As Python's `str.splitlines`.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    let is_end = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\x0b' | '\x0c' | '\x1c' | '\x1d' | '\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    while !rest.is_empty() {
        let end = rest.find(is_end).unwrap_or(rest.len());
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        lines.push(line);
        rest = after.strip_prefix("\r\n").unwrap_or_else(|| {
            let mut characters = after.chars();
            characters.next();
            characters.as_str()
        });
    }
    lines
}

/// The colour code or link that the text holds first: where it begins and ends, and what of it is text.
fn find_code(text: &str) -> Option<(usize, usize, &str)> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find('\x1b') {
        let begin = from + found;
        let rest = text.get(begin..)?;
        if rest.starts_with("\x1b[")
            && let Some(length) = ansi::sequence(rest).filter(|length| *length > 2)
        {
            return Some((begin, begin + length, ""));
        }
        if let Some((length, label)) = link(rest) {
            return Some((begin, begin + length, label));
        }
        from = begin + 1;
    }
    None
}

/// `ESC ] 8 ; params ; URI ST text ESC ] 8 ; ; ST`
fn link(text: &str) -> Option<(usize, &str)> {
    let rest = text.strip_prefix("\x1b]8;")?;
    let (_, rest) = rest.split_once(';')?;
    let (address, rest) = rest.split_once("\x1b\\")?;
    let end = rest.find('\x1b')?;
    let (label, rest) = rest.split_at_checked(end)?;
    let rest = rest.strip_prefix("\x1b]8;;\x1b\\")?;
    (!address.is_empty() && !address.contains('\x1b') && !label.is_empty())
        .then(|| (text.len() - rest.len(), label))
}

/// The text without colour codes, and links as their text.
fn strip(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1b') {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((begin, end, label)) = find_code(rest) {
        out.push_str(rest.get(..begin).unwrap_or_default());
        out.push_str(label);
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Digits, perhaps with single underscores between them.
fn is_digits(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('_')
            .all(|run| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Python's `int` takes it.
fn is_int(text: &str) -> bool {
    let text = text.trim();
    is_digits(text.strip_prefix(['+', '-']).unwrap_or(text))
}

/// What Python's `float` makes of it.
fn float(text: &str) -> Option<f64> {
    let text = text.trim();
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = body.to_ascii_lowercase();
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match lower.as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = lower
        .split_once('e')
        .map_or((lower.as_str(), None), |(a, b)| (a, Some(b)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(a, b)| (a, Some(b)));
    let digits = |text: &str| text.is_empty() || is_digits(text);
    let some = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let fits = digits(whole)
        && fraction.is_none_or(digits)
        && some
        && exponent.is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    if fits {
        text.replace('_', "").parse().ok()
    } else {
        None
    }
}

fn is_number(text: &str) -> bool {
    float(text).is_some_and(|float| {
        float.is_finite() || ["inf", "-inf", "nan"].contains(&text.to_lowercase().as_str())
    })
}

/// `1,000.1234`
fn has_separators(text: &str) -> bool {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    if fraction.is_some_and(|fraction| !fraction.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    if whole.is_empty() {
        return fraction.is_none_or(|fraction| !fraction.is_empty());
    }
    let mut groups = whole.strip_prefix(['+', '-']).unwrap_or(whole).split(',');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    groups
        .next()
        .is_some_and(|first| (1..=3).contains(&first.len()) && digits(first))
        && groups.all(|group| group.len() == 3 && digits(group))
}

fn type_of((text, kind): &Value, parse: bool) -> Type {
    match kind {
        Kind::Null => return Type::None,
        Kind::Bool => return Type::Bool,
        Kind::Int if parse => return Type::Int,
        Kind::Float if parse => return Type::Float,
        Kind::Int | Kind::Float => return Type::Text,
        Kind::Text | Kind::Json => {}
    }
    let text = strip(text);
    if text.is_empty() {
        Type::None
    } else if matches!(text.as_ref(), "True" | "False") {
        Type::Bool
    } else if parse && (is_int(&text) || has_separators(&text) && !text.contains('.')) {
        Type::Int
    } else if parse && (is_number(&text) || has_separators(&text)) {
        Type::Float
    } else {
        Type::Text
    }
}

/// As Python's `str` writes the value.
fn python_text((text, kind): &Value) -> String {
    match kind {
        Kind::Bool => if text.eq_ignore_ascii_case("true") {
            "True"
        } else {
            "False"
        }
        .to_owned(),
        Kind::Float => text.parse().map_or_else(|_| text.clone(), python_float),
        _ => text.clone(),
    }
}

fn written(value: &Value, kind: Type, column: usize, invisible: bool, options: &Options) -> String {
    let (text, own) = value;
    match own {
        Kind::Null => return options.missing.get(column).cloned().unwrap_or_default(),
        Kind::Text if text.is_empty() => return String::new(),
        _ => {}
    }
    let spec = |spec: Option<&String>, default: &str| Spec::parse(spec.map_or(default, String::as_str));
    match kind {
        Type::Int if *own == Kind::Int => {
            let number = Number::parse(text);
            let spec = options.int.get(column).filter(|spec| !spec.is_empty());
            match (number, spec.and_then(|spec| Spec::parse(spec))) {
                (Some(number), Some(spec)) => spec.apply(number).unwrap_or_else(|| text.clone()),
                _ => text.clone(),
            }
        }
        Type::Float => {
            let format = |float: f64| spec(options.float.get(column), "g")?.apply(Number::Float(float));
            if *own == Kind::Text && invisible {
                let raw = strip(text);
                let formatted = float(&raw).and_then(format);
                return formatted.map_or_else(
                    || text.clone(),
                    |formatted| text.replace(raw.as_ref(), &formatted),
                );
            }
            let digits = match own {
                Kind::Bool => if text.eq_ignore_ascii_case("true") {
                    "1"
                } else {
                    "0"
                }
                .to_owned(),
                Kind::Text => text.replace(',', ""),
                _ => text.clone(),
            };
            let fallback = || {
                if *own == Kind::Text {
                    digits.clone()
                } else {
                    python_text(value)
                }
            };
            float(&digits).and_then(format).unwrap_or_else(fallback)
        }
        _ => python_text(value),
    }
}

/// How many characters stand behind the decimal point; -1 without one.
fn after_point(text: &str) -> isize {
    if !(is_number(text) || has_separators(text)) || is_int(text) {
        return -1;
    }
    let point = text.rfind('.').or_else(|| text.to_lowercase().rfind('e'));
    point.map_or(-1, |at| length(text.get(at..).unwrap_or_default()) - 1)
}

/// Cells that are no numbers, in lines of at most so many columns.
fn wrap_row(row: &mut [Value], widths: &PerColumn<usize>, count: usize, options: &Options) {
    for (at, value) in row.iter_mut().enumerate().take(count.max(1)) {
        let number = match value.1 {
            Kind::Int | Kind::Float => true,
            Kind::Text => is_number(&value.0),
            _ => false,
        };
        let Some(width) = widths.get(at).filter(|_| !number || options.no_numbers) else {
            continue;
        };
        let text = match value.1 {
            Kind::Null => options.missing.all.clone().unwrap_or_default(),
            // `bool("False")` is true.
            Kind::Text if matches!(value.0.as_str(), "True" | "False") => "True".to_owned(),
            _ => python_text(value),
        };
        let wrapped: Vec<String> = split_lines(&text)
            .into_iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| wrap_line(line, (*width).max(1)).join("\n"))
            .collect();
        *value = (wrapped.join("\n"), Kind::Text);
    }
}

fn visible(text: &str) -> isize {
    Width {
        invisible: true,
        multiline: false,
    }
    .line(text)
}

/// `_CustomTextWrap.wrap`.
fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let width = width as isize;
    let text = crate::shown::expand_tabs(text).replace(['\n', '\x0b', '\x0c', '\r'], " ");
    let mut chunks: Vec<String> = split_words(&text).into_iter().rev().collect();
    let mut lines: Vec<String> = Vec::new();
    let mut active: Vec<String> = Vec::new();
    let blank = |chunk: &String| chunk.trim().is_empty();
    while !chunks.is_empty() {
        if !lines.is_empty() && chunks.last().is_some_and(blank) {
            chunks.pop();
        }
        let mut line: Vec<String> = Vec::new();
        let mut taken = 0;
        while let Some(chunk) = chunks.last() {
            let own = visible(chunk);
            if taken + own > width {
                break;
            }
            taken += own;
            line.extend(chunks.pop());
        }
        if let Some(chunk) = chunks.last_mut()
            && visible(chunk) > width
        {
            let room = width - taken;
            if room > 0 {
                let (head, tail) = break_chunk(chunk, room);
                line.push(head);
                *chunk = tail;
            } else if line.is_empty() {
                line.extend(chunks.pop());
            }
        }
        if line.last().is_some_and(blank) {
            line.pop();
        }
        if line.is_empty() {
            continue;
        }
        let own = line.concat();
        let mut whole = active.concat();
        whole.push_str(&own);
        let mut rest = own.as_str();
        while let Some((begin, end, _)) = find_code(rest) {
            match rest.get(begin..end).unwrap_or_default() {
                "\x1b[0m" => active.clear(),
                code => active.push(code.to_owned()),
            }
            rest = rest.get(end..).unwrap_or_default();
        }
        if !active.is_empty() {
            whole.push_str("\x1b[0m");
        }
        lines.push(whole);
    }
    lines
}

/// As many characters as `room` columns hold, with the codes among them; the first is taken even when it is too wide for
/// nothing else to be.
fn break_chunk(chunk: &str, room: isize) -> (String, String) {
    let mut end = 0;
    let mut rest = chunk;
    let mut seen = String::new();
    while let Some(c) = rest.chars().next() {
        let length = match (c == '\x1b').then(|| find_code(rest)).flatten() {
            Some((0, length, _)) => length,
            _ => {
                seen.push(c);
                if visible(&seen) > room {
                    break;
                }
                c.len_utf8()
            }
        };
        end += length;
        rest = rest.get(length..).unwrap_or_default();
    }
    // A character wider than the line would never fit.
    if end == 0 && !seen.is_empty() {
        end = seen.len();
    }
    let (head, tail) = chunk.split_at_checked(end).unwrap_or((chunk, ""));
    (head.to_owned(), tail.to_owned())
}

/// A format about to be drawn.
struct Drawing<'d> {
    format: &'d str,
    lines: Option<&'static Lines>,
    widths: Vec<usize>,
    aligns: Vec<Side>,
    header_aligns: Vec<Side>,
    multiline: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Above,
    BelowHeader,
    Between,
    Below,
}

impl Drawing<'_> {
    fn table(&self, headers: &[String], rows: &[Vec<String>]) -> String {
        if headers.is_empty() && rows.is_empty() {
            return String::new();
        }
        let mut out: Vec<String> = Vec::new();
        let header = !headers.is_empty();
        let hidden = |place: Place| match (self.format, self.lines) {
            ("html" | "unsafehtml" | "asciidoc", _) => header && place == Place::Above,
            (_, Some(lines)) => {
                let (above, below) = lines.hidden_with_header;
                header && (place == Place::Above && above || place == Place::Below && below)
            }
            _ => false,
        };
        let line = |place: Place| if hidden(place) { None } else { self.line(place) };
        out.extend(line(Place::Above));
        if header {
            self.row(headers, true, &mut out);
            out.extend(line(Place::BelowHeader));
        }
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                out.extend(line(Place::Between));
            }
            self.row(row, false, &mut out);
        }
        out.extend(line(Place::Below));
        out.join("\n")
    }

    fn padding(&self) -> usize {
        match self.format {
            "html" | "unsafehtml" | "mediawiki" | "tsv" => 0,
            _ => self.lines.map_or(1, |lines| lines.padding),
        }
    }

    fn row(&self, cells: &[String], header: bool, out: &mut Vec<String>) {
        if !self.multiline {
            out.push(self.row_line(cells, header));
            return;
        }
        let split: Vec<Vec<&str>> = cells.iter().map(|cell| split_lines(cell)).collect();
        let height = split.iter().map(Vec::len).max().unwrap_or(0);
        for y in 0..height {
            let line: Vec<String> = split
                .iter()
                .zip(&self.widths)
                .map(|(lines, width)| {
                    lines
                        .get(y)
                        .map_or_else(|| " ".repeat(*width), |line| (*line).to_owned())
                })
                .collect();
            out.push(self.row_line(&line, header));
        }
    }

    fn row_line(&self, cells: &[String], header: bool) -> String {
        let blanks = " ".repeat(self.padding());
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| format!("{blanks}{cell}{blanks}"))
            .collect();
        let aligns = if header { &self.header_aligns } else { &self.aligns };
        let pairs = || cells.iter().zip(aligns);
        let style = |side: &Side, left: &'static str, right: &'static str, center: &'static str| match side {
            Side::Right | Side::Decimal => right,
            Side::Center => center,
            Side::Left => left,
            Side::Nowhere => "",
        };
        match self.format {
            "mediawiki" => {
                let sign = if header { "!" } else { "|" };
                let right = "style=\"text-align: right;\"| ";
                let center = "style=\"text-align: center;\"| ";
                let values: Vec<String> = pairs()
                    .map(|(cell, side)| format!(" {}{cell} ", style(side, "", right, center)))
                    .collect();
                format!("{sign}{}", values.join(&sign.repeat(2)))
                    .trim_end()
                    .to_owned()
            }
            "html" | "unsafehtml" => {
                let tag = if header { "th" } else { "td" };
                let (right, center) = (" style=\"text-align: right;\"", " style=\"text-align: center;\"");
                let values: String = pairs()
                    .map(|(cell, side)| {
                        let text = if self.format == "html" {
                            html_escape(cell)
                        } else {
                            cell.clone()
                        };
                        format!("<{tag}{}>{text}</{tag}>", style(side, "", right, center))
                    })
                    .collect();
                let row = format!("<tr>{}</tr>", values.trim_end());
                if header {
                    format!("<table>\n<thead>\n{row}\n</thead>\n<tbody>")
                } else {
                    row
                }
            }
            "moinmoin" => {
                let quotes = if header { "'''" } else { "" };
                let (right, center) = (
                    "<style=\"text-align: right;\">",
                    "<style=\"text-align: center;\">",
                );
                let values: String = pairs()
                    .map(|(cell, side)| {
                        format!("||{} {quotes}{cell}{quotes} ", style(side, "", right, center))
                    })
                    .collect();
                format!("{values}||")
            }
            "latex" | "latex_booktabs" | "latex_longtable" | "latex_raw" => {
                let escaped: Vec<String> = match self.format {
                    "latex_raw" => cells,
                    _ => cells.iter().map(|cell| latex_escape(cell)).collect(),
                };
                simple(&escaped, ["", "&", "\\\\"])
            }
            "textile" if !header => {
                let mut values: Vec<String> = Vec::new();
                for (at, (cell, side)) in pairs().enumerate() {
                    let blank = if at == 0 { " " } else { "" };
                    values.push(format!("{}{cell}{blank}", style(side, "<.", ">.", "=.")));
                }
                format!("|{}|", values.join("|"))
            }
            "textile" => simple(&cells, ["|_. ", "|_.", "|"]),
            "asciidoc" => {
                let line = format!("|{}", cells.join("|"));
                if header {
                    format!("{}\n{line}", self.asciidoc(true))
                } else {
                    line
                }
            }
            "tsv" => simple(&cells, ["", "\t", ""]),
            _ => {
                let bars: Bars =
                    self.lines.map_or(
                        ["", "  ", ""],
                        |lines| if header { lines.header } else { lines.row },
                    );
                simple(&cells, bars)
            }
        }
    }

    fn asciidoc(&self, header: bool) -> String {
        let aligns = if header { &self.header_aligns } else { &self.aligns };
        let specifiers: Vec<String> = self
            .widths
            .iter()
            .zip(aligns)
            .map(|(width, side)| {
                let sign = match side {
                    Side::Right | Side::Decimal => ">",
                    Side::Center => "^",
                    Side::Left | Side::Nowhere => "<",
                };
                format!("{sign}{}", width + 2 * self.padding())
            })
            .collect();
        let options = if header { ",options=\"header\"" } else { "" };
        format!("[cols=\"{}\"{options}]\n|====", specifiers.join(","))
    }

    fn line(&self, place: Place) -> Option<String> {
        let fixed = |text: &str| Some(text.to_owned());
        match (self.format, place) {
            ("mediawiki", Place::Above) => {
                fixed("{| class=\"wikitable\" style=\"text-align: left;\"\n|+ <!-- caption -->\n|-")
            }
            ("mediawiki", Place::BelowHeader | Place::Between) => fixed("|-"),
            ("mediawiki", Place::Below) => fixed("|}"),
            ("html" | "unsafehtml", Place::Above) => fixed("<table>\n<tbody>"),
            ("html" | "unsafehtml", Place::Below) => fixed("</tbody>\n</table>"),
            ("latex" | "latex_raw" | "latex_booktabs" | "latex_longtable", place) => self.latex(place),
            ("asciidoc", Place::Above) => Some(self.asciidoc(false)),
            ("asciidoc", Place::Below) => fixed("|===="),
            ("html" | "unsafehtml" | "asciidoc" | "moinmoin" | "textile" | "tsv", _) => None,
            _ => self.rule(place),
        }
    }

    fn latex(&self, place: Place) -> Option<String> {
        let (booktabs, longtable) = (self.format == "latex_booktabs", self.format == "latex_longtable");
        let environment = if longtable { "longtable" } else { "tabular" };
        Some(match place {
            Place::Above => {
                let letter = |side: &Side| match side {
                    Side::Left | Side::Nowhere => 'l',
                    Side::Right | Side::Decimal => 'r',
                    Side::Center => 'c',
                };
                let letters: String = self.aligns.iter().map(letter).collect();
                let rule = if booktabs { "\\toprule" } else { "\\hline" };
                format!("\\begin{{{environment}}}{{{letters}}}\n{rule}")
            }
            Place::BelowHeader if booktabs => "\\midrule".to_owned(),
            Place::BelowHeader if longtable => "\\hline\n\\endhead".to_owned(),
            Place::BelowHeader => "\\hline".to_owned(),
            Place::Between => return None,
            Place::Below => {
                let rule = if booktabs { "\\bottomrule" } else { "\\hline" };
                format!("{rule}\n\\end{{{environment}}}")
            }
        })
    }

    fn rule(&self, place: Place) -> Option<String> {
        let lines = self.lines?;
        let line = match place {
            Place::Above => lines.above,
            Place::BelowHeader => lines.below_header,
            Place::Between => lines.between,
            Place::Below => lines.below,
        }?;
        let widths: Vec<usize> = self
            .widths
            .iter()
            .map(|width| width + 2 * lines.padding)
            .collect();
        let colons = lines.colons && (place == Place::BelowHeader || lines.name == "pipe");
        if !colons {
            let [begin, fill, separator, end]: Line = line;
            let cells: Vec<String> = widths.iter().map(|width| fill.repeat(*width)).collect();
            return Some(simple(&cells, [begin, separator, end]));
        }
        let grid = lines.name == "colon_grid";
        let fill = if grid { "=" } else { "-" };
        let segment = |(at, width): (usize, &usize)| {
            let width = *width;
            match self.aligns.get(at) {
                Some(Side::Right) => format!("{}:", fill.repeat(width.saturating_sub(1))),
                Some(Side::Decimal) if !grid => format!("{}:", fill.repeat(width.saturating_sub(1))),
                Some(Side::Center) => format!(":{}:", fill.repeat(width.saturating_sub(2))),
                Some(Side::Left) => format!(":{}", fill.repeat(width.saturating_sub(1))),
                _ => fill.repeat(width),
            }
        };
        let segments: Vec<String> = widths.iter().enumerate().map(segment).collect();
        let (separator, end) = if grid { ("+", "+") } else { ("|", "|") };
        Some(format!("{end}{}{end}", segments.join(separator)))
    }
}

/// Cells between bars, blanks at the end gone.
fn simple(cells: &[String], [begin, separator, end]: Bars) -> String {
    format!("{begin}{}{end}", cells.join(separator))
        .trim_end()
        .to_owned()
}

fn html_escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
}

fn latex_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '^' => out.push_str("\\^{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '<' => out.push_str("\\ensuremath{<}"),
            '>' => out.push_str("\\ensuremath{>}"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(format: &str) -> String {
        let cell = |text: &str| (text.to_owned(), Kind::Text);
        let rows = vec![
            vec![cell("spam"), ("41.9999".to_owned(), Kind::Float)],
            vec![cell("eggs"), cell("451.0")],
        ];
        let options = Options {
            format: format.to_owned(),
            ..Options::default()
        };
        tabulate(rows, vec!["strings".to_owned(), "numbers".to_owned()], &options)
    }

    /// What tabulate 0.10 prints.
    #[test]
    fn numbers_stand_on_their_points() {
        assert_eq!(
            table("plain"),
            "strings      numbers\nspam         41.9999\neggs        451"
        );
        assert_eq!(
            table("pipe"),
            "| strings   |   numbers |\n|:----------|----------:|\n| spam      |   41.9999 |\n| eggs      |  451      |"
        );
    }

    #[test]
    fn texts_that_python_reads_as_numbers() {
        for text in ["1", " -1 ", "1_000", "+0"] {
            assert!(is_int(text), "{text}");
        }
        for text in ["1,000", "-1,000.5", ".5", "1.", "123"] {
            assert!(has_separators(text), "{text}");
        }
        for text in ["1,0000", ".", "1000", "1_0,0"] {
            assert!(!has_separators(text), "{text}");
        }
        assert!(is_number("1e5") && is_number("inf") && !is_number("1e400") && !is_number("infinity"));
    }

    proptest! {
        #[test]
        fn any_cell_in_any_format(cells in proptest::collection::vec("[a1.,e-変\x1b\\[m\n\r\t ]{0,6}", 4), format in proptest::sample::select(vec!["grid", "pipe", "html", "rst", "asciidoc", "mediawiki", "plain", "colon_grid", "latex"]), max in 0usize..4) {
            let rows = cells.chunks(2).map(|row| row.iter().map(|cell| (cell.clone(), Kind::Text)).collect()).collect();
            let options = Options {
                format: format.to_owned(),
                max_width: PerColumn { all: (max > 0).then_some(max), own: Vec::new() },
                ..Options::default()
            };
            let _ = tabulate(rows, vec!["a".to_owned()], &options);
        }
    }
}
