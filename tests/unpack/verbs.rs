//! list, test, cat, check, formats; selection; standard input; JSON.

use serde_json::json;

use crate::archives::{Entry, cpio, file, gzip, link, tar, zip};
use crate::{Place, files, rows};

fn proj() -> [Entry; 3] {
    [
        file("proj/a.txt", "alpha\n"),
        file("proj/c.txt", "gamma\n"),
        file("proj/sub/b.py", "print(1)\n"),
    ]
}

#[test]
fn list_names_one_a_line_and_a_table_with_l() {
    let place = Place::new().with("A.zip", zip(&proj()));
    place
        .unpack("ls A.zip")
        .run()
        .status(0)
        .stdout("proj/a.txt\nproj/c.txt\nproj/sub/b.py\n");
    let ran = place.unpack("ls -l A.zip").run();
    let line = ran
        .stdout_text()
        .lines()
        .find(|l| l.ends_with("proj/a.txt"))
        .unwrap()
        .to_owned();
    let cells: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(
        cells,
        [
            "file",
            "6",
            "6",
            "1.0",
            "stored",
            "2024-02-29T12:34:56Z",
            "proj/a.txt"
        ]
    );
}

#[test]
fn list_shows_a_tree() {
    let all = [
        file("a-b", ""),
        file("a/z", ""),
        file("a/b/c\x1b", ""),
        link("a/l", "z"),
        file("x/y", ""),
    ];
    let place = Place::new().with("A.zip", zip(&all));
    let ran = place.unpack("list --tree A.zip").run();
    ran.status(0)
        .stdout_has("a\n  b\n    c")
        .stdout_has("  l -> z\n  z\na-b\nx\n  y\n");
    assert!(!ran.stdout_text().contains('\x1b'));
}

#[test]
fn json_has_these_keys() {
    let place = Place::new().with("A.zip", zip(&[file("a", "alpha\n"), link("l", "a")]));
    let ran = place.unpack("list --json A.zip").run();
    let entry = json!({"type": "entry", "archive": "A.zip", "path": "a", "kind": "file", "size": 6, "packed": 6,
        "method": "stored", "crc32": format!("{:08x}", crate::archives::crc32(b"alpha\n")), "mtime": "2024-02-29T12:34:56Z",
        "mode": "0644", "link": null, "encrypted": false, "unsafe": []});
    let all = rows(&ran);
    assert_eq!(all[0], entry);
    assert_eq!((&all[1]["kind"], &all[1]["link"]), (&json!("link"), &json!("a")));
    let size = std::fs::metadata(place.path().join("A.zip")).unwrap().len();
    let archive = json!({"type": "archive", "archive": "A.zip", "format": "zip",
        "encoding": {"name": "utf-8", "source": "utf8", "certain": true}, "entries": 2, "files": 1, "bytes": 6,
        "packed": size, "dest": null, "status": 0, "error": null});
    assert_eq!(all[2], archive);
}

