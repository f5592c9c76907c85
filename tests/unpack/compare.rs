//! diff, search and repack: what looks into archives without extracting them.

use serde_json::json;

use crate::archives::{Entry, file, gzip, hard, link, tar, zip};
use crate::{Place, files, rows};

fn proj() -> Vec<Entry> {
    vec![
        file("proj/a.txt", "alpha\nneedle here\nomega\n"),
        file("proj/sub/b.py", "print(1)\n"),
    ]
}

#[test]
fn diff_is_silent_for_the_same_files_in_two_formats() {
    let dotted: Vec<Entry> = [file("./proj/a.txt", "alpha\nneedle here\nomega\n")]
        .into_iter()
        .chain(proj().into_iter().skip(1))
        .collect();
    let place = Place::new()
        .with("a.zip", zip(&proj()))
        .with("b.tar.gz", gzip(&tar(&dotted)));
    place
        .unpack("diff a.zip b.tar.gz")
        .run()
        .status(0)
        .stdout("")
        .stderr_empty();
}

#[test]
fn diff_names_what_was_added_removed_and_changed() {
    let old = zip(&[
        file("same", "x"),
        file("gone", "x"),
        file("text", "old"),
        file("turned", "x"),
    ]);
    let new = zip(&[
        file("same", "x"),
        file("text", "new"),
        link("turned", "same"),
        file("more", "x"),
    ]);
    let place = Place::new().with("a.zip", old).with("b.zip", new);
    let ran = place.unpack("diff a.zip b.zip").run();
    ran.status(1)
        .stdout("removed gone\nadded more\nchanged text\nkind turned\n");
    let ran = place.unpack("diff --json a.zip b.zip").run();
    // SHA-256 of "x": coreutils sha256sum.
    let x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let gone = json!({"path": "gone", "change": "removed",
        "a": {"kind": "file", "size": 1, "sha256": x, "link": null}, "b": null});
    assert_eq!(rows(&ran)[0], gone);
    assert_eq!(rows(&ran)[3]["b"]["link"], "same");
}

#[test]
fn diff_of_a_damaged_archive_says_nothing_about_the_difference() {
    let whole = zip(&proj());
    let place = Place::new()
        .with("a.zip", &whole)
        .with("b.zip", &whole[..whole.len() - 30]);
    place
        .unpack("diff a.zip b.zip")
        .run()
        .status(3)
        .stdout("")
        .stderr_has("b.zip");
}

#[test]
fn search_prints_member_line_and_text() {
    let place = Place::new()
        .with("a.zip", zip(&proj()))
        .with("b.tar.gz", gzip(&tar(&proj())));
    place
        .unpack("search need[l]e a.zip")
        .run()
        .status(0)
        .stdout("proj/a.txt:2:needle here\n");
    place
        .unpack("search -i NEEDLE a.zip b.tar.gz")
        .run()
        .status(0)
        .stdout("a.zip:proj/a.txt:2:needle here\nb.tar.gz:proj/a.txt:2:needle here\n");
    place.unpack("search NEEDLE a.zip").run().status(1).stdout("");
    place
        .unpack("search a -c a.zip")
        .run()
        .status(0)
        .stdout("proj/a.txt:2\n");
    place
        .unpack("search a -l a.zip --include *.txt")
        .run()
        .status(0)
        .stdout("proj/a.txt\n");
    let ran = place.unpack("search --json print a.zip").run();
    let row = json!({"archive": "a.zip", "path": "proj/sub/b.py", "line": 1, "text": "print(1)"});
    assert_eq!(rows(&ran), [row]);
    place.unpack("search [ a.zip").run().status(2).stderr_has("[");
}

