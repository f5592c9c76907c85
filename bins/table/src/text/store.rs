//! Rows of cells that need nothing but padding, written 32 bytes at a time into a buffer.
//!
//! What a column looks like when it is empty, with the bar behind it, is prepared once. A cell is blended into 32 bytes of
//! that and stored; what is stored too much, the next store overwrites. `unsafe` is allowed here for the vector
//! instructions and the stores behind the end of the buffer, into memory that was reserved; the tests hold it against
//! plain appending.
#![allow(unsafe_code)]

use crate::layout::{Align, Column};
use crate::separated::scan::quick_width;
#[cfg(target_arch = "x86_64")]
use crate::separated::scan::quick_width_avx2;
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
    /// The columns again, for rows of ASCII, in which each has its place.
    narrow: Vec<Narrow>,
    /// The bytes of a row of ASCII.
    row: usize,
    vectors: bool,
}

/// A column that fits into one store, with the bar behind it.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Narrow {
    background: [u8; STEP],
    width: u32,
    /// `(room + odd) >> shift` of the free columns go to the left.
    odd: u32,
    shift: u32,
    /// Where it stands in a row of ASCII.
    at: u32,
    /// It is too wide, after all.
    wide: bool,
}

#[derive(Debug)]
struct Area {
    width: u32,
    align: Align,
    /// Of the free columns, this share goes to the left: all, or half.
    all: u32,
    half: u32,
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
                width: u32::try_from(column.width).unwrap_or(u32::MAX),
                align: column.align,
                all: if column.align.before(2, 2) == 2 {
                    u32::MAX
                } else {
                    0
                },
                half: if column.align == Align::Center {
                    u32::MAX
                } else {
                    0
                },
                tail: tail.as_bytes().to_vec(),
                background,
            }
        };
        let areas: Vec<Area> = layout.iter().zip(tails).map(area).collect();
        let mut at = begin.len();
        let narrow = areas.iter().map(|area| {
            let total = area.width as usize + area.tail.len();
            let own = area.background.get(SURPLUS..).and_then(<[u8]>::first_chunk);
            let narrow = Narrow {
                background: own.copied().unwrap_or_default(),
                width: area.width,
                odd: area.width & area.half & 1,
                shift: if area.half != 0 { 1 } else { !area.all & 31 },
                at: u32::try_from(at).unwrap_or(u32::MAX),
                wide: total > STEP,
            };
            at += total;
            narrow
        });
        Self {
            narrow: narrow.collect(),
            begin: begin.as_bytes().to_vec(),
            row: begin.len()
                + areas
                    .iter()
                    .map(|area| area.width as usize + area.tail.len())
                    .sum::<usize>(),
            areas,
            #[cfg(target_arch = "x86_64")]
            vectors: is_x86_feature_detected!("avx2"),
            #[cfg(not(target_arch = "x86_64"))]
            vectors: false,
        }
    }

    /// Appends a row whose value `n` lies between `marks[n]` and `marks[n + 1]`, the last one ending at `end`, all of it
    /// printable ASCII. `padded` is the window with its margins. False, and nothing appended, when a value is wider than its
    /// column.
    #[must_use]
    pub fn ascii(&self, padded: &[u8], marks: &[u32], end: u32, out: &mut Vec<u8>) -> bool {
        #[cfg(target_arch = "x86_64")]
        if self.vectors && marks.len() == self.areas.len() + 1 {
            // SAFETY: the processor has AVX2, as `new` asked.
            return unsafe { self.ascii_avx2(padded, marks, end, out) };
        }
        let cells = between(marks, end).map(|(start, length)| Placed {
            start,
            length,
            width: length,
        });
        self.cells(padded, cells, out)
    }

    /// As [`ascii`](Self::ascii), for values that may hold ideographs, too (see [`quick_width`]). Also false when they hold
    /// anything else.
    #[must_use]
    pub fn marked(&self, padded: &[u8], marks: &[u32], end: u32, out: &mut Vec<u8>) -> bool {
        #[cfg(target_arch = "x86_64")]
        if self.vectors && marks.len() == self.areas.len() + 1 {
            // SAFETY: the processor has AVX2, as `new` asked.
            return unsafe { self.marked_avx2(padded, marks, end, out) };
        }
        let place = |(start, length): (u32, u32)| {
            let from = start as usize + MARGIN;
            let width = quick_width(padded.get(from..from + length as usize)?)?;
            Some(Placed { start, length, width })
        };
        match between(marks, end).map(place).collect::<Option<Vec<_>>>() {
            Some(cells) => self.cells(padded, cells.into_iter(), out),
            None => false,
        }
    }

    /// Appends a row of these cells; where they are too few, empty ones follow. False, and nothing appended, when one is
    /// wider than its column.
    #[must_use]
    pub fn cells(&self, padded: &[u8], mut cells: impl Iterator<Item = Placed>, out: &mut Vec<u8>) -> bool {
        let length = out.len();
        out.extend_from_slice(&self.begin);
        for area in &self.areas {
            let cell = cells.next().unwrap_or(Placed {
                start: 0,
                length: 0,
                width: 0,
            });
            let start = cell.start as usize + MARGIN;
            let text = padded.get(start..start.saturating_add(cell.length as usize));
            let (Some(text), Some(room)) = (text, area.width.checked_sub(cell.width)) else {
                out.truncate(length);
                return false;
            };
            let before = area.align.before(room as usize, area.width as usize);
            out.resize(out.len() + before, b' ');
            out.extend_from_slice(text);
            out.resize(out.len() + room as usize - before, b' ');
            out.extend_from_slice(&area.tail);
        }
        true
    }

    /// [`ascii`](Self::ascii): every column has its place, and most are one store.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn ascii_avx2(&self, padded: &[u8], marks: &[u32], end: u32, out: &mut Vec<u8>) -> bool {
        use std::arch::x86_64::{__m256i, _mm256_blendv_epi8, _mm256_loadu_si256, _mm256_storeu_si256};
        let (Some((&before, stops)), true) = (marks.split_first(), end as usize + 2 * MARGIN <= padded.len())
        else {
            return false;
        };
        out.reserve(self.row + 2 * STEP);
        let length = out.len();
        out.extend_from_slice(&self.begin);
        // SAFETY: `length` is within the buffer.
        let base = unsafe { out.as_mut_ptr().add(length) };
        // SAFETY: `padded` is longer than its margins.
        let source = unsafe { padded.as_ptr().add(MARGIN) };
        let mut start = before.wrapping_add(1);
        let last = stops.len() - 1;
        for (number, (area, stop)) in self.narrow.iter().zip(stops).enumerate() {
            // All but the last value end at their mark.
            let stop = if number == last { end } else { *stop };
            let bytes = stop.wrapping_sub(start);
            let room = area.width.wrapping_sub(bytes);
            if bytes > area.width || stop > end {
                out.truncate(length);
                return false;
            }
            let left = ((room + area.odd) >> area.shift) as usize;
            if area.wide {
                self.wide_ascii(padded, start, bytes, area.at, left, base);
            } else {
                // SAFETY: a narrow column has at most 32 bytes, so the row of the table exists, and `left` is at most 32 and
                // stays within it. The text lies before `end`, which has a margin of 64 bytes before and behind it, and
                // what is loaded lies at most 32 bytes beyond it. `at + 32` is at most `row + 32`, and `reserve` made
                // room for more.
                unsafe {
                    let mask = MASKS
                        .as_ptr()
                        .add(bytes as usize)
                        .cast::<u8>()
                        .add(STEP)
                        .sub(left);
                    let mask = _mm256_loadu_si256(mask.cast::<__m256i>());
                    let text = _mm256_loadu_si256(source.add(start as usize).sub(left).cast::<__m256i>());
                    let background = _mm256_loadu_si256(area.background.as_ptr().cast::<__m256i>());
                    let piece = _mm256_blendv_epi8(background, text, mask);
                    _mm256_storeu_si256(base.add(area.at as usize).cast::<__m256i>(), piece);
                }
            }
            start = stop.wrapping_add(1);
        }
        // SAFETY: every column was written, so that everything up to `row` was, and it is within the capacity.
        unsafe { out.set_len(length + self.row) };
        true
    }

    /// A column of ASCII that takes more than one store. `base` is where the row begins, with room for `row + 2 * STEP` bytes.
    #[cfg(target_arch = "x86_64")]
    #[cold]
    #[inline(never)]
    fn wide_ascii(&self, padded: &[u8], start: u32, bytes: u32, at: u32, left: usize, base: *mut u8) {
        let area = self
            .narrow
            .iter()
            .position(|narrow| narrow.at == at)
            .and_then(|number| self.areas.get(number));
        let Some(area) = area else {
            return;
        };
        let total = area.width as usize + area.tail.len();
        let text_at = start as usize + MARGIN;
        let (Some(background), Some(text)) = (
            area.background.get(SURPLUS..SURPLUS + total),
            padded.get(text_at..text_at + bytes as usize),
        ) else {
            return;
        };
        // SAFETY: `at + total` is at most `row`, and `left + bytes` at most `total`, as room is what is left of the width.
        unsafe {
            let to = base.add(at as usize);
            to.copy_from_nonoverlapping(background.as_ptr(), background.len());
            to.add(left).copy_from_nonoverlapping(text.as_ptr(), text.len());
        }
    }

    /// [`marked`](Self::marked); also false when a value has very many bytes more than columns.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
    fn marked_avx2(&self, padded: &[u8], marks: &[u32], end: u32, out: &mut Vec<u8>) -> bool {
        use std::arch::x86_64::{__m256i, _mm256_blendv_epi8, _mm256_loadu_si256, _mm256_storeu_si256};
        let (Some((&before, stops)), true) = (marks.split_first(), end as usize + 2 * MARGIN <= padded.len())
        else {
            return false;
        };
        let mut start = before.wrapping_add(1);
        // Together the values have at most so many bytes more than columns.
        let room_end = self.row + end.saturating_sub(start) as usize;
        out.reserve(room_end + 2 * STEP);
        let length = out.len();
        out.extend_from_slice(&self.begin);
        // SAFETY: `length` is within the buffer.
        let base = unsafe { out.as_mut_ptr().add(length) };
        // SAFETY: `padded` is longer than its margins.
        let source = unsafe { padded.as_ptr().add(MARGIN) };
        let mut at = self.begin.len();
        let last = stops.len() - 1;
        for (number, ((area, narrow), mark)) in self.areas.iter().zip(&self.narrow).zip(stops).enumerate() {
            let stop = if number == last { end } else { *mark };
            let width = if start <= stop && stop <= end {
                // SAFETY: the text ends at `end` or before, behind which there is a margin.
                unsafe { quick_width_avx2(padded, start, stop) }
            } else {
                None
            };
            let Some(width) = width.filter(|width| *width <= area.width) else {
                out.truncate(length);
                return false;
            };
            let bytes = (stop - start) as usize;
            let extra = bytes - width as usize;
            let total = area.width as usize + extra + area.tail.len();
            if extra > SURPLUS || at + total > room_end {
                out.truncate(length);
                return false;
            }
            let left = ((area.width - width + narrow.odd) >> narrow.shift) as usize;
            let text_at = start as usize;
            if total <= STEP {
                // SAFETY: `left + bytes <= total <= 32`, so the row of the table exists and `left` stays within it; `extra` is
                // at most `SURPLUS`, and the background has 32 bytes behind its tail. For the text and the store see below.
                unsafe {
                    let background = area.background.as_ptr().add(SURPLUS - extra);
                    let mask = MASKS.as_ptr().add(bytes).cast::<u8>().add(STEP).sub(left);
                    let piece = _mm256_blendv_epi8(
                        _mm256_loadu_si256(background.cast::<__m256i>()),
                        _mm256_loadu_si256(source.add(text_at).sub(left).cast::<__m256i>()),
                        _mm256_loadu_si256(mask.cast::<__m256i>()),
                    );
                    _mm256_storeu_si256(base.add(at).cast::<__m256i>(), piece);
                }
            } else {
                // SAFETY: the background has `width` and the tail behind `SURPLUS`, and `extra` is at most that; `left + bytes`
                // is at most `total`, and `at + total` at most `room_end`, for which `reserve` made room. The text lies
                // before `end`, which is within the window.
                unsafe {
                    let to = base.add(at);
                    to.copy_from_nonoverlapping(area.background.as_ptr().add(SURPLUS - extra), total);
                    to.add(left).copy_from_nonoverlapping(source.add(text_at), bytes);
                }
            }
            at += total;
            start = mark.wrapping_add(1);
        }
        // SAFETY: everything up to `at` was written, and it is within the capacity.
        unsafe { out.set_len(length + at) };
        true
    }
}

