//! Archives that mean harm, and lookalikes that do not. The expected statuses are those of the specification's table.

use harness::Ran;

use crate::archives::{Entry, cpio, crc32, file, gzip, hard, link, tar, zip};
use crate::{Place, files};

/// Extracts into a new directory; returns what the tool said and what is there then.
fn extract(name: &str, bytes: Vec<u8>, flags: &str) -> (Ran, Place) {
    let place = Place::new().with(name, bytes);
    let ran = place.unpack(&format!("extract {name} -o o --here{flags}")).run();
    (ran, place)
}

fn refused(name: &str, bytes: Vec<u8>) {
    let (ran, place) = extract(name, bytes, "");
    ran.status(4).stdout("");
    assert_eq!(
        place.tree(".").keys().collect::<Vec<_>>(),
        [name],
        "{}",
        ran.stderr_text()
    );
}

#[test]
fn names_that_leave_are_refused_in_every_format() {
    let deep = format!("{}x", "../".repeat(9));
    for name in ["../x", "a/../../x", "..", "x/..", "/etc/x", deep.as_str()] {
        let all = [file("good", "1"), file(name, "EVIL")];
        refused("A.zip", zip(&all));
        refused("A.tar", tar(&all));
        refused("A.tar.gz", gzip(&tar(&all)));
        refused("A.cpio", cpio(&all));
    }
    for name in ["C:\\x", "c:/x", "\\\\srv\\share\\x", "..\\..\\x", "a\0b", ""] {
        refused(
            "A.zip",
            zip(&[
                file("d/good", "1"),
                Entry {
                    system: 0,
                    ..file(name, "EVIL")
                },
            ]),
        );
    }
}

#[test]
fn links_that_leave_are_refused_in_every_format() {
    for all in [
        vec![link("l", "/etc")],
        vec![link("a/l", "../../x")],
        vec![link("a/l", ".."), link("a/m", "l/../x")],
        vec![link("l", "sub"), file("sub/x", "1"), file("l/y", "2")],
        vec![file("p", "1"), file("p/q", "2")],
        vec![file("p", "1"), link("p", "x")],
        vec![link("p", "x"), file("p", "1")],
    ] {
        refused("A.zip", zip(&all));
        refused("A.tar", tar(&all));
        refused("A.cpio", cpio(&all));
    }
    for target in ["/etc/passwd", "../x", "nowhere", "l"] {
        refused("A.tar", tar(&[link("l", "x"), hard("h", target)]));
    }
}

#[test]
fn lookalikes_are_extracted() {
    for name in [
        "..foo",
        "a..b/c",
        "...",
        "-rf",
        "note: 1.txt",
        "a b ;c",
        "*?[x]",
        "~root",
        "a\\b",
    ] {
        for (archive, bytes) in [
            ("A.zip", zip(&[file(name, "1")])),
            ("A.tar", tar(&[file(name, "1")])),
        ] {
            let (ran, place) = extract(archive, bytes, "");
            ran.status(0).stderr_empty();
            assert_eq!(place.tree("o"), files(&[(name, "1")]));
        }
    }
    let inside = [
        file("k/v/x", "1"),
        link("k/v/up", "../../k"),
        link("k/lib.so", "lib.so.1"),
        link("k/lib.so.1", "gone"),
    ];
    let (ran, place) = extract("A.tar", tar(&inside), "");
    ran.status(0);
    assert_eq!(place.tree("o")["k/v/up"], "-> ../../k");
}

#[test]
fn every_offender_is_named_and_the_rest_can_be_had() {
    let all = [file("x", "1"), file("../up", "E"), file("/abs", "E")];
    for (name, bytes) in [("A.zip", zip(&all)), ("A.tar.gz", gzip(&tar(&all)))] {
        let (ran, _) = extract(name, bytes.clone(), "");
        ran.status(4)
            .stderr_has("../up: path climbs")
            .stderr_has("/abs: absolute path");
        let (ran, place) = extract(name, bytes, " --skip-unsafe");
        ran.status(1).stderr_has("../up").stderr_has("/abs");
        assert_eq!(place.tree("o"), files(&[("x", "1")]));
    }
}

#[test]
fn devices_and_pipes_are_left_out_and_named() {
    for mode in [0o020_666, 0o010_666] {
        let (ran, place) = extract(
            "A.tar",
            tar(&[
                file("x", "1"),
                Entry {
                    mode,
                    ..file("dev", "")
                },
            ]),
            "",
        );
        ran.status(1).stderr_has("dev: left out: device, pipe or socket");
        assert_eq!(place.tree("o"), files(&[("x", "1")]));
    }
}

#[test]
fn two_entries_of_one_path() {
    let same = [file("a", "1"), file("a", "1")];
    let other = [file("a", "1"), file("a", "2")];
    extract("A.zip", zip(&same), "").0.status(0);
    extract("A.tar", tar(&same), "").0.status(0).stderr_empty();
    refused("A.zip", zip(&other));
    let (ran, place) = extract("A.tar", tar(&other), "");
    ran.status(1).stderr_has("a: twice");
    assert_eq!(place.tree("o"), files(&[("a", "2")]));
}

