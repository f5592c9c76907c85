//! Bytes to UTF-8 text, without being told the encoding.
//!
//! What looks like UTF-8 at its beginning is taken as it lies, and whoever reads it tells when it is not; anything else is
//! detected from all of it and written anew.

use std::io::{self, Write};

use shared::charset::{Decoder, Detector, Encoding, Options, Step};

use crate::spool::{Spool, SpoolWriter};

/// How much is looked at before bytes are taken for UTF-8.
const HEAD: usize = 64 << 10;
/// How much is decoded at once.
const CHUNK: usize = 64 << 10;

/// Text of an input, and how it was read.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text in UTF-8.
    pub spool: Spool,
    /// Where it begins, behind a BOM.
    pub begin: u64,
    /// The encoding's name.
    pub encoding: &'static str,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// There was a BOM.
    pub bom: bool,
    /// Places that are no text in the encoding; their bytes are shown as `\xff`.
    pub faults: u64,
}

/// The text, in the encoding that is wanted or else found out. UTF-8 is not proved yet.
///
/// # Errors
/// What reading gives, or writing a temporary file.
pub fn decode(spool: &Spool, wanted: Option<Encoding>) -> io::Result<Text> {
    let mut head = vec![0; HEAD];
    let read = spool.read_at(0, &mut head)?;
    head.truncate(read);
    let is_utf8 = |encoding: Encoding| encoding == Encoding::utf8() || encoding.name() == "ascii";
    if wanted.is_none_or(is_utf8) {
        let bom = head.starts_with(b"\xef\xbb\xbf");
        if bom || wanted.is_some() || looks_like_utf8(&head, spool.len()) {
            return Ok(Text {
                spool: spool.clone(),
                begin: if bom { 3 } else { 0 },
                encoding: "utf-8",
                confidence: 1.0,
                bom,
                faults: 0,
            });
        }
    }
    decode_wholly(spool, wanted)
}

/// As [`decode`], but everything is looked at and written anew, so that it is UTF-8.
///
/// # Errors
/// As [`decode`].
pub fn decode_wholly(spool: &Spool, wanted: Option<Encoding>) -> io::Result<Text> {
    let mut chunk = vec![0; CHUNK];
    let head = spool.read_at(0, &mut chunk)?;
    let bom = bom(chunk.get(..head).unwrap_or_default())
        .filter(|(own, _)| wanted.is_none_or(|wanted| wanted == *own));
    let (encoding, confidence) = match (bom, wanted) {
        (Some((encoding, _)), _) | (_, Some(encoding)) => (encoding, 1.0),
        _ => detect(spool)?,
    };
    let mut decoder = Decoder::new(encoding);
    let mut writer = SpoolWriter::default();
    let mut text = String::new();
    let skipped = bom.map_or(0, |(_, length)| length as u64);
    let (mut at, mut faults) = (skipped, 0);
    loop {
        let read = spool.read_at(at, &mut chunk)?;
        let last = at + read as u64 >= spool.len();
        let mut input = chunk.get(..read).unwrap_or_default();
        while let Step::Malformed { read, fault } = decoder.step(input, last, &mut text) {
            faults += 1;
            let mut bytes = vec![0; usize::from(fault.length)];
            let found = spool.read_at(skipped + fault.offset, &mut bytes)?;
            for byte in bytes.iter().take(found) {
                text.push_str(&format!("\\x{byte:02x}"));
            }
            input = input.get(read..).unwrap_or_default();
        }
        writer.write_all(text.as_bytes())?;
        text.clear();
        at += read as u64;
        if last {
            break;
        }
    }
    Ok(Text {
        spool: writer.finish()?,
        begin: 0,
        encoding: encoding.name(),
        confidence,
        bom: bom.is_some(),
        faults,
    })
}

/// UTF-8 up to a character that the end of `head` cuts, and none of the shifts of encodings that pass for ASCII.
fn looks_like_utf8(head: &[u8], length: u64) -> bool {
    let whole = head.len() as u64 == length;
    let valid = match simdutf8::compat::from_utf8(head) {
        Ok(_) => true,
        Err(error) => !whole && error.error_len().is_none(),
    };
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    valid && !has(b"\x1b$") && !has(b"\x1b(") && !has(b"~{") && !is_wide(head) && !has(b"+/v")
}

/// Every other byte of ASCII in UTF-16 is NUL; a stray NUL in UTF-8 is not that.
fn is_wide(head: &[u8]) -> bool {
    let nul = head.iter().filter(|byte| **byte == 0).count();
    nul * 10 >= head.len().max(1)
}

fn detect(spool: &Spool) -> io::Result<(Encoding, f64)> {
    let mut detector = Detector::new(Options::default());
    let mut chunk = vec![0; CHUNK];
    let mut at = 0;
    let mut nul = 0;
    while at < spool.len() {
        let read = spool.read_at(at, &mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        nul += memchr::memchr_iter(0, bytes).count() as u64;
        detector.feed(bytes);
        at += read as u64;
        if read == 0 {
            break;
        }
    }
    let detection = detector.finish();
    if nul > 0 && nul * 10 < spool.len() {
        return Ok((Encoding::utf8(), detection.confidence));
    }
    Ok((
        detection.encoding.unwrap_or(Encoding::utf8()),
        detection.confidence,
    ))
}

/// The encoding that a BOM names, and the BOM's length.
fn bom(bytes: &[u8]) -> Option<(Encoding, usize)> {
    let (name, length) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => ("utf-8", 3),
        [0xff, 0xfe, 0, 0, ..] => ("utf-32le", 4),
        [0, 0, 0xfe, 0xff, ..] => ("utf-32be", 4),
        [0xff, 0xfe, ..] => ("utf-16le", 2),
        [0xfe, 0xff, ..] => ("utf-16be", 2),
        _ => return None,
    };
    Encoding::for_label(name).map(|encoding| (encoding, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], wanted: Option<Encoding>) -> (String, u64) {
        let spool = Spool::of_bytes(bytes.to_vec());
        let mut text = decode(&spool, wanted).unwrap();
        if String::from_utf8(text.spool.to_bytes().unwrap()).is_err() {
            text = decode_wholly(&spool, wanted).unwrap();
        }
        let bytes = text.spool.to_bytes().unwrap();
        (
            String::from_utf8(bytes[text.begin as usize..].to_vec()).unwrap(),
            text.faults,
        )
    }

    #[test]
    fn a_stray_nul_makes_no_utf_16() {
        assert_eq!(text(b"a,b\nname,x\0y\n", None).0, "a,b\nname,x\0y\n");
        let utf16: Vec<u8> = "a,b\n1,2\n3,4\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text(&utf16, None).0, "a,b\n1,2\n3,4\n");
    }

    #[test]
    fn bytes_that_are_no_text_are_shown() {
        assert_eq!(
            text(b"\xef\xbb\xbfa\xffb", Some(Encoding::utf8())),
            ("a\\xffb".to_owned(), 1)
        );
    }

    #[test]
    fn what_comes_late_is_decoded_too() {
        let mut bytes = b"name,n\n".repeat(20_000);
        bytes.extend(b"\xd6\xd0\xb9\xfa,\xb1\xb1\xbe\xa9\n".repeat(50));
        let (text, faults) = text(&bytes, None);
        assert!(text.ends_with("中国,北京\n"), "{text}");
        assert_eq!(faults, 0);
    }
}
