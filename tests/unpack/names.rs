//! Names in legacy encodings.

use crate::archives::{Entry, file, tar, zip};
use crate::{Place, rows};

/// GBK of 报告 and 数据 (GB 18030-2022 table), made on FAT.
fn gbk() -> Vec<u8> {
    let name = |bytes: &[u8]| Entry {
        system: 0,
        mode: 0,
        ..file(bytes, "x")
    };
    zip(&[
        name(b"\xb1\xa8\xb8\xe6.txt"),
        name(b"\xca\xfd\xbe\xdd/2024.xlsx"),
        name(b"\xd6\xd0\xb9\xfa.pdf"),
    ])
}

#[test]
fn gbk_names_are_read_without_a_flag() {
    let place = Place::new().with("A.zip", gbk());
    place
        .unpack("list A.zip")
        .run()
        .status(0)
        .stdout("报告.txt\n数据/2024.xlsx\n中国.pdf\n");
    place.unpack("extract A.zip -o o --here").run().status(0);
    assert_eq!(
        place.tree("o").into_keys().collect::<Vec<_>>(),
        ["中国.pdf", "报告.txt", "数据/2024.xlsx"]
    );
}

#[test]
fn an_option_and_a_locale_decide() {
    let place = Place::new().with("A.zip", gbk());
    let ran = place.unpack("list --json --encoding gbk A.zip").run();
    let all = rows(&ran);
    assert_eq!(all[0]["path"], "报告.txt");
    // RFC 4648 base64 of the stored bytes.
    assert_eq!(all[0]["path_bytes"], "sai45i50eHQ=");
    assert_eq!(
        (&all[3]["encoding"]["source"], &all[3]["encoding"]["certain"]),
        (&"option".into(), &true.into())
    );
    let ran = place
        .unpack("list --json A.zip")
        .env("LC_ALL", "zh_CN.UTF-8")
        .run();
    assert_eq!(rows(&ran)[3]["encoding"]["source"], "locale");
    place.unpack("list --encoding nonsense A.zip").run().status(2);
}

#[test]
fn the_unicode_path_holds_only_for_the_name_it_was_made_for() {
    // The flag says UTF-8 although the made-by is FAT.
    let place = Place::new().with(
        "A.zip",
        zip(&[Entry {
            system: 0,
            flags: 0x800,
            ..file("日本語.txt", "x")
        }]),
    );
    let ran = place.unpack("list --json A.zip").run();
    assert_eq!(rows(&ran)[0]["path"], "日本語.txt");
    assert_eq!(rows(&ran)[1]["encoding"]["source"], "flag");
}

#[test]
fn a_backslash_separates_in_names_made_on_fat_and_only_there() {
    let fat = Entry {
        system: 0,
        mode: 0,
        ..file("dir\\a.txt", "1")
    };
    let place = Place::new()
        .with("fat.zip", zip(&[fat]))
        .with("unix.zip", zip(&[file("dir\\a.txt", "1")]));
    place.unpack("extract fat.zip -o f --here").run().status(0);
    place.unpack("extract unix.zip -o u --here").run().status(0);
    assert_eq!(place.tree("f").into_keys().collect::<Vec<_>>(), ["dir/a.txt"]);
    assert_eq!(place.tree("u").into_keys().collect::<Vec<_>>(), ["dir\\a.txt"]);
}

/// Shift_JIS has 0x5C, the backslash, as the second byte of 表 (JIS X 0208): split only after decoding.
#[test]
fn a_second_byte_that_looks_like_a_backslash_is_none() {
    let name = b"\x95\x5c\x8e\xa6\x83\x65\x83\x58\x83\x67.txt"; // 表示テスト.txt
    let place = Place::new().with(
        "A.zip",
        zip(&[Entry {
            system: 0,
            mode: 0,
            ..file(name, "1")
        }]),
    );
    place
        .unpack("extract A.zip -o o --here --encoding shift_jis")
        .run()
        .status(0);
    assert_eq!(
        place.tree("o").into_keys().collect::<Vec<_>>(),
        ["表示テスト.txt"]
    );
}

