//! UTF-8 as a stream (Unicode 16.0, section 3.9); a fault is a maximal subpart of a character (table 3-8).

use simdutf8::compat::from_utf8;

use super::decode::{Fault, Step};

/// A decoder.
#[derive(Clone, Debug, Default)]
pub(super) struct Utf8 {
    /// The bytes of a character that is not whole yet.
    carry: Vec<u8>,
}

impl Utf8 {
    /// As `Decoder::step`; `begin` is the offset of `input`.
    pub(super) fn step(&mut self, input: &[u8], last: bool, text: &mut String, begin: u64) -> Step {
        let mut read = 0;
        while !self.carry.is_empty() {
            let Some(&byte) = input.get(read) else {
                return if last {
                    self.malformed(read, begin)
                } else {
                    Step::Done
                };
            };
            self.carry.push(byte);
            match std::str::from_utf8(&self.carry) {
                Ok(character) => {
                    text.push_str(character);
                    self.carry.clear();
                }
                Err(error) if error.error_len().is_some() => {
                    // This byte is no part of the character.
                    self.carry.pop();
                    return self.malformed(read, begin);
                }
                Err(_) => {}
            }
            read += 1;
        }
        let rest = input.get(read..).unwrap_or_default();
        let error = match from_utf8(rest) {
            Ok(rest) => {
                text.push_str(rest);
                return Step::Done;
            }
            Err(error) => error,
        };
        let (whole, behind) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
        text.push_str(from_utf8(whole).unwrap_or_default());
        let length = error.error_len().unwrap_or(behind.len());
        self.carry.extend(behind.iter().take(length));
        match error.error_len() {
            None if !last => Step::Done,
            _ => self.malformed(read + whole.len() + length, begin),
        }
    }

    /// How many bytes are held back.
    pub(super) fn held(&self) -> usize {
        self.carry.len()
    }

    /// What is held back, and ends before `read`, is no character.
    fn malformed(&mut self, read: usize, begin: u64) -> Step {
        let length = self.carry.len();
        self.carry.clear();
        let fault = Fault {
            offset: (begin + read as u64).saturating_sub(length as u64),
            length: u8::try_from(length).unwrap_or(u8::MAX),
        };
        Step::Malformed { read, fault }
    }
}
