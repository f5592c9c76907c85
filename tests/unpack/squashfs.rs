//! squashfs: images of mksquashfs, and hostile ones that no program writes.

use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use harness::data;

use crate::archives::{file, zip};
use crate::{Place, files, rows};

/// What mksquashfs 4.5 makes of one tree, block by block, as the README beside the images says.
const IMAGES: [&str; 9] = [
    "gzip", "lzma", "lzo", "xz", "lz4", "zstd", "tails", "no-tails", "stored",
];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(data("unpack/squashfs").join(format!("{name}.sqfs"))).unwrap()
}

fn big() -> Vec<u8> {
    (0..12_300_usize)
        .map(|i| u8::try_from((i * 7 + i / 251) % 251).unwrap())
        .collect()
}

/// The tree without `noise`.
fn whole() -> BTreeMap<String, String> {
    let holes = format!("{}end\n", "\0".repeat(40_960));
    let long = format!("-> {}", "x".repeat(300));
    let mut tree = files(&[
        ("a.txt", "alpha\nalpha\nneedle\n"),
        ("big", &String::from_utf8_lossy(&big())),
        ("holes", &holes),
        ("none", "dir"),
        ("nothing", ""),
        ("sub/hard", "alpha\nalpha\nneedle\n"),
        ("sub/link", "-> ../a.txt"),
        ("sub/long", &long),
    ]);
    tree.insert("sub/deep/b.txt".to_owned(), "b\n".to_owned());
    tree
}

#[test]
fn every_compressor_gives_the_same_tree() {
    for name in IMAGES {
        let file = format!("{name}.sqfs");
        let place = Place::new().with(&file, sample(name));
        place
            .unpack(&format!("test {file}"))
            .run()
            .status(0)
            .stderr_empty();
        let ran = place.unpack(&format!("x {file} -o out --here")).run();
        ran.status(1).stderr_has("dev: left out");
        let mut tree = place.tree("out");
        tree.remove("noise");
        assert_eq!(tree, whole(), "{name}");
        // One of the images has all bytes as they are.
        let noise = std::fs::read(place.path().join("out/noise")).unwrap();
        assert_eq!(noise.len(), 4200);
        assert!(sample("stored").windows(4096).any(|at| at == &noise[..4096]));
        let meta = |name: &str| place.path().join("out").join(name).symlink_metadata().unwrap();
        let mode = |name: &str| meta(name).permissions().mode() & 0o7777;
        assert_eq!(
            (mode("noise"), mode("big"), mode("sub/deep"), mode("sub")),
            (0o600, 0o755, 0o700, 0o755)
        );
        assert!(
            ["a.txt", "sub", "sub/link", "none"]
                .iter()
                .all(|n| meta(n).mtime() == 1_600_000_000)
        );
        assert_eq!(meta("a.txt").ino(), meta("sub/hard").ino());
        assert!(meta("holes").blocks() < 40);
    }
}

#[test]
fn the_listing_knows_what_the_inodes_say() {
    let place = Place::new().with("t.sqfs", sample("gzip"));
    let ran = place.unpack("list --json t.sqfs").run();
    let rows = rows(ran.status(0));
    let of = |path: &str| rows.iter().find(|row| row["path"] == path).unwrap();
    assert_eq!(of("a.txt")["size"], 19);
    // Its bytes are packed together with those of other files.
    assert!(of("a.txt")["packed"].is_null());
    assert_eq!(of("a.txt")["method"], "zlib");
    assert_eq!(of("big")["mode"], "4755");
    assert_eq!(of("big")["mtime"], "2020-09-13T12:26:40Z");
    assert_eq!(
        (&of("sub/hard")["kind"], &of("sub/hard")["link"]),
        (&"hardlink".into(), &"a.txt".into())
    );
    assert_eq!(
        (&of("dev")["kind"], &of("pipe")["kind"], &of("sock")["kind"]),
        (&"device".into(), &"fifo".into(), &"device".into())
    );
    assert_eq!(rows.last().unwrap()["format"], "squashfs");
    assert_eq!(rows.len(), 16);
}

#[test]
fn a_directory_may_have_several_headers_and_an_index() {
    let place = Place::new().with("many.sqfs", sample("many"));
    let names: Vec<String> = (1..=600)
        .map(|i| format!("many/a_file_of_many_{i:03}\n"))
        .collect();
    place
        .unpack("ls many.sqfs")
        .run()
        .status(0)
        .stdout(format!("many\n{}", names.concat()));
}

