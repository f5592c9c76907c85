//! What `ftype` does, seen from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use harness::{Ran, data, temp_dir, tool};
use serde_json::Value;

fn ftype(args: &[&str]) -> Ran {
    tool("ftype").args(args).current_dir(data("ftype/examples")).run()
}

fn of_bytes(args: &[&str], bytes: impl AsRef<[u8]>) -> Ran {
    tool("ftype").arg("-b").args(args).stdin(bytes).run()
}

fn rows(ran: &Ran) -> Vec<Value> {
    ran.stdout_text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn in_dir(dir: &Path, args: &[&str]) -> Ran {
    tool("ftype").args(args).current_dir(dir).run()
}

/// A zip archive with these members, stored.
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in members {
        let offset = out.len() as u32;
        let mut crc = 0xffff_ffff_u32;
        for byte in text.bytes() {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    crc >> 1 ^ 0xedb8_8320
                } else {
                    crc >> 1
                };
            }
        }
        let mut common = vec![10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend((!crc).to_le_bytes());
        common.extend((text.len() as u32).to_le_bytes().repeat(2));
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.bytes().chain(text.bytes()));
        directory.extend(b"PK\x01\x02\x0a\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (start, count) = (out.len() as u32, members.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes().repeat(2));
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn says_what_files_are() {
    ftype(&["document.pdf"])
        .status(0)
        .stdout("document.pdf: PDF document, version 1.7\n");
    ftype(&["-b", "picture.png"])
        .status(0)
        .stdout("PNG image data, 3 x 2, 8-bit/color RGB, non-interlaced\n");
    ftype(&["-b", "fake.png"])
        .status(0)
        .stdout("JPEG image data, precision 8, 7x5, components 1\n");
    ftype(&["--mime-type", "document.pdf"])
        .status(0)
        .stdout("document.pdf: application/pdf\n");
    ftype(&["-i", "document.pdf", "gbk.txt"])
        .status(0)
        .stdout("document.pdf: application/pdf; charset=binary\ngbk.txt: text/plain; charset=gb18030\n");
    ftype(&["-b", "--extension", "fake.png", "gbk.txt", "/dev/null"])
        .stdout("jpg/jpeg/jpe\ntxt/text/log/asc\n???\n");
}

#[test]
fn standard_input_is_looked_at_as_a_file_is() {
    let pdf = fs::read(data("ftype/examples/document.pdf")).unwrap();
    tool("ftype")
        .arg("-")
        .stdin(&pdf)
        .run()
        .status(0)
        .stdout("-: PDF document, version 1.7\n");
    of_bytes(&[], &pdf).stdout("PDF document, version 1.7\n");
    of_bytes(&[], [b"junk line\r\n", pdf.as_slice()].concat()).stdout("PDF document, version 1.7\n");
}

#[test]
fn texts_are_told_by_what_is_in_them() {
    for (text, mime) in [
        ("", "inode/x-empty"),
        ("x", "text/plain"),
        ("[]\n", "application/json"),
        ("name,age\nAnn,3\nBob,4\n", "text/csv"),
        ("#!/usr/bin/env python3\nprint(1)\n", "text/x-python"),
        ("<?php echo 1;", "text/x-php"),
        ("<!DOCTYPE html><p>x", "text/html"),
        ("<?xml version='1.0'?><rss version='2.0'/>", "application/rss+xml"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ("{\\rtf1\\ansi}", "application/rtf"),
        ("-----BEGIN CERTIFICATE-----\n", "application/x-pem-file"),
    ] {
        of_bytes(&["--mime-type"], text)
            .status(0)
            .stdout(format!("{mime}\n"));
    }
    let utf16: Vec<u8> =
        "\u{feff}<?xml version='1.0' encoding='UTF-16'?><svg xmlns='http://www.w3.org/2000/svg'/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    of_bytes(&["--mime-type"], utf16).stdout("image/svg+xml\n");
}

#[test]
fn packages_are_told_by_their_members_in_any_order() {
    let types =
        "<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    for members in [
        [
            ("[Content_Types].xml", types),
            ("word/document.xml", "<w/>"),
            ("zz", "filler"),
        ],
        [
            ("zz", "filler"),
            ("word/document.xml", "<w/>"),
            ("[Content_Types].xml", types),
        ],
    ] {
        of_bytes(&["--mime-type"], zip(&members))
            .stdout("application/vnd.ms-word.document.macroenabled.12\n");
    }
    of_bytes(&["--mime-type"], zip(&[("mimetype", "application/epub+zip")])).stdout("application/epub+zip\n");
    of_bytes(&["--mime-type"], zip(&[("META-INF/MANIFEST.MF", "x")])).stdout("application/java-archive\n");
    of_bytes(&["--mime-type"], zip(&[("a.txt", "x")])).stdout("application/zip\n");
}

#[test]
fn a_cut_package_is_still_told_and_said_to_be_cut() {
    let package = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<x/>"),
    ]);
    let row = &rows(&of_bytes(&["--json"], &package[..100]))[0];
    assert_eq!(
        (&row["mime"], &row["truncated"]),
        (&"application/vnd.oasis.opendocument.text".into(), &true.into())
    );
}

#[test]
fn short_signatures_prove_nothing() {
    for text in ["BM is a prefix", "MZ too", "P6 as well", "BZh", "ID3 is a tag"] {
        of_bytes(&["--mime-type"], text).stdout("text/plain\n");
    }
    of_bytes(&[], (0..=255).cycle().skip(7).take(5000).collect::<Vec<u8>>()).stdout("data\n");
}

#[test]
fn looks_inside_compressed_data_when_asked() {
    ftype(&["-b", "-z", "document.pdf.gz"])
        .status(0)
        .stdout("PDF document, version 1.7 (gzip compressed data)\n");
    ftype(&["-b", "--mime-type", "-z", "document.pdf.gz"]).stdout("application/pdf\n");
    ftype(&["-b", "--mime-type", "document.pdf.gz"]).stdout("application/gzip\n");
    let row = &rows(&ftype(&["--json", "-z", "document.pdf.gz"]))[0];
    assert_eq!(row["container"], serde_json::json!(["gz"]));
    let gz = fs::read(data("ftype/examples/document.pdf.gz")).unwrap();
    let row = &rows(&of_bytes(&["--json", "-z"], &gz[..60]))[0];
    assert_eq!(
        (&row["mime"], &row["truncated"]),
        (&"application/pdf".into(), &true.into())
    );
}

#[test]
fn tells_everything_that_a_polyglot_is() {
    let pdf = fs::read(data("ftype/examples/document.pdf")).unwrap();
    let both = [pdf, zip(&[("a.txt", "hello")])].concat();
    of_bytes(&["-k"], &both).stdout("PDF document, version 1.7\n- Zip archive data\n");
    let row = &rows(&of_bytes(&["-k", "--json"], &both))[0];
    assert_eq!(row["polyglot"], true);
    assert_eq!(row["matches"][1]["mime"], "application/zip");
    assert_eq!(
        rows(&ftype(&["-k", "--json", "picture.png"]))[0]["polyglot"],
        false
    );
}

#[test]
fn json_has_the_documented_keys_and_facts_as_data() {
    let row = &rows(ftype(&["--json", "picture.png"]).status(0))[0];
    let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let documented = [
        "path",
        "mime",
        "charset",
        "ext",
        "label",
        "group",
        "description",
        "details",
        "confidence",
        "why",
        "alternatives",
        "container",
        "truncated",
    ];
    assert_eq!(keys, documented);
    let details =
        serde_json::json!({"width": 3, "height": 2, "bit_depth": 8, "color": "RGB", "interlaced": false});
    assert_eq!(row["details"], details);
    let text = &rows(&ftype(&["--json", "script"]))[0];
    assert_eq!(
        (&text["details"]["interpreter"], &text["details"]["lines"]),
        (&"python3".into(), &"lf".into())
    );
    assert_eq!(
        (&text["label"], &text["why"], &text["charset"]),
        (&"python".into(), &"shebang".into(), &"us-ascii".into())
    );
}