#[test]
fn tar_names_are_decoded_over_all_of_them() {
    let all = [
        file("plain", "1"),
        file(b"\xb1\xa8\xb8\xe6.txt", "2"),
        file(b"\xd6\xd0\xb9\xfa.pdf", "3"),
    ];
    let place = Place::new().with("A.tar", tar(&all));
    place.unpack("extract A.tar -o o --here").run().status(0);
    assert_eq!(
        place.tree("o").into_keys().collect::<Vec<_>>(),
        ["plain", "中国.pdf", "报告.txt"]
    );
}

#[test]
fn an_uncertain_guess_is_told_and_is_no_fault() {
    // Code page 437: 0x82 is é. One short name proves little.
    let one = |system: u8| {
        let name = b"caf\x82.txt";
        let mode = 0;
        zip(&[Entry {
            system,
            mode,
            ..file(name, "1")
        }])
    };
    let place = Place::new().with("A.zip", one(0));
    let says = "unpack: A.zip: names read as cp437, a guess (--encoding overrides)\n";
    place.unpack("x A.zip -o o --here").run().status(0).stderr(says);
    assert_eq!(place.tree("o").into_keys().collect::<Vec<_>>(), ["café.txt"]);
    let ran = place.unpack("x --json A.zip -o p --here").run();
    ran.status(0).stderr(says);
    let all = rows(&ran);
    let encoding = &all[1]["encoding"];
    assert_eq!(
        (&encoding["source"], &encoding["certain"]),
        (&"guess".into(), &false.into())
    );
    place
        .unpack("list -l A.zip")
        .run()
        .status(0)
        .stdout_has("names read as cp437, a guess");
    for words in ["x -q A.zip -o q", "x --encoding cp437 A.zip -o r"] {
        place.unpack(words).run().status(0).stderr_empty();
    }
    // Nothing was written: nothing is to be said of names.
    place
        .unpack("x A.zip -o o --here")
        .run()
        .status(3)
        .stderr("unpack: A.zip: o/café.txt: already there (--skip, --rename or --force decide)\n");
}

#[test]
fn names_with_backslashes_can_be_handed_back() {
    // On FAT beside names with `/`, and on Unix, a backslash is a letter of the name.
    let fat = |name: &str, text: &str| Entry {
        system: 0,
        mode: 0,
        ..file(name, text)
    };
    let place = Place::new().with(
        "A.zip",
        zip(&[
            fat("docs\\new.txt", "1"),
            fat("other/text", "2"),
            file("a\\x1b", "3"),
        ]),
    );
    let listed = place.unpack("list A.zip").run();
    listed.status(0).stdout("docs\\new.txt\nother/text\na\\x1b\n");
    for (name, text) in listed.stdout_text().lines().zip(["1", "2", "3"]) {
        place
            .unpack(&format!("cat A.zip {name}"))
            .run()
            .status(0)
            .stdout(text);
    }
}

#[test]
fn no_name_begins_with_a_byte_order_mark() {
    let place = Place::new().with("A.tar", tar(&[file(b"\xFE\xFF.x", "1"), file("ab", "2")]));
    let ran = place.unpack("list --json A.tar").run();
    let all = rows(&ran);
    assert_eq!(all[1]["path"], "ab");
    assert_ne!(all[0]["path"], "");
    let place = Place::new().with("A.zip", zip(&[file(b"\xFF\xFEab", "1"), file("ab", "2")]));
    place.unpack("x A.zip -o o").run().status(0);
}

#[test]
fn one_name_of_another_encoding_leaves_the_others_as_they_are() {
    let place = Place::new().with(
        "A.zip",
        zip(&[
            file("报告.txt", "1"),
            file("数据.txt", "2"),
            file("é", "3"),
            // GBK of 中国 (GB 18030-2022 table).
            file(b"\xd6\xd0\xb9\xfa", "4"),
        ]),
    );
    let ran = place.unpack("list A.zip").run();
    let names: Vec<String> = ran.stdout_text().lines().take(3).map(str::to_owned).collect();
    assert_eq!(names, ["报告.txt", "数据.txt", "é"]);
}