#[test]
fn extended_attributes_are_passed_over() {
    let place = Place::new().with("t.sqfs", sample("attributes"));
    place.unpack("test t.sqfs").run().status(0).stderr_empty();
    place
        .unpack("x t.sqfs -o out --here")
        .run()
        .status(1)
        .stderr_has("p: left out");
    assert_eq!(place.tree("out"), files(&[("d/f", "x\n"), ("l", "-> d/f")]));
}

#[test]
fn names_are_bytes_and_their_encoding_is_guessed() {
    let place = Place::new().with("gbk.sqfs", sample("gbk"));
    let ran = place.unpack("ls gbk.sqfs").run();
    ran.status(0)
        .stdout("第二个文件.txt\n说明书.txt\n中文文件名.txt\n");
}

#[test]
fn an_image_without_entries_is_an_empty_directory() {
    let place = Place::new().with("empty.sqfs", sample("empty"));
    place.unpack("ls empty.sqfs").run().status(0).stdout("");
    place.unpack("x empty.sqfs").run().status(0).stdout("empty\n");
    assert_eq!(place.tree(".").get("empty").map(String::as_str), Some("dir"));
}

#[test]
fn the_image_behind_the_program_of_an_appimage_is_read() {
    // The program knows the magic number that it looks for.
    let mut app = b"\x7FELF\x02\x01\x01\0AI\x02 hsqs ".to_vec();
    app.resize(5000, 7);
    app.extend(sample("zstd"));
    let place = Place::new().with("tool.AppImage", &app);
    place
        .unpack("cat tool.AppImage sub/hard")
        .run()
        .status(0)
        .stdout("alpha\nalpha\nneedle\n");
    place
        .unpack("test --format squashfs tool.AppImage")
        .run()
        .status(0);
    place.unpack("x tool.AppImage").run().status(1).stdout("tool\n");
    assert_eq!(place.tree("tool")["a.txt"], "alpha\nalpha\nneedle\n");
}

#[test]
fn a_zip_behind_a_program_that_holds_an_image_is_a_zip() {
    let mut program = b"MZ".to_vec();
    program.resize(3000, 7);
    program.extend(zip(&[file("a/root.sqfs", sample("gzip"))]));
    let place = Place::new().with("setup.exe", program);
    place
        .unpack("ls setup.exe")
        .run()
        .status(0)
        .stdout("a/root.sqfs\n");
}

#[test]
fn an_image_is_read_from_a_pipe() {
    let place = Place::new();
    place
        .unpack("x - -o out --here")
        .stdin(sample("xz"))
        .run()
        .status(1);
    assert_eq!(
        place.tree("out").get("sub/deep/b.txt").map(String::as_str),
        Some("b\n")
    );
}

#[test]
fn what_follows_the_image_is_named_unless_it_is_zeros() {
    let padded = [sample("gzip"), vec![0; 4096]].concat();
    let place = Place::new()
        .with("a.sqfs", &padded)
        .with("b.sqfs", [padded.clone(), vec![1]].concat());
    place.unpack("test a.sqfs").run().status(0).stderr_empty();
    place.unpack("test b.sqfs").run().status(1).stderr_has("b.sqfs");
}

#[test]
fn only_the_member_that_is_asked_for_is_decoded() {
    // The first block of the image is that of `big`.
    let mut image = sample("gzip");
    image[100] ^= 0x55;
    let place = Place::new().with("t.sqfs", &image);
    place.unpack("list t.sqfs").run().status(0).stderr_empty();
    place
        .unpack("cat t.sqfs a.txt")
        .run()
        .status(0)
        .stdout("alpha\nalpha\nneedle\n");
    place.unpack("cat t.sqfs big").run().status(3).stderr_has("big");
    place.unpack("test t.sqfs").run().status(3).stderr_has("big");
    place.unpack("x t.sqfs -o out").run().status(3);
    assert!(place.tree("out").is_empty());
}

#[test]
fn an_image_cut_short_leaves_nothing() {
    for name in ["gzip", "lzo", "stored"] {
        let whole = sample(name);
        for keep in [97, whole.len() / 2, whole.len() - 40, whole.len() - 1] {
            let place = Place::new().with("t.sqfs", &whole[..keep]);
            place.unpack("test t.sqfs").run().status(3);
            place.unpack("x t.sqfs -o out").run().status(3);
            assert!(place.tree("out").is_empty(), "{name} of {keep} bytes");
        }
    }
}

