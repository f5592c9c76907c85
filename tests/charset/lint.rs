use std::fs;

use harness::{data, temp_dir, tool};
use serde_json::{Value, json};

#[test]
fn a_tree_is_checked_with_exact_places() {
    let folder = temp_dir();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    put("ok.txt", "好\n".as_bytes());
    put("bom.txt", b"\xef\xbb\xbfx\n");
    put("crlf.txt", b"a\nb\r\nc\r\n");
    put(
        "sub/gbk.txt",
        &[b"abc\n".as_slice(), &fs::read(data("charset/gbk.txt")).unwrap()].concat(),
    );
    put("pic.bin", &(0..=255).collect::<Vec<u8>>());
    put("u16.txt", b"\xff\xfea\0\n\0");
    put("out/skip.txt", b"\xff");
    put(".gitignore", b"out/\n");
    put(".git/config", b"\xff");
    put(".hidden", b"\xff\n");
    let ran = tool("charset")
        .args(["lint", "--no-bom", "--newline", "lf", "--json"])
        .current_dir(&folder)
        .run();
    let found: Vec<Value> = ran
        .status(1)
        .stdout_text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let brief: Vec<Value> = found
        .iter()
        .map(|f| json!([f["path"], f["kind"], f["offset"], f["line"], f["col"], f["count"]]))
        .collect();
    assert_eq!(
        brief,
        [
            json!(["./.hidden", "not-utf-8", 0, 1, 1, 1]),
            json!(["./bom.txt", "bom", 0, 1, 1, 1]),
            json!(["./crlf.txt", "newline", 3, 2, 2, 2]),
            json!(["./sub/gbk.txt", "not-utf-8", 4, 2, 1, 5]),
            json!(["./u16.txt", "not-utf-8", 0, 1, 1, 1]),
        ]
    );
    assert_eq!(found[3]["found"], "gb18030");
}

#[test]
fn a_clean_file_says_nothing() {
    tool("charset")
        .arg("lint")
        .arg(data("charset/gbk.utf8.txt"))
        .run()
        .status(0)
        .stdout("")
        .stderr_empty();
}

#[test]
fn another_encoding_may_be_required() {
    tool("charset")
        .args(["lint", "--require", "gbk"])
        .arg(data("charset/gbk.txt"))
        .run()
        .status(0)
        .stdout("");
    let ran = tool("charset")
        .args(["lint", "--require", "ascii", "-"])
        .stdin("ab\ncé\n")
        .run();
    ran.status(1)
        .stdout("-:2:2: not-ascii: not ascii but probably utf-8 (byte offset 4)\n");
}

#[test]
fn it_stops_after_as_many_findings_as_asked() {
    let ran = tool("charset")
        .args(["lint", "--max-findings", "1"])
        .args([data("charset/gbk.txt"), data("charset/sjis.txt")])
        .run();
    assert_eq!(ran.status(1).stdout_text().lines().count(), 1);
}

#[test]
fn a_missing_tree_is_status_3() {
    tool("charset")
        .args(["lint", "nowhere"])
        .run()
        .status(3)
        .stderr_has("nowhere: No such file");
}

#[test]
fn text_with_a_few_wrong_bytes_is_no_binary() {
    let good = "Grüße aus München, schön!\n".repeat(8);
    let chinese = "国务院办公厅关于进一步加强农村公路建设的通知\n".repeat(8);
    let gbk = encoding_rs::GBK.encode(&chinese).0.into_owned();
    for (text, offset) in [
        ([good.as_bytes(), b"caf\xe9\n"].concat(), good.len() + 3),
        ([chinese.as_bytes(), b"\xff\n"].concat(), chinese.len()),
        ([chinese.as_bytes(), &gbk].concat(), chinese.len()),
        ([b"\xef\xbb\xbf".as_slice(), &gbk].concat(), 3),
        ([&gbk, b"\xff\n".as_slice()].concat(), 0),
    ] {
        let ran = tool("charset").args(["lint", "--json", "-"]).stdin(&text).run();
        let row: Value = serde_json::from_str(ran.status(1).stdout_text().trim_end()).unwrap();
        assert_eq!(
            (&row["kind"], &row["offset"]),
            (&json!("not-utf-8"), &json!(offset))
        );
    }
}

#[test]
fn utf16_with_its_mark_is_what_utf16_requires() {
    let lint = |bytes: &'static [u8]| {
        tool("charset")
            .args(["lint", "--require", "utf-16", "-"])
            .stdin(bytes)
            .run()
    };
    lint(b"\xff\xfea\0\n\0").status(0);
    lint(b"a\0\n\0").status(1);
}
