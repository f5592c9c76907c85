//! Names in legacy encodings.

use crate::archives::{Entry, cpio, file, gzip, tar, zip};
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

/// GBK of 图片, 合同, 总结 and 通知 (GB 18030-2022 table): the first and the last are well-formed UTF-8 too.
const PICTURES: &[u8] = b"\xcd\xbc\xc6\xac";
const CONTRACT: &[u8] = b"\xba\xcf\xcd\xac";
const SUMMARY: &[u8] = b"\xd7\xdc\xbd\xe1";
const NOTICE: &[u8] = b"\xcd\xa8\xd6\xaa";

fn named(stem: &[u8], rest: &str) -> Entry {
    file([stem, rest.as_bytes()].concat(), "x")
}

/// An archive of `ar` in the common form (FreeBSD ar(5)), its members without contents.
fn ar(names: &[Vec<u8>]) -> Vec<u8> {
    let mut all = b"!<arch>\n".to_vec();
    for name in names {
        let mut field = [b' '; 16];
        field[..name.len()].copy_from_slice(name);
        all.extend(field);
        all.extend(b"0           0     0     100644  0         `\n");
    }
    all
}

#[test]
fn streams_are_read_over_all_names_as_indexes_are() {
    let three = [
        named(PICTURES, ".jpg"),
        named(CONTRACT, ".jpg"),
        named(SUMMARY, ".jpg"),
    ];
    let stems = [PICTURES, CONTRACT, SUMMARY].map(|stem| [stem, b".jpg"].concat());
    let place = Place::new()
        .with("a.zip", zip(&three))
        .with("a.tar", tar(&three))
        .with("a.tar.gz", gzip(&tar(&three)))
        .with("a.cpio", cpio(&three))
        .with("a.a", ar(&stems));
    for name in ["a.zip", "a.tar", "a.tar.gz", "a.cpio", "a.a"] {
        let ran = place.unpack(&format!("list {name}")).run();
        ran.status(0).stdout("图片.jpg\n合同.jpg\n总结.jpg\n");
        let ran = place.unpack(&format!("list --json {name}")).run();
        assert_eq!(rows(&ran)[3]["encoding"]["name"], "gb18030", "{name}");
        // RFC 4648 base64 of the stored bytes.
        assert_eq!(rows(&ran)[0]["path_bytes"], "zbzGrC5qcGc=", "{name}");
        place.unpack(&format!("cat {name} 图片.jpg")).run().status(0);
        place
            .unpack(&format!("x {name} -o {name}.d --here"))
            .run()
            .status(0);
        assert_eq!(
            place.tree(&format!("{name}.d")).into_keys().collect::<Vec<_>>(),
            ["合同.jpg", "图片.jpg", "总结.jpg"]
        );
    }
}

#[test]
fn a_directory_of_many_doubtful_names_follows_the_one_that_is_not() {
    let all = [
        named(PICTURES, "/1.jpg"),
        named(PICTURES, "/2.jpg"),
        named(PICTURES, "/3.jpg"),
        named(b"\xc3\xa8", ".jpg"), // 猫
        named(CONTRACT, ".doc"),
        named(NOTICE, ".doc"),
    ];
    let place = Place::new().with("a.tar", tar(&all)).with("a.zip", zip(&all));
    for name in ["a.tar", "a.zip"] {
        place
            .unpack(&format!("list {name}"))
            .run()
            .status(0)
            .stdout("图片/1.jpg\n图片/2.jpg\n图片/3.jpg\n猫.jpg\n合同.doc\n通知.doc\n");
    }
    // Two archives of the same names hold the same.
    place.unpack("diff a.tar a.zip").run().status(0);
    place.unpack("repack a.tar b.zip").run().status(0);
    let repacked = place.unpack("list b.zip").run();
    repacked.status(0).stdout_has("图片/1.jpg\n");
}

