//! The methods 5 to 7: LZW with codes of 12 bits, which are the places of the strings in a hash table.

use std::io::{self, ErrorKind, Read};

use crate::format::legacy::bits::HighBits;

/// Places of the table.
const PLACES: u16 = 1 << 12;
/// What a string of one byte extends.
const NOTHING: u16 = u16::MAX;
/// How far from a taken place the search for a free one begins.
const STEP: u16 = 101;

/// How the place of a string is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hash {
    /// Of the methods 5 and 6: the middle of a square.
    Square,
    /// Of the method 7.
    Product,
}

impl Hash {
    fn place(self, prefix: u16, byte: u8) -> u16 {
        let sum = prefix.wrapping_add(byte.into());
        let hash = match self {
            Self::Square => {
                let sum = u32::from(sum | 0x0800);
                sum.wrapping_mul(sum) >> 6
            }
            Self::Product => u32::from(sum).wrapping_mul(15073),
        };
        u16::try_from(hash & u32::from(PLACES - 1)).unwrap_or(0)
    }
}

/// A place of the table.
#[derive(Clone, Copy)]
struct Place {
    prefix: u16,
    byte: u8,
    /// The next place of a string with the same hash; 0 when there is none.
    next: u16,
}

/// The decoded bytes.
pub(super) struct Crunched<R> {
    input: HighBits<R>,
    hash: Hash,
    table: Vec<Option<Place>>,
    free: u16,
    /// The code before this one, and the first byte of its string.
    last: Option<(u16, u8)>,
    /// The current string, last byte first.
    stack: Vec<u8>,
}

impl<R: Read> Crunched<R> {
    pub(super) fn new(input: R, hash: Hash) -> Self {
        let mut crunched = Self {
            input: HighBits::new(input),
            hash,
            table: vec![None; PLACES.into()],
            free: PLACES,
            last: None,
            stack: Vec::new(),
        };
        for byte in 0..=u8::MAX {
            crunched.add(NOTHING, byte);
        }
        crunched
    }

    fn at(&self, place: u16) -> Option<Place> {
        self.table.get(usize::from(place)).copied().flatten()
    }

    /// Puts a string into the table, unless that is full.
    fn add(&mut self, prefix: u16, byte: u8) {
        let Some(free) = self.free.checked_sub(1) else {
            return;
        };
        self.free = free;
        let mut place = self.hash.place(prefix, byte);
        if let Some(mut taken) = self.at(place) {
            // Every step leads to a place that was taken later, so they end.
            while taken.next != 0 {
                place = taken.next;
                let Some(next) = self.at(place) else {
                    break;
                };
                taken = next;
            }
            let end = place;
            place = (place + STEP) % PLACES;
            while self.at(place).is_some() {
                place = (place + 1) % PLACES;
            }
            if let Some(Some(taken)) = self.table.get_mut(usize::from(end)) {
                taken.next = place;
            }
        }
        if let Some(free) = self.table.get_mut(usize::from(place)) {
            let next = 0;
            *free = Some(Place { prefix, byte, next });
        }
    }

    /// Decodes one code onto the stack. False at the end.
    fn step(&mut self) -> io::Result<bool> {
        let code = match self.input.bits(12) {
            Ok(code) => u16::try_from(code).unwrap_or(0),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        };
        let damaged = || io::Error::new(ErrorKind::InvalidData, "a code that stands for nothing");
        let mut at = code;
        if self.at(code).is_none() {
            // The string that is only now being made: the last one and its own first byte.
            let (last, first) = self.last.ok_or_else(damaged)?;
            self.stack.push(first);
            at = last;
        }
        let first = loop {
            let place = self.at(at).ok_or_else(damaged)?;
            self.stack.push(place.byte);
            if place.prefix == NOTHING {
                break place.byte;
            }
            at = place.prefix;
        };
        if let Some((last, _)) = self.last {
            self.add(last, first);
        }
        // Only strings that are there may be extended, or they could lead in a circle.
        self.at(code).ok_or_else(damaged)?;
        self.last = Some((code, first));
        Ok(true)
    }
}

impl<R: Read> Read for Crunched<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        for place in buf {
            if self.stack.is_empty() && !self.step()? {
                break;
            }
            let Some(byte) = self.stack.pop() else {
                break;
            };
            *place = byte;
            n += 1;
        }
        Ok(n)
    }
}
