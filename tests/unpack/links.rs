//! Symbolic links: what an archive may do alone, with other archives, and among what is there already.

use std::os::unix::fs::symlink;

use crate::archives::{Entry, file, hard, link, tar, zip};
use crate::{Place, files};

/// Extracts these archives one after the other into `o`, with these flags; returns the statuses.
fn extracted(place: &Place, archives: &[&str], flags: &str) -> Vec<i32> {
    let run = |name: &&str| place.unpack(&format!("x {name} -o o --here{flags}")).run();
    archives.iter().map(|name| run(name).code().unwrap()).collect()
}

/// Whether the kernel, asked for `path`, ends up outside `dir`.
fn leaves(place: &Place, dir: &str, path: &str) -> bool {
    let root = place.path().join(dir).canonicalize().unwrap();
    let end = place.path().join(dir).join(path).canonicalize();
    end.is_ok_and(|end| !end.starts_with(&root))
}

/// Each pair is harmless as long as only one of the two is there.
#[test]
fn two_archives_together_make_no_link_that_leaves() {
    for (first, second) in [
        (vec![link("s", "a/b/../../x")], vec![link("a", ".")]),
        (vec![link("s", "a/b/../../x")], vec![link("a/b", "..")]),
        (
            vec![link("d/s", "q/../../..")],
            vec![link("q", "d"), link("d/q", ".")],
        ),
        (
            vec![link("l", "d"), file("d/f", ""), link("s", "l/..")],
            vec![link("l", ".")],
        ),
        (vec![link("a", ".")], vec![link("s", "a/b/../../x")]),
    ] {
        for flags in ["", " --force", " --skip", " --rename"] {
            let place = Place::new()
                .with("x", "outside")
                .with("1.tar", tar(&first))
                .with("2.zip", zip(&second));
            let statuses = extracted(&place, &["1.tar", "2.zip"], flags);
            assert!(statuses.contains(&4), "{flags}: {statuses:?}");
            for path in ["s", "d/s", "s/x"] {
                assert!(
                    !leaves(&place, "o", path),
                    "{flags}: {path}: {:?}",
                    place.tree("o")
                );
            }
        }
    }
}

#[test]
fn a_link_climbs_from_directories_of_its_own_archive() {
    let place = Place::new().with(
        "A.tar",
        tar(&[file("a/b/f", "1"), link("a/s", "b/../../c"), file("c", "2")]),
    );
    place.unpack("x A.tar -o o --here").run().status(0);
    assert_eq!(std::fs::read(place.path().join("o/a/s")).unwrap(), b"2");
    let place = Place::new().with("A.tar", tar(&[file("f", "1"), link("s", "gone/../f")]));
    place
        .unpack("x A.tar -o o --here")
        .run()
        .status(4)
        .stderr_has("s: link climbs");
    place
        .unpack("check A.tar")
        .run()
        .status(4)
        .stderr_has("s: link climbs");
    place.unpack("repack A.tar A.zip").run().status(4);
    place
        .unpack("x A.tar -o o --here --skip-unsafe")
        .run()
        .status(1)
        .stderr_has("s: left out");
    assert_eq!(place.tree("o"), files(&[("f", "1")]));
}

#[test]
fn no_link_goes_through_a_link_that_is_there_and_stays() {
    let all = [link("l", "d"), file("d/f", "1"), link("m", "l/f")];
    for (flags, status) in [("", 3), (" --skip", 4), (" --rename", 4), (" --force", 0)] {
        let place = Place::new().with("A.tar", tar(&all)).with("away/f", "");
        std::fs::create_dir(place.path().join("o")).unwrap();
        symlink("../away", place.path().join("o/l")).unwrap();
        assert_eq!(extracted(&place, &["A.tar"], flags), [status], "{flags}");
        assert!(!leaves(&place, "o", "m"), "{flags}");
        let kept = status == 0 || place.tree("o") == files(&[("l", "-> ../away")]);
        assert!(kept, "{flags}: {:?}", place.tree("o"));
    }
    // A directory that is there has links of its own in it.
    let all = [link("l", "d"), file("d/f", "1"), link("m", "l/q/f")];
    for flags in [" --skip", " --rename"] {
        let place = Place::new().with("A.tar", tar(&all)).with("o/l/f", "mine");
        symlink("/etc", place.path().join("o/l/q")).unwrap();
        assert_eq!(extracted(&place, &["A.tar"], flags), [4], "{flags}");
    }
}

#[test]
fn the_same_archive_can_be_extracted_again() {
    let all = [
        link("lib.so", "lib.so.1"),
        link("lib.so.1", "lib.so.1.2"),
        file("lib.so.1.2", "so"),
        hard("again", "lib.so.1.2"),
    ];
    let place = Place::new().with("A.tar", tar(&all));
    for (flags, status) in [("", 0), ("", 3), (" --skip", 1), (" --force", 0)] {
        assert_eq!(extracted(&place, &["A.tar"], flags), [status], "{flags}");
        assert_eq!(place.tree("o").len(), 4);
    }
}

