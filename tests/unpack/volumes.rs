//! Archives that were cut into pieces of any size, as `7zz a -v` and `split` make them.

use crate::Place;
use crate::archives::{file, gzip, tar, zip};

/// A place with the pieces `NAME.001`, `NAME.002`, ... of some bytes.
fn cut(name: &str, bytes: &[u8], size: usize) -> Place {
    let pieces = bytes.chunks(size).enumerate();
    pieces.fold(Place::new(), |place, (n, piece)| {
        place.with(&format!("{name}.{:03}", n + 1), piece)
    })
}

#[test]
fn the_first_piece_stands_for_all() {
    let all = [file("a", "alpha\n"), file("b", vec![b'b'; 3000])];
    for (name, bytes) in [
        ("A.zip", zip(&all)),
        ("A.tar.gz", gzip(&tar(&all))),
        ("A.tar", tar(&all)),
    ] {
        let place = cut(name, &bytes, bytes.len().div_ceil(4));
        place.unpack(&format!("test {name}.001")).run().status(0);
        place
            .unpack(&format!("list {name}.001"))
            .run()
            .status(0)
            .stdout("a\nb\n");
        place
            .unpack(&format!("x {name}.001"))
            .run()
            .status(0)
            .stdout("A\n");
        assert_eq!(place.tree("A")["a"], "alpha\n", "{name}");
    }
}

#[test]
fn a_missing_piece_is_named() {
    let bytes = zip(&[file("a", vec![b'a'; 3000])]);
    let place = cut("A.zip", &bytes, 1000);
    std::fs::remove_file(place.path().join("A.zip.003")).unwrap();
    place
        .unpack("x A.zip.001 -o o")
        .run()
        .status(3)
        .stderr_has("is the volume A.zip.003 missing?");
    assert!(place.tree("o").is_empty());
    place
        .unpack("x A.zip.002")
        .run()
        .status(7)
        .stderr_has("a volume set begins with A.zip.001");
}

/// GNU tar stops at a member's end, and a gzip member is a whole stream: neither is the end of the archive here.
#[test]
fn pieces_may_end_where_members_do() {
    let all: Vec<_> = (0..8).map(|n| file(format!("f{n}"), vec![b'x'; 512])).collect();
    let names: String = (0..8).map(|n| format!("f{n}\n")).collect();
    let place = cut("A.tar", &tar(&all), 2048);
    for verb in ["list", "test", "test --strict", "check"] {
        let ran = place.unpack(&format!("{verb} A.tar.001")).run();
        ran.status(0).stderr_empty();
        if verb == "list" {
            ran.stdout(&names);
        }
    }
    place.unpack("x A.tar.001 -o o --here").run().status(0);
    assert_eq!(place.tree("o").len(), 8);
    let parts = [gzip(b"one\n"), gzip(b"two\n")];
    let place = Place::new()
        .with("x.gz.001", &parts[0])
        .with("x.gz.002", &parts[1]);
    place
        .unpack("cat x.gz.001 x")
        .run()
        .status(0)
        .stdout("one\ntwo\n");
    let stored = [file("a", "1"), file("b", "2")];
    let bytes = zip(&stored);
    let second = memchr::memmem::rfind(&bytes, b"PK\x03\x04").unwrap();
    let place = cut("Z.zip", &bytes, second);
    place.unpack("list Z.zip.001").run().status(0).stdout("a\nb\n");
}

#[test]
fn a_tar_that_may_go_on_in_a_missing_piece_is_told() {
    let all: Vec<_> = (0..8).map(|n| file(format!("f{n}"), vec![b'x'; 512])).collect();
    let place = cut("A.tar", &tar(&all), 2048);
    std::fs::remove_file(place.path().join("A.tar.003")).unwrap();
    for verb in ["x -o o", "test", "check", "list"] {
        place
            .unpack(&format!("{verb} A.tar.001"))
            .run()
            .status(3)
            .stderr_has("A.tar.003");
    }
    assert!(place.tree("o").is_empty());
    for last in 4..=place.tree("").len() + 1 {
        let _ = std::fs::remove_file(place.path().join(format!("A.tar.{last:03}")));
    }
    place
        .unpack("x A.tar.001 -o o")
        .run()
        .status(3)
        .stderr_has("the end mark is missing (is the volume A.tar.003 missing?)");
    let parts = [gzip(b"one\n"), gzip(b"two\n")];
    let place = Place::new()
        .with("x.gz.001", &parts[0])
        .with("x.gz.003", &parts[1]);
    place
        .unpack("x x.gz.001 -o o")
        .run()
        .status(3)
        .stderr_has("x.gz.002");
    assert!(place.tree("o").is_empty());
}

#[test]
fn archives_with_numbers_are_no_pieces() {
    let place = Place::new()
        .with("A.001", zip(&[file("a", "1")]))
        .with("A.002", zip(&[file("b", "2")]));
    place.unpack("list A.001 A.002").run().status(0).stdout("a\nb\n");
}
