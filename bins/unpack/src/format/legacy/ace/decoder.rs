//! Unpacks the contents of members, one after the other.

use std::io::{ErrorKind, Read};

use super::bits::{Bits, Fault, Step};
use super::filter::{join_planes, relative_targets};
use super::lz77::Lz77;
use super::mode::Mode;
use super::picture::Picture;
use super::sound::Sound;
use super::window::Window;
use crate::entry::Sink;
use crate::error::Error;

/// Bytes handed on at a time.
const CHUNK: usize = 64 << 10;

/// How contents are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    /// ACE 1.
    Lz77,
    /// ACE 2.
    Modes,
}

/// What goes on from one member to the next of a solid archive.
#[derive(Default)]
pub(super) struct Decoder {
    window: Window,
}

/// Where unpacked bytes go.
struct Output<'a> {
    /// Bytes handed on, and those still to come.
    done: u64,
    left: u64,
    sink: Sink<'a>,
}

impl Output<'_> {
    fn put(&mut self, bytes: &[u8]) -> Step<()> {
        let count = bytes.len() as u64;
        self.left = self
            .left
            .checked_sub(count)
            .ok_or(Fault::Bad("more than its size"))?;
        self.done += count;
        (self.sink)(bytes).map_err(Fault::from)
    }

    /// The most that may come next.
    fn room(&self, most: usize) -> usize {
        usize::try_from(self.left).unwrap_or(most).min(most)
    }
}

impl Decoder {
    /// Forgets the members before.
    pub(super) fn begin_anew(&mut self) {
        self.window.clear();
    }

    /// Unpacks a member of `size` bytes that needs such a dictionary.
    pub(super) fn member(
        &mut self,
        method: Method,
        dictionary: usize,
        size: u64,
        input: &mut dyn Read,
        sink: Sink<'_>,
    ) -> Step<()> {
        self.window.widen(dictionary);
        let mut out = Output {
            done: 0,
            left: size,
            sink,
        };
        match method {
            Method::Stored => self.stored(input, &mut out),
            Method::Lz77 => self.lz77(&mut Bits::new(input), &mut out),
            Method::Modes => self.modes(&mut Bits::new(input), &mut out),
        }
    }

    fn stored(&mut self, input: &mut dyn Read, out: &mut Output<'_>) -> Step<()> {
        let mut buffer = vec![0; out.room(CHUNK)];
        while out.left > 0 {
            let room = out.room(buffer.len());
            match input.read(buffer.get_mut(..room).unwrap_or_default()) {
                Ok(0) => return Err(Fault::End),
                Ok(n) => {
                    let bytes = buffer.get(..n).unwrap_or_default();
                    self.window.extend(bytes);
                    out.put(bytes)?;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::decoding(error).into()),
            }
        }
        Ok(())
    }

    fn lz77(&mut self, bits: &mut Bits<'_>, out: &mut Output<'_>) -> Step<()> {
        let mut lz77 = Lz77::default();
        while out.left > 0 {
            if lz77.run(bits, &mut self.window, CHUNK, out.left)?.is_some() {
                return Err(Fault::Bad("a mode of ACE 2 in ACE 1"));
            }
            out.put(self.window.fresh())?;
            self.window.hand_on();
        }
        Ok(())
    }

    fn modes(&mut self, bits: &mut Bits<'_>, out: &mut Output<'_>) -> Step<()> {
        let mut stream = Stream {
            bits,
            window: &mut self.window,
            lz77: Lz77::default(),
            kept: Vec::new(),
            last: 0,
            sound: None,
            picture: None,
        };
        let mut mode = Mode::Plain;
        while out.left > 0 {
            let change = match mode {
                Mode::Plain => stream.plain(out)?,
                Mode::Code { wide } => stream.code(out, wide)?,
                Mode::Delta { planes, length } => stream.delta(out, planes, length)?,
                Mode::Sound(_) => stream.sound(out)?,
                Mode::Picture => stream.picture(out)?,
                Mode::Unknown(number) => return Err(Fault::Mode(number)),
            };
            if let Some(next) = change {
                stream.enter(mode, next)?;
                mode = next;
            }
        }
        Ok(())
    }
}

/// One member of method 2.
struct Stream<'a, 'b> {
    bits: &'a mut Bits<'b>,
    window: &'a mut Window,
    lz77: Lz77,
    /// The begin of an instruction that was cut in two.
    kept: Vec<u8>,
    /// The last byte of mode delta.
    last: u8,
    sound: Option<Sound>,
    picture: Option<Box<Picture>>,
}