#[test]
fn search_decodes_text_and_shows_no_control_characters() {
    // iconv -t GBK, iconv -t UTF-16.
    let gbk = b"\xd5\xe2\xca\xc7\xb5\xda\xd2\xbb\xd0\xd0\xcb\xb5\xc3\xf7\xce\xc4\xd7\xd6\xa1\xa3\n\xd5\xe2\xc0\xef\xd0\xe8\xd2\xaa\xcb\xfc\n";
    let utf16 = b"\xff\xfea\x00\n\x00n\x00e\x00e\x00d\x00l\x00e\x00\n\x00";
    let place = Place::new().with(
        "a.zip",
        zip(&[
            file("gbk", gbk),
            file("utf16", utf16),
            file("esc", b"needle\x1b[31m"),
            file("binary", b"needle\0\x01\x02\xff\xfe\0"),
        ]),
    );
    place
        .unpack("search 需要 a.zip")
        .run()
        .status(0)
        .stdout("gbk:2:这里需要它\n");
    let ran = place.unpack("search needle a.zip").run();
    ran.status(0)
        .stdout_has("utf16:2:needle\n")
        .stdout_has("esc:1:needle");
    assert!(!ran.stdout_text().contains('\x1b') && !ran.stdout_text().contains("binary"));
}

#[test]
fn repack_keeps_files_modes_and_links() {
    let mut all = proj();
    all.push(Entry {
        mode: 0o100_755,
        ..file("proj/run", "#!/bin/sh\n")
    });
    all.push(link("proj/link", "a.txt"));
    all.push(hard("proj/hard", "proj/a.txt"));
    let long = format!("proj/{}", "n".repeat(120));
    all.push(file(&long, "long"));
    let place = Place::new().with("in.tar", tar(&all));
    place.unpack("x in.tar -o want --here").run().status(0);
    for out in [
        "o.zip",
        "o.tar",
        "o.tar.gz",
        "o.tar.bz2",
        "o.tar.xz",
        "o.tar.zst",
        "o.tar.lz4",
    ] {
        place
            .unpack(&format!("repack in.tar {out}"))
            .run()
            .status(0)
            .stdout("");
        place
            .unpack(&format!("x {out} -o got-{out} --here"))
            .run()
            .status(0);
        assert_eq!(place.tree(&format!("got-{out}")), place.tree("want"), "{out}");
        place.unpack(&format!("diff in.tar {out}")).run().status(0);
        let ran = place.unpack(&format!("list --json {out}")).run();
        let run = rows(&ran).into_iter().find(|r| r["path"] == "proj/run").unwrap();
        assert_eq!(
            (&run["mode"], &run["mtime"]),
            (
                &json!("0755"),
                &rows(&place.unpack("list --json in.tar").run())[2]["mtime"]
            )
        );
    }
}

#[test]
fn repack_writes_all_or_nothing() {
    let place = Place::new()
        .with("good.zip", zip(&proj()))
        .with("evil.zip", zip(&[file("a", "A"), file("../up", "B")]))
        .with("there.zip", "MINE");
    place
        .unpack("repack good.zip there.zip")
        .run()
        .status(3)
        .stderr_has("there.zip");
    place
        .unpack("repack evil.zip new.zip")
        .run()
        .status(4)
        .stderr_has("../up");
    place
        .unpack("repack good.zip new.rar")
        .run()
        .status(7)
        .stderr_has("suffix");
    let mut bad = zip(&proj());
    bad[50] ^= 1;
    let place = place.with("bad.zip", bad);
    place.unpack("repack bad.zip new.tar.gz").run().status(3);
    assert_eq!(
        place.tree("").keys().collect::<Vec<_>>(),
        ["bad.zip", "evil.zip", "good.zip", "there.zip"]
    );
    assert_eq!(place.tree("")["there.zip"], "MINE");
}

#[test]
fn of_several_entries_of_a_tar_repack_keeps_the_last() {
    let place = Place::new().with(
        "in.tar",
        tar(&[file("a", "old"), file("b", "b"), file("a", "new")]),
    );
    place
        .unpack("repack in.tar out.zip")
        .run()
        .status(1)
        .stderr_has("a: twice in the archive");
    place.unpack("x out.zip --here -o got").run().status(0);
    assert_eq!(place.tree("got"), files(&[("a", "new"), ("b", "b")]));
}

