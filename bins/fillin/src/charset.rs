//! The encoding of a template: its own bytes stay, values are encoded into it.

use shared::charset::{Encoder, Encoding, Options, decode, detect};

/// What the user says about a template's encoding.
#[derive(Debug, Clone, Copy)]
pub enum Given {
    /// Values go in as the bytes they are.
    Bytes,
    /// The template is written in this encoding.
    Encoding(Encoding),
}

impl Given {
    /// The encoding of that name (a WHATWG label or `bytes`).
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        if name == "bytes" {
            Some(Self::Bytes)
        } else {
            Encoding::for_label(name).map(Self::Encoding)
        }
    }
}

/// How values get into a template, and how the filled template goes out.
#[derive(Debug)]
pub(crate) enum TemplateCharset {
    /// UTF-8, or told to be bytes: values go in as they are.
    AsItIs,
    /// ASCII stands for itself in it, so the template stays as it is; values are encoded.
    Values(Encoding),
    /// It was decoded, and the result is encoded again, behind these first bytes.
    Whole(Encoding, Vec<u8>),
    /// Nobody knows; only ASCII can go in.
    Unknown,
}

impl TemplateCharset {
    /// The template as it is to be scanned, and its charset. `dollar`: the delimiter is `$`, which is no part of a
    /// multi-byte character in any encoding where ASCII stands for itself; another may be one (0x40 to 0x7E in GBK).
    pub(crate) fn of(text: Vec<u8>, given: Option<&Given>, dollar: bool) -> (Vec<u8>, Self) {
        let encoding = match given {
            Some(Given::Bytes) => return (text, Self::AsItIs),
            Some(Given::Encoding(encoding)) => Some(*encoding),
            None if starts_with_wide_bom(&text) => None,
            None if std::str::from_utf8(&text).is_ok() => return (text, Self::AsItIs),
            None => None,
        };
        // Nothing is decoded on a guess: UTF-16 and UTF-32 count only with a BOM or by name.
        let guess = || {
            let encoding = detect(&text, &Options::default()).encoding;
            encoding.filter(|encoding| encoding.is_ascii_compatible() || starts_with_wide_bom(&text))
        };
        let encoding = encoding.or_else(guess);
        match encoding {
            None => (text, Self::Unknown),
            Some(encoding) if encoding == Encoding::utf8() => (text, Self::AsItIs),
            Some(encoding) if dollar && encoding.is_ascii_compatible() => (text, Self::Values(encoding)),
            Some(encoding) => {
                // A BOM knows the byte order better than `--encoding utf-16`.
                let wide_bom = !encoding.is_ascii_compatible() && starts_with_wide_bom(&text);
                let decoded = decode(&text, Some(encoding).filter(|_| !wide_bom));
                match decoded.faults {
                    1.. => (text, Self::Unknown),
                    0 => {
                        let bom = if decoded.bom { bom_of(&text) } else { Vec::new() };
                        (
                            decoded.text.into_owned().into_bytes(),
                            Self::Whole(decoded.encoding, bom),
                        )
                    }
                }
            }
        }
    }

    /// Appends a value.
    ///
    /// # Errors
    /// The reason, when the template's encoding cannot hold it.
    pub(crate) fn encode_value(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        if matches!(self, Self::AsItIs) || value.is_ascii() {
            out.extend_from_slice(value);
            return Ok(());
        }
        let encoding = match self {
            Self::Values(encoding) | Self::Whole(encoding, _) => *encoding,
            Self::AsItIs | Self::Unknown => {
                return Err(
                    "the value is not ASCII and the template's encoding is unknown (name it with --encoding)"
                        .into(),
                );
            }
        };
        let text = std::str::from_utf8(value).map_err(|_| {
            format!(
                "the value is not UTF-8 and cannot be written in {}",
                encoding.name()
            )
        })?;
        let begin = out.len();
        if Encoder::new(encoding).step(text, true, out).is_err() {
            out.truncate(begin);
            return Err(format!(
                "the value has characters that {} lacks (--encoding names another)",
                encoding.name()
            ));
        }
        if matches!(self, Self::Whole(..)) {
            out.truncate(begin);
            out.extend_from_slice(value);
        }
        Ok(())
    }

    /// Encodes what was filled, from `begin` on, when the template had been decoded.
    pub(crate) fn encode_whole(&self, out: &mut Vec<u8>, begin: usize) {
        let Self::Whole(encoding, bom) = self else { return };
        let filled = out.split_off(begin.min(out.len()));
        out.extend_from_slice(bom);
        // Template and values came from this encoding or were tried before, so nothing is lost here.
        let _ = Encoder::new(*encoding).step(&String::from_utf8_lossy(&filled), true, out);
    }
}

fn starts_with_wide_bom(text: &[u8]) -> bool {
    matches!(text, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..])
}

fn bom_of(text: &[u8]) -> Vec<u8> {
    let length = match text {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => 4,
        [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 2,
    };
    text.get(..length).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(template: &[u8], given: Option<&Given>, value: &str) -> Result<Vec<u8>, String> {
        let (_, charset) = TemplateCharset::of(template.to_vec(), given, true);
        let mut out = Vec::new();
        charset.encode_value(value.as_bytes(), &mut out)?;
        charset.encode_whole(&mut out, 0);
        Ok(out)
    }

    #[test]
    fn a_value_takes_the_encoding_of_the_template() {
        let gbk = Given::of_name("gbk").unwrap();
        assert_eq!(insert(b"x", Some(&gbk), "变").unwrap(), b"\xb1\xe4");
        assert_eq!(insert("é".as_bytes(), None, "变").unwrap(), "变".as_bytes());
        assert_eq!(insert(b"\xff\xfex\0", None, "变").unwrap(), b"\xff\xfe\xd8\x53");
        assert_eq!(insert(b"\xfe\xff\0x", None, "变").unwrap(), b"\xfe\xff\x53\xd8");
    }

    #[test]
    fn what_an_encoding_lacks_is_refused() {
        let big5 = Given::of_name("big5").unwrap();
        assert!(
            insert(b"x", Some(&big5), "😀")
                .unwrap_err()
                .contains("big5 lacks")
        );
    }
}
