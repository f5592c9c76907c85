//! LZX as cabinets have it (MS-CAB references MS-PATCH "LZX DELTA", 2; window of 2^15 to 2^21 bytes), frame by frame.

use crate::error::{Error, Result};

/// Lengths of matches that the main tree tells by itself.
const LENGTH_HEADERS: u32 = 7;
/// Elements of the tree for longer lengths.
const LENGTHS: usize = 249;
/// Elements of the tree that packs the other trees.
const PRETREE: usize = 20;
/// Codes up to this length are looked up.
const FAST: u32 = 10;
/// The longest code.
const LONGEST: u32 = 16;
/// Frames from this one on are not translated.
const TRANSLATED_FRAMES: u32 = 32768;

fn damaged() -> Error {
    Error::corrupt("damaged data: no valid LZX")
}

/// A decoder, from the first frame of a folder to its last.
pub(super) struct Lzx {
    bits: Bits,
    window: Vec<u8>,
    /// Bytes decoded so far.
    at: u64,
    /// Offsets of the last three matches.
    recent: [u32; 3],
    main_lengths: Vec<u8>,
    length_lengths: Vec<u8>,
    main: Tree,
    length: Tree,
    aligned: Tree,
    kind: Kind,
    /// Bytes of the block still to come, and whether a byte of padding follows it.
    left: u32,
    odd: bool,
    /// Size that calls are translated for; `None` before the first frame.
    translation: Option<i32>,
    /// Whether a byte 0xE8 could have come.
    calls: bool,
    frame: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Verbatim,
    Aligned,
    Uncompressed,
}

impl Lzx {
    /// A decoder with a window of `2^log` bytes.
    pub(super) fn new(log: u32) -> Result<Self> {
        let slots = match log {
            15..=19 => 2 * log as usize,
            20 => 42,
            21 => 50,
            _ => return Err(Error::corrupt("damaged cabinet: impossible window of LZX")),
        };
        Ok(Self {
            bits: Bits::default(),
            window: vec![0; 1 << log],
            at: 0,
            recent: [1; 3],
            main_lengths: vec![0; 256 + 8 * slots],
            length_lengths: vec![0; LENGTHS],
            main: Tree::default(),
            length: Tree::default(),
            aligned: Tree::default(),
            kind: Kind::Verbatim,
            left: 0,
            odd: false,
            translation: None,
            calls: false,
            frame: 0,
        })
    }

    /// Decodes the next frame, which has `size` bytes.
    pub(super) fn frame(&mut self, packed: &[u8], size: usize) -> Result<Vec<u8>> {
        self.bits.append(packed);
        if self.translation.is_none() {
            let size = if self.bits.take(1) == 1 {
                self.bits.take(16) << 16 | self.bits.take(16)
            } else {
                0
            };
            self.translation = Some(size.cast_signed());
        }
        let mut out = Vec::with_capacity(size);
        while out.len() < size {
            if self.left == 0 {
                self.block()?;
            }
            let end = size.min(out.len().saturating_add(self.left as usize));
            let before = out.len();
            match self.kind {
                Kind::Uncompressed => self.copy(&mut out, end)?,
                kind => self.decode(&mut out, end, kind == Kind::Aligned)?,
            }
            // A match never reaches over the end of a block or a frame.
            if out.len() > end {
                return Err(damaged());
            }
            self.left -= u32::try_from(out.len() - before).map_err(|_| damaged())?;
        }
        self.bits.align()?;
        self.translate(&mut out);
        Ok(out)
    }

