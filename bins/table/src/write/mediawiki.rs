//! MediaWiki, as PrettyTable writes it.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::rows::Table;
use crate::text::cells::Cells;

/// Writes the table.
///
/// # Errors
/// What reading or writing gives.
pub fn write(
    table: &mut Table,
    cells: &Cells,
    title: Option<&str>,
    header: bool,
    attributes: &[(String, String)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = table.columns();
    if attributes.is_empty() {
        writeln!(out, "{{| class=\"wikitable\"")?;
    } else {
        let attributes: Vec<String> = attributes
            .iter()
            .map(|(name, value)| format!("{}=\"{}\"", cells.name(name), cells.name(value)))
            .collect();
        writeln!(out, "{{| {}", attributes.join(" "))?;
    }
    if let Some(title) = title {
        writeln!(out, "|+ {}", escape(cells.name(title), cells.compat))?;
    }
    if header {
        let names: Vec<Cow<str>> = table
            .header
            .iter()
            .map(|name| escape(cells.name(name), cells.compat))
            .collect();
        writeln!(out, "|-\n! {}", names.join(" !! "))?;
    }
    table.each(|row| {
        let texts: Vec<Cow<str>> = (0..columns)
            .map(|at| escape(cells.text(at, row.cell(at)), cells.compat))
            .collect();
        writeln!(out, "|-\n| {}", texts.join(" || "))
    })?;
    writeln!(out, "|}}")
}

/// Bars and newlines would end the cell.
fn escape(text: Cow<'_, str>, raw: bool) -> Cow<'_, str> {
    if raw || !text.contains(['|', '\n', '!']) {
        return text;
    }
    Cow::Owned(
        text.replace('|', "&#124;")
            .replace("!!", "&#33;!")
            .replace('\n', "<br>"),
    )
}
