//! Text tables read back, as PrettyTable, tabulate, psql and our own styles print them.
//!
//! One module per way to tell cells apart: by a [`frame`] of lines, by one rule under the header ([`ruled`]), by [`bars`]
//! between cells, and by the blanks between columns ([`gutters`]).

mod bars;
mod frame;
mod gutters;
mod ruled;

use super::{Builder, Choice, Malformed, Options, Read, Warning, WarningKind};
use crate::rows::{Kind, Row};

pub use frame::is_rule;

const VERTICAL: &str = "|│┃║";

/// A line of the text and its number.
type Line<'t> = (u64, &'t str);

/// The cells of a line, trimmed, and its number.
type Cut = (u64, Vec<String>);

/// A table that was found at the beginning of some lines.
struct Found {
    /// Its rows, the header first; none: the lines look like a table and are none.
    rows: Vec<Cut>,
    /// How many lines it takes.
    lines: usize,
    /// Nothing says whether a line is a row or goes on with the row before.
    unclear: bool,
}

/// True when text that begins so is a table that has more than blanks between its cells; `whole` says that nothing follows.
#[must_use]
pub fn is_table(text: &str, whole: bool) -> bool {
    let mut lines: Vec<Line> = (1..).zip(text.lines()).collect();
    if !whole {
        lines.pop();
    }
    let begin = lines.iter().position(|(_, line)| !line.trim().is_empty());
    let lines = begin.and_then(|begin| lines.get(begin..)).unwrap_or_default();
    lines.first().is_some_and(|(_, line)| is_rule(line))
        || matches!(find(lines), Ok(Some(found)) if !found.rows.is_empty())
}

/// True when nothing but blanks parts the columns of the text, two at least everywhere and nowhere else; `whole` as in
/// [`is_table`].
#[must_use]
pub fn has_gutters(text: &str, whole: bool) -> bool {
    let mut lines: Vec<Line> = (1..).zip(text.lines()).collect();
    if !whole {
        lines.pop();
    }
    gutters::is_table(&lines)
}

/// Reads a table; text around it is left out.
pub(super) fn read(text: &str, options: &Options) -> Result<Option<Read>, Malformed> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let choice = Choice::new(options)?;
    let lines: Vec<Line> = (options.skip + 1..).zip(text.lines()).collect();
    let (mut tables, mut wanted) = (0, None);
    let mut rest = lines.as_slice();
    while let Some((_, behind)) = rest.split_first() {
        match find(rest)? {
            Some(found) => {
                rest = rest.get(found.lines.max(1)..).unwrap_or_default();
                tables += u64::from(!found.rows.is_empty());
                if !found.rows.is_empty() && tables == choice.number {
                    wanted = Some(found);
                }
            }
            None => rest = behind,
        }
    }
    if tables == 0
        && let Some(found) = gutters::find(&lines)
    {
        tables = 1;
        wanted = Some(found).filter(|_| choice.number == 1);
    }
    if tables == 0 {
        return Err(Malformed::because(
            "no table was found (a frame, or columns that two blanks part, were expected)",
        ));
    }
    match wanted {
        Some(found) => choice.of(tables, build(found, options)?),
        None => choice.of(tables, None),
    }
}

/// The table that begins with the first line.
fn find(lines: &[Line]) -> Result<Option<Found>, Malformed> {
    if let Some(found) = frame::find(lines)? {
        return Ok(Some(found));
    }
    Ok(ruled::find(lines).or_else(|| bars::find(lines)))
}

fn build(found: Found, options: &Options) -> Result<Option<Read>, Malformed> {
    let mut builder = Builder::new(options);
    let mut row = Row::default();
    // Lines that have nothing in the first cell, and nothing but under something, may go on with the row before them.
    let (mut count, mut first) = (0u64, None);
    let mut before: &[String] = &[];
    for (at, (line, cells)) in found.rows.iter().enumerate() {
        row.clear();
        for cell in cells {
            row.push(cell, Kind::Text);
        }
        let hangs = |cell: &str, above: Option<&String>| {
            cell.is_empty() || above.is_some_and(|above| !above.is_empty())
        };
        if at > 1
            && cells.first().is_some_and(String::is_empty)
            && cells.iter().any(|cell| !cell.is_empty())
            && cells
                .iter()
                .enumerate()
                .all(|(at, cell)| hangs(cell, before.get(at)))
        {
            count += 1;
            first.get_or_insert(*line);
        }
        before = cells;
        builder.row(*line, &row)?;
    }
    let mut read = builder.finish(true)?;
    if let Some(read) = read.as_mut().filter(|_| found.unclear && count > 0) {
        let rows = if count == 1 {
            "1 row has"
        } else {
            &format!("{count} rows have")
        };
        read.warnings.push(Warning {
            kind: WarningKind::UnclearRows,
            line: first,
            message: format!(
                "{rows} an empty first cell and may go on with the row before (tables printed with --hrules all tell)"
            ),
        });
    }
    Ok(read)
}

