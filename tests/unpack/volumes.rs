//! Archives that were cut into pieces of any size, as `7zz a -v` and `split` make them.

use crate::Place;
use crate::archives::{Entry, cpio, file, gzip, tar, zip};
use crate::containers::{image, record};

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
        .unpack("x A.zip.002 -o o")
        .run()
        .status(3)
        .stderr_has("A.zip.003");
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

/// The parts of a zip as `zip -s` cuts them: a signature in front, and offsets within each part (APPNOTE 4.4.11, 8.5).
fn in_parts(zip: &[u8], size: usize) -> Vec<Vec<u8>> {
    let mut all = [b"PK\x07\x08", zip].concat();
    let end = all.len() - 22;
    let field = |all: &[u8], at: usize| u32::from_le_bytes(all[at..at + 4].try_into().unwrap()) as usize;
    let put = |all: &mut [u8], at: usize, disk_at: usize, place: usize| {
        all[at..at + 4].copy_from_slice(&u32::try_from(place % size).unwrap().to_le_bytes());
        all[disk_at..disk_at + 2].copy_from_slice(&u16::try_from(place / size).unwrap().to_le_bytes());
    };
    let directory = field(&all, end + 16) + 4;
    let mut at = directory;
    while all[at..].starts_with(b"PK\x01\x02") {
        let place = field(&all, at + 42) + 4;
        put(&mut all, at + 42, at + 34, place);
        let lengths = [28, 30, 32].map(|i| usize::from(u16::from_le_bytes([all[at + i], all[at + i + 1]])));
        at += 46 + lengths.iter().sum::<usize>();
    }
    assert_eq!(at, end);
    put(&mut all, end + 16, end + 6, directory);
    let last = u16::try_from((all.len() - 1) / size).unwrap();
    all[end + 4..end + 6].copy_from_slice(&last.to_le_bytes());
    all.chunks(size).map(<[u8]>::to_vec).collect()
}

/// A place with the parts `A.z01`, `A.z02`, ..., `A.zip`.
fn parts() -> (Place, Vec<String>) {
    let all = [
        file("a", vec![b'a'; 500]),
        file("b", vec![b'b'; 900]),
        file("c", "c"),
    ];
    let parts = in_parts(&zip(&all), 400);
    let mut names: Vec<String> = (1..parts.len()).map(|n| format!("A.z{n:02}")).collect();
    names.push("A.zip".to_owned());
    let with = |place: Place, (name, bytes): (&String, Vec<u8>)| place.with(name, bytes);
    (names.iter().zip(parts).fold(Place::new(), with), names)
}

#[test]
fn any_part_of_a_zip_in_parts_stands_for_all() {
    let (place, names) = parts();
    assert!(names.len() > 3);
    for name in &names {
        place
            .unpack(&format!("x {name} -o {name}.d --here --strict"))
            .run()
            .status(0)
            .stderr_empty();
        let tree = place.tree(&format!("{name}.d"));
        assert_eq!(tree["b"], "b".repeat(900), "{name}");
        assert_eq!(tree.len(), 3);
    }
    place
        .unpack(&format!("list {}", names.join(" ")))
        .run()
        .status(0)
        .stdout("a\nb\nc\n");
    place.unpack("x A.zip").run().status(0).stdout("A\n");
}

#[test]
fn a_part_of_a_zip_that_is_missing_or_cut_is_named() {
    let (place, names) = parts();
    let hide = |name: &str| std::fs::rename(place.path().join(name), place.path().join("hidden")).unwrap();
    let show = |name: &str| std::fs::rename(place.path().join("hidden"), place.path().join(name)).unwrap();
    for name in &names {
        hide(name);
        let given = if name == "A.z01" { "A.zip" } else { "A.z01" };
        place
            .unpack(&format!("x {given} -o o"))
            .run()
            .status(3)
            .stderr_has(name);
        show(name);
        let whole = std::fs::read(place.path().join(name)).unwrap();
        for length in [0, 1, whole.len() / 2, whole.len() - 1] {
            std::fs::write(place.path().join(name), &whole[..length]).unwrap();
            place.unpack("x A.zip -o o").run().status(3);
        }
        std::fs::write(place.path().join(name), whole).unwrap();
    }
    assert!(place.tree("o").is_empty());
    place.unpack("test A.zip").run().status(0);
}

#[test]
fn a_whole_zip_has_no_part_beside_it() {
    let place = Place::new()
        .with("A.zip", zip(&[file("a", "1")]))
        .with("A.z01", "something else");
    place.unpack("list A.zip").run().status(0).stdout("a\n");
}

/// A shell's `x.part*.rar` names the whole set.
#[test]
fn volumes_given_beside_the_first_are_read_once() {
    let mut place = cut("A.zip", &zip(&[file("a", vec![b'a'; 3000])]), 1000);
    for part in 1..=3 {
        let name = format!("v5.part{part}.rar");
        place = place.with(
            &name,
            std::fs::read(harness::data("unpack/formats").join(&name)).unwrap(),
        );
    }
    place
        .unpack("x v5.part3.rar v5.part1.rar v5.part2.rar -o o")
        .run()
        .status(0)
        .stderr_empty()
        .stdout("o/random_4k.bin\n");
    for verb in ["list", "test", "check", "search -c aaa"] {
        let ran = place
            .unpack(&format!("{verb} A.zip.001 A.zip.002 A.zip.003 A.zip.004"))
            .run();
        ran.status(0).stderr_empty();
        if verb == "list" {
            ran.stdout("a\n");
        }
    }
}

