//! What is said and what is done are the same: statuses, messages, links, signals.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use harness::binary;

use crate::archives::{Entry, file, gzip, hard, link, tar, zip};
use crate::{Place, files, rows};

#[test]
fn check_judges_what_the_entries_claim_to_unpack_to() {
    // Stored data are as long as they are: extract finds the lie, so it is no bomb but damage.
    let lie = Entry {
        claimed: Some(4_000_000_000),
        ..file("zeros", "packed")
    };
    let zeros = 70 << 20;
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    deflate.write_all(&vec![0; zeros]).unwrap();
    let mut bomb = zip(&[Entry {
        claimed: Some(zeros as u32),
        ..file("zeros", deflate.finish().unwrap())
    }]);
    // The method, in both headers.
    let central = bomb.len() - 22 - 46 - "zeros".len();
    (bomb[8], bomb[central + 10]) = (8, 8);
    let place = Place::new()
        .with("B.zip", bomb)
        .with("L.zip", zip(&[lie]))
        .with("A.zip", zip(&[file("a", "12345")]));
    place
        .unpack("check B.zip")
        .run()
        .status(5)
        .stderr_has("--max-ratio");
    place.unpack("extract B.zip").run().status(5);
    place.unpack("check L.zip").run().status(3).stderr_has("sizes");
    place.unpack("extract L.zip").run().status(3);
    place
        .unpack("check --max-size 4 A.zip")
        .run()
        .status(5)
        .stderr_has("--max-size");
    place
        .unpack("check --max-size 5 A.zip")
        .run()
        .status(0)
        .stderr_empty();
}

#[test]
fn quiet_hides_warnings_and_paths_but_no_error() {
    let place = Place::new()
        .with(
            "A.tar",
            tar(&[
                file("a", "1"),
                Entry {
                    mode: 0o010_644,
                    ..file("pipe", "")
                },
            ]),
        )
        .with("B.zip", "PK\x03\x04 and no more");
    place
        .unpack("x -q A.tar -o o")
        .run()
        .status(1)
        .stdout("")
        .stderr_empty();
    place.unpack("x -q B.zip").run().status(3).stderr_has("B.zip");
}

#[test]
fn cat_follows_links_within_the_archive() {
    let all = [
        file("d/a", "alpha"),
        hard("d/h", "d/a"),
        link("d/s", "h"),
        link("e", "d"),
        link("out", "../../etc/passwd"),
        link("loop", "loop"),
        Entry {
            mode: 0o040_755,
            ..file("dir/", "")
        },
    ];
    let place = Place::new()
        .with("A.tar", tar(&all))
        .with("A.tar.gz", gzip(&tar(&all)));
    for archive in ["A.tar", "A.tar.gz"] {
        for member in ["d/a", "./d/a", "d/h", "d/s", "e/s"] {
            let ran = place.unpack(&format!("cat {archive} {member}")).run();
            ran.status(0).stdout("alpha");
        }
        for member in ["out", "loop", "gone", "dir"] {
            place
                .unpack(&format!("cat {archive} {member}"))
                .run()
                .status(3)
                .stdout("")
                .stderr_has("no such member");
        }
    }
}

#[test]
fn a_hard_link_to_a_file_that_was_not_selected_is_left_out_with_a_word() {
    let place = Place::new().with(
        "A.tar",
        tar(&[
            file("p/a", "1"),
            hard("p/b", "p/a"),
            hard("p/c", "p/b"),
            file("p/d", "2"),
        ]),
    );
    place
        .unpack("x A.tar -o o --here --exclude p/a")
        .run()
        .status(1)
        .stderr_has("p/b")
        .stderr_has("not selected");
    assert_eq!(place.tree("o"), files(&[("p/d", "2")]));
    place.unpack("x A.tar -o i --here --include p/?").run().status(0);
    assert_eq!(place.tree("i").len(), 4);
}

#[test]
fn data_of_a_directory_entry_is_no_secret() {
    let place = Place::new().with(
        "A.zip",
        zip(&[
            Entry {
                mode: 0o040_755,
                ..file("d/", "payload")
            },
            file("d/a", "1"),
        ]),
    );
    place
        .unpack("x A.zip -o o")
        .run()
        .status(1)
        .stderr_has("a directory with contents of its own");
    assert_eq!(place.tree("o"), files(&[("d/a", "1")]));
}

