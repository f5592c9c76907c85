//! What the first bytes say: a byte order mark, or a declaration in ASCII.

use super::Encoding;

/// The encoding that a BOM names, and the BOM's length in bytes.
pub(super) fn bom(bytes: &[u8]) -> Option<(Encoding, usize)> {
    let (name, length) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => ("utf-8", 3),
        [0xff, 0xfe, 0, 0, ..] => ("utf-32le", 4),
        [0, 0, 0xfe, 0xff, ..] => ("utf-32be", 4),
        [0xff, 0xfe, ..] => ("utf-16le", 2),
        [0xfe, 0xff, ..] => ("utf-16be", 2),
        _ => return None,
    };
    Some((Encoding::named(name), length))
}

/// The encoding that the head of a text declares: `charset=` of HTML and CSS, `encoding=` of XML, `coding:` of
/// scripts; what its name means here, and what it means on the web.
pub(super) fn declaration(head: &[u8]) -> [Option<Encoding>; 2] {
    let Some(label) = declared_label(head) else {
        return [None, None];
    };
    let of_web = encoding_rs::Encoding::for_label(label.as_bytes()).and_then(Encoding::of_whatwg);
    [Encoding::for_label(label), of_web]
}

fn declared_label(head: &[u8]) -> Option<&str> {
    for key in [b"charset".as_slice(), b"encoding", b"coding"] {
        for at in memchr::memmem::find_iter(head, key) {
            let rest = head.get(at + key.len()..)?;
            let rest = match rest.trim_ascii_start() {
                [b'=' | b':', rest @ ..] => rest.trim_ascii_start(),
                rest @ [b'"', ..] => rest,
                _ => continue,
            };
            let rest = rest
                .strip_prefix(b"\"")
                .or_else(|| rest.strip_prefix(b"'"))
                .unwrap_or(rest);
            let end = rest.iter().position(|byte| !is_name(*byte)).unwrap_or(rest.len());
            let label = rest
                .get(..end.min(40))
                .and_then(|label| std::str::from_utf8(label).ok())?;
            if Encoding::for_label(label).is_some() {
                return Some(label);
            }
        }
    }
    None
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_of_html_xml_and_scripts() {
        for (head, name) in [
            ("<meta charset=gbk>", "gbk"),
            (
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">",
                "koi8-r",
            ),
            ("<?xml version='1.0' encoding='Shift_JIS'?>", "shift_jis"),
            ("# -*- coding: latin-1 -*-", "iso-8859-1"),
            ("@charset \"utf-8\";", "utf-8"),
        ] {
            assert_eq!(
                declaration(head.as_bytes())[0],
                Encoding::for_label(name),
                "{head}"
            );
        }
        let [here, of_web] =
            declaration(b"<meta charset=iso-8859-1>").map(|encoding| encoding.unwrap().name());
        assert_eq!((here, of_web), ("iso-8859-1", "windows-1252"));
        assert_eq!(
            declaration(b"the charset is unknown; coding is fun"),
            [None, None]
        );
    }
}
