//! Encodings of one byte a character: a table each, with holes where the encoding has no character.

use std::collections::BTreeMap;

#[rustfmt::skip]
mod tables;

pub(in crate::charset) use tables::*;

/// A table: 256 characters, or the 128 of the upper half when the lower one is ASCII.
pub(super) type Page = &'static [u16];

/// The character of a byte.
pub(super) fn decode(page: Page, byte: u8) -> Option<char> {
    let at = match page.len() {
        128 if byte < 0x80 => return Some(char::from(byte)),
        128 => usize::from(byte - 0x80),
        _ => usize::from(byte),
    };
    page.get(at)
        .filter(|code| **code != HOLE)
        .and_then(|code| char::from_u32(u32::from(*code)))
}

/// The way back: characters with their bytes, sorted. Of several bytes the last counts, as in CPython.
pub(super) fn reverse(page: Page) -> Vec<(char, u8)> {
    let bytes: BTreeMap<char, u8> = (0..=u8::MAX)
        .filter_map(|byte| decode(page, byte).map(|c| (c, byte)))
        .collect();
    bytes.into_iter().collect()
}
