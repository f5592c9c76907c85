//! Values out of a stream: lines, with the memory of one buffer however long a line is.

use std::io::{self, Read};

/// Longest value in bytes; a longer one is passed on in pieces.
pub const MAX_VALUE: usize = 64 * 1024;

/// Splits a stream at line ends.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    /// Unread part of the buffer.
    start: usize,
    end: usize,
    finished: bool,
    /// Inside a line that is longer than [`MAX_VALUE`].
    long: bool,
}

/// What comes next in the stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'b> {
    /// A whole line: the value, and the line end that followed it (none for the last).
    Line(&'b [u8], &'b [u8]),
    /// The first part of a line that is too long for a value.
    LongStart(&'b [u8]),
    /// More of such a line.
    LongMore(&'b [u8]),
}

impl<R: Read> Lines<R> {
    /// Reads from `source`.
    pub fn new(source: R) -> Lines<R> {
        Lines {
            source,
            buffer: vec![0; 2 * MAX_VALUE],
            start: 0,
            end: 0,
            finished: false,
            long: false,
        }
    }

    /// Whether the next piece is at hand without reading, that is, without perhaps waiting for it.
    #[must_use]
    pub fn line_is_ready(&self) -> bool {
        memchr::memchr(b'\n', self.buffer.get(self.start..self.end).unwrap_or(&[])).is_some()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn next_piece(&mut self) -> io::Result<Option<Piece<'_>>> {
        let newline = loop {
            let pending = self.buffer.get(self.start..self.end).unwrap_or(&[]);
            let newline = memchr::memchr(b'\n', pending);
            if newline.is_some() || self.finished || pending.len() > MAX_VALUE {
                break newline;
            }
            self.fill()?;
        };
        let pending = self.end - self.start;
        if pending == 0 {
            return Ok(None);
        }
        let len = newline.map_or(pending, |at| at + 1);
        let piece = self.buffer.get(self.start..self.start + len).unwrap_or(&[]);
        self.start += len;
        if self.long {
            self.long = newline.is_none();
            return Ok(Some(Piece::LongMore(piece)));
        }
        let ending = match piece {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n'] => 1,
            _ => 0,
        };
        let (value, ending) = piece.split_at_checked(len - ending).unwrap_or((piece, &[]));
        if value.len() > MAX_VALUE {
            self.long = newline.is_none();
            return Ok(Some(Piece::LongStart(piece)));
        }
        Ok(Some(Piece::Line(value, ending)))
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let free = self.buffer.get_mut(self.end..).unwrap_or(&mut []);
        let read = loop {
            match self.source.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.finished = read == 0;
        self.end += read;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut lines = Lines::new(input);
        let mut found = Vec::new();
        while let Some(piece) = lines.next_piece().unwrap() {
            found.push(match piece {
                Piece::Line(value, ending) => (value.to_vec(), ending.to_vec()),
                Piece::LongStart(part) => (b"long".to_vec(), vec![u8::from(part.ends_with(b"\n"))]),
                Piece::LongMore(part) => (b"more".to_vec(), vec![u8::from(part.ends_with(b"\n"))]),
            });
        }
        found
    }

    #[test]
    fn line_ends_are_kept_apart() {
        let expected = [("a", "\r\n"), ("", "\n"), ("b", "")];
        let expected = expected.map(|(value, end)| (value.as_bytes().to_vec(), end.as_bytes().to_vec()));
        assert_eq!(all(b"a\r\n\nb"), expected);
    }

    #[test]
    fn an_endless_line_comes_in_pieces_and_the_next_line_is_whole() {
        let mut input = vec![b'7'; 3 * MAX_VALUE];
        input.extend_from_slice(b"\nnext\n");
        let found = all(&input);
        assert_eq!(found.first().unwrap().0, b"long");
        assert_eq!(found.last().unwrap(), &(b"next".to_vec(), b"\n".to_vec()));
    }
}
