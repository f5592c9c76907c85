//! ACE: every mode gives what acefile gives, and damage is never success.

use std::path::Path;

use harness::data;

use crate::archives::crc32;
use crate::{Place, files};

/// A file of the test data.
fn sample(name: &str) -> Vec<u8> {
    std::fs::read(data("unpack/legacy/ace").join(name)).unwrap()
}

/// A header: a checksum, the size, then the rest. The checksum is the low half of a CRC-32 without the last inversion.
fn header(rest: &[u8]) -> Vec<u8> {
    let sum = (!crc32(rest) & 0xFFFF) as u16;
    let size = u16::try_from(rest.len()).unwrap();
    [&sum.to_le_bytes()[..], &size.to_le_bytes(), rest].concat()
}

fn archive(flags: u16, volume: u8) -> Vec<u8> {
    let [a, b] = flags.to_le_bytes();
    let mut rest = vec![0, a, b];
    rest.extend(b"**ACE**");
    rest.extend([20, 20, 2, volume]);
    // 2017-02-28 09:07:58, and what is reserved.
    rest.extend(0x4A5C_48FD_u32.to_le_bytes());
    rest.extend([0; 8]);
    header(&rest)
}

/// A member, stored unless said otherwise.
struct Member<'a> {
    name: &'a [u8],
    contents: &'a [u8],
    flags: u16,
    attributes: u32,
    method: u8,
    parameters: u16,
}

const MEMBER: Member<'_> = Member {
    name: b"",
    contents: b"",
    flags: 1,
    attributes: 0x20,
    method: 0,
    parameters: 0,
};

impl Member<'_> {
    /// Its block; the sizes have 64 bits where the flags say so.
    fn block(&self) -> Vec<u8> {
        let large = self.flags & 4 != 0;
        let [a, b] = self.flags.to_le_bytes();
        let mut rest = vec![if large { 3 } else { 1 }, a, b];
        for _ in 0..2 {
            let size = (self.contents.len() as u64).to_le_bytes();
            rest.extend(&size[..if large { 8 } else { 4 }]);
        }
        rest.extend(0x4A5C_48FD_u32.to_le_bytes());
        rest.extend(self.attributes.to_le_bytes());
        rest.extend((!crc32(self.contents)).to_le_bytes());
        rest.extend([self.method, 3]);
        rest.extend(self.parameters.to_le_bytes());
        rest.extend([0; 2]);
        rest.extend((self.name.len() as u16).to_le_bytes());
        rest.extend(self.name);
        [header(&rest), self.contents.to_vec()].concat()
    }
}

fn stored(name: &str, contents: &str) -> Vec<u8> {
    Member {
        name: name.as_bytes(),
        contents: contents.as_bytes(),
        ..MEMBER
    }
    .block()
}

/// A member `a` and a member `b`.
fn two() -> Vec<u8> {
    [archive(0, 0), stored("a", "first"), stored("b", "second")].concat()
}

/// The members of an archive of the test data, each as acefile unpacked it.
fn check(place: &Place, dir: &str, expected: &[(&str, &str)]) {
    for (member, file) in expected {
        let got = std::fs::read(place.path().join(dir).join(member)).unwrap();
        assert_eq!(got, sample(&format!("expected/{file}")), "{member}");
    }
}

const MODES: [&str; 10] = [
    "lz77",
    "plain",
    "delta",
    "code",
    "sound-8",
    "sound-16",
    "sound-32a",
    "sound-32b",
    "picture",
    "all",
];

#[test]
fn every_mode_gives_what_acefile_gives() {
    let place = Place::new().with("modes.ace", sample("modes.ace"));
    place
        .unpack("x modes.ace -o o --here")
        .run()
        .status(0)
        .stderr_empty();
    check(&place, "o", &MODES.map(|name| (name, name)));
}

#[test]
fn archives_of_winace_are_read() {
    for (name, method) in [("license1.ace", "lz77"), ("license2.ace", "ace2")] {
        let place = Place::new().with(name, sample(name));
        place
            .unpack(&format!("x {name} -o o --here"))
            .run()
            .status(0)
            .stderr_empty();
        let text = std::fs::read(place.path().join("o/LICENSE")).unwrap();
        // acefile: 11,357 bytes, CRC 0x84A2FB43 before the last inversion.
        assert_eq!((text.len(), crc32(&text)), (11_357, !0x84A2_FB43));
        let ran = place.unpack(&format!("list --json {name}")).run();
        for field in [method, "2024-05-16T23:08:26Z", "\"packed\":3952"] {
            ran.stdout_has(field);
        }
    }
}

#[test]
fn members_of_a_solid_archive_build_on_those_before() {
    let place = Place::new().with("solid.ace", sample("solid.ace"));
    place
        .unpack("x solid.ace -o o --here")
        .run()
        .status(0)
        .stderr_empty();
    let all = [("d/0", "solid-0"), ("d/1", "solid-1"), ("d/2", "solid-2")];
    check(&place, "o", &all);
    for (member, file) in all {
        let ran = place.unpack(&format!("cat solid.ace {member}")).run();
        ran.status(0);
        assert_eq!(
            ran.stdout_bytes(),
            sample(&format!("expected/{file}")),
            "{member}"
        );
    }
    place
        .unpack("x solid.ace --include d/2 -o one --here")
        .run()
        .status(0);
    check(&place, "one", &[("d/2", "solid-2")]);
    assert!(!place.path().join("one/d/0").exists());
}