#[test]
fn a_pipe_is_read_by_what_it_has_shown_so_far() {
    let known = [
        named(CONTRACT, ".doc"),
        named(SUMMARY, ".doc"),
        named(PICTURES, ".jpg"),
    ];
    let place = Place::new();
    let ran = place.unpack("list -").stdin(tar(&known)).run();
    ran.status(0).stdout("合同.doc\n总结.doc\n图片.jpg\n");
    // What went out before is not called back, nor called certain: 64 KiB are looked at ahead.
    let late = [
        named(PICTURES, ".jpg"),
        file("long", vec![b'x'; 100_000]),
        named(CONTRACT, ".doc"),
        named(SUMMARY, ".doc"),
    ];
    let ran = place.unpack("list --json -").stdin(tar(&late)).run();
    let all = rows(&ran);
    assert_eq!(
        (&all[0]["path"], &all[2]["path"]),
        (&"ͼƬ.jpg".into(), &"合同.doc".into())
    );
    assert_eq!(all[4]["encoding"]["certain"], false);
    let ran = place
        .unpack("list -")
        .stdin(tar(&[late[0].clone(), late[2].clone()]))
        .run();
    ran.status(0).stdout("图片.jpg\n合同.doc\n");
    let ran = place
        .unpack("list --json -")
        .stdin(tar(&[named(PICTURES, ".jpg")]))
        .run();
    assert_eq!(rows(&ran)[1]["encoding"]["certain"], false);
}

#[test]
fn names_that_are_utf8_perhaps_by_chance_are_so_but_not_for_sure() {
    let all = [named(PICTURES, "/1.jpg"), named(PICTURES, "/2.jpg")];
    let place = Place::new().with("a.tar", tar(&all)).with("a.zip", zip(&all));
    for name in ["a.tar", "a.zip"] {
        let says = format!("unpack: {name}: names read as utf-8, a guess (--encoding overrides)\n");
        let ran = place.unpack(&format!("x {name} -o {name}.d")).run();
        ran.status(0).stderr(&says);
        let ran = place.unpack(&format!("list --json {name}")).run();
        let encoding = &rows(&ran)[2]["encoding"];
        assert_eq!(
            (&encoding["name"], &encoding["source"], &encoding["certain"]),
            (&"utf-8".into(), &"utf8".into(), &false.into()),
            "{name}"
        );
        let ran = place.unpack(&format!("list --encoding gbk {name}")).run();
        ran.status(0).stdout("图片/1.jpg\n图片/2.jpg\n").stderr_empty();
    }
    // Among names that are words in UTF-8, it is a word too.
    let plain = [named(PICTURES, ".jpg"), file("café.txt", "1")];
    let place = Place::new().with("a.tar", tar(&plain));
    let ran = place.unpack("list --json a.tar").run();
    assert_eq!(rows(&ran)[2]["encoding"]["certain"], true);
}

#[test]
fn links_to_names_in_another_encoding_are_decoded_as_those_are() {
    let target = named(CONTRACT, ".doc");
    let mut link = crate::archives::hard("plain", "");
    link.link = Some(target.name.clone());
    let place = Place::new().with("a.tar", tar(&[target, link]));
    place.unpack("x a.tar -o o --here").run().status(0);
    assert_eq!(
        place.tree("o").into_keys().collect::<Vec<_>>(),
        ["plain", "合同.doc"]
    );
}

/// 府, then names that tell: a pipe and pieces are read as the same file is.
#[test]
fn a_pipe_and_pieces_are_read_as_a_file_is() {
    // GBK: 府, 价目表, 水果, 说明.
    let names: [&[u8]; 4] = [
        b"\xb8\xae",
        b"\xbc\xdb\xc4\xbf\xb1\xed",
        b"\xcb\xae\xb9\xfb",
        b"\xcb\xb5\xc3\xf7",
    ];
    let bytes = gzip(&tar(&names.map(|name| file(name, "1"))));
    let (one, two) = bytes.split_at(bytes.len() / 2);
    let place = Place::new()
        .with("a.tar.gz", &bytes)
        .with("p.tar.gz.001", one)
        .with("p.tar.gz.002", two);
    let want = "府\n价目表\n水果\n说明\n";
    place.unpack("list a.tar.gz").run().status(0).stdout(want);
    place.unpack("list p.tar.gz.001").run().status(0).stdout(want);
    place.unpack("list -").stdin(&bytes).run().status(0).stdout(want);
    place.unpack("x - -o o --here").stdin(&bytes).run().status(0);
    let found: Vec<String> = place.tree("o").into_keys().collect();
    let mut names: Vec<&str> = want.lines().collect();
    names.sort_unstable();
    assert_eq!(found, names);
    place
        .unpack("diff - a.tar.gz")
        .stdin(&bytes)
        .run()
        .status(0)
        .stdout("");
}
