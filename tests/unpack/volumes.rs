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

#[test]
fn archives_with_numbers_are_no_pieces() {
    let place = Place::new()
        .with("A.001", zip(&[file("a", "1")]))
        .with("A.002", zip(&[file("b", "2")]));
    place.unpack("list A.001 A.002").run().status(0).stdout("a\nb\n");
}
