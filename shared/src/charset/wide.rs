//! UTF-16 and UTF-32 as streams (Unicode 16.0, sections 3.9 and 3.10), with the place of every fault.

use super::decode::{Fault, Step};

/// The byte order mark.
const MARK: u32 = 0xfeff;

/// A decoder of units of two or four bytes.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    width: usize,
    /// `None` until the first unit, which may be a byte order mark.
    big_endian: Option<bool>,
    /// The bytes of a unit that is not whole yet.
    carry: Vec<u8>,
    /// A high surrogate that waits for its other half.
    lead: Option<u32>,
    /// A unit to be read again: it followed a lone high surrogate.
    again: Option<u32>,
}

impl Wide {
    pub(super) fn utf16(big_endian: Option<bool>) -> Self {
        Self {
            width: 2,
            big_endian,
            carry: Vec::new(),
            lead: None,
            again: None,
        }
    }

    pub(super) fn utf32(big_endian: Option<bool>) -> Self {
        Self {
            width: 4,
            ..Self::utf16(big_endian)
        }
    }

    /// As `Decoder::step`; `begin` is the offset of `input`.
    pub(super) fn step(&mut self, input: &[u8], last: bool, text: &mut String, begin: u64) -> Step {
        let mut read = 0;
        let malformed = |read: usize, back: usize, length: usize| {
            let offset = (begin + read as u64).saturating_sub(back as u64);
            let fault = Fault {
                offset,
                length: u8::try_from(length).unwrap_or(u8::MAX),
            };
            Step::Malformed { read, fault }
        };
        while let Some(unit) = self.next_unit(input, &mut read) {
            let c = match (self.lead.take(), unit) {
                _ if self.width == 4 => char::from_u32(unit),
                (Some(lead), 0xdc00..=0xdfff) => {
                    char::from_u32(0x10000 + ((lead & 0x3ff) << 10) + (unit & 0x3ff))
                }
                (Some(_), _) => {
                    self.again = Some(unit);
                    return malformed(read, 4, 2);
                }
                (None, 0xd800..=0xdbff) => {
                    self.lead = Some(unit);
                    continue;
                }
                (None, _) => char::from_u32(unit),
            };
            match c {
                Some(c) => text.push(c),
                None => return malformed(read, self.width, self.width),
            }
        }
        if last && (!self.carry.is_empty() || self.lead.is_some()) {
            let length = self.carry.len() + if self.lead.take().is_some() { 2 } else { 0 };
            self.carry.clear();
            return malformed(read, length, length);
        }
        Step::Done
    }

    /// How many bytes are held back.
    pub(super) fn held(&self) -> usize {
        self.carry.len() + if self.lead.is_some() { 2 } else { 0 }
    }

    fn next_unit(&mut self, input: &[u8], read: &mut usize) -> Option<u32> {
        if let Some(unit) = self.again.take() {
            return Some(unit);
        }
        while let Some(&byte) = input.get(*read) {
            *read += 1;
            self.carry.push(byte);
            if self.carry.len() == self.width {
                let push = |unit: u32, byte: &u8| unit << 8 | u32::from(*byte);
                let big = self.carry.iter().fold(0, push);
                let little = self.carry.iter().rev().fold(0, push);
                self.carry.clear();
                if self.big_endian.is_none() {
                    self.big_endian = Some(big == MARK);
                    if big == MARK || little == MARK {
                        continue;
                    }
                }
                return Some(if self.big_endian == Some(true) {
                    big
                } else {
                    little
                });
            }
        }
        None
    }
}
