//! Compressed streams: one or more members one after the other, zeros behind the last.

mod brotli;
mod lz4;
mod lzma;
pub(super) mod lzo;
mod lzop;

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::bufread::GzDecoder;
use lzma_rust2::{LzipStream, LzmaStream, XzStream};
use shared::lzw::Lzw;

use brotli::Brotli;
use lz4::{Lz4, Next};
use lzma::{Stepped, Steps};
use lzop::Lzop;

use crate::entry::Time;
use crate::error::{Error, Limit, Result};
use crate::formats::Codec;
use crate::limits::{Consumed, Meter};
use crate::sniff::{Sniffed, sniff};

type Input = Consumed<Box<dyn BufRead + Send>>;

/// The decoded bytes of all members of a stream. Whatever follows the last member and is not zeros is noted in the
/// meter; the checksums of every member are verified on the way.
pub(super) struct Decoder {
    codec: Codec,
    state: State,
    meter: Arc<Meter>,
    /// The time stored in the first gzip header.
    pub(super) mtime: Option<Time>,
}

enum State {
    Between(Input),
    Gzip(Box<GzDecoder<Input>>),
    Bzip2(Box<bzip2::bufread::BzDecoder<Input>>),
    Xz(Box<Stepped<Input, XzStream>>),
    Lzma(Box<Stepped<Input, LzmaStream>>),
    Lzip(Box<Stepped<Input, LzipStream>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Input>>),
    Lz4(Box<Lz4<Input>>),
    Lzop(Box<Lzop<Input>>),
    Compress(Box<Lzw<Input>>),
    Brotli(Box<Brotli<Input>>),
    End,
}

impl Decoder {
    /// A decoder at the first byte of the first member.
    pub(super) fn new(codec: Codec, input: Input, meter: Arc<Meter>) -> Result<Self> {
        let mut decoder = Self {
            codec,
            state: State::Between(input),
            meter,
            mtime: None,
        };
        let State::Between(input) = std::mem::replace(&mut decoder.state, State::End) else {
            return Ok(decoder);
        };
        decoder.state = decoder.member(input).map_err(Error::decoding)?;
        if let State::Gzip(gz) = &decoder.state {
            // RFC 1952, 2.3.1: zero means that no time is stored.
            decoder.mtime = gz
                .header()
                .map(|h| i64::from(h.mtime()))
                .filter(|t| *t != 0)
                .map(Time::seconds);
        }
        if let State::Lzop(lzop) = &decoder.state {
            decoder.mtime = lzop.mtime;
        }
        Ok(decoder)
    }

    fn member(&self, input: Input) -> io::Result<State> {
        let memory = self.meter.limits.memory;
        // A decoder needs a little more than its dictionary.
        let kib = u32::try_from((memory >> 10).saturating_add(1 << 10)).unwrap_or(u32::MAX);
        Ok(match self.codec {
            Codec::Gzip => State::Gzip(Box::new(GzDecoder::new(input))),
            Codec::Bzip2 => State::Bzip2(Box::new(bzip2::bufread::BzDecoder::new(input))),
            Codec::Xz => State::Xz(Box::new(Stepped::new(input, XzStream::new_mem_limit(false, kib)))),
            Codec::Lzma => {
                let stream = LzmaStream::new_mem_limit(kib, None);
                State::Lzma(Box::new(Stepped::new(input, stream)))
            }
            // This decoder takes all members in one go.
            Codec::Lzip => {
                let stream = LzipStream::new_mem_limit(true, kib);
                State::Lzip(Box::new(Stepped::new(input, stream)))
            }
            Codec::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?.single_frame();
                decoder.window_log_max(memory.max(1024).ilog2().min(31))?;
                State::Zstd(Box::new(decoder))
            }
            Codec::Lz4 => match Lz4::next(input)? {
                Next::Frame(frame) => State::Lz4(frame),
                Next::End => State::End,
                Next::Other => {
                    self.meter.note_trailing();
                    State::End
                }
            },
            Codec::Lzop => State::Lzop(Box::new(Lzop::new(input)?)),
            Codec::Compress => State::Compress(Box::new(Lzw::new(input)?)),
            Codec::Brotli => State::Brotli(Box::new(Brotli::new(input))),
        })
    }

    /// At the end of a member: the next one, or the end of all.
    fn next(&mut self, mut input: Input) -> io::Result<()> {
        loop {
            let here = input.fill_buf()?;
            let zeros = here.iter().take_while(|b| **b == 0).count();
            if here.is_empty() {
                return Ok(());
            }
            if zeros > 0 {
                input.consume(zeros);
                continue;
            }
            if self.codec == Codec::Lz4 {
                self.state = self.member(input)?;
                return Ok(());
            }
            if here.len() < 6 || sniff(here) == Sniffed::Codec(self.codec) {
                // A member, or the few bytes in which a buffer happens to end: its decoder will tell.
                if here.len() >= 6 || could_begin(self.codec, here) {
                    self.state = self.member(input)?;
                    return Ok(());
                }
            }
            self.meter.note_trailing();
            return Ok(());
        }
    }
}

