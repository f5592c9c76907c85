//! What is said of an archive, and with which status: empty ones, odd ends, names that promise something else, members
//! that cannot be read, selections that meet nothing.

use harness::data;

use crate::archives::{crc32, file, gzip, tar, zip};
use crate::{Place, files};

/// 7zFormat.txt: the signature header of an archive without files; 7zz writes the same.
fn empty_7z() -> Vec<u8> {
    let mut bytes = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    bytes.extend(crc32(&[0; 20]).to_le_bytes());
    bytes.extend([0; 20]);
    bytes
}

#[test]
fn an_archive_of_nothing_is_whole() {
    for (name, bytes) in [
        ("A.7z", empty_7z()),
        ("A.zip", zip(&[])),
        ("A.tar", tar(&[])),
        ("A.tar", vec![0; 10240]),
        ("A.tar.gz", gzip(&tar(&[]))),
    ] {
        let place = Place::new().with(name, &bytes);
        for words in [
            format!("test {name}"),
            format!("list {name}"),
            format!("x {name} -o o"),
        ] {
            place.unpack(&words).run().status(0).stderr_empty();
        }
        assert!(place.path().join("o/A").is_dir(), "{name}");
        // Standard input has no name, and the same is said of it.
        for words in ["test -", "list -", "x - -o i"] {
            place.unpack(words).stdin(&bytes).run().status(0).stderr_empty();
        }
        assert!(place.path().join("i/data").is_dir(), "{name}");
    }
    // Zeros are no archive where nothing says so.
    for bytes in [vec![0; 1000], vec![0; 1 << 20]] {
        Place::new().unpack("test -").stdin(bytes).run().status(7);
    }
    let zeros = gzip(&vec![0; 1 << 20]);
    let place = Place::new();
    place.unpack("x - -o o").stdin(zeros).run().status(0);
    assert_eq!(place.tree("o")["data"].len(), 1 << 20);
}

#[test]
fn what_follows_an_archive_with_an_index_is_told_too() {
    for name in ["t.7z", "v5-solid.rar", "v3-solid.rar", "t.cab"] {
        let whole = std::fs::read(data("unpack/formats").join(name)).unwrap();
        for (behind, status, strict) in [(&b""[..], 0, 0), (&[0; 300], 0, 0), (b"garbage", 1, 4)] {
            let place = Place::new().with(name, [whole.as_slice(), behind].concat());
            for words in ["test", "list", "check", "x -o o"] {
                let ran = place.unpack(&format!("{words} {name}")).run();
                ran.status(status);
                if status == 1 {
                    ran.stderr_has("belong to nothing");
                }
                place.unpack(&format!("{words} {name} --strict --force")).run();
            }
            place
                .unpack(&format!("test {name} --strict"))
                .run()
                .status(strict);
        }
    }
}

#[test]
fn a_signature_behind_a_cabinet_belongs_to_it() {
    // As osslsigncode lays it out: 20 reserved bytes name the place and the length of the signature.
    let mut bytes = b"MSCF\0\0\0\0".to_vec();
    let mut table = Vec::new();
    table.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x5D, 0x58, 0x5C, 0x64, 0x20, 0]);
    table.extend(b"a\0");
    let files_at = 36 + 4 + 20 + 8;
    let data_at = files_at + table.len() as u32;
    let end = data_at + 9;
    for field in [end, 0, files_at, 0] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend([3, 1, 1, 0, 1, 0, 4, 0, 7, 0, 0, 0]);
    bytes.extend([20, 0, 0, 0]);
    for field in [0x0010_0000, end, 5, 0, 0] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend(data_at.to_le_bytes());
    bytes.extend([1, 0, 0, 0]);
    bytes.extend(table);
    bytes.extend([0, 0, 0, 0, 1, 0, 1, 0, b'A']);
    assert_eq!(bytes.len() as u32, end);
    let signed = [bytes.as_slice(), b"PKCS7\0\0\0"].concat();
    let place = Place::new()
        .with("s.cab", &signed)
        .with("t.cab", [signed.as_slice(), b"more than that"].concat());
    place.unpack("x s.cab -o o --here").run().status(0).stderr_empty();
    assert_eq!(place.tree("o"), files(&[("a", "A")]));
    place
        .unpack("test t.cab")
        .run()
        .status(1)
        .stderr_has("belong to nothing");
}