#[test]
fn check_prints_only_names_that_lie() {
    ftype(&[
        "--check",
        "document.pdf",
        "picture.png",
        "gbk.txt",
        "document.pdf.gz",
        "script",
    ])
    .status(0)
    .stdout("");
    ftype(&["--check", "fake.png"])
        .status(1)
        .stdout("fake.png: .png but image/jpeg (.jpg, .jpeg, .jpe)\n");
    let ran = ftype(&["--check", "--json", "fake.png", "picture.png", "script"]);
    let mismatch: Vec<_> = rows(ran.status(1))
        .iter()
        .map(|row| row["mismatch"].clone())
        .collect();
    assert_eq!(mismatch, [Value::Bool(true), Value::Bool(false), Value::Null]);
    let dir = temp_dir();
    fs::write(
        dir.path().join("a.zip"),
        zip(&[("mimetype", "application/epub+zip")]),
    )
    .unwrap();
    fs::write(dir.path().join("a.docx"), zip(&[("xl/workbook.xml", "<x/>")])).unwrap();
    fs::write(dir.path().join("a.txt"), "<html><p>x").unwrap();
    fs::write(dir.path().join("b.rtf"), "plain text").unwrap();
    let ran = in_dir(dir.path(), &["--check", "a.zip", "a.docx", "a.txt", "b.rtf"]);
    ran.status(1)
        .stdout_has("a.docx: .docx but application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(ran.stdout_text().lines().count(), 2, "{}", ran.stdout_text());
}

#[test]
fn expect_prints_only_what_is_something_else() {
    ftype(&["--expect", "image/*", "picture.png"])
        .status(0)
        .stdout("");
    let ran = ftype(&["--expect", "image/*", "picture.png", "document.pdf"]);
    ran.status(1)
        .stdout("document.pdf: application/pdf, expected image/*\n");
    ftype(&[
        "--expect",
        "image",
        "--expect",
        "application/pdf",
        "picture.png",
        "document.pdf",
    ])
    .status(0)
    .stdout("");
}

#[test]
fn special_files_are_told_and_never_opened() {
    use std::os::unix::net::UnixListener;
    let dir = temp_dir();
    let at = |name: &str| dir.path().join(name);
    let made = std::process::Command::new("mkfifo")
        .arg(at("fifo"))
        .status()
        .unwrap();
    assert!(made.success());
    let _socket = UnixListener::bind(at("sock")).unwrap();
    fs::write(at("ok.txt"), "hello\n").unwrap();
    std::os::unix::fs::symlink("ok.txt", at("link")).unwrap();
    let ran = in_dir(
        dir.path(),
        &["-b", "--mime-type", "fifo", "sock", ".", "/dev/zero", "link"],
    );
    ran.status(0)
        .stdout("inode/fifo\ninode/socket\ninode/directory\ninode/chardevice\ntext/plain\n");
    in_dir(dir.path(), &["-b", "-P", "link"])
        .status(0)
        .stdout("symbolic link\n");
}

#[test]
fn an_input_that_cannot_be_read_is_told_and_the_others_are_done() {
    let ran = ftype(&["--json", "picture.png", "gone", "picture.png"]);
    ran.status(3)
        .stderr("ftype: gone: cannot open: No such file or directory\n");
    let rows = rows(&ran);
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (&rows[1]["mime"], rows[1]["error"].is_string()),
        (&Value::Null, true)
    );
    assert_eq!(rows[2]["mime"], "image/png");
}

#[test]
fn names_are_made_visible_on_lines_and_are_exact_in_json() {
    let dir = temp_dir();
    let evil = "a\x1b[31m\n\u{202e}.png";
    fs::write(dir.path().join(evil), "x").unwrap();
    let line = in_dir(dir.path(), &["--mime-type", evil]);
    line.status(0).stdout("a\\x1b[31m\\n\\u{202e}.png: text/plain\n");
    assert_eq!(rows(&in_dir(dir.path(), &["--json", evil]))[0]["path"], evil);
    let raw = std::ffi::OsStr::from_bytes(b"\xff.png");
    fs::write(dir.path().join(raw), "x").unwrap();
    let ran = tool("ftype").arg("--json").arg(raw).current_dir(&dir).run();
    assert_eq!(rows(&ran)[0]["path_bytes"], "/y5wbmc=");
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let names = "picture.png\ndocument.pdf\ngone\nscript\ngbk.txt\n".repeat(100);
    let run = |jobs: &str| {
        let args = ["--json", "-j", jobs, "--files-from", "-"];
        tool("ftype")
            .args(args)
            .stdin(&names)
            .current_dir(data("ftype/examples"))
            .run()
            .status(3)
            .stdout_text()
    };
    assert_eq!(run("1"), run("7"));
}

#[test]
fn a_sparse_file_is_answered_from_its_head() {
    let dir = temp_dir();
    let mut file = fs::File::create(dir.path().join("sparse")).unwrap();
    file.write_all(b"\0").unwrap();
    file.set_len(1 << 34).unwrap();
    in_dir(dir.path(), &["-b", "-k", "-z", "sparse"])
        .status(0)
        .stdout("data\n");
}

#[test]
fn usage_errors_are_one_line_and_status_2() {
    for args in [
        &["--no-such-flag"] as &[&str],
        &["-i", "--json"],
        &["-j", "0"],
        &["--max-read", "x"],
        &["--expect", "["],
    ] {
        let ran = ftype(args);
        ran.status(2).stdout("");
        assert_eq!(ran.stderr_text().lines().count(), 1, "{args:?}");
    }
}

#[test]
fn help_begins_with_examples_and_short_help_fits_a_screen() {
    assert!(
        ftype(&["--help"])
            .status(0)
            .stdout_text()
            .starts_with("Examples:\n")
    );
    assert!(ftype(&["-h"]).status(0).stdout_text().lines().count() <= 45);
    ftype(&["--version"]).status(0).stdout_has("ftype ");
}

#[test]
fn unknown_bytes_may_be_called_bin() {
    let folder = temp_dir();
    let noise: Vec<u8> = (0..4000u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for (name, status) in [("noise.bin", 0), ("noise.png", 1)] {
        fs::write(folder.path().join(name), &noise).unwrap();
        tool("ftype")
            .args(["--check", name])
            .current_dir(&folder)
            .run()
            .status(status);
    }
}

#[test]
fn walks_directories_and_keeps_gitignore() {
    let dir = temp_dir();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir_all(at("tree/sub")).unwrap();
    for (name, text) in [
        ("tree/.gitignore", "*.log\n"),
        ("tree/a.py", "import os\n"),
        ("tree/b.log", "x\n"),
        ("tree/sub/c.txt", "hello\n"),
        ("tree/.hidden", "x\n"),
    ] {
        fs::write(at(name), text).unwrap();
    }
    let run = |args: &[&str]| {
        in_dir(dir.path(), &[&["--mime-type"], args].concat())
            .status(0)
            .stdout_text()
    };
    assert_eq!(run(&["tree"]), "tree: inode/directory\n");
    assert_eq!(
        run(&["-r", "tree"]),
        "tree/a.py: text/x-python\ntree/sub/c.txt: text/plain\n"
    );
    assert!(run(&["-r", "--no-ignore", "tree"]).contains("tree/b.log: text/plain\n"));
    assert!(run(&["-r", "--hidden", "tree"]).contains("tree/.hidden: text/plain\n"));
    assert_eq!(run(&["-r", "tree/a.py"]), "tree/a.py: text/x-python\n");
}

#[test]
fn only_and_not_choose_what_is_printed() {
    let all = ["document.pdf", "picture.png", "script"];
    let run = |args: &[&str]| {
        ftype(&[&["--mime-type"], args, &all].concat())
            .status(0)
            .stdout_text()
    };
    assert_eq!(run(&["--only", "image"]), "picture.png: image/png\n");
    assert_eq!(run(&["--only", "pdf", "--only", "png"]).lines().count(), 2);
    assert_eq!(
        run(&["--not", "image/*", "--not", "python"]),
        "document.pdf: application/pdf\n"
    );
    let json = ftype(&["--json", "--only", "image", "document.pdf", "picture.png"]);
    assert_eq!(rows(&json).len(), 1);
}

#[test]
fn a_template_makes_the_lines() {
    ftype(&["--format", "%p|%l|%d|%g|%m|%e|%s|%c|100 %%", "document.pdf"])
        .status(0)
        .stdout(
            "document.pdf|pdf|PDF document, version 1.7|document|application/pdf|pdf|1.00|binary|100 %\n",
        );
    ftype(&["--format", "%q", "document.pdf"])
        .status(2)
        .stderr("ftype: --format: %q is no field (one of %p %l %d %g %m %e %s %c %% was expected)\n");
}

#[test]
fn nul_may_stand_behind_names() {
    ftype(&["--print0", "--mime-type", "picture.png"])
        .status(0)
        .stdout("picture.png\0: image/png\n");
}

#[test]
fn looks_inside_all_kinds_of_compressed_data() {
    // What zstd 1.5 and lz4 1.9 make of the line; a stored block of RFC 7932.
    let zstd = b"\x28\xb5\x2f\xfd\x04\x58\x51\0\0#!/bin/sh\n\xbe\x1a\x28\x7e";
    let lz4 = b"\x04\x22\x4d\x18\x64\x40\xa7\x0a\0\0\x80#!/bin/sh\n\0\0\0\0\x05\x34\xc6\x78";
    for (packed, kind) in [
        (zstd.as_slice(), "Zstandard"),
        (lz4.as_slice(), "LZ4"),
        (compressed(b"#!/bin/sh\n").as_slice(), "compress'd"),
    ] {
        of_bytes(&["--mime-type", "-z"], packed).stdout("text/x-shellscript\n");
        of_bytes(&["-z"], packed).stdout_has(&format!("({kind} "));
    }
    let dir = temp_dir();
    fs::write(dir.path().join("a.sh.br"), b"\x8b\x04\x80#!/bin/sh\n\x03").unwrap();
    in_dir(dir.path(), &["-b", "-z", "--mime-type", "a.sh.br"]).stdout("text/x-shellscript\n");
    fs::write(dir.path().join("b.br"), b"\0\xff\xff\x01\xff").unwrap();
    in_dir(dir.path(), &["-b", "-z", "b.br"]).stdout("data\n");
}

/// `compress` of a few bytes: nine bits for each, eight codes to a group.
fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x9d, 0x90];
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits |= u32::from(*byte) << count;
        count += 9;
        while count >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            count -= 8;
        }
    }
    out.push(bits as u8);
    out
}

