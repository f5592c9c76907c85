//! `check` says what `extract` would say.

use crate::Place;
use crate::archives::{Entry, file, gzip, hard, tar, zip};
use crate::containers::{image, record};

/// Both give this status, and both say this about it.
fn both(name: &str, bytes: Vec<u8>, status: i32, says: &str) -> Place {
    let place = Place::new().with(name, bytes);
    for words in [format!("x {name} -o o --here"), format!("check {name}")] {
        let ran = place.unpack(&words).run();
        ran.status(status);
        if says.is_empty() {
            ran.stderr_empty();
        } else {
            ran.stderr_has(says);
        }
    }
    place
}

#[test]
fn a_directory_with_contents() {
    let all = [
        Entry {
            mode: 0o040_755,
            ..file("d/", "payload")
        },
        file("d/a", "1"),
    ];
    both("A.zip", zip(&all), 1, "d/: a directory with contents of its own");
}

#[test]
fn files_that_replace_others() {
    both("A.tar", tar(&[file("a", "1"), file("a", "2")]), 1, "a: twice");
    both("A.tar", tar(&[file("a", "1"), file("a", "1")]), 0, "");
    both(
        "A.tar.gz",
        gzip(&tar(&[file("a", "1"), file("b", "2"), hard("a", "b")])),
        1,
        "a: twice",
    );
    both(
        "A.tar",
        tar(&[file("a", "1"), file("b", "1"), hard("a", "b")]),
        0,
        "",
    );
}

#[test]
fn an_unknown_method() {
    // APPNOTE 4.4.5: 97 is WavPack.
    let mut bytes = zip(&[file("a", "1"), file("odd", "2")]);
    for magic in [b"PK\x03\x04", b"PK\x01\x02"] {
        let at = bytes.windows(4).rposition(|w| w == magic).unwrap();
        let method = at + if magic[2] == 3 { 8 } else { 10 };
        bytes[method] = 97;
    }
    let place = both("A.zip", bytes, 7, "odd: method 97");
    place
        .unpack("test A.zip")
        .run()
        .status(7)
        .stderr_has("odd: method 97");
    place
        .unpack("cat A.zip odd")
        .run()
        .status(7)
        .stderr_has("odd: method 97");
    place.unpack("cat A.zip a").run().status(0).stdout("1");
    assert!(place.tree("o").is_empty());
}

#[test]
fn the_strong_encryption_of_pkware() {
    let strong = Entry {
        flags: 0x41,
        ..file("s", "0123456789abcdef")
    };
    both(
        "A.zip",
        zip(&[file("a", ""), strong]),
        7,
        "s: encrypted in PKWARE's own way",
    );
}

#[test]
fn a_link_without_a_target() {
    both(
        "A.zip",
        zip(&[crate::archives::link("l", "")]),
        4,
        "l: link without a target",
    );
}

#[test]
fn a_member_that_was_read_from_a_pipe_is_a_file() {
    let bytes = std::fs::read(harness::data("unpack/infozip-stream.zip")).unwrap();
    let place = both("A.zip", bytes, 0, "");
    assert_eq!(place.tree("o")["-"], "hello\n");
    // Without contents it is a pipe, and is left out.
    let pipe = |data: &str| Entry {
        mode: 0o010_644,
        ..file("p", data)
    };
    both("A.zip", zip(&[pipe(""), file("f", "")]), 1, "p: left out");
    both("A.zip", zip(&[pipe("data"), file("f", "")]), 0, "");
}

#[test]
fn a_size_that_zisofs_cannot_have_made_is_damage_and_no_bomb() {
    // zisofs (Linux, Documentation/filesystems/isofs.rst; mkzftree): its mark in the record tells the unpacked size, as
    // does the header of the contents, which a table with the place of each block follows. Equal places are zeros.
    let packed = |size: u32| {
        let mut mark = b"ZF\x10\x01pz\x04\x11".to_vec();
        mark.extend(size.to_le_bytes());
        mark.extend(size.to_be_bytes());
        let mut contents = b"\x37\xE4\x53\x96\xC9\xDB\xD6\x07".to_vec();
        contents.extend(size.to_le_bytes());
        contents.extend([4, 0x11, 0, 0]);
        contents.extend(24_u32.to_le_bytes().repeat(2));
        let records = [
            record(b"\0", 18, 2048, 2, b"SP\x07\x01\xBE\xEF\0"),
            record(b"\x01", 18, 2048, 2, b""),
            record(b"A.BIN;1", 19, contents.len() as u32, 0, &mark),
        ];
        image(&records, &[&contents], false)
    };
    let place = both("A.iso", packed(100), 0, "");
    assert_eq!(place.tree("o")["A.BIN"], "\0".repeat(100));
    both("A.iso", packed(0xFFFF_FC00), 3, "A.BIN: damaged data");
}
