//! Rows of cells that need nothing but padding, written 32 bytes at a time into a buffer.
//!
//! What a column looks like when it is empty, with the bar behind it, is prepared once. A cell is blended into 32 bytes of
//! that and stored; what is stored too much, the next store overwrites. `unsafe` is allowed here for the vector
//! instructions and the stores behind the end of the buffer, into memory that was reserved; the tests hold it against
//! plain appending.
#![allow(unsafe_code)]

use crate::layout::{Align, Column};
use crate::separated::window::MARGIN;

/// Bytes that are stored at once.
const STEP: usize = 32;
/// How many bytes more than columns a cell may have.
const SURPLUS: usize = 64;

/// A cell of a row: where its text lies behind the margin of the window, and how many columns it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Where the text begins in the window.
    pub start: u32,
    /// How many bytes it has.
    pub length: u32,
    /// How many columns it takes.
    pub width: u32,
}

/// Rows of one table.
#[derive(Debug)]
pub struct Store {
    begin: Vec<u8>,
    areas: Vec<Area>,
    /// The bytes of a row of ASCII.
    row: usize,
    vectors: bool,
}

#[derive(Debug)]
struct Area {
    width: usize,
    align: Align,
    /// Of the free columns, this share goes to the left: all, or half.
    all: usize,
    half: usize,
    /// What stands behind the cell: padding and bar.
    tail: Vec<u8>,
    /// Blanks, as many as the column is wide, the tail, blanks.
    background: Vec<u8>,
}

impl Store {
    /// Rows that begin with `begin` and have `tails[n]` behind column `n`.
    #[must_use]
    pub fn new(begin: &str, layout: &[Column], tails: &[String]) -> Self {
        let area = |(column, tail): (&Column, &String)| {
            let mut background = vec![b' '; SURPLUS + column.width];
            background.extend_from_slice(tail.as_bytes());
            background.resize(background.len() + 2 * STEP, b' ');
            Area {
                width: column.width,
                align: column.align,
                all: if column.align.before(2, 2) == 2 { usize::MAX } else { 0 },
                half: if column.align == Align::Center { usize::MAX } else { 0 },
                tail: tail.as_bytes().to_vec(),
                background,
            }
        };
        let areas: Vec<Area> = layout.iter().zip(tails).map(area).collect();
        Self {
            begin: begin.as_bytes().to_vec(),
            row: begin.len() + areas.iter().map(|area| area.width + area.tail.len()).sum::<usize>(),
            areas,
            #[cfg(target_arch = "x86_64")]
            vectors: is_x86_feature_detected!("avx2"),
            #[cfg(not(target_arch = "x86_64"))]
            vectors: false,
        }
    }

    /// Appends a row whose value `n` lies between `marks[n]` and `marks[n + 1]`, the last one ending at `end`, all of it
    /// printable ASCII. `padded` is the window with its margins. False when a value is wider than its column.
    #[must_use]
    pub fn plain(&self, padded: &[u8], marks: &[u32], end: u32, out: &mut Vec<u8>) -> bool {
        let Some((&before, ends)) = marks.split_first() else {
            return false;
        };
        let mut start = before.wrapping_add(1);
        let last = ends.len().wrapping_sub(1);
        let cells = ends.iter().enumerate().map(|(at, mark)| {
            let stop = if at == last { end } else { *mark };
            let length = stop.wrapping_sub(start);
            let cell = Placed {
                start,
                length,
                width: length,
            };
            start = mark.wrapping_add(1);
            cell
        });
        self.cells(padded, cells, 0, out)
    }

    /// Appends a row of these cells, which together have `surplus` bytes more than columns. False when one is wider than
    /// its column.
    #[must_use]
    pub fn cells(
        &self,
        padded: &[u8],
        cells: impl Iterator<Item = Placed>,
        surplus: usize,
        out: &mut Vec<u8>,
    ) -> bool {
        out.reserve(self.row + surplus + 2 * STEP);
        #[cfg(target_arch = "x86_64")]
        if self.vectors {
            // SAFETY: the processor has AVX2, as `new` asked.
            return unsafe { self.cells_avx2(padded, cells, surplus, out) };
        }
        self.cells_plainly(padded, cells, out)
    }

