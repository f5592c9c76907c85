//! Values in, rows out.

use harness::data;

use crate::{convert, datefmt};

// The examples of the project's owner.
#[test]
fn the_first_examples_of_everyone() {
    for (arguments, expected) in [
        (
            &["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "2006-11-21T16:30"][..],
            "2006-11-21 16:30\n",
        ),
        (
            &["auto", "%A, %d. %B %Y %I:%M%p", "2006-11-21T16:30"],
            "Tuesday, 21. November 2006 04:30PM\n",
        ),
        (
            &["%d/%m/%y %H:%M", "%Y-%m-%d %H:%M:%S", "21/11/06 16:30"],
            "2006-11-21 16:30:00\n",
        ),
        (&["unix", "asctime", "1694789197"], "Fri Sep 15 14:46:37 2023\n"),
        (
            &["fields", "unix", "1694789197"],
            "tm_year=2023 tm_mon=9 tm_mday=15 tm_hour=14 tm_min=46 tm_sec=37 tm_wday=4 tm_yday=258 tm_isdst=0\n",
        ),
        (&["unix", "date", "-1"], "1969-12-31\n"),
        (&["unix", "rfc3339", "-0.5"], "1969-12-31T23:59:59.500Z\n"),
    ] {
        assert_eq!(convert(arguments), expected, "{arguments:?}");
    }
}

#[test]
fn lines_keep_their_ends_and_failed_ones_themselves() {
    let run = |arguments: &[&str]| {
        datefmt(&[arguments, &["%Y-%m-%d", "%d.%m."]].concat())
            .stdin("2006-11-21\r\nbad\n2006-02-30\n2006-11-22")
            .run()
    };
    run(&[]).status(1).stdout("21.11.\r\nbad\n2006-02-30\n22.11.");
    run(&["--on-error", "skip"]).status(1).stdout("21.11.\r\n22.11.");
    run(&["--on-error", "null"])
        .status(1)
        .stdout("21.11.\r\n\n\n22.11.");
    run(&["--on-error", "stop"]).status(1).stdout("21.11.\r\n");
    run(&["--max-errors", "2"])
        .status(1)
        .stdout("21.11.\r\nbad\n2006-02-30\n");
    run(&["-q"])
        .status(1)
        .stdout("21.11.\r\nbad\n2006-02-30\n22.11.")
        .stderr_empty();
}

#[test]
fn files_are_read_in_order_and_a_missing_one_stops_nothing() {
    let days = data("datefmt/examples/days.txt");
    datefmt(&["%b %d %Y", "date", "--file", "missing.txt", "--file"])
        .arg(&days)
        .run()
        .status(3)
        .stdout("2006-11-21\n2023-12-31\n")
        .stderr_has("datefmt: missing.txt: ");
}

#[test]
fn a_value_longer_than_64_kib_is_one_error_and_passes_through() {
    let input = format!("2006\n{}\n2007\n", "7".repeat(300_000));
    let ran = datefmt(&["%Y", "%y"]).stdin(&input).run();
    ran.status(1).stderr_has("datefmt: -:2:1: ");
    assert_eq!(ran.stderr_text().lines().count(), 1);
    assert_eq!(ran.stdout_text(), format!("06\n{}\n07\n", "7".repeat(300_000)));
    datefmt(&["--on-error", "null", "%Y", "%y"])
        .stdin(&input)
        .run()
        .status(1)
        .stdout("06\n\n07\n");
}

#[test]
fn bytes_that_are_no_text_pass_through_and_are_shown_escaped() {
    datefmt(&["%Y", "%y"])
        .stdin(b"\xff\0\x1b[31m\n")
        .run()
        .status(1)
        .stdout(b"\xff\0\x1b[31m\n")
        .stderr_has("-:1:1: %Y: ");
    let shown = datefmt(&["%Y", "%y"]).stdin(b"\x1b[31m\n").run().stderr_text();
    assert!(!shown.contains('\x1b'), "{shown:?}");
}

#[test]
fn further_formats_are_tried_in_order() {
    let input = "21.11.2006\n2006-11-21\n1164126600\nsoon\n";
    datefmt(&["--or", "%d.%m.%Y", "--or", "unix", "date", "%F"])
        .stdin(input)
        .run()
        .status(1)
        .stdout("2006-11-21\n2006-11-21\n2006-11-21\nsoon\n");
}

#[test]
fn json_has_one_object_a_value() {
    let ran = datefmt(&["--json", "--tz", "+05:45", "unix", "%F %T"])
        .stdin("1164126600.5\nx\n")
        .run();
    let text = ran.status(1).stdout_text();
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let keys = |row: &serde_json::Value| {
        row.as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        keys(&rows[0]),
        "input ok format epoch nanos offset zone abbr output fields"
    );
    assert_eq!(
        keys(&rows[0]["fields"]),
        "year month day hour minute second nanosecond weekday yearday iso_year iso_week isdst"
    );
    assert_eq!(rows[0]["output"], "2006-11-21 22:15:00");
    assert_eq!(
        (&rows[0]["epoch"], &rows[0]["nanos"]),
        (&1_164_126_600.into(), &500_000_000.into())
    );
    assert_eq!(rows[0]["offset"], 20700);
    assert_eq!(keys(&rows[1]), "input ok path line column directive expected got");
    assert_eq!((&rows[1]["line"], &rows[1]["column"]), (&2.into(), &1.into()));
}

#[test]
fn what_is_missing_comes_from_the_base() {
    for (arguments, expected) in [
        (
            &["--base", "2006-11-21", "%H:%M", "iso", "16:30"][..],
            "2006-11-21T16:30:00\n",
        ),
        (&["--base", "2006-11-21", "%d", "date", "05"], "2006-11-05\n"),
        (&["--base", "2006-11-21", "%Y", "date", "2024"], "2024-01-01\n"),
        (
            &["--base", "2024-06-01", "%m-%d", "date", "02-29"],
            "2024-02-29\n",
        ),
        (
            &["--base", "2007-01-01", "syslog", "date", "Dec 31 23:59:59"],
            "2006-12-31\n",
        ),
        (
            &["--base", "2007-01-01", "syslog", "date", "Jan  1 00:00:01"],
            "2007-01-01\n",
        ),
        (&["--pivot", "50", "%y", "%Y", "50"], "1950\n"),
        (&["%G-W%V", "date", "2019-W01"], "2018-12-31\n"),
        (&["%Y week %W", "date", "2024 week 02"], "2024-01-08\n"),
    ] {
        assert_eq!(convert(arguments), expected, "{arguments:?}");
    }
}

#[test]
fn leap_seconds_stay_from_format_to_format_and_are_the_next_second_of_the_epoch() {
    assert_eq!(convert(&["auto", "%T", "2016-12-31T23:59:60Z"]), "23:59:60\n");
    assert_eq!(convert(&["auto", "unix", "2016-12-31T23:59:60Z"]), "1483228800\n");
    assert_eq!(
        convert(&["--iso24", "%F %T", "%F %T", "2006-11-21 24:00:00"]),
        "2006-11-22 00:00:00\n"
    );
}

#[test]
fn a_time_without_zone_is_utc_unless_that_is_forbidden() {
    assert_eq!(
        convert(&["date", "rfc3339", "2006-11-21"]),
        "2006-11-21T00:00:00Z\n"
    );
    assert_eq!(convert(&["date", "%Z|%z|", "2006-11-21"]), "||\n");
    datefmt(&["--strict", "date", "rfc3339", "2006-11-21"])
        .run()
        .status(1)
        .stderr_has("--from-tz");
}

#[test]
fn seconds_that_look_like_milliseconds_are_converted_with_one_hint() {
    let ran = datefmt(&["unix", "%Y"])
        .stdin("1694789197000\n1694789198000\n")
        .run();
    ran.status(0).stdout("+55675\n+55675\n").stderr_has("unixms");
    assert_eq!(ran.stderr_text().lines().count(), 1);
}

#[test]
fn a_list_ended_by_nul_may_stand_behind_the_formats() {
    let folder = harness::temp_dir();
    std::fs::write(folder.path().join("a b"), "0\n").unwrap();
    harness::tool("datefmt")
        .args(["unix", "date", "--files-from", "-", "-0"])
        .current_dir(folder.path())
        .stdin("a b\0")
        .run()
        .status(0)
        .stdout("1970-01-01\n");
    harness::tool("datefmt")
        .args(["unix", "date", "-0"])
        .run()
        .status(0)
        .stdout("1970-01-01\n");
    harness::tool("datefmt")
        .args(["unix", "date", "0", "--file", "-"])
        .run()
        .status(2);
}

#[test]
fn utf_16_is_read_with_and_without_a_mark() {
    let text: String = (0..20).map(|n| format!("{n}\r\n")).collect();
    let little = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let big = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let marked = format!("\u{feff}{text}");
    for input in [little(&text), big(&text), little(&marked), big(&marked)] {
        harness::tool("datefmt")
            .args(["unix", "%S"])
            .stdin(input)
            .run()
            .status(0)
            .stdout((0..20).map(|n| format!("{n:02}\r\n")).collect::<String>());
    }
}
