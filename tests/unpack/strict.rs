//! --strict, --portable and --recursive.

use crate::archives::{Entry, file, gzip, hard, link, tar, zip};
use crate::{Place, files};

#[test]
fn strict_takes_plain_archives() {
    let all = [file("a", "A"), file("d/b", "B"), link("l", "a")];
    let place = Place::new()
        .with("a.zip", zip(&all))
        .with("b.tar.gz", gzip(&tar(&all)));
    place.unpack("x --strict a.zip b.tar.gz").run().status(0);
    place.unpack("test --strict a.zip b.tar.gz").run().status(0);
}

#[test]
fn strict_refuses_what_two_readers_could_read_in_two_ways() {
    let other = Entry {
        local_name: Some(b"in-local!!".to_vec()),
        ..file("in-central", "1")
    };
    let plain = zip(&[file("a", "A")]);
    let place = Place::new()
        .with("names.zip", zip(&[other]))
        .with("twice.zip", zip(&[file("a", "A"), file("a", "A")]))
        .with("twice.tar", tar(&[file("a", "A"), file("a", "B")]))
        .with("front.zip", [b"#!/bin/sh\n", plain.as_slice()].concat())
        .with(
            "behind.tar.gz",
            [gzip(&tar(&[file("a", "A")])).as_slice(), b"garbage"].concat(),
        );
    for (name, without) in [
        ("names.zip", 0),
        ("twice.zip", 0),
        ("twice.tar", 1),
        ("front.zip", 0),
        ("behind.tar.gz", 1),
    ] {
        place
            .unpack(&format!("x {name} -o plain-{name} --here"))
            .run()
            .status(without);
        place
            .unpack(&format!("x --strict {name} -o out --here"))
            .run()
            .status(4)
            .stderr_has(name);
        assert!(place.tree("out").is_empty(), "{name}");
    }
}

#[test]
fn archives_in_the_archive_are_extracted_beside_themselves() {
    let inner = tar(&[file("x", "X"), link("y", "x")]);
    let middle = zip(&[file("in.tar", &inner), file("text", "no archive")]);
    let outer = tar(&[file("d/mid.zip", &middle), file("d/note.gz", gzip(b"one stream"))]);
    let place = Place::new().with("o.tar", outer);
    place.unpack("x o.tar --recursive -o all").run().status(0);
    let tree = place.tree("all/d");
    assert_eq!(
        tree.keys().collect::<Vec<_>>(),
        [
            "mid.zip",
            "mid/in.tar",
            "mid/in/x",
            "mid/in/y",
            "mid/text",
            "note.gz"
        ]
    );
    assert_eq!((&*tree["mid/in/x"], &*tree["mid/in/y"]), ("X", "-> x"));
    place.unpack("x o.tar --recursive=1 -o one").run().status(0);
    assert!(place.tree("one/d").contains_key("mid/in.tar") && !place.tree("one/d").contains_key("mid/in/x"));
    place.unpack("x o.tar -o none").run().status(0);
    assert!(!place.tree("none/d").contains_key("mid/text"));
}

#[test]
fn inner_archives_are_under_the_same_policy() {
    for evil in [
        file("../../up", "EVIL"),
        file("/abs", "EVIL"),
        link("l", "../../../out"),
    ] {
        let place = Place::new().with("o.zip", zip(&[file("a", "A"), file("in.tar", tar(&[evil]))]));
        place
            .unpack("x o.zip --recursive -o out")
            .run()
            .status(4)
            .stderr_has("in/");
        assert!(place.tree("out").is_empty());
        place
            .unpack("x o.zip --recursive --skip-unsafe -o rest --here")
            .run()
            .status(1);
        assert_eq!(
            place.tree("rest").keys().collect::<Vec<_>>(),
            ["a", "in", "in.tar"]
        );
    }
    // Bytes of all levels count together.
    let place = Place::new().with(
        "o.zip",
        zip(&[file("in.zip", zip(&[file("a", vec![b'x'; 600])]))]),
    );
    place
        .unpack("x o.zip --recursive --max-size 1200 -o out")
        .run()
        .status(5);
    assert!(place.tree("out").is_empty());
}

#[test]
fn an_inner_archive_takes_a_free_name() {
    let place = Place::new().with(
        "o.zip",
        zip(&[file("in.zip", zip(&[file("a", "A")])), file("in", "taken")]),
    );
    place.unpack("x o.zip --recursive -o out --here").run().status(0);
    let tree = place.tree("out");
    assert_eq!(
        (tree.get("in (2)/a"), tree.get("in")),
        (files(&[("a", "A")]).get("a"), files(&[("a", "taken")]).get("a"))
    );
}