#[test]
fn a_tar_gz_that_holds_no_tar_is_told() {
    for name in ["a.tar.gz", "a.tgz"] {
        let place = Place::new().with(name, gzip(b"no tar at all"));
        for words in ["test", "list", "check", "x -o o"] {
            place
                .unpack(&format!("{words} {name}"))
                .run()
                .status(1)
                .stderr_has("promises another archive");
        }
        assert_eq!(place.tree("o"), files(&[("a.tar", "no tar at all")]));
        place.unpack(&format!("test --strict {name}")).run().status(4);
    }
    let place = Place::new().with("a.gz", gzip(b"text"));
    place.unpack("test a.gz").run().status(0).stderr_empty();
}

#[test]
fn a_selection_that_meets_nothing_is_an_error() {
    let all = [file("p/a", "1"), file("p/b", "2")];
    for (name, bytes) in [("A.zip", zip(&all)), ("A.tar.gz", gzip(&tar(&all)))] {
        let place = Place::new().with(name, bytes);
        for flags in [
            "--include *.so",
            "--exclude *",
            "--strip 2",
            "--include p/a --strip 5",
        ] {
            place
                .unpack(&format!("x {name} -o o {flags}"))
                .run()
                .status(3)
                .stdout("")
                .stderr_has("nothing to extract");
            assert_eq!(place.tree(".").len(), 1, "{flags}");
        }
        place
            .unpack(&format!("x {name} -o o --here --include p/a --strip 1"))
            .run()
            .status(0);
        assert_eq!(place.tree("o"), files(&[("a", "1")]));
    }
}

#[test]
fn messages_name_the_member_and_the_archive_in_the_archive() {
    let damaged = |inner: &[u8], at: &[u8]| {
        let mut bytes = inner.to_vec();
        let at = bytes.windows(at.len()).position(|w| w == at).unwrap();
        bytes[at] ^= 1;
        bytes
    };
    let zipped = zip(&[file("p/a", "whole"), file("p/b", "damaged")]);
    let place = Place::new()
        .with("A.zip", damaged(&zipped, b"damaged"))
        .with(
            "B.tar",
            &tar(&[file("p/a", "1"), file("p/b", vec![b'x'; 5000])])[..3000],
        )
        .with("C.tar", tar(&[file("d/in.zip", damaged(&zipped, b"damaged"))]));
    for words in [
        "test A.zip",
        "x A.zip -o o",
        "x B.tar -o o",
        "test B.tar",
        "list B.tar",
    ] {
        place.unpack(words).run().status(3).stderr_has("p/b: ");
    }
    place.unpack("cat A.zip p/b").run().status(3).stderr_has("p/b: ");
    place
        .unpack("x C.tar -o o --recursive")
        .run()
        .status(3)
        .stderr_has("C.tar: d/in.zip: p/b: ");
    // Of one compressed file there is nothing more to say.
    let place = Place::new().with("a.gz", &gzip(b"text")[..12]);
    place
        .unpack("test a.gz")
        .run()
        .status(3)
        .stderr_has("unpack: a.gz: cut short");
}

#[test]
fn keep_broken_goes_on_behind_what_cannot_be_read() {
    let mut bytes = zip(&[
        file("p/a", "whole"),
        crate::archives::Entry {
            flags: 1,
            ..file("p/secret", "0123456789abcdef")
        },
        file("p/odd", "of an unknown method"),
        file("p/z", "whole too"),
    ]);
    let name = b"p/odd";
    let places: Vec<usize> = (0..bytes.len() - 5)
        .filter(|at| &bytes[*at..*at + 5] == name)
        .collect();
    bytes[places[0] - 30 + 8] = 97;
    bytes[places[1] - 46 + 10] = 97;
    let place = Place::new().with("A.zip", bytes);
    let ran = place.unpack("x A.zip -o o --here --keep-broken").run();
    ran.status(7)
        .stderr_has("p/secret: left out: encrypted")
        .stderr_has("p/odd: left out: method 97");
    assert_eq!(place.tree("o"), files(&[("p/a", "whole"), ("p/z", "whole too")]));
    place.unpack("x A.zip -o n --here").run().status(6);
    assert!(place.tree("n").is_empty());
}

