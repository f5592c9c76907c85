//! The part of an input that the model reads: text around evidence, taken evenly from everything that was seen.
//!
//! The input is cut at multiples of [`CHUNK`]. Chunks with evidence (bytes above 0x7F, escapes, `~{`) are kept, the
//! first ones all, later ones ever more rarely, so that what is kept does not depend on how the input is fed.

use super::shape::Block;

/// The unit of sampling, in bytes.
const CHUNK: usize = 1 << 12;
/// How many chunks are kept; when there are more, every second one goes.
const KEPT: usize = 16;

/// Chunks with evidence, and the beginning of the input.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    head: Vec<u8>,
    kept: Vec<Vec<u8>>,
    /// The first chunk that may begin inside a character: better than nothing.
    unsure: Option<Vec<u8>>,
    /// The last chunk.
    tail: Vec<u8>,
    /// Chunks with evidence so far.
    seen: usize,
    /// One in so many of them is kept, as a power of two.
    rarity: u32,
    /// The chunk that is not whole yet.
    chunk: Vec<u8>,
    /// The input is longer than a chunk.
    long: bool,
    /// Lines with bytes above 0x7F that are UTF-8, and that are not.
    utf8_lines: u64,
    other_lines: u64,
    /// In the latter: characters beyond ASCII that are UTF-8, and other bytes.
    utf8_characters: u64,
    other_bytes: u64,
}

impl Sample {
    /// Looks at a block, of which the shape is known.
    pub(super) fn feed(&mut self, mut block: &[u8], shape: Block) {
        if self.head.len() < CHUNK {
            self.head.extend(block.iter().take(CHUNK - self.head.len()));
        }
        while !block.is_empty() {
            if self.chunk.is_empty() && block.len() >= CHUNK {
                if shape == Block::Plain {
                    self.long = true;
                    block = block.get(block.len() / CHUNK * CHUNK..).unwrap_or_default();
                } else if let Some((chunk, rest)) = block.split_at_checked(CHUNK) {
                    self.take(chunk, false);
                    block = rest;
                }
                continue;
            }
            let (part, rest) = block
                .split_at_checked(CHUNK - self.chunk.len())
                .unwrap_or((block, &[]));
            self.chunk.extend_from_slice(part);
            block = rest;
            if self.chunk.len() == CHUNK {
                self.take_chunk(false);
            }
        }
    }

    /// Nothing follows.
    pub(super) fn finish(&mut self) {
        if !self.chunk.is_empty() {
            let first = !self.long;
            self.tail = trim(&self.chunk, first, true).unwrap_or_default().to_vec();
            self.take_chunk(true);
        }
        if self.kept.is_empty() {
            self.kept.extend(self.unsure.take());
        }
    }

    /// Everything that is kept, in pieces that begin with a whole character; the last one of each may be cut.
    pub(super) fn pieces(&self) -> &[Vec<u8>] {
        &self.kept
    }

    /// The first bytes of the input, as they are.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The end of the input, from a whole character on.
    pub(super) fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// About `limit` bytes of what is kept, evenly; only the last character may be cut.
    pub(super) fn digest(&self, limit: usize) -> Vec<u8> {
        let mut digest = Vec::with_capacity(limit);
        let mut cut: &[u8] = &[];
        let share = limit / self.kept.len().max(1);
        for piece in &self.kept {
            match evidence(piece, share) {
                lines if lines.last().is_some_and(is_separator) => digest.extend_from_slice(lines),
                lines => cut = lines,
            }
        }
        digest.extend_from_slice(cut);
        digest
    }

    /// Some of it is UTF-8 and some is not: lines (one of legacy text may be UTF-8 by chance, one in twenty is not), or
    /// characters within lines.
    pub(super) fn is_mixed(&self) -> bool {
        let lines = self.other_lines > 0 && self.utf8_lines * 20 >= self.utf8_lines + self.other_lines;
        let characters = self.utf8_characters >= 4 && self.utf8_characters >= 2 * self.other_bytes;
        lines || characters
    }

    fn take_chunk(&mut self, last: bool) {
        let mut chunk = std::mem::take(&mut self.chunk);
        self.take(&chunk, last);
        chunk.clear();
        self.chunk = chunk;
    }

    fn take(&mut self, chunk: &[u8], last: bool) {
        let first = !self.long;
        self.long = true;
        if !has_evidence(chunk) {
            return;
        }
        let wanted = self.seen.is_multiple_of(1 << self.rarity);
        self.seen += 1;
        if !wanted {
            return;
        }
        if self.kept.len() == KEPT {
            let mut at = 0;
            self.kept.retain(|_| {
                at += 1;
                at % 2 == 1
            });
            self.rarity += 1;
            if !(self.seen - 1).is_multiple_of(1 << self.rarity) {
                return;
            }
        }
        let Some(whole) = trim(chunk, first, last) else {
            self.unsure.get_or_insert_with(|| chunk.to_vec());
            return;
        };
        for line in whole.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
            match simdutf8::basic::from_utf8(line) {
                Ok(_) => self.utf8_lines += 1,
                Err(_) => {
                    self.other_lines += 1;
                    for chunk in line.utf8_chunks() {
                        self.utf8_characters +=
                            chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
                        self.other_bytes += chunk.invalid().len() as u64;
                    }
                }
            }
        }
        self.kept.push(whole.to_vec());
    }
}

fn has_evidence(chunk: &[u8]) -> bool {
    !chunk.is_ascii() || memchr::memchr(0x1b, chunk).is_some() || memchr::memmem::find(chunk, b"~{").is_some()
}

/// No multi-byte character holds it.
fn is_separator(byte: &u8) -> bool {
    matches!(byte, b'\t'..=b'/')
}

/// Without the pieces of lines at the ends, or of words where a line fills the chunk; a character may be cut at the end
/// where a word does. `None` when one may be cut at the beginning.
fn trim(chunk: &[u8], first: bool, last: bool) -> Option<&[u8]> {
    let is_end = |byte: &u8| *byte == b'\n';
    let begin = |is_end: fn(&u8) -> bool| match first {
        true => Some(0),
        false => chunk.iter().position(is_end).map(|at| at + 1),
    };
    let end = |is_end: fn(&u8) -> bool| match last {
        true => Some(chunk.len()),
        false => chunk.iter().rposition(is_end).map(|at| at + 1),
    };
    let ends = [
        (begin(is_end), end(is_end)),
        (begin(is_separator), end(is_separator)),
        (begin(is_separator), Some(chunk.len())),
    ];
    ends.into_iter()
        .filter_map(|(begin, end)| chunk.get(begin?..end?))
        .find(|whole| has_evidence(whole))
}

/// The lines of the chunk from the first one with evidence on, about `limit` bytes, most of them behind that evidence.
fn evidence(chunk: &[u8], limit: usize) -> &[u8] {
    let first = chunk
        .iter()
        .position(|byte| !byte.is_ascii() || *byte == 0x1b)
        .unwrap_or(0);
    let before = chunk.get(..first).unwrap_or_default();
    let begin = memchr::memrchr(b'\n', before)
        .map_or(0, |at| at + 1)
        .max(first.saturating_sub(limit / 4));
    let rest = chunk.get(begin..).unwrap_or_default();
    if rest.len() <= limit {
        return rest;
    }
    let Some((part, behind)) = rest.split_at_checked(limit) else {
        return rest;
    };
    let end = behind
        .iter()
        .position(is_separator)
        .map_or(behind.len(), |at| at + 1);
    rest.get(..part.len() + end).unwrap_or(rest)
}
