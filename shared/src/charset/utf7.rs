//! UTF-7 (RFC 2152): UTF-16 in Base64 between `+` and `-`.

use super::decode::{Fault, Step};

/// The digit of Base64.
fn digit(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(digit.into())
}

fn byte(digit: u32) -> u8 {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    DIGITS.get((digit & 63) as usize).copied().unwrap_or(b'A')
}

/// Decodes a stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    shifted: Option<Shifted>,
}

/// Inside Base64.
#[derive(Clone, Debug)]
struct Shifted {
    /// Where the plus sign is.
    begin: u64,
    is_empty: bool,
    bits: u32,
    /// How many of the bits are no character yet.
    length: u32,
    surrogate: Option<u32>,
}

impl Shifted {
    /// Takes six bits; `false` when there is a lone surrogate.
    fn push(&mut self, digit: u32, text: &mut String) -> bool {
        self.is_empty = false;
        self.bits = self.bits << 6 | digit;
        self.length += 6;
        if self.length < 16 {
            return true;
        }
        self.length -= 16;
        let unit = self.bits >> self.length & 0xffff;
        self.bits &= (1 << self.length) - 1;
        let c = match (self.surrogate.take(), unit) {
            (Some(lead), 0xdc00..=0xdfff) => {
                char::from_u32(0x10000 + ((lead & 0x3ff) << 10) + (unit & 0x3ff))
            }
            (Some(_), _) => None,
            (None, 0xd800..=0xdbff) => {
                self.surrogate = Some(unit);
                return true;
            }
            (None, _) => char::from_u32(unit),
        };
        text.extend(c);
        c.is_some()
    }

    /// Nothing but padding is left.
    fn is_whole(&self) -> bool {
        self.surrogate.is_none() && self.length < 6 && self.bits == 0
    }
}

impl Decoder {
    /// As `decode::Decoder::step`; `begin` is the offset of `input`.
    pub(super) fn step(&mut self, input: &[u8], last: bool, text: &mut String, begin: u64) -> Step {
        text.reserve(input.len());
        for (at, &byte) in input.iter().enumerate() {
            let here = begin + at as u64;
            let malformed = |from: u64| {
                let length = u8::try_from(here + 1 - from).unwrap_or(u8::MAX);
                Step::Malformed {
                    read: at + 1,
                    fault: Fault { offset: from, length },
                }
            };
            let Some(shifted) = &mut self.shifted else {
                match byte {
                    b'+' => {
                        let (bits, length) = (0, 0);
                        self.shifted = Some(Shifted {
                            begin: here,
                            is_empty: true,
                            bits,
                            length,
                            surrogate: None,
                        });
                    }
                    0..0x80 => text.push(char::from(byte)),
                    _ => return malformed(here),
                }
                continue;
            };
            let from = shifted.begin;
            if let Some(digit) = digit(byte) {
                if !shifted.push(digit, text) {
                    return malformed(from);
                }
                continue;
            }
            let (is_empty, is_whole) = (shifted.is_empty, shifted.is_whole());
            self.shifted = None;
            match byte {
                b'-' if is_empty => text.push('+'),
                _ if is_empty || !is_whole => return malformed(from),
                b'-' => {}
                0..0x80 => text.push(char::from(byte)),
                _ => return malformed(here),
            }
        }
        if last && let Some(shifted) = self.shifted.take().filter(|shifted| !shifted.is_whole()) {
            let length = u8::try_from(begin + input.len() as u64 - shifted.begin).unwrap_or(u8::MAX);
            return Step::Malformed {
                read: input.len(),
                fault: Fault {
                    offset: shifted.begin,
                    length,
                },
            };
        }
        Step::Done
    }
}

/// Encodes character by character.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    is_shifted: bool,
    bits: u32,
    length: u32,
}

impl Encoder {
    /// Appends the bytes of a character; every character has some.
    pub(super) fn encode(&mut self, c: char, bytes: &mut Vec<u8>) {
        // The sets D and O of the RFC, and white space; NUL and other controls are not among them.
        let direct = match u8::try_from(c) {
            Ok(b'+' | b'\\' | b'~') => None,
            Ok(byte @ (b'\t' | b'\n' | b'\r' | b' '..=b'~')) => Some(byte),
            _ => None,
        };
        if let Some(byte) = direct {
            self.end_shift(digit(byte).is_some() || byte == b'-', bytes);
            bytes.push(byte);
        } else if c == '+' && !self.is_shifted {
            bytes.extend(b"+-");
        } else {
            if !self.is_shifted {
                bytes.push(b'+');
                self.is_shifted = true;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                self.bits = self.bits << 16 | u32::from(*unit);
                self.length += 16;
                while self.length >= 6 {
                    self.length -= 6;
                    bytes.push(byte(self.bits >> self.length));
                    self.bits &= (1 << self.length) - 1;
                }
            }
        }
    }

    /// Writes what is left of Base64.
    pub(super) fn finish(&mut self, bytes: &mut Vec<u8>) {
        self.end_shift(true, bytes);
    }

    fn end_shift(&mut self, mark: bool, bytes: &mut Vec<u8>) {
        if !self.is_shifted {
            return;
        }
        if self.length > 0 {
            bytes.push(byte(self.bits << (6 - self.length)));
        }
        if mark {
            bytes.push(b'-');
        }
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Result<String, Fault> {
        let mut text = String::new();
        match Decoder::default().step(bytes, true, &mut text, 0) {
            Step::Done => Ok(text),
            Step::Malformed { fault, .. } => Err(fault),
        }
    }

    /// RFC 2152, section "Examples".
    #[test]
    fn the_examples_of_the_rfc() {
        for (bytes, text) in [
            ("A+ImIDkQ.", "A≢Α."),
            ("Hi Mom -+Jjo--!", "Hi Mom -☺-!"),
            ("+ZeVnLIqe-", "日本語"),
            ("Item 3 is +AKM-1.", "Item 3 is £1."),
        ] {
            assert_eq!(decode(bytes.as_bytes()).unwrap(), text);
            let (mut encoder, mut encoded) = (Encoder::default(), Vec::new());
            text.chars().for_each(|c| encoder.encode(c, &mut encoded));
            encoder.finish(&mut encoded);
            assert_eq!(encoded, bytes.as_bytes());
        }
    }

    #[test]
    fn a_fault_in_base64_begins_at_the_plus_sign() {
        assert_eq!(decode(b"a+2AA-b"), Err(Fault { offset: 1, length: 5 }));
        assert_eq!(decode(b"a+AG"), Err(Fault { offset: 1, length: 3 }));
        assert_eq!(decode(b"a+!"), Err(Fault { offset: 1, length: 2 }));
        assert_eq!(decode(b"a\x80"), Err(Fault { offset: 1, length: 1 }));
    }
}
