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
    table(&["--max-cell", "0"], "").status(2);
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
