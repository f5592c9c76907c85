//! Rows in order. Kept are their keys and where they lie, not the rows.

use std::cmp::Ordering;
use std::io;

use super::columns::find;
use crate::format::Number;
use crate::record_list;
use crate::rows::{Kind, LogWriter, Row, Rows};

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Numbers of JSON by value, text by code point.
    Plain,
    /// Numbers by value, before all other text.
    Number,
    /// Versions: runs of digits by value, `-` before nothing (`1.0-rc1` before `1.0`).
    Version,
    /// Runs of digits by value, letters without regard to case.
    Natural,
    /// Chinese by its reading.
    Pinyin,
}

/// One column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    column: usize,
    by: By,
    descending: bool,
}

/// The keys that a list `[-]NAME[:n|:v|:nat|:pinyin],...` means.
///
/// # Errors
/// The name that no column has.
pub fn parse(header: &[String], list: &str) -> Result<Vec<SortKey>, String> {
    record_list(list).iter().map(|item| one(header, item)).collect()
}

fn one(header: &[String], item: &str) -> Result<SortKey, String> {
    let found = |name: &str, descending| {
        let named = find(header, name).map(|column| (column, By::Plain));
        let with_kind = || {
            let (name, kind) = name.rsplit_once(':')?;
            let by = match kind {
                "n" => By::Number,
                "v" => By::Version,
                "nat" => By::Natural,
                "pinyin" => By::Pinyin,
                _ => return None,
            };
            Some((find(header, name)?, by))
        };
        named.or_else(with_kind).map(|(column, by)| SortKey {
            column,
            by,
            descending,
        })
    };
    found(item, false)
        .or_else(|| found(item.strip_prefix('-')?, true))
        .ok_or_else(|| format!("no column is called {item}"))
}

/// What a cell is compared by.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Number(f64),
    Integer(i128),
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A pre-release begins.
    Before,
    Number(u128),
    Text(String),
}

impl Key {
    fn of(text: &str, kind: Kind, by: By) -> Self {
        match by {
            By::Plain if matches!(kind, Kind::Int | Kind::Float) => Self::number(text),
            By::Plain => Self::Text(text.to_owned()),
            By::Number => Self::number(text.trim()),
            By::Version => Self::Parts(version(text)),
            By::Natural => Self::Parts(parts(&text.to_lowercase())),
            By::Pinyin => Self::Text(pinyin(text)),
        }
    }

    fn number(text: &str) -> Self {
        match Number::parse(text) {
            Some(Number::Int(int)) => Self::Integer(int),
            Some(Number::Float(float)) => Self::Number(float),
            None => Self::Text(text.to_owned()),
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Integer(a), Self::Number(b)) => (*a as f64).total_cmp(b),
            (Self::Number(a), Self::Integer(b)) => a.total_cmp(&(*b as f64)),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Integer(_) | Self::Number(_), _) => Ordering::Less,
            (_, Self::Integer(_) | Self::Number(_)) => Ordering::Greater,
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Parts(a), Self::Parts(b)) => a.cmp(b),
            (Self::Text(_), Self::Parts(_)) => Ordering::Less,
            (Self::Parts(_), Self::Text(_)) => Ordering::Greater,
        }
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != digit)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        parts.push(if digit {
            // More digits than fit are all the same.
            Part::Number(run.parse().unwrap_or(u128::MAX))
        } else {
            Part::Text(run.to_owned())
        });
        rest = after;
    }
    parts
}

fn version(text: &str) -> Vec<Part> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let (release, pre) = text
        .split_once(['-', '~'])
        .map_or((text, None), |(a, b)| (a, Some(b)));
    let mut all: Vec<Part> = release.split(['.', '_', '+']).flat_map(parts).collect();
    match pre {
        Some(pre) => {
            all.push(Part::Before);
            all.extend(pre.split(['.', '-']).flat_map(parts));
        }
        // No pre-release comes after any, but before a longer version.
        None => all.push(Part::Number(0)),
    }
    all
}

/// Readings without tones, each followed by its character so that equal readings keep an order.
fn pinyin(text: &str) -> String {
    use pinyin::ToPinyin;
    let mut key = String::new();
    for c in text.chars() {
        match c.to_pinyin() {
            Some(reading) => {
                key.push_str(reading.with_tone_num_end());
                key.push(' ');
            }
            None => key.extend(c.to_lowercase()),
        }
    }
    key
}

/// Rows in the order of their keys.
pub struct Sorted {
    inner: Box<dyn Rows>,
    marks: Vec<u64>,
    at: usize,
}