#[test]
fn portable_refuses_names_that_not_every_system_can_hold() {
    for (all, offender) in [
        ([file("a", "A"), file("CON.txt", "B")], "CON.txt"),
        ([file("a", "A"), file("A", "B")], "A: "),
        ([file("d/x", "A"), file("e\u{301}:x", "B")], "x: "),
    ] {
        let place = Place::new().with("o.zip", zip(&all));
        place.unpack("x o.zip -o fine --here").run().status(0);
        place
            .unpack("x o.zip --portable -o out")
            .run()
            .status(4)
            .stderr_has(offender);
        assert!(place.tree("out").is_empty());
        place.unpack("check o.zip").run().status(1).stderr_has(offender);
        place
            .unpack("check --portable o.zip")
            .run()
            .status(4)
            .stderr_has(offender);
    }
    let place = Place::new().with("o.zip", zip(&[file("a", "A"), file("b/c.txt", "B")]));
    place.unpack("check o.zip").run().status(0).stderr_empty();
    place.unpack("x --portable o.zip").run().status(0);
}

/// A zip with one member whose sizes follow its data (APPNOTE 4.3.9), deflated to a stored block (RFC 1951, 3.2.4).
fn described(crc32_behind: u32, method: u8) -> Vec<u8> {
    let packed: &[u8] = if method == 8 {
        b"\x01\x04\x00\xfb\xffdata"
    } else {
        b"data"
    };
    let length = packed.len() as u32;
    let mut all = zip(&[Entry {
        flags: 8,
        claimed: Some(4),
        ..file("a", packed)
    }]);
    let crc = crate::archives::crc32(b"data").to_le_bytes();
    let central = all.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    all[14..26].fill(0);
    (all[8], all[central + 10]) = (method, method);
    all[central + 16..central + 20].copy_from_slice(&crc);
    let descriptor = [
        b"PK\x07\x08".as_slice(),
        &crc32_behind.to_le_bytes(),
        &length.to_le_bytes(),
        &4_u32.to_le_bytes(),
    ]
    .concat();
    all.splice(central..central, descriptor);
    let end = all.len() - 22;
    let place = u32::from_le_bytes(all[end + 16..end + 20].try_into().unwrap()) + 16;
    all[end + 16..end + 20].copy_from_slice(&place.to_le_bytes());
    all
}

#[test]
fn strict_reads_what_follows_the_data() {
    let right = crate::archives::crc32(b"data");
    let place = Place::new()
        .with("right.zip", described(right, 8))
        .with("wrong.zip", described(right ^ 1, 8))
        .with("stored.zip", described(right, 0));
    for name in ["right", "wrong", "stored"] {
        place.unpack(&format!("test {name}.zip")).run().status(0);
    }
    place.unpack("test --strict right.zip").run().status(0);
    place
        .unpack("test --strict wrong.zip")
        .run()
        .status(4)
        .stderr_has("data descriptor");
    // Who reads it as it comes cannot know where the contents end.
    place.unpack("test --strict stored.zip").run().status(4);
}

#[test]
fn strict_refuses_names_that_are_two() {
    // Info-ZIP's Unicode path (APPNOTE 4.6.9) of `a`, whose CRC-32 is E8B7BE43.
    let field = b"\x75\x70\x06\x00\x01\x43\xbe\xb7\xe8b";
    let mut all = zip(&[file("a", "1")]);
    let central = all.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    all[central + 30] = 10;
    all.splice(central + 47..central + 47, *field);
    all[28] = 10;
    all.splice(31..31, *field);
    let end = all.len() - 22;
    for (at, more) in [(12, 10), (16, 10)] {
        all[end + at] += more;
    }
    let place = Place::new()
        .with("path.zip", all)
        .with("dot.zip", zip(&[file("x", "1"), file("./x", "1")]));
    place.unpack("list path.zip").run().status(0).stdout("b\n");
    for name in ["path", "dot"] {
        place.unpack(&format!("test {name}.zip")).run().status(0);
        place.unpack(&format!("test --strict {name}.zip")).run().status(4);
    }
}

