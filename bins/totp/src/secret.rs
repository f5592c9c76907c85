//! Secrets as typed -> bytes.

use crate::entry::{Entry, Secret, Warning};
use crate::fault::Fault;

/// Reads a base32 secret (RFC 4648 section 6) as people type and programs print it: in any case, with any white space,
/// `-` and zero-width spaces between, with padding (`=`, `%3D`) or without. Positions count characters from `first`.
///
/// # Errors
/// [`Fault::secret`], with the position but never the character.
pub fn base32(text: &str, first: usize) -> Result<Entry, Fault> {
    let mut symbols = zeroize::Zeroizing::new(String::new());
    let mut padded = false;
    let mut chars = text.chars().enumerate().map(|(i, c)| (first + i, c)).peekable();
    while let Some((pos, c)) = chars.next() {
        match c {
            _ if is_separator(c) => {}
            '=' => padded = true,
            '%' if chars.next_if(|(_, c)| *c == '3').is_some()
                && chars.next_if(|(_, c)| matches!(c, 'd' | 'D')).is_some() =>
            {
                padded = true;
            }
            'A'..='Z' | 'a'..='z' | '2'..='7' if padded => {
                return Err(Fault::secret("base32 goes on behind its padding").at(pos));
            }
            'A'..='Z' | 'a'..='z' | '2'..='7' => symbols.push(c.to_ascii_uppercase()),
            '0' => {
                return Err(Fault::secret("a 0 is no base32 (perhaps the letter O was meant)").at(pos));
            }
            _ => {
                return Err(Fault::secret("not a base32 character (A to Z, 2 to 7)").at(pos));
            }
        }
    }
    if symbols.is_empty() {
        return Err(Fault::secret("there is no secret"));
    }
    if matches!(symbols.len() % 8, 1 | 3 | 6) {
        return Err(Fault::secret(
            "no base32 text has that many characters: some are missing",
        ));
    }
    let mut spec = data_encoding::BASE32_NOPAD.specification();
    spec.check_trailing_bits = false;
    let bytes = spec
        .encoding()
        .map_err(|_| Fault::secret("cannot be read"))?
        .decode(symbols.as_bytes())
        .map_err(|_| Fault::secret("not base32"))?;
    let mut entry = Entry::new(Secret::new(bytes).ok_or_else(|| Fault::secret("there is no secret"))?);
    if *entry.secret.base32() != *symbols {
        entry.warnings.push(Warning::TrailingBits);
    }
    Ok(entry)
}

/// Reads a secret of hexadecimal digits, with the same separators.
///
/// # Errors
/// [`Fault::secret`], with the position but never the character.
pub fn hex(text: &str, first: usize) -> Result<Entry, Fault> {
    let mut digits = zeroize::Zeroizing::new(String::new());
    for (i, c) in text.chars().enumerate() {
        match c {
            _ if is_separator(c) => {}
            _ if c.is_ascii_hexdigit() => digits.push(c),
            _ => return Err(Fault::secret("not a hexadecimal digit").at(first + i)),
        }
    }
    let bytes = data_encoding::HEXLOWER_PERMISSIVE
        .decode(digits.as_bytes())
        .map_err(|_| Fault::secret("an odd number of hexadecimal digits"))?;
    Secret::new(bytes)
        .map(Entry::new)
        .ok_or_else(|| Fault::secret("there is no secret"))
}

/// Characters between those of a secret that mean nothing.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{200B}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typed_forms_give_the_same_bytes() {
        let want = base32("GEZDGNBVGY3TQOJQ", 1).unwrap().secret;
        for text in [
            "gezd gnbv gy3t qojq",
            "GEZD-GNBV-GY3T-QOJQ====",
            "gezdgnbvgy3tqojq%3D%3d",
            "\tGEZDGNBV\u{3000}GY3TQOJQ\u{200b}",
        ] {
            assert_eq!(base32(text, 1).unwrap().secret, want, "{text:?}");
        }
        assert_eq!(hex("31 32-33", 1).unwrap().secret.bytes(), b"123");
    }

    #[test]
    fn faults_name_the_place_and_never_the_text() {
        assert_eq!(base32("gezd gnbv 9y3t", 1).unwrap_err().pos, Some(11));
        assert_eq!(base32("GEZD0NBV", 1).unwrap_err().pos, Some(5));
        assert_eq!(base32("GEZD====GNBV", 1).unwrap_err().pos, Some(9));
        for text in ["", "  ", "====", "A", "GEZ", "GEZDGN"] {
            assert!(base32(text, 1).is_err(), "{text:?}");
        }
    }

    #[test]
    fn bits_behind_the_last_byte_are_told() {
        assert!(
            base32("MZXW6YR", 1)
                .unwrap()
                .warnings
                .contains(&Warning::TrailingBits)
        );
        assert!(
            !base32("MZXW6YQ", 1)
                .unwrap()
                .warnings
                .contains(&Warning::TrailingBits)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (base32(&text, 1), hex(&text, 1));
        }

        #[test]
        fn what_was_written_is_read(bytes in prop::collection::vec(any::<u8>(), 1..80)) {
            let secret = Secret::new(bytes.clone()).unwrap();
            let back = base32(&secret.base32(), 1).unwrap();
            prop_assert_eq!(back.secret.bytes(), &bytes[..]);
        }
    }
}
