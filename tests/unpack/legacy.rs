//! ARJ, ZOO and ARC, and ACE in a file of its own, which a feature reads.

mod ace;

use harness::data;

use crate::archives::{crc32, file, zip};
use crate::{Place, files, rows};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(data("unpack/legacy").join(name)).unwrap()
}

/// What the members of the samples hold.
fn text() -> String {
    (0..400).map(|i| format!("line {i} of 400\n")).collect()
}

fn at(name: &str) -> Place {
    Place::new().with(name, sample(name))
}

/// A header of ARJ with its checksum and no extended headers. `fields` are those behind the versions: host, flags,
/// method, type, modifier; the sizes are those of the data.
fn arj_header(name: &str, fields: [u8; 5], data: &[u8], more: &[u8]) -> Vec<u8> {
    let mut basic = vec![(30 + more.len()) as u8, 11, 1];
    basic.extend(fields);
    // 2024-02-29 12:34:56.
    basic.extend([0x5C, 0x64, 0x5D, 0x58]);
    basic.extend((data.len() as u32).to_le_bytes());
    basic.extend((data.len() as u32).to_le_bytes());
    basic.extend(crc32(data).to_le_bytes());
    basic.extend([0, 0, 0x20, 0, 0, 0]);
    basic.extend(more);
    basic.extend(name.bytes());
    basic.extend([0, 0]);
    let mut out = vec![0x60, 0xEA];
    out.extend((basic.len() as u16).to_le_bytes());
    out.extend(&basic);
    out.extend(crc32(&basic).to_le_bytes());
    out.extend([0, 0]);
    out.extend(data);
    out
}

const DOS: u8 = 0;
const UNIX: u8 = 2;
const MAIN: u8 = 2;
/// A flag: it goes on in the next volume.
const VOLUME: u8 = 4;
/// A flag: it begins in the volume before.
const CONTINUED: u8 = 8;

/// An archive of ARJ with these headers and data.
fn arj(flags: u8, members: &[Vec<u8>]) -> Vec<u8> {
    let mut out = arj_header("a.arj", [DOS, flags, 2, MAIN, 0], b"", b"");
    out.extend(members.concat());
    out.extend([0x60, 0xEA, 0, 0]);
    out
}

/// CRC-16 with the polynomial 0x8005, as of ARC and ZOO, bit by bit.
fn crc16(data: &[u8]) -> u16 {
    data.iter().fold(0, |crc, b| {
        (0..8).fold(crc ^ u16::from(*b), |c, _| {
            if c & 1 == 1 { c >> 1 ^ 0xA001 } else { c >> 1 }
        })
    })
}

/// A member of ZOO: name, directory, contents, whether it was deleted, version.
type Zoo<'a> = (&'a str, &'a str, &'a str, bool, Option<u16>);

/// An archive of ZOO with stored members; the time zone of all of them is an hour east of Greenwich.
fn zoo(members: &[Zoo<'_>]) -> Vec<u8> {
    let mut out = b"ZOO 2.10 Archive.\x1A\0\0\xDC\xA7\xC4\xFD".to_vec();
    out.extend(34_u32.to_le_bytes());
    out.extend(34_u32.wrapping_neg().to_le_bytes());
    out.extend([2, 0]);
    let end = ("", "", "", false, None);
    for (i, (name, dir, contents, deleted, version)) in members.iter().chain([&end]).enumerate() {
        let mut variable = vec![name.len() as u8 + 1, dir.len() as u8 + 1];
        variable.extend(name.bytes().chain([0]));
        variable.extend(dir.bytes().chain([0]));
        // Unix; permissions 0640, known.
        variable.extend([0, 0, 0xA0, 0x01, 0x40]);
        variable.push(if version.is_some() { 0x80 } else { 0 });
        variable.extend(version.unwrap_or(0).to_le_bytes());
        let data = out.len() + 56 + variable.len();
        let next = if i < members.len() {
            data + contents.len()
        } else {
            0
        };
        let mut entry = b"\xDC\xA7\xC4\xFD\x02\0".to_vec();
        entry.extend((next as u32).to_le_bytes());
        entry.extend((data as u32).to_le_bytes());
        // 2024-02-29 12:34:56.
        entry.extend([0x5D, 0x58, 0x5C, 0x64]);
        entry.extend(crc16(contents.as_bytes()).to_le_bytes());
        entry.extend((contents.len() as u32).to_le_bytes());
        entry.extend((contents.len() as u32).to_le_bytes());
        entry.extend([2, 0, u8::from(*deleted), 0, 0, 0, 0, 0, 0, 0]);
        entry.extend(b"SHORT.NAM\0\0\0\0");
        entry.extend((variable.len() as u16).to_le_bytes());
        entry.push((-4_i8).cast_unsigned());
        let sum = crc16(&[&entry[..], &[0, 0], &variable].concat());
        entry.extend(sum.to_le_bytes());
        out.extend(entry);
        out.extend(variable);
        out.extend(contents.bytes());
    }
    out
}

/// A member of ARC.
fn arc_member(method: u8, name: &str, data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1A, method];
    out.extend(format!("{name:\0<13}").bytes());
    out.extend((data.len() as u32).to_le_bytes());
    out.extend([0x5D, 0x58, 0x5C, 0x64]);
    out.extend(crc16(data).to_le_bytes());
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out
}

