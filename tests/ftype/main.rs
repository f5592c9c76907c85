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
    let details = serde_json::json!({"width": 3, "height": 2, "bit_depth": 8, "color": "/color RGB", "interlaced": false});
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
