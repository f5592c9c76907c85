//! LZ4 frames (LZ4 Frame Format 1.6.4), the legacy ones of the Linux kernel too, and skippable ones between them.

use std::io::{self, BufRead, Chain, Cursor, Read};

use lz4_flex::frame::FrameDecoder;

const FRAME: [u8; 4] = [0x04, 0x22, 0x4D, 0x18];
const LEGACY: [u8; 4] = [0x02, 0x21, 0x4C, 0x18];

/// One frame over a buffered reader.
pub(super) struct Lz4<R: Read> {
    frame: FrameDecoder<EndSeen<Chain<Cursor<[u8; 4]>, R>>>,
    legacy: bool,
}

/// What comes next in a stream.
pub(super) enum Next<R: Read> {
    Frame(Box<Lz4<R>>),
    /// Nothing, at the end of the input.
    End,
    /// Something that is no frame.
    Other,
}

/// Whether a magic number is that of a skippable frame.
fn is_skippable(magic: [u8; 4]) -> bool {
    matches!(magic, [0x50..=0x5F, 0x2A, 0x4D, 0x18])
}

impl<R: BufRead> Lz4<R> {
    /// Skips what may be skipped, and opens the next frame.
    pub(super) fn next(mut input: R) -> io::Result<Next<R>> {
        loop {
            if input.fill_buf()?.is_empty() {
                return Ok(Next::End);
            }
            let mut magic = [0; 4];
            match input.read_exact(&mut magic) {
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(Next::Other),
                done => done?,
            }
            if is_skippable(magic) {
                let mut length = [0; 4];
                if input.read_exact(&mut length).is_err() {
                    return Ok(Next::Other);
                }
                let length = u64::from(u32::from_le_bytes(length));
                // What nobody reads may end too early.
                if io::copy(&mut (&mut input).take(length), &mut io::sink())? != length {
                    return Ok(Next::Other);
                }
                continue;
            }
            if magic != FRAME && magic != LEGACY {
                return Ok(Next::Other);
            }
            let input = EndSeen {
                inner: Cursor::new(magic).chain(input),
                end_seen: false,
            };
            return Ok(Next::Frame(Box::new(Self {
                frame: FrameDecoder::new(input),
                legacy: magic == LEGACY,
            })));
        }
    }

    /// What follows the frame.
    pub(super) fn into_inner(self) -> R {
        self.frame.into_inner().inner.into_inner().1
    }
}

impl<R: BufRead> Read for Lz4<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.frame.read(buf)?;
        // The crate takes the end of its input for the end of the frame; only legacy frames have no end mark.
        if n == 0 && !buf.is_empty() && !self.legacy && self.frame.get_ref().end_seen {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(n)
    }
}

/// Remembers that somebody asked for more than there was.
struct EndSeen<R> {
    inner: R,
    end_seen: bool,
}

impl<R: Read> Read for EndSeen<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.end_seen |= n == 0 && !buf.is_empty();
        Ok(n)
    }
}
