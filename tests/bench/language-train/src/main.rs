//! Makes the weights of ftype's model of the languages of text: `language-train SAMPLES/train WEIGHTS`.
//!
//! Features are chosen by what they tell of the language (mutual information, languages and packages alike in weight); then
//! their vectors and those of the labels are learnt by gradient descent, from beginnings of files and from cuts of them.
//! One thread and its own random numbers: the same samples give the same bytes.

mod random;
mod samples;

use std::collections::{BTreeMap, HashMap};
use std::{env, fs, io};

use ftype::language::features;
use ftype::language::model::{WAYS, place};
use random::Random;
use samples::{Sample, Samples};

const GROUPS: usize = 14_000;
const DIMENSIONS: usize = 32;
const SLOTS: usize = GROUPS * WAYS;
/// Samples of a package and label that features are counted on.
const COUNTED: usize = 10;
const EPOCHS: usize = 16;
/// Texts of each label in an epoch.
const SHARE: usize = 1200;
const RATE: f32 = 0.12;
/// Features left out at random, so that no few of them decide.
const DROPPED: f32 = 0.25;

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(path), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: language-train SAMPLES/train WEIGHTS"));
    };
    let bytes = fs::read(path)?;
    let samples = Samples::read(&bytes)?;
    eprintln!("{} samples, {} labels", samples.all.len(), samples.labels.len());
    let vocabulary = Vocabulary::choose(&samples);
    eprintln!(
        "{} features",
        vocabulary.tags.iter().filter(|tag| **tag != 0).count()
    );
    let mut network = Network::new(samples.labels.len());
    network.learn(&samples, &vocabulary);
    fs::write(out, network.weights(&samples.labels, &vocabulary))
}

/// The features that the model knows, by place.
struct Vocabulary {
    tags: Vec<u16>,
}

impl Vocabulary {
    fn choose(samples: &Samples) -> Self {
        // Which features are in three packages or more, by a table of small counters that errs upwards.
        const SKETCH: usize = 1 << 27;
        let mut packages = vec![(0_u8, 0_u16); SKETCH];
        let groups = samples.by_package();
        let counted = |of: &[usize]| -> Vec<usize> {
            let step = of.len().div_ceil(COUNTED);
            of.iter().copied().step_by(step.max(1)).collect()
        };
        for (at, (_, _, of)) in groups.iter().enumerate() {
            let mark = (at % 65_521) as u16 + 1;
            for sample in counted(of) {
                features::each(samples.all[sample].text, |hash| {
                    let own = &mut packages[hash as usize % SKETCH];
                    if own.1 != mark {
                        *own = (own.0.saturating_add(1), mark);
                    }
                });
            }
        }
        let labels = samples.labels.len();
        let mut of_label = vec![0_f32; labels];
        // By label in order: sums must not depend on the order of a hash table.
        let mut counts: HashMap<u32, BTreeMap<u16, f32>> = HashMap::new();
        for (label, _, of) in &groups {
            of_label[*label] += 1.0;
            let chosen = counted(of);
            let part = 1.0 / chosen.len() as f32;
            let mut own: HashMap<u32, f32> = HashMap::new();
            for sample in chosen {
                let mut here = Vec::new();
                features::each(samples.all[sample].text, |hash| {
                    if packages[hash as usize % SKETCH].0 >= 3 {
                        here.push(hash);
                    }
                });
                here.sort_unstable();
                here.dedup();
                for hash in here {
                    *own.entry(hash).or_default() += part;
                }
            }
            for (hash, share) in own {
                *counts.entry(hash).or_default().entry(*label as u16).or_default() += share;
            }
        }
        drop(packages);
        eprintln!("{} features to choose from", counts.len());
        let mut scored: Vec<(f32, u32)> = counts
            .into_iter()
            .map(|(hash, by_label)| {
                // A label with few packages says little for sure: its share is drawn to the mean.
                let mean = by_label
                    .iter()
                    .map(|(label, own)| own / of_label[usize::from(*label)])
                    .sum::<f32>()
                    / labels as f32;
                let present: Vec<(u16, f32)> = by_label
                    .iter()
                    .map(|(label, own)| (*label, (own + 3.0 * mean) / (of_label[usize::from(*label)] + 3.0)))
                    .collect();
                let total = present.iter().map(|own| own.1).sum::<f32>() / labels as f32;
                let part = |share: f32, of: f32| {
                    if share > 0.0 {
                        share * (share / of).ln()
                    } else {
                        0.0
                    }
                };
                let mut score = (labels - present.len()) as f32 * -(1.0 - total).max(1e-6).ln();
                for (_, share) in &present {
                    score += part(*share, total) + part((1.0 - share).max(0.0), (1.0 - total).max(1e-6));
                }
                (score / labels as f32, hash)
            })
            .collect();
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut tags = vec![0; SLOTS];
        let mut left = SLOTS;
        for (_, hash) in scored {
            let (group, tag) = place(hash, GROUPS);
            let own = &mut tags[group * WAYS..(group + 1) * WAYS];
            if own.contains(&tag) {
                continue;
            }
            if let Some(free) = own.iter_mut().find(|own| **own == 0) {
                *free = tag;
                left -= 1;
            }
            if left == 0 {
                break;
            }
        }
        Self { tags }
    }