    /// Reads the header of a block.
    fn block(&mut self) -> Result<()> {
        if self.odd {
            self.bits.align()?;
            self.bits.bytes(1)?;
            self.odd = false;
        }
        let kind = self.bits.take(3);
        self.left = self.bits.take(16) << 8 | self.bits.take(8);
        if self.left == 0 {
            return Err(damaged());
        }
        match kind {
            1 => self.kind = Kind::Verbatim,
            2 => {
                self.kind = Kind::Aligned;
                let mut lengths = [0; 8];
                lengths.fill_with(|| self.bits.take(3) as u8);
                self.aligned = Tree::new(&lengths)?;
            }
            3 => {
                self.kind = Kind::Uncompressed;
                self.calls = true;
                self.odd = self.left % 2 == 1;
                self.bits.skip_to_word()?;
                for recent in &mut self.recent {
                    let bytes = self.bits.bytes(4)?;
                    *recent = bytes
                        .first_chunk()
                        .map_or(0, |bytes: &[u8; 4]| u32::from_le_bytes(*bytes));
                }
                return Ok(());
            }
            _ => return Err(damaged()),
        }
        let (literals, matches) = self.main_lengths.split_at_mut(256);
        read_lengths(&mut self.bits, literals)?;
        read_lengths(&mut self.bits, matches)?;
        self.main = Tree::new(&self.main_lengths)?;
        self.calls |= self.main_lengths.get(0xE8).is_some_and(|length| *length != 0);
        read_lengths(&mut self.bits, &mut self.length_lengths)?;
        self.length = Tree::new(&self.length_lengths)?;
        Ok(())
    }

    fn put(&mut self, out: &mut Vec<u8>, byte: u8) {
        let mask = self.window.len() as u64 - 1;
        if let Some(place) = self.window.get_mut((self.at & mask) as usize) {
            *place = byte;
        }
        self.at += 1;
        out.push(byte);
    }

    /// Bytes of an uncompressed block.
    fn copy(&mut self, out: &mut Vec<u8>, end: usize) -> Result<()> {
        let bytes = self.bits.bytes(end.saturating_sub(out.len()))?;
        for byte in bytes {
            self.put(out, byte);
        }
        Ok(())
    }

    /// Literals and matches.
    fn decode(&mut self, out: &mut Vec<u8>, end: usize, aligned: bool) -> Result<()> {
        while out.len() < end {
            let element = self.main.decode(&mut self.bits)?;
            let Some(element) = element.checked_sub(256) else {
                self.put(out, element as u8);
                continue;
            };
            let mut length = (element & 7) + 2;
            if element & 7 == LENGTH_HEADERS {
                length += self.length.decode(&mut self.bits)?;
            }
            let [r0, r1, r2] = self.recent;
            self.recent = match element >> 3 {
                0 => [r0, r1, r2],
                1 => [r1, r0, r2],
                2 => [r2, r1, r0],
                slot => [self.offset(slot, aligned)?, r0, r1],
            };
            let offset = u64::from(self.recent[0]);
            let size = self.window.len() as u64;
            if offset == 0 || offset > size || offset > self.at {
                return Err(damaged());
            }
            for _ in 0..length {
                let from = (self.at - offset) & (size - 1);
                let byte = self.window.get(from as usize).copied().unwrap_or(0);
                self.put(out, byte);
            }
        }
        Ok(())
    }

    /// The offset of a match, in its slot and the bits behind it.
    fn offset(&mut self, slot: u32, aligned: bool) -> Result<u32> {
        // Slots grow by doubling every second one, up to 2^17.
        let extra = (slot / 2).saturating_sub(1).min(17);
        let base = if slot < 36 {
            (2 + slot % 2) << extra
        } else {
            (slot - 34) << 17
        };
        let within = if aligned && extra >= 3 {
            let high = self.bits.take(extra - 3) << 3;
            high + self.aligned.decode(&mut self.bits)?
        } else {
            self.bits.take(extra)
        };
        Ok(base + within - 2)
    }