    /// As [`cells`](Self::cells), byte by byte.
    fn cells_plainly(&self, padded: &[u8], mut cells: impl Iterator<Item = Placed>, out: &mut Vec<u8>) -> bool {
        let length = out.len();
        out.extend_from_slice(&self.begin);
        for area in &self.areas {
            let cell = cells.next().unwrap_or(Placed {
                start: 0,
                length: 0,
                width: 0,
            });
            let start = cell.start as usize + MARGIN;
            let text = padded.get(start..start + cell.length as usize);
            let (Some(text), Some(room)) = (text, area.width.checked_sub(cell.width as usize)) else {
                out.truncate(length);
                return false;
            };
            let before = area.align.before(room, area.width);
            out.resize(out.len() + before, b' ');
            out.extend_from_slice(text);
            out.resize(out.len() + room - before, b' ');
            out.extend_from_slice(&area.tail);
        }
        true
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn cells_avx2(
        &self,
        padded: &[u8],
        mut cells: impl Iterator<Item = Placed>,
        surplus: usize,
        out: &mut Vec<u8>,
    ) -> bool {
        use std::arch::x86_64::{
            __m256i, _mm256_and_si256, _mm256_blendv_epi8, _mm256_loadu_si256, _mm256_storeu_si256,
        };
        let length = out.len();
        out.extend_from_slice(&self.begin);
        let mut at = out.len();
        let room_end = length + self.row + surplus;
        let base = out.as_mut_ptr();
        let source = padded.as_ptr();
        for area in &self.areas {
            let cell = cells.next().unwrap_or(Placed {
                start: 0,
                length: 0,
                width: 0,
            });
            let (start, bytes) = (cell.start as usize + MARGIN, cell.length as usize);
            let room = area.width.wrapping_sub(cell.width as usize);
            let extra = bytes.wrapping_sub(cell.width as usize);
            let total = area.width + extra.min(SURPLUS) + area.tail.len();
            if room > area.width
                || extra > SURPLUS
                || start + bytes + MARGIN > padded.len()
                || at + total > room_end
            {
                out.truncate(length);
                return false;
            }
            let left = room & area.all | (room / 2 + (room & area.width & 1)) & area.half;
            let right = left + bytes;
            let mut done = 0;
            while done < total {
                // SAFETY: `done < width + extra + tail` and `extra <= SURPLUS`, so the offset is not negative, and the
                // background has `2 * STEP` bytes behind its tail.
                let mut piece = unsafe {
                    _mm256_loadu_si256(area.background.as_ptr().add(done + SURPLUS - extra).cast::<__m256i>())
                };
                if done < right && done + STEP > left {
                    let from = left.saturating_sub(done).min(STEP);
                    let to = (right - done).min(STEP);
                    // SAFETY: `from` and `to` are at most 32, and the tables have 64 bytes. The text begins behind a margin
                    // of 64 bytes and ends before another one, and what is loaded lies less than 32 bytes beyond it.
                    piece = unsafe {
                        let text = _mm256_loadu_si256(source.add(start + done - left).cast::<__m256i>());
                        let behind = _mm256_loadu_si256(BEHIND.as_ptr().add(STEP - from).cast::<__m256i>());
                        let before = _mm256_loadu_si256(BEFORE.as_ptr().add(STEP - to).cast::<__m256i>());
                        _mm256_blendv_epi8(piece, text, _mm256_and_si256(behind, before))
                    };
                }
                // SAFETY: `cells` reserved `row + surplus + 2 * STEP` bytes behind `length`, and `at + total` is at most
                // `row + surplus` behind it.
                unsafe { _mm256_storeu_si256(base.add(at + done).cast::<__m256i>(), piece) };
                done += STEP;
            }
            at += total;
        }
        // SAFETY: everything up to `at` was written, and it is within the capacity.
        unsafe { out.set_len(at) };
        true
    }
}

/// From the middle on all bits are set.
static BEHIND: [u8; 2 * STEP] = halves(0, 0xff);
/// Up to the middle all bits are set.
static BEFORE: [u8; 2 * STEP] = halves(0xff, 0);

const fn halves(first: u8, second: u8) -> [u8; 2 * STEP] {
    let mut bytes = [first; 2 * STEP];
    let (_, end) = bytes.split_at_mut(STEP);
    let mut rest = end;
    while let [byte, more @ ..] = rest {
        *byte = second;
        rest = more;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::VAlign;
    use proptest::prelude::*;

    proptest! {
        /// Vectors write what plain appending writes, for any widths, alignments and cells, and refuse the same rows.
        #[test]
        fn vectors_write_what_bytes_write(
            columns in proptest::collection::vec((0usize..90, 0u8..3, " ?[|│]{0,2} ?"), 1..6),
            cells in proptest::collection::vec("[a-z变]{0,40}", 1..6),
            before in 0usize..40,
        ) {
            let aligns = [Align::Left, Align::Center, Align::Right];
            let layout: Vec<Column> = columns
                .iter()
                .map(|(width, align, _)| Column { width: *width, align: aligns[usize::from(*align)], valign: VAlign::Top })
                .collect();
            let tails: Vec<String> = columns.iter().map(|(_, _, tail)| tail.clone()).collect();
            let store = Store::new("│ ", &layout, &tails);
            let mut padded = vec![b'#'; MARGIN];
            let mut placed = Vec::new();
            for cell in &cells {
                let start = (padded.len() - MARGIN) as u32;
                padded.extend_from_slice(cell.as_bytes());
                let ideographs = cell.chars().filter(|c| !c.is_ascii()).count() as u32;
                let length = cell.len() as u32;
                placed.push(Placed { start, length, width: length - ideographs });
                padded.push(b',');
            }
            padded.extend([b'#'; MARGIN]);
            let surplus = placed.iter().map(|cell| (cell.length - cell.width) as usize).sum();
            let (mut fast, mut slow) = (vec![b'x'; before], vec![b'x'; before]);
            let drawn = store.cells_plainly(&padded, placed.iter().copied(), &mut slow);
            prop_assert_eq!(store.cells(&padded, placed.iter().copied(), surplus, &mut fast), drawn);
            prop_assert_eq!(String::from_utf8(fast).unwrap(), String::from_utf8(slow).unwrap());
        }
    }
}
