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
    pub faults: Faults,
    /// Lines of UTF-8 in text of another encoding, in which they are read too; and the first of them, from 1.
    pub utf8_lines: Option<(u64, u64)>,
}

/// So many lines with faults are listed.
const LISTED: usize = 10;

/// Places in a text that are none in its encoding, by line. Lines end in `\n`, `\r\n` or a lone `\r`.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    count: u64,
    listed: Vec<(u64, u64)>,
    ended: u64,
    returned: bool,
}

impl Faults {
    /// This text was read.
    pub fn pass(&mut self, text: &str) {
        self.ended += crate::separated::lines(text.as_bytes());
        // A line feed that belongs to a return before it ends no other line.
        self.ended -= u64::from(self.returned && text.starts_with('\n'));
        if !text.is_empty() {
            self.returned = text.ends_with('\r');
        }
    }

    /// The line that is read, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.ended + 1
    }

    /// Here is a fault.
    pub fn add(&mut self) {
        self.count += 1;
        self.returned = false;
        let (line, listed) = (self.line(), self.listed.len());
        match self.listed.last_mut() {
            Some((last, count)) if *last == line => *count += 1,
            _ if listed < LISTED => self.listed.push((line, 1)),
            _ => {}
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The first lines that have some, and how many.
    #[must_use]
    pub fn listed(&self) -> &[(u64, u64)] {
        &self.listed
    }
}

impl Text {
    /// Bytes that are text as they lie, from `begin` on.
    #[must_use]
    pub fn of(spool: &Spool, begin: u64, encoding: &'static str, bom: bool) -> Self {
        Self {
            spool: spool.clone(),
            begin,
            encoding,
            confidence: 1.0,
            bom,
            faults: Faults::default(),
            utf8_lines: None,
        }
    }
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
        if bom || wanted.is_some() || looks_like_utf8(&head, head.len() as u64 == spool.len()) {
            return Ok(Text::of(spool, if bom { 3 } else { 0 }, "utf-8", bom));
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
    let (encoding, confidence, utf8_lines) = match (bom, wanted) {
        (Some((encoding, _)), _) | (_, Some(encoding)) => (encoding, 1.0, None),
        _ => detect(spool)?,
    };
    let mut decoder = Decoder::new(encoding);
    let mut writer = SpoolWriter::default();
    let mut text = String::new();
    let skipped = bom.map_or(0, |(_, length)| length as u64);
    let (mut at, mut faults) = (skipped, Faults::default());
    loop {
        let read = spool.read_at(at, &mut chunk)?;
        let last = at + read as u64 >= spool.len();
        let mut input = chunk.get(..read).unwrap_or_default();
        while let Step::Malformed { read, fault } = decoder.step(input, last, &mut text) {
            faults.pass(&text);
            writer.write_all(text.as_bytes())?;
            text.clear();
            faults.add();
            let mut bytes = vec![0; usize::from(fault.length)];
            let found = spool.read_at(skipped + fault.offset, &mut bytes)?;
            for byte in bytes.iter().take(found) {
                text.push_str(&format!("\\x{byte:02x}"));
            }
            input = input.get(read..).unwrap_or_default();
        }
        faults.pass(&text);
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
        utf8_lines,
    })
}

/// UTF-8 up to a character that the end of `head` cuts, and none of the shifts of encodings that pass for ASCII; `whole` says that nothing follows.
#[must_use]
pub fn looks_like_utf8(head: &[u8], whole: bool) -> bool {
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

/// How many lines, and the first of them, from 1.
type Lines = (u64, u64);

/// The encoding, how sure that is, and the lines in it that are UTF-8 all the same.
fn detect(spool: &Spool) -> io::Result<(Encoding, f64, Option<Lines>)> {
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
        return Ok((Encoding::utf8(), detection.confidence, None));
    }
    let encoding = detection.encoding.unwrap_or(Encoding::utf8());
    if detection.mixed {
        // A few lines in another encoding do not make all the others wrong.
        let census = census(spool)?;
        if census.utf8 >= census.other {
            let share = census.utf8 as f64 / (census.utf8 + census.other).max(1) as f64;
            return Ok((Encoding::utf8(), share, None));
        }
        let found = Some((census.utf8, census.first_utf8)).filter(|(count, _)| *count > 0);
        return Ok((encoding, detection.confidence, found));
    }
    Ok((encoding, detection.confidence, None))
}

/// Lines with bytes beyond ASCII.
#[derive(Debug, Default)]
struct Census {
    utf8: u64,
    first_utf8: u64,
    other: u64,
}

/// Longer lines are looked at in pieces, in bytes.
const PIECE: usize = 1 << 20;

fn census(spool: &Spool) -> io::Result<Census> {
    let mut census = Census::default();
    let (mut chunk, mut piece) = (vec![0; CHUNK], Vec::new());
    let (mut at, mut line) = (0, 1);
    loop {
        let read = spool.read_at(at, &mut chunk)?;
        at += read as u64;
        let mut rest = chunk.get(..read).unwrap_or_default();
        loop {
            let end = memchr::memchr(b'\n', rest);
            let (part, behind) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            piece.extend_from_slice(part);
            if end.is_some() || piece.len() > PIECE || read == 0 {
                match std::str::from_utf8(&piece) {
                    Ok(text) if text.is_ascii() => {}
                    Ok(_) => {
                        census.utf8 += 1;
                        census.first_utf8 = if census.first_utf8 == 0 {
                            line
                        } else {
                            census.first_utf8
                        };
                    }
                    Err(_) => census.other += 1,
                }
                piece.clear();
                line += u64::from(end.is_some());
            }
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        if read == 0 {
            return Ok(census);
        }
    }
}

/// The encoding that a BOM names, and the BOM's length.
#[must_use]
pub fn bom(bytes: &[u8]) -> Option<(Encoding, usize)> {
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
            text.faults.count(),
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
    fn one_line_in_another_encoding_leaves_the_others_as_they_are() {
        let mut bytes = "名字,城市\r\n张三,北京\r\n".repeat(30).into_bytes();
        bytes.extend(b"\xd6\xd0\xb9\xfa,\xb1\xb1\xbe\xa9\r\n");
        bytes.extend("李四,上海\r\n".repeat(30).into_bytes());
        let text = decode_wholly(&Spool::of_bytes(bytes), None).unwrap();
        assert_eq!((text.encoding, text.utf8_lines), ("utf-8", None));
        assert_eq!(
            text.faults
                .listed()
                .iter()
                .map(|(line, _)| *line)
                .collect::<Vec<_>>(),
            [61]
        );
        let mut bytes = b"\xd5\xc5\xc8\xfd,\xb1\xb1\xbe\xa9\xca\xd0\n".repeat(30);
        bytes.extend("名字,城市\n".repeat(10).into_bytes());
        let text = decode_wholly(&Spool::of_bytes(bytes), None).unwrap();
        assert_eq!((text.encoding, text.utf8_lines), ("gb18030", Some((10, 31))));
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
