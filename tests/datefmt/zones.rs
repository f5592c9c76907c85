//! Time zones. Expected values: the tz database, as `zdump -v` prints it.

use crate::{convert, datefmt};

#[test]
fn a_zone_is_a_name_an_offset_or_a_rule() {
    for (zone, expected) in [
        ("Asia/Shanghai", "22:46 CST +0800\n"),
        ("Europe/Berlin", "16:46 CEST +0200\n"),
        ("+05:45", "20:31 +05:45 +0545\n"),
        ("-01:23:45", "13:22 -01:23:45 -012345\n"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "16:46 CEST +0200\n"),
        ("local", "14:46 UTC +0000\n"),
    ] {
        assert_eq!(
            convert(&["--tz", zone, "unix", "%H:%M %Z %z", "1694789197"]),
            expected,
            "{zone}"
        );
    }
    datefmt(&["--tz", "Not/AZone", "unix", "%Y"])
        .run()
        .status(2)
        .stderr_has("no time zone");
    assert_eq!(
        convert(&["-u", "rfc3339", "rfc3339", "2023-09-15T22:46:37+08:00"]),
        "2023-09-15T14:46:37Z\n"
    );
    assert_eq!(
        convert(&["--tz", "Asia/Shanghai", "unix", "http", "0"]),
        "Thu, 01 Jan 1970 00:00:00 GMT\n"
    );
}

// New York: 2024-03-10 02:00 EST -> 03:00 EDT; 2024-11-03 02:00 EDT -> 01:00 EST.
#[test]
fn gaps_are_errors_and_folds_the_earlier_time_unless_said_otherwise() {
    let run = |flags: &[&str], value: &str| {
        let arguments = [
            &["--from-tz", "America/New_York"],
            flags,
            &["%F %H:%M", "%F %T%:z", value],
        ]
        .concat();
        datefmt(&arguments).run()
    };
    run(&[], "2024-03-10 02:30")
        .status(1)
        .stderr_has("<arg>:1:12: %H: \"02\" does not exist");
    run(&["--gap", "later"], "2024-03-10 02:30")
        .status(0)
        .stdout("2024-03-10 03:30:00-04:00\n");
    run(&["--gap", "earlier"], "2024-03-10 02:30")
        .status(0)
        .stdout("2024-03-10 01:30:00-05:00\n");
    run(&[], "2024-11-03 01:30")
        .status(0)
        .stdout("2024-11-03 01:30:00-04:00\n")
        .stderr_has("1 local time exists twice");
    run(&["--fold", "later"], "2024-11-03 01:30")
        .status(0)
        .stdout("2024-11-03 01:30:00-05:00\n")
        .stderr_empty();
    run(&["--fold", "reject"], "2024-11-03 01:30")
        .status(1)
        .stderr_has("exists twice");
}

#[test]
fn abbreviations_need_a_meaning() {
    let run =
        |flags: &[&str], value: &str| datefmt(&[flags, &["%F %H:%M %Z", "rfc3339", value]].concat()).run();
    run(&[], "2006-11-21 16:30 UTC")
        .status(0)
        .stdout("2006-11-21T16:30:00Z\n");
    run(&[], "2006-11-21 16:30 CST")
        .status(1)
        .stderr_has("Shanghai")
        .stderr_has("<arg>:1:18: %Z: ");
    run(&["--tz-abbrev", "CST=+08:00"], "2006-11-21 16:30 CST")
        .status(0)
        .stdout("2006-11-21T16:30:00+08:00\n");
    run(&["--from-tz", "Asia/Shanghai"], "2006-11-21 16:30 CST")
        .status(0)
        .stdout("2006-11-21T16:30:00+08:00\n");
    run(&["--tz-abbrev", "CST"], "2006-11-21 16:30 CST")
        .status(2)
        .stderr_has("--tz-abbrev");
}

#[test]
fn every_zone_keeps_its_rules_beyond_the_data() {
    // 31 times 400 years before it is 2245-06-30, summer in Berlin.
    assert_eq!(
        convert(&["-q", "--tz", "Europe/Berlin", "unix", "%Y %Z", "400000000000"]),
        "+14645 CEST\n"
    );
}
