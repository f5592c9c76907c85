//! LaTeX: a `tabular`, as PrettyTable writes it, with the signs of TeX escaped.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::layout::Align;
use crate::rows::Table;
use crate::style::{HRules, Style, VRules};
use crate::text::cells::Cells;

/// Writes the table; PrettyTable ends lines with CR LF and escapes nothing.
///
/// # Errors
/// What reading or writing gives.
pub fn write(
    table: &mut Table,
    cells: &Cells,
    style: &Style,
    header: bool,
    formatted: bool,
    aligns: &[Align],
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = table.columns();
    let end = if cells.compat { "\r\n" } else { "\n" };
    let letters: Vec<&str> = aligns
        .iter()
        .map(|align| match align {
            Align::Left | Align::Auto => "l",
            Align::Center => "c",
            Align::Right | Align::Decimal => "r",
        })
        .collect();
    let inside =
        formatted && (style.border && style.vrules == VRules::All || !style.border && style.internal_border);
    let mut columns_spec = letters.join(if inside { "|" } else { "" });
    if formatted && style.border && style.vrules != VRules::None {
        columns_spec = format!("|{columns_spec}|");
    }
    let rule = |out: &mut dyn Write, wanted: bool| match wanted && formatted {
        true => write!(out, "\\hline{end}"),
        false => Ok(()),
    };
    write!(out, "\\begin{{tabular}}{{{columns_spec}}}{end}")?;
    rule(
        out,
        style.border && matches!(style.hrules, HRules::All | HRules::Frame),
    )?;
    if header {
        let names: Vec<Cow<str>> = table
            .header
            .iter()
            .map(|name| escape(cells.name(name), cells.compat))
            .collect();
        write!(out, "{} \\\\{end}", names.join(" & "))?;
    }
    let ruled = style.border || style.internal_border;
    rule(out, ruled && matches!(style.hrules, HRules::All | HRules::Header))?;
    let mut line = String::new();
    table.each(|row| {
        line.clear();
        for at in 0..columns {
            if at > 0 {
                line.push_str(" & ");
            }
            line.push_str(&escape(cells.text(at, row.cell(at)), cells.compat));
        }
        write!(out, "{line} \\\\{end}")?;
        rule(out, style.border && style.hrules == HRules::All)
    })?;
    rule(out, style.border && style.hrules == HRules::Frame)?;
    // PrettyTable prints no line end of its own; `print` adds a plain one.
    writeln!(out, "\\end{{tabular}}")
}

/// The text with nothing in it that TeX obeys.
#[must_use]
pub fn escape(text: Cow<'_, str>, raw: bool) -> Cow<'_, str> {
    if raw || !text.contains(['&', '%', '$', '#', '_', '{', '}', '~', '^', '\\', '\n', '<', '>']) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '<' => out.push_str("\\ensuremath{<}"),
            '>' => out.push_str("\\ensuremath{>}"),
            '\n' => out.push_str(" \\newline "),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
