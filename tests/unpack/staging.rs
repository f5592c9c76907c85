//! The way from the archive over the staging directory to its place, when something on that way resists.

use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use harness::binary;

use crate::archives::{Entry, file, tar, zip};
use crate::{Place, files};

/// Somebody who is not root.
const NOBODY: u32 = 65534;

fn dir(name: &str, mode: u32) -> Entry {
    Entry {
        mode: 0o040_000 | mode,
        ..file(name, "")
    }
}

/// Runs it as an ordinary user, to whom everything in the place belongs.
fn as_a_user(place: &Place, words: &str) -> Output {
    let mut command = Command::new(binary("unpack"));
    command.args(words.split(' ')).current_dir(place.path());
    let me = std::fs::metadata("/proc/self").map_or(0, |meta| meta.uid());
    if me == 0 {
        chown(place.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().unwrap()
}

fn mode(place: &Place, path: &str) -> u32 {
    place.path().join(path).metadata().unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_user_can_merge_directories_of_any_mode() {
    let all = [
        dir("d/", 0o555),
        file("d/a", "1"),
        dir("d/e/", 0o644),
        file("d/e/b", "2"),
        dir("new/", 0o555),
        file("new/c", "3"),
    ];
    for (name, bytes) in [("A.tar", tar(&all)), ("A.zip", zip(&all))] {
        for flags in ["", " --force", " --skip", " --rename"] {
            let place = Place::new().with(name, &bytes);
            for path in ["o", "o/d", "o/d/e"] {
                std::fs::create_dir(place.path().join(path)).unwrap();
                chown(place.path().join(path), Some(NOBODY), Some(NOBODY)).ok();
            }
            let ran = as_a_user(&place, &format!("x {name} -o o --here{flags}"));
            let said = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert_eq!(ran.status.code(), Some(0), "{flags}: {said}");
            // A directory that is there keeps its mode.
            assert_eq!((mode(&place, "o/d"), mode(&place, "o/new")), (0o755, 0o555));
            let want = files(&[("d/a", "1"), ("d/e/b", "2"), ("new/c", "3")]);
            assert_eq!(place.tree("o"), want, "{flags}");
        }
    }
}

#[test]
fn a_user_can_extract_files_that_nobody_may_read() {
    let closed = |data: &str| Entry {
        mode: 0o100_000,
        ..file("d/a", data)
    };
    let inner = Entry {
        mode: 0o100_200,
        ..file("in.zip", zip(&[file("x", "X")]))
    };
    let place = Place::new()
        .with("A.tar", tar(&[closed("1"), closed("2")]))
        .with("B.tar", tar(&[inner]));
    let ran = as_a_user(&place, "x A.tar -o o --here");
    assert_eq!(
        ran.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    assert_eq!(mode(&place, "o/d/a"), 0);
    let ran = as_a_user(&place, "x B.tar -o i --here --recursive");
    assert_eq!(
        ran.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    assert_eq!(
        (place.tree("i")["in/x"].as_str(), mode(&place, "i/in.zip")),
        ("X", 0o200)
    );
}

#[test]
fn a_merge_that_fails_is_undone_in_every_directory() {
    if Place::new().path().metadata().unwrap().uid() != 0 {
        // It takes a directory of somebody else to fail half-way.
        return;
    }
    let place = Place::new()
        .with(
            "A.tar",
            tar(&[file("a/new", "1"), file("a/old", "2"), file("b/new", "3")]),
        )
        .with("o/a/old", "mine")
        .with("o/b/old", "mine");
    for path in ["o", "o/a", "o/a/old"] {
        chown(place.path().join(path), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let before = place.tree("o");
    let ran = as_a_user(&place, "x A.tar -o o --here --force");
    assert_eq!(ran.status.code(), Some(3));
    assert_eq!(place.tree("o"), before);
}

#[test]
fn a_file_over_the_limit_of_the_shell_is_an_error_and_nothing_is_left() {
    let place = Place::new()
        .with(
            "A.zip",
            zip(&[file("p/a", "1"), file("p/big", vec![b'x'; 3 << 20])]),
        )
        .with(
            "B.tar",
            tar(&[file("p/a", "1"), file("p/big", vec![b'x'; 3 << 20])]),
        );
    // 1 MiB, in units of 1024 bytes in bash, 512 in others.
    for words in ["x A.zip -o o", "x B.tar -o o", "repack A.zip out.tar"] {
        let ran = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "ulimit -f 1024; exec '{}' {words}",
                binary("unpack").display()
            ))
            .current_dir(place.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(3), "{words}: {said}");
        assert!(said.contains("too large"), "{words}: {said}");
        assert_eq!(place.tree(".").len(), 2, "{words}: {:?}", place.tree("."));
    }
}

#[test]
fn a_folder_that_is_there_is_not_filled_without_being_told_to() {
    let all = [file("proj/a", "1")];
    for (name, bytes) in [("A.zip", zip(&all)), ("A.tar", tar(&all))] {
        let place = Place::new().with(name, bytes).with("proj/mine", "");
        place
            .unpack(&format!("x {name}"))
            .run()
            .status(3)
            .stderr_has("proj: already there");
        assert_eq!(place.tree("proj"), files(&[("mine", "")]), "{name}");
        place.unpack(&format!("x {name} --skip")).run().status(0);
        assert_eq!(place.tree("proj").len(), 2);
    }
}

/// The name of the staging directory in the place, once there is one.
fn staged(place: &Place) -> String {
    let begun = Instant::now();
    loop {
        let names = std::fs::read_dir(place.path()).unwrap().flatten();
        let found = names
            .map(|entry| entry.file_name().into_string().unwrap())
            .find(|name| name.contains(".unpack-") && place.path().join(name).join("tree").is_dir());
        if let Some(name) = found {
            return name;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing was staged");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_directory_that_took_the_place_of_the_staging_directory_is_not_removed() {
    let place = Place::new();
    let mut run = Command::new(binary("unpack"))
        .args(["x", "-", "-o", ".", "--here"])
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = run.stdin.take().unwrap();
    let whole = tar(&[file("a", "1"), file("b", vec![b'x'; 200_000])]);
    pipe.write_all(&whole[..100_000]).unwrap();
    let name = staged(&place);
    std::fs::rename(place.path().join(&name), place.path().join("moved")).unwrap();
    std::fs::create_dir_all(place.path().join(&name).join("tree")).unwrap();
    std::fs::write(place.path().join(&name).join("tree/kept"), "mine").unwrap();
    drop(pipe);
    assert_eq!(run.wait().unwrap().code(), Some(3));
    let want = format!("{name}/tree/kept");
    assert_eq!(place.tree("."), files(&[(&want, "mine"), ("moved", "dir")]));
}

/// Whatever the run gets to before it has no more descriptors, all of it is taken back.
#[test]
fn nothing_is_left_when_no_more_files_can_be_opened() {
    let deep = (1..60).map(|n| file(format!("{}f", "d/".repeat(n)), "1"));
    let place = Place::new().with("A.tar", tar(&deep.collect::<Vec<_>>()));
    std::fs::create_dir(place.path().join("there")).unwrap();
    for limit in (4..12).chain([20, 40, 64, 100, 160]) {
        for words in ["x A.tar -o new", "x A.tar --here --force -o there"] {
            let unpack = binary("unpack");
            let script = format!("ulimit -n {limit} && exec {} {words} -q", unpack.display());
            let ran = Command::new("sh")
                .args(["-c", &script])
                .current_dir(place.path())
                .output()
                .unwrap();
            let tree = place.tree("");
            if ran.status.success() {
                assert!(limit >= 64, "{limit}: {words}");
                std::fs::remove_dir_all(place.path().join("new")).unwrap();
                continue;
            }
            let names: Vec<_> = tree.into_keys().collect();
            assert_eq!(names, ["A.tar", "there"], "{limit}: {words}");
        }
    }
}

/// GNU tar, bsdtar and unzip fail there too.
#[test]
fn a_directory_that_its_user_closed_stays_closed() {
    let place = Place::new()
        .with("A.tar", tar(&[file("keep/new", "1")]))
        .with("B.tar", tar(&[dir("keep/", 0o755), file("keep/new", "1")]))
        .with("o/keep/old", "mine");
    for path in ["o", "o/keep", "o/keep/old"] {
        chown(place.path().join(path), Some(NOBODY), Some(NOBODY)).ok();
    }
    std::fs::set_permissions(place.path().join("o/keep"), PermissionsExt::from_mode(0o555)).unwrap();
    for name in ["A.tar", "B.tar"] {
        let ran = as_a_user(&place, &format!("x {name} -o o --here --force"));
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(3), "{said}");
        assert!(said.contains("Permission denied"), "{said}");
        assert_eq!(place.tree("o"), files(&[("keep/old", "mine")]));
        assert_eq!(mode(&place, "o/keep"), 0o555);
    }
}

#[test]
fn a_free_name_is_found_behind_ten_thousand() {
    let place = Place::new()
        .with("A.zip", zip(&[file("a", "new")]))
        .with("o/a", "1");
    for n in 2..=10_001 {
        std::fs::write(place.path().join(format!("o/a ({n})")), "").unwrap();
    }
    place
        .unpack("x A.zip -o o --rename -q")
        .run()
        .status(0)
        .stderr_empty();
    let new = std::fs::read_to_string(place.path().join("o/a (10002)")).unwrap();
    assert_eq!(new, "new");
}

/// A run that a signal ends has done nothing; one that was too far says that it is done.
#[test]
fn a_signal_while_files_are_moved_takes_all_back_or_comes_too_late() {
    use std::os::unix::process::ExitStatusExt;
    const FILES: usize = 400;
    let all: Vec<Entry> = (0..FILES).map(|n| file(format!("d/{n}"), "new")).collect();
    let place = Place::new().with("A.tar", tar(&all));
    for n in 0..FILES {
        let path = place.path().join(format!("o/d/{n}"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "old").unwrap();
    }
    let (mut ended, mut done) = (0, 0);
    for wait in 0..40 {
        let mut child = Command::new(binary("unpack"))
            .args(["x", "A.tar", "-o", "o", "--here", "--force"])
            .current_dir(place.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status()
            .unwrap();
        let status = child.wait().unwrap();
        let tree = place.tree("o");
        let new = tree.values().filter(|text| *text == "new").count();
        if status.signal() == Some(15) {
            ended += 1;
            assert_eq!(new, 0, "after {wait} ms");
        } else {
            done += 1;
            let mut said = String::new();
            child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
            assert_eq!(
                (status.code(), said.as_str(), new),
                (Some(0), "o\n", FILES),
                "after {wait} ms"
            );
            for n in 0..FILES {
                std::fs::write(place.path().join(format!("o/d/{n}")), "old").unwrap();
            }
        }
        assert_eq!(tree.len(), FILES);
    }
    assert!(ended > 0, "{done} done");
}
