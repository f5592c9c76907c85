//! What `collect.py` wrote: texts behind lines `LABEL PACKAGE LENGTH`.

use std::collections::BTreeMap;
use std::io;

use crate::random::Random;

pub struct Sample<'t> {
    pub label: usize,
    pub package: &'t str,
    pub text: &'t [u8],
}

pub struct Samples<'t> {
    pub labels: Vec<String>,
    pub all: Vec<Sample<'t>>,
}

impl<'t> Samples<'t> {
    pub fn read(bytes: &'t [u8]) -> io::Result<Self> {
        let broken = || io::Error::other("these are no samples");
        let mut rest = bytes;
        let mut found = Vec::new();
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(broken)?;
            let mut words = std::str::from_utf8(&rest[..end])
                .map_err(|_| broken())?
                .split(' ');
            let (Some(label), Some(package), Some(length)) = (words.next(), words.next(), words.next())
            else {
                return Err(broken());
            };
            let length: usize = length.parse().map_err(|_| broken())?;
            found.push((
                label,
                package,
                rest.get(end + 1..end + 1 + length).ok_or_else(broken)?,
            ));
            rest = &rest[end + 1 + length..];
        }
        let mut labels: Vec<String> = found.iter().map(|own| own.0.to_owned()).collect();
        labels.sort();
        labels.dedup();
        let index = |label: &str| {
            labels
                .binary_search_by(|own| own.as_str().cmp(label))
                .unwrap_or(0)
        };
        let all = found
            .into_iter()
            .map(|(label, package, text)| Sample {
                label: index(label),
                package,
                text,
            })
            .collect();
        Ok(Self { labels, all })
    }

    /// The samples of each label and package.
    pub fn by_package(&self) -> Vec<(usize, &'t str, Vec<usize>)> {
        let mut groups: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (at, sample) in self.all.iter().enumerate() {
            groups.entry((sample.label, sample.package)).or_default().push(at);
        }
        groups
            .into_iter()
            .map(|((label, package), of)| (label, package, of))
            .collect()
    }

    /// For each label, the samples of each package, with the sum of the packages' weights up to there.
    pub fn by_label(&self) -> Vec<Vec<(f32, Vec<usize>)>> {
        let mut out: Vec<Vec<(f32, Vec<usize>)>> = vec![Vec::new(); self.labels.len()];
        for (label, _, of) in self.by_package() {
            let before = out[label].last().map_or(0.0, |own| own.0);
            out[label].push((before + (of.len() as f32).sqrt(), of));
        }
        out
    }

    /// A sample at random: packages weigh as the root of how many samples they have.
    pub fn draw(&self, packages: &[(f32, Vec<usize>)], random: &mut Random) -> Option<&Sample<'t>> {
        let point = random.unit() * packages.last()?.0;
        let at = packages
            .partition_point(|own| own.0 <= point)
            .min(packages.len() - 1);
        let of = &packages[at].1;
        self.all.get(of[random.below(of.len())])
    }
}