#[test]
fn a_flipped_bit_is_found_or_changes_nothing() {
    let image = sample("gzip");
    for at in (0..image.len()).step_by(83) {
        let mut bad = image.clone();
        bad[at] ^= 1 << (at % 8);
        let place = Place::new().with("t.sqfs", &bad);
        let ran = place.unpack("x t.sqfs -o out --here").run();
        let mut tree = place.tree("out");
        let tested = place.unpack("test t.sqfs").run();
        assert_eq!(ran.code() > Some(1), tested.code() > Some(1), "byte {at}");
        if ran.code() <= Some(1) {
            // A block that could not be packed has no checksum of any kind.
            tree.remove("noise");
            assert_eq!(tree, whole(), "byte {at}");
        } else {
            assert!(tree.is_empty(), "byte {at}");
        }
    }
}

/// An image as it is being made, its metadata not packed, of blocks of 4 KiB.
#[derive(Default)]
struct Image {
    /// The blocks of contents.
    data: Vec<u8>,
    inodes: Vec<u8>,
    listings: Vec<u8>,
    /// Place and size of each fragment.
    fragments: Vec<(u64, u32)>,
    log: Option<u16>,
}

const DIR: u16 = 1;
const FILE: u16 = 2;
/// Where the contents begin.
const DATA: u64 = 96;
const STORED: u32 = 1 << 24;

impl Image {
    /// Adds an inode; returns its place.
    fn inode(&mut self, kind: u16, number: u32, rest: &[u8]) -> u16 {
        let at = u16::try_from(self.inodes.len()).unwrap();
        self.inodes.extend(kind.to_le_bytes());
        self.inodes.extend(0o755_u16.to_le_bytes());
        self.inodes.extend([0; 8]);
        self.inodes.extend(number.to_le_bytes());
        self.inodes.extend(rest);
        at
    }

    /// A file of `size` bytes, of blocks of these sizes and a tail in this fragment.
    fn file(&mut self, number: u32, start: u64, size: u32, blocks: &[u32], tail: Option<(u32, u32)>) -> u16 {
        let (fragment, offset) = tail.unwrap_or((u32::MAX, 0));
        let mut rest = Vec::new();
        for field in [u32::try_from(start).unwrap(), fragment, offset, size] {
            rest.extend(field.to_le_bytes());
        }
        blocks.iter().for_each(|block| rest.extend(block.to_le_bytes()));
        self.inode(FILE, number, &rest)
    }

    /// A directory whose entries are the listing that begins at `at`.
    fn dir(&mut self, number: u32, at: usize) -> u16 {
        let mut rest = vec![0; 8];
        let size = self.listings.len() - at + 3;
        rest.extend(u16::try_from(size).unwrap().to_le_bytes());
        rest.extend(u16::try_from(at).unwrap().to_le_bytes());
        rest.extend([0; 4]);
        self.inode(DIR, number, &rest)
    }

    /// Adds a listing of entries: name, place of the inode, its number, its type.
    fn listing(&mut self, entries: &[(&str, u16, u16, u16)]) -> usize {
        let at = self.listings.len();
        for run in entries.chunks(256) {
            self.listings
                .extend(u32::try_from(run.len() - 1).unwrap().to_le_bytes());
            self.listings.extend([0; 8]);
            for (name, inode, number, kind) in run {
                let length = u16::try_from(name.len() - 1).unwrap();
                for field in [*inode, *number, *kind, length] {
                    self.listings.extend(field.to_le_bytes());
                }
                self.listings.extend(name.bytes());
            }
        }
        at
    }

