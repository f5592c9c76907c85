//! What the beginning of a text proves by itself.

use crate::identify::Why;
use crate::text::Text;
use crate::types;

/// The label that the beginning of the text proves, and what proves it.
pub(super) fn prove(text: &Text<'_>, whole: bool) -> Option<(&'static str, Why)> {
    let head = text.head();
    if head.starts_with("#!")
        && let Some(of) = shebang(head).and_then(|interpreter| types::by_interpreter(&interpreter))
    {
        return Some((handed_on(head).unwrap_or(of.label), Why::Shebang));
    }
    let found = markup(head)
        .or_else(|| mail(head))
        .or_else(|| data(head, whole))?;
    Some((found, Why::Heuristics))
}

/// The program of a first line `#!`, without folders; of `env`, its argument.
pub(crate) fn shebang(head: &str) -> Option<String> {
    let line = head.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    let program = if program == "env" {
        words.find(|word| !word.starts_with('-') && !word.contains('='))?
    } else {
        program
    };
    Some(program.rsplit('/').next()?.to_owned())
}

/// A shell that hands its own script on to another program, as Tcl and Scala programs begin.
fn handed_on(head: &str) -> Option<&'static str> {
    let mut lines = head.lines().take(20).map(str::trim_start);
    let program = lines.find_map(|line| line.strip_prefix("exec ")?.split_whitespace().next())?;
    let program = program.rsplit('/').next()?.trim_matches('"');
    ["tclsh", "wish", "expect", "scala", "guile", "sbcl"]
        .into_iter()
        .any(|known| program.starts_with(known))
        .then(|| types::by_interpreter(program))?
        .map(|of| of.label)
}

fn markup(head: &str) -> Option<&'static str> {
    let start = head.trim_start();
    if !start.starts_with('<') {
        return None;
    }
    if start.starts_with("<?php") || start.starts_with("<?=") {
        return Some("php");
    }
    let begins = |text: &[u8], with: &str| {
        text.get(..with.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(with.as_bytes()))
    };
    let start = start.as_bytes();
    let marks = ["<!doctype html", "<html", "<head>", "<head ", "<body", "<title>"];
    if marks.iter().any(|mark| begins(start, mark)) {
        return Some("html");
    }
    let early = start.get(..400).unwrap_or(start);
    let behind = begins(start, "<!--")
        && (0..early.len()).any(|at| begins(early.get(at..).unwrap_or_default(), "<html"));
    behind.then_some("html")
}

fn mail(head: &str) -> Option<&'static str> {
    let start = head.trim_start();
    let begins = |word: &str| start.starts_with(word);
    let named = [
        ("BEGIN:VCARD", "vcf"),
        ("BEGIN:VCALENDAR", "ics"),
        ("WEBVTT", "vtt"),
        ("-----BEGIN PGP PUBLIC KEY", "pgp"),
        ("-----BEGIN PGP PRIVATE KEY", "pgp"),
        ("-----BEGIN PGP SIGNATURE", "pgp-signature"),
        ("-----BEGIN PGP MESSAGE", "asc"),
        ("-----BEGIN ", "pem"),
        ("Windows Registry Editor Version", "reg"),
        ("REGEDIT4", "reg"),
    ];
    if let Some((_, label)) = named.iter().find(|(word, _)| begins(word)) {
        return Some(label);
    }
    if begins("From ") && head.lines().nth(1).is_some_and(is_header) {
        return Some("mbox");
    }
    if !head.lines().next().is_some_and(is_header) {
        return None;
    }
    let headers: Vec<&str> = head
        .lines()
        .take_while(|line| !line.is_empty())
        .take(60)
        .collect();
    let named = |name: &str| {
        headers.iter().any(|line| {
            line.len() > name.len()
                && line
                    .get(..name.len())
                    .is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
    };
    if named("newsgroups:") {
        return Some("news");
    }
    let saved = headers.iter().any(|line| line.starts_with("From: <Saved by "));
    if saved || named("snapshot-content-location:") {
        return Some("mhtml");
    }
    let marks = [
        "received:",
        "return-path:",
        "message-id:",
        "from:",
        "to:",
        "date:",
        "subject:",
        "mime-version:",
        "delivered-to:",
    ];
    (marks.into_iter().filter(|mark| named(mark)).count() >= 3).then_some("eml")
}

/// `Name: value`, as a mail's header has it.
fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty()
            && name.len() < 50
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn data(head: &str, whole: bool) -> Option<&'static str> {
    let start = head.trim_start();
    if start.starts_with("diff --git ")
        || (start.starts_with("--- ") && start.contains("\n+++ ") && start.contains("\n@@ "))
    {
        return Some("diff");
    }
    if start.starts_with("solid ") && start.contains("facet normal") {
        return Some("stl");
    }
    let mut lines = start.lines().map(str::trim);
    match (lines.next(), lines.next()) {
        (Some("0"), Some("SECTION")) => return Some("dxf"),
        (Some("1"), Some(times)) if times.contains(" --> ") => return Some("srt"),
        _ => {}
    }
    if is_model(start) {
        return Some("obj");
    }
    // Comments may stand before the first message.
    if start.starts_with(['#', 'm']) && head.contains("msgid \"\"") && head.contains("msgstr \"\"") {
        return Some("po");
    }
    json(start).or_else(|| csv(head, whole))
}