#[test]
fn keep_broken_goes_on_behind_an_archive_in_the_archive_that_cannot_be_read() {
    let secret = crate::archives::Entry {
        flags: 1,
        ..file("secret", "0123456789abcdef")
    };
    let inner = zip(&[file("a", "1"), secret]);
    let place = Place::new().with(
        "A.tar",
        tar(&[
            file("cut.zip", &zip(&[file("x", "1")])[..40]),
            file("locked.zip", &inner),
            file("z.zip", zip(&[file("z", "Z")])),
        ]),
    );
    place.unpack("x A.tar -o o --recursive").run().status(3);
    assert!(place.tree("o").is_empty());
    place
        .unpack("x A.tar -o o --here --recursive --keep-broken")
        .run()
        .status(6)
        .stderr_has(
            "cut.zip: cut short: the central directory is missing; extracted as far as it can be read",
        )
        .stderr_has("locked/secret: left out: encrypted");
    assert_eq!(
        place.tree("o").keys().collect::<Vec<_>>(),
        ["cut.zip", "cut/x", "locked.zip", "locked/a", "z.zip", "z/z"]
    );
}

#[test]
fn search_finds_lines_under_every_name_of_a_file() {
    use crate::archives::hard;
    let all = [
        file("a", "one\nneedle\n"),
        hard("b", "a"),
        file("c", "needle two\n"),
        hard("d/e", "b"),
        hard("other", "c"),
    ];
    let bytes = gzip(&tar(&all));
    let place = Place::new().with("A.tar.gz", &bytes);
    let want = "a:2:needle\nc:1:needle two\nb:2:needle\nd/e:2:needle\nother:1:needle two\n";
    place
        .unpack("search needle A.tar.gz")
        .run()
        .status(0)
        .stdout(want);
    place
        .unpack("search needle -")
        .stdin(&bytes)
        .run()
        .status(0)
        .stdout(want);
    place
        .unpack("search needle A.tar.gz --include d/*")
        .run()
        .status(0)
        .stdout("d/e:2:needle\n");
    place
        .unpack("search -c needle A.tar.gz --include [abc]")
        .run()
        .status(0)
        .stdout("a:1\nc:1\nb:1\n");
}

#[test]
fn a_packed_header_is_judged_before_it_is_unpacked() {
    // 7zFormat.txt: a header packed by LZMA that claims to be of 2 GiB.
    let mut header = vec![
        0x17, 6, 0, 1, 9, 16, 0, 7, 11, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5D, 0, 0, 1, 0,
    ];
    header.extend([12, 0xF0, 0, 0, 0, 0x80, 0, 0]);
    let packed = [0; 16];
    let mut said = Vec::new();
    said.extend((packed.len() as u64).to_le_bytes());
    said.extend((header.len() as u64).to_le_bytes());
    said.extend(crc32(&header).to_le_bytes());
    let mut bytes = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    bytes.extend(crc32(&said).to_le_bytes());
    bytes.extend(said);
    bytes.extend(packed);
    bytes.extend(header);
    let place = Place::new().with("A.7z", bytes);
    place
        .unpack("list A.7z")
        .run()
        .status(5)
        .stderr_has("--max-memory");
}

#[test]
fn a_header_may_not_speak_of_more_entries_than_there_may_be() {
    // A plain header of eleven files without contents, all of one name.
    let mut header = vec![1, 5, 11, 0x0E, 2, 0xFF, 0xE0, 0x11, 45, 0];
    header.extend(b"a\0\0\0".repeat(11));
    header.extend([0, 0]);
    let mut said = 0_u64.to_le_bytes().to_vec();
    said.extend((header.len() as u64).to_le_bytes());
    said.extend(crc32(&header).to_le_bytes());
    let mut bytes = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    bytes.extend(crc32(&said).to_le_bytes());
    bytes.extend(said);
    bytes.extend(header);
    let place = Place::new().with("A.7z", bytes);
    place
        .unpack("list A.7z --max-entries 11")
        .run()
        .status(0)
        .stdout("a\n".repeat(11));
    place
        .unpack("list A.7z --max-entries 10")
        .run()
        .status(5)
        .stderr_has("--max-entries");
}
