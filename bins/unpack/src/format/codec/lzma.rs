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

/// No more is asked for at a time: a decoder that meets damage gives nothing of what was.
const PIECE: usize = 4 << 10;

/// One stream over a buffered reader.
pub(super) struct Stepped<R, S> {
    pub(super) input: R,
    pub(super) stream: S,
    ended: bool,
    /// What ended it early, told again to everybody who asks.
    failed: Option<(io::ErrorKind, String)>,
}

impl<R: BufRead, S: Steps> Stepped<R, S> {
    pub(super) fn new(input: R, stream: S) -> Self {
        Self {
            input,
            stream,
            ended: false,
            failed: None,
        }
    }
}

impl<R: BufRead, S: Steps> Read for Stepped<R, S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while !self.ended && self.failed.is_none() && filled < buf.len() {
            let here = match self.input.fill_buf() {
                Err(_) if filled > 0 => break,
                here => here?,
            };
            let action = if here.is_empty() {
                Action::Finish
            } else {
                Action::Run
            };
            let end = buf.len().min(filled + PIECE);
            let room = buf.get_mut(filled..end).unwrap_or_default();
            let step = match self.stream.step(here, room, action) {
                Ok(step) => step,
                Err(error) => {
                    self.failed = Some((error.kind(), error.to_string()));
                    break;
                }
            };
            self.input.consume(step.bytes_consumed);
            filled += step.bytes_produced;
            self.ended = step.status == Status::StreamEnd;
            if !self.ended && (step.bytes_consumed, step.bytes_produced) == (0, 0) && action == Action::Finish
            {
                let error = io::Error::from(io::ErrorKind::UnexpectedEof);
                self.failed = Some((error.kind(), error.to_string()));
            }
        }
        match &self.failed {
            Some((kind, message)) if filled == 0 && !buf.is_empty() => {
                Err(io::Error::new(*kind, message.clone()))
            }
            _ => Ok(filled),
        }
    }
}
