//! Bars between cells and no rule: PrettyTable's msword style, and the tables of wikis and markup languages.

use super::{Cut, Found, Line};

/// How a line of bars is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `| a | b |`
    Plain,
    /// `|_. a |<. b |`
    Textile,
    /// `| a | b`, between lines of `|===`.
    Asciidoc,
    /// `|| a || b ||`, and `| a | b |` or the same under it.
    Wiki,
}

/// The table whose first line this is.
pub(super) fn find(lines: &[Line]) -> Option<Found> {
    let (_, first) = lines.first()?;
    let (kind, begin) = match first.trim_end() {
        cols if cols.starts_with("[cols=") && is_fence(lines.get(1)?.1) => (Kind::Asciidoc, 2),
        fence if is_fence(fence) => (Kind::Asciidoc, 1),
        line if line.starts_with("||") && line.ends_with("||") && line.len() > 4 => (Kind::Wiki, 0),
        line if line.starts_with("|_. ") && line.ends_with('|') => (Kind::Textile, 0),
        line if line.starts_with("| ") && line.ends_with('|') => (Kind::Plain, 0),
        _ => return None,
    };
    let body = lines.get(begin..)?;
    let found = match kind {
        Kind::Wiki => wiki(body),
        _ => aligned(body, kind),
    }?;
    let closed = kind == Kind::Asciidoc
        && lines
            .get(begin + found.lines)
            .is_some_and(|(_, line)| is_fence(line));
    Some(Found {
        lines: begin + found.lines + usize::from(closed),
        ..found
    })
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 4
        && line
            .strip_prefix('|')
            .is_some_and(|line| line.bytes().all(|byte| byte == b'='))
}

/// The columns of the terminal in which bars stand.
fn bars(line: &str) -> Vec<usize> {
    let mut column = 0;
    let mut found = Vec::new();
    for (at, piece) in line.split('|').enumerate() {
        if at > 0 {
            found.push(column);
            column += 1;
        }
        column += shared::display::width(piece);
    }
    found
}

/// Lines whose bars stand in the same columns; other bars are text.
fn aligned(lines: &[Line], kind: Kind) -> Option<Found> {
    let belongs = |line: &str| match kind {
        Kind::Asciidoc => line.starts_with("| ") && !is_fence(line),
        _ => line.starts_with('|') && line.ends_with('|'),
    };
    let mut common: Option<Vec<usize>> = None;
    let mut taken = 0;
    for (_, line) in lines {
        let line = line.trim_end();
        if !belongs(line) {
            break;
        }
        let own = bars(line);
        let both = match &common {
            Some(common) => common
                .iter()
                .copied()
                .filter(|column| own.binary_search(column).is_ok())
                .collect(),
            None => own.clone(),
        };
        let closed = kind == Kind::Asciidoc || both.last() == own.last();
        if !closed || both.len() < 2 && own.len() > 1 {
            // The bars are no columns.
            let lines = lines
                .iter()
                .take_while(|(_, line)| belongs(line.trim_end()))
                .count();
            return Some(Found {
                rows: Vec::new(),
                lines,
                unclear: false,
            });
        }
        common = Some(both);
        taken += 1;
    }
    let mut columns: Vec<(usize, usize)> = common?
        .windows(2)
        .filter_map(|pair| Some((pair.first()? + 1, *pair.last()?)))
        .collect();
    if kind == Kind::Asciidoc {
        let begin = columns.last().map_or(1, |(_, end)| end + 1);
        columns.push((begin, usize::MAX));
    }
    let mut rows: Vec<Cut> = Vec::with_capacity(taken);
    for (number, line) in lines.iter().take(taken) {
        let mut cells = super::between(line.trim_end(), &columns, true)?;
        if kind == Kind::Textile {
            for cell in &mut cells {
                let bare = ["_.", "<.", ">.", "=."]
                    .iter()
                    .find_map(|sign| cell.strip_prefix(sign));
                *cell = bare.unwrap_or(cell).trim_start().to_owned();
            }
        }
        rows.push((*number, cells));
    }
    found(rows, taken)
}