#[test]
fn pieces_may_be_counted_from_zero_or_named_by_letters() {
    let bytes = zip(&[file("a", vec![b'a'; 3000])]);
    let (one, two) = bytes.split_at(1500);
    let place = Place::new()
        .with("A.zip.000", one)
        .with("A.zip.001", &two[..two.len() - 100])
        .with("A.zip.002", &two[two.len() - 100..])
        .with("B.zip.aa", one)
        .with("B.zip.ab", two);
    for piece in 0..=2 {
        let given = format!("A.zip.{piece:03}");
        place.unpack(&format!("x {given} -o {piece}")).run().status(0);
        assert_eq!(place.tree(&piece.to_string())["a"].len(), 3000);
    }
    // In any order, as find prints them.
    place
        .unpack("list A.zip.002 A.zip.000 A.zip.001")
        .run()
        .status(0)
        .stdout("a\n");
    place
        .unpack("list B.zip.aa")
        .run()
        .status(3)
        .stderr_has("cat B.zip.?? > B.zip joins");
}

/// The volumes beside an inner archive are those of the archive around it, never those of the folder one stands in.
#[test]
fn inner_archives_have_no_volumes_in_the_current_folder() {
    let part =
        |n: u8| std::fs::read(harness::data("unpack/formats").join(format!("v5.part{n}.rar"))).unwrap();
    let place = Place::new()
        .with("o.zip", zip(&[file("x.rar", part(1))]))
        .with("x.rar", part(1))
        .with("x.r00", part(2))
        .with("x.r01", part(3));
    place.unpack("test x.rar").run().status(0);
    place
        .unpack("x o.zip --recursive -o out --here")
        .run()
        .status(1)
        .stderr_has("x.rar: left packed: one volume of a set in another archive");
    let names: Vec<String> = place.tree("out").into_keys().collect();
    assert_eq!(names, ["x.rar"]);
}

#[test]
fn a_number_at_the_end_of_a_name_makes_no_volume() {
    let inner = zip(&[file("y", "1")]);
    let place = Place::new().with("o.zip", zip(&[file("data.2024", inner)]));
    place.unpack("x o.zip --recursive -o out --here").run().status(0);
    let names: Vec<String> = place.tree("out").into_keys().collect();
    assert_eq!(names, ["data.2024", "data/y"]);
}

/// A pipe would be waited for, and a device has no end.
#[test]
fn a_part_is_a_regular_file() {
    let (place, _) = parts();
    std::fs::remove_file(place.path().join("A.z02")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path().join("A.z02")).unwrap();
    for given in ["A.zip", "A.z01", "A.z02"] {
        place
            .unpack(&format!("list {given}"))
            .run()
            .status(3)
            .stderr_has("no regular file");
    }
}

/// The last part of a zip begins as nothing that is known.
#[test]
fn the_last_part_of_a_zip_in_an_archive_is_left_packed() {
    let all = [file("a", vec![b'a'; 500]), file("b", vec![b'b'; 900])];
    let last = in_parts(&zip(&all), 400).pop().unwrap();
    let place = Place::new().with("o.zip", zip(&[file("A.zip", last)]));
    place
        .unpack("x o.zip --recursive -o out")
        .run()
        .status(1)
        .stderr_has("A.zip: left packed: the last part of a zip archive in several parts");
}

/// Writes an archive of some entries.
type Write = fn(&[Entry]) -> Vec<u8>;

/// Each is whole; they only have numbers.
#[test]
fn archives_that_have_numbers_are_read_each_for_itself() {
    let one = |n: usize| [file("f", n.to_string())];
    let writers: [(&str, Write); 3] = [
        ("t.gz", |e| gzip(&tar(e))),
        ("c.gz", |e| gzip(&cpio(e))),
        ("z", zip),
    ];
    for (name, write) in writers {
        let mut place = Place::new();
        for n in [1, 2, 4] {
            place = place.with(&format!("{name}.{n:03}"), write(&one(n)));
        }
        for n in [2, 4] {
            place
                .unpack(&format!("cat {name}.{n:03} f"))
                .run()
                .status(0)
                .stdout(n.to_string());
        }
    }
    let images = [1, 2].map(|n| {
        image(
            &[
                record(b"\0", 18, 2048, 2, b""),
                record(b"\x01", 18, 2048, 2, b""),
                record(format!("F{n}").as_bytes(), 19, 1, 0, b""),
            ],
            &[b"x"],
            false,
        )
    });
    let place = Place::new().with("i.001", &images[0]).with("i.002", &images[1]);
    place.unpack("list i.002").run().status(0).stdout("F2\n");
    place
        .unpack("list i.001 i.002")
        .run()
        .status(0)
        .stdout("F1\nF2\n");
}

#[test]
fn something_else_may_be_called_zero() {
    let bytes = gzip(&tar(&[file("a", vec![b'a'; 3000])]));
    for zero in [b"log text".to_vec(), zip(&[file("b", "b")])] {
        let place = cut("A.tar.gz", &bytes, 1500).with("A.tar.gz.000", zero);
        place.unpack("list A.tar.gz.001").run().status(0).stdout("a\n");
        place.unpack("list A.tar.gz.002").run().status(0).stdout("a\n");
    }
}

/// Its name alone makes a pipe no part of a set, and it can be opened once.
#[test]
fn a_pipe_that_is_called_zip_is_read_once() {
    let place = Place::new().with("whole", zip(&[file("a", "1")]));
    let fifo = place.path().join("A.zip");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let whole = std::fs::read(place.path().join("whole")).unwrap();
    let writer = std::thread::spawn(move || std::fs::write(fifo, whole));
    place.unpack("list A.zip").run().status(0).stdout("a\n");
    writer.join().unwrap().unwrap();
}
