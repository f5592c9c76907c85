//! Pipes: rows at once, readers that leave, disks that are full, and runs that are stopped.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use harness::{binary, temp_dir, tool};

use crate::table;

#[test]
fn the_first_rows_are_printed_before_the_input_ends() {
    let mut child = Command::new(binary("table"))
        .args(["-f", "csv", "--stream"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdin.write_all(b"a,b\n1,2\n").unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"| 1 | 2 |\n") {
        let mut byte = [0];
        stdout.read_exact(&mut byte).unwrap();
        seen.extend(byte);
    }
    stdin.write_all(b"longer,3\n").unwrap();
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "| longer | 3 |\n+---+---+\n");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_stream_keeps_the_layout_of_its_first_rows() {
    let text = "a,b\n1,x\nlonger,y\n";
    table(&["-f", "csv", "--stream=1", "--overflow", "wrap"], text)
        .status(0)
        .stdout("+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| l | y |\n| o |   |\n| n |   |\n| g |   |\n| e |   |\n| r |   |\n+---+---+\n");
    table(&["-f", "csv", "--stream=1", "--overflow", "clip"], text)
        .status(0)
        .stdout_has("| … | y |");
    table(&["-f", "csv", "--stream", "-c", "b", "-w", "a=1"], text)
        .status(0)
        .stdout("+---+\n| b |\n+---+\n| x |\n+---+\n");
    table(&["--stream"], "[{\"a\":1}]")
        .status(0)
        .stdout("+---+\n| a |\n+---+\n| 1 |\n+---+\n");
    table(&["-f", "csv", "--stream"], "a\n\"open\n")
        .status(3)
        .stderr_has("never closes");
    table(&["-f", "csv", "--stream"], "").status(0).stdout("");
}

#[test]
#[cfg(unix)]
fn a_reader_that_leaves_ends_it_quietly() {
    let dir = temp_dir();
    fs::write(
        dir.path().join("x.csv"),
        "a,b\n".to_owned() + &"1,some words\n".repeat(100_000),
    )
    .unwrap();
    let mut child = Command::new(binary("table"))
        .args(["-f", "csv", "x.csv"])
        .current_dir(&dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), b"".as_slice())
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let output = Command::new(binary("table"))
        .args(["-f", "csv"])
        .stdin(Stdio::null())
        .arg(harness::data("table/examples/cities.csv"))
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("table: standard output: No space left on device")
    );
}

#[test]
#[cfg(unix)]
fn a_run_that_is_stopped_leaves_nothing_behind() {
    let dir = temp_dir();
    fs::write(dir.path().join("out.csv"), "old").unwrap();
    let mut child = Command::new(binary("table"))
        .args(["-f", "csv", "-t", "csv", "-o", "out.csv", "--force"])
        .current_dir(&dir)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"a\n1\n").unwrap();
    while fs::read_dir(&dir).unwrap().count() < 2 {
        std::thread::yield_now();
    }
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success() && !child.wait().unwrap().success());
    drop(stdin);
    let names: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["out.csv"]);
    assert_eq!(fs::read(dir.path().join("out.csv")).unwrap(), b"old");
}

#[test]
fn arguments_may_come_from_the_environment() {
    let run = |more: &str, args: &[&str]| {
        tool("table")
            .env("TABLE_ARGS", more)
            .args(args)
            .stdin("a,b\n1,2\n")
            .run()
    };
    run("-t csv -c 'b=x y'", &["-f", "csv"])
        .status(0)
        .stdout("x y\n2\n");
    run("-t csv", &["-f", "csv", "-t", "tsv"])
        .status(0)
        .stdout("a\tb\n1\t2\n");
    run("--nosuch", &[]).status(2);
}