/// Where the values between the marks begin, and how long they are.
fn between(marks: &[u32], end: u32) -> impl Iterator<Item = (u32, u32)> {
    let last = marks.len().wrapping_sub(2);
    marks
        .iter()
        .zip(marks.iter().skip(1))
        .enumerate()
        .map(move |(at, (before, mark))| {
            let start = before.wrapping_add(1);
            let stop = if at == last { end } else { *mark };
            (start, stop.wrapping_sub(start))
        })
}

/// For each length up to 32, so many bytes with all bits set behind 32 that have none.
static MASKS: [[u8; 3 * STEP]; STEP + 1] = masks();

const fn masks() -> [[u8; 3 * STEP]; STEP + 1] {
    let mut all = [[0; 3 * STEP]; STEP + 1];
    let mut rows = all.as_mut_slice();
    let mut length = 0;
    while let [row, more @ ..] = rows {
        let (_, behind) = row.split_at_mut(STEP);
        let (mut set, _) = behind.split_at_mut(length);
        while let [byte, rest @ ..] = set {
            *byte = 0xff;
            set = rest;
        }
        length += 1;
        rows = more;
    }
    all
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
            let (mut marks, mut widths) = (vec![u32::MAX], Vec::new());
            for cell in cells.iter().take(columns.len()) {
                padded.extend_from_slice(cell.as_bytes());
                marks.push((padded.len() - MARGIN) as u32);
                let ideographs = cell.chars().filter(|c| !c.is_ascii()).count();
                widths.push((cell.len() - ideographs) as u32);
                padded.push(b',');
            }
            let end = *marks.last().unwrap();
            padded.extend([b'#'; MARGIN]);
            let placed = cells.iter().zip(&widths).zip(&marks).map(|((cell, width), before)| Placed {
                start: before.wrapping_add(1),
                length: cell.len() as u32,
                width: *width,
            });
            let (mut fast, mut slow) = (vec![b'x'; before], vec![b'x'; before]);
            let drawn = store.cells(&padded, placed, &mut slow);
            // Cells with very many bytes are left to others.
            if cells.iter().all(|cell| cell.len() < 48) {
                prop_assert_eq!(store.marked(&padded, &marks, end, &mut fast), drawn);
                prop_assert_eq!(String::from_utf8(fast).unwrap(), String::from_utf8(slow.clone()).unwrap());
            }
            if cells.iter().all(|cell| cell.is_ascii()) {
                let mut plain = vec![b'x'; before];
                prop_assert_eq!(store.ascii(&padded, &marks, end, &mut plain), drawn);
                prop_assert_eq!(plain, slow);
            }
        }
    }
}
