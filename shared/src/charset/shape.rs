//! One pass over everything: is it ASCII, is it UTF-8, which bytes occur where, how do its lines end.

use simdutf8::compat::from_utf8;

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// There is no line end.
    None,
    /// U+000A.
    Lf,
    /// U+000D U+000A.
    CrLf,
    /// U+000D alone.
    Cr,
    /// More than one of these.
    Mixed,
}

impl Newline {
    /// The name as JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lf => "lf",
            Self::CrLf => "crlf",
            Self::Cr => "cr",
            Self::Mixed => "mixed",
        }
    }
}

/// What the pass counts; fed in blocks of any size.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// How often each byte occurs at an even and at an odd place.
    counts: [[u64; 256]; 2],
    /// The end of the block before, when it is the beginning of a UTF-8 character.
    carry: Vec<u8>,
    valid_utf8: bool,
    bytes: u64,
    last: u8,
    cr: u64,
    lf: u64,
    crlf: u64,
}

impl Shape {
    pub(super) fn new() -> Self {
        Self {
            counts: [[0; 256]; 2],
            carry: Vec::new(),
            valid_utf8: true,
            bytes: 0,
            last: 0,
            cr: 0,
            lf: 0,
            crlf: 0,
        }
    }

    pub(super) fn feed(&mut self, block: &[u8]) {
        self.check_utf8(block);
        for &byte in block {
            let [even, odd] = &mut self.counts;
            let half = if self.bytes.is_multiple_of(2) { even } else { odd };
            if let Some(count) = half.get_mut(usize::from(byte)) {
                *count += 1;
            }
            match byte {
                b'\n' if self.last == b'\r' => self.crlf += 1,
                b'\n' => self.lf += 1,
                b'\r' => self.cr += 1,
                _ => {}
            }
            self.last = byte;
            self.bytes += 1;
        }
    }

    fn check_utf8(&mut self, block: &[u8]) {
        if !self.valid_utf8 {
            return;
        }
        let joined;
        let text = if self.carry.is_empty() {
            block
        } else {
            joined = [self.carry.as_slice(), block].concat();
            &joined
        };
        let rest = match from_utf8(text) {
            Ok(_) => Vec::new(),
            Err(error) if error.error_len().is_none() => {
                text.get(error.valid_up_to()..).unwrap_or_default().to_vec()
            }
            Err(_) => {
                self.valid_utf8 = false;
                Vec::new()
            }
        };
        self.carry = rest;
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Valid UTF-8; a character cut off at the end is no fault, but there must be a whole one.
    pub(super) fn is_utf8(&self) -> bool {
        self.valid_utf8 && (self.carry.is_empty() || self.high() > self.carry.len() as u64)
    }

    pub(super) fn is_cut(&self) -> bool {
        self.valid_utf8 && !self.carry.is_empty()
    }

    pub(super) fn count(&self, byte: u8) -> u64 {
        self.halves()
            .map(|half| half.get(usize::from(byte)).copied().unwrap_or(0))
            .sum()
    }

    /// Bytes from 0x80 up.
    pub(super) fn high(&self) -> u64 {
        self.halves()
            .map(|half| half.iter().skip(0x80).sum::<u64>())
            .sum()
    }

    /// NUL bytes at even and at odd places.
    pub(super) fn nuls(&self) -> (u64, u64) {
        let [even, odd] = &self.counts;
        let first = |half: &[u64; 256]| half.first().copied().unwrap_or(0);
        (first(even), first(odd))
    }

    /// Bytes that text does not hold: C0 but for HT, LF, VT, FF, CR, SUB, ESC.
    pub(super) fn controls(&self) -> u64 {
        (1..0x20u8)
            .filter(|byte| !matches!(byte, b'\t'..=b'\r' | 0x1a | 0x1b))
            .map(|byte| self.count(byte))
            .sum::<u64>()
            + self.count(0x7f)
    }

    pub(super) fn newline(&self) -> Newline {
        let cr = self.cr - self.crlf;
        match (self.lf, self.crlf, cr) {
            (0, 0, 0) => Newline::None,
            (_, 0, 0) => Newline::Lf,
            (0, _, 0) => Newline::CrLf,
            (0, 0, _) => Newline::Cr,
            _ => Newline::Mixed,
        }
    }

    fn halves(&self) -> impl Iterator<Item = &[u64; 256]> {
        self.counts.iter()
    }
}
