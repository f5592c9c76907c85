//! The codecs of `shared::charset` against those of CPython (the tables are those of 3.11), when there is a `python3`:
//! characters, sequences of bytes up to where they are a whole character or none, random sequences, both ways.
//!
//! `cargo test` compares a sample. `cargo test --release -p sundry-shared --features charset --test codecs -- --ignored`
//! compares every character of Unicode, every sequence of two bytes, and all longer ones that two bytes do not decide.
//! `ENCODING=gbk` in the environment picks one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

use std::io::{BufReader, Read};
use std::process::{Command, Stdio};

use shared::charset::{Decoder, Encoder, Encoding, Step, all};

const NONE: u32 = u32::MAX;
const SURROGATE: u32 = u32::MAX - 1;

struct Answers<R>(R);

impl<R: Read> Answers<R> {
    fn number(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.read_exact(&mut bytes).expect("python.py ended early");
        u32::from_le_bytes(bytes)
    }

    fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = vec![0; self.number() as usize];
        self.0.read_exact(&mut bytes).expect("python.py ended early");
        bytes
    }

    fn text(&mut self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }
}

/// The first fault and the text with U+FFFD, when the bytes come in one piece, or one by one.
fn decode(encoding: Encoding, bytes: &[u8], pieces: usize) -> (u32, String) {
    let mut decoder = Decoder::new(encoding);
    let (mut first, mut text) = (NONE, String::new());
    let blocks: Vec<&[u8]> = bytes.chunks(pieces.max(1)).collect();
    for (at, block) in blocks.iter().enumerate() {
        let mut rest = *block;
        while let Step::Malformed { read, fault } = decoder.step(rest, at + 1 == blocks.len(), &mut text) {
            assert!(fault.length > 0);
            first = first.min(fault.offset as u32);
            text.push('\u{fffd}');
            rest = &rest[read..];
        }
    }
    (first, text)
}

/// The first character without bytes, counted in characters, or all bytes.
fn encode(encoder: &mut Encoder, text: &str) -> (u32, Vec<u8>) {
    let mut bytes = Vec::new();
    match encoder.step(text, true, &mut bytes) {
        Ok(()) => (NONE, bytes),
        Err(missing) => (
            text.get(..missing.read).unwrap().chars().count() as u32 - 1,
            Vec::new(),
        ),
    }
}

/// Says how `encoding` differs, at most a few times.
fn compare(encoding: Encoding, answers: &mut Answers<impl Read>) -> Vec<String> {
    let mut wrong = Vec::new();
    let is_stateless = answers.number() == 1;
    while answers.number() == 1 {
        let (bytes, fault, text) = (answers.bytes(), answers.number(), answers.text());
        let (own_fault, own_text) = decode(encoding, &bytes, bytes.len());
        let right = match fault {
            SURROGATE => own_fault != NONE,
            // CPython reads another character than it writes.
            _ if encoding.name() == "iso-2022-jp-3" && text.contains('鬜') => {
                own_text == text.replace('鬜', "鬝")
            }
            // Here CPython takes a few faults for two bytes long, and all others for one.
            _ if encoding.name().ends_with("x0213") && fault != NONE => own_fault == fault,
            _ => (own_fault, &own_text) == (fault, &text),
        };
        if !right {
            wrong.push(format!("{encoding:?} decodes {bytes:02x?} to {own_text:?}, fault {own_fault}; CPython to {text:?}, {fault}"));
        }
        if bytes.len() > 1 && decode(encoding, &bytes, 1) != (own_fault, own_text) {
            wrong.push(format!(
                "{encoding:?} decodes {bytes:02x?} otherwise byte by byte: {:?}",
                decode(encoding, &bytes, 1)
            ));
        }
    }
    let mut encoder = Encoder::new(encoding);
    while answers.number() == 1 {
        let (text, fault, bytes) = (answers.text(), answers.number(), answers.bytes());
        if !is_stateless {
            encoder = Encoder::new(encoding);
        }
        let (own_fault, own_bytes) = encode(&mut encoder, &text);
        if (own_fault, &own_bytes) != (fault, &bytes) {
            let chars: Vec<String> = text.chars().map(|c| format!("{:x}", u32::from(c))).collect();
            wrong.push(format!("{encoding:?} encodes {chars:?} to {own_bytes:02x?}, fault {own_fault}; CPython to {bytes:02x?}, {fault}"));
        }
    }
    wrong
}

fn compare_all(mode: &str) {
    let only = std::env::var("ENCODING").ok();
    let encodings: Vec<Encoding> = all()
        .filter(|own| only.as_ref().is_none_or(|name| name == own.name()))
        .collect();
    let python = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/codecs/python.py"))
        .arg(mode)
        .args(encodings.iter().map(|encoding| encoding.name()))
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = python else {
        eprintln!("skipped: there is no python3");
        return;
    };
    let mut answers = Answers(BufReader::with_capacity(1 << 16, python.stdout.take().unwrap()));
    let mut wrong = Vec::new();
    for encoding in encodings {
        let found = compare(encoding, &mut answers);
        wrong.extend(found.iter().take(12).cloned());
        if found.len() > 12 {
            wrong.push(format!("{encoding:?}: {} more", found.len() - 12));
        }
    }
    assert!(python.wait().unwrap().success());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codecs_are_those_of_cpython() {
    compare_all("quick");
}

#[test]
#[ignore = "takes some minutes"]
fn all_of_the_codecs_is_that_of_cpython() {
    compare_all("full");
}