/// The cells of a line between these columns, trimmed; `None` where something but a blank, or a bar if `barred`, stands
/// outside of them.
fn between(line: &str, columns: &[(usize, usize)], barred: bool) -> Option<Vec<String>> {
    use unicode_segmentation::UnicodeSegmentation;
    let mut cells = vec![String::new(); columns.len()];
    let (mut at, mut here) = (0, 0);
    for grapheme in line.graphemes(true) {
        while columns.get(at).is_some_and(|(_, end)| *end <= here) {
            at += 1;
        }
        let width = shared::display::width(grapheme);
        match (columns.get(at), cells.get_mut(at)) {
            (Some((begin, end)), Some(cell)) if here >= *begin && here + width <= *end => {
                cell.push_str(grapheme)
            }
            _ if grapheme == " " || barred && VERTICAL.contains(grapheme) => {}
            _ => return None,
        }
        here += width;
    }
    for cell in &mut cells {
        *cell = cell.trim().to_owned();
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    pub(super) fn table(text: &str) -> Vec<Vec<String>> {
        cells(read(text, &Options::default()).ok().flatten())
    }

    /// The table of that number.
    fn nth(text: &str, number: u8) -> Vec<Vec<String>> {
        let options = Options {
            sheet: Some(number.to_string()),
            ..Options::default()
        };
        cells(read(text, &options).ok().flatten())
    }

    #[test]
    fn tables_behind_one_another_are_not_one() {
        let one = "+---+\n| a |\n+---+\n| 1 |\n+---+\n";
        let empty = "+---+\n| n |\n+---+\n+---+\n";
        let two = "+---+---+\n| b | c |\n+---+---+\n| 2 | 3 |\n+---+---+\n";
        for between in ["", "\n", "text\n"] {
            let text = [one, empty, two, one, one].join(between);
            assert_eq!(nth(&text, 1), [["a"], ["1"]], "{between:?}");
            assert_eq!(nth(&text, 2), [["n"]], "{between:?}");
            assert_eq!(nth(&text, 3), [["b", "c"], ["2", "3"]], "{between:?}");
            assert_eq!(nth(&text, 5), [["a"], ["1"]], "{between:?}");
            assert!(nth(&text, 6).is_empty(), "{between:?}");
        }
        assert_eq!(nth(" a\n---\n 1\n\n b\n---\n 2\n", 2), [["b"], ["2"]]);
    }

    #[test]
    fn no_line_is_looked_at_again_and_again() {
        // With a search from each line to the end these would not end today.
        let headings = (3..300).map(|width| format!("x\n{}\n", "-".repeat(width)));
        for text in [
            "+--+\n".repeat(50_000),
            headings.collect::<String>().repeat(20),
            "| a | b |\n|  c|d |\n".repeat(20_000),
        ] {
            assert!(table(&text).is_empty());
        }
    }

    #[test]
    fn what_does_not_fit_its_frame_is_told() {
        let text = "+---+---+\n| a | b |\n+---+---+\n| 1 |\n+---+---+\n";
        assert!(matches!(
            read(text, &Options::default()),
            Err(Malformed::Syntax {
                place: Some((4, 1)),
                ..
            })
        ));
        // As Miller 6.6 prints it, by other widths than a terminal's.
        let text = "+----+---+\n| a  | b |\n+----+---+\n| 变化 | 1 |\n| x  | 2 |\n+----+---+\n";
        assert_eq!(table(text), [["a", "b"], ["变化", "1"], ["x", "2"]]);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "([-+|=│┼ a变\n]|\\|\\||--|  |\\|====\n){0,60}") {
            let _ = read(&text, &Options::default());
            let _ = is_table(&text, true);
            let _ = has_gutters(&text, false);
        }
    }
}
