//! cab, rar, lha, xar, ISO 9660 and lzop, each in the ways in which archives of them differ.

use harness::data;

use crate::archives::{crc32, file, tar};
use crate::{Place, files, rows};

const TEXT: &str = "alpha\nalpha\nneedle\n";

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(data("unpack/formats").join(name)).unwrap()
}

/// One cabinet of a set, with stored data (MS-CAB 2): the files as (name, size, offset, folder), then one data block
/// for each of `blocks`, which has a size of its own.
fn cabinet(
    number: u16,
    around: [Option<&str>; 2],
    files: &[(&str, u32, u32, u16)],
    blocks: &[(&[u8], u16)],
) -> Vec<u8> {
    let mut names = Vec::new();
    let mut flags = 0_u16;
    for (flag, name) in [1, 2].into_iter().zip(around) {
        if let Some(name) = name {
            flags |= flag;
            names.extend(name.bytes());
            names.extend(b"\0disk\0");
        }
    }
    let mut table = Vec::new();
    for (name, size, offset, folder) in files {
        table.extend(size.to_le_bytes());
        table.extend(offset.to_le_bytes());
        table.extend(folder.to_le_bytes());
        // 2024-02-29 12:34:56, archive bit.
        table.extend([0x5D, 0x58, 0x5C, 0x64, 0x20, 0]);
        table.extend(name.bytes());
        table.push(0);
    }
    let files_at = 36 + names.len() + 8;
    let data_at = files_at + table.len();
    let mut out = b"MSCF\0\0\0\0".to_vec();
    out.extend([0; 8]);
    out.extend((files_at as u32).to_le_bytes());
    out.extend([0, 0, 0, 0, 3, 1, 1, 0]);
    out.extend((files.len() as u16).to_le_bytes());
    out.extend(flags.to_le_bytes());
    out.extend(7_u16.to_le_bytes());
    out.extend(number.to_le_bytes());
    out.extend(names);
    out.extend((data_at as u32).to_le_bytes());
    out.extend((blocks.len() as u16).to_le_bytes());
    out.extend([0, 0]);
    out.extend(table);
    for (data, size) in blocks {
        out.extend([0; 4]);
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(*data);
    }
    let size = out.len() as u32;
    out[8..12].copy_from_slice(&size.to_le_bytes());
    out
}

#[test]
fn a_set_of_cabinets_is_one_archive_whichever_part_is_given() {
    let place = Place::new()
        .with(
            "one.cab",
            cabinet(
                0,
                [None, Some("TWO.CAB")],
                &[("d\\a", 3, 0, 0), ("b", 6, 3, 0xFFFE)],
                &[(b"aaabb", 0)],
            ),
        )
        // The names differ by case, as they do when a set comes from Windows.
        .with(
            "two.cab",
            cabinet(
                1,
                [Some("one.cab"), None],
                &[("b", 6, 3, 0xFFFD), ("c", 1, 9, 0)],
                &[(b"bbbbc", 10)],
            ),
        );
    for part in ["one.cab", "two.cab"] {
        place
            .unpack(&format!("x {part} -o {part}.d --here"))
            .run()
            .status(0)
            .stderr_empty();
        assert_eq!(
            place.tree(&format!("{part}.d")),
            files(&[("b", "bbbbbb"), ("c", "c"), ("d/a", "aaa")])
        );
    }
}

#[test]
fn a_missing_cabinet_is_named_and_looked_for_in_no_other_place() {
    let whole = |next| cabinet(0, [None, Some(next)], &[("b", 6, 0, 0xFFFE)], &[(b"bb", 0)]);
    let stray = cabinet(1, [Some("one.cab"), None], &[], &[(b"bbbb", 6)]);
    let place = Place::new()
        .with("d/one.cab", whole("two.cab"))
        .with("e/one.cab", whole("../two.cab"))
        .with("two.cab", stray);
    for dir in ["d", "e"] {
        place
            .unpack(&format!("x {dir}/one.cab -o o"))
            .run()
            .status(3)
            .stderr_has("two.cab");
    }
    assert!(place.tree("o").is_empty());
}

