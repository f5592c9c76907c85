//! Limits, and inputs that are made to break things.

use crate::table;

#[test]
fn limits_have_a_flag_and_a_clear_message() {
    table(&["-f", "csv", "--max-columns", "2"], "a,b,c\n1,2,3\n")
        .status(3)
        .stdout("")
        .stderr_has("a row has 3 cells (--max-columns allows 2)");
    table(&["-f", "csv", "--max-columns", "2"], "a,b\n1,2,3\n")
        .status(3)
        .stdout("");
    table(&["-f", "json", "--max-cell", "4"], "[{\"a\":\"12345\"}]")
        .status(3)
        .stderr_has("a cell is longer than 4 bytes (--max-cell raises the limit)");
    for stream in ["--stream", "--no-header-width"] {
        let run = |text: &str| table(&["-f", "csv", "--max-cell", "4", stream], text);
        run("a,b\n1234,1234\n").status(0);
        for (text, line) in [
            ("a,b\n1,x\n12345,1\n", 3),
            ("abcde,b\n", 1),
            ("a,b\n\n1,\"12345\"\n", 3),
        ] {
            let expected = format!("table: -:{line}:1: a cell is longer than 4 bytes");
            run(text).status(3).stderr_has(&expected);
        }
    }
    let long = format!("a\n\"{}", "x".repeat(400_000));
    table(&["-f", "csv", "--max-cell", "200K", "--stream"], long)
        .status(3)
        .stderr_has("table: -:2:1: a row is longer than 204800 bytes (--max-cell raises the limit)");
    table(&["--max-cell", "0"], "").status(2);
}

#[test]
fn many_equal_names_and_one_long_word_end() {
    // With a search through all names for each, or through the rest of a word for each line, these would not end today.
    let names = ",".repeat(90_000);
    for format in ["json", "ndjson", "yaml", "sql"] {
        table(&["-f", "csv", "-t", format, "-q"], format!("{names}\n{names}\n"))
            .status(0)
            .stdout_has("_90001");
    }
    let word = "x".repeat(2_000_000);
    let ran = table(&["-f", "csv", "--width", "10"], format!("a\n{word}\n"));
    assert_eq!(ran.status(0).stdout_text().matches('x').count(), 2_000_000);
}

#[test]
fn what_broke_others_prints_a_straight_frame() {
    for cell in [
        "\x1b[👨\u{200d}👩\u{200d}👧",
        "\u{200d}",
        &format!("x{}", "\u{301}".repeat(20_000)),
        "🇩🇪🇫",
        "क्षि",
    ] {
        let ran = table(&["-f", "csv"], format!("a,b\n{cell},end\n"));
        let lines: Vec<usize> = ran
            .status(0)
            .stdout_text()
            .lines()
            .map(|line| {
                line.replace("👨\u{200d}👩\u{200d}👧", "xx")
                    .chars()
                    .filter(|c| *c != '\u{301}')
                    .count()
            })
            .collect();
        assert_eq!(lines.len(), 5, "{cell:?}");
        assert_eq!(lines[0], lines[4]);
    }
}

#[test]
fn bad_numbers_in_flags_are_usage_errors() {
    for args in [
        ["--width", "0"],
        ["--width", "-4"],
        ["--max-width", "0"],
        ["--max-width", "x"],
        ["--padding", "99999"],
        ["--head", "-1"],
        ["--char", "vertical=ab"],
        ["--char", "nosuch=a"],
        ["--int-format", "s"],
        ["--style", "nosuch"],
        ["--valign", "x"],
        ["--ambiguous", "3"],
        ["--divider-every", "0"],
        ["--str-align", "left"],
        ["--header-align", "left"],
        ["-c", "3-1"],
    ] {
        let ran = table(&args, "a\n1\n");
        ran.status(2).stdout("");
        assert_eq!(
            ran.stderr_text().lines().count(),
            1,
            "{args:?}: {}",
            ran.stderr_text()
        );
    }
}

#[test]
fn a_negative_number_is_told_as_one() {
    for flag in ["--head", "--tail", "--padding", "--page-length"] {
        table(&[flag, "-1"], "a\n1\n")
            .status(2)
            .stderr_has("-1")
            .stderr_has(flag);
    }
    table(&["-d", ";", "-f", "json"], "[]")
        .status(2)
        .stderr_has("-d is for csv and tsv");
}

#[test]
fn a_wide_character_keeps_the_frame_straight() {
    table(&["-f", "csv", "--width", "3", "-x", "never"], "a\n变化\n")
        .status(0)
        .stdout("+----+\n| a  |\n+----+\n| 变 |\n| 化 |\n+----+\n")
        .stderr_has("the table takes 6 columns and cannot be narrower");
}

#[test]
fn many_columns_and_long_cells_are_printed() {
    let header: Vec<String> = (0..5000).map(|at| format!("c{at}")).collect();
    let header = header.join(",");
    table(&["-f", "csv"], format!("{header}\n{header}\n"))
        .status(0)
        .stdout_has("c4999");
    let long = "x".repeat(300_000);
    table(&["-f", "csv"], format!("a,b\n{long},1\n"))
        .status(0)
        .stdout_has(&long);
}
