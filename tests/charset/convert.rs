use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use harness::{Run, data, temp_dir, tool};
use serde_json::{Value, json};

fn to(encoding: &str) -> Run {
    tool("charset").args(["to", encoding])
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn gbk_becomes_utf8_without_being_named() {
    let expected = fs::read(data("charset/gbk.utf8.txt")).unwrap();
    to("utf-8")
        .arg(data("charset/gbk.txt"))
        .run()
        .status(0)
        .stdout(&expected)
        .stderr_empty();
    to("utf-8")
        .stdin(fs::read(data("charset/gbk.txt")).unwrap())
        .run()
        .status(0)
        .stdout(&expected);
}

#[test]
fn utf8_becomes_what_cpython_writes() {
    to("shift_jis")
        .arg(data("charset/sjis.utf8.txt"))
        .run()
        .status(0)
        .stdout(fs::read(data("charset/sjis.txt")).unwrap());
    // CPython 3.11: '价\n'.encode('utf-16-be'), 'ü'.encode('cp437')
    to("utf-16be")
        .stdin("价\n")
        .run()
        .status(0)
        .stdout(b"\x4e\xf7\0\n");
    to("cp437")
        .args(["--from", "utf-8"])
        .stdin("ü")
        .run()
        .status(0)
        .stdout(b"\x81");
}

#[test]
fn malformed_input_is_an_error_with_its_place() {
    to("utf-8")
        .args(["--from", "gbk"])
        .stdin(b"ab\nc\xff\n")
        .run()
        .status(3)
        .stdout("ab\nc")
        .stderr_has("charset: -:2:2: malformed")
        .stderr_has("(byte offset 4)");
    to("utf-8")
        .args(["--from", "gbk"])
        .stdin(b"ab\xc4")
        .run()
        .status(3)
        .stderr_has("-:1:3:");
}

#[test]
fn losses_are_counted_never_silent() {
    to("utf-8")
        .args(["--from", "utf-8", "--errors", "replace"])
        .stdin(b"a\xffb\xfec\n")
        .run()
        .status(1)
        .stdout("a\u{fffd}b\u{fffd}c\n")
        .stderr("charset: -: 2 replaced (first at 1:2)\n");
    to("windows-1252")
        .args(["--from", "utf-8", "--errors", "ignore"])
        .stdin("价é\n")
        .run()
        .status(1)
        .stdout(b"\xe9\n")
        .stderr("charset: -: 1 ignored (first at 1:1)\n");
    to("windows-1252")
        .args(["--from", "utf-8"])
        .stdin("é价")
        .run()
        .status(3)
        .stderr("charset: -:1:2: U+4EF7 价 is not in the target encoding (byte offset 2); --errors replace goes on\n");
}

#[test]
fn the_first_loss_is_told_by_its_byte_in_the_source() {
    let long = "é".repeat(100_000);
    let long: Vec<u8> = long.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cases: [(&str, &[u8], Value); 6] = [
        (
            "utf-8",
            "aé\nb价".as_bytes(),
            json!({"offset": 5, "line": 2, "col": 2}),
        ),
        (
            "utf-8",
            "\u{feff}价".as_bytes(),
            json!({"offset": 3, "line": 1, "col": 1}),
        ),
        (
            "gbk",
            b"ab\r\n\xa8\xa6\xbc\xdb",
            json!({"offset": 6, "line": 2, "col": 2}),
        ),
        (
            "utf-16le",
            b"\xff\xfea\x00\xf7\x4e",
            json!({"offset": 4, "line": 1, "col": 2}),
        ),
        (
            "iso-2022-jp",
            b"a\x1b$B2A",
            json!({"offset": 4, "line": 1, "col": 2}),
        ),
        (
            "utf-16be",
            &[long.as_slice(), b"\x4e\xf7"].concat(),
            json!({"offset": 200_000, "line": 1, "col": 100_001}),
        ),
    ];
    for (from, source, place) in cases {
        let run = to("windows-1252")
            .args(["--from", from, "--errors", "replace", "--newline", "lf", "--json"])
            .stdin(source)
            .run();
        let row: Value = serde_json::from_str(run.stderr_text().lines().next().unwrap()).unwrap();
        assert_eq!(row["first_loss"], place, "{from}");
    }
}

#[test]
fn a_mark_is_left_out_of_utf16_too_when_it_is_asked() {
    to("utf-16")
        .args(["--bom", "strip"])
        .stdin("a")
        .run()
        .stdout(b"a\0");
}

#[test]
fn what_iso_2022_jp_does_not_have_is_not_passed_through_as_ascii() {
    // Row 13 of NEC.
    to("utf-8")
        .stdin(b"\x1b$B-!$3$s\x1b(B\n")
        .run()
        .status(4)
        .stdout("");
}

#[test]
fn surrogates_in_utf8_are_not_taken_for_chinese() {
    to("utf-8")
        .stdin(b"x \xed\xa0\xbd\xed\xb8\x80 y\n")
        .run()
        .status(4)
        .stdout("");
}

#[test]
fn a_certainty_is_a_number_from_0_to_1() {
    for number in ["nan", "5", "-0.1"] {
        to("utf-8")
            .arg(format!("--min-confidence={number}"))
            .stdin("x")
            .run()
            .status(2)
            .stdout("");
    }
}

#[test]
fn byte_order_marks_and_line_ends_are_chosen() {
    to("utf-8")
        .stdin(b"\xef\xbb\xbfx\n")
        .run()
        .stdout(b"\xef\xbb\xbfx\n");
    to("utf-8")
        .args(["--bom", "strip"])
        .stdin(b"\xef\xbb\xbfx\n")
        .run()
        .stdout("x\n");
    to("utf-8")
        .args(["--bom", "add"])
        .stdin("x\n")
        .run()
        .stdout(b"\xef\xbb\xbfx\n");
    to("gbk")
        .args(["--bom", "add"])
        .stdin("x\n")
        .run()
        .status(2)
        .stdout("");
    to("utf-8")
        .args(["--newline", "lf"])
        .stdin("a\r\nb\rc\n")
        .run()
        .stdout("a\nb\nc\n");
    to("utf-8")
        .args(["--newline", "crlf"])
        .stdin("a\nb\r\n")
        .run()
        .stdout("a\r\nb\r\n");
}

#[test]
fn what_is_not_certain_is_refused_and_left_alone() {
    let folder = temp_dir();
    let gbk = fs::read(data("charset/gbk.txt")).unwrap();
    let utf8 = fs::read(data("charset/gbk.utf8.txt")).unwrap();
    let mixed = [gbk, utf8].concat();
    for (name, bytes) in [
        ("unsure", b"\xe9".to_vec()),
        ("mixed", mixed),
        ("binary", vec![0, 1, 2, 255]),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        to("utf-8")
            .arg("--in-place")
            .arg(&path)
            .run()
            .status(4)
            .stderr_has("--from");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    assert_eq!(names(folder.path()), ["binary", "mixed", "unsure"]);
}

#[test]
fn in_place_keeps_modes_links_and_what_is_right_already() {
    let folder = temp_dir();
    let (file, link, done) = (
        folder.path().join("f"),
        folder.path().join("l"),
        folder.path().join("done"),
    );
    fs::copy(data("charset/gbk.txt"), &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("f", &link).unwrap();
    fs::copy(data("charset/gbk.utf8.txt"), &done).unwrap();
    let before = done.metadata().unwrap();
    to("utf-8")
        .arg("--in-place=.bak")
        .args([&link, &done])
        .run()
        .status(0)
        .stdout("")
        .stderr_empty();
    assert_eq!(
        fs::read(&file).unwrap(),
        fs::read(data("charset/gbk.utf8.txt")).unwrap()
    );
    assert_eq!(
        fs::read(folder.path().join("f.bak")).unwrap(),
        fs::read(data("charset/gbk.txt")).unwrap()
    );
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let after = done.metadata().unwrap();
    assert_eq!(
        (before.ino(), before.mtime_nsec()),
        (after.ino(), after.mtime_nsec())
    );
    assert_eq!(names(folder.path()), ["done", "f", "f.bak", "l"]);
}

#[test]
fn a_file_that_may_not_grow_so_large_is_left_as_it_was() {
    let folder = temp_dir();
    let file = folder.path().join("f");
    let before = "中文\n".repeat(4000);
    fs::write(&file, &before).unwrap();
    let ran = std::process::Command::new("bash")
        .args(["-c", r#"ulimit -f 8; exec "$0" to gb18030 --in-place "$1""#])
        .arg(harness::binary("charset"))
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(3), "{ran:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert_eq!(names(folder.path()), ["f"]);
}

#[test]
fn a_hard_link_is_broken_only_on_request() {
    let folder = temp_dir();
    let (file, other) = (folder.path().join("f"), folder.path().join("g"));
    fs::copy(data("charset/gbk.txt"), &file).unwrap();
    fs::hard_link(&file, &other).unwrap();
    to("utf-8")
        .arg("--in-place")
        .arg(&file)
        .run()
        .status(3)
        .stderr_has("hard link");
    to("utf-8")
        .args(["--in-place", "--force"])
        .arg(&file)
        .run()
        .status(0);
    assert_eq!(
        fs::read(&other).unwrap(),
        fs::read(data("charset/gbk.txt")).unwrap()
    );
}

#[test]
fn an_existing_output_is_not_overwritten_silently() {
    let folder = temp_dir();
    let out = folder.path().join("out");
    fs::write(&out, "keep").unwrap();
    to("utf-8")
        .arg(data("charset/gbk.txt"))
        .arg("-o")
        .arg(&out)
        .run()
        .status(3)
        .stderr_has("already exists");
    assert_eq!(fs::read(&out).unwrap(), b"keep");
    to("utf-8")
        .arg(data("charset/gbk.txt"))
        .arg("--force")
        .arg("-o")
        .arg(&out)
        .run()
        .status(0);
    assert_eq!(
        fs::read(&out).unwrap(),
        fs::read(data("charset/gbk.utf8.txt")).unwrap()
    );
    to("utf-8")
        .arg(&out)
        .arg("--force")
        .arg("-o")
        .arg(&out)
        .run()
        .status(2);
}

#[test]
fn a_malformed_file_leaves_no_output() {
    let folder = temp_dir();
    let (bad, out) = (folder.path().join("bad"), folder.path().join("out"));
    fs::write(&bad, b"a\xff").unwrap();
    to("utf-8")
        .args(["--from", "gbk"])
        .arg(&bad)
        .arg("-o")
        .arg(&out)
        .run()
        .status(3);
    assert_eq!(names(folder.path()), ["bad"]);
}

#[test]
fn an_unknown_encoding_is_named() {
    to("utf-99")
        .stdin("x")
        .run()
        .status(2)
        .stdout("")
        .stderr_has("'utf-99'");
}

#[test]
fn a_round_trip_is_checked_on_request() {
    to("gbk")
        .arg("--check-roundtrip")
        .stdin("价格，数量。\n")
        .run()
        .status(0)
        .stderr_empty();
    let folder = temp_dir();
    let path = folder.path().join("f");
    fs::write(&path, "价é\n").unwrap();
    to("latin1")
        .args([
            "--from",
            "utf-8",
            "--errors",
            "replace",
            "--check-roundtrip",
            "--in-place",
        ])
        .arg(&path)
        .run()
        .status(1);
    assert_eq!(fs::read(&path).unwrap(), "价é\n".as_bytes());
}
