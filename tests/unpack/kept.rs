//! What is said of what was written, and what is kept of damaged archives.

use crate::archives::{crc32, file, gzip, link, tar, zip};
use crate::{Place, files, rows};

/// The row of a path; of several the last.
fn row(rows: &[serde_json::Value], path: &str) -> serde_json::Value {
    let found = rows.iter().rfind(|row| row["path"] == path);
    found.cloned().unwrap_or_else(|| panic!("no {path} in {rows:?}"))
}

#[test]
fn written_names_what_is_there_and_nothing_else() {
    let entries = [file("d/a", "old"), link("d/l", "../../out"), file("d/a", "new")];
    let place = Place::new().with("A.tar", tar(&entries));
    let ran = place.unpack("A.tar -o o --skip-unsafe --json --manifest").run();
    let all = rows(ran.status(1));
    assert_eq!(all[0]["written"], serde_json::Value::Null);
    assert_eq!(all[0]["sha256"], serde_json::Value::Null);
    assert_eq!(all[0]["skipped"], "replaced");
    assert_eq!(row(&all, "d/l")["written"], serde_json::Value::Null);
    assert_eq!(row(&all, "d/a")["written"], "o/d/a");
    for row in &all {
        if let Some(path) = row["written"].as_str() {
            assert!(place.path().join(path).symlink_metadata().is_ok(), "{path}");
        }
    }
}

#[test]
fn a_stream_whose_checksum_does_not_match_vouches_for_nothing() {
    let mut bytes = gzip(&tar(&[
        file("d/a", "alpha"),
        file("d/b", "beta"),
        file("d/empty", ""),
    ]));
    let at = bytes.len() - 6;
    bytes[at] ^= 1;
    let place = Place::new().with("A.tar.gz", bytes);
    let ran = place.unpack("A.tar.gz --keep-broken").run();
    ran.status(3)
        .stdout("d\n")
        .stderr_has("d/a: kept, but may be damaged")
        .stderr_has("d/b: kept, but may be damaged");
    assert!(!ran.stderr_text().contains("d/empty"), "{ran}");
    let ran = place
        .unpack("A.tar.gz --keep-broken --json --manifest -o o")
        .run();
    let all = rows(ran.status(3));
    assert_eq!(row(&all, "d/a")["sha256"], serde_json::Value::Null);
    assert_eq!(row(&all, "d/a")["skipped"], "unverified");
    assert!(all[all.len() - 1]["error"].is_string());
}

/// Traditional encryption of PKWARE (APPNOTE 6.1), with its header of twelve bytes in front.
fn encrypted(name: &str, text: &str, password: &str) -> crate::archives::Entry {
    let step = |crc: u32, b: u8| {
        (0..8).fold(crc ^ u32::from(b), |c, _| {
            if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 }
        })
    };
    let mut keys = [0x1234_5678_u32, 0x2345_6789, 0x3456_7890];
    let update = |b: u8, keys: &mut [u32; 3]| {
        keys[0] = step(keys[0], b);
        keys[1] = (keys[1].wrapping_add(keys[0] & 0xFF))
            .wrapping_mul(134_775_813)
            .wrapping_add(1);
        keys[2] = step(keys[2], (keys[1] >> 24) as u8);
    };
    password.bytes().for_each(|b| update(b, &mut keys));
    let mut plain = vec![7; 11];
    plain.push((crc32(text.as_bytes()) >> 24) as u8);
    plain.extend(text.bytes());
    let data = plain
        .into_iter()
        .map(|b| {
            let t = keys[2] | 2;
            let c = b ^ (t.wrapping_mul(t ^ 1) >> 8) as u8;
            update(b, &mut keys);
            c
        })
        .collect::<Vec<u8>>();
    let mut entry = file(name, data);
    (entry.flags, entry.claimed) = (1, Some(text.len() as u32));
    entry
}

/// A zip of these encrypted members, each with the checksum of its text.
fn locked(texts: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<_> = texts
        .iter()
        .map(|(name, text)| encrypted(name, text, "secret"))
        .collect();
    let mut bytes = zip(&entries);
    for ((_, text), entry) in texts.iter().zip(&entries) {
        let (wrong, right) = (
            crc32(&entry.data).to_le_bytes(),
            crc32(text.as_bytes()).to_le_bytes(),
        );
        while let Some(at) = bytes.windows(4).position(|four| four == wrong) {
            bytes[at..at + 4].copy_from_slice(&right);
        }
    }
    bytes
}

