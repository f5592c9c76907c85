//! The cipher of members that need a password: Blowfish of little-endian words in CBC mode, whose first block is zero, with a
//! key that SHA-0 makes of the password.

use std::io::{self, ErrorKind, Read};

use zeroize::Zeroizing;

use super::blowfish::Blowfish;

/// Bytes of a block.
const BLOCK: usize = 8;
/// Bytes deciphered at a time; a multiple of [`BLOCK`].
const BUFFER: usize = 16 << 10;
/// Bytes of a password that count.
const LONGEST: usize = 50;

/// Deciphers what it reads.
pub(super) struct Decipher<R> {
    input: R,
    cipher: Blowfish,
    /// The last enciphered block.
    last: [u32; 2],
    buffer: Vec<u8>,
    at: usize,
}

impl<R: Read> Decipher<R> {
    pub(super) fn new(input: R, password: &[u8]) -> Self {
        Self {
            input,
            cipher: Blowfish::new(&key(password)),
            last: [0; 2],
            buffer: Vec::new(),
            at: 0,
        }
    }

    fn fill_buffer(&mut self) -> io::Result<()> {
        self.at = 0;
        self.buffer.clear();
        self.input
            .by_ref()
            .take(BUFFER as u64)
            .read_to_end(&mut self.buffer)?;
        let (blocks, rest) = self.buffer.as_chunks_mut::<BLOCK>();
        if !rest.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        for block in blocks {
            let [a, b, c, d, e, f, g, h] = *block;
            let enciphered = [u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])];
            let [left, right] = self.cipher.decipher(enciphered);
            let plain = u64::from(right ^ self.last[1]) << 32 | u64::from(left ^ self.last[0]);
            *block = plain.to_le_bytes();
            self.last = enciphered;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decipher<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at == self.buffer.len() {
            self.fill_buffer()?;
        }
        let n = self.buffer.get(self.at..).unwrap_or_default().read(buf)?;
        self.at += n;
        Ok(n)
    }
}

/// SHA-0, which is SHA-1 (FIPS 180-4, 6.1) without the rotation of the expanded words, of one block: the password, a bit, and
/// zeros, as little-endian words, and the length in bits as the last.
fn key(password: &[u8]) -> Zeroizing<[u32; 5]> {
    let mut block = Zeroizing::new([0_u8; 60]);
    let length = password.len().min(LONGEST);
    let with_mark = password.iter().take(LONGEST).chain(&[0x80]);
    for (to, from) in block.iter_mut().zip(with_mark) {
        *to = *from;
    }
    let mut expanded = Zeroizing::new([0_u32; 16]);
    let words: &mut [u32; 16] = &mut expanded;
    for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words[15] = length as u32 * 8;
    let start = [
        0x6745_2301_u32,
        0xEFCD_AB89,
        0x98BA_DCFE,
        0x1032_5476,
        0xC3D2_E1F0,
    ];
    let [mut a, mut b, mut c, mut d, mut e] = start;
    for round in 0..80 {
        let (mixed, constant) = match round {
            0..20 => (b & c | !b & d, 0x5A82_7999),
            20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
            40..60 => (b & c | b & d | c & d, 0x8F1B_BCDC),
            _ => (b ^ c ^ d, 0xCA62_C1D6),
        };
        // The words are expanded in place: the one in use makes the one 16 rounds later.
        let word = words[0];
        let later = word ^ words[2] ^ words[8] ^ words[13];
        words.rotate_left(1);
        words[15] = later;
        let sum = [a.rotate_left(5), mixed, e, constant];
        let next = sum.iter().fold(word, |sum, n| sum.wrapping_add(*n));
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
    }
    let mut key = Zeroizing::new(start);
    for (word, end) in key.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(end);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_blocks_are_as_in_acefile() {
        // Examples of acefile 0.6.14.
        assert_eq!(
            *key(b"123456789"),
            [
                3_071_200_156,
                3_325_860_325,
                4_058_316_933,
                1_308_772_094,
                896_611_998
            ]
        );
        let mut plain = Vec::new();
        let mut decipher = Decipher::new(&[b'7'; 16][..], b"123456789");
        decipher.read_to_end(&mut plain).unwrap();
        assert_eq!(plain, b"\t_\xD0a}\x1Dh\xDD>h\xE7VJ*_\xEA");
    }
}
