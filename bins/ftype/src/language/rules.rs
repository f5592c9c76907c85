//! What the beginning of a text proves by itself.

use crate::identify::Why;
use crate::text::Text;
use crate::types;

/// The label that the beginning of the text proves, and what proves it.
pub(super) fn prove(text: &Text<'_>, whole: bool) -> Option<(&'static str, Why)> {
    let head = text.head();
    if let Some(interpreter) = shebang(head)
        && let Some(of) = types::by_interpreter(&interpreter)
    {
        return Some((handed_on(head).unwrap_or(of.label), Why::Shebang));
    }
    let found = markup(head)
        .or_else(|| mail(head))
        .or_else(|| data(head, whole))
        .or_else(|| code(head))?;
    Some((found, Why::Heuristics))
}

/// The program of a first line `#!`, without folders; of `env`, its argument.
pub(crate) fn shebang(head: &str) -> Option<String> {
    let line = head.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_whitespace();
    let path = words.next()?;
    let program = path.rsplit('/').next()?;
    // An attribute of Rust, `#![...]`, begins so as well, and so do words.
    if !path.contains('/') && types::by_interpreter(program).is_none() {
        return None;
    }
    let program = match program {
        "env" => words.find(|word| !word.starts_with('-') && !word.contains('='))?,
        "busybox" => words.next().unwrap_or(program),
        _ => program,
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
    if begins("From ")
        && (head.lines().nth(1).is_some_and(is_header) || head.lines().next().is_some_and(is_envelope))
    {
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

/// The line in front of a message in a mailbox (RFC 4155): who sent it, and when, as `asctime` writes it.
fn is_envelope(line: &str) -> bool {
    let words: Vec<&str> = line.split_ascii_whitespace().take(10).collect();
    let [_, _, .., day, month, date, time, year] = words.as_slice() else {
        return false;
    };
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    days.contains(day)
        && month.len() == 3
        && date.parse::<u8>().is_ok()
        && time.split(':').count() == 3
        && year.parse::<u16>().is_ok()
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
    if is_manual(head) {
        return Some("roff");
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

/// A page of the manual: behind comments, the macro that begins one, man(7) and mdoc(7).
fn is_manual(head: &str) -> bool {
    let comments = [".\\\"", "'\\\"", "'\\#", ".\\#", "'''", "..."];
    let said = |line: &&str| {
        let line = line.trim_end();
        !(line.is_empty() || line == "." || line == "'" || comments.iter().any(|sign| line.starts_with(sign)))
    };
    let first = head.lines().take(MANUAL_LINES).find(said).unwrap_or_default();
    let titled = [".TH ", ".Dd ", ".so man"]
        .iter()
        .any(|word| first.starts_with(word));
    // Behind settings and definitions of its own.
    titled
        || is_request(first)
            && head.starts_with(['.', '\''])
            && (head.contains("\n.TH ") || head.contains("\n.Dd ") || head.contains("\n.SH "))
}

/// Comments in front of a page of the manual are not longer, in lines.
const MANUAL_LINES: usize = 200;

/// A line that tells a typesetter something: a control character, and a name of letters, or a comment.
fn is_request(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(['.', '\'']) else {
        return false;
    };
    let rest = rest.trim_start_matches([' ', '\t']);
    let name = rest.split([' ', '\t', '\\', '"']).next().unwrap_or_default();
    let named = (1..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    named || rest.starts_with(['\\', '"'])
}

/// What the name says that the content excludes: of a version, a section of the manual, or a header of C, the ending says little.
pub(super) fn may_be(label: &str, head: &str) -> bool {
    match label {
        "roff" => head.lines().any(is_request),
        "cpp" | "objectivec" => has_words_of(label, head),
        "html" | "php" => head.contains('<'),
        "latex" => head.contains('\\'),
        _ => true,
    }
}

/// What stands only in C++ or in Objective-C, outside of comments, strings and directives.
fn has_words_of(label: &str, head: &str) -> bool {
    let mut comment = false;
    head.lines().any(|line| {
        let mut code = line.trim_start();
        if comment {
            let Some((_, behind)) = code.split_once("*/") else {
                return false;
            };
            (comment, code) = (false, behind);
        }
        let code = code.split("//").next().unwrap_or_default();
        let (code, behind) = code.split_once("/*").unwrap_or((code, "*/"));
        comment = !behind.contains("*/");
        let code = code.trim_start();
        let begins = |words: &[&str]| words.iter().any(|word| code.starts_with(word));
        if label == "objectivec" {
            let words = [
                "@interface",
                "@protocol",
                "@property",
                "@class",
                "@implementation",
                "@end",
                "@import",
                "#import",
                "NS_ASSUME_NONNULL",
                "NS_ENUM",
            ];
            return begins(&words);
        }
        let words = [
            "class ",
            "template",
            "namespace ",
            "using ",
            "public:",
            "private:",
            "protected:",
            "virtual ",
            "constexpr ",
            "explicit ",
            "inline namespace",
            "enum class ",
            "friend ",
            "typename ",
        ];
        let library = code
            .strip_prefix("#include <")
            .and_then(|name| name.split('>').next())
            .is_some_and(|name| !name.contains(['.', '/']));
        // A string may hold anything.
        let plain = code.split('"').next().unwrap_or_default();
        library
            || begins(&words)
            || !code.starts_with('#') && plain.contains("::")
            || plain.contains("= delete;")
            || plain.contains("operator") && plain.contains('(')
    })
}

/// YAML by its structure: every line is a key, an entry of a list or a comment, and there is a document's beginning, or
/// something below a key. Notes for people are written so as well: it only holds where no name says otherwise.
pub(super) fn is_yaml(head: &str, whole: bool) -> bool {
    let start = head.trim_start_matches(['\r', '\n']);
    let marked = start.starts_with("---\n") || start.starts_with("---\r\n") || start.starts_with("%YAML");
    let is_said = |line: &&str| {
        let inner = line.trim_start();
        !inner.is_empty() && !inner.starts_with(['#', '%']) && inner != "---"
    };
    let mut lines = start.lines().filter(is_said).take(YAML_LINES).peekable();
    let (mut keys, mut nested, mut above) = (0, 0, false);
    while let Some(line) = lines.next() {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        let item = inner.strip_prefix("- ");
        let value = value_of_key(item.unwrap_or(inner).trim_end());
        match (value, item) {
            (Some(_), _) => keys += 1,
            (None, Some(_)) if above || nested > 0 || marked => {}
            // The end of what is looked at may be cut.
            _ if !whole && lines.peek().is_none() => break,
            _ => return false,
        }
        if above && (depth > 0 || item.is_some()) {
            nested += 1;
        } else if depth > 0 && nested == 0 {
            return false;
        }
        above = value == Some("");
    }
    keys > 0 && (marked || nested > 0)
}

/// So many lines show the structure of YAML.
const YAML_LINES: usize = 50;

/// Programs by what only one language has.
fn code(head: &str) -> Option<&'static str> {
    if let Some(label) = modeline(head) {
        return Some(label);
    }
    if let Some(quotes) = ["\"\"\"", "\'\'\'"]
        .into_iter()
        .find(|quotes| head.trim_start_matches(['r', 'R', 'u', 'b']).starts_with(quotes))
    {
        return docstring(head, quotes);
    }
    // Tables that Perl reads as programs.
    let at = memchr::memmem::find(head.as_bytes(), b"\nreturn <<")?;
    let line = head.get(at + 10..)?.lines().next()?;
    let word = line.strip_suffix(';')?.trim_matches(['\'', '"']);
    let is_word = word
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word.then_some("perl")
}

/// A module of Python that begins with its documentation, which may be longer than what is looked at. Julia and Elixir have
/// such strings as well, in front of other words.
fn docstring(head: &str, quotes: &str) -> Option<&'static str> {
    let (_, text) = head.split_once(quotes)?;
    let Some((_, behind)) = text.split_once(quotes) else {
        return (text.len() > 1000).then_some("python");
    };
    let words = [
        "import ",
        "from ",
        "def ",
        "class ",
        "async def ",
        "__",
        "if ",
        "try:",
        "@",
    ];
    let mut lines = behind
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with([' ', '#']));
    let first = lines.next()?;
    let declares = words.iter().any(|word| first.starts_with(word)) && !first.starts_with("import ")
        || first.starts_with("import ")
            && !first.contains([';', ':'])
            && !head.lines().any(|line| line == "end");
    declares.then_some("python")
}

/// The mode that Emacs is told in the first or second line: `-*- mode: perl -*-`, `-*- C++ -*-`.
fn modeline(head: &str) -> Option<&'static str> {
    let early = head.as_bytes().get(..MODELINE).unwrap_or(head.as_bytes());
    memchr::memmem::find(early, b"-*-")?;
    let line = head.lines().take(2).find(|line| line.contains("-*-"))?;
    let inner = line.split("-*-").nth(1)?.to_ascii_lowercase();
    let named = inner
        .split(';')
        .find_map(|part| part.trim().strip_prefix("mode:"));
    let mode = named
        .or_else(|| (!inner.contains(':')).then_some(inner.as_str()))?
        .trim();
    MODES
        .iter()
        .find(|(own, _)| *own == mode)
        .map(|(_, label)| *label)
}

/// A modeline begins within so many bytes.
const MODELINE: usize = 300;

/// Modes of Emacs and what is written in them.
const MODES: &[(&str, &str)] = &[
    ("ada", "ada"),
    ("awk", "awk"),
    ("c", "c"),
    ("c++", "cpp"),
    ("cmake", "cmake"),
    ("cperl", "perl"),
    ("css", "css"),
    ("emacs-lisp", "lisp"),
    ("f90", "fortran"),
    ("fortran", "fortran"),
    ("haskell", "haskell"),
    ("java", "java"),
    ("javascript", "javascript"),
    ("js", "javascript"),
    ("latex", "latex"),
    ("lisp", "lisp"),
    ("lua", "lua"),
    ("makefile", "makefile"),
    ("markdown", "markdown"),
    ("objc", "objectivec"),
    ("perl", "perl"),
    ("php", "php"),
    ("prolog", "prolog"),
    ("python", "python"),
    ("rst", "rst"),
    ("ruby", "ruby"),
    ("rust", "rust"),
    ("scheme", "scheme"),
    ("sh", "shell"),
    ("shell-script", "shell"),
    ("sql", "sql"),
    ("tcl", "tcl"),
    ("texinfo", "texinfo"),
    ("tuareg", "ocaml"),
    ("yaml", "yaml"),
];

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
    let has = |key: &str| start.contains(key);
    // One without cells shows what it is at its end.
    let notebook =
        start.starts_with('{') && has("\"cells\"") && (has("\"cell_type\"") || has("\"nbformat\""));
    Some(if notebook {
        "ipynb"
    } else if has_values_on_lines(start) {
        "ndjson"
    } else {
        "json"
    })
}

/// Newline-delimited JSON: each of the first lines is an object or a list; the last one may be cut.
fn has_values_on_lines(start: &str) -> bool {
    let mut lines = start
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(5)
        .peekable();
    let is_value = |line: &str| {
        line.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
    };
    let mut count = 0;
    while let Some(line) = lines.next() {
        if !is_value(line) && (lines.peek().is_some() || count == 0) {
            return false;
        }
        count += 1;
    }
    count > 1
}

/// What stands behind a plain key of YAML.
fn value_of_key(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./\"'".contains(&byte);
    let named = !name.is_empty() && name.bytes().all(plain);
    let valued = value.is_empty() || value.starts_with(' ') && !value.ends_with([';', '{', ',', '(']);
    (named && valued).then_some(value.trim())
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
            ("{\"a\": 1}\n{\"a\": 2}\n", Some("ndjson")),
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
