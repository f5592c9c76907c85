//! One pass over everything: is it UTF-8, which bytes occur, how do its lines end. Text without a fault costs one
//! UTF-8 check and one vector scan.

use simdutf8::compat::from_utf8;

/// More characters beyond ASCII than this make UTF-8 no surer.
const ENOUGH: u64 = 64;

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

/// What a block is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// ASCII text without escapes or `~{`.
    Plain,
    /// UTF-8 so far, nothing suspicious.
    Utf8,
    /// Anything else.
    Other,
}

/// What the pass finds; fed in blocks of any size, which change nothing.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Something is no UTF-8 text: a fault, NUL, ESC or `~{`. From there on bytes are counted.
    troubled: bool,
    /// How often each byte occurs from there on.
    counts: [u64; 256],
    /// NUL bytes at even and odd places.
    nuls: [u64; 2],
    /// The end of the block before, when it is the beginning of a UTF-8 character.
    carry: Vec<u8>,
    valid_utf8: bool,
    any_high: bool,
    whole_characters: u64,
    bytes: u64,
    ends: LineEnds,
    /// The block before ended in `~`.
    after_tilde: bool,
}

impl Shape {
    pub(super) fn new() -> Self {
        Self {
            troubled: false,
            counts: [0; 256],
            nuls: [0; 2],
            carry: Vec::new(),
            valid_utf8: true,
            any_high: false,
            whole_characters: 0,
            bytes: 0,
            ends: LineEnds::default(),
            after_tilde: false,
        }
    }

    pub(super) fn feed(&mut self, block: &[u8], line_ends: bool) -> Block {
        // Text that is not ASCII rarely has whole blocks that are: only its first ones are worth a look.
        let ascii = self.carry.is_empty() && (!self.any_high || !self.valid_utf8) && block.is_ascii();
        let mut fault = None;
        if !ascii {
            self.any_high |= !block.is_ascii();
            if self.valid_utf8 {
                let carried = std::mem::take(&mut self.carry);
                fault = self.check_utf8(carried, block);
            }
        }
        if line_ends {
            self.ends.feed(block);
        }
        if !self.troubled {
            let suspect = self.first_suspect(block);
            if let Some(at) = [fault, suspect].into_iter().flatten().min() {
                self.troubled = true;
                self.count(block.get(at..).unwrap_or_default(), self.bytes + at as u64);
            }
        } else {
            self.count(block, self.bytes);
        }
        self.after_tilde = block.last().map_or(self.after_tilde, |last| *last == b'~');
        self.bytes += block.len() as u64;
        match (self.troubled, ascii) {
            (false, true) => Block::Plain,
            (false, false) => Block::Utf8,
            _ => Block::Other,
        }
    }

    /// Where NUL, ESC or the brace of `~{` is first: what makes text something else.
    fn first_suspect(&self, block: &[u8]) -> Option<usize> {
        if self.after_tilde && block.first() == Some(&b'{') {
            return Some(0);
        }
        memchr::memchr3_iter(0, 0x1b, b'~', block).find_map(|at| {
            let tilde = block.get(at) == Some(&b'~');
            (!tilde || block.get(at + 1) == Some(&b'{')).then_some(at + usize::from(tilde))
        })
    }

    /// Counts bytes from a place on.
    fn count(&mut self, bytes: &[u8], place: u64) {
        for &byte in bytes {
            if let Some(count) = self.counts.get_mut(usize::from(byte)) {
                *count += 1;
            }
        }
        for at in memchr::memchr_iter(0, bytes) {
            let [even, odd] = &mut self.nuls;
            if (place + at as u64).is_multiple_of(2) {
                *even += 1;
            } else {
                *odd += 1;
            }
        }
    }

    /// Goes on behind the beginning of a character that the block before ended in. Returns where the first fault
    /// shows: behind the bytes that might have begun a character.
    fn check_utf8(&mut self, mut carried: Vec<u8>, block: &[u8]) -> Option<usize> {
        // At most three bytes are missing.
        let mut rest = block;
        while !carried.is_empty() {
            let Some((byte, behind)) = rest.split_first() else {
                self.carry = carried;
                return None;
            };
            carried.push(*byte);
            match std::str::from_utf8(&carried) {
                Ok(_) => {
                    self.whole_characters += 1;
                    carried.clear();
                }
                Err(error) if error.error_len().is_some() => {
                    self.valid_utf8 = false;
                    return Some(block.len() - rest.len());
                }
                Err(_) => {}
            }
            rest = behind;
        }
        let before = block.len() - rest.len();
        match from_utf8(rest) {
            Ok(text) => {
                self.count_characters(text);
                None
            }
            Err(error) => {
                let (whole, cut) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
                if self.whole_characters < ENOUGH {
                    self.count_characters(std::str::from_utf8(whole).unwrap_or_default());
                }
                match error.error_len() {
                    None => {
                        self.carry = cut.to_vec();
                        None
                    }
                    Some(length) => {
                        self.valid_utf8 = false;
                        // Of one byte the next may be what shows the fault, or the byte itself.
                        let may_begin = |byte: &u8| matches!(byte, 0xc2..=0xf4);
                        let shown = length - usize::from(!cut.first().is_some_and(may_begin));
                        Some(before + whole.len() + shown)
                    }
                }
            }
        }
    }

