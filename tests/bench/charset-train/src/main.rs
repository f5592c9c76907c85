//! Makes the tables of `shared::charset`'s model: `charset-train TEXT TABLES`.
//!
//! `TEXT` holds `LANG.KIND` files of UTF-8 text, a paragraph or message a line (see `collect.py`); `TABLES` gets one
//! file a group of languages. The same text gives the same bytes.

use std::collections::HashMap;
use std::path::Path;
use std::{env, fs, io};

use shared::charset::model::symbol::{self, GAP, Group};
use shared::charset::model::table::{self, Gram};

/// Characters taken of each kind of text and language: UI messages must not drown prose.
const SHARE: usize = 1_600_000;
/// Symbols that a text must have for its counts to be smoothed well; fewer are weighted up to it.
const WEIGHT: f64 = 2_000_000.0;

fn main() -> io::Result<()> {
    let mut arguments = env::args_os().skip(1);
    let (Some(text), Some(tables)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: charset-train TEXT TABLES"));
    };
    for group in Group::ALL {
        let (bytes, rows) = train(group, Path::new(&text))?;
        let file = Path::new(&tables).join(table::file_name(group));
        eprintln!("{}: {} bytes, rows {rows:?}", file.display(), bytes.len());
        fs::write(file, bytes)?;
    }
    Ok(())
}

/// Counts of one order: n-gram to a count for each language.
type Counts = HashMap<Gram, Vec<f64>>;

fn train(group: Group, text: &Path) -> io::Result<(Vec<u8>, [usize; 3])> {
    let languages = group.languages();
    let mut counts: [Counts; 3] = Default::default();
    for (column, language) in languages.iter().enumerate() {
        let text = read(text, language)?;
        let symbols: usize = text.iter().map(|line| line.chars().count()).sum();
        let weight = (WEIGHT / symbols.max(1) as f64).max(1.0).min(4.0);
        eprintln!("{language}: {symbols} characters");
        for line in &text {
            count(group, line, column, weight, languages.len(), &mut counts);
        }
    }
    let smooth = Smooth::new(group, counts);
    Ok(smooth.tables())
}

fn read(folder: &Path, language: &str) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for kind in ["html", "mo", "po"] {
        let Ok(text) = fs::read_to_string(folder.join(format!("{language}.{kind}"))) else { continue };
        // Every n-th line, so that all sources are there.
        let all: Vec<&str> = text.lines().collect();
        let step = (text.chars().count() / SHARE).max(1);
        lines.extend(all.iter().step_by(step).map(|line| (*line).to_owned()));
    }
    Ok(lines)
}

fn count(group: Group, line: &str, column: usize, weight: f64, width: usize, counts: &mut [Counts; 3]) {
    let (mut a, mut b) = (GAP, GAP);
    for c in line.chars().map(|c| symbol::within(group, c)).chain([GAP]) {
        if c == GAP && b == GAP {
            continue;
        }
        let grams: &[Gram] = if group.context() == 2 {
            &[Gram::one(c), Gram::two(b, c), Gram::three(a, b, c)]
        } else {
            &[Gram::one(c), Gram::two(b, c)]
        };
        for (counts, gram) in counts.iter_mut().zip(grams) {
            counts.entry(*gram).or_insert_with(|| vec![0.0; width])[column] += weight;
        }
        (a, b) = (b, c);
    }
}

/// Witten-Bell smoothing: what a context has not been seen with gets a share as large as the number of different
/// symbols that it has been seen with.
struct Smooth {
    group: Group,
    counts: [Counts; 3],
    /// For each order's contexts: how often seen, with how many different symbols.
    contexts: [HashMap<Gram, Vec<(f64, f64)>>; 3],
}

impl Smooth {
    fn new(group: Group, counts: [Counts; 3]) -> Self {
        let mut contexts: [HashMap<Gram, Vec<(f64, f64)>>; 3] = Default::default();
        for (order, counts) in counts.iter().enumerate() {
            // In one order, so that sums are rounded alike on every run.
            let mut counts: Vec<_> = counts.iter().collect();
            counts.sort_by_key(|(gram, _)| **gram);
            for (gram, row) in counts {
                let context = contexts[order].entry(gram.context()).or_insert_with(|| vec![(0.0, 0.0); row.len()]);
                for (sum, count) in context.iter_mut().zip(row) {
                    if *count > 0.0 {
                        sum.0 += count;
                        sum.1 += 1.0;
                    }
                }
            }
        }
        Self { group, counts, contexts }
    }

    /// The share of what was never seen behind the context.
    fn unseen(&self, order: usize, context: Gram, column: usize) -> f64 {
        match self.contexts[order].get(&context) {
            Some(row) if row[column].0 > 0.0 => {
                let (seen, different) = row[column];
                different / (different + seen)
            }
            _ => 1.0,
        }
    }

    fn probability(&self, order: usize, gram: Gram, column: usize) -> f64 {
        let lower = if order == 0 { 2e-6 } else { self.probability(order - 1, gram.shorter(), column) };
        let context = gram.context();
        let unseen = self.unseen(order, context, column);
        let seen = self.contexts[order].get(&context).map_or(0.0, |row| row[column].0);
        let count = self.counts[order].get(&gram).map_or(0.0, |row| row[column]);
        let likely = if seen > 0.0 { count / seen } else { 0.0 };
        (1.0 - unseen) * likely + unseen * lower
    }

    fn tables(&self) -> (Vec<u8>, [usize; 3]) {
        let width = self.group.languages().len();
        let mut out = Vec::new();
        let mut rows = [0; 3];
        for order in 0..=self.group.context() {
            let least = [1.5, 4.0, 12.0][order] * if self.group == Group::Cjk { [1.0, 0.75, 1.0][order] } else { 1.0 };
            let mut grams: Vec<Gram> = self.counts[order]
                .iter()
                .filter(|(_, row)| row.iter().fold(0.0, |most: f64, count| most.max(*count)) >= least)
                .map(|(gram, _)| *gram)
                .collect();
            grams.sort_by_key(|gram| (gram.hash(), *gram));
            grams.dedup_by_key(|gram| gram.hash());
            rows[order] = grams.len();
            let last = order == self.group.context();
            let row = |gram: Gram| {
                let costs = (0..width).map(move |column| table::cost(self.probability(order, gram, column)));
                let back = (0..if last { 0 } else { width })
                    .map(move |column| table::cost(self.unseen(order + 1, gram, column)));
                costs.chain(back)
            };
            table::write_order(&mut out, &grams, row);
        }
        (out, rows)
    }
}
