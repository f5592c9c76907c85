//! The modes of method 2, each good at data of one sort. A stream changes between them at any place.

use super::bits::{Bits, Step};

/// How the data that follow are packed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// LZ77 alone.
    Plain,
    /// LZ77 of the differences between bytes, after the bytes of so many planes were put apart, in pieces of that length.
    Delta { planes: usize, length: usize },
    /// LZ77 of machine code, whose calls and jumps have absolute targets; whether those of calls have 32 bits.
    Code { wide: bool },
    /// Samples of sound.
    Sound(Channels),
    /// Pixels of a picture.
    Picture,
    /// Something else.
    Unknown(u8),
}

/// The channels of sound, by the layout of four bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    /// Samples of 8 bits.
    One,
    /// Samples of 16 bits, or two of 8.
    Two,
    /// Two samples of 16 bits whose low bytes share a channel.
    ThreeLow,
    /// The same of the high bytes.
    ThreeHigh,
}

impl Mode {
    pub(super) fn read(bits: &mut Bits<'_>) -> Step<Self> {
        Ok(match bits.take(8)? {
            0 => Self::Plain,
            1 => Self::Delta {
                planes: bits.take(8)? as usize,
                length: bits.take(17)? as usize,
            },
            2 => Self::Code {
                wide: bits.take(8)? != 0,
            },
            3 => Self::Sound(Channels::One),
            4 => Self::Sound(Channels::Two),
            5 => Self::Sound(Channels::ThreeLow),
            6 => Self::Sound(Channels::ThreeHigh),
            7 => Self::Picture,
            other => Self::Unknown(other as u8),
        })
    }
}