#[test]
fn legacy_every_method_of_arj_is_read() {
    let place = at("methods.arj");
    place
        .unpack("x methods.arj -o o --here")
        .run()
        .status(0)
        .stderr_empty();
    let text = text();
    let all = ["m0", "m1", "m2", "m3", "m4"].map(|name| (name, text.as_str()));
    assert_eq!(place.tree("o"), files(&all));
    place.unpack("test methods.arj").run().status(0).stderr_empty();
    let listed = rows(&place.unpack("list --json methods.arj").run());
    // arj -m4 packed it to 1412 bytes; the time is in UTC, as archives of Unix have it.
    assert_eq!(listed[4]["method"], "fastest");
    assert_eq!(listed[4]["packed"], 0x584);
    assert_eq!(listed[4]["mtime"], "2024-02-29T12:34:56Z");
    assert_eq!(listed.last().unwrap()["format"], "arj");
}

#[test]
fn legacy_links_modes_and_empty_directories_of_arj_are_kept_and_pipes_left_out() {
    let place = at("tree.arj");
    let ran = place.unpack("x tree.arj -o o --here").run();
    ran.status(1).stderr_has("t/pipe: left out");
    assert_eq!(
        place.tree("o"),
        files(&[
            ("t/a.txt", "alpha\n"),
            ("t/empty", "dir"),
            ("t/l", "-> a.txt"),
            ("t/none", ""),
            ("t/sub/a name with blanks.txt", "beta\n"),
            ("t/zz", "alpha\n"),
        ])
    );
    use std::os::unix::fs::MetadataExt;
    let meta = |name: &str| std::fs::metadata(place.path().join("o/t").join(name)).unwrap();
    assert_eq!(meta("a.txt").ino(), meta("zz").ino());
    assert_eq!(meta("a.txt").mode() & 0o7777, 0o640);
    assert_eq!(meta("empty").mode() & 0o7777, 0o750);
    assert_eq!(meta("empty").mtime(), 1_704_067_201);
}

#[test]
fn legacy_a_link_of_arj_that_leaves_the_tree_is_refused() {
    let whole = sample("tree.arj");
    let target = whole.windows(6).position(|w| w == b"Ea.txt").unwrap();
    let mut evil = whole.clone();
    evil[target..target + 6].copy_from_slice(b"E/etc/");
    let extended = target - 2..target + 6;
    let sum = crc32(&evil[extended.clone()]);
    evil[extended.end..extended.end + 4].copy_from_slice(&sum.to_le_bytes());
    let place = Place::new().with("evil.arj", evil);
    place.unpack("x evil.arj -o o").run().status(4);
    assert!(place.tree("o").is_empty());
}

#[test]
fn legacy_of_the_chapters_of_arj_the_last_one_is_read() {
    // arj x gives the same.
    let place = at("chapters.arj");
    place.unpack("x chapters.arj -o o --here").run().status(0);
    assert_eq!(place.tree("o"), files(&[("a", "11\n"), ("c", "3\n")]));
}

#[test]
fn legacy_garbled_members_take_a_password() {
    for (name, member, password) in [
        ("garbled.arj", "m1", "secret"),
        // arc makes capitals of it.
        ("garbled.arc", "TEXT", "secret"),
        ("garbled.arc", "TEXT", "SECRET"),
    ] {
        let place = at(name);
        let cat = format!("cat {name} {member}");
        let ran = place.unpack(&cat).env("UNPACK_PASSWORD", password).run();
        ran.status(0).stdout(text());
        let ran = place.unpack(&cat).env("UNPACK_PASSWORD", "wrong").run();
        ran.status(6).stderr_has("the password does not open it");
    }
    at("garbled.arj").unpack("test garbled.arj").run().status(6);
    let ran = at("garbled.arc").unpack("test garbled.arc").run();
    ran.status(3).stderr_has("or it needs a password");
    // What needs none is read all the same.
    let ran = at("methods.arc")
        .unpack("test methods.arc")
        .env("UNPACK_PASSWORD", "x")
        .run();
    ran.status(0);
}