#[test]
fn extract_in_json_tells_what_was_written() {
    let place = Place::new().with(
        "C.tar.gz",
        gzip(&tar(&[
            file("p/abc", "abc"),
            Entry {
                mode: 0o010_644,
                ..file("p/pipe", "")
            },
        ])),
    );
    let ran = place.unpack("extract --json --manifest C.tar.gz -o o").run();
    let all = rows(ran.status(1));
    // FIPS 180-2, appendix B.1.
    assert_eq!(
        all[0]["sha256"],
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(
        (&all[0]["written"], &all[0]["skipped"]),
        (&json!("o/p/abc"), &json!(null))
    );
    assert_eq!(
        (&all[1]["written"], &all[1]["skipped"]),
        (&json!(null), &json!("special"))
    );
    assert_eq!(
        (
            &all[2]["format"],
            &all[2]["dest"],
            &all[2]["status"],
            &all[2]["files"]
        ),
        (&json!("tar.gz"), &json!("o/p"), &json!(1), &json!(1))
    );
}

#[test]
fn cat_prints_members_in_the_order_asked() {
    let place = Place::new()
        .with("A.zip", zip(&proj()))
        .with("C.tar.gz", gzip(&tar(&proj())));
    for name in ["A.zip", "C.tar.gz"] {
        place
            .unpack(&format!("cat {name} proj/c.txt proj/a.txt"))
            .run()
            .status(0)
            .stdout("gamma\nalpha\n");
        place
            .unpack(&format!("cat {name} proj/c.txt no-such"))
            .run()
            .status(3)
            .stdout("gamma\n")
            .stderr_has("no-such");
        let bytes = std::fs::read(place.path().join(name)).unwrap();
        place
            .unpack("cat - proj/c.txt proj/a.txt")
            .stdin(bytes)
            .run()
            .stdout("gamma\nalpha\n");
    }
}

#[test]
fn check_says_what_extract_would_refuse_and_writes_nothing() {
    let place = Place::new()
        .with("E.zip", zip(&[file("x", "1"), file("../up", "E")]))
        .with("A.zip", zip(&proj()));
    let before = place.tree(".");
    place
        .unpack("check A.zip")
        .run()
        .status(0)
        .stdout("")
        .stderr_empty();
    let ran = place.unpack("check --json E.zip").run();
    ran.status(4).stderr_has("../up: path climbs with ..");
    assert_eq!(rows(&ran)[1]["unsafe"], json!(["dotdot"]));
    assert_eq!(place.tree("."), before);
    let ran = place.unpack("list --json E.zip").run();
    assert_eq!(rows(ran.status(0))[1]["unsafe"], json!(["dotdot"]));
}

#[test]
fn selection_and_strip() {
    let place = Place::new().with("A.tar", tar(&proj()));
    harness::tool("unpack")
        .args([
            "extract",
            "A.tar",
            "--include",
            "*.txt",
            "--exclude",
            "*c.txt",
            "-o",
            "o",
            "--here",
        ])
        .current_dir(place.path())
        .run()
        .status(0);
    assert_eq!(place.tree("o"), files(&[("proj/a.txt", "alpha\n")]));
    place
        .unpack("extract A.tar --strip 2 -o s --here")
        .run()
        .status(0)
        .stderr_empty();
    assert_eq!(place.tree("s"), files(&[("b.py", "print(1)\n")]));
}

#[test]
fn standard_input_needs_a_place_to_go() {
    let place = Place::new();
    for bytes in [zip(&proj()), gzip(&tar(&proj())), tar(&proj()), cpio(&proj())] {
        place
            .unpack("extract -")
            .stdin(&bytes)
            .run()
            .status(2)
            .stderr_has("-o");
        place.unpack("extract").stdin(&bytes).run().status(2);
        place
            .unpack("extract - -o o --force")
            .stdin(&bytes)
            .run()
            .status(0)
            .stdout("o/proj\n");
        assert_eq!(place.tree("o/proj")["a.txt"], "alpha\n");
    }
}

#[test]
fn the_contents_decide_the_format_unless_the_user_does() {
    let place = Place::new()
        .with("pic.jpg", gzip(&tar(&proj())))
        .with("X.wim", b"MSWIM\0\0\0\xD0")
        .with("junk", "text\n");
    place
        .unpack("extract pic.jpg -o o")
        .run()
        .status(0)
        .stdout("o/proj\n");
    place.unpack("extract --format zip pic.jpg -o z").run().status(3);
    place
        .unpack("extract --format gz pic.jpg -o g")
        .run()
        .status(0)
        .stdout("g/pic\n");
    place
        .unpack("extract X.wim")
        .run()
        .status(7)
        .stderr_has("wimlib-imagex");
    place.unpack("extract junk").run().status(7);
    place.unpack("extract --format nonsense pic.jpg").run().status(2);
}

#[test]
fn formats_names_what_is_read_and_what_reads_the_others() {
    let ran = Place::new().unpack("formats --json").run();
    let all = rows(ran.status(0));
    let of = |name: &str| all.iter().find(|row| row["name"] == name).unwrap().clone();
    assert_eq!(
        (&of("tar.zst")["extract"], &of("tar.zst")["instead"]),
        (&json!(true), &json!(null))
    );
    assert_eq!(
        (&of("wim")["extract"], &of("wim")["instead"]),
        (&json!(false), &json!("wimlib-imagex"))
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let place = Place::new().with(
        "A.zip",
        zip(&(0..5000)
            .map(|i| file(format!("some/longer/name/{i}"), ""))
            .collect::<Vec<_>>()),
    );
    let line = format!(
        "{} list A.zip | head -1; exit ${{PIPESTATUS[0]}}",
        harness::binary("unpack").display()
    );
    let ran = std::process::Command::new("bash")
        .args(["-c", &line])
        .current_dir(place.path())
        .output()
        .unwrap();
    assert_eq!(
        (ran.status.code(), ran.stdout.as_slice(), ran.stderr.as_slice()),
        (Some(0), b"some/longer/name/0\n".as_slice(), b"".as_slice())
    );
}

#[test]
fn globs_count_characters() {
    let place = Place::new().with(
        "A.zip",
        zip(&[file("价格.txt", "needle"), file("é", "needle"), file("b", "")]),
    );
    for (glob, name) in [
        ("价?.txt", "价格.txt"),
        ("[价说]格.*", "价格.txt"),
        ("[à-ü]", "é"),
    ] {
        place
            .unpack(&format!("x A.zip --include {glob} -o o --here --force"))
            .run()
            .status(0);
        assert!(place.tree("o").contains_key(name), "{glob}");
        place
            .unpack(&format!("search -l needle --include {glob} A.zip"))
            .run()
            .status(0)
            .stdout(format!("{name}\n"));
    }
    place.unpack("x A.zip --include 价???.txt -o p").run().status(3);
    place
        .unpack("x A.zip --include [a -o p")
        .run()
        .status(2)
        .stderr_has("[a: a [ without ]");
}

#[test]
fn a_directory_is_selected_with_all_that_is_below() {
    let place = Place::new().with(
        "A.zip",
        zip(&[
            Entry {
                mode: 0o040_755,
                ..file("src/node_modules/", "")
            },
            file("src/node_modules/a/b.js", "1"),
            file("src/c.js", "2"),
        ]),
    );
    place
        .unpack("x A.zip --exclude node_modules -o o --here")
        .run()
        .status(0);
    assert_eq!(place.tree("o"), files(&[("src/c.js", "2")]));
    place
        .unpack("x A.zip --include node_modules/ -o p --here")
        .run()
        .status(0);
    assert_eq!(place.tree("p"), files(&[("src/node_modules/a/b.js", "1")]));
}

#[test]
fn of_a_cut_stream_the_names_before_the_cut_are_listed() {
    let bytes = tar(&[file("a", "1"), file("b", "2"), file("c", vec![b'c'; 2000])]);
    let place = Place::new().with("A.tar", &bytes[..5 * 512]);
    place
        .unpack("list A.tar")
        .run()
        .status(3)
        .stdout("a\nb\nc\n")
        .stderr_has("cut short");
    let ran = place.unpack("list --json A.tar").run();
    let rows = rows(ran.status(3));
    assert_eq!((rows.len(), &rows[3]["status"]), (4, &json!(3)));
}

#[test]
fn a_verb_behind_an_option_extracts_nothing() {
    let place = Place::new().with("A.zip", zip(&proj()));
    for words in [
        "-q list A.zip",
        "--strict test A.zip",
        "-q x A.zip",
        "-o o ls A.zip",
    ] {
        place
            .unpack(words)
            .run()
            .status(2)
            .stderr_has("a command comes before all options");
    }
    assert_eq!(place.tree("").len(), 1);
    let place = Place::new().with("list", zip(&proj()));
    place.unpack("-q ./list -o o").run().status(0);
}

#[test]
fn test_counts_in_json_what_it_met_before_damage() {
    let all = [file("a", "alpha"), file("b", "beta")];
    let mut damaged = zip(&all);
    let at = memchr::memmem::find(&damaged, b"beta").unwrap();
    damaged[at] ^= 1;
    let mut cut = tar(&all);
    cut.truncate(512 + 512 + 512 + 2);
    let place = Place::new().with("z.zip", damaged).with("t.tar", cut);
    for name in ["z.zip", "t.tar"] {
        let ran = place.unpack(&format!("test --json -j 1 {name}")).run();
        let row = &rows(ran.status(3))[0];
        assert_eq!((&row["entries"], &row["files"]), (&json!(2), &json!(2)), "{name}");
        assert!(row["bytes"].as_u64() >= Some(5), "{name}: {row}");
    }
}