#[test]
fn damage_of_an_encrypted_member_is_no_wrong_password_where_others_open() {
    for damaged in [0, 1] {
        let texts = [
            ("d/a", "alpha alpha"),
            ("d/b", "beta beta"),
            ("d/c", "gamma gamma"),
        ];
        let mut bytes = locked(&texts);
        let place = Place::new().with("whole.zip", &bytes).with("pw", "secret\n");
        place.unpack("test whole.zip --password-file pw").run().status(0);
        place
            .unpack("check whole.zip")
            .run()
            .status(6)
            .stderr_has("encrypted");
        let data = 30 + 3 + 12 + damaged * (30 + 3 + 12 + texts[0].1.len());
        bytes[data + 2] ^= 1;
        let place = place.with("A.zip", &bytes);
        place.unpack("A.zip --password-file pw").run().status(3);
        place
            .unpack("A.zip --password-file pw --keep-broken")
            .run()
            .status(3);
        let name = format!("{}.broken", texts[damaged].0);
        assert!(place.path().join(name).exists());
    }
    let mut alone = locked(&[("a", "alpha alpha")]);
    alone[30 + 1 + 12] ^= 1;
    let place = Place::new().with("A.zip", alone).with("pw", "secret\n");
    place
        .unpack("A.zip --password-file pw")
        .run()
        .status(6)
        .stderr_has("or it is damaged");
}

#[test]
fn nothing_is_made_where_nothing_could_be_read() {
    let place = Place::new().with("A.zip", locked(&[("d/a", "alpha"), ("d/b", "beta")]));
    place.unpack("A.zip --keep-broken").run().status(6).stdout("");
    assert_eq!(place.tree(".").len(), 1);
}

#[test]
fn a_name_in_utf_8_beside_others_is_utf_8() {
    // GBK: 价目表.txt
    let gbk = b"\xBC\xDB\xC4\xBF\xB1\xED.txt";
    let mut entries = [file("\u{8BF4}\u{660E}.txt", "1"), file(gbk, "2")];
    entries.iter_mut().for_each(|e| e.system = 0);
    let place = Place::new().with("A.zip", zip(&entries));
    place
        .unpack("list A.zip")
        .run()
        .status(0)
        .stdout("\u{8BF4}\u{660E}.txt\n\u{4EF7}\u{76EE}\u{8868}.txt\n");
}

#[test]
fn what_comes_before_damage_in_a_7z_is_kept() {
    // 7zFormat.txt: the packed file lies behind 32 bytes, as long as the place of the next header says.
    let whole = std::fs::read(harness::data("unpack/formats/t.7z")).unwrap();
    let place = Place::new().with("W.7z", &whole);
    place.unpack("x W.7z -o w --here").run().status(0);
    let (name, text) = place.tree("w").pop_first().unwrap();
    let mut kept = 0;
    for at in 32..32 + usize::from(whole[12]) {
        let mut broken = whole.clone();
        broken[at] ^= 0x10;
        let place = Place::new().with("A.7z", broken);
        place.unpack("x A.7z -o o --here --keep-broken").run();
        if let Some(part) = place.tree("o").get(&format!("{name}.broken")) {
            kept = kept.max(part.len());
        }
    }
    assert!(kept > text.len() / 4, "{kept} of {}", text.len());
}

/// A zip whose second member does not fit its CRC.
fn with_a_damaged_member(entries: &[crate::archives::Entry], text: &str) -> Vec<u8> {
    let mut bytes = zip(entries);
    let at = bytes
        .windows(text.len())
        .position(|w| w == text.as_bytes())
        .unwrap();
    bytes[at] ^= 1;
    bytes
}

#[test]
fn what_is_kept_takes_no_name_of_another() {
    let all = [
        file("d/ok", "1"),
        file("d/bad", "damaged"),
        file("d/bad.broken", "2"),
        file("d/ok2", "3"),
    ];
    let place = Place::new().with("A.zip", with_a_damaged_member(&all, "damaged"));
    let ran = place.unpack("x --keep-broken --json A.zip -o o --here").run();
    ran.status(3).stderr_has(
        "d/bad: damaged data: the CRC does not match; what there is of it is in d/bad (2).broken",
    );
    let mut tree = place.tree("o");
    assert!(tree.remove("d/bad (2).broken").is_some());
    assert_eq!(
        tree,
        files(&[("d/ok", "1"), ("d/bad.broken", "2"), ("d/ok2", "3")])
    );
    let rows = rows(&ran);
    let row = rows.iter().find(|row| row["path"] == "d/bad").unwrap();
    assert_eq!(row["written"], "o/d/bad (2).broken");
}

#[test]
fn what_could_not_be_kept_is_not_said_to_be_there() {
    let all = [file("bad", "damaged"), file("ok", "1")];
    let place = Place::new()
        .with("A.zip", with_a_damaged_member(&all, "damaged"))
        .with("o/bad.broken", "MINE");
    place
        .unpack("x --keep-broken --skip --here A.zip -o o")
        .run()
        .status(3)
        .stderr_has("what there is of it could not be kept");
    assert_eq!(place.tree("o"), files(&[("bad.broken", "MINE"), ("ok", "1")]));
    place
        .unpack("x --keep-broken --rename --here A.zip -o o")
        .run()
        .status(3)
        .stderr_has("what there is of it is in bad (2).broken");
}