#[test]
fn a_password_opens_what_is_encrypted() {
    let place = Place::new()
        .with("locked.ace", sample("locked.ace"))
        .with("pw", "secret")
        .with("wrong", "Secret");
    place
        .unpack("x locked.ace -o o --here --password-file pw")
        .run()
        .status(0);
    check(&place, "o", &[("plain", "plain")]);
    place
        .unpack("cat locked.ace stored --password-file pw")
        .run()
        .status(0)
        .stdout("A text that a password keeps.\n");
    place
        .unpack("list locked.ace")
        .run()
        .status(0)
        .stdout("stored\nplain\n");
    place
        .unpack("test locked.ace")
        .run()
        .status(6)
        .stderr_has("no password given");
    for member in ["stored", "plain"] {
        place
            .unpack(&format!("cat locked.ace {member} --password-file wrong"))
            .run()
            .status(6)
            .stderr_has("the password does not open it, or it is damaged");
    }
}

/// The volumes of a set.
fn set() -> Place {
    ["set.ace", "set.c00", "set.c01"]
        .iter()
        .fold(Place::new(), |place, name| place.with(name, sample(name)))
}

#[test]
fn any_volume_gives_the_whole_set() {
    let place = set();
    for name in ["set.ace", "set.c00", "set.c01"] {
        place
            .unpack(&format!("list {name}"))
            .run()
            .status(0)
            .stdout("a\nall\nz\n");
        place
            .unpack(&format!("x {name} -o {name}.d --here"))
            .run()
            .status(0)
            .stderr_empty();
        check(&place, &format!("{name}.d"), &[("all", "all")]);
        place
            .unpack(&format!("cat {name} z"))
            .run()
            .status(0)
            .stdout("first\n");
    }
    // Given together they are one archive.
    let ran = place.unpack("list set.ace set.c00 set.c01").run();
    ran.status(0).stdout("a\nall\nz\n");
}

#[test]
fn a_missing_volume_is_named() {
    for missing in ["set.ace", "set.c00", "set.c01"] {
        let place = set();
        std::fs::remove_file(place.path().join(missing)).unwrap();
        for given in ["set.ace", "set.c00", "set.c01"]
            .iter()
            .filter(|name| **name != missing)
        {
            place
                .unpack(&format!("x {given} -o o"))
                .run()
                .status(3)
                .stderr_has(&format!("a volume of the set is missing: {missing}"));
        }
        assert!(place.tree("o").is_empty());
    }
    let place = set().with("set.c00", sample("set.c01"));
    place
        .unpack("test set.ace")
        .run()
        .status(3)
        .stderr_has("set.c00: not the volume of the set that belongs here");
    let place = Place::new();
    place.unpack("test -").stdin(sample("set.ace")).run().status(7);
}

#[test]
fn names_are_those_of_dos() {
    let dir = Member {
        name: b"d",
        attributes: 0x10,
        ..MEMBER
    };
    let member = Member {
        name: b"d\\caf\x82.txt",
        contents: b"text",
        ..MEMBER
    };
    let large = Member {
        name: b"large",
        contents: b"64 bits",
        flags: 5,
        ..MEMBER
    };
    let bytes = [archive(0, 0), dir.block(), member.block(), large.block()].concat();
    let place = Place::new().with("A.ace", bytes);
    place
        .unpack("x A.ace -o o --here")
        .run()
        .status(0)
        .stderr_has("names read as cp437");
    assert_eq!(
        place.tree("o"),
        files(&[("d/café.txt", "text"), ("large", "64 bits")])
    );
    let ran = place.unpack("list --json A.ace").run();
    ran.status(0)
        .stdout_has("\"mtime\":\"2017-02-28T09:07:58Z\"")
        .stdout_has("cp437");
}

#[test]
fn names_that_lead_out_are_refused() {
    for name in ["..\\up", "\\root", "C:\\x", "c:\\c:\\x", "a\\..\\..\\up"] {
        let place = Place::new().with("A.ace", [archive(0, 0), stored(name, "x")].concat());
        let ran = place.unpack("x A.ace -o o/p --here").run();
        let tree = place.tree(".");
        assert!(
            ran.code() == Some(4) && tree.len() == 1,
            "{name}: {ran}: {tree:?}"
        );
    }
}