/// As `tar` and bsdtar extract them: `tar rf` of a file whose old contents another name still has.
#[test]
fn a_hard_link_keeps_the_contents_of_its_time() {
    let old_and_new = [file("a", "old"), hard("b", "a"), file("a", "new")];
    let chain = [file("f", "1"), hard("h", "f"), hard("f", "h")];
    for (entries, tree, status) in [
        (&old_and_new, files(&[("a", "new"), ("b", "old")]), 1),
        (&chain, files(&[("f", "1"), ("h", "1")]), 0),
    ] {
        let place = Place::new().with("in.tar", tar(entries));
        place.unpack("x in.tar -o got --here").run().status(status);
        assert_eq!(place.tree("got"), tree);
        for (name, text) in &tree {
            place
                .unpack(&format!("cat in.tar {name}"))
                .run()
                .status(0)
                .stdout(text);
        }
        for out in ["zip", "tar", "tar.gz"] {
            place
                .unpack(&format!("repack in.tar out.{out}"))
                .run()
                .status(status);
            place
                .unpack(&format!("x out.{out} -o from-{out} --here"))
                .run()
                .status(0);
            assert_eq!(place.tree(&format!("from-{out}")), tree, "{out}");
            place.unpack(&format!("diff in.tar out.{out}")).run().status(0);
        }
    }
}

#[test]
fn a_file_of_many_names_counts_as_many_files_where_links_become_files() {
    let mut all = vec![file("f", vec![b'x'; 1 << 20])];
    all.extend((0..40).map(|n| hard(&format!("l{n}"), "f")));
    let place = Place::new().with("A.tar.gz", gzip(&tar(&all)));
    place
        .unpack("repack --max-size 20M A.tar.gz A.zip")
        .run()
        .status(5)
        .stderr_has("--max-size");
    assert!(!place.path().join("A.zip").exists());
    place
        .unpack("repack --max-size 20M A.tar.gz A.tar")
        .run()
        .status(0);
    place.unpack("repack A.tar.gz A.zip").run().status(0);
    place.unpack("diff A.tar.gz A.zip").run().status(0);
}

