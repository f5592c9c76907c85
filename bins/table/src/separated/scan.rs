//! Where the delimiters, line ends, quotes and unusual bytes of a window lie: 64 bytes at a time, as bit masks.
//!
//! This and [`store`](crate::text::store) are the modules for which `unsafe` is allowed: vector instructions behind
//! run-time detection, and unchecked writes into lists that were made large enough. The same code without vectors is the
//! oracle of the tests, and the `csv` crate that of the fuzz target `table_scan`.
#![allow(unsafe_code)]

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Between values.
    pub delimiter: u8,
    /// Around values.
    pub quote: u8,
}

/// What was found in a window; positions are offsets into it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Index {
    /// Delimiters and line feeds, quoted or not, behind a first entry that stands for the byte before the window.
    pub marks: Vec<u32>,
    /// Line feeds.
    pub ends: Vec<u32>,
    /// A bit for each byte: it is a quote.
    pub quotes: Vec<u64>,
    /// A bit for each byte: it is no printable ASCII and neither delimiter, line feed nor carriage return before one.
    pub unusual: Vec<u64>,
}

/// What one block of 64 bytes holds, the first byte in the lowest bit.
#[derive(Debug, Clone, Copy)]
struct Masks {
    delimiters: u64,
    feeds: u64,
    quotes: u64,
    /// Below 0x20, or 0x7F and above.
    beyond: u64,
    returns: u64,
}

/// The byte before the window, as a position.
pub const BEFORE: u32 = u32::MAX;

const BLOCK: usize = 64;

use super::window::MARGIN;

impl Index {
    /// Looks through `window`, which is shorter than 4 GiB.
    pub fn fill(&mut self, window: &[u8], signs: Signs) {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, as was just asked.
            return unsafe { self.fill_avx2(window, signs) };
        }
        self.fill_with(window, |block| plain(block, signs));
    }

    /// As [`fill`](Self::fill), byte by byte.
    pub fn fill_plainly(&mut self, window: &[u8], signs: Signs) {
        self.fill_with(window, |block| plain(block, signs));
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
    fn fill_avx2(&mut self, window: &[u8], signs: Signs) {
        self.fill_with(window, |block| avx2(block, signs));
    }

    #[inline(always)]
    fn fill_with(&mut self, window: &[u8], classify: impl Fn(&[u8; BLOCK]) -> Masks) {
        let count = window.len().div_ceil(BLOCK);
        self.quotes.resize(count, 0);
        self.unusual.resize(count, 0);
        self.marks.clear();
        self.ends.clear();
        self.marks.push(BEFORE);
        let (whole, rest) = window.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        // What is behind the end of the window counts for nothing.
        let inside = (1u64 << rest.len()) - 1;
        let tail = (!rest.is_empty()).then_some((&last, inside));
        let blocks = whole.iter().map(|block| (block, u64::MAX)).chain(tail);
        let mut at = 0u32;
        for (((block, inside), quotes), unusual) in blocks.zip(&mut self.quotes).zip(&mut self.unusual) {
            let masks = classify(block);
            let (delimiters, feeds) = (masks.delimiters & inside, masks.feeds & inside);
            *quotes = masks.quotes & inside;
            *unusual = masks.beyond & inside & !(feeds | delimiters);
            if masks.returns != 0 {
                let next = window.get(at as usize + BLOCK) == Some(&b'\n');
                *unusual &= !(masks.returns & (feeds >> 1 | u64::from(next) << 63));
            }
            flatten::<8>(delimiters | feeds, at, &mut self.marks);
            flatten::<2>(feeds, at, &mut self.ends);
            at += BLOCK as u32;
        }
    }

    /// There is a quote in this part of the window.
    #[must_use]
    pub fn has_quote(&self, from: u32, to: u32) -> bool {
        any(&self.quotes, from, to)
    }

    /// There is an unusual byte in this part of the window.
    #[must_use]
    pub fn has_unusual(&self, from: u32, to: u32) -> bool {
        any(&self.unusual, from, to)
    }
}

/// A bit is set in `[from, to)`.
#[inline]
fn any(masks: &[u64], from: u32, to: u32) -> bool {
    if from >= to {
        return false;
    }
    let (first, last) = (from as usize / BLOCK, (to as usize - 1) / BLOCK);
    let head = u64::MAX << (from % BLOCK as u32);
    let tail = u64::MAX >> (BLOCK as u32 - 1 - (to - 1) % BLOCK as u32);
    match masks.get(first..=last) {
        Some([only]) => only & head & tail != 0,
        Some([begin, middle @ .., end]) => {
            begin & head != 0 || end & tail != 0 || middle.iter().any(|mask| *mask != 0)
        }
        _ => false,
    }
}

