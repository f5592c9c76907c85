//! Lines of members that match a pattern. Text is decoded as it comes; members with NUL bytes, unless they are UTF-16 or
//! UTF-32, are passed over.

mod parallel;

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use shared::charset::{Decoder, Encoding, Options, detect};

use crate::entry::{Entry, Kind};
use crate::error::{Error, Result};
use crate::format::Archive;
use crate::marks::Marks;
use crate::policy::plain_name;
use crate::select::Select;

/// How much of a member is looked at to see how its text is encoded.
const HEAD: usize = 64 << 10;
/// A line longer than this is searched in pieces, of which the first that matches stands for the line.
const LINE: usize = 1 << 20;
/// As much of a piece is looked at again with the next one: a match may begin in one and end in the other.
const OVERLAP: usize = 64 << 10;

/// A pattern.
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles a regular expression; `ignore_case` by Unicode's simple case folding.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str, ignore_case: bool) -> std::result::Result<Self, String> {
        RegexBuilder::new(text)
            .case_insensitive(ignore_case)
            .build()
            .map(Self)
            .map_err(|e| {
                let text = e.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.strip_prefix("error: ").unwrap_or(last).to_owned()
            })
    }
}

/// A line that matches.
pub struct Found<'a> {
    /// The member's path.
    pub member: &'a str,
    /// The number of the line, from 1.
    pub line: u64,
    /// The line, without its end.
    pub text: &'a str,
}

