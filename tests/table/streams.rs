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

/// On a pipe that stays open the tool prints this much of its output.
fn prints_meanwhile(args: &[&str], input: &[u8], expected: &str) {
    let mut child = Command::new(binary("table"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdin.write_all(input).unwrap();
    let mut seen = vec![0; expected.len()];
    stdout.read_exact(&mut seen).unwrap();
    assert_eq!(String::from_utf8_lossy(&seen), expected);
    drop(stdin);
    child.wait().unwrap();
}

#[test]
fn data_is_streamed_too() {
    for (format, expected) in [
        ("csv", "a,b\n1,2\n3,\n"),
        ("json", "[\n{\"a\":\"1\",\"b\":\"2\"},\n{\"a\":\"3\",\"b\":\"\"}"),
        ("ndjson", "{\"a\":\"1\",\"b\":\"2\"}\n{\"a\":\"3\",\"b\":\"\"}\n"),
    ] {
        let args = ["-f", "csv", "--stream", "-t", format];
        prints_meanwhile(&args, b"a,b\n1,2\n3,\n", expected);
    }
}

#[test]
fn the_first_rows_of_an_endless_pipe_end() {
    let expected = "+---+\n| a |\n+---+\n| 1 |\n| 2 |\n+---+\n";
    for args in [["--head", "2", "-f", "csv"], ["--rows", "0:2", "-f", "csv"]] {
        prints_meanwhile(&args, b"a\n1\n2\n3\n", expected);
        let streamed = [args.as_slice(), &["--stream"]].concat();
        prints_meanwhile(&streamed, b"a\n1\n2\n3\n", expected);
    }
    prints_meanwhile(&["--head", "1", "-t", "csv"], b"a\tb\n1\t2\n3", "a,b\n1,2\n");
    let searched = ["--head", "1", "-t", "csv", "--stream", "-w", "a>1", "-f", "csv"];
    prints_meanwhile(&searched, b"a\n1\n2\n3\n", "a\n2\n");
}

#[test]
fn a_stream_loses_nothing() {
    let text = "a,b\n1,2\n1,2,3,4\n5\n";
    table(&["-f", "csv", "--stream=1"], text)
        .status(0)
        .stdout("+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n| 1 | 2,3,4 |\n| 5 |   |\n+---+---+\n")
        .stderr_has("table: -:3: 2 rows have fewer or more cells");
    table(&["-f", "csv", "--stream"], text)
        .status(0)
        .stdout_has("| 1 | 2 | 3 | 4 |");
    table(&["-f", "csv", "--stream", "-t", "json", "--strict"], text)
        .status(1)
        .stdout_has("{\"a\":\"1\",\"b\":\"2\",\"\":\"3\",\"_2\":\"4\"}");
    table(
        &["-f", "csv", "--stream", "--skip", "1", "-t", "csv"],
        "# x\na\n1\n",
    )
    .status(0)
    .stdout("a\n1\n");
}

#[test]
fn a_stream_is_decoded_and_what_is_no_text_is_told() {
    let run = |bytes: &[u8]| table(&["-f", "csv", "-t", "csv", "--stream", "--strict"], bytes);
    let mut bytes = b"name,city\n".to_vec();
    bytes.extend(b"someone,somewhere\n".repeat(8000));
    bytes.extend(b"\xd5\xc5\xc8\xfd,\xb1\xb1\xbe\xa9\xca\xd0\n".repeat(20));
    let ran = run(&bytes);
    assert!(ran.stdout_text().ends_with("张三,北京市\n"));
    ran.status(1)
        .stderr_has("table: -:8002: taken for gb18030 from here on (--encoding decides)");
    run(b"\xe5\x90\x8d,b\n1,2\n3,\xff\xd5\n")
        .status(1)
        .stdout("名,b\n1,2\n3,\\xff\\xd5\n")
        .stderr_has("table: -:3: bytes in 2 places that are no text in utf-8");
    let utf16 = "\u{feff}a,b\n变,2\n".encode_utf16().flat_map(u16::to_le_bytes);
    run(&utf16.collect::<Vec<u8>>()).status(0).stdout("a,b\n变,2\n");
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
