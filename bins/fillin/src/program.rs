//! A template that was read once: literals and placeholders, ready to be filled any number of times.

use std::collections::HashMap;
use std::ops::Range;

use crate::charset::TemplateCharset;
use crate::filters::{self, Call};
use crate::finding::{Finding, Findings, Positions};
use crate::grammar::{Found, Grammar, Match};
use crate::value::Value;

/// A parsed template.
#[derive(Debug)]
pub struct Program {
    text: Vec<u8>,
    items: Vec<Item>,
    /// What the items are; each kind of placeholder once.
    parts: Vec<Part>,
    names: Vec<String>,
    delimiter: Vec<u8>,
    charset: TemplateCharset,
}

/// A piece of the text, from the end of the one before on. A template may have hundreds of millions, so it is small.
#[derive(Debug, Clone, Copy)]
struct Item {
    end: u32,
    part: u32,
}

/// What a piece of the text is.
#[derive(Debug)]
enum Part {
    /// Goes out as it stands.
    Literal,
    /// A doubled delimiter.
    Escaped,
    Placeholder {
        slot: usize,
        filters: Vec<Call>,
    },
    Invalid {
        reason: Option<String>,
    },
}

/// The places of [`Part::Literal`] and [`Part::Escaped`] among the parts.
const LITERAL: u32 = 0;
const ESCAPED: u32 = 1;

/// What a name is filled with.
#[derive(Debug, Clone, Copy)]
pub enum Given<'v> {
    /// Text, as a row has it.
    Text(&'v [u8]),
    /// The value that a source gave.
    Value(&'v Value),
}

/// What happens to a placeholder that has no value and to a delimiter that begins no placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// They are findings (`Template.substitute`).
    Strict,
    /// They stay as they are (`Template.safe_substitute`).
    Safe,
}

impl Program {
    /// Reads a template. With no charset given, one is detected when the text is not UTF-8.
    #[must_use]
    pub fn parse(text: Vec<u8>, grammar: &Grammar, charset: Option<&crate::charset::Given>) -> Self {
        let (text, charset) = TemplateCharset::of(text, charset, grammar.delimiter() == b"$");
        let mut reading = Reading {
            program: Self {
                text,
                items: Vec::new(),
                parts: vec![Part::Literal, Part::Escaped],
                names: Vec::new(),
                delimiter: grammar.delimiter().to_vec(),
                charset,
            },
            slots: HashMap::new(),
            placeholders: HashMap::new(),
            invalid: HashMap::new(),
        };
        let mut at = 0;
        while let Some(found) = grammar.next(&reading.program.text, at) {
            if found.start > at {
                reading.item(found.start, LITERAL);
            }
            at = found.end;
            let part = reading.part(found);
            reading.item(at, part);
        }
        let end = reading.program.text.len();
        if end > at {
            reading.item(end, LITERAL);
        }
        reading.program
    }

    /// The names in order of first appearance; a name's place here is its slot.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The placeholders in order: slot, and where it begins, in bytes from the beginning of the template.
    pub fn placeholders(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pieces().filter_map(|(range, part)| match part {
            Part::Placeholder { slot, .. } => Some((*slot, range.start)),
            _ => None,
        })
    }

