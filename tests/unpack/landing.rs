//! Where files land, what happens to what is there, modes and times.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use crate::archives::{Entry, cpio, file, gzip, link, tar, zip};
use crate::{Place, files, rows};

fn proj() -> [Entry; 2] {
    [file("proj/a.txt", "alpha"), file("proj/sub/b", "beta")]
}

fn flat() -> [Entry; 2] {
    [file("x", "ex"), file("y/z", "zed")]
}

#[test]
fn one_top_entry_lands_as_it_is_and_several_in_a_directory() {
    let place = Place::new()
        .with("A.zip", zip(&proj()))
        .with("B.tar.gz", gzip(&tar(&flat())))
        .with("C.cpio", cpio(&flat()));
    place.unpack("A.zip B.tar.gz extract").run().status(3); // `extract` behind a file is a file's name
    place.unpack("extract C.cpio").run().status(0).stdout("C\n");
    place
        .unpack("extract A.zip B.tar.gz -o o")
        .run()
        .status(0)
        .stdout("o/proj\no/B\n")
        .stderr_empty();
    let both = files(&[
        ("B/x", "ex"),
        ("B/y/z", "zed"),
        ("proj/a.txt", "alpha"),
        ("proj/sub/b", "beta"),
    ]);
    assert_eq!(place.tree("o"), both);
    assert_eq!(place.tree("C"), files(&[("x", "ex"), ("y/z", "zed")]));
}

#[test]
fn here_goes_straight_to_the_target() {
    let place = Place::new().with("B.zip", zip(&flat()));
    place
        .unpack("extract B.zip -o new/deep --here")
        .run()
        .status(0)
        .stdout("new/deep\n");
    assert_eq!(place.tree("new/deep"), files(&[("x", "ex"), ("y/z", "zed")]));
}

#[test]
fn a_single_stream_is_named_after_the_archive() {
    let place = Place::new().with("a.txt.gz", gzip(b"text"));
    place.unpack("a.txt.gz").run().status(0).stdout("a.txt\n");
    assert_eq!(place.tree(".")["a.txt"], "text");
}

#[test]
fn a_link_beside_the_only_top_entry_makes_a_directory_around_it() {
    let place = Place::new().with("A.tar", tar(&[file("proj/a", "1"), link("proj/l", "../beside")]));
    place.unpack("A.tar").run().status(0).stdout("A\n");
    assert_eq!(
        place.tree("A"),
        files(&[("proj/a", "1"), ("proj/l", "-> ../beside")])
    );
}

#[test]
fn what_is_there_is_kept_unless_told_otherwise() {
    let place = Place::new()
        .with("A.zip", zip(&proj()))
        .with("proj/a.txt", "MINE")
        .with("proj/other", "too");
    let before = place.tree(".");
    place
        .unpack("A.zip")
        .run()
        .status(3)
        .stdout("")
        .stderr_has("proj");
    place
        .unpack("A.zip --here")
        .run()
        .status(3)
        .stderr_has("proj/a.txt");
    assert_eq!(place.tree("."), before);
    place
        .unpack("A.zip --here --skip")
        .run()
        .status(1)
        .stderr_has("proj/a.txt");
    assert_eq!(
        (
            place.tree("proj")["a.txt"].as_str(),
            place.tree("proj")["sub/b"].as_str()
        ),
        ("MINE", "beta")
    );
    place.unpack("A.zip --here --rename").run().status(0);
    assert_eq!(
        (
            place.tree("proj")["a.txt"].as_str(),
            place.tree("proj")["a (2).txt"].as_str()
        ),
        ("MINE", "alpha")
    );
    place
        .unpack("A.zip --here --force")
        .run()
        .status(0)
        .stderr_empty();
    assert_eq!(
        (
            place.tree("proj")["a.txt"].as_str(),
            place.tree("proj")["other"].as_str()
        ),
        ("alpha", "too")
    );
    assert!(
        !place.tree(".").keys().any(|name| name.contains(".unpack-")),
        "{:?}",
        place.tree(".")
    );
}