    /// The image, with this place for a root.
    fn finish(&self, root: u16) -> Vec<u8> {
        let mut body = self.data.clone();
        let mut starts = Vec::new();
        for table in [&self.inodes, &self.listings] {
            starts.push(DATA + body.len() as u64);
            for block in table.chunks(8192) {
                body.extend((0x8000 | u16::try_from(block.len()).unwrap()).to_le_bytes());
                body.extend(block);
            }
        }
        let mut records = Vec::new();
        for (place, size) in &self.fragments {
            records.extend(place.to_le_bytes());
            records.extend(u64::from(*size).to_le_bytes());
        }
        for table in [records, vec![0; 4]] {
            let at = DATA + body.len() as u64;
            body.extend((0x8000 | u16::try_from(table.len()).unwrap()).to_le_bytes());
            body.extend(table);
            starts.push(DATA + body.len() as u64);
            body.extend(at.to_le_bytes());
        }
        let log = self.log.unwrap_or(12);
        let mut image = b"hsqs".to_vec();
        image.extend([0; 8]);
        image.extend((1_u32 << log).to_le_bytes());
        image.extend(u32::try_from(self.fragments.len()).unwrap().to_le_bytes());
        for field in [1, log, 0, 1, 4, 0] {
            image.extend(field.to_le_bytes());
        }
        let end = DATA + body.len() as u64;
        let nothing = u64::MAX;
        for field in [
            u64::from(root),
            end,
            starts[3],
            nothing,
            starts[0],
            starts[1],
            starts[2],
            nothing,
        ] {
            image.extend(field.to_le_bytes());
        }
        image.extend(body);
        image
    }

    /// With a root of these entries.
    fn with_root(&mut self, entries: &[(&str, u16, u16, u16)]) -> Vec<u8> {
        let at = self.listing(entries);
        let root = self.dir(1, at);
        self.finish(root)
    }
}

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(plain).unwrap();
    packed.finish().unwrap()
}

/// Nothing is left of an image that ends with this status and says this.
fn refused(image: &[u8], status: i32, says: &str) {
    let place = Place::new().with("t.sqfs", image);
    place
        .unpack("x t.sqfs -o out")
        .run()
        .status(status)
        .stderr_has(says);
    assert!(place.tree("out").is_empty(), "{says}");
}

#[test]
fn what_this_test_builds_is_an_image() {
    let mut image = Image {
        data: [vec![b'x'; 4096], vec![b'y'; 9]].concat(),
        fragments: vec![(DATA + 4096, 9 | STORED)],
        ..Image::default()
    };
    let file = image.file(2, DATA, 4100, &[4096 | STORED], Some((0, 5)));
    let inner = image.listing(&[("f", file, 2, FILE)]);
    let dir = image.dir(3, inner);
    let bytes = image.with_root(&[("d", dir, 3, DIR)]);
    let place = Place::new().with("t.sqfs", &bytes);
    place.unpack("x t.sqfs").run().status(0).stdout("d\n");
    assert_eq!(place.tree("d")["f"], "x".repeat(4096) + "yyyy");
}

#[test]
fn a_directory_within_itself_is_damage() {
    let mut image = Image::default();
    let root = u16::try_from(image.inodes.len()).unwrap();
    let bytes = image.with_root(&[("loop", root, 1, DIR)]);
    refused(&bytes, 3, "loop: a directory that lies within itself");
}

#[test]
fn a_path_of_too_many_components_is_over_a_limit() {
    let mut image = Image::default();
    let file = image.file(400, DATA, 0, &[], None);
    let mut below = ("f", file, 400, FILE);
    for number in (2..200).rev() {
        let at = image.listing(&[below]);
        below = ("d", image.dir(u32::from(number), at), number, DIR);
    }
    let bytes = image.with_root(&[below]);
    refused(&bytes, 5, "over a limit");
    let place = Place::new().with("t.sqfs", &bytes);
    place.unpack("test t.sqfs").run().status(0);
}

#[test]
fn a_reference_to_nowhere_is_damage() {
    let mut image = Image::default();
    refused(
        &image.with_root(&[("f", 4000, 2, FILE)]),
        3,
        "f: a reference to behind the end of a table",
    );
    let mut image = Image::default();
    let file = image.file(2, DATA, 0, &[], None);
    refused(
        &image.with_root(&[("f", file, 3, FILE)]),
        3,
        "f: an entry that leads to another inode",
    );
    let mut image = Image::default();
    let file = image.file(2, DATA, 0, &[], None);
    refused(
        &image.with_root(&[("f", file, 2, DIR)]),
        3,
        "f: an entry that leads to another inode",
    );
}

