//! Encoding detection, decoding and encoding: the engine of `charset`, which every tool decodes through.
//!
//! Detection flows `bytes -> prefix (BOM) -> shape (one pass over everything) -> decide`; what the shape proves
//! is sure and leaves there, the rest is a guess.

#[rustfmt::skip]
mod aliases;
mod candidates;
mod confidence;
mod decide;
mod decode;
mod encode;
mod encoding;
mod hint;
pub mod model;
mod multi_byte;
mod name;
mod prefix;
mod sample;
mod shape;
mod single_byte;
mod structure;
mod utf7;
mod utf8;
mod wide;

pub use candidates::is_detected;
pub use decide::{Alternative, Detection, Detector, Options, detect};
pub use decode::{Decoded, Decoder, Fault, Step, decode};
pub use encode::{Encoder, Unencodable};
pub use encoding::{Encoding, Era, all};
pub use hint::Hint;
pub use name::{DecodedName, decode_name, decode_names};
pub use shape::Newline;
