//! Names of a few bytes: files in archives, entries of lists.

use super::{Decoder, Encoding, Hint, Options, Step, detect};

/// A name as text.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedName {
    /// The text; faults are U+FFFD.
    pub text: String,
    /// The encoding that it was decoded in.
    pub encoding: Encoding,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// Decodes one name; `hint` is a language or top-level domain such as `cn`.
pub fn decode_name(bytes: &[u8], hint: Option<&str>) -> DecodedName {
    let (encoding, confidence) = decode_names(&[bytes], hint);
    let mut text = String::new();
    Decoder::new(encoding).decode_lossy(bytes, true, &mut text);
    DecodedName {
        text,
        encoding,
        confidence,
    }
}

/// The one encoding that all names of an archive are in, and how sure that is: UTF-8 when all are valid UTF-8,
/// else the guess over all of them together.
pub fn decode_names(names: &[&[u8]], hint: Option<&str>) -> (Encoding, f64) {
    if names.iter().all(|name| simdutf8::basic::from_utf8(name).is_ok()) {
        return (Encoding::utf8(), 1.0);
    }
    let mut joined = names.join(&b'\n');
    // No name begins with a byte order mark.
    if joined.starts_with(b"\xFF\xFE") || joined.starts_with(b"\xFE\xFF") {
        joined.insert(0, b'\n');
    }
    let options = Options {
        hint: hint.and_then(Hint::parse),
        name_only: true,
        ..Options::default()
    };
    let detection = detect(&joined, &options);
    let guess = detection
        .encoding
        .filter(|encoding| decodes_all(*encoding, names));
    match guess {
        Some(encoding) => (encoding, detection.confidence),
        None => (Encoding::named("cp437"), 0.0),
    }
}

fn decodes_all(encoding: Encoding, names: &[&[u8]]) -> bool {
    names.iter().all(|name| {
        let mut text = String::new();
        Decoder::new(encoding).step(name, true, &mut text) == Step::Done
    })
}
