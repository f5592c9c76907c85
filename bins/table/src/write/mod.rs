//! A table goes out as data or as a document, one module per format.

pub mod html;
pub mod json;
pub mod latex;
pub mod mediawiki;
pub mod records;
pub mod separated;
pub mod sql;
pub mod workbook;
pub mod yaml;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use crate::format::is_plain_number;
use crate::rows::{Cell, Kind, Row, Table};

/// A format in which tables are records, one behind the other, with no more around them than a beginning and an end.
pub trait RecordWriter {
    /// A table with this name and these columns begins.
    ///
    /// # Errors
    /// What writing gives.
    fn begin(&mut self, name: &str, header: &[String], out: &mut dyn Write) -> io::Result<()>;

    /// The table has more columns from here on: these are all of them. False where names that were written stay.
    fn widen(&mut self, _header: &[String]) -> bool {
        false
    }

    /// True when something was written that [`finish`](Self::finish) must end.
    fn is_open(&self) -> bool {
        false
    }

    /// A row of the table. Cells beyond the columns are kept where the format can.
    ///
    /// # Errors
    /// What writing gives.
    fn row(&mut self, row: &Row, out: &mut dyn Write) -> io::Result<()>;

    /// No table follows; there may have been none.
    ///
    /// # Errors
    /// What writing gives.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes a whole table.
///
/// # Errors
/// What reading or writing gives.
pub fn write(
    table: &mut Table,
    name: &str,
    writer: &mut dyn RecordWriter,
    out: &mut dyn Write,
) -> io::Result<()> {
    writer.begin(name, &table.header, out)?;
    table.each(|row| writer.row(row, out))
}

/// Keys for objects: what comes twice gets a number.
#[derive(Debug, Default)]
struct Keys {
    /// Case makes no difference.
    is_folded: bool,
    /// The names as they came.
    all: HashSet<String>,
    taken: HashSet<String>,
    /// The number that was given last to each name that came twice.
    numbers: HashMap<String, usize>,
}

impl Keys {
    /// Keys for the columns of a table, and what makes more of them.
    fn of(header: &[String]) -> (Self, Vec<String>) {
        let mut keys = Self {
            all: header.iter().cloned().collect(),
            ..Self::default()
        };
        let made = header.iter().map(|name| keys.key(name)).collect();
        (keys, made)
    }

    /// Keys of which no two differ in case alone.
    fn folded(header: &[String]) -> (Self, Vec<String>) {
        let mut keys = Self {
            is_folded: true,
            all: header.iter().map(|name| name.to_lowercase()).collect(),
            ..Self::default()
        };
        let made = header.iter().map(|name| keys.key(name)).collect();
        (keys, made)
    }

    fn key(&mut self, name: &str) -> String {
        let is_folded = self.is_folded;
        let fold = |name: &str| {
            if is_folded {
                name.to_lowercase()
            } else {
                name.to_owned()
            }
        };
        if self.taken.insert(fold(name)) {
            return name.to_owned();
        }
        let number = self.numbers.entry(fold(name)).or_insert(1);
        loop {
            *number += 1;
            let key = format!("{name}_{number}");
            let folded = fold(&key);
            if !self.all.contains(&folded) && self.taken.insert(folded) {
                return key;
            }
        }
    }
}

/// A value as data formats with types see it.
enum Value<'c> {
    Null,
    Bool(bool),
    /// In its own digits.
    Number(&'c str),
    /// A list or an object, as JSON.
    Json(&'c str),
    Text(&'c str),
}

/// What a cell is; text is a number only where `typed` says so.
fn value(cell: Cell<'_>, typed: bool) -> Value<'_> {
    match cell.kind {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(cell.text.eq_ignore_ascii_case("true")),
        Kind::Int | Kind::Float => Value::Number(cell.text),
        Kind::Json => Value::Json(cell.text),
        Kind::Text if typed && is_plain_number(cell.text) => Value::Number(cell.text),
        Kind::Text => Value::Text(cell.text),
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn doubles_get_numbers_that_are_free() {
        let names = ["a", "a", "a_2", "", "a", ""].map(str::to_owned);
        let (mut more, keys) = Keys::of(&names);
        assert_eq!(keys, ["a", "a_3", "a_2", "", "a_4", "_2"]);
        assert_eq!(more.key(""), "_3");
    }
}
