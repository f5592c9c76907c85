//! Whether a conversion can be undone: the result read back is the same text, and that text gives the same source.

use shared::charset::{Decoder, Encoder, Encoding};

/// Follows a conversion block by block.
pub(crate) struct RoundTrip {
    back: Decoder,
    again: Encoder,
    /// Text that was read from the source but not yet from the result, without line ends.
    text: String,
    /// Bytes of the source that were not yet made again.
    source: Vec<u8>,
    differs: bool,
}

impl RoundTrip {
    pub(crate) fn new(from: Encoding, to: Encoding) -> Self {
        Self {
            back: Decoder::new(to),
            again: Encoder::new(from),
            text: String::new(),
            source: Vec::new(),
            differs: false,
        }
    }

    /// A block of the source.
    pub(crate) fn source(&mut self, bytes: &[u8]) {
        if !self.differs {
            self.source.extend_from_slice(bytes);
        }
    }

    /// Text decoded from the source.
    pub(crate) fn text(&mut self, text: &str, last: bool) {
        if self.differs {
            return;
        }
        let mut again = Vec::new();
        let encodes = self.again.step(text, last, &mut again).is_ok();
        match self.source.strip_prefix(again.as_slice()) {
            Some(rest) if encodes => self.source = rest.to_vec(),
            _ => self.differs = true,
        }
        self.text.extend(text.chars().filter(|c| !is_line_end(*c)));
    }

    /// Bytes written for it.
    pub(crate) fn result(&mut self, bytes: &[u8], last: bool) {
        if self.differs {
            return;
        }
        let mut back = String::new();
        self.differs |= self.back.decode_lossy(bytes, last, &mut back) > 0;
        back.retain(|c| !is_line_end(c));
        match self.text.strip_prefix(back.as_str()) {
            Some(rest) => self.text = rest.to_owned(),
            None => self.differs = true,
        }
    }

    /// The two are not the same; to be asked at the end.
    pub(crate) fn differs(&self) -> bool {
        self.differs || !self.text.is_empty() || !self.source.is_empty()
    }
}

/// Line ends may be changed on request.
fn is_line_end(c: char) -> bool {
    matches!(c, '\r' | '\n')
}