#[test]
fn legacy_other_encryptions_and_methods_of_arj_are_named() {
    let mut garbled = arj(1, &[arj_header("s.txt", [DOS, 1, 0, 0, 7], b"xyz", b"")]);
    // The version of the encryption, in the header of the archive.
    garbled[4 + 28] = 3;
    let length = usize::from(garbled[2]);
    let sum = crc32(&garbled[4..4 + length]);
    garbled[4 + length..8 + length].copy_from_slice(&sum.to_le_bytes());
    let method = arj(0, &[arj_header("new.txt", [DOS, 0, 9, 0, 0], b"xyz", b"")]);
    let place = Place::new().with("g.arj", garbled).with("m.arj", method);
    let ran = place.unpack("x g.arj -o o").env("UNPACK_PASSWORD", "p").run();
    ran.status(7).stderr_has("s.txt: the encryption 3 of arj");
    let ran = place.unpack("x m.arj -o o").run();
    ran.status(7).stderr_has("new.txt: the method 9 of arj");
    assert!(place.tree("o").is_empty());
}

#[test]
fn legacy_a_member_of_arj_goes_on_in_the_next_volume() {
    let part = |flags, text: &str, offset: u32| {
        arj_header(
            "long.txt",
            [DOS, flags, 0, 0, 0],
            text.as_bytes(),
            &offset.to_le_bytes(),
        )
    };
    let last = arj(
        0,
        &[
            part(CONTINUED, "ghi", 6),
            arj_header("z", [DOS, 0, 0, 0, 0], b"z", b""),
        ],
    );
    let place = Place::new()
        .with("v.arj", arj(VOLUME, &[part(VOLUME, "abc", 0)]))
        .with("v.a01", arj(VOLUME, &[part(VOLUME | CONTINUED, "def", 3)]))
        .with("v.a02", &last)
        .with("w.arj", arj(VOLUME, &[part(VOLUME, "abc", 0)]))
        .with("x.arj", arj(VOLUME, &[part(VOLUME, "abc", 0)]))
        .with("x.a01", &last);
    place.unpack("x v.arj -o o --here").run().status(0).stderr_empty();
    assert_eq!(place.tree("o"), files(&[("long.txt", "abcdefghi"), ("z", "z")]));
    let ran = place.unpack("test v.a01").run();
    ran.status(3)
        .stderr_has("long.txt: it begins in an earlier volume");
    let ran = place.unpack("test w.arj").run();
    ran.status(3)
        .stderr_has("goes on in the volume w.a01, which is missing");
    let ran = place.unpack("test x.arj").run();
    ran.status(3)
        .stderr_has("does not continue where the volume before ends");
}

#[test]
fn legacy_names_of_dos_have_backslashes_and_code_pages() {
    // 报告 in GBK; the second byte of 昞 is a backslash.
    let gbk = b"\xB1\xA8\xB8\xE6\\\x95\x5C\xC4\xEA\xB6\xC8\xD7\xDC\xBD\xE1.txt";
    let plain = arj_header("D\\E\\F.TXT", [DOS, 0, 0, 0, 0], b"1", b"");
    let unix = arj_header("a\\b", [UNIX, 0, 0, 0, 0], b"2", b"");
    let mut named = arj_header("0123456789012345678", [DOS, 0, 0, 0, 0], b"3", b"");
    named[34..34 + gbk.len()].copy_from_slice(gbk);
    let length = usize::from(named[2]);
    let sum = crc32(&named[4..4 + length]);
    named[4 + length..8 + length].copy_from_slice(&sum.to_le_bytes());
    let place = Place::new()
        .with("a.arj", arj(0, &[plain, unix]))
        .with("g.arj", arj(0, &[named]));
    place.unpack("x a.arj -o a --here").run().status(0);
    assert_eq!(place.tree("a"), files(&[("D/E/F.TXT", "1"), ("a\\b", "2")]));
    place.unpack("x g.arj -o g --here --encoding gbk").run().status(0);
    assert_eq!(place.tree("g"), files(&[("报告/昞年度总结.txt", "3")]));
}

#[test]
fn legacy_an_archive_of_arj_may_stand_behind_a_program() {
    let program = [
        b"MZ\x60\xEA\x10\0 no header",
        &[0; 300][..],
        &sample("methods.arj"),
    ]
    .concat();
    let place = Place::new().with("sfx.exe", program);
    place.unpack("cat sfx.exe m4").run().status(0).stdout(text());
}

