//! One record a block: psql's `\x`, and Miller's xtab.

use std::io::{self, Write};

use crate::rows::Table;
use crate::text::cells::Cells;

/// Widths beyond this are left to the terminal.
const RULE: usize = 200;

/// `-[ RECORD 1 ]---` and `name | value` lines, as psql's expanded mode prints them, no wider than `width` if given.
///
/// # Errors
/// What reading or writing gives.
pub fn expanded(
    table: &mut Table,
    cells: &Cells,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (names, widest) = names(table, cells);
    let mut values = 0;
    table.each(|row| {
        for at in 0..names.len() {
            values = values.max(cells.block_width(&cells.text(at, row.cell(at))));
        }
        Ok(())
    })?;
    let room = width.map(|width| width.saturating_sub(widest + 3).max(1));
    let values = room.map_or(values, |room| values.min(room));
    let mut record = 0u64;
    let done = table.each(|row| {
        record += 1;
        let label = format!("-[ RECORD {record} ]");
        // The rule crosses the bar that stands behind the names.
        let mut rule: Vec<char> = label.chars().collect();
        let length = (widest + 3 + values).min(RULE);
        rule.resize(rule.len().max(length), '-');
        if let Some(cross) = rule.get_mut(widest + 1)
            && *cross == '-'
            && widest + 1 >= label.len()
        {
            *cross = '+';
        }
        writeln!(out, "{}", rule.into_iter().collect::<String>())?;
        for (at, name) in names.iter().enumerate() {
            let text = cells.text(at, row.cell(at));
            let lines = match room {
                Some(room) => cells.lines(&text, at, room).0,
                None => text.split('\n').map(str::to_owned).collect(),
            };
            for (number, line) in lines.iter().enumerate() {
                let shown = if number == 0 { name.as_str() } else { "" };
                let blanks = " ".repeat(widest - cells.width(shown));
                writeln!(out, "{}", format!("{shown}{blanks} | {line}").trim_end())?;
            }
        }
        Ok(())
    });
    // As psql says it.
    if record == 0 {
        done.and_then(|()| writeln!(out, "(0 rows)"))
    } else {
        done
    }
}

/// `name value` lines, blocks parted by an empty line.
///
/// # Errors
/// What reading or writing gives.
pub fn xtab(table: &mut Table, cells: &Cells, out: &mut dyn Write) -> io::Result<()> {
    let (names, widest) = names(table, cells);
    let mut first = true;
    table.each(|row| {
        if !std::mem::replace(&mut first, false) {
            writeln!(out)?;
        }
        for (at, name) in names.iter().enumerate() {
            let text = cells.text(at, row.cell(at));
            for (number, line) in text.split('\n').enumerate() {
                let shown = if number == 0 { name.as_str() } else { "" };
                let blanks = " ".repeat(widest - cells.width(shown));
                writeln!(out, "{}", format!("{shown}{blanks} {line}").trim_end())?;
            }
        }
        Ok(())
    })
}

/// The names of the columns, each on one line, and the width of the widest.
fn names(table: &Table, cells: &Cells) -> (Vec<String>, usize) {
    let names: Vec<String> = table
        .header
        .iter()
        .map(|name| cells.name(name).replace('\n', " "))
        .collect();
    let widest = names.iter().map(|name| cells.width(name)).max().unwrap_or(0);
    (names, widest)
}
