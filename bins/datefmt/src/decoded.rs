//! Inputs in UTF-16 and UTF-32 as UTF-8; the bytes of all other encodings stay as they are.

use std::io::{self, Read};

use shared::charset::{Decoder, Options, detect};

const CHUNK: usize = 64 * 1024;

/// A stream whose first bytes decide whether it is decoded.
pub(crate) struct Decoded<R> {
    source: R,
    decoder: Option<Decoder>,
    /// Bytes that are ready, from `at` on.
    ready: Vec<u8>,
    at: usize,
    begun: bool,
    finished: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            decoder: None,
            ready: Vec::new(),
            at: 0,
            begun: false,
            finished: false,
        }
    }

    /// Reads the next bytes of the source into `ready`, decoded if need be.
    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; CHUNK];
        let mut length = self.source.read(&mut bytes)?;
        // A single byte may be half a mark or half a character.
        while !self.begun && length == 1 {
            let more = self.source.read(bytes.get_mut(1..).unwrap_or_default())?;
            if more == 0 {
                break;
            }
            length += more;
        }
        bytes.truncate(length);
        self.finished = length == 0;
        if !self.begun {
            self.begun = true;
            self.decoder = wide(&bytes);
        }
        self.at = 0;
        self.ready = match &mut self.decoder {
            None => bytes,
            Some(decoder) => {
                let mut text = String::new();
                decoder.decode_lossy(&bytes, self.finished, &mut text);
                text.into_bytes()
            }
        };
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.ready.len() {
            if self.finished {
                return Ok(0);
            }
            if self.begun && self.decoder.is_none() {
                return self.source.read(buffer);
            }
            self.fill()?;
        }
        let mut rest = self.ready.get(self.at..).unwrap_or_default();
        let length = rest.read(buffer)?;
        self.at += length;
        Ok(length)
    }
}

/// The decoder of a stream that begins with `head`, when its encoding is no superset of ASCII.
fn wide(head: &[u8]) -> Option<Decoder> {
    let marked = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    if !marked && !is_spaced_by_nul(head) {
        return None;
    }
    let encoding = detect(head, &Options::default()).encoding?;
    (encoding.name().starts_with("utf-16") || encoding.name().starts_with("utf-32"))
        .then(|| Decoder::new(encoding))
}

/// Times are mostly ASCII: in UTF-16 and UTF-32 at least every other byte of them is NUL. A stray NUL is no such sign.
fn is_spaced_by_nul(head: &[u8]) -> bool {
    let nuls = memchr::memchr_iter(0, head).count();
    head.len() >= 4 && nuls * 5 >= head.len() * 2
}