#[test]
fn a_lha_archive_has_headers_of_several_levels() {
    // LHA header levels 0 and 2 (lha-1.14i, header.doc.en): stored members, CRC-16 of "abc" is 0x9738.
    let mut level0 = b"-lh0-".to_vec();
    level0.extend([3, 0, 0, 0, 3, 0, 0, 0, 0x5C, 0x64, 0x5D, 0x58, 0x20, 0]);
    level0.push(5);
    level0.extend(b"d\\\x83\x65\x78");
    level0.extend([0x38, 0x97]);
    let sum = level0.iter().fold(0_u8, |sum, b| sum.wrapping_add(*b));
    let mut archive = vec![level0.len() as u8, sum];
    archive.extend(&level0);
    archive.extend(b"abc");
    let extra = |kind: u8, data: &[u8]| {
        let mut extra = (data.len() as u16 + 3).to_le_bytes().to_vec();
        extra.push(kind);
        extra.extend(data);
        extra
    };
    let mut level2 = b"-lh0-".to_vec();
    level2.extend([3, 0, 0, 0, 3, 0, 0, 0]);
    level2.extend(1_709_210_096_u32.to_le_bytes());
    level2.extend([0x20, 2, 0x38, 0x97, b'U']);
    level2.extend(extra(1, b"b.txt"));
    level2.extend(extra(2, b"e\xFFf\xFF"));
    level2.extend(extra(0x50, &0o100_640_u16.to_le_bytes()));
    level2.extend([0, 0]);
    archive.extend((level2.len() as u16 + 2).to_le_bytes());
    archive.extend(level2);
    archive.extend(b"abc\0");
    let place = Place::new().with("A.lzh", &archive);
    let ran = place.unpack("list --json --encoding shift_jis A.lzh").run();
    ran.status(0);
    let rows = rows(&ran);
    assert_eq!(
        (&rows[0]["path"], &rows[1]["path"]),
        (&"d/テx".into(), &"e/f/b.txt".into())
    );
    assert_eq!(
        (&rows[1]["mode"], &rows[1]["mtime"]),
        (&"0640".into(), &"2024-02-29T12:34:56Z".into())
    );
    assert_eq!(rows[2]["format"], "lha");
    place
        .unpack("x A.lzh -o o --here --encoding shift_jis")
        .run()
        .status(0);
    assert_eq!(place.tree("o"), files(&[("d/テx", "abc"), ("e/f/b.txt", "abc")]));
    let at = archive.len() - 2;
    archive[at] ^= 1;
    let place = Place::new().with("A.lzh", &archive);
    place
        .unpack("x A.lzh -o o")
        .run()
        .status(3)
        .stderr_has("checksum");
    assert!(place.tree("o").is_empty());
}

#[test]
fn rar_of_versions_3_and_5_solid_encrypted_and_in_volumes() {
    let mut place = Place::new();
    for name in [
        "v5-solid.rar",
        "v3-solid.rar",
        "v3-password.rar",
        "v5.part1.rar",
        "v5.part2.rar",
        "v5.part3.rar",
    ] {
        place = place.with(name, sample(name));
    }
    // The contents were printed by bsdtar 3.6.
    place
        .unpack("cat v5-solid.rar hello.txt tiny.txt")
        .run()
        .status(0)
        .stdout("Hello, RAR 5.0 fixture world.\nAAAAAAAA\n");
    place
        .unpack("test v3-solid.rar v5-solid.rar")
        .run()
        .status(0)
        .stderr_empty();
    place.unpack("x v3-solid.rar -o v3 --here").run().status(0);
    assert_eq!(
        place.tree("v3").keys().collect::<Vec<_>>(),
        ["one.txt", "two.txt"]
    );
    for part in 1..=3 {
        place
            .unpack(&format!("x v5.part{part}.rar -o p{part} --here"))
            .run()
            .status(0)
            .stderr_empty();
        assert_eq!(
            place
                .path()
                .join(format!("p{part}/random_4k.bin"))
                .metadata()
                .unwrap()
                .len(),
            4096
        );
    }
    place.unpack("x v3-password.rar").run().status(6);
    let with = |word| {
        place
            .unpack("cat v3-password.rar hello.txt")
            .env("UNPACK_PASSWORD", word)
            .run()
    };
    with("password")
        .status(0)
        .stdout("Hello, RAR 3.x fixture world.\n");
    with("wrong").status(6);
    std::fs::remove_file(place.path().join("v5.part2.rar")).unwrap();
    place
        .unpack("x v5.part1.rar -o q")
        .run()
        .status(3)
        .stderr_has("v5.part2.rar");
}

#[test]
fn damage_to_a_rar_is_found() {
    let whole = sample("v5-solid.rar");
    for at in [whole.len() / 2, whole.len() - 30] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        let place = Place::new().with("A.rar", bytes).with("B.rar", &whole[..at]);
        place.unpack("x A.rar B.rar -o o").run().status(3);
        assert!(place.tree("o").is_empty(), "byte {at}");
    }
}