/// Whether a few bytes can be the beginning of a member.
fn could_begin(codec: Codec, bytes: &[u8]) -> bool {
    let magic: &[u8] = match codec {
        Codec::Gzip => b"\x1F\x8B",
        Codec::Bzip2 => b"BZh",
        Codec::Xz => b"\xFD7zXZ\0",
        Codec::Zstd => b"\x28\xB5\x2F\xFD",
        Codec::Lz4 => b"\x04\x22\x4D\x18",
        Codec::Lzop => lzop::MAGIC,
        Codec::Lzma | Codec::Lzip | Codec::Compress | Codec::Brotli => return false,
    };
    magic.starts_with(bytes) || bytes.starts_with(magic)
}

impl Read for Decoder {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            let n = match &mut self.state {
                State::End => return Ok(0),
                State::Between(_) => 0,
                State::Gzip(d) => d.read(buf)?,
                State::Bzip2(d) => d.read(buf)?,
                State::Xz(d) => d.read(buf).map_err(|e| self.over_memory(e))?,
                State::Lzma(d) => d.read(buf).map_err(|e| self.over_memory(e))?,
                State::Lzip(d) => d.read(buf).map_err(|e| self.over_memory(e))?,
                State::Lz4(d) => d.read(buf)?,
                State::Lzop(d) => d.read(buf)?,
                State::Compress(d) => d.read(buf)?,
                State::Brotli(d) => d.read(buf)?,
                State::Zstd(d) => d.read(buf).map_err(|e| self.over_memory(e))?,
            };
            if n > 0 {
                self.meter.produce(n as u64)?;
                return Ok(n);
            }
            let input = match std::mem::replace(&mut self.state, State::End) {
                State::End => return Ok(0),
                State::Between(input) => input,
                State::Gzip(d) => d.into_inner(),
                State::Bzip2(d) => d.into_inner(),
                State::Xz(d) => d.input,
                State::Zstd(d) => d.finish(),
                State::Lz4(d) => d.into_inner(),
                State::Lzop(d) => d.into_inner(),
                State::Lzma(d) => return self.end(d.stream.unused(), d.input),
                State::Lzip(d) => return self.end(d.stream.unused(), d.input),
                State::Brotli(d) => return self.end(&[], d.input),
                // It ends with its input.
                State::Compress(_) => return Ok(0),
            };
            self.next(input)?;
        }
    }
}

impl Decoder {
    /// Behind a stream that has no successor: zeros at most.
    fn end(&self, taken: &[u8], mut input: Input) -> io::Result<usize> {
        if taken.iter().any(|b| *b != 0) {
            self.meter.note_trailing();
        }
        loop {
            let here = input.fill_buf()?;
            let n = here.len();
            if here.iter().any(|b| *b != 0) {
                self.meter.note_trailing();
                return Ok(0);
            }
            if n == 0 {
                return Ok(0);
            }
            input.consume(n);
        }
    }

    fn over_memory(&self, error: io::Error) -> io::Error {
        // libzstd's name for ZSTD_error_frameParameter_windowTooLarge.
        let window = "Frame requires too much memory for decoding";
        if error.kind() == io::ErrorKind::OutOfMemory || error.to_string() == window {
            return Error::Limit(Limit::Memory(self.meter.limits.memory)).into();
        }
        error
    }
}
