//! LZ77 over Huffman codes: all of ACE 1, and what most modes of ACE 2 build on.

use super::bits::{Bits, Fault, Step};
use super::huffman::Tree;
use super::mode::Mode;
use super::window::Window;

/// The longest code.
const LONGEST: u32 = 11;
/// Symbols: bytes, the last four distances, distances of 0 to 22 bits, a change of the mode.
const SYMBOLS: usize = 284;
const LAST_DISTANCES: u16 = 256;
const DISTANCES: u16 = 260;
const CHANGE: u16 = 283;
/// Symbols of the tree of lengths.
const LENGTHS: usize = 255;

/// One member's stream of symbols.
#[derive(Default)]
pub(super) struct Lz77 {
    block: Option<Block>,
    /// The last distances, less 1, the latest first.
    distances: [u32; 4],
}

/// A block of symbols with their codes.
struct Block {
    main: Tree,
    length: Tree,
    /// Symbols still to come. A block of none has no end.
    left: u16,
}

impl Lz77 {
    /// Unpacks into the window: `soon` bytes or a few more, never more than `all`, fewer when the mode changes.
    pub(super) fn run(
        &mut self,
        bits: &mut Bits<'_>,
        window: &mut Window,
        soon: usize,
        all: u64,
    ) -> Step<Option<Mode>> {
        let end = usize::try_from(all).unwrap_or(usize::MAX);
        let soon = soon.min(end);
        let mut done = 0;
        while done < soon {
            let block = match &mut self.block {
                Some(block) if block.left != 1 => {
                    block.left = block.left.saturating_sub(1);
                    block
                }
                block => block.insert(Block::read(bits)?),
            };
            let symbol = block.main.symbol(bits)?;
            let (distance, length) = match symbol {
                ..LAST_DISTANCES => {
                    window.push(symbol as u8);
                    done += 1;
                    continue;
                }
                LAST_DISTANCES..DISTANCES => {
                    let length = block.length.symbol(bits)?;
                    let age = usize::from(symbol - LAST_DISTANCES);
                    if let Some(newer) = self.distances.get_mut(..=age) {
                        newer.rotate_right(1);
                    }
                    (self.distances[0], length + if age > 1 { 3 } else { 2 })
                }
                DISTANCES..CHANGE => {
                    let distance = bits.of_width(u32::from(symbol - DISTANCES))?;
                    let length = block.length.symbol(bits)?;
                    self.distances.rotate_right(1);
                    self.distances[0] = distance;
                    let least = match distance {
                        ..=0xFF => 2,
                        0x100..=0x1FFF => 3,
                        _ => 4,
                    };
                    (distance, length + least)
                }
                CHANGE => return Mode::read(bits).map(Some),
                _ => return Err(Fault::Bad("an unknown symbol")),
            };
            let length = usize::from(length);
            if length > end - done {
                return Err(Fault::Bad("a match beyond the end"));
            }
            window.repeat(distance as usize + 1, length)?;
            done += length;
        }
        Ok(None)
    }
}

impl Block {
    fn read(bits: &mut Bits<'_>) -> Step<Self> {
        Ok(Self {
            main: Tree::read(bits, LONGEST, SYMBOLS)?,
            length: Tree::read(bits, LONGEST, LENGTHS)?,
            left: bits.take(15)? as u16,
        })
    }
}
