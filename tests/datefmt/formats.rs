//! The format language, both ways.

use crate::{convert, datefmt};

fn printed(format: &str, epoch: &str) -> String {
    convert(&["-q", "unix", format, epoch])
        .trim_end_matches('\n')
        .to_owned()
}

// Expected values: strftime of glibc 2.36 for 2006-11-21 16:30:00 UTC.
#[test]
fn directives_are_glibcs() {
    let table = "%a Tue|%A Tuesday|%b Nov|%B November|%c Tue Nov 21 16:30:00 2006|%C 20|%d 21|%D 11/21/06|%e 21\
        |%F 2006-11-21|%g 06|%G 2006|%h Nov|%H 16|%I 04|%j 325|%k 16|%l  4|%m 11|%M 30|%p PM|%P pm|%r 04:30:00 PM|%R 16:30\
        |%s 1164126600|%S 00|%T 16:30:00|%u 2|%U 47|%V 47|%w 2|%W 47|%x 11/21/06|%X 16:30:00|%y 06|%Y 2006|%z +0000|%Z UTC\
        |%% %|%Ec Tue Nov 21 16:30:00 2006|%Od 21|%-I 4|%_I  4|%010j 0000000325|%^a TUE|%#p pm|%#Z utc|%12F   2006-11-21\
        |%-6d     21|%^c TUE NOV 21 16:30:00 2006";
    for row in table.split('|') {
        let (format, expected) = row.split_once(' ').unwrap();
        assert_eq!(printed(format, "1164126600"), expected, "{format}");
    }
}

#[test]
fn our_own_directives_and_years_beyond_four_digits() {
    for (format, epoch, expected) in [
        ("%f %3f %N %.f", "0.25", "250000 250 250000000 .250"),
        ("%T%.f", "0", "00:00:00"),
        ("%:z %::z %:::z %q %Q", "0", "+00:00 +00:00:00 +00 1 UTC"),
        ("%Y %-Y %C %F", "-30641760000", "0999 999 09 0999-01-01"),
        ("%Y %C", "253402300800", "+10000 100"),
        ("%Y %C", "-62167219201", "-0001 -1"),
    ] {
        assert_eq!(printed(format, epoch), expected, "{format}");
    }
}

#[test]
fn what_is_printed_is_read_back() {
    for format in [
        "%A, %d. %B %Y %I:%M:%S %p",
        "%j %Y %T",
        "%G-W%V-%u %T",
        "%Y %U %w %T",
        "%Y %W %a %T",
        "%y%m%d%H%M%S",
        "%c",
        "%D %r",
        "%e %b %C%y %k:%M:%S",
        "%s",
        "rfc3339",
        "rfc2822",
        "http",
        "apache",
        "asctime",
        "unixns",
        "%20d|%_5m|%012Y %T",
        "%^A %-d %#b %Y %-H:%-M:%-S",
        "%24T %F",
    ] {
        for epoch in ["1164126600", "68169599", "951782400", "1735689599"] {
            let text = printed(format, epoch);
            assert_eq!(
                convert(&[format, "unix", &text]),
                format!("{epoch}\n"),
                "{format} {text}"
            );
        }
    }
}

#[test]
fn named_formats_read_their_variants() {
    for (name, value) in [
        ("rfc3339", "2023-09-15T22:46:37+08:00"),
        ("rfc3339", "2023-09-15t14:46:37.000z"),
        ("rfc2822", "15 Sep 2023 14:46:37 GMT"),
        ("rfc2822", "Fri, 15 Sep 2023 10:46:37 EDT"),
        ("auto", "2023-09-15 14:46:37 Z"),
        ("auto", "2023-09-15T14:46:37,000"),
        ("unixms", "1694789197000"),
        ("unix", "+1694789197.0"),
    ] {
        assert_eq!(convert(&[name, "unix", value]), "1694789197\n", "{name} {value}");
    }
}

#[test]
fn bad_formats_are_refused_before_anything_is_read() {
    for format in [
        "%",
        "abc%",
        "%!",
        "%日",
        "%Ed",
        "%OY",
        "%99999999999d",
        "%1025d",
        "%v",
        "%+",
        "%i",
        "%E",
        "%-",
        "%5",
        "%:",
        "%::::z",
        "%11f",
        "%E%",
    ] {
        for arguments in [["unix", format], [format, "unix"]] {
            let ran = datefmt(&arguments).stdin("0\n").run();
            ran.status(2).stdout("").stderr_has("datefmt: format, column ");
            assert_eq!(ran.stderr_text().lines().count(), 1);
        }
    }
    for format in ["%C", "%V %u", "%g %V", "%Q", "%015T"] {
        datefmt(&[format, "unix"])
            .stdin("0\n")
            .run()
            .status(2)
            .stdout("")
            .stderr_has("cannot be read back");
    }
    datefmt(&["unix", &"%Y".repeat(40_000)])
        .run()
        .status(2)
        .stderr_has("longer than 65536 bytes");
    datefmt(&["unix", "auto"]).run().status(2).stderr_has("only read");
    datefmt(&["--lenient-format", "unix", "%Y %i %", "0"])
        .run()
        .status(0)
        .stdout("1970 %i %\n");
}

#[test]
fn explain_and_list_say_what_there_is() {
    datefmt(&["explain", "%d/%b/%Y"])
        .run()
        .status(0)
        .stdout_has("%b")
        .stdout_has("can be read back");
    datefmt(&["explain", "%C"])
        .run()
        .status(0)
        .stdout_has("cannot be read back");
    datefmt(&["explain", "http"])
        .run()
        .status(0)
        .stdout_has("RFC 9110");
    datefmt(&["list", "formats"])
        .run()
        .status(0)
        .stdout_has("iso-week");
    datefmt(&["list", "directives"])
        .run()
        .status(0)
        .stdout_has("%:::z");
    datefmt(&["list", "zones"])
        .run()
        .status(0)
        .stdout_has("Asia/Shanghai\n");
    let now: i64 = convert(&["now", "unix"]).trim().parse().unwrap();
    assert!(now > 1_700_000_000);
}
