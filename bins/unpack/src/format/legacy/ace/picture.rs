//! Pixels of a picture, row by row: each is predicted from its neighbours, and Golomb-Rice codes give the differences.

use super::bits::{Bits, Fault, Step};

/// The longest row.
const LONGEST: u32 = 16 << 20;
/// Contexts: what the neighbours look like, in 9 steps each, up to the sign.
const CONTEXTS: usize = 365;

/// A picture of some width.
pub(super) struct Picture {
    /// Bytes of a row, and how many planes take turns in it.
    width: usize,
    planes: usize,
    /// The contexts of the first plane, and those of the others.
    contexts: [Vec<Context>; 2],
    /// The row above, and the one in work.
    above: Vec<u8>,
    row: Vec<u8>,
}

/// What was learned of pixels with such neighbours.
#[derive(Clone, Copy)]
struct Context {
    pixels: u64,
    /// The sum of the sizes of differences.
    sum: u64,
    /// The prediction that did best so far, and how far off each was, in bits.
    best: usize,
    errors: [u8; 4],
}

/// Neighbours of a pixel X:
/// ```text
/// C A D
/// B X
/// ```
#[derive(Clone, Copy)]
struct Neighbours {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
}

/// What a plane is stored as.
#[derive(Clone, Copy)]
enum Plane {
    Itself,
    /// The difference to the plane before it.
    Difference,
    /// The difference to 11/16 of it.
    Part,
}

impl Picture {
    pub(super) fn read(bits: &mut Bits<'_>) -> Step<Self> {
        let width = bits.golomb_rice(12)?;
        let planes = bits.golomb_rice(2)?;
        if width > LONGEST {
            return Err(Fault::Bad("an impossible width of a picture"));
        }
        let width = width as usize;
        let context = Context {
            pixels: 0,
            sum: 4,
            best: 0,
            errors: [0; 4],
        };
        Ok(Self {
            width,
            planes: planes as usize,
            contexts: [vec![context; CONTEXTS], vec![context; CONTEXTS]],
            above: vec![0; width],
            row: vec![0; width],
        })
    }

    /// Unpacks the next row.
    pub(super) fn row(&mut self, bits: &mut Bits<'_>) -> Step<&[u8]> {
        let [first, others] = &mut self.contexts;
        for number in 0..self.planes {
            let (contexts, plane) = if number == 0 {
                (&mut *first, Plane::Itself)
            } else {
                (&mut *others, Plane::read(bits)?)
            };
            let start = plane.start();
            // The pixel above, as the plane has it; zeros lie behind the row, and before the first plane.
            let above = |at: usize| {
                let get = |at: Option<usize>| at.and_then(|at| self.above.get(at)).copied().unwrap_or(0);
                plane.part(get(Some(at)), get(at.checked_sub(1)))
            };
            let mut near = Neighbours {
                a: start,
                b: start,
                c: start,
                d: above(number),
            };
            let mut x = start;
            for column in (number..self.width).step_by(self.planes) {
                near = Neighbours {
                    a: near.d,
                    b: x,
                    c: near.a,
                    d: above(column.saturating_add(self.planes)),
                };
                let Some(context) = contexts.get_mut(near.context()) else {
                    break;
                };
                x = context.pixel(bits, near)?;
                let before = column.checked_sub(1).and_then(|at| self.row.get(at));
                let whole = plane.whole(x, before.copied().unwrap_or(0));
                if let Some(pixel) = self.row.get_mut(column) {
                    *pixel = whole;
                }
            }
        }
        std::mem::swap(&mut self.above, &mut self.row);
        Ok(&self.above)
    }
}

impl Plane {
    fn read(bits: &mut Bits<'_>) -> Step<Self> {
        match bits.take(2)? {
            0 => Ok(Self::Itself),
            1 => Ok(Self::Difference),
            2 => Ok(Self::Part),
            _ => Err(Fault::Bad("an unknown plane of a picture")),
        }
    }

    /// The pixels in front of a row.
    fn start(self) -> u8 {
        match self {
            Self::Itself => 0,
            Self::Difference | Self::Part => 128,
        }
    }

    /// What the plane has in place of a pixel, by the one of the plane before.
    fn part(self, whole: u8, before: u8) -> u8 {
        whole.wrapping_sub(self.share(before))
    }

    /// The pixel, by what the plane has.
    fn whole(self, part: u8, before: u8) -> u8 {
        part.wrapping_add(self.share(before))
    }

    fn share(self, before: u8) -> u8 {
        match self {
            Self::Itself => 0,
            Self::Difference => before.wrapping_sub(128),
            Self::Part => (((u16::from(before) * 11) >> 4) as u8).wrapping_sub(128),
        }
    }
}

impl Neighbours {
    fn context(self) -> usize {
        let step = |from: u8, to: u8| {
            let difference = i32::from(to) - i32::from(from);
            let size = match difference.unsigned_abs() {
                0 => 0,
                1..=2 => 1,
                3..=6 => 2,
                7..=20 => 3,
                _ => 4,
            };
            difference.signum() * size
        };
        let all = 81 * step(self.a, self.d) + 9 * step(self.c, self.a) + step(self.b, self.c);
        all.unsigned_abs() as usize
    }

    /// The predictions of the pixel.
    fn predictions(self) -> [u8; 4] {
        let Self { a, b, c, .. } = self;
        let middle = (u16::from(a) + u16::from(b)) / 2;
        [a, b, middle as u8, a.wrapping_add(b).wrapping_sub(c)]
    }
}

impl Context {
    fn pixel(&mut self, bits: &mut Bits<'_>, near: Neighbours) -> Step<u8> {
        let predictions = near.predictions();
        self.pixels += 1;
        let mean = self.sum / self.pixels;
        let folded = bits.golomb_rice(u64::BITS - mean.leading_zeros())?;
        let half = (folded >> 1).cast_signed();
        // Odd ones are negative.
        let difference = if folded & 1 == 1 { !half } else { half };
        let predicted = predictions.get(self.best).copied().unwrap_or_default();
        let pixel = predicted.wrapping_add(difference as u8);
        self.sum += u64::from(difference.unsigned_abs());
        if self.pixels == 128 {
            self.pixels /= 2;
            self.sum /= 2;
        }
        for (error, predicted) in self.errors.iter_mut().zip(predictions) {
            *error += width(pixel.wrapping_sub(predicted).cast_signed());
        }
        let best = (0..).zip(self.errors).min_by_key(|(_, error)| *error);
        self.best = best.map_or(0, |(best, _)| best);
        if self.errors.iter().any(|error| *error > 0x7F) {
            self.errors.iter_mut().for_each(|error| *error /= 2);
        }
        Ok(pixel)
    }
}

/// The bits of a difference that is folded so that odd ones are negative.
fn width(difference: i8) -> u8 {
    let folded = i32::from(difference) * 2;
    let folded = if folded < 0 { !folded } else { folded };
    (i32::BITS - folded.leading_zeros()) as u8
}
