//! Headers of tar that stand beside the members: pax records, GNU's long names and volumes.

use serde_json::json;

use crate::archives::{file, tar, zip};
use crate::{Place, rows};

/// One header and its contents, with no end behind them.
fn header(kind: u8, name: &str, data: &[u8], change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut block = tar(&[file(name, data)]);
    block.truncate(block.len() - 1024);
    block[156] = kind;
    change(&mut block[..512]);
    block[148..156].fill(b' ');
    let sum: u32 = block[..512].iter().map(|b| u32::from(*b)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block
}

/// A pax record: its length counts itself (POSIX.1-2017 pax, "pax Extended Header").
fn record(text: &str) -> Vec<u8> {
    let length = (1..)
        .find(|n: &usize| n.to_string().len() + text.len() + 2 == *n)
        .unwrap();
    format!("{length} {text}\n").into_bytes()
}

fn with_end(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut all = parts.concat();
    all.resize(all.len() + 1024, 0);
    all
}

fn plain(name: &str, data: &str) -> Vec<u8> {
    header(b'0', name, data.as_bytes(), |_| {})
}

/// GNU tar 1.34: "Cannot extract -- file is continued from another volume", status 2.
#[test]
fn the_rest_of_a_file_of_another_volume_is_no_file() {
    let volume = with_end(&[header(b'M', "two", b"the rest", |_| {}), plain("z", "zz")]);
    let place = Place::new().with("v2.tar", volume);
    for verb in ["test", "x -o o", "cat"] {
        let words = match verb {
            "cat" => "cat v2.tar two".to_owned(),
            verb => format!("{verb} v2.tar"),
        };
        place
            .unpack(&words)
            .run()
            .status(3)
            .stderr_has("two: only the rest of it is here: it begins in another volume");
    }
    assert!(place.tree("o").is_empty());
    place.unpack("list v2.tar").run().status(0).stdout("two\nz\n");
    place.unpack("x v2.tar -o k --here --keep-broken").run().status(3);
    let kept = place.tree("k");
    assert_eq!(
        (kept["z"].as_str(), kept["two.broken"].as_str()),
        ("zz", "the rest")
    );
    place.unpack("cat v2.tar z").run().status(0).stdout("zz");
}

/// POSIX.1-2017 pax: global records hold for all members behind them that have none of their own. GNU tar 1.34 and
/// Python's tarfile read them so, bsdtar 3.6 passes over them.
#[test]
fn global_records_hold_until_a_member_has_its_own() {
    let all = with_end(&[
        header(b'g', "g", &record("mtime=1000000000"), |_| {}),
        plain("a", "1"),
        header(b'x', "x", &record("mtime=1100000000"), |_| {}),
        plain("b", "2"),
        header(b'g', "g", &record("comment=0123456789"), |_| {}),
        plain("c", "3"),
        header(b'g', "g", &record("mtime="), |_| {}),
        plain("d", "4"),
    ]);
    let place = Place::new().with("A.tar", all);
    let ran = place.unpack("list --json A.tar").run();
    let all = rows(&ran);
    let times: Vec<&str> = all.iter().filter_map(|row| row["mtime"].as_str()).collect();
    // The last is the header's own.
    let want = [
        "2001-09-09T01:46:40Z",
        "2004-11-09T11:33:20Z",
        "2001-09-09T01:46:40Z",
        "2024-02-29T12:34:56Z",
    ];
    assert_eq!(times, want);
    place.unpack("test --strict A.tar").run().status(0);
}

#[test]
fn strict_refuses_tars_that_readers_read_in_two_ways() {
    let bad = |from: usize, text: &'static [u8]| {
        header(b'0', "a", b"1", move |block| {
            block[from..from + text.len()].copy_from_slice(text)
        })
    };
    let cut = b"9 path=xy".to_vec();
    for (why, parts) in [
        (
            "a global path",
            vec![header(b'g', "g", &record("path=x"), |_| {}), plain("a", "1")],
        ),
        (
            "a global size",
            vec![header(b'g', "g", &record("size=1"), |_| {}), plain("a", "123")],
        ),
        (
            "a global name",
            vec![
                header(b'g', "g", &record("GNU.sparse.name=x"), |_| {}),
                plain("a", "1"),
            ],
        ),
        (
            "a size without a map",
            vec![
                header(b'x', "x", &record("GNU.sparse.realsize=5"), |_| {}),
                plain("a", "1"),
            ],
        ),
        (
            "two names",
            vec![
                header(b'L', "L", b"long\0", |_| {}),
                header(b'x', "x", &record("path=pax"), |_| {}),
                plain("a", "1"),
            ],
        ),
        (
            "no newline",
            vec![header(b'x', "x", &cut, |_| {}), plain("a", "1")],
        ),
        ("a mode", vec![bad(100, b"zzzzzzz")]),
        ("a time", vec![bad(136, b"zzzzzzz")]),
        ("an owner", vec![bad(108, b"zzzzzzz")]),
        (
            "a time in a record",
            vec![header(b'x', "x", &record("mtime=nan"), |_| {}), plain("a", "1")],
        ),
    ] {
        let place = Place::new().with("A.tar", with_end(&parts));
        place.unpack("test A.tar").run().status(0);
        let ran = place.unpack("test --strict A.tar").run();
        assert_eq!(ran.code(), Some(4), "{why}: {}", ran.stderr_text());
    }
    let same = [
        header(b'L', "L", b"one\0", |_| {}),
        header(b'x', "x", &record("path=one"), |_| {}),
        plain("a", "1"),
    ];
    let place = Place::new().with("A.tar", with_end(&same));
    place.unpack("test --strict A.tar").run().status(0);
}

#[test]
fn owners_that_cannot_be_given_are_told_when_they_were_asked_for() {
    let huge = header(b'0', "a", b"1", |block| {
        // GNU's base 256: 2^40.
        block[108..116].copy_from_slice(&[0x80, 0, 1, 0, 0, 0, 0, 0]);
    });
    let place = Place::new().with("A.tar", with_end(&[huge]));
    place.unpack("x A.tar -o o").run().status(0);
    place
        .unpack("x A.tar -o p --same-owner")
        .run()
        .status(1)
        .stderr_has("an entry has no owner that could be given to it");
}

#[test]
fn an_entry_that_is_the_same_again_says_so_in_json() {
    let twice = zip(&[file("a", "1"), file("a", "1")]);
    let place = Place::new().with("A.zip", twice);
    let ran = place.unpack("x A.zip --json").run();
    let second = &rows(ran.status(0))[1];
    assert_eq!(
        (&second["written"], &second["skipped"]),
        (&json!(null), &json!("same"))
    );
}
