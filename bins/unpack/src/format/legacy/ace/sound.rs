//! Samples of sound: each channel predicts its next sample from those before, and Huffman codes give the differences.

use super::bits::{Bits, Step};
use super::huffman::Tree;
use super::mode::{Channels, Mode};

/// The longest code.
const LONGEST: u32 = 10;
/// Symbols: lengths of runs without a difference, differences, a change of the mode.
const SYMBOLS: usize = 289;
const DIFFERENCES: u16 = 32;
const CHANGE: u16 = 288;
/// Trees of a channel: differences among small ones, among large ones, and one that follows a run.
const TREES: usize = 3;

impl Channels {
    /// The channel of each byte of four.
    fn layout(self) -> [usize; 4] {
        match self {
            Self::One => [0, 0, 0, 0],
            Self::Two => [0, 1, 0, 1],
            Self::ThreeLow => [0, 1, 0, 2],
            Self::ThreeHigh => [1, 0, 2, 0],
        }
    }

    fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::ThreeLow | Self::ThreeHigh => 3,
        }
    }
}

/// Sound of some channels.
pub(super) struct Sound {
    layout: [usize; 4],
    channels: Vec<Channel>,
    codes: Codes,
    /// The place in the layout.
    at: usize,
}

/// A block of symbols with their codes.
struct Codes {
    trees: Vec<Tree>,
    count: usize,
    /// Symbols still to come; `None` of a block that has no end.
    left: Option<u16>,
}

impl Sound {
    pub(super) fn new(channels: Channels) -> Self {
        Self {
            layout: channels.layout(),
            channels: vec![Channel::default(); channels.count()],
            codes: Codes {
                trees: Vec::new(),
                count: channels.count() * TREES,
                left: Some(0),
            },
            at: 0,
        }
    }

    /// The layout begins anew.
    pub(super) fn resume(&mut self) {
        self.at = 0;
    }

    /// Unpacks so many bytes, fewer when the mode changes.
    pub(super) fn run(&mut self, bits: &mut Bits<'_>, out: &mut Vec<u8>, count: usize) -> Step<Option<Mode>> {
        for _ in 0..count {
            let number = self.layout.get(self.at % 4).copied().unwrap_or_default();
            let Some(channel) = self.channels.get_mut(number) else {
                break;
            };
            let Some(difference) = channel.difference(bits, &mut self.codes, number)? else {
                return Mode::read(bits).map(Some);
            };
            let by_weights = channel.weighted();
            let sample = difference.wrapping_add(channel.prediction(by_weights));
            channel.adjust(sample.cast_signed(), by_weights);
            out.push(sample);
            self.at += 1;
        }
        Ok(None)
    }
}

impl Codes {
    fn symbol(&mut self, bits: &mut Bits<'_>, tree: usize) -> Step<u16> {
        if self.left == Some(0) {
            self.trees.clear();
            for _ in 0..self.count {
                self.trees.push(Tree::read(bits, LONGEST, SYMBOLS)?);
            }
            self.left = Some(bits.take(15)? as u16).filter(|left| *left > 0);
        }
        self.left = self.left.map(|left| left - 1);
        match self.trees.get(tree) {
            Some(tree) => tree.symbol(bits),
            None => Ok(CHANGE),
        }
    }
}

/// Where a channel is in its symbols.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Usual,
    /// So many samples without a difference are still to come.
    Run(u16),
    BehindRun,
}

/// The state of one channel.
#[derive(Clone, Default)]
struct Channel {
    place: Place,
    /// How large differences are of late.
    size: u32,
    samples: u8,
    last: i32,
    /// The differences between the last samples, and between those.
    slopes: [i32; 4],
    weights: [i32; 4],
    /// How far off the prediction was; had one weight been less or more; and as it was.
    errors: [i32; 9],
    /// How far off the prediction and the last sample were, in bits, and the same up to the last reckoning.
    misses: [i32; 2],
    old_misses: [i32; 2],
}

impl Channel {
    /// The next difference; `None` where the mode changes.
    fn difference(&mut self, bits: &mut Bits<'_>, codes: &mut Codes, number: usize) -> Step<Option<u8>> {
        let first = number * TREES;
        let folded = match self.place {
            Place::Run(left) => {
                self.run(left);
                0
            }
            Place::Usual => {
                let symbol = codes.symbol(bits, first + usize::from(self.size > 40))?;
                match symbol {
                    CHANGE => return Ok(None),
                    ..DIFFERENCES => {
                        self.run(symbol);
                        0
                    }
                    _ => {
                        let folded = symbol - DIFFERENCES;
                        self.size = ((self.size * 7) >> 3) + u32::from(folded);
                        folded
                    }
                }
            }
            Place::BehindRun => {
                let symbol = codes.symbol(bits, first + 2)?;
                if symbol == CHANGE {
                    return Ok(None);
                }
                self.place = Place::Usual;
                symbol
            }
        };
        // Even ones are positive.
        let half = (folded >> 1) as u8;
        Ok(Some(if folded & 1 == 1 { !half } else { half }))
    }

    /// One sample of a run of which so many are left.
    fn run(&mut self, left: u16) {
        self.place = left.checked_sub(1).map_or(Place::BehindRun, Place::Run);
    }

    /// The last sample, or the one `by_weights`, which of them is closer of late.
    fn prediction(&self, by_weights: u8) -> u8 {
        let [misses, misses_by_last] = self.misses;
        if misses > misses_by_last {
            self.last as u8
        } else {
            by_weights
        }
    }

    /// The last sample and where it was heading.
    fn weighted(&self) -> u8 {
        let heading: i32 = self.weights.iter().zip(self.slopes).map(|(w, s)| w * s).sum();
        ((8 * self.last + heading) >> 3) as u8
    }

    /// Learns what the sample was.
    fn adjust(&mut self, sample: i8, by_weights: u8) {
        let sample = i32::from(sample);
        let missed = (i32::from(by_weights) - sample) as i8;
        let error = i32::from(missed) << 3;
        let (pairs, rest) = self.errors.as_chunks_mut();
        for ([less, more], slope) in pairs.iter_mut().zip(self.slopes) {
            *less += (error - slope).abs();
            *more += (error + slope).abs();
        }
        for sum in rest {
            *sum += error.abs();
        }
        let slope = (sample - self.last) as i8;
        self.misses[0] += width(missed);
        self.misses[1] += width(slope);
        self.last = sample;
        self.samples = self.samples.wrapping_add(1);
        if self.samples.is_multiple_of(32) {
            self.learn();
        }
        if self.samples == 0 {
            for (misses, old) in self.misses.iter_mut().zip(&mut self.old_misses) {
                *misses -= *old;
                *old = *misses;
            }
        }
        let slope = i32::from(slope);
        self.slopes = [slope, slope - self.slopes[0], self.slopes[1], self.slopes[2]];
    }

    /// Changes the one weight that would have done best.
    fn learn(&mut self) {
        let best = (0..).zip(self.errors).min_by_key(|(_, error)| *error);
        let best: usize = best.map_or(8, |(best, _)| best);
        self.errors = [0; 9];
        if let Some(weight) = self.weights.get_mut(best / 2) {
            if best.is_multiple_of(2) && *weight >= -16 {
                *weight -= 1;
            } else if best % 2 == 1 && *weight <= 16 {
                *weight += 1;
            }
        }
    }
}

/// The bits of the size of a difference.
fn width(difference: i8) -> i32 {
    (8 - difference.unsigned_abs().leading_zeros()).cast_signed()
}
