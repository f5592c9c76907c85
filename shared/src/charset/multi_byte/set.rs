//! Coded character sets: characters by a code of one or two bytes, and codes by character.
//!
//! A set is another one (in the end, of encoding_rs) with a few changes. Its rows, the codes of one lead byte, are
//! made when they are first asked for.

use std::sync::OnceLock;

use super::hangul;

/// A coded character set; codes below 0x100 are single bytes, others lead and trail byte.
pub(in crate::charset) struct Set {
    base: Base,
    changes: Changes,
    rows: [OnceLock<Box<Row>>; 256],
    codes: OnceLock<Codes>,
}

/// The way back; 0 where there is no code.
struct Codes {
    chars: Vec<u16>,
    pairs: Vec<u16>,
}

/// What a set is made from.
pub(super) enum Base {
    /// The single bytes of ASCII, nothing else.
    Ascii,
    /// ASCII and the double-byte characters of encoding_rs that stand behind these bytes.
    Whatwg(&'static encoding_rs::Encoding, &'static [u8]),
    /// Another set.
    Set(&'static Set),
    /// ASCII and two sets of 94 rows in the code space of Shift_JIS (JIS X 0213:2004, annex 1).
    Shifted(&'static Set, &'static Set),
    /// ASCII, Hangul by its letters, and the rest of that set moved (KS X 1001, annex 3).
    Johab(&'static Set),
}

/// How a set differs from its base.
pub(super) struct Changes {
    /// First and last of codes without a character.
    pub(super) without: &'static [(u16, u16)],
    /// The first of consecutive codes and their characters.
    pub(super) with: &'static [(u16, &'static str)],
    /// Codes of a character with a combining mark.
    pub(super) pairs: &'static [(u16, [char; 2])],
    /// Characters whose code is not the first that has them; with the code 0, none.
    pub(super) back: &'static [(char, u16)],
}

/// No changes.
pub(super) const UNCHANGED: Changes = Changes {
    without: &[],
    with: &[],
    pairs: &[],
    back: &[],
};

/// The cells of a lead byte.
pub(super) type Row = [Cell; 256];

/// A row without cells.
pub(super) static NO_ROW: Row = [Cell::NONE; 256];

/// What a code stands for: a character as its bytes of UTF-8, or one of the pairs, or nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell(u32);

impl Cell {
    pub(super) const NONE: Self = Self(0xff);

    /// A byte that is in no UTF-8 marks what is no single character.
    fn pair(index: usize) -> Self {
        u32::try_from(index + 1).map_or(Self::NONE, |index| Self(index << 8 | 0xff))
    }

    fn of(c: char) -> Self {
        let mut utf8 = [0; 4];
        c.encode_utf8(&mut utf8);
        Self(u32::from_le_bytes(utf8))
    }

    fn pair_index(self) -> Option<usize> {
        usize::try_from(self.0 >> 8)
            .ok()?
            .checked_sub(1)
            .filter(|_| self.0 & 0xff == 0xff)
    }

    /// The character, when it is one.
    #[inline]
    pub(super) fn utf8(self) -> Option<([u8; 4], usize)> {
        if self.0 & 0xff == 0xff {
            return None;
        }
        // The last byte of a character is not 0, except in U+0000 itself.
        let length = 4 - self.0.leading_zeros() as usize / 8;
        Some((self.0.to_le_bytes(), length.max(1)))
    }

    pub(super) fn char(self) -> Option<char> {
        let (bytes, length) = self.utf8()?;
        std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()
    }
}

/// Where the codes of characters end: sets have none beyond plane 2.
const END: usize = 0x30000;

impl Set {
    pub(super) const fn new(base: Base, changes: Changes) -> Self {
        Self {
            base,
            changes,
            rows: [const { OnceLock::new() }; 256],
            codes: OnceLock::new(),
        }
    }

    /// What a code stands for; the lead byte of a single byte is 0.
    pub(super) fn cell(&self, lead: u8, trail: u8) -> Cell {
        self.row(lead)
            .get(usize::from(trail))
            .copied()
            .unwrap_or(Cell::NONE)
    }

    /// What the codes of a lead byte stand for.
    pub(super) fn row(&self, lead: u8) -> &Row {
        match self.rows.get(usize::from(lead)) {
            Some(row) => row.get_or_init(|| Box::new(self.make_row(lead))),
            None => &NO_ROW,
        }
    }

    /// The characters of a cell that is no single one.
    pub(super) fn pair(&self, cell: Cell) -> Option<[char; 2]> {
        let (_, pair) = self.pairs().get(cell.pair_index()?)?;
        Some(*pair)
    }

    /// The code of a character.
    pub(super) fn code(&self, c: char) -> Option<u16> {
        // U+0000 is the only character with the code 0.
        let code = self.codes().chars.get(c as usize).copied();
        code.filter(|code| *code != 0 || c == '\0')
    }

    /// The code of a character with a mark.
    pub(super) fn code_of_pair(&self, pair: [char; 2]) -> Option<u16> {
        let index = self.pairs().iter().position(|(_, own)| *own == pair)?;
        self.codes().pairs.get(index).copied().filter(|code| *code != 0)
    }

    /// There may be codes for the character with a mark behind it.
    pub(super) fn begins_pair(&self, c: char) -> bool {
        self.pairs().iter().any(|(_, [first, _])| *first == c)
    }