impl Sorted {
    /// The rows of `inner`, sorted; ties are broken by the rest of the row.
    ///
    /// # Errors
    /// What reading gives.
    pub fn new(mut inner: Box<dyn Rows>, keys: &[SortKey], reverse: bool) -> io::Result<Self> {
        let mut entries: Vec<(Vec<Key>, u64)> = Vec::new();
        let mut row = Row::default();
        inner.rewind();
        loop {
            // Where a row begins is known before it is read, except behind rows that are left out.
            let mark = inner.mark();
            if !inner.next(&mut row)? {
                break;
            }
            let key = |key: &SortKey| {
                let cell = row.cell(key.column);
                Key::of(cell.text, cell.kind, key.by)
            };
            entries.push((keys.iter().map(key).collect(), mark));
        }
        let compare = |a: &[Key], b: &[Key]| {
            let pairs = keys.iter().zip(a.iter().zip(b));
            pairs
                .map(|(key, (a, b))| {
                    if key.descending {
                        b.compare(a)
                    } else {
                        a.compare(b)
                    }
                })
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        let mut sorted = Self {
            inner,
            marks: Vec::new(),
            at: 0,
        };
        let held = sorted.inner.hold()?;
        if !keys.is_empty() {
            entries.sort_by(|a, b| compare(&a.0, &b.0));
            sorted.break_ties(&mut entries, |a, b| compare(a, b).is_eq())?;
        }
        if reverse {
            entries.reverse();
        }
        sorted.marks = entries.into_iter().map(|(_, mark)| mark).collect();
        if !held {
            sorted.put_in_order()?;
        }
        Ok(sorted)
    }

    /// Writes the rows down in their order, so that they are read out of order once only.
    fn put_in_order(&mut self) -> io::Result<()> {
        let mut writer = LogWriter::default();
        let mut marks = Vec::with_capacity(self.marks.len());
        let mut row = Row::default();
        for mark in &self.marks {
            self.inner.seek(*mark);
            self.inner.next(&mut row)?;
            marks.push(writer.mark());
            writer.push(&row)?;
        }
        self.inner = Box::new(writer.finish()?);
        self.marks = marks;
        Ok(())
    }

    /// Rows with equal keys are compared as a whole, as PrettyTable does. Only as many as fit are read at once.
    fn break_ties(
        &mut self,
        entries: &mut [(Vec<Key>, u64)],
        equal: impl Fn(&[Key], &[Key]) -> bool,
    ) -> io::Result<()> {
        const AT_ONCE: usize = 100_000;
        for run in entries.chunk_by_mut(|a, b| equal(&a.0, &b.0)) {
            if run.len() < 2 || run.len() > AT_ONCE {
                continue;
            }
            let mut rows = Vec::with_capacity(run.len());
            for (_, mark) in run.iter() {
                let mut row = Row::default();
                self.inner.seek(*mark);
                self.inner.next(&mut row)?;
                let keys: Vec<Key> = row
                    .cells(row.len())
                    .map(|cell| Key::of(cell.text, cell.kind, By::Plain))
                    .collect();
                rows.push((keys, *mark));
            }
            rows.sort_by(|a, b| {
                let orders = a.0.iter().zip(&b.0).map(|(a, b)| a.compare(b));
                orders
                    .into_iter()
                    .find(|order| order.is_ne())
                    .unwrap_or_else(|| a.0.len().cmp(&b.0.len()))
            });
            for (entry, (_, mark)) in run.iter_mut().zip(rows) {
                entry.1 = mark;
            }
        }
        Ok(())
    }
}

impl Rows for Sorted {
    fn rewind(&mut self) {
        self.at = 0;
    }

    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        let Some(mark) = self.marks.get(self.at) else {
            return Ok(false);
        };
        self.inner.seek(*mark);
        self.at += 1;
        self.inner.next(row)
    }

    fn mark(&self) -> u64 {
        self.at as u64
    }

    fn seek(&mut self, mark: u64) {
        self.at = usize::try_from(mark).unwrap_or(usize::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(cells: &[&str], list: &str) -> Vec<String> {
        let mut writer = LogWriter::default();
        for cell in cells {
            writer.push(&[*cell].into_iter().collect()).unwrap();
        }
        let keys = parse(&["a".to_owned()], list).unwrap();
        let mut rows = Sorted::new(Box::new(writer.finish().unwrap()), &keys, false).unwrap();
        let (mut row, mut found) = (Row::default(), Vec::new());
        while rows.next(&mut row).unwrap() {
            found.push(row.cell(0).text.to_owned());
        }
        found
    }

    #[test]
    fn each_kind_has_its_order() {
        assert_eq!(sorted(&["10", "9", "x", "1.5"], "a:n"), ["1.5", "9", "10", "x"]);
        assert_eq!(sorted(&["10", "9"], "a"), ["10", "9"]);
        assert_eq!(sorted(&["10", "9"], "-a"), ["9", "10"]);
        assert_eq!(
            sorted(&["1.10", "1.9", "1.10-rc1", "1.9.1"], "a:v"),
            ["1.9", "1.9.1", "1.10-rc1", "1.10"]
        );
        assert_eq!(
            sorted(&["File10", "file9", "file"], "a:nat"),
            ["file", "file9", "File10"]
        );
        // The order of a Chinese dictionary: an, bei, shang, zhong.
        assert_eq!(
            sorted(&["中国", "上海", "北京", "安徽"], "a:pinyin"),
            ["安徽", "北京", "上海", "中国"]
        );
        assert!(parse(&["a".to_owned()], "b").is_err());
    }
}
