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
        let blocks = window.len().div_ceil(BLOCK);
        self.quotes.clear();
        self.unusual.clear();
        self.quotes.reserve(blocks);
        self.unusual.reserve(blocks);
        self.marks.clear();
        self.ends.clear();
        self.marks.push(BEFORE);
        let mut at = 0u32;
        let (whole, rest) = window.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        let tail = (!rest.is_empty()).then_some(&last);
        let mut blocks = whole.iter().chain(tail).peekable();
        while let Some(block) = blocks.next() {
            let mut masks = classify(block);
            if window.len() - at as usize > 0 && (window.len() - at as usize) < BLOCK {
                let inside = (1u64 << (window.len() - at as usize)) - 1;
                masks = Masks {
                    delimiters: masks.delimiters & inside,
                    feeds: masks.feeds & inside,
                    quotes: masks.quotes & inside,
                    beyond: masks.beyond & inside,
                    returns: masks.returns & inside,
                };
            }
            let mut unusual = masks.beyond & !(masks.feeds | masks.delimiters);
            if masks.returns != 0 {
                let next = blocks.peek().is_some_and(|next| next.first() == Some(&b'\n'));
                unusual &= !(masks.returns & (masks.feeds >> 1 | u64::from(next) << 63));
            }
            self.quotes.push(masks.quotes);
            self.unusual.push(unusual);
            flatten(masks.delimiters | masks.feeds, at, &mut self.marks);
            flatten(masks.feeds, at, &mut self.ends);
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

/// Appends the positions of the set bits. Eight at a time, so that the number of bits costs no mispredicted branch.
#[inline(always)]
fn flatten(mut mask: u64, at: u32, list: &mut Vec<u32>) {
    if mask == 0 {
        return;
    }
    let count = mask.count_ones() as usize;
    let length = list.len();
    list.reserve(BLOCK);
    let mut to = list.as_mut_ptr().wrapping_add(length);
    let mut written = 0;
    while written < count {
        for _ in 0..8 {
            // SAFETY: `reserve` made room for 64 more, and at most 64, a multiple of 8, are written.
            unsafe { to.write(at + mask.trailing_zeros()) };
            to = to.wrapping_add(1);
            mask &= mask.wrapping_sub(1);
        }
        written += 8;
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
        __m256i, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8,
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
    let beyond = bits(&|half| _mm256_or_si256(_mm256_cmpgt_epi8(blank, half), _mm256_cmpeq_epi8(half, delete)));
    Masks {
        delimiters: equal(signs.delimiter),
        feeds: equal(b'\n'),
        quotes: equal(signs.quote),
        beyond,
        returns: if beyond == 0 { 0 } else { equal(b'\r') },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
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
