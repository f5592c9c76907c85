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
            "variant",
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
    // U+3007 is in GBK but not in GB 2312.
    assert_eq!(row["variant"], "gbk");
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
    let charset = harness::binary("charset");
    let script = format!(
        "yes /dev/null | head -20000 | {} --files-from - | head -1",
        charset.display()
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

#[test]
fn the_encodings_that_may_be_answered_can_be_chosen() {
    // CPython 3.11: '國務院辦公廳通知'.encode('big5'), 'Привет, как дела?'.encode('cp1251')
    let big5 = b"\xb0\xea\xb0\xc8\xb0|\xbf\xec\xa4\xbd\xc6U\xb3q\xaa\xbe";
    charset()
        .args(["-m", "-i", "big5,utf-8"])
        .stdin(big5)
        .run()
        .status(0)
        .stdout("big5\n");
    let russian = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0?";
    charset().arg("-m").stdin(russian).run().stdout("windows-1251\n");
    let ran = charset().args(["-m", "-x", "cp1251"]).stdin(russian).run();
    assert_ne!(ran.status(0).stdout_text(), "windows-1251\n");
    charset()
        .args(["-i", "klingon"])
        .run()
        .status(2)
        .stderr_has("'klingon'");
}

#[test]
fn a_file_of_two_encodings_is_told_line_by_line() {
    let gbk = fs::read(data("charset/gbk.txt")).unwrap();
    let utf8 = fs::read(data("charset/gbk.utf8.txt")).unwrap();
    let ran = charset().arg("--lines").stdin([gbk, utf8].concat()).run();
    let lines: Vec<String> = ran.status(0).stdout_text().lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("-:1-5: gb18030 "), "{lines:?}");
    assert!(lines[1].starts_with("-:6-10: utf-8 "), "{lines:?}");
}

#[test]
fn damaged_utf8_and_random_bytes_are_not_converted() {
    // A line of UTF-8 with one bad byte; 16 random bytes that read as UTF-16; two bytes that do.
    let mut damaged = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当が"
        .as_bytes()
        .to_vec();
    damaged.push(0x81);
    let random = b"\x3b\x2f\x9d\xe6\xb8\x22\xe2\x13\xfa\x7d\x00\xdf\x23\xb9\x77\xdb".to_vec();
    for bytes in [damaged, random, b"\x00\xcb".to_vec()] {
        tool("charset")
            .args(["to", "utf-8"])
            .stdin(&bytes)
            .run()
            .status(4)
            .stdout("");
    }
}

#[test]
fn text_that_was_encoded_twice_is_told() {
    // CPython 3.11: 'été déjà à Noël, garçon'.encode().decode('cp1252').encode()
    let twice = "Ã©tÃ© dÃ©jÃ\u{a0} Ã\u{a0} NoÃ«l, garÃ§on";
    let ran = charset().arg("--json").stdin(twice).run();
    assert_eq!(row(&ran.stdout_text())["warnings"], json!(["double-encoded"]));
}

#[test]
fn a_declaration_that_lies_is_told_and_an_honest_one_is_not() {
    let page = |name: &str| format!("<meta charset={name}><p>价格与数量</p>");
    let ran = charset().arg("--json").stdin(page("gbk")).run();
    assert_eq!(row(&ran.stdout_text())["warnings"], json!(["declaration-lies"]));
    let ran = charset().arg("--json").stdin(page("utf-8")).run();
    assert_eq!(row(&ran.stdout_text())["warnings"], json!([]));
}

fn detect(bytes: &[u8]) -> Value {
    row(&charset().arg("--json").stdin(bytes).run().stdout_text())
}