    fn pairs(&self) -> &'static [(u16, [char; 2])] {
        match self.base {
            Base::Set(set) | Base::Shifted(set, _) if self.changes.pairs.is_empty() => set.pairs(),
            _ => self.changes.pairs,
        }
    }

    fn codes(&self) -> &Codes {
        self.codes.get_or_init(|| {
            let mut codes = Codes {
                chars: vec![0; END],
                pairs: vec![0; self.pairs().len()],
            };
            let put = |slot: Option<&mut u16>, code| slot.into_iter().for_each(|slot| *slot = code);
            // Of several codes the first counts.
            for lead in (0..=u8::MAX).rev().filter(|lead| *lead == 0 || *lead >= 0x80) {
                for trail in (0..=u8::MAX).rev() {
                    let (cell, code) = (self.cell(lead, trail), u16::from_be_bytes([lead, trail]));
                    match (cell.char(), cell.pair_index()) {
                        (Some(c), _) => put(codes.chars.get_mut(c as usize), code),
                        (None, Some(index)) => put(codes.pairs.get_mut(index), code),
                        (None, None) => {}
                    }
                }
            }
            self.changes
                .back
                .iter()
                .for_each(|(c, code)| put(codes.chars.get_mut(*c as usize), *code));
            codes
        })
    }

    fn make_row(&self, lead: u8) -> Row {
        let mut row = match (&self.base, lead) {
            (Base::Set(set), _) => std::array::from_fn(|trail| set.cell(lead, byte(trail))),
            (_, 0) => std::array::from_fn(|code| {
                if code < 0x80 {
                    Cell::of(char::from(byte(code)))
                } else {
                    Cell::NONE
                }
            }),
            (Base::Whatwg(encoding, prefix), 0x80..) => whatwg_row(encoding, prefix, lead),
            (Base::Shifted(one, two), 0x80..) => {
                std::array::from_fn(|trail| shifted(one, two, lead, byte(trail)))
            }
            (Base::Johab(set), 0x80..) => std::array::from_fn(|trail| johab(set, lead, byte(trail))),
            _ => [Cell::NONE; 256],
        };
        let mut put = |code: u16, cell| {
            if code >> 8 == u16::from(lead)
                && let Some(slot) = row.get_mut(usize::from(code & 0xff))
            {
                *slot = cell;
            }
        };
        let codes = u16::from(lead) << 8..=u16::from(lead) << 8 | 0xff;
        for (first, last) in self.changes.without {
            let (first, last) = (*first.max(codes.start()), *last.min(codes.end()));
            (first..=last).for_each(|code| put(code, Cell::NONE));
        }
        for (first, text) in self.changes.with {
            // A run has no more characters than bytes.
            let behind = usize::from(*first) + text.len();
            if first > codes.end() || behind < usize::from(*codes.start()) {
                continue;
            }
            (*first..)
                .zip(text.chars())
                .for_each(|(code, c)| put(code, Cell::of(c)));
        }
        for (index, (code, _)) in self.changes.pairs.iter().enumerate() {
            put(*code, Cell::pair(index));
        }
        row
    }
}

fn byte(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

/// The row of encoding_rs, read in one go: every code with a line feed behind it, which no fault swallows.
fn whatwg_row(encoding: &'static encoding_rs::Encoding, prefix: &[u8], lead: u8) -> Row {
    const FIRST: u8 = 0x40;
    let mut bytes = Vec::with_capacity(256 * (prefix.len() + 3));
    for trail in FIRST..=u8::MAX {
        bytes.extend_from_slice(prefix);
        bytes.extend_from_slice(&[lead, trail, b'\n']);
    }
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let mut row = [Cell::NONE; 256];
    let mut slots = row.iter_mut().skip(usize::from(FIRST));
    let mut slot = slots.next();
    let (mut last, mut length) = (char::REPLACEMENT_CHARACTER, 0);
    for c in text.chars() {
        if c != '\n' {
            (last, length) = (c, length + 1);
            continue;
        }
        if let Some(slot) = slot
            && length == 1
            && last != char::REPLACEMENT_CHARACTER
        {
            *slot = Cell::of(last);
        }
        slot = slots.next();
        length = 0;
    }
    row
}

fn shifted(one: &Set, two: &Set, lead: u8, trail: u8) -> Cell {
    /// The rows of plane 2, in order.
    const SECOND: [u8; 26] = [
        1, 8, 3, 4, 5, 12, 13, 14, 15, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94,
    ];
    let pair = match lead {
        0x81..=0x9f => lead - 0x81,
        0xe0..=0xfc => lead - 0xc1,
        _ => return Cell::NONE,
    };
    let (half, cell) = match trail {
        0x40..=0x7e => (0, trail - 0x3f),
        0x80..=0x9e => (0, trail - 0x40),
        0x9f..=0xfc => (1, trail - 0x9e),
        _ => return Cell::NONE,
    };
    let row = pair * 2 + half;
    match row.checked_sub(94).map(|row| SECOND.get(usize::from(row))) {
        None => one.cell(row + 0xa1, cell + 0xa0),
        Some(Some(row)) => two.cell(row + 0xa0, cell + 0xa0),
        Some(None) => Cell::NONE,
    }
}

fn johab(ksx1001: &Set, lead: u8, trail: u8) -> Cell {
    let base = match lead {
        0x80..=0xd7 => return hangul::johab(u16::from_be_bytes([lead, trail])).map_or(Cell::NONE, Cell::of),
        // Two rows each: the signs, rows 1 to 12, and the hanja, rows 42 to 93.
        0xd9..=0xde => 1 + (lead - 0xd9) * 2,
        0xe0..=0xf9 => 42 + (lead - 0xe0) * 2,
        _ => return Cell::NONE,
    };
    let at = match trail {
        0x31..=0x7e => trail - 0x31,
        0x91..=0xfe => trail - 0x43,
        _ => return Cell::NONE,
    };
    ksx1001.cell(base + at / 94 + 0xa0, at % 94 + 0xa1)
}
