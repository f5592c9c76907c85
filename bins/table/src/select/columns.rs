//! Columns chosen, renamed, put in order and dropped.

use std::io;

use crate::record_list;
use crate::rows::{Row, Rows};

/// Columns of other rows.
pub struct Picked {
    inner: Box<dyn Rows>,
    columns: Vec<usize>,
    scratch: Row,
}

impl Picked {
    /// These columns, in this order.
    #[must_use]
    pub fn new(inner: Box<dyn Rows>, columns: Vec<usize>) -> Self {
        Self {
            inner,
            columns,
            scratch: Row::default(),
        }
    }
}

impl Rows for Picked {
    fn rewind(&mut self) {
        self.inner.rewind();
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        if !self.inner.next(&mut self.scratch)? {
            return Ok(false);
        }
        for column in &self.columns {
            row.push_cell(self.scratch.cell(*column));
        }
        Ok(true)
    }

    fn mark(&self) -> u64 {
        self.inner.mark()
    }

    fn seek(&mut self, mark: u64) {
        self.inner.seek(mark);
    }
}

/// The column that a name means: as it stands, or `#3` for the third.
#[must_use]
pub fn find(header: &[String], name: &str) -> Option<usize> {
    header
        .iter()
        .position(|own| own == name)
        .or_else(|| counted(header, name.strip_prefix('#')?))
}

fn counted(header: &[String], number: &str) -> Option<usize> {
    number
        .parse::<usize>()
        .ok()?
        .checked_sub(1)
        .filter(|at| *at < header.len())
}

enum Found {
    Keep(Vec<(usize, Option<String>)>),
    Drop(usize),
}

/// The columns that a list means, with their names: `name`, `name=new`, `-name` (drop), `#3`, `3-5`. A name as it stands
/// comes before any reading of its signs.
///
/// # Errors
/// What is wrong with the list.
pub fn parse(header: &[String], list: &str) -> Result<Vec<(usize, String)>, String> {
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    for item in record_list(list) {
        match one(header, &item)? {
            Found::Keep(columns) => kept.extend(columns),
            Found::Drop(column) => dropped.push(column),
        }
    }
    if kept.is_empty() {
        kept.extend((0..header.len()).map(|column| (column, None)));
    }
    kept.retain(|(column, _)| !dropped.contains(column));
    if kept.is_empty() {
        return Err("no column is left".to_owned());
    }
    let name = |column: usize| header.get(column).cloned().unwrap_or_default();
    Ok(kept
        .into_iter()
        .map(|(column, new)| (column, new.unwrap_or_else(|| name(column))))
        .collect())
}

fn one(header: &[String], item: &str) -> Result<Found, String> {
    let named = |name: &str| header.iter().position(|own| own == name);
    let keep = |column, new: Option<&str>| Found::Keep(vec![(column, new.map(str::to_owned))]);
    if let Some(column) = named(item) {
        return Ok(keep(column, None));
    }
    if let Some(column) = item.strip_prefix('-').and_then(|name| find(header, name)) {
        return Ok(Found::Drop(column));
    }
    if let Some(column) = find(header, item) {
        return Ok(keep(column, None));
    }
    let range = item.split_once('-');
    if let Some((first, last)) = range.and_then(|(a, b)| Some((counted(header, a)?, counted(header, b)?))) {
        if first > last {
            return Err(format!("{item} counts down"));
        }
        return Ok(Found::Keep((first..=last).map(|column| (column, None)).collect()));
    }
    for (equals, _) in item.match_indices('=') {
        let (name, new) = item.split_at(equals);
        if let Some(column) = find(header, name) {
            return Ok(keep(column, new.strip_prefix('=')));
        }
    }
    Err(format!("no column is called {item}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(list: &str) -> Result<Vec<String>, String> {
        let header = ["a", "b", "c=d", "-e"].map(str::to_owned);
        let columns = parse(&header, list)?;
        Ok(columns.iter().map(|(at, name)| format!("{name}:{at}")).collect())
    }

    #[test]
    fn columns_are_named_counted_renamed_and_dropped() {
        assert_eq!(select("b,a").unwrap(), ["b:1", "a:0"]);
        assert_eq!(select("b=乙,#1").unwrap(), ["乙:1", "a:0"]);
        assert_eq!(select("2-3").unwrap(), ["b:1", "c=d:2"]);
        assert_eq!(select("-b").unwrap(), ["a:0", "c=d:2", "-e:3"]);
        assert_eq!(select("c=d,c=d=x,-e").unwrap(), ["c=d:2", "x:2", "-e:3"]);
        assert_eq!(select("\"a\"").unwrap(), ["a:0"]);
        assert_eq!(select("nope").unwrap_err(), "no column is called nope");
        assert!(
            select("#9").is_err() && select("0-2").is_err() && select("3-1").is_err() && select("").is_err()
        );
    }
}