#[test]
fn xar_gives_files_links_and_hard_links() {
    let place = Place::new().with("t.xar", sample("t.xar"));
    place.unpack("x t.xar -o o").run().status(0).stderr_empty();
    assert_eq!(
        place.tree("o"),
        files(&[("t/a.txt", TEXT), ("t/b", TEXT), ("t/l", "-> a.txt")])
    );
    let whole = sample("t.xar");
    // In the table, in the packed contents, in their Adler-32.
    for at in [40, 610, 623] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let place = Place::new().with("t.xar", bytes).with("u.xar", &whole[..at]);
        place.unpack("x t.xar u.xar -o o").run().status(3);
        assert!(place.tree("o").is_empty(), "byte {at}");
    }
}

/// A directory record (ECMA-119 9.1).
pub(crate) fn record(name: &[u8], extent: u32, size: u32, flags: u8, system_use: &[u8]) -> Vec<u8> {
    let mut all = vec![0, 0];
    all.extend(extent.to_le_bytes());
    all.extend(extent.to_be_bytes());
    all.extend(size.to_le_bytes());
    all.extend(size.to_be_bytes());
    // 2024-02-29 12:34:56 UTC.
    all.extend([124, 2, 29, 12, 34, 56, 0, flags, 0, 0, 1, 0, 0, 1]);
    all.push(name.len() as u8);
    all.extend(name);
    if all.len() % 2 == 1 {
        all.push(0);
    }
    all.extend(system_use);
    if all.len() % 2 == 1 {
        all.push(0);
    }
    all[0] = all.len() as u8;
    all
}

/// An image: descriptors at 16, a root directory at 18, contents from 19 on.
pub(crate) fn image(root_records: &[Vec<u8>], contents: &[&[u8]], joliet: bool) -> Vec<u8> {
    let root = record(b"\0", 18, 2048, 2, b"");
    let mut out = vec![0; 16 * 2048];
    let mut descriptor = vec![if joliet { 2 } else { 1 }];
    descriptor.extend(b"CD001\x01");
    descriptor.resize(2048, 0);
    if joliet {
        descriptor[88..91].copy_from_slice(b"%/E");
    }
    descriptor[128..130].copy_from_slice(&2048_u16.to_le_bytes());
    descriptor[156..156 + root.len()].copy_from_slice(&root);
    out.extend(descriptor);
    let mut end = b"\xFFCD001\x01".to_vec();
    end.resize(2048, 0);
    out.extend(end);
    let mut directory = root_records.concat();
    directory.resize(2048, 0);
    out.extend(directory);
    for data in contents {
        out.extend(*data);
        out.resize(out.len().next_multiple_of(2048), 0);
    }
    out
}

#[test]
fn an_image_has_rock_ridge_joliet_or_plain_names() {
    // IEEE P1282: mode, name and target of a link; IEEE P1281: the mark in the first record.
    let px = |mode: u32| {
        let mut px = b"PX\x24\x01".to_vec();
        for field in [mode, 1, 0, 0] {
            px.extend(field.to_le_bytes());
            px.extend(field.to_be_bytes());
        }
        px
    };
    let rock_ridge = image(
        &[
            record(
                b"\0",
                18,
                2048,
                2,
                &[b"SP\x07\x01\xBE\xEF\0".to_vec(), px(0o040_755)].concat(),
            ),
            record(b"\x01", 18, 2048, 2, b""),
            record(
                b"A.TXT;1",
                19,
                5,
                0,
                &[px(0o100_640), b"NM\x0D\x01\x00long.txt".to_vec()].concat(),
            ),
            record(
                b"L;1",
                0,
                0,
                0,
                &[
                    px(0o120_777),
                    b"NM\x06\x01\x00l".to_vec(),
                    b"SL\x0F\x01\x00\x00\x08long.txt".to_vec(),
                ]
                .concat(),
            ),
        ],
        &[b"alpha"],
        false,
    );
    let plain = image(
        &[
            record(b"\0", 18, 2048, 2, b""),
            record(b"\x01", 18, 2048, 2, b""),
            record(b"A.TXT;1", 19, 5, 0, b""),
            record(b"B.;1", 20, 4, 0, b""),
        ],
        &[b"alpha", b"beta"],
        false,
    );
    let joliet = image(
        &[
            record(b"\0", 18, 2048, 2, b""),
            record(b"\x01", 18, 2048, 2, b""),
            record(
                "ü;1"
                    .encode_utf16()
                    .flat_map(u16::to_be_bytes)
                    .collect::<Vec<u8>>()
                    .as_slice(),
                19,
                5,
                0,
                b"",
            ),
        ],
        &[b"alpha"],
        true,
    );
    let place = Place::new()
        .with("r.iso", rock_ridge)
        .with("p.iso", &plain)
        .with("j.iso", joliet);
    place
        .unpack("x r.iso p.iso j.iso -o o")
        .run()
        .status(0)
        .stderr_empty();
    assert_eq!(
        place.tree("o"),
        files(&[
            ("p/A.TXT", "alpha"),
            ("p/B", "beta"),
            ("r/l", "-> long.txt"),
            ("r/long.txt", "alpha"),
            ("ü", "alpha")
        ])
    );
    let place = Place::new().with("p.iso", &plain[..20 * 2048]);
    place.unpack("x p.iso -o o").run().status(3);
    assert!(place.tree("o").is_empty());
}