/// Appends the positions of the set bits. `STEP` at a time, which divides 64, so that their number costs few mispredicted
/// branches.
#[inline(always)]
fn flatten<const STEP: usize>(mut mask: u64, at: u32, list: &mut Vec<u32>) {
    if mask == 0 {
        return;
    }
    let count = mask.count_ones() as usize;
    let length = list.len();
    list.reserve(BLOCK);
    let mut to = list.as_mut_ptr().wrapping_add(length);
    let mut written = 0;
    while written < count {
        for _ in 0..STEP {
            // SAFETY: `reserve` made room for 64 more, and at most 64, a multiple of `STEP`, are written.
            unsafe { to.write(at + mask.trailing_zeros()) };
            to = to.wrapping_add(1);
            mask &= mask.wrapping_sub(1);
        }
        written += STEP;
    }
    // SAFETY: the first `count` of the places behind `length` were just written.
    unsafe { list.set_len(length + count) };
}

fn plain(block: &[u8; BLOCK], signs: Signs) -> Masks {
    let mut masks = Masks {
        delimiters: 0,
        feeds: 0,
        quotes: 0,
        beyond: 0,
        returns: 0,
    };
    for (bit, byte) in block.iter().enumerate() {
        masks.delimiters |= u64::from(*byte == signs.delimiter) << bit;
        masks.feeds |= u64::from(*byte == b'\n') << bit;
        masks.quotes |= u64::from(*byte == signs.quote) << bit;
        masks.beyond |= u64::from(*byte < b' ' || *byte > b'~') << bit;
        masks.returns |= u64::from(*byte == b'\r') << bit;
    }
    masks
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
fn avx2(block: &[u8; BLOCK], signs: Signs) -> Masks {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8,
    };
    let (low, high) = block.split_at(BLOCK / 2);
    // SAFETY: each half is 32 bytes, and the load asks for no alignment.
    let halves = unsafe {
        [
            _mm256_loadu_si256(low.as_ptr().cast::<__m256i>()),
            _mm256_loadu_si256(high.as_ptr().cast::<__m256i>()),
        ]
    };
    let bits = |compare: &dyn Fn(__m256i) -> __m256i| {
        let [low, high] = halves.map(|half| _mm256_movemask_epi8(compare(half)) as u32);
        u64::from(low) | u64::from(high) << 32
    };
    let equal = |sign: u8| {
        let sign = _mm256_set1_epi8(sign as i8);
        bits(&|half| _mm256_cmpeq_epi8(half, sign))
    };
    // Bytes from 0x80 up are negative, so one signed comparison finds them together with controls.
    let (blank, delete) = (_mm256_set1_epi8(0x20), _mm256_set1_epi8(0x7f));
    let beyond =
        bits(&|half| _mm256_or_si256(_mm256_cmpgt_epi8(blank, half), _mm256_cmpeq_epi8(half, delete)));
    Masks {
        delimiters: equal(signs.delimiter),
        feeds: equal(b'\n'),
        quotes: equal(signs.quote),
        beyond,
        returns: if beyond == 0 { 0 } else { equal(b'\r') },
    }
}

/// Makes each width at least that of the value between its marks, the last of which ends at `end`.
pub fn widen(widths: &mut [u32], marks: &[u32], end: u32) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as was just asked.
        return unsafe { widen_avx2(widths, marks, end) };
    }
    widen_with(widths, marks, end);
}

/// The same, for the compiler to make vectors of.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn widen_avx2(widths: &mut [u32], marks: &[u32], end: u32) {
    widen_with(widths, marks, end);
}

#[inline(always)]
fn widen_with(widths: &mut [u32], marks: &[u32], end: u32) {
    let widths = widths
        .get_mut(..marks.len().saturating_sub(1))
        .unwrap_or_default();
    let (Some((_, ends)), Some((last, widths))) = (marks.split_first(), widths.split_last_mut()) else {
        return;
    };
    for ((width, begin), end) in widths.iter_mut().zip(marks).zip(ends) {
        *width = (*width).max(end.wrapping_sub(*begin).wrapping_sub(1));
    }
    if let Some(begin) = marks.get(widths.len()) {
        *last = (*last).max(end.wrapping_sub(*begin).wrapping_sub(1));
    }
}

/// Makes each width at least that of the value between its marks, the last of which ends at `end`, when all of them hold
/// nothing but printable ASCII and ideographs (see [`quick_width`]); false when there is anything else. `padded` is the window
/// with its margins.
pub fn widen_quickly(widths: &mut [u32], padded: &[u8], marks: &[u32], end: u32) -> bool {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as was just asked.
        return unsafe { widen_quickly_avx2(widths, padded, marks, end) };
    }
    let last = marks.len().wrapping_sub(2);
    let pairs = marks.iter().zip(marks.iter().skip(1)).enumerate();
    for ((at, (before, mark)), width) in pairs.zip(widths) {
        let stop = if at == last { end } else { *mark };
        let text = padded.get(before.wrapping_add(1) as usize + MARGIN..stop as usize + MARGIN);
        match text.and_then(quick_width) {
            Some(own) => *width = (*width).max(own),
            None => return false,
        }
    }
    true
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn widen_quickly_avx2(widths: &mut [u32], padded: &[u8], marks: &[u32], end: u32) -> bool {
    if end as usize + 2 * MARGIN > padded.len() {
        return false;
    }
    let last = marks.len().wrapping_sub(2);
    let pairs = marks.iter().zip(marks.iter().skip(1)).enumerate();
    for ((at, (before, mark)), width) in pairs.zip(widths) {
        let start = before.wrapping_add(1);
        let stop = if at == last { end } else { *mark };
        if start > stop || stop > end {
            return false;
        }
        // SAFETY: the text ends at `end` or before, behind which there is a margin.
        match unsafe { quick_width_avx2(padded, start, stop) } {
            Some(own) => *width = (*width).max(own),
            None => return false,
        }
    }
    true
}