#[test]
fn volumes_and_damaged_files_in_an_archive_stay_as_they_are() {
    let inner = zip(&[file("y", "1")]);
    let (one, two) = inner.split_at(40);
    let cut = gzip(b"not an archive, but long enough to be cut");
    let names = ["a.zip.000", "a.zip.001", "c.txt.gz", "s.part1.rar"];
    let rar = std::fs::read(harness::data("unpack/formats/v5.part1.rar")).unwrap();
    let place = Place::new().with(
        "o.zip",
        zip(&[
            file(names[0], one),
            file(names[1], two),
            file(names[2], &cut[..30]),
            file(names[3], rar),
        ]),
    );
    place
        .unpack("x o.zip --recursive -o out --here")
        .run()
        .status(1)
        .stderr_has("o.zip: a.zip.000: left packed: one of several volumes")
        .stderr_has("o.zip: s.part1.rar: left packed: one of several volumes");
    let found: Vec<String> = walk_names(&place);
    assert_eq!(found, names);
}

fn walk_names(place: &Place) -> Vec<String> {
    place.tree("out").into_keys().collect()
}

#[test]
fn strict_refuses_data_behind_the_end_of_deflated_contents() {
    // RFC 1951, 3.2.4: one stored block, the last.
    let with_tail = |tail: &[u8]| {
        let packed = [b"\x01\x04\x00\xfb\xffdata".as_slice(), tail].concat();
        let mut all = zip(&[Entry {
            claimed: Some(4),
            ..file("a", packed)
        }]);
        let crc = crate::archives::crc32(b"data").to_le_bytes();
        let central = all.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        for (method, sum) in [(8, 14), (central + 10, central + 16)] {
            all[method] = 8;
            all[sum..sum + 4].copy_from_slice(&crc);
        }
        all
    };
    let place = Place::new()
        .with("whole.zip", with_tail(b""))
        .with("tail.zip", with_tail(b"garbage"));
    place.unpack("test tail.zip").run().status(0);
    place.unpack("test --strict whole.zip").run().status(0);
    for verb in ["test --strict", "x --strict -o out"] {
        place
            .unpack(&format!("{verb} tail.zip"))
            .run()
            .status(4)
            .stderr_has("hidden data");
    }
    assert!(place.tree("out").is_empty());
}

#[test]
fn a_link_that_leaves_its_inner_archive_is_left_out() {
    let inner = zip(&[link("l", "../../t"), file("y", "1")]);
    let place = Place::new().with("o.zip", zip(&[file("t", "2"), file("d/in.zip", inner)]));
    let ran = place
        .unpack("x o.zip --recursive --skip-unsafe --json -o out --here")
        .run();
    ran.status(1)
        .stderr_has("d/in/l: left out: link leads out of the tree");
    let rows = crate::rows(&ran);
    let row = rows.iter().find(|row| row["path"] == "d/in/l").unwrap();
    assert_eq!(
        (&row["written"], &row["unsafe"]),
        (&serde_json::Value::Null, &serde_json::json!(["link-leaves"]))
    );
    let names: Vec<String> = place.tree("out").into_keys().collect();
    assert_eq!(names, ["d/in.zip", "d/in/y", "t"]);
}

#[test]
fn what_is_excluded_is_excluded_in_inner_archives_too() {
    let inner = tar(&[
        file("d/x.txt", "1"),
        hard("d/x.md", "d/x.txt"),
        file("d/y.md", "2"),
    ]);
    let place = Place::new().with("o.zip", zip(&[file("in.tar", inner), file("z.txt", "3")]));
    place
        .unpack("x o.zip --recursive --exclude *.txt -o out --here")
        .run()
        .status(1)
        .stderr_has("in/d/x.md: left out: hard link to a file that was not selected");
    let names: Vec<String> = place.tree("out").into_keys().collect();
    assert_eq!(names, ["in.tar", "in/d/y.md"]);
}

#[test]
fn check_and_portable_agree_on_backslashes() {
    let dos = Entry {
        system: 0,
        mode: 0,
        ..file("d\\a.txt", "1")
    };
    let place = Place::new().with("A.zip", zip(&[dos]));
    place.unpack("x --portable A.zip -o o").run().status(0);
    place.unpack("check A.zip").run().status(0).stderr_empty();
}

#[test]
fn strict_refuses_what_is_a_directory_by_its_attributes_alone() {
    for data in ["", "data"] {
        let mut bytes = zip(&[Entry {
            system: 0,
            mode: 0,
            ..file("d", data)
        }]);
        let at = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
        // The attribute of DOS for a directory (APPNOTE 4.4.15).
        bytes[at + 38] = 0x10;
        let place = Place::new().with("A.zip", bytes);
        place
            .unpack("test --strict A.zip")
            .run()
            .status(4)
            .stderr_has("a directory for some readers");
    }
}