/// Hands every matching line of the selected members to `found`, in the order of the archive. Members are decoded on
/// at most so many threads, where the format allows it. `marks` hear of every entry.
///
/// # Errors
/// As [`Archive::each`], or what `found` says.
pub fn search(
    archive: &mut Archive,
    pattern: &Pattern,
    select: &Select,
    threads: usize,
    marks: &mut Marks,
    found: &mut dyn FnMut(Found<'_>) -> Result<()>,
) -> Result<()> {
    if let Some(done) = parallel::search(archive, pattern, select, threads, found) {
        return done;
    }
    // A stream has to pass by once more when it turns out to hold hard links.
    archive.keep()?;
    let mut links = HardLinks::default();
    archive.each(&mut |entry, body| {
        links.note(entry, select);
        marks.note(entry, None);
        if entry.kind == Kind::File && select.wants(&entry.name) {
            let path = entry.path();
            let mut lines = Lines::new(pattern, &path, found);
            body.drain(&mut |chunk| lines.feed(chunk))?;
            lines.finish()?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    links.search(archive, pattern, found)
}

/// Hard links: other names of files, whose lines are found under each of them, behind those of all files.
#[derive(Default)]
struct HardLinks {
    /// For each path of a file or hard link the place of the file.
    files: HashMap<Vec<u8>, usize>,
    /// The names that each file has beside its own.
    names: BTreeMap<usize, Vec<String>>,
    count: usize,
}

impl HardLinks {
    fn note(&mut self, entry: &Entry, select: &Select) {
        let place = self.count;
        self.count += 1;
        match entry.kind {
            Kind::File => {
                self.files.insert(plain_name(&entry.name), place);
            }
            Kind::HardLink => {
                let target = plain_name(entry.link.as_deref().unwrap_or_default());
                let Some(file) = self.files.get(&target).copied() else {
                    return;
                };
                self.files.insert(plain_name(&entry.name), file);
                if select.wants(&entry.name) {
                    let names = self.names.entry(file).or_default();
                    names.push(entry.path().into_owned());
                }
            }
            _ => {}
        }
    }

    fn search(
        self,
        archive: &mut Archive,
        pattern: &Pattern,
        found: &mut dyn FnMut(Found<'_>) -> Result<()>,
    ) -> Result<()> {
        let Some((last, _)) = self.names.last_key_value() else {
            return Ok(());
        };
        archive.rewind();
        let meter = Arc::clone(archive.meter());
        let (mut place, mut searched) = (0, 0_u64);
        archive.each(&mut |_, body| {
            let here = place;
            place += 1;
            if let Some(names) = self.names.get(&here) {
                let failed = |e| Error::io("cannot use a temporary file", e);
                let mut spool = tempfile::tempfile().map_err(failed)?;
                body.drain(&mut |chunk| spool.write_all(chunk).map_err(failed))?;
                let mut buf = vec![0; HEAD];
                for name in names {
                    let mut lines = Lines::new(pattern, name, found);
                    spool.rewind().map_err(failed)?;
                    loop {
                        let n = spool.read(&mut buf).map_err(failed)?;
                        if n == 0 {
                            break;
                        }
                        // A file of many names is like as many files.
                        searched += n as u64;
                        meter.claim(searched)?;
                        meter.pulse()?;
                        lines.feed(buf.get(..n).unwrap_or_default())?;
                    }
                    lines.finish()?;
                }
            }
            Ok(if here >= *last {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })
    }
}

/// The lines of one member, as its bytes pass by.
struct Lines<'a> {
    pattern: &'a Pattern,
    member: &'a str,
    found: &'a mut dyn FnMut(Found<'_>) -> Result<()>,
    state: State,
    /// Decoded, and not yet a whole line.
    text: String,
    /// Lines that have ended.
    line: u64,
    /// The text goes on a line of which a piece was searched.
    continues: bool,
    /// The line was found by one of its pieces.
    is_found: bool,
}

enum State {
    /// Too few bytes seen to tell the encoding.
    Head(Vec<u8>),
    Text(Decoder),
    Binary,
}

impl<'a> Lines<'a> {
    fn new(pattern: &'a Pattern, member: &'a str, found: &'a mut dyn FnMut(Found<'_>) -> Result<()>) -> Self {
        Self {
            pattern,
            member,
            found,
            state: State::Head(Vec::new()),
            text: String::new(),
            line: 0,
            continues: false,
            is_found: false,
        }
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<()> {
        match &mut self.state {
            State::Binary => Ok(()),
            State::Head(head) => {
                head.extend_from_slice(chunk);
                if head.len() < HEAD {
                    return Ok(());
                }
                self.begin(false)
            }
            State::Text(decoder) => {
                decoder.decode_lossy(chunk, false, &mut self.text);
                self.whole_lines()
            }
        }
    }

    /// Decides how the text is encoded, and decodes what was seen.
    fn begin(&mut self, last: bool) -> Result<()> {
        let State::Head(head) = std::mem::replace(&mut self.state, State::Binary) else {
            return Ok(());
        };
        let detection = detect(&head, &Options::default());
        // Text with control characters is no text to a detector, but a log to its reader.
        let readable = || !head.contains(&0);
        let Some(encoding) = detection.encoding.or_else(|| readable().then(Encoding::utf8)) else {
            return Ok(());
        };
        let mut decoder = Decoder::new(encoding);
        decoder.decode_lossy(&head, last, &mut self.text);
        if detection.bom && self.text.starts_with('\u{FEFF}') {
            self.text.remove(0);
        }
        self.state = State::Text(decoder);
        self.whole_lines()
    }

    fn whole_lines(&mut self) -> Result<()> {
        let text = std::mem::take(&mut self.text);
        let mut rest = text.as_str();
        while let Some((line, behind)) = rest.split_once('\n') {
            self.end_line(line)?;
            rest = behind;
        }
        if rest.len() > LINE {
            self.look(rest)?;
            self.continues = true;
            rest = rest
                .get(rest.ceil_char_boundary(rest.len() - OVERLAP)..)
                .unwrap_or_default();
        }
        self.text = rest.to_owned();
        Ok(())
    }

    fn end_line(&mut self, line: &str) -> Result<()> {
        self.look(line.strip_suffix('\r').unwrap_or(line))?;
        self.line += 1;
        (self.continues, self.is_found) = (false, false);
        Ok(())
    }

    /// Searches a line or a piece of one.
    fn look(&mut self, text: &str) -> Result<()> {
        // No piece but the first begins where the line does.
        let first = text.chars().next().filter(|_| self.continues);
        let from = first.map_or(0, char::len_utf8);
        if !self.is_found && self.pattern.0.is_match_at(text, from) {
            self.is_found = true;
            (self.found)(Found {
                member: self.member,
                line: self.line + 1,
                text,
            })?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        if matches!(self.state, State::Head(_)) {
            self.begin(true)?;
        } else if let State::Text(decoder) = &mut self.state {
            decoder.decode_lossy(&[], true, &mut self.text);
            self.whole_lines()?;
        }
        let last = std::mem::take(&mut self.text);
        if last.is_empty() {
            Ok(())
        } else {
            self.end_line(&last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the lines that match, fed in chunks.
    fn lines(text: &str, chunk: usize, pattern: &str) -> Vec<u64> {
        let pattern = Pattern::new(pattern, false).unwrap();
        let mut all = Vec::new();
        let mut found = |one: Found<'_>| {
            all.push(one.line);
            Ok(())
        };
        let mut lines = Lines::new(&pattern, "a", &mut found);
        for chunk in text.as_bytes().chunks(chunk) {
            lines.feed(chunk).unwrap();
        }
        lines.finish().unwrap();
        all
    }

    #[test]
    fn a_very_long_line_is_one_line() {
        let chunk = 100_000;
        // Around the places where pieces end, with signs of two bytes.
        for at in (LINE - 60_000..LINE + 200_000).step_by(43_973) {
            let text = format!(
                "one\n{}é needle é{}\nneedle\n",
                "ö".repeat(at / 2),
                "x".repeat(LINE)
            );
            assert_eq!(lines(&text, chunk, "é needle é"), [2], "{at}");
            assert_eq!(lines(&text, chunk, "^x"), Vec::<u64>::new(), "{at}");
            assert_eq!(lines(&text, chunk, "^ö"), [2], "{at}");
            assert_eq!(lines(&text, chunk, "[ex]$"), [1, 2, 3], "{at}");
        }
    }
}
