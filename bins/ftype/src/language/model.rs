//! A small model of what languages look like: how likely each one is, from a text's features.
//!
//! The weights are read in place. A file of them holds: the numbers of labels, of groups and of dimensions (`u16`); each label behind its
//! length (`u8`); for each group of [`WAYS`] features their tags (`u16`, 0 where there is none); for each feature
//! a vector of `i8`; for each label a bias and a vector of `f32`. All numbers are little-endian. The features that
//! a text has count once each. The sum of their vectors, divided by the root of how many they are, times each label's vector,
//! and its bias, is the logarithm of its likelihood.

use super::features;

/// Features that share a group.
pub const WAYS: usize = 4;

/// The largest number of dimensions.
const WIDEST: usize = 32;

/// The group and the tag of a feature.
#[must_use]
pub fn place(hash: u32, groups: usize) -> (usize, u16) {
    let group = (u64::from(hash.wrapping_mul(0x2c1b_3c6d)) * groups as u64) >> 32;
    let tag = (hash ^ (hash >> 16)) as u16;
    (group as usize, tag.max(1))
}

/// Weights, in place.
#[derive(Clone)]
pub struct Model<'w> {
    /// The labels, in the order of the likelihoods.
    pub labels: Vec<&'w str>,
    dimensions: usize,
    tags: &'w [u8],
    vectors: &'w [u8],
    outputs: &'w [u8],
}

impl Model<'static> {
    /// The model of the program.
    pub fn own() -> Option<Self> {
        Self::new(include_bytes!("weights.bin"))
    }
}

impl<'w> Model<'w> {
    /// The model that the bytes hold; `None` when they are no model.
    #[must_use]
    pub fn new(bytes: &'w [u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut take = |length: usize| -> Option<&'w [u8]> {
            let (own, behind) = rest.split_at_checked(length)?;
            rest = behind;
            Some(own)
        };
        let mut number = || {
            take(2)
                .and_then(|own| own.try_into().ok())
                .map(u16::from_le_bytes)
        };
        let (count, groups, dimensions) = (number()?, number()?, usize::from(number()?));
        let mut labels = Vec::with_capacity(count.into());
        for _ in 0..count {
            let length = take(1)?.first().copied()?;
            labels.push(str::from_utf8(take(length.into())?).ok()?);
        }
        let slots = usize::from(groups) * WAYS;
        Some(Self {
            dimensions: (dimensions <= WIDEST).then_some(dimensions)?,
            tags: take(slots * 2)?,
            vectors: take(slots * dimensions)?,
            outputs: take(labels.len() * (dimensions + 1) * 4)?,
            labels,
        })
    }

    /// How many groups there are.
    fn groups(&self) -> usize {
        self.tags.len() / (2 * WAYS)
    }

    /// Where the vector of a feature stands, when the model knows it.
    fn slot(&self, hash: u32) -> Option<usize> {
        let (group, tag) = place(hash, self.groups());
        let tags = self.tags.get(group * 2 * WAYS..)?.first_chunk::<8>()?;
        let [a, b, c, d, e, f, g, h] = *tags;
        let tags = [[a, b], [c, d], [e, f], [g, h]];
        let way = tags.iter().position(|own| u16::from_le_bytes(*own) == tag)?;
        Some(group * WAYS + way)
    }

    /// The likelihood of each label, 0 to 1, together 1.
    #[must_use]
    pub fn likelihoods(&self, text: &[u8]) -> Vec<f32> {
        let mut seen = vec![0_u64; self.groups().div_ceil(64 / WAYS)];
        let mut sum = [0_i32; WIDEST];
        let mut count = 0_u32;
        features::each(text, |hash| {
            let Some(slot) = self.slot(hash) else { return };
            let Some(word) = seen.get_mut(slot / 64) else {
                return;
            };
            let bit = 1 << (slot % 64);
            if *word & bit != 0 {
                return;
            }
            *word |= bit;
            count += 1;
            let vector = self.vectors.get(slot * self.dimensions..).unwrap_or_default();
            for (sum, weight) in sum.iter_mut().zip(vector.iter().take(self.dimensions)) {
                *sum += i32::from(weight.cast_signed());
            }
        });
        let scale = 1.0 / f32::from(u16::try_from(count.max(1)).unwrap_or(u16::MAX)).sqrt();
        let mut out: Vec<f32> = self
            .outputs
            .chunks_exact((self.dimensions + 1) * 4)
            .map(|row| {
                let mut weights = row
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|bytes| f32::from_le_bytes(*bytes));
                let bias = weights.next().unwrap_or_default();
                let product: f32 = weights.zip(sum).map(|(weight, sum)| weight * sum as f32).sum();
                bias + product * scale
            })
            .collect();
        let most = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        out.iter_mut().for_each(|own| *own = (*own - most).exp());
        let total: f32 = out.iter().sum();
        out.iter_mut().for_each(|own| *own /= total);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Type;
    use proptest::prelude::*;

    #[test]
    fn every_language_of_the_model_is_a_type_of_text() {
        let model = Model::own().unwrap();
        assert!(model.labels.len() > 80);
        for label in &model.labels {
            assert!(Type::of(label).is_text(), "{label}");
        }
    }

    proptest! {
        #[test]
        fn likelihoods_are_shares_of_one(text in proptest::collection::vec(any::<u8>(), 0..400)) {
            let likelihoods = Model::own().unwrap().likelihoods(&text);
            prop_assert!(likelihoods.iter().all(|likely| (0.0..=1.0).contains(likely)));
            prop_assert!((likelihoods.iter().sum::<f32>() - 1.0).abs() < 1e-3);
        }

        #[test]
        fn any_weights_are_used_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), few in 0_u8..3) {
            let with = [&[few, 0, few, 0, few, 0], bytes.as_slice()].concat();
            if let Some(model) = Model::new(&with) {
                let _ = model.likelihoods(b"int main(void) {}");
            }
        }
    }
}