#[test]
fn legacy_headers_and_sizes_that_lie_are_damage() {
    let mut name = sample("methods.arj");
    name[4 + 34] ^= 0x20;
    let place = Place::new().with("a.arj", name);
    let ran = place.unpack("list a.arj").run();
    ran.status(3).stderr_has("its checksum does not match");
    // One byte more than the header claims, whose checksum is that of the first two.
    let mut long = arc_member(2, "A.TXT", b"ab");
    long[15] = 3;
    long.extend(b"c\x1A\0");
    let mut short = arc_member(2, "A.TXT", b"ab");
    short[25] = 3;
    short.extend(b"\x1A\0");
    let place = Place::new().with("long.arc", long).with("short.arc", short);
    for (name, what) in [
        ("long", "more than the header claims"),
        ("short", "ends too early"),
    ] {
        let ran = place.unpack(&format!("x {name}.arc -o o")).run();
        ran.status(3).stderr_has(what);
    }
    assert!(place.tree("o").is_empty());
}

#[test]
fn legacy_zoo_is_read_by_both_methods() {
    // The text is that of the licence whose CRC-32 an archive of ARJ in the same collection tells: 0x7B5D04BC.
    for (name, member, method) in [("lzw.zoo", "license", "lzw"), ("lh5.zoo", "../license", "lh5")] {
        let place = at(name);
        let ran = place.unpack(&format!("cat {name} {member}")).run();
        ran.status(0);
        assert_eq!(ran.stdout_bytes().len(), 11357);
        assert_eq!(crc32(ran.stdout_bytes()), 0x7B5D_04BC, "{name}");
        let listed = rows(&place.unpack(&format!("list --json {name}")).run());
        assert_eq!(listed[0]["method"], method);
    }
    at("lh5.zoo").unpack("x lh5.zoo -o o").run().status(4);
}

#[test]
fn legacy_zoo_has_long_names_directories_zones_modes_and_versions() {
    let members = [
        ("a long name.txt", "dir/sub", "one", false, None),
        ("gone", "", "deleted", true, None),
        ("v", "", "old", false, Some(3)),
        ("v", "", "new", false, Some(4)),
    ];
    let place = Place::new().with("a.zoo", zoo(&members));
    place.unpack("x a.zoo -o o --here").run().status(0).stderr_empty();
    assert_eq!(
        place.tree("o"),
        files(&[("dir/sub/a long name.txt", "one"), ("v", "new"), ("v;3", "old")])
    );
    let listed = rows(&place.unpack("list --json a.zoo").run());
    assert_eq!(listed[0]["mtime"], "2024-02-29T11:34:56Z");
    assert_eq!(listed[0]["mode"], "0640");
    let mut damaged = zoo(&members);
    let name = damaged.windows(6).position(|w| w == b"a long").unwrap();
    damaged[name] = b'b';
    let ran = Place::new().with("a.zoo", damaged).unpack("list a.zoo").run();
    ran.status(3).stderr_has("its checksum does not match");
}

#[test]
fn legacy_entries_of_zoo_never_lead_back() {
    let mut round = zoo(&[("a", "", "one", false, None)]);
    // Of type 1, which has no checksum.
    round[34 + 4] = 1;
    round[34 + 6..34 + 10].copy_from_slice(&34_u32.to_le_bytes());
    let place = Place::new().with("a.zoo", round);
    let ran = place.unpack("list a.zoo").run();
    ran.status(3).stderr_has("followed by an earlier one");
}

#[test]
fn legacy_every_method_of_arc_is_read() {
    let runs: Vec<u8> = (0..=255_u8)
        .flat_map(|i| std::iter::repeat_n(i, 3 + usize::from(i % 5) * 60))
        .collect();
    let mut state = 1_u32;
    let skew: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12345) & 0x7FFF_FFFF;
        ((state >> 16) % 64) as u8
    })
    .take(3000)
    .collect();
    let text = text().into_bytes();
    for (archive, member, method, contents) in [
        ("crunched.arc", "M1", "stored", &text[..100]),
        ("crunched.arc", "M3", "packed", &runs),
        ("crunched.arc", "M5", "crunched", &text),
        ("crunched.arc", "M6", "crunched", &text),
        ("crunched.arc", "M7", "crunched", &text),
        ("methods.arc", "NONE", "stored", b""),
        ("methods.arc", "RUNS", "crunched", &runs),
        ("methods.arc", "SKEW", "squeezed", &skew),
        ("methods.arc", "TEXT", "crunched", &text),
        ("methods.arc", "TINY", "stored", &[0x90, 7, 0x90, 0x90, 255]),
        ("squashed.arc", "TEXT", "squashed", &text),
    ] {
        let place = at(archive);
        let ran = place.unpack(&format!("cat {archive} {member}")).run();
        ran.status(0).stdout(contents);
        let listed = rows(&place.unpack(&format!("list --json {archive}")).run());
        let row = listed.iter().find(|row| row["path"] == member).unwrap();
        assert_eq!(row["method"], method, "{archive} {member}");
    }
}