#[test]
fn sizes_that_lie_are_damage() {
    // More than the list of blocks has, which ends with the table; a block that is too small; one that is too big.
    for (size, block) in [
        (4_000_000_000, 4096),
        (4096, 4095),
        (4096, 4097),
        (4096, 0xFF_FFFF),
    ] {
        let mut image = Image {
            data: vec![b'x'; 5000],
            ..Image::default()
        };
        let at = image.listing(&[("f", 32, 2, FILE)]);
        let root = image.dir(1, at);
        image.file(2, DATA, size, &[block | STORED], None);
        let bytes = image.finish(root);
        refused(&bytes, 3, "f: ");
        let place = Place::new().with("t.sqfs", &bytes);
        place.unpack("test t.sqfs").run().status(3).stderr_has("f: ");
    }
    for log in [11, 21, 30] {
        let mut image = Image {
            log: Some(log),
            ..Image::default()
        };
        refused(&image.with_root(&[]), 3, "damaged superblock");
    }
}

#[test]
fn a_tail_that_is_nowhere_is_damage() {
    for tail in [(1, 0), (0, 6), (0, u32::MAX)] {
        let mut image = Image {
            data: vec![b'y'; 9],
            fragments: vec![(DATA, 9 | STORED)],
            ..Image::default()
        };
        let file = image.file(2, DATA, 4, &[], Some(tail));
        refused(
            &image.with_root(&[("f", file, 2, FILE)]),
            3,
            "f: the tail of a file lies",
        );
    }
}

#[test]
fn names_that_climb_are_refused_and_a_slash_is_damage() {
    for (name, status) in [
        ("..", 4),
        ("../up", 4),
        ("a/../../up", 4),
        ("a/b", 3),
        ("/abs", 3),
    ] {
        let mut image = Image::default();
        let file = image.file(2, DATA, 0, &[], None);
        refused(&image.with_root(&[(name, file, 2, FILE)]), status, name);
    }
}

#[test]
fn blocks_that_many_files_share_count_once_against_a_bomb() {
    let packed = zlib(&vec![b'A'; 1 << 20]);
    let mut image = Image {
        data: packed.clone(),
        log: Some(20),
        ..Image::default()
    };
    let names: Vec<String> = (0..150).map(|i| format!("f{i}")).collect();
    let entries: Vec<(&str, u16, u16, u16)> = (2..)
        .zip(&names)
        .map(|(number, name)| {
            let size = u32::try_from(packed.len()).unwrap();
            let inode = image.file(u32::from(number), DATA, 1 << 20, &[size], None);
            (name.as_str(), inode, number, FILE)
        })
        .collect();
    let bytes = image.with_root(&entries);
    assert!(bytes.len() < 16_000);
    refused(&bytes, 5, "--max-ratio");
}

#[test]
fn tails_cannot_be_unpacked_again_and_again() {
    let packed = zlib(&vec![b'A'; 1 << 20]);
    let length = packed.len() as u64;
    // More than are kept, each asked for again when it is gone.
    let mut image = Image {
        data: packed.repeat(20),
        log: Some(20),
        fragments: (0..20)
            .map(|i| (DATA + i * length, u32::try_from(length).unwrap()))
            .collect(),
        ..Image::default()
    };
    let names: Vec<String> = (0..150).map(|i| format!("f{i:03}")).collect();
    let entries: Vec<(&str, u16, u16, u16)> = (0..)
        .zip(&names)
        .map(|(i, name)| {
            let inode = image.file(u32::from(i) + 2, DATA, 1, &[], Some((u32::from(i % 20), 0)));
            (name.as_str(), inode, i + 2, FILE)
        })
        .collect();
    refused(&image.with_root(&entries), 5, "--max-ratio");
}

#[test]
fn holes_count_against_the_size_limit() {
    let mut image = Image {
        log: Some(20),
        ..Image::default()
    };
    let file = image.file(2, DATA, 1 << 30, &[0; 1024], None);
    let bytes = image.with_root(&[("f", file, 2, FILE)]);
    let place = Place::new().with("t.sqfs", &bytes);
    place
        .unpack("x t.sqfs -o out --max-size 1000M")
        .run()
        .status(5)
        .stderr_has("--max-size");
    assert!(place.tree("out").is_empty());
}

#[test]
fn versions_and_compressors_that_are_not_read_name_a_program() {
    let mut old = sample("gzip");
    old[28] = 3;
    refused(&old, 7, "unsquashfs");
    let mut other = sample("gzip");
    other[20] = 9;
    refused(&other, 7, "unsquashfs");
    let mut swapped = sample("gzip");
    swapped[..4].copy_from_slice(b"sqsh");
    refused(&swapped, 7, "unsquashfs");
}