#[test]
fn hard_links_are_one_file() {
    use std::os::unix::fs::MetadataExt;
    let (ran, place) = extract(
        "A.tar",
        tar(&[file("d/a", "1"), hard("d/b", "d/a"), hard("c", "d/b")]),
        "",
    );
    ran.status(0);
    let inode = |name: &str| place.path().join("o").join(name).metadata().unwrap().ino();
    assert!(inode("d/a") == inode("d/b") && inode("d/a") == inode("c"));
}

#[test]
fn control_characters_stay_on_disk_and_never_reach_the_terminal() {
    let name = "k\x1b[31mred\x07\u{202e}txt";
    let place = Place::new().with(
        "A.zip",
        zip(&[Entry {
            flags: 0x800,
            ..file(name, "1")
        }]),
    );
    place
        .unpack("list A.zip")
        .run()
        .stdout("k\\x1b[31mred\\x07\\u{202e}txt\n");
    place
        .unpack("extract A.zip -o o")
        .run()
        .status(0)
        .stdout("o/k\\x1b[31mred\\x07\\u{202e}txt\n");
    assert_eq!(place.tree("o"), files(&[(name, "1")]));
}

#[test]
fn limits_stop_an_archive_and_name_their_flag() {
    let big = vec![7; 300_000];
    for (name, bytes) in [
        ("A.zip", zip(&[file("a", &big)])),
        ("A.tar.gz", gzip(&tar(&[file("a", &big)]))),
        ("a.gz", gzip(&big)),
    ] {
        let (ran, place) = extract(name, bytes.clone(), " --max-size 100K");
        ran.status(5).stderr_has("--max-size");
        assert_eq!(place.tree(".").len(), 1);
        extract(name, bytes, " --max-size 0").0.status(0);
    }
    let many: Vec<Entry> = (0..20).map(|i| file(format!("{i}"), "")).collect();
    for (name, bytes) in [("A.zip", zip(&many)), ("A.tar", tar(&many))] {
        extract(name, bytes.clone(), " --max-entries 19")
            .0
            .status(5)
            .stderr_has("--max-entries");
        extract(name, bytes, " --max-entries 20").0.status(0);
    }
}

#[test]
fn entries_that_overlap_are_a_bomb() {
    let mut bytes = zip(&[file("a", "1234"), file("b", "1234")]);
    // The offset of the second entry, in the last four bytes in front of its name, becomes that of the first.
    let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    bytes[at + 42..at + 46].fill(0);
    let (ran, place) = extract("A.zip", bytes, "");
    ran.status(5).stderr_has("overlap");
    assert_eq!(place.tree(".").len(), 1);
}

#[test]
fn windows_and_dictionaries_are_judged_before_they_are_made() {
    // RFC 8878, 3.1.1.1.2: window descriptor 21 << 3 is 2 GiB.
    let zstd = b"\x28\xb5\x2f\xfd\0\xa8\x09\0\0x";
    extract("a.zst", zstd.to_vec(), "")
        .0
        .status(5)
        .stderr_has("--max-memory");
}

#[test]
fn targets_of_links_have_a_share_of_the_memory() {
    let all: Vec<Entry> = (0..20)
        .map(|n| link(&format!("l{n}"), &"x".repeat(4000)))
        .collect();
    let place = Place::new().with("A.zip", zip(&all));
    place.unpack("list A.zip --max-memory 1M").run().status(0);
    place
        .unpack("list A.zip --max-memory 300K")
        .run()
        .status(5)
        .stderr_has("--max-memory");
}

#[test]
fn two_members_of_one_name_whose_checksums_were_made_to_agree() {
    let (one, other) = (b"harmless text!!!", b"evil payload\x2B\x72\xD0\x0E");
    assert_eq!(crc32(one), crc32(other));
    let all = [file("a", one), file("b", "2"), file("a", other)];
    let inner = tar(&[file("in.zip", zip(&all))]);
    let place = Place::new().with("A.zip", zip(&all)).with("B.tar", inner);
    for words in ["x A.zip -o o", "x B.tar -o o --recursive"] {
        let ran = place.unpack(words).run();
        ran.status(4).stderr_has("a: two entries of this path differ");
        assert!(place.tree("o").is_empty());
    }
    let ran = place.unpack("x A.zip -o o --here --skip-unsafe").run();
    ran.status(1).stderr_has("a: left out: two entries");
    assert_eq!(place.tree("o"), files(&[("a", "harmless text!!!"), ("b", "2")]));
    let says = "A.zip: a: two entries of this path differ (extract refuses it)";
    for words in ["test A.zip", "cat A.zip a", "search e A.zip", "diff A.zip A.zip"] {
        place.unpack(words).run().status(0).stderr_has(says);
    }
    place
        .unpack("repack A.zip R.zip")
        .run()
        .status(4)
        .stderr_has("a: two entries of this path differ");
    let same = [file("a", one), file("a", one)];
    let place = Place::new().with("A.zip", zip(&same));
    for words in [
        "x A.zip -o o --here",
        "test A.zip",
        "cat A.zip a",
        "repack A.zip R.zip",
    ] {
        place.unpack(words).run().status(0).stderr_empty();
    }
}
