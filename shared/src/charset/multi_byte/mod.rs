//! Encodings of one to eight bytes a character, as CPython decodes and encodes them: the double-byte ones of East Asia,
//! HZ, and ISO 2022.
//!
//! Each is a [`set`] of characters, or several, and an encoding scheme; `sets` says how the sets differ from those of
//! encoding_rs.

pub(super) mod double_byte;
mod hangul;
mod hz;
pub(super) mod iso2022;
mod set;
#[rustfmt::skip]
mod sets;
mod text;

use super::Unencodable;
use super::decode::{Fault, Step};
use double_byte::DoubleByte;
use iso2022::Iso2022;

/// An encoding scheme.
#[derive(Clone, Copy)]
pub(super) enum Scheme {
    DoubleByte(&'static DoubleByte),
    Iso2022(&'static Iso2022),
    Hz,
}

/// How far a scheme read.
struct Progress {
    /// Bytes that are done.
    read: usize,
    /// How many of the next bytes are no character; `None`: what is left is not whole, or nothing.
    malformed: Option<usize>,
}

/// Decodes a stream in a scheme.
#[derive(Clone)]
pub(super) struct Decoder {
    state: DecoderState,
    /// The beginning of a character at the end of the last block.
    carry: Vec<u8>,
}

#[derive(Clone)]
enum DecoderState {
    DoubleByte(&'static DoubleByte),
    Iso2022(iso2022::Decoder),
    Hz(hz::Decoder),
}

impl Decoder {
    pub(super) fn new(scheme: Scheme) -> Self {
        let state = match scheme {
            Scheme::DoubleByte(codec) => DecoderState::DoubleByte(codec),
            Scheme::Iso2022(codec) => DecoderState::Iso2022(iso2022::Decoder::new(codec)),
            Scheme::Hz => DecoderState::Hz(hz::Decoder::default()),
        };
        Self {
            state,
            carry: Vec::new(),
        }
    }

    /// How many bytes are held back.
    pub(super) fn held(&self) -> usize {
        self.carry.len()
    }

    /// As `decode::Decoder::step`; `begin` is the offset of `input`.
    pub(super) fn step(&mut self, input: &[u8], last: bool, text: &mut String, begin: u64) -> Step {
        let joined;
        let carried = self.carry.len();
        let bytes = if carried == 0 {
            input
        } else {
            self.carry.extend_from_slice(input);
            joined = std::mem::take(&mut self.carry);
            &joined
        };
        let Progress { read, malformed } = match &mut self.state {
            DecoderState::DoubleByte(codec) => codec.decode(bytes, text),
            DecoderState::Iso2022(decoder) => decoder.decode(bytes, text),
            DecoderState::Hz(decoder) => decoder.decode(bytes, text),
        };
        let left = bytes.len() - read;
        let length = match malformed {
            Some(length) => length,
            None if last && left > 0 => left,
            None => {
                self.carry = bytes.get(read..).unwrap_or_default().to_vec();
                return Step::Done;
            }
        };
        let end = read + length;
        // A fault may be shorter than what was carried: the rest of that is read again.
        self.carry = bytes.get(end..carried).unwrap_or_default().to_vec();
        let fault = Fault {
            offset: begin + read as u64 - carried as u64,
            length: u8::try_from(length).unwrap_or(u8::MAX),
        };
        Step::Malformed {
            read: end.saturating_sub(carried),
            fault,
        }
    }
}

/// Encodes a stream in a scheme.
pub(super) struct Encoder(EncoderState);

enum EncoderState {
    DoubleByte(double_byte::Encoder),
    Iso2022(iso2022::Encoder),
    Hz(hz::Encoder),
}

impl Encoder {
    pub(super) fn new(scheme: Scheme) -> Self {
        Self(match scheme {
            Scheme::DoubleByte(codec) => EncoderState::DoubleByte(double_byte::Encoder::new(codec)),
            Scheme::Iso2022(codec) => EncoderState::Iso2022(iso2022::Encoder::new(codec)),
            Scheme::Hz => EncoderState::Hz(hz::Encoder::default()),
        })
    }

    /// As `encode::Encoder::step`.
    pub(super) fn step(&mut self, text: &str, last: bool, bytes: &mut Vec<u8>) -> Result<(), Unencodable> {
        let mut rest = text.chars();
        loop {
            if let EncoderState::DoubleByte(encoder) = &mut self.0 {
                let run = encoder.ascii(rest.as_str(), bytes);
                rest = rest.as_str().get(run..).unwrap_or_default().chars();
            }
            let Some(c) = rest.next() else {
                break;
            };
            let encoded = match &mut self.0 {
                EncoderState::DoubleByte(encoder) => encoder.encode(c, bytes),
                EncoderState::Iso2022(encoder) => encoder.encode(c, bytes),
                EncoderState::Hz(encoder) => encoder.encode(c, bytes),
            };
            if encoded.is_none() {
                return Err(Unencodable {
                    character: c,
                    read: text.len() - rest.as_str().len(),
                });
            }
        }
        if last {
            match &mut self.0 {
                EncoderState::DoubleByte(encoder) => encoder.finish(bytes),
                EncoderState::Iso2022(encoder) => encoder.finish(bytes),
                EncoderState::Hz(encoder) => encoder.finish(bytes),
            }
        }
        Ok(())
    }
}
