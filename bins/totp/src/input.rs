//! What a source gives -> an entry: a bare secret or an otpauth URI, one of them.

use zeroize::Zeroizing;

use crate::entry::Entry;
use crate::fault::Fault;
use crate::{secret, uri};

/// Bytes as text: UTF-8, or UTF-16 by its byte order mark. The mark is dropped.
///
/// # Errors
/// When they are neither.
pub fn text(bytes: &[u8]) -> Result<Zeroizing<String>, Fault> {
    let utf16 = match bytes {
        [0xFF, 0xFE, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xFE, 0xFF, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    let no_text = || Fault::secret("the input is no text");
    let text = match utf16 {
        Some((rest, order)) => {
            let (pairs, odd) = rest.as_chunks::<2>();
            if !odd.is_empty() {
                return Err(no_text());
            }
            char::decode_utf16(pairs.iter().map(|p| order(*p)))
                .collect::<Result<String, _>>()
                .map_err(|_| no_text())?
        }
        None => std::str::from_utf8(bytes).map_err(|_| no_text())?.to_owned(),
    };
    let text = Zeroizing::new(text);
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => Zeroizing::new(rest.to_owned()),
        None => text,
    })
}

/// Reads the one secret or URI of an input. `hex`: a bare secret is hexadecimal.
///
/// # Errors
/// Nothing there, more than one there, or something wrong with it.
pub fn entry(bytes: &[u8], hex: bool) -> Result<Entry, Fault> {
    let text = text(bytes)?;
    let (line, first) = only_line(&text)?;
    if is_uri(line) {
        uri::parse(line)
    } else if hex {
        secret::hex(line, first)
    } else {
        secret::base32(line, first)
    }
}

/// Whether this is meant as a URI.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    text.trim_start()
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("otpauth"))
}

/// The only line with content, and the number of its first character, from 1.
///
/// # Errors
/// When there is none, or more than one.
pub fn only_line(text: &str) -> Result<(&str, usize), Fault> {
    let mut found = None;
    let mut first = 1;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            if found.is_some() {
                return Err(Fault::secret("more than one line: one secret at a time"));
            }
            found = Some((line, first));
        }
        first += line.chars().count() + 1;
    }
    found.ok_or_else(|| Fault::secret("there is no secret"))
}
