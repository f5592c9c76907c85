//! From one encoding to another, block by block: decode, line ends, encode. A loss is an error with its exact place,
//! or counted.

use std::io::{self, Read, Write};

use shared::charset::{Decoder, Encoder, Encoding, Fault, Step};

use crate::Position;
use crate::round_trip::RoundTrip;

const BLOCK: usize = 1 << 17;

/// What to do with bytes that are no character, and characters that the target lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLoss {
    /// Stop with an error.
    Strict,
    /// Write U+FFFD for bytes, `?` for characters.
    Replace,
    /// Write nothing.
    Ignore,
}

/// The line ends of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newlines {
    /// As they are.
    Keep,
    /// U+000A for each line end, a lone U+000D among them.
    Lf,
    /// U+000D U+000A for each.
    CrLf,
}

/// The byte order mark of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bom {
    /// One when the source had one and the target is a Unicode encoding.
    Keep,
    /// One; only for Unicode encodings.
    Add,
    /// None.
    Strip,
}

/// A conversion.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The encoding of the source.
    pub from: Encoding,
    /// The encoding of the result.
    pub to: Encoding,
    /// Losses.
    pub on_loss: OnLoss,
    /// Line ends.
    pub newlines: Newlines,
    /// Byte order mark.
    pub bom: Bom,
    /// Find out whether the conversion can be undone.
    pub check_round_trip: bool,
}

/// What a conversion did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes written.
    pub bytes_out: u64,
    /// Faults and characters that were replaced or left out.
    pub losses: u64,
    /// Where the first of them is.
    pub first_loss: Option<Loss>,
    /// The conversion was checked, and undoing it gives something else.
    pub round_trip_differs: bool,
}

/// The place of a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Its first byte in the source, from 0.
    pub offset: u64,
    /// Its place in the text.
    pub position: Position,
}

/// Why a conversion stopped.
#[derive(Debug)]
pub enum Error {
    /// The source could not be read.
    Read(io::Error),
    /// The result could not be written.
    Write(io::Error),
    /// Bytes that are no character of the source's encoding.
    Malformed {
        /// Which bytes.
        fault: Fault,
        /// Where in the text.
        position: Position,
    },
    /// A character that the target lacks.
    Unencodable {
        /// The character.
        character: char,
        /// Its first byte in the source, from 0.
        offset: u64,
        /// Where in the text.
        position: Position,
    },
}

/// Converts all of `source` into `result`, in memory that does not depend on its size.
pub fn convert(mut source: impl Read, result: impl Write, plan: &Plan) -> Result<Tally, Error> {
    let mut head = Vec::new();
    source
        .by_ref()
        .take(4)
        .read_to_end(&mut head)
        .map_err(Error::Read)?;
    let mark = bom_of(plan.from).filter(|mark| head.starts_with(mark));
    let mut run = Run {
        plan,
        decoder: Decoder::new(plan.from),
        encoder: Encoder::new(plan.to),
        result,
        position: Position::START,
        tally: Tally::default(),
        after_cr: false,
        skipped: mark.map_or(0, <[u8]>::len) as u64,
        lacked: None,
        text: String::new(),
        bytes: Vec::new(),
        check: plan.check_round_trip.then(|| RoundTrip::new(plan.from, plan.to)),
    };
    let wanted = match plan.bom {
        Bom::Keep => mark.is_some(),
        Bom::Add => true,
        Bom::Strip => false,
    };
    if wanted && let Some(mark) = bom_of(plan.to) {
        run.result.write_all(mark).map_err(Error::Write)?;
        run.tally.bytes_out = mark.len() as u64;
    }
    run.tally.bytes_in = run.skipped;
    run.block(head.get(mark.map_or(0, <[u8]>::len)..).unwrap_or_default(), false)?;
    let mut block = vec![0; BLOCK];
    loop {
        match source.read(&mut block) {
            Ok(0) => break,
            Ok(length) => run.block(block.get(..length).unwrap_or_default(), false)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::Read(error)),
        }
    }
    run.block(&[], true)?;
    run.tally.round_trip_differs = run.check.is_some_and(|check| check.differs());
    Ok(run.tally)
}

