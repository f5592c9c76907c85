//! A template that was read once: literals and placeholders, ready to be filled any number of times.

use std::collections::HashMap;
use std::ops::Range;

use crate::charset::TemplateCharset;
use crate::filters::{self, Call};
use crate::finding::{Finding, Positions};
use crate::grammar::{Found, Grammar};
use crate::value::Value;

/// A parsed template.
#[derive(Debug)]
pub struct Program {
    text: Vec<u8>,
    items: Vec<Item>,
    names: Vec<String>,
    delimiter: Vec<u8>,
    charset: TemplateCharset,
}

#[derive(Debug)]
enum Item {
    /// Goes out as it stands.
    Literal(Range<usize>),
    /// A doubled delimiter.
    Escaped,
    Placeholder {
        range: Range<usize>,
        slot: usize,
        filters: Vec<Call>,
    },
    Invalid {
        range: Range<usize>,
        reason: Option<String>,
    },
}

/// A name that a template uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable<'p> {
    /// The name.
    pub name: &'p str,
    /// Where its placeholders begin, in bytes from the beginning of the template.
    pub offsets: Vec<usize>,
}

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
        let mut program = Self {
            text,
            items: Vec::new(),
            names: Vec::new(),
            delimiter: grammar.delimiter().to_vec(),
            charset,
        };
        let mut slots = HashMap::new();
        let mut at = 0;
        while let Some(found) = grammar.next(&program.text, at) {
            if found.start > at {
                program.items.push(Item::Literal(at..found.start));
            }
            let range = found.start..found.end;
            program.items.push(match found.what {
                Found::Escaped => Item::Escaped,
                Found::Invalid(reason) => Item::Invalid { range, reason },
                Found::Placeholder(name, filters) => {
                    let name = String::from_utf8_lossy(program.text.get(name).unwrap_or_default());
                    let slot = match slots.get(name.as_ref()) {
                        Some(slot) => *slot,
                        None => {
                            slots.insert(name.to_string(), program.names.len());
                            program.names.push(name.into_owned());
                            program.names.len() - 1
                        }
                    };
                    Item::Placeholder { range, slot, filters }
                }
            });
            at = found.end;
        }
        program.items.push(Item::Literal(at..program.text.len()));
        program
    }

    /// The names in order of first appearance; a name's place here is its slot.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names in order of first appearance, with all their places.
    #[must_use]
    pub fn variables(&self) -> Vec<Variable<'_>> {
        let mut variables: Vec<_> = self
            .names
            .iter()
            .map(|name| Variable {
                name,
                offsets: Vec::new(),
            })
            .collect();
        for item in &self.items {
            if let Item::Placeholder { range, slot, .. } = item
                && let Some(variable) = variables.get_mut(*slot)
            {
                variable.offsets.push(range.start);
            }
        }
        variables
    }

    /// What is wrong whatever the values are, in order: delimiters that begin no placeholder, and the names that `is_given`,
    /// asked by slot, denies.
    pub fn flaws(&self, is_given: impl Fn(usize) -> bool) -> Vec<Finding> {
        let flaw = |item: &Item| match item {
            Item::Invalid { range, reason } => Some(Finding::invalid(reason.as_deref(), range.start)),
            Item::Placeholder { range, slot, .. } if !is_given(*slot) => self
                .names
                .get(*slot)
                .map(|name| Finding::missing(name, range.start)),
            _ => None,
        };
        self.items.iter().filter_map(flaw).collect()
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
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let begin = out.len();
        for item in &self.items {
            match item {
                Item::Literal(range) => out.extend_from_slice(self.source(range)),
                Item::Escaped => out.extend_from_slice(&self.delimiter),
                Item::Invalid { range, reason } => match policy {
                    Policy::Strict => findings.push(Finding::invalid(reason.as_deref(), range.start)),
                    Policy::Safe => out.extend_from_slice(self.source(range)),
                },
                Item::Placeholder { range, slot, filters } => {
                    let name = self.names.get(*slot).map(String::as_str).unwrap_or_default();
                    match value(*slot) {
                        None | Some(Given::Value(Value::Null)) => match policy {
                            Policy::Strict => findings.push(Finding::missing(name, range.start)),
                            Policy::Safe => out.extend_from_slice(self.source(range)),
                        },
                        Some(given) => {
                            if let Err(reason) = self.insert(given, filters, out) {
                                findings.push(Finding::value(name, range.start, &reason));
                            }
                        }
                    }
                }
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