/// [`quick_width`] of the text `[start, stop)` of the window.
///
/// # Safety
/// `start <= stop`, and `padded` reaches 64 bytes beyond both margins of the window that holds them.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(crate) unsafe fn quick_width_avx2(padded: &[u8], start: u32, stop: u32) -> Option<u32> {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8,
    };
    let length = stop - start;
    if length >= 32 {
        return quick_width(padded.get(start as usize + MARGIN..stop as usize + MARGIN)?);
    }
    let set = |byte: u8| _mm256_set1_epi8(byte as i8);
    // SAFETY: 32 bytes from the beginning of the text on lie within the window and the margin behind it.
    let bytes = unsafe { _mm256_loadu_si256(padded.as_ptr().add(start as usize + MARGIN).cast::<__m256i>()) };
    // Compared as signed numbers: adding moves E4 to E9 to the upper end of them, 20 to 7E to the lower end, where 80 to BF
    // are already.
    let ideograph = _mm256_cmpgt_epi8(_mm256_add_epi8(bytes, set(0x96)), set(0x79));
    let printable = _mm256_cmpgt_epi8(set(0x5f ^ 0x80), _mm256_add_epi8(bytes, set(0x60)));
    let trail = _mm256_cmpgt_epi8(set(0xc0), bytes);
    let known = _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(printable, trail), ideograph)) as u32;
    let inside = (1u32 << length) - 1;
    let ideographs = (_mm256_movemask_epi8(ideograph) as u32 & inside).count_ones();
    (!known & inside == 0).then_some(length - ideographs)
}

/// The width of text that is nothing but printable ASCII and ideographs U+4000 to U+9FFF, which take two columns and three
/// bytes that begin with E4 to E9.
#[inline]
#[must_use]
pub fn quick_width(text: &[u8]) -> Option<u32> {
    let mut ideographs = 0u32;
    let mut others = 0u32;
    for byte in text {
        let ideograph = byte.wrapping_sub(0xe4) < 6;
        ideographs += u32::from(ideograph);
        // Any other lead byte, a control character, or DEL.
        others += u32::from(*byte >= 0xc0 && !ideograph) + u32::from(*byte < b' ') + u32::from(*byte == 0x7f);
    }
    (others == 0).then(|| (text.len() as u32).wrapping_sub(ideographs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_count_what_single_bytes_count(cells in proptest::collection::vec("[ -~一-龥\u{4000}-\u{9fff}]{0,14}[é。\t\u{7f}ｱ]?", 1..6)) {
            let mut padded = vec![b'#'; MARGIN];
            let mut marks = vec![BEFORE];
            for cell in &cells {
                padded.extend_from_slice(cell.as_bytes());
                marks.push((padded.len() - MARGIN) as u32);
                padded.push(b'\n');
            }
            padded.extend([b'#'; MARGIN]);
            let end = marks[cells.len()];
            let mut widths = vec![0; cells.len()];
            let done = widen_quickly(&mut widths, &padded, &marks, end);
            let expected: Option<Vec<u32>> = cells.iter().map(|cell| quick_width(cell.as_bytes())).collect();
            prop_assert_eq!(done.then_some(&widths), expected.as_ref());
            for (cell, width) in cells.iter().zip(widths).filter(|_| done) {
                prop_assert_eq!(shared::display::width(cell), width as usize);
            }
        }

        #[test]
        fn vectors_find_what_single_bytes_find(window in proptest::collection::vec(proptest::sample::select(b"a,\"\n\r\t;\xe4\x7f\x1f 1".to_vec()), 0..300)) {
            for signs in [Signs { delimiter: b',', quote: b'"' }, Signs { delimiter: b'\t', quote: b'\'' }] {
                let (mut fast, mut slow) = (Index::default(), Index::default());
                fast.fill(&window, signs);
                slow.fill_plainly(&window, signs);
                prop_assert_eq!(&fast, &slow);
                let found = |wanted: &[u8]| (0..window.len() as u32).filter(|at| wanted.contains(&window[*at as usize])).collect::<Vec<_>>();
                prop_assert_eq!(&slow.ends, &found(b"\n"));
                prop_assert_eq!(&slow.marks[1..], &found(&[signs.delimiter, b'\n']));
                for from in (0..window.len()).step_by(7) {
                    for to in (from..window.len()).step_by(5) {
                        let quote = window[from..to].contains(&signs.quote);
                        prop_assert_eq!(slow.has_quote(from as u32, to as u32), quote);
                    }
                }
            }
        }
    }
}