/// The byte order mark of a Unicode encoding.
pub fn bom_of(encoding: Encoding) -> Option<&'static [u8]> {
    match encoding.name() {
        "utf-8" => Some(b"\xef\xbb\xbf"),
        "utf-16le" => Some(b"\xff\xfe"),
        "utf-16be" => Some(b"\xfe\xff"),
        "utf-32le" => Some(b"\xff\xfe\0\0"),
        "utf-32be" => Some(b"\0\0\xfe\xff"),
        _ => None,
    }
}

/// Why encoding stopped.
enum Stop {
    /// The target lacks a character, and nothing may be lost.
    Lacked,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

struct Run<'a, W> {
    plan: &'a Plan,
    decoder: Decoder,
    encoder: Encoder,
    result: W,
    /// Where the text not yet decoded begins.
    position: Position,
    tally: Tally,
    /// The text so far ends with a CR whose LF may follow.
    after_cr: bool,
    /// The length of the source's BOM, which the decoder never saw.
    skipped: u64,
    /// The first character that the target lacks, until it is known which bytes it is.
    lacked: Option<(char, Position)>,
    text: String,
    bytes: Vec<u8>,
    check: Option<RoundTrip>,
}

impl<W: Write> Run<'_, W> {
    fn block(&mut self, mut block: &[u8], last: bool) -> Result<(), Error> {
        self.tally.bytes_in += block.len() as u64;
        if let Some(check) = &mut self.check {
            check.source(block);
        }
        loop {
            self.text.clear();
            let before = (self.decoder.clone(), self.position);
            let step = self.decoder.step(block, last, &mut self.text);
            let encoded = self.encode(matches!(step, Step::Done) && last);
            if let Some((character, position)) = self.lacked.take()
                && self.tally.first_loss.is_none()
            {
                let offset = self.skipped + offset_of(position, before, block);
                self.tally.first_loss = Some(Loss { offset, position });
                if matches!(encoded, Err(Stop::Lacked)) {
                    return Err(Error::Unencodable {
                        character,
                        offset,
                        position,
                    });
                }
            }
            if let Err(Stop::Failed(error)) = encoded {
                return Err(error);
            }
            let Step::Malformed { read, mut fault } = step else {
                return Ok(());
            };
            fault.offset += self.skipped;
            match self.plan.on_loss {
                OnLoss::Strict => {
                    self.flush()?;
                    return Err(Error::Malformed {
                        fault,
                        position: self.position,
                    });
                }
                OnLoss::Replace => {
                    self.lose(fault.offset);
                    self.text.clear();
                    self.text.push('\u{fffd}');
                    self.encode_lossless_or_question_mark()?;
                }
                OnLoss::Ignore => self.lose(fault.offset),
            }
            block = block.get(read..).unwrap_or_default();
        }
    }

    /// Encodes and writes `self.text`, and moves the position behind it.
    fn encode(&mut self, last: bool) -> Result<(), Stop> {
        let text = std::mem::take(&mut self.text);
        if let Some(check) = &mut self.check {
            check.text(&text, last);
        }
        let encoded = match self.plan.newlines {
            Newlines::Keep => self.encode_piece(&text, last),
            Newlines::Lf => self.encode_lines(&text, "\n", last),
            Newlines::CrLf => self.encode_lines(&text, "\r\n", last),
        };
        self.text = text;
        encoded?;
        Ok(self.write()?)
    }

    /// Encodes the text with `end` for every line end in it.
    fn encode_lines(&mut self, text: &str, end: &str, last: bool) -> Result<(), Stop> {
        let mut done = 0;
        for at in memchr::memchr2_iter(b'\r', b'\n', text.as_bytes()) {
            let between = text.get(done..at).unwrap_or_default();
            self.encode_piece(between, false)?;
            let is_cr = text.as_bytes().get(at) == Some(&b'\r');
            // The LF of a CRLF was written with its CR.
            if is_cr || !(self.after_cr && between.is_empty()) {
                // Every encoding here has line ends.
                let _ = self.encoder.step(end, false, &mut self.bytes);
            }
            self.after_cr = is_cr;
            done = at + 1;
            self.position = self.position.after(if is_cr { "\r" } else { "\n" });
        }
        let rest = text.get(done..).unwrap_or_default();
        if !rest.is_empty() {
            self.after_cr = false;
        }
        self.encode_piece(rest, last)
    }

    fn encode_piece(&mut self, text: &str, last: bool) -> Result<(), Stop> {
        let mut rest = text;
        while let Err(missing) = self.encoder.step(rest, last, &mut self.bytes) {
            let behind = rest.get(missing.read..).unwrap_or_default();
            let before = text.len() - behind.len() - missing.character.len_utf8();
            let position = self.position.after(text.get(..before).unwrap_or_default());
            self.lacked.get_or_insert((missing.character, position));
            match self.plan.on_loss {
                OnLoss::Strict => {
                    self.flush()?;
                    return Err(Stop::Lacked);
                }
                OnLoss::Replace => self.bytes_of_question_mark(),
                OnLoss::Ignore => {}
            }
            self.tally.losses += 1;
            rest = behind;
        }
        self.position = self.position.after(text);
        Ok(())
    }

    /// U+FFFD where the target has it, else `?`; it is counted already.
    fn encode_lossless_or_question_mark(&mut self) -> Result<(), Error> {
        if self.encoder.step(&self.text, false, &mut self.bytes).is_err() {
            self.bytes_of_question_mark();
        }
        self.position.col += 1;
        self.write()
    }

    fn bytes_of_question_mark(&mut self) {
        // Every encoding here has the question mark.
        let _ = self.encoder.step("?", false, &mut self.bytes);
    }

    /// Counts a fault of the source, which is where the decoded text ends.
    fn lose(&mut self, offset: u64) {
        self.tally.losses += 1;
        self.tally.first_loss.get_or_insert(Loss {
            offset,
            position: self.position,
        });
    }

    fn write(&mut self) -> Result<(), Error> {
        self.result.write_all(&self.bytes).map_err(Error::Write)?;
        if let Some(check) = &mut self.check {
            check.result(&self.bytes, false);
        }
        self.tally.bytes_out += self.bytes.len() as u64;
        self.bytes.clear();
        Ok(())
    }

    /// What precedes a fault goes out before the fault is told.
    fn flush(&mut self) -> Result<(), Error> {
        self.write()?;
        self.result.flush().map_err(Error::Write)
    }
}

