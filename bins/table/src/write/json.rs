//! JSON: an array of objects, one a row, or one object a line. Numbers of JSON are numbers again, in their own digits;
//! everything else is text.

use std::collections::HashSet;
use std::io::{self, Write};

use shared::display::is_hostile;

use crate::grid::{Cell, Grid, Kind};

/// Whether the objects stand in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// `[`, an object a line, `]`.
    Array,
    /// An object a line.
    Lines,
}

/// Writes the table. Names that come twice get a number: `a`, `a_2`.
///
/// # Errors
/// What writing to `out` gives.
pub fn write(grid: &Grid, frame: Frame, out: &mut impl Write) -> io::Result<()> {
    let names: Vec<String> = unique(grid.header()).iter().map(|name| string(name)).collect();
    if frame == Frame::Array {
        out.write_all(b"[\n")?;
    }
    for (at, row) in grid.rows().enumerate() {
        if at > 0 {
            out.write_all(if frame == Frame::Array { b",\n" } else { b"\n" })?;
        }
        let mut before = "{";
        for (name, cell) in names.iter().zip(row) {
            write!(out, "{before}{name}:{}", value(cell))?;
            before = ",";
        }
        out.write_all(if names.is_empty() { b"{}" } else { b"}" })?;
    }
    if !grid.is_empty() {
        out.write_all(b"\n")?;
    }
    if frame == Frame::Array {
        out.write_all(b"]\n")
    } else {
        Ok(())
    }
}

/// True when [`write`] must change a name.
#[must_use]
pub fn has_doubles(header: &[String]) -> bool {
    let mut seen = HashSet::new();
    !header.iter().all(|name| seen.insert(name))
}

fn unique(header: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = header.iter().cloned().collect();
    let mut seen = HashSet::new();
    let mut number_of = std::collections::HashMap::new();
    let mut free = |name: &String| {
        if seen.insert(name.clone()) {
            return name.clone();
        }
        let number = number_of.entry(name.clone()).or_insert(1_usize);
        loop {
            *number += 1;
            let numbered = format!("{name}_{number}");
            if taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    };
    header.iter().map(&mut free).collect()
}

fn value(cell: Cell) -> String {
    match cell.kind {
        Kind::Text => string(cell.text),
        Kind::Number | Kind::Bool => cell.text.to_owned(),
        Kind::Null => "null".to_owned(),
    }
}

/// A JSON string in which nothing is left that a terminal obeys.
fn string(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    if !json.contains(is_hostile) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        match character {
            hostile if is_hostile(hostile) => out.push_str(&format!("\\u{:04x}", u32::from(hostile))),
            plain => out.push(plain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_come_twice_get_a_number_that_is_free() {
        let header = ["a", "a_2", "a", "a", ""].map(str::to_owned);
        assert_eq!(unique(&header), ["a", "a_2", "a_3", "a_4", ""]);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_is_harmless(text: String) {
            let json = string(&text);
            prop_assert!(!json.contains(is_hostile));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