    /// The places of the features of a text, each once.
    fn slots(&self, text: &[u8], seen: &mut Vec<u32>, mark: u32, out: &mut Vec<usize>) {
        out.clear();
        seen.resize(SLOTS, 0);
        features::each(text, |hash| {
            let (group, tag) = place(hash, GROUPS);
            let own = &self.tags[group * WAYS..(group + 1) * WAYS];
            if let Some(way) = own.iter().position(|own| *own == tag) {
                let slot = group * WAYS + way;
                if seen[slot] != mark {
                    seen[slot] = mark;
                    out.push(slot);
                }
            }
        });
    }
}

/// The weights, with the sums of squares that say how fast each may still move.
struct Network {
    vectors: Vec<[f32; DIMENSIONS]>,
    pace: Vec<f32>,
    outputs: Vec<[f32; DIMENSIONS]>,
    output_pace: Vec<f32>,
    biases: Vec<f32>,
}

impl Network {
    fn new(labels: usize) -> Self {
        let mut random = Random::new(7);
        let mut start = |spread: f32| std::array::from_fn(|_| (random.unit() - 0.5) * spread);
        Self {
            vectors: (0..SLOTS).map(|_| start(0.1)).collect(),
            pace: vec![1e-4; SLOTS],
            outputs: (0..labels).map(|_| start(1.0)).collect(),
            output_pace: vec![1e-2; labels],
            biases: vec![0.0; labels],
        }
    }