#[test]
fn what_is_excluded_is_never_answered() {
    let name = |args: &[&str], bytes: &[u8]| {
        let ran = tool("charset").arg("-m").args(args).stdin(bytes).run();
        ran.stdout_text().trim_end().to_owned()
    };
    let gbk = encoding_rs::GBK
        .encode("今天天气很好，我们去公园散步吧。")
        .0
        .into_owned();
    let sjis = encoding_rs::SHIFT_JIS
        .encode("今日は天気がいいですね。")
        .0
        .into_owned();
    let korean = encoding_rs::EUC_KR
        .encode("오늘은 날씨가 좋습니다.")
        .0
        .into_owned();
    assert_ne!(name(&["-x", "gb18030"], &gbk), "gb18030");
    assert_ne!(name(&["-x", "euc-kr"], &korean), "euc-kr");
    assert_eq!(name(&["-x", "shift_jis"], &sjis), "cp932");
    assert_eq!(name(&["-i", "cp932"], &sjis), "cp932");
    assert_eq!(name(&["-x", "ascii"], b"plain"), "utf-8");
    assert_eq!(name(&["-x", "hz"], b"a~{VPND~}\n"), "ascii");
    assert_ne!(name(&["-x", "utf-16le"], b"\xff\xfea\0b\0c\0"), "utf-16le");
}

#[test]
fn text_that_ends_inside_a_character_is_told() {
    let warnings = |bytes: &[u8]| detect(bytes)["warnings"].clone();
    let gbk = encoding_rs::GBK
        .encode("今天天气很好，我们去公园散步吧。\n")
        .0
        .into_owned();
    assert_eq!(warnings(&gbk), json!([]));
    assert_eq!(
        warnings(&[&gbk, b"\xcb".as_slice()].concat()),
        json!(["truncated"])
    );
    assert_eq!(warnings(b"\xff\xfea\0b\0c"), json!(["truncated"]));
    assert_eq!(warnings("天气".as_bytes()), json!([]));
}

#[test]
fn utf16_without_a_mark_needs_no_nul_bytes() {
    for text in ["Привет", "今天天气很好，我们去公园散步吧。"] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&bytes)["encoding"], "utf-16le", "{text}");
    }
}

#[test]
fn a_mark_says_nothing_of_the_language() {
    assert_eq!(detect("\u{feff}张伟民".as_bytes())["language"], "zh");
    assert_eq!(detect("\u{feff}hello world".as_bytes())["language"], "");
}

#[test]
fn a_declaration_means_what_it_means_on_the_web() {
    let row = detect(b"<meta charset=\"iso-8859-1\">It\x92s caf\xe9 \x97 ok");
    assert_eq!(
        (&row["encoding"], &row["warnings"]),
        (&json!("windows-1252"), &json!([]))
    );
}

#[test]
fn characters_of_nec_in_euc_are_japanese() {
    let (text, _, _) = encoding_rs::EUC_JP.encode("日本国政府は昨日、新しい経済政策を発表した。\n");
    let row = detect(&[b"\xad\xa1".as_slice(), &text].concat());
    assert_eq!(
        (&row["encoding"], &row["language"]),
        (&json!("euc-jis-2004"), &json!("ja"))
    );
}

#[test]
fn alternatives_are_never_likelier_than_the_answer() {
    let row: Value = serde_json::from_str(
        tool("charset")
            .args(["-a", "--json"])
            .stdin(b"// Z\xe4hler Gr\xf6\xdfe\n\"J\x94rg\" \"S\x81\xe1es\"\n")
            .run()
            .stdout_text()
            .trim_end(),
    )
    .unwrap();
    let most = row["alternatives"]
        .as_array()
        .unwrap()
        .iter()
        .map(|other| other["confidence"].as_f64().unwrap());
    assert!(most.fold(0.0, f64::max) <= row["confidence"].as_f64().unwrap());
}

#[test]
fn standard_input_is_no_input_and_list_at_once() {
    tool("charset")
        .args(["--files-from", "-", "-"])
        .stdin("x\n")
        .run()
        .status(2)
        .stdout("");
    tool("charset")
        .args(["--files-from", "-"])
        .stdin("-\n")
        .run()
        .status(3)
        .stderr("charset: -: No such file or directory\n");
}
