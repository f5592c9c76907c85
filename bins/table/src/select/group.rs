//! Totals: a row behind each group of rows, or behind all of them.

use std::io;

use super::columns::find;
use super::decimal::Sum;
use crate::format::Number;
use crate::rows::{Cell, Kind, LogWriter, Row, Table};

/// What is made of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// How many are not empty.
    Count,
}

/// `FUNC:COL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    function: Function,
    column: usize,
    exact: bool,
}

/// Cells that are no numbers, which totals of numbers leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where they stand.
    pub column: usize,
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub first: String,
    first_total: Total,
}

impl Total {
    /// Parses it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(header: &[String], text: &str) -> Result<Self, String> {
        let (function, name) = text
            .split_once(':')
            .ok_or_else(|| format!("{text} is not FUNC:COL (sum, mean, min, max, count)"))?;
        let function = match function {
            "sum" => Function::Sum,
            "mean" => Function::Mean,
            "min" => Function::Min,
            "max" => Function::Max,
            "count" => Function::Count,
            other => return Err(format!("{other} is none of sum, mean, min, max, count")),
        };
        let column = find(header, name).ok_or_else(|| format!("no column is called {name}"))?;
        Ok(Self {
            function,
            column,
            exact: false,
        })
    }

    /// Means have as many decimals as they need, up to 18 more than their numbers: for data, not for people.
    #[must_use]
    pub fn exact(self, exact: bool) -> Self {
        Self { exact, ..self }
    }

    fn needs_numbers(self) -> bool {
        self.function != Function::Count
    }
}

#[derive(Debug, Clone, Default)]
struct Sums {
    /// Cells that are not empty.
    count: u64,
    numbers: u64,
    /// All numbers were numbers in the source, too.
    typed: bool,
    sum: Sum,
    min: Option<(f64, String)>,
    max: Option<(f64, String)>,
}

impl Sums {
    fn new() -> Self {
        Self {
            typed: true,
            ..Self::default()
        }
    }

    /// Takes a cell; false when it is neither empty nor a number.
    fn take(&mut self, cell: Cell) -> bool {
        let text = cell.text.trim();
        self.count += u64::from(!cell.text.is_empty());
        let Some(number) = Number::parse(text).filter(|_| self.sum.add(text)) else {
            return text.is_empty();
        };
        self.numbers += 1;
        self.typed &= matches!(cell.kind, Kind::Int | Kind::Float);
        let float = number.as_float();
        if self.min.as_ref().is_none_or(|(min, _)| float < *min) {
            self.min = Some((float, text.to_owned()));
        }
        if self.max.as_ref().is_none_or(|(max, _)| float > *max) {
            self.max = Some((float, text.to_owned()));
        }
        true
    }

    /// What the function makes of them; nothing where there is no number.
    fn value(&self, function: Function, exact: bool) -> String {
        let extreme =
            |value: &Option<(f64, String)>| value.as_ref().map_or_else(String::new, |(_, text)| text.clone());
        match function {
            Function::Count => self.count.to_string(),
            Function::Sum | Function::Mean if self.numbers == 0 => String::new(),
            Function::Sum => self.sum.text(),
            Function::Mean => self.sum.mean(self.numbers, exact),
            Function::Min => extreme(&self.min),
            Function::Max => extreme(&self.max),
        }
    }

    fn kind(&self, function: Function, text: &str) -> Kind {
        match function {
            Function::Count => Kind::Int,
            _ if !self.typed || text.is_empty() => Kind::Text,
            _ if text.contains(['.', 'e', 'E']) => Kind::Float,
            _ => Kind::Int,
        }
    }
}

/// A table with its totals.
pub struct Totalled {
    /// All rows.
    pub table: Table,
    /// The numbers of the rows (from 1) behind which a rule belongs.
    pub dividers: Vec<u64>,
    /// What was no number.
    pub left_out: Vec<LeftOut>,
}

