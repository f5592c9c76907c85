//! From costs to a probability, fitted on text that nothing was trained on (see tests/bench/charset-train).

/// How much of a difference in costs is to be believed.
const SOFT: f64 = 0.35;

/// UTF-8 by chance is rare, and rarer with every character.
pub(super) fn of_utf8(characters: u64) -> f64 {
    1.0 - 0.03 * 0.5f64.powi(i32::try_from(characters.min(40)).unwrap_or(40))
}

/// UTF-16 and UTF-32 without a byte order mark: a few bytes may read as text by chance.
pub(super) fn of_wide(bytes: u64) -> f64 {
    1.0 - 0.5f64.powi(i32::try_from(bytes.min(80) / 2).unwrap_or(40))
}

/// The probability of each reading, softened to what held-back text bore out; `costs` are in nats, the least first.
pub(super) fn of_readings(costs: &[f64]) -> Vec<f64> {
    let least = costs.first().copied().unwrap_or(0.0);
    let weights: Vec<f64> = costs.iter().map(|cost| ((least - cost) * SOFT).exp()).collect();
    let all: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / all).collect()
}
