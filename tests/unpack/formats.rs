//! One small file in every format that is read.

use harness::{data, tool};

use crate::{Place, files, rows};

const TEXT: &str = "alpha\nalpha\nneedle\n";

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(data("unpack/formats").join(name)).unwrap()
}

#[test]
fn every_archive_gives_the_same_file() {
    for (name, format) in [
        ("t.tar.lz4", "tar.lz4"),
        ("t.tar.lzma", "tar.lzma"),
        ("t.tar.lz", "tar.lz"),
        ("t.tar.Z", "tar.Z"),
        ("t.deb", "deb"),
        ("t.7z", "7z"),
    ] {
        let place = Place::new().with(name, sample(name));
        place.unpack(&format!("extract {name} -o out")).run().status(0);
        assert_eq!(place.tree("out"), files(&[("t/a.txt", TEXT)]), "{name}");
        let ran = place.unpack(&format!("list --json {name}")).run();
        assert_eq!(rows(&ran).last().unwrap()["format"], format);
        place
            .unpack(&format!("test {name}"))
            .run()
            .status(0)
            .stderr_empty();
    }
}

#[test]
fn an_archive_cut_short_leaves_nothing() {
    for name in ["t.tar.lz4", "t.tar.lzma", "t.tar.lz", "t.deb", "t.7z", "t.a"] {
        let whole = sample(name);
        for keep in [whole.len() - 5, whole.len() / 2] {
            let place = Place::new().with(name, &whole[..keep]);
            place.unpack(&format!("x {name} -o out")).run().status(3);
            assert!(place.tree("out").is_empty(), "{name} of {keep} bytes");
        }
    }
}

#[test]
fn ar_has_long_names() {
    let place = Place::new().with("t.a", sample("t.a"));
    place
        .unpack("ls t.a")
        .run()
        .status(0)
        .stdout("a_name_that_is_longer_than_sixteen.txt\na.txt\n");
    place.unpack("cat t.a a.txt").run().status(0).stdout(TEXT);
}

#[test]
fn brotli_is_known_by_its_name() {
    // RFC 7932, 9.1 and 9.2: window of 16 bits, an uncompressed meta-block of 3 bytes, an empty last one.
    let stream = [0b0010_0000, 0, 0b1_0000, b'a', b'b', b'c', 3];
    let place = Place::new().with("abc.txt.br", stream).with("abc", stream);
    place.unpack("x abc.txt.br -o out").run().status(0);
    assert_eq!(place.tree("out"), files(&[("abc.txt", "abc")]));
    place.unpack("x abc -o none").run().status(7);
    place
        .unpack("cat --format br abc abc.out")
        .run()
        .status(0)
        .stdout("abc");
}

#[test]
fn rpm_gives_the_tree_of_its_payload() {
    let header = |entries: u32, store: &[u8]| {
        let mut all = b"\x8E\xAD\xE8\x01\0\0\0\0".to_vec();
        all.extend(entries.to_be_bytes());
        all.extend(u32::try_from(store.len()).unwrap().to_be_bytes());
        all.extend(vec![0; 16 * entries as usize]);
        all.extend(store);
        all
    };
    // A lead of 96 bytes, a signature filled up to 8, a header, and a compressed cpio.
    let mut rpm = b"\xED\xAB\xEE\xDB".to_vec();
    rpm.resize(96, 0);
    rpm.extend(header(1, b"abc"));
    rpm.extend([0; 5]);
    rpm.extend(header(2, b"xyz"));
    rpm.extend(crate::archives::gzip(&crate::archives::cpio(&[
        crate::archives::file("./etc/a", "A"),
        crate::archives::file("./etc/b", "B"),
    ])));
    let place = Place::new().with("p.rpm", rpm);
    place.unpack("x p.rpm --here -o out").run().status(0);
    assert_eq!(place.tree("out"), files(&[("etc/a", "A"), ("etc/b", "B")]));
}

#[test]
fn the_headers_of_7z_can_be_encrypted() {
    let place = Place::new().with("e.7z", sample("headers-encrypted.7z"));
    place.unpack("x e.7z -o none").run().status(6);
    let with = |password: &str| {
        tool("unpack")
            .args(["x", "e.7z", "-o", "out"])
            .env("UNPACK_PASSWORD", password)
            .current_dir(place.path())
            .run()
    };
    with("wrong").status(6);
    assert!(place.tree("out").is_empty());
    with("pass w0rd").status(0);
    assert_eq!(place.tree("out"), files(&[("t/a.txt", TEXT)]));
}

#[test]
fn the_blocks_of_a_cabinet_refer_back_to_one_another() {
    let cab = sample("t.cab");
    let place = Place::new().with("t.cab", &cab);
    place
        .unpack("ls t.cab")
        .run()
        .status(0)
        .stdout("t/a.txt\nt/sub/big\n");
    place.unpack("x t.cab").run().status(0).stdout("t\n");
    let big: Vec<u8> = (0..40_000_usize)
        .map(|i| u8::try_from((i * 7 + i / 251) % 251).unwrap())
        .collect();
    assert_eq!(
        std::fs::read(place.path().join("t/a.txt")).unwrap(),
        TEXT.as_bytes()
    );
    assert_eq!(std::fs::read(place.path().join("t/sub/big")).unwrap(), big);
    // In whatever order they are asked for.
    place.unpack("cat t.cab t/a.txt").run().status(0).stdout(TEXT);
    let mut bad = cab;
    let last = bad.len() - 9;
    bad[last] ^= 1;
    let place = Place::new().with("bad.cab", bad);
    place.unpack("x bad.cab -o out").run().status(3);
    assert!(place.tree("out").is_empty());
}

#[test]
fn a_cabinet_of_a_method_that_is_not_read_names_a_program() {
    let mut cab = sample("t.cab");
    // typeCompress of the only folder: Quantum.
    cab[42..44].copy_from_slice(&[2, 0x12]);
    let place = Place::new().with("t.cab", cab);
    place
        .unpack("x t.cab -o out")
        .run()
        .status(7)
        .stderr_has("cabextract");
}

#[test]
fn a_zip_that_was_streamed_by_info_zip_is_read() {
    // Info-ZIP 3.0: `cat a.txt | zip - -`, with a zip64 end record though nothing overflows.
    let zip = std::fs::read(data("unpack/infozip-stream.zip")).unwrap();
    let place = Place::new().with("st.zip", zip);
    place.unpack("test st.zip").run().status(0).stderr_empty();
    place.unpack("list st.zip").run().status(0).stdout("-\n");
}

#[test]
fn an_image_of_macos_names_the_program_that_reads_it() {
    let mut image = vec![7; 4096];
    image[3584..3588].copy_from_slice(b"koly");
    let place = Place::new().with("a.dmg", image);
    place.unpack("x a.dmg").run().status(7).stderr_has("7zz");
}

/// 7zz makes `stdin` of it, too.
#[test]
fn what_a_7z_holds_without_a_name_is_called_after_the_archive() {
    let place = Place::new().with("log.7z", sample("stdin.7z"));
    place.unpack("list log.7z").run().status(0).stdout("log\n");
    place.unpack("x log.7z -o o").run().status(0).stdout("o/log\n");
    assert_eq!(place.tree("o")["log"], "hi\n");
    place.unpack("cat log.7z log").run().status(0).stdout("hi\n");
    let place = Place::new().with("none.7z", sample("stdin-empty.7z"));
    place.unpack("x none.7z -o o").run().status(0).stdout("o/none\n");
    assert_eq!(place.tree("o")["none"], "");
}
