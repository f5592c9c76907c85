//! The frame of a text table as strings ready to print: rules, and what stands before, between and behind cells.

use crate::layout::{Align, Column};
use crate::shown::{Show, columns};
use crate::style::{HRules, Line, Lines, Markup, Style, VRules};

/// What stands around the cells of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bars {
    /// Before the first cell, padding not included.
    pub begin: String,
    /// Between two cells.
    pub between: String,
    /// Behind the last cell.
    pub end: String,
}

/// A frame; every line is without its line end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// Lines above everything.
    pub title: Vec<String>,
    /// Above the header, or above the rows when there is none.
    pub top: Option<String>,
    /// Under the header.
    pub below_header: Option<String>,
    /// Between two rows.
    pub between: Option<String>,
    /// Under the last row.
    pub below_rows: Option<String>,
    /// Under everything, also when there are no rows.
    pub bottom: Option<String>,
    /// Where a rule was asked for.
    pub divider: String,
    /// Around the names of the columns.
    pub header: Bars,
    /// Around cells.
    pub row: Bars,
    /// PrettyTable ends all lines of a row but the last so.
    pub end_but_last: String,
    /// Blanks on the left and on the right of each cell.
    pub padding: (usize, usize),
    /// Blanks at the ends of lines go away.
    pub trim: bool,
    /// The first and the last character of each line of cells give way to bars.
    pub barred: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Top,
    Inside,
    Bottom,
}

/// The frame that PrettyTable draws around these columns; `header` says that their names are printed.
#[must_use]
pub fn of_style(
    style: &Style,
    layout: &[Column],
    header: bool,
    title: Option<&str>,
    show: Show,
    compat: bool,
) -> Frame {
    let rule = |place| rule(style, style.vrules, &style.chars.horizontal, layout, place);
    let ruled = style.border || style.internal_border;
    let ends = style.vrules != VRules::None;
    let top = (style.border && matches!(style.hrules, HRules::All | HRules::Frame)).then(|| {
        let top = rule(Where::Top);
        match title {
            // Under a title the rule goes on into it.
            Some(_) if ends => {
                let [_, _, left, right] = edges(style);
                format!("{left}{}{right}", inner(&top))
            }
            _ => top,
        }
    });
    let below_header = (ruled && style.hrules != HRules::None).then(|| {
        let fill = style
            .chars
            .header_horizontal
            .as_ref()
            .unwrap_or(&style.chars.horizontal);
        self::rule(style, style.vrules, fill, layout, Where::Inside)
    });
    let bottom = || rule(Where::Bottom);
    let vertical = style.chars.vertical.as_str();
    let between = match (ruled, style.vrules) {
        (false, _) => "",
        (true, VRules::All) => vertical,
        _ => " ",
    };
    let end = match (style.border, style.internal_border) {
        (true, _) if ends => vertical,
        (true, _) | (_, true) => " ",
        _ => "",
    };
    let bars = Bars {
        begin: match style.border {
            true if ends => vertical,
            true => " ",
            false => "",
        }
        .to_owned(),
        between: between.to_owned(),
        end: end.to_owned(),
    };
    let all = style.border && style.hrules == HRules::All;
    let mut frame = Frame {
        title: title.map_or_else(Vec::new, |title| self::title(style, layout, title, show)),
        top,
        below_header: if header { below_header } else { None },
        between: all.then(|| rule(Where::Inside)),
        below_rows: all.then(bottom),
        bottom: (style.border && style.hrules == HRules::Frame).then(bottom),
        divider: rule(Where::Inside),
        header: bars.clone(),
        end_but_last: if style.border { end } else { between }.to_owned(),
        row: bars,
        padding: style.padding,
        trim: false,
        barred: false,
    };
    if style.markup == Markup::Org {
        org(&mut frame, compat);
    }
    frame
}

/// Org draws its rules with bars at the ends. Without a border they take the place of blanks; the library lets them take
/// the place of text, too.
fn org(frame: &mut Frame, compat: bool) {
    let bar = |line: &mut String| *line = format!("|{}|", inner(line));
    frame.title.iter_mut().for_each(bar);
    [
        &mut frame.top,
        &mut frame.below_header,
        &mut frame.between,
        &mut frame.below_rows,
        &mut frame.bottom,
    ]
    .into_iter()
    .flatten()
    .for_each(bar);
    bar(&mut frame.divider);
    let open = frame.row.begin.is_empty();
    frame.barred = open && (compat || frame.padding.0 > 0 && frame.padding.1 > 0);
    if !frame.barred {
        "|".clone_into(&mut frame.end_but_last);
        for bars in [&mut frame.header, &mut frame.row] {
            "|".clone_into(&mut bars.begin);
            "|".clone_into(&mut bars.end);
        }
    }
}

/// The line without its first and last character.
pub(super) fn inner(line: &str) -> &str {
    let mut characters = line.chars();
    characters.next();
    characters.next_back();
    characters.as_str()
}

/// The characters at the edges: top, bottom, left, right.
fn edges(style: &Style) -> [&str; 4] {
    let chars = &style.chars;
    chars
        .edges
        .each_ref()
        .map(|edge| edge.as_deref().unwrap_or(&chars.junction))
}