#[test]
fn legacy_methods_of_arc_that_are_not_read_are_named() {
    let all = [
        arc_member(2, "A.TXT", b"a"),
        arc_member(10, "B.TXT", b"b"),
        vec![0x1A, 0],
    ];
    let place = Place::new().with("a.arc", all.concat());
    place
        .unpack("list -l a.arc")
        .run()
        .status(0)
        .stdout_has("crushed");
    let ran = place.unpack("x a.arc -o o").run();
    ran.status(7).stderr_has("B.TXT: the method 10 of arc");
    assert!(place.tree("o").is_empty());
    // A directory of ARC 6.
    let all = [
        arc_member(2, "A.TXT", b"a"),
        arc_member(30, "DIR", b"b"),
        vec![0x1A, 0],
    ];
    let place = Place::new().with("a.arc", all.concat());
    let ran = place.unpack("list a.arc").run();
    ran.status(7).stderr_has("DIR: the method 30 of arc");
}

#[test]
fn legacy_the_weak_mark_of_arc_takes_nothing_else_for_one() {
    for (name, bytes) in [
        (
            "end.txt",
            &b"\x1A\x08 a text that DOS ended too early, over many a byte"[..],
        ),
        (
            "nameless",
            b"\x1A\x02\0NAME.TXT\0\0\0\0\x01\0\0\0\x5D\x58\x5C\x64\0\0\x01\0\0\0a\x1A\0",
        ),
        (
            "undated",
            b"\x1A\x02NAME.TXT\0\0\0\0\0\x01\0\0\0\x00\x5E\x5C\x64\0\0\x01\0\0\0a\x1A\0",
        ),
    ] {
        let place = Place::new().with(name, bytes);
        place.unpack(&format!("list {name}")).run().status(7);
    }
}

#[test]
fn legacy_archives_cut_short_leave_nothing() {
    for name in ["methods.arj", "tree.arj", "lzw.zoo", "methods.arc"] {
        let whole = sample(name);
        for keep in [whole.len() - 1, whole.len() / 2] {
            let place = Place::new().with(name, &whole[..keep]);
            place.unpack(&format!("x {name} -o o")).run().status(3);
            assert!(place.tree("o").is_empty(), "{name} of {keep} bytes");
        }
    }
}

#[test]
fn legacy_formats_are_listed_as_read() {
    let listed = rows(&Place::new().unpack("formats --json").run());
    for name in ["arj", "zoo", "arc"] {
        let row = listed.iter().find(|row| row["name"] == name).unwrap();
        assert_eq!(
            (&row["extract"], &row["list"]),
            (&true.into(), &true.into()),
            "{name}"
        );
    }
}

/// Compiled terminfo (term(5), "Storage format") begins as ARC does.
#[test]
fn compiled_terminfo_is_no_archive() {
    // The header of vt100: magic, sizes of names, flags, numbers, strings and their table, then the names.
    let mut vt100 = Vec::new();
    for field in [0o432_u16, 44, 38, 7, 297, 580] {
        vt100.extend(field.to_le_bytes());
    }
    vt100.extend(b"vt100|vt100-am|DEC VT100 (w/advanced video)\0");
    vt100.resize(1200, 0);
    let place = Place::new()
        .with("vt100", &vt100)
        .with("o.zip", zip(&[file("t/vt100", &vt100)]));
    place.unpack("list vt100").run().status(7);
    place.unpack("x o.zip --recursive").run().status(0).stderr_empty();
}

#[test]
fn volumes_of_arj_in_an_archive_are_left_packed() {
    let first = arj_header("long.txt", [DOS, VOLUME, 0, 0, 0], b"abc", &[0; 4]);
    let second = arj_header(
        "long.txt",
        [DOS, CONTINUED, 0, 0, 0],
        b"def",
        &3_u32.to_le_bytes(),
    );
    for (name, bytes) in [("v.arj", arj(VOLUME, &[first])), ("v.a01", arj(0, &[second]))] {
        let place = Place::new().with("o.zip", zip(&[file(name, bytes)]));
        place
            .unpack("x o.zip --recursive")
            .run()
            .status(1)
            .stderr_has(&format!("{name}: left packed: one"));
    }
}