/// The first byte of the character at a position: what the decoder, which stood at another, reads of the block until
/// there.
fn offset_of(position: Position, (mut decoder, mut at): (Decoder, Position), block: &[u8]) -> u64 {
    let mut begin = decoder.offset().saturating_sub(decoder.held() as u64);
    let mut text = String::new();
    for byte in block {
        let _ = decoder.step(std::slice::from_ref(byte), false, &mut text);
        for c in text.drain(..) {
            if at == position {
                return begin;
            }
            at = at.after(c.encode_utf8(&mut [0; 4]));
        }
        if decoder.held() == 0 {
            begin = decoder.offset();
        }
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plan(from: &str, to: &str) -> Plan {
        Plan {
            from: Encoding::for_label(from).unwrap(),
            to: Encoding::for_label(to).unwrap(),
            on_loss: OnLoss::Strict,
            newlines: Newlines::Keep,
            bom: Bom::Keep,
            check_round_trip: true,
        }
    }

    /// Reads one byte at a time, so that everything is cut everywhere.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn run(bytes: &[u8], plan: &Plan) -> Result<(Vec<u8>, Tally), Error> {
        let (mut whole, mut drops) = (Vec::new(), Vec::new());
        let tally = convert(bytes, &mut whole, plan);
        let in_drops = convert(Drops(bytes), &mut drops, plan);
        assert_eq!(format!("{tally:?}"), format!("{in_drops:?}"));
        assert_eq!(whole, drops);
        Ok((whole, tally?))
    }

    #[test]
    fn a_fault_stops_with_its_place() {
        match run(
            "中\nab"
                .as_bytes()
                .iter()
                .chain(b"\xff.")
                .copied()
                .collect::<Vec<_>>()
                .as_slice(),
            &plan("utf-8", "gbk"),
        ) {
            Err(Error::Malformed { fault, position }) => {
                assert_eq!((fault.offset, position), (6, Position { line: 2, col: 3 }));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_source_bom_counts_in_offsets() {
        match run(b"\xef\xbb\xbf\xff", &plan("utf-8", "utf-8")) {
            Err(Error::Malformed { fault, .. }) => assert_eq!(fault.offset, 3),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn line_ends_are_made_alike_wherever_blocks_are_cut() {
        let text = b"a\r\n\r\rb\n\r\nc\r";
        let lf = Plan {
            newlines: Newlines::Lf,
            ..plan("utf-8", "utf-8")
        };
        assert_eq!(run(text, &lf).unwrap().0, b"a\n\n\nb\n\nc\n");
        let crlf = Plan {
            newlines: Newlines::CrLf,
            ..plan("utf-8", "utf-8")
        };
        assert_eq!(run(text, &crlf).unwrap().0, b"a\r\n\r\n\r\nb\r\n\r\nc\r\n");
    }

    #[test]
    fn losses_are_counted() {
        let replace = Plan {
            on_loss: OnLoss::Replace,
            ..plan("utf-8", "latin1")
        };
        let (bytes, tally) = run("价é\u{ff}€".as_bytes(), &replace).unwrap();
        assert_eq!((bytes.as_slice(), tally.losses), (b"?\xe9\xff?".as_slice(), 2));
        assert_eq!(
            tally.first_loss,
            Some(Loss {
                offset: 0,
                position: Position::START
            })
        );
        let ignore = Plan {
            on_loss: OnLoss::Ignore,
            ..plan("utf-8", "utf-8")
        };
        let (bytes, tally) = run(b"a\xffb\xfec", &ignore).unwrap();
        assert_eq!((bytes.as_slice(), tally.losses), (b"abc".as_slice(), 2));
    }

    #[test]
    fn a_conversion_that_cannot_be_undone_is_told() {
        let (_, tally) = run(
            "价格\r\n".as_bytes(),
            &Plan {
                newlines: Newlines::Lf,
                ..plan("utf-8", "gbk")
            },
        )
        .unwrap();
        assert!(!tally.round_trip_differs);
        let (_, tally) = run(
            "价é".as_bytes(),
            &Plan {
                on_loss: OnLoss::Replace,
                ..plan("utf-8", "latin1")
            },
        )
        .unwrap();
        assert!(tally.round_trip_differs);
        let (_, tally) = run(
            b"a\xff",
            &Plan {
                on_loss: OnLoss::Ignore,
                ..plan("utf-8", "utf-8")
            },
        )
        .unwrap();
        assert!(tally.round_trip_differs);
    }

    proptest! {
        #[test]
        fn what_a_bom_says_survives_a_round_trip(text: String, pick in 0usize..5) {
            let name = ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"][pick];
            let there = Plan { bom: Bom::Add, ..plan("utf-8", name) };
            let back = Plan { bom: Bom::Strip, ..plan(name, "utf-8") };
            // A text that begins with U+FEFF has a BOM already.
            prop_assume!(!text.starts_with('\u{feff}'));
            let (bytes, _) = run(text.as_bytes(), &there).unwrap();
            prop_assert_eq!(run(&bytes, &back).unwrap().0, text.into_bytes());
        }

        #[test]
        fn any_bytes_convert_or_are_refused_alike_in_any_blocks(bytes: Vec<u8>) {
            for on_loss in [OnLoss::Strict, OnLoss::Replace, OnLoss::Ignore] {
                for newlines in [Newlines::Keep, Newlines::Lf, Newlines::CrLf] {
                    let _ = run(&bytes, &Plan { on_loss, newlines, ..plan("gbk", "shift_jis") });
                }
            }
        }
    }
}
