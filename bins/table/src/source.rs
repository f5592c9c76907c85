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
    let encoding = encoding.or_else(|| is_utf8_with_nul(bytes).then(Encoding::utf8));
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

/// UTF-8 with a stray NUL looks like UTF-16 without a BOM; but there, every other byte of a delimiter or digit is NUL.
fn is_utf8_with_nul(bytes: &[u8]) -> bool {
    let nul = bytes.iter().filter(|byte| **byte == 0).count();
    nul > 0 && nul * 10 < bytes.len() && std::str::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_nul_makes_no_utf_16() {
        assert_eq!(decode(b"a,b\nname,x\0y\n", None).text, "a,b\nname,x\0y\n");
        let utf16: Vec<u8> = "a,b\n1,2\n3,4\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&utf16, None).text, "a,b\n1,2\n3,4\n");
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_shown() {
        let source = decode(b"\xef\xbb\xbfa\xffb", Some(Encoding::utf8()));
        assert_eq!((source.text.as_str(), source.faults), ("a\\xffb", 1));
    }
}