#[test]
fn languages_are_told_without_a_name() {
    for (text, mime) in [
        (
            "fn main() {\n    let x: u32 = 5;\n    println!(\"{x}\");\n}\n",
            "text/rust",
        ),
        (
            "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"x\")\n}\n",
            "text/x-go",
        ),
        (
            "def main():\n    for i in range(3):\n        print(i)\n\nif __name__ == \"__main__\":\n    main()\n",
            "text/x-python",
        ),
        (
            "#include <stdio.h>\n\nint main(void) {\n    printf(\"x\\n\");\n    return 0;\n}\n",
            "text/x-c",
        ),
        (
            "SELECT name, count(*) FROM users WHERE age > 3 GROUP BY name;\n",
            "application/sql",
        ),
        (
            "module Main where\n\nimport Data.List\n\nmain :: IO ()\nmain = putStrLn \"x\"\n",
            "text/x-haskell",
        ),
        ("all: x\n\tcc -o x x.c\n\n.PHONY: all\n", "text/x-makefile"),
        (
            "Dear Ann, this is a letter. It has no code in it at all.\n\nYours, Bob.\n",
            "text/plain",
        ),
    ] {
        of_bytes(&["--mime-type"], text).stdout(format!("{mime}\n"));
    }
}

#[test]
fn a_language_has_alternatives_and_a_likelihood() {
    let text = "int main(void)\n{\n    return 0;\n}\n";
    let row = &rows(&of_bytes(&["--json"], text))[0];
    assert_eq!(row["why"], "text-model");
    let sum: f64 = row["alternatives"]
        .as_array()
        .unwrap()
        .iter()
        .chain([row])
        .map(|own| own["confidence"].as_f64().unwrap())
        .sum();
    assert!((0.5..=1.001).contains(&sum), "{row}");
}

#[test]
fn the_model_chooses_among_the_languages_of_an_extension() {
    let dir = temp_dir();
    for (name, text, mime) in [
        (
            "a.m",
            "#import <Foundation/Foundation.h>\n@interface A : NSObject\n@end\n",
            "text/x-objective-c",
        ),
        (
            "b.m",
            "function y = f(x)\n% F doubles\ny = 2 * x;\nend\n",
            "text/x-matlab",
        ),
        (
            "c.pl",
            "use strict;\nmy $x = shift;\nprint \"$x\\n\";\n",
            "text/x-perl",
        ),
        (
            "d.pl",
            ":- module(d, [p/1]).\np(X) :- q(X), \\+ r(X).\n",
            "text/x-prolog",
        ),
        (
            "e.ts",
            "#!/usr/bin/env node\nconst x: number = 1;\nexport default x;\n",
            "text/x-typescript",
        ),
        (
            "f.tcl",
            "#!/bin/sh\n# \\\nexec tclsh \"$0\" \"$@\"\nputs x\n",
            "text/x-tcl",
        ),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
        in_dir(dir.path(), &["-b", "--mime-type", name]).stdout(format!("{mime}\n"));
    }
}

#[test]
fn wave_shows_channels_width_rate_and_frames() {
    let mut wave = b"RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0".to_vec();
    wave.extend(44_100_u32.to_le_bytes());
    wave.extend((44_100_u32 * 4).to_le_bytes());
    wave.extend([4, 0, 16, 0]);
    wave.extend(b"data\x10\0\0\0");
    wave.extend([0; 16]);
    let row = &rows(&of_bytes(&["--json"], &wave))[0];
    let facts = serde_json::json!({"channels": 2, "sample_rate": 44100, "bit_depth": 16, "frames": 4});
    assert_eq!(row["details"], facts);
}

#[test]
fn the_version_belongs_to_the_signature_of_a_pdf() {
    of_bytes(&["--mime-type"], "%PDF-1.4\n").stdout("application/pdf\n");
    of_bytes(&["--mime-type"], "\u{feff}%PDF-1.4\n").stdout("application/pdf\n");
    of_bytes(&["--mime-type"], "A note on %PDF-1.4 and other versions of it.\n").stdout("text/plain\n");
    of_bytes(&["--mime-type"], b"\x01\x02%PDF-\xff\x80\x90").stdout("application/octet-stream\n");
}

#[test]
fn a_charset_is_named_as_detection_names_it() {
    // ISO 2022-JP hides in ASCII: RFC 1468.
    of_bytes(
        &["--mime-encoding"],
        b"\x1b$B$3$l$OF|K\\8l$N%F%-%9%H$G$9!#\x1b(B\n",
    )
    .stdout("iso-2022-jp\n");
    of_bytes(&["--mime-encoding"], "na\u{ef}ve\n").stdout("utf-8\n");
    of_bytes(&["--mime-encoding"], "plain\n").stdout("us-ascii\n");
}

#[test]
fn the_pages_of_a_linearized_pdf_are_counted() {
    let pdf = "%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 9 /H [1 2] /O 3 /E 4 /N 12 /T 5 >>\nendobj\n";
    of_bytes(&[], pdf).stdout("PDF document, version 1.4, 12 page(s)\n");
    let pdf = "%PDF-1.4\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 7 >>\nendobj\n";
    of_bytes(&[], pdf).stdout("PDF document, version 1.4, 7 page(s)\n");
}

#[test]
fn prose_in_other_scripts_is_plain_text() {
    let text = "人人生而自由，在尊严和权利上一律平等（article 1）。\n他们赋有理性和良心；并应以兄弟关系的精神相对待。\n";
    of_bytes(&["-i"], text).stdout("text/plain; charset=utf-8\n");
    let text = "Все люди рождаются свободными и равными в своём достоинстве и правах (статья 1).\n";
    of_bytes(&["-i"], text).stdout("text/plain; charset=utf-8\n");
}

#[test]
fn a_page_with_programs_in_it_has_both_as_answers() {
    let row = &rows(&of_bytes(
        &["--json"],
        "<html><body>x</body></html>\n<?php echo 1; ?>\n",
    ))[0];
    assert_eq!(row["label"], "html");
    assert_eq!(row["alternatives"][0]["label"], "php");
}

#[test]
fn json_that_goes_on_as_something_else_is_none() {
    for (text, mime) in [
        ("{\"a\": 1}\n{\"a\": 2}\n", "application/x-ndjson"),
        ("[]\n", "application/json"),
        ("[1]\nname=x\nother=y\n", "application/x-wine-extension-ini"),
    ] {
        of_bytes(&["--mime-type"], text).stdout(format!("{mime}\n"));
    }
}

#[test]
fn a_file_that_ends_before_its_structure_says_is_truncated() {
    let png = fs::read(data("ftype/examples/picture.png")).unwrap();
    let row = |bytes: &[u8]| rows(&of_bytes(&["--json", "-k"], bytes))[0].clone();
    assert_eq!(row(&png)["truncated"], false);
    assert_eq!(row(&png[..png.len() - 4])["truncated"], true);
    let longer = [png.as_slice(), b"hidden"].concat();
    assert_eq!(row(&longer)["details"]["trailing_bytes"], 6);
    of_bytes(&["-k"], &longer).stdout_has("\n- 6 bytes behind the end\n");
}

#[test]
fn configurations_without_sections_are_plain_text() {
    let dir = temp_dir();
    for (name, text, mime) in [
        ("a.conf", "listen 80;\nserver { root /x; }\n", "text/plain"),
        ("b.conf", "[main]\nx=1\n", "application/x-wine-extension-ini"),
        ("c.ini", "x=1\n", "application/x-wine-extension-ini"),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
        in_dir(dir.path(), &["-b", "--mime-type", name]).stdout(format!("{mime}\n"));
        in_dir(dir.path(), &["--check", name]).status(0).stdout("");
    }
}

