//! Values that fail: the place, the directive, what was found and what was expected.

use crate::datefmt;

fn message(arguments: &[&str], value: &str) -> String {
    let ran = datefmt(&[&["--base", "2006-11-21"], arguments, &["iso"]].concat())
        .stdin(format!("{value}\n"))
        .run();
    ran.status(1).stdout(format!("{value}\n"));
    ran.stderr_text()
}

#[test]
fn messages_name_line_byte_column_and_directive() {
    for (format, value, expected) in [
        (
            "%Y-%m-%d",
            "2006-13-21",
            r#"6: %m: "13" is not a month (expected 01-12)"#,
        ),
        (
            "%Y-%m-%d",
            "2006-02-30",
            r#"9: %d: "30" is not a day of this month and year (expected 01-28)"#,
        ),
        (
            "%Y-%m-%d",
            "2006/11/21",
            r#"5: "-": "/" stands in its place (expected "-")"#,
        ),
        (
            "%Y-%m-%d",
            "2006-11-21x",
            r#"11: end: "x" is left over (expected the end of the value)"#,
        ),
        (
            "%Y-%m-%d",
            "",
            "1: %Y: the end of the value is not a year (expected four digits)",
        ),
        (
            "%Y-%j",
            "2023-366",
            r#"6: %j: "366" is beyond the year (expected 001-365)"#,
        ),
        (
            "%a %d %b %Y",
            "Mon 21 Nov 2006",
            r#"1: %a: "Mon" contradicts the date (expected Tuesday)"#,
        ),
        (
            "%H:%M %p",
            "13:00 AM",
            r#"7: %p: "AM" contradicts the hour (expected PM)"#,
        ),
        (
            "%d %B %Y",
            "21 Novembre 2006",
            r#"4: %B: "Novembre" is not the name of a month (expected Jan-Dec or January-December)"#,
        ),
        (
            "%Y年%m月",
            "2006年13月",
            r#"8: %m: "13月" is not a month (expected 01-12)"#,
        ),
        (
            "%Y %Y",
            "2006 2007",
            r#"6: %Y: "2007" contradicts an earlier field (expected 2006)"#,
        ),
        (
            "%s",
            "99999999999999999999",
            r#"1: %s: "99999999999999999999" is beyond the calendar (expected years -262143 to 262142)"#,
        ),
    ] {
        let expected = if value == "2006年13月" {
            expected.replace("13月", "13")
        } else {
            expected.to_owned()
        };
        assert_eq!(
            message(&[format], value),
            format!("datefmt: -:1:{expected}\n"),
            "{format} {value}"
        );
    }
}

#[test]
fn arguments_are_named_by_their_number() {
    datefmt(&["%Y", "%y", "2006", "x"])
        .run()
        .status(1)
        .stdout("06\nx\n")
        .stderr_has("datefmt: <arg>:2:1: %Y: ");
}

#[test]
fn of_several_formats_the_one_that_came_furthest_is_blamed() {
    let text = message(&["--or", "%d.%m.%Y", "%Y-%m-%d"], "21.13.2006");
    assert!(text.starts_with("datefmt: -:1:4: %m: "), "{text}");
}

#[test]
fn numbers_side_by_side_have_their_full_width() {
    for (format, value) in [("%Y%m%d", "202323"), ("%d%m%Y", "2112006"), ("%H%M", "163")] {
        message(&[format], value);
    }
}

#[test]
fn what_one_flag_refuses_another_allows() {
    for (flag, format, value) in [
        ("--loose", "%Y", "23"),
        ("--trim", "%Y", " 2006 "),
        ("--iso24", "%T", "24:00:00"),
        ("--ignore-weekday", "%a %d %b %Y", "Mon 21 Nov 2006"),
        ("--truncate", "%S.%f", "5.1234567891"),
    ] {
        message(&[format], value);
        datefmt(&[flag, format, "iso", value]).run().status(0);
    }
    message(&["--iso24", "%T"], "24:00:01");
}

#[test]
fn a_mistyped_name_is_no_text_to_print() {
    for (format, name) in [
        ("unxi", "unix"),
        ("UNIX", "unix"),
        ("rfc339", "rfc3339"),
        ("Date", "date"),
    ] {
        harness::tool("datefmt")
            .args(["unix", format, "0"])
            .run()
            .status(2)
            .stdout("")
            .stderr_has(&format!("did you mean {name}?"));
    }
    harness::tool("datefmt")
        .args(["unix", "hello", "0"])
        .run()
        .status(0)
        .stdout("hello\n");
}
