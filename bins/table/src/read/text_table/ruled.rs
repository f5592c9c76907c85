//! One rule under the header tells where the columns are: `---  ---` (tabulate's simple, rst) or `---+---` (psql, presto).

use super::{Cut, Found, Line, between};

/// A header has so many lines at most.
const HEADER_LINES: usize = 16;

/// The table whose header, or whose first rule, is in the first line.
pub(super) fn find(lines: &[Line]) -> Option<Found> {
    let (_, first) = lines.first()?;
    let closed = columns(first).filter(|_| first.starts_with('='));
    let begin = usize::from(closed.is_some());
    let under = lines.get(begin..)?.iter().take(HEADER_LINES);
    let under = begin
        + under
            .take_while(|(_, line)| !line.trim().is_empty())
            .position(|(_, line)| columns(line).is_some())?;
    let (_, rule) = lines.get(under)?;
    let columns = columns(rule)?;
    if under == begin || closed.is_some_and(|closed| closed != columns) {
        return None;
    }
    let barred = rule.contains('+');
    let mut rows: Vec<Cut> = Vec::new();
    let mut header: Vec<String> = Vec::new();
    let mut widest = 0;
    for (_, line) in lines.get(begin..under)? {
        widest = widest.max(shared::display::width(line.trim_end()));
        for (at, cell) in between(line, &columns, barred)?.into_iter().enumerate() {
            match header.get_mut(at) {
                Some(name) if !cell.is_empty() => {
                    name.push('\n');
                    name.push_str(&cell);
                }
                Some(_) => {}
                None => header.push(cell),
            }
        }
    }
    let header: Vec<String> = header
        .iter()
        .map(|name| name.trim_start_matches('\n').to_owned())
        .collect();
    rows.push((lines.get(begin)?.0, header));
    let mut taken = under + 1;
    for (number, line) in lines.get(taken..)? {
        if line.trim_end() == rule.trim_end() {
            taken += 1;
            break;
        }
        // Under headings other lines of dashes follow.
        let is_rule = columns.len() == 1 && self::columns(line).is_some();
        let ends = line.is_empty() || is_rule || is_footer(line);
        let cells = between(line, &columns, barred).filter(|_| !ends);
        let Some(cells) = cells else { break };
        widest = widest.max(shared::display::width(line.trim_end()));
        rows.push((*number, cells));
        taken += 1;
    }
    // A rule without a gap is also a line under a heading: it must be as long as the longest line.
    let (_, top) = lines.get(begin)?;
    let length = rule.trim_end().len();
    let padded = usize::from(top.starts_with(' '));
    let alone = columns.len() == 1 && (length < 3 || widest != length && widest + padded != length);
    (!alone).then_some(Found {
        rows,
        lines: taken,
        unclear: true,
    })
}

/// `(2 rows)`, which psql prints under its tables.
fn is_footer(line: &str) -> bool {
    line.strip_prefix('(')
        .and_then(|line| line.strip_suffix(" rows)").or_else(|| line.strip_suffix(" row)")))
        .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
}

/// From where to where the columns go under a rule; the last one has no end.
fn columns(rule: &str) -> Option<Vec<(usize, usize)>> {
    let rule = rule.trim_end();
    let sign = rule.chars().next().filter(|sign| matches!(sign, '-' | '='))?;
    let gap = if rule.contains('+') { "+" } else { "  " };
    let mut columns = Vec::new();
    let mut at = 0;
    for group in rule.split(gap) {
        if group.is_empty() || group.chars().any(|c| c != sign) {
            return None;
        }
        columns.push((at, at + group.len()));
        at += group.len() + gap.len();
    }
    if let Some((_, end)) = columns.last_mut() {
        *end = usize::MAX;
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use super::super::tests::table;

    #[test]
    fn tables_of_psql_and_tabulate() {
        // psql 15 and tabulate 0.10.
        let text = " id | name \n----+------\n  1 | x|y\n  2 | \n(2 rows)\n\n";
        assert_eq!(table(text), [["id", "name"], ["1", "x|y"], ["2", ""]]);
        let text = "full name    n\n-----------  ---\nx y          2\n变化\n";
        assert_eq!(table(text), [["full name", "n"], ["x y", "2"], ["变化", ""]]);
        let text = "====  ===\nname    n\n====  ===\na b     1\n====  ===\ntext\n";
        assert_eq!(table(text), [["name", "n"], ["a b", "1"]]);
    }

    #[test]
    fn a_heading_is_no_table() {
        assert!(table("Heading\n---\n\ntext\n").is_empty());
        assert_eq!(table("name\n----\na b\n"), [["name"], ["a b"]]);
    }
}