    /// Characters beyond ASCII; a few are all that matters.
    fn count_characters(&mut self, text: &str) {
        if self.whole_characters < ENOUGH {
            self.whole_characters += text
                .chars()
                .filter(|c| !c.is_ascii())
                .take(ENOUGH as usize)
                .count() as u64;
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// All is UTF-8, a character cut off at the end apart; there must be a whole one.
    pub(super) fn is_utf8(&self) -> bool {
        self.valid_utf8 && self.whole_characters > 0
    }

    /// Characters beyond ASCII in UTF-8; counted up to about [`ENOUGH`].
    pub(super) fn characters(&self) -> u64 {
        self.whole_characters
    }

    pub(super) fn is_cut(&self) -> bool {
        self.valid_utf8 && !self.carry.is_empty()
    }

    pub(super) fn is_ascii(&self) -> bool {
        !self.any_high
    }

    /// How often a byte occurs from where the input is no UTF-8 text.
    pub(super) fn count_of(&self, byte: u8) -> u64 {
        self.counts.get(usize::from(byte)).copied().unwrap_or(0)
    }

    /// The bytes that occur, as far as they were counted.
    pub(super) fn seen(&self) -> [bool; 256] {
        self.counts.map(|count| count > 0)
    }

    /// NUL bytes at even and at odd places.
    pub(super) fn nuls(&self) -> (u64, u64) {
        let [even, odd] = self.nuls;
        (even, odd)
    }

    /// Bytes that text does not hold, see [`is_control`].
    pub(super) fn controls(&self) -> u64 {
        (1..0x80u8)
            .filter(|byte| is_control(*byte))
            .map(|byte| self.count_of(byte))
            .sum()
    }

    pub(super) fn newline(&self) -> Newline {
        self.ends.newline()
    }
}

/// A byte that text does not hold: C0 but for HT, LF, VT, FF, CR, SUB, ESC, SO, SI, and for BS, with which printers
/// strike over; DEL.
pub(super) fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=0x07 | 0x10..=0x19 | 0x1c..=0x1f | 0x7f)
}

/// Which line ends there are.
#[derive(Clone, Debug, Default)]
struct LineEnds {
    lf: bool,
    crlf: bool,
    cr: bool,
    after_cr: bool,
}

impl LineEnds {
    fn feed(&mut self, block: &[u8]) {
        let Some(first) = block.first() else { return };
        if self.after_cr {
            self.crlf |= *first == b'\n';
            self.cr |= *first != b'\n';
        }
        let at_start = usize::from(self.after_cr && *first == b'\n');
        self.after_cr = block.last() == Some(&b'\r');
        let block = block.get(at_start..).unwrap_or_default();
        if memchr::memchr(b'\r', block).is_none() {
            self.lf |= !self.lf && memchr::memchr(b'\n', block).is_some();
            return;
        }
        for at in memchr::memchr2_iter(b'\r', b'\n', block) {
            let here = block.get(at).copied();
            match (
                here,
                at.checked_sub(1).and_then(|before| block.get(before)),
                block.get(at + 1),
            ) {
                (Some(b'\n'), Some(b'\r'), _) => self.crlf = true,
                (Some(b'\n'), _, _) => self.lf = true,
                (_, _, Some(b'\n') | None) => {}
                _ => self.cr = true,
            }
            if self.lf && self.crlf && self.cr {
                return;
            }
        }
    }

    fn newline(&self) -> Newline {
        match (self.lf, self.crlf, self.cr || self.after_cr) {
            (false, false, false) => Newline::None,
            (true, false, false) => Newline::Lf,
            (false, true, false) => Newline::CrLf,
            (false, false, true) => Newline::Cr,
            _ => Newline::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn newline(blocks: &[&[u8]]) -> &'static str {
        let mut shape = Shape::new();
        for block in blocks {
            shape.feed(block, true);
        }
        shape.newline().name()
    }

    #[test]
    fn line_ends_are_told_wherever_blocks_are_cut() {
        assert_eq!(newline(&[b"a"]), "none");
        assert_eq!(newline(&[b"a\n", b"\nb"]), "lf");
        assert_eq!(newline(&[b"a\r", b"\nb\r\n"]), "crlf");
        assert_eq!(newline(&[b"a\r", b"b\r"]), "cr");
        assert_eq!(newline(&[b"a\r", b"\n", b"\n"]), "mixed");
        assert_eq!(newline(&[b"a\r", b"\r\n"]), "mixed");
    }

    proptest! {
        #[test]
        fn line_ends_are_those_of_the_whole(text in "[a\r\n]{0,12}", cut in 0usize..13) {
            let bytes = text.as_bytes();
            let (a, b) = bytes.split_at(cut.min(bytes.len()));
            let crlf = text.matches("\r\n").count();
            let (cr, lf) = (text.matches('\r').count() - crlf, text.matches('\n').count() - crlf);
            let expected = match (lf > 0, crlf > 0, cr > 0) {
                (false, false, false) => "none",
                (true, false, false) => "lf",
                (false, true, false) => "crlf",
                (false, false, true) => "cr",
                _ => "mixed",
            };
            prop_assert_eq!(newline(&[a, b]), expected);
        }

        #[test]
        fn utf8_is_what_the_standard_library_says(bytes: Vec<u8>, cut: usize) {
            let (a, b) = bytes.split_at(cut % (bytes.len() + 1));
            let mut shape = Shape::new();
            shape.feed(a, false);
            shape.feed(b, false);
            let valid = match std::str::from_utf8(&bytes) {
                Ok(text) => !text.is_ascii(),
                Err(error) => error.error_len().is_none() && !bytes.get(..error.valid_up_to()).unwrap().is_ascii(),
            };
            prop_assert_eq!(shape.is_utf8(), valid);
        }
    }
}
