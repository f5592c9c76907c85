//! Bytes to text: decoding without being told the encoding.

use shared::charset::{self, Encoding};

/// Text of an input, and how it was read.
#[derive(Debug)]
pub struct Source {
    /// The text.
    pub text: String,
    /// What is no text in the encoding, in places; they are shown as `\xff` (UTF-8) or U+FFFD.
    pub faults: u64,
    /// The encoding's name.
    pub encoding: &'static str,
}

/// Decodes an input; without an encoding it is detected.
#[must_use]
pub fn decode(bytes: &[u8], encoding: Option<Encoding>) -> Source {
    let decoded = charset::decode(bytes, encoding);
    let (faults, encoding) = (decoded.faults, decoded.encoding);
    if faults > 0 && encoding == Encoding::utf8() {
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
        }
        return Source {
            text: text.trim_start_matches('\u{feff}').to_owned(),
            faults,
            encoding: encoding.name(),
        };
    }
    Source {
        text: decoded.text.into_owned(),
        faults,
        encoding: encoding.name(),
    }
}
