//! Links in sets of volumes, up to version 4 of rar (technote of RAR 3), where their targets are contents. bsdtar 3.6 lists the
//! volumes that are made here with the same names and targets.

use crate::archives::crc32;
use crate::{Place, files, rows};

/// A block: the low half of its CRC-32, its type, its flags, its size, and the rest.
fn block(kind: u8, flags: u16, fields: &[u8]) -> Vec<u8> {
    let mut head = vec![kind];
    head.extend(flags.to_le_bytes());
    head.extend((fields.len() as u16 + 7).to_le_bytes());
    head.extend(fields);
    [&crc32(&head).to_le_bytes()[..2], &head].concat()
}

/// A stored member, or the part of one, made on Unix. `flags`: 1 goes on from the volume before, 2 goes on in the next.
fn member(name: &str, mode: u32, part: &str, flags: u16, whole: &str) -> Vec<u8> {
    let mut fields = Vec::new();
    fields.extend((part.len() as u32).to_le_bytes());
    fields.extend((whole.len() as u32).to_le_bytes());
    fields.push(3);
    let sum = crc32(if flags & 2 == 0 { whole } else { part }.as_bytes());
    fields.extend(sum.to_le_bytes());
    fields.extend(0x585D_645C_u32.to_le_bytes());
    fields.extend([20, 0x30]);
    fields.extend((name.len() as u16).to_le_bytes());
    fields.extend(mode.to_le_bytes());
    fields.extend(name.as_bytes());
    [&block(0x74, 0x8000 | flags, &fields), part.as_bytes()].concat()
}

fn volume(number: u16, members: &[Vec<u8>], more: bool) -> Vec<u8> {
    let first = if number == 1 { 0x100 } else { 0 };
    [
        b"Rar!\x1A\x07\x00".to_vec(),
        block(0x73, 0x11 | first, &[0; 6]),
        members.concat(),
        block(0x7B, 0x4000 | u16::from(more), &[]),
    ]
    .concat()
}

#[test]
fn links_lead_where_they_say() {
    const FILE: u32 = 0o100_644;
    const LINK: u32 = 0o120_777;
    let one = [
        member("l", LINK, "d/a", 0, "d/a"),
        member("b", FILE, "beta", 0, "beta"),
        member("d/a", FILE, "alp", 2, "alpha"),
    ];
    let two = |target: &str| {
        [
            member("d/a", FILE, "ha", 1, "alpha"),
            member("m", LINK, target, 0, target),
            member("c", FILE, "gamma", 0, "gamma"),
        ]
    };
    let place = Place::new()
        .with("A.part1.rar", volume(1, &one, true))
        .with("A.part2.rar", volume(2, &two("l"), false))
        .with("E.part1.rar", volume(1, &one, true))
        .with("E.part2.rar", volume(2, &two("../../etc"), false));
    place.unpack("test A.part2.rar").run().status(0).stderr_empty();
    let listed = place.unpack("list --json A.part1.rar").run();
    let links: Vec<_> = rows(&listed).iter().map(|row| row["link"].clone()).collect();
    assert_eq!((&links[0], &links[3]), (&"d/a".into(), &"l".into()), "{links:?}");
    place
        .unpack("x A.part1.rar -o o --here")
        .run()
        .status(0)
        .stderr_empty();
    let tree = [
        ("b", "beta"),
        ("c", "gamma"),
        ("d/a", "alpha"),
        ("l", "-> d/a"),
        ("m", "-> l"),
    ];
    assert_eq!(place.tree("o"), files(&tree));
    place
        .unpack("cat A.part1.rar m c")
        .run()
        .status(0)
        .stdout("alphagamma");
    let ran = place.unpack("x E.part1.rar -o e --here").run();
    ran.status(4).stderr_has("m: link leads out");
    assert!(place.tree("e").is_empty());
}
