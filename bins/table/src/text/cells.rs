//! Cells as text tables show them: formatted, escaped, and made to fit.

use std::borrow::Cow;

use crate::ansi;
use crate::compat::textwrap;
use crate::format::{Number, Spec, grouped, is_plain_number, printf};
use crate::layout::Align;
use crate::rows::{Cell, Kind};
use crate::shown::{Show, block_width, columns, expand_tabs, shown};
use crate::style::Markup;
use crate::wrap::{Wrap, Wrapping, wrap};

/// How the values of one column are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Format {
    /// PrettyTable's `int_format`.
    pub int: Option<String>,
    /// PrettyTable's `float_format`.
    pub float: Option<String>,
    /// A format specification for what is plainly a number.
    pub spec: Option<Spec>,
    /// Digits in groups of three.
    pub thousands: bool,
    /// Stands where there is nothing.
    pub null: Option<String>,
    /// The digits behind the decimal point that other cells have, when points stand under each other.
    pub decimals: Option<usize>,
    /// Values are cut to this width, in columns.
    pub max_width: Option<usize>,
}

/// How cells become text.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    /// PrettyTable's ways: cells raw, wrapped by `textwrap`, `None` for null.
    pub compat: bool,
    /// What becomes of control characters.
    pub show: Show,
    /// What is escaped.
    pub markup: Option<Markup>,
    /// How lines are made to fit.
    pub wrapping: Wrapping,
    /// How values are written, one for each column.
    pub formats: Vec<Format>,
    /// Colours the names of columns.
    pub header_style: Option<String>,
}

impl Cells {
    /// The text of a cell: its lines parted by `\n`, nothing in it that must not be printed.
    #[must_use]
    pub fn text<'c>(&self, column: usize, cell: Cell<'c>) -> Cow<'c, str> {
        let format = self.formats.get(column);
        let text = self.value(format, cell);
        if self.compat {
            return match text.contains('\t') {
                true => Cow::Owned(expand_tabs(&text)),
                false => text,
            };
        }
        let text = self.escape(text);
        match format.and_then(|format| format.decimals) {
            Some(decimals) => Cow::Owned(padded(text.into_owned(), decimals)),
            None => text,
        }
    }

    /// The name of a column, as [`text`](Self::text).
    #[must_use]
    pub fn name<'c>(&self, name: &'c str) -> Cow<'c, str> {
        if self.compat {
            Cow::Borrowed(name)
        } else {
            self.escape(Cow::Borrowed(name))
        }
    }

    fn value<'c>(&self, format: Option<&Format>, cell: Cell<'c>) -> Cow<'c, str> {
        let null = format.and_then(|format| format.null.as_deref());
        let text = Cow::Borrowed(cell.text);
        let Some(format) = format else {
            return if cell.kind == Kind::Null && self.compat {
                Cow::Borrowed("None")
            } else {
                text
            };
        };
        if cell.kind == Kind::Null {
            let unset = if self.compat { "None" } else { "" };
            return Cow::Owned(null.unwrap_or(unset).to_owned());
        }
        if self.compat && null.is_some() && text.split('\n').any(|line| line == "None") {
            let lines = text.split('\n').map(|line| {
                if line == "None" {
                    null.unwrap_or(line)
                } else {
                    line
                }
            });
            return Cow::Owned(lines.collect::<Vec<_>>().join("\n"));
        }
        let printed = match cell.kind {
            Kind::Int => format.int.as_deref(),
            Kind::Float => format.float.as_deref(),
            Kind::Bool if self.compat => {
                let number = Number::Int(i128::from(cell.text == "true"));
                let printed = format.int.as_deref().and_then(|spec| printf(spec, number));
                let word = if cell.text == "true" { "True" } else { "False" };
                return Cow::Owned(printed.unwrap_or_else(|| word.to_owned()));
            }
            _ => None,
        };
        if let Some(printed) = printed.and_then(|spec| printf(spec, Number::parse(cell.text)?)) {
            return Cow::Owned(printed);
        }
        if !is_plain_number(cell.text) {
            return text;
        }
        if let Some(spec) = &format.spec
            && let Some(number) = Number::parse(cell.text)
            && let Some(written) = spec.apply(number)
        {
            return Cow::Owned(written);
        }
        if format.thousands && !cell.text.contains(['e', 'E']) {
            let (sign, digits) = match cell.text.strip_prefix('-') {
                Some(digits) => ("-", digits),
                None => ("", cell.text),
            };
            return Cow::Owned(format!("{sign}{}", grouped(digits, ',')));
        }
        text
    }

    fn escape<'c>(&self, text: Cow<'c, str>) -> Cow<'c, str> {
        let text = match shown(&text, self.show) {
            Cow::Owned(shown) => Cow::Owned(shown),
            Cow::Borrowed(_) => text,
        };
        match self.markup {
            Some(Markup::Markdown) if text.contains(['|', '\\', '\n', '<']) => Cow::Owned(
                text.replace('\\', "\\\\")
                    .replace('|', "\\|")
                    .replace("<br", "\\<br")
                    .replace('\n', "<br>"),
            ),
            Some(Markup::Org) if text.contains('|') => Cow::Owned(text.replace('|', "\\vert{}")),
            _ => text,
        }
    }

    /// The width of one line.
    #[must_use]
    pub fn width(&self, line: &str) -> usize {
        if self.compat {
            ansi::width(line, self.show.ambiguous)
        } else {
            columns(line, self.show)
        }
    }

    /// The width of the widest line.
    #[must_use]
    pub fn block_width(&self, text: &str) -> usize {
        if self.compat {
            text.split('\n').map(|line| self.width(line)).max().unwrap_or(0)
        } else {
            block_width(text, self.show)
        }
    }

    /// The lines of a cell that fit into `width`; true when something was cut off.
    #[must_use]
    pub fn lines(&self, text: &str, column: usize, width: usize) -> (Vec<String>, bool) {
        let mut lines = Vec::new();
        let mut clipped = false;
        let width = self
            .formats
            .get(column)
            .and_then(|format| format.max_width)
            .map_or(width, |max| if self.compat { width } else { width.min(max) });
        for line in text.split('\n') {
            if !self.compat {
                // Only colours and raw cells make it necessary to close what a line leaves open.
                clipped |= wrap(line, width, &self.wrapping, self.show, &mut lines);
            } else if self.width(line) > width {
                let wrapped = textwrap::wrap(line, width, self.wrapping.on_hyphens);
                if wrapped.is_empty() {
                    lines.push(String::new());
                }
                lines.extend(wrapped);
            } else {
                lines.push(line.to_owned());
            }
        }
        (lines, clipped)
    }

    /// The lines of a column's name.
    #[must_use]
    pub fn header_lines(&self, name: &str, width: usize) -> Vec<String> {
        if !self.compat {
            let mut lines = Vec::new();
            for line in self.name(name).split('\n') {
                wrap(line, width, &self.wrapping, self.show, &mut lines);
            }
            return lines;
        }
        // PrettyTable cuts names after so many characters, whatever their width.
        if self.width(name) > width {
            vec![name.chars().take(width).collect()]
        } else {
            vec![name.to_owned()]
        }
    }

    /// Lines may have to be made shorter.
    #[must_use]
    pub fn wraps(&self) -> bool {
        self.compat || self.wrapping.wrap != Wrap::None
    }
}