#[test]
fn fewer_than_a_hundred_bytes_of_noise_are_no_text() {
    // Bytes of /dev/urandom without control characters, which some encoding can read.
    for noise in [
        b"\x9d\xe5\x5c\xf2\xb1\x8f\xd3\x7c\xa6\xfe\x90\x31\xc4\xef\x86\xbb".as_slice(),
        b"\x83\xff\x5e\xc1\x95\xfd\xa0\x3e\xe8\x98\xb0\xdf\x61\x8d\xf7\x9a".as_slice(),
    ] {
        of_bytes(&["--mime-type"], noise).stdout("application/octet-stream\n");
    }
}

#[test]
fn the_padding_of_a_volume_name_is_not_shown() {
    for (name, shown) in [
        (&b"BOOT  "[..], " 'BOOT'"),
        (b"BOOT\0\0", " 'BOOT'"),
        (b"\0\0\0\0\0\0", ""),
    ] {
        let mut image = vec![0; 40_000];
        image[32768..32774].copy_from_slice(b"\x01CD001");
        image[32808..32814].copy_from_slice(name);
        of_bytes(&[], image)
            .status(0)
            .stdout(format!("ISO 9660 CD-ROM filesystem data{shown}\n"));
    }
}

#[test]
fn the_charset_of_a_text_is_that_of_all_of_it() {
    let dir = temp_dir();
    let ascii = "plain words\n".repeat(5000);
    let late = |word: &[u8]| [ascii.as_bytes(), word].concat();
    // Byte E9 is no beginning of a character in UTF-8.
    let latin = "caf\u{e9} d\u{e9}j\u{e0} vu, \u{e0} la carte\n";
    let latin: Vec<u8> = latin.chars().map(|c| c as u8).collect();
    for (bytes, charset) in [
        (late(b""), "us-ascii"),
        (late("na\u{ef}ve\n".as_bytes()), "utf-8"),
        (late(&latin), "windows-1252"),
        (
            late(b"\x1b$B$3$l$OF|K\\8l$N%F%-%9%H$G$9!#\x1b(B\n"),
            "iso-2022-jp",
        ),
        (late(b"\0\x01\x02"), "binary"),
    ] {
        of_bytes(&["--mime-encoding"], &bytes).stdout(format!("{charset}\n"));
        fs::write(dir.path().join("x"), &bytes).unwrap();
        in_dir(dir.path(), &["-b", "--mime-encoding", "x"]).stdout(format!("{charset}\n"));
    }
}

#[test]
fn a_text_longer_than_the_limit_is_said_to_be_truncated() {
    let dir = temp_dir();
    fs::write(
        dir.path().join("long"),
        "words\n".repeat(300_000) + "na\u{ef}ve\n",
    )
    .unwrap();
    let row = |args: &[&str]| rows(&in_dir(dir.path(), &[&["--json", "long"], args].concat()))[0].clone();
    let short = row(&[]);
    assert_eq!(
        (&short["charset"], &short["truncated"]),
        (&"us-ascii".into(), &true.into())
    );
    let long = row(&["--max-read", "2M"]);
    assert_eq!(
        (&long["charset"], &long["truncated"]),
        (&"utf-8".into(), &false.into())
    );
    let least = row(&["--max-read", "100"]);
    assert_eq!(
        (&least["mime"], &least["truncated"]),
        (&"text/plain".into(), &true.into())
    );
}

#[test]
fn a_character_that_the_limit_cuts_decides_nothing() {
    let dir = temp_dir();
    for sign in ["\u{e9}", "\u{4e2d}", "\u{1f600}"] {
        for inside in 1..sign.len() {
            let text = "x".repeat(20_000 - inside) + &sign.repeat(200);
            fs::write(dir.path().join("text"), &text).unwrap();
            for path in ["text", "-"] {
                let mut run = tool("ftype").args(["-b", "--mime-encoding", "--max-read", "20000", path]);
                run = run.current_dir(dir.path()).stdin(&text);
                run.run().stdout("us-ascii\n");
            }
        }
    }
}

#[test]
fn a_sign_among_a_few_letters_is_no_binary() {
    for bytes in [
        b"\xa35\n".as_slice(),
        b"\xbd cup\n",
        b"\xa7 5 Abs. 2\n",
        b"5 \x80\n",
    ] {
        of_bytes(&["--mime-type"], bytes).stdout("text/plain\n");
    }
    of_bytes(&["--mime-type"], b"\xa3\xf1\x05\x9e").stdout("application/octet-stream\n");
}

#[test]
fn line_ends_are_those_of_all_of_a_text() {
    let text = "words\n".repeat(3000) + "more\r\n";
    of_bytes(&[], text).stdout("ASCII text, with mixed line terminators\n");
}

#[test]
fn a_program_with_a_payload_behind_it_is_a_program() {
    let payload = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\0\xff\xfe";
    let stub = b"#!/bin/sh\ntail -n +4 \"$0\" | tar xz\nexit\n";
    let long = [stub.as_slice(), &b"# more of it\n".repeat(1000)].concat();
    for stub in [stub.as_slice(), &long] {
        let bytes = [stub, payload].concat();
        of_bytes(&["-i"], &bytes).stdout("text/x-shellscript; charset=binary\n");
        of_bytes(&[], &bytes).stdout("Shell source, with binary data\n");
        let row = &rows(&of_bytes(&["--json"], &bytes))[0];
        assert_eq!(row["details"]["interpreter"], "sh");
    }
    of_bytes(
        &["--mime-type"],
        [b"#!/usr/bin/env python3\n".as_slice(), b"PK\x03\x04\0\0"].concat(),
    )
    .stdout("text/x-python\n");
    of_bytes(
        &["--mime-type"],
        [b"<?php __HALT_COMPILER(); ?>\r\n".as_slice(), b"\0\0\x01\0"].concat(),
    )
    .stdout("text/x-php\n");
    of_bytes(
        &["--mime-type"],
        [b"words and words\n".as_slice(), b"\0\0\x01\0"].concat(),
    )
    .stdout("application/octet-stream\n");
}

#[test]
fn a_few_control_characters_make_no_text_binary() {
    let text = "\" A map with a raw control\nmap <F2> :w\x01\x16<CR>\nset nocompatible\nlet g:x = 1\n";
    of_bytes(&["--mime-encoding"], text).stdout("us-ascii\n");
    let dir = temp_dir();
    fs::write(dir.path().join("keys.vim"), text).unwrap();
    in_dir(dir.path(), &["--check", "keys.vim"]).status(0).stdout("");
}

#[test]
fn a_pipe_of_the_shell_is_read_as_standard_input_is() {
    let script = "\"$1\" -b --mime-type <(printf '%%PDF-1.7\\n') /dev/stdin /dev/fd/3 < <(printf '#!/bin/sh\\n') 3< <(true)";
    let run = |script: &str| {
        let binary = harness::binary("ftype");
        let ran = std::process::Command::new("bash")
            .args(["-c", script, "bash"])
            .arg(&binary)
            .output()
            .unwrap();
        String::from_utf8(ran.stdout).unwrap()
    };
    assert_eq!(
        run(script),
        "application/pdf\ntext/x-shellscript\ninode/x-empty\n"
    );
    // A slow writer is waited for.
    let script = "\"$1\" -b --mime-type <(sleep 0.2; printf '%%PDF-'; sleep 0.2; printf '1.7\\n')";
    assert_eq!(run(script), "application/pdf\n");
}

