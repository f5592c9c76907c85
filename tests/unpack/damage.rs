//! Damaged archives: never success, and nothing left.

use crate::Place;
use crate::archives::{Entry, file, gzip, tar, zip};

fn all() -> [Entry; 3] {
    [
        file("d/a", "alpha ".repeat(99)),
        file("d/b", "beta ".repeat(99)),
        file("d/c", ""),
    ]
}

/// Extracts and tests; both must fail with 3, and nothing may be left.
fn broken(name: &str, bytes: &[u8], what: &str) {
    let place = Place::new().with(name, bytes);
    for words in [
        format!("extract {name} -o o"),
        format!("extract {name} -o o --here"),
        format!("test {name}"),
    ] {
        let ran = place.unpack(&words).run();
        assert_eq!(ran.code(), Some(3), "{what}: {ran}");
        assert_eq!(ran.stderr_text().lines().count(), 1, "{what}: {ran}");
        assert_eq!(place.tree(".").len(), 1, "{what}: {ran}");
    }
}

#[test]
fn an_archive_cut_anywhere_is_not_extracted() {
    let whole = zip(&all());
    for at in (20..whole.len()).step_by(61) {
        broken("A.zip", &whole[..at], &format!("zip cut at {at}"));
    }
    let whole = gzip(&tar(&all()));
    for at in (20..whole.len()).step_by(211) {
        broken("A.tar.gz", &whole[..at], &format!("tar.gz cut at {at}"));
    }
    let whole = tar(&all());
    broken("A.tar", &whole[..700], "tar cut inside a file");
    broken("empty.zip", b"", "empty file");
}

#[test]
fn a_tar_may_lack_its_end_but_not_a_checksum_behind_it() {
    let whole = tar(&all());
    let place = Place::new().with("A.tar", &whole[..whole.len() - 1024]);
    place.unpack("test A.tar").run().status(0).stderr_empty();
    let mut gz = gzip(&whole);
    let at = gz.len() - 6;
    gz[at] ^= 1;
    broken("A.tar.gz", &gz, "CRC of the stream");
}

#[test]
fn a_flipped_bit_in_the_data_is_seen() {
    let mut bytes = zip(&all());
    bytes[30 + 3 + 50] ^= 4;
    broken("A.zip", &bytes, "flipped bit");
}

#[test]
fn more_or_less_than_claimed_is_damage() {
    for claimed in [5, 7] {
        broken(
            "A.zip",
            &zip(&[Entry {
                claimed: Some(claimed),
                ..file("a", "123456")
            }]),
            "size",
        );
    }
}

#[test]
fn what_follows_an_archive_is_told_unless_it_is_zeros() {
    for (name, bytes) in [
        ("A.tar.gz", gzip(&tar(&all()))),
        ("a.gz", gzip(b"x")),
        ("A.zip", zip(&all())),
        ("A.tar", tar(&all())),
    ] {
        let zeros = [bytes.as_slice(), &[0; 600]].concat();
        let garbage = [bytes.as_slice(), b"garbage"].concat();
        let place = Place::new().with(name, zeros);
        place
            .unpack(&format!("test {name}"))
            .run()
            .status(0)
            .stderr_empty();
        let place = Place::new().with(name, garbage);
        place
            .unpack(&format!("test {name}"))
            .run()
            .status(1)
            .stderr_has("follow the archive");
        place
            .unpack(&format!("extract {name} -o o"))
            .run()
            .status(1)
            .stderr_has("follow the archive");
    }
}

#[test]
fn a_program_in_front_of_a_zip_is_fine() {
    let place = Place::new().with("setup.exe", [b"MZ program".as_slice(), &zip(&all())].concat());
    place.unpack("test setup.exe").run().status(0).stderr_empty();
    place.unpack("list setup.exe").run().stdout("d/a\nd/b\nd/c\n");
}

#[test]
fn members_of_a_gzip_file_are_joined() {
    let place = Place::new().with("a.gz", [gzip(b"one "), gzip(b"two")].concat());
    place.unpack("a.gz").run().status(0);
    assert_eq!(place.tree(".")["a"], "one two");
}

#[test]
fn one_bad_archive_stops_no_other() {
    let place = Place::new()
        .with("bad.zip", b"PK\x03\x04")
        .with("good.zip", zip(&[file("g", "1")]))
        .with("junk", b"just text\n");
    let ran = place.unpack("extract bad.zip gone.zip junk good.zip -o o").run();
    ran.status(7)
        .stdout("o/g\n")
        .stderr_has("bad.zip")
        .stderr_has("gone.zip")
        .stderr_has("junk");
}

#[test]
fn an_encrypted_member_without_a_password_is_6_at_once() {
    let place = Place::new().with(
        "A.zip",
        zip(&[Entry {
            flags: 1,
            ..file("a", "0123456789abcdef")
        }]),
    );
    place
        .unpack("extract A.zip -o o")
        .run()
        .status(6)
        .stderr_has("password");
    place.unpack("test A.zip").run().status(6);
    assert_eq!(place.tree(".").len(), 1);
}

#[test]
fn a_password_in_the_arguments_is_refused_and_not_repeated() {
    let place = Place::new().with("A.zip", zip(&all()));
    for words in [
        "extract --password hUnter2 A.zip",
        "extract --password=hUnter2 A.zip",
        "test A.zip --password=hUnter2",
    ] {
        let ran = place.unpack(words).run();
        ran.status(2).stderr_has("never taken from the command line");
        assert!(!ran.stderr_text().contains("hUnter2"));
    }
}

#[test]
fn a_cut_tar_z_is_no_file_of_its_own() {
    let whole = std::fs::read(harness::data("unpack/formats/t.tar.Z")).unwrap();
    let place = Place::new().with("backup.tar.Z", &whole[..100]);
    place
        .unpack("x backup.tar.Z -o o")
        .run()
        .status(3)
        .stderr_has("cut short");
    assert!(place.tree("o").is_empty());
}