#[test]
fn extract_and_test_agree_on_a_member_that_reaches_into_the_next() {
    // The local header of the directory claims a name that ends behind the next header.
    let mut bytes = zip(&[
        Entry {
            mode: 0o040_755,
            ..file("d/", "")
        },
        file("d/a", "1"),
    ]);
    bytes[26] = 200;
    let place = Place::new().with("A.zip", bytes);
    place.unpack("test A.zip").run().status(3);
    place.unpack("x A.zip -o o").run().status(3);
    assert!(place.tree("o").is_empty());
}

#[test]
fn holes_of_sparse_files_stay_holes() {
    // GNU tar 1.34 manual, "Old GNU Format": two bytes at 1 MiB of a file of 2 MiB.
    let mut entry = tar(&[file("s", "hi")]);
    entry[156] = b'S';
    entry[257..265].copy_from_slice(b"ustar  \0");
    entry[386..397].copy_from_slice(b"00004000000");
    entry[398..409].copy_from_slice(b"00000000002");
    entry[483..494].copy_from_slice(b"00010000000");
    entry[148..156].fill(b' ');
    let sum: u32 = entry[..512].iter().map(|b| u32::from(*b)).sum();
    entry[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let place = Place::new().with("A.tar", entry);
    place.unpack("x A.tar -o o").run().status(0);
    let bytes = std::fs::read(place.path().join("o/s")).unwrap();
    assert_eq!(
        (bytes.len(), &bytes[1 << 20..(1 << 20) + 3]),
        (2 << 20, &b"hi\0"[..])
    );
    let blocks = place.path().join("o/s").metadata().unwrap().blocks();
    assert!(blocks < 256, "{blocks} blocks of 512 bytes");
}

#[test]
fn messages_say_what_is_in_the_way() {
    let place = Place::new()
        .with("A.zip", zip(&[file("p/a", "1")]))
        .with("f", "")
        .with("p/a/below", "");
    for flags in ["-o f", "-o f/deeper", "-o f --here"] {
        place
            .unpack(&format!("x A.zip {flags}"))
            .run()
            .status(3)
            .stderr_has("f: not a directory");
    }
    place
        .unpack("x A.zip --force")
        .run()
        .status(3)
        .stderr_has("p/a: a directory and a file meet here");
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let place = Place::new()
        .with("A.zip", zip(&[file("x", "1"), file("y", "2")]))
        .with(".A.unpack-4194999/x", "of somebody else")
        .with(".A.unpack-notes/x", "not ours");
    // What one left that was killed before it did anything: there is no process of a number so high.
    std::fs::create_dir(place.path().join(".A.unpack-4194998")).unwrap();
    let (program, dir) = (binary("unpack"), place.path());
    let mut killed = Command::new(program)
        .args(["x", "-", "-o", ".", "--here"])
        .current_dir(dir)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let whole = tar(&[file("a", "1"), file("b", vec![b'x'; 200_000])]);
    let mut pipe = killed.stdin.take().unwrap();
    pipe.write_all(&whole[..100_000]).unwrap();
    let left = |name: &str| place.tree(".").into_keys().any(|path| path.starts_with(name));
    let begun = Instant::now();
    while !left(".data.unpack-") && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(left(".data.unpack-"));
    // What another archive left stays.
    place.unpack("x A.zip").run().status(0);
    assert!(left(".data.unpack-"));
    place
        .unpack("x - -o . --here")
        .stdin(tar(&[file("c", "3")]))
        .run()
        .status(0);
    let names: Vec<String> = place.tree(".").into_keys().collect();
    assert_eq!(
        names,
        [
            ".A.unpack-4194999/x",
            ".A.unpack-notes/x",
            "A.zip",
            "A/x",
            "A/y",
            "c"
        ]
    );
}

/// Starts `unpack`, writes `input` to it, waits, and sends it TERM; the pipe stays open. Returns how it ended.
fn terminated(place: &Place, words: &str, input: &[u8]) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    let mut child = Command::new(binary("unpack"))
        .args(words.split(' '))
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(input).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.signal();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

#[test]
fn the_first_signal_ends_a_run_that_waits_for_input() {
    let whole = tar(&[file("a", "1"), file("b", vec![b'x'; 200_000])]);
    let place = Place::new();
    for words in ["list -", "test -", "x - -o o"] {
        for input in [&b""[..], &whole[..100_000]] {
            assert_eq!(
                terminated(&place, words, input),
                Some(15),
                "{words}, {} bytes",
                input.len()
            );
            assert!(place.tree(".").is_empty(), "{words}: {:?}", place.tree("."));
        }
    }
}

#[test]
fn a_component_that_no_file_system_takes_is_bad_input() {
    let long = format!("a/{}", "x".repeat(256));
    let place = Place::new().with("A.zip", zip(&[file("a/b", "1"), file(&long, "2")]));
    let ran = place.unpack("x --json A.zip").run();
    ran.status(3).stderr_has("longer than 255 bytes");
    assert_eq!(rows(&ran).last().unwrap()["status"], 3);
}

#[test]
fn what_is_kept_of_a_broken_file_takes_no_more_room_than_it_has_bytes() {
    let whole = tar(&[file("big", vec![b'x'; 32 << 20])]);
    let place = Place::new().with("A.tar", &whole[..2 << 20]);
    place.unpack("x A.tar -o o --here --keep-broken").run().status(3);
    let kept = std::fs::metadata(place.path().join("o/big.broken")).unwrap();
    assert_eq!(kept.len(), (2 << 20) - 512);
    assert!(kept.blocks() * 512 < 4 << 20, "{} blocks", kept.blocks());
}

#[test]
fn keep_broken_keeps_what_is_whole_and_marks_the_rest() {
    let mut bytes = zip(&[
        file("p/a", "whole"),
        file("p/b", "damaged"),
        file("p/c", "whole too"),
    ]);
    let at = bytes.windows(7).position(|w| w == b"damaged").unwrap();
    bytes[at] ^= 1;
    let whole = tar(&[
        file("p/a", "whole"),
        file("p/b", vec![b'x'; 5000]),
        hard("p/h", "p/b"),
    ]);
    let place = Place::new().with("A.zip", bytes).with("B.tar", &whole[..3000]);
    place.unpack("x A.zip -o none").run().status(3);
    place.unpack("x B.tar -o none").run().status(3);
    assert!(place.tree("none").is_empty());
    place
        .unpack("x A.zip -o a --here --keep-broken")
        .run()
        .status(3)
        .stderr_has("p/b.broken");
    let tree = place.tree("a");
    assert_eq!(tree.keys().collect::<Vec<_>>(), ["p/a", "p/b.broken", "p/c"]);
    place
        .unpack("x B.tar -o b --here --keep-broken")
        .run()
        .status(3)
        .stderr_has("p/b.broken");
    let tree = place.tree("b");
    assert_eq!(tree.keys().collect::<Vec<_>>(), ["p/a", "p/b.broken"]);
    assert_eq!(tree["p/b.broken"].trim_matches('x'), "");
}

#[test]
fn owners_are_set_only_when_asked_for() {
    // The tar names user and group 1000.
    let place = Place::new().with("A.tar", tar(&[file("a", "1"), link("l", "a")]));
    place.unpack("x A.tar -o o --here").run().status(0);
    let mine = place.path().metadata().unwrap().uid();
    assert_eq!(place.path().join("o/a").metadata().unwrap().uid(), mine);
    let ran = place.unpack("x A.tar -o p --here --same-owner").run();
    if mine == 0 {
        ran.status(0);
        for name in ["p/a", "p/l"] {
            let meta = place.path().join(name).symlink_metadata().unwrap();
            assert_eq!((meta.uid(), meta.gid()), (1000, 1000), "{name}");
        }
    } else if mine != 1000 {
        ran.status(3).stderr_has("owner");
        assert!(place.tree("p").is_empty());
    }
}

/// Makes the header at `at` one of that kind, with a right checksum.
fn change_kind(tar: &mut [u8], at: usize, kind: u8) {
    tar[at + 156] = kind;
    tar[at + 148..at + 156].fill(b' ');
    let sum: u32 = tar[at..at + 512].iter().map(|b| u32::from(*b)).sum();
    tar[at + 148..at + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

#[test]
fn strict_refuses_a_tar_whose_two_sizes_differ() {
    // 13 bytes in the extended header, 512 in the header: other readers find another next member.
    let inner = tar(&[file("hidden", "")]);
    for (record, status) in [("11 size=13\n", 4), ("12 size=512\n", 0)] {
        let mut bytes = tar(&[file("pax", record), file("a", &inner[..512])]);
        change_kind(&mut bytes, 0, b'x');
        let place = Place::new().with("A.tar", bytes);
        place.unpack("test A.tar").run().status(0);
        place.unpack("test --strict A.tar").run().status(status);
        place.unpack("x --strict A.tar -o o").run().status(status);
    }
}

#[test]
fn members_of_one_name_are_decoded_each_by_itself() {
    // Written by Python's zipfile: two members called `a`, packed by bzip2 and by LZMA, with the same contents.
    let zip = std::fs::read(harness::data("unpack/twice.zip")).unwrap();
    let place = Place::new().with("A.zip", &zip);
    place.unpack("test A.zip").run().status(0);
    place
        .unpack("cat A.zip a")
        .run()
        .status(0)
        .stdout("alpha\nalpha\nneedle\n");
}

#[test]
fn archives_in_the_archive_do_not_count_as_read() {
    // Two levels of zeros, each well within the ratio: 1.3 GB out of 4 kB.
    let deflate = |data: &[u8]| {
        let place = Place::new().with("A.tar", tar(&[file("data", data)]));
        place.unpack("repack A.tar A.zip").run().status(0);
        std::fs::read(place.path().join("A.zip")).unwrap()
    };
    let zeros = deflate(&vec![0; 4 << 20]);
    let copies = |inner: &[u8], count: usize| {
        let all: Vec<Entry> = (0..count).map(|n| file(format!("{n}.zip"), inner)).collect();
        let place = Place::new().with("A.tar", tar(&all));
        place.unpack("repack A.tar A.zip").run().status(0);
        std::fs::read(place.path().join("A.zip")).unwrap()
    };
    let place = Place::new().with("A.zip", copies(&copies(&zeros, 20), 16));
    place.unpack("x A.zip -o plain").run().status(0);
    let bytes = place.path().join("A.zip").metadata().unwrap().len();
    assert!(bytes < 64 << 10, "{bytes} bytes");
    place
        .unpack("x A.zip --recursive -o o")
        .run()
        .status(5)
        .stderr_has("--max-ratio");
    assert!(place.tree("o").is_empty());
}

#[test]
fn check_and_repack_warn_of_what_extract_warns_of() {
    let mut trailing = zip(&[file("a", "1")]);
    trailing.extend(b"GARBAGE");
    let place = Place::new()
        .with("A.zip", trailing)
        .with("B.tar", tar(&[file("a", "1"), file("a", "2")]));
    place.unpack("x B.tar -o o").run().status(1).stderr_has("twice");
    place.unpack("check B.tar").run().status(1).stderr_has("twice");
    place
        .unpack("repack A.zip C.zip")
        .run()
        .status(1)
        .stderr_has("belong to nothing");
    place.unpack("test C.zip").run().status(0);
    place
        .unpack("repack A.zip C.zip")
        .run()
        .status(3)
        .stderr_has("never overwrites");
}

#[test]
fn several_top_entries_of_standard_input_go_into_data() {
    let place = Place::new();
    place
        .unpack("x - -o o")
        .stdin(tar(&[file("a", "1"), file("b", "2")]))
        .run()
        .status(0)
        .stdout("o/data\n");
}

#[test]
fn names_have_a_share_of_the_memory() {
    let all: Vec<Entry> = (0..20)
        .map(|n| file(format!("{}{n}", "n".repeat(80)), ""))
        .collect();
    let place = Place::new().with("A.tar", tar(&all));
    place.unpack("x A.tar --max-memory 8K -o o").run().status(0);
    place
        .unpack("x A.tar --max-memory 4K -o p")
        .run()
        .status(5)
        .stderr_has("--max-memory");
    assert!(place.tree("p").is_empty());
}

#[test]
fn a_sparse_file_of_a_version_to_come_is_not_guessed_at() {
    let records = "22 GNU.sparse.major=2\n22 GNU.sparse.minor=0\n26 GNU.sparse.realsize=20\n";
    let mut bytes = tar(&[file("pax", records), file("s", "stored")]);
    bytes[156] = b'x';
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes[..512].iter().map(|b| u32::from(*b)).sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let place = Place::new().with("A.tar", bytes);
    place
        .unpack("x A.tar -o o")
        .run()
        .status(7)
        .stderr_has("sparse files of version 2.0");
    assert!(place.tree("o").is_empty());
}
