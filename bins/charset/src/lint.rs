//! What a text should not hold: bytes of another encoding, a byte order mark, wrong line ends.

use std::io::{self, Read};

use shared::charset::{Decoder, Detector, Encoding, Newline, Options, Step};

use crate::Position;
use crate::convert::bom_of;

const BLOCK: usize = 1 << 16;

/// What is asked of a text.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The encoding that it must be in.
    pub require: Encoding,
    /// No byte order mark.
    pub no_bom: bool,
    /// The line end that every line must have: [`Newline::Lf`] or [`Newline::CrLf`].
    pub newline: Option<Newline>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bytes that the required encoding does not have.
    Encoding,
    /// A byte order mark.
    Bom,
    /// Another line end.
    Newline,
}

/// The first place of a fault in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub kind: Kind,
    /// Its first byte, from 0.
    pub offset: u64,
    /// Its place in the text.
    pub position: Position,
    /// What is there: an encoding, or a line end.
    pub found: &'static str,
    /// How many lines have the fault.
    pub count: u64,
}

/// The findings of one text, at most one of each kind; `None` when it is binary.
pub fn lint(mut source: impl Read, rules: &Rules) -> io::Result<Option<Vec<Finding>>> {
    let mut detector = Detector::new(Options::default());
    let mut faults = Faults::new(rules.require);
    let mut ends = LineEnds::new(rules.newline);
    let mut head = Vec::new();
    let mut block = vec![0; BLOCK];
    loop {
        let length = match source.read(&mut block) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = block.get(..length).unwrap_or_default();
        head.extend(bytes.iter().take(4usize.saturating_sub(head.len())));
        detector.feed(bytes);
        faults.feed(bytes, length == 0);
        ends.feed(bytes);
        if length == 0 {
            break;
        }
    }
    let detection = detector.finish();
    if detection.controls {
        return Ok(None);
    }
    let found = match detection.encoding {
        Some(_) if detection.mixed => "more than one encoding",
        Some(encoding) => encoding.name(),
        None => "no known encoding",
    };
    let at_start = |kind| Finding {
        kind,
        offset: 0,
        position: Position::START,
        found,
        count: 1,
    };
    let is_other = |encoding: Encoding| {
        let marked = detection.bom
            && encoding
                .name()
                .strip_suffix("le")
                .or(encoding.name().strip_suffix("be"))
                == Some(rules.require.name());
        !encoding.is_ascii_compatible()
            && encoding != rules.require
            && encoding.name() != "iso-2022-jp"
            && !marked
    };
    if detection.encoding.is_some_and(is_other) {
        return Ok(Some(vec![at_start(Kind::Encoding)]));
    }
    if let Some(finding) = faults.finding(found) {
        return Ok(Some(vec![finding]));
    }
    let mut findings = Vec::new();
    if rules.no_bom && bom_of(rules.require).is_some_and(|mark| head.starts_with(mark)) {
        findings.push(at_start(Kind::Bom));
    }
    findings.extend(ends.finding());
    Ok(Some(findings))
}

/// Bytes that do not decode.
struct Faults {
    decoder: Decoder,
    position: Position,
    first: Option<(u64, Position)>,
    lines: u64,
    last_line: u64,
    /// The rest of a line with a fault is skipped, where bytes tell lines.
    skips: bool,
    is_skipping: bool,
    text: String,
}

impl Faults {
    fn new(encoding: Encoding) -> Self {
        Self {
            decoder: Decoder::new(encoding),
            position: Position::START,
            first: None,
            lines: 0,
            last_line: 0,
            skips: encoding.is_ascii_compatible(),
            is_skipping: false,
            text: String::new(),
        }
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            if self.is_skipping {
                let Some(end) = memchr::memchr(b'\n', bytes) else {
                    return;
                };
                bytes = bytes.get(end..).unwrap_or_default();
                self.is_skipping = false;
            }
            self.text.clear();
            let step = self.decoder.step(bytes, last, &mut self.text);
            self.position = self.position.after(&self.text);
            let Step::Malformed { read, fault } = step else {
                return;
            };
            self.first.get_or_insert((fault.offset, self.position));
            if self.position.line != self.last_line {
                self.last_line = self.position.line;
                self.lines += 1;
            }
            self.is_skipping = self.skips;
            bytes = bytes.get(read..).unwrap_or_default();
        }
    }

    fn finding(&self, found: &'static str) -> Option<Finding> {
        let (offset, position) = self.first?;
        Some(Finding {
            kind: Kind::Encoding,
            offset,
            position,
            found,
            count: self.lines,
        })
    }
}