#[test]
fn repack_to_tar_keeps_the_numbers_of_owners() {
    let mut bytes = tar(&[file("small", "1"), file("large", "2")]);
    // GNU tar manual, "Basic Tar Format": base 256 for what eight octal digits do not hold.
    let large = 512 + 512;
    bytes[large + 108..large + 116].copy_from_slice(&[0x80, 0, 0, 0, 0, 0x2D, 0xC6, 0xC0]);
    bytes[large + 148..large + 156].fill(b' ');
    let sum: u32 = bytes[large..large + 512].iter().map(|b| u32::from(*b)).sum();
    bytes[large + 148..large + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let place = Place::new().with("A.tar", bytes);
    place.unpack("repack A.tar B.tar").run().status(0);
    let copy = std::fs::read(place.path().join("B.tar")).unwrap();
    assert_eq!(&copy[108..124], b"0001750\x000001750\x00");
    // POSIX.1-2017 pax, "pax Extended Header".
    assert!(copy.windows(15).any(|w| w == b"15 uid=3000000\n"));
}

#[test]
fn search_reads_logs_with_control_characters() {
    let place = Place::new().with(
        "a.zip",
        zip(&[
            file("bell.log", "needle\x07\n"),
            file("short.log", "a\x1b[31mred\x1b[0m needle\x07\n"),
        ]),
    );
    place
        .unpack("search -l needle a.zip")
        .run()
        .status(0)
        .stdout("bell.log\nshort.log\n");
}

#[test]
fn repack_of_a_zip_keeps_the_packed_bytes() {
    // Deflate of "aaaaaaaaaaaa" in a stored block (RFC 1951, 3.2.4), which no packer would choose.
    let stored_block = b"\x01\x0c\x00\xf3\xffaaaaaaaaaaaa";
    let mut zip = zip(&[Entry {
        claimed: Some(12),
        ..file("a", stored_block)
    }]);
    let crc = crate::archives::crc32(b"aaaaaaaaaaaa").to_le_bytes();
    let central = zip.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    for (method, sum) in [(8, 14), (central + 10, central + 16)] {
        zip[method] = 8;
        zip[sum..sum + 4].copy_from_slice(&crc);
    }
    let place = Place::new().with("A.zip", &zip);
    place.unpack("repack A.zip B.zip").run().status(0).stderr_empty();
    let copy = std::fs::read(place.path().join("B.zip")).unwrap();
    assert!(copy.windows(17).any(|w| w == stored_block));
    place.unpack("test B.zip").run().status(0);
    place.unpack("diff A.zip B.zip").run().status(0);
    let at = zip.windows(12).position(|w| w == b"aaaaaaaaaaaa").unwrap();
    zip[at] = b'b';
    let place = Place::new().with("A.zip", &zip);
    place.unpack("repack A.zip B.zip").run().status(3);
    assert!(!place.path().join("B.zip").exists());
}

#[test]
fn search_on_several_threads_finds_the_same_in_the_same_order() {
    // 12 MiB: threads are used from 8 MiB on.
    let text = |n: usize| {
        let line = format!("member {n} has no such word\n");
        format!("{}needle {n}\n", line.repeat((1 << 20) / line.len()))
    };
    let members: Vec<Entry> = (0..12).map(|n| file(format!("m{n}"), text(n))).collect();
    let mut damaged = zip(&members);
    let place = Place::new().with("A.zip", &damaged);
    let want: String = (0..12)
        .map(|n| {
            let line = format!("member {n} has no such word\n").len();
            format!("m{n}:{}:needle {n}\n", (1 << 20) / line + 1)
        })
        .collect();
    for jobs in [1, 2, 5] {
        place
            .unpack(&format!("search -j {jobs} needle A.zip"))
            .run()
            .status(0)
            .stdout(&want);
    }
    let at = damaged.windows(8).position(|w| w == b"needle 5").unwrap();
    damaged[at + 7] = b'x';
    let place = Place::new().with("A.zip", &damaged);
    for jobs in [1, 4] {
        let ran = place.unpack(&format!("search -j {jobs} needle A.zip")).run();
        ran.status(3).stdout_has("needle 4");
        assert!(!ran.stdout_text().contains("needle 6"));
    }
}

#[test]
fn repack_knows_that_a_name_is_taken_before_it_reads() {
    let place = Place::new()
        .with("in.tar", tar(&[file("a", "1"), file("a", "2")]))
        .with("cut.tar", &tar(&[file("a", vec![b'x'; 2000])])[..1500])
        .with("out.zip", "mine");
    for input in ["in.tar", "cut.tar"] {
        let says = format!("unpack: {input}: out.zip: already there, and repack never overwrites\n");
        let ran = place.unpack(&format!("repack {input} out.zip")).run();
        ran.status(3).stderr(&says);
        place
            .unpack(&format!("repack {input} no/out.zip"))
            .run()
            .status(3);
    }
    place.unpack("repack cut.tar new.zip").run().status(3);
    assert_eq!(place.tree(".").len(), 3);
    assert_eq!(place.tree(".")["out.zip"], "mine");
}

#[test]
fn diff_keeps_names_and_targets_apart_that_are_no_text() {
    let names: [&[u8]; 2] = [b"a\xFF\xE9b", b"a\xFE\xE8b"];
    let target = |bytes: &[u8]| Entry {
        link: Some(bytes.to_vec()),
        ..link("l", "")
    };
    let place = Place::new()
        .with("A.tar", tar(&[file(names[0], "1"), file(names[1], "2")]))
        .with("B.tar", tar(&[file(names[1], "2")]))
        .with("C.tar", tar(&[target(names[0])]))
        .with("D.tar", tar(&[target(names[1])]));
    place
        .unpack("diff --encoding utf-8 A.tar B.tar")
        .run()
        .status(1)
        .stdout("removed a\\xff\\xe9b\n");
    let ran = place.unpack("diff --json --encoding utf-8 A.tar B.tar").run();
    // RFC 4648 base64 of the stored bytes.
    assert_eq!(rows(&ran)[0]["path_bytes"], "Yf/pYg==");
    place
        .unpack("diff --encoding utf-8 C.tar D.tar")
        .run()
        .status(1)
        .stdout("changed l\n");
}

#[test]
fn diff_takes_backslashes_for_separators_where_extract_does() {
    let fat = Entry {
        system: 0,
        mode: 0,
        ..file("d\\a", "1")
    };
    let place = Place::new()
        .with("A.zip", zip(&[fat]))
        .with("B.tar", tar(&[file("d/a", "1")]));
    place.unpack("x A.zip -o o --here").run().status(0);
    assert_eq!(place.tree("o"), files(&[("d/a", "1")]));
    place.unpack("diff A.zip B.tar").run().status(0).stdout("");
}

/// APPNOTE 4.5.5: the times of NTFS reach further than the 32 bits of Unix and the years of DOS.
#[test]
fn repack_to_zip_keeps_times_that_its_own_fields_cannot_hold() {
    for seconds in [-2_208_988_800_i64, 4_102_444_800, 7_258_118_400] {
        let mut bytes = tar(&[file("a", "1")]);
        // GNU's base 256 in the time's field.
        let field: Vec<u8> = [0xFF, 0xFF, 0xFF, 0xFF]
            .into_iter()
            .chain(seconds.to_be_bytes())
            .collect();
        bytes[136..148].copy_from_slice(&field);
        if seconds >= 0 {
            bytes[136..140].copy_from_slice(&[0x80, 0, 0, 0]);
        }
        bytes[148..156].fill(b' ');
        let sum: u32 = bytes[..512].iter().map(|b| u32::from(*b)).sum();
        bytes[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let place = Place::new().with("a.tar", bytes);
        let time = |name: &str| {
            let all = rows(&place.unpack(&format!("list --json {name}")).run());
            all[0]["mtime"].as_str().unwrap().to_owned()
        };
        place.unpack("repack a.tar a.zip").run().status(0);
        assert_eq!(time("a.zip"), time("a.tar"), "{seconds}");
    }
}

/// Info-ZIP's field 0x7875, and that of NTFS for fractions of seconds.
#[test]
fn repack_to_zip_keeps_owners_and_fractions_of_seconds() {
    let xar = std::fs::read(harness::data("unpack/formats/t.xar")).unwrap();
    let place = Place::new()
        .with("a.tar", tar(&[file("a", "1")]))
        .with("t.xar", xar);
    place.unpack("repack a.tar a.zip").run().status(0);
    place.unpack("repack a.zip b.tar").run().status(0);
    let copy = std::fs::read(place.path().join("b.tar")).unwrap();
    assert_eq!(&copy[108..124], b"0001750\x000001750\x00");
    // The table of contents names owners.
    place.unpack("x t.xar -o o --here --same-owner").run().status(0);
    let all = tar(&[file("a", "1")]);
    let record = b"30 mtime=1700000000.123456700\n";
    let mut pax = tar(&[file("x", record)]);
    pax.truncate(1024);
    pax[156] = b'x';
    pax[148..156].fill(b' ');
    let sum: u32 = pax[..512].iter().map(|b| u32::from(*b)).sum();
    pax[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let place = Place::new().with("f.tar", [pax, all].concat());
    place.unpack("repack f.tar f.zip").run().status(0);
    let row = &rows(&place.unpack("list --json f.zip").run())[0];
    assert_eq!(row["mtime"], "2023-11-14T22:13:20.1234567Z");
}