fn rule(style: &Style, vrules: VRules, fill: &str, layout: &[Column], place: Where) -> String {
    if !style.border && !style.internal_border {
        return String::new();
    }
    let chars = &style.chars;
    let [top, bottom, left, right] = edges(style);
    let corner = |at: usize| {
        chars
            .corners
            .get(at)
            .and_then(Option::as_deref)
            .unwrap_or(&chars.junction)
    };
    let (left, junction, right) = match place {
        Where::Top => (corner(0), top, corner(1)),
        Where::Inside => (left, chars.junction.as_str(), right),
        Where::Bottom => (corner(2), bottom, corner(3)),
    };
    let ends = vrules != VRules::None;
    let mut parts = vec![if ends { left.to_owned() } else { fill.to_owned() }];
    for column in layout {
        let mut line: Vec<&str> = vec![fill; column.width + style.padding.0 + style.padding.1];
        if let Some(sign) = &chars.horizontal_align {
            if matches!(column.align, Align::Left | Align::Center) {
                line.drain(..line.len().min(2));
                line.splice(0..0, [" ", sign.as_str()]);
            }
            if matches!(column.align, Align::Right | Align::Decimal | Align::Center) {
                line.truncate(line.len().saturating_sub(2));
                line.extend([sign.as_str(), " "]);
            }
        }
        parts.push(line.concat());
        parts.push(if vrules == VRules::All {
            junction.to_owned()
        } else {
            fill.to_owned()
        });
    }
    if ends {
        parts.pop();
        parts.push(right.to_owned());
    }
    if style.internal_border && !style.border {
        parts.pop();
        parts.drain(..1.min(parts.len()));
    }
    parts.concat()
}

fn title(style: &Style, layout: &[Column], title: &str, show: Show) -> Vec<String> {
    if style.markup == Markup::Markdown {
        let lines = title.split('\n').map(|line| format!("**{line}**"));
        return lines.chain([String::new()]).collect();
    }
    let ends = style.vrules != VRules::None;
    let mut lines = Vec::new();
    if style.border && ends {
        lines.push(rule(
            style,
            VRules::Frame,
            &style.chars.horizontal,
            layout,
            Where::Top,
        ));
    }
    let end = if ends && style.border {
        style.chars.vertical.as_str()
    } else {
        " "
    };
    let (left, right) = style.padding;
    let inner = layout
        .iter()
        .map(|column| column.width + left + right + 1)
        .sum::<usize>()
        .saturating_sub(1);
    for line in title.split('\n') {
        let padded = format!("{}{line}{}", " ".repeat(left), " ".repeat(right));
        let room = inner.saturating_sub(columns(&padded, show));
        let before = Align::Center.before(room, inner);
        lines.push(format!(
            "{end}{}{padded}{}{end}",
            " ".repeat(before),
            " ".repeat(room - before)
        ));
    }
    lines
}

/// The frame of a format of tabulate around these columns.
#[must_use]
pub fn of_lines(lines: &Lines, layout: &[Column], header: bool) -> Frame {
    let rule = |line: Line| {
        let [begin, fill, separator, end] = line;
        let segments: Vec<String> = layout
            .iter()
            .map(|column| fill.repeat(column.width + 2 * lines.padding))
            .collect();
        format!("{begin}{}{end}", segments.join(separator))
    };
    let colons = |line: Line| {
        let [begin, fill, separator, end] = line;
        let segment = |column: &Column| {
            let width = column.width + 2 * lines.padding;
            match column.align {
                Align::Right | Align::Decimal => format!("{}:", fill.repeat(width - 1)),
                Align::Center => format!(":{}:", fill.repeat(width.saturating_sub(2))),
                Align::Left | Align::Auto => format!(":{}", fill.repeat(width - 1)),
            }
        };
        let separator = if separator == "+" { "+" } else { "|" };
        let segments: Vec<String> = layout.iter().map(segment).collect();
        format!("{begin}{}{end}", segments.join(separator))
    };
    let bars = |[begin, between, end]: [&str; 3]| Bars {
        begin: begin.to_owned(),
        between: between.to_owned(),
        end: end.to_owned(),
    };
    let (hide_above, hide_below) = lines.hidden_with_header;
    let colon_above = lines.colons && lines.name == "pipe";
    Frame {
        title: Vec::new(),
        top: lines
            .above
            .filter(|_| !(header && hide_above))
            .map(if colon_above {
                &colons as &dyn Fn(Line) -> String
            } else {
                &rule
            }),
        below_header: lines.below_header.filter(|_| header).map(if lines.colons {
            &colons as &dyn Fn(Line) -> String
        } else {
            &rule
        }),
        between: lines.between.map(rule),
        below_rows: None,
        bottom: lines.below.filter(|_| !(header && hide_below)).map(rule),
        divider: lines
            .between
            .or(lines.below_header)
            .or(lines.below)
            .or(lines.above)
            .map(rule)
            .unwrap_or_default(),
        header: bars(lines.header),
        end_but_last: lines.row[2].to_owned(),
        row: bars(lines.row),
        padding: (lines.padding, lines.padding),
        trim: true,
        barred: false,
    }
}
