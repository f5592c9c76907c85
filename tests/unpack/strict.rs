//! --strict, --portable and --recursive.

use crate::archives::{Entry, file, gzip, link, tar, zip};
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