#[test]
fn a_link_on_the_disk_is_never_followed() {
    let place = Place::new()
        .with("A.zip", zip(&[file("d/x", "1")]))
        .with("away/keep", "");
    symlink("away", place.path().join("d")).unwrap();
    for flags in ["", " --force", " --skip", " --rename"] {
        place
            .unpack(&format!("extract A.zip --here{flags}"))
            .run()
            .status(4)
            .stderr_has("link");
    }
    assert_eq!(place.tree("away"), files(&[("keep", "")]));
}

/// The two steps of CVE-2025-45582, in a form whose first step is safe by itself.
#[test]
fn a_link_of_one_archive_does_not_lead_through_a_link_of_another() {
    let place = Place::new()
        .with("1.tar", tar(&[link("a/l", "..")]))
        .with("2.tar", tar(&[link("a/m", "l/x"), file("a/f", "")]));
    place.unpack("extract 1.tar -o o --here").run().status(0);
    place
        .unpack("extract 2.tar -o o --here")
        .run()
        .status(4)
        .stderr_has("link");
    assert_eq!(place.tree("o"), files(&[("a/l", "-> ..")]));
}

#[test]
fn modes_are_those_stored_without_setuid_whatever_the_umask() {
    let all = [
        Entry {
            mode: 0o104_757,
            ..file("s", "")
        },
        Entry {
            mode: 0o100_640,
            ..file("f", "")
        },
        Entry {
            mode: 0o040_500,
            ..file("d/", "")
        },
    ];
    for (name, bytes) in [("A.tar", tar(&all)), ("B.zip", zip(&all))] {
        let place = Place::new().with(name, bytes);
        place
            .unpack(&format!("extract {name} -o o --here"))
            .run()
            .status(0);
        for (path, mode) in [("o/s", 0o757), ("o/f", 0o640), ("o/d", 0o500)] {
            let meta = place.path().join(path).metadata().unwrap();
            assert_eq!(meta.permissions().mode() & 0o7777, mode, "{name} {path}");
        }
    }
}

#[test]
fn times_are_those_stored() {
    let place = Place::new()
        .with(
            "A.tar",
            tar(&[
                file("d/f", ""),
                Entry {
                    mode: 0o040_755,
                    ..file("d/", "")
                },
                link("d/l", "f"),
            ]),
        )
        .with("B.zip", zip(&[file("g", "")]));
    place.unpack("extract A.tar B.zip -o o --here").run().status(0);
    for path in ["o/d/f", "o/d", "o/d/l"] {
        assert_eq!(
            place.path().join(path).symlink_metadata().unwrap().mtime(),
            1_709_210_096,
            "{path}"
        );
    }
    // DOS date 0x585D, time 0x645C: 2024-02-29 12:34:56, here in UTC.
    assert_eq!(
        place.path().join("o/g").metadata().unwrap().mtime(),
        1_709_210_096
    );
}

#[test]
fn a_target_made_for_a_refused_archive_is_gone_again() {
    let place = Place::new().with("E.zip", zip(&[file("../up", "EVIL")]));
    place.unpack("extract E.zip -o new/deep").run().status(4);
    place.unpack("extract E.zip -o new/deep --here").run().status(4);
    assert_eq!(place.tree(".").keys().collect::<Vec<_>>(), ["E.zip"]);
}

#[test]
fn a_directory_that_nobody_may_enter_can_be_extracted() {
    let closed = Entry {
        mode: 0o040_000,
        ..file("d/", "")
    };
    let place = Place::new().with("A.tar", tar(&[closed, file("d/f", "1")]));
    place.unpack("x A.tar").run().status(0).stdout("d\n");
    let mode = place.path().join("d").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0);
    std::fs::set_permissions(place.path().join("d"), std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(place.tree("d"), files(&[("f", "1")]));
}

