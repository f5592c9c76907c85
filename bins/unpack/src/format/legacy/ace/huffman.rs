//! The Huffman codes of LZ77 and of sound.

use super::bits::{Bits, Fault, Step};

/// The longest code of the tree that packs the widths of another.
const LONGEST_WIDTH: u32 = 7;

/// What bits stand for.
#[derive(Clone, Copy, Default)]
struct Code {
    symbol: u16,
    /// The bits that are its own.
    width: u8,
}

/// A tree, as a table of all that so many bits can begin with.
pub(super) struct Tree {
    codes: Vec<Code>,
    longest: u32,
}

impl Tree {
    /// Reads a tree of so many symbols (and one more, which damaged data may have) with codes of at most `longest` bits.
    pub(super) fn read(bits: &mut Bits<'_>, longest: u32, symbols: usize) -> Step<Self> {
        let count = (bits.take(9)? as usize).min(symbols) + 1;
        let shortest = bits.take(4)?;
        let top = bits.take(4)? as u16;
        let mut widths = Vec::with_capacity(count);
        for _ in 0..=top {
            widths.push(bits.take(3)? as u8);
        }
        let packed = Self::new(&widths, LONGEST_WIDTH)?;
        widths.clear();
        while widths.len() < count {
            let symbol = packed.symbol(bits)?;
            if symbol < top {
                widths.push(symbol as u8);
            } else {
                let zeros = bits.take(4)? as usize + 4;
                widths.resize(count.min(widths.len() + zeros), 0);
            }
        }
        // Each is the difference to the one before it, counted round.
        if top > 0 {
            let mut last = 0;
            for width in &mut widths {
                last = (u16::from(*width) + last) % top;
                *width = last as u8;
            }
        }
        for width in widths.iter_mut().filter(|width| **width > 0) {
            *width += shortest as u8;
        }
        Self::new(&widths, longest)
    }

    /// The tree of codes of these widths. Shorter ones come first; among those of one width the order is what the
    /// format's own way to sort leaves them in.
    fn new(widths: &[u8], longest: u32) -> Step<Self> {
        let mut sorted: Vec<(u8, u16)> = (0..)
            .zip(widths)
            .map(|(symbol, width)| (*width, symbol))
            .collect();
        sort(&mut sorted);
        let used = sorted.iter().take_while(|(width, _)| *width > 0).count();
        sorted.truncate(used.max(1));
        let all = 1 << longest;
        let mut codes = Vec::with_capacity(all);
        for (width, symbol) in sorted.into_iter().rev() {
            let rest = longest
                .checked_sub(width.into())
                .ok_or(Fault::Bad("a code too long"))?;
            // A symbol alone has a code of one bit, whatever its width.
            let width = if used < 2 { 1 } else { width };
            codes.resize(codes.len() + (1 << rest), Code { symbol, width });
            if codes.len() > all {
                return Err(Fault::Bad("more codes than there can be"));
            }
        }
        Ok(Self { codes, longest })
    }

    /// The next symbol.
    #[inline]
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Step<u16> {
        let next = bits.peek(self.longest)? as usize;
        let code = self.codes.get(next).ok_or(Fault::Bad("no code"))?;
        bits.skip(code.width.into())?;
        Ok(code.symbol)
    }
}

/// Sorts by falling width. What is equal is left in the order that this very quicksort leaves it in, whose pivot is the last
/// element and which swaps equal ones: the codes depend on it.
fn sort(all: &mut [(u8, u16)]) {
    let width = |all: &[(u8, u16)], i: usize| all.get(i).map(|(width, _)| *width);
    let pivot = all.last().map(|(width, _)| *width);
    let (mut left, mut right) = (0, all.len());
    while left < right {
        while width(all, left) > pivot {
            left += 1;
        }
        while right > 0 && width(all, right - 1) < pivot {
            right -= 1;
        }
        // `right` is one behind the element, as there may be none left.
        if left < right {
            all.swap(left, right - 1);
            left += 1;
            right -= 1;
        }
        if left + 1 >= right {
            break;
        }
    }
    sort_part(all.get_mut(..right).unwrap_or_default());
    sort_part(all.get_mut(left..).unwrap_or_default());
}

/// Sorts a part, of which two elements that are equal stay as they are.
fn sort_part(part: &mut [(u8, u16)]) {
    match part {
        [] | [_] => {}
        [a, b] => {
            if a.0 < b.0 {
                std::mem::swap(a, b);
            }
        }
        _ => sort(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_widths_are_ordered_as_the_format_does() {
        // The example of acefile 0.6.14.
        let mut all = [(1, 0), (0, 1), (0, 2), (1, 3), (2, 4), (0, 5), (0, 6)];
        sort(&mut all);
        assert_eq!(all, [(2, 4), (1, 0), (1, 3), (0, 5), (0, 6), (0, 2), (0, 1)]);
    }
}