#[test]
fn of_a_zip_whose_end_is_missing_the_members_are_found() {
    let all = [
        file("d/a", "alpha"),
        file("d/b", vec![b'b'; 500]),
        file("d/c", "gamma"),
    ];
    let bytes = zip(&all);
    let headers: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x03\x04").collect();
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    for cut in (headers[1] + 40..bytes.len()).step_by(17) {
        let place = Place::new().with("A.zip", &bytes[..cut]);
        place.unpack("x A.zip -o o --here").run().status(3);
        assert!(place.tree("o").is_empty(), "{cut}");
        place
            .unpack("x A.zip -o o --here --keep-broken")
            .run()
            .status(3)
            .stderr_has("cut short");
        let mut tree = place.tree("o");
        assert_eq!(tree.remove("d/a").as_deref(), Some("alpha"), "{cut}");
        let b = tree
            .remove("d/b")
            .or_else(|| tree.remove("d/b.broken"))
            .unwrap_or_default();
        let there = cut.min(headers[2]).saturating_sub(headers[1] + 30 + 3);
        assert_eq!(b, "b".repeat(there), "{cut}");
        let c = tree.remove("d/c").or_else(|| tree.remove("d/c.broken"));
        let there = cut.min(directory).saturating_sub(headers[2] + 30 + 3).min(5);
        assert_eq!(c.unwrap_or_default(), "gamma".get(..there).unwrap(), "{cut}");
        assert!(tree.is_empty(), "{cut}: {tree:?}");
    }
}

#[test]
fn sizes_that_follow_the_data_are_found_too() {
    // Made by Info-ZIP zip 3.0 into a pipe.
    let bytes = std::fs::read(harness::data("unpack/infozip-stream.zip")).unwrap();
    let place = Place::new().with("A.zip", &bytes);
    place.unpack("x A.zip -o whole --here").run().status(0);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    let place = place.with("B.zip", &bytes[..directory]);
    place
        .unpack("x B.zip -o found --here --keep-broken")
        .run()
        .status(3)
        .stderr_has("the central directory is missing");
    assert!(!place.tree("whole").is_empty());
    assert_eq!(place.tree("found"), place.tree("whole"));
}

/// Info-ZIP stores archives in archives as they are.
#[test]
fn a_cut_zip_is_not_the_last_archive_in_it() {
    let inner = zip(&[file("inner", "1")]);
    let all = zip(&[
        file("first", "1"),
        file("a.zip", &inner),
        file("b.zip", &inner),
        file("c", "2"),
    ]);
    let ends: Vec<usize> = memchr::memmem::find_iter(&all, b"PK\x05\x06")
        .map(|at| at + 22)
        .collect();
    for cut in [ends[0], ends[1], ends[1] + 20] {
        let place = Place::new().with("A.zip", &all[..cut]);
        for words in ["list", "test", "check", "x -o o"] {
            place
                .unpack(&format!("{words} A.zip"))
                .run()
                .status(3)
                .stderr_has("the central directory is missing");
        }
        assert!(place.tree("o").is_empty());
        place.unpack("x --keep-broken A.zip -o o --here").run().status(3);
        assert_eq!(place.tree("o")["first"], "1");
    }
}

#[test]
fn encrypted_members_are_found_without_their_directory() {
    let bytes = std::fs::read(harness::data("unpack/formats/aes.zip")).unwrap();
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    let plain = locked(&[("a", "alpha alpha"), ("b", "beta")]);
    let end = memchr::memmem::find(&plain, b"PK\x01\x02").unwrap();
    let place = Place::new()
        .with("AES.zip", &bytes)
        .with("aes-cut.zip", &bytes[..directory])
        .with("plain-cut.zip", &plain[..end])
        .with("pw", "secret\n");
    place
        .unpack("x AES.zip --password-file pw -o whole --here")
        .run()
        .status(0);
    place
        .unpack("x aes-cut.zip --password-file pw -o found --here --keep-broken")
        .run()
        .status(3);
    assert_eq!(place.tree("found"), place.tree("whole"));
    place
        .unpack("x plain-cut.zip --password-file pw -o plain --here --keep-broken")
        .run()
        .status(3);
    assert_eq!(place.tree("plain"), files(&[("a", "alpha alpha"), ("b", "beta")]));
}

/// Two archives one behind the other are no cut one: the last counts, as for unzip and bsdtar.
#[test]
fn a_zip_behind_a_whole_zip_is_read() {
    let both = [zip(&[file("a", "1")]), zip(&[file("b", "2")])].concat();
    let place = Place::new().with("A.zip", both);
    place.unpack("list A.zip").run().status(0).stdout("b\n");
}

/// Found by a fuzzer: the decoder of LZMA2 never returns when it is asked again after it has failed.
#[test]
fn what_lies_behind_damage_in_a_block_of_a_7z_is_not_asked_for() {
    let bytes = std::fs::read(harness::data("unpack/lzma2-fails.7z")).unwrap();
    let place = Place::new().with("A.7z", bytes).with("pw", "password\n");
    place
        .unpack("x A.7z --password-file pw -o o --here --keep-broken")
        .run()
        .status(6)
        .stderr_has("a: left out: the password does not open it, or it is damaged");
}
