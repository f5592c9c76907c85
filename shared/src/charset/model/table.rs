//! Tables of n-gram costs, read in place from the binary.
//!
//! A file holds the orders one after another. An order is: the number of rows (u32), an index of [`INDEX`]` + 1` u32
//! (the first row whose hash has these top bits), the sorted hashes (u32), the rows. A row has a byte for each
//! language: the cost of the n-gram's last symbol behind the others, in 1/16 nat; in all but the highest order then
//! another for each: the cost of going back to the shorter context. All numbers are little-endian.

use super::symbol::Group;

const INDEX_BITS: u32 = 12;
const INDEX: usize = 1 << INDEX_BITS;
/// Costs are kept in parts of a nat.
pub const PARTS: f64 = 16.0;

/// One to three symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram([char; 3], u8);

impl Gram {
    /// A symbol.
    pub fn one(c: char) -> Self {
        Self(['\0', '\0', c], 1)
    }

    /// A symbol behind another.
    pub fn two(b: char, c: char) -> Self {
        Self(['\0', b, c], 2)
    }

    /// A symbol behind two others.
    pub fn three(a: char, b: char, c: char) -> Self {
        Self([a, b, c], 3)
    }

    /// The symbols before the last one.
    pub fn context(self) -> Self {
        let Self([a, b, _], length) = self;
        Self(['\0', a, b], length - 1)
    }

    /// Without the first symbol.
    pub fn shorter(self) -> Self {
        let Self([_, b, c], length) = self;
        if length > 2 {
            Self(['\0', b, c], 2)
        } else {
            Self(['\0', '\0', c], 1)
        }
    }

    /// Where its row is looked for.
    pub fn hash(self) -> u32 {
        let Self([a, b, c], _) = self;
        let mut hash = u32::from(a).wrapping_mul(0x9e37_79b1)
            ^ u32::from(b).wrapping_mul(0x85eb_ca6b).rotate_left(11)
            ^ u32::from(c).wrapping_mul(0xc2b2_ae35).rotate_left(19);
        hash ^= hash >> 15;
        hash = hash.wrapping_mul(0x2c1b_3c6d);
        hash ^= hash >> 12;
        hash = hash.wrapping_mul(0x297a_2d39);
        hash ^ hash >> 15
    }
}

/// The file of a group's tables.
pub fn file_name(group: Group) -> String {
    format!("{group:?}.bin").to_lowercase()
}

/// A probability as a cost.
pub fn cost(probability: f64) -> u8 {
    (-probability.ln() * PARTS).round().clamp(0.0, 255.0) as u8
}

/// Appends an order; `grams` are sorted by their hashes, which differ.
pub fn write_order<R: Iterator<Item = u8>>(out: &mut Vec<u8>, grams: &[Gram], row: impl Fn(Gram) -> R) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes();
    out.extend(number(grams.len()));
    for top in 0..=INDEX {
        out.extend(number(grams.partition_point(|gram| {
            ((gram.hash() >> (32 - INDEX_BITS)) as usize) < top
        })));
    }
    for gram in grams {
        out.extend(gram.hash().to_le_bytes());
    }
    for gram in grams {
        out.extend(row(*gram));
    }
}

/// One order of a table.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    index: &'static [u8],
    hashes: &'static [u8],
    rows: &'static [u8],
    width: usize,
}

impl Order {
    /// Takes an order of `width` bytes a row from the front of `bytes`.
    fn take(bytes: &mut &'static [u8], width: usize) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (index, rest) = rest.split_at_checked((INDEX + 1) * 4)?;
        let (hashes, rest) = rest.split_at_checked(count * 4)?;
        let (rows, rest) = rest.split_at_checked(count * width)?;
        *bytes = rest;
        Some(Self {
            index,
            hashes,
            rows,
            width,
        })
    }

    /// The row of an n-gram, and what lies behind it in the table.
    pub fn row(&self, gram: Gram) -> Option<&'static [u8]> {
        let hash = gram.hash();
        let top = (hash >> (32 - INDEX_BITS)) as usize;
        let begin = number(self.index, top)? as usize;
        let end = number(self.index, top + 1)? as usize;
        let bucket = self.hashes.get(begin * 4..end * 4)?;
        let at = begin
            + bucket
                .as_chunks::<4>()
                .0
                .binary_search_by_key(&hash, |own| u32::from_le_bytes(*own))
                .ok()?;
        self.rows.get(at * self.width..)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at * 4..)?
        .first_chunk::<4>()
        .map(|bytes| u32::from_le_bytes(*bytes))
}

/// The tables of a group.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// By the number of symbols before the last one.
    pub orders: [Option<Order>; 3],
}

impl Table {
    /// The group's tables in the binary.
    pub fn of(group: Group) -> Self {
        let mut bytes: &'static [u8] = match group {
            Group::Latin => include_bytes!("tables/latin.bin"),
            Group::Cyrillic => include_bytes!("tables/cyrillic.bin"),
            Group::Greek => include_bytes!("tables/greek.bin"),
            Group::Hebrew => include_bytes!("tables/hebrew.bin"),
            Group::Arabic => include_bytes!("tables/arabic.bin"),
            Group::Thai => include_bytes!("tables/thai.bin"),
            Group::Cjk => include_bytes!("tables/cjk.bin"),
        };
        let width = group.languages().len();
        let mut orders = [None; 3];
        for (order, slot) in orders.iter_mut().enumerate().take(group.context() + 1) {
            let width = if order == group.context() {
                width
            } else {
                2 * width
            };
            *slot = Order::take(&mut bytes, width);
        }
        Self { orders }
    }
}
