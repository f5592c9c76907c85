//! The family of LZMA: .xz, .lz (lzip) and .lzma (LZMA_Alone), step by step.

use std::io::{self, BufRead, Read};

use lzma_rust2::{Action, LzipStream, LzmaStream, Status, StreamResult, XzStream};

/// A decoder that is handed input and output.
pub(super) trait Steps {
    fn step(&mut self, input: &[u8], output: &mut [u8], action: Action) -> io::Result<StreamResult>;

    /// Bytes that were taken but belong to what follows the stream.
    fn unused(&self) -> &[u8];
}

impl Steps for XzStream {
    fn step(&mut self, input: &[u8], output: &mut [u8], action: Action) -> io::Result<StreamResult> {
        self.process(input, output, action)
    }

    fn unused(&self) -> &[u8] {
        &[]
    }
}

impl Steps for LzmaStream {
    fn step(&mut self, input: &[u8], output: &mut [u8], action: Action) -> io::Result<StreamResult> {
        self.process(input, output, action)
    }

    fn unused(&self) -> &[u8] {
        self.unused_input()
    }
}

impl Steps for LzipStream {
    fn step(&mut self, input: &[u8], output: &mut [u8], action: Action) -> io::Result<StreamResult> {
        self.process(input, output, action)
    }

    fn unused(&self) -> &[u8] {
        self.unused_input()
    }
}

/// One stream over a buffered reader.
pub(super) struct Stepped<R, S> {
    pub(super) input: R,
    pub(super) stream: S,
    ended: bool,
}

impl<R: BufRead, S: Steps> Stepped<R, S> {
    pub(super) fn new(input: R, stream: S) -> Self {
        Self {
            input,
            stream,
            ended: false,
        }
    }
}

impl<R: BufRead, S: Steps> Read for Stepped<R, S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let here = self.input.fill_buf()?;
            let action = if here.is_empty() {
                Action::Finish
            } else {
                Action::Run
            };
            let step = self.stream.step(here, buf, action)?;
            self.input.consume(step.bytes_consumed);
            self.ended = step.status == Status::StreamEnd;
            if step.bytes_produced > 0 {
                return Ok(step.bytes_produced);
            }
            if !self.ended && step.bytes_consumed == 0 && action == Action::Finish {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}