#[test]
fn a_directory_of_an_image_may_not_hold_itself() {
    let looped = image(
        &[
            record(b"\0", 18, 2048, 2, b""),
            record(b"\x01", 18, 2048, 2, b""),
            record(b"D", 18, 2048, 2, b""),
        ],
        &[],
        false,
    );
    let place = Place::new().with("l.iso", looped);
    place
        .unpack("list l.iso")
        .run()
        .status(3)
        .stderr_has("within itself");
}

#[test]
fn lzop_streams_are_checked_by_their_sums() {
    // lzop 1.04, src/lzop.c: version, method, level, flags, mode, time, no name, Adler-32 of the header; then a stored
    // block with the CRC-32 of its contents.
    let plain = tar(&[file("t/a.txt", TEXT)]);
    let mut header = vec![0x10, 0x40, 0x20, 0xA0, 0x09, 0x40, 1, 5];
    header.extend(0x0300_0100_u32.to_be_bytes());
    header.extend(0o100_644_u32.to_be_bytes());
    header.extend(1_709_210_096_u32.to_be_bytes());
    header.extend([0; 5]);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &header {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let mut stream = b"\x89LZO\0\r\n\x1A\n".to_vec();
    stream.extend(&header);
    stream.extend((b << 16 | a).to_be_bytes());
    for part in [&plain[..700], &plain[700..]] {
        stream.extend((part.len() as u32).to_be_bytes());
        stream.extend((part.len() as u32).to_be_bytes());
        stream.extend(crc32(part).to_be_bytes());
        stream.extend(part);
    }
    stream.extend([0; 4]);
    let place = Place::new().with("t.tar.lzo", &stream);
    place.unpack("x t.tar.lzo -o o").run().status(0).stderr_empty();
    assert_eq!(place.tree("o"), files(&[("t/a.txt", TEXT)]));
    let ran = place.unpack("list --json t.tar.lzo").run();
    assert_eq!(rows(&ran).last().unwrap()["format"], "tar.lzo");
    for at in [12, 600, stream.len() - 2] {
        let mut bytes = stream.clone();
        bytes[at] ^= 1;
        let place = Place::new().with("t.tar.lzo", bytes);
        place.unpack("x t.tar.lzo -o o").run().status(3);
        assert!(place.tree("o").is_empty(), "byte {at}");
    }
}

#[test]
fn a_rar_that_is_cut_anywhere_is_not_whole() {
    for name in ["v3-solid.rar", "v5-solid.rar"] {
        let whole = sample(name);
        for length in 8..whole.len() {
            let place = Place::new().with("cut.rar", &whole[..length]);
            let ran = place.unpack("test cut.rar").run();
            assert!(ran.code() > Some(0), "{name} cut after {length} bytes");
        }
    }
}

/// ECMA-119, 6.8.2.2: a directory begins with its own record. bsdtar 3.6: "Invalid length of directory record".
#[test]
fn a_directory_of_an_image_that_was_wiped_is_no_empty_one() {
    let own = || record(b"\0", 18, 2048, 2, b"");
    let up = || record(b"\x01", 18, 2048, 2, b"");
    let whole = image(&[own(), up()], &[], false);
    let below = image(
        &[own(), up(), record(b"D", 19, 2048, 2, b"")],
        &[&[0; 2048]],
        false,
    );
    let mut wiped = whole.clone();
    wiped[18 * 2048] = 0;
    let mut none = whole.clone();
    // The size of the root in the volume descriptor (8.4.18).
    none[16 * 2048 + 166..16 * 2048 + 174].fill(0);
    let place = Place::new().with("w.iso", whole);
    place.unpack("list w.iso").run().status(0).stdout("");
    for bad in [wiped, none, below] {
        let place = Place::new().with("b.iso", bad);
        for verb in ["list", "test", "x -o o"] {
            place
                .unpack(&format!("{verb} b.iso"))
                .run()
                .status(3)
                .stderr_has("damaged directory");
        }
    }
}

/// WinZip's AE-2 has no CRC-32 (APPNOTE 7.2.5).
#[test]
fn a_member_that_stores_no_checksum_lists_none() {
    let place = Place::new().with("aes.zip", sample("aes.zip"));
    let all = rows(&place.unpack("list --json aes.zip").run());
    assert_eq!(
        (&all[0]["method"], &all[0]["crc32"]),
        (&"aes".into(), &serde_json::Value::Null)
    );
}