/// How many characters stand behind the decimal point; `None` for what is no number.
#[must_use]
pub fn decimals(text: &str) -> Option<usize> {
    let number = text.trim_start_matches(['+', '-']);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".,eE+-".contains(&byte));
    is_number.then(|| {
        number
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len() + 1)
    })
}

/// The number with blanks behind it where others have more decimals.
fn padded(mut text: String, wanted: usize) -> String {
    if let Some(own) = decimals(&text) {
        text.extend(std::iter::repeat_n(' ', wanted.saturating_sub(own)));
    }
    text
}

/// What a pass over all rows finds out about a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The width of the widest cell.
    pub width: usize,
    /// All cells that are not empty are numbers, and there is one.
    pub numeric: bool,
    /// The most characters from a decimal point on.
    pub decimals: usize,
    /// The most columns before a decimal point.
    whole: usize,
    /// There is a cell that is not empty.
    pub used: bool,
}

impl Default for Measure {
    fn default() -> Self {
        Self {
            width: 0,
            numeric: true,
            decimals: 0,
            whole: 0,
            used: false,
        }
    }
}

impl Measure {
    /// A column of this width, of which nothing else is known.
    #[must_use]
    pub fn of_width(width: usize) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// Takes a cell into account.
    pub fn take(&mut self, cells: &Cells, column: usize, cell: Cell, align: Align) {
        let text = cells.text(column, cell);
        let mut width = cells.block_width(&text);
        if let Some(max) = cells.formats.get(column).and_then(|format| format.max_width) {
            width = width.min(max);
        }
        self.used |= !cell.text.is_empty();
        if matches!(align, Align::Auto | Align::Decimal) && !cell.text.is_empty() {
            match decimals(&text) {
                Some(decimals) if align == Align::Decimal => {
                    // The widest number may need room for the decimals of another one.
                    self.decimals = self.decimals.max(decimals);
                    self.whole = self.whole.max(width.saturating_sub(decimals));
                    width = self.whole + self.decimals;
                }
                Some(_) => {}
                None => self.numeric = false,
            }
        }
        self.width = self.width.max(width);
    }
}
