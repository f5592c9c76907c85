use std::fs;
use std::os::unix::ffi::OsStrExt;

use harness::{Run, data, temp_dir, tool};
use serde_json::{Value, json};

fn charset() -> Run {
    tool("charset")
}

fn row(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn hello_word_is_ascii_for_sure() {
    charset()
        .stdin("hello word")
        .run()
        .status(0)
        .stdout("-: ascii 1.00\n")
        .stderr_empty();
    charset()
        .arg("-m")
        .stdin("hello word")
        .run()
        .status(0)
        .stdout("ascii\n");
    let ran = charset().arg("--json").stdin("hello word").run();
    let row = row(&ran.status(0).stdout_text());
    assert_eq!(
        (&row["encoding"], &row["confidence"], &row["language"]),
        (&json!("ascii"), &json!(1.0), &json!(""))
    );
}

#[test]
fn the_json_keys_are_the_interface() {
    let ran = charset().arg("--json").arg(data("charset/gbk.txt")).run();
    let row = row(&ran.status(0).stdout_text());
    let keys: Vec<_> = row.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        [
            "path",
            "encoding",
            "confidence",
            "language",
            "bom",
            "newline",
            "bytes",
            "alternatives",
            "warnings",
            "error"
        ]
    );
    assert_eq!(row["encoding"], "gb18030");
    assert_eq!(row["language"], "zh");
    assert_eq!(row["newline"], "lf");
    assert_eq!(row["bytes"], fs::read(data("charset/gbk.txt")).unwrap().len());
}

#[test]
fn chinese_and_japanese_files_are_told_apart() {
    charset()
        .args(["-m"])
        .args([
            data("charset/gbk.txt"),
            data("charset/sjis.txt"),
            data("charset/gbk.utf8.txt"),
        ])
        .run()
        .status(0)
        .stdout("gb18030\nshift_jis\nutf-8\n");
}

#[test]
fn a_byte_order_mark_is_told_apart_from_the_name() {
    let ran = charset().arg("--json").stdin(b"\xef\xbb\xbfx\r\n").run();
    let row = row(&ran.stdout_text());
    assert_eq!(
        (&row["encoding"], &row["bom"], &row["newline"]),
        (&json!("utf-8"), &json!(true), &json!("crlf"))
    );
}

#[test]
fn empty_is_ascii_and_overlong_is_not_utf8() {
    charset().arg("-m").run().status(0).stdout("ascii\n");
    let ran = charset().arg("-m").stdin(b"caf\xc0\xaf x").run();
    assert_ne!(ran.status(0).stdout_text(), "utf-8\n");
}

#[test]
fn a_latin_letter_at_the_end_is_not_taken_for_cut_utf8() {
    let ran = charset().arg("-m").stdin(b"la citt\xe0").run();
    assert_ne!(ran.status(0).stdout_text(), "utf-8\n");
}

#[test]
fn an_input_that_ends_inside_a_character_keeps_its_encoding() {
    let text = fs::read(data("charset/gbk.txt")).unwrap();
    let end = text.iter().rposition(|byte| *byte >= 0x80).unwrap();
    charset()
        .arg("-m")
        .stdin(&text[..end])
        .run()
        .status(0)
        .stdout("gb18030\n");
}

#[test]
fn evidence_counts_behind_a_megabyte_of_ascii() {
    let mut text = b"INFO the job has finished without a single warning\n".repeat(20_000);
    text.extend(fs::read(data("charset/gbk.txt")).unwrap());
    charset()
        .arg("-m")
        .stdin(&text)
        .run()
        .status(0)
        .stdout("gb18030\n");
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let ran = charset().args(["--json", "missing", "/", "-"]).stdin("x").run();
    ran.status(3)
        .stderr_has("charset: missing: No such file or directory\n")
        .stderr_has("charset: /: is a directory\n");
    let rows: Vec<Value> = ran.stdout_text().lines().map(row).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["error"], "No such file or directory");
    assert_eq!(rows[1]["encoding"], Value::Null);
    assert_eq!(rows[2]["encoding"], "ascii");
}

#[test]
fn an_uncertain_answer_is_status_1_when_asked() {
    charset()
        .args(["--min-confidence", "0.9"])
        .stdin(b"\xe9")
        .run()
        .status(1);
    charset().stdin(b"\xe9").run().status(0);
}

#[test]
fn endless_input_is_bounded_by_bytes() {
    charset()
        .args(["-m", "--bytes", "100000", "/dev/zero"])
        .run()
        .status(0)
        .stdout("binary\n");
}

#[test]
fn hostile_names_are_shown_and_exact_in_json() {
    let folder = temp_dir();
    let name = std::ffi::OsStr::from_bytes(b"a\x1b[31m\xff");
    fs::write(folder.path().join(name), "x").unwrap();
    charset()
        .arg(name)
        .current_dir(&folder)
        .run()
        .status(0)
        .stdout("a\\x1b[31m\\xff: ascii 1.00\n");
    let ran = charset().arg("--json").arg(name).current_dir(&folder).run();
    // base64 of the bytes by CPython's base64 module
    assert_eq!(row(&ran.stdout_text())["path_bytes"], "YRtbMzFt/w==");
}

#[test]
fn names_come_from_a_list_that_ends_them_with_nul() {
    let folder = temp_dir();
    fs::write(folder.path().join("a\nb"), "价").unwrap();
    charset()
        .args(["--files-from", "-", "-0"])
        .stdin("a\nb\0")
        .current_dir(&folder)
        .run()
        .status(0)
        .stdout_has("a\\nb: utf-8 ");
}

#[test]
fn wrong_usage_is_one_line_that_says_what_to_do() {
    let ran = charset().arg("--nonsense").run();
    assert_eq!(ran.status(2).stdout("").stderr_text().lines().count(), 1);
    ran.stderr_has("--nonsense").stderr_has("see charset --help");
    charset()
        .args(["--hint", "xx-nowhere", "-"])
        .run()
        .status(2)
        .stderr_has("xx-nowhere");
}

#[test]
fn a_closed_stdout_is_no_failure() {
    let script = format!(
        "yes {} | head -20000 | {} --files-from - | head -1",
        data("charset/gbk.txt").display(),
        harness::binary("charset").display()
    );
    let output = std::process::Command::new("bash")
        .args([
            "-c",
            &format!("set -o pipefail; {script}; echo ${{PIPESTATUS[2]}}"),
        ])
        .output()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&output.stdout).ends_with("\n0\n"),
        "{output:?}"
    );
    assert_eq!(output.stderr, b"");
}

#[test]
fn a_full_disk_is_told() {
    let script = format!("echo x | {} > /dev/full", harness::binary("charset").display());
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "charset: standard output: No space left on device\n"
    );
}
