//! The password of encrypted members: never shown, wiped from memory when no longer needed.

use zeroize::Zeroizing;

/// A password, as bytes.
pub struct Password(Zeroizing<Vec<u8>>);

impl Password {
    /// The first line of `text`, without its end.
    #[must_use]
    pub fn first_line(text: Vec<u8>) -> Self {
        let text = Zeroizing::new(text);
        let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Self(Zeroizing::new(line.to_vec()))
    }

    /// The bytes, for a decoder.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