/// Wavefront OBJ: behind comments, names and materials come vertices, three numbers or more each.
fn is_model(start: &str) -> bool {
    let first = start.lines().find(|line| {
        let named = ["#", "mtllib ", "o ", "g ", "usemtl ", "s "];
        !line.trim().is_empty() && !named.iter().any(|word| line.starts_with(word))
    });
    let numbers = first.and_then(|line| line.strip_prefix("v ")).map(|numbers| {
        numbers
            .split_ascii_whitespace()
            .map_while(|number| number.parse::<f32>().ok())
            .count()
    });
    numbers.is_some_and(|count| count >= 3)
}

/// JSON when the beginning parses as far as it goes.
fn json(start: &str) -> Option<&'static str> {
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<serde::de::IgnoredAny>();
    // A beginning that was cut is JSON so far, when there is a little of it; what follows must be JSON as well.
    let first = values
        .next()?
        .map_or_else(|error| error.is_eof() && start.len() > 200, |_| true);
    if !first
        || values
            .take(10)
            .any(|next| next.is_err_and(|error| !error.is_eof()))
    {
        return None;
    }
    let notebook = start.starts_with('{') && start.contains("\"cells\"") && start.contains("\"cell_type\"");
    Some(if notebook { "ipynb" } else { "json" })
}

/// CSV or TSV: three lines or more (two when that is all) that are cut into the same number of values.
fn csv(head: &str, whole: bool) -> Option<&'static str> {
    ["csv", "tsv"]
        .into_iter()
        .zip([b',', b'\t'])
        .find_map(|(label, delimiter)| {
            if !head.lines().next()?.as_bytes().contains(&delimiter) {
                return None;
            }
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .has_headers(false)
                .flexible(true)
                .from_reader(head.as_bytes());
            let mut counts: Vec<usize> = Vec::new();
            for record in reader.records().take(50) {
                let record = record.ok()?;
                // Prose has blanks behind its commas, and program text ends lines with brackets.
                let prose = |cell: &str| cell.starts_with(' ') || cell.ends_with([';', '{', '}', '(', ')']);
                if delimiter == b',' && record.iter().any(prose) {
                    return None;
                }
                counts.push(record.len());
            }
            if !whole {
                counts.pop();
            }
            let first = counts.first().copied()?;
            let least = if whole { 2 } else { 3 };
            (first > 1 && counts.len() >= least && counts.iter().all(|count| *count == first))
                .then_some(label)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Writing;
    use proptest::prelude::*;

    fn label(head: &str) -> Option<&'static str> {
        let writing = Writing::utf8("utf-8", false);
        let text = Text {
            writing,
            head: head.into(),
        };
        prove(&text, true).map(|(label, _)| label)
    }

    #[test]
    fn rules_need_proof() {
        for (head, expected) in [
            ("#!/usr/bin/env -S python3 -u\n", Some("python")),
            ("#!/bin/sh\n", Some("shell")),
            ("<?php echo 1;", Some("php")),
            ("<!DOCTYPE html><title>x</title>", Some("html")),
            ("[]\n", Some("json")),
            ("{\"a\": 1}\n", Some("json")),
            ("[section]\nkey=value\n", None),
            ("name,age\nAnn,3\nBob,4\n", Some("csv")),
            ("Dear Ann, I came,\nhowever, late\n", None),
            ("a\tb\n1\t2\n", Some("tsv")),
            ("BEGIN:VCARD\nVERSION:3.0\n", Some("vcf")),
            ("Received: x\nFrom: a@b\nTo: c@d\n\ntext\n", Some("eml")),
            ("From a@b Mon Jan  1 00:00:00 2024\nReceived: x\n", Some("mbox")),
            ("diff --git a/x b/x\n", Some("diff")),
            ("1\n00:00:01,000 --> 00:00:02,000\nHello\n", Some("srt")),
            (
                "# a cube\nmtllib x.mtl\nv 1.0 0.0 -1.0\nv 1.0 1.0 1.0\n",
                Some("obj"),
            ),
            ("plain words\n", None),
            ("[1]\nkey=value\n", None),
            ("{\"a\": 1}\n{\"a\": 2}\n", Some("json")),
        ] {
            assert_eq!(label(head), expected, "{head:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(head: String) {
            let _ = label(&head);
        }
    }
}
