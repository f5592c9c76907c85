//! Encoding detection, decoding and encoding: the engine of `charset`, which every tool decodes through.
//!
//! Detection flows `bytes -> prefix (BOM) -> shape (one pass over everything) -> decide`; what the shape proves
//! is sure and leaves there, the rest is a guess.

mod decide;
mod decode;
mod encode;
mod encoding;
mod name;
mod prefix;
mod shape;
mod wide;

pub use decide::{Detection, Detector, Options, detect};
pub use decode::{Decoded, Decoder, Fault, Step, decode};
pub use encode::{Encoder, Unencodable};
pub use encoding::{Encoding, all};
pub use name::{DecodedName, decode_name, decode_names};
pub use shape::Newline;