    /// Calls of x86 programs were made absolute, which packs better: makes them relative again.
    fn translate(&mut self, out: &mut [u8]) {
        let size = self.translation.unwrap_or(0);
        let frame = self.frame;
        self.frame = self.frame.saturating_add(1);
        if !self.calls || size == 0 || frame >= TRANSLATED_FRAMES || out.len() <= 10 {
            return;
        }
        let Ok(start) = i32::try_from(self.at - out.len() as u64) else {
            return;
        };
        let end = out.len() - 10;
        let mut i = 0;
        while i < end {
            let Some([0xE8, address @ ..]) = out.get_mut(i..i + 5) else {
                i += 1;
                continue;
            };
            let here = start.saturating_add(i as i32);
            if let Some(bytes) = address.first_chunk_mut() {
                let absolute = i32::from_le_bytes(*bytes);
                if absolute >= -here && absolute < size {
                    let relative = if absolute >= 0 {
                        absolute - here
                    } else {
                        absolute.wrapping_add(size)
                    };
                    *bytes = relative.to_le_bytes();
                }
            }
            i += 5;
        }
    }
}

/// Reads the lengths of a tree, which are packed by a tree of their own as differences to what they were.
fn read_lengths(bits: &mut Bits, lengths: &mut [u8]) -> Result<()> {
    let mut pretree = [0; PRETREE];
    pretree.fill_with(|| bits.take(4) as u8);
    let pretree = Tree::new(&pretree)?;
    let changed = |old: u8, code: u32| ((u32::from(old) + 17 - code) % 17) as u8;
    let mut all = lengths.iter_mut();
    while let Some(length) = all.next() {
        let (run, value) = match pretree.decode(bits)? {
            17 => (bits.take(4) + 4, 0),
            18 => (bits.take(5) + 20, 0),
            19 => {
                let run = bits.take(1) + 4;
                let code = pretree.decode(bits)?;
                if code > 16 {
                    return Err(damaged());
                }
                (run, changed(*length, code))
            }
            code => (1, changed(*length, code)),
        };
        *length = value;
        for _ in 1..run {
            *all.next().ok_or_else(damaged)? = value;
        }
    }
    Ok(())
}

/// A canonical Huffman code.
#[derive(Default)]
struct Tree {
    /// Element and length for every [`FAST`] bits that begin with a short code; length 0 for others.
    fast: Vec<(u16, u8)>,
    /// For each length from 1: the first code behind those of this length, left-aligned in 16 bits.
    limits: [u32; LONGEST as usize],
    /// For each length: what to add to a code to get the place of its element.
    offsets: [i32; LONGEST as usize],
    elements: Vec<u16>,
}

impl Tree {
    /// The code with these lengths. Fewer codes than there could be are fine: the others are damage when met.
    fn new(lengths: &[u8]) -> Result<Self> {
        let mut counts = [0_u32; LONGEST as usize + 1];
        for length in lengths {
            *counts.get_mut(usize::from(*length)).ok_or_else(damaged)? += 1;
        }
        let mut tree = Self::default();
        let (mut code, mut place) = (0_u32, 0_u32);
        let rows = tree.limits.iter_mut().zip(&mut tree.offsets);
        for ((length, count), (limit, offset)) in (1_u32..).zip(counts.iter().skip(1)).zip(rows) {
            *offset = place.cast_signed() - code.cast_signed();
            code += count;
            place += count;
            if code > 1 << length {
                return Err(damaged());
            }
            *limit = code << (LONGEST - length);
            code <<= 1;
        }
        for wanted in 1..=LONGEST as u8 {
            let of = (0_u16..).zip(lengths).filter(|(_, length)| **length == wanted);
            tree.elements.extend(of.map(|(element, _)| element));
        }
        tree.fast = (0..1_u32 << FAST)
            .map(|prefix| {
                tree.slow(prefix << (LONGEST - FAST))
                    .filter(|(_, length)| *length <= FAST)
                    .map_or((0, 0), |(element, length)| (element, length as u8))
            })
            .collect();
        Ok(tree)
    }