#[test]
fn blocks_that_are_no_members_are_passed_over() {
    // A recovery record of 32 bits, one of 64 bits, and a block of no known kind with data and one without.
    let mut record = vec![2, 1, 0];
    record.extend(5_u32.to_le_bytes());
    record.extend([0; 21]);
    let mut large = vec![4, 5, 0];
    large.extend(5_u64.to_le_bytes());
    let blocks = [record, large, vec![9, 1, 0, 5, 0, 0, 0]];
    let mut bytes = [archive(1 << 13, 0), stored("a", "first")].concat();
    for block in blocks {
        bytes.extend(header(&block));
        bytes.extend(b"12345");
    }
    bytes.extend(header(&[9, 0, 0]));
    bytes.extend(stored("b", "second"));
    let place = Place::new().with("A.ace", bytes);
    place.unpack("x A.ace -o o --here").run().status(0).stderr_empty();
    assert_eq!(place.tree("o"), files(&[("a", "first"), ("b", "second")]));
}

#[test]
fn an_archive_may_lie_behind_a_program() {
    // The magic number alone is none.
    let program = [&b"MZ"[..], &[0x90; 3000], b"**ACE**", &[0x90; 300]].concat();
    let place = Place::new()
        .with("A.exe", [program.clone(), two()].concat())
        .with("B.exe", &program);
    place.unpack("x A.exe -o o --here").run().status(0).stderr_empty();
    assert_eq!(place.tree("o"), files(&[("a", "first"), ("b", "second")]));
    place
        .unpack("list --format ace A.exe")
        .run()
        .status(0)
        .stdout("a\nb\n");
    place.unpack("test B.exe").run().status(7);
    place.unpack("test --format ace B.exe").run().status(7);
}

#[test]
fn what_follows_an_archive_is_told() {
    for (behind, status) in [
        (&[0; 600][..], 0),
        (b"some text that follows the archive", 1),
        (&two(), 1),
        // What may have been a header is damage.
        (&[1, 2, 0xFF, 0xFF, 1, 1, 0x80, 7], 3),
        (
            &[
                1, 2, 40, 0, 99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
                13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
            ],
            3,
        ),
        (b"1234", 3),
        (b"\0\0\0\0\0\0\0\0\0\0wiped", 3),
    ] {
        let place = Place::new().with("A.ace", [&two(), behind].concat());
        for words in ["test A.ace", "list A.ace", "x A.ace -o o"] {
            let ran = place.unpack(words).run();
            assert_eq!(ran.code(), Some(status), "{words}, {behind:?}: {ran}");
        }
    }
}

#[test]
fn what_is_not_known_is_not_supported() {
    let strange = Member {
        name: b"strange",
        contents: b"12345678",
        method: 9,
        ..MEMBER
    };
    let place = Place::new().with("A.ace", [archive(0, 0), strange.block()].concat());
    for verb in ["test A.ace", "x A.ace -o o"] {
        place
            .unpack(verb)
            .run()
            .status(7)
            .stderr_has("strange: the method 9 of ace is not read here");
    }
    assert!(place.tree("o").is_empty());
}

#[test]
fn a_dictionary_over_the_memory_limit_is_refused() {
    let place = Place::new().with("license1.ace", sample("license1.ace"));
    // It needs 1 MiB.
    place.unpack("test license1.ace --max-memory 1M").run().status(0);
    for verb in ["test", "x -o o"] {
        place
            .unpack(&format!("{verb} license1.ace --max-memory 600K"))
            .run()
            .status(5)
            .stderr_has("--max-memory");
    }
}

#[test]
fn an_archive_cut_anywhere_is_not_extracted() {
    let whole = sample("solid.ace");
    let first = archive(0, 0).len();
    // Where a member ends nothing says that there were more.
    let ends = |cut: &Path| {
        let ran = harness::tool("unpack").arg("list").arg(cut).run();
        ran.code() == Some(0)
    };
    let mut read = 0;
    for at in (1..whole.len()).step_by(13).chain(first - 2..first + 40) {
        let place = Place::new().with("A.ace", &whole[..at]);
        let ran = place.unpack("x A.ace -o o").run();
        if ends(&place.path().join("A.ace")) {
            read += 1;
            continue;
        }
        assert!(matches!(ran.code(), Some(3 | 7)), "cut at {at}: {ran}");
        assert_eq!(place.tree(".").len(), 1, "cut at {at}: {ran}");
    }
    assert!(read <= 4, "{read} cuts were read");
}

#[test]
fn a_flipped_bit_never_gives_other_contents() {
    for name in ["solid.ace", "locked.ace"] {
        let whole = sample(name);
        let place = Place::new().with("A.ace", &whole).with("pw", "secret");
        place
            .unpack("x A.ace -o whole --password-file pw")
            .run()
            .status(0);
        let right = place.tree("whole");
        for at in (0..whole.len()).step_by(7) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            let place = Place::new().with("A.ace", &bytes).with("pw", "secret");
            let ran = place.unpack("x A.ace -o o --password-file pw").run();
            let got = place.tree("o");
            match ran.code() {
                Some(0) => assert_eq!(got, right, "{name}, byte {at}"),
                Some(3 | 6 | 7) => assert!(got.is_empty(), "{name}, byte {at}: {ran}"),
                _ => panic!("{name}, byte {at}: {ran}"),
            }
        }
    }
}
