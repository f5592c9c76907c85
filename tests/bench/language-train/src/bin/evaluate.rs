//! How often a model is right on texts of packages that it was not trained on: `evaluate SAMPLES/held WEIGHTS`.

#[allow(dead_code)]
#[path = "../random.rs"]
mod random;
#[allow(dead_code)]
#[path = "../samples.rs"]
mod samples;

use std::collections::HashMap;
use std::{env, fs, io};

use ftype::language::model;

/// Labels that are as good as another's.
const SAME: &[(&str, &str)] = &[
    ("c", "cpp"),
    ("cpp", "c"),
    ("less", "css"),
    ("less", "scss"),
    ("scss", "css"),
    ("objectivec", "c"),
    ("ipynb", "json"),
    ("properties", "ini"),
    ("svg", "xml"),
    ("vb", "vba"),
];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [held, weights] = arguments.as_slice() else {
        return Err(io::Error::other("usage: evaluate SAMPLES/held WEIGHTS"));
    };
    let (bytes, weights) = (fs::read(held)?, fs::read(weights)?);
    let samples = samples::Samples::read(&bytes)?;
    let model = model::Model::new(&weights).ok_or_else(|| io::Error::other("no model"))?;
    let mut random = random::Random::new(5);
    let packages = samples.by_label();
    for (what, most) in [("whole", usize::MAX), ("1000 bytes", 1000), ("300 bytes", 300)] {
        let (mut sum, mut labels) = (0.0, 0.0);
        let mut wrong: HashMap<(&str, &str), u32> = HashMap::new();
        let mut rows = Vec::new();
        for (at, label) in samples.labels.iter().enumerate() {
            let mut right = 0;
            let number = 100;
            for _ in 0..number {
                let Some(sample) = samples.draw(&packages[at], &mut random) else {
                    continue;
                };
                let text = &sample.text[..sample.text.len().min(most)];
                let likely = model.likelihoods(text);
                let best = likely
                    .iter()
                    .enumerate()
                    .max_by(|a, b| a.1.total_cmp(b.1))
                    .map_or(0, |own| own.0);
                let said = model.labels[best];
                if said == label || SAME.contains(&(label.as_str(), said)) {
                    right += 1;
                } else {
                    *wrong.entry((label, said)).or_default() += 1;
                }
            }
            rows.push((right, label, packages[at].len()));
            sum += right as f32 / number as f32;
            labels += 1.0;
        }
        println!(
            "{what}: right {:.1} %, mean over {labels} languages",
            100.0 * sum / labels
        );
        rows.sort();
        let worst: Vec<String> = rows
            .iter()
            .take(24)
            .map(|own| format!("{} {} ({})", own.1, own.0, own.2))
            .collect();
        println!("  worst: {}", worst.join(", "));
        let mut pairs: Vec<_> = wrong.into_iter().collect();
        pairs.sort_by_key(|own| (std::cmp::Reverse(own.1), own.0));
        let pairs: Vec<String> = pairs
            .iter()
            .take(40)
            .map(|((a, b), n)| format!("{a}>{b} {n}"))
            .collect();
        println!("  pairs: {}", pairs.join(", "));
    }
    Ok(())
}