/// Jira's, YouTrack's and MoinMoin's tables: only the header has double bars, or all lines have them.
fn wiki(lines: &[Line]) -> Option<Found> {
    let (number, header) = lines.first()?;
    let doubled = |line: &str| {
        let inner = line.strip_prefix("||")?.strip_suffix("||")?;
        let cells = inner.split("||").map(|cell| bare(cell).to_owned());
        Some(cells.collect::<Vec<String>>())
    };
    let names = doubled(header.trim_end())?;
    let count = names.len();
    let body: Vec<Line> = lines
        .iter()
        .skip(1)
        .copied()
        .take_while(|(_, line)| line.starts_with('|'))
        .collect();
    let sign = if body.first().is_some_and(|(_, line)| line.starts_with("||")) {
        "||"
    } else {
        "|"
    };
    let split = |line: &str| {
        let inner = line.trim_end().strip_prefix(sign)?.strip_suffix(sign)?;
        let cells: Vec<String> = inner.split(sign).map(|cell| bare(cell).to_owned()).collect();
        (cells.len() == count).then_some(cells)
    };
    // Where a cell holds bars, those count that stand under one another in all lines, or under those of the header.
    let cut = |columns: &[(usize, usize)]| {
        let rows = body.iter().map(|(number, line)| {
            let cells = super::between(line.trim_end(), columns, true)?;
            let ends = bars(line);
            let fits = columns.iter().all(|(_, end)| ends.binary_search(end).is_ok());
            fits.then_some((*number, cells))
        });
        rows.collect::<Option<Vec<Cut>>>()
            .filter(|_| columns.len() == count)
    };
    let simple: Option<Vec<Cut>> = body
        .iter()
        .map(|(number, line)| Some((*number, split(line)?)))
        .collect();
    let more = simple
        .or_else(|| cut(&under_header(header, sign)))
        .or_else(|| cut(&common_columns(&body, sign)));
    let rows = more.map(|more| std::iter::once((*number, names)).chain(more).collect());
    Some(Found {
        rows: rows.unwrap_or_default(),
        lines: body.len() + 1,
        unclear: true,
    })
}

/// From where to where the cells go in lines with this sign between cells, which are as wide as those of the header.
fn under_header(header: &str, sign: &str) -> Vec<(usize, usize)> {
    let inner = header.trim_end().trim_matches('|');
    let mut at = 0;
    let cells = inner.split("||").map(|cell| {
        let begin = at + sign.len();
        at = begin + shared::display::width(cell);
        (begin, at)
    });
    cells.collect()
}

/// From where to where the cells go between the signs that all lines have.
fn common_columns(lines: &[Line], sign: &str) -> Vec<(usize, usize)> {
    let mut common: Option<Vec<usize>> = None;
    for (_, line) in lines {
        let bars = bars(line.trim_end());
        let is_sign = |at: &usize| sign.len() == 1 || bars.binary_search(&(at + 1)).is_ok();
        let own = bars.iter().copied().filter(is_sign);
        common = Some(match common {
            None => own.collect(),
            Some(common) => {
                let own: Vec<usize> = own.collect();
                common
                    .into_iter()
                    .filter(|at| own.binary_search(at).is_ok())
                    .collect()
            }
        });
    }
    let common = common.unwrap_or_default();
    let pairs = common.windows(2);
    pairs
        .filter_map(|pair| Some((pair.first()? + sign.len(), *pair.last()?)))
        .collect()
}

/// A cell without MoinMoin's marks: `<style="...">` and `'''`.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let styled = cell.strip_prefix("<style=").and_then(|rest| rest.split_once('>'));
    let cell = styled.map_or(cell, |(_, rest)| rest.trim());
    let bold = cell.strip_prefix("'''").and_then(|rest| rest.strip_suffix("'''"));
    bold.map_or(cell, str::trim)
}

fn found(rows: Vec<Cut>, lines: usize) -> Option<Found> {
    (!rows.is_empty()).then_some(Found {
        rows,
        lines,
        unclear: true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::table;

    /// What tabulate 0.10 prints for these rows, and PrettyTable's MSWORD_FRIENDLY.
    #[test]
    fn tables_of_wikis_and_of_markup() {
        let expected = [["full name", "b"], ["x y", "2"], ["", "a|b"]];
        for text in [
            "| full name |  b  |\n|    x y    |  2  |\n|           | a|b |\n",
            "|_.  full name   |_. b   |\n|<. x y          |<. 2   |\n|<.              |<. a|b |\n",
            "[cols=\"<13,<5\",options=\"header\"]\n|====\n| full name   | b   \n| x y         | 2   \n|             | a|b \n|====\n",
            "|| ''' full name   ''' || ''' b   ''' ||\n||  x y          ||  2    ||\n||               ||  a|b  ||\n",
            "|| full name   || b   ||\n| x y         | 2   |\n|             | a|b |\n",
        ] {
            assert_eq!(table(text), expected, "{text}");
        }
    }
}