    /// The element whose code comes first in these 16 bits, and its length.
    fn slow(&self, bits: u32) -> Option<(u16, u32)> {
        let (length, offset) = (1_u32..)
            .zip(self.limits.iter().zip(&self.offsets))
            .find(|(_, (limit, _))| bits < **limit)
            .map(|(length, (_, offset))| (length, *offset))?;
        let code = (bits >> (LONGEST - length)).cast_signed();
        let element = self.elements.get(usize::try_from(code + offset).ok()?)?;
        Some((*element, length))
    }

    fn decode(&self, bits: &mut Bits) -> Result<u32> {
        let ahead = bits.peek();
        let (element, length) = match self.fast.get((ahead >> (LONGEST - FAST)) as usize) {
            Some((element, length @ 1..)) => (*element, u32::from(*length)),
            _ => self.slow(ahead).ok_or_else(damaged)?,
        };
        bits.drop(length);
        Ok(u32::from(element))
    }
}

/// Bits of little-endian 16-bit words, the highest of each first.
#[derive(Default)]
struct Bits {
    input: Vec<u8>,
    /// The next byte that was not yet taken into `word`.
    next: usize,
    /// Bits taken in advance: the lowest `count` of them are valid.
    word: u64,
    count: u32,
    /// Words taken in advance that were beyond the input.
    beyond: u32,
}

impl Bits {
    fn append(&mut self, bytes: &[u8]) {
        self.input.drain(..self.next.min(self.input.len()));
        self.next = 0;
        self.input.extend_from_slice(bytes);
    }

    fn fill(&mut self) {
        while self.count <= 32 {
            let low = self.input.get(self.next).copied();
            let high = self.input.get(self.next + 1).copied();
            if low.is_none() {
                self.beyond += 1;
            }
            let word = u16::from_le_bytes([low.unwrap_or(0), high.unwrap_or(0)]);
            self.next += 2;
            self.word = self.word << 16 | u64::from(word);
            self.count += 16;
        }
    }

    /// The next 16 bits.
    fn peek(&mut self) -> u32 {
        if self.count < LONGEST {
            self.fill();
        }
        (self.word >> (self.count - LONGEST)) as u32 & 0xFFFF
    }

    fn drop(&mut self, n: u32) {
        self.count -= n;
    }

    /// The next `n` bits, 17 at most. Behind the input come zeros; [`Bits::align`] says so.
    fn take(&mut self, n: u32) -> u32 {
        if self.count < n {
            self.fill();
        }
        self.count -= n;
        (self.word >> self.count) as u32 & ((1 << n) - 1)
    }

    /// Goes to the next whole word, unless at one.
    fn align(&mut self) -> Result<()> {
        let ahead = self.count / 16;
        (self.word, self.count) = (0, 0);
        let unread = ahead.checked_sub(self.beyond);
        self.next = self.next.saturating_sub(2 * ahead as usize);
        self.beyond = 0;
        unread.map(|_| ()).ok_or_else(short)
    }

    /// Goes to the next whole word, one further when at one.
    fn skip_to_word(&mut self) -> Result<()> {
        if self.count.is_multiple_of(16) {
            self.take(16);
        }
        self.align()
    }

    /// Whole bytes, at a word.
    fn bytes(&mut self, n: usize) -> Result<Vec<u8>> {
        let end = self.next.saturating_add(n);
        let bytes = self.input.get(self.next..end).ok_or_else(short)?.to_vec();
        self.next = end;
        Ok(bytes)
    }
}