/// Line ends that are not the wanted one.
struct LineEnds {
    wanted: Option<Newline>,
    offset: u64,
    position: Position,
    /// A CR whose LF may follow, and its place.
    cr: Option<(u64, Position)>,
    first: Option<(u64, Position, &'static str)>,
    count: u64,
}

impl LineEnds {
    fn new(wanted: Option<Newline>) -> Self {
        Self {
            wanted,
            offset: 0,
            position: Position::START,
            cr: None,
            first: None,
            count: 0,
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        if self.wanted.is_none() {
            return;
        }
        for &byte in bytes {
            match (self.cr.take(), byte) {
                (Some(place), b'\n') => self.end(place, Newline::CrLf),
                (cr, _) => {
                    if let Some(place) = cr {
                        self.end(place, Newline::Cr);
                    }
                    match byte {
                        b'\n' => self.end((self.offset, self.position), Newline::Lf),
                        b'\r' => self.cr = Some((self.offset, self.position)),
                        _ => {}
                    }
                }
            }
            self.offset += 1;
            if byte == b'\n' {
                self.position = Position {
                    line: self.position.line + 1,
                    col: 1,
                };
            } else if byte & 0xc0 != 0x80 {
                self.position.col += 1;
            }
        }
    }

    fn end(&mut self, (offset, position): (u64, Position), newline: Newline) {
        if Some(newline) != self.wanted {
            self.first.get_or_insert((offset, position, newline.name()));
            self.count += 1;
        }
    }

    fn finding(mut self) -> Option<Finding> {
        if let Some(place) = self.cr.take() {
            self.end(place, Newline::Cr);
        }
        let (offset, position, found) = self.first?;
        Some(Finding {
            kind: Kind::Newline,
            offset,
            position,
            found,
            count: self.count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(newline: Option<Newline>) -> Rules {
        Rules {
            require: Encoding::utf8(),
            no_bom: true,
            newline,
        }
    }

    fn findings(bytes: &[u8], rules: &Rules) -> Vec<(Kind, u64, u64, u64, &'static str, u64)> {
        let found = lint(bytes, rules).unwrap().unwrap_or_default();
        found
            .iter()
            .map(|f| {
                (
                    f.kind,
                    f.offset,
                    f.position.line,
                    f.position.col,
                    f.found,
                    f.count,
                )
            })
            .collect()
    }

    #[test]
    fn the_first_fault_of_each_kind_is_told() {
        let lf = rules(Some(Newline::Lf));
        assert_eq!(findings("好\n".as_bytes(), &lf), []);
        assert_eq!(
            findings(b"a\nb\r\nc\r\n", &lf),
            [(Kind::Newline, 3, 2, 2, "crlf", 2)]
        );
        assert_eq!(findings(b"a\rb", &lf), [(Kind::Newline, 1, 1, 2, "cr", 1)]);
        assert_eq!(
            findings(b"\xef\xbb\xbfx\n", &lf),
            [(Kind::Bom, 0, 1, 1, "utf-8", 1)]
        );
        assert_eq!(findings("ab\n好".as_bytes().split_last().unwrap().1, &lf)[0].1, 3);
        assert_eq!(
            findings(b"\xff\xfea\0", &lf),
            [(Kind::Encoding, 0, 1, 1, "utf-16le", 1)]
        );
    }

    #[test]
    fn binaries_are_passed_over() {
        assert_eq!(lint([0u8, 1, 2, 255].as_slice(), &rules(None)).unwrap(), None);
    }
}
