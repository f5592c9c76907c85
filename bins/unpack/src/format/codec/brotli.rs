//! brotli (RFC 7932).

use std::io::{self, BufRead, Read};

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

/// One brotli stream over a buffered reader, taking no byte more than it decodes.
pub(super) struct Brotli<R> {
    pub(super) input: R,
    state: BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    ended: bool,
}

impl<R: BufRead> Brotli<R> {
    /// A decoder whose window is at most 16 MiB, as RFC 7932 has it.
    pub(super) fn new(input: R) -> Self {
        let alloc = StandardAlloc::default;
        Self {
            input,
            state: BrotliState::new_strict(alloc(), alloc(), alloc()),
            ended: false,
        }
    }
}

impl<R: BufRead> Read for Brotli<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let here = self.input.fill_buf()?;
            let (mut available_in, mut taken) = (here.len(), 0);
            let (mut available_out, mut written, mut total) = (buf.len(), 0, 0);
            let result = BrotliDecompressStream(
                &mut available_in,
                &mut taken,
                here,
                &mut available_out,
                &mut written,
                buf,
                &mut total,
                &mut self.state,
            );
            let at_end = here.is_empty();
            self.input.consume(taken);
            match result {
                BrotliResult::ResultSuccess => self.ended = true,
                BrotliResult::ResultFailure => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "not a brotli stream"));
                }
                BrotliResult::NeedsMoreInput if at_end && written == 0 => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