#[test]
fn the_path_said_is_the_path_made() {
    let place = Place::new()
        .with("a.txt.gz", gzip(b"text"))
        .with("A.tar", tar(&proj()))
        .with("a.txt", "MINE")
        .with("proj/sub/b", "MINE");
    place
        .unpack("a.txt.gz --rename")
        .run()
        .status(0)
        .stdout("a (2).txt\n");
    place
        .unpack("a.txt.gz --skip")
        .run()
        .status(1)
        .stdout("")
        .stderr_has("a.txt: already there, kept");
    let written = |flags: &str, status: i32| {
        let ran = place.unpack(&format!("x A.tar --json --manifest {flags}")).run();
        ran.status(status);
        let all = rows(&ran);
        let of = |path: &str| all.iter().find(|row| row["path"] == path).unwrap().clone();
        (of("proj/sub/b"), all.last().unwrap()["dest"].clone())
    };
    let (row, dest) = written("--skip", 1);
    assert_eq!(row["written"], serde_json::Value::Null);
    assert_eq!(
        (&row["skipped"], &row["sha256"]),
        (&"exists".into(), &serde_json::Value::Null)
    );
    assert_eq!(dest, "proj");
    let (row, _) = written("--rename", 0);
    assert_eq!(row["written"], "proj/sub/b (2)");
    assert_eq!(row["skipped"], serde_json::Value::Null);
    let (row, _) = written("--force", 0);
    assert_eq!(row["written"], "proj/sub/b");
}

#[test]
fn nothing_is_done_where_standard_input_has_nowhere_to_go() {
    let place = Place::new().with("A.zip", zip(&[file("p/a", "1")]));
    let bytes = tar(&[file("b", "2")]);
    let ran = place.unpack("x A.zip -").stdin(bytes).run();
    ran.status(2).stdout("").stderr_has("needs -o DIR");
    assert_eq!(place.tree(".").len(), 1);
}

#[test]
fn rename_keeps_all_members_of_one_name() {
    let all = [
        file("d/a.txt", "1"),
        file("d/a.txt", "two"),
        file("d/a.txt", "1"),
        file("d/a (2).txt", "of that name"),
        file("d/a.txt", "three"),
        file(".x", "1"),
        file(".x", "2"),
    ];
    let place = Place::new()
        .with("A.zip", zip(&all))
        .with("B.tar", tar(&all[..2]));
    place.unpack("x A.zip -o o --here").run().status(4);
    let ran = place.unpack("x A.zip --rename --json -o o --here").run();
    ran.status(0).stderr_empty();
    let tree = [
        (".x", "1"),
        (".x (2)", "2"),
        ("d/a (2) (2).txt", "of that name"),
        ("d/a (2).txt", "two"),
        ("d/a (3).txt", "three"),
        ("d/a.txt", "1"),
    ];
    assert_eq!(place.tree("o"), files(&tree));
    let written: Vec<_> = rows(&ran).iter().map(|row| row["written"].clone()).collect();
    assert_eq!(
        (&written[1], &written[4]),
        (&"o/d/a (2).txt".into(), &"o/d/a (3).txt".into())
    );
    // What is there is kept as well.
    place.unpack("x A.zip --rename -o o --here").run().status(0);
    assert_eq!(place.tree("o").len(), 12);
    assert_eq!(place.tree("o")["d/a.txt"], "1");
    // In a tar the last one wins.
    place
        .unpack("x B.tar --rename -o t --here")
        .run()
        .status(1)
        .stderr_has("twice");
    assert_eq!(place.tree("t"), files(&[("d/a.txt", "two")]));
    // A file and a link of one name are no copies of each other.
    let place = Place::new().with("C.zip", zip(&[file("a", "1"), link("a", "b")]));
    place.unpack("x C.zip --rename -o o --here").run().status(4);
}
