//! Several runs at once into one directory, and directories that are closed to writing.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::Place;
use crate::archives::{Entry, file, tar, zip};

const FILES: usize = 600;

fn many(own: &str) -> Vec<Entry> {
    let shared = (0..FILES).map(|i| file(format!("d{}/f{i}", i % 20), own));
    let alone = (0..FILES).map(|i| file(format!("{own}{}/f{i}", i % 7), own));
    shared.chain(alone).collect()
}

/// Runs both archives at once and returns their statuses.
fn both(place: &Place, flags: &[&str]) -> [i32; 2] {
    let start = |archive: &str| {
        Command::new(harness::binary("unpack"))
            .args(["extract", archive, "-o", "o", "--here", "-q"])
            .args(flags)
            .current_dir(place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let runs = [start("a.zip"), start("b.zip")];
    runs.map(|mut run| run.wait().unwrap().code().unwrap())
}

#[test]
fn two_runs_into_one_directory_lose_nothing_of_each_other() {
    for (flags, statuses, expected) in [
        (&["--force"][..], [0, 0], 3 * FILES),
        (&["--skip"], [0, 1], 3 * FILES),
        (&["--rename"], [0, 0], 4 * FILES),
        (&[], [0, 3], 2 * FILES),
    ] {
        for is_there in [true, false] {
            let place = Place::new()
                .with("a.zip", zip(&many("a")))
                .with("b.zip", zip(&many("b")));
            if is_there {
                std::fs::create_dir(place.path().join("o")).unwrap();
            }
            let mut found = both(&place, flags);
            found.sort_unstable();
            assert_eq!(found, statuses, "{flags:?}");
            assert_eq!(place.tree("o").len(), expected, "{flags:?}");
        }
    }
}

#[test]
fn a_directory_closed_by_the_archive_takes_its_files_again() {
    let archive = |text| {
        let mut closed = file("p/", "");
        closed.mode = 0o040_555;
        tar(&[closed, file("p/a", text)])
    };
    let place = Place::new()
        .with("1.tar", archive("one"))
        .with("2.tar", archive("two"));
    let root = place.path().metadata().unwrap().uid() == 0;
    if root {
        for path in [
            place.path().to_owned(),
            place.path().join("1.tar"),
            place.path().join("2.tar"),
        ] {
            chown(path, Some(65534), Some(65534)).unwrap();
        }
    }
    let run = |words: &[&str]| {
        let mut command = Command::new(harness::binary("unpack"));
        if root {
            command.uid(65534).gid(65534);
        }
        command.args(words).current_dir(place.path()).output().unwrap()
    };
    assert_eq!(run(&["1.tar"]).status.code(), Some(0));
    let forced = run(&["2.tar", "--force"]);
    assert_eq!(forced.status.code(), Some(0), "{forced:?}");
    let renamed = run(&["1.tar", "--rename"]);
    assert_eq!(renamed.status.code(), Some(0), "{renamed:?}");
    assert_eq!(place.tree("p"), crate::files(&[("a", "two"), ("a (2)", "one")]));
    let mode = place.path().join("p").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o555);
}