/// Each unpacks some more, and says when the mode changes.
impl Stream<'_, '_> {
    fn enter(&mut self, mode: Mode, next: Mode) -> Step<()> {
        match next {
            Mode::Sound(channels) if mode != next => self.sound = Some(Sound::new(channels)),
            Mode::Sound(_) => self.sound.iter_mut().for_each(Sound::resume),
            Mode::Picture if mode != next => self.picture = Some(Box::new(Picture::read(self.bits)?)),
            _ => {}
        }
        Ok(())
    }

    /// LZ77 for what `kept` leaves to come.
    fn unpack(&mut self, out: &Output<'_>) -> Step<Option<Mode>> {
        let left = out.left.checked_sub(self.kept.len() as u64);
        let left = left.ok_or(Fault::Bad("more than its size"))?;
        self.lz77.run(self.bits, self.window, CHUNK, left)
    }

    fn plain(&mut self, out: &mut Output<'_>) -> Step<Option<Mode>> {
        let change = self.unpack(out)?;
        out.put(&self.kept)?;
        self.kept.clear();
        out.put(self.window.fresh())?;
        self.window.hand_on();
        Ok(change)
    }

    fn code(&mut self, out: &mut Output<'_>, wide: bool) -> Step<Option<Mode>> {
        let change = self.unpack(out)?;
        self.kept.extend_from_slice(self.window.fresh());
        self.window.hand_on();
        let mut done = relative_targets(&mut self.kept, out.done, wide);
        if self.kept.len() as u64 == out.left {
            done = self.kept.len();
        }
        out.put(self.kept.get(..done).unwrap_or_default())?;
        self.kept.drain(..done);
        Ok(change)
    }

    fn delta(&mut self, out: &mut Output<'_>, planes: usize, length: usize) -> Step<Option<Mode>> {
        if length == 0 {
            return Err(Fault::Bad("differences of no bytes"));
        }
        let mut block = Vec::new();
        let mut change = None;
        while block.len() < length {
            let left = length - block.len();
            let next = self.lz77.run(self.bits, self.window, left, left as u64)?;
            block.extend_from_slice(self.window.fresh());
            self.window.hand_on();
            if next.is_some() {
                if block.is_empty() {
                    return Ok(next);
                }
                if change.is_some() {
                    return Err(Fault::Bad("two changes of the mode in one block"));
                }
                change = next;
            }
        }
        out.put(&join_planes(&mut block, planes, &mut self.last)?)?;
        Ok(change)
    }

    fn sound(&mut self, out: &mut Output<'_>) -> Step<Option<Mode>> {
        let mut samples = Vec::new();
        let sound = self.sound.as_mut().ok_or(Fault::Bad("no sound"))?;
        let change = sound.run(self.bits, &mut samples, out.room(CHUNK))?;
        self.window.extend(&samples);
        out.put(&samples)?;
        Ok(change)
    }

    fn picture(&mut self, out: &mut Output<'_>) -> Step<Option<Mode>> {
        if self.bits.take(1)? == 0 {
            return Mode::read(self.bits).map(Some);
        }
        let picture = self.picture.as_mut().ok_or(Fault::Bad("no picture"))?;
        let row = picture.row(self.bits)?;
        // The last row may be longer than what is left.
        let row = row.get(..out.room(row.len())).unwrap_or_default();
        self.window.extend(row);
        out.put(row)?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Unpacks two members of a solid archive; each gives its size, or less and a reason.
    fn unpack(packed: &[u8], method: Method, dictionary: u32, size: u64) {
        let mut decoder = Decoder::default();
        for _ in 0..2 {
            let mut count = 0;
            let mut sink = |bytes: &[u8]| {
                count += bytes.len() as u64;
                Ok(())
            };
            let done = decoder.member(method, 1 << dictionary, size, &mut &*packed, &mut sink);
            assert!(if done.is_ok() {
                count == size
            } else {
                count < size || size == 0
            });
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(
            packed in prop::collection::vec(any::<u8>(), 0..600),
            method in prop::sample::select(vec![Method::Stored, Method::Lz77, Method::Modes]),
            dictionary in 10_u32..=25,
            size in 0_u64..20_000,
        ) {
            unpack(&packed, method, dictionary, size);
        }
    }
}
