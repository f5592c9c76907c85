//! HTML, as PrettyTable writes it.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::layout::{Align, VAlign};
use crate::rows::{Row, Table};
use crate::shown::{Show, shown};
use crate::style::{HRules, Style, VRules};
use crate::text::cells::Cells;

/// What the table looks like.
#[derive(Debug, Clone)]
pub struct Options<'o> {
    /// Above the table.
    pub title: Option<&'o str>,
    /// Names of columns come first.
    pub header: bool,
    /// Rules, padding and alignment are written down, too.
    pub formatted: bool,
    /// `<br/>` instead of `<br>`.
    pub xhtml: bool,
    /// Attributes of the table.
    pub attributes: &'o [(String, String)],
    /// Names are escaped.
    pub escape_header: bool,
    /// Cells are escaped.
    pub escape_data: bool,
    /// Rules and padding.
    pub style: &'o Style,
    /// Where cells stand.
    pub aligns: &'o [(Align, VAlign)],
}

/// Writes the table.
///
/// # Errors
/// What reading or writing gives.
pub fn write(table: &mut Table, cells: &Cells, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let columns = table.columns();
    let line_break = if options.xhtml { "<br/>" } else { "<br>" };
    let content = |text: &str, escapes: bool| {
        let text = visible(text, cells);
        let text = if escapes { escape(&text) } else { text.into_owned() };
        text.replace('\t', "&#9;").replace('\n', line_break)
    };
    write!(out, "<table")?;
    if options.formatted {
        write!(out, "{}", frame(options.style))?;
    }
    for (name, value) in options.attributes {
        write!(
            out,
            " {}=\"{}\"",
            escape(&visible(name, cells)),
            escape(&visible(value, cells))
        )?;
    }
    writeln!(out, ">")?;
    if let Some(title) = options.title {
        writeln!(out, "    <caption>{}</caption>", content(title, true))?;
    }
    let (left, right) = options.style.padding;
    let padding = format!("padding-left: {left}em; padding-right: {right}em; ");
    if options.header {
        writeln!(out, "    <thead>\n        <tr>")?;
        for name in &table.header {
            let style = match options.formatted {
                true => format!(" style=\"{padding}text-align: center\""),
                false => String::new(),
            };
            writeln!(
                out,
                "            <th{style}>{}</th>",
                content(name, options.escape_header)
            )?;
        }
        writeln!(out, "        </tr>\n    </thead>")?;
    }
    writeln!(out, "    <tbody>")?;
    let styles: Vec<String> = (0..columns)
        .map(|column| match options.formatted {
            true => {
                let (align, valign) = options.aligns.get(column).copied().unwrap_or_default();
                format!(
                    " style=\"{padding}text-align: {}; vertical-align: {}\"",
                    word(align),
                    height(valign)
                )
            }
            false => String::new(),
        })
        .collect();
    table.each(|row: &Row| {
        writeln!(out, "        <tr>")?;
        for (at, style) in styles.iter().enumerate() {
            let text = if cells.compat {
                cells.text(at, row.cell(at)).into_owned()
            } else {
                raw_value(cells, at, row)
            };
            writeln!(
                out,
                "            <td{style}>{}</td>",
                content(&text, options.escape_data)
            )?;
        }
        writeln!(out, "        </tr>")
    })?;
    writeln!(out, "    </tbody>\n</table>")
}

/// The cell as formatted, its tabs not expanded.
fn raw_value(cells: &Cells, column: usize, row: &Row) -> String {
    let cell = row.cell(column);
    if cell.text.contains('\t') {
        return cell.text.to_owned();
    }
    cells.text(column, cell).into_owned()
}

/// The text with everything in it shown that a terminal obeys, but tabs and newlines.
pub(super) fn visible<'t>(text: &'t str, cells: &Cells) -> Cow<'t, str> {
    if cells.compat || !text.contains(shared::display::is_hostile) {
        return Cow::Borrowed(text);
    }
    let pieces: Vec<Cow<str>> = text
        .split('\t')
        .map(|piece| shown(piece, Show::default()))
        .collect();
    Cow::Owned(pieces.join("\t"))
}

/// As Python's `html.escape`.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
}

fn frame(style: &Style) -> &'static str {
    if !style.border {
        return if style.internal_border {
            " rules=\"cols\""
        } else {
            ""
        };
    }
    match (style.hrules, style.vrules) {
        (HRules::All, VRules::All) => " frame=\"box\" rules=\"all\"",
        (HRules::Frame, VRules::Frame) => " frame=\"box\"",
        (HRules::Frame, VRules::All) => " frame=\"box\" rules=\"cols\"",
        (HRules::Frame, VRules::None) => " frame=\"hsides\"",
        (HRules::All, _) => " frame=\"hsides\" rules=\"rows\"",
        (_, VRules::Frame) => " frame=\"vsides\"",
        (_, VRules::All) => " frame=\"vsides\" rules=\"cols\"",
        _ => "",
    }
}

fn word(align: Align) -> &'static str {
    match align {
        Align::Left | Align::Auto => "left",
        Align::Center => "center",
        Align::Right | Align::Decimal => "right",
    }
}

fn height(valign: VAlign) -> &'static str {
    match valign {
        VAlign::Top => "top",
        VAlign::Middle => "middle",
        VAlign::Bottom => "bottom",
    }
}
