//! `--columns`: which columns go out, in which order and under which names.

use crate::grid::Grid;

/// One column that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    column: usize,
    name: Option<String>,
}

/// The table with the columns that `list` names: a CSV record of `NAME`, `NAME=NEWNAME`, `#3`, `3-5` or `-NAME` (dropped;
/// with nothing else, all others stay).
///
/// # Errors
/// The item that names no column.
pub fn columns(grid: &Grid, list: &str) -> Result<Grid, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(list.as_bytes());
    let record = reader
        .records()
        .next()
        .and_then(Result::ok)
        .ok_or("the list of columns is empty")?;
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut dropped: Vec<usize> = Vec::new();
    let mut only_drops = true;
    for item in &record {
        match find(grid.header(), item)? {
            Found::Keep(columns) => {
                only_drops = false;
                chosen.extend(columns);
            }
            Found::Drop(column) => dropped.push(column),
        }
    }
    if only_drops {
        chosen = (0..grid.columns())
            .map(|column| Chosen { column, name: None })
            .collect();
    }
    chosen.retain(|chosen| !dropped.contains(&chosen.column));
    let name = |chosen: &Chosen| {
        chosen
            .name
            .clone()
            .or_else(|| grid.header().get(chosen.column).cloned())
    };
    let mut selected = Grid::new(chosen.iter().filter_map(name).collect());
    for row in 0..grid.len() {
        for chosen in &chosen {
            let cell = grid.cell(row, chosen.column);
            selected.push(cell.text, cell.kind);
        }
        selected.end_row();
    }
    Ok(selected)
}

enum Found {
    Keep(Vec<Chosen>),
    Drop(usize),
}

fn find(header: &[String], item: &str) -> Result<Found, String> {
    let named = |name: &str| header.iter().position(|own| own == name);
    let keep = |column, name: Option<&str>| {
        Found::Keep(vec![Chosen {
            column,
            name: name.map(str::to_owned),
        }])
    };
    // A name as it stands comes before any reading of its signs.
    if let Some(column) = named(item) {
        return Ok(keep(column, None));
    }
    if let Some(column) = item.strip_prefix('-').and_then(named) {
        return Ok(Found::Drop(column));
    }
    let counted = |number: &str| {
        number
            .parse()
            .ok()
            .and_then(|number: usize| number.checked_sub(1))
            .filter(|at| *at < header.len())
    };
    if let Some(column) = item.strip_prefix('#').and_then(counted) {
        return Ok(keep(column, None));
    }
    if let Some((first, last)) = item
        .split_once('-')
        .and_then(|(a, b)| Some((counted(a)?, counted(b)?)))
    {
        return Ok(Found::Keep(
            (first..=last)
                .map(|column| Chosen { column, name: None })
                .collect(),
        ));
    }
    for (equals, _) in item.match_indices('=') {
        let (name, new) = item.split_at(equals);
        if let Some(column) = named(name).or_else(|| name.strip_prefix('#').and_then(counted)) {
            return Ok(keep(column, new.strip_prefix('=')));
        }
    }
    Err(format!("no column is called {item}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Kind;

    fn select(list: &str) -> Result<Vec<String>, String> {
        let mut grid = Grid::new(["a", "b", "c=d", "-e"].map(str::to_owned).to_vec());
        ["1", "2", "3"]
            .into_iter()
            .for_each(|cell| grid.push(cell, Kind::Text));
        grid.end_row();
        let selected = columns(&grid, list)?;
        let row: Vec<_> = (0..selected.columns())
            .map(|column| selected.cell(0, column).text.to_owned())
            .collect();
        Ok(selected
            .header()
            .iter()
            .zip(row)
            .map(|(name, cell)| format!("{name}:{cell}"))
            .collect())
    }

    #[test]
    fn columns_are_named_counted_renamed_and_dropped() {
        assert_eq!(select("b,a").unwrap(), ["b:2", "a:1"]);
        assert_eq!(select("b=乙,#1").unwrap(), ["乙:2", "a:1"]);
        assert_eq!(select("2-3").unwrap(), ["b:2", "c=d:3"]);
        assert_eq!(select("-b").unwrap(), ["a:1", "c=d:3", "-e:"]);
        assert_eq!(select("c=d,c=d=x,-e").unwrap(), ["c=d:3", "x:3", "-e:"]);
        assert_eq!(select("nope").unwrap_err(), "no column is called nope");
        assert!(select("#9").is_err() && select("0-2").is_err() && select("").is_err());
    }
}