fn short() -> Error {
    Error::corrupt("damaged data: LZX ends too early")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_uncompressed_block_is_copied_and_its_end_padded() {
        // No translation (1 bit), type 3, three bytes; then R0 to R2, the bytes, one to fill up.
        let header: u32 = 0b0_011 << 24 | 3;
        let bits = u64::from(header) << 4;
        let mut packed = Vec::new();
        for word in [(bits >> 16) as u16, bits as u16] {
            packed.extend(word.to_le_bytes());
        }
        for recent in [1_u32, 1, 1] {
            packed.extend(recent.to_le_bytes());
        }
        packed.extend(b"abc\0");
        let mut lzx = Lzx::new(15).unwrap();
        assert_eq!(lzx.frame(&packed, 3).unwrap(), b"abc");
    }

    /// Writes bits, the highest first, into little-endian words.
    #[derive(Default)]
    struct Written(Vec<bool>);

    impl Written {
        fn put(&mut self, value: u32, bits: u32) {
            self.0.extend((0..bits).rev().map(|bit| value >> bit & 1 == 1));
        }

        fn bytes(mut self) -> Vec<u8> {
            self.0.resize(self.0.len().next_multiple_of(16), false);
            let word = |bits: &[bool]| bits.iter().fold(0_u16, |word, bit| word << 1 | u16::from(*bit));
            self.0
                .chunks(16)
                .flat_map(|bits| word(bits).to_le_bytes())
                .collect()
        }
    }

    /// A verbatim block in which every byte is a code of its own of eight bits, and there are no matches.
    fn literals(data: &[u8], translation: Option<u32>) -> Vec<u8> {
        let mut bits = Written::default();
        bits.put(u32::from(translation.is_some()), 1);
        if let Some(size) = translation {
            bits.put(size >> 16, 16);
            bits.put(size & 0xFFFF, 16);
        }
        bits.put(1, 3);
        bits.put(data.len() as u32, 24);
        // Two codes of one bit: 0 makes a length of 0 one of 8, 1 is a run of zeros.
        let pretree = |bits: &mut Written| {
            (0..20).for_each(|element| bits.put(u32::from(matches!(element, 9 | 18)), 4));
        };
        let zeros = |bits: &mut Written, mut count: u32| {
            while count > 0 {
                let run = count.min(51);
                bits.put(1, 1);
                bits.put(run - 20, 5);
                count -= run;
            }
        };
        pretree(&mut bits);
        bits.0.extend([false; 256]);
        pretree(&mut bits);
        zeros(&mut bits, 240);
        pretree(&mut bits);
        zeros(&mut bits, 249);
        data.iter().for_each(|byte| bits.put(u32::from(*byte), 8));
        bits.bytes()
    }

    #[test]
    fn literals_come_out_as_they_are() {
        let mut lzx = Lzx::new(15).unwrap();
        let text = b"any bytes \xE8 at all";
        assert_eq!(lzx.frame(&literals(text, None), text.len()).unwrap(), text);
    }

    #[test]
    fn absolute_calls_become_relative() {
        // At offset 2 a call to 100 of a file of 1000 bytes: 98 from there.
        let mut data = *b"ab\xE8\x64\0\0\0 and ten more";
        let mut lzx = Lzx::new(15).unwrap();
        let out = lzx.frame(&literals(&data, Some(1000)), data.len()).unwrap();
        data[3] = 98;
        assert_eq!(out, data);
    }

    #[test]
    fn a_frame_that_ends_too_early_is_damage() {
        let text = b"some text that is longer";
        let packed = literals(text, None);
        let mut lzx = Lzx::new(15).unwrap();
        assert!(lzx.frame(&packed[..packed.len() - 4], text.len()).is_err());
    }

    #[test]
    fn codes_may_not_be_more_than_there_are() {
        assert!(Tree::new(&[1, 1, 1]).is_err());
        let tree = Tree::new(&[2, 1, 2]).unwrap();
        // Canonical: 0 is element 1, 10 is element 0, 11 is element 2.
        let found = |bits: u32| tree.slow(bits << 14).unwrap();
        assert_eq!([found(0b00), found(0b10), found(0b11)], [(1, 1), (0, 2), (2, 2)]);
    }

    proptest! {
        #[test]
        fn any_frames_are_decoded_or_refused(log in 14_u32..23, frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..4)) {
            if let Ok(mut lzx) = Lzx::new(log) {
                for frame in frames {
                    match lzx.frame(&frame, 500) {
                        Ok(out) => prop_assert_eq!(out.len(), 500),
                        Err(_) => break,
                    }
                }
            }
        }
    }
}