    /// What is wrong whatever the values are, in order: delimiters that begin no placeholder, and the names that have no
    /// value. `value` answers by slot.
    pub fn flaws<'v>(&self, value: impl Fn(usize) -> Option<Given<'v>>) -> Findings {
        let mut findings = Findings::default();
        for (range, part) in self.pieces() {
            match part {
                Part::Invalid { reason } => {
                    findings.add(|| Finding::invalid(reason.as_deref(), range.start));
                }
                Part::Placeholder { slot, .. } => match value(*slot) {
                    None => findings.add(|| Finding::missing(self.name(*slot), range.start)),
                    Some(Given::Value(Value::Null)) => {
                        findings.add(|| Finding::null(self.name(*slot), range.start));
                    }
                    Some(_) => {}
                },
                Part::Literal | Part::Escaped => {}
            }
        }
        findings
    }

    fn name(&self, slot: usize) -> &str {
        self.names.get(slot).map(String::as_str).unwrap_or_default()
    }

    /// The pieces of the text and what they are.
    fn pieces(&self) -> impl Iterator<Item = (Range<usize>, &Part)> {
        let mut start = 0;
        self.items.iter().map(move |item| {
            let range = start..item.end as usize;
            start = range.end;
            (
                range,
                self.parts.get(item.part as usize).unwrap_or(&Part::Literal),
            )
        })
    }

    /// Turns the offsets of findings and variables into lines and columns.
    #[must_use]
    pub fn positions(&self) -> Positions<'_> {
        Positions::new(&self.text)
    }

    /// Fills the template: appends the text to `out` and returns the findings, in order. `value` answers by slot.
    /// What was appended is of use only when there are no findings.
    pub fn fill<'v>(
        &self,
        value: impl Fn(usize) -> Option<Given<'v>>,
        policy: Policy,
        out: &mut Vec<u8>,
    ) -> Findings {
        let mut findings = Findings::default();
        let begin = out.len();
        for (range, part) in self.pieces() {
            match part {
                Part::Literal => out.extend_from_slice(self.source(&range)),
                Part::Escaped => out.extend_from_slice(&self.delimiter),
                Part::Invalid { reason } => match policy {
                    Policy::Strict => findings.add(|| Finding::invalid(reason.as_deref(), range.start)),
                    Policy::Safe => out.extend_from_slice(self.source(&range)),
                },
                Part::Placeholder { slot, filters } => match (value(*slot), policy) {
                    (None | Some(Given::Value(Value::Null)), Policy::Safe) => {
                        out.extend_from_slice(self.source(&range));
                    }
                    (None, Policy::Strict) => {
                        findings.add(|| Finding::missing(self.name(*slot), range.start));
                    }
                    (Some(Given::Value(Value::Null)), Policy::Strict) => {
                        findings.add(|| Finding::null(self.name(*slot), range.start));
                    }
                    (Some(given), _) => {
                        if let Err(reason) = self.insert(given, filters, out) {
                            findings.add(|| Finding::value(self.name(*slot), range.start, &reason));
                        }
                    }
                },
            }
        }
        if findings.is_empty() {
            self.charset.encode_whole(out, begin);
        }
        findings
    }

    fn source(&self, range: &Range<usize>) -> &[u8] {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn insert(&self, given: Given, calls: &[Call], out: &mut Vec<u8>) -> Result<(), String> {
        match (given, calls) {
            (Given::Text(text), []) => self.charset.encode_value(text, out),
            (Given::Value(Value::Text(text)), []) => self.charset.encode_value(text, out),
            (Given::Value(value), []) => Err(format!(
                "the value is {} (text, a number, true or false was expected)",
                value.type_name()
            )),
            (Given::Text(text), _) => self
                .charset
                .encode_value(&filters::apply(calls, &Value::Text(text.to_vec()))?, out),
            (Given::Value(value), _) => self.charset.encode_value(&filters::apply(calls, value)?, out),
        }
    }
}

/// A template being read.
struct Reading {
    program: Program,
    slots: HashMap<String, usize>,
    /// The parts of placeholders, by their text.
    placeholders: HashMap<Vec<u8>, u32>,
    /// The parts of what is invalid, by the reason.
    invalid: HashMap<Option<String>, u32>,
}

impl Reading {
    fn item(&mut self, end: usize, part: u32) {
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        self.program.items.push(Item { end, part });
    }

    fn part(&mut self, found: Match) -> u32 {
        match found.what {
            Found::Escaped => ESCAPED,
            Found::Invalid(reason) => {
                if let Some(part) = self.invalid.get(&reason) {
                    return *part;
                }
                let part = self.new_part(Part::Invalid {
                    reason: reason.clone(),
                });
                self.invalid.insert(reason, part);
                part
            }
            Found::Placeholder(name, filters) => {
                let source = self.program.source(&(found.start..found.end));
                if let Some(part) = self.placeholders.get(source) {
                    return *part;
                }
                let source = source.to_vec();
                let name = String::from_utf8_lossy(self.program.source(&name)).into_owned();
                let slot = match self.slots.get(&name) {
                    Some(slot) => *slot,
                    None => {
                        let slot = self.program.names.len();
                        self.slots.insert(name.clone(), slot);
                        self.program.names.push(name);
                        slot
                    }
                };
                let part = self.new_part(Part::Placeholder { slot, filters });
                self.placeholders.insert(source, part);
                part
            }
        }
    }

    fn new_part(&mut self, part: Part) -> u32 {
        let at = u32::try_from(self.program.parts.len()).unwrap_or(u32::MAX);
        self.program.parts.push(part);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_a_template_takes_eight_bytes() {
        assert_eq!(size_of::<Item>(), 8);
    }
}