/// The table with its totals, and the numbers of the rows (from 1) behind which a rule belongs. Groups are runs of rows
/// that are alike in the column `by`.
///
/// # Errors
/// What reading gives, or writing a temporary file.
pub fn with_totals(mut table: Table, by: Option<usize>, totals: &[Total]) -> io::Result<Totalled> {
    let mut left_out: Vec<LeftOut> = Vec::new();
    let columns = table.columns();
    let mut writer = LogWriter::default();
    let mut dividers = Vec::new();
    let mut sums: Vec<Sums> = vec![Sums::new(); totals.len()];
    let mut group: Option<String> = None;
    let mut row = Row::default();
    let close =
        |sums: &mut Vec<Sums>, name: Option<&str>, writer: &mut LogWriter, dividers: &mut Vec<u64>| {
            if !totals.is_empty() {
                dividers.push(writer.rows());
                writer.push(&total_row(columns, by, name, totals, sums))?;
                *sums = vec![Sums::new(); totals.len()];
            }
            dividers.push(writer.rows());
            io::Result::Ok(())
        };
    table.rows.rewind();
    while table.rows.next(&mut row)? {
        if let Some(by) = by {
            let name = row.cell(by).text;
            if let Some(before) = &group
                && before != name
            {
                close(&mut sums, Some(before), &mut writer, &mut dividers)?;
            }
            group = Some(name.to_owned());
        }
        for (total, sums) in totals.iter().zip(&mut sums) {
            let cell = row.cell(total.column);
            if sums.take(cell) || !total.needs_numbers() {
                continue;
            }
            match left_out.iter_mut().find(|left| left.column == total.column) {
                // Two totals of a column leave the same cells out.
                Some(left) if left.first_total != *total => {}
                Some(left) => left.count += 1,
                None => left_out.push(LeftOut {
                    column: total.column,
                    count: 1,
                    first: cell.text.to_owned(),
                    first_total: *total,
                }),
            }
        }
        writer.push(&row)?;
    }
    if writer.rows() > 0 {
        close(&mut sums, group.as_deref(), &mut writer, &mut dividers)?;
        dividers.pop();
    }
    Ok(Totalled {
        table: Table {
            header: table.header,
            rows: Box::new(writer.finish()?),
        },
        dividers,
        left_out,
    })
}

fn total_row(columns: usize, by: Option<usize>, name: Option<&str>, totals: &[Total], sums: &[Sums]) -> Row {
    let mut row = Row::default();
    for column in 0..columns {
        let own = totals
            .iter()
            .zip(sums)
            .filter(|(total, _)| total.column == column);
        let values: Vec<(String, Kind)> = own
            .map(|(total, sums)| {
                let text = sums.value(total.function, total.exact);
                let kind = sums.kind(total.function, &text);
                (text, kind)
            })
            .collect();
        match values.as_slice() {
            [] if by == Some(column) => row.push(name.unwrap_or_default(), Kind::Text),
            [(text, kind)] => row.push(text, *kind),
            several => {
                let texts: Vec<&str> = several.iter().map(|(text, _)| text.as_str()).collect();
                row.push(&texts.join(" "), Kind::Text);
            }
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_has_its_totals() {
        let mut writer = LogWriter::default();
        for row in [["x", "1"], ["x", "2"], ["y", "2.5"]] {
            writer.push(&row.into_iter().collect()).unwrap();
        }
        let header = ["g", "n"].map(str::to_owned).to_vec();
        let totals = [Total::parse(&header, "sum:n").unwrap()];
        let table = Table {
            header,
            rows: Box::new(writer.finish().unwrap()),
        };
        let Totalled {
            mut table, dividers, ..
        } = with_totals(table, Some(0), &totals).unwrap();
        let mut rows = Vec::new();
        table
            .each(|row| {
                rows.push(
                    row.cells(2)
                        .map(|cell| cell.text.to_owned())
                        .collect::<Vec<_>>()
                        .join(" "),
                );
                Ok(())
            })
            .unwrap();
        assert_eq!(rows, ["x 1", "x 2", "x 3", "y 2.5", "y 2.5"]);
        assert_eq!(dividers, [2, 3, 4]);
    }
}
