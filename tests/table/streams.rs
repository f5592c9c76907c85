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

/// What a tool prints for input that does not end.
fn prints_of_endless(args: &[&str], begin: &str, again: &str, expected: &str) {
    let mut child = Command::new(binary("table"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (begin, again) = (begin.to_owned(), again.repeat(1000));
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(begin.as_bytes());
        while stdin.write_all(again.as_bytes()).is_ok() {}
    });
    let ended = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert_eq!(String::from_utf8_lossy(&ended.stdout), expected, "{args:?}");
}

#[test]
fn head_ends_whatever_comes_line_by_line() {
    for (args, begin, again) in [
        (["-f", "auto", "-w", "a>0"], "", "{\"a\":1}\n"),
        (["-f", "ndjson", "-w", "a=1"], "", "{\"a\":1}\n"),
        (["-f", "auto", "-w", "a=1"], "[", "{\"a\":1},\n"),
        (["-f", "auto", "-w", "a=1"], "a,b\n", "1,2\n0,1\n"),
        (["-f", "csv", "-w", "a=1"], "a\n", "2\n1\n"),
        (["-f", "logfmt", "-w", "a=1"], "", "a=1\n"),
        (["-f", "ltsv", "-w", "a=1"], "", "a:1\n"),
        (["-f", "ws", "-w", "a=1"], "a b\n", "1 x\n"),
    ] {
        let args = [args.as_slice(), &["--head", "2", "-t", "csv", "-c", "a"]].concat();
        prints_of_endless(&args, begin, again, "a\n1\n1\n");
    }
    // A key that comes late is waited for.
    let late = ["--head", "1", "-t", "ndjson", "-w", "b=2"];
    prints_of_endless(&late, "{\"a\":1}\n", "{\"b\":2}\n", "{\"a\":null,\"b\":2}\n");
}

#[test]
fn records_of_every_kind_are_streamed() {
    for (from, input) in [
        ("auto", "{\"a\":\"1\",\"b\":\"x\"}\n"),
        ("ndjson", "{\"a\":\"1\",\"b\":\"x\"}\n"),
        ("auto", "[{\"a\":\"1\",\"b\":\"x\"}"),
        ("json", "[{\"a\":\"1\",\"b\":\"x\"}"),
        ("logfmt", "a=1 b=x\n"),
        ("ltsv", "a:1\tb:x\n"),
        ("ws", "a b\n1 x\n"),
    ] {
        for (to, expected) in [
            ("csv", "a,b\n1,x\n"),
            ("ndjson", "{\"a\":\"1\",\"b\":\"x\"}\n"),
            ("default", "+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n"),
        ] {
            prints_meanwhile(&["-f", from, "--stream", "-t", to], input.as_bytes(), expected);
        }
    }
}

#[test]
fn what_streams_is_told_by_its_text_and_not_by_its_bytes() {
    let json = "{\"a\":\"1\"}\n{\"a\":\"\u{53d8}\"}\n";
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for bytes in [
        [b"\xef\xbb\xbf".as_slice(), json.as_bytes()].concat(),
        [b"\xff\xfe".as_slice(), &utf16(json)].concat(),
    ] {
        for args in [["--stream", "-t", "csv"], ["--head=2", "-t", "csv"]] {
            table(&args, &bytes).status(0).stdout("a\n1\n\u{53d8}\n");
        }
    }
}

#[test]
fn a_stream_of_objects_loses_no_late_key() {
    let text = "{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n{\"c\":3}\n";
    table(&["--stream=1"], text)
        .status(0)
        .stdout("+---+\n| a |\n+---+\n| 1 |\n| 2 b=x |\n| c=3 |\n+---+\n")
        .stderr_has("table: -:2: 2 rows have keys that the first rows lack");
    table(&["--stream=1", "-t", "ndjson"], text)
        .status(0)
        .stdout("{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n{\"a\":null,\"b\":null,\"c\":3}\n")
        .stderr("");
    table(&["--stream=1", "-t", "csv"], text)
        .status(0)
        .stdout("a\n1\n2,x\n,,3\n")
        .stderr_has("2 rows have keys");
    table(&["--stream"], "{\"a\":1}\n{\"a\":]}\n")
        .status(3)
        .stdout("+---+\n| a |\n+---+\n| 1 |\n+---+\n")
        .stderr_has("table: -:2:6: invalid JSON");
    table(&["--stream"], "[{\"a\":1},\n{\"a\":2}")
        .status(3)
        .stderr_has("the list does not end");
}

#[test]
fn what_cannot_be_streamed_is_a_usage_error() {
    for flags in [
        ["-s", "a"],
        ["--tail", "1"],
        ["--total", "sum:a"],
        ["-t", "html"],
        ["-t", "xlsx"],
        ["-t", "sql"],
        ["--group", "a"],
    ] {
        let args = [["--stream", "-f", "csv"].as_slice(), &flags].concat();
        table(&args, "a\n1\n")
            .status(2)
            .stdout("")
            .stderr_has("needs all rows before the first is printed");
    }
}

#[test]
fn what_is_read_as_a_whole_is_said_so_and_printed_after_its_end() {
    for (from, text) in [
        ("text", "+---+\n| a |\n+---+\n| 1 |\n+---+\n"),
        ("md", "| a |\n|---|\n| 1 |\n"),
        ("yaml", "- a: 1\n"),
    ] {
        table(&["--stream", "-f", from, "-t", "csv"], text)
            .status(0)
            .stdout("a\n1\n")
            .stderr_has("is read as a whole");
    }
}