#[test]
fn links_are_judged_with_what_archives_in_the_archive_bring() {
    // `in/` comes out of in.tar; the link of the outer archive climbs from what is a link there.
    let inner = tar(&[link("up", "."), file("f", "1")]);
    let outer = tar(&[file("in.tar", inner), link("s", "in/up/../../x")]);
    let place = Place::new().with("A.tar", outer).with("x", "outside");
    place.unpack("x A.tar -o o --here --recursive").run().status(4);
    assert!(place.tree("o").is_empty());
}

#[test]
fn a_forest_of_links_is_not_walked_without_end() {
    // Each link is a walk of more than a thousand steps, through forty others.
    let long = "d/../".repeat(18);
    let chain = (0..40).map(|n| link(&format!("c{n}"), &format!("{long}c{}", n + 1)));
    let forest = (0..3000).map(|n| link(&format!("l{n}"), &format!("{long}c0")));
    let dir = Entry {
        mode: 0o040_755,
        ..file("d/", "")
    };
    let all: Vec<Entry> = [dir].into_iter().chain(chain).chain(forest).collect();
    let place = Place::new().with("A.tar", tar(&all));
    place
        .unpack("x A.tar -o o --here")
        .run()
        .status(4)
        .stderr_has("more than 512 steps");
    place.unpack("x A.tar -o o --here --skip-unsafe").run().status(1);
}

#[test]
fn an_encrypted_link_needs_the_password_and_is_no_offence() {
    for name in ["link-encrypted.zip", "link-encrypted.7z"] {
        let bytes = std::fs::read(harness::data("unpack").join(name)).unwrap();
        let place = Place::new()
            .with(name, bytes)
            .with("pw", "secret\n")
            .with("no", "wrong\n");
        for words in [
            format!("x {name} -o o"),
            format!("check {name}"),
            format!("x {name} -o o --password-file no"),
            format!("repack {name} out.tar"),
        ] {
            place.unpack(&words).run().status(6).stderr_has("password");
        }
        assert_eq!(place.tree(".").len(), 3, "{:?}", place.tree("."));
        place
            .unpack(&format!("x {name} -o kept --keep-broken --password-file no"))
            .run()
            .status(6)
            .stderr_has("l: left out: the password does not open it");
        place
            .unpack(&format!("list {name}"))
            .run()
            .status(0)
            .stdout("a\nl\n");
        place
            .unpack(&format!("x {name} -o o --here --password-file pw"))
            .run()
            .status(0);
        assert_eq!(place.tree("o"), files(&[("a", "alpha\n"), ("l", "-> a")]));
        // The new archive cannot be encrypted, and that is said.
        place
            .unpack(&format!("repack {name} out.zip --password-file pw"))
            .run()
            .status(1)
            .stderr_has("encrypted");
        place.unpack("test out.zip").run().status(0);
    }
}

#[test]
fn links_of_a_damaged_archive_in_the_archive_are_judged_too() {
    let inner = tar(&[
        link("out", "../../../etc"),
        link("in", "x"),
        file("x", vec![b'x'; 5000]),
    ]);
    let outer = tar(&[file("d/in.tar", &inner[..3000])]);
    let place = Place::new().with("A.tar", outer);
    place
        .unpack("x A.tar -o o --here --recursive --keep-broken")
        .run()
        .status(4)
        .stderr_has("d/in/out: link leads out");
    assert!(place.tree("o").is_empty());
    place
        .unpack("x A.tar -o o --here --recursive --keep-broken --skip-unsafe")
        .run()
        .status(3)
        .stderr_has("d/in/out: left out");
    assert_eq!(
        place.tree("o").keys().collect::<Vec<_>>(),
        ["d/in.tar", "d/in/in", "d/in/x.broken"]
    );
}

#[test]
fn a_link_that_is_left_out_does_not_stand_in_the_way_of_the_rest() {
    for (name, bytes) in [
        ("A.zip", zip(&[link("a", "/etc/passwd"), file("b", "1")])),
        ("A.tar", tar(&[link("a", "/etc/passwd"), file("b", "1")])),
    ] {
        for flags in ["", " --force", " --skip", " --rename"] {
            let place = Place::new().with(name, &bytes);
            std::fs::create_dir(place.path().join("o")).unwrap();
            place
                .unpack(&format!("x --skip-unsafe --here {name} -o o{flags}"))
                .run()
                .status(1)
                .stderr_has("a: left out: link with an absolute target");
            assert_eq!(place.tree("o"), files(&[("b", "1")]), "{name}{flags}");
        }
    }
}