#[test]
fn check_accepts_all_meanings_of_an_extension() {
    let dir = temp_dir();
    let elf = [
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0".as_slice(),
        &[0; 46],
    ]
    .concat();
    let noise: Vec<u8> = (0..400u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    // As keymaps of Vim are written: in ISO 8859-2, with control characters.
    let keys = b"\" Keymap\nloadkeymap\n\xe6 /\n\x16' \xe8 \xf0 \xb9\n\xbe \xe6 x y z\n".repeat(4);
    for (name, bytes) in [
        ("message.msg", b"float64 x\nfloat64 y\n".as_slice()),
        ("font.pfa", b"%!PS-AdobeFont-1.0: X 001.001\n"),
        ("list.dat", b"com\norg\n"),
        ("list2.dat", &zip(&[("a.txt", "x")])),
        ("page.js.br", &noise),
        ("libx.so", b"/* GNU ld script */\nINPUT(libx.so.6)\n"),
        ("libx.so.6", &elf),
        ("libx.a", b"INPUT(-lx)\n"),
        ("tool.1", &elf),
        ("go.mod", b"module example.com/x\n\ngo 1.22\n"),
        ("tutor.it", b"Benvenuto alla guida di questo programma.\n"),
        ("key.pub", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 x@y\n"),
        ("keymap.vim", &keys),
        ("classes.jar", &zip(&[("a/B.class", "x")])),
        ("page.drawio", b"<mxfile><diagram>x</diagram></mxfile>\n"),
        ("logo.ai", b"%PDF-1.5\n"),
        ("state.bin", b"text in it\n"),
        ("notes.doc", b"Notes about the program, in plain words.\n"),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
        in_dir(dir.path(), &["--check", name]).status(0).stdout("");
    }
    fs::create_dir(dir.path().join("chart.js")).unwrap();
    in_dir(dir.path(), &["--check", "chart.js"]).status(0).stdout("");
    for (name, bytes) in [
        ("page.doc", b"<!DOCTYPE html><p>x".as_slice()),
        ("a.py", &elf),
        ("a.txt", &noise),
        ("a.jpg", b"not found\n"),
        ("a.docx", &zip(&[("a.txt", "x")])),
        ("lib.so", b"\x89PNG\r\n\x1a\n"),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
        in_dir(dir.path(), &["--check", name]).status(1);
    }
}

#[test]
fn the_gate_for_git_takes_links_as_links() {
    let dir = temp_dir();
    std::os::unix::fs::symlink("gone", dir.path().join("logo.png")).unwrap();
    in_dir(dir.path(), &["--check", "-P", "logo.png"])
        .status(0)
        .stdout("")
        .stderr("");
    in_dir(dir.path(), &["--check", "logo.png"]).status(3);
}

#[test]
fn formats_are_known_by_their_specifications() {
    let mut ext = vec![0_u8; 4096];
    ext[1024..1028].copy_from_slice(&16_u32.to_le_bytes());
    ext[1080..1082].copy_from_slice(b"\x53\xef");
    let mut ext4 = ext.clone();
    ext4[1024 + 0x60] = 0x42;
    let mut mbr = vec![0_u8; 2048];
    mbr[446..462].copy_from_slice(&[0x80, 1, 1, 0, 0x83, 0xfe, 0xff, 0xff, 0, 8, 0, 0, 0, 16, 0, 0]);
    mbr[510..512].copy_from_slice(b"\x55\xaa");
    let mut gpt = mbr.clone();
    gpt[450] = 0xee;
    gpt[512..524].copy_from_slice(b"EFI PART\0\0\x01\0");
    // ADTS: 100 bytes a frame, AAC LC, 44100 Hz, stereo.
    let mut frame = vec![0xff, 0xf1, 0x50, 0x80, 0x0c, 0x9f, 0xfc];
    frame.resize(100, 0x21);
    let numpy = b"\x93NUMPY\x01\0\x10\0{'descr':'<f8'}\n".as_slice();
    let mut targa = vec![0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 24, 0x20];
    targa.extend([7; 12]);
    for (bytes, mime) in [
        (ext.as_slice(), "application/x-ext2-filesystem"),
        (&ext4, "application/x-ext4-filesystem"),
        (&mbr, "application/x-mbr-disk-image"),
        (&gpt, "application/x-gpt-disk-image"),
        (&frame.repeat(3), "audio/aac"),
        (numpy, "application/x-npy"),
        (&zip(&[("a.npy", "x"), ("b.npy", "y")]), "application/x-npz"),
        // What zlib makes of "hello hello hello hello".
        (
            b"\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\x01\x68\x03\x08\xb1",
            "application/zlib",
        ),
        (
            b"d8:announce12:http://x.org4:infod6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces20:\xff\xfe\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0ee",
            "application/x-bittorrent",
        ),
        (b"RE\x7e\x5e\x07\0\0\0\x01\x02", "application/vnd.rar"),
        (b"\xff\x0a\xfa\x7f\x01\x90\x08\x00\x12\x34\x56\x78", "image/jxl"),
        (&targa, "image/x-tga"),
        (b"\x80\x04\x95\x0b\0\0\0\0\0\0\0}\x94\x8c\x01a\x94K\x01s.", "application/x-python-pickle"),
        (b"\x80\x01\x20\0\0\0%!PS-AdobeFont-1.0\n", "application/x-font-pfb"),
        (b"Xcur\x10\0\0\0\0\0\x01\0\x01\0\0\0", "image/x-xcursor"),
        (b"DIRC\0\0\0\x02\0\0\0\0\0\0\0\0", "application/x-git-index"),
        (b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0", "application/x-gguf"),
    ] {
        of_bytes(&["--mime-type"], bytes).stdout(format!("{mime}\n"));
    }
    let row = &rows(&of_bytes(&["--json"], b"RE\x7e\x5e\x07\0\0\0\x01\x02"))[0];
    assert_eq!(row["details"]["version"], "1.4");
    of_bytes(
        &["-z", "--mime-type"],
        b"\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\x01\x68\x03\x08\xb1",
    )
    .stdout("text/plain\n");
}

#[test]
fn kinds_of_elf_have_their_own_types() {
    // The header of ELF-64, little-endian, x86-64, with one program header behind it.
    let elf = |kind: u8, entry: u8, dynamic: &[u64]| {
        let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend([kind, 0, 62, 0, 1, 0, 0, 0]);
        bytes.extend([0; 8]);
        bytes.extend(64_u64.to_le_bytes());
        bytes.extend([0; 12]);
        bytes.extend([64, 0, 56, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend([entry, 0, 0, 0, 0, 0, 0, 0]);
        let length = (dynamic.len() * 8) as u64;
        for number in [120, 0, 0, length, length, 8] {
            bytes.extend(u64::to_le_bytes(number));
        }
        dynamic
            .iter()
            .for_each(|number| bytes.extend(number.to_le_bytes()));
        bytes
    };
    // The names are those of file 5.44.
    for (bytes, mime) in [
        (elf(1, 0, &[]), "application/x-object"),
        (elf(2, 1, &[]), "application/x-executable"),
        (
            elf(3, 2, &[0x6fff_fffb, 0x0800_0000, 0, 0]),
            "application/x-pie-executable",
        ),
        (elf(3, 3, &[]), "application/x-pie-executable"),
        (elf(3, 2, &[14, 1, 0, 0]), "application/x-sharedlib"),
        (elf(4, 4, &[]), "application/x-coredump"),
    ] {
        of_bytes(&["--mime-type"], &bytes).stdout(format!("{mime}\n"));
        of_bytes(&["--mime-type", "--only", "elf"], &bytes).stdout(format!("{mime}\n"));
    }
}

#[test]
fn a_pattern_that_no_type_has_is_a_usage_error() {
    for args in [
        ["--only", "jpgg"],
        ["--expect", "image/nosuch"],
        ["--not", "pictures/*"],
    ] {
        let ran = ftype(&[args[0], args[1], "picture.png"]);
        ran.status(2).stdout("").stderr(&format!(
            "ftype: {}: {} is no type (a MIME type, a glob over MIME types, a group or a label was expected, see --list)\n",
            args[0], args[1]
        ));
    }
    ftype(&["--only", "jpeg", "picture.png"])
        .status(2)
        .stderr_has("jpg is meant?");
}

#[test]
fn a_template_is_kept_for_findings() {
    ftype(&["--check", "--format", "%p is %l", "fake.png", "picture.png"])
        .status(1)
        .stdout("fake.png is jpg\n");
    ftype(&[
        "--expect",
        "image",
        "--format",
        "%p is %l",
        "document.pdf",
        "picture.png",
    ])
    .status(1)
    .stdout("document.pdf is pdf\n");
}

#[test]
fn what_a_walk_cannot_enter_has_a_row() {
    use std::os::unix::fs::PermissionsExt;
    let dir = temp_dir();
    let shut = dir.path().join("tree/shut");
    fs::create_dir_all(&shut).unwrap();
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read_dir(&shut).is_ok() {
        // Who may do everything is stopped by a link that names itself.
        fs::remove_dir(&shut).unwrap();
        std::os::unix::fs::symlink("shut", &shut).unwrap();
    }
    let ran = in_dir(dir.path(), &["--json", "-r", "tree"]);
    ran.status(3);
    let row = &rows(&ran)[0];
    assert_eq!((&row["path"], &row["mime"]), (&"tree/shut".into(), &Value::Null));
    assert!(!ran.stderr_text().contains("os error"), "{}", ran.stderr_text());
}

#[test]
fn a_package_of_any_number_of_members_is_told_in_little_memory() {
    let dir = temp_dir();
    let types =
        "<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    let names: Vec<String> = (0..30_000).map(|i| format!("word/media/image{i}.png")).collect();
    let mut members: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    members.push(("[Content_Types].xml", types));
    fs::write(dir.path().join("big"), zip(&members)).unwrap();
    let script = "ulimit -v 30000; exec \"$1\" -b --mime-type big";
    let ran = std::process::Command::new("bash")
        .args(["-c", script, "bash"])
        .arg(harness::binary("ftype"))
        .current_dir(&dir)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(ran.stdout).unwrap(),
        "application/vnd.ms-word.document.macroenabled.12\n"
    );
    // An archive that claims more members than there is memory: ZIP64, 2^40 of them.
    let mut claim = zip(&[("a.txt", "x")]);
    let end = claim.len() - 22;
    let record = end as u64;
    let mut wide = b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0".to_vec();
    for number in [1_u64 << 40, 1 << 40, 1 << 46, 36] {
        wide.extend(number.to_le_bytes());
    }
    wide.extend(b"PK\x06\x07\0\0\0\0");
    wide.extend(record.to_le_bytes());
    wide.extend([1, 0, 0, 0]);
    claim.truncate(end);
    claim.extend(wide);
    claim.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    of_bytes(&["--mime-type"], claim)
        .status(0)
        .stdout("application/zip\n");
}

#[test]
fn a_guess_is_plain_text_with_a_hint() {
    let row = &rows(&of_bytes(
        &["--json"],
        "enum Status {\n  Active = 0,\n}\n\ninterface Request {\n  status: Status;\n}\n",
    ))[0];
    assert_eq!(row["mime"], "text/plain");
    assert_eq!(row["why"], "text-model");
    assert_eq!(row["alternatives"][0]["label"], "typescript");
    assert!(row["alternatives"][0]["confidence"].as_f64().unwrap() < 0.5);
}

#[test]
fn prose_is_no_program_whatever_its_name_says() {
    let dir = temp_dir();
    // The beginning of Don Quijote, of the Divina Commedia, and of a letter.
    let spanish = "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que \
                   viv\u{ed}a un hidalgo de los de lanza en astillero, adarga antigua, roc\u{ed}n flaco y galgo \
                   corredor. Una olla de algo m\u{e1}s vaca que carnero, salpic\u{f3}n las m\u{e1}s noches, duelos y \
                   quebrantos los s\u{e1}bados, lentejas los viernes, alg\u{fa}n palomino de a\u{f1}adidura los \
                   domingos, consum\u{ed}an las tres partes de su hacienda.\n";
    let english = "Dear Ann,\n\nthank you for the long letter that you sent me last week. I have read it twice \
                   and will answer the questions in it one by one, beginning with the last.\n\nYours, Bob\n";
    for (name, text) in [
        ("tutor.es", spanish),
        ("letter.py", english),
        ("letter.pl", english),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
        in_dir(dir.path(), &["-b", "--mime-type", name]).stdout("text/plain\n");
    }
    fs::write(
        dir.path().join("a.py"),
        "# A licence in many words, which is all that this file has in it.\n",
    )
    .unwrap();
    in_dir(dir.path(), &["-b", "--mime-type", "a.py"]).stdout("text/x-python\n");
}

#[test]
fn what_only_one_language_has_is_proof() {
    let long = "Words about **it**, with ``code``.\n\n.. code-block:: python\n\n    x = 1\n\n".repeat(150);
    for (text, mime) in [
        (
            "\"\"\"Title\n=====\n\nLong *docs*.\n\n.. note:: x\n\"\"\"\nimport os\n".to_owned(),
            "text/x-python",
        ),
        (format!("'''\n{long}'''\nimport os\n"), "text/x-python"),
        (
            "# !!!!!!!   DO NOT EDIT THIS FILE   !!!!!!!\n# Made by a program.\n\nreturn <<'END';\nV4\n65\n91\nEND\n"
                .to_owned(),
            "text/x-perl",
        ),
        (
            "/* -*- Mode: C++; tab-width: 4 -*- */\nextern int x;\n".to_owned(),
            "text/x-c++",
        ),
        (
            "interface Message {\n  required: boolean;\n  optional?: string;\n  id: number;\n}\ntype Reply = Message | null;\n"
                .to_owned(),
            "text/x-typescript",
        ),
        ("---\nname: x\n".to_owned(), "application/yaml"),
        ("on:\n  push:\n    branches: [main]\n".to_owned(), "application/yaml"),
        ("Note: this is a sentence\n  and its end.\n".to_owned(), "text/plain"),
        (
            "{\"cells\": [], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}\n".to_owned(),
            "application/x-ipynb+json",
        ),
        ("{\"a\": 1}\n{\"a\": 2}\n{\"a\"".to_owned(), "application/x-ndjson"),
        ("{\"a\":\n 1}\n".to_owned(), "application/json"),
    ] {
        of_bytes(&["--mime-type"], &text).stdout(format!("{mime}\n"));
    }
    let dir = temp_dir();
    // What a name says holds against what notes look like.
    fs::write(dir.path().join("notes.txt"), "Todo:\n  - milk\n  - eggs\n").unwrap();
    in_dir(dir.path(), &["-b", "--mime-type", "notes.txt"]).stdout("text/plain\n");
    fs::write(dir.path().join("one.ndjson"), "{\"a\": 1}\n").unwrap();
    in_dir(dir.path(), &["-b", "--mime-type", "one.ndjson"]).stdout("application/x-ndjson\n");
}

#[test]
fn two_bytes_that_a_library_believes_prove_nothing() {
    let noise: Vec<u8> = (0..600u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for begin in [
        b"\x78\x01".as_slice(),
        b"\x78\x9c",
        b"\0\0\x02\0\x01\0",
        b"\xca\xfe",
        b"MZ",
    ] {
        of_bytes(&["--mime-type"], [begin, &noise].concat()).stdout("application/octet-stream\n");
    }
}

#[test]
fn a_mailbox_is_told_by_the_line_in_front_of_a_message() {
    let text = "From ann@example.org Mon Jun 01 10:00:00 2009\n\nTest content\n";
    of_bytes(&["--mime-type"], text).stdout("application/mbox\n");
    of_bytes(
        &["--mime-type"],
        "From here on it goes by foot, up to the top of the hill.\n",
    )
    .stdout("text/plain\n");
}

/// A box of ISO media: its size, its name, its content.
fn iso_box(name: &str, content: &[u8]) -> Vec<u8> {
    let size = (content.len() as u32 + 8).to_be_bytes();
    [size.as_slice(), name.as_bytes(), content].concat()
}

/// A movie of this brand, one track for each kind of handler.
fn movie(brand: &str, handlers: &[&str]) -> Vec<u8> {
    let track = |kind: &&str| {
        let handler = [[0; 8].as_slice(), kind.as_bytes(), &[0; 13]].concat();
        iso_box("trak", &iso_box("mdia", &iso_box("hdlr", &handler)))
    };
    let tracks: Vec<u8> = handlers.iter().flat_map(track).collect();
    let kind = iso_box("ftyp", &[brand.as_bytes(), &[0; 4], b"isom"].concat());
    [kind, iso_box("mdat", &[0; 99]), iso_box("moov", &tracks)].concat()
}

/// A compound file (MS-CFB 2): one sector of the FAT, one of the directory, with these empty streams (three at most).
fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.extend([0; 16]);
    for word in [0x3e_u16, 3, 0xfffe, 9, 6] {
        file.extend(word.to_le_bytes());
    }
    file.extend([0; 10]);
    for word in [1_u32, 1, 0, 4096, 0xffff_fffe, 0, 0xffff_fffe, 0, 0] {
        file.extend(word.to_le_bytes());
    }
    file.resize(512, 0xff);
    file.extend(0xffff_fffd_u32.to_le_bytes());
    file.extend(0xffff_fffe_u32.to_le_bytes());
    file.resize(1024, 0xff);
    let mut entry = |name: &str, kind: u8, right: u32, child: u32| {
        let start = file.len();
        file.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        file.resize(start + 64, 0);
        let length = if name.is_empty() {
            0
        } else {
            (name.len() as u16 + 1) * 2
        };
        file.extend(length.to_le_bytes());
        file.extend([kind, 1]);
        for word in [u32::MAX, right, child] {
            file.extend(word.to_le_bytes());
        }
        file.resize(start + 116, 0);
        file.extend(if kind == 0 { 0_u32 } else { 0xffff_fffe }.to_le_bytes());
        file.resize(start + 128, 0);
    };
    let child = if streams.is_empty() { u32::MAX } else { 1 };
    entry("Root Entry", 5, u32::MAX, child);
    for at in 0..3 {
        let next = if at + 1 < streams.len() {
            at as u32 + 2
        } else {
            u32::MAX
        };
        match streams.get(at) {
            Some(name) => entry(name, 2, next, u32::MAX),
            None => entry("", 0, u32::MAX, u32::MAX),
        }
    }
    file
}

#[test]
fn a_compound_file_as_made_here_is_one() {
    of_bytes(&["--mime-type"], compound(&["WordDocument"])).stdout("application/msword\n");
    let ran = of_bytes(&["--json"], compound(&["EncryptionInfo", "EncryptedPackage"]));
    let row = &rows(&ran)[0];
    assert_eq!(row["mime"], "application/x-ole-storage");
    assert_eq!(row["details"]["encrypted"], true);
    assert_eq!(row["truncated"], false);
}

/// The header of a TIFF file with an empty directory.
const TIFF: &[u8] = b"II\x2a\0\x08\0\0\0\0\0\0\0\0\0";

#[test]
fn check_accepts_what_a_format_is_written_in_where_nothing_more_shows() {
    let dir = temp_dir();
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let package = [("[Content_Types].xml", types), ("_rels/.rels", "<x/>")];
    let encrypted = compound(&["EncryptionInfo", "EncryptedPackage"]);
    let pe = [
        b"MZ".as_slice(),
        &[0; 58],
        &64_u32.to_le_bytes(),
        b"PE\0\0",
        &[0; 60],
    ]
    .concat();
    let macho = [b"\xcf\xfa\xed\xfe".as_slice(), &[0; 60]].concat();
    for (name, bytes) in [
        ("a.docx", encrypted.clone()),
        ("a.xlsm", encrypted),
        ("addon.node", pe),
        ("addon2.node", macho),
        ("song.m4a", movie("isom", &["soun"])),
        ("song2.m4a", movie("mp42", &["soun"])),
        ("song3.m4a", movie("dash", &["soun"])),
        ("call.m4a", movie("3gp5", &["soun"])),
        ("song.mp4", movie("M4A ", &["soun"])),
        ("clip.3gp", movie("mp42", &["vide", "soun"])),
        ("clip.mp4", movie("3gp4", &["vide", "soun"])),
        (
            "w.pt",
            zip(&[("archive/data.pkl", "x"), ("archive/version", "3")]),
        ),
        ("w.pkl", zip(&[("archive/data.pkl", "x")])),
        ("m.mar", zip(&[("MAR-INF/MANIFEST.json", "{}")])),
        ("a.aab", zip(&[("BundleConfig.pb", "x"), ("base/a", "x")])),
        ("a.usdz", zip(&[("a.usdc", "PXR-USDC")])),
        ("a.oxt", zip(&[("description.xml", "<x/>")])),
        ("a.mxl", zip(&[("META-INF/container.xml", "<x/>")])),
        (
            "a.idml",
            zip(&[("mimetype", "application/vnd.adobe.indesign-idml-package")]),
        ),
        ("a.fla", zip(&[("DOMDocument.xml", "<x/>")])),
        ("a.sketch", zip(&[("document.json", "{}")])),
        ("a.vsix", zip(&package)),
        ("a.dwfx", zip(&package)),
        (
            "b.docx",
            zip(&[package[0], package[1], ("word/document.xml", "<x/>")]),
        ),
        ("a.arw", TIFF.to_vec()),
        ("a.pef", TIFF.to_vec()),
        ("a.srw", TIFF.to_vec()),
        ("a.ipt", compound(&["RSeStorage"])),
        ("a.sldprt", compound(&["Contents"])),
        ("a.max", compound(&["Scene"])),
        ("a.wps", compound(&["WordDocument"])),
        ("empty.png", Vec::new()),
        ("empty.json", Vec::new()),
        (
            "page.xml",
            b"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>\n<html/>".to_vec(),
        ),
        (
            "drawing.svg",
            b"<?xml version='1.0'?><!DOCTYPE drawing><x/>".to_vec(),
        ),
        ("page.php", b"<!DOCTYPE html><p>x".to_vec()),
        ("page.md", b"<html><p>x</p></html>".to_vec()),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
        in_dir(dir.path(), &["--check", name]).status(0).stdout("");
    }
    for (name, bytes) in [
        ("z.docx", zip(&[("a.txt", "x")])),
        ("z.m4a", movie("isom", &["vide", "soun"])),
        ("z.doc", compound(&["EncryptedPackage"])),
        ("z.jpg", TIFF.to_vec()),
        ("z.sldprt", zip(&[("a.txt", "x")])),
        ("z.dll", [b"\xcf\xfa\xed\xfe".as_slice(), &[0; 60]].concat()),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
        in_dir(dir.path(), &["--check", name]).status(1);
    }
}

#[test]
fn check_finds_pages_and_scripts_under_names_of_what_they_cannot_be() {
    let dir = temp_dir();
    for name in [
        "a.json", "a.csv", "a.xml", "a.js", "a.pem", "a.whl", "a.py", "a.svg",
    ] {
        for page in [
            "<!DOCTYPE html>\n<html><body>502</body></html>\n",
            "<html><title>502</title></html>",
        ] {
            fs::write(dir.path().join(name), page).unwrap();
            in_dir(dir.path(), &["--check", name]).status(1).stdout(format!(
                "{name}: {} but text/html (.html, .htm, .xhtml)\n",
                name.trim_start_matches('a')
            ));
        }
    }
    for text in [
        "#!/bin/sh\nrm x\n",
        "<?php system('x');\n",
        "no picture, only words\n",
    ] {
        fs::write(dir.path().join("a.svg"), text).unwrap();
        in_dir(dir.path(), &["--check", "a.svg"]).status(1);
    }
}

/// What RFC 1952 says, around a stored block (RFC 1951).
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut crc = 0xffff_ffff_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    let length = bytes.len() as u16;
    let mut out = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x01".to_vec();
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out.extend((!crc).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

#[test]
fn check_looks_inside_when_asked() {
    let dir = temp_dir();
    let pdf = gzip(b"%PDF-1.7\n");
    for name in ["inv.jpg.gz", "inv.pdf.gz", "inv.tgz", "inv.pdf", "inv.gz"] {
        fs::write(dir.path().join(name), &pdf).unwrap();
    }
    let all = ["inv.jpg.gz", "inv.pdf.gz", "inv.tgz", "inv.pdf", "inv.gz"];
    in_dir(dir.path(), &[["--check"].as_slice(), &all].concat())
        .status(1)
        .stdout("inv.pdf: .pdf but application/gzip (.gz, .tgz)\n");
    in_dir(dir.path(), &[["-z", "--check"].as_slice(), &all].concat())
        .status(1)
        .stdout(
            "inv.jpg.gz: .jpg but application/pdf (.pdf)\ninv.tgz: .tgz but application/pdf (.pdf)\n\
             inv.pdf: .pdf but application/gzip (.gz, .tgz)\n",
        );
}

#[test]
fn damaged_data_are_said_to_be() {
    let whole = gzip(b"#!/bin/sh\nexit\n");
    of_bytes(&["-z"], &whole).stdout("Shell source, ASCII text (gzip compressed data)\n");
    of_bytes(&["-z"], &whole[..whole.len() - 9])
        .stdout("Shell source, ASCII text (gzip compressed data) (damaged or cut off)\n");
    // What a limit cuts is not damaged.
    of_bytes(&["-z", "--max-unpacked", "12"], &whole)
        .stdout("Shell source, ASCII text (gzip compressed data)\n");
}

#[test]
fn a_list_of_paths_is_no_program() {
    let list = "/usr/bin/7zz\n/usr/bin/[\n/usr/bin/addpart\n/usr/bin/add-apt-repository\n".repeat(20);
    of_bytes(&["--format", "%l"], list).stdout("txt\n");
    of_bytes(&["--format", "%l"], "./a/b.c\n./a/c.c\n./README\n").stdout("txt\n");
}

#[test]
fn a_page_of_the_manual_is_told_by_its_macros() {
    let page = ".\\\" A comment\n.TH LS 1 \"May 2024\"\n.SH NAME\nls \\- list directory contents\n";
    of_bytes(&["--format", "%l"], page).stdout("roff\n");
    of_bytes(&["--format", "%l"], ".Dd May 1, 2024\n.Dt LS 1\n.Sh NAME\n").stdout("roff\n");
    let dir = temp_dir();
    for (name, text, label) in [
        ("ls.1", page, "roff"),
        ("part.7", "The words come first.\n.PP\nThen a macro.\n", "roff"),
        (
            "app.log.1",
            "2024-05-01 10:00:00 started\n2024-05-01 10:00:01 ready\n",
            "txt",
        ),
        (
            "LGPL-2.1",
            "This is a licence of a library in version 2.1.\n\nYou may copy it.\n",
            "txt",
        ),
        ("notes.3", "...and so on\n", "txt"),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
        in_dir(dir.path(), &["--format", "%l", name]).stdout(format!("{label}\n"));
    }
}

#[test]
fn a_name_does_not_make_what_the_content_is_not() {
    let dir = temp_dir();
    let zones = "# time zones of the world\n#\n#country\tcoordinates\tTZ\tcomments\n#\nAD\t+4230+00131\tEurope/Andorra\n\
                 AE\t+2518+05518\tAsia/Dubai\tUnited Arab Emirates\nAQ\t-6617+11031\tAntarctica/Casey\tCasey\n";
    let settings = "GENCCODE_ASSEMBLY_TYPE=-a gcc\nSO=so\nSOBJ=so\nA=a\nLIBPREFIX=lib\nLIB_EXT_ORDER=.72.1\nCOMPILE=gcc -O2 -c\n";
    let notes = "Notes of the meeting on Monday, for those who could not be there.\nWe talked about the plans for the \
                 summer and about who brings what.\n";
    for (name, text) in [
        ("zone.tab", zones),
        ("pkgdata.inc", settings),
        ("notes.pro", notes),
        ("a.toc", notes),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
        let ran = in_dir(dir.path(), &["--format", "%l", name]);
        let said = ran.stdout_text();
        assert!(
            !["sql\n", "html\n", "prolog\n", "latex\n"].contains(&said.as_ref()),
            "{name} {said}"
        );
    }
}

#[test]
fn a_header_is_c_unless_it_has_what_c_has_not() {
    let dir = temp_dir();
    for (text, label) in [
        (
            "#ifndef X_H\n#define X_H\n#ifdef __cplusplus\nextern \"C\" {\n#endif\nint x(void); /* class of its own */\n#endif\n",
            "c",
        ),
        (
            "#pragma once\nstruct a { int class_; };\n// namespace x { }\n",
            "c",
        ),
        (
            "#pragma once\nclass A {\npublic:\n    int x() const;\n};\n",
            "cpp",
        ),
        ("#pragma once\n#include <string>\nstd::string name();\n", "cpp"),
        (
            "#import <Foundation/Foundation.h>\n@interface A : NSObject\n- (int)x;\n@end\n",
            "objectivec",
        ),
    ] {
        fs::write(dir.path().join("a.h"), text).unwrap();
        in_dir(dir.path(), &["--format", "%l", "a.h"]).stdout(format!("{label}\n"));
    }
}

#[test]
fn a_table_in_a_program_is_a_part_of_the_program() {
    let dir = temp_dir();
    let rows = "0x00,0x01,0x02,0x03\n0x10,0x11,0x12,0x13\n0x20,0x21,0x22,0x23\n";
    for (name, label) in [
        ("font.h", "c"),
        ("font.c", "c"),
        ("font.css", "css"),
        ("font.dat", "csv"),
        ("font.txt", "csv"),
    ] {
        fs::write(dir.path().join(name), rows).unwrap();
        in_dir(dir.path(), &["--format", "%l", name]).stdout(format!("{label}\n"));
    }
}

#[test]
fn an_interpreter_decides_and_an_unknown_one_is_told() {
    for (program, label) in [
        ("/usr/bin/fish", "fish"),
        ("/usr/bin/env swift", "swift"),
        ("/usr/bin/gnuplot", "gnuplot"),
        ("/usr/bin/env kotlin", "kotlin"),
        ("/usr/bin/env bun", "javascript"),
        ("/usr/bin/node", "javascript"),
        ("/usr/sbin/dtrace -s", "dtrace"),
        ("/usr/bin/env crystal", "crystal"),
        ("/usr/bin/env bats", "shell"),
        ("/bin/csh -f", "csh"),
        ("/bin/sed -f", "sed"),
        ("/usr/bin/guile-3.0", "scheme"),
        ("/bin/busybox sh", "shell"),
        ("/usr/bin/env -S raku", "raku"),
        ("/opt/x/nosuchthing -x", "txt"),
    ] {
        let ran = of_bytes(&["--json"], format!("#!{program}\nconst x = 1;\n"));
        let row = &rows(&ran)[0];
        assert_eq!(row["label"], label, "{program}");
        assert_eq!(row["why"], "shebang", "{program}");
        assert!(row["confidence"].as_f64().unwrap() >= 0.8, "{program}");
    }
    let ran = of_bytes(&["--json"], "#!/opt/x/nosuchthing -x\nconst x = 1;\n");
    assert_eq!(rows(&ran)[0]["details"]["interpreter"], "nosuchthing");
}

#[test]
fn sentences_are_no_program_with_or_without_a_name() {
    // The first article of the Universal Declaration of Human Rights, in Swedish and in Czech.
    let swedish = "Alla människor är födda fria och lika i värde och rättigheter.\nDe har utrustats med förnuft och samvete \
                   och bör handla gentemot\nvarandra i en anda av gemenskap.\n";
    let czech = "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.\nJsou nadáni rozumem a svědomím \
                 a mají spolu jednat v duchu bratrství.\n";
    let dir = temp_dir();
    for (name, text) in [
        ("a.sv", swedish),
        ("a.cs", czech),
        ("a.es", swedish),
        ("a.v", czech),
    ] {
        let text = format!("{text}\n{text}");
        of_bytes(&["--format", "%l"], &text).stdout("txt\n");
        fs::write(dir.path().join(name), text).unwrap();
        in_dir(dir.path(), &["--format", "%l", name]).stdout("txt\n");
    }
}

#[test]
fn words_that_begin_as_a_signature_are_text() {
    for text in [
        "FWS1 is the first of the work packages\n",
        "the ftyp box and the moov box\n",
        "070707 is a number\n",
        "wOFF is a format of fonts\n",
        "fLaC is a codec of audio\n",
        "AC1015 is a part number\n",
        "RIFF is a format of Microsoft\n",
        "P5 3 items on the list\n",
    ] {
        let ran = of_bytes(&["--mime-encoding"], text);
        ran.stdout("us-ascii\n");
    }
    let typelib = [b"GOBJ\nMETADATA\r\n\x1a\x04\0".as_slice(), &[0x47; 800]].concat();
    of_bytes(&["--format", "%l"], typelib).stdout("typelib\n");
}

#[test]
fn standard_input_is_given_once() {
    let ran = tool("ftype").args(["-", "-"]).stdin("words\n").run();
    ran.status(3).stdout("-: ASCII text\n");
    assert!(ran.stderr_text().contains("standard input was read already"));
}

#[test]
fn types_are_listed_with_their_labels() {
    let ran = ftype(&["--list"]);
    ran.status(0)
        .stdout_has("png\timage/png\timage\tpng\tPNG image data\n");
    assert!(
        ran.stdout_text()
            .lines()
            .all(|line| line.split('\t').count() == 5)
    );
    ftype(&["--list", "picture.png"]).status(2);
}

#[test]
fn mime_types_are_the_same_in_any_case_and_a_near_miss_gets_a_hint() {
    ftype(&["--expect", "IMAGE/PNG", "picture.png"])
        .status(0)
        .stdout("");
    ftype(&["-b", "--only", "Image", "picture.png", "document.pdf"])
        .status(0)
        .stdout("PNG image data, 3 x 2, 8-bit/color RGB, non-interlaced\n");
    let ran = ftype(&["--expect", "gzip", "picture.png"]);
    ran.status(2);
    assert!(
        ran.stderr_text().contains("gz is meant?"),
        "{}",
        ran.stderr_text()
    );
}

#[test]
fn a_document_behind_an_image_is_found() {
    let png = fs::read(data("ftype/examples/picture.png")).unwrap();
    let pdf = fs::read(data("ftype/examples/document.pdf")).unwrap();
    of_bytes(&["-k"], [png.as_slice(), &pdf].concat()).stdout_has("\n- PDF document\n");
    of_bytes(&["-k"], &png).stdout("PNG image data, 3 x 2, 8-bit/color RGB, non-interlaced\n");
}

#[test]
fn a_few_bytes_of_more_are_in_no_charset() {
    let png = fs::read(data("ftype/examples/picture.png")).unwrap();
    of_bytes(&["--mime-encoding", "--max-read", "4"], png).stdout("binary\n");
    // Cut within a character, which decides nothing.
    of_bytes(&["--mime-encoding", "--max-read", "4"], "caf\u{e9} au lait\n").stdout("us-ascii\n");
    of_bytes(&["--mime-encoding", "--max-read", "4"], "words\n").stdout("us-ascii\n");
}

#[test]
fn an_empty_name_is_an_input_that_cannot_be_opened() {
    ftype(&["-b", "", "document.pdf"])
        .status(3)
        .stdout("PDF document, version 1.7\n")
        .stderr("ftype: : the name is empty (a path was expected)\n");
}
