//! An input as text, piece by piece: its encoding is found at the start, everything is decoded before it is read as
//! HTML.

use std::io::{self, Read};

use htmlsafe::declared_charset;
use shared::charset::{Decoder, Encoding, Options, detect};

/// Bytes that are read at once; the encoding is judged by the first so many.
const CHUNK: usize = 64 * 1024;

/// A stream of text.
pub(crate) struct Source<R> {
    reader: R,
    buffer: Vec<u8>,
    decoder: Decoder,
    /// Bytes of the buffer that are not decoded yet.
    unread: std::ops::Range<usize>,
    finished: bool,
    /// Bytes that were no character, each now U+FFFD.
    pub(crate) faults: u64,
}

impl<R: Read> Source<R> {
    /// Reads the beginning and finds the encoding, unless it is given. A byte order mark beats everything.
    pub(crate) fn open(mut reader: R, given: Option<Encoding>) -> io::Result<Source<R>> {
        let mut buffer = vec![0; CHUNK];
        let mut len = 0;
        let mut finished = false;
        while len < CHUNK && !finished {
            let read = read(&mut reader, buffer.get_mut(len..).unwrap_or(&mut []))?;
            len += read;
            finished = read == 0;
        }
        let head = buffer.get(..len).unwrap_or(&[]);
        let (encoding, mark) = encoding(head, given);
        Ok(Source {
            reader,
            buffer,
            decoder: Decoder::new(encoding),
            unread: mark..len,
            finished,
            faults: 0,
        })
    }

    /// Appends the next piece to `text`; false at the end.
    pub(crate) fn next_piece(&mut self, text: &mut String) -> io::Result<bool> {
        if self.unread.is_empty() && !self.finished {
            let len = read(&mut self.reader, &mut self.buffer)?;
            self.unread = 0..len;
            self.finished = len == 0;
        }
        let last = self.finished;
        let bytes = self.buffer.get(self.unread.clone()).unwrap_or(&[]);
        self.faults += self.decoder.decode_lossy(bytes, last, text);
        self.unread = 0..0;
        Ok(!last)
    }
}

fn read(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// The encoding of an input that begins with `head`, and how many bytes its byte order mark takes.
fn encoding(head: &[u8], given: Option<Encoding>) -> (Encoding, usize) {
    let marked = match head {
        [0xef, 0xbb, 0xbf, ..] => Some(("utf-8", 3)),
        [0xff, 0xfe, 0, 0, ..] => Some(("utf-32le", 4)),
        [0, 0, 0xfe, 0xff, ..] => Some(("utf-32be", 4)),
        [0xff, 0xfe, ..] => Some(("utf-16le", 2)),
        [0xfe, 0xff, ..] => Some(("utf-16be", 2)),
        _ => None,
    };
    if let Some((name, len)) = marked {
        return (Encoding::for_label(name).unwrap_or_else(Encoding::utf8), len);
    }
    let declared = || {
        let label = declared_charset(head)?;
        let encoding = Encoding::for_label(&label)?;
        // A declaration that could be read as ASCII is not in UTF-16 (WHATWG HTML, section 13.2.3.2).
        Some(
            if encoding.is_ascii_compatible() || !encoding.name().starts_with("utf") {
                encoding
            } else {
                Encoding::utf8()
            },
        )
    };
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    let encoding = given.or_else(declared).unwrap_or_else(|| {
        let guessed = || detect(head, &Options::default()).encoding;
        // ISO-2022-JP is ASCII with escape sequences, which only the guess can tell apart.
        if valid && !head.contains(&0x1b) {
            Encoding::utf8()
        } else {
            guessed().unwrap_or_else(Encoding::utf8)
        }
    });
    (encoding, 0)
}