    fn learn(&mut self, samples: &Samples, vocabulary: &Vocabulary) {
        let mut random = Random::new(11);
        let (mut seen, mut slots) = (Vec::new(), Vec::new());
        let by_label = samples.by_label();
        let mut mark = 0;
        for epoch in 0..EPOCHS {
            let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32).max(0.05);
            let mut order: Vec<usize> = (0..samples.labels.len())
                .flat_map(|label| std::iter::repeat_n(label, SHARE))
                .collect();
            random.shuffle(&mut order);
            let (mut loss, mut right) = (0.0, 0_u32);
            for label in &order {
                let Some(sample) = samples.draw(&by_label[*label], &mut random) else {
                    continue;
                };
                mark += 1;
                vocabulary.slots(cut(sample, &mut random), &mut seen, mark, &mut slots);
                slots.retain(|_| random.unit() > DROPPED);
                let (own, is_right) = self.step(&slots, *label, rate);
                loss += own;
                right += u32::from(is_right);
            }
            eprintln!(
                "epoch {epoch}: loss {:.4}, right {:.4}",
                loss / order.len() as f32,
                right as f32 / order.len() as f32
            );
        }
    }

    fn step(&mut self, slots: &[usize], label: usize, rate: f32) -> (f32, bool) {
        let scale = 1.0 / (slots.len().max(1) as f32).sqrt();
        let mut sum = [0.0; DIMENSIONS];
        for slot in slots {
            for (sum, own) in sum.iter_mut().zip(&self.vectors[*slot]) {
                *sum += own * scale;
            }
        }
        let mut likely: Vec<f32> = self
            .outputs
            .iter()
            .zip(&self.biases)
            .map(|(row, bias)| bias + row.iter().zip(&sum).map(|(a, b)| a * b).sum::<f32>())
            .collect();
        let most = likely.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let is_right = likely[label] == most;
        likely.iter_mut().for_each(|own| *own = (*own - most).exp());
        let total: f32 = likely.iter().sum();
        likely.iter_mut().for_each(|own| *own /= total);
        let loss = -likely[label].max(1e-9).ln();
        // Labels of files are wrong now and then.
        const DOUBT: f32 = 0.03;
        let even = DOUBT / likely.len() as f32;
        let mut back = [0.0; DIMENSIONS];
        for (at, own) in likely.iter().enumerate() {
            let error = own - even - if at == label { 1.0 - DOUBT } else { 0.0 };
            let row = &mut self.outputs[at];
            let mut square = 0.0;
            for d in 0..DIMENSIONS {
                back[d] += error * row[d];
                square += (error * sum[d]) * (error * sum[d]);
            }
            self.output_pace[at] += square / DIMENSIONS as f32;
            let step = rate * error / self.output_pace[at].sqrt();
            for d in 0..DIMENSIONS {
                row[d] -= step * sum[d];
            }
            self.biases[at] -= 0.02 * rate * error;
        }
        let square: f32 = back.iter().map(|own| own * own * scale * scale).sum::<f32>() / DIMENSIONS as f32;
        for slot in slots {
            self.pace[*slot] += square;
            let step = rate * scale / self.pace[*slot].sqrt();
            for (own, back) in self.vectors[*slot].iter_mut().zip(&back) {
                *own -= step * back;
            }
        }
        (loss, is_right)
    }

    /// The file of weights; the vectors of features in steps of a 127th of nearly the largest.
    fn weights(&self, labels: &[String], vocabulary: &Vocabulary) -> Vec<u8> {
        let mut sizes: Vec<f32> = self.vectors.iter().flatten().map(|own| own.abs()).collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let largest = sizes[sizes.len() - sizes.len() / 2000 - 1].max(1e-6);
        let unit = largest / 127.0;
        let mut out = Vec::new();
        for number in [labels.len(), GROUPS, DIMENSIONS] {
            out.extend((number as u16).to_le_bytes());
        }
        for label in labels {
            out.push(label.len() as u8);
            out.extend(label.as_bytes());
        }
        out.extend(vocabulary.tags.iter().flat_map(|tag| tag.to_le_bytes()));
        for (vector, tag) in self.vectors.iter().zip(&vocabulary.tags) {
            out.extend(vector.iter().map(|own| {
                if *tag == 0 {
                    0
                } else {
                    (own / unit).round().clamp(-127.0, 127.0) as i8 as u8
                }
            }));
        }
        for (row, bias) in self.outputs.iter().zip(&self.biases) {
            out.extend(bias.to_le_bytes());
            out.extend(row.iter().flat_map(|own| (own * unit).to_le_bytes()));
        }
        out
    }
}

/// The beginning of a text, or a part of it from some line on.
fn cut<'t>(sample: &Sample<'t>, random: &mut Random) -> &'t [u8] {
    let text = sample.text;
    let kind = random.unit();
    if kind < 0.45 || text.len() < 200 {
        return text;
    }
    let length = (150.0 * (text.len() as f32 / 150.0).powf(random.unit())) as usize;
    let start = if kind < 0.6 {
        0
    } else {
        random.below(text.len() - length.min(text.len() - 1))
    };
    let start = if start == 0 {
        0
    } else {
        text[start..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(0, |line| start + line + 1)
    };
    let end = (start + length).min(text.len());
    if end - start < 40 { text } else { &text[start..end] }
}
